/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-publish-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-autoconfig-exporter.h"
#include "ptl-export-common.h"
#include "ptl-plan.h"
#include "ptl-safe-file.h"

/* What a provider publishes so that mail programs find its settings: the autoconfig file, SRV records, and the PACC file of a draft
 * (draft-ietf-mailmaint-pacc), whose record stays commented out. */

#define PACC_NAME "user-agent-configuration.json"

/* The label of a service in DNS: RFC 6186 §3, RFC 8314 §5.1. */
static const char *
get_label (const PtlServer *server)
{
  static const char * const labels[][2] = { { "_imap", "_imaps" }, { "_pop3", "_pop3s" }, { "_submission", "_submissions" } };

  return labels[ptl_server_get_protocol (server)][ptl_server_get_security (server) == PTL_SECURITY_TLS];
}

static void
add_record (GString         *zone,
            const char      *domain,
            const PtlServer *server)
{
  if (server != NULL && ptl_server_get_security (server) != PTL_SECURITY_NONE)
    g_string_append_printf (zone, "%s._tcp.%s. IN SRV 0 1 %u %s.\n", get_label (server), domain, ptl_server_get_port (server),
                            ptl_server_get_host (server));
}

static gboolean
is_standard (const PtlServer *server)
{
  return server == NULL || (ptl_server_get_security (server) == PTL_SECURITY_TLS && ptl_server_has_standard_port (server));
}

/* The draft has no room for other ports, nor for STARTTLS. */
static char *
make_pacc (const PtlAccount *account)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  GString *json;

  if (!is_standard (incoming) || !is_standard (outgoing))
    return NULL;

  json = g_string_new ("{\"protocols\":{");
  g_string_append_printf (json, "\"%s\":{\"host\":\"%s\"}", ptl_server_get_protocol (incoming) == PTL_PROTOCOL_POP3 ? "pop3" : "imap",
                          ptl_server_get_host (incoming));
  if (outgoing != NULL)
    g_string_append_printf (json, ",\"smtp\":{\"host\":\"%s\"}", ptl_server_get_host (outgoing));
  g_string_append (json, "},\"authentication\":{\"password\":true}}\n");

  return g_string_free (json, FALSE);
}

static void
add_pacc_record (GString    *zone,
                 const char *domain,
                 const char *pacc)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *encoded = NULL;

  g_checksum_update (checksum, (const guchar *) pacc, -1);
  g_checksum_get_digest (checksum, digest, &length);
  encoded = g_base64_encode (digest, length);
  g_string_append_printf (zone, "\n; A draft, for those who want to try it: serve " PACC_NAME " at\n"
                                "; https://ua-auto-config.%s/.well-known/" PACC_NAME "\n"
                                "; _ua-auto-config.%s. IN TXT \"v=UAAC1; a=sha256; d=%s\"\n", domain, domain, encoded);
}

/* The records for the zone of the domain. What is not known to be offered is not spoken of. */
GBytes *
ptl_publish_render (const PtlAccount  *account,
                    GError           **error)
{
  const char *domain = ptl_address_get_domain (ptl_account_get_address (account));
  g_autofree char *pacc = make_pacc (account);
  GString *zone;

  if (!ptl_export_check (account, "DNS", PTL_TAKES_ENCRYPTED, error))
    return NULL;

  zone = g_string_new ("; SRV records (RFC 6186, RFC 8314): by them mail programs find the servers of the domain.\n"
                       "; The certificates have to be for these very names, and the names must not be aliases (CNAME).\n");
  add_record (zone, domain, ptl_account_get_incoming (account));
  add_record (zone, domain, ptl_account_get_outgoing (account));
  if (pacc != NULL)
    add_pacc_record (zone, domain, pacc);

  return ptl_export_take_text (zone);
}

static GBytes *
make_readme (const char *domain)
{
  g_autofree char *text = g_strdup_printf (
    _("How to publish the mail settings of %s\n\n"
      "1. Serve config-v1.1.xml as text/xml at both of these addresses:\n"
      "   https://autoconfig.%s/mail/config-v1.1.xml\n"
      "   https://%s/.well-known/autoconfig/mail/config-v1.1.xml\n"
      "2. Put the records of zone.txt into the zone of the domain.\n"
      "3. Try it: portolan discover somebody@%s\n"), domain, domain, domain, domain);

  return g_bytes_new (text, strlen (text));
}

static gboolean
plan_file (PtlPlan     *plan,
           const char  *folder,
           const char  *name,
           GBytes      *after,
           GError     **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) before = NULL;

  if (after == NULL || !ptl_safe_file_read (path, &before, error))
    return FALSE;
  if (before == NULL || !g_bytes_equal (before, after))
    ptl_plan_write_file (plan, path, before, after, 0666);

  return TRUE;
}

static gboolean
plan_files (PtlPlan           *plan,
            const PtlAccount  *account,
            const char        *folder,
            GError           **error)
{
  g_autoptr (GBytes) autoconfig = ptl_autoconfig_render (account, error);
  g_autoptr (GBytes) zone = ptl_publish_render (account, error);
  g_autoptr (GBytes) readme = make_readme (ptl_address_get_domain (ptl_account_get_address (account)));
  g_autofree char *pacc = make_pacc (account);
  g_autoptr (GBytes) pacc_bytes = pacc != NULL ? g_bytes_new (pacc, strlen (pacc)) : NULL;

  return plan_file (plan, folder, "config-v1.1.xml", autoconfig, error) && plan_file (plan, folder, "zone.txt", zone, error) &&
         plan_file (plan, folder, "README", readme, error) &&
         (pacc_bytes == NULL || plan_file (plan, folder, PACC_NAME, pacc_bytes, error));
}

/* A folder with all of it. */
PtlExportResult *
ptl_publish_apply (const PtlAccount        *account,
                   const PtlExportOptions  *options,
                   GCancellable            *cancellable,
                   GError                 **error)
{
  const char *domain = ptl_address_get_domain (ptl_account_get_address (account));
  g_autofree char *default_name = g_strconcat ("publish-", domain, NULL);
  g_autofree char *folder = g_canonicalize_filename (options->path != NULL ? options->path : default_name, NULL);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "publish", domain);
  g_autofree char *message = NULL;

  ptl_plan_set_optional (plan);
  ptl_plan_make_directory (plan, folder);
  if (!plan_files (plan, account, folder, error) || !ptl_plan_commit (plan, error))
    return NULL;

  message = g_strdup_printf (_("What to publish is in “%s”. The file README there says how."), folder);
  return ptl_export_result_new ("publish", folder, message, FALSE, ptl_plan_get_undo_id (plan));
}
