/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-check.h"

#include "ptl-exceptions.h"
#include "ptl-weight.h"

struct _PtlCheck
{
  GObject parent_instance;

  GPtrArray    *offers;         /* (owned) (element-type PtlOffer) */
  PtlSecret    *secret;         /* (owned) (nullable) */
  PtlAddress   *address;        /* (owned) (nullable) */
  char         *username;       /* (owned) (nullable): the person's own */
  gboolean      allow_plaintext;
  PtlAgreement  agreement;      /* (owned) */
  GPtrArray    *exceptions;     /* (owned) (nullable) (element-type PtlServer) */
  GListModel   *candidates;     /* (owned) (nullable): who is known; %NULL: nobody is asked to trust a certificate */

  const PtlToken *token;        /* (nullable): for a sign-in without the password */
  gboolean    with_token;       /* the offer that runs is tried with it, not with the password */
  gboolean    used_token;       /* in the try that was last */
  const char *closed_host;      /* (nullable): it lets nobody in with a password, at whatever port */

  guint       place;            /* of the offer that runs, or ran last */
  const char *second_name;      /* (nullable): the first was refused there, this runs */
  gboolean    tampered;         /* somebody in between may be at work */
  PtlProbe   *probe;            /* (owned) (nullable) */
  GListStore *reports;          /* (owned) (element-type PtlReport) */
  PtlOffer   *outcome;          /* (nullable): the offer that the final report is about */
  PtlReport  *report;           /* (owned) (nullable): the final one */
};

G_DEFINE_FINAL_TYPE (PtlCheck, ptl_check, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PROBE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
ptl_check_finalize (GObject *object)
{
  PtlCheck *self = PTL_CHECK (object);

  g_ptr_array_unref (self->offers);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_clear_pointer (&self->address, ptl_address_unref);
  g_free (self->username);
  ptl_agreement_clear (&self->agreement);
  g_clear_pointer (&self->exceptions, g_ptr_array_unref);
  g_clear_object (&self->candidates);
  g_clear_object (&self->probe);
  g_clear_object (&self->reports);
  g_clear_object (&self->report);

  G_OBJECT_CLASS (ptl_check_parent_class)->finalize (object);
}

static void
ptl_check_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_PROBE:
      g_value_set_object (value, PTL_CHECK (object)->probe);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_check_class_init (PtlCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ptl_check_finalize;
  object_class->get_property = ptl_check_get_property;

  properties[PROP_PROBE] = g_param_spec_object ("probe", NULL, NULL, PTL_TYPE_PROBE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_check_init (PtlCheck *self)
{
  self->reports = g_list_store_new (PTL_TYPE_REPORT);
}

/**
 * ptl_check_new:
 * @offers: (element-type PtlOffer): what to try, in this order; at least one
 * @secret: (nullable): the password; without one nobody is signed in
 * @allow_plaintext: whether the password may go to a server without encryption, if that is what an offer says
 *
 * Returns: (transfer full): a check that can be run once
 */
PtlCheck *
ptl_check_new (GPtrArray *offers,
               PtlSecret *secret,
               gboolean   allow_plaintext)
{
  PtlCheck *self;

  g_return_val_if_fail (offers != NULL && offers->len > 0, NULL);

  self = g_object_new (PTL_TYPE_CHECK, NULL);
  self->offers = g_ptr_array_ref (offers);
  self->secret = secret != NULL ? ptl_secret_ref (secret) : NULL;
  self->allow_plaintext = allow_plaintext;

  return self;
}

/**
 * ptl_check_new_for_server:
 * @server: a server that a person names
 *
 * Returns: (transfer full): a check of it alone, without a password
 */
PtlCheck *
ptl_check_new_for_server (PtlServer *server)
{
  PtlCandidateFields fields = {
    .origin = PTL_ORIGIN_MANUAL,
    .transport = PTL_TRANSPORT_LOCAL,
    .trust = PTL_TRUST_TRUSTED,
    .evidence = "",
  };
  g_autoptr (PtlCandidate) candidate = ptl_candidate_new (&fields);
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free);

  g_ptr_array_add (offers, ptl_offer_new (server, candidate));

  return ptl_check_new (offers, NULL, FALSE);
}

/**
 * ptl_check_set_address:
 * @self: a check
 * @address: whose mailbox it is, for servers whose settings name no user
 */
void
ptl_check_set_address (PtlCheck   *self,
                       PtlAddress *address)
{
  g_clear_pointer (&self->address, ptl_address_unref);
  self->address = ptl_address_ref (address);
}

/**
 * ptl_check_set_username:
 * @self: a check
 * @username: (nullable): the name that the person says, instead of any other
 */
void
ptl_check_set_username (PtlCheck   *self,
                        const char *username)
{
  g_free (self->username);
  self->username = g_strdup (username);
}

/**
 * ptl_check_set_agreement:
 * @self: a check
 * @agreement: which servers the person has agreed to though nobody vouches for them
 */
void
ptl_check_set_agreement (PtlCheck           *self,
                         const PtlAgreement *agreement)
{
  ptl_agreement_clear (&self->agreement);
  self->agreement = ptl_agreement_copy (agreement);
}

/**
 * ptl_check_set_exceptions:
 * @self: a check
 * @exceptions: (nullable) (element-type PtlServer): see ptl-exceptions.h
 * @candidates: (nullable) (element-type PtlCandidate): what was found; %NULL if the person may not make an exception
 */
void
ptl_check_set_exceptions (PtlCheck   *self,
                          GPtrArray  *exceptions,
                          GListModel *candidates)
{
  g_clear_pointer (&self->exceptions, g_ptr_array_unref);
  self->exceptions = exceptions != NULL ? g_ptr_array_ref (exceptions) : NULL;
  g_set_object (&self->candidates, candidates);
}

/**
 * ptl_check_set_token:
 * @self: a check that has not begun
 * @token: (nullable): what stands for a sign-in in the browser
 */
void
ptl_check_set_token (PtlCheck       *self,
                     const PtlToken *token)
{
  self->token = token;
}

/* Returns: whether the server that was tried last was given the token */
gboolean
ptl_check_used_token (PtlCheck *self)
{
  return self->used_token;
}

/**
 * ptl_check_get_probe:
 * @self: a check
 *
 * Returns: (transfer none) (nullable): the probe that runs, or ran last
 */
PtlProbe *
ptl_check_get_probe (PtlCheck *self)
{
  return self->probe;
}

/**
 * ptl_check_get_reports:
 * @self: a check
 *
 * Returns: (transfer none): the reports of all that ran, in this order
 */
GListModel *
ptl_check_get_reports (PtlCheck *self)
{
  return G_LIST_MODEL (self->reports);
}

/**
 * ptl_check_is_unvouched:
 * @self: a check that has run
 *
 * Returns: whether the server that was found is one that nobody vouches for, so that it got no password
 */
gboolean
ptl_check_is_unvouched (PtlCheck *self)
{
  return self->outcome != NULL && !ptl_agreement_covers (&self->agreement, self->outcome);
}

static PtlOffer *
current_offer (PtlCheck *self)
{
  return g_ptr_array_index (self->offers, self->place);
}

/* SRV records and usual names know servers, but no user names: there the address is only the first that a program tries (RFC 6186
 * §4), not a word of the provider's. */
static gboolean
names_user (const PtlOffer *offer)
{
  PtlOrigin origin = ptl_candidate_get_origin (offer->candidate);

  return ptl_server_get_username (offer->server) != NULL && origin != PTL_ORIGIN_SRV && origin != PTL_ORIGIN_GUESS;
}

/* A server for sending that knows its people by their network. */
static gboolean
wants_no_name (PtlServer *server)
{
  return ptl_server_get_username (server) == NULL && ptl_server_allows (server, PTL_AUTHENTICATION_NONE);
}

/* Returns: (transfer full): the server as it is tried, with the user name */
static PtlServer *
name_user (PtlCheck       *self,
           const PtlOffer *offer)
{
  if (self->username != NULL)
    return ptl_server_with_username (offer->server, self->username);
  if (self->second_name != NULL)
    return ptl_server_with_username (offer->server, self->second_name);
  if (self->address == NULL || names_user (offer) || wants_no_name (offer->server))
    return ptl_server_ref (offer->server);

  return ptl_server_with_username (offer->server, ptl_address_get_text (self->address));
}

/* Some providers list a server once for each name that it may know a person by.
 *
 * Returns: (nullable): the next one */
static const char *
find_other_name (const PtlOffer *offer)
{
  GPtrArray *servers = ptl_server_is_incoming (offer->server) ? ptl_candidate_get_incoming (offer->candidate)
                                                              : ptl_candidate_get_outgoing (offer->candidate);

  for (guint i = 0; i < servers->len; i++)
    {
      const char *name = ptl_server_get_username (servers->pdata[i]);

      if (name != NULL && ptl_server_same_endpoint (servers->pdata[i], offer->server) &&
          g_strcmp0 (name, ptl_server_get_username (offer->server)) != 0)
        return name;
    }

  return NULL;
}

/* Where the first name was refused, and it was either nobody's word, or not the only one of the provider's.
 *
 * Returns: (nullable): the name to try, once */
static const char *
find_second_name (PtlCheck   *self,
                  PtlProblem *problem)
{
  if (self->address == NULL || self->username != NULL || self->second_name != NULL ||
      ptl_problem_get_code (problem) != PTL_ERROR_SIGN_IN_REFUSED)
    return NULL;

  return names_user (current_offer (self)) ? find_other_name (current_offer (self)) : ptl_address_get_local_part (self->address);
}

/* What failed before @report, once each. */
static PtlReport *
add_tried (PtlCheck  *self,
           PtlReport *report)
{
  g_autoptr (GPtrArray) tried = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->reports));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PtlReport) other = g_list_model_get_item (G_LIST_MODEL (self->reports), i);
      PtlServer *server = ptl_report_get_server (other);

      if (other != report && !ptl_server_equal (server, ptl_report_get_server (report)))
        g_ptr_array_add (tried, server);  /* the list of reports keeps it */
    }

  return ptl_report_with_tried (report, tried);
}

static PtlOffer *
find_offer (PtlCheck  *self,
            PtlServer *server)
{
  for (guint i = 0; i < self->offers->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (self->offers, i);

      if (ptl_server_same_endpoint (offer->server, server))
        return offer;
    }

  return NULL;
}

static void
end (GTask     *task,
     PtlReport *report)
{
  PtlCheck *self = g_task_get_source_object (task);

  self->report = add_tried (self, report);
  self->outcome = find_offer (self, ptl_report_get_server (report));

  g_task_return_pointer (task, g_object_ref (self->report), g_object_unref);
}

/* All offers failed: the report whose problem tells most, the earlier of two that tell as much. */
static void
end_with_most_telling (GTask *task)
{
  PtlCheck *self = g_task_get_source_object (task);
  g_autoptr (PtlReport) best = g_list_model_get_item (G_LIST_MODEL (self->reports), 0);

  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (self->reports)); i++)
    {
      g_autoptr (PtlReport) report = g_list_model_get_item (G_LIST_MODEL (self->reports), i);

      if (ptl_problem_get_weight (ptl_report_get_problem (report)) > ptl_problem_get_weight (ptl_report_get_problem (best)))
        g_set_object (&best, report);
    }

  end (task, best);
}

/* A password does not go out in the clear because the encrypted way looked as if somebody were in between, and not to a host that has
 * said that it takes none: that would only count as another wrong one. */
static gboolean
may_try (PtlCheck        *self,
         const PtlServer *server)
{
  return (!self->tampered || ptl_server_get_security (server) != PTL_SECURITY_NONE) &&
         g_strcmp0 (self->closed_host, ptl_server_get_host (server)) != 0;
}

/* Looks for the next offer that may be tried. */
static gboolean
move_on (PtlCheck *self)
{
  self->second_name = NULL;
  self->with_token = FALSE;

  while (++self->place < self->offers->len)
    if (may_try (self, current_offer (self)->server))
      return TRUE;

  return FALSE;
}

/* Whether the server takes passwords by its own account, so that it got one, only to say that it wants none. */
static gboolean
was_told (PtlReport *report)
{
  const char * const *mechanisms = ptl_report_get_mechanisms (report);

  return mechanisms != NULL && (g_strv_contains (mechanisms, "PLAIN") || g_strv_contains (mechanisms, "LOGIN"));
}

static void try_offer (GTask *task);

/* The password is not wanted there, and a token is at hand. */
static gboolean
takes_only_token (PtlCheck  *self,
                  PtlReport *report)
{
  return self->token != NULL && !self->with_token && ptl_token_covers (self->token, ptl_report_get_server (report)) &&
         ptl_problem_get_code (ptl_report_get_problem (report)) == PTL_ERROR_SIGN_IN_OAUTH2_ONLY;
}

static void
judge (GTask     *task,
       PtlReport *report)
{
  PtlCheck *self = g_task_get_source_object (task);
  PtlProblem *problem = ptl_report_get_problem (report);
  const char *second_name;

  self->tampered = self->tampered || ptl_problem_is_tampering (problem);
  if (was_told (report) && problem != NULL && ptl_problem_get_code (problem) == PTL_ERROR_SIGN_IN_OAUTH2_ONLY)
    self->closed_host = ptl_server_get_host (current_offer (self)->server);

  if (ptl_report_is_good (report) || ptl_report_get_verdict (report) == PTL_VERDICT_CANCELLED || problem == NULL)
    {
      end (task, report);
      return;
    }

  second_name = find_second_name (self, problem);
  if (takes_only_token (self, report))
    {
      self->with_token = TRUE;
      try_offer (task);
    }
  else if (second_name != NULL)
    {
      self->second_name = second_name;
      try_offer (task);
    }
  else if (ptl_problem_is_about_person (problem) || !move_on (self))
    {
      end_with_most_telling (task);
    }
  else
    {
      try_offer (task);
    }
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  PtlCheck *self = g_task_get_source_object (task);
  g_autoptr (PtlReport) report = ptl_probe_run_finish (PTL_PROBE (object), result, &error);

  if (report == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_list_store_append (self->reports, report);
  judge (task, report);
}

static void
try_offer (GTask *task)
{
  PtlCheck *self = g_task_get_source_object (task);
  PtlOffer *offer = current_offer (self);
  g_autoptr (PtlServer) named = name_user (self, offer);
  g_autoptr (PtlServer) server = self->exceptions != NULL ? ptl_exceptions_apply (self->exceptions, named) : ptl_server_ref (named);
  gboolean silent = !ptl_agreement_covers (&self->agreement, offer) || ptl_server_get_username (server) == NULL;
  gboolean token = self->token != NULL && (self->with_token || self->secret == NULL) && ptl_token_covers (self->token, server);
  g_autoptr (PtlProbe) probe = ptl_probe_new (server, silent ? NULL : token ? self->token->secret : self->secret);

  self->used_token = token && !silent;
  ptl_probe_set_token (probe, self->used_token);
  ptl_probe_set_allow_plaintext (probe, self->allow_plaintext);
  ptl_probe_set_offer_exception (probe, self->candidates != NULL && !ptl_exceptions_is_known (self->candidates, server));
  g_set_object (&self->probe, probe);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBE]);

  ptl_probe_run_async (probe, g_task_get_cancellable (task), probed_cb, g_object_ref (task));
}

void
ptl_check_run_async (PtlCheck            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PTL_IS_CHECK (self));
  g_return_if_fail (self->probe == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ptl_check_run_async);
  /* a cancelled check still has a report to give */
  g_task_set_check_cancellable (task, FALSE);

  try_offer (task);
}

/* Returns: (transfer full): the report of the first server that passed; if none did, the one that tells most */
PtlReport *
ptl_check_run_finish (PtlCheck      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer none) (nullable): the final report, once it has run */
PtlReport *
ptl_check_get_report (PtlCheck *self)
{
  return self->report;
}
