/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-json.h"

#include <glib/gi18n-lib.h>

#include "ptl-enum.h"

/* Reading an account back. Everything is refused that ptl_json_from_account() could not have written, but for keys that are not
 * known: a newer version may have more to say. */

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, message);
  return FALSE;
}

/* A string, or nothing: then *text is NULL. */
static gboolean
read_text (JsonObject  *object,
           const char  *key,
           gboolean     needed,
           const char **text,
           GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);

  *text = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return !needed || refuse (error, _("“%s” is missing."), key);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return refuse (error, _("“%s” is not a text."), key);

  *text = json_node_get_string (node);
  return TRUE;
}

static gboolean
read_enum (JsonObject  *object,
           const char  *key,
           GType        type,
           int         *value,
           GError     **error)
{
  const char *text;

  if (!read_text (object, key, TRUE, &text, error))
    return FALSE;

  return ptl_enum_from_nick (type, text, value) || refuse (error, _("“%s” is “%s”, which is not known here."), key, text);
}

static gboolean
read_number (JsonObject  *object,
             const char  *key,
             guint        maximum,
             guint       *number,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);
  gint64 value = -1;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    value = json_node_get_int (node);
  if (value < 1 || value > maximum)
    return refuse (error, _("“%s” is not a number from 1 to %u."), key, maximum);

  *number = value;
  return TRUE;
}

static gboolean
read_flag (JsonObject  *object,
           const char  *key,
           gboolean    *flag,
           GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (error, _("“%s” is neither true nor false."), key);

  *flag = json_node_get_boolean (node);
  return TRUE;
}

static GArray *
read_methods (JsonObject  *object,
              GError     **error)
{
  g_autoptr (GArray) methods = g_array_new (FALSE, FALSE, sizeof (PtlAuthentication));
  JsonNode *node = json_object_get_member (object, "authentication");
  JsonArray *array;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_steal_pointer (&methods);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      refuse (error, _("“%s” is not a list."), "authentication");
      return NULL;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *text = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
      int method;

      if (text == NULL || !ptl_enum_from_nick (PTL_TYPE_AUTHENTICATION, text, &method))
        {
          refuse (error, _("“%s” is “%s”, which is not known here."), "authentication", text != NULL ? text : "");
          return NULL;
        }
      g_array_append_val (methods, method);
    }

  return g_steal_pointer (&methods);
}

/* Returns: (transfer full) (nullable): the server with its pin, if it has one */
static PtlServer *
read_pin (JsonObject  *object,
          PtlServer   *server,
          GError     **error)
{
  g_autoptr (PtlServer) pinned = NULL;
  const char *pin;

  if (!read_text (object, "pinned_certificate", FALSE, &pin, error))
    return NULL;

  pinned = ptl_server_with_pin (server, pin);
  if (pin != NULL && (ptl_server_get_pin (pinned) == NULL || ptl_server_get_security (server) == PTL_SECURITY_NONE))
    {
      refuse (error, _("“%s” is not the SHA-256 fingerprint of the certificate of an encrypted server."), "pinned_certificate");
      return NULL;
    }

  return g_steal_pointer (&pinned);
}

static PtlServer *
read_server_object (JsonObject  *object,
                    GError     **error)
{
  g_autoptr (GArray) methods = NULL;
  g_autoptr (PtlServer) server = NULL;
  g_autoptr (PtlServer) named = NULL;
  const char *host, *username;
  int protocol, security;
  guint port;

  if (!read_enum (object, "protocol", PTL_TYPE_PROTOCOL, &protocol, error) ||
      !read_text (object, "host", TRUE, &host, error) ||
      !read_number (object, "port", G_MAXUINT16, &port, error) ||
      !read_enum (object, "security", PTL_TYPE_SECURITY, &security, error) ||
      !read_text (object, "username", FALSE, &username, error))
    return NULL;

  methods = read_methods (object, error);
  if (methods == NULL)
    return NULL;

  server = ptl_server_new (protocol, host, port, security, username, error);
  if (server == NULL)
    return NULL;

  named = ptl_server_with_authentication (server, (const PtlAuthentication *) (gpointer) methods->data, methods->len);
  return read_pin (object, named, error);
}

static gboolean
read_server (JsonObject  *object,
             const char  *key,
             gboolean     needed,
             PtlServer  **server,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return !needed || refuse (error, _("“%s” is missing."), key);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, _("“%s” is not an object."), key);

  *server = read_server_object (json_node_get_object (node), error);
  if (*server == NULL)
    g_prefix_error (error, "%s: ", key);

  return *server != NULL;
}

static gboolean
read_leave (JsonObject        *object,
            PtlAccountFields  *fields,
            GError           **error)
{
  JsonNode *days = json_object_get_member (object, "leave_days");
  gboolean stays;

  if (ptl_server_get_protocol (fields->incoming) != PTL_PROTOCOL_POP3)
    return TRUE;
  if (!read_flag (object, "leave_on_server", &stays, error))
    return FALSE;

  fields->leave = stays ? PTL_LEAVE_KEEP : PTL_LEAVE_REMOVE;
  if (!stays || days == NULL || JSON_NODE_HOLDS_NULL (days))
    return TRUE;

  fields->leave = PTL_LEAVE_DAYS;
  return read_number (object, "leave_days", 36500, &fields->leave_days, error);
}

static PtlAccount *
read_account (JsonObject  *object,
              GError     **error)
{
  g_autoptr (PtlAddress) address = NULL;
  g_autoptr (PtlServer) incoming = NULL;
  g_autoptr (PtlServer) outgoing = NULL;
  PtlAccountFields fields = { NULL };
  const char *text;
  int result = PTL_RESULT_UNCHECKED;

  if (!read_text (object, "address", TRUE, &text, error))
    return NULL;
  address = ptl_address_parse (text, error);
  if (address == NULL ||
      !read_text (object, "name", FALSE, &fields.name, error) ||
      !read_text (object, "provider", FALSE, &fields.provider, error) ||
      !read_server (object, "incoming", TRUE, &incoming, error) ||
      !read_server (object, "outgoing", FALSE, &outgoing, error) ||
      !read_flag (object, "offline_copy", &fields.offline_copy, error) ||
      !read_enum (object, "result", PTL_TYPE_RESULT, &result, error))
    return NULL;

  fields.address = address;
  fields.incoming = incoming;
  fields.outgoing = outgoing;
  fields.result = result;
  if (!read_leave (object, &fields, error))
    return NULL;

  return ptl_account_new (&fields, error);
}

/**
 * ptl_json_to_account:
 * @text: an account as ptl_json_from_account() writes it, or an object that holds one under "account", as `setup --json` prints
 * @length: its length in octets, or -1
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the account, or %NULL with %PTL_ERROR_BAD_DATA that names the key
 */
PtlAccount *
ptl_json_to_account (const char  *text,
                     gssize       length,
                     GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local_error = NULL;
  JsonNode *root, *inner;

  if (!json_parser_load_from_data (parser, text, length, &local_error))
    {
      refuse (error, _("This is not JSON: %s"), local_error->message);
      return NULL;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse (error, _("This is not a JSON object, as “portolan setup --json” prints it."));
      return NULL;
    }

  inner = json_object_get_member (json_node_get_object (root), "account");
  if (inner != NULL && JSON_NODE_HOLDS_OBJECT (inner))
    root = inner;

  return read_account (json_node_get_object (root), error);
}
