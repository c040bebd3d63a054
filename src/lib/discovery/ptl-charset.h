/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a document's bytes say, in UTF-8: by its byte order mark, else by its own XML declaration, else by what the server says of it.
 *
 * @charset: (nullable): what the server says
 *
 * Returns: (transfer full): the text without a byte order mark; %NULL with %PTL_ERROR_BAD_DATA if the bytes are no text in that
 *   encoding, or nobody knows it. Nothing is left out or put in for what cannot be read */
GBytes *ptl_charset_decode (GBytes      *bytes,
                            const char  *charset,
                            GError     **error);

G_END_DECLS
