/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-sandbox.h"

/* As Flatpak mounts it for a program with --filesystem=~/.thunderbird and --filesystem=xdg-config/geary. */
static const char mounts[] =
  "700 650 0:40 /newroot / rw,nosuid,nodev,relatime - tmpfs tmpfs rw,uid=1000\n"
  "701 700 254:0 /usr/files /usr ro,nosuid,nodev - ext4 /dev/vda rw\n"
  "702 700 254:0 /home/anna/.var/app/x/cache/tmp /var/tmp rw,nosuid - ext4 /dev/vda rw\n"
  "703 700 254:0 /home/anna/.thunderbird /home/anna/.thunderbird rw,nosuid - ext4 /dev/vda rw\n"
  "704 700 254:0 /home/anna/.config/geary /home/anna/.config/geary rw,nosuid - ext4 /dev/vda rw\n"
  "705 700 254:0 /x /home/anna/My\\040mail rw,nosuid - ext4 /dev/vda rw\n"
  "706 700 0:50 / /run/user/1000/doc rw,nosuid - fuse.portal portal rw\n"
  "broken\n";

typedef struct
{
  const char *path;
  gboolean    kept;
} Row;

static const Row rows[] = {
  { "/home/anna/.thunderbird", TRUE },
  { "/home/anna/.thunderbird/profiles.ini", TRUE },
  { "/home/anna/.config/geary/account_01/geary.ini", TRUE },
  { "/home/anna/My mail/settings.txt", TRUE },
  { "/run/user/1000/doc/1a2b/settings.txt", TRUE },
  { "/home/anna/.msmtprc", FALSE },
  { "/home/anna/.thunderbird-other/prefs.js", FALSE },
  { "/home/anna/.config/evolution/sources/a.source", FALSE },
  { "/home/anna", FALSE },
  { "/var/tmp/settings.txt", FALSE },
  { "/usr/lib/thunderbird/isp/example.org.xml", FALSE },
  { "/tmp/settings.txt", FALSE },
};

static void
test_kept (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].path);
      g_assert_cmpint (ptl_sandbox_is_kept (mounts, "/home/anna", rows[i].path), ==, rows[i].kept);
    }
}

/* With all of the home folder, or none of it. */
static void
test_home (void)
{
  g_assert_true (ptl_sandbox_is_kept ("9 1 254:0 /home /home/anna rw - ext4 x rw\n", "/home/anna", "/home/anna/.msmtprc"));
  g_assert_false (ptl_sandbox_is_kept ("9 1 254:0 / / rw - ext4 x rw\n", "/home/anna", "/home/anna/.msmtprc"));
  g_assert_true (ptl_sandbox_is_kept ("9 1 254:0 /home /home rw - ext4 x rw\n", "/home/anna", "/home/anna/.msmtprc"));
  g_assert_false (ptl_sandbox_is_kept ("", "/home/anna", "/home/anna/.msmtprc"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sandbox/kept", test_kept);
  g_test_add_func ("/sandbox/home", test_home);

  return g_test_run ();
}
