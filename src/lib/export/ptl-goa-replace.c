/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-goa-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-journal.h"

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

static gboolean
is_same (GVariant      *interfaces,
         gconstpointer  details)
{
  g_autoptr (GVariant) mail = g_variant_lookup_value (interfaces, NAME ".Mail", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) old = mail != NULL ? make_old_details (mail) : NULL;
  g_autoptr (GPtrArray) differences = old != NULL ? compare (old, (GVariant *) details) : NULL;
  const char *address = "";

  g_variant_lookup ((GVariant *) details, "EmailAddress", "&s", &address);
  return differences != NULL && differences->len == 0 && ptl_goa_is_account (interfaces, address);
}

/* Returns: (transfer full) (nullable): the object of an account with these settings; NULL without an error if there is none */
char *
ptl_goa_find_same (GDBusConnection  *bus,
                   GVariant         *details,
                   GError          **error)
{
  return ptl_goa_find_match (bus, is_same, details, NULL, error);
}

/* An account, as a journal has it: its object, and settings below. */
char *
ptl_goa_write_note (const char *object,
                    GVariant   *details)
{
  g_autofree char *text = g_variant_print (details, FALSE);

  return g_strjoin ("\n", object, text, NULL);
}

/* Returns: (transfer full) (nullable): the object; @details is NULL if these cannot be read */
char *
ptl_goa_read_note (GKeyFile    *journal,
                   const char  *group,
                   const char  *key,
                   GVariant   **details)
{
  g_autofree char *note = g_key_file_get_string (journal, group, key, NULL);
  g_auto (GStrv) parts = g_strsplit (note != NULL ? note : "", "\n", 2);

  if (parts[0] == NULL || !g_variant_is_object_path (parts[0]))
    return NULL;

  *details = parts[1] != NULL ? g_variant_parse (G_VARIANT_TYPE ("a{ss}"), parts[1], NULL, NULL, NULL) : NULL;
  return g_strdup (parts[0]);
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
          GVariant                *new,
          const PtlAccount        *account,
          const PtlExportOptions  *options,
          GCancellable            *cancellable,
          GError                 **error)
{
  g_autoptr (PtlSecret) secret = options->secret != NULL ? ptl_secret_ref (options->secret) : get_password (bus, object);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "goa", ptl_address_get_display (ptl_account_get_address (account)));
  g_autofree char *added = ptl_goa_add (bus, account, secret, cancellable, error);
  g_autofree char *note = NULL;
  g_autofree char *old_note = NULL;

  if (added == NULL)
    return NULL;

  note = ptl_goa_write_note (added, new);
  old_note = ptl_goa_write_note (added, old);
  ptl_plan_note (plan, PTL_CHANGE_GOA, "Object", note);
  ptl_plan_note (plan, PTL_CHANGE_GOA_OLD, "Old", old_note);
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

  return exchange (bus, object, old, new, account, options, cancellable, error);
}

/* Returns: (transfer full) (nullable): the password of the account that took the place of another, whatever its object is by now */
static PtlSecret *
get_successor_password (GDBusConnection *bus,
                        GKeyFile        *journal,
                        const char      *object)
{
  PtlSecret *secret = get_password (bus, object);
  g_auto (GStrv) groups = ptl_journal_list_changes (journal);

  for (guint i = 0; groups[i] != NULL && secret == NULL; i++)
    {
      g_autoptr (GVariant) details = NULL;
      g_autofree char *added = ptl_goa_read_note (journal, groups[i], "Object", &details);
      g_autofree char *same = details != NULL ? ptl_goa_find_same (bus, details, NULL) : NULL;

      secret = same != NULL ? get_password (bus, same) : NULL;
    }

  return secret;
}

/* Puts the account that was replaced back, with the password that its successor has. */
gboolean
ptl_goa_restore (GKeyFile    *journal,
                 const char  *group,
                 GError     **error)
{
  g_autoptr (GVariant) details = NULL;
  g_autofree char *successor = ptl_goa_read_note (journal, group, "Old", &details);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (PtlSecret) secret = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *object = NULL;

  if (successor == NULL)
    return TRUE;
  if (details == NULL)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("What was written down about this export cannot be read."));
      return FALSE;
    }

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &failure);
  secret = bus != NULL ? get_successor_password (bus, journal, successor) : NULL;
  object = bus != NULL ? add_again (bus, details, secret, &failure) : NULL;
  if (object != NULL)
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, _("GNOME Online Accounts did not take the account: %s"), failure->message);
  return FALSE;
}
