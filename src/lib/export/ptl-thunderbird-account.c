/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-account.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"

/* How Thunderbird numbers the ways to sign in (nsMsgAuthMethod). */
enum
{
  AUTH_UNKNOWN = 0,
  AUTH_NONE = 1,
  AUTH_PASSWORD = 3,
  AUTH_ENCRYPTED_PASSWORD = 4,
  AUTH_KERBEROS = 5,
  AUTH_NTLM = 6,
  AUTH_CERTIFICATE = 7,
  AUTH_OAUTH2 = 10,
};

/* The hosts for which Thunderbird has the keys that OAuth2 takes (OAuth2Providers). A leading dot stands for any name below. */
static const char * const oauth2_hosts[] = {
  ".googlemail.com", ".gmail.com", "imap.mail.ru", "smtp.mail.ru", "imap.yandex.com", "smtp.yandex.com", ".yahoo.com", ".att.net",
  ".aol.com", ".office365.com", ".outlook.com", ".hotmail.com", "imap.fastmail.com", "pop.fastmail.com", "smtp.fastmail.com",
  "imap.comcast.net", "pop.comcast.net", "smtp.comcast.net", ".thundermail.com",
};

static gboolean
knows_oauth2 (const char *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (oauth2_hosts); i++)
    {
      if (*oauth2_hosts[i] == '.' ? g_str_has_suffix (host, oauth2_hosts[i]) || g_str_equal (host, oauth2_hosts[i] + 1)
                                  : g_str_equal (host, oauth2_hosts[i]))
        return TRUE;
    }

  return FALSE;
}

static gint
get_auth_method (const PtlServer   *server,
                 PtlAuthentication  method)
{
  switch (method)
    {
    case PTL_AUTHENTICATION_PASSWORD_CLEARTEXT:
      return AUTH_PASSWORD;
    case PTL_AUTHENTICATION_PASSWORD_ENCRYPTED:
      return AUTH_ENCRYPTED_PASSWORD;
    case PTL_AUTHENTICATION_OAUTH2:
      return knows_oauth2 (ptl_server_get_host (server)) ? AUTH_OAUTH2 : AUTH_UNKNOWN;
    case PTL_AUTHENTICATION_GSSAPI:
      return AUTH_KERBEROS;
    case PTL_AUTHENTICATION_NTLM:
      return AUTH_NTLM;
    case PTL_AUTHENTICATION_CLIENT_CERTIFICATE:
      return AUTH_CERTIFICATE;
    case PTL_AUTHENTICATION_NONE:
      return ptl_server_is_incoming (server) ? AUTH_UNKNOWN : AUTH_NONE;
    default:
      return AUTH_UNKNOWN;
    }
}

/* The first of the server's ways to sign in that Thunderbird has, too. */
static gint
choose_auth_method (const PtlServer  *server,
                    GError          **error)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

  if (n_methods == 0)
    return ptl_server_get_username (server) != NULL ? AUTH_PASSWORD : AUTH_NONE;

  for (gsize i = 0; i < n_methods; i++)
    {
      gint method = get_auth_method (server, methods[i]);

      if (method != AUTH_UNKNOWN)
        return method;
    }

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
               _("Thunderbird cannot sign in at %s in the way that this server wants."), ptl_server_get_host_unicode (server));
  return AUTH_UNKNOWN;
}

/* Returns: the way to sign in, in words; the number if it has none here */
const char *
ptl_thunderbird_say_method (gint64 number)
{
  switch (number)
    {
    case AUTH_NONE:
      return _("none");
    case AUTH_PASSWORD:
      return _("normal password");
    case AUTH_ENCRYPTED_PASSWORD:
      return _("encrypted password (CRAM-MD5)");
    case AUTH_KERBEROS:
      return _("Kerberos (GSSAPI)");
    case AUTH_NTLM:
      return "NTLM";
    case AUTH_CERTIFICATE:
      return _("TLS certificate");
    case AUTH_OAUTH2:
      return _("through the web browser (OAuth2)");
    default:
      return _("another");
    }
}

/* Whether Thunderbird opens the provider's own page to sign in, rather than ask for a password itself. */
gboolean
ptl_thunderbird_account_uses_browser (const PtlAccount *account)
{
  return choose_auth_method (ptl_account_get_incoming (account), NULL) == AUTH_OAUTH2;
}

static gint
get_socket_type (const PtlServer *server)
{
  switch (ptl_server_get_security (server))
    {
    case PTL_SECURITY_TLS:
      return 3;
    case PTL_SECURITY_STARTTLS:
      return 2;
    case PTL_SECURITY_NONE:
    default:
      return 0;
    }
}

static const char *
get_type_name (const PtlServer *server)
{
  return ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3 ? "pop3" : "imap";
}

/* "mail.server." + "server3" + ".port", in the string @name */
#define NAME(branch, key, leaf) (g_string_printf (name, "%s.%s.%s", branch, key, leaf), name->str)

static const char *
get_text (PtlPrefs   *prefs,
          const char *branch,
          const char *key,
          const char *leaf)
{
  g_autoptr (GString) name = g_string_new (NULL);

  return ptl_prefs_get_string (prefs, NAME (branch, key, leaf));
}

static gint
get_number (PtlPrefs   *prefs,
            const char *branch,
            const char *key,
            const char *leaf,
            gint        missing)
{
  g_autoptr (GString) name = g_string_new (NULL);

  return ptl_prefs_get_int (prefs, NAME (branch, key, leaf), missing);
}

static gboolean
same_text (const char *a,
           const char *b)
{
  g_autofree char *a_folded = g_utf8_casefold (a != NULL ? a : "", -1);
  g_autofree char *b_folded = g_utf8_casefold (b != NULL ? b : "", -1);

  return g_str_equal (a_folded, b_folded);
}

static gboolean
is_text (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL);
}

/* Thunderbird tells servers apart by type, host and user name, and drops one that it has already. */
static gboolean
is_server (PtlPrefs        *prefs,
           const char      *key,
           const PtlServer *server)
{
  const char *host = get_text (prefs, "mail.server", key, "hostname");
  const char *user = get_text (prefs, "mail.server", key, "userName");

  return is_text (host) && is_text (user) &&
         g_strcmp0 (get_text (prefs, "mail.server", key, "type"), get_type_name (server)) == 0 &&
         same_text (host, ptl_server_get_host (server)) && same_text (user, ptl_server_get_username (server));
}

/* Thunderbird does not write down what is its default: no encryption, and the port that goes with the encryption. */
static gboolean
has_endpoint (PtlPrefs        *prefs,
              const char      *branch,
              const char      *key,
              const char      *socket_leaf,
              const PtlServer *server)
{
  gint default_port = ptl_protocol_get_default_port (ptl_server_get_protocol (server), ptl_server_get_security (server));

  return get_number (prefs, branch, key, socket_leaf, 0) == get_socket_type (server) &&
         get_number (prefs, branch, key, "port", default_port) == ptl_server_get_port (server);
}

/**
 * ptl_thunderbird_account_find:
 *
 * Returns: (transfer full) (nullable): the key of such an account
 */
char *
ptl_thunderbird_account_find (PtlPrefs         *prefs,
                              const PtlAccount *account)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  g_auto (GStrv) accounts = ptl_prefs_get_list (prefs, PTL_THUNDERBIRD_ACCOUNTS);

  for (guint i = 0; accounts[i] != NULL; i++)
    {
      const char *key = get_text (prefs, "mail.account", accounts[i], "server");

      if (key != NULL && is_server (prefs, key, server))
        return g_strdup (accounts[i]);
    }

  return NULL;
}

/* The number behind @prefix in names like mail.server.server3.port, 0 if there is none. */
static guint
get_key_number (const char *name,
                const char *prefix)
{
  guint64 number = 0;

  if (!g_str_has_prefix (name, prefix))
    return 0;

  for (const char *p = name + strlen (prefix); g_ascii_isdigit (*p) && number < 1000000000; p++)
    number = number * 10 + (*p - '0');

  return number < 1000000000 ? number : 0;  /* nobody had a billion accounts: not a key of Thunderbird's */
}

static guint
get_highest_in_list (PtlPrefs   *prefs,
                     const char *list,
                     const char *prefix)
{
  g_auto (GStrv) keys = ptl_prefs_get_list (prefs, list);
  guint highest = 0;

  for (guint i = 0; keys[i] != NULL; i++)
    highest = MAX (highest, get_key_number (keys[i], prefix));

  return highest;
}

/* A number that was never used: accounts that were deleted leave lines behind, and those would come to life again. */
static char *
make_key (PtlPrefs   *prefs,
          const char *branch,
          const char *prefix,
          guint       at_least)
{
  g_autofree char *start = g_strconcat (branch, ".", prefix, NULL);
  guint highest = at_least;

  for (guint i = 0; i < ptl_prefs_get_size (prefs); i++)
    highest = MAX (highest, get_key_number (ptl_prefs_get_name (prefs, i), start));

  return g_strdup_printf ("%s%u", prefix, highest + 1);
}

static char *
make_account_key (PtlPrefs *prefs)
{
  guint listed = get_highest_in_list (prefs, PTL_THUNDERBIRD_ACCOUNTS, "account");
  gint last = ptl_prefs_get_int (prefs, PTL_THUNDERBIRD_LAST_KEY, 0);

  return make_key (prefs, "mail.account", "account", MAX (listed, last > 0 && last < 1000000000 ? (guint) last : 0));
}

static void
add_to_list (PtlPrefs   *prefs,
             const char *name,
             const char *key)
{
  g_auto (GStrv) old = ptl_prefs_get_list (prefs, name);
  g_autofree char *list = g_strjoinv (",", old);
  g_autofree char *longer = *list != '\0' ? g_strconcat (list, ",", key, NULL) : g_strdup (key);

  ptl_prefs_set_string (prefs, name, longer);
}

static gboolean
is_outgoing (PtlPrefs        *prefs,
             const char      *key,
             const PtlServer *server,
             gint             auth_method)
{
  const char *host = get_text (prefs, "mail.smtpserver", key, "hostname");
  const char *user = get_text (prefs, "mail.smtpserver", key, "username");

  return is_text (host) && is_text (user) && same_text (host, ptl_server_get_host (server)) &&
         (auth_method == AUTH_NONE || same_text (user, ptl_server_get_username (server))) &&
         has_endpoint (prefs, "mail.smtpserver", key, "try_ssl", server) &&
         get_number (prefs, "mail.smtpserver", key, "authMethod", AUTH_PASSWORD) == auth_method;
}

static char *
find_outgoing (PtlPrefs        *prefs,
               const PtlServer *server,
               gint             auth_method)
{
  g_auto (GStrv) keys = ptl_prefs_get_list (prefs, PTL_THUNDERBIRD_SMTP_SERVERS);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (is_outgoing (prefs, keys[i], server, auth_method))
        return g_strdup (keys[i]);
    }

  return NULL;
}

static char *
add_outgoing (PtlPrefs        *prefs,
              const PtlServer *server,
              gint             auth_method)
{
  const char *branch = "mail.smtpserver";
  g_autofree char *key = find_outgoing (prefs, server, auth_method);
  g_autoptr (GString) name = g_string_new (NULL);

  if (key != NULL)  /* of the same person's other account */
    return g_steal_pointer (&key);

  key = make_key (prefs, branch, "smtp", get_highest_in_list (prefs, PTL_THUNDERBIRD_SMTP_SERVERS, "smtp"));
  ptl_prefs_set_string (prefs, NAME (branch, key, "type"), "smtp");
  ptl_prefs_set_string (prefs, NAME (branch, key, "hostname"), ptl_server_get_host (server));
  ptl_prefs_set_int (prefs, NAME (branch, key, "port"), ptl_server_get_port (server));
  ptl_prefs_set_int (prefs, NAME (branch, key, "try_ssl"), get_socket_type (server));
  ptl_prefs_set_int (prefs, NAME (branch, key, "authMethod"), auth_method);
  if (auth_method != AUTH_NONE && ptl_server_get_username (server) != NULL)
    ptl_prefs_set_string (prefs, NAME (branch, key, "username"), ptl_server_get_username (server));

  add_to_list (prefs, PTL_THUNDERBIRD_SMTP_SERVERS, key);
  if (!ptl_prefs_has (prefs, PTL_THUNDERBIRD_DEFAULT_SMTP))
    ptl_prefs_set_string (prefs, PTL_THUNDERBIRD_DEFAULT_SMTP, key);

  return g_steal_pointer (&key);
}

/* Returns: (transfer full) (nullable): the key of the account's server for sending, a new one unless there is one just like it */
char *
ptl_thunderbird_account_add_outgoing (PtlPrefs          *prefs,
                                      const PtlAccount  *account,
                                      GError           **error)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  gint method = choose_auth_method (outgoing, error);

  return method != AUTH_UNKNOWN ? add_outgoing (prefs, outgoing, method) : NULL;
}

/* Without these Thunderbird would delete from the server what it has fetched; with its own wizard, after 14 days. */
static void
add_pop3 (PtlPrefs         *prefs,
          const char       *key,
          const PtlAccount *account)
{
  const char *branch = "mail.server";
  PtlLeave leave = ptl_account_get_leave (account);
  g_autoptr (GString) name = g_string_new (NULL);

  ptl_prefs_set_bool (prefs, NAME (branch, key, "leave_on_server"), leave != PTL_LEAVE_REMOVE);
  ptl_prefs_set_bool (prefs, NAME (branch, key, "delete_by_age_from_server"), leave == PTL_LEAVE_DAYS);
  if (leave == PTL_LEAVE_DAYS)
    ptl_prefs_set_int (prefs, NAME (branch, key, "num_days_to_leave_on_server"), ptl_account_get_leave_days (account));
  ptl_prefs_set_bool (prefs, NAME (branch, key, "download_on_biff"), TRUE);
}

static void
add_imap (PtlPrefs         *prefs,
          const char       *key,
          const PtlAccount *account)
{
  const char *branch = "mail.server";
  gboolean offline_copy = ptl_account_get_offline_copy (account);
  g_autoptr (GString) name = g_string_new (NULL);

  ptl_prefs_set_bool (prefs, NAME (branch, key, "offline_download"), offline_copy);
  if (!offline_copy)
    ptl_prefs_set_bool (prefs, NAME (branch, key, "autosync_offline_stores"), FALSE);
}

static gboolean
is_label_used (PtlPrefs   *prefs,
               const char *label)
{
  g_auto (GStrv) accounts = ptl_prefs_get_list (prefs, PTL_THUNDERBIRD_ACCOUNTS);

  for (guint i = 0; accounts[i] != NULL; i++)
    {
      const char *key = get_text (prefs, "mail.account", accounts[i], "server");

      if (key != NULL && g_strcmp0 (get_text (prefs, "mail.server", key, "name"), label) == 0)
        return TRUE;
    }

  return FALSE;
}

static char *
make_label (PtlPrefs         *prefs,
            const PtlAccount *account)
{
  const char *address = ptl_address_get_display (ptl_account_get_address (account));
  const char *protocol = ptl_protocol_get_name (ptl_server_get_protocol (ptl_account_get_incoming (account)));

  return is_label_used (prefs, address) ? g_strdup_printf ("%s (%s)", address, protocol) : g_strdup (address);
}

static char *
add_incoming (PtlPrefs         *prefs,
              const PtlAccount *account,
              gint              auth_method)
{
  const char *branch = "mail.server";
  const PtlServer *server = ptl_account_get_incoming (account);
  g_autofree char *key = make_key (prefs, branch, "server", 0);
  g_autofree char *label = make_label (prefs, account);
  g_autoptr (GString) name = g_string_new (NULL);

  ptl_prefs_set_string (prefs, NAME (branch, key, "type"), get_type_name (server));
  ptl_prefs_set_string (prefs, NAME (branch, key, "hostname"), ptl_server_get_host (server));
  ptl_prefs_set_int (prefs, NAME (branch, key, "port"), ptl_server_get_port (server));
  ptl_prefs_set_int (prefs, NAME (branch, key, "socketType"), get_socket_type (server));
  ptl_prefs_set_int (prefs, NAME (branch, key, "authMethod"), auth_method);
  ptl_prefs_set_string (prefs, NAME (branch, key, "userName"), ptl_server_get_username (server));
  ptl_prefs_set_string (prefs, NAME (branch, key, "name"), label);
  ptl_prefs_set_bool (prefs, NAME (branch, key, "login_at_startup"), TRUE);
  ptl_prefs_set_bool (prefs, NAME (branch, key, "check_new_mail"), TRUE);

  if (ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3)
    add_pop3 (prefs, key, account);
  else
    add_imap (prefs, key, account);

  return g_steal_pointer (&key);
}

/* Returns: (transfer full): the key of a new identity */
char *
ptl_thunderbird_account_add_identity (PtlPrefs         *prefs,
                                      const PtlAccount *account,
                                      const char       *smtp_key)
{
  const char *branch = "mail.identity";
  const char *full_name = ptl_account_get_name (account);
  g_autofree char *key = make_key (prefs, branch, "id", 0);
  g_autoptr (GString) name = g_string_new (NULL);

  if (full_name != NULL && *full_name != '\0')
    ptl_prefs_set_string (prefs, NAME (branch, key, "fullName"), full_name);
  ptl_prefs_set_string (prefs, NAME (branch, key, "useremail"), ptl_address_get_text (ptl_account_get_address (account)));
  if (smtp_key != NULL)
    ptl_prefs_set_string (prefs, NAME (branch, key, "smtpServer"), smtp_key);
  ptl_prefs_set_bool (prefs, NAME (branch, key, "valid"), TRUE);
  ptl_prefs_set_int (prefs, NAME (branch, key, "reply_on_top"), 1);

  return g_steal_pointer (&key);
}

static void
add_account (PtlPrefs   *prefs,
             const char *server_key,
             const char *identity_key)
{
  g_autofree char *key = make_account_key (prefs);
  g_autoptr (GString) name = g_string_new (NULL);

  ptl_prefs_set_string (prefs, NAME ("mail.account", key, "server"), server_key);
  ptl_prefs_set_string (prefs, NAME ("mail.account", key, "identities"), identity_key);
  ptl_prefs_set_int (prefs, PTL_THUNDERBIRD_LAST_KEY, get_key_number (key, "account"));
  add_to_list (prefs, PTL_THUNDERBIRD_ACCOUNTS, key);
  if (!ptl_prefs_has (prefs, PTL_THUNDERBIRD_DEFAULT_ACCOUNT))
    ptl_prefs_set_string (prefs, PTL_THUNDERBIRD_DEFAULT_ACCOUNT, key);
}

/* Adds the lines of @account behind those that are there. */
gboolean
ptl_thunderbird_account_add (PtlPrefs          *prefs,
                             const PtlAccount  *account,
                             GError           **error)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  gint incoming_method = choose_auth_method (ptl_account_get_incoming (account), error);
  gint outgoing_method = AUTH_UNKNOWN;
  g_autofree char *smtp_key = NULL;
  g_autofree char *server_key = NULL;
  g_autofree char *identity_key = NULL;

  if (incoming_method == AUTH_UNKNOWN)
    return FALSE;
  if (outgoing != NULL && (outgoing_method = choose_auth_method (outgoing, error)) == AUTH_UNKNOWN)
    return FALSE;

  server_key = add_incoming (prefs, account, incoming_method);
  if (outgoing != NULL)
    smtp_key = add_outgoing (prefs, outgoing, outgoing_method);
  identity_key = ptl_thunderbird_account_add_identity (prefs, account, smtp_key);
  add_account (prefs, server_key, identity_key);

  return TRUE;
}
