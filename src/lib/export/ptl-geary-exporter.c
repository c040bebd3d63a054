/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-geary-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-key-swap.h"
#include "ptl-keyring.h"
#include "ptl-place.h"
#include "ptl-plan.h"
#include "ptl-quote.h"
#include "ptl-running.h"
#include "ptl-safe-file.h"

/* Geary: a folder account_NN with a geary.ini, read at its start. */

#define FOLDER "geary"
#define N_MAX  99

/* The newest version of its files that is understood here. */
#define VERSION 1

static void
set_server (GKeyFile        *file,
            const char      *group,
            const PtlServer *server)
{
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;

  g_key_file_set_string (file, group, "host", ptl_server_get_host (server));
  g_key_file_set_integer (file, group, "port", ptl_server_get_port (server));
  g_key_file_set_string (file, group, "transport_security", tls ? "transport" : "start-tls");
  g_key_file_set_boolean (file, group, "remember_password", TRUE);
}

static gboolean
has_same_login (const PtlAccount *account)
{
  return g_strcmp0 (ptl_server_get_username (ptl_account_get_incoming (account)),
                    ptl_server_get_username (ptl_account_get_outgoing (account))) == 0;
}

static void
set_outgoing (GKeyFile         *file,
              const PtlAccount *account)
{
  const PtlServer *server = ptl_account_get_outgoing (account);
  const char *login = ptl_server_get_username (server);

  set_server (file, "Outgoing", server);
  g_key_file_set_string (file, "Outgoing", "credentials", login == NULL ? "none" : has_same_login (account) ? "use-incoming" : "custom");
  if (login != NULL && !has_same_login (account))
    g_key_file_set_string (file, "Outgoing", "login", login);
}

static GKeyFile *
make_file (const PtlAccount  *account,
           GError           **error)
{
  g_autofree char *mailbox = ptl_quote_mailbox (ptl_account_get_name (account), ptl_export_get_address (account));
  const char * const mailboxes[] = { mailbox };
  const PtlServer *incoming = ptl_account_get_incoming (account);
  GKeyFile *file;

  if (!ptl_export_check (account, _("Geary"), PTL_TAKES_ONLY_IMAP | PTL_TAKES_ONLY_PASSWORD | PTL_TAKES_ONLY_SENDING, error))
    return NULL;

  file = g_key_file_new ();
  g_key_file_set_integer (file, "Metadata", "version", VERSION);
  g_key_file_set_string (file, "Metadata", "status", "enabled");
  g_key_file_set_string_list (file, "Account", "sender_mailboxes", mailboxes, G_N_ELEMENTS (mailboxes));
  g_key_file_set_string (file, "Account", "label", ptl_export_get_address (account));
  g_key_file_set_string (file, "Account", "service_provider", "other");
  g_key_file_set_string (file, "Incoming", "login", ptl_server_get_username (incoming));
  g_key_file_set_string (file, "Incoming", "credentials", "custom");
  set_server (file, "Incoming", incoming);
  set_outgoing (file, account);

  return file;
}

GBytes *
ptl_geary_render (const PtlAccount  *account,
                  GError           **error)
{
  g_autoptr (GKeyFile) file = make_file (account, error);
  gsize length = 0;
  char *text = file != NULL ? g_key_file_to_data (file, &length, NULL) : NULL;

  return text != NULL ? g_bytes_new_take (text, length) : NULL;
}

static gboolean
is_same_account (GKeyFile         *file,
                 const PtlAccount *account)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  g_autofree char *host = NULL;
  g_autofree char *login = NULL;

  host = g_key_file_get_string (file, "Incoming", "host", NULL);
  login = g_key_file_get_string (file, "Incoming", "login", NULL);
  return host != NULL && g_ascii_strcasecmp (host, ptl_server_get_host (server)) == 0 &&
         g_strcmp0 (login, ptl_server_get_username (server)) == 0;
}

static GKeyFile *
read_account (const char  *path,
              GError     **error)
{
  g_autoptr (GKeyFile) file = ptl_safe_file_read_key_file (path, error);
  g_autofree char *display = g_filename_display_name (path);

  if (file == NULL || g_key_file_get_integer (file, "Metadata", "version", NULL) <= VERSION)
    return g_steal_pointer (&file);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NEWER, _("“%s” is of a newer version of Geary than Portolan knows."), display);
  return NULL;
}

/* Finds the first free *folder (nullable); *known (nullable) is the file that has the account already. FALSE: an account cannot be
 * read, and might be this one. */
static gboolean
find_folder (const char        *root,
             const PtlAccount  *account,
             char             **folder,
             char             **known,
             GError           **error)
{
  for (guint i = 1; i <= N_MAX && *known == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("account_%02u", i);
      g_autofree char *candidate = g_build_filename (root, name, NULL);
      g_autofree char *ini = g_build_filename (candidate, "geary.ini", NULL);

      g_autoptr (GKeyFile) file = read_account (ini, error);

      if (file == NULL)
        return FALSE;
      if (is_same_account (file, account))
        *known = g_steal_pointer (&ini);
      else if (*folder == NULL && !ptl_place_exists (candidate))
        *folder = g_steal_pointer (&candidate);
    }

  return TRUE;
}

static PtlKeyringItem *
make_item (const PtlServer *server,
           const char      *protocol)
{
  g_autofree char *label = g_strdup_printf ("Geary %s password", protocol);

  return ptl_keyring_item_new ("org.gnome.Geary", label, "proto", protocol, "host", ptl_server_get_host (server),
                               "login", ptl_server_get_username (server), NULL);
}

static GPtrArray *
make_items (const PtlAccount *account)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_keyring_item_free);

  g_ptr_array_add (items, make_item (ptl_account_get_incoming (account), "IMAP"));
  if (ptl_server_get_username (outgoing) != NULL && !has_same_login (account))
    g_ptr_array_add (items, make_item (outgoing, "SMTP"));

  return items;
}

static const PtlKeyField fields[] = {
  { "Incoming", "port", PTL_DIFFERENCE_PORT, FALSE },
  { "Incoming", "transport_security", PTL_DIFFERENCE_SECURITY, FALSE },
  { "Outgoing", "host", PTL_DIFFERENCE_HOST, TRUE },
  { "Outgoing", "port", PTL_DIFFERENCE_PORT, TRUE },
  { "Outgoing", "transport_security", PTL_DIFFERENCE_SECURITY, TRUE },
  { "Outgoing", "credentials", PTL_DIFFERENCE_METHOD, TRUE },
  { "Outgoing", "login", PTL_DIFFERENCE_USERNAME, TRUE },
};

/* The account is there: what differs is said, and changed if the person asked for that. */
static PtlExportResult *
replace (const PtlAccount        *account,
         const PtlExportOptions  *options,
         const char              *ini,
         GKeyFile                *wanted,
         GError                 **error)
{
  g_autoptr (PtlKeySwap) file = ptl_key_swap_new (ini, error);
  g_autoptr (GPtrArray) differences = ptl_differences_new ();
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "geary", ptl_address_get_display (ptl_account_get_address (account)));
  g_autoptr (GPtrArray) items = make_items (account);

  if (file == NULL)
    return NULL;
  ptl_key_swap_guard (file, "Incoming", "host");
  ptl_key_swap_guard (file, "Incoming", "login");
  ptl_key_swap_take (file, wanted, fields, G_N_ELEMENTS (fields), differences);
  if (differences->len == 0 || !options->replace)
    return ptl_export_report_existing ("geary", ini, "Geary", differences);
  if (!ptl_running_check_closed ("geary", options, error))
    return NULL;

  ptl_key_swap_plan (file, plan);
  ptl_keyring_plan_all (plan, items, options->secret);
  if (!ptl_plan_commit (plan, error))
    return NULL;

  ptl_keyring_store_all (items, options->secret);
  return ptl_export_report_replaced ("geary", ini, "Geary", plan);
}

PtlExportResult *
ptl_geary_apply (const PtlAccount        *account,
                 const PtlExportOptions  *options,
                 GCancellable            *cancellable,
                 GError                 **error)
{
  g_autofree char *root = options->path != NULL ? g_strdup (options->path) : ptl_place_in_config (options, FOLDER);
  g_autoptr (GKeyFile) file = make_file (account, error);
  g_autofree char *known = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *ini = NULL;
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "geary", ptl_address_get_display (ptl_account_get_address (account)));
  g_autoptr (GPtrArray) items = NULL;
  const char *message = _("The account was added to Geary. It will ask for the password when it starts.");
  g_autofree char *full_message = NULL;

  if (file == NULL || !find_folder (root, account, &folder, &known, error))
    return NULL;
  if (known != NULL)
    return replace (account, options, known, file, error);
  if (folder == NULL)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED, _("Geary has as many accounts already as it can."));
      return NULL;
    }
  if (!ptl_running_check_closed ("geary", options, error))
    return NULL;

  items = make_items (account);
  ini = g_build_filename (folder, "geary.ini", NULL);
  ptl_plan_make_directory (plan, folder);
  ptl_plan_write_key_file (plan, ini, NULL, file);
  ptl_keyring_plan_all (plan, items, options->secret);
  if (!ptl_plan_commit (plan, error))
    return NULL;

  if (ptl_keyring_store_all (items, options->secret))
    message = _("The account was added to Geary, and its password to the keyring.");
  full_message = ptl_export_add_pins (account, "Geary", message);
  return ptl_export_result_new ("geary", folder, full_message, FALSE, ptl_plan_get_undo_id (plan));
}

gboolean
ptl_geary_is_installed (const PtlExportOptions *options)
{
  g_autofree char *folder = ptl_place_in_config (options, FOLDER);

  return ptl_place_has_program (options, "geary") || ptl_place_is_lent (folder);
}
