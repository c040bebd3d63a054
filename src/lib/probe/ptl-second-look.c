/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-second-look.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-conversation.h"
#include "ptl-enum.h"
#include "ptl-handshake.h"
#include "ptl-step.h"
#include "ptl-trouble.h"

typedef struct
{
  PtlServer     *server;      /* (owned) */
  PtlTalk       *talk;        /* (owned) */
  PtlTranscript *transcript;  /* (owned): nobody reads it */
  PtlConnection *connection;  /* (owned) (nullable) */
  PtlHandshake  *handshake;   /* (owned) (nullable) */
  GCancellable  *waiting;     /* (owned) (nullable): ends the wait for a greeting */
  guint          patience;
} Look;

static void
look_free (Look *look)
{
  if (look->connection != NULL)
    ptl_connection_close (look->connection);
  g_clear_object (&look->connection);
  g_clear_object (&look->waiting);
  ptl_talk_free (look->talk);
  ptl_transcript_free (look->transcript);
  ptl_server_unref (look->server);
  g_clear_pointer (&look->handshake, ptl_handshake_free);
  g_free (look);
}

/* TLS where none was expected: the same port, encrypted from the first byte. */
static PtlProblem *
problem_of_silence (Look *look)
{
  g_autofree char *endpoint = g_strdup_printf ("%u %s", ptl_server_get_port (look->server),
                                               ptl_enum_to_nick (PTL_TYPE_SECURITY, PTL_SECURITY_TLS));

  if (look->handshake == NULL || look->handshake->version == NULL)
    return ptl_trouble_of_time (PTL_STEP_GREETING, look->server);

  return ptl_problem_new_full (PTL_ERROR_GREETING_TIMEOUT, _("The server says nothing until the connection is encrypted."),
                               _("Use this port with encryption from the first byte."), PTL_REMEDY_OTHER_PORT, endpoint);
}

static PtlProblem *
problem_of_handshake (Look *look)
{
  gboolean old = look->handshake != NULL && ptl_trouble_is_old_tls (look->handshake->version);

  return ptl_problem_new (old ? PTL_ERROR_TLS_TOO_OLD : PTL_ERROR_TLS_FAILED, NULL);
}

/* Takes ownership of @problem. */
static void
end_look (GTask      *task,
          PtlProblem *problem)
{
  Look *look = g_task_get_task_data (task);

  ptl_connection_close (look->connection);
  g_task_return_pointer (task, problem, (GDestroyNotify) ptl_problem_unref);
}

static void
shaken_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  look->handshake = ptl_handshake_finish (result, &error);
  if (look->handshake == NULL)
    g_task_return_error (task, error);
  else
    end_look (task, look->patience == 0 ? problem_of_silence (look) : problem_of_handshake (look));
}

static void
shake_hands (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  GSocket *socket = ptl_connection_get_socket (look->connection);

  if (socket == NULL)
    end_look (task, problem_of_handshake (look));
  else
    ptl_handshake_async (socket, ptl_server_get_host (look->server), g_task_get_cancellable (task),
                         shaken_cb, g_object_ref (task));
}

static void
talked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ptl_conversation_run_finish (result, &error))
    g_task_return_error (task, error);
  else if (look->talk->problem != NULL)
    end_look (task, problem_of_handshake (look));
  else if (look->talk->stage == PTL_STAGE_GREETING)
    ptl_conversation_run_async (look->connection, look->talk, PTL_STAGE_STARTTLS, look->transcript,
                                g_task_get_cancellable (task), talked_cb, g_object_ref (task));
  else
    shake_hands (task);
}

/* Silence is what a TLS server answers to silence. */
static void
listened_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean heard = ptl_conversation_run_finish (result, &error);

  if (heard)
    end_look (task, look->talk->problem != NULL ? ptl_problem_ref (look->talk->problem)
                                                : ptl_problem_new (PTL_ERROR_TLS_NOT_SPOKEN, NULL));
  else if (g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED) &&
           !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_error_free (error);
      shake_hands (task);
    }
  else
    g_task_return_error (task, error);
}

static gboolean
stop_waiting_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
listen_for_greeting (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (GSource) timer = g_timeout_source_new (look->patience);

  look->waiting = ptl_cancellable_new_child (g_task_get_cancellable (task));
  g_source_set_static_name (timer, "ptl-second-look");
  g_source_set_callback (timer, stop_waiting_cb, g_object_ref (look->waiting), g_object_unref);
  g_source_attach (timer, g_main_context_get_thread_default ());
  ptl_conversation_run_async (look->connection, look->talk, PTL_STAGE_GREETING, look->transcript, look->waiting,
                              listened_cb, g_object_ref (task));
}

static void
nothing_cb (gpointer user_data)
{
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  look->connection = ptl_connection_open_finish (result, &error);
  if (look->connection == NULL)
    g_task_return_error (task, error);
  else if (look->patience == 0)
    shake_hands (task);
  else if (ptl_server_get_security (look->server) == PTL_SECURITY_TLS)
    listen_for_greeting (task);
  else
    ptl_conversation_run_async (look->connection, look->talk, PTL_STAGE_GREETING, look->transcript,
                                g_task_get_cancellable (task), talked_cb, g_object_ref (task));
}

/**
 * ptl_second_look_async:
 * @server: the server
 * @secret: (nullable): what is to be left out of the server's words; it is not sent
 * @patience: how many milliseconds it may take to greet; 0 if it did not
 * @cancellable: (nullable): to end it, which is also what a time limit does
 * @callback: called once
 * @user_data: for @callback
 *
 * Finds out what is at the other end when a handshake has failed, or no greeting came: the plain protocol, an old TLS, a TLS where
 * none was expected, or nothing of that kind.
 */
void
ptl_second_look_async (PtlServer           *server,
                       PtlSecret           *secret,
                       guint                patience,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Look *look = g_new0 (Look, 1);

  g_task_set_source_tag (task, ptl_second_look_async);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  look->server = ptl_server_ref (server);
  look->talk = ptl_talk_new (ptl_server_get_protocol (server), secret);
  look->transcript = ptl_transcript_new (secret);
  look->patience = patience;
  ptl_connection_open_async (ptl_server_get_host (server), ptl_server_get_port (server), nothing_cb,
                             cancellable, opened_cb, task);
}

PtlProblem *
ptl_second_look_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
