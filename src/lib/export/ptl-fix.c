/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-fix.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-fix-thunderbird.h"
#include "ptl-key-swap.h"
#include "ptl-plan.h"
#include "ptl-running.h"

/* Where a program keeps the servers of an account in its key files. */
typedef struct
{
  const char *program;
  void      (*write) (PtlKeySwap              *swap,
                      const PtlExistingServer *place,
                      const PtlServer         *server);
  char *    (*read_host) (PtlKeySwap              *swap,
                          const PtlExistingServer *place);
} Format;

static void
set_number (PtlKeySwap *swap,
            const char *group,
            const char *key,
            guint       number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  ptl_key_swap_set (swap, group, key, text);
}

/* Evolution */

static void
write_source (PtlKeySwap              *swap,
              const PtlExistingServer *place,
              const PtlServer         *server)
{
  static const char * const methods[] = { "none", "starttls-on-standard-port", "ssl-on-alternate-port" };

  ptl_key_swap_set (swap, "Authentication", "Host", ptl_server_get_host (server));
  set_number (swap, "Authentication", "Port", ptl_server_get_port (server));
  ptl_key_swap_set (swap, "Security", "Method", methods[ptl_server_get_security (server)]);
}

static char *
read_source_host (PtlKeySwap              *swap,
                  const PtlExistingServer *place)
{
  return ptl_key_swap_get (swap, "Authentication", "Host");
}

/* Geary */

static void
write_geary (PtlKeySwap              *swap,
             const PtlExistingServer *place,
             const PtlServer         *server)
{
  static const char * const securities[] = { "none", "start-tls", "transport" };

  ptl_key_swap_set (swap, place->key, "host", ptl_server_get_host (server));
  set_number (swap, place->key, "port", ptl_server_get_port (server));
  ptl_key_swap_set (swap, place->key, "transport_security", securities[ptl_server_get_security (server)]);
}

static char *
read_geary_host (PtlKeySwap              *swap,
                 const PtlExistingServer *place)
{
  return ptl_key_swap_get (swap, place->key, "host");
}

/* Evolution's registry looks at its files again when they change. The service of GNOME Online Accounts does, too, but goes on with the
 * servers that it knew, so its accounts are not changed. */
static const Format formats[] = {
  { "evolution", write_source, read_source_host },
  { "geary", write_geary, read_geary_host },
};

static const Format *
find_format (const char *program)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_str_equal (formats[i].program, program))
        return &formats[i];
    }

  return NULL;
}

gboolean
ptl_fix_is_possible (const PtlExisting       *existing,
                     const PtlExistingServer *server)
{
  const char *program = ptl_existing_get_program (existing);

  return server->server != NULL && server->path != NULL &&
         (g_str_equal (program, "thunderbird") || find_format (program) != NULL);
}

/* The change */

static gboolean
refuse_changed (const PtlExistingServer  *place,
                GError                  **error)
{
  g_autofree char *display = g_filename_display_name (place->path);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED,
               _("The account in “%s” is not the one any more that was looked at."), display);
  return FALSE;
}

/* Is it still the server that was looked at? */
static gboolean
is_same (const Format            *format,
         PtlKeySwap              *swap,
         const PtlExistingServer *place)
{
  g_autofree char *host = format->read_host (swap, place);
  g_autoptr (PtlServer) there = host != NULL ? ptl_server_with_host (place->server, g_strstrip (host), NULL) : NULL;

  return there != NULL && ptl_server_same_endpoint (there, place->server);
}

static gboolean
swap_server (const Format             *format,
             PtlKeySwap               *swap,
             const PtlExistingServer  *place,
             const PtlServer          *server,
             GError                  **error)
{
  if (server == NULL)
    return TRUE;
  if (!is_same (format, swap, place))
    return refuse_changed (place, error);

  format->write (swap, place, server);
  return TRUE;
}

/* Both servers of an account may stand in one file. */
static gboolean
plan_files (const Format       *format,
            const PtlExisting  *existing,
            const PtlServer    *incoming,
            const PtlServer    *outgoing,
            PtlPlan            *plan,
            GError            **error)
{
  const PtlExistingServer *in = ptl_existing_get_incoming (existing);
  const PtlExistingServer *out = ptl_existing_get_outgoing (existing);
  gboolean shared = incoming != NULL && outgoing != NULL && g_strcmp0 (in->path, out->path) == 0;
  g_autoptr (PtlKeySwap) first = ptl_key_swap_new (incoming != NULL ? in->path : out->path, error);
  g_autoptr (PtlKeySwap) second = NULL;

  if (first == NULL)
    return FALSE;
  if (incoming != NULL && outgoing != NULL && !shared && (second = ptl_key_swap_new (out->path, error)) == NULL)
    return FALSE;
  if (!swap_server (format, first, in, incoming, error) ||
      !swap_server (format, second != NULL ? second : first, out, outgoing, error))
    return FALSE;

  ptl_key_swap_plan (first, plan);
  if (second != NULL)
    ptl_key_swap_plan (second, plan);
  return TRUE;
}

static PtlExportResult *
fix_files (const Format            *format,
           const PtlExisting       *existing,
           const PtlServer         *incoming,
           const PtlServer         *outgoing,
           const PtlExportOptions  *options,
           GError                 **error)
{
  const char *program = ptl_existing_get_program (existing);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, program, ptl_existing_get_title (existing));

  if (!ptl_running_check_closed (program, options, error) || !plan_files (format, existing, incoming, outgoing, plan, error) ||
      !ptl_plan_commit (plan, error))
    return NULL;

  return ptl_export_report_replaced (program, ptl_existing_get_path (existing), ptl_existing_get_name (existing), plan);
}

PtlExportResult *
ptl_fix_apply (const PtlExisting       *existing,
               const PtlServer         *incoming,
               const PtlServer         *outgoing,
               const PtlExportOptions  *options,
               GError                 **error)
{
  const Format *format = find_format (ptl_existing_get_program (existing));
  gboolean possible = (incoming == NULL || ptl_fix_is_possible (existing, ptl_existing_get_incoming (existing))) &&
                      (outgoing == NULL || ptl_fix_is_possible (existing, ptl_existing_get_outgoing (existing)));

  g_return_val_if_fail (incoming != NULL || outgoing != NULL, NULL);

  if (!possible)
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                   _("Portolan cannot change this account in %s. Please change it there."), ptl_existing_get_name (existing));
      return NULL;
    }
  if (format != NULL)
    return fix_files (format, existing, incoming, outgoing, options, error);

  return ptl_fix_thunderbird (existing, incoming, outgoing, options, error);
}
