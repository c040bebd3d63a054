/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-report.h"

struct _PtlReport
{
  GObject parent_instance;

  PtlServer       *server;
  PtlVerdict       verdict;
  GListModel      *steps;
  PtlProblem      *problem;
  char            *tls_version;
  char            *tls_cipher;
  PtlCertificate  *certificate;
  char           **capabilities;
  char           **mechanisms;
  char            *mechanism;
  gboolean         signed_in;
  GPtrArray       *facts;
  GPtrArray       *tried;
  char            *transcript;
};

G_DEFINE_FINAL_TYPE (PtlReport, ptl_report, G_TYPE_OBJECT)

static void
ptl_report_finalize (GObject *object)
{
  PtlReport *self = PTL_REPORT (object);

  ptl_server_unref (self->server);
  g_object_unref (self->steps);
  g_clear_pointer (&self->problem, ptl_problem_unref);
  g_free (self->tls_version);
  g_free (self->tls_cipher);
  g_clear_pointer (&self->certificate, ptl_certificate_unref);
  g_strfreev (self->capabilities);
  g_strfreev (self->mechanisms);
  g_free (self->mechanism);
  g_ptr_array_unref (self->facts);
  g_ptr_array_unref (self->tried);
  g_free (self->transcript);

  G_OBJECT_CLASS (ptl_report_parent_class)->finalize (object);
}

static void
ptl_report_class_init (PtlReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_report_finalize;
}

static void
ptl_report_init (PtlReport *self)
{
}

static char **
copy_names (const char * const *names)
{
  static const char * const none[] = { NULL };

  return g_strdupv ((char **) (names != NULL ? names : none));
}

static GPtrArray *
copy_facts (GPtrArray *facts)
{
  GPtrArray *copy = ptl_reasons_new ();

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      PtlReason *fact = facts->pdata[i];

      g_ptr_array_add (copy, ptl_reason_new (fact->id, fact->text));
    }

  return copy;
}

static GPtrArray *
copy_servers (GPtrArray *servers)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    g_ptr_array_add (copy, ptl_server_ref (servers->pdata[i]));

  return copy;
}

/**
 * ptl_report_new:
 * @fields: what it is made from; server and steps are needed
 *
 * Returns: (transfer full): the report
 */
PtlReport *
ptl_report_new (const PtlReportFields *fields)
{
  PtlReport *self;

  g_return_val_if_fail (fields->server != NULL && fields->steps != NULL, NULL);
  g_return_val_if_fail (fields->verdict != PTL_VERDICT_PENDING, NULL);

  self = g_object_new (PTL_TYPE_REPORT, NULL);
  self->server = ptl_server_ref (fields->server);
  self->verdict = fields->verdict;
  self->steps = g_object_ref (fields->steps);
  self->problem = fields->problem != NULL ? ptl_problem_ref (fields->problem) : NULL;
  self->tls_version = g_strdup (fields->tls_version);
  self->tls_cipher = g_strdup (fields->tls_cipher);
  self->certificate = fields->certificate != NULL ? ptl_certificate_ref (fields->certificate) : NULL;
  self->capabilities = copy_names (fields->capabilities);
  self->mechanisms = copy_names (fields->mechanisms);
  self->mechanism = g_strdup (fields->mechanism);
  self->signed_in = fields->signed_in;
  self->facts = copy_facts (fields->facts);
  self->tried = copy_servers (fields->tried);
  self->transcript = g_strdup (fields->transcript);

  return self;
}

/**
 * ptl_report_with_tried:
 * @self: a report
 * @tried: (element-type PtlServer): servers that failed before this one
 *
 * Returns: (transfer full): the same report, which also tells of them
 */
PtlReport *
ptl_report_with_tried (PtlReport *self,
                       GPtrArray *tried)
{
  PtlReportFields fields = {
    .server = self->server,
    .verdict = self->verdict,
    .steps = self->steps,
    .problem = self->problem,
    .tls_version = self->tls_version,
    .tls_cipher = self->tls_cipher,
    .certificate = self->certificate,
    .capabilities = (const char * const *) self->capabilities,
    .mechanisms = (const char * const *) self->mechanisms,
    .mechanism = self->mechanism,
    .signed_in = self->signed_in,
    .facts = self->facts,
    .tried = tried,
    .transcript = self->transcript,
  };

  return ptl_report_new (&fields);
}

/**
 * ptl_report_get_server:
 * @self: a report
 *
 * Returns: (transfer none): what was checked, with the user name that was used
 */
PtlServer *
ptl_report_get_server (PtlReport *self)
{
  return self->server;
}

PtlVerdict
ptl_report_get_verdict (PtlReport *self)
{
  return self->verdict;
}

/**
 * ptl_report_is_good:
 * @self: a report
 *
 * Returns: whether the server can be used: it passed, or passed with a warning
 */
gboolean
ptl_report_is_good (PtlReport *self)
{
  return self->verdict == PTL_VERDICT_PASSED || self->verdict == PTL_VERDICT_WARNING;
}

/**
 * ptl_report_get_steps:
 * @self: a report
 *
 * Returns: (transfer none) (element-type PtlStep): what was done, in order
 */
GListModel *
ptl_report_get_steps (PtlReport *self)
{
  return self->steps;
}

/**
 * ptl_report_get_problem:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): what went wrong
 */
PtlProblem *
ptl_report_get_problem (PtlReport *self)
{
  return self->problem;
}

/**
 * ptl_report_get_tls_version:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): such as "1.3"
 */
const char *
ptl_report_get_tls_version (PtlReport *self)
{
  return self->tls_version;
}

/**
 * ptl_report_get_tls_cipher:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the name of the cipher suite
 */
const char *
ptl_report_get_tls_cipher (PtlReport *self)
{
  return self->tls_cipher;
}

/**
 * ptl_report_get_certificate:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): what the server's certificate says
 */
PtlCertificate *
ptl_report_get_certificate (PtlReport *self)
{
  return self->certificate;
}

/**
 * ptl_report_get_capabilities:
 * @self: a report
 *
 * Returns: (transfer none): what the server offers, in the protocol's own words
 */
const char * const *
ptl_report_get_capabilities (PtlReport *self)
{
  return (const char * const *) self->capabilities;
}

/**
 * ptl_report_get_mechanisms:
 * @self: a report
 *
 * Returns: (transfer none): the SASL mechanisms that the server offers
 */
const char * const *
ptl_report_get_mechanisms (PtlReport *self)
{
  return (const char * const *) self->mechanisms;
}

/**
 * ptl_report_get_mechanism:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the mechanism that signed in
 */
const char *
ptl_report_get_mechanism (PtlReport *self)
{
  return self->mechanism;
}

gboolean
ptl_report_get_signed_in (PtlReport *self)
{
  return self->signed_in;
}

/**
 * ptl_report_get_facts:
 * @self: a report
 *
 * Returns: (transfer none) (element-type PtlReason): what else was seen
 */
GPtrArray *
ptl_report_get_facts (PtlReport *self)
{
  return self->facts;
}

/**
 * ptl_report_get_tried:
 * @self: a report
 *
 * Returns: (transfer none) (element-type PtlServer): servers that were tried before and failed
 */
GPtrArray *
ptl_report_get_tried (PtlReport *self)
{
  return self->tried;
}

/**
 * ptl_report_get_transcript:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the conversation, secrets left out
 */
const char *
ptl_report_get_transcript (PtlReport *self)
{
  return self->transcript;
}
