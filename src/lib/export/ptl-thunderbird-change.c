/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-difference.h"

/* An account that Thunderbird has already takes other settings: only what matters for reaching the servers and for what becomes of
 * the mail there. Everything else in it is the person's own. */

/* One preference, and what it is where the file has none. The port comes first, as the usual one follows from the old encryption. */
typedef struct
{
  const char        *branch;
  const char        *leaf;
  PtlDifferenceKind  kind;
  gint               missing;
} Field;

#define NO_DEFAULT -1

static const Field server_fields[] = {
  { "mail.server", "port", PTL_DIFFERENCE_PORT, NO_DEFAULT },
  { "mail.server", "socketType", PTL_DIFFERENCE_SECURITY, 0 },
  { "mail.server", "authMethod", PTL_DIFFERENCE_METHOD, 3 },
  { "mail.server", "leave_on_server", PTL_DIFFERENCE_LEAVE, NO_DEFAULT },
  { "mail.server", "delete_by_age_from_server", PTL_DIFFERENCE_LEAVE, NO_DEFAULT },
  { "mail.server", "num_days_to_leave_on_server", PTL_DIFFERENCE_LEAVE, 7 },
};

static const Field smtp_fields[] = {
  { "mail.smtpserver", "hostname", PTL_DIFFERENCE_HOST, NO_DEFAULT },
  { "mail.smtpserver", "port", PTL_DIFFERENCE_PORT, NO_DEFAULT },
  { "mail.smtpserver", "try_ssl", PTL_DIFFERENCE_SECURITY, 0 },
  { "mail.smtpserver", "authMethod", PTL_DIFFERENCE_METHOD, 3 },
  { "mail.smtpserver", "username", PTL_DIFFERENCE_USERNAME, NO_DEFAULT },
};

static const Field identity_fields[] = {
  { "mail.identity", "fullName", PTL_DIFFERENCE_NAME, NO_DEFAULT },
};

/* What is compared: the file, and the account as it would be in a file of its own. */
typedef struct
{
  PtlPrefs         *prefs;
  PtlPrefs         *wanted;        /* (owned) */
  const PtlAccount *account;
  GPtrArray        *differences;
} Change;

static char *
make_name (const char *branch,
           const char *key,
           const char *leaf)
{
  return g_strjoin (".", branch, key, leaf, NULL);
}

static const char *
get_text (PtlPrefs   *prefs,
          const char *branch,
          const char *key,
          const char *leaf)
{
  g_autofree char *name = make_name (branch, key, leaf);

  return ptl_prefs_get_string (prefs, name);
}

static PtlSecurity
get_security (gint64 socket_type)
{
  static const PtlSecurity securities[] = { PTL_SECURITY_NONE, PTL_SECURITY_NONE, PTL_SECURITY_STARTTLS, PTL_SECURITY_TLS };

  return socket_type >= 0 && socket_type < (gint64) G_N_ELEMENTS (securities) ? securities[socket_type] : PTL_SECURITY_NONE;
}

static char *
say_value (PtlDifferenceKind  kind,
           const char        *value)
{
  gint64 number = g_ascii_strtoll (value, NULL, 10);

  switch (kind)
    {
    case PTL_DIFFERENCE_SECURITY:
      return g_strdup (ptl_differences_say_security (get_security (number)));
    case PTL_DIFFERENCE_METHOD:
      return g_strdup (ptl_thunderbird_say_method (number));
    default:
      return g_strdup (value);
    }
}

/* Thunderbird does not write down a port that is usual for the encryption. */
static char *
get_usual_port (PtlPrefs   *prefs,
                const char *branch,
                const char *key)
{
  gboolean outgoing = g_str_equal (branch, "mail.smtpserver");
  g_autofree char *socket_name = make_name (branch, key, outgoing ? "try_ssl" : "socketType");
  gboolean pop3 = g_strcmp0 (get_text (prefs, branch, key, "type"), "pop3") == 0;
  PtlProtocol protocol = outgoing ? PTL_PROTOCOL_SMTP : pop3 ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;

  return g_strdup_printf ("%u", ptl_protocol_get_default_port (protocol, get_security (ptl_prefs_get_int (prefs, socket_name, 0))));
}

/* The value as a text; "" if it is missing and has no default. */
static char *
read_value (PtlPrefs    *prefs,
            const Field *field,
            const char  *key)
{
  g_autofree char *name = make_name (field->branch, key, field->leaf);
  char *value = ptl_prefs_write_value (prefs, name);

  if (value != NULL)
    return value;
  if (field->kind == PTL_DIFFERENCE_PORT)
    return get_usual_port (prefs, field->branch, key);

  return field->missing != NO_DEFAULT ? g_strdup_printf ("%d", field->missing) : g_strdup ("");
}

static void
compare_field (Change      *change,
               const Field *field,
               const char  *key,
               const char  *wanted_key)
{
  gboolean outgoing = field >= smtp_fields && field < smtp_fields + G_N_ELEMENTS (smtp_fields);
  g_autofree char *name = make_name (field->branch, key, field->leaf);
  g_autofree char *wanted_name = make_name (field->branch, wanted_key, field->leaf);
  g_autofree char *there = read_value (change->prefs, field, key);
  g_autofree char *here = read_value (change->wanted, field, wanted_key);
  g_autofree char *there_words = NULL;
  g_autofree char *here_words = NULL;

  gboolean same = g_str_equal (there, here) || (field->kind == PTL_DIFFERENCE_HOST && g_ascii_strcasecmp (there, here) == 0);

  if (!ptl_prefs_has (change->wanted, wanted_name) || (same && field->kind != PTL_DIFFERENCE_PORT))
    return;

  there_words = say_value (field->kind, there);
  here_words = say_value (field->kind, here);
  if (!same && field->kind != PTL_DIFFERENCE_LEAVE)
    ptl_differences_add (change->differences, field->kind, outgoing, there_words, here_words);
  ptl_prefs_assign (change->prefs, name, change->wanted, wanted_name);
}

static void
compare_fields (Change      *change,
                const Field *fields,
                gsize        n_fields,
                const char  *key,
                const char  *wanted_key)
{
  for (gsize i = 0; i < n_fields; i++)
    compare_field (change, &fields[i], key, wanted_key);
}

static char *
say_leave (PtlPrefs   *prefs,
           const char *key)
{
  g_autofree char *leave = read_value (prefs, &server_fields[3], key);
  g_autofree char *by_age = read_value (prefs, &server_fields[4], key);
  g_autofree char *days = read_value (prefs, &server_fields[5], key);
  guint n_days = g_ascii_strtoull (days, NULL, 10);

  if (!g_str_equal (leave, "true"))
    return g_strdup (_("no, it is removed there once it is fetched"));
  if (!g_str_equal (by_age, "true"))
    return g_strdup (_("yes, for good"));

  return g_strdup_printf (ngettext ("yes, for %u day", "yes, for %u days", n_days), n_days);
}

static void
change_server (Change     *change,
               const char *key)
{
  PtlProtocol protocol = ptl_server_get_protocol (ptl_account_get_incoming (change->account));

  if (protocol == PTL_PROTOCOL_POP3)
    {
      g_autofree char *there = say_leave (change->prefs, key);
      g_autofree char *here = say_leave (change->wanted, "server1");

      ptl_differences_compare (change->differences, PTL_DIFFERENCE_LEAVE, FALSE, there, here);
    }
  compare_fields (change, server_fields, G_N_ELEMENTS (server_fields), key, "server1");
}

/* The identity with the account's address, of those that the account has. */
static char *
find_identity (Change     *change,
               const char *account_key)
{
  const char *address = ptl_address_get_text (ptl_account_get_address (change->account));
  g_autofree char *name = make_name ("mail.account", account_key, "identities");
  g_auto (GStrv) keys = ptl_prefs_get_list (change->prefs, name);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *other = get_text (change->prefs, "mail.identity", keys[i], "useremail");

      if (other != NULL && g_ascii_strcasecmp (other, address) == 0)
        return g_strdup (keys[i]);
    }

  return NULL;
}

/* The server that the identity sends through: its own, or that of all. */
static const char *
get_outgoing (Change     *change,
              const char *identity_key)
{
  const char *key = get_text (change->prefs, "mail.identity", identity_key, "smtpServer");

  return key != NULL && *key != '\0' ? key : ptl_prefs_get_string (change->prefs, PTL_THUNDERBIRD_DEFAULT_SMTP);
}

/* A server that others send through as well stays as it is for them. */
static gboolean
change_outgoing (Change      *change,
                 const char  *identity_key,
                 GError     **error)
{
  g_autofree char *old_key = g_strdup (get_outgoing (change, identity_key));
  g_autofree char *smtp_name = make_name ("mail.identity", identity_key, "smtpServer");
  g_autofree char *new_key = NULL;

  if (ptl_account_get_outgoing (change->account) == NULL)
    return TRUE;

  if (old_key != NULL && ptl_thunderbird_account_count_senders (change->prefs, old_key, identity_key) == 0)
    {
      compare_fields (change, smtp_fields, G_N_ELEMENTS (smtp_fields), old_key, "smtp1");
      return TRUE;
    }

  new_key = ptl_thunderbird_account_add_outgoing (change->prefs, change->account, error);
  if (new_key == NULL)
    return FALSE;
  if (g_strcmp0 (new_key, old_key) == 0)
    return TRUE;

  ptl_differences_add (change->differences, PTL_DIFFERENCE_SERVER, TRUE,
                       old_key != NULL ? get_text (change->prefs, "mail.smtpserver", old_key, "hostname") : NULL,
                       ptl_server_get_host (ptl_account_get_outgoing (change->account)));
  ptl_prefs_put_string (change->prefs, smtp_name, new_key);
  return TRUE;
}

/* The account receives for that address, but does not send as it yet. */
static gboolean
add_identity (Change      *change,
              const char  *account_key,
              GError     **error)
{
  g_autofree char *name = make_name ("mail.account", account_key, "identities");
  const char *old = ptl_prefs_get_string (change->prefs, name);
  g_autofree char *smtp_key = NULL;
  g_autofree char *key = NULL;
  g_autofree char *list = NULL;

  if (ptl_account_get_outgoing (change->account) != NULL)
    {
      smtp_key = ptl_thunderbird_account_add_outgoing (change->prefs, change->account, error);
      if (smtp_key == NULL)
        return FALSE;
    }

  key = ptl_thunderbird_account_add_identity (change->prefs, change->account, smtp_key);
  list = old != NULL && *old != '\0' ? g_strconcat (old, ",", key, NULL) : g_strdup (key);
  ptl_differences_add (change->differences, PTL_DIFFERENCE_ADDRESS, FALSE, NULL,
                       ptl_address_get_display (ptl_account_get_address (change->account)));
  ptl_prefs_put_string (change->prefs, name, list);
  return TRUE;
}

/**
 * ptl_thunderbird_account_change:
 * @key: of the account that was found
 * @differences: (element-type utf8): gets what differs, in words
 * @identity_key: (out) (nullable): the identity that was there
 *
 * Gives the account that is there the settings of @account.
 */
gboolean
ptl_thunderbird_account_change (PtlPrefs          *prefs,
                                const char        *key,
                                const PtlAccount  *account,
                                GPtrArray         *differences,
                                char             **identity_key,
                                GError           **error)
{
  g_autoptr (PtlPrefs) wanted = ptl_prefs_parse (NULL, error);
  Change change = { .prefs = prefs, .wanted = wanted, .account = account, .differences = differences };

  if (wanted == NULL || !ptl_thunderbird_account_add (wanted, account, error))
    return FALSE;

  change_server (&change, get_text (prefs, "mail.account", key, "server"));
  *identity_key = find_identity (&change, key);
  if (*identity_key == NULL)
    return add_identity (&change, key, error);

  compare_fields (&change, identity_fields, G_N_ELEMENTS (identity_fields), *identity_key, "id1");
  return change_outgoing (&change, *identity_key, error);
}

/**
 * ptl_thunderbird_list_changes:
 *
 * Writes the lines in which @after differs from @before into @added, as they are after, and into @was, as they were.
 */
void
ptl_thunderbird_list_changes (PtlPrefs *before,
                              PtlPrefs *after,
                              GString  *added,
                              GString  *was)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ptl_prefs_get_size (after); i++)
    {
      const char *name = ptl_prefs_get_name (after, i);

      if (!g_hash_table_add (seen, (gpointer) name) || ptl_prefs_same (before, after, name))
        continue;
      ptl_prefs_write_line (after, name, added);
      ptl_prefs_write_line (before, name, was);
    }
}
