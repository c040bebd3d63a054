/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-conversation.h"

typedef struct
{
  PtlTalk       *talk;
  PtlTranscript *transcript;
} Conversation;

static void follow (GTask   *task,
                    PtlMove  move);

/* A challenge is no secret by itself, but with the response left out it would only invite guessing. */
static void
note_line (Conversation *conversation,
           GBytes       *line)
{
  gsize length;
  const char *text = g_bytes_get_data (line, &length);
  gboolean challenge = conversation->talk->stage == PTL_STAGE_SIGN_IN && length > 6;

  if (challenge && text[0] == '+' && text[1] == ' ')
    ptl_transcript_add (conversation->transcript, 'S', "+ […]", -1);
  else if (challenge && g_str_has_prefix (text, "334 "))
    ptl_transcript_add (conversation->transcript, 'S', "334 […]", -1);
  else
    ptl_transcript_add (conversation->transcript, 'S', text, length);
}

static void
line_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Conversation *conversation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) line = ptl_connection_read_line_finish (PTL_CONNECTION (object), result, &error);
  gsize length;
  const char *text;

  if (line == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  note_line (conversation, line);
  text = g_bytes_get_data (line, &length);
  follow (task, ptl_talk_take (conversation->talk, text, length));
}

/* What a server says to a farewell changes nothing, and would cost a round trip; but an errand may end with it (RFC 1939 §6). */
static gboolean
may_leave (PtlTalk *talk)
{
  return talk->stage == PTL_STAGE_LEAVE && talk->errand == NULL;
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Conversation *conversation = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ptl_connection_write_finish (PTL_CONNECTION (object), result, &error))
    g_task_return_error (task, error);
  else
    follow (task, may_leave (conversation->talk) ? PTL_MOVE_DONE : PTL_MOVE_READ);
}

static void
send_out (GTask *task)
{
  Conversation *conversation = g_task_get_task_data (task);
  g_autofree char *shown = NULL;
  g_autoptr (GBytes) bytes = ptl_talk_take_out (conversation->talk, &shown);

  if (shown != NULL)
    ptl_transcript_add (conversation->transcript, 'C', shown, -1);
  else
    ptl_transcript_add (conversation->transcript, 'C', g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  ptl_connection_write_async (g_task_get_source_object (task), bytes, g_task_get_cancellable (task),
                              written_cb, g_object_ref (task));
}

static void
follow (GTask   *task,
        PtlMove  move)
{
  switch (move)
    {
    case PTL_MOVE_READ:
      ptl_connection_read_line_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                                      line_read_cb, g_object_ref (task));
      break;
    case PTL_MOVE_SEND:
      send_out (task);
      break;
    case PTL_MOVE_DONE:
    case PTL_MOVE_FAILED:
    default:
      g_task_return_boolean (task, TRUE);
    }
}

/**
 * ptl_conversation_run_async:
 * @connection: a connection
 * @talk: what is to be said
 * @stage: the part of it that comes next
 * @transcript: where it is written down
 * @cancellable: (nullable): to end it, which is also what a time limit does
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_conversation_run_async (PtlConnection       *connection,
                            PtlTalk             *talk,
                            PtlStage             stage,
                            PtlTranscript       *transcript,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (connection, cancellable, callback, user_data);
  Conversation conversation = { talk, transcript };

  g_task_set_source_tag (task, ptl_conversation_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_memdup2 (&conversation, sizeof conversation), g_free);
  follow (task, ptl_talk_start (talk, stage));
}

gboolean
ptl_conversation_run_finish (GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
