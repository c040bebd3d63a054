/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The assistant: each of its pages, with servers that nobody calls, then its longest, the guide, in turn with the first one. */

#include "ptl-application.h"
#include "ptl-window.h"

#include "frames.h"

static const Step steps[] = {
  { "guide", "win.show-page", "guide" },
  { NULL, "win.back", NULL },
  { "accounts", "win.show-page", "accounts" },
  { NULL, "win.back", NULL },
  { "needs", "win.next", NULL },
  { "recommendation", "win.next", NULL },
  { "check", "win.next", NULL },
  { "help", "win.show-page", "help" },
  { NULL, "win.back", NULL },
  { "certificate", "win.show-page", "certificate" },
  { NULL, "win.back", NULL },
  { "use", "win.show-page", "check/skip" },
  { "code", "win.show-page", "code" },
  { NULL, "win.back", NULL },
  { "done", "win.next", NULL },
  { NULL, "win.restart", NULL },
  { NULL, NULL, NULL },
};

static const char settings[] =
  "<clientConfig version='1.1'><emailProvider id='harbour.example'><domain>harbour.example</domain>"
  "<incomingServer type='imap'><hostname>imap.harbour.example</hostname><port>993</port><socketType>SSL</socketType>"
  "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>"
  "<outgoingServer type='smtp'><hostname>smtp.harbour.example</hostname><port>465</port><socketType>SSL</socketType>"
  "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>"
  "</emailProvider></clientConfig>";

static GFile *file;

static gboolean
begin_cb (gpointer user_data)
{
  g_file_delete (file, NULL, NULL);
  measure_frames (user_data, steps);
  return G_SOURCE_REMOVE;
}

/* As if somebody had dropped a file with settings on the window. */
static gboolean
fill_cb (gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);
  g_autoptr(GFileIOStream) stream = NULL;

  file = g_file_new_tmp ("portolan-XXXXXX.xml", &stream, NULL);
  g_file_replace_contents (file, settings, strlen (settings), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL);
  ptl_window_open_file (PTL_WINDOW (window), file);
  ptl_window_set_address (PTL_WINDOW (window), "anna@harbour.example");
  g_timeout_add (1500, begin_cb, window);

  return G_SOURCE_REMOVE;
}

int
main (int   argc,
      char *argv[])
{
  PtlApplication *application = ptl_application_new ();

  g_timeout_add (1500, fill_cb, application);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
