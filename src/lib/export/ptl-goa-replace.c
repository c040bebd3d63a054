/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-goa-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-export-common.h"

/* GNOME cannot change the servers of an account: it is removed, and added with the new settings. The password goes along in memory. */

#define NAME     "org.gnome.OnlineAccounts"
#define MANAGER  "/org/gnome/OnlineAccounts/Manager"

static const struct
{
  const char        *key;        /* of its settings, and of the property that shows it */
  PtlDifferenceKind  kind;
  gboolean           outgoing;
} fields[] = {
  { "ImapHost", PTL_DIFFERENCE_HOST, FALSE },
  { "ImapUserName", PTL_DIFFERENCE_USERNAME, FALSE },
  { "ImapUseSsl", PTL_DIFFERENCE_SECURITY, FALSE },
  { "ImapUseTls", PTL_DIFFERENCE_SECURITY, FALSE },
  { "SmtpHost", PTL_DIFFERENCE_HOST, TRUE },
  { "SmtpUserName", PTL_DIFFERENCE_USERNAME, TRUE },
  { "SmtpUseSsl", PTL_DIFFERENCE_SECURITY, TRUE },
  { "SmtpUseTls", PTL_DIFFERENCE_SECURITY, TRUE },
  { "SmtpUseAuth", PTL_DIFFERENCE_METHOD, TRUE },
  { "Name", PTL_DIFFERENCE_NAME, FALSE },
};

/* Only shown where they differ, but kept so that they can come back. */
static const char * const others[] = { "EmailAddress", "ImapAcceptSslErrors", "SmtpAcceptSslErrors", "SmtpAuthPlain", "SmtpAuthLogin" };

static GVariant *
get_mail (GDBusConnection  *bus,
          const char       *object,
          GCancellable     *cancellable)
{
  g_autoptr (GVariant) reply = ptl_goa_call (bus, object, "org.freedesktop.DBus.Properties.GetAll", g_variant_new ("(s)", NAME ".Mail"),
                                             "(a{sv})", cancellable, NULL);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static char *
get_text (GVariant   *properties,
          const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (properties, key, NULL);

  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "true" : "false");

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL) : g_strdup ("");
}

/* Its settings, as it would take them again. */
static GVariant *
make_old_details (GVariant *mail)
{
  GVariantBuilder details;

  g_variant_builder_init (&details, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&details, "{ss}", "Enabled", "true");
  for (gsize i = 0; i < G_N_ELEMENTS (fields) + G_N_ELEMENTS (others); i++)
    {
      const char *key = i < G_N_ELEMENTS (fields) ? fields[i].key : others[i - G_N_ELEMENTS (fields)];
      g_autofree char *text = get_text (mail, key);

      if (*text != '\0')
        g_variant_builder_add (&details, "{ss}", key, text);
    }

  return g_variant_ref_sink (g_variant_builder_end (&details));
}

/* A port that is usual may be left out. */
static gboolean
is_same_host (const char *there,
              const char *here)
{
  g_autofree char *without = g_strndup (here, strrchr (here, ':') - here);

  return g_ascii_strcasecmp (there, here) == 0 ||
         (g_ascii_strcasecmp (there, without) == 0 && (g_str_has_suffix (here, ":993") || g_str_has_suffix (here, ":465")));
}

static GPtrArray *
compare (GVariant *old,
         GVariant *new)
{
  GPtrArray *differences = ptl_differences_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *there = "", *here = "";

      g_variant_lookup (old, fields[i].key, "&s", &there);
      g_variant_lookup (new, fields[i].key, "&s", &here);
      if (g_str_equal (there, here) || (fields[i].kind == PTL_DIFFERENCE_HOST && *here != '\0' && is_same_host (there, here)))
        continue;
      if (fields[i].kind == PTL_DIFFERENCE_SECURITY && !g_str_has_suffix (fields[i].key, "Ssl"))
        continue;  /* the other side of the same coin */
      ptl_differences_add (differences, fields[i].kind, fields[i].outgoing,
                           fields[i].kind != PTL_DIFFERENCE_SECURITY ? there : *there == 't' ? "SSL/TLS" : "STARTTLS",
                           fields[i].kind != PTL_DIFFERENCE_SECURITY ? here : *here == 't' ? "SSL/TLS" : "STARTTLS");
    }

  return differences;
}

/* Returns: (transfer full) (nullable): the password that the account has */
static PtlSecret *
get_password (GDBusConnection *bus,
              const char      *object)
{
  g_autoptr (GVariant) reply = ptl_goa_call (bus, object, NAME ".PasswordBased.GetPassword", g_variant_new ("(s)", "imap-password"),
                                             "(s)", NULL, NULL);
  const char *text;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(&s)", &text);
  return ptl_secret_new (text, -1);
}

/* Returns: (transfer full) (nullable): the object of an account with these settings */
static char *
add_again (GDBusConnection  *bus,
           GVariant         *details,
           PtlSecret        *secret,
           GError          **error)
{
  GVariantBuilder credentials;
  g_autoptr (GVariant) reply = NULL;
  const char *address = "", *object;

  g_variant_lookup (details, "EmailAddress", "&s", &address);
  g_variant_builder_init (&credentials, G_VARIANT_TYPE_VARDICT);
  if (secret != NULL)
    {
      g_variant_builder_add (&credentials, "{sv}", "imap-password", g_variant_new_string (ptl_secret_peek (secret)));
      g_variant_builder_add (&credentials, "{sv}", "smtp-password", g_variant_new_string (ptl_secret_peek (secret)));
    }

  reply = ptl_goa_call (bus, MANAGER, NAME ".Manager.AddAccount",
                        g_variant_new ("(sssa{sv}@a{ss})", "imap_smtp", address, address, &credentials, details), "(o)", NULL, error);
  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(&o)", &object);
  return g_strdup (object);
}

/* The new one first: only when GNOME has signed in with it does the old one go. */
static PtlExportResult *
exchange (GDBusConnection         *bus,
          const char              *object,
          GVariant                *old,
          const PtlAccount        *account,
          const PtlExportOptions  *options,
          GCancellable            *cancellable,
          GError                 **error)
{
  g_autoptr (PtlSecret) secret = options->secret != NULL ? ptl_secret_ref (options->secret) : get_password (bus, object);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "goa", ptl_address_get_display (ptl_account_get_address (account)));
  g_autofree char *added = ptl_goa_add (bus, account, secret, cancellable, error);
  g_autofree char *details = g_variant_print (old, FALSE);
  g_autofree char *note = g_strjoin ("\n", added, details, NULL);

  if (added == NULL)
    return NULL;

  ptl_plan_note (plan, PTL_CHANGE_GOA, "Object", added);
  ptl_plan_note (plan, PTL_CHANGE_GOA_OLD, "Old", note);
  if (ptl_plan_commit (plan, error) && ptl_goa_remove (bus, object, error))
    return ptl_export_report_replaced ("goa", NULL, _("GNOME Online Accounts"), plan);

  ptl_goa_remove (bus, added, NULL);
  return NULL;
}

PtlExportResult *
ptl_goa_replace (GDBusConnection         *bus,
                 const char              *object,
                 const PtlAccount        *account,
                 const PtlExportOptions  *options,
                 GCancellable            *cancellable,
                 GError                 **error)
{
  g_autoptr (GVariant) mail = get_mail (bus, object, cancellable);
  g_autoptr (GVariant) old = mail != NULL ? make_old_details (mail) : NULL;
  g_autoptr (GVariant) new = g_variant_ref_sink (ptl_goa_make_details (account));
  g_autoptr (GPtrArray) differences = old != NULL ? compare (old, new) : NULL;

  if (differences == NULL || differences->len == 0 || !options->replace || options->looked != NULL)
    return ptl_export_report_existing ("goa", NULL, _("GNOME Online Accounts"), differences);

  return exchange (bus, object, old, account, options, cancellable, error);
}

/* Puts the account that was replaced back, with the password that its successor has. */
gboolean
ptl_goa_restore (GKeyFile    *journal,
                 const char  *group,
                 GError     **error)
{
  g_autofree char *note = g_key_file_get_string (journal, group, "Old", NULL);
  g_auto (GStrv) parts = g_strsplit (note != NULL ? note : "", "\n", 2);
  g_autoptr (GVariant) details = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (PtlSecret) secret = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *object = NULL;

  if (parts[0] == NULL || parts[1] == NULL || !g_variant_is_object_path (parts[0]))
    return TRUE;

  details = g_variant_parse (G_VARIANT_TYPE ("a{ss}"), parts[1], NULL, NULL, &failure);
  bus = details != NULL ? g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &failure) : NULL;
  secret = bus != NULL ? get_password (bus, parts[0]) : NULL;
  object = bus != NULL ? add_again (bus, details, secret, &failure) : NULL;
  if (object != NULL)
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, _("GNOME Online Accounts did not take the account: %s"), failure->message);
  return FALSE;
}
