/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-difference.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *incoming;  /* N_(), or what has no direction */
  const char *outgoing;
} kinds[] = {
  [PTL_DIFFERENCE_HOST] = { N_("Server for receiving"), N_("Server for sending") },
  [PTL_DIFFERENCE_PORT] = { N_("Port for receiving"), N_("Port for sending") },
  [PTL_DIFFERENCE_SECURITY] = { N_("Encryption for receiving"), N_("Encryption for sending") },
  [PTL_DIFFERENCE_USERNAME] = { N_("User name for receiving"), N_("User name for sending") },
  [PTL_DIFFERENCE_METHOD] = { N_("Way to sign in for receiving"), N_("Way to sign in for sending") },
  [PTL_DIFFERENCE_SERVER] = { N_("Server for receiving"), N_("Server for sending") },
  [PTL_DIFFERENCE_LEAVE] = { N_("Leave mail on the server"), NULL },
  [PTL_DIFFERENCE_NAME] = { N_("Name"), NULL },
  [PTL_DIFFERENCE_ADDRESS] = { N_("E-mail address"), NULL },
  [PTL_DIFFERENCE_CERTIFICATE] = { N_("Certificate that is trusted for receiving"), N_("Certificate that is trusted for sending") },
};

GPtrArray *
ptl_differences_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static void
add (GPtrArray  *self,
     const char *what,
     const char *there,
     const char *here)
{
  const char *nothing = _("not set");
  g_autofree char *shown = g_utf8_make_valid (there != NULL && *there != '\0' ? there : nothing, -1);

  /* Translators: what differs, such as "Port for receiving"; what a program has now; what Portolan would write */
  g_ptr_array_add (self, g_strdup_printf (_("%s: now %s, new %s"), what, shown, here != NULL && *here != '\0' ? here : nothing));
}

/* @there and @here may be empty or NULL: nothing is set. What is there need not be UTF-8. */
void
ptl_differences_add (GPtrArray         *self,
                     PtlDifferenceKind  kind,
                     gboolean           outgoing,
                     const char        *there,
                     const char        *here)
{
  const char *what = outgoing && kinds[kind].outgoing != NULL ? kinds[kind].outgoing : kinds[kind].incoming;

  add (self, _(what), there, here);
}

/* The same for a setting that has no other name than its own. */
void
ptl_differences_compare_key (GPtrArray  *self,
                             const char *key,
                             const char *there,
                             const char *here)
{
  if (g_strcmp0 (there != NULL ? there : "", here != NULL ? here : "") != 0)
    add (self, key, there, here);
}

/* Adds it if they differ. */
void
ptl_differences_compare (GPtrArray         *self,
                         PtlDifferenceKind  kind,
                         gboolean           outgoing,
                         const char        *there,
                         const char        *here)
{
  if (g_strcmp0 (there != NULL ? there : "", here != NULL ? here : "") != 0)
    ptl_differences_add (self, kind, outgoing, there, here);
}

const char *
ptl_differences_say_security (PtlSecurity security)
{
  switch (security)
    {
    case PTL_SECURITY_TLS:
      return "SSL/TLS";
    case PTL_SECURITY_STARTTLS:
      return "STARTTLS";
    case PTL_SECURITY_NONE:
    default:
      /* Translators: no encryption */
      return _("none");
    }
}

/**
 * ptl_export_report_existing:
 * @program: what people call it
 * @differences: (nullable): %NULL if there are some, but not known which
 */
PtlExportResult *
ptl_export_report_existing (const char *target,
                            const char *path,
                            const char *program,
                            GPtrArray  *differences)
{
  g_autofree char *message = NULL;

  if (differences != NULL && differences->len == 0)
    {
      message = g_strdup_printf (_("%s has this account already. Nothing was changed."), program);
      return ptl_export_result_new (target, path, message, TRUE, NULL);
    }

  message = g_strdup_printf (_("%s has this account already, with other settings. Nothing was changed."), program);
  return ptl_export_result_new_different (target, path, message, differences, differences != NULL);
}

PtlExportResult *
ptl_export_report_replaced (const char *target,
                            const char *path,
                            const char *program,
                            PtlPlan    *plan)
{
  const char *backup = ptl_plan_get_backup (plan);
  g_autofree char *display = backup != NULL ? g_filename_display_name (backup) : NULL;
  g_autofree char *message = NULL;

  if (backup != NULL)
    message = g_strdup_printf (_("The account in %s has the new settings now. What was there before is kept in “%s”."), program, display);
  else
    message = g_strdup_printf (_("The account in %s has the new settings now."), program);

  return ptl_export_result_new (target, path, message, FALSE, ptl_plan_get_undo_id (plan));
}
