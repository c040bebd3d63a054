/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-talk.h"

#include <string.h>

static const struct
{
  const char *name;
  PtlStage    stage;
} stages[] = {
  { "greeting", PTL_STAGE_GREETING }, { "starttls", PTL_STAGE_STARTTLS }, { "capabilities", PTL_STAGE_CAPABILITIES },
  { "sign-in", PTL_STAGE_SIGN_IN }, { "errand", PTL_STAGE_ERRAND }, { "facts", PTL_STAGE_FACTS }, { "leave", PTL_STAGE_LEAVE },
};

PtlTalk *
fake_talk_new (PtlProtocol  protocol,
               const char  *username,
               const char  *password)
{
  /* Outlive the talk, as in a check. */
  static PtlCredentials credentials;
  static PtlSecret *secret;
  static char *name;
  PtlTalk *talk;

  g_clear_pointer (&secret, ptl_secret_unref);
  secret = ptl_secret_new (password, -1);
  g_free (name);
  name = g_strdup (username);
  talk = ptl_talk_new (protocol, secret);
  credentials = (PtlCredentials) {
    .username = name,
    .secret = secret,
    .service = talk->dialect->service,
    .host = "mail.test",
    .bare = TRUE,
    .encrypted = TRUE,
  };
  ptl_talk_set_credentials (talk, &credentials);

  return talk;
}

static PtlStage
find_stage (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_str_equal (stages[i].name, name))
      return stages[i].stage;

  g_assert_not_reached ();
}

static void
assert_sends (PtlTalk    *talk,
              const char *expected)
{
  g_autofree char *shown = NULL;
  g_autoptr (GBytes) out = ptl_talk_take_out (talk, &shown);
  g_autofree char *line = g_strconcat (expected, "\r\n", NULL);
  g_autofree char *sent = g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));

  g_assert_cmpstr (sent, ==, line);
}

static PtlMove
take (PtlTalk    *talk,
      const char *text)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  return ptl_talk_take (talk, line, strlen (line));
}

void
fake_talk_play (PtlTalk            *talk,
                const char * const *script)
{
  PtlMove move = PTL_MOVE_DONE;

  for (; *script != NULL; script++)
    {
      g_test_message ("%s", *script);
      switch ((*script)[0])
        {
        case '>':
          g_assert_cmpint (move, ==, PTL_MOVE_DONE);
          move = ptl_talk_start (talk, find_stage (*script + 2));
          break;
        case 'S':
          g_assert_cmpint (move, ==, PTL_MOVE_READ);
          move = take (talk, *script + 2);
          break;
        case 'C':
          g_assert_cmpint (move, ==, PTL_MOVE_SEND);
          assert_sends (talk, *script + 2);
          move = PTL_MOVE_READ;
          break;
        case '=':
          g_assert_cmpint (move, ==, PTL_MOVE_DONE);
          break;
        case '!':
          g_assert_cmpint (move, ==, PTL_MOVE_FAILED);
          g_assert_cmpstr (ptl_problem_get_id (talk->problem), ==, *script + 2);
          return;
        case 'T':
          ptl_talk_secured (talk);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static gboolean
holds (const char *text,
       gsize       length,
       const char *part)
{
  return g_strstr_len (text, length, part) != NULL;
}

/* Facts of IMAP are asked for all at once, and a letter is long; anything else is one line. */
static void
check_out (PtlTalk *talk)
{
  g_autofree char *shown = NULL;
  g_autoptr (GBytes) out = ptl_talk_take_out (talk, &shown);
  gsize length;
  const char *text = g_bytes_get_data (out, &length);

  g_assert_cmpuint (length, >=, 2);
  g_assert_true (memcmp (text + length - 2, "\r\n", 2) == 0);
  if (talk->stage != PTL_STAGE_FACTS && talk->stage != PTL_STAGE_ERRAND)
    g_assert_true (memchr (text, '\n', length) == text + length - 1);
  if (talk->stage != PTL_STAGE_SIGN_IN)
    g_assert_false (holds (text, length, FAKE_PASSWORD));
  if (shown != NULL)
    g_assert_false (holds (shown, strlen (shown), FAKE_PASSWORD));
}

static void
check_talk (PtlTalk *talk,
            PtlMove  move)
{
  g_assert_true ((move == PTL_MOVE_FAILED) == (talk->problem != NULL));
  g_assert_cmpuint (talk->attempts, <=, 2);
  if (talk->problem != NULL)
    {
      const char *message = ptl_problem_get_message (talk->problem);

      g_assert_true (g_utf8_validate (message, -1, NULL));
      g_assert_false (holds (message, strlen (message), FAKE_PASSWORD));
    }
  for (guint i = 0; i < talk->capabilities->len; i++)
    g_assert_true (g_utf8_validate (talk->capabilities->pdata[i], -1, NULL));
}

static PtlMove
read_on (PtlTalk     *talk,
         const char **server,
         const char  *end)
{
  const char *line_end = memchr (*server, '\n', end - *server);
  PtlMove move;

  if (line_end == NULL)
    return PTL_MOVE_READ;

  move = ptl_talk_take (talk, *server, line_end + 1 - *server);
  *server = line_end + 1;
  check_talk (talk, move);

  return move;
}

gboolean
fake_talk_survive (PtlTalk    *talk,
                   gboolean    starttls,
                   const char *server,
                   gsize       length)
{
  const char *end = server + length;

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      PtlMove move;

      if ((stages[i].stage == PTL_STAGE_STARTTLS && !starttls) || (stages[i].stage == PTL_STAGE_ERRAND && talk->errand == NULL))
        continue;

      move = ptl_talk_start (talk, stages[i].stage);
      check_talk (talk, move);
      while (move == PTL_MOVE_READ || move == PTL_MOVE_SEND)
        {
          const char *before = server;

          if (move == PTL_MOVE_SEND)
            check_out (talk);
          move = read_on (talk, &server, end);
          if (server == before)
            return talk->signed_in;
        }
      if (move == PTL_MOVE_FAILED)
        return talk->signed_in;
      if (stages[i].stage == PTL_STAGE_STARTTLS)
        ptl_talk_secured (talk);
    }

  return talk->signed_in;
}
