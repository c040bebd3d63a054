/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-running.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ptl-error.h"

#define BUS_TIMEOUT 5000

typedef struct
{
  const char *target;    /* of the exporter */
  const char *process;   /* (nullable): what is started */
  const char *name;      /* what people call it */
  const char *bus_name;  /* (nullable): that it has while it runs */
} Program;

static const Program programs[] = {
  { "claws-mail", "claws-mail", "Claws Mail", NULL },
  { "sylpheed", "sylpheed", "Sylpheed", NULL },
  { "geary", "geary", "Geary", "org.gnome.Geary" },
  { "evolution", NULL, "Evolution", "org.gnome.Evolution" },
};

static char *
read_about (const char *process,
            const char *what)
{
  g_autofree char *path = g_build_filename (process, what, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strchomp (text) : g_strdup ("");
}

/* A process that has ended, and that nobody has noticed yet, has a name but no command line any more. */
static gboolean
is_program (const char *process,
            const char *program)
{
  g_autofree char *name = read_about (process, "comm");
  g_autofree char *command = read_about (process, "cmdline");
  struct stat status;

  return g_str_equal (name, program) && *command != '\0' && stat (process, &status) == 0 && status.st_uid == getuid ();
}

/* Locks that a program leaves behind when it crashes say nothing; its process does. */
static gboolean
has_process (const PtlExportOptions *options,
             const char             *program)
{
  g_autofree char *folder = ptl_place_in_system (options, "/proc");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *process = g_build_filename (folder, name, NULL);

      if (g_ascii_isdigit (*name) && is_program (process, program))
        return TRUE;
    }

  return FALSE;
}

/* Also where its process cannot be seen, as from within a sandbox. */
static gboolean
is_on_bus (const char *name)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  gboolean running = FALSE;

  if (bus != NULL)
    reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                         g_variant_new ("(s)", name), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                         BUS_TIMEOUT, NULL, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(b)", &running);

  return running;
}

/**
 * ptl_running_check_closed:
 * @target: of an exporter
 *
 * Returns: %FALSE with PTL_ERROR_EXPORT_PROGRAM_RUNNING while its program runs and would write over what is changed now
 */
gboolean
ptl_running_check_closed (const char              *target,
                          const PtlExportOptions  *options,
                          GError                 **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      const Program *program = &programs[i];

      if (!g_str_equal (program->target, target))
        continue;
      if ((program->process == NULL || !has_process (options, program->process)) && (program->bus_name == NULL || !is_on_bus (program->bus_name)))
        return TRUE;
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING,
                   _("%s is running, and would write its own settings over the new ones. Please close it first."), program->name);
      return FALSE;
    }

  return TRUE;
}
