/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-certificate.h"
#include "ptl-domain.h"
#include "ptl-error.h"

struct _PtlServer
{
  gatomicrefcount ref_count;

  PtlProtocol        protocol;
  PtlSecurity        security;
  guint16            port;
  char              *host;            /* (owned): ASCII */
  char              *host_unicode;    /* (owned) */
  char              *username;        /* (owned) (nullable) */
  PtlAuthentication *authentication;  /* (owned) (nullable): preferred first */
  gsize              n_authentication;
  char              *pin;             /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (PtlServer, ptl_server, ptl_server_ref, ptl_server_unref)

G_DEFINE_ENUM_TYPE (PtlProtocol, ptl_protocol,
                    G_DEFINE_ENUM_VALUE (PTL_PROTOCOL_IMAP, "imap"),
                    G_DEFINE_ENUM_VALUE (PTL_PROTOCOL_POP3, "pop3"),
                    G_DEFINE_ENUM_VALUE (PTL_PROTOCOL_SMTP, "smtp"))

G_DEFINE_ENUM_TYPE (PtlSecurity, ptl_security,
                    G_DEFINE_ENUM_VALUE (PTL_SECURITY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (PTL_SECURITY_STARTTLS, "starttls"),
                    G_DEFINE_ENUM_VALUE (PTL_SECURITY_TLS, "tls"))

G_DEFINE_ENUM_TYPE (PtlAuthentication, ptl_authentication,
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_PASSWORD_CLEARTEXT, "password-cleartext"),
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_PASSWORD_ENCRYPTED, "password-encrypted"),
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_OAUTH2, "oauth2"),
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_GSSAPI, "gssapi"),
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_NTLM, "ntlm"),
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_CLIENT_CERTIFICATE, "client-certificate"),
                    G_DEFINE_ENUM_VALUE (PTL_AUTHENTICATION_NONE, "none"))

/* RFC 8314 §7.3 and the registry of service names; by PtlProtocol and PtlSecurity. */
static const guint16 default_ports[][3] = {
  [PTL_PROTOCOL_IMAP] = { 143, 143, 993 },
  [PTL_PROTOCOL_POP3] = { 110, 110, 995 },
  [PTL_PROTOCOL_SMTP] = { 587, 587, 465 },
};

/**
 * ptl_protocol_get_name:
 * @protocol: a protocol
 *
 * Returns: (transfer none): its name as people write it, the same in all languages
 */
const char *
ptl_protocol_get_name (PtlProtocol protocol)
{
  static const char * const names[] = { "IMAP", "POP3", "SMTP" };

  return names[protocol];
}

/**
 * ptl_protocol_get_default_port:
 * @protocol: a protocol
 * @security: how its connection is protected
 *
 * Returns: the port that mail programs use then (RFC 8314 §7.3); for SMTP that of submission (RFC 6409 §3.1), never 25
 */
guint16
ptl_protocol_get_default_port (PtlProtocol protocol,
                               PtlSecurity security)
{
  return default_ports[protocol][security];
}

static PtlServer *
server_copy (const PtlServer *self)
{
  PtlServer *copy = g_new0 (PtlServer, 1);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->protocol = self->protocol;
  copy->security = self->security;
  copy->port = self->port;
  copy->host = g_strdup (self->host);
  copy->host_unicode = g_strdup (self->host_unicode);
  copy->username = g_strdup (self->username);
  copy->authentication = g_memdup2 (self->authentication, self->n_authentication * sizeof (PtlAuthentication));
  copy->n_authentication = self->n_authentication;
  copy->pin = g_strdup (self->pin);

  return copy;
}

/* Host names are checked; numbers of computers are taken as they are, without the brackets of IPv6. The dot at the end of a name
 * written in full (RFC 1034 §3.1) is not part of the host's own, nor of its certificate. */
static char *
check_host (const char  *host,
            GError     **error)
{
  gsize length = strlen (host);
  g_autofree char *name = g_strndup (host, length > 1 && host[length - 1] == '.' ? length - 1 : length);

  if (length > 2 && host[0] == '[' && host[length - 1] == ']')
    {
      g_autofree char *inner = g_strndup (host + 1, length - 2);

      if (g_hostname_is_ip_address (inner))
        return g_steal_pointer (&inner);
    }
  if (g_hostname_is_ip_address (host))
    return g_strdup (host);

  return ptl_domain_to_ascii (name, error);
}

static gboolean
check_username (const char  *username,
                GError     **error)
{
  if (username == NULL)
    return TRUE;

  if (g_utf8_validate (username, -1, NULL))
    {
      const char *p = username;

      while (*p != '\0' && !g_unichar_iscntrl (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (*p == '\0' && p > username)
        return TRUE;
    }

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                       _("The user name is empty, not text, or holds a control character."));
  return FALSE;
}

/**
 * ptl_server_new:
 * @protocol: what it speaks
 * @host: its name in either form, or its address
 * @port: 1 to 65535
 * @security: how the connection is protected
 * @username: (nullable): the name to sign in with, if known
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the server, with no way to sign in listed; or %NULL with %PTL_ERROR_BAD_DATA
 */
PtlServer *
ptl_server_new (PtlProtocol   protocol,
                const char   *host,
                guint         port,
                PtlSecurity   security,
                const char   *username,
                GError      **error)
{
  g_autofree char *ascii = NULL;
  PtlServer *self;

  g_return_val_if_fail (host != NULL, NULL);

  if (port < 1 || port > G_MAXUINT16)
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The port is %u, but a port is a number from 1 to 65535."), port);
      return NULL;
    }
  if (!check_username (username, error))
    return NULL;

  ascii = check_host (host, error);
  if (ascii == NULL)
    return NULL;

  self = g_new0 (PtlServer, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->protocol = protocol;
  self->security = security;
  self->port = port;
  self->host_unicode = ptl_domain_to_unicode (ascii);
  self->host = g_steal_pointer (&ascii);
  self->username = g_strdup (username);

  return self;
}

PtlServer *
ptl_server_ref (PtlServer *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_server_unref (PtlServer *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host);
  g_free (self->host_unicode);
  g_free (self->username);
  g_free (self->authentication);
  g_free (self->pin);
  g_free (self);
}

/**
 * ptl_server_with_username:
 * @self: a server
 * @username: (nullable): a user name; one that ptl_server_new() would refuse leaves none
 *
 * Returns: (transfer full): the same server with that user name
 */
PtlServer *
ptl_server_with_username (PtlServer  *self,
                          const char *username)
{
  PtlServer *copy = server_copy (self);

  g_free (copy->username);
  copy->username = check_username (username, NULL) ? g_strdup (username) : NULL;

  return copy;
}

/**
 * ptl_server_with_host:
 * @self: a server
 * @host: another name of it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the same server under that name, without a pin; or %NULL with %PTL_ERROR_BAD_DATA
 */
PtlServer *
ptl_server_with_host (PtlServer   *self,
                      const char  *host,
                      GError     **error)
{
  g_autofree char *ascii = check_host (host, error);
  PtlServer *copy;

  if (ascii == NULL)
    return NULL;

  copy = server_copy (self);
  g_free (copy->host);
  g_free (copy->host_unicode);
  copy->host_unicode = ptl_domain_to_unicode (ascii);
  copy->host = g_steal_pointer (&ascii);
  g_clear_pointer (&copy->pin, g_free);

  return copy;
}

/**
 * ptl_server_with_endpoint:
 * @self: a server
 * @port: 1 to 65535
 * @security: how the connection is protected there
 *
 * Returns: (transfer full): the same server at another port, without a pin
 */
PtlServer *
ptl_server_with_endpoint (PtlServer   *self,
                          guint16      port,
                          PtlSecurity  security)
{
  PtlServer *copy;

  g_return_val_if_fail (port > 0, NULL);

  copy = server_copy (self);
  copy->port = port;
  copy->security = security;
  g_clear_pointer (&copy->pin, g_free);

  return copy;
}

/**
 * ptl_server_with_security:
 * @self: a server
 * @security: another protection
 *
 * The port moves along when it is the usual one, and stays when somebody chose it.
 *
 * Returns: (transfer full): the same server, protected in that way
 */
PtlServer *
ptl_server_with_security (PtlServer   *self,
                          PtlSecurity  security)
{
  guint16 port = self->port;

  if (ptl_server_has_standard_port (self))
    port = ptl_protocol_get_default_port (self->protocol, security);

  return ptl_server_with_endpoint (self, port, security);
}

/**
 * ptl_server_with_authentication:
 * @self: a server
 * @methods: (array length=n_methods): ways to sign in, preferred first
 * @n_methods: their number
 *
 * Returns: (transfer full): the same server with these ways to sign in
 */
PtlServer *
ptl_server_with_authentication (PtlServer               *self,
                                const PtlAuthentication *methods,
                                gsize                    n_methods)
{
  PtlServer *copy = server_copy (self);

  g_free (copy->authentication);
  copy->authentication = g_memdup2 (methods, n_methods * sizeof (PtlAuthentication));
  copy->n_authentication = n_methods;

  return copy;
}

/**
 * ptl_server_with_pin:
 * @self: a server
 * @sha256: (nullable): the fingerprint of a certificate, see ptl_certificate_clean_sha256(); anything else leaves none
 *
 * The person has looked at this certificate and trusts it, whatever is wrong with it: only with that one is this the server.
 *
 * Returns: (transfer full): the same server with that pin
 */
PtlServer *
ptl_server_with_pin (PtlServer  *self,
                     const char *sha256)
{
  PtlServer *copy = server_copy (self);

  g_free (copy->pin);
  copy->pin = sha256 != NULL ? ptl_certificate_clean_sha256 (sha256) : NULL;

  return copy;
}

PtlProtocol
ptl_server_get_protocol (const PtlServer *self)
{
  return self->protocol;
}

/**
 * ptl_server_get_host:
 * @self: a server
 *
 * Returns: (transfer none): its name in ASCII form, or its address
 */
const char *
ptl_server_get_host (const PtlServer *self)
{
  return self->host;
}

const char *
ptl_server_get_host_unicode (const PtlServer *self)
{
  return self->host_unicode;
}

guint16
ptl_server_get_port (const PtlServer *self)
{
  return self->port;
}

PtlSecurity
ptl_server_get_security (const PtlServer *self)
{
  return self->security;
}

/**
 * ptl_server_get_username:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): the name to sign in with
 */
const char *
ptl_server_get_username (const PtlServer *self)
{
  return self->username;
}

/**
 * ptl_server_get_authentication:
 * @self: a server
 * @n_methods: (out): their number
 *
 * Returns: (transfer none) (array length=n_methods): the ways to sign in that are known, preferred first
 */
const PtlAuthentication *
ptl_server_get_authentication (const PtlServer *self,
                               gsize           *n_methods)
{
  *n_methods = self->n_authentication;
  return self->authentication;
}

/**
 * ptl_server_get_pin:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): the fingerprint (SHA-256) of the one certificate that the person trusts for it
 */
const char *
ptl_server_get_pin (const PtlServer *self)
{
  return self->pin;
}

/**
 * ptl_server_allows:
 * @self: a server
 * @method: a way to sign in
 *
 * Returns: whether it is listed for @self
 */
gboolean
ptl_server_allows (const PtlServer   *self,
                   PtlAuthentication  method)
{
  for (gsize i = 0; i < self->n_authentication; i++)
    if (self->authentication[i] == method)
      return TRUE;

  return FALSE;
}

gboolean
ptl_server_is_incoming (const PtlServer *self)
{
  return self->protocol != PTL_PROTOCOL_SMTP;
}

/**
 * ptl_server_has_standard_port:
 * @self: a server
 *
 * Returns: whether the port is the one that mail programs use for its protocol and security
 */
gboolean
ptl_server_has_standard_port (const PtlServer *self)
{
  return self->port == ptl_protocol_get_default_port (self->protocol, self->security);
}

/**
 * ptl_server_same_endpoint:
 * @a: a server
 * @b: a server
 *
 * Returns: whether both are the same service: protocol, host, port and security, whoever signs in there
 */
gboolean
ptl_server_same_endpoint (const PtlServer *a,
                          const PtlServer *b)
{
  return a->protocol == b->protocol && a->security == b->security && a->port == b->port && g_str_equal (a->host, b->host);
}

gboolean
ptl_server_equal (const PtlServer *a,
                  const PtlServer *b)
{
  return ptl_server_same_endpoint (a, b) && g_strcmp0 (a->username, b->username) == 0 && g_strcmp0 (a->pin, b->pin) == 0 &&
         a->n_authentication == b->n_authentication &&
         (a->n_authentication == 0 ||
          memcmp (a->authentication, b->authentication, a->n_authentication * sizeof (PtlAuthentication)) == 0);
}

/**
 * ptl_server_describe:
 * @self: a server
 *
 * Returns: (transfer full): where it is and how it is protected, in words, such as
 *   "imap.example.org, port 993, encrypted from the first byte"
 */
char *
ptl_server_describe (const PtlServer *self)
{
  switch (self->security)
    {
    case PTL_SECURITY_TLS:
      /* Translators: the name of a server, and a port number */
      return g_strdup_printf (_("%s, port %u, encrypted from the first byte"), self->host_unicode, self->port);
    case PTL_SECURITY_STARTTLS:
      return g_strdup_printf (_("%s, port %u, encrypted after the greeting (STARTTLS)"), self->host_unicode, self->port);
    case PTL_SECURITY_NONE:
    default:
      return g_strdup_printf (_("%s, port %u, not encrypted"), self->host_unicode, self->port);
    }
}
