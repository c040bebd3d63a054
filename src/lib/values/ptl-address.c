/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-domain.h"
#include "ptl-error.h"

/* RFC 5321 §4.5.3.1: octets. */
#define MAX_LOCAL_PART 64
#define MAX_SUGGESTED 512  /* more is no address, however it was meant */
#define MAX_ADDRESS    254

struct _PtlAddress
{
  gatomicrefcount ref_count;

  char *local_part;
  char *domain;          /* ASCII */
  char *domain_unicode;
  char *text;            /* local part and ASCII domain */
  char *display;         /* local part and Unicode domain */
};

G_DEFINE_BOXED_TYPE (PtlAddress, ptl_address, ptl_address_ref, ptl_address_unref)

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_ADDRESS_INVALID, message);
  return FALSE;
}

/* atext of RFC 5322 §3.2.3, widened by RFC 6531 §3.3 to what is not ASCII. */
static gboolean
is_atext (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) || (c != 0 && strchr ("!#$%&'*+-/=?^_`{|}~", (int) c) != NULL);

  return g_unichar_isgraph (c) && g_unichar_type (c) != G_UNICODE_FORMAT;
}

static char *
name_character (gunichar c)
{
  if (c == ' ')
    return g_strdup (_("a space"));
  if (c < 0x20 || c == 0x7f || !g_unichar_isgraph (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
    /* Translators: %04X is the number of a character that cannot be seen, such as 200B */
    return g_strdup_printf (_("an invisible character (U+%04X)"), c);

  {
    char utf8[7] = { 0 };

    g_unichar_to_utf8 (c, utf8);
    /* Translators: %s is one character, such as ; */
    return g_strdup_printf (_("“%s”"), utf8);
  }
}

static gboolean
check_dot_atom (const char  *local_part,
                GError     **error)
{
  if (local_part[0] == '.' || g_str_has_suffix (local_part, ".") || strstr (local_part, "..") != NULL)
    return refuse (error, _("A dot in “%s” stands at the start, at the end or beside another dot. Please remove it."), local_part);

  for (const char *p = local_part; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != '.' && !is_atext (c))
        {
          g_autofree char *name = name_character (c);

          /* Translators: the first %s is a character, such as “;” or “a space”; the second is what stands before the @ */
          return refuse (error, _("There is %s in “%s”. Please remove it."), name, local_part);
        }
    }

  return TRUE;
}

/* Quoted-string of RFC 5321 §4.1.2: rare, and legal. */
static gboolean
check_quoted (const char  *local_part,
              GError     **error)
{
  const char *end = local_part + strlen (local_part) - 1;

  for (const char *p = local_part + 1; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\\' && p + 1 < end && g_ascii_isprint (p[1]))
        p++;
      else if (c == '"' || c == '\\' || c < 0x20 || c == 0x7f)
        return refuse (error, _("The part in quotes, %s, has a quote or backslash without a backslash before it."), local_part);
    }

  if (end <= local_part || *end != '"' || end == local_part + 1)
    return refuse (error, _("The quote before the @ is not closed."));

  return TRUE;
}

static gboolean
check_local_part (const char  *local_part,
                  GError     **error)
{
  if (local_part[0] == '\0')
    return refuse (error, _("Nothing stands before the @. An address looks like name@example.org."));
  if (strlen (local_part) > MAX_LOCAL_PART)
    return refuse (error, _("The part before the @ is too long. %d characters are allowed."), MAX_LOCAL_PART);

  return local_part[0] == '"' ? check_quoted (local_part, error) : check_dot_atom (local_part, error);
}

static char *
check_domain (const char  *domain,
              GError     **error)
{
  g_autofree char *ascii = NULL;

  if (domain[0] == '\0')
    refuse (error, _("Nothing stands after the @. An address looks like name@example.org."));
  else if (domain[0] == '[')
    refuse (error, _("“%s” is a number of a computer. Please use the address with your provider's name."), domain);
  else if ((ascii = ptl_domain_to_ascii (domain, NULL)) == NULL || g_hostname_is_ip_address (ascii))
    refuse (error, _("“%s” cannot be right. After the @ stands a name such as example.org."), domain);
  else if (strchr (ascii, '.') == NULL)
    refuse (error, _("“%s” is not complete. After the @ stands a name with a dot, such as example.org."), domain);
  else
    return g_steal_pointer (&ascii);

  return NULL;
}

static PtlAddress *
address_new (const char *local_part,
             char       *domain)
{
  PtlAddress *self = g_new0 (PtlAddress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->local_part = g_strdup (local_part);
  self->domain = domain;
  self->domain_unicode = ptl_domain_to_unicode (domain);
  self->text = g_strdup_printf ("%s@%s", local_part, domain);
  self->display = g_strdup_printf ("%s@%s", local_part, self->domain_unicode);

  return self;
}

/**
 * ptl_address_parse:
 * @text: an address as a person writes it; spaces around it do not count
 * @error: return location for an error
 *
 * Checks an address by RFC 5321 §4.1.2, with international local parts and domains (RFC 6531). The local part is kept as it is
 * but for its Unicode normalization (NFC, RFC 6532 §3.1).
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with %PTL_ERROR_ADDRESS_INVALID and a sentence that says what is wrong
 */
PtlAddress *
ptl_address_parse (const char  *text,
                   GError     **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *local_part = NULL;
  g_autofree char *domain = NULL;
  const char *at;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  if (stripped == NULL)
    {
      refuse (error, _("The address is not valid UTF-8 text."));
      return NULL;
    }

  g_strstrip (stripped);
  at = strrchr (stripped, '@');
  if (at == NULL)
    {
      refuse (error, stripped[0] == '\0' ? _("An e-mail address is needed, such as name@example.org.")
                                         : _("There is no @ in “%s”. An address looks like name@example.org."), stripped);
      return NULL;
    }

  local_part = g_strndup (stripped, at - stripped);
  if (!check_local_part (local_part, error))
    return NULL;

  domain = check_domain (at + 1, error);
  if (domain == NULL)
    return NULL;

  if (strlen (local_part) + 1 + strlen (domain) > MAX_ADDRESS)
    {
      refuse (error, _("The address is too long. %d characters are allowed."), MAX_ADDRESS);
      return NULL;
    }

  return address_new (local_part, g_steal_pointer (&domain));
}

/* The display name of "Name <address>", without its quotes. */
static char *
read_name (const char *text,
           gsize       length)
{
  g_autofree char *name = g_strndup (text, length);

  g_strstrip (name);
  length = strlen (name);
  if (length >= 2 && name[0] == '"' && name[length - 1] == '"')
    {
      g_autofree char *inner = g_strndup (name + 1, length - 2);

      return g_strcompress (inner);
    }

  return g_steal_pointer (&name);
}

/**
 * ptl_address_parse_mailbox:
 * @text: an address, alone or as `Name <name@example.org>` or `mailto:name@example.org`
 * @name: (out) (transfer full) (nullable): the name, or %NULL if there is none
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the address, as from ptl_address_parse()
 */
PtlAddress *
ptl_address_parse_mailbox (const char  *text,
                           char       **name,
                           GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *open = strrchr (stripped, '<');
  PtlAddress *self;

  *name = NULL;

  if (g_ascii_strncasecmp (stripped, "mailto:", 7) == 0)
    {
      g_autofree char *address = g_uri_unescape_segment (stripped + 7, strchr (stripped, '?'), NULL);

      return ptl_address_parse (address != NULL ? address : stripped, error);
    }

  if (open == NULL || !g_str_has_suffix (open, ">"))
    return ptl_address_parse (stripped, error);

  stripped[strlen (stripped) - 1] = '\0';
  self = ptl_address_parse (open + 1, error);
  if (self != NULL && open > stripped)
    *name = read_name (stripped, open - stripped);
  if (*name != NULL && **name == '\0')
    g_clear_pointer (name, g_free);

  return self;
}

PtlAddress *
ptl_address_ref (PtlAddress *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_address_unref (PtlAddress *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->local_part);
  g_free (self->domain);
  g_free (self->domain_unicode);
  g_free (self->text);
  g_free (self->display);
  g_free (self);
}

/**
 * ptl_address_get_text:
 * @self: an address
 *
 * Returns: (transfer none): the address as it goes over the wire, its domain in ASCII form
 */
const char *
ptl_address_get_text (const PtlAddress *self)
{
  return self->text;
}

/**
 * ptl_address_get_display:
 * @self: an address
 *
 * Returns: (transfer none): the address as a person writes it, its domain in Unicode
 */
const char *
ptl_address_get_display (const PtlAddress *self)
{
  return self->display;
}

const char *
ptl_address_get_local_part (const PtlAddress *self)
{
  return self->local_part;
}

/**
 * ptl_address_get_domain:
 * @self: an address
 *
 * Returns: (transfer none): the domain in ASCII form, lower case
 */
const char *
ptl_address_get_domain (const PtlAddress *self)
{
  return self->domain;
}

const char *
ptl_address_get_domain_unicode (const PtlAddress *self)
{
  return self->domain_unicode;
}

/**
 * ptl_address_is_ascii:
 * @self: an address
 *
 * Returns: whether servers need no SMTPUTF8 (RFC 6531) for it
 */
gboolean
ptl_address_is_ascii (const PtlAddress *self)
{
  return g_str_is_ascii (self->local_part);
}

/* What people write for the @ and the dot, by hand or to hide an address from robots. */
static const struct
{
  const char *written;
  const char *meant;
} slips[] = {
  { "(at)", "@" }, { "[at]", "@" }, { " at ", "@" }, { "@@", "@" },
  { "(dot)", "." }, { "[dot]", "." }, { " dot ", "." }, { ",", "." }, { ";", "." },
  { " ", "" }, { "..", "." },
};

/* On many keyboards a third key has to be held for the @; without it nothing comes, or a space. */
static void
mend_space (GString *text)
{
  const char *space = strchr (text->str, ' ');

  if (space != NULL && strchr (space + 1, ' ') == NULL && strchr (text->str, '@') == NULL)
    text->str[space - text->str] = '@';
}

/**
 * ptl_address_suggest:
 * @text: what a person wrote
 *
 * Looks for the slips of people who copy an address from paper, such as a comma for the dot. It is for a question: nobody's
 * address is changed without one.
 *
 * Returns: (transfer full) (nullable): the address that was probably meant; %NULL if @text is one, or is too far from any
 */
PtlAddress *
ptl_address_suggest (const char *text)
{
  g_autoptr(GString) meant = NULL;
  g_autoptr(PtlAddress) written = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  written = ptl_address_parse (text, NULL);
  if (written != NULL || strlen (text) > MAX_SUGGESTED)
    return NULL;

  meant = g_string_new (text);
  g_strstrip (meant->str);
  g_string_truncate (meant, strlen (meant->str));
  mend_space (meant);
  for (gsize i = 0; i < G_N_ELEMENTS (slips); i++)
    g_string_replace (meant, slips[i].written, slips[i].meant, 0);
  if (g_str_has_suffix (meant->str, "."))
    g_string_truncate (meant, meant->len - 1);

  return ptl_address_parse (meant->str, NULL);
}
