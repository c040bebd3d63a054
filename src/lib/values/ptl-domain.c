/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-domain.h"

#include <glib/gi18n-lib.h>
#include <idn2.h>
#include <libpsl.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-lookalike.h"

/* RFC 1035 §2.3.4: 255 octets on the wire are 253 characters as text. */
#define MAX_NAME  253
#define MAX_LABEL 63

static gboolean
label_is_valid (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > MAX_LABEL || label[0] == '-' || label[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-')
      return FALSE;

  return TRUE;
}

/* A name whose last label is a number is an IPv4 address to some programs, 1.0.0.2 for 1.2, and no top level domain is one
 * (RFC 3696 §2; URL Standard, “ends in a number”). */
static gboolean
is_number (const char *label)
{
  gboolean hex = g_ascii_strncasecmp (label, "0x", 2) == 0;
  const char *digits = hex ? label + 2 : label;

  return digits[strspn (digits, hex ? "0123456789abcdefABCDEF" : "0123456789")] == '\0';
}

static gboolean
name_is_valid (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);
  guint n_labels = g_strv_length (labels);

  if (strlen (name) > MAX_NAME || n_labels == 0 || is_number (labels[n_labels - 1]))
    return FALSE;

  for (guint i = 0; labels[i] != NULL; i++)
    if (!label_is_valid (labels[i]))
      return FALSE;

  return TRUE;
}

/* IDNA has the last word on names that are not plain ASCII, and on those that claim to be converted already. */
static char *
convert (const char *name)
{
  g_autofree char *lower = NULL;
  g_autofree char *ascii = NULL;
  char *converted = NULL;

  lower = g_str_is_ascii (name) ? g_ascii_strdown (name, -1) : g_strdup (name);
  if (g_str_is_ascii (lower) && strstr (lower, "xn--") == NULL)
    return g_steal_pointer (&lower);

  if (idn2_to_ascii_8z (lower, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
    return NULL;

  ascii = g_ascii_strdown (converted, -1);
  idn2_free (converted);
  return g_steal_pointer (&ascii);
}

/**
 * ptl_domain_to_ascii:
 * @name: a domain or host name as a person or a file writes it, UTF-8
 * @error: return location for an error
 *
 * Checks a name and turns it into the form that goes over the wire: lower case, international labels as A-labels
 * (RFC 5891, with the mapping of UTS 46, non-transitional). A trailing dot is not part of a mail domain and is refused.
 *
 * Returns: (transfer full) (nullable): the name in ASCII, or %NULL with %PTL_ERROR_BAD_DATA
 */
char *
ptl_domain_to_ascii (const char  *name,
                     GError     **error)
{
  g_autofree char *ascii = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_utf8_validate (name, -1, NULL) && strlen (name) <= 4 * MAX_NAME)
    ascii = convert (name);

  if (ascii != NULL && name_is_valid (ascii))
    return g_steal_pointer (&ascii);

  g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
               /* Translators: %s is what was written in place of a name such as mail.example.org */
               _("“%s” is not a host name. A host name has letters, digits, hyphens and dots, as in mail.example.org."),
               name);
  return NULL;
}

/**
 * ptl_domain_to_unicode:
 * @ascii: a name as ptl_domain_to_ascii() makes it
 *
 * Returns: (transfer full): the name as people write it; @ascii itself where it cannot be shown otherwise, or would look like another
 */
char *
ptl_domain_to_unicode (const char *ascii)
{
  g_autofree char *copy = NULL;
  char *converted = NULL;

  g_return_val_if_fail (ascii != NULL, NULL);

  if (strstr (ascii, "xn--") == NULL || idn2_to_unicode_8z8z (ascii, &converted, 0) != IDN2_OK)
    return g_strdup (ascii);

  copy = g_strdup (ptl_lookalike_is_suspect (converted) ? ascii : converted);
  idn2_free (converted);
  return g_steal_pointer (&copy);
}

/**
 * ptl_domain_get_registrable:
 * @ascii: a name as ptl_domain_to_ascii() makes it
 *
 * The part of a name that one party registered, by the public suffix list: example.co.uk for mail.example.co.uk.
 *
 * Returns: (transfer full): that part; @ascii itself where there is none (an address, a public suffix)
 */
char *
ptl_domain_get_registrable (const char *ascii)
{
  const psl_ctx_t *list = psl_builtin ();
  const char *registrable = NULL;

  g_return_val_if_fail (ascii != NULL, NULL);

  if (list != NULL && !g_hostname_is_ip_address (ascii))
    registrable = psl_registrable_domain (list, ascii);

  return g_strdup (registrable != NULL ? registrable : ascii);
}

/**
 * ptl_domain_is_within:
 * @host: a host name in ASCII form
 * @domain: a domain in ASCII form
 *
 * Returns: whether both belong to the same registrable domain
 */
gboolean
ptl_domain_is_within (const char *host,
                      const char *domain)
{
  g_autofree char *host_part = ptl_domain_get_registrable (host);
  g_autofree char *domain_part = ptl_domain_get_registrable (domain);

  return g_str_equal (host_part, domain_part);
}
