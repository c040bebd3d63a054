/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-evolution-exporter.h"

#include <string.h>

#include "ptl-safe-file.h"

/* evolution-data-server notices files that come and go, but not those that change. It is given their text over D-Bus. */

#define PREFIX  "org.gnome.evolution.dataserver.Sources"
#define MANAGER "/org/gnome/evolution/dataserver/SourceManager"
#define SOURCE  "org.gnome.evolution.dataserver.Source"
#define TIMEOUT 5000

static GVariant *
call (GDBusConnection *bus,
      const char      *name,
      const char      *object,
      const char      *interface,
      const char      *method,
      GVariant        *parameters,
      const char      *reply_type)
{
  return g_dbus_connection_call_sync (bus, name, object, interface, method, parameters,
                                      reply_type != NULL ? G_VARIANT_TYPE (reply_type) : NULL,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT, NULL, NULL);
}

/* Its name ends in a number that rises with its version. NULL: it does not run. */
static char *
find_registry (GDBusConnection *bus)
{
  g_autoptr (GVariant) reply = call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames", NULL, "(as)");
  g_autofree const char **names = NULL;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(^a&s)", &names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], PREFIX))
        return g_strdup (names[i]);
    }

  return NULL;
}

/* Does what it has in memory differ from the file? Then the file is what counts. */
static void
tell_source (GDBusConnection *bus,
             const char      *name,
             const char      *object,
             GVariant        *properties,
             const char      *folder)
{
  const char *uid, *data;
  g_autofree char *base = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) reply = NULL;

  if (!g_variant_lookup (properties, "UID", "&s", &uid) || !g_variant_lookup (properties, "Data", "&s", &data) || strchr (uid, '/') != NULL)
    return;

  base = g_strconcat (uid, ".source", NULL);
  path = g_build_filename (folder, base, NULL);
  if (!ptl_safe_file_read (path, &bytes, NULL) || bytes == NULL)
    return;

  text = ptl_safe_file_get_text (bytes);
  if (g_utf8_validate (text, -1, NULL) && !g_str_equal (text, data))
    reply = call (bus, name, object, SOURCE ".Writable", "Write", g_variant_new ("(s)", text), NULL);
}

void
ptl_evolution_tell (const char             *folder,
                    const PtlExportOptions *options)
{
  g_autoptr (GDBusConnection) bus = options->home == NULL ? g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL) : NULL;
  g_autofree char *name = bus != NULL ? find_registry (bus) : NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) objects = NULL;
  const char *object;
  GVariant *interfaces;

  if (name != NULL)
    reply = call (bus, name, MANAGER, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL, "(a{oa{sa{sv}}})");
  if (reply == NULL)
    return;

  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (g_variant_iter_next (objects, "{&o@a{sa{sv}}}", &object, &interfaces))
    {
      g_autoptr (GVariant) properties = g_variant_lookup_value (interfaces, SOURCE, G_VARIANT_TYPE_VARDICT);

      if (properties != NULL)
        tell_source (bus, name, object, properties, folder);
      g_variant_unref (interfaces);
    }
}
