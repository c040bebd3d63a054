/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-token.h"

/* GNOME Online Accounts, played by the test on a bus of its own. */

#define INTERFACES \
  "<node>" \
  "<interface name='org.freedesktop.DBus.ObjectManager'><method name='GetManagedObjects'>" \
  "<arg type='a{oa{sa{sv}}}' direction='out'/></method></interface>" \
  "<interface name='org.gnome.OnlineAccounts.OAuth2Based'><method name='GetAccessToken'>" \
  "<arg type='s' direction='out'/><arg type='i' direction='out'/></method></interface>" \
  "</node>"

#define MAIL "'org.gnome.OnlineAccounts.Mail': {'EmailAddress': <'Anna@harbour.example'>, 'ImapHost': <'IMAP.harbour.example:993'>, 'SmtpHost': <'smtp.harbour.example'>}"
#define OAUTH "'org.gnome.OnlineAccounts.OAuth2Based': @a{sv} {}"
#define ACCOUNT(more) "'org.gnome.OnlineAccounts.Account': {'ProviderType': <'google'>" more "}"
#define OBJECT(interfaces) "({@o '/org/gnome/OnlineAccounts/Accounts/a1': {" interfaces "}},)"

typedef struct
{
  const char *objects;  /* (nullable): nobody answers */
  const char *token;    /* (nullable): none is given out */
  gboolean    found;
} TokenTest;

static const TokenTest tests[] = {
  { OBJECT (ACCOUNT ("") ", " MAIL ", " OAUTH), "a token", TRUE },
  { OBJECT (ACCOUNT ("") ", " MAIL ", " OAUTH), "", FALSE },
  { OBJECT (ACCOUNT ("") ", " MAIL ", " OAUTH), NULL, FALSE },
  { OBJECT (ACCOUNT (", 'AttentionNeeded': <true>") ", " MAIL ", " OAUTH), "a token", FALSE },
  { OBJECT (ACCOUNT (", 'MailDisabled': <true>") ", " MAIL ", " OAUTH), "a token", FALSE },
  { OBJECT (ACCOUNT ("") ", " MAIL), "a token", FALSE },
  { OBJECT (ACCOUNT ("") ", " OAUTH), "a token", FALSE },
  { "(@a{oa{sa{sv}}} {},)", "a token", FALSE },
  { NULL, "a token", FALSE },
};

static const TokenTest *playing;

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  gboolean asks_for_token = g_str_equal (method, "GetAccessToken");

  if (asks_for_token && playing->token != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(si)", playing->token, 3600));
  else if (!asks_for_token && playing->objects != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_parse (G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), playing->objects, NULL, NULL, NULL));
  else
    g_dbus_method_invocation_return_dbus_error (invocation, "org.gnome.OnlineAccounts.Error.NotAuthorized", "no");
}

static void
keep_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: (transfer full) (nullable) */
static PtlToken *
find (const char   *address,
      GCancellable *cancellable)
{
  g_autoptr (PtlAddress) whose = ptl_address_parse (address, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  ptl_token_find_async (whose, cancellable, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return ptl_token_find_finish (result);
}

static gboolean
covers (PtlToken    *token,
        const char  *host,
        PtlSecurity  security)
{
  g_autoptr (PtlServer) server = ptl_server_new (PTL_PROTOCOL_IMAP, host, 993, security, NULL, NULL);

  return ptl_token_covers (token, server);
}

static void
test_find (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autoptr (PtlToken) token = NULL;
      g_autoptr (PtlToken) other = NULL;
      g_autoptr (PtlToken) late = NULL;
      g_autoptr (GCancellable) cancelled = g_cancellable_new ();

      playing = &tests[i];
      token = find ("anna@harbour.example", NULL);
      other = find ("ben@harbour.example", NULL);
      g_cancellable_cancel (cancelled);
      late = find ("anna@harbour.example", cancelled);
      g_assert_true ((token != NULL) == tests[i].found);
      g_assert_null (other);
      g_assert_null (late);
      if (token == NULL)
        continue;

      g_assert_cmpstr (ptl_secret_peek (token->secret), ==, "a token");
      g_assert_true (covers (token, "imap.harbour.example", PTL_SECURITY_TLS));
      g_assert_true (covers (token, "smtp.harbour.example", PTL_SECURITY_STARTTLS));
      g_assert_false (covers (token, "imap.harbour.example", PTL_SECURITY_NONE));
      g_assert_false (covers (token, "imap.other.example", PTL_SECURITY_TLS));
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GTestDBus) daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (INTERFACES, NULL);
  static const GDBusInterfaceVTable table = { .method_call = called_cb };
  GDBusConnection *bus;
  guint objects[2], name;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_dbus_up (daemon);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  objects[0] = g_dbus_connection_register_object (bus, "/org/gnome/OnlineAccounts", node->interfaces[0], &table, NULL, NULL, NULL);
  objects[1] = g_dbus_connection_register_object (bus, "/org/gnome/OnlineAccounts/Accounts/a1", node->interfaces[1], &table, NULL, NULL, NULL);
  name = g_bus_own_name_on_connection (bus, "org.gnome.OnlineAccounts", G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  g_test_add_func ("/token/find", test_find);
  status = g_test_run ();

  g_bus_unown_name (name);
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    g_dbus_connection_unregister_object (bus, objects[i]);
  g_object_unref (bus);
  g_test_dbus_down (daemon);

  return status;
}
