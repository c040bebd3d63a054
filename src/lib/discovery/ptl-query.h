/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-candidate.h"
#include "ptl-contact.h"

G_BEGIN_DECLS

#define PTL_TYPE_QUERY (ptl_query_get_type ())
G_DECLARE_FINAL_TYPE (PtlQuery, ptl_query, PTL, QUERY, GObject)

/* Tries one server without a password, for sources that have to: the discovery does not know the tester, the session lends it.
 * Calls back once; @server is NULL in the finish when nothing usable answered. Before that, @connected is called with the same
 * @user_data as soon as somebody has taken the connection: such a server is alive, and not one behind a wall that drops packets. */
typedef void         (*PtlTryConnected) (gpointer          user_data);
typedef void         (*PtlTryAsync)  (PtlServer            *server,
                                      GCancellable         *cancellable,
                                      PtlTryConnected       connected,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data,
                                      gpointer              try_data);
/* Returns: (transfer full): the server with the authentication that it offers */
typedef PtlServer *  (*PtlTryFinish) (GAsyncResult         *result,
                                      GError              **error);

/* What one discovery is about: the address, what may be sent to whom, and the ledger of who was asked. */
PtlQuery     *ptl_query_new              (PtlAddress   *address);
PtlAddress   *ptl_query_get_address      (PtlQuery     *self);
const char   *ptl_query_get_domain       (PtlQuery     *self);
gboolean      ptl_query_get_offline      (PtlQuery     *self);
void          ptl_query_set_offline      (PtlQuery     *self,
                                          gboolean      offline);
gboolean      ptl_query_get_directory    (PtlQuery     *self);
void          ptl_query_set_directory    (PtlQuery     *self,
                                          gboolean      directory);
gboolean      ptl_query_get_doubt        (PtlQuery     *self);
void          ptl_query_set_doubt        (PtlQuery     *self,
                                          gboolean      doubt);
/* Services that the domain says it does not offer (RFC 6186 §3.4): nobody need guess where they are. */
void          ptl_query_decline          (PtlQuery     *self,
                                          PtlProtocol   protocol,
                                          PtlSecurity   security);
gboolean      ptl_query_declines         (PtlQuery     *self,
                                          PtlServer    *server);
PtlCandidate *ptl_query_get_unproven     (PtlQuery     *self);
void          ptl_query_set_unproven     (PtlQuery     *self,
                                          PtlCandidate *candidate);
guint         ptl_query_get_timeout      (PtlQuery     *self);
void          ptl_query_set_timeout      (PtlQuery     *self,
                                          guint         milliseconds);
void          ptl_query_allow_address    (PtlQuery     *self,
                                          const char   *host);
gboolean      ptl_query_may_send_address (PtlQuery     *self,
                                          const char   *host);
/* The public directory answers for domains; it is told no address, whoever agrees to that. */
#define PTL_DIRECTORY_HOST "v1.ispdb.net"

/* Hosts that have no answer for the domain alone, and might have one for the address: what one may offer the person to send there.
 * (element-type utf8) The property "wishes" notifies. */
void          ptl_query_add_wish         (PtlQuery     *self,
                                          const char   *host);
GPtrArray    *ptl_query_get_wishes       (PtlQuery     *self);
void          ptl_query_set_tester       (PtlQuery     *self,
                                          PtlTryAsync   try_async,
                                          PtlTryFinish  try_finish,
                                          gpointer      try_data);
gboolean      ptl_query_get_tester       (PtlQuery     *self,
                                          PtlTryAsync  *try_async,
                                          PtlTryFinish *try_finish,
                                          gpointer     *try_data);
/* Whether a source waits for somebody who took the connection, and only has to answer. Each begin has its end. */
void          ptl_query_begin_alive      (PtlQuery     *self,
                                          PtlOrigin     origin);
void          ptl_query_end_alive        (PtlQuery     *self,
                                          PtlOrigin     origin);
gboolean      ptl_query_is_alive         (PtlQuery     *self,
                                          PtlOrigin     origin);
GListModel   *ptl_query_get_contacts     (PtlQuery     *self);
void          ptl_query_add_contact      (PtlQuery     *self,
                                          PtlContact   *contact);

/* A document is as good as the way that led to it: which server has the mail, only the name service said (and the draft asks that
 * such settings be confirmed), unless that was signed. */
PtlTransport  ptl_query_judge_transport  (PtlOrigin     origin,
                                          PtlTrust      trust);

G_END_DECLS
