/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One SRV or MX record. */
typedef struct
{
  guint16  priority;
  guint16  weight;  /* 0 for MX */
  guint16  port;    /* 0 for MX */
  char    *target;  /* (owned): ASCII, without the last dot; "" says that there is none */
} PtlDnsTarget;

/* Returns a number from 0 to @bound, both included. */
typedef guint32 (*PtlRandom) (guint32   bound,
                              gpointer  user_data);

/* Records of the name service, read and put in order; pure but for the dice. Records that are none are left out. */
GArray *ptl_srv_read    (GPtrArray *records);
GArray *ptl_mx_read     (GPtrArray *records);
void    ptl_srv_order   (GArray    *targets,
                         PtlRandom  random,
                         gpointer   user_data);
guint32 ptl_srv_random  (guint32    bound,
                         gpointer   user_data);

G_END_DECLS
