/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-probe-run.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-second-look.h"
#include "ptl-trouble.h"

/* What is nice to know must not make anybody wait; milliseconds. */
#define FACTS_LIMIT 4000
#define LEAVE_LIMIT 500

/* How long the shortest wait for a name service is, less a little; milliseconds. */
#define MUTE_RESOLVER 1800

/* How much longer a server may take to greet than it took to fail. */
#define LOOK_PATIENCE 1000

/* By PtlSecurity. */
static const Act plans[][10] = {
  [PTL_SECURITY_NONE] = { ACT_CONNECT, ACT_GREET, ACT_ASK, ACT_SIGN_IN, ACT_RUN_ERRAND, ACT_LOOK, ACT_LEAVE, ACT_END },
  [PTL_SECURITY_STARTTLS] = { ACT_CONNECT, ACT_GREET, ACT_SWITCH, ACT_ENCRYPT, ACT_ASK, ACT_SIGN_IN, ACT_RUN_ERRAND, ACT_LOOK, ACT_LEAVE, ACT_END },
  [PTL_SECURITY_TLS] = { ACT_CONNECT, ACT_ENCRYPT, ACT_GREET, ACT_ASK, ACT_SIGN_IN, ACT_RUN_ERRAND, ACT_LOOK, ACT_LEAVE, ACT_END },
};

static void next_act (PtlProbe *self);

static void
begin_step (PtlProbe  *self,
            PtlStepId  id)
{
  g_assert (self->step == NULL);

  self->step = ptl_step_new (id);
  self->step_id = id;
  g_list_store_append (self->steps, self->step);
}

static void
end_step (PtlProbe   *self,
          PtlVerdict  verdict,
          const char *detail,
          PtlProblem *problem)
{
  g_autoptr (PtlStep) step = g_steal_pointer (&self->step);

  if (step != NULL)
    ptl_step_end (step, verdict, detail, problem);
}

/* The server with the ways to sign in that it offers, where nobody named any or one of them has just worked. */
static PtlServer *
describe_server (PtlProbe *self)
{
  g_autoptr (GArray) methods = self->talk != NULL ? ptl_talk_list_methods (self->talk) : NULL;
  gsize n_known;

  ptl_server_get_authentication (self->server, &n_known);
  if (self->token && methods != NULL && self->talk->signed_in)
    return ptl_server_with_authentication (self->server, &(PtlAuthentication) { PTL_AUTHENTICATION_OAUTH2 }, 1);
  if (methods == NULL || methods->len == 0 || (n_known > 0 && !self->talk->signed_in))
    return ptl_server_ref (self->server);

  return ptl_server_with_authentication (self->server, (gpointer) methods->data, methods->len);
}

static PtlReport *
make_report (PtlProbe   *self,
             PtlVerdict  verdict,
             PtlProblem *problem)
{
  PtlTalk *talk = self->talk;
  g_autoptr (PtlServer) server = describe_server (self);
  PtlReportFields fields = {
    .server = server,
    .verdict = verdict,
    .steps = G_LIST_MODEL (self->steps),
    .problem = problem,
    .transcript = ptl_transcript_get_text (self->transcript),
  };

  if (self->trust != NULL)
    {
      fields.tls_version = self->trust->version;
      fields.tls_cipher = self->trust->cipher;
      fields.certificate = self->trust->certificate;
    }
  if (talk != NULL)
    {
      fields.capabilities = (const char * const *) talk->capabilities->pdata;
      fields.mechanisms = (const char * const *) talk->mechanisms->pdata;
      fields.signed_in = talk->signed_in;
      fields.mechanism = talk->signed_in && talk->sasl != NULL ? ptl_sasl_get_mechanism (talk->sasl) : NULL;
      fields.facts = talk->facts;
    }

  return ptl_report_new (&fields);
}

/* Ends the run, whatever it was doing. The connection is gone when the caller hears of it. */
static void
finish (PtlProbe   *self,
        PtlVerdict  verdict,
        PtlProblem *problem)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  PtlReport *report;

  if (self->connection != NULL)
    ptl_connection_close (self->connection);

  report = make_report (self, verdict, problem);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->talk, ptl_talk_free);
  g_clear_pointer (&self->deadline, ptl_deadline_free);

  g_task_return_pointer (task, report, g_object_unref);
}

/* Nothing encrypted, or a certificate that nobody vouches for, is no failure by itself, but nothing to be silent about. */
static void
finish_well (PtlProbe *self)
{
  g_autoptr (PtlProblem) problem = NULL;

  if (self->trust != NULL && self->trust->problem != NULL)
    problem = ptl_problem_ref (self->trust->problem);
  else if (ptl_server_get_security (self->server) == PTL_SECURITY_NONE)
    problem = ptl_problem_new (PTL_ERROR_PLAINTEXT_ONLY,
                               _("This connection is not encrypted: anybody in the same network can read along."));

  finish (self, problem != NULL ? PTL_VERDICT_WARNING : PTL_VERDICT_PASSED, problem);
}

/* Takes ownership of @problem, and says it if the host has no other addresses than such as this network has no way to. */
static PtlProblem *
point_to_ipv6 (PtlProbe   *self,
               PtlProblem *problem)
{
  g_autoptr (PtlProblem) owned = problem;
  PtlError code = ptl_problem_get_code (problem);
  g_autofree char *message = NULL;

  if (!self->families.ipv6 || self->families.ipv4 || (code != PTL_ERROR_UNREACHABLE && code != PTL_ERROR_CONNECT_TIMEOUT))
    return g_steal_pointer (&owned);

  /* Translators: the name of a server */
  message = g_strdup_printf (_("“%s” has only one of the newer Internet addresses (IPv6), and those do not work in this network."),
                             ptl_server_get_host_unicode (self->server));
  return ptl_problem_new_full (code, message, _("Try from another network, or ask who looks after this one about IPv6."),
                               PTL_REMEDY_RETRY, NULL);
}

/* Takes ownership of @problem. */
static void
fail (PtlProbe   *self,
      PtlProblem *problem)
{
  g_autoptr (PtlProblem) pointed = ptl_trouble_point (point_to_ipv6 (self, problem), self->server);
  PtlVerdict verdict = PTL_VERDICT_FAILED;

  if (ptl_problem_get_code (pointed) == PTL_ERROR_CANCELLED)
    {
      verdict = PTL_VERDICT_CANCELLED;
      ptl_problem_unref (pointed);
      pointed = ptl_cancellable_explain (g_task_get_cancellable (self->task), NULL);
    }
  if (self->settled && verdict != PTL_VERDICT_CANCELLED)
    {
      finish_well (self);
      return;
    }

  end_step (self, verdict, NULL, pointed);
  finish (self, verdict, pointed);
}

static gboolean
is_cancellation (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED);
}

/* --- a second look at what failed --- */

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PtlProbe) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlProblem) problem = ptl_second_look_finish (result, &error);

  if (problem == NULL && is_cancellation (error) && !ptl_deadline_has_passed (self->deadline))
    problem = ptl_problem_new (PTL_ERROR_CANCELLED, NULL);
  else if (problem == NULL && self->step_id == PTL_STEP_GREETING)
    problem = ptl_trouble_of_time (PTL_STEP_GREETING, self->server);
  else if (problem == NULL)
    problem = ptl_problem_new (PTL_ERROR_TLS_FAILED, NULL);

  fail (self, g_steal_pointer (&problem));
}

/* The server takes about as long to greet as it took to answer our handshake. One that has not answered at all has had its time
 * already, and a greeting in clear would have come by then. */
static guint
get_look_patience (PtlProbe *self)
{
  double ms = ptl_step_get_ms (self->step);

  if (self->step_id != PTL_STEP_TLS)
    return 0;

  return ms < self->limits.greeting ? (guint) ms + LOOK_PATIENCE : self->limits.connect;
}

static void
look_again (PtlProbe *self)
{
  guint patience = get_look_patience (self);

  ptl_connection_close (self->connection);
  ptl_deadline_renew (self->deadline);
  ptl_deadline_set_phase (self->deadline, self->limits.connect + patience);
  ptl_second_look_async (self->server, self->secret, patience, ptl_deadline_get_cancellable (self->deadline),
                         looked_cb, g_object_ref (self));
}

/* Whether the failure may have a better name than it has. After a time limit a look of its own is due. */
static gboolean
wants_second_look (PtlProbe     *self,
                   const GError *error)
{
  if (g_error_matches (error, PTL_ERROR, PTL_ERROR_SIGN_IN_NOT_OFFERED))
    return FALSE;
  if (g_error_matches (error, PTL_ERROR, PTL_ERROR_STARTTLS_INJECTION))
    return ptl_server_get_security (self->server) == PTL_SECURITY_TLS;
  if (is_cancellation (error))
    return ptl_deadline_has_passed (self->deadline) && !ptl_deadline_is_over (self->deadline) &&
           ptl_connection_get_tls (self->connection) == NULL &&
           (self->step_id == PTL_STEP_GREETING || self->step_id == PTL_STEP_TLS);

  return self->step_id == PTL_STEP_TLS;
}

/* A name service that says no is quick; after a while the C library has given up waiting for one that says nothing. */
static gboolean
is_mute_resolver (PtlProbe     *self,
                  const GError *error)
{
  return self->step_id == PTL_STEP_RESOLVE && g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE) &&
         ptl_step_get_ms (self->step) > MUTE_RESOLVER;
}

static void
fail_with_error (PtlProbe     *self,
                 const GError *error)
{
  if (self->connection != NULL && !self->settled && wants_second_look (self, error))
    look_again (self);
  else if ((ptl_deadline_has_passed (self->deadline) && is_cancellation (error)) || is_mute_resolver (self, error))
    fail (self, ptl_trouble_of_time (self->step_id, self->server));
  else
    fail (self, ptl_trouble_from_error (error, self->step_id, self->server));
}

/* --- connecting --- */

static void
resolved_cb (gpointer user_data)
{
  PtlProbe *self = user_data;

  if (self->step_id != PTL_STEP_RESOLVE)
    return;

  end_step (self, PTL_VERDICT_PASSED, ptl_server_get_host_unicode (self->server), NULL);
  begin_step (self, PTL_STEP_CONNECT);
  ptl_deadline_set_phase (self->deadline, self->limits.connect);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PtlProbe) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;

  self->families = ptl_connection_open_get_families (result);
  self->connection = ptl_connection_open_finish (result, &error);
  if (self->connection == NULL)
    {
      fail_with_error (self, error);
      return;
    }

  if (self->families.waited)
    ptl_talk_add_fact (self->talk, "ipv6-broken",
                       _("The newer Internet addresses (IPv6) do not work on the way to this server, so each connection takes longer to begin."));
  detail = ptl_connection_describe_peer (self->connection);
  end_step (self, PTL_VERDICT_PASSED, detail, NULL);
  next_act (self);
}

/* A name service may take its second server's turn, so it gets twice the time that a connection gets. */
static void
connect_to_server (PtlProbe *self)
{
  begin_step (self, PTL_STEP_RESOLVE);
  ptl_deadline_set_phase (self->deadline, 2 * self->limits.connect);
  ptl_connection_open_async (ptl_server_get_host (self->server), ptl_server_get_port (self->server),
                             resolved_cb, ptl_deadline_get_cancellable (self->deadline), connected_cb, g_object_ref (self));
}

/* --- encryption --- */

static void
check_certificate (PtlProbe *self)
{
  g_autofree char *detail = NULL;

  begin_step (self, PTL_STEP_CERTIFICATE);
  if (!self->trust->verified)
    {
      fail (self, ptl_problem_ref (self->trust->problem));
      return;
    }

  detail = ptl_trust_describe_certificate (self->trust);
  end_step (self, self->trust->problem != NULL ? PTL_VERDICT_WARNING : PTL_VERDICT_PASSED, detail, self->trust->problem);
  next_act (self);
}

static void
encrypted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PtlProbe) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;

  if (!ptl_connection_start_tls_finish (PTL_CONNECTION (object), result, &error))
    {
      fail_with_error (self, error);
      return;
    }

  self->trust = ptl_trust_new (self->connection, self->server, self->offer_exception);
  detail = ptl_trust_describe_encryption (self->trust);
  ptl_transcript_add (self->transcript, '*', detail, -1);
  if (ptl_trouble_is_old_tls (self->trust->version))
    {
      fail (self, ptl_problem_ref (self->trust->problem));
      return;
    }

  end_step (self, PTL_VERDICT_PASSED, detail, NULL);
  ptl_talk_secured (self->talk);
  check_certificate (self);
}

static void
encrypt (PtlProbe *self)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (ptl_server_get_host (self->server),
                                                                   ptl_server_get_port (self->server));

  begin_step (self, PTL_STEP_TLS);
  ptl_deadline_set_phase (self->deadline, self->limits.greeting);
  ptl_connection_start_tls_async (self->connection, identity, ptl_deadline_get_cancellable (self->deadline), encrypted_cb, g_object_ref (self));
}

/* --- talking --- */

static char *
describe_offers (PtlProbe *self)
{
  g_autofree char *all = g_strjoinv (", ", (char **) self->talk->capabilities->pdata);

  return ptl_talk_quote (self->talk, all);
}

static char *
describe_stage (PtlProbe *self)
{
  const char *name;

  switch (self->talk->stage)
    {
    case PTL_STAGE_GREETING:
      return g_strdup (self->talk->greeting);
    case PTL_STAGE_CAPABILITIES:
      return describe_offers (self);
    case PTL_STAGE_SIGN_IN:
      name = self->talk->sasl != NULL ? ptl_sasl_get_mechanism (self->talk->sasl) : _("user name and password");
      /* Translators: the name of a sign-in mechanism such as SCRAM-SHA-256, or "user name and password" */
      return g_strdup_printf (_("Signed in with %s"), name);
    case PTL_STAGE_STARTTLS:
    case PTL_STAGE_ERRAND:
    case PTL_STAGE_FACTS:
    case PTL_STAGE_LEAVE:
    default:
      return NULL;
    }
}

static void
end_stage (PtlProbe *self)
{
  g_autofree char *detail = describe_stage (self);

  end_step (self, PTL_VERDICT_PASSED, detail, NULL);
  self->errand_done |= self->talk->errand_done;
  if (self->talk->stage == (self->errand != NULL ? PTL_STAGE_ERRAND : PTL_STAGE_SIGN_IN))
    self->settled = TRUE;
  next_act (self);
}

static void
talked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PtlProbe) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ptl_conversation_run_finish (result, &error))
    fail_with_error (self, error);
  else if (self->talk->problem != NULL)
    fail (self, ptl_problem_ref (self->talk->problem));
  else
    end_stage (self);
}

static void
run_stage (PtlProbe *self,
           PtlStage  stage,
           guint     limit)
{
  ptl_deadline_set_phase (self->deadline, limit);
  ptl_conversation_run_async (self->connection, self->talk, stage, self->transcript, ptl_deadline_get_cancellable (self->deadline),
                              talked_cb, g_object_ref (self));
}

/* --- signing in --- */

static void
skip_sign_in (PtlProbe   *self,
              const char *why)
{
  begin_step (self, PTL_STEP_SIGN_IN);
  end_step (self, PTL_VERDICT_SKIPPED, why, NULL);
  self->settled = TRUE;
  next_act (self);
}

static gboolean
wants_no_sign_in (PtlServer *server)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

  return n_methods == 1 && methods[0] == PTL_AUTHENTICATION_NONE;
}

/* A password goes out over TLS whose certificate passed; over nothing at all only where the person allowed that and no TLS was asked
 * for. */
static gboolean
may_tell_password (PtlProbe *self)
{
  if (self->trust != NULL)
    return self->trust->verified;

  return self->allow_plaintext && ptl_server_get_security (self->server) == PTL_SECURITY_NONE;
}

static void
sign_in (PtlProbe *self)
{
  if (self->secret == NULL || ptl_server_get_username (self->server) == NULL)
    {
      skip_sign_in (self, _("No password was given, so signing in was not tried."));
      return;
    }
  if (wants_no_sign_in (self->server))
    {
      skip_sign_in (self, _("This server is used without signing in."));
      return;
    }

  begin_step (self, PTL_STEP_SIGN_IN);
  if (!may_tell_password (self))
    {
      fail (self, ptl_problem_new (PTL_ERROR_PLAINTEXT_ONLY,
                                   _("This connection is not encrypted, so the password was not sent.")));
      return;
    }

  self->credentials = (PtlCredentials) {
    .username = ptl_server_get_username (self->server),
    .secret = self->secret,
    .token = self->token,
    .port = ptl_server_get_port (self->server),
    .service = self->talk->dialect->service,
    .host = ptl_server_get_host (self->server),
    .tls_unique = self->trust != NULL ? self->trust->tls_unique : NULL,
    .tls_exporter = self->trust != NULL ? self->trust->tls_exporter : NULL,
    .bare = TRUE,
    .encrypted = self->trust != NULL,
  };
  ptl_talk_set_credentials (self->talk, &self->credentials);
  run_stage (self, PTL_STAGE_SIGN_IN, 0);
}

static void
run_errand (PtlProbe *self)
{
  if (self->errand == NULL)
    {
      next_act (self);
      return;
    }

  begin_step (self, PTL_STEP_SEND);
  self->settled = FALSE;
  self->talk->errand = self->errand;
  run_stage (self, PTL_STAGE_ERRAND, 0);
}

/* --- the plan --- */

/* Many servers look up who is calling before they greet, and let him wait while nobody answers them. Silence before encryption is
 * mostly that of a server that waits for ours; one that has shown its certificate is there, and gets more time. */
static guint
get_patience (PtlProbe *self)
{
  return self->trust != NULL ? self->limits.greeting * 3 / 2 : self->limits.greeting;
}

static void
next_act (PtlProbe *self)
{
  switch (*self->act++)
    {
    case ACT_CONNECT:
      connect_to_server (self);
      break;
    case ACT_GREET:
      begin_step (self, PTL_STEP_GREETING);
      run_stage (self, PTL_STAGE_GREETING, get_patience (self));
      break;
    case ACT_SWITCH:
      begin_step (self, PTL_STEP_STARTTLS);
      run_stage (self, PTL_STAGE_STARTTLS, 2 * self->limits.greeting);
      break;
    case ACT_ENCRYPT:
      encrypt (self);
      break;
    case ACT_ASK:
      begin_step (self, PTL_STEP_CAPABILITIES);
      run_stage (self, PTL_STAGE_CAPABILITIES, 2 * self->limits.greeting);
      break;
    case ACT_SIGN_IN:
      sign_in (self);
      break;
    case ACT_RUN_ERRAND:
      run_errand (self);
      break;
    case ACT_LOOK:
      if (self->errand != NULL)
        next_act (self);
      else
        run_stage (self, PTL_STAGE_FACTS, FACTS_LIMIT);
      break;
    case ACT_LEAVE:
      run_stage (self, PTL_STAGE_LEAVE, LEAVE_LIMIT);
      break;
    case ACT_END:
    default:
      finish_well (self);
    }
}

void
ptl_probe_begin (PtlProbe *self)
{
  self->act = plans[ptl_server_get_security (self->server)];
  next_act (self);
}
