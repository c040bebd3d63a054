/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  PTL_PROTOCOL_IMAP,
  PTL_PROTOCOL_POP3,
  PTL_PROTOCOL_SMTP,
} PtlProtocol;

#define PTL_TYPE_PROTOCOL (ptl_protocol_get_type ())
GType ptl_protocol_get_type (void);

/* How a connection is protected, weakest first, so that comparing compares strength (RFC 8314 §3). */
typedef enum
{
  PTL_SECURITY_NONE,
  PTL_SECURITY_STARTTLS,
  PTL_SECURITY_TLS,
} PtlSecurity;

#define PTL_TYPE_SECURITY (ptl_security_get_type ())
GType ptl_security_get_type (void);

/* The ways to sign in, as the autoconfig format names them; their nicks are those names in lower case. */
typedef enum
{
  PTL_AUTHENTICATION_PASSWORD_CLEARTEXT,
  PTL_AUTHENTICATION_PASSWORD_ENCRYPTED,
  PTL_AUTHENTICATION_OAUTH2,
  PTL_AUTHENTICATION_GSSAPI,
  PTL_AUTHENTICATION_NTLM,
  PTL_AUTHENTICATION_CLIENT_CERTIFICATE,
  PTL_AUTHENTICATION_NONE,
} PtlAuthentication;

#define PTL_TYPE_AUTHENTICATION (ptl_authentication_get_type ())
GType ptl_authentication_get_type (void);

const char *ptl_protocol_get_name         (PtlProtocol protocol);
guint16     ptl_protocol_get_default_port (PtlProtocol protocol,
                                           PtlSecurity security);

/* One server as a mail program needs it: protocol, host, port, security, and how to sign in there. Immutable. */
typedef struct _PtlServer PtlServer;

#define PTL_TYPE_SERVER (ptl_server_get_type ())
GType ptl_server_get_type (void);

PtlServer               *ptl_server_new                 (PtlProtocol               protocol,
                                                         const char               *host,
                                                         guint                     port,
                                                         PtlSecurity               security,
                                                         const char               *username,
                                                         GError                  **error);
PtlServer               *ptl_server_ref                 (PtlServer                *self);
void                     ptl_server_unref               (PtlServer                *self);
PtlServer               *ptl_server_with_username       (PtlServer                *self,
                                                         const char               *username);
PtlServer               *ptl_server_with_host           (PtlServer                *self,
                                                         const char               *host,
                                                         GError                  **error);
PtlServer               *ptl_server_with_endpoint       (PtlServer                *self,
                                                         guint16                   port,
                                                         PtlSecurity               security);
PtlServer               *ptl_server_with_security       (PtlServer                *self,
                                                         PtlSecurity               security);
PtlServer               *ptl_server_with_authentication (PtlServer                *self,
                                                         const PtlAuthentication  *methods,
                                                         gsize                     n_methods);
PtlServer               *ptl_server_with_pin            (PtlServer                *self,
                                                         const char               *sha256);
PtlProtocol              ptl_server_get_protocol        (const PtlServer          *self);
const char              *ptl_server_get_host            (const PtlServer          *self);
const char              *ptl_server_get_host_unicode    (const PtlServer          *self);
guint16                  ptl_server_get_port            (const PtlServer          *self);
PtlSecurity              ptl_server_get_security        (const PtlServer          *self);
const char              *ptl_server_get_username        (const PtlServer          *self);
const PtlAuthentication *ptl_server_get_authentication  (const PtlServer          *self,
                                                         gsize                    *n_methods);
const char              *ptl_server_get_pin             (const PtlServer          *self);
gboolean                 ptl_server_allows              (const PtlServer          *self,
                                                         PtlAuthentication         method);
gboolean                 ptl_server_is_incoming         (const PtlServer          *self);
gboolean                 ptl_server_has_standard_port   (const PtlServer          *self);
gboolean                 ptl_server_same_endpoint       (const PtlServer          *a,
                                                         const PtlServer          *b);
gboolean                 ptl_server_equal               (const PtlServer          *a,
                                                         const PtlServer          *b);
char                    *ptl_server_describe            (const PtlServer          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlServer, ptl_server_unref)

G_END_DECLS
