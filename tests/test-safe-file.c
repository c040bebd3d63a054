/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-safe-file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ptl-lock.h"
#include "test-export.h"

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_replace (void)
{
  char *home = make_home ();
  g_autofree char *path = g_build_filename (home, "file", NULL);
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GBytes) two = bytes ("two\n");
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_true (ptl_safe_file_read (path, &read, &error));
  g_assert_null (read);
  g_assert_true (ptl_safe_file_replace (path, NULL, one, 0600, &error));
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  g_assert_true (ptl_safe_file_replace (path, one, two, 0600, &error));
  g_assert_true (ptl_safe_file_read (path, &read, &error));
  g_assert_true (g_bytes_equal (read, two));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0640);
  g_assert_true (ptl_safe_file_delete (path, two, &error));
  g_assert_true (ptl_safe_file_delete (path, two, &error));
  g_assert_cmpint (g_rmdir (home), ==, 0);  /* nothing else was left there */
  g_assert_no_error (error);
  g_free (home);
}

static void
test_owner (void)
{
  char *home = make_home ();
  g_autofree char *path = put_file (home, "file", "one\n");
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GBytes) two = bytes ("two\n");
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  if (chown (path, 4711, 4712) != 0)
    g_test_skip ("Only root can give a file away.");
  else
    {
      ptl_safe_file_replace (path, one, two, 0600, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_uid, ==, 4711);
      g_assert_cmpint (status.st_gid, ==, 4712);
    }
  remove_home (home);
}

/* Somebody else wrote meanwhile: nothing is overwritten. */
static void
test_changed (void)
{
  char *home = make_home ();
  g_autofree char *path = put_file (home, "file", "three\n");
  g_autofree char *before = snapshot (home);
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GBytes) two = bytes ("two\n");
  GBytes * const known[] = { one, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ptl_safe_file_replace (path, known[i], two, 0600, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED);
    }
  g_assert_false (ptl_safe_file_delete (path, one, NULL));
  assert_same_as (home, before);
  remove_home (home);
}

static void
test_links (void)
{
  char *home = make_home ();
  g_autofree char *inside = put_file (home, "a/real", "one\n");
  g_autofree char *outside = put_file (home, "b/real", "one\n");
  g_autofree char *good = g_build_filename (home, "a/good", NULL);
  g_autofree char *bad = g_build_filename (home, "a/bad", NULL);
  g_autofree char *dangling = g_build_filename (home, "a/dangling", NULL);
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GBytes) two = bytes ("two\n");
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (symlink ("real", good), ==, 0);
  g_assert_cmpint (symlink ("../b/real", bad), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);

  g_assert_true (ptl_safe_file_replace (good, one, two, 0600, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (good, G_FILE_TEST_IS_SYMLINK));
  text = get_file (home, "a/real");
  g_assert_cmpstr (text, ==, "two\n");

  g_assert_false (ptl_safe_file_replace (bad, one, two, 0600, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE);
  g_clear_error (&error);
  g_assert_false (ptl_safe_file_read (bad, &read, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE);
  g_clear_error (&error);
  g_assert_false (ptl_safe_file_replace (dangling, NULL, two, 0600, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE);
  remove_home (home);
}

static void
test_not_a_file (void)
{
  char *home = make_home ();
  g_autofree char *pipe_path = g_build_filename (home, "pipe", NULL);
  g_autofree char *below = put_file (home, "file/below", "");
  const char *paths[] = { pipe_path, home };

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) read = NULL;

      g_assert_false (ptl_safe_file_read (paths[i], &read, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT);
      g_assert_null (read);
    }
  remove_home (home);
}

/* Runs @function in a process of its own, so that it may limit itself. */
static void
run_limited (void (*function) (const char *path),
             const char *path)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      function (path);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

static void
replace_without_space (const char *path)
{
  const struct rlimit limit = { 1000, 1000 };
  g_autoptr (GBytes) before = bytes ("one\n");
  g_autofree char *text = g_strnfill (2000, 'x');
  g_autoptr (GBytes) after = bytes (text);
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (ptl_safe_file_replace (path, before, after, 0600, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NO_SPACE);
}

static void
replace_as_nobody (const char *path)
{
  g_autoptr (GBytes) before = bytes ("one\n");
  g_autoptr (GBytes) after = bytes ("two\n");
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    g_assert_cmpint (setreuid (65534, 65534), ==, 0);
  g_assert_false (ptl_safe_file_replace (path, before, after, 0600, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE);
}

static void
test_limits (void)
{
  char *home = make_home ();
  g_autofree char *path = put_file (home, "folder/file", "one\n");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *before = snapshot (home);

  run_limited (replace_without_space, path);
  assert_same_as (home, before);

  g_assert_cmpint (g_chmod (home, 0755), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0555), ==, 0);
  run_limited (replace_as_nobody, path);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  assert_same_as (home, before);
  remove_home (home);
}

static void
put_back_without_space (const char *path)
{
  const struct rlimit none = { 0, 0 };
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GBytes) two = bytes ("two\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = ptl_safe_file_back_up (path, one, &error);
  g_autofree char *text = NULL;

  g_assert_true (ptl_safe_file_replace (path, one, two, 0600, &error));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);

  g_assert_false (ptl_safe_file_put_back (path, two, one, NULL, NULL));
  g_assert_false (ptl_safe_file_put_back (path, one, one, copy, NULL));  /* that is not what it holds */
  g_assert_false (ptl_safe_file_put_back (path, two, two, copy, NULL));  /* … and that not what was kept */
  g_assert_true (ptl_safe_file_put_back (path, two, one, copy, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* A full disk does not keep anything from being as before: the copy is there. */
static void
test_put_back (void)
{
  char *home = make_home ();
  g_autofree char *path = put_file (home, "file", "one\n");
  g_autofree char *before = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GBytes) two = bytes ("two\n");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (path, 0646), ==, 0);
  before = snapshot (home);
  run_limited (put_back_without_space, path);
  assert_same_as (home, before);

  copy = ptl_safe_file_back_up (path, one, &error);
  g_assert_true (ptl_safe_file_replace (path, one, two, 0600, &error));
  g_assert_true (ptl_safe_file_put_back (path, two, one, copy, &error));
  g_assert_no_error (error);
  assert_same_as (home, before);
  remove_home (home);
}

static void
test_backup (void)
{
  char *home = make_home ();
  g_autofree char *path = put_file (home, "file", "one\n");
  g_autoptr (GBytes) one = bytes ("one\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;

  g_assert_cmpint (g_chmod (path, 0604), ==, 0);
  first = ptl_safe_file_back_up (path, one, &error);
  second = ptl_safe_file_back_up (path, one, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, !=, second);
  g_assert_true (g_file_get_contents (second, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "one\n");
  g_assert_cmpint (g_stat (second, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0604);
  remove_home (home);
}

static void
hold_record_lock (const char *path,
                  int         ready)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CREAT, 0600);

  if (fcntl (fd, F_SETLK, &lock) == 0)
    g_assert_cmpint (write (ready, "!", 1), ==, 1);
  pause ();
  _exit (0);
}

/* A record lock of another program, as Thunderbird has it, and our own in the same process. */
static void
test_lock (void)
{
  char *home = make_home ();
  g_autofree char *path = g_build_filename (home, ".parentlock", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlLock) lock = ptl_lock_try (path, &error);
  int ready[2];
  char byte;
  pid_t child;

  g_assert_no_error (error);
  g_assert_null (ptl_lock_try (path, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);
  g_clear_error (&error);
  g_clear_pointer (&lock, ptl_lock_release);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    hold_record_lock (path, ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_null (ptl_lock_try (path, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);
  g_clear_error (&error);
  g_assert_null (ptl_lock_wait (path, 50, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);

  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  lock = ptl_lock_try (path, NULL);
  g_assert_nonnull (lock);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));  /* it was there before us */
  close (ready[0]);
  close (ready[1]);
  remove_home (home);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/safe-file/replace", test_replace);
  g_test_add_func ("/safe-file/owner", test_owner);
  g_test_add_func ("/safe-file/changed", test_changed);
  g_test_add_func ("/safe-file/links", test_links);
  g_test_add_func ("/safe-file/not-a-file", test_not_a_file);
  g_test_add_func ("/safe-file/limits", test_limits);
  g_test_add_func ("/safe-file/put-back", test_put_back);
  g_test_add_func ("/safe-file/backup", test_backup);
  g_test_add_func ("/safe-file/lock", test_lock);

  return g_test_run ();
}
