/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <string.h>

#include "fuzz.h"

/* Long files are cut at fewer places. */
#define MAX_CUTS 500

static void
read_file (const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);

  LLVMFuzzerTestOneInput ((const uint8_t *) contents, length);
  for (gsize cut = 0; cut < length; cut += 1 + length / MAX_CUTS)
    {
      /* a block of its own, so that a sanitizer sees reading past its end */
      g_autofree char *part = g_malloc (MAX (cut, 1));

      memcpy (part, contents, cut);
      LLVMFuzzerTestOneInput ((const uint8_t *) part, cut);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n = 0;

  if (argc != 2 || (dir = g_dir_open (argv[1], 0, &error)) == NULL)
    g_error ("%s", error != NULL ? error->message : "usage: fuzz-… CORPUS");

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);

      read_file (path);
      n++;
    }

  g_print ("%u files\n", n);
  return n > 0 ? 0 : 1;
}
