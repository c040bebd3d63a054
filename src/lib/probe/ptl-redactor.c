/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-redactor.h"

#include <string.h>

/* The password itself, and its base64 wherever it may start within a group of three octets. */
#define N_FORMS 4

struct _PtlRedactor
{
  PtlSecret *forms[N_FORMS];  /* (owned) (nullable) */
};

/* The base64 of @secret after @offset other octets, without the characters at both ends that the neighbours share. */
static PtlSecret *
encode_at (PtlSecret *secret,
           gsize      offset)
{
  gsize length = ptl_secret_get_length (secret);
  guchar *plain = g_malloc0 (offset + length + 3);
  gsize first = (offset * 8 + 5) / 6;
  gsize end = (offset + length) * 8 / 6;
  PtlSecret *form = NULL;
  char *encoded;

  memcpy (plain + offset, ptl_secret_peek (secret), length);
  encoded = g_base64_encode (plain, offset + length);
  if (end >= first + 4)
    form = ptl_secret_new (encoded + first, end - first);

  ptl_secret_wipe (plain, offset + length);
  ptl_secret_wipe (encoded, strlen (encoded));
  g_free (plain);
  g_free (encoded);

  return form;
}

/**
 * ptl_redactor_new:
 * @secret: (nullable): what must not be shown
 *
 * Returns: (transfer full): a redactor
 */
PtlRedactor *
ptl_redactor_new (PtlSecret *secret)
{
  PtlRedactor *self = g_new0 (PtlRedactor, 1);

  if (secret == NULL || ptl_secret_get_length (secret) == 0)
    return self;

  self->forms[0] = ptl_secret_ref (secret);
  for (gsize offset = 0; offset < N_FORMS - 1; offset++)
    self->forms[offset + 1] = encode_at (secret, offset);

  return self;
}

void
ptl_redactor_free (PtlRedactor *self)
{
  for (gsize i = 0; i < N_FORMS; i++)
    g_clear_pointer (&self->forms[i], ptl_secret_unref);
  g_free (self);
}

/* The length of the form that starts at @text, 0 if none does. Case does not matter: a server that shouts still tells. */
static gsize
match_form (PtlRedactor *self,
            const char  *text,
            gsize        length)
{
  for (gsize i = 0; i < N_FORMS; i++)
    {
      gsize size = self->forms[i] != NULL ? ptl_secret_get_length (self->forms[i]) : 0;

      if (size > 0 && size <= length && g_ascii_strncasecmp (text, ptl_secret_peek (self->forms[i]), size) == 0)
        return size;
    }

  return 0;
}

static char *
leave_out (PtlRedactor *self,
           const char  *text,
           gsize        length)
{
  GString *shown = g_string_sized_new (length);

  for (gsize i = 0; i < length;)
    {
      gsize size = match_form (self, text + i, length - i);

      if (size > 0)
        g_string_append (shown, "[…]");
      else
        g_string_append_c (shown, text[i]);
      i += MAX (size, 1);
    }

  return g_string_free (shown, FALSE);
}

/* Control characters, line ends of any script, and the marks that turn the direction of what follows. */
static gboolean
is_unfit (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f || c == 0x061c ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static char *
make_readable (const char *text,
               gsize       max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_new (NULL);
  gsize n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (n == max_chars)
        {
          g_string_append (shown, "…");
          break;
        }
      g_string_append_unichar (shown, is_unfit (c) ? ' ' : c);
    }

  return g_strstrip (g_string_free (shown, FALSE));
}

/**
 * ptl_redactor_apply:
 * @self: a redactor
 * @text: what a server said, in any bytes
 * @length: how many octets of it, or -1 if it ends in NUL
 * @max_chars: how many characters to show at most
 *
 * Returns: (transfer full): one line of valid UTF-8 without the secret
 */
char *
ptl_redactor_apply (PtlRedactor *self,
                    const char  *text,
                    gssize       length,
                    gsize        max_chars)
{
  g_autofree char *shown = leave_out (self, text, length < 0 ? strlen (text) : (gsize) length);

  return make_readable (shown, max_chars);
}
