/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-steps-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-place.h"
#include "ptl-text-exporter.h"

/* When a step is to be taken. */
typedef enum
{
  ALWAYS,
  WITH_POP3,
  WITH_OTHER_LOGIN,  /* the user name is not the address */
  WITH_BROWSER,      /* no password is taken */
} When;

typedef struct
{
  When        when;
  const char *text;  /* N_() */
} Step;

#define MAX_STEPS 6

typedef struct
{
  const char *name;
  gboolean    only_imap;
  Step        steps[MAX_STEPS];  /* the last has no text */
} Program;

/* Whatever the program is, before the steps of its own. */
static const Step first_step = {
  WITH_BROWSER, N_("This provider wants a sign-in in the web browser instead of a password. Where the program lists the provider by "
                   "name, choose that."),
};

static const Program kmail = {
  .name = "KMail",
  .steps = {
    { ALWAYS, N_("Open the menu Settings and choose Add Account. In older versions it is Account Assistant in the menu Tools.") },
    { ALWAYS, N_("Enter your name, your address and your password, and go on. KMail looks for the servers itself.") },
    { ALWAYS, N_("Compare what it has found with the settings below. If it is something else, or nothing, choose to enter the "
                 "servers yourself, and copy them from below.") },
    { WITH_POP3, N_("Before you fetch mail for the first time, open the settings of the new account. Set there whether mail stays on "
                    "the server, as it says below.") },
    { WITH_OTHER_LOGIN, N_("Where KMail wants a user name, enter the one below. It is not your address.") },
  },
};

static const Program mailspring = {
  .name = "Mailspring",
  .only_imap = TRUE,
  .steps = {
    { ALWAYS, N_("Open Preferences, choose Accounts and press the button that adds an account.") },
    { ALWAYS, N_("Choose IMAP / SMTP, and enter your name, your address and your password.") },
    { ALWAYS, N_("Copy the servers, their ports and their encryption from below, the upper ones for receiving, the lower ones for sending.") },
    { WITH_OTHER_LOGIN, N_("Where Mailspring wants a user name, enter the one below. It is not your address.") },
  },
};

static const Program outlook = {
  .name = "Outlook",
  .steps = {
    { ALWAYS, N_("Think first: the new Outlook, and Outlook on phones, give your password to Microsoft, whose servers then read your "
                 "mail for you. The classic Outlook for Windows does not.") },
    { ALWAYS, N_("In the classic Outlook open the menu File and press Add Account. Enter your address, open Advanced options, choose "
                 "to set the account up manually, and press Connect.") },
    { ALWAYS, N_("Choose IMAP or POP, whichever stands below, and copy the servers, their ports and their encryption from below.") },
    { WITH_OTHER_LOGIN, N_("Outlook takes your address as the user name. Change that to the one below in File, Account Settings, "
                           "Server Settings.") },
    { WITH_POP3, N_("In File, Account Settings, Account Settings, select the account and press Change. Set whether a copy of messages "
                    "stays on the server, as it says below.") },
  },
};

static const Program fairemail = {
  .name = "FairEmail",
  .steps = {
    { ALWAYS, N_("Open the settings and start the quick setup. Choose “Other provider”.") },
    { ALWAYS, N_("Enter your name, your address and your password. FairEmail looks for the servers itself, and shows them before "
                 "it saves anything.") },
    { ALWAYS, N_("Compare them with the settings below. If they are something else, or there are none, go back and choose the manual "
                 "setup: an account for receiving, then an identity for sending.") },
    { WITH_POP3, N_("With POP3 use the manual setup, and set in the account whether mail stays on the server, as it says below.") },
    { WITH_OTHER_LOGIN, N_("Where FairEmail wants a user name, enter the one below. It is not your address.") },
  },
};

static gboolean
has_other_login (const PtlServer  *server,
                 const PtlAccount *account)
{
  const char *username = server != NULL ? ptl_server_get_username (server) : NULL;

  return username != NULL && g_ascii_strcasecmp (username, ptl_address_get_text (ptl_account_get_address (account))) != 0;
}

static gboolean
wants_browser (const PtlServer *server)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

  for (gsize i = 0; i < n_methods; i++)
    {
      if (methods[i] != PTL_AUTHENTICATION_OAUTH2)
        return FALSE;
    }

  return n_methods > 0;
}

static gboolean
is_needed (const Step       *step,
           const PtlAccount *account)
{
  switch (step->when)
    {
    case WITH_POP3:
      return ptl_server_get_protocol (ptl_account_get_incoming (account)) == PTL_PROTOCOL_POP3;
    case WITH_OTHER_LOGIN:
      return has_other_login (ptl_account_get_incoming (account), account) || has_other_login (ptl_account_get_outgoing (account), account);
    case WITH_BROWSER:
      return wants_browser (ptl_account_get_incoming (account));
    case ALWAYS:
    default:
      return TRUE;
    }
}

static void
add_step (GString          *text,
          guint            *number,
          const Step       *step,
          const PtlAccount *account)
{
  if (is_needed (step, account))
    g_string_append_printf (text, "%u. %s\n", ++*number, _(step->text));
}

/* Without encryption it is still a sheet that may be read, and says so. */
static gboolean
check (const Program     *program,
       const PtlAccount  *account,
       GError           **error)
{
  if (!program->only_imap || ptl_server_get_protocol (ptl_account_get_incoming (account)) == PTL_PROTOCOL_IMAP)
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED, _("%s knows no POP3, and this account receives with it."), program->name);
  return FALSE;
}

static GBytes *
render (const Program     *program,
        const PtlAccount  *account,
        GError           **error)
{
  /* Translators: %s is a program such as KMail */
  g_autofree char *heading = g_strdup_printf (_("What to do in %s"), program->name);
  g_autofree char *line = g_strnfill (g_utf8_strlen (heading, -1), '=');
  g_autoptr (GBytes) sheet = NULL;
  GString *text;
  guint number = 0;

  if (!check (program, account, error) || (sheet = ptl_text_render (account, error)) == NULL)
    return NULL;

  text = g_string_new (NULL);
  g_string_append_printf (text, "%s\n%s\n\n", heading, line);
  add_step (text, &number, &first_step, account);
  for (const Step *step = program->steps; step < program->steps + MAX_STEPS && step->text != NULL; step++)
    add_step (text, &number, step, account);
  g_string_append_c (text, '\n');
  g_string_append_len (text, g_bytes_get_data (sheet, NULL), g_bytes_get_size (sheet));

  return ptl_export_take_text (text);
}

gboolean
ptl_kmail_is_installed (const PtlExportOptions *options)
{
  return ptl_place_has_program (options, "kmail");
}

GBytes *
ptl_kmail_render (const PtlAccount  *account,
                  GError           **error)
{
  return render (&kmail, account, error);
}

gboolean
ptl_mailspring_is_installed (const PtlExportOptions *options)
{
  return ptl_place_has_program (options, "mailspring");
}

GBytes *
ptl_mailspring_render (const PtlAccount  *account,
                       GError           **error)
{
  return render (&mailspring, account, error);
}

GBytes *
ptl_outlook_render (const PtlAccount  *account,
                    GError           **error)
{
  return render (&outlook, account, error);
}

GBytes *
ptl_fairemail_render (const PtlAccount  *account,
                      GError           **error)
{
  return render (&fairemail, account, error);
}
