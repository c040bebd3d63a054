/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-qr.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <qrencode.h>

#include "ptl-error.h"
#include "ptl-secret.h"

/* The light border that scanners need, in modules (ISO/IEC 18004). */
#define QUIET 4

struct _PtlQr
{
  QRcode *code;  /* (owned) */
};

/**
 * ptl_qr_new:
 * @text: ASCII
 *
 * Returns: (transfer full) (nullable): the code, of medium error correction, or low where that holds no more;
 *   PTL_ERROR_EXPORT_UNSUPPORTED if the text is too long for any
 */
PtlQr *
ptl_qr_new (const char  *text,
            GError     **error)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  PtlQr *self;

  if (code == NULL && errno == ERANGE)
    code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_L);
  if (code == NULL)
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED, _("The account does not fit into a QR code: %s."), g_strerror (errno));
      return NULL;
    }

  self = g_new0 (PtlQr, 1);
  self->code = code;
  return self;
}

/* There may be a password in it. */
void
ptl_qr_free (PtlQr *self)
{
  ptl_secret_wipe (self->code->data, (gsize) self->code->width * self->code->width);
  QRcode_free (self->code);
  g_free (self);
}

/* Returns: how many modules there are on each side, the border included */
guint
ptl_qr_get_size (const PtlQr *self)
{
  return self->code->width + 2 * QUIET;
}

gboolean
ptl_qr_is_dark (const PtlQr *self,
                guint        x,
                guint        y)
{
  const guint width = self->code->width;

  if (x < QUIET || y < QUIET || x >= width + QUIET || y >= width + QUIET)
    return FALSE;

  return self->code->data[(y - QUIET) * width + x - QUIET] & 1;
}

/* Returns: (transfer full): black on white, whatever the theme: scanners want it so */
char *
ptl_qr_to_svg (const PtlQr *self)
{
  const guint size = ptl_qr_get_size (self);
  GString *svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  g_string_append_printf (svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\">\n",
                          8 * size, 8 * size, size, size);
  g_string_append_printf (svg, "<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n<path d=\"", size, size);
  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      if (ptl_qr_is_dark (self, x, y))
        g_string_append_printf (svg, "M%u %uh1v1h-1z", x, y);
  g_string_append (svg, "\"/>\n</svg>\n");

  return g_string_free (svg, FALSE);
}
