/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <libglib-testing/dbus-queue.h>

#include "ptl-goa-exporter.h"
#include "test-export.h"

/* GNOME Online Accounts, played by the test: each call is looked at and answered in turn. */

#define PASSWORD "q\"uo'te"
#define OBJECT   "/org/gnome/OnlineAccounts/Accounts/account_1"

static const GDBusArgInfo arg_string = { -1, (char *) "s", (char *) "s", NULL };
static const GDBusArgInfo arg_credentials = { -1, (char *) "c", (char *) "a{sv}", NULL };
static const GDBusArgInfo arg_details = { -1, (char *) "d", (char *) "a{ss}", NULL };
static const GDBusArgInfo arg_object = { -1, (char *) "o", (char *) "o", NULL };
static const GDBusArgInfo arg_int = { -1, (char *) "i", (char *) "i", NULL };
static const GDBusArgInfo arg_tree = { -1, (char *) "t", (char *) "a{oa{sa{sv}}}", NULL };
static const GDBusArgInfo * const add_in[] = { &arg_string, &arg_string, &arg_string, &arg_credentials, &arg_details, NULL };
static const GDBusArgInfo * const add_out[] = { &arg_object, NULL };
static const GDBusArgInfo * const ensure_out[] = { &arg_int, NULL };
static const GDBusArgInfo * const tree_out[] = { &arg_tree, NULL };
static const GDBusMethodInfo add_method = { -1, (char *) "AddAccount", (GDBusArgInfo **) add_in, (GDBusArgInfo **) add_out, NULL };
static const GDBusMethodInfo ensure_method = { -1, (char *) "EnsureCredentials", NULL, (GDBusArgInfo **) ensure_out, NULL };
static const GDBusMethodInfo remove_method = { -1, (char *) "Remove", NULL, NULL, NULL };
static const GDBusMethodInfo tree_method = { -1, (char *) "GetManagedObjects", NULL, (GDBusArgInfo **) tree_out, NULL };
static const GDBusMethodInfo * const manager_methods[] = { &add_method, NULL };
static const GDBusMethodInfo * const account_methods[] = { &ensure_method, &remove_method, NULL };
static const GDBusMethodInfo * const root_methods[] = { &tree_method, NULL };
static const GDBusInterfaceInfo manager = {
  -1, (char *) "org.gnome.OnlineAccounts.Manager", (GDBusMethodInfo **) manager_methods, NULL, NULL, NULL };
static const GDBusInterfaceInfo account_interface = {
  -1, (char *) "org.gnome.OnlineAccounts.Account", (GDBusMethodInfo **) account_methods, NULL, NULL, NULL };
static const GDBusInterfaceInfo root = {
  -1, (char *) "org.freedesktop.DBus.ObjectManager", (GDBusMethodInfo **) root_methods, NULL, NULL, NULL };

typedef struct
{
  GtDBusQueue *queue;
  PtlAccount  *account;
  PtlSecret   *secret;
  guint        name_id;
  guint        object_ids[3];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->queue = gt_dbus_queue_new ();
  gt_dbus_queue_connect (fixture->queue, &error);
  g_assert_no_error (error);
  fixture->name_id = gt_dbus_queue_own_name (fixture->queue, "org.gnome.OnlineAccounts");
  fixture->object_ids[0] = gt_dbus_queue_export_object (fixture->queue, "/org/gnome/OnlineAccounts", (GDBusInterfaceInfo *) &root, &error);
  g_assert_no_error (error);
  fixture->object_ids[1] = gt_dbus_queue_export_object (fixture->queue, "/org/gnome/OnlineAccounts/Manager", (GDBusInterfaceInfo *) &manager, &error);
  g_assert_no_error (error);
  fixture->object_ids[2] = gt_dbus_queue_export_object (fixture->queue, OBJECT, (GDBusInterfaceInfo *) &account_interface, &error);
  g_assert_no_error (error);
  fixture->account = sketch_account (&(Sketch) { .name = "Ada", .outgoing = "smtp starttls smtp.example.org 587 ada" });
  fixture->secret = ptl_secret_new (PASSWORD, -1);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  /* What disconnecting would set off, before: or freeing the queue may fail an assertion of its own. */
  gt_dbus_queue_unown_name (fixture->queue, fixture->name_id);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->object_ids); i++)
    gt_dbus_queue_unexport_object (fixture->queue, fixture->object_ids[i]);
  g_usleep (20000);
  gt_dbus_queue_disconnect (fixture->queue, TRUE);
  g_clear_pointer (&fixture->queue, gt_dbus_queue_free);
  g_clear_pointer (&fixture->account, ptl_account_unref);
  g_clear_pointer (&fixture->secret, ptl_secret_unref);
}

static GDBusMethodInvocation *
next_call (GtDBusQueue *queue,
           const char  *method)
{
  g_autoptr (GDBusMethodInvocation) invocation = NULL;

  g_assert_true (gt_dbus_queue_pop_message (queue, &invocation));
  g_assert_cmpstr (g_dbus_method_invocation_get_method_name (invocation), ==, method);
  return g_steal_pointer (&invocation);
}

static void
assert_detail (GVariant   *details,
               const char *key,
               const char *value)
{
  const char *found = NULL;

  g_variant_lookup (details, key, "&s", &found);
  g_assert_cmpstr (found, ==, value);
}

static void
answer_add (GtDBusQueue *queue)
{
  GDBusMethodInvocation *invocation = next_call (queue, "AddAccount");
  g_autoptr (GVariant) credentials = NULL;
  g_autoptr (GVariant) details = NULL;
  const char *provider, *identity, *presentation, *password;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s&s&s@a{sv}@a{ss})",
                 &provider, &identity, &presentation, &credentials, &details);
  g_assert_cmpstr (provider, ==, "imap_smtp");
  g_assert_cmpstr (identity, ==, "ada@example.org");
  g_assert_cmpstr (presentation, ==, "ada@example.org");
  g_assert_true (g_variant_lookup (credentials, "imap-password", "&s", &password));
  g_assert_cmpstr (password, ==, PASSWORD);
  g_assert_true (g_variant_lookup (credentials, "smtp-password", "&s", &password));
  g_assert_cmpstr (password, ==, PASSWORD);
  assert_detail (details, "Enabled", "true");
  assert_detail (details, "ImapHost", "imap.example.org:993");
  assert_detail (details, "ImapUseSsl", "true");
  assert_detail (details, "ImapUseTls", "false");
  assert_detail (details, "ImapAcceptSslErrors", "false");
  assert_detail (details, "ImapUserName", "ada@example.org");
  assert_detail (details, "SmtpHost", "smtp.example.org:587");
  assert_detail (details, "SmtpUseSsl", "false");
  assert_detail (details, "SmtpUseTls", "true");
  assert_detail (details, "SmtpUserName", "ada");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", OBJECT));
}

static void
serve_good (GtDBusQueue *queue,
            gpointer     data)
{
  answer_add (queue);
  g_dbus_method_invocation_return_value (next_call (queue, "EnsureCredentials"), g_variant_new ("(i)", 0));
}

static void
test_added (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *object = NULL;

  gt_dbus_queue_set_server_func (fixture->queue, serve_good, NULL);
  object = ptl_goa_add (gt_dbus_queue_get_client_connection (fixture->queue), fixture->account, fixture->secret, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (object, ==, OBJECT);
}

/* GNOME cannot sign in: the account is removed again, and the person told why. */
static void
serve_refused (GtDBusQueue *queue,
               gpointer     data)
{
  answer_add (queue);
  g_dbus_method_invocation_return_dbus_error (next_call (queue, "EnsureCredentials"), "org.gnome.OnlineAccounts.Error.NotAuthorized",
                                              "BAD Invalid characters in atom");
  g_dbus_method_invocation_return_value (next_call (queue, "Remove"), NULL);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  gt_dbus_queue_set_server_func (fixture->queue, serve_refused, NULL);
  g_assert_null (ptl_goa_add (gt_dbus_queue_get_client_connection (fixture->queue), fixture->account, fixture->secret, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED);
  g_assert_true (g_pattern_match_simple ("*quotation marks*Invalid characters in atom", error->message));
}

static void
serve_forbidden (GtDBusQueue *queue,
                 gpointer     data)
{
  g_dbus_method_invocation_return_dbus_error (next_call (queue, "AddAccount"), "org.gnome.OnlineAccounts.Error.NotSupported", "no");
}

static void
test_forbidden (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  gt_dbus_queue_set_server_func (fixture->queue, serve_forbidden, NULL);
  g_assert_null (ptl_goa_add (gt_dbus_queue_get_client_connection (fixture->queue), fixture->account, fixture->secret, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED);
  g_assert_cmpstr (error->message, ==, "GNOME Online Accounts did not take the account: no");
}

static void
serve_tree (GtDBusQueue *queue,
            gpointer     data)
{
  const char *address = data;
  g_autofree char *text = g_strdup_printf (
    "({objectpath '/x': {'org.gnome.OnlineAccounts.Calendar': {}},"
    " '/y': {'org.gnome.OnlineAccounts.Account': {'ProviderType': <'google'>, 'PresentationIdentity': <'ada@example.org'>}},"
    " '" OBJECT "': {'org.gnome.OnlineAccounts.Account': {'ProviderType': <'imap_smtp'>, 'PresentationIdentity': <'%s'>}}},)", address);
  g_autoptr (GError) error = NULL;
  GVariant *tree = g_variant_parse (G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), text, NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_method_invocation_return_value (next_call (queue, "GetManagedObjects"), tree);
}

static void
test_find (Fixture       *fixture,
           gconstpointer  data)
{
  gboolean there = data != NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *object = NULL;

  gt_dbus_queue_set_server_func (fixture->queue, serve_tree, (gpointer) (there ? "Ada@Example.org" : "bob@example.org"));
  object = ptl_goa_find (gt_dbus_queue_get_client_connection (fixture->queue), fixture->account, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (object, ==, there ? OBJECT : NULL);
}

static void
serve_remove (GtDBusQueue *queue,
              gpointer     data)
{
  g_dbus_method_invocation_return_value (next_call (queue, "Remove"), NULL);
}

/* Taking back removes it; that it is gone already is fine. */
static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  GDBusConnection *bus = gt_dbus_queue_get_client_connection (fixture->queue);
  g_autoptr (GError) error = NULL;

  gt_dbus_queue_set_server_func (fixture->queue, serve_remove, NULL);
  g_assert_true (ptl_goa_remove (bus, OBJECT, &error));
  g_assert_no_error (error);
  g_assert_true (ptl_goa_remove (bus, "/org/gnome/OnlineAccounts/Accounts/gone", &error));
  g_assert_no_error (error);
}

#define ADD(path, function, data) g_test_add ("/goa/" path, Fixture, data, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  ADD ("added", test_added, NULL);
  ADD ("refused", test_refused, NULL);
  ADD ("forbidden", test_forbidden, NULL);
  ADD ("find", test_find, "there");
  ADD ("find-none", test_find, NULL);
  ADD ("remove", test_remove, NULL);

  return g_test_run ();
}
