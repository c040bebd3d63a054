/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig-section.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-number.h"

struct _PtlAutoconfigSection
{
  PtlProtocol  protocol;
  int          line;       /* where the section starts */
  const char  *element;    /* static */
  char        *hostname;   /* (owned) (nullable) */
  guint64      port;       /* 0 while unset */
  PtlSecurity  security;
  gboolean     has_security;
  char        *username;   /* (owned) (nullable) */
  GArray      *methods;    /* (owned) (element-type PtlAuthentication) */
  gboolean     anonymous;  /* <username> is there, and names nobody */
  char        *complaint;  /* (owned) (nullable): the first thing that is wrong */
  char        *remark;     /* (owned) (nullable): what is odd, and no reason to drop the section */
};

typedef struct
{
  const char *name;
  int         value;
} Word;

static const Word socket_types[] = {
  { "SSL", PTL_SECURITY_TLS },
  { "TLS", PTL_SECURITY_TLS },
  { "STARTTLS", PTL_SECURITY_STARTTLS },
  { "plain", PTL_SECURITY_NONE },
};

/* “plain” and “secure” are what version 1.0 of the format said. */
static const Word methods[] = {
  { "password-cleartext", PTL_AUTHENTICATION_PASSWORD_CLEARTEXT },
  { "password-encrypted", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "plain", PTL_AUTHENTICATION_PASSWORD_CLEARTEXT },
  { "secure", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "OAuth2", PTL_AUTHENTICATION_OAUTH2 },
  { "GSSAPI", PTL_AUTHENTICATION_GSSAPI },
  { "NTLM", PTL_AUTHENTICATION_NTLM },
  { "TLS-client-cert", PTL_AUTHENTICATION_CLIENT_CERTIFICATE },
  { "client-IP-address", PTL_AUTHENTICATION_NONE },
  { "none", PTL_AUTHENTICATION_NONE },
};

/* <authentication system="sasl"> names an exact mechanism; here it counts as the kind it belongs to. */
static const Word mechanisms[] = {
  { "PLAIN", PTL_AUTHENTICATION_PASSWORD_CLEARTEXT },
  { "LOGIN", PTL_AUTHENTICATION_PASSWORD_CLEARTEXT },
  { "CRAM-MD5", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "SCRAM-SHA-1", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "SCRAM-SHA-1-PLUS", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "SCRAM-SHA-256", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "SCRAM-SHA-256-PLUS", PTL_AUTHENTICATION_PASSWORD_ENCRYPTED },
  { "XOAUTH2", PTL_AUTHENTICATION_OAUTH2 },
  { "OAUTHBEARER", PTL_AUTHENTICATION_OAUTH2 },
  { "GSSAPI", PTL_AUTHENTICATION_GSSAPI },
  { "NTLM", PTL_AUTHENTICATION_NTLM },
  { "EXTERNAL", PTL_AUTHENTICATION_CLIENT_CERTIFICATE },
};

static const Word protocols_incoming[] = {
  { "imap", PTL_PROTOCOL_IMAP },
  { "pop3", PTL_PROTOCOL_POP3 },
};

static const Word protocols_outgoing[] = {
  { "smtp", PTL_PROTOCOL_SMTP },
};

static gboolean
look_up (const Word *words,
         gsize       n_words,
         const char *name,
         int        *value)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_ascii_strcasecmp (words[i].name, name) == 0)
      {
        *value = words[i].value;
        return TRUE;
      }

  return FALSE;
}

#define LOOK_UP(words, name, value) look_up (words, G_N_ELEMENTS (words), name, value)

/**
 * ptl_autoconfig_section_new:
 * @element: incomingServer or outgoingServer
 * @type: (nullable): its attribute
 * @line: where it starts
 *
 * Returns: (transfer full) (nullable): a section, or %NULL for a protocol that is not ours and to be passed over
 */
PtlAutoconfigSection *
ptl_autoconfig_section_new (const char *element,
                            const char *type,
                            int         line)
{
  gboolean incoming = g_str_equal (element, "incomingServer");
  PtlAutoconfigSection *self;
  int protocol;

  if (type == NULL ||
      !(incoming ? LOOK_UP (protocols_incoming, type, &protocol) : LOOK_UP (protocols_outgoing, type, &protocol)))
    return NULL;

  self = g_new0 (PtlAutoconfigSection, 1);
  self->protocol = protocol;
  self->line = line;
  self->element = incoming ? "incomingServer" : "outgoingServer";
  self->methods = g_array_new (FALSE, FALSE, sizeof (PtlAuthentication));
  return self;
}

/**
 * ptl_autoconfig_section_name_other:
 * @type: (nullable): the attribute of an <incomingServer>
 *
 * Returns: (nullable): what people call this way to the mail, if it is one that is not ours
 */
const char *
ptl_autoconfig_section_name_other (const char *type)
{
  static const char * const names[][2] = {
    { "exchange", "Exchange" }, { "ews", "Exchange" }, { "activesync", "Exchange" }, { "eas", "Exchange" },
    { "mapi", "Exchange" }, { "graph", "Exchange" }, { "jmap", "JMAP" },
  };

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (type, names[i][0]) == 0)
      return names[i][1];

  return NULL;
}

void
ptl_autoconfig_section_free (PtlAutoconfigSection *self)
{
  g_free (self->hostname);
  g_free (self->username);
  g_free (self->complaint);
  g_free (self->remark);
  g_array_unref (self->methods);
  g_free (self);
}

G_GNUC_PRINTF (3, 4)
static void
complain (PtlAutoconfigSection *self,
          int                   line,
          const char           *format,
          ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  if (self->complaint != NULL)
    return;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);

  /* Translators: the place in a file, and what is wrong there */
  self->complaint = g_strdup_printf (_("Line %d: %s"), line, sentence);
}

/* What is before an “@” is missing where a server puts an address in that it was not told. */
static void
take_username (PtlAutoconfigSection *self,
               const char           *value,
               int                   line)
{
  g_autofree char *sentence = NULL;

  if (self->username != NULL)
    return;

  self->anonymous = *value == '\0' || *value == '@';
  if (!self->anonymous)
    {
      g_clear_pointer (&self->remark, g_free);
      self->username = g_strdup (value);
    }
  else if (self->remark == NULL)
    {
      sentence = g_strdup_printf (_("<%s> is “%s”, which names nobody. The server may have to be told the whole address."),
                                  "username", value);
      self->remark = g_strdup_printf (_("Line %d: %s"), line, sentence);
    }
}

static void
take_hostname (PtlAutoconfigSection *self,
               const char           *value,
               int                   line)
{
  if (*value == '\0')
    complain (self, line, _("<%s> is empty."), "hostname");
  else if (self->hostname == NULL)
    self->hostname = g_strdup (value);
}

static void
take_port (PtlAutoconfigSection *self,
           const char           *value,
           int                   line)
{
  guint64 port;

  if (self->port != 0)
    return;

  if (ptl_number_parse (value, 1, G_MAXUINT16, &port))
    self->port = port;
  else
    complain (self, line, _("<port> is “%s”, but a port is a number from 1 to 65535."), value);
}

/* Several are in order of preference, and those that a reader does not know are passed over. */
static void
take_socket_type (PtlAutoconfigSection *self,
                  const char           *value)
{
  int security;

  if (self->has_security || !LOOK_UP (socket_types, value, &security))
    return;

  self->security = security;
  self->has_security = TRUE;
}

static void
take_method (PtlAutoconfigSection *self,
             const char           *system,
             const char           *value)
{
  gboolean known;
  int method;

  if (system == NULL)
    known = LOOK_UP (methods, value, &method);
  else
    known = g_str_equal (system, "sasl") && LOOK_UP (mechanisms, value, &method);

  /* only a server for sending can know people by their network: nobody's mailbox is open to all */
  if (!known || (method == PTL_AUTHENTICATION_NONE && self->protocol != PTL_PROTOCOL_SMTP))
    return;

  for (guint i = 0; i < self->methods->len; i++)
    if (g_array_index (self->methods, PtlAuthentication, i) == (PtlAuthentication) method)
      return;

  g_array_append_vals (self->methods, &(PtlAuthentication) { method }, 1);
}

/**
 * ptl_autoconfig_section_take:
 * @element: a child of the section; unknown ones are passed over
 * @system: (nullable): its attribute of that name
 * @value: its text, trimmed
 * @line: where the text ends
 */
void
ptl_autoconfig_section_take (PtlAutoconfigSection *self,
                             const char           *element,
                             const char           *system,
                             const char           *value,
                             int                   line)
{
  if (g_str_equal (element, "hostname"))
    take_hostname (self, value, line);
  else if (g_str_equal (element, "port"))
    take_port (self, value, line);
  else if (g_str_equal (element, "socketType"))
    take_socket_type (self, value);
  else if (g_str_equal (element, "authentication"))
    take_method (self, system, value);
  else if (g_str_equal (element, "username"))
    take_username (self, value, line);
}

/**
 * ptl_autoconfig_fill_in:
 * @text: a text with placeholders
 *
 * Returns: (transfer full): @text with the parts of @address in their place
 */
char *
ptl_autoconfig_fill_in (const char *text,
                        PtlAddress *address)
{
  const char *placeholders[][2] = {
    { "%EMAILADDRESS%", ptl_address_get_text (address) },
    { "%EMAILLOCALPART%", ptl_address_get_local_part (address) },
    { "%EMAILDOMAIN%", ptl_address_get_domain (address) },
  };
  g_autoptr (GString) filled = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize used = 0;

      for (guint i = 0; used == 0 && *text == '%' && i < G_N_ELEMENTS (placeholders); i++)
        if (g_str_has_prefix (text, placeholders[i][0]))
          {
            g_string_append (filled, placeholders[i][1]);
            used = strlen (placeholders[i][0]);
          }

      if (used == 0)
        g_string_append_c (filled, *text);
      text += MAX (used, 1);
    }

  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* Returns: how long the known placeholder is that starts here, or 0 */
static gsize
measure_placeholder (const char *text)
{
  static const char *known[] = { "%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (text, known[i]))
      return strlen (known[i]);

  return 0;
}

/* A placeholder without its second “%”, or one that only its author knows, such as %REALNAME%, would end up in the account as it
 * stands. A single “%” is part of some user names. */
static gboolean
has_stray_placeholder (const char *text)
{
  for (const char *p = strchr (text, '%'); p != NULL; p = strchr (p, '%'))
    {
      gsize length = measure_placeholder (p);
      gsize n_letters = strspn (p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

      if (length == 0 && (g_str_has_prefix (p, "%EMAIL") || (n_letters > 0 && p[1 + n_letters] == '%')))
        return TRUE;
      p += MAX (length, 1);
    }

  return FALSE;
}

static void
check (PtlAutoconfigSection *self)
{
  if (self->hostname == NULL)
    complain (self, self->line, _("<%s> has no <%s>."), self->element, "hostname");
  if (self->port == 0)
    complain (self, self->line, _("<%s> has no <%s>."), self->element, "port");
  if (!self->has_security)
    complain (self, self->line, _("<%s> has no <socketType> that is SSL, STARTTLS or plain."), self->element);
  if (self->hostname != NULL && has_stray_placeholder (self->hostname))
    complain (self, self->line, _("<%s> is “%s”, which holds an unknown placeholder."), "hostname", self->hostname);
  if (self->username != NULL && has_stray_placeholder (self->username))
    complain (self, self->line, _("<%s> is “%s”, which holds an unknown placeholder."), "username", self->username);
}

/**
 * ptl_autoconfig_section_end:
 * @address: whose parts take the place of the placeholders
 *
 * Returns: (transfer full): the server, or %NULL with %PTL_ERROR_BAD_DATA and the first thing that is wrong
 */
PtlServer *
ptl_autoconfig_section_end (PtlAutoconfigSection  *self,
                            PtlAddress            *address,
                            GError               **error)
{
  g_autofree char *hostname = NULL;
  g_autofree char *username = NULL;
  g_autoptr (PtlServer) server = NULL;
  g_autoptr (GError) local_error = NULL;

  check (self);
  if (self->complaint == NULL)
    {
      hostname = ptl_autoconfig_fill_in (self->hostname, address);
      if (!self->anonymous)
        username = ptl_autoconfig_fill_in (self->username != NULL ? self->username : "%EMAILADDRESS%", address);
      server = ptl_server_new (self->protocol, hostname, self->port, self->security, username, &local_error);
      if (server == NULL)
        complain (self, self->line, "%s", local_error->message);
    }
  if (self->complaint != NULL)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, self->complaint);
      return NULL;
    }

  return ptl_server_with_authentication (server, (const PtlAuthentication *) (gpointer) self->methods->data, self->methods->len);
}

/**
 * ptl_autoconfig_section_get_remark:
 *
 * Returns: (nullable): what the ledger shall say of a section that is used all the same
 */
const char *
ptl_autoconfig_section_get_remark (PtlAutoconfigSection *self)
{
  for (guint i = 0; i < self->methods->len; i++)
    if (g_array_index (self->methods, PtlAuthentication, i) == PTL_AUTHENTICATION_NONE)
      return NULL;  /* nobody signs in there */

  return self->remark;
}
