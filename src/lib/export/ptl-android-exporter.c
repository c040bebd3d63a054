/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-android-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-export-common.h"

/* Thunderbird for Android and K-9 Mail: the code that their "Import" reads with the camera (a list in JSON, format version 1), and
 * their settings file. */

/* Ways to sign in, as the code numbers them and as the file names them. GSSAPI and NTLM would make the reader refuse all of it. */
static const struct
{
  PtlAuthentication  method;
  guint              number;
  const char        *name;
} methods[] = {
  { PTL_AUTHENTICATION_PASSWORD_CLEARTEXT, 1, "PLAIN" },
  { PTL_AUTHENTICATION_PASSWORD_ENCRYPTED, 2, "CRAM_MD5" },
  { PTL_AUTHENTICATION_CLIENT_CERTIFICATE, 5, "EXTERNAL" },
  { PTL_AUTHENTICATION_OAUTH2, 6, "XOAUTH2" },
  { PTL_AUTHENTICATION_NONE, 0, "NONE" },
};

/* Returns: an index of methods[], or -1 with an error */
static gint
choose_method (const PtlServer  *server,
               GError          **error)
{
  gsize n_wanted;
  const PtlAuthentication *wanted = ptl_server_get_authentication (server, &n_wanted);

  if (n_wanted == 0)
    return ptl_server_get_username (server) != NULL ? 0 : (gint) G_N_ELEMENTS (methods) - 1;

  for (gsize i = 0; i < n_wanted; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (methods); j++)
      if (methods[j].method == wanted[i])
        return j;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
               _("Thunderbird for Android cannot sign in at %s in the way that this server wants."), ptl_server_get_host_unicode (server));
  return -1;
}

static gboolean
check (const PtlAccount  *account,
       gint              *incoming_method,
       gint              *outgoing_method,
       GError           **error)
{
  if (!ptl_export_check (account, _("Thunderbird for Android"), PTL_TAKES_ONLY_SENDING, error))
    return FALSE;
  if (!ptl_address_is_ascii (ptl_account_get_address (account)))
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                           _("Thunderbird for Android takes only addresses with plain letters."));
      return FALSE;
    }

  *incoming_method = choose_method (ptl_account_get_incoming (account), error);
  *outgoing_method = *incoming_method >= 0 ? choose_method (ptl_account_get_outgoing (account), error) : -1;
  return *outgoing_method >= 0;
}

/* ASCII only, so that no scanner can guess a wrong character set. */
static void
add_text (GString    *json,
          const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character == '"' || character == '\\')
        g_string_append_printf (json, "\\%c", (char) character);
      else if (character >= 0x20 && character <= 0x7e)
        g_string_append_c (json, (char) character);
      else if (character < 0x10000)
        g_string_append_printf (json, "\\u%04x", character);
      else
        g_string_append_printf (json, "\\u%04x\\u%04x", 0xd7c0 + (character >> 10), 0xdc00 + (character & 0x3ff));
    }
}

static void
add_word (GString    *json,
          const char *text)
{
  g_string_append (json, ",\"");
  add_text (json, text != NULL ? text : "");
  g_string_append_c (json, '"');
}

static void
add_server (GString         *json,
            const PtlServer *server,
            gint             method)
{
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;

  g_string_append_printf (json, "[%d", ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3 ? 1 : 0);
  add_word (json, ptl_server_get_host (server));
  g_string_append_printf (json, ",%u,%d,%u", ptl_server_get_port (server), tls ? 3 : 2, methods[method].number);
  add_word (json, ptl_server_get_username (server));
}

static void
add_password (GString         *json,
              const PtlServer *server,
              PtlSecret       *secret)
{
  if (secret != NULL && ptl_server_get_username (server) != NULL)
    add_word (json, ptl_secret_peek (secret));
}

static const char *
get_name (const PtlAccount *account)
{
  const char *name = ptl_account_get_name (account);

  return name != NULL ? name : ptl_export_get_address (account);
}

/* Room for everything at once, so that no piece of a password stays behind where the text was before it grew. */
static gsize
guess_length (const PtlAccount *account,
              PtlSecret        *secret)
{
  gsize texts = strlen (get_name (account)) + 3 * strlen (ptl_export_get_address (account)) + 4 * 256;

  return 6 * (texts + 2 * (secret != NULL ? ptl_secret_get_length (secret) : 0));
}

/**
 * ptl_android_make_payload:
 * @secret: (nullable): the password, only if the person asked for it to be in the code; without it the app asks
 * @part: from 1
 * @n_parts: how many codes belong together, one for each account; the app asks for the next until it has all
 *
 * Returns: (transfer full) (nullable): the text of the code. With a password in it, it is wiped before it is freed.
 */
char *
ptl_android_make_payload (const PtlAccount  *account,
                          PtlSecret         *secret,
                          guint              part,
                          guint              n_parts,
                          GError           **error)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  gint incoming_method, outgoing_method;
  GString *json;

  g_return_val_if_fail (part >= 1 && part <= n_parts, NULL);

  if (!check (account, &incoming_method, &outgoing_method, error))
    return NULL;

  json = g_string_sized_new (guess_length (account, secret));
  g_string_append_printf (json, "[1,[%u,%u],", part, n_parts);
  add_server (json, incoming, incoming_method);
  add_word (json, ptl_export_get_address (account));
  add_password (json, incoming, secret);
  g_string_append (json, "],[[");
  add_server (json, outgoing, outgoing_method);
  add_password (json, outgoing, secret);
  g_string_append (json, "],[\"");
  add_text (json, ptl_export_get_address (account));
  g_string_append_c (json, '"');
  add_word (json, get_name (account));
  g_string_append (json, "]]]]");

  return g_string_free (json, FALSE);
}

/* The same as a code to show. */
PtlQr *
ptl_android_make_code (const PtlAccount  *account,
                       PtlSecret         *secret,
                       guint              part,
                       guint              n_parts,
                       GError           **error)
{
  char *payload = ptl_android_make_payload (account, secret, part, n_parts, error);
  PtlQr *code = payload != NULL ? ptl_qr_new (payload, error) : NULL;

  if (payload != NULL)
    ptl_secret_wipe (payload, strlen (payload));
  g_free (payload);
  return code;
}

/* The code as a picture. */
GBytes *
ptl_android_render (const PtlAccount  *account,
                    GError           **error)
{
  g_autoptr (PtlQr) qr = ptl_android_make_code (account, NULL, 1, 1, error);
  char *svg = qr != NULL ? ptl_qr_to_svg (qr) : NULL;

  return svg != NULL ? g_bytes_new_take (svg, strlen (svg)) : NULL;
}

/* The settings file */

static void
add_element (GString    *xml,
             guint       depth,
             const char *name,
             const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (xml, "%*s<%s>%s</%s>\n", 2 * depth, "", name, escaped, name);
}

static void
add_server_element (GString         *xml,
                    const char      *name,
                    const PtlServer *server,
                    gint             method)
{
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;
  const char *user = ptl_server_get_username (server);
  g_autofree char *port = g_strdup_printf ("%u", ptl_server_get_port (server));

  g_string_append_printf (xml, "      <%s type=\"%s\">\n", name, ptl_protocol_get_name (ptl_server_get_protocol (server)));
  add_element (xml, 4, "host", ptl_server_get_host (server));
  add_element (xml, 4, "port", port);
  add_element (xml, 4, "connection-security", tls ? "SSL_TLS_REQUIRED" : "STARTTLS_REQUIRED");
  add_element (xml, 4, "authentication-type", methods[method].name);
  add_element (xml, 4, "username", user != NULL ? user : "");
  g_string_append_printf (xml, "      </%s>\n", name);
}

/* Deleting on the phone deletes on an IMAP server; a POP3 server keeps its mail, unless the person wants it gone. */
static const char *
get_delete_policy (const PtlAccount *account)
{
  PtlLeave leave = ptl_account_get_leave (account);

  return leave == PTL_LEAVE_UNSET || leave == PTL_LEAVE_REMOVE ? "DELETE" : "NEVER";
}

GBytes *
ptl_k9s_render (const PtlAccount  *account,
                GError           **error)
{
  g_autofree char *uuid = ptl_export_make_uuid (account, "k9s");
  gint incoming_method, outgoing_method;
  GString *xml;

  if (!check (account, &incoming_method, &outgoing_method, error))
    return NULL;

  xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<k9settings version=\"99\" format=\"1\">\n  <accounts>\n");
  g_string_append_printf (xml, "    <account uuid=\"%s\">\n", uuid);
  add_element (xml, 3, "name", ptl_export_get_address (account));
  g_string_append_printf (xml, "      <settings>\n        <value key=\"deletePolicy\">%s</value>\n      </settings>\n",
                          get_delete_policy (account));
  add_server_element (xml, "incoming-server", ptl_account_get_incoming (account), incoming_method);
  add_server_element (xml, "outgoing-server", ptl_account_get_outgoing (account), outgoing_method);
  g_string_append (xml, "      <identities>\n        <identity>\n");
  add_element (xml, 5, "name", get_name (account));
  add_element (xml, 5, "email", ptl_export_get_address (account));
  g_string_append (xml, "        </identity>\n      </identities>\n    </account>\n  </accounts>\n</k9settings>\n");

  return ptl_export_take_text (xml);
}
