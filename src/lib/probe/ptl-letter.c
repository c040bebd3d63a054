/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-letter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-probe-private.h"

#define PATIENCE 60

/* Seconds between one look into the mailbox and the next: often at first, since most letters need a second or two, but never so
 * often that a server minds the sign-ins. The last is repeated. */
static const guint pauses[] = { 1, 1, 2, 3, 5, 8, 10 };

typedef struct
{
  PtlServer *outgoing;  /* (owned) */
  PtlServer *incoming;  /* (owned) */
  PtlSecret *secret;    /* (owned) (nullable) */
  gboolean   token;
  gboolean   allow_plaintext;
  guint      patience;

  char      *address;
  char      *message_id;
  char      *text;
  PtlErrand  errand;
  PtlStep   *step;      /* (owned) */
  gint64     sent;      /* monotonic; 0 before */
  guint      n_looks;
} Journey;

static void
journey_free (Journey *journey)
{
  ptl_server_unref (journey->outgoing);
  ptl_server_unref (journey->incoming);
  g_clear_pointer (&journey->secret, ptl_secret_unref);
  g_free (journey->address);
  g_free (journey->message_id);
  g_free (journey->text);
  g_clear_object (&journey->step);
  g_free (journey);
}

/* RFC 2047 §4.1 for the subject, and base64 for the rest, so that any translation travels. */
static char *
write_letter (const char *address,
              const char *message_id)
{
  const char *subject = _("Test message from Portolan");
  const char *body = _("Portolan has sent this message to see whether your mail works. It removes the message itself; if you read this, you can delete it.");
  g_autofree char *subject64 = g_base64_encode ((const guchar *) subject, strlen (subject));
  g_autofree char *body64 = g_base64_encode ((const guchar *) body, strlen (body));
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GString) text = g_string_new (NULL);
  static const char * const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char * const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  g_string_append_printf (text, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[g_date_time_get_day_of_week (now) - 1],
                          g_date_time_get_day_of_month (now), months[g_date_time_get_month (now) - 1], g_date_time_get_year (now),
                          g_date_time_get_hour (now), g_date_time_get_minute (now), g_date_time_get_second (now));
  g_string_append_printf (text, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: %s\r\n", address, address, message_id);
  g_string_append_printf (text, "Subject: =?UTF-8?B?%s?=\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n", subject64);
  g_string_append (text, "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  for (gsize i = 0; i < strlen (body64); i += 76)
    g_string_append_printf (text, "%.76s\r\n", body64 + i);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
end_journey (GTask      *task,
             PtlVerdict  verdict,
             const char *detail,
             PtlProblem *problem)
{
  Journey *journey = g_task_get_task_data (task);

  ptl_step_end (journey->step, verdict, detail, problem);
  g_task_return_pointer (task, g_object_ref (journey->step), g_object_unref);
}

static void
end_well (GTask *task)
{
  Journey *journey = g_task_get_task_data (task);
  guint seconds = (g_get_monotonic_time () - journey->sent + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
  g_autofree char *detail =
    seconds == 0 ? g_strdup (_("The message came back at once."))
                 : g_strdup_printf (ngettext ("The message came back after %u second.", "The message came back after %u seconds.",
                                              seconds), seconds);

  end_journey (task, PTL_VERDICT_PASSED, detail, NULL);
}

static void
end_late (GTask *task)
{
  g_autoptr (PtlProblem) problem =
    ptl_problem_new_full (PTL_ERROR_TIMEOUT, _("The message was sent, but has not come back yet."),
                          _("It may still be on its way. Look into your inbox and into the folder for junk in a few minutes."),
                          PTL_REMEDY_RETRY, NULL);

  end_journey (task, PTL_VERDICT_WARNING, NULL, problem);
}

/* It came, but where people do not look; and so will what others send. */
static void
end_in_junk (GTask *task)
{
  g_autoptr (PtlProblem) problem =
    ptl_problem_new_full (PTL_ERROR_TIMEOUT, _("The message came back, but your provider has put it among the junk."),
                          _("Look into the folder for junk now and then, and mark as good what does not belong there."),
                          PTL_REMEDY_NONE, NULL);

  end_journey (task, PTL_VERDICT_WARNING, NULL, problem);
}

static void look_for_it (GTask *task);

static gboolean
look_again_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    look_for_it (task);

  return G_SOURCE_REMOVE;
}

static void
wait_a_little (GTask *task)
{
  Journey *journey = g_task_get_task_data (task);
  guint pause = pauses[MIN (journey->n_looks, G_N_ELEMENTS (pauses) - 1)];
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (pause);
  GCancellable *cancellable = g_task_get_cancellable (task);

  journey->n_looks++;
  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (timer, cancelled);
    }
  g_source_set_static_name (timer, "ptl-letter");
  g_source_set_callback (timer, look_again_cb, g_object_ref (task), g_object_unref);
  g_source_attach (timer, g_main_context_get_thread_default ());
}

/* Servers want a pause between two looks (RFC 2449 §6.5), or have a mailbox open once only. */
static gboolean
may_look_again (PtlReport *report)
{
  PtlProblem *problem = ptl_report_get_problem (report);

  return problem != NULL && !ptl_report_get_signed_in (report) &&
         (ptl_problem_get_code (problem) == PTL_ERROR_SIGN_IN_RATE_LIMITED ||
          ptl_problem_get_code (problem) == PTL_ERROR_SERVER_UNAVAILABLE);
}

/* The last look. POP3 has no folders. */
static void
look_in_junk (GTask *task)
{
  Journey *journey = g_task_get_task_data (task);

  if (ptl_server_get_protocol (journey->incoming) != PTL_PROTOCOL_IMAP)
    {
      end_late (task);
      return;
    }

  journey->errand.in_junk = TRUE;
  look_for_it (task);
}

/* A problem of either server ends the journey; a letter that is not there yet does not. */
static void
visited_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Journey *journey = g_task_get_task_data (task);
  g_autoptr (PtlReport) report = ptl_probe_run_finish (PTL_PROBE (object), result, NULL);
  gboolean done = ptl_probe_get_errand_done (PTL_PROBE (object));

  if (!ptl_report_is_good (report) && (journey->sent == 0 || !may_look_again (report)))
    end_journey (task, ptl_report_get_verdict (report), NULL, ptl_report_get_problem (report));
  else if (journey->sent == 0)
    {
      journey->sent = g_get_monotonic_time ();
      wait_a_little (task);
    }
  else if (done && ptl_report_is_good (report))
    {
      if (journey->errand.in_junk)
        end_in_junk (task);
      else
        end_well (task);
    }
  else if (journey->errand.in_junk)
    end_late (task);
  else if (g_get_monotonic_time () - journey->sent > journey->patience * G_USEC_PER_SEC)
    look_in_junk (task);
  else
    wait_a_little (task);
}

static void
visit (GTask     *task,
       PtlServer *server)
{
  Journey *journey = g_task_get_task_data (task);
  g_autoptr (PtlProbe) probe = ptl_probe_new (server, journey->secret);

  ptl_probe_set_token (probe, journey->token);
  ptl_probe_set_allow_plaintext (probe, journey->allow_plaintext);
  ptl_probe_set_errand (probe, &journey->errand);
  ptl_probe_run_async (probe, g_task_get_cancellable (task), visited_cb, g_object_ref (task));
}

static void
look_for_it (GTask *task)
{
  Journey *journey = g_task_get_task_data (task);

  visit (task, journey->incoming);
}

/**
 * ptl_letter_send_async:
 * @letter: who sends it, and by which servers; copied
 * @cancellable: (nullable): to end it; a letter that is on its way then stays in the mailbox
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_letter_send_async (const PtlLetter     *letter,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Journey *journey = g_new0 (Journey, 1);
  g_autofree char *id = g_uuid_string_random ();

  g_task_set_source_tag (task, ptl_letter_send_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, journey, (GDestroyNotify) journey_free);
  journey->outgoing = ptl_server_ref (letter->outgoing);
  journey->incoming = ptl_server_ref (letter->incoming);
  journey->secret = letter->secret != NULL ? ptl_secret_ref (letter->secret) : NULL;
  journey->token = letter->token;
  journey->allow_plaintext = letter->allow_plaintext;
  journey->patience = letter->patience > 0 ? letter->patience : PATIENCE;
  journey->step = ptl_step_new (PTL_STEP_SEND);
  journey->address = g_strdup (ptl_address_get_text (letter->address));
  journey->message_id = g_strdup_printf ("<portolan-%s@%s>", id, ptl_address_get_domain (letter->address));
  journey->text = write_letter (journey->address, journey->message_id);
  journey->errand = (PtlErrand) { journey->address, journey->message_id, journey->text };

  visit (task, journey->outgoing);
}

/**
 * ptl_letter_send_finish:
 * @result: what the callback got
 * @error: return location for an error, if it was cancelled while it waited
 *
 * Returns: (transfer full) (nullable): the step, ended
 */
PtlStep *
ptl_letter_send_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
