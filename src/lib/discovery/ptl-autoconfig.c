/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-autoconfig-provider.h"
#include "ptl-autoconfig-section.h"
#include "ptl-charset.h"
#include "ptl-discovery-error.h"
#include "ptl-domain.h"
#include "ptl-enum.h"
#include "ptl-error.h"

#define MAX_BYTES   (512 * 1024)
#define MAX_DEPTH   32
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
  PtlAddress            *address;     /* (unowned) */
  GPtrArray             *complaints;  /* (owned) (element-type utf8): about what is in no provider */
  gboolean               ours;        /* our own additions to the format count only in our own lists */
  Place                  stack[MAX_DEPTH];
  guint                  depth;
  GString               *text;        /* (owned) */
  int                    line;        /* where the last text ended, so where this tag starts: GMarkup itself is past it by now */
  char                  *system;      /* (owned) (nullable): of the last <authentication> */
  PtlAutoconfigSection  *section;     /* (owned) (nullable) */
  gboolean               has_root;
  GArray                *hints;       /* (owned): for whatever provider */
  PtlAutoconfigProvider *provider;    /* (owned) (nullable): the one that is being read */
  PtlAutoconfigProvider *best;        /* (owned): of those that were read; empty if none was */
} Parse;

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
  parse->hints = ptl_autoconfig_hints_new ();
  parse->best = ptl_autoconfig_provider_new (NULL);
}

static void
parse_clear (Parse *parse)
{
  g_clear_pointer (&parse->section, ptl_autoconfig_section_free);
  g_ptr_array_unref (parse->complaints);
  g_string_free (parse->text, TRUE);
  g_array_unref (parse->hints);
  g_clear_pointer (&parse->provider, ptl_autoconfig_provider_free);
  ptl_autoconfig_provider_free (parse->best);
  g_free (parse->system);
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
  ptl_autoconfig_hints_add (parse->provider != NULL ? parse->provider->hints : parse->hints, id, is_web_page (url) ? url : NULL);
}

static Place
start_config (Parse       *parse,
              const char **names,
              const char **values)
{
  parse->has_root = TRUE;
  return PLACE_CONFIG;
}

static Place
start_provider (Parse       *parse,
                const char **names,
                const char **values)
{
  parse->provider = ptl_autoconfig_provider_new (get_attribute (names, values, "id"));
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
  const char *other = ptl_autoconfig_section_name_other (get_attribute (names, values, "type"));

  if (parse->provider->other == NULL)
    parse->provider->other = other;
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

/* What is read, and where it may stand. Everything else is passed over, as the format asks for: patterns of domains say for whom the
 * document is, which whoever fetched it knows; <origin> is for those who keep our list. */
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
  { PLACE_PROVIDER, "domain", start_text },
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

static gboolean
is_domain_of (PtlAddress *address,
              const char *value)
{
  g_autofree char *domain = ptl_domain_to_ascii (value, NULL);

  return domain != NULL && g_ascii_strcasecmp (domain, ptl_address_get_domain (address)) == 0;
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
  else if (g_str_equal (element, "domain"))
    parse->provider->matches |= is_domain_of (parse->address, value);
  else if (parse->provider->display_name == NULL && *value != '\0')
    parse->provider->display_name = ptl_autoconfig_fill_in (value, parse->address);
}

static void
end_section (Parse *parse)
{
  g_autoptr (PtlAutoconfigSection) section = g_steal_pointer (&parse->section);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlServer) server = ptl_autoconfig_section_end (section, parse->address, &error);
  GPtrArray *complaints = parse->provider->complaints;

  if (server == NULL)
    g_ptr_array_add (complaints, g_strdup (error->message));
  else if (ptl_autoconfig_section_get_remark (section) != NULL)
    g_ptr_array_add (complaints, g_strdup (ptl_autoconfig_section_get_remark (section)));

  if (server != NULL)
    ptl_autoconfig_provider_take_server (parse->provider, server);
}

static void
end_provider (Parse *parse)
{
  PtlAutoconfigProvider *provider = g_steal_pointer (&parse->provider);

  if (ptl_autoconfig_provider_is_better (provider, parse->best))
    {
      PtlAutoconfigProvider *worse = g_steal_pointer (&parse->best);

      parse->best = g_steal_pointer (&provider);
      provider = worse;
    }
  ptl_autoconfig_provider_free (provider);
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
  else if (place == PLACE_PROVIDER)
    end_provider (parse);
}

static const GMarkupParser parser = {
  .start_element = start_element_cb,
  .end_element = end_element_cb,
  .text = text_cb,
  .passthrough = passthrough_cb,
};

/* GMarkup knows no entities but the five of XML, opens no file and no connection, and does not recurse. */
static gboolean
run (Parse   *parse,
     GBytes  *document,
     GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (document, &length);
  const char *text = data != NULL ? data : "";
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, parse, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *words = NULL;

  if (g_markup_parse_context_parse (context, text, length, &local_error) &&
      g_markup_parse_context_end_parse (context, &local_error))
    return TRUE;

  if (local_error->domain == PTL_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* Translators: %s is the XML reader's own sentence, with the line */
  words = g_strdup_printf (_("The document is not well-formed: %s"), local_error->message);
  g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, "%s%s", words, g_str_has_suffix (words, ".") ? "" : ".");
  return FALSE;
}

/* Returns: (transfer full) (nullable) */
static GBytes *
decode (GBytes      *document,
        const char  *charset,
        GError     **error)
{
  if (g_bytes_get_size (document) <= MAX_BYTES)
    return ptl_charset_decode (document, charset, error);

  g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document is larger than the %d bytes that are read."), MAX_BYTES);
  return NULL;
}

static gboolean
is_usable (Parse   *parse,
           GError **error)
{
  GPtrArray *complaints = parse->best->complaints;

  if (ptl_autoconfig_provider_is_usable (parse->best))
    return TRUE;

  if (complaints->len == 0 && parse->best->other != NULL)
    {
      ptl_discovery_error_set_other_way (error, parse->best->other);
      return FALSE;
    }

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                       complaints->len > 0 ? g_ptr_array_index (complaints, 0)
                                           : _("The document names no server for IMAP, POP3 or SMTP."));
  return FALSE;
}

/* What is wrong, where there is no server to receive with, or none to send with. The ledger has all of it; this is for the person who
 * is told that there is none.
 *
 * Returns: (transfer full) (nullable): a sentence */
static char *
describe_fault (const PtlAutoconfigProvider *provider,
                const char                  *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_autofree char *other = ptl_discovery_error_describe_other_way (provider->other);
  const char *fault = provider->complaints->len > 0 ? g_ptr_array_index (provider->complaints, 0) : NULL;
  g_autofree char *whose = NULL;

  if (fault == NULL && provider->incoming->len == 0)
    fault = other;
  if (fault == NULL || uri == NULL || g_uri_get_host (uri) == NULL || (provider->incoming->len > 0 && provider->outgoing->len > 0))
    return NULL;

  /* Translators: a web server, like autoconfig.example.org; a sentence that says what is wrong with the settings follows */
  whose = g_strdup_printf (_("Not all of the settings that %s publishes can be used."), g_uri_get_host (uri));
  return g_strconcat (whose, " ", fault, NULL);
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
                const char    *charset,
                gboolean       ours,
                PtlAddress    *address,
                PtlOrigin      origin,
                PtlTransport   transport,
                PtlTrust       trust,
                const char    *evidence,
                GPtrArray     *complaints,
                GError       **error)
{
  g_autoptr (GBytes) text = decode (document, charset, error);
  g_auto (Parse) parse = { NULL, };
  g_autoptr (GPtrArray) hints = NULL;
  g_autofree char *fault = NULL;
  gboolean usable;

  parse_init (&parse, address, ours);
  usable = text != NULL && run (&parse, text, error) && is_usable (&parse, error);
  hand_over (parse.best->complaints, complaints);
  hand_over (parse.complaints, complaints);
  if (!usable)
    return NULL;

  fault = describe_fault (parse.best, evidence);
  hints = ptl_autoconfig_provider_collect_hints (parse.best, parse.hints, address);
  return ptl_candidate_new (&(PtlCandidateFields) {
    .origin = origin,
    .transport = transport,
    .trust = trust,
    .evidence = evidence,
    .display_name = parse.best->display_name,
    .incoming = parse.best->incoming,
    .outgoing = parse.best->outgoing,
    .hints = hints,
    .fault = fault,
  });
}

PtlCandidate *
ptl_autoconfig_parse (GBytes        *document,
                      const char    *charset,
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

  return parse_document (document, charset, ours, address, origin, transport, trust, evidence, complaints, error);
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

  return parse_document (document, NULL, TRUE, address, origin, transport, trust, evidence, NULL, NULL);
}
