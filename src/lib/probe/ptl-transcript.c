/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-transcript.h"

#include <string.h>

/* Nobody reads more. */
#define MAX_TEXT       (32 * 1024)
#define MAX_LINE_CHARS 300

struct _PtlTranscript
{
  PtlRedactor *redactor;  /* (owned) */
  GString     *text;      /* (owned) */
};

/**
 * ptl_transcript_new:
 * @secret: (nullable): what is never written down
 *
 * Returns: (transfer full): an empty transcript
 */
PtlTranscript *
ptl_transcript_new (PtlSecret *secret)
{
  PtlTranscript *self = g_new0 (PtlTranscript, 1);

  self->redactor = ptl_redactor_new (secret);
  self->text = g_string_new (NULL);

  return self;
}

void
ptl_transcript_free (PtlTranscript *self)
{
  ptl_redactor_free (self->redactor);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * ptl_transcript_add:
 * @self: a transcript
 * @speaker: 'C' for us, 'S' for the server, '*' for what happened
 * @line: what was said, maybe several lines
 * @length: its octets, or -1
 */
void
ptl_transcript_add (PtlTranscript *self,
                    char           speaker,
                    const char    *line,
                    gssize         length)
{
  const char *end = line + (length < 0 ? strlen (line) : (gsize) length);

  while (line < end && self->text->len < MAX_TEXT)
    {
      const char *line_end = memchr (line, '\n', end - line);
      g_autofree char *shown = ptl_redactor_apply (self->redactor, line, (line_end != NULL ? line_end : end) - line,
                                                   MAX_LINE_CHARS);

      g_string_append_printf (self->text, "%c: %s\n", speaker, shown);
      line = line_end != NULL ? line_end + 1 : end;
    }
}

const char *
ptl_transcript_get_text (PtlTranscript *self)
{
  return self->text->str;
}
