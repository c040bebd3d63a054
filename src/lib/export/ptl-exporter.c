/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-aerc-exporter.h"
#include "ptl-android-exporter.h"
#include "ptl-apple-exporter.h"
#include "ptl-autoconfig-exporter.h"
#include "ptl-claws-exporter.h"
#include "ptl-evolution-exporter.h"
#include "ptl-fetchmail-exporter.h"
#include "ptl-geary-exporter.h"
#include "ptl-getmail-exporter.h"
#include "ptl-goa-exporter.h"
#include "ptl-himalaya-exporter.h"
#include "ptl-isp-exporter.h"
#include "ptl-json-exporter.h"
#include "ptl-mbsync-exporter.h"
#include "ptl-mpop-exporter.h"
#include "ptl-msmtp-exporter.h"
#include "ptl-neomutt-exporter.h"
#include "ptl-offlineimap-exporter.h"
#include "ptl-pdf-exporter.h"
#include "ptl-publish-exporter.h"
#include "ptl-steps-exporter.h"
#include "ptl-text-exporter.h"
#include "ptl-thunderbird-exporter.h"
#include "ptl-thunderbird-profiles.h"

/* In the order in which they are offered. */
static const PtlExporter exporters[] = {
  {
    .id = "thunderbird",
    .name = N_("Thunderbird"),
    .description = N_("Adds the account to Thunderbird. Thunderbird asks for the password when it starts."),
    .group = PTL_EXPORT_COMPUTER,
    .is_installed = ptl_thunderbird_is_installed,
    .apply = ptl_thunderbird_apply,
  },
  {
    .id = "goa",
    .name = N_("GNOME Online Accounts"),
    .description = N_("Adds the account to GNOME, where Evolution, Geary and the desktop find it."),
    .group = PTL_EXPORT_COMPUTER,
    .holds_password = TRUE,
    .is_installed = ptl_goa_is_installed,
    .apply = ptl_goa_apply,
  },
  {
    .id = "evolution",
    .name = N_("Evolution"),
    .description = N_("Adds the account to Evolution alone, without GNOME Online Accounts."),
    .group = PTL_EXPORT_COMPUTER,
    .holds_password = TRUE,
    .is_installed = ptl_evolution_is_installed,
    .render = ptl_evolution_render,
    .apply = ptl_evolution_apply,
  },
  {
    .id = "geary",
    .name = N_("Geary"),
    .description = N_("Adds the account to Geary alone, without GNOME Online Accounts."),
    .group = PTL_EXPORT_COMPUTER,
    .holds_password = TRUE,
    .is_installed = ptl_geary_is_installed,
    .render = ptl_geary_render,
    .apply = ptl_geary_apply,
  },
  {
    .id = "claws-mail",
    .name = N_("Claws Mail"),
    .description = N_("Adds the account to Claws Mail, or fills in its assistant before its first start. Claws Mail asks for the password."),
    .file_name = "accountrc",
    .group = PTL_EXPORT_COMPUTER,
    .is_installed = ptl_claws_is_installed,
    .render = ptl_claws_render,
    .apply = ptl_claws_apply,
  },
  {
    .id = "sylpheed",
    .name = N_("Sylpheed"),
    .description = N_("Adds the account to Sylpheed, which asks for the password."),
    .file_name = "accountrc",
    .group = PTL_EXPORT_COMPUTER,
    .is_installed = ptl_sylpheed_is_installed,
    .render = ptl_sylpheed_render,
    .apply = ptl_sylpheed_apply,
  },
  {
    .id = "kmail",
    .name = N_("KMail"),
    .description = N_("Nothing can be brought into KMail: this saves the steps to take there, with the settings."),
    .file_name = "kmail.txt",
    .group = PTL_EXPORT_DOCUMENT,
    .is_installed = ptl_kmail_is_installed,
    .render = ptl_kmail_render,
  },
  {
    .id = "mailspring",
    .name = N_("Mailspring"),
    .description = N_("Nothing can be brought into Mailspring: this saves the steps to take there, with the settings."),
    .file_name = "mailspring.txt",
    .group = PTL_EXPORT_DOCUMENT,
    .is_installed = ptl_mailspring_is_installed,
    .render = ptl_mailspring_render,
  },
  {
    .id = "outlook",
    .name = N_("Outlook"),
    .description = N_("Nothing can be brought into Outlook: this saves the steps to take there, with the settings."),
    .file_name = "outlook.txt",
    .group = PTL_EXPORT_DOCUMENT,
    .render = ptl_outlook_render,
  },
  {
    .id = "thunderbird-android",
    .name = N_("Thunderbird for Android"),
    .description = N_("Makes a QR code that Thunderbird for Android and K-9 Mail read with the camera, without the password."),
    .file_name = "thunderbird-qr.svg",
    .group = PTL_EXPORT_PHONE,
    .render = ptl_android_render,
  },
  {
    .id = "k9s",
    .name = N_("Thunderbird for Android, settings file"),
    .description = N_("Saves a settings file that Thunderbird for Android and K-9 Mail import, without the password."),
    .file_name = "mail-settings.k9s",
    .afterwards = N_("Send it to the phone by mail or cable. Then choose “Import settings” in the program’s settings."),
    .group = PTL_EXPORT_PHONE,
    .render = ptl_k9s_render,
  },
  {
    .id = "apple",
    .name = N_("iPhone, iPad and Mac"),
    .description = N_("Saves a profile that sets up Apple Mail when it is opened on the device, which asks for the password."),
    .file_name = "mail.mobileconfig",
    .afterwards = N_("Send it to the device by mail, AirDrop or cable, and open it there. Then choose “Profile Downloaded” in Settings."),
    .group = PTL_EXPORT_PHONE,
    .render = ptl_apple_render,
  },
  {
    .id = "fairemail",
    .name = N_("FairEmail"),
    .description = N_("Nothing can be brought into FairEmail: this saves the steps to take there, with the settings."),
    .file_name = "fairemail.txt",
    .group = PTL_EXPORT_PHONE,
    .render = ptl_fairemail_render,
  },
  {
    .id = "neomutt",
    .name = N_("NeoMutt"),
    .description = N_("Writes settings for NeoMutt, which takes the password from the keyring."),
    .file_name = "neomuttrc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_neomutt_is_installed,
    .render = ptl_neomutt_render,
    .apply = ptl_neomutt_apply,
  },
  {
    .id = "mutt",
    .name = N_("Mutt"),
    .description = N_("Writes settings for Mutt, which takes the password from the keyring."),
    .file_name = "muttrc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_mutt_is_installed,
    .render = ptl_mutt_render,
    .apply = ptl_mutt_apply,
  },
  {
    .id = "aerc",
    .name = N_("aerc"),
    .description = N_("Adds the account to aerc, which takes the password from the keyring."),
    .file_name = "accounts.conf",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_aerc_is_installed,
    .render = ptl_aerc_render,
    .apply = ptl_aerc_apply,
  },
  {
    .id = "himalaya",
    .name = N_("Himalaya 2"),
    .description = N_("Adds the account to Himalaya 2, which takes the password from the keyring."),
    .file_name = "config.toml",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_himalaya_is_installed,
    .render = ptl_himalaya_render,
    .apply = ptl_himalaya_apply,
  },
  {
    .id = "himalaya1",
    .name = N_("Himalaya 1"),
    .description = N_("Adds the account to Himalaya 1, which takes the password from the keyring."),
    .file_name = "config.toml",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_himalaya1_is_installed,
    .render = ptl_himalaya1_render,
    .apply = ptl_himalaya1_apply,
  },
  {
    .id = "mbsync",
    .name = N_("mbsync"),
    .description = N_("Adds the account to mbsync (isync), which keeps a copy of all mail in the folder Mail."),
    .file_name = "mbsyncrc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_mbsync_is_installed,
    .render = ptl_mbsync_render,
    .apply = ptl_mbsync_apply,
  },
  {
    .id = "offlineimap",
    .name = N_("OfflineIMAP"),
    .description = N_("Writes settings for OfflineIMAP, which keeps a copy of all mail in the folder Mail."),
    .file_name = "offlineimaprc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_offlineimap_is_installed,
    .render = ptl_offlineimap_render,
    .apply = ptl_offlineimap_apply,
  },
  {
    .id = "getmail",
    .name = N_("getmail"),
    .description = N_("Writes settings for getmail, which fetches mail into the folder Mail."),
    .file_name = "getmailrc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_getmail_is_installed,
    .render = ptl_getmail_render,
    .apply = ptl_getmail_apply,
  },
  {
    .id = "mpop",
    .name = N_("mpop"),
    .description = N_("Adds the account to mpop, which fetches mail into the folder Mail."),
    .file_name = "mpoprc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_mpop_is_installed,
    .render = ptl_mpop_render,
    .apply = ptl_mpop_apply,
  },
  {
    .id = "fetchmail",
    .name = N_("fetchmail"),
    .description = N_("Adds the account to fetchmail, which hands mail to this computer’s mail service and asks for the password."),
    .file_name = "fetchmailrc",
    .group = PTL_EXPORT_TERMINAL,
    .is_installed = ptl_fetchmail_is_installed,
    .render = ptl_fetchmail_render,
    .apply = ptl_fetchmail_apply,
  },
  {
    .id = "msmtp",
    .name = N_("msmtp"),
    .description = N_("Adds the account to msmtp, by which other programs of the terminal send mail."),
    .file_name = "msmtprc",
    .group = PTL_EXPORT_TERMINAL,
    .holds_password = TRUE,
    .is_installed = ptl_msmtp_is_installed,
    .render = ptl_msmtp_render,
    .apply = ptl_msmtp_apply,
  },
  {
    .id = "text",
    .name = N_("Settings sheet"),
    .description = N_("Saves the settings as a text to read, to keep or to type in elsewhere, without the password."),
    .file_name = "mail-settings.txt",
    .group = PTL_EXPORT_DOCUMENT,
    .render = ptl_text_render,
  },
  {
    .id = "pdf",
    .name = N_("Settings sheet to print"),
    .description = N_("Saves the settings as a PDF of one page, with a QR code for the phone and without the password."),
    .file_name = "mail-settings.pdf",
    .group = PTL_EXPORT_DOCUMENT,
    .render = ptl_pdf_render,
  },
  {
    .id = "autoconfig",
    .name = N_("Autoconfig file"),
    .description = N_("Saves the settings in the format that mail programs look for on a provider’s web server."),
    .file_name = "config-v1.1.xml",
    .group = PTL_EXPORT_DOCUMENT,
    .render = ptl_autoconfig_render,
  },
  {
    .id = "json",
    .name = N_("JSON"),
    .description = N_("Saves the settings for other programs, and for “portolan export”, without the password."),
    .file_name = "mail-settings.json",
    .group = PTL_EXPORT_DOCUMENT,
    .render = ptl_json_render,
  },
  {
    .id = "thunderbird-isp",
    .name = N_("Thunderbird, for everybody on this computer"),
    .description = N_("Gives the settings of this provider to everybody who adds an account to Thunderbird on this computer."),
    .group = PTL_EXPORT_DOCUMENT,
    .is_installed = ptl_thunderbird_is_installed,
    .render = ptl_autoconfig_render,
    .apply = ptl_isp_apply,
  },
  {
    .id = "publish",
    .name = N_("Records to publish"),
    .description = N_("Saves a folder with what a provider publishes, so that mail programs find these settings."),
    .group = PTL_EXPORT_DOCUMENT,
    .render = ptl_publish_render,
    .apply = ptl_publish_apply,
  },
};

/* Returns: (transfer none) (nullable): */
const PtlExporter *
ptl_exporter_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exporters); i++)
    {
      if (g_str_equal (exporters[i].id, id))
        return &exporters[i];
    }

  return NULL;
}

/* Returns: (transfer none) (array length=n_exporters): all of them */
const PtlExporter *
ptl_exporter_list (gsize *n_exporters)
{
  *n_exporters = G_N_ELEMENTS (exporters);
  return exporters;
}

/* What needs no program counts as installed. */
gboolean
ptl_exporter_is_installed (const PtlExporter      *self,
                           const PtlExportOptions *options)
{
  return self->is_installed == NULL || self->is_installed (options);
}

/* Has it no place of its own, so that the person has to say where? */
gboolean
ptl_exporter_needs_place (const PtlExporter *self)
{
  return self->apply == NULL || g_str_equal (self->id, "publish");
}
