/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-autoconfig.h"

#include <string.h>

#include "ptl-enum.h"
#include "ptl-error.h"

static GBytes *
read_document (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "autoconfig", name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static PtlCandidate *
parse (GBytes     *document,
       PtlOrigin   origin,
       GPtrArray  *complaints,
       GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", &local_error);

  g_assert_no_error (local_error);
  return ptl_autoconfig_parse (document, NULL, address, origin, PTL_TRANSPORT_HTTPS, PTL_TRUST_TRUSTED, "the evidence",
                               complaints, error);
}

static void
describe_servers (GString   *text,
                  GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      PtlServer *server = servers->pdata[i];
      gsize n_methods;
      const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

      g_string_append_printf (text, "%s %s:%u %s %s",
                              ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (server)),
                              ptl_server_get_host (server), ptl_server_get_port (server),
                              ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)),
                              ptl_server_get_username (server) != NULL ? ptl_server_get_username (server) : "-");
      for (gsize j = 0; j < n_methods; j++)
        g_string_append_printf (text, " %s", ptl_enum_to_nick (PTL_TYPE_AUTHENTICATION, methods[j]));
      g_string_append_c (text, '\n');
    }
}

/* A candidate as a text that a table can hold. */
static char *
describe (PtlCandidate *candidate,
          GPtrArray    *complaints)
{
  GString *text = g_string_new (NULL);
  GPtrArray *hints = ptl_candidate_get_hints (candidate);

  if (ptl_candidate_get_display_name (candidate) != NULL)
    g_string_append_printf (text, "%s\n", ptl_candidate_get_display_name (candidate));
  describe_servers (text, ptl_candidate_get_incoming (candidate));
  describe_servers (text, ptl_candidate_get_outgoing (candidate));
  for (guint i = 0; i < hints->len; i++)
    g_string_append_printf (text, "%s %s\n", ptl_enum_to_nick (PTL_TYPE_HINT_ID, ptl_hint_get_id (hints->pdata[i])),
                            ptl_hint_get_url (hints->pdata[i]) != NULL ? ptl_hint_get_url (hints->pdata[i]) : "-");
  for (guint i = 0; i < complaints->len; i++)
    g_string_append_printf (text, "%s\n", (char *) complaints->pdata[i]);

  return g_string_free (text, FALSE);
}

#define IMAP "imap mail.example.org:993 tls me@example.org password-cleartext\n"
#define SMTP "smtp mail.example.org:465 tls me@example.org password-cleartext\n"

typedef struct
{
  const char *name;
  PtlOrigin   origin;
  const char *expected;
} Good;

static const Good good[] = {
  { "plain-way.xml", PTL_ORIGIN_AUTOCONFIG,
    "Example Mail\n" IMAP
    "imap mail.example.org:143 starttls me@example.org password-cleartext\n"
    "pop3 mail.example.org:995 tls me@example.org password-cleartext\n" SMTP
    "smtp mail.example.org:587 starttls me@example.org password-cleartext\n"
    "documentation https://help.example.org/mail\n" },
  { "newer-version.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP },
  { "placeholders.xml", PTL_ORIGIN_AUTOCONFIG,
    "Mail of example.org\n"
    "imap imap.example.org:993 tls me password-cleartext\n"
    "smtp smtp.example.org:465 tls example.org\\me password-cleartext\n" },
  { "literal-username.xml", PTL_ORIGIN_AUTOCONFIG,
    "imap mail.example.org:993 tls mailbox-4711 password-cleartext\n"
    "smtp mail.example.org:587 starttls me@example.org password-cleartext\n" },
  { "draft-06.xml", PTL_ORIGIN_AUTOCONFIG,
    "Example Mail\n" IMAP SMTP
    "enable-first https://www.example.org/settings\n"
    "documentation https://help.example.org/mail\n"
    "Line 22: <tokenURL> is “http://auth.example.org/token”, which is not an address that starts with https.\n"
    "Line 24: <clientConfigUpdate> is “ftp://www.example.org/config.xml”, which is not an address that starts with https.\n" },
  { "nameless.xml", PTL_ORIGIN_AUTOCONFIG,
    "imap mail.example.org:993 tls - password-cleartext\n"
    "smtp mail.example.org:465 tls - password-cleartext\n"
    "smtp relay.example.org:587 starttls - none\n"
    "Line 6: <username> is “@example.org”, which names nobody. The server may have to be told the whole address.\n"
    "Line 10: <username> is “”, which names nobody. The server may have to be told the whole address.\n" },
  { "unencrypted.xml", PTL_ORIGIN_AUTOCONFIG,
    "pop3 mail.example.org:110 none me@example.org password-cleartext\n"
    "smtp mail.example.org:25 none me@example.org none\n" },
  { "one-bad-section.xml", PTL_ORIGIN_AUTOCONFIG,
    "imap mail.example.org:143 starttls me@example.org password-cleartext\n" SMTP
    "Line 7: <port> is “99143”, but a port is a number from 1 to 65535.\n" },
  { "unknown-things.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP },
  { "oauth2-only.xml", PTL_ORIGIN_AUTOCONFIG,
    "imap mail.example.org:993 tls me@example.org oauth2\n"
    "smtp mail.example.org:465 tls me@example.org oauth2\n"
    "oauth2-only -\n" },
  { "authentication.xml", PTL_ORIGIN_AUTOCONFIG,
    "imap mail.example.org:993 tls me@example.org gssapi oauth2 password-cleartext ntlm client-certificate password-encrypted\n"
    "smtp mail.example.org:465 tls me@example.org password-encrypted password-cleartext\n" },
  { "old-words.xml", PTL_ORIGIN_AUTOCONFIG,
    "imap mail.example.org:993 tls me@example.org password-encrypted password-cleartext\n"
    "smtp mail.example.org:465 tls me@example.org none\n" },
  { "comments-and-cdata.xml", PTL_ORIGIN_AUTOCONFIG, "Mail & More\n" IMAP SMTP },
  { "international.xml", PTL_ORIGIN_AUTOCONFIG,
    "Grüße aus 東京\n"
    "imap mail.xn--bcher-kva.example:993 tls me@example.org password-cleartext\n" SMTP },
  { "enable.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP "enable-first https://www.example.org/settings\n" },
  { "bad-links.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP "documentation http://help.example.org/\n" },
  { "only-outgoing.xml", PTL_ORIGIN_AUTOCONFIG, SMTP },
  { "two-providers.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP },
  { "empty-provider-first.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP },
  { "two-providers-ours-second.xml", PTL_ORIGIN_AUTOCONFIG, "Our Mail\n" IMAP SMTP },
  { "two-providers-neither-ours.xml", PTL_ORIGIN_AUTOCONFIG, "First Mail\n" IMAP SMTP },
  { "two-providers-ours-unusable.xml", PTL_ORIGIN_AUTOCONFIG, "Other Mail\n" IMAP SMTP },
  { "byte-order-mark.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP },
  { "byte-order-mark-first.xml", PTL_ORIGIN_AUTOCONFIG, "Grüße\n" IMAP SMTP },
  { "latin-1.xml", PTL_ORIGIN_AUTOCONFIG, "Café Français\n" IMAP SMTP },
  { "windows-1252.xml", PTL_ORIGIN_AUTOCONFIG, "Café – 5 €\n" IMAP SMTP },
  { "koi8-r.xml", PTL_ORIGIN_AUTOCONFIG, "Почта\n" IMAP SMTP },
  { "utf-16.xml", PTL_ORIGIN_AUTOCONFIG, IMAP },
  { "utf-16-big-endian.xml", PTL_ORIGIN_AUTOCONFIG, "Grüße\n" IMAP SMTP },
  { "utf-16-without-mark.xml", PTL_ORIGIN_AUTOCONFIG, "Grüße\n" IMAP SMTP },
  { "utf-16-only-declared.xml", PTL_ORIGIN_AUTOCONFIG, "Grüße\n" IMAP SMTP },
  { "provider-hints.xml", PTL_ORIGIN_BUNDLED, IMAP SMTP "app-password https://www.example.org/app-passwords\n" },
  { "provider-hints.xml", PTL_ORIGIN_AUTOCONFIG, IMAP SMTP },
  { "no-access.xml", PTL_ORIGIN_LOCAL, "Closed Mail\nno-access https://closed.example.org/why\n" },
};

static void
test_good (gconstpointer data)
{
  const Good *row = data;
  g_autofree char *name = g_build_filename ("good", row->name, NULL);
  g_autoptr (GBytes) document = read_document (name);
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlCandidate) candidate = parse (document, row->origin, complaints, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = describe (candidate, complaints);
  g_assert_cmpstr (text, ==, row->expected);
  g_assert_cmpint (ptl_candidate_get_origin (candidate), ==, row->origin);
  g_assert_cmpint (ptl_candidate_get_transport (candidate), ==, PTL_TRANSPORT_HTTPS);
  g_assert_cmpint (ptl_candidate_get_trust (candidate), ==, PTL_TRUST_TRUSTED);
  g_assert_cmpstr (ptl_candidate_get_evidence (candidate), ==, "the evidence");
}

typedef struct
{
  const char *name;
  const char *expected;  /* a pattern */
  PtlError    code;      /* or 0 for PTL_ERROR_BAD_DATA */
} Bad;

static const Bad bad[] = {
  { "empty.xml", "The document is not well-formed: *" },
  { "not-xml.xml", "The document is not well-formed: *" },
  { "web-page.xml", "The document is a <html>, and was expected to be a <clientConfig>." },
  { "other-root.xml", "The document is a <Autodiscover>, and was expected to be a <clientConfig>." },
  { "two-roots.xml", "The document goes on after its end, with <clientConfig>." },
  { "not-closed.xml", "The document is not well-formed: *13*" },
  { "crossed.xml", "The document is not well-formed: *3*clientConfig*" },
  { "latin-1.xml", "The document is not text in UTF-8." },
  { "ascii.xml", "The document is not text in us-ascii." },
  { "windows-1252.xml", "The document is not text in windows-1252." },
  { "utf-16-half.xml", "The document is not text in UTF-16LE." },
  { "utf-16-zero.xml", "The document is not text in UTF-16LE." },
  { "encoding-unknown.xml", "The document is written in “x-no-such-encoding”, an encoding that is not known here." },
  { "encoding-order.xml", "The document is written in “ASCII//TRANSLIT//IGNORE”, an encoding that is not known here." },
  { "zero-byte.xml", "The document is not text in UTF-8." },
  { "own-entity.xml", "The document is not well-formed: *host*" },
  { "outside-entity.xml", "The document is not well-formed: *host*" },
  { "many-entities.xml", "The document is not well-formed: *j*" },
  { "too-deep.xml", "Line 1: The elements are nested more than 31 deep." },
  { "no-provider.xml", "The document names no server for IMAP, POP3 or SMTP." },
  { "no-servers.xml", "The document names no server for IMAP, POP3 or SMTP." },
  { "only-others.xml", "The document names no server for IMAP or POP3, only one for JMAP.", PTL_ERROR_NO_ACCESS },
  { "only-exchange.xml", "The document names no server for IMAP or POP3, only one for Exchange.", PTL_ERROR_NO_ACCESS },
  { "only-faulty.xml", "Line 7: <incomingServer> has no <port>." },
  { "no-type.xml", "The document names no server for IMAP, POP3 or SMTP." },
  { "port-large.xml", "Line 7: <port> is “99143”, but a port is a number from 1 to 65535." },
  { "port-zero.xml", "Line 7: <port> is “0”, but a port is a number from 1 to 65535." },
  { "port-negative.xml", "Line 7: <port> is “-993”, but a port is a number from 1 to 65535." },
  { "port-word.xml", "Line 7: <port> is “imaps”, but a port is a number from 1 to 65535." },
  { "port-empty.xml", "Line 7: <port> is “”, but a port is a number from 1 to 65535." },
  { "port-missing.xml", "Line 5: <incomingServer> has no <port>." },
  { "hostname-missing.xml", "Line 5: <incomingServer> has no <hostname>." },
  { "hostname-empty.xml", "Line 6: <hostname> is empty." },
  { "hostname-two-words.xml", "Line 5: “mail.example.org evil.example.com” is not a host name.*" },
  { "hostname-url.xml", "Line 5: “https://mail.example.org/” is not a host name.*" },
  { "hostname-placeholder.xml", "Line 5: <hostname> is “imap.%EMAILDOMAIN”, which holds an unknown placeholder." },
  { "socket-missing.xml", "Line 5: <incomingServer> has no <socketType> that is SSL, STARTTLS or plain." },
  { "socket-unknown.xml", "Line 5: <incomingServer> has no <socketType> that is SSL, STARTTLS or plain." },
  { "username-placeholder.xml", "Line 5: <username> is “%EMAILADDRESS”, which holds an unknown placeholder." },
  { "username-unknown-placeholder.xml", "Line 5: <username> is “%EMAILHASH%”, which holds an unknown placeholder." },
  { "username-other-placeholder.xml", "Line 5: <username> is “%emailaddress%”, which holds an unknown placeholder." },
  { "username-control.xml", "Line 5: The user name is empty, not text, or holds a control character." },
  { "hints-of-others.xml", "The document names no server for IMAP, POP3 or SMTP." },
};

static void
test_bad (gconstpointer data)
{
  const Bad *row = data;
  g_autofree char *name = g_build_filename ("bad", row->name, NULL);
  g_autoptr (GBytes) document = read_document (name);
  g_autoptr (GError) error = NULL;
  PtlCandidate *candidate = parse (document, PTL_ORIGIN_AUTOCONFIG, NULL, &error);

  g_assert_null (candidate);
  g_assert_error (error, PTL_ERROR, (int) (row->code != 0 ? row->code : PTL_ERROR_BAD_DATA));
  if (!g_pattern_match_simple (row->expected, error->message))
    g_error ("%s: “%s” is not “%s”", row->name, error->message, row->expected);
}

/* What the server says of the encoding counts where the document says nothing. */
static void
test_charset (void)
{
  static const struct
  {
    const char *document;
    const char *charset;
    const char *name;  /* NULL: refused */
  } rows[] = {
    { "<clientConfig><emailProvider id='Gr\xfc\xdf""e'>", "iso-8859-1", "Grüße" },
    { "<clientConfig><emailProvider id='Gr\xfc\xdf""e'>", NULL, NULL },
    { "<clientConfig><emailProvider id='Gr\xfc\xdf""e'>", "utf-8", NULL },
    { "<clientConfig><emailProvider id='Gr\xfc\xdf""e'>", "no such\nset", NULL },
    { "<?xml version='1.0' encoding='latin1'?><clientConfig><emailProvider id='Gr\xfc\xdf""e'>", "utf-8", "Grüße" },
    { "<?xml version='1.0'?><clientConfig><emailProvider id='Grüße'>", "utf8", "Grüße" },
    { "\xef\xbb\xbf<clientConfig><emailProvider id='Grüße'>", "iso-8859-1", "Grüße" },
  };
  static const char end[] =
    "<incomingServer type='imap'><hostname>a.example</hostname><port>993</port><socketType>SSL</socketType></incomingServer>"
    "<documentation url='https://a.example/'/></emailProvider></clientConfig>";
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (rows[i].document, end, NULL);
      g_autoptr (GBytes) document = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlCandidate) candidate = ptl_autoconfig_parse (document, rows[i].charset, address, PTL_ORIGIN_AUTOCONFIG,
                                                                 PTL_TRANSPORT_HTTPS, PTL_TRUST_TRUSTED, "", NULL, &error);
      PtlHint *hint = candidate != NULL ? ptl_candidate_find_hint (candidate, PTL_HINT_DOCUMENTATION) : NULL;
      g_autofree char *said = hint != NULL ? ptl_hint_get_text (hint) : NULL;

      g_assert_true ((candidate == NULL) == (rows[i].name == NULL));
      if (rows[i].name == NULL)
        g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
      else
        g_assert_nonnull (strstr (said, rows[i].name));
    }
}

/* What is wrong is told with the answer only where it leaves a side without a server. */
static void
test_fault (void)
{
#define RECEIVES(more) "<incomingServer type='imap'><hostname>a.example</hostname><port>993</port><socketType>SSL</socketType>" more "</incomingServer>"
#define SENDS(more) "<outgoingServer type='smtp'><hostname>a.example</hostname><port>465</port><socketType>SSL</socketType>" more "</outgoingServer>"
#define STRAY "<username>%REALNAME%</username>"
  static const struct
  {
    const char *servers;
    const char *fault;  /* NULL: none */
  } rows[] = {
    { RECEIVES (""), NULL },
    { SENDS (""), NULL },
    { RECEIVES ("") SENDS (""), NULL },
    { RECEIVES ("") RECEIVES (STRAY) SENDS (""), NULL },
    { RECEIVES ("") SENDS (STRAY),
      "Not all of the settings that a.example publishes can be used. Line 1: <username> is “%REALNAME%”, which holds an unknown placeholder." },
    { RECEIVES (STRAY) SENDS (""),
      "Not all of the settings that a.example publishes can be used. Line 1: <username> is “%REALNAME%”, which holds an unknown placeholder." },
    { "<incomingServer type='jmap'/>" SENDS (""),
      "Not all of the settings that a.example publishes can be used. The document names no server for IMAP or POP3, only one for JMAP." },
    { "<incomingServer type='jmap'/>" RECEIVES (""), NULL },
  };
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat ("<clientConfig><emailProvider>", rows[i].servers, "</emailProvider></clientConfig>", NULL);
      g_autoptr (GBytes) document = g_bytes_new (text, strlen (text));
      g_autoptr (PtlCandidate) candidate = ptl_autoconfig_parse (document, NULL, address, PTL_ORIGIN_AUTOCONFIG, PTL_TRANSPORT_HTTPS,
                                                                 PTL_TRUST_TRUSTED, "https://a.example/", NULL, NULL);

      g_assert_cmpstr (ptl_candidate_get_fault (candidate), ==, rows[i].fault);
    }
}

/* Every file in the folders is a row of a table: one that is forgotten would prove nothing. */
static void
assert_listed (const char *folder,
               const char *name)
{
  for (guint i = 0; g_str_equal (folder, "good") && i < G_N_ELEMENTS (good); i++)
    if (g_str_equal (good[i].name, name))
      return;
  for (guint i = 0; g_str_equal (folder, "bad") && i < G_N_ELEMENTS (bad); i++)
    if (g_str_equal (bad[i].name, name))
      return;

  g_error ("%s/%s is in no table", folder, name);
}

static void
test_complete (void)
{
  const char *folders[] = { "good", "bad" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "autoconfig", folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        assert_listed (folders[i], name);
    }
}

/* Cut anywhere, a document is refused; only the white space at its end may be missing. */
static void
test_cut (void)
{
  g_autoptr (GBytes) document = read_document ("good/plain-way.xml");
  gsize length = g_bytes_get_size (document);
  gsize n_read = 0;

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (document, 0, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlCandidate) candidate = parse (part, PTL_ORIGIN_AUTOCONFIG, NULL, &error);

      if (candidate == NULL)
        g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
      else
        n_read++;
    }

  g_assert_cmpuint (n_read, ==, 1);
}

/* Any byte may be wrong: there is an error or a candidate, and nothing else happens. */
static void
test_flipped (void)
{
  g_autoptr (GBytes) document = read_document ("good/authentication.xml");
  gsize length;
  const char *data = g_bytes_get_data (document, &length);
  static const char others[] = { '<', '>', '&', '"', '%', '\0', '\x80', '\xff', '\n', ']' };

  for (gsize i = 0; i < length; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (others); j++)
      {
        char *copy = g_memdup2 (data, length);
        g_autoptr (GBytes) changed = g_bytes_new_take (copy, length);
        g_autoptr (GError) error = NULL;
        g_autoptr (PtlCandidate) candidate = NULL;

        copy[i] = others[j];
        candidate = parse (changed, PTL_ORIGIN_AUTOCONFIG, NULL, &error);
        g_assert_true ((candidate == NULL) == (error != NULL));
        if (error != NULL)
          g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
      }
}

static GString *
start_large (void)
{
  return g_string_new ("<clientConfig><emailProvider id='x'>");
}

static void
assert_refused (GString    *text,
                const char *expected)
{
  g_autoptr (GBytes) document = g_string_free_to_bytes (text);
  g_autoptr (GError) error = NULL;
  PtlCandidate *candidate = parse (document, PTL_ORIGIN_AUTOCONFIG, NULL, &error);

  g_assert_null (candidate);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  if (!g_pattern_match_simple (expected, error->message))
    g_error ("“%s” is not “%s”", error->message, expected);
}

static void
test_large (void)
{
  GString *text = start_large ();
  gint64 started = g_get_monotonic_time ();

  g_string_set_size (text, 10 * 1024 * 1024);
  memset (text->str + 40, ' ', text->len - 40);
  assert_refused (text, "The document is larger than the 524288 bytes that are read.");

  text = start_large ();
  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, "<a/>");
  assert_refused (text, "The document is larger than the 524288 bytes that are read.");

  /* no more than pure size keeps a reader busy */
  g_assert_cmpint (g_get_monotonic_time () - started, <, 2 * G_USEC_PER_SEC);
}

/* As many elements, attributes and depth as fit into the bound, each of which is small. */
static void
test_many (void)
{
  static const char *parts[] = { "<a/>", "<a>", "<a b='c' d='e'/>", "<incomingServer type='imap'/>", "&amp;",
                                 "<incomingServer type='imap'><port>993</port></incomingServer>", "<!---->", "<?a?>" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GString *text = start_large ();
      gint64 started = g_get_monotonic_time ();

      while (text->len + strlen (parts[i]) < 512 * 1024)
        g_string_append (text, parts[i]);
      assert_refused (text, "*");
      g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_USEC_PER_SEC);
    }
}

/* A document of servers only: so many that nobody could try them. */
static void
test_many_servers (void)
{
  GString *text = start_large ();
  g_autoptr (GBytes) document = NULL;
  g_autoptr (PtlCandidate) candidate = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < 2000; i++)
    g_string_append_printf (text, "<incomingServer type='imap'><hostname>h%u.example.org</hostname><port>993</port>"
                                  "<socketType>SSL</socketType></incomingServer>", i);
  g_string_append (text, "</emailProvider></clientConfig>");
  document = g_string_free_to_bytes (text);
  candidate = parse (document, PTL_ORIGIN_AUTOCONFIG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ptl_candidate_get_incoming (candidate)->len, ==, 64);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strdup_printf ("/autoconfig/good/%s/%s", good[i].name,
                                               ptl_enum_to_nick (PTL_TYPE_ORIGIN, good[i].origin));

      g_test_add_data_func (path, &good[i], test_good);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/autoconfig/bad/%s", bad[i].name);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/autoconfig/charset", test_charset);
  g_test_add_func ("/autoconfig/fault", test_fault);
  g_test_add_func ("/autoconfig/complete", test_complete);
  g_test_add_func ("/autoconfig/cut", test_cut);
  g_test_add_func ("/autoconfig/flipped", test_flipped);
  g_test_add_func ("/autoconfig/large", test_large);
  g_test_add_func ("/autoconfig/many", test_many);
  g_test_add_func ("/autoconfig/many-servers", test_many_servers);

  return g_test_run ();
}
