/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-server.h"

G_BEGIN_DECLS

/* The guide to mail ports: one text for the page, the terminal and whoever reads JSON. The texts of the rows are untranslated;
 * hand them to the translation with g_dgettext (GETTEXT_PACKAGE, …) or through the functions below. */

typedef struct
{
  guint16      port;
  PtlSecurity  security;
  gboolean     recommended;
  const char  *text;      /* N_(): a sentence */
} PtlPort;

/* What a person should know about one protocol. */
typedef struct
{
  PtlProtocol    protocol;
  const char    *title;   /* N_(): what it is for */
  const char    *what;    /* N_(): what it is */
  const char    *suits;   /* N_(): when it suits */
  const PtlPort *ports;   /* the recommended first */
  gsize          n_ports;
} PtlPortCard;

const PtlPortCard *ptl_ports_list         (gsize             *n_cards);
const PtlPortCard *ptl_ports_find         (PtlProtocol        protocol);
const char        *ptl_ports_translate    (const char        *text);
const char        *ptl_ports_get_way      (void);
const char        *ptl_ports_get_starttls (void);
const char        *ptl_security_get_words (PtlSecurity        security);

G_END_DECLS
