/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-steps-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-place.h"
#include "ptl-text-exporter.h"


/* Programs into which nothing can be brought: the steps to take in them, and the settings to type in. */

static GBytes *
render (const PtlAccount   *account,
        const char         *heading,
        const char * const *steps,
        GError            **error)
{
  g_autoptr (GBytes) sheet = ptl_text_render (account, error);
  g_autofree char *underline = g_strnfill (g_utf8_strlen (heading, -1), '=');
  GString *text;

  if (sheet == NULL)
    return NULL;

  text = g_string_new (NULL);
  g_string_append_printf (text, "%s\n%s\n", heading, underline);
  for (guint i = 0; steps[i] != NULL; i++)
    g_string_append_printf (text, "%u. %s\n", i + 1, gettext (steps[i]));
  g_string_append_c (text, '\n');
  g_string_append_len (text, g_bytes_get_data (sheet, NULL), g_bytes_get_size (sheet));

  return g_string_free_to_bytes (text);
}

GBytes *
ptl_kmail_render (const PtlAccount  *account,
                  GError           **error)
{
  static const char * const steps[] = {
    N_("Start KMail. If it asks nothing by itself, open the account assistant from its settings menu."),
    N_("Enter your name, your address and your password, and go on. KMail looks for the settings itself."),
    N_("Compare what it has found with the settings below. If it has found nothing, choose the kind of account and enter them."),
    N_("Fetch mail, and send a message to yourself."),
    NULL
  };

  return render (account, _("How to set up KMail"), steps, error);
}

GBytes *
ptl_outlook_render (const PtlAccount  *account,
                    GError           **error)
{
  static const char * const steps[] = {
    N_("The new Outlook and Outlook on phones hand your password and your mail to Microsoft’s servers. "
       "If you do not want that, use another program, or the classic Outlook."),
    N_("Choose File, Add Account, enter your address, and choose to set up the account yourself under the advanced options."),
    N_("Choose IMAP or POP as it stands below, and enter the servers, ports and encryption from below."),
    N_("If the user name below is not your address, enter it under more settings, for receiving and for sending."),
    N_("Enter your password when Outlook asks for it, and send a message to yourself."),
    NULL
  };

  return render (account, _("How to set up Outlook"), steps, error);
}

GBytes *
ptl_mailspring_render (const PtlAccount  *account,
                       GError           **error)
{
  static const char * const steps[] = {
    N_("Open the preferences of Mailspring, go to the accounts and add one."),
    N_("Choose “IMAP / SMTP” as the provider. Mailspring knows no POP3."),
    N_("Enter your name, your address and your password, and go on."),
    N_("Enter the servers, ports, encryption and user name from below, and go on. Mailspring tries them."),
    NULL
  };

  return render (account, _("How to set up Mailspring"), steps, error);
}

GBytes *
ptl_fairemail_render (const PtlAccount  *account,
                      GError           **error)
{
  static const char * const steps[] = {
    N_("Start FairEmail and open the quick setup for another provider."),
    N_("Enter your name, your address and your password, and check. If FairEmail finds the settings, you are done."),
    N_("If not, open the manual setup. Under accounts, add one and enter what stands below for receiving."),
    N_("Under identities, add one and enter what stands below for sending."),
    NULL
  };

  return render (account, _("How to set up FairEmail"), steps, error);
}

gboolean
ptl_kmail_is_installed (const PtlExportOptions *options)
{
  return ptl_place_has_program (options, "kmail");
}

gboolean
ptl_mailspring_is_installed (const PtlExportOptions *options)
{
  return ptl_place_has_program (options, "mailspring");
}
