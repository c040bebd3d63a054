/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-step.h"

#include <glib/gi18n-lib.h>

struct _PtlStep
{
  GObject parent_instance;

  PtlStepId   id;
  PtlVerdict  verdict;
  gint64      started;  /* monotonic, microseconds */
  gint64      ended;
  char       *detail;   /* (owned) (nullable) */
  PtlProblem *problem;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PtlStep, ptl_step, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PtlStepId, ptl_step_id,
                    G_DEFINE_ENUM_VALUE (PTL_STEP_RESOLVE, "resolve"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_CONNECT, "connect"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_CERTIFICATE, "certificate"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_GREETING, "greeting"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_STARTTLS, "starttls"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_CAPABILITIES, "capabilities"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_SIGN_IN, "sign-in"),
                    G_DEFINE_ENUM_VALUE (PTL_STEP_SEND, "send"))

G_DEFINE_ENUM_TYPE (PtlVerdict, ptl_verdict,
                    G_DEFINE_ENUM_VALUE (PTL_VERDICT_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (PTL_VERDICT_PASSED, "passed"),
                    G_DEFINE_ENUM_VALUE (PTL_VERDICT_WARNING, "warning"),
                    G_DEFINE_ENUM_VALUE (PTL_VERDICT_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (PTL_VERDICT_SKIPPED, "skipped"),
                    G_DEFINE_ENUM_VALUE (PTL_VERDICT_CANCELLED, "cancelled"))

enum
{
  PROP_0,
  PROP_VERDICT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
ptl_step_finalize (GObject *object)
{
  PtlStep *self = PTL_STEP (object);

  g_free (self->detail);
  g_clear_pointer (&self->problem, ptl_problem_unref);

  G_OBJECT_CLASS (ptl_step_parent_class)->finalize (object);
}

static void
ptl_step_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  PtlStep *self = PTL_STEP (object);

  switch (prop_id)
    {
    case PROP_VERDICT:
      g_value_set_enum (value, self->verdict);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ptl_step_class_init (PtlStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ptl_step_finalize;
  object_class->get_property = ptl_step_get_property;

  properties[PROP_VERDICT] =
    g_param_spec_enum ("verdict", NULL, NULL, PTL_TYPE_VERDICT, PTL_VERDICT_PENDING,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_step_init (PtlStep *self)
{
  self->started = g_get_monotonic_time ();
}

/**
 * ptl_step_new:
 * @id: which step
 *
 * Returns: (transfer full): the step, pending, its clock running
 */
PtlStep *
ptl_step_new (PtlStepId id)
{
  PtlStep *self = g_object_new (PTL_TYPE_STEP, NULL);

  self->id = id;
  return self;
}

/**
 * ptl_step_end:
 * @self: a pending step
 * @verdict: how it ended
 * @detail: (nullable): what was seen, for people
 * @problem: (nullable): what went wrong
 */
void
ptl_step_end (PtlStep    *self,
              PtlVerdict  verdict,
              const char *detail,
              PtlProblem *problem)
{
  g_return_if_fail (self->verdict == PTL_VERDICT_PENDING);
  g_return_if_fail (verdict != PTL_VERDICT_PENDING);

  self->verdict = verdict;
  self->ended = g_get_monotonic_time ();
  self->detail = g_strdup (detail);
  self->problem = problem != NULL ? ptl_problem_ref (problem) : NULL;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

PtlStepId
ptl_step_get_id (PtlStep *self)
{
  return self->id;
}

PtlVerdict
ptl_step_get_verdict (PtlStep *self)
{
  return self->verdict;
}

/**
 * ptl_step_get_ms:
 * @self: a step
 *
 * Returns: how long it took, or takes so far, in milliseconds; 0 for one that was skipped
 */
double
ptl_step_get_ms (PtlStep *self)
{
  gint64 ended = self->verdict == PTL_VERDICT_PENDING ? g_get_monotonic_time () : self->ended;

  return self->verdict == PTL_VERDICT_SKIPPED ? 0 : (ended - self->started) / 1000.0;
}

/**
 * ptl_step_get_detail:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what was seen, for people
 */
const char *
ptl_step_get_detail (PtlStep *self)
{
  return self->detail;
}

/**
 * ptl_step_get_problem:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what went wrong
 */
PtlProblem *
ptl_step_get_problem (PtlStep *self)
{
  return self->problem;
}

/**
 * ptl_step_get_title:
 * @self: a step
 *
 * Returns: (transfer none): what the step does, in a few plain words
 */
const char *
ptl_step_get_title (PtlStep *self)
{
  static const char * const titles[] = {
    [PTL_STEP_RESOLVE] = N_("Find the server"),
    [PTL_STEP_CONNECT] = N_("Connect"),
    [PTL_STEP_TLS] = N_("Encrypt"),
    [PTL_STEP_CERTIFICATE] = N_("Check the certificate"),
    [PTL_STEP_GREETING] = N_("Greeting"),
    [PTL_STEP_STARTTLS] = N_("Switch to encryption"),
    [PTL_STEP_CAPABILITIES] = N_("Ask what it offers"),
    [PTL_STEP_SIGN_IN] = N_("Sign in"),
    [PTL_STEP_SEND] = N_("Send a test message"),
  };

  return _(titles[self->id]);
}

/**
 * ptl_step_get_summary:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what came of it, in plain words: the problem if there is one, what it means that it
 *   passed, or why it was left out. The field's own terms are in ptl_step_get_detail().
 */
const char *
ptl_step_get_summary (PtlStep *self)
{
  static const char * const meanings[] = {
    [PTL_STEP_CONNECT] = N_("The server answers."),
    [PTL_STEP_TLS] = N_("Nobody on the way can read along."),
    [PTL_STEP_CERTIFICATE] = N_("The server proved its name."),
    [PTL_STEP_GREETING] = N_("It is a mail server of the right kind."),
    [PTL_STEP_STARTTLS] = N_("The server agrees to encrypt."),
    [PTL_STEP_CAPABILITIES] = N_("The server says what it can do."),
    [PTL_STEP_SIGN_IN] = N_("The server lets you in."),
    [PTL_STEP_SEND] = NULL,
  };

  if (self->problem != NULL)
    return ptl_problem_get_message (self->problem);
  if (self->verdict == PTL_VERDICT_PASSED && meanings[self->id] != NULL)
    return _(meanings[self->id]);

  return self->detail;
}
