/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-autoconfig-section.h"
#include "ptl-enum.h"
#include "ptl-error.h"

#define MAX_BYTES   (512 * 1024)
#define MAX_DEPTH   32
#define MAX_SERVERS 64
#define MAX_HINTS   16

/* Where in the document the reader is. */
typedef enum
{
  PLACE_SKIP,      /* in an element that is passed over with all it holds */
  PLACE_DOCUMENT,
  PLACE_CONFIG,
  PLACE_PROVIDER,
  PLACE_SERVER,
  PLACE_OAUTH2,
  PLACE_TEXT,      /* in an element whose text is wanted */
} Place;

typedef struct
{
  PtlHintId  id;
  char      *url;  /* (owned) (nullable) */
} FoundHint;

typedef struct
{
  GMarkupParseContext  *context;       /* (unowned) */
  PtlAddress           *address;       /* (unowned) */
  GPtrArray            *complaints;    /* (unowned) (element-type utf8) */
  gboolean              ours;          /* our own additions to the format count only in our own lists */
  Place                 stack[MAX_DEPTH];
  guint                 depth;
  GString              *text;          /* (owned) */
  int                   line;          /* where the last text ended, so where this tag starts: GMarkup itself is past it by now */
  char                 *system;        /* (owned) (nullable): of the last <authentication> */
  PtlAutoconfigSection *section;       /* (owned) (nullable) */
  gboolean              has_root;
  gboolean              has_provider;
  char                 *id;            /* (owned) (nullable) */
  char                 *display_name;  /* (owned) (nullable) */
  GPtrArray            *incoming;      /* (owned) (element-type PtlServer) */
  GPtrArray            *outgoing;      /* (owned) (element-type PtlServer) */
  GArray               *hints;         /* (owned) (element-type FoundHint) */
} Parse;

static void
found_hint_clear (gpointer data)
{
  FoundHint *hint = data;

  g_free (hint->url);
}

static void
parse_init (Parse      *parse,
            PtlAddress *address,
            gboolean    ours)
{
  parse->address = address;
  parse->line = 1;
  parse->ours = ours;
  parse->stack[0] = PLACE_DOCUMENT;
  parse->complaints = g_ptr_array_new_with_free_func (g_free);
  parse->text = g_string_new (NULL);
  parse->incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  parse->outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  parse->hints = g_array_new (FALSE, FALSE, sizeof (FoundHint));
  g_array_set_clear_func (parse->hints, found_hint_clear);
}

static void
parse_clear (Parse *parse)
{
  g_clear_pointer (&parse->section, ptl_autoconfig_section_free);
  g_ptr_array_unref (parse->complaints);
  g_string_free (parse->text, TRUE);
  g_ptr_array_unref (parse->incoming);
  g_ptr_array_unref (parse->outgoing);
  g_array_unref (parse->hints);
  g_free (parse->system);
  g_free (parse->id);
  g_free (parse->display_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parse, parse_clear)

static const char *
get_attribute (const char **names,
               const char **values,
               const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];

  return NULL;
}

/* Addresses of pages are shown to people as links: nothing but the web is behind them. One with a placeholder would carry the
 * person's address to whoever runs that page, at a click that does not look like it. */
static gboolean
is_web_page (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL || strstr (url, "%EMAIL") != NULL)
    return FALSE;

  uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
         (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http"));
}

/* Addresses that programs use by themselves. */
static gboolean
is_safe_address (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https") && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

/* The section is left out, and its author reads why. */
static void
check_address (Parse      *parse,
               const char *element,
               const char *url)
{
  g_autofree char *sentence = NULL;

  if (is_safe_address (url))
    return;

  sentence = g_strdup_printf (_("<%s> is “%s”, which is not an address that starts with https."), element, url != NULL ? url : "");
  g_ptr_array_add (parse->complaints, g_strdup_printf (_("Line %d: %s"), parse->line, sentence));
}

static void
add_hint (Parse      *parse,
          PtlHintId   id,
          const char *url)
{
  FoundHint hint = { id, is_web_page (url) ? g_strdup (url) : NULL };

  if (parse->hints->len < MAX_HINTS)
    g_array_append_val (parse->hints, hint);
  else
    g_free (hint.url);
}

static Place
start_config (Parse       *parse,
              const char **names,
              const char **values)
{
  parse->has_root = TRUE;
  return PLACE_CONFIG;
}

/* The format has room for one provider; a further one would be somebody else's, unless the first says nothing. */
static Place
start_provider (Parse       *parse,
                const char **names,
                const char **values)
{
  if (parse->incoming->len + parse->outgoing->len > 0)
    return PLACE_SKIP;

  parse->has_provider = TRUE;
  g_free (parse->id);
  parse->id = g_strdup (get_attribute (names, values, "id"));
  return PLACE_PROVIDER;
}

static Place
start_text (Parse       *parse,
            const char **names,
            const char **values)
{
  g_string_truncate (parse->text, 0);
  g_free (parse->system);
  parse->system = g_strdup (get_attribute (names, values, "system"));
  return PLACE_TEXT;
}

static Place
start_section (Parse       *parse,
               const char  *element,
               const char **names,
               const char **values)
{
  parse->section = ptl_autoconfig_section_new (element, get_attribute (names, values, "type"), parse->line);
  return parse->section != NULL ? PLACE_SERVER : PLACE_SKIP;
}

static Place
start_incoming (Parse       *parse,
                const char **names,
                const char **values)
{
  return start_section (parse, "incomingServer", names, values);
}

static Place
start_outgoing (Parse       *parse,
                const char **names,
                const char **values)
{
  return start_section (parse, "outgoingServer", names, values);
}

static Place
start_documentation (Parse       *parse,
                     const char **names,
                     const char **values)
{
  const char *url = get_attribute (names, values, "url");

  if (is_web_page (url))
    add_hint (parse, PTL_HINT_DOCUMENTATION, url);
  return PLACE_SKIP;
}

static Place
start_enable (Parse       *parse,
              const char **names,
              const char **values)
{
  add_hint (parse, PTL_HINT_ENABLE_FIRST, get_attribute (names, values, "visiturl"));
  return PLACE_SKIP;
}

static Place
start_hint (Parse       *parse,
            const char **names,
            const char **values)
{
  const char *id = get_attribute (names, values, "id");
  int value;

  if (parse->ours && id != NULL && ptl_enum_from_nick (PTL_TYPE_HINT_ID, id, &value))
    add_hint (parse, value, get_attribute (names, values, "url"));
  return PLACE_SKIP;
}

/* How to sign in with a browser is the business of the mail program, and when to come back, too: this one is done when the account is.
 * But what is wrong there is said. */
static Place
start_oauth2 (Parse       *parse,
              const char **names,
              const char **values)
{
  return PLACE_OAUTH2;
}

static Place
start_update (Parse       *parse,
              const char **names,
              const char **values)
{
  check_address (parse, "clientConfigUpdate", get_attribute (names, values, "url"));
  return PLACE_SKIP;
}

/* What is read, and where it may stand. Everything else is passed over, as the format asks for: <domain> and its patterns say for
 * whom the document is, which whoever fetched it knows; <origin> is for those who keep our list. */
typedef struct
{
  Place       within;
  const char *element;
  Place     (*start) (Parse       *parse,
                      const char **names,
                      const char **values);
} Element;

static const Element elements[] = {
  { PLACE_DOCUMENT, "clientConfig", start_config },
  { PLACE_CONFIG, "emailProvider", start_provider },
  { PLACE_CONFIG, "documentation", start_documentation },
  { PLACE_CONFIG, "enable", start_enable },
  { PLACE_CONFIG, "oAuth2", start_oauth2 },
  { PLACE_CONFIG, "clientConfigUpdate", start_update },
  { PLACE_OAUTH2, "authURL", start_text },
  { PLACE_OAUTH2, "tokenURL", start_text },
  { PLACE_PROVIDER, "displayName", start_text },
  { PLACE_PROVIDER, "incomingServer", start_incoming },
  { PLACE_PROVIDER, "outgoingServer", start_outgoing },
  { PLACE_PROVIDER, "documentation", start_documentation },
  { PLACE_PROVIDER, "enable", start_enable },
  { PLACE_PROVIDER, "hint", start_hint },
  { PLACE_SERVER, "hostname", start_text },
  { PLACE_SERVER, "port", start_text },
  { PLACE_SERVER, "socketType", start_text },
  { PLACE_SERVER, "username", start_text },
  { PLACE_SERVER, "authentication", start_text },
};

static const Element *
find_element (Place       within,
              const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (elements[i].within == within && g_str_equal (elements[i].element, name))
      return &elements[i];

  return NULL;
}

static void
start_element_cb (GMarkupParseContext  *context,
                  const char           *name,
                  const char          **names,
                  const char          **values,
                  gpointer              user_data,
                  GError              **error)
{
  Parse *parse = user_data;
  Place within = parse->stack[parse->depth];
  const Element *element = find_element (within, name);

  if (parse->depth + 1 == MAX_DEPTH)
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                 _("Line %d: The elements are nested more than %d deep."), parse->line, MAX_DEPTH - 1);
  else if (within == PLACE_DOCUMENT && parse->has_root)
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document goes on after its end, with <%s>."), name);
  else if (within == PLACE_DOCUMENT && element == NULL)
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                 _("The document is a <%s>, and was expected to be a <clientConfig>."), name);
  else
    {
      Place place = element != NULL ? element->start (parse, names, values) : PLACE_SKIP;

      parse->stack[++parse->depth] = place;
    }
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  Parse *parse = user_data;

  g_markup_parse_context_get_position (context, &parse->line, NULL);
  if (parse->stack[parse->depth] == PLACE_TEXT)
    g_string_append_len (parse->text, text, length);
}

static void
passthrough_cb (GMarkupParseContext  *context,
                const char           *text,
                gsize                 length,
                gpointer              user_data,
                GError              **error)
{
  Parse *parse = user_data;

  g_markup_parse_context_get_position (context, &parse->line, NULL);
}

static void
end_text (Parse      *parse,
          const char *element)
{
  char *value = g_strstrip (parse->text->str);

  if (parse->stack[parse->depth] == PLACE_OAUTH2)
    check_address (parse, element, value);
  else if (parse->section != NULL)
    ptl_autoconfig_section_take (parse->section, element, parse->system, value, parse->line);
  else if (parse->display_name == NULL && *value != '\0')
    parse->display_name = ptl_autoconfig_fill_in (value, parse->address);
}

static void
end_section (Parse *parse)
{
  g_autoptr (PtlAutoconfigSection) section = g_steal_pointer (&parse->section);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlServer) server = ptl_autoconfig_section_end (section, parse->address, &error);

  if (server == NULL)
    g_ptr_array_add (parse->complaints, g_strdup (error->message));
  else if (ptl_autoconfig_section_get_remark (section) != NULL)
    g_ptr_array_add (parse->complaints, g_strdup (ptl_autoconfig_section_get_remark (section)));

  if (server != NULL && parse->incoming->len + parse->outgoing->len < MAX_SERVERS)
    g_ptr_array_add (ptl_server_is_incoming (server) ? parse->incoming : parse->outgoing, ptl_server_ref (server));
}

static void
end_element_cb (GMarkupParseContext  *context,
                const char           *name,
                gpointer              user_data,
                GError              **error)
{
  Parse *parse = user_data;
  Place place = parse->stack[parse->depth--];

  if (place == PLACE_TEXT)
    end_text (parse, name);
  else if (place == PLACE_SERVER)
    end_section (parse);
}

static const GMarkupParser parser = {
  .start_element = start_element_cb,
  .end_element = end_element_cb,
  .text = text_cb,
  .passthrough = passthrough_cb,
};

/* GMarkup knows no entities but the five of XML, opens no file and no connection, and does not recurse. */
static gboolean
run (Parse       *parse,
     const char  *text,
     gsize        length,
     GError     **error)
{
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, parse, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_markup_parse_context_parse (context, text, length, &local_error) &&
      g_markup_parse_context_end_parse (context, &local_error))
    return TRUE;

  if (local_error->domain == PTL_ERROR)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    /* Translators: %s is the XML reader's own sentence, with the line */
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document is not well-formed: %s"), local_error->message);
  return FALSE;
}

static gboolean
check_text (const char **text,
            gsize       *length,
            GError     **error)
{
  if (*length > MAX_BYTES)
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                   _("The document is larger than the %d bytes that are read."), MAX_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate_len (*text, *length, NULL))
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document is not text in UTF-8."));
      return FALSE;
    }
  if (*length >= 3 && memcmp (*text, "\xef\xbb\xbf", 3) == 0)
    {
      *text += 3;
      *length -= 3;
    }

  return TRUE;
}

static gboolean
wants_oauth2_only (GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      gsize n_methods;

      ptl_server_get_authentication (servers->pdata[i], &n_methods);
      if (n_methods != 1 || !ptl_server_allows (servers->pdata[i], PTL_AUTHENTICATION_OAUTH2))
        return FALSE;
    }

  return servers->len > 0;
}

static gboolean
has_hint (Parse     *parse,
          PtlHintId  id)
{
  for (guint i = 0; i < parse->hints->len; i++)
    if (g_array_index (parse->hints, FoundHint, i).id == id)
      return TRUE;

  return FALSE;
}

static GPtrArray *
make_hints (Parse *parse)
{
  GPtrArray *hints = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_hint_unref);
  const char *provider = parse->display_name;

  if (provider == NULL)
    provider = parse->id != NULL ? parse->id : ptl_address_get_domain_unicode (parse->address);

  if (wants_oauth2_only (parse->incoming) && !has_hint (parse, PTL_HINT_OAUTH2_ONLY))
    add_hint (parse, PTL_HINT_OAUTH2_ONLY, NULL);

  for (guint i = 0; i < parse->hints->len; i++)
    {
      FoundHint *hint = &g_array_index (parse->hints, FoundHint, i);

      g_ptr_array_add (hints, ptl_hint_new (hint->id, provider, hint->url));
    }

  return hints;
}

/* A provider that lets no mail program in is an answer, too. */
static gboolean
is_usable (Parse   *parse,
           GError **error)
{
  if (parse->incoming->len + parse->outgoing->len > 0 ||
      has_hint (parse, PTL_HINT_NO_ACCESS) || has_hint (parse, PTL_HINT_BRIDGE_NEEDED))
    return TRUE;

  if (parse->complaints->len > 0)
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, g_ptr_array_index (parse->complaints, 0));
  else
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document names no server for IMAP, POP3 or SMTP."));
  return FALSE;
}

static void
hand_over (GPtrArray *from,
           GPtrArray *to)
{
  for (guint i = 0; to != NULL && i < from->len; i++)
    g_ptr_array_add (to, g_strdup (from->pdata[i]));
}

static PtlCandidate *
parse_document (GBytes        *document,
                gboolean       ours,
                PtlAddress    *address,
                PtlOrigin      origin,
                PtlTransport   transport,
                PtlTrust       trust,
                const char    *evidence,
                GPtrArray     *complaints,
                GError       **error)
{
  gsize length;
  const char *data = g_bytes_get_data (document, &length);
  const char *text = data != NULL ? data : "";
  g_auto (Parse) parse = { NULL, };
  g_autoptr (GPtrArray) hints = NULL;
  gboolean usable;

  parse_init (&parse, address, ours);
  usable = check_text (&text, &length, error) && run (&parse, text, length, error) && is_usable (&parse, error);
  hand_over (parse.complaints, complaints);
  if (!usable)
    return NULL;

  hints = make_hints (&parse);
  return ptl_candidate_new (&(PtlCandidateFields) {
    .origin = origin,
    .transport = transport,
    .trust = trust,
    .evidence = evidence,
    .display_name = parse.display_name,
    .incoming = parse.incoming,
    .outgoing = parse.outgoing,
    .hints = hints,
  });
}

PtlCandidate *
ptl_autoconfig_parse (GBytes        *document,
                      PtlAddress    *address,
                      PtlOrigin      origin,
                      PtlTransport   transport,
                      PtlTrust       trust,
                      const char    *evidence,
                      GPtrArray     *complaints,
                      GError       **error)
{
  gboolean ours = origin == PTL_ORIGIN_BUNDLED || origin == PTL_ORIGIN_LOCAL;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (evidence != NULL, NULL);

  return parse_document (document, ours, address, origin, transport, trust, evidence, complaints, error);
}

PtlCandidate *
ptl_autoconfig_parse_listed (GBytes       *document,
                             PtlAddress   *address,
                             PtlOrigin     origin,
                             PtlTransport  transport,
                             PtlTrust      trust,
                             const char   *evidence)
{
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (evidence != NULL, NULL);

  return parse_document (document, TRUE, address, origin, transport, trust, evidence, NULL, NULL);
}
