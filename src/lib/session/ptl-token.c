/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-token.h"

#include <string.h>

#define NAME "org.gnome.OnlineAccounts"
#define ROOT "/org/gnome/OnlineAccounts"

/* What it knows the service says at once; for a new token it asks the provider. Milliseconds: a check waits for that. */
#define LIST_TIMEOUT  1000
#define TOKEN_TIMEOUT 4000

typedef struct
{
  char            *address;
  GDBusConnection *bus;    /* (owned) (nullable) */
  PtlToken        *token;  /* (owned) (nullable): without its secret yet */
} Search;

static void
search_free (Search *search)
{
  g_free (search->address);
  g_clear_object (&search->bus);
  g_clear_pointer (&search->token, ptl_token_free);
  g_free (search);
}

void
ptl_token_free (PtlToken *self)
{
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_ptr_array_unref (self->hosts);
  g_free (self);
}

/**
 * ptl_token_covers:
 * @self: a token
 * @server: a server
 *
 * Returns: whether it is one of those that the token is for, and encrypted
 */
gboolean
ptl_token_covers (const PtlToken  *self,
                  const PtlServer *server)
{
  return ptl_server_get_security (server) != PTL_SECURITY_NONE &&
         g_ptr_array_find_with_equal_func (self->hosts, ptl_server_get_host (server), g_str_equal, NULL);
}

/* Without one, the library would start a bus of its own. */
static gboolean
has_bus (void)
{
  g_autofree char *usual = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (usual, G_FILE_TEST_EXISTS);
}

/* A host is kept without its port. */
static void
add_host (PtlToken   *token,
          GVariant   *mail,
          const char *key)
{
  const char *host;

  if (g_variant_lookup (mail, key, "&s", &host) && *host != '\0')
    g_ptr_array_add (token->hosts, g_ascii_strdown (host, strcspn (host, ":")));
}

static gboolean
is_true (GVariant   *properties,
         const char *key)
{
  gboolean value = FALSE;

  return g_variant_lookup (properties, key, "b", &value) && value;
}

/* Returns: (nullable) (transfer full): the token-to-be of an account that is for this mailbox and ready to be used */
static PtlToken *
read_account (Search   *search,
              GVariant *interfaces)
{
  g_autoptr (GVariant) account = g_variant_lookup_value (interfaces, NAME ".Account", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) mail = g_variant_lookup_value (interfaces, NAME ".Mail", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) oauth = g_variant_lookup_value (interfaces, NAME ".OAuth2Based", G_VARIANT_TYPE_VARDICT);
  const char *address;
  PtlToken *token;

  if (account == NULL || mail == NULL || oauth == NULL || is_true (account, "AttentionNeeded") || is_true (account, "MailDisabled"))
    return NULL;
  if (!g_variant_lookup (mail, "EmailAddress", "&s", &address) || g_ascii_strcasecmp (address, search->address) != 0)
    return NULL;

  token = g_new0 (PtlToken, 1);
  token->hosts = g_ptr_array_new_with_free_func (g_free);
  add_host (token, mail, "ImapHost");
  add_host (token, mail, "SmtpHost");

  return token;
}

/* The copy inside of the reply cannot be wiped; it is short-lived, as the token is. */
static void
token_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  const char *text = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(&si)", &text, NULL);
  if (text != NULL && *text != '\0')
    search->token->secret = ptl_secret_new (text, -1);

  g_task_return_pointer (task, search->token->secret != NULL ? g_steal_pointer (&search->token) : NULL, (GDestroyNotify) ptl_token_free);
}

static void
objects_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  g_autoptr (GVariantIter) objects = NULL;
  g_autofree char *found = NULL;
  const char *path;
  GVariant *interfaces;

  if (reply != NULL)
    g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (objects != NULL && search->token == NULL && g_variant_iter_next (objects, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      search->token = read_account (search, interfaces);
      found = search->token != NULL ? g_strdup (path) : NULL;
      g_variant_unref (interfaces);
    }

  if (search->token == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  g_dbus_connection_call (search->bus, NAME, found, NAME ".OAuth2Based", "GetAccessToken", NULL, G_VARIANT_TYPE ("(si)"),
                          G_DBUS_CALL_FLAGS_NONE, TOKEN_TIMEOUT, g_task_get_cancellable (task), token_cb, g_object_ref (task));
}

static void
bus_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);

  search->bus = g_bus_get_finish (result, NULL);
  if (search->bus == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  g_dbus_connection_call (search->bus, NAME, ROOT, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
                          G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NONE, LIST_TIMEOUT, g_task_get_cancellable (task),
                          objects_cb, g_object_ref (task));
}

/**
 * ptl_token_find_async:
 * @address: whose mailbox it is
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 *
 * Asks the Online Accounts of this computer; nobody outside is asked by us.
 */
void
ptl_token_find_async (PtlAddress          *address,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->address = g_strdup (ptl_address_get_text (address));
  g_task_set_source_tag (task, ptl_token_find_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  if (has_bus ())
    g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, g_object_ref (task));
  else
    g_task_return_pointer (task, NULL, NULL);
}

/* Returns: (transfer full) (nullable): the token; %NULL if there is none, for whatever reason */
PtlToken *
ptl_token_find_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
