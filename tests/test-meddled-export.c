/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-kill.h"

/* Somebody writes into the first file while an export has others still to write, and those cannot be written: the first one cannot
 * be put back then, as what was written into it would be lost. What was written down stays, so that it can be taken back. */

#define SOURCES  ".config/evolution/sources"
#define OLD_IN   "imap starttls imap.example.org 143 ada@example.org"
#define OLD_OUT  "smtp starttls smtp.example.org 587 ada@example.org"
#define ADDITION "\n[Own]\nkey=value\n"

typedef struct
{
  char   *home;
  char   *names[4];   /* the files, in no order */
  char   *before[4];
  char   *after[4];
  guint   n_files;
  gint    written;    /* the file that was written into, or -1 */
  gint    blocked;    /* the one in whose place there is a folder */
  guint   n_stops;    /* how many more at which it is half done */
} Scene;

static char *
get_path (const Scene *scene,
          guint        i)
{
  return g_build_filename (scene->home, SOURCES, scene->names[i], NULL);
}

static char *
read_file (const Scene *scene,
           guint        i)
{
  g_autofree char *path = get_path (scene, i);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
list_sources (Scene *scene)
{
  g_autofree char *folder = g_build_filename (scene->home, SOURCES, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ".source"))
        scene->names[scene->n_files++] = g_strdup (name);
    }
}

static gboolean
do_export (PtlAccount       *account,
           PtlExportOptions *options)
{
  return export_at_once ("evolution", account, options);
}

/* An account with old settings, and what its files hold before and after these are replaced. */
static void
set_scene (Scene            *scene,
           PtlAccount       *account,
           PtlExportOptions *options)
{
  g_autoptr (PtlAccount) outdated = sketch_account (&(Sketch) { .incoming = OLD_IN, .outgoing = OLD_OUT });
  g_autofree char *journal = g_build_filename (scene->home, ".local", NULL);
  g_autofree char *said = NULL;

  g_assert_true (do_export (outdated, options));
  remove_folder (journal);
  list_sources (scene);
  for (guint i = 0; i < scene->n_files; i++)
    scene->before[i] = read_file (scene, i);
  g_assert_true (do_export (account, options));
  for (guint i = 0; i < scene->n_files; i++)
    scene->after[i] = read_file (scene, i);
  said = ptl_undo_run (NULL, options, NULL);
  g_assert_nonnull (said);
}

static void
clear_scene (Scene *scene)
{
  for (guint i = 0; i < scene->n_files; i++)
    {
      g_free (scene->names[i]);
      g_free (scene->before[i]);
      g_free (scene->after[i]);
    }
  remove_home (scene->home);
}

/* Returns: whether some files are written by now, and others are not */
static gboolean
is_half_done (Scene *scene)
{
  scene->written = scene->blocked = -1;
  for (guint i = 0; i < scene->n_files; i++)
    {
      g_autofree char *now = read_file (scene, i);

      if (g_str_equal (scene->before[i], scene->after[i]))
        continue;
      if (g_str_equal (now, scene->after[i]))
        scene->written = i;
      else
        scene->blocked = i;
    }

  return scene->written >= 0 && scene->blocked >= 0;
}

static void
meddle (Scene *scene)
{
  g_autofree char *path = get_path (scene, scene->written);
  g_autofree char *text = g_strconcat (scene->after[scene->written], ADDITION, NULL);
  g_autofree char *blocked = get_path (scene, scene->blocked);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_unlink (blocked), ==, 0);
  g_assert_cmpint (g_mkdir (blocked, 0700), ==, 0);
}

/* Meddles when it is half done for the last time that is wanted, and lets it go on. */
static gboolean
meddle_at_stop (guint    n,
                gpointer data)
{
  Scene *scene = data;

  if (scene->n_stops > 0 && is_half_done (scene) && --scene->n_stops == 0)
    meddle (scene);

  return FALSE;
}

/* The old settings are there again, and so is what was written into them. */
static void
check_taken_back (Scene            *scene,
                  PtlExportOptions *options)
{
  g_autofree char *blocked = get_path (scene, scene->blocked);
  g_autofree char *wanted = g_strconcat (scene->before[scene->written], ADDITION, NULL);
  g_autoptr (GPtrArray) journals = ptl_export_list_undo (options);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (journals->len, ==, 1);
  g_assert_cmpint (g_rmdir (blocked), ==, 0);
  g_assert_true (g_file_set_contents (blocked, scene->before[scene->blocked], -1, NULL));
  said = ptl_undo_run (NULL, options, &error);
  g_assert_no_error (error);

  for (gint i = 0; i < (gint) scene->n_files; i++)
    {
      g_autofree char *now = read_file (scene, i);

      g_assert_cmpstr (now, ==, i == scene->written ? wanted : scene->before[i]);
    }
}

/* Returns: whether there were so many stops at which it was half done; then it has failed */
static gboolean
meddle_once (guint         n,
             gconstpointer data)
{
  Scene scene = { .home = make_home (), .n_stops = n + 1 };
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  PtlExportOptions options = { .home = scene.home, .sysroot = scene.home, .replace = TRUE };
  gboolean done;
  int status;

  set_scene (&scene, account, &options);
  status = watch (do_export, account, &options, meddle_at_stop, &scene);
  done = scene.n_stops == 0;
  g_assert_cmpint (status, ==, done ? 1 : 0);
  if (done)
    check_taken_back (&scene, &options);
  clear_scene (&scene);
  return done;
}

static void
test_meddled (void)
{
  at_all_places (meddle_once, NULL, 1, 10);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/meddled/export", test_meddled);

  return g_test_run ();
}
