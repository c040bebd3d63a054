/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-print.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MIN_WIDTH    30
#define MAX_WIDTH    96
#define DEFAULT_WIDTH 80
#define LABEL_WIDTH  20

static const char * const codes[] = {
  [PTL_CLI_NORMAL] = "",
  [PTL_CLI_BOLD] = "\033[1m",
  [PTL_CLI_FAINT] = "\033[2m",
  [PTL_CLI_GOOD] = "\033[32m",
  [PTL_CLI_WARNING] = "\033[33m",
  [PTL_CLI_BAD] = "\033[31m",
};

/* See no-color.org: any value that is not empty. */
static gboolean
has_colours (FILE *stream)
{
  const char *no_color = g_getenv ("NO_COLOR");
  const char *term = g_getenv ("TERM");

  return (no_color == NULL || *no_color == '\0') && (term == NULL || !g_str_equal (term, "dumb")) &&
         isatty (fileno (stream)) == 1;
}

static guint
width_of (FILE *stream)
{
  struct winsize size = { 0 };
  guint width = DEFAULT_WIDTH;

  if (ioctl (fileno (stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    width = size.ws_col;

  return CLAMP (width, MIN_WIDTH, MAX_WIDTH);
}

static gboolean
is_harmless (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:   /* among them those that turn the direction of writing round */
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    default:
      return TRUE;
    }
}

/**
 * ptl_cli_clean:
 * @text: text from anywhere
 *
 * Returns: (transfer full): @text as valid UTF-8 in which nothing commands the terminal
 */
char *
ptl_cli_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || c == '\t')
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, is_harmless (c) ? c : 0xfffd);
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* What a terminal without UTF-8 shows instead of our own signs. */
static const char *
plain_form (gunichar c)
{
  switch (c)
    {
    case 0x2018: case 0x2019:
      return "'";
    case 0x201c: case 0x201d: case 0x201e:
      return "\"";
    case 0x2013: case 0x2014:
      return "-";
    case 0x2026:
      return "...";
    case 0x2022:
      return "*";
    case 0x2713:
      return "+";
    case 0x2717:
      return "x";
    case 0xa0: case 0x202f:
      return " ";
    default:
      return NULL;
    }
}

static void
add_converted (GString    *text,
               const char *p,
               const char *charset)
{
  gsize length = g_utf8_next_char (p) - p;
  gsize written = 0;
  g_autofree char *same = g_convert (p, (gssize) length, charset, "UTF-8", NULL, &written, NULL);
  g_autofree char *close_charset = NULL, *similar = NULL;

  if (same != NULL)
    {
      g_string_append_len (text, same, (gssize) written);
      return;
    }
  if (plain_form (g_utf8_get_char (p)) != NULL)
    {
      g_string_append (text, plain_form (g_utf8_get_char (p)));
      return;
    }

  close_charset = g_strconcat (charset, "//TRANSLIT", NULL);
  similar = g_convert (p, (gssize) length, close_charset, "UTF-8", NULL, &written, NULL);
  g_string_append_len (text, similar != NULL ? similar : "?", similar != NULL ? (gssize) written : 1);
}

/**
 * ptl_cli_put:
 * @stream: where to
 * @text: UTF-8
 *
 * Writes it as the terminal can show it, which the locale tells.
 */
void
ptl_cli_put (FILE       *stream,
             const char *text)
{
  g_autoptr (GString) converted = NULL;
  const char *charset;

  if (g_get_charset (&charset))
    {
      fputs (text, stream);
      return;
    }

  converted = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    add_converted (converted, p, charset);
  fputs (converted->str, stream);
}

/* How many columns the terminal needs. */
static guint
columns (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        n += g_unichar_iswide (c) ? 2 : 1;
    }

  return n;
}

static void
spaces (FILE  *stream,
        guint  n)
{
  fprintf (stream, "%*s", (int) n, "");
}

/* One paragraph, without the end of its last line. */
static void
lay_out (FILE        *stream,
         const char  *first,
         guint        indent,
         PtlCliStyle  style,
         const char  *text)
{
  g_autofree char *clean = ptl_cli_clean (text);
  g_auto (GStrv) words = g_strsplit (clean, " ", -1);
  gboolean coloured = style != PTL_CLI_NORMAL && has_colours (stream);
  guint width = width_of (stream);
  guint column = MAX (columns (first), indent);
  gboolean empty = TRUE;

  ptl_cli_put (stream, first);
  spaces (stream, column - columns (first));
  if (coloured)
    fputs (codes[style], stream);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint length = columns (words[i]);

      if (length == 0)
        continue;
      if (!empty && column + 1 + length > width)
        {
          fputc ('\n', stream);
          spaces (stream, indent);
          column = indent;
        }
      else if (!empty)
        {
          fputc (' ', stream);
          column++;
        }
      ptl_cli_put (stream, words[i]);
      column += length;
      empty = FALSE;
    }

  if (coloured)
    fputs ("\033[0m", stream);
}

/**
 * ptl_cli_print_text:
 * @stream: where to
 * @first: what stands before the first line, such as a bullet or a label
 * @indent: how far the other lines, and the text of the first one, are indented
 * @style: how the text looks
 * @text: one paragraph
 */
void
ptl_cli_print_text (FILE        *stream,
                    const char  *first,
                    guint        indent,
                    PtlCliStyle  style,
                    const char  *text)
{
  lay_out (stream, first, indent, style, text);
  fputc ('\n', stream);
}

/* A question, behind which the answer is typed. */
void
ptl_cli_put_question (const char *text)
{
  fflush (stdout);
  lay_out (stderr, "", 0, PTL_CLI_NORMAL, text);
  fputc (' ', stderr);
  fflush (stderr);
}

void
ptl_cli_print (PtlCliStyle  style,
               const char  *text)
{
  ptl_cli_print_text (stdout, "", 0, style, text);
}

/* What may be copied, such as a command: never wrapped. */
void
ptl_cli_print_line (const char *text)
{
  g_autofree char *clean = ptl_cli_clean (text);

  ptl_cli_put (stdout, clean);
  fputc ('\n', stdout);
}

void
ptl_cli_heading (const char *text)
{
  ptl_cli_gap ();
  ptl_cli_print_text (stdout, "", 0, PTL_CLI_BOLD, text);
}

void
ptl_cli_bullet (PtlCliStyle  style,
                const char  *text)
{
  ptl_cli_print_text (stdout, "  • ", 4, style, text);
}

/* A label with what belongs to it, one below the other. */
void
ptl_cli_field (const char *label,
               const char *text)
{
  g_autofree char *first = g_strdup_printf ("  %s ", label);

  ptl_cli_print_text (stdout, first, LABEL_WIDTH, PTL_CLI_NORMAL, text);
}

void
ptl_cli_gap (void)
{
  fputc ('\n', stdout);
}

/* Something beside the result: progress, a failure. */
void
ptl_cli_say (PtlCliStyle  style,
             const char  *text)
{
  fflush (stdout);
  ptl_cli_print_text (stderr, "", 0, style, text);
}
