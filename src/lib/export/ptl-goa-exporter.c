/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-goa-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-place.h"
#include "ptl-plan.h"

#define NAME    "org.gnome.OnlineAccounts"
#define ROOT    "/org/gnome/OnlineAccounts"
#define ACCOUNT NAME ".Account"

/* Milliseconds: the service may have to be started, and signing in has a network in between. */
#define CALL_TIMEOUT    20000
#define SIGN_IN_TIMEOUT 60000

gboolean
ptl_goa_is_installed (const PtlExportOptions *options)
{
  g_autofree char *path = ptl_place_in_system (options, "usr/share/dbus-1/services/" NAME ".service");

  return ptl_place_exists (path);
}

static GVariant *
call (GDBusConnection  *bus,
      const char       *object,
      const char       *method,
      GVariant         *parameters,
      const char       *reply_type,
      int               timeout,
      GCancellable     *cancellable,
      GError          **error)
{
  g_autofree char *interface = g_strndup (method, strrchr (method, '.') - method);
  GVariant *reply = g_dbus_connection_call_sync (bus, NAME, object, interface, strrchr (method, '.') + 1, parameters,
                                                 G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE, timeout, cancellable, error);

  if (reply == NULL && error != NULL)
    g_dbus_error_strip_remote_error (*error);
  return reply;
}

GVariant *
ptl_goa_call (GDBusConnection  *bus,
              const char       *object,
              const char       *method,
              GVariant         *parameters,
              const char       *reply_type,
              GCancellable     *cancellable,
              GError          **error)
{
  return call (bus, object, method, parameters, reply_type, CALL_TIMEOUT, cancellable, error);
}

/* The service's own errors become ours, once, here. */
static gpointer
translate (GError **error,
           GError  *failure)
{
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, _("GNOME Online Accounts did not take the account: %s"), failure->message);

  g_clear_error (&failure);
  return NULL;
}

/* Before version 3.54 it sent such a password to the server in a way that no server understands. */
static gpointer
explain_sign_in (PtlSecret  *secret,
                 GError    **error,
                 GError     *failure)
{
  if (strpbrk (ptl_secret_peek (secret), "\"\\") == NULL)
    return translate (error, failure);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED,
               _("GNOME Online Accounts could not sign in. Older versions of it cannot use a password with quotation marks or "
                 "backslashes: choose another password, or set up Evolution or Geary itself. It said: %s"), failure->message);
  g_error_free (failure);
  return NULL;
}

gboolean
ptl_goa_is_account (GVariant   *interfaces,
                    const char *address)
{
  g_autoptr (GVariant) properties = g_variant_lookup_value (interfaces, ACCOUNT, G_VARIANT_TYPE_VARDICT);
  const char *type;
  const char *identity;

  return properties != NULL && g_variant_lookup (properties, "ProviderType", "&s", &type) &&
         g_variant_lookup (properties, "PresentationIdentity", "&s", &identity) &&
         g_str_equal (type, "imap_smtp") && g_ascii_strcasecmp (identity, address) == 0;
}

/* Returns: (transfer full) (nullable): the object of the first account that @match takes; NULL without an error if there is none */
char *
ptl_goa_find_match (GDBusConnection  *bus,
                    PtlGoaMatch       match,
                    gconstpointer     data,
                    GCancellable     *cancellable,
                    GError          **error)
{
  GError *failure = NULL;
  g_autoptr (GVariant) reply = call (bus, ROOT, "org.freedesktop.DBus.ObjectManager.GetManagedObjects", NULL, "(a{oa{sa{sv}}})",
                                     CALL_TIMEOUT, cancellable, &failure);
  g_autoptr (GVariantIter) objects = NULL;
  const char *object;
  GVariant *interfaces;

  if (reply == NULL)
    return translate (error, failure);

  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (g_variant_iter_next (objects, "{&o@a{sa{sv}}}", &object, &interfaces))
    {
      gboolean found = match (interfaces, data);

      g_variant_unref (interfaces);
      if (found)
        return g_strdup (object);
    }

  return NULL;
}

static gboolean
has_address (GVariant      *interfaces,
             gconstpointer  address)
{
  return ptl_goa_is_account (interfaces, address);
}

/**
 * ptl_goa_find:
 *
 * Returns: (transfer full) (nullable): the object of an account with that address; %NULL without an error if there is none
 */
char *
ptl_goa_find (GDBusConnection   *bus,
              const PtlAccount  *account,
              GCancellable      *cancellable,
              GError           **error)
{
  return ptl_goa_find_match (bus, has_address, ptl_export_get_address (account), cancellable, error);
}

static void
add_detail (GVariantBuilder *details,
            const char      *side,
            const char      *key,
            const char      *value)
{
  g_autofree char *name = g_strconcat (side, key, NULL);

  g_variant_builder_add (details, "{ss}", name, value);
}

static void
add_flag (GVariantBuilder *details,
          const char      *side,
          const char      *key,
          gboolean         value)
{
  add_detail (details, side, key, value ? "true" : "false");
}

static void
add_server (GVariantBuilder *details,
            const char      *side,
            const PtlServer *server)
{
  PtlSecurity security = ptl_server_get_security (server);
  g_autofree char *host = g_strdup_printf (strchr (ptl_server_get_host (server), ':') != NULL ? "[%s]:%u" : "%s:%u",
                                           ptl_server_get_host (server), ptl_server_get_port (server));

  add_detail (details, side, "Host", host);
  if (ptl_server_get_username (server) != NULL)
    add_detail (details, side, "UserName", ptl_server_get_username (server));
  add_flag (details, side, "UseSsl", security == PTL_SECURITY_TLS);
  add_flag (details, side, "UseTls", security == PTL_SECURITY_STARTTLS);
  add_flag (details, side, "AcceptSslErrors", FALSE);
}

/* Every value is a text, truth as well. */
GVariant *
ptl_goa_make_details (const PtlAccount *account)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  const char *name = ptl_account_get_name (account);
  GVariantBuilder details;

  g_variant_builder_init (&details, G_VARIANT_TYPE ("a{ss}"));
  add_flag (&details, "", "Enabled", TRUE);
  add_detail (&details, "", "EmailAddress", ptl_export_get_address (account));
  add_detail (&details, "", "Name", name != NULL ? name : "");
  add_server (&details, "Imap", ptl_account_get_incoming (account));
  if (outgoing != NULL)
    {
      gboolean signs_in = ptl_server_get_username (outgoing) != NULL;

      add_server (&details, "Smtp", outgoing);
      add_flag (&details, "Smtp", "UseAuth", signs_in);
      add_flag (&details, "Smtp", "AuthPlain", signs_in);
      add_flag (&details, "Smtp", "AuthLogin", FALSE);
    }

  return g_variant_builder_end (&details);
}

static GVariant *
make_credentials (const PtlAccount *account,
                  PtlSecret        *secret)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  GVariantBuilder credentials;

  g_variant_builder_init (&credentials, G_VARIANT_TYPE_VARDICT);
  if (secret != NULL)
    g_variant_builder_add (&credentials, "{sv}", "imap-password", g_variant_new_string (ptl_secret_peek (secret)));
  if (secret != NULL && outgoing != NULL && ptl_server_get_username (outgoing) != NULL)
    g_variant_builder_add (&credentials, "{sv}", "smtp-password", g_variant_new_string (ptl_secret_peek (secret)));

  return g_variant_builder_end (&credentials);
}

/**
 * ptl_goa_add:
 * @secret: (nullable): the password; without it GNOME asks for it
 *
 * Adds the account and, if there is a password, lets GNOME sign in with it; what cannot sign in is removed again.
 *
 * Returns: (transfer full) (nullable): the account's object
 */
char *
ptl_goa_add (GDBusConnection   *bus,
             const PtlAccount  *account,
             PtlSecret         *secret,
             GCancellable      *cancellable,
             GError           **error)
{
  const char *address = ptl_export_get_address (account);
  GVariant *parameters = g_variant_new ("(sss@a{sv}@a{ss})", "imap_smtp", address, address,
                                        make_credentials (account, secret), ptl_goa_make_details (account));
  GError *failure = NULL;
  g_autoptr (GVariant) added = call (bus, ROOT "/Manager", NAME ".Manager.AddAccount", parameters, "(o)", CALL_TIMEOUT, cancellable, &failure);
  g_autoptr (GVariant) signed_in = NULL;
  const char *object;

  if (added == NULL)
    return translate (error, failure);

  g_variant_get (added, "(&o)", &object);
  if (secret == NULL || ptl_account_get_result (account) != PTL_RESULT_READY)
    return g_strdup (object);

  signed_in = call (bus, object, ACCOUNT ".EnsureCredentials", NULL, "(i)", SIGN_IN_TIMEOUT, cancellable, &failure);
  if (signed_in != NULL)
    return g_strdup (object);

  ptl_goa_remove (bus, object, NULL);
  return explain_sign_in (secret, error, failure);
}

static gboolean
remove_account (GDBusConnection  *bus,
                const char       *object,
                gboolean         *was_there,
                GError          **error)
{
  GError *failure = NULL;
  g_autoptr (GVariant) reply = call (bus, object, ACCOUNT ".Remove", NULL, "()", CALL_TIMEOUT, NULL, &failure);

  *was_there = reply != NULL;
  if (reply != NULL || g_error_matches (failure, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
      g_error_matches (failure, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    {
      g_clear_error (&failure);
      return TRUE;
    }

  translate (error, failure);
  return FALSE;
}

/* Removes an account; that it is gone already is fine. */
gboolean
ptl_goa_remove (GDBusConnection  *bus,
                const char       *object,
                GError          **error)
{
  gboolean was_there;

  return remove_account (bus, object, &was_there, error);
}

static GDBusConnection *
get_bus (GCancellable  *cancellable,
         GError       **error)
{
  GError *failure = NULL;
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, &failure);

  return bus != NULL ? bus : translate (error, failure);
}

/* One that was replaced, and put back, is another object by now. */
gboolean
ptl_goa_take_back (GKeyFile    *journal,
                   const char  *group,
                   GError     **error)
{
  g_autoptr (GVariant) details = NULL;
  g_autofree char *object = ptl_goa_read_note (journal, group, "Object", &details);
  g_autoptr (GDBusConnection) bus = object != NULL ? get_bus (NULL, error) : NULL;
  g_autofree char *same = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean was_there;

  if (bus == NULL)
    return object == NULL;
  if (!remove_account (bus, object, &was_there, error))
    return FALSE;
  if (was_there || details == NULL)
    return TRUE;

  same = ptl_goa_find_same (bus, details, &failure);
  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;

  return same == NULL || ptl_goa_remove (bus, same, error);
}

/* The object's name is known only once it is there; if it cannot be noted, it goes again. */
static PtlExportResult *
note_added (GDBusConnection         *bus,
            const PtlAccount        *account,
            const PtlExportOptions  *options,
            const char              *object,
            GError                 **error)
{
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "goa", ptl_address_get_display (ptl_account_get_address (account)));
  const char *message = options->secret != NULL
    ? _("The account is in GNOME’s online accounts. Evolution, Geary and the calendar find it there.")
    : _("The account is in GNOME’s online accounts. Its password is still missing: enter it in Settings, Online Accounts.");
  g_autoptr (GVariant) details = g_variant_ref_sink (ptl_goa_make_details (account));
  g_autofree char *note = ptl_goa_write_note (object, details);

  ptl_plan_note (plan, PTL_CHANGE_GOA, "Object", note);
  if (ptl_plan_commit (plan, error))
    return ptl_export_result_new ("goa", NULL, message, FALSE, ptl_plan_get_undo_id (plan));

  ptl_goa_remove (bus, object, NULL);
  return NULL;
}

PtlExportResult *
ptl_goa_apply (const PtlAccount        *account,
               const PtlExportOptions  *options,
               GCancellable            *cancellable,
               GError                 **error)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *object = NULL;

  if (!ptl_export_check (account, _("GNOME Online Accounts"), PTL_TAKES_ONLY_IMAP | PTL_TAKES_ONLY_PASSWORD | PTL_TAKES_NO_PIN, error))
    return NULL;
  bus = get_bus (cancellable, error);
  if (bus == NULL)
    return NULL;

  object = ptl_goa_find (bus, account, cancellable, &failure);
  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), NULL;
  if (object != NULL)
    return ptl_goa_replace (bus, object, account, options, cancellable, error);

  if (options->looked != NULL)
    return ptl_export_result_new ("goa", NULL, "", FALSE, NULL);

  object = ptl_goa_add (bus, account, options->secret, cancellable, error);
  return object != NULL ? note_added (bus, account, options, object, error) : NULL;
}
