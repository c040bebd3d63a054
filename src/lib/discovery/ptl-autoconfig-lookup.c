/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig-lookup.h"

#include <glib/gi18n-lib.h>

#include "ptl-autoconfig.h"
#include "ptl-domain.h"
#include "ptl-error.h"
#include "ptl-fetch.h"
#include "ptl-network-error.h"

/* A server that takes longer than that for one short document is as good as none. */
#define TIMEOUT_MS 10000

typedef struct
{
  PtlQuery  *query;   /* (owned) */
  PtlOrigin  origin;
  PtlTrust   trust;
  PtlSent    sent;
  gint64     started;
  gboolean   connected;

  PtlFetchConnected  on_connected;  /* (nullable) */
  gpointer           user_data;     /* (unowned): for on_connected */
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_object_unref (lookup->query);
  g_free (lookup);
}

/* What the ledger says beyond the answer: where a redirect led to, and what of the document was left out. */
static char *
describe (GPtrArray    *hosts,
          GPtrArray    *complaints,
          const GError *error)
{
  const char *first = g_ptr_array_index (hosts, 0);
  const char *last = g_ptr_array_index (hosts, hosts->len - 1);
  g_autoptr (GString) detail = g_string_new (NULL);

  if (!ptl_domain_is_within (last, first))
    /* Translators: a host of another owner, to which the first one referred */
    g_string_append_printf (detail, _("It sent on to %s."), last);
  if (error != NULL)
    g_string_append_printf (detail, "%s%s", detail->len > 0 ? " " : "", error->message);
  for (guint i = 0; error == NULL && i < complaints->len && i < 3; i++)
    g_string_append_printf (detail, "%s%s", detail->len > 0 ? " " : "", (char *) complaints->pdata[i]);

  return detail->len > 0 ? g_string_free (g_steal_pointer (&detail), FALSE) : NULL;
}

/* Whether it ended before the question could go out: the address travels inside of TLS only, the name of the host before it. */
static gboolean
ended_early (const GError *error)
{
  static const PtlError codes[] = {
    PTL_ERROR_NAME_NOT_FOUND, PTL_ERROR_DNS_FAILURE, PTL_ERROR_DNS_TIMEOUT, PTL_ERROR_UNREACHABLE, PTL_ERROR_REFUSED,
    PTL_ERROR_CONNECT_TIMEOUT, PTL_ERROR_TLS_NOT_SPOKEN, PTL_ERROR_CERTIFICATE_EXPIRED, PTL_ERROR_CERTIFICATE_NOT_YET_VALID,
    PTL_ERROR_CERTIFICATE_WRONG_NAME, PTL_ERROR_CERTIFICATE_SELF_SIGNED, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER,
    PTL_ERROR_CERTIFICATE_REVOKED, PTL_ERROR_CERTIFICATE_WEAK,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, PTL_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

/* Every host that was asked gets its line; all but the last answered by naming the next. */
static void
note (Lookup       *lookup,
      GPtrArray    *hosts,
      GPtrArray    *complaints,
      const GError *error)
{
  double ms = (double) (g_get_monotonic_time () - lookup->started) / 1000;
  PtlSent sent = ended_early (error) ? PTL_SENT_DOMAIN : lookup->sent;

  for (guint i = 0; i < hosts->len; i++)
    {
      gboolean last = i + 1 == hosts->len;
      g_autofree char *detail = last ? describe (hosts, complaints, error) : NULL;
      g_autoptr (PtlContact) contact = NULL;

      contact = ptl_contact_new (lookup->origin, g_ptr_array_index (hosts, i), 443, sent,
                                 last ? ptl_network_error_to_answer (error) : PTL_ANSWER_FOUND, ms,
                                 last ? detail : _("It sent on to another address."));
      ptl_query_add_contact (lookup->query, contact);
    }
}

/* Whether a web server answered over https, but without settings. */
static gboolean
is_useless (const GError *error)
{
  static const PtlError codes[] = {
    PTL_ERROR_NOTHING_FOUND, PTL_ERROR_BAD_DATA, PTL_ERROR_NOT_THIS_PROTOCOL, PTL_ERROR_SERVER_UNAVAILABLE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, PTL_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

/* Settings without a user name are those of a server that makes them up for one person, and was not told for whom. */
static gboolean
lacks_username (PtlCandidate *candidate)
{
  GPtrArray *servers = candidate != NULL ? ptl_candidate_get_incoming (candidate) : NULL;

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    if (ptl_server_get_username (servers->pdata[i]) == NULL)
      return TRUE;

  return FALSE;
}

static gboolean
stayed_at (GPtrArray  *hosts,
           const char *host)
{
  for (guint i = 0; i < hosts->len; i++)
    if (!g_str_equal (hosts->pdata[i], host))
      return FALSE;

  return TRUE;
}

/* Some servers answer only for a whole address. One that was set up for nothing but this, and that answers without settings, may be
 * such a one. (The domain's web server says 404 to everybody.) A directory is no provider. */
static void
note_wish (Lookup       *lookup,
           GPtrArray    *hosts,
           PtlCandidate *candidate,
           const GError *error)
{
  const char *host = hosts->len > 0 ? hosts->pdata[0] : "";

  if (lookup->sent == PTL_SENT_ADDRESS || *host == '\0' || g_str_equal (host, PTL_DIRECTORY_HOST) || !stayed_at (hosts, host))
    return;

  if (lacks_username (candidate) || (is_useless (error) && g_str_has_prefix (host, "autoconfig.")))
    ptl_query_add_wish (lookup->query, host);
}

/* A host that is there for nothing but this says what it means when it sends on. A domain's web site sends everything on, and where
 * that ends outside the domain nobody can tell whether it was meant. */
static PtlTrust
get_trust (Lookup    *lookup,
           GPtrArray *hosts)
{
  const char *domain = ptl_query_get_domain (lookup->query);
  const char *last = hosts->len > 0 ? hosts->pdata[hosts->len - 1] : domain;

  if (lookup->origin == PTL_ORIGIN_AUTOCONFIG && g_str_equal (hosts->pdata[0], domain) && !ptl_domain_is_within (last, domain))
    return PTL_TRUST_CONFIRM;

  return lookup->trust;
}

static void
connected_cb (gpointer user_data)
{
  Lookup *lookup = g_task_get_task_data (user_data);

  if (!lookup->connected)
    ptl_query_begin_alive (lookup->query, lookup->origin);
  lookup->connected = TRUE;
  if (lookup->on_connected != NULL)
    lookup->on_connected (lookup->user_data);
}

static void
fetch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = ptl_fetch_get_hosts (result);
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *url = NULL;
  g_autoptr (GBytes) document = ptl_fetch_finish (result, &url, &error);
  g_autoptr (PtlCandidate) candidate = NULL;

  if (document != NULL)
    candidate = ptl_autoconfig_parse (document, ptl_fetch_get_charset (result), ptl_query_get_address (lookup->query), lookup->origin,
                                      ptl_query_judge_transport (lookup->origin, lookup->trust), get_trust (lookup, hosts), url,
                                      complaints, &error);

  if (lookup->connected)
    ptl_query_end_alive (lookup->query, lookup->origin);
  note_wish (lookup, hosts, candidate, error);
  note (lookup, hosts, complaints, error);
  if (document != NULL)
    ptl_network_error_name_publisher (&error, hosts);
  if (candidate != NULL)
    g_task_return_pointer (task, g_steal_pointer (&candidate), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
ptl_autoconfig_lookup_async (PtlQuery            *query,
                             PtlOrigin            origin,
                             PtlTrust             trust,
                             const char          *url,
                             PtlFetchConnected    on_connected,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *whole = g_strdup (url);
  Lookup *lookup = g_new0 (Lookup, 1);

  g_assert (uri != NULL);

  lookup->query = g_object_ref (query);
  lookup->origin = origin;
  lookup->trust = trust;
  lookup->sent = PTL_SENT_DOMAIN;
  lookup->started = g_get_monotonic_time ();
  g_task_set_source_tag (task, ptl_autoconfig_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);

  if (ptl_query_may_send_address (query, g_uri_get_host (uri)))
    {
      g_autofree char *address = g_uri_escape_string (ptl_address_get_text (ptl_query_get_address (query)), NULL, FALSE);

      g_free (whole);
      whole = g_strconcat (url, "?emailaddress=", address, NULL);
      lookup->sent = PTL_SENT_ADDRESS;
    }

  lookup->on_connected = on_connected;
  lookup->user_data = user_data;
  ptl_fetch_async (whole, TIMEOUT_MS, connected_cb, cancellable, fetch_cb, g_steal_pointer (&task));
}

PtlCandidate *
ptl_autoconfig_lookup_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_autoconfig_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
