/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GPtrArray             *good;    /* (element-type PtlReport) (owned) */
  GPtrArray             *failed;  /* (element-type PtlReport) (owned) */
  const PtlSurroundings *surroundings;
} Case;

typedef PtlProblem * (*Rule) (const Case *self);

/* Nothing came back at all, which a network can do as well as a server. */
static gboolean
is_silence (PtlReport *report)
{
  PtlError code = ptl_problem_get_code (ptl_report_get_problem (report));

  return code == PTL_ERROR_CONNECT_TIMEOUT || code == PTL_ERROR_UNREACHABLE;
}

static gboolean
has_code (PtlReport *report,
          PtlError   code)
{
  return ptl_problem_get_code (ptl_report_get_problem (report)) == code;
}

static gboolean
same_place (PtlReport *a,
            PtlReport *b)
{
  const PtlServer *server_a = ptl_report_get_server (a);
  const PtlServer *server_b = ptl_report_get_server (b);

  return ptl_server_get_port (server_a) == ptl_server_get_port (server_b) &&
         g_str_equal (ptl_server_get_host (server_a), ptl_server_get_host (server_b));
}

/* How many of the failed are different servers or ports, of those for which @counts says so. */
static guint
count_places (const Case *self,
              gboolean  (*counts) (PtlReport *report))
{
  guint n = 0;

  for (guint i = 0; i < self->failed->len; i++)
    {
      gboolean seen = FALSE;

      for (guint j = 0; j < i && !seen; j++)
        seen = counts (self->failed->pdata[j]) && same_place (self->failed->pdata[i], self->failed->pdata[j]);
      if (!seen && counts (self->failed->pdata[i]))
        n++;
    }

  return n;
}

static gboolean
speaks_http (PtlReport *report)
{
  const char *transcript = ptl_report_get_transcript (report);

  return has_code (report, PTL_ERROR_NOT_THIS_PROTOCOL) && transcript != NULL && strstr (transcript, "S: HTTP/") != NULL;
}

/* Returns: (nullable) (transfer full): the first thing that it said */
static char *
get_first_line (PtlReport *report)
{
  const char *transcript = ptl_report_get_transcript (report);
  const char *line = transcript != NULL ? strstr (transcript, "S: ") : NULL;

  return line != NULL ? g_strndup (line, strcspn (line, "\n")) : NULL;
}

/* Different services that greet alike, and not as what they should be, are one machine in between. */
static gboolean
answers_alike (const Case *self)
{
  for (guint i = 0; i < self->failed->len; i++)
    for (guint j = 0; j < i; j++)
      {
        PtlReport *a = self->failed->pdata[i];
        PtlReport *b = self->failed->pdata[j];
        g_autofree char *line = get_first_line (a);
        g_autofree char *other = get_first_line (b);

        if (has_code (a, PTL_ERROR_NOT_THIS_PROTOCOL) && has_code (b, PTL_ERROR_NOT_THIS_PROTOCOL) && line != NULL &&
            g_strcmp0 (line, other) == 0 &&
            ptl_server_get_protocol (ptl_report_get_server (a)) != ptl_server_get_protocol (ptl_report_get_server (b)))
          return TRUE;
      }

  return FALSE;
}

static gboolean
shows_foreign_certificate (PtlReport *report)
{
  return has_code (report, PTL_ERROR_CERTIFICATE_WRONG_NAME) || has_code (report, PTL_ERROR_CERTIFICATE_SELF_SIGNED) ||
         has_code (report, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER);
}

/* Two servers behind one certificate may well be one provider's. In a network that is known to lead nowhere yet, they are not. */
static gboolean
is_intercepted (const Case *self)
{
  return self->surroundings->connectivity == G_NETWORK_CONNECTIVITY_LIMITED && count_places (self, shows_foreign_certificate) >= 2;
}

/* A web page where different mail servers should be is the network's own. */
static PtlProblem *
diagnose_portal (const Case *self)
{
  if (self->surroundings->connectivity != G_NETWORK_CONNECTIVITY_PORTAL && count_places (self, speaks_http) < 2 &&
      !answers_alike (self) && !is_intercepted (self) && !(self->surroundings->portal && self->good->len == 0))
    return NULL;

  return ptl_problem_new (PTL_ERROR_CAPTIVE_PORTAL, NULL);
}

static gboolean
share_host (const Case *self)
{
  const char *first = ptl_server_get_host (ptl_report_get_server (self->failed->pdata[0]));

  for (guint i = 1; i < self->failed->len; i++)
    if (!g_str_equal (first, ptl_server_get_host (ptl_report_get_server (self->failed->pdata[i]))))
      return FALSE;

  return TRUE;
}

static gboolean
lacks_names (PtlReport *report)
{
  return has_code (report, PTL_ERROR_DNS_FAILURE) || has_code (report, PTL_ERROR_DNS_TIMEOUT);
}

/* One name may be its owner's mistake; two are the network's. */
static PtlProblem *
diagnose_names (const Case *self)
{
  if (self->good->len > 0 || self->failed->len < 2 || share_host (self))
    return NULL;

  for (guint i = 0; i < self->failed->len; i++)
    if (!lacks_names (self->failed->pdata[i]))
      return NULL;

  return ptl_problem_new_full (ptl_problem_get_code (ptl_report_get_problem (self->failed->pdata[0])),
                               _("The name service of this network knows no way to any of the mail servers."),
                               _("Try again in a minute. If it stays like this, restart your router."), PTL_REMEDY_RETRY, NULL);
}

static gboolean
lacks_network (PtlReport *report)
{
  return is_silence (report) || has_code (report, PTL_ERROR_OFFLINE) || has_code (report, PTL_ERROR_NAME_NOT_FOUND) ||
         has_code (report, PTL_ERROR_DNS_FAILURE) || has_code (report, PTL_ERROR_DNS_TIMEOUT);
}

static PtlProblem *
diagnose_offline (const Case *self)
{
  if (self->surroundings->available || self->good->len > 0)
    return NULL;

  for (guint i = 0; i < self->failed->len; i++)
    if (!lacks_network (self->failed->pdata[i]))
      return NULL;

  return ptl_problem_new (PTL_ERROR_OFFLINE, NULL);
}

static const char *
get_fingerprint (PtlReport *report)
{
  PtlCertificate *certificate = ptl_report_get_certificate (report);

  return certificate != NULL ? ptl_certificate_get_sha256 (certificate) : NULL;
}

/* Whether two different certificates are out of their time, in the same direction. */
static gboolean
agree_on_time (const Case *self,
               PtlError    code)
{
  const char *first = NULL;

  for (guint i = 0; i < self->failed->len; i++)
    {
      PtlReport *report = self->failed->pdata[i];

      if (!has_code (report, code) || get_fingerprint (report) == NULL)
        continue;
      if (first != NULL && !g_str_equal (first, get_fingerprint (report)))
        return TRUE;
      first = get_fingerprint (report);
    }

  return FALSE;
}

/* One certificate may have been forgotten; two at once are this computer's clock. A certificate that passed speaks for the clock. */
static PtlProblem *
diagnose_clock (const Case *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%c");
  g_autofree char *message = NULL;
  gboolean expired = agree_on_time (self, PTL_ERROR_CERTIFICATE_EXPIRED);

  for (guint i = 0; i < self->good->len; i++)
    if (get_fingerprint (self->good->pdata[i]) != NULL)
      return NULL;
  if (!expired && !agree_on_time (self, PTL_ERROR_CERTIFICATE_NOT_YET_VALID))
    return NULL;

  /* Translators: a date and a time */
  message = g_strdup_printf (_("The certificates of two servers do not fit today’s date. The clock of this computer says %s."), date);
  return ptl_problem_new_full (expired ? PTL_ERROR_CERTIFICATE_EXPIRED : PTL_ERROR_CERTIFICATE_NOT_YET_VALID, message,
                               _("Most likely the clock is wrong. Set it, then try again."), PTL_REMEDY_SET_CLOCK, NULL);
}

static gboolean
are_all_silent (const Case *self)
{
  for (guint i = 0; i < self->failed->len; i++)
    if (!is_silence (self->failed->pdata[i]))
      return FALSE;

  return self->failed->len > 0;
}

static PtlProblem *
diagnose_blocked (const Case *self)
{
  if (self->good->len > 0 || !are_all_silent (self) || count_places (self, is_silence) < 2)
    return NULL;

  if (share_host (self))
    return ptl_problem_new_full (PTL_ERROR_CONNECT_TIMEOUT, _("The mail server does not answer at any of its ports."),
                                 _("It is down, or this network lets no mail through. Try again later, or from another network."),
                                 PTL_REMEDY_RETRY, NULL);

  return ptl_problem_new_full (PTL_ERROR_CONNECT_TIMEOUT,
                               self->surroundings->web
                                 ? _("Web pages work, but none of the mail servers can be reached: this network lets no mail through.")
                                 : _("None of the mail servers can be reached: this network seems to let no mail through."),
                               _("Try from another network, or ask who looks after this one."), PTL_REMEDY_RETRY, NULL);
}

static PtlReport *
find_report (GPtrArray *reports,
             gboolean   incoming,
             guint16    port)
{
  for (guint i = 0; i < reports->len; i++)
    {
      const PtlServer *server = ptl_report_get_server (reports->pdata[i]);

      if (ptl_server_is_incoming (server) == incoming && (port == 0 || ptl_server_get_port (server) == port))
        return reports->pdata[i];
    }

  return NULL;
}

/* Many networks let mail be fetched but not sent, to keep spam in: at port 25 nearly all, at 587 some. */
static PtlProblem *
diagnose_port (const Case *self)
{
  PtlReport *silent = NULL;
  g_autofree char *message = NULL;
  gboolean tried_465 = find_report (self->failed, FALSE, 465) != NULL;

  if (find_report (self->good, TRUE, 0) == NULL || find_report (self->good, FALSE, 0) != NULL)
    return NULL;
  for (guint i = 0; i < self->failed->len; i++)
    {
      PtlReport *report = self->failed->pdata[i];

      if (ptl_server_is_incoming (ptl_report_get_server (report)))
        continue;
      if (!is_silence (report))
        return NULL;
      silent = report;
    }
  if (silent == NULL)
    return NULL;

  /* Translators: a port number */
  message = g_strdup_printf (_("Receiving works, but nothing answers at port %u: this network seems to keep mail from being sent."),
                             ptl_server_get_port (ptl_report_get_server (silent)));
  return ptl_problem_new_full (PTL_ERROR_CONNECT_TIMEOUT, message,
                               tried_465 ? _("Try from another network. If it is the same there, the server is down: try again later.")
                                         : _("Port 465 often works where others are closed."),
                               tried_465 ? PTL_REMEDY_RETRY : PTL_REMEDY_OTHER_PORT, tried_465 ? NULL : "465 tls");
}

static const Rule rules[] = { diagnose_portal, diagnose_offline, diagnose_names, diagnose_clock, diagnose_blocked, diagnose_port };

/**
 * ptl_surroundings_look:
 * @self: (out caller-allocates): what this computer knows of its network, without asking anybody
 */
void
ptl_surroundings_look (PtlSurroundings *self)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  self->web = FALSE;
  self->portal = FALSE;
  self->available = g_network_monitor_get_network_available (monitor);
  self->connectivity = g_network_monitor_get_connectivity (monitor);
}

/**
 * ptl_diagnose:
 * @reports: (element-type PtlReport): what the checks of one account have seen, all of them
 * @surroundings: what is known of the network
 *
 * Returns: (transfer full) (nullable): the one reason; %NULL if each failure has its own
 */
PtlProblem *
ptl_diagnose (GPtrArray             *reports,
              const PtlSurroundings *surroundings)
{
  g_autoptr (GPtrArray) good = g_ptr_array_new ();
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  Case self = { good, failed, surroundings };
  PtlProblem *problem = NULL;

  for (guint i = 0; i < reports->len; i++)
    if (ptl_report_is_good (reports->pdata[i]))
      g_ptr_array_add (good, reports->pdata[i]);
    else if (ptl_report_get_problem (reports->pdata[i]) != NULL)
      g_ptr_array_add (failed, reports->pdata[i]);

  for (gsize i = 0; failed->len > 0 && problem == NULL && i < G_N_ELEMENTS (rules); i++)
    problem = rules[i] (&self);

  return problem;
}
