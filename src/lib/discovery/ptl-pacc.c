/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-pacc.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "ptl-discovery-error.h"
#include "ptl-error.h"

#define MAX_BYTES (512 * 1024)

/* Such a document needs a dozen. The reader of json-glib calls itself for each level, so what opens levels is bounded first. */
#define MAX_BRACKETS 1000

/* The draft's revision 03 renamed “smtp” to “submit”; both are out there. */
static const struct
{
  const char  *name;
  PtlProtocol  protocol;
} services[] = {
  { "imap", PTL_PROTOCOL_IMAP },
  { "pop3", PTL_PROTOCOL_POP3 },
  { "submit", PTL_PROTOCOL_SMTP },
  { "smtp", PTL_PROTOCOL_SMTP },
};

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, message);
  return FALSE;
}

static gboolean
check_text (const char  *text,
            gsize        length,
            GError     **error)
{
  guint n_brackets = 0;

  if (length > MAX_BYTES)
    return refuse (error, _("The document is too large."));
  if (!g_utf8_validate_len (text, length, NULL))
    return refuse (error, _("The document is not text in UTF-8."));

  for (gsize i = 0; i < length; i++)
    n_brackets += text[i] == '[' || text[i] == '{';
  if (n_brackets > MAX_BRACKETS)
    return refuse (error, _("The document has too many parts."));

  return TRUE;
}

/* Members that are of another type than they should be count as missing. */
static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_string (JsonObject *object,
            const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
get_boolean (JsonObject *object,
             const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

typedef struct
{
  PtlAddress        *address;    /* (unowned) */
  JsonObject        *root;       /* (unowned) */
  PtlAuthentication  methods[2];
  gsize              n_methods;
  GPtrArray         *incoming;   /* (owned) (element-type PtlServer) */
  GPtrArray         *outgoing;   /* (owned) (element-type PtlServer) */
  GPtrArray         *hints;      /* (owned) (element-type PtlHint) */
} Parse;

static void
parse_clear (Parse *parse)
{
  g_ptr_array_unref (parse->incoming);
  g_ptr_array_unref (parse->outgoing);
  g_ptr_array_unref (parse->hints);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parse, parse_clear)

/* A password is what this program can use; where both are offered, it comes first. */
static void
take_authentication (Parse *parse)
{
  JsonObject *authentication = get_object (parse->root, "authentication");

  if (get_boolean (authentication, "password"))
    parse->methods[parse->n_methods++] = PTL_AUTHENTICATION_PASSWORD_CLEARTEXT;
  if (get_string (get_object (authentication, "oauth-public"), "issuer") != NULL)
    parse->methods[parse->n_methods++] = PTL_AUTHENTICATION_OAUTH2;
}

static gboolean
has_protocol (GPtrArray   *servers,
              PtlProtocol  protocol)
{
  for (guint i = 0; i < servers->len; i++)
    if (ptl_server_get_protocol (servers->pdata[i]) == protocol)
      return TRUE;

  return FALSE;
}

static void
take_service (Parse       *parse,
              const char  *name,
              PtlProtocol  protocol)
{
  const char *host = get_string (get_object (get_object (parse->root, "protocols"), name), "host");
  GPtrArray *servers = protocol == PTL_PROTOCOL_SMTP ? parse->outgoing : parse->incoming;
  g_autoptr (PtlServer) server = NULL;

  if (host == NULL || has_protocol (servers, protocol))
    return;

  server = ptl_server_new (protocol, host, ptl_protocol_get_default_port (protocol, PTL_SECURITY_TLS), PTL_SECURITY_TLS,
                           ptl_address_get_text (parse->address), NULL);
  if (server != NULL)
    g_ptr_array_add (servers, ptl_server_with_authentication (server, parse->methods, parse->n_methods));
}

static const char *
get_provider (Parse *parse)
{
  const char *name = get_string (get_object (get_object (parse->root, "info"), "provider"), "name");

  return name != NULL && *name != '\0' ? name : NULL;
}

static void
take_hints (Parse *parse)
{
  const char *url = get_string (get_object (get_object (parse->root, "info"), "help"), "documentation");
  const char *provider = get_provider (parse);

  if (provider == NULL)
    provider = ptl_address_get_domain_unicode (parse->address);
  if (parse->n_methods == 1 && parse->methods[0] == PTL_AUTHENTICATION_OAUTH2)
    g_ptr_array_add (parse->hints, ptl_hint_new (PTL_HINT_OAUTH2_ONLY, provider, NULL));
  if (url != NULL && g_str_has_prefix (url, "https://"))
    g_ptr_array_add (parse->hints, ptl_hint_new (PTL_HINT_DOCUMENTATION, provider, url));
}

static void
take_all (Parse      *parse,
          JsonObject *root,
          PtlAddress *address)
{
  parse->root = root;
  parse->address = address;
  parse->incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  parse->outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  parse->hints = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_hint_unref);

  take_authentication (parse);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    take_service (parse, services[i].name, services[i].protocol);
  take_hints (parse);
}

static JsonObject *
load (JsonParser  *parser,
      GBytes      *document,
      GError     **error)
{
  gsize length;
  const char *data = g_bytes_get_data (document, &length);
  g_autoptr (GError) local_error = NULL;
  JsonNode *root;

  if (data == NULL || !check_text (data, length, error))
    {
      if (data == NULL)
        refuse (error, _("The document is empty."));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, data, length, &local_error))
    {
      /* Translators: %s is what the JSON reader says */
      g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document is not JSON: %s"), local_error->message);
      return NULL;
    }

  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return json_node_get_object (root);

  refuse (error, _("The document is JSON, but not an object."));
  return NULL;
}

/* Whether there is another way to the mail, and nothing of ours that would only be faulty. */
static gboolean
is_jmap_only (JsonObject *root)
{
  JsonObject *protocols = get_object (root, "protocols");

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (protocols != NULL && json_object_has_member (protocols, services[i].name))
      return FALSE;

  return get_object (protocols, "jmap") != NULL;
}

PtlCandidate *
ptl_pacc_parse (GBytes      *document,
                PtlAddress  *address,
                PtlOrigin    origin,
                PtlTransport transport,
                PtlTrust     trust,
                const char  *evidence,
                GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root = load (parser, document, error);
  g_auto (Parse) parse = { NULL, };

  take_all (&parse, root, address);
  if (root == NULL)
    return NULL;
  if (parse.incoming->len + parse.outgoing->len == 0 && is_jmap_only (root))
    {
      ptl_discovery_error_set_other_way (error, "JMAP");
      return NULL;
    }
  if (parse.incoming->len + parse.outgoing->len == 0)
    {
      refuse (error, _("The document names no server for IMAP, POP3 or SMTP."));
      return NULL;
    }

  return ptl_candidate_new (&(PtlCandidateFields) {
    .origin = origin,
    .transport = transport,
    .trust = trust,
    .evidence = evidence,
    .display_name = get_provider (&parse),
    .incoming = parse.incoming,
    .outgoing = parse.outgoing,
    .hints = parse.hints,
  });
}

/* The value of one “name=value” of a record such as "v=UAAC1; a=sha256; d=…". */
static char *
get_tag (const char *record,
         const char *name)
{
  g_auto (GStrv) tags = g_strsplit (record, ";", 16);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      char *equals = strchr (tags[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      if (g_str_equal (g_strstrip (tags[i]), name))
        return g_strdup (g_strstrip (equals + 1));
    }

  return NULL;
}

static gboolean
record_matches (const char   *record,
                const guint8 *digest,
                gsize         length)
{
  g_autofree char *version = get_tag (record, "v");
  g_autofree char *algorithm = get_tag (record, "a");
  g_autofree char *text = get_tag (record, "d");
  g_autofree guchar *claimed = NULL;
  gsize claimed_length;

  if (g_strcmp0 (version, "UAAC1") != 0 || g_strcmp0 (algorithm, "sha256") != 0 || text == NULL)
    return FALSE;

  claimed = g_base64_decode (text, &claimed_length);
  return claimed_length == length && memcmp (claimed, digest, length) == 0;
}

gboolean
ptl_pacc_matches (GBytes    *document,
                  GPtrArray *records)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (document, NULL), g_bytes_get_size (document));
  g_checksum_get_digest (checksum, digest, &length);

  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char **strings = NULL;
      g_autofree char *record = NULL;

      if (!g_variant_is_of_type (records->pdata[i], G_VARIANT_TYPE ("(as)")))
        continue;

      /* one record is one text, however it is cut into strings (RFC 7208 §3.3) */
      g_variant_get (records->pdata[i], "(^a&s)", &strings);
      record = g_strjoinv ("", strings);
      if (record_matches (record, digest, length))
        return TRUE;
    }

  return FALSE;
}
