/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-srv-source.h"

#include <string.h>

#include "fake-resolver.h"
#include "ptl-enum.h"
#include "ptl-error.h"

/* Dice that always show the same: 0, or the largest number. */
static guint32
low (guint32  bound,
     gpointer user_data)
{
  return 0;
}

static guint32
high (guint32  bound,
      gpointer user_data)
{
  return bound;
}

typedef struct
{
  const char *records;   /* "priority weight port target", separated by ";" */
  PtlRandom   random;
  const char *expected;
} Order;

static const Order orders[] = {
  { "0 0 1 a.example", low, "a.example:1" },
  { "20 0 1 b.example;10 0 2 a.example", low, "a.example:2 b.example:1" },
  { "10 0 1 a.example;10 0 2 b.example", low, "a.example:1 b.example:2" },
  { "10 5 1 a.example;10 0 2 b.example", low, "b.example:2 a.example:1" },
  { "10 5 1 a.example;10 0 2 b.example", high, "a.example:1 b.example:2" },
  { "10 1 1 a.example;10 9 2 b.example;5 0 3 c.example", high, "c.example:3 b.example:2 a.example:1" },
  { "10 1 1 a.example;10 9 2 b.example", low, "a.example:1 b.example:2" },
  { "10 65535 1 a.example;10 65535 2 b.example;10 65535 3 c.example", high, "c.example:3 b.example:2 a.example:1" },
  { "1 1 1 a.example.;2 1 2 not a name;3 1 3 b.EXAMPLE", low, "a.example:1 b.example:3" },
  { "", low, "" },
};

static GPtrArray *
make_records (const char *text)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_auto (GStrv) lines = g_strsplit (text, ";", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);

      g_assert_cmpuint (g_strv_length (words), ==, 4);
      g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(qqqs)",
                                                                   (guint16) atoi (words[0]), (guint16) atoi (words[1]),
                                                                   (guint16) atoi (words[2]), words[3])));
    }

  return records;
}

static void
test_order (gconstpointer data)
{
  const Order *row = data;
  g_autoptr (GPtrArray) records = make_records (row->records);
  g_autoptr (GArray) targets = ptl_srv_read (records);
  g_autoptr (GString) text = g_string_new (NULL);

  ptl_srv_order (targets, row->random, NULL);
  for (guint i = 0; i < targets->len; i++)
    {
      PtlDnsTarget *target = &g_array_index (targets, PtlDnsTarget, i);

      g_string_append_printf (text, "%s%s:%u", i > 0 ? " " : "", target->target, target->port);
    }
  g_assert_cmpstr (text->str, ==, row->expected);
}

/* Over many draws, a server comes first about as often as its weight says. */
static void
test_weights (void)
{
  guint first[2] = { 0 };

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (GPtrArray) records = make_records ("1 1 0 a.example;1 3 1 b.example");
      g_autoptr (GArray) targets = ptl_srv_read (records);

      ptl_srv_order (targets, ptl_srv_random, NULL);
      first[g_array_index (targets, PtlDnsTarget, 0).port]++;
    }

  /* RFC 2782 draws from 0 to the sum, both included: 2 of 5 and 3 of 5 */
  g_assert_cmpuint (first[0], >, 1400);
  g_assert_cmpuint (first[0], <, 1800);
}

static void
test_odd_records (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GArray) srv = NULL;
  g_autoptr (GArray) mx = NULL;

  g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(s)", "text")));
  g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(qs)", 10, "b.example.")));
  g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(qs)", 10, "a.example")));
  g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(qs)", 5, ".")));
  g_ptr_array_add (records, g_variant_ref_sink (g_variant_new_uint32 (7)));
  srv = ptl_srv_read (records);
  mx = ptl_mx_read (records);
  g_assert_cmpuint (srv->len, ==, 0);
  g_assert_cmpuint (mx->len, ==, 3);
  g_assert_cmpstr (g_array_index (mx, PtlDnsTarget, 0).target, ==, "");
  g_assert_cmpstr (g_array_index (mx, PtlDnsTarget, 1).target, ==, "a.example");
  g_assert_cmpstr (g_array_index (mx, PtlDnsTarget, 2).target, ==, "b.example");
}

typedef struct
{
  FakeResolver *resolver;
  PtlQuery     *query;
  PtlSource    *source;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", NULL);

  fixture->resolver = fake_resolver_install ();
  fixture->query = ptl_query_new (address);
  fixture->source = ptl_srv_source_new ();
  ptl_srv_source_set_random (PTL_SRV_SOURCE (fixture->source), low, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->source);
  g_assert_finalize_object (fixture->query);
  fake_resolver_uninstall (fixture->resolver);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The candidates as lines: trust, and their servers. */
static char *
look_up (Fixture      *fixture,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  GString *text;

  ptl_source_lookup_async (fixture->source, fixture->query, cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  candidates = ptl_source_lookup_finish (fixture->source, result, error);
  if (candidates == NULL)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < candidates->len; i++)
    {
      GPtrArray *lists[] = { ptl_candidate_get_incoming (candidates->pdata[i]), ptl_candidate_get_outgoing (candidates->pdata[i]) };

      g_assert_cmpint (ptl_candidate_get_origin (candidates->pdata[i]), ==, PTL_ORIGIN_SRV);
      g_assert_cmpint (ptl_candidate_get_transport (candidates->pdata[i]), ==, PTL_TRANSPORT_DNS);
      g_string_append (text, ptl_enum_to_nick (PTL_TYPE_TRUST, ptl_candidate_get_trust (candidates->pdata[i])));
      for (guint j = 0; j < 2; j++)
        for (guint k = 0; k < lists[j]->len; k++)
          {
            PtlServer *server = lists[j]->pdata[k];

            g_assert_cmpstr (ptl_server_get_username (server), ==, "me@example.org");
            g_string_append_printf (text, " %s:%s:%u:%s", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (server)),
                                    ptl_server_get_host (server), ptl_server_get_port (server),
                                    ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)));
          }
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

static void
assert_found (Fixture    *fixture,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = look_up (fixture, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static PtlAnswer
get_answer (Fixture *fixture)
{
  GListModel *contacts = ptl_query_get_contacts (fixture->query);
  g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, 0);

  g_assert_cmpuint (g_list_model_get_n_items (contacts), ==, 1);
  g_assert_cmpint (ptl_contact_get_origin (contact), ==, PTL_ORIGIN_SRV);
  g_assert_cmpint (ptl_contact_get_sent (contact), ==, PTL_SENT_DOMAIN);
  g_assert_cmpstr (ptl_contact_get_host (contact), ==, "example.org");
  return ptl_contact_get_answer (contact);
}

static void
test_all (Fixture       *fixture,
          gconstpointer  data)
{
  static const char *labels[] = { "_imaps", "_imap", "_pop3s", "_pop3", "_submissions", "_submission" };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s._tcp.example.org", labels[i]);

      fake_resolver_add_srv (fixture->resolver, name, 0, 1, 1000 + i, "mail.example.org.");
    }
  assert_found (fixture, "trusted imap:mail.example.org:1000:tls imap:mail.example.org:1001:starttls "
                         "pop3:mail.example.org:1002:tls pop3:mail.example.org:1003:starttls "
                         "smtp:mail.example.org:1004:tls smtp:mail.example.org:1005:starttls\n");
  g_assert_cmpint (get_answer (fixture), ==, PTL_ANSWER_FOUND);
  g_assert_cmpuint (fake_resolver_get_asked (fixture->resolver)->len, ==, 6);
}

static void
test_none (Fixture       *fixture,
           gconstpointer  data)
{
  assert_found (fixture, "");
  g_assert_cmpint (get_answer (fixture), ==, PTL_ANSWER_NOT_FOUND);
}

static void
test_not_offered (Fixture       *fixture,
                  gconstpointer  data)
{
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 993, "mail.example.org");
  fake_resolver_add_srv (fixture->resolver, "_imap._tcp.example.org", 0, 0, 0, ".");
  fake_resolver_add_srv (fixture->resolver, "_pop3s._tcp.example.org", 0, 0, 0, "");
  assert_found (fixture, "trusted imap:mail.example.org:993:tls\n");
}

/* What is not offered is not to be guessed: one service where the other of its protocol is there, else all of the protocol. */
static void
test_declined (Fixture       *fixture,
               gconstpointer  data)
{
  static const struct
  {
    PtlProtocol protocol;
    PtlSecurity security;
    gboolean    declined;
  } rows[] = {
    { PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, FALSE }, { PTL_PROTOCOL_IMAP, PTL_SECURITY_STARTTLS, TRUE },
    { PTL_PROTOCOL_IMAP, PTL_SECURITY_NONE, TRUE }, { PTL_PROTOCOL_POP3, PTL_SECURITY_TLS, TRUE },
    { PTL_PROTOCOL_POP3, PTL_SECURITY_STARTTLS, TRUE }, { PTL_PROTOCOL_POP3, PTL_SECURITY_NONE, TRUE },
    { PTL_PROTOCOL_SMTP, PTL_SECURITY_TLS, FALSE }, { PTL_PROTOCOL_SMTP, PTL_SECURITY_STARTTLS, FALSE },
  };

  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 993, "mail.example.org");
  fake_resolver_add_srv (fixture->resolver, "_imap._tcp.example.org", 0, 0, 0, ".");
  fake_resolver_add_srv (fixture->resolver, "_pop3._tcp.example.org", 0, 0, 0, ".");
  assert_found (fixture, "trusted imap:mail.example.org:993:tls\n");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlServer) server = ptl_server_new (rows[i].protocol, "mail.example.org", 1, rows[i].security, NULL, NULL);

      g_assert_cmpint (ptl_query_declines (fixture->query, server), ==, rows[i].declined);
    }
}

/* RFC 6186 §3.4 */
static void
test_preference (Fixture       *fixture,
                 gconstpointer  data)
{
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 20, 0, 993, "mail.example.org");
  fake_resolver_add_srv (fixture->resolver, "_pop3s._tcp.example.org", 10, 0, 995, "mail.example.org");
  fake_resolver_add_srv (fixture->resolver, "_submission._tcp.example.org", 0, 0, 587, "mail.example.org");
  assert_found (fixture, "trusted pop3:mail.example.org:995:tls imap:mail.example.org:993:tls smtp:mail.example.org:587:starttls\n");
}

static void
test_outside (Fixture       *fixture,
              gconstpointer  data)
{
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 993, "imap.hoster.example.net");
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 1, 0, 993, "imap.example.org");
  fake_resolver_add_srv (fixture->resolver, "_submissions._tcp.example.org", 0, 0, 465, "smtp.hoster.example.net");
  assert_found (fixture, "trusted imap:imap.example.org:993:tls\n"
                         "confirm imap:imap.hoster.example.net:993:tls smtp:smtp.hoster.example.net:465:tls\n");
}

static void
test_many_targets (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *target = g_strdup_printf ("m%u.example.org", i);

      fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", i, 0, 993, target);
    }
  assert_found (fixture, "trusted imap:m0.example.org:993:tls imap:m1.example.org:993:tls "
                         "imap:m2.example.org:993:tls imap:m3.example.org:993:tls\n");
}

static void
test_bad_port (Fixture       *fixture,
               gconstpointer  data)
{
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 0, "mail.example.org");
  assert_found (fixture, "");
}

/* What one label cannot say, another one can. */
static void
test_half_broken (Fixture       *fixture,
                  gconstpointer  data)
{
  fake_resolver_fail (fixture->resolver, "_imaps._tcp.example.org");
  fake_resolver_add_srv (fixture->resolver, "_imap._tcp.example.org", 0, 0, 143, "mail.example.org");
  assert_found (fixture, "trusted imap:mail.example.org:143:starttls\n");
  g_assert_cmpint (get_answer (fixture), ==, PTL_ANSWER_FOUND);
}

static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fake_resolver_fail (fixture->resolver, "_imaps._tcp.example.org");
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_DNS_FAILURE);
  g_assert_cmpstr (error->message, ==, "The name service could not say where _imaps._tcp.example.org is.");
  g_assert_cmpint (get_answer (fixture), ==, PTL_ANSWER_ERROR);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fake_resolver_silence (fixture->resolver, "_imaps._tcp.example.org");
  g_timeout_add (20, cancel_cb, cancellable);
  g_assert_null (look_up (fixture, cancellable, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/srv/order/%u", i);

      g_test_add_data_func (path, &orders[i], test_order);
    }
  g_test_add_func ("/srv/weights", test_weights);
  g_test_add_func ("/srv/odd-records", test_odd_records);

#define ADD(name, function) g_test_add ("/srv-source/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("all", test_all);
  ADD ("none", test_none);
  ADD ("not-offered", test_not_offered);
  ADD ("declined", test_declined);
  ADD ("preference", test_preference);
  ADD ("outside", test_outside);
  ADD ("many-targets", test_many_targets);
  ADD ("bad-port", test_bad_port);
  ADD ("half-broken", test_half_broken);
  ADD ("broken", test_broken);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
