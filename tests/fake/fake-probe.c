/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-probe.h"

#include "ptl-probe-private.h"

typedef struct
{
  int      code;      /* -1: passes */
  gboolean silent;
  gboolean closed;
  char    *username;  /* (owned) (nullable): the only one that is signed in */
  char    *sha256;    /* (owned) (nullable): of a certificate that nobody vouches for */
} Endpoint;

struct _PtlProbe
{
  GObject parent_instance;

  PtlServer  *server;
  PtlSecret  *secret;
  GListStore *steps;
  gboolean    allow_plaintext;
  gboolean    offer_exception;
  gboolean    token;
  const PtlErrand *errand;
};

G_DEFINE_FINAL_TYPE (PtlProbe, ptl_probe, G_TYPE_OBJECT)

static GHashTable *endpoints;
static GPtrArray *attempts;
static guint n_open;

static void
endpoint_free (gpointer data)
{
  Endpoint *endpoint = data;

  g_free (endpoint->username);
  g_free (endpoint->sha256);
  g_free (endpoint);
}

void
fake_probe_reset (void)
{
  g_clear_pointer (&endpoints, g_hash_table_unref);
  g_clear_pointer (&attempts, g_ptr_array_unref);
  endpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, endpoint_free);
  attempts = g_ptr_array_new_with_free_func (g_free);
  n_open = 0;
}

static Endpoint *
add (const char *name)
{
  Endpoint *endpoint = g_new0 (Endpoint, 1);

  endpoint->code = -1;
  g_hash_table_replace (endpoints, g_strdup (name), endpoint);

  return endpoint;
}

void
fake_probe_pass (const char *endpoint)
{
  add (endpoint);
}

void
fake_probe_fail (const char *endpoint,
                 PtlError    code)
{
  add (endpoint)->code = code;
}

void
fake_probe_close (const char *endpoint)
{
  add (endpoint)->closed = TRUE;
}

void
fake_probe_know (const char *endpoint,
                 const char *username)
{
  add (endpoint)->username = g_strdup (username);
}

void
fake_probe_self_sign (const char *endpoint,
                      const char *sha256)
{
  add (endpoint)->sha256 = g_strdup (sha256);
}

void
fake_probe_silence (const char *endpoint)
{
  add (endpoint)->silent = TRUE;
}

/* Returns: (transfer full): the attempts so far, one a line, forgotten then */
char *
fake_probe_log (void)
{
  char *log;

  g_ptr_array_add (attempts, NULL);
  log = g_strjoinv ("\n", (char **) attempts->pdata);
  g_ptr_array_set_size (attempts, 0);

  return log;
}

guint
fake_probe_open (void)
{
  return n_open;
}

static void
ptl_probe_finalize (GObject *object)
{
  PtlProbe *self = PTL_PROBE (object);

  ptl_server_unref (self->server);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_object_unref (self->steps);

  G_OBJECT_CLASS (ptl_probe_parent_class)->finalize (object);
}

static void
ptl_probe_class_init (PtlProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_probe_finalize;
}

static void
ptl_probe_init (PtlProbe *self)
{
  self->steps = g_list_store_new (PTL_TYPE_STEP);
}

PtlProbe *
ptl_probe_new (PtlServer *server,
               PtlSecret *secret)
{
  PtlProbe *self = g_object_new (PTL_TYPE_PROBE, NULL);

  self->server = ptl_server_ref (server);
  self->secret = secret != NULL ? ptl_secret_ref (secret) : NULL;

  return self;
}

void
ptl_probe_set_limits (PtlProbe             *self,
                      const PtlProbeLimits *limits)
{
}

void
ptl_probe_set_allow_plaintext (PtlProbe *self,
                               gboolean  allow)
{
  self->allow_plaintext = allow;
}

void
ptl_probe_set_token (PtlProbe *self,
                     gboolean  token)
{
  self->token = token;
}

void
ptl_probe_set_offer_exception (PtlProbe *self,
                               gboolean  offer)
{
  self->offer_exception = offer;
}

void
ptl_probe_set_errand (PtlProbe        *self,
                      const PtlErrand *errand)
{
  self->errand = errand;
}

/* Every letter arrives. */
gboolean
ptl_probe_get_errand_done (PtlProbe *self)
{
  return self->errand != NULL;
}

GListModel *
ptl_probe_get_steps (PtlProbe *self)
{
  return G_LIST_MODEL (self->steps);
}

PtlServer *
ptl_probe_get_server (PtlProbe *self)
{
  return self->server;
}

static char *
name_of (PtlServer *server)
{
  return g_strdup_printf ("%s:%u", ptl_server_get_host (server), ptl_server_get_port (server));
}

static void
end (GTask      *task,
     PtlVerdict  verdict,
     PtlError    code)
{
  PtlProbe *self = g_task_get_source_object (task);
  g_autoptr (PtlProblem) problem = verdict != PTL_VERDICT_PASSED ? ptl_problem_new (code, NULL) : NULL;
  PtlReportFields fields = {
    .server = self->server,
    .verdict = verdict,
    .steps = G_LIST_MODEL (self->steps),
    .problem = problem,
    .signed_in = verdict == PTL_VERDICT_PASSED && self->secret != NULL,
    .mechanisms = (const char * const []) { "PLAIN", "XOAUTH2", NULL },
  };

  n_open--;
  g_task_return_pointer (task, ptl_report_new (&fields), g_object_unref);
}

static void
end_self_signed (GTask      *task,
                 const char *sha256)
{
  PtlProbe *self = g_task_get_source_object (task);
  g_autoptr (PtlProblem) plain = ptl_problem_new (PTL_ERROR_CERTIFICATE_SELF_SIGNED, NULL);
  g_autoptr (PtlProblem) problem = ptl_problem_with_second (plain, PTL_REMEDY_TRUST_CERTIFICATE, sha256);
  PtlReportFields fields = {
    .server = self->server,
    .verdict = PTL_VERDICT_FAILED,
    .steps = G_LIST_MODEL (self->steps),
    .problem = self->offer_exception ? problem : plain,
  };

  n_open--;
  g_task_return_pointer (task, ptl_report_new (&fields), g_object_unref);
}

static void
end_closed (GTask *task)
{
  PtlProbe *self = g_task_get_source_object (task);
  g_autoptr (PtlProblem) plain = ptl_problem_new (PTL_ERROR_ACCOUNT_DISABLED, NULL);
  g_autoptr (PtlProblem) problem = ptl_problem_with_second (plain, PTL_REMEDY_OTHER_PROTOCOL, NULL);
  PtlReportFields fields = {
    .server = self->server,
    .verdict = PTL_VERDICT_FAILED,
    .steps = G_LIST_MODEL (self->steps),
    .problem = problem,
  };

  n_open--;
  g_task_return_pointer (task, ptl_report_new (&fields), g_object_unref);
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  PtlProbe *self = g_task_get_source_object (task);
  g_autofree char *name = name_of (self->server);
  Endpoint *endpoint = g_hash_table_lookup (endpoints, name);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    end (task, PTL_VERDICT_CANCELLED, PTL_ERROR_CANCELLED);
  else if (endpoint == NULL)
    end (task, PTL_VERDICT_FAILED, PTL_ERROR_REFUSED);
  else if (endpoint->silent)
    return G_SOURCE_CONTINUE;
  else if (endpoint->sha256 != NULL && g_strcmp0 (endpoint->sha256, ptl_server_get_pin (self->server)) != 0)
    end_self_signed (task, endpoint->sha256);
  else if (endpoint->closed)
    end_closed (task);
  else if (endpoint->code >= 0)
    end (task, PTL_VERDICT_FAILED, endpoint->code);
  else if (endpoint->username != NULL && self->secret != NULL &&
           g_strcmp0 (endpoint->username, ptl_server_get_username (self->server)) != 0)
    end (task, PTL_VERDICT_FAILED, PTL_ERROR_SIGN_IN_REFUSED);
  else
    end (task, PTL_VERDICT_PASSED, 0);

  return G_SOURCE_REMOVE;
}

void
ptl_probe_run_async (PtlProbe            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *name = name_of (self->server);
  const char *username = ptl_server_get_username (self->server);

  g_ptr_array_add (attempts, g_strdup_printf ("%s %s %s%s%s%s", name, username != NULL ? username : "nobody",
                                              self->secret != NULL ? "secret" : "silent",
                                              self->allow_plaintext ? " plain" : "", self->errand != NULL ? " errand" : "",
                                              self->token ? " token" : ""));
  n_open++;
  g_task_set_check_cancellable (task, FALSE);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 1, answer_cb, task, g_object_unref);
}

PtlReport *
ptl_probe_run_finish (PtlProbe      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
