/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-export-common.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "ptl-error.h"
#include "ptl-plan.h"
#include "ptl-safe-file.h"

static gboolean
is_encrypted (const PtlServer *server)
{
  return server == NULL || ptl_server_get_security (server) != PTL_SECURITY_NONE;
}

/* Programs are never told to send a password in the clear. */
gboolean
ptl_export_require_encryption (const PtlAccount  *account,
                               GError           **error)
{
  const PtlServer *servers[] = { ptl_account_get_incoming (account), ptl_account_get_outgoing (account) };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (is_encrypted (servers[i]))
        continue;
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                   _("The connection to %s is not encrypted, so no mail program is set up with it. "
                     "The settings can be printed or saved, and entered by hand."),
                   ptl_server_get_host_unicode (servers[i]));
      return FALSE;
    }

  return TRUE;
}

static gboolean
refuse (GError **error,
        char    *message)
{
  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED, message);
  g_free (message);
  return FALSE;
}

static gboolean
takes_password (const PtlServer *server)
{
  gsize n_methods;

  if (server == NULL || ptl_server_get_username (server) == NULL)
    return TRUE;

  ptl_server_get_authentication (server, &n_methods);
  return n_methods == 0 || ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT) ||
         ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_ENCRYPTED);
}

static gboolean
check_password (const PtlServer  *server,
                const char       *program,
                GError          **error)
{
  return takes_password (server) ||
         /* Translators: a program, a server */
         refuse (error, g_strdup_printf (_("%s can only sign in with a password, and %s does not take one."), program,
                                         ptl_server_get_host_unicode (server)));
}

/* A certificate that only the person trusts is never taken for one that everybody does. */
gboolean
ptl_export_refuse_pin (const PtlServer  *server,
                       const char       *program,
                       GError          **error)
{
  if (server == NULL || ptl_server_get_pin (server) == NULL)
    return TRUE;

  /* Translators: a program, a server */
  return refuse (error, g_strdup_printf (_("%s cannot be told to trust only the certificate of %s that you looked at."), program,
                                         ptl_server_get_host_unicode (server)));
}

/* Returns: (transfer full): by what the person knows the right certificate, where @program asks */
char *
ptl_export_say_pin (const PtlServer *server,
                    const char      *program)
{
  /* Translators: a program, a server, a fingerprint */
  return g_strdup_printf (_("%s will ask about the certificate of %s: accept only the one with the SHA-256 fingerprint %s."),
                          program, ptl_server_get_host_unicode (server), ptl_server_get_pin (server));
}

/* Returns: (transfer full): @message, and for programs that ask about certificates, by what the person knows the right one */
char *
ptl_export_add_pins (const PtlAccount *account,
                     const char       *program,
                     const char       *message)
{
  const PtlServer *servers[] = { ptl_account_get_incoming (account), ptl_account_get_outgoing (account) };
  GString *text = g_string_new (message);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *words = NULL;

      if (servers[i] == NULL || ptl_server_get_pin (servers[i]) == NULL)
        continue;
      words = ptl_export_say_pin (servers[i], program);
      g_string_append_c (text, ' ');
      g_string_append (text, words);
    }

  return g_string_free (text, FALSE);
}

/* Can @program be set up with the account? */
gboolean
ptl_export_check (const PtlAccount  *account,
                  const char        *program,
                  PtlTakes           takes,
                  GError           **error)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);

  if ((takes & PTL_TAKES_ONLY_IMAP) && ptl_server_get_protocol (incoming) != PTL_PROTOCOL_IMAP)
    return refuse (error, g_strdup_printf (_("%s knows no POP3, and this account receives with it."), program));
  if ((takes & PTL_TAKES_ONLY_SENDING) && outgoing == NULL)
    return refuse (error, g_strdup_printf (_("%s needs a server for sending, and this account has none."), program));
  if ((takes & PTL_TAKES_ONLY_PASSWORD) && !(check_password (incoming, program, error) && check_password (outgoing, program, error)))
    return FALSE;

  if ((takes & PTL_TAKES_NO_PIN) && !(ptl_export_refuse_pin (incoming, program, error) && ptl_export_refuse_pin (outgoing, program, error)))
    return FALSE;

  return ptl_export_require_encryption (account, error);
}

const char *
ptl_export_get_address (const PtlAccount *account)
{
  return ptl_address_get_text (ptl_account_get_address (account));
}

static char *
uuid_from_name (const char *name)
{
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  GString *uuid = g_string_new (NULL);

  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);
  digest[6] = (digest[6] & 0x0f) | 0x50;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (uuid, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", digest[i]);

  return g_string_free (uuid, FALSE);
}

/* Returns: (transfer full): a UUID (RFC 4122, version 5) that is the same each time for the same account and purpose, so that doing
 * it again replaces and does not double */
char *
ptl_export_make_uuid (const PtlAccount *account,
                      const char       *purpose)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  g_autofree char *name = g_strjoin ("\n", "portolan", purpose, ptl_export_get_address (account), ptl_server_get_host (incoming),
                                     ptl_server_get_username (incoming),
                                     ptl_protocol_get_name (ptl_server_get_protocol (incoming)), NULL);

  return uuid_from_name (name);
}

/* Returns: (transfer full): @text (transfer full) as bytes */
GBytes *
ptl_export_take_text (GString *text)
{
  return g_string_free_to_bytes (text);
}

/* Writes what @exporter renders to the standard output. */
PtlExportResult *
ptl_export_print (const PtlExporter  *exporter,
                  const PtlAccount   *account,
                  GError            **error)
{
  g_autoptr (GBytes) bytes = exporter->render (account, error);

  if (bytes == NULL)
    return NULL;

  fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stdout);
  if (fflush (stdout) == 0)
    return ptl_export_result_new (exporter->id, "-", _("The settings were printed."), FALSE, NULL);

  ptl_safe_file_set_error (error, errno, "-");
  return NULL;
}

static char *
choose_path (const PtlExporter      *exporter,
             const PtlExportOptions *options)
{
  if (options->path == NULL)
    return g_canonicalize_filename (exporter->file_name, NULL);
  if (g_file_test (options->path, G_FILE_TEST_IS_DIR))
    return g_build_filename (options->path, exporter->file_name, NULL);

  return g_canonicalize_filename (options->path, NULL);
}

static PtlExportResult *
report_saved (const PtlExporter *exporter,
              const char        *path,
              PtlPlan           *plan)
{
  g_autofree char *display = g_filename_display_name (path);
  const char *backup = plan != NULL ? ptl_plan_get_backup (plan) : NULL;
  g_autofree char *backup_display = backup != NULL ? g_filename_display_name (backup) : NULL;
  g_autofree char *message = NULL, *full_message = NULL;

  if (plan == NULL)
    message = g_strdup_printf (_("“%s” says this already. Nothing was changed."), display);
  else if (backup == NULL)
    message = g_strdup_printf (_("The settings were saved in “%s”."), display);
  else
    message = g_strdup_printf (_("The settings were saved in “%s”. What was there before is kept in “%s”."), display, backup_display);

  full_message = g_strjoin (" ", message, exporter->afterwards != NULL ? _(exporter->afterwards) : NULL, NULL);
  return ptl_export_result_new (exporter->id, path, full_message, plan == NULL, plan != NULL ? ptl_plan_get_undo_id (plan) : NULL);
}

/* Saves what @exporter renders: where the person said, else under its usual name in the current folder. */
PtlExportResult *
ptl_export_save_document (const PtlExporter       *exporter,
                          const PtlAccount        *account,
                          const PtlExportOptions  *options,
                          GError                 **error)
{
  g_autofree char *path = choose_path (exporter, options);
  g_autoptr (GBytes) after = exporter->render (account, error);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (PtlPlan) plan = NULL;

  if (after == NULL || !ptl_safe_file_read (path, &before, error))
    return NULL;
  if (before != NULL && g_bytes_equal (before, after))
    return report_saved (exporter, path, NULL);

  plan = ptl_plan_new (options, exporter->id, ptl_address_get_display (ptl_account_get_address (account)));
  ptl_plan_set_optional (plan);
  ptl_plan_write_file (plan, path, before, after, exporter->group == PTL_EXPORT_DOCUMENT ? 0666 : 0600);

  return ptl_plan_commit (plan, error) ? report_saved (exporter, path, plan) : NULL;
}
