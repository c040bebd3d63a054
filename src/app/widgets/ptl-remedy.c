/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-remedy.h"

#include <glib/gi18n.h>

/* Any page without encryption will do: the network answers in its place with its own sign-in page. */
#define PORTAL_URI "http://example.com/"

typedef struct
{
  const char *label;         /* N_(), may hold %s for the argument */
  const char *page;          /* (nullable): target of “win.show-page”; one that ends in a slash gets the argument */
  gboolean    needs_argument;
} Row;

static const Row rows[] = {
  [PTL_REMEDY_NONE] = { NULL },
  [PTL_REMEDY_RETRY] = { N_("_Try Again") },
  [PTL_REMEDY_EDIT_ADDRESS] = { N_("Change the _Address"), "address" },
  [PTL_REMEDY_EDIT_SERVER] = { N_("Change the Ser_vers"), "recommendation/servers" },
  [PTL_REMEDY_EDIT_PASSWORD] = { N_("T_ype the Password Again"), "check/password" },
  /* Translators: %s is the name of a server. */
  [PTL_REMEDY_USE_CERTIFICATE_NAME] = { N_("_Use “%s” Instead"), NULL, TRUE },
  [PTL_REMEDY_OTHER_PORT] = { N_("_Use the Usual Port"), NULL, TRUE },
  [PTL_REMEDY_APP_PASSWORD] = { N_("_Make an App Password"), NULL, TRUE },
  [PTL_REMEDY_ENABLE_ACCESS] = { N_("_Open the Provider’s Settings"), NULL, TRUE },
  [PTL_REMEDY_OPEN_PORTAL] = { N_("_Sign In to the Network") },
  [PTL_REMEDY_SET_CLOCK] = { N_("_Set the Clock") },
  [PTL_REMEDY_CLOSE_PROGRAM] = { N_("_Try Again") },
  [PTL_REMEDY_ALLOW_UNENCRYPTED] = { N_("Chan_ge What Is Allowed"), "needs/security" },
  [PTL_REMEDY_ALLOW_STARTTLS] = { N_("Chan_ge What Is Allowed"), "needs/security" },
  [PTL_REMEDY_TRUST_CERTIFICATE] = { N_("_Look at the Certificate"), "certificate/", TRUE },
  [PTL_REMEDY_OTHER_PROTOCOL] = { N_("_Use POP3 Instead"), NULL, TRUE },
  [PTL_REMEDY_GO_ON] = { N_("_Go On Without a Password"), "check/skip" },
};

static GAppInfo *
find_clock_settings (void)
{
  g_autoptr(GAppInfo) info = NULL;
  g_autofree char *program = g_find_program_in_path ("gnome-control-center");

  if (program == NULL)
    return NULL;

  info = g_app_info_create_from_commandline ("gnome-control-center datetime", NULL, G_APP_INFO_CREATE_NONE, NULL);
  return g_steal_pointer (&info);
}

/**
 * ptl_remedy_get_label:
 * @remedy: what helps
 * @argument: (nullable): what it needs to know
 *
 * Returns: (transfer full) (nullable): what the button is called, with a mnemonic; NULL if no button can help here
 */
char *
ptl_remedy_get_label (PtlRemedy   remedy,
                      const char *argument)
{
  g_autoptr(GAppInfo) clock = NULL;
  g_auto(GStrv) halves = NULL;

  if (rows[remedy].label == NULL || (rows[remedy].needs_argument && argument == NULL))
    return NULL;
  if (remedy == PTL_REMEDY_OTHER_PROTOCOL)
    return g_strdup (g_str_equal (argument, "pop3") ? _("_Use POP3 Instead") : _("_Use IMAP Instead"));
  if (remedy == PTL_REMEDY_SET_CLOCK && (clock = find_clock_settings ()) == NULL)
    return NULL;

  halves = g_strsplit (_(rows[remedy].label), "%s", 2);
  return g_strjoinv (argument, halves);
}

/* Whether a button can do something about it here. */
gboolean
ptl_remedy_can_help (PtlRemedy   remedy,
                     const char *argument)
{
  g_autofree char *label = ptl_remedy_get_label (remedy, argument);

  return label != NULL;
}

static void
set_clock (GtkWidget *widget)
{
  g_autoptr(GAppInfo) info = find_clock_settings ();
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));

  if (info != NULL)
    g_app_info_launch (info, NULL, G_APP_LAUNCH_CONTEXT (context), NULL);
}

void
ptl_open_uri (GtkWidget  *widget,
              const char *uri)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

static void
show_page (GtkWidget  *widget,
           const char *page,
           const char *argument)
{
  g_autofree char *target = g_str_has_suffix (page, "/") ? g_strconcat (page, argument, NULL) : g_strdup (page);

  gtk_widget_activate_action (widget, "win.show-page", "s", target);
}

/* Does what helps, as far as it is the same on every page. */
void
ptl_remedy_apply (GtkWidget  *widget,
                  PtlRemedy   remedy,
                  const char *argument)
{
  if (rows[remedy].page != NULL)
    show_page (widget, rows[remedy].page, argument);
  else if (remedy == PTL_REMEDY_SET_CLOCK)
    set_clock (widget);
  else if (remedy == PTL_REMEDY_OPEN_PORTAL)
    ptl_open_uri (widget, argument != NULL ? argument : PORTAL_URI);
  else if ((remedy == PTL_REMEDY_APP_PASSWORD || remedy == PTL_REMEDY_ENABLE_ACCESS) && argument != NULL)
    ptl_open_uri (widget, argument);
}
