/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-ask.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "ptl-cli-print.h"
#include "ptl-number.h"

#define MAX_LINE 1000

static gboolean
readable_cb (int           fd,
             GIOCondition  condition,
             gpointer      user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
wake_up (GCancellable *cancellable)
{
  g_main_context_wakeup (NULL);
}

/* Lets everything else go on until a line is there. The terminal hands over whole lines, so what can be read is one. */
static gboolean
wait_for_line (PtlCli *cli)
{
  gboolean readable = FALSE;
  guint source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, &readable);
  gulong cancelled = g_signal_connect (cli->cancellable, "cancelled", G_CALLBACK (wake_up), NULL);

  while (!readable && !g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);

  g_signal_handler_disconnect (cli->cancellable, cancelled);
  if (!readable)
    g_source_remove (source);

  return !g_cancellable_is_cancelled (cli->cancellable);
}

static void
put_question (const char *question,
              const char *usual)
{
  g_autofree char *text = usual != NULL && *usual != '\0' ? g_strdup_printf ("%s [%s]", question, usual) : g_strdup (question);

  ptl_cli_put_question (text);
}

/* Returns: (nullable) (transfer full): the line, without spaces around it */
static char *
read_line (void)
{
  char buffer[MAX_LINE + 1];
  char *text = NULL;
  gssize n;

  do
    n = read (STDIN_FILENO, buffer, MAX_LINE);
  while (n < 0 && errno == EINTR);

  if (n <= 0)
    return NULL;

  buffer[n] = '\0';
  if (!g_utf8_validate (buffer, n, NULL))
    text = g_locale_to_utf8 (buffer, n, NULL, NULL, NULL);  /* a terminal of another sort */

  return g_strstrip (text != NULL ? text : g_utf8_make_valid (buffer, n));
}

static char *
ask_once (PtlCli     *cli,
          const char *question,
          const char *usual)
{
  char *line;

  put_question (question, usual);

  ptl_cli_stop_clock (cli);
  line = wait_for_line (cli) ? read_line () : NULL;
  ptl_cli_start_clock (cli);

  if (line == NULL)
    {
      fputc ('\n', stderr);
      g_cancellable_cancel (cli->cancellable);
    }

  return line;
}

/**
 * ptl_cli_ask_text:
 * @usual: (nullable): what Enter alone means
 *
 * Returns: (transfer full) (nullable): what was typed; empty only where @usual is %NULL or empty
 */
char *
ptl_cli_ask_text (PtlCli     *cli,
                  const char *question,
                  const char *usual)
{
  g_autofree char *line = ask_once (cli, question, usual);

  if (line != NULL && *line == '\0' && usual != NULL)
    return g_strdup (usual);

  return g_steal_pointer (&line);
}

/**
 * ptl_cli_ask_choice:
 * @answers: (array zero-terminated=1): at most 99
 * @usual: the one that Enter alone means
 * @chosen: (out): the one that was chosen
 */
gboolean
ptl_cli_ask_choice (PtlCli             *cli,
                    const char         *question,
                    const char * const *answers,
                    guint               usual,
                    guint              *chosen)
{
  g_autofree char *usual_number = g_strdup_printf ("%u", usual + 1);
  guint n_answers = g_strv_length ((char **) answers);

  ptl_cli_say (PTL_CLI_BOLD, question);
  for (guint i = 0; i < n_answers; i++)
    {
      g_autofree char *first = g_strdup_printf ("%3u  ", i + 1);

      ptl_cli_print_text (stderr, first, 5, PTL_CLI_NORMAL, answers[i]);
    }

  while (TRUE)
    {
      g_autofree char *line = ptl_cli_ask_text (cli, _("Number:"), usual_number);
      guint64 number;

      if (line == NULL)
        return FALSE;
      if (ptl_number_parse (line, 1, n_answers, &number))
        {
          *chosen = (guint) number - 1;
          fputc ('\n', stderr);
          return TRUE;
        }
      ptl_cli_say (PTL_CLI_WARNING, _("Please type one of the numbers, or only Enter."));
    }
}

/* The first letter of each; that of the usual answer is large. */
static char *
show_letters (const char *yes,
              const char *no,
              gboolean    usual)
{
  gunichar y = g_utf8_get_char (yes), n = g_utf8_get_char (no);
  GString *letters = g_string_new (NULL);

  g_string_append_unichar (letters, usual ? g_unichar_toupper (y) : y);
  g_string_append_c (letters, '/');
  g_string_append_unichar (letters, usual ? n : g_unichar_toupper (n));

  return g_string_free (letters, FALSE);
}

/* Does @line begin with one of @letters? What was typed may be no UTF-8. */
static gboolean
begins_with (const char *line,
             const char *letters)
{
  gunichar first = g_utf8_get_char_validated (line, -1);

  return first != (gunichar) -1 && first != (gunichar) -2 && g_utf8_strchr (letters, -1, first) != NULL;
}

gboolean
ptl_cli_ask_yes_no (PtlCli     *cli,
                    const char *question,
                    gboolean    usual,
                    gboolean   *answer)
{
  /* Translators: the letters that mean yes and no; more than one is fine, the first is shown */
  const char *yes = C_("letters", "yY");
  const char *no = C_("letters", "nN");
  g_autofree char *letters = show_letters (yes, no, usual);

  while (TRUE)
    {
      g_autofree char *line = ask_once (cli, question, letters);

      if (line == NULL)
        return FALSE;
      if (*line == '\0' || begins_with (line, yes) || begins_with (line, no))
        {
          *answer = *line == '\0' ? usual : begins_with (line, yes);
          return TRUE;
        }
    }
}

static gboolean
set_echo (gboolean        echo,
          struct termios *before)
{
  struct termios now;

  if (echo)
    return tcsetattr (STDIN_FILENO, TCSAFLUSH, before) == 0;

  if (tcgetattr (STDIN_FILENO, before) != 0)
    return FALSE;
  now = *before;
  now.c_lflag &= ~(tcflag_t) ECHO;
  now.c_lflag |= ECHONL;

  return tcsetattr (STDIN_FILENO, TCSAFLUSH, &now) == 0;
}

/* An empty line is no password. */
static PtlSecret *
read_secret (void)
{
  int n_waiting = 0;

  if (ioctl (STDIN_FILENO, FIONREAD, &n_waiting) == 0 && n_waiting <= 1)
    {
      char end;

      (void) !read (STDIN_FILENO, &end, 1);
      return NULL;
    }

  return ptl_secret_new_read (STDIN_FILENO, 0, NULL);
}

/**
 * ptl_cli_ask_password:
 * @secret: (out) (nullable) (transfer full): the password, %NULL if nothing was typed
 *
 * What is typed is not shown, and goes straight into protected memory.
 *
 * Returns: FALSE if the person stopped it, or the terminal cannot keep what is typed to itself
 */
gboolean
ptl_cli_ask_password (PtlCli      *cli,
                      const char  *question,
                      PtlSecret  **secret)
{
  struct termios before;
  gboolean answered;

  *secret = NULL;
  if (!set_echo (FALSE, &before))
    return FALSE;

  put_question (question, NULL);
  ptl_cli_stop_clock (cli);
  answered = wait_for_line (cli);
  if (answered)
    *secret = read_secret ();
  ptl_cli_start_clock (cli);
  set_echo (TRUE, &before);
  if (!answered)
    fputc ('\n', stderr);

  return answered;
}
