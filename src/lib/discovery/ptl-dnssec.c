/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#define _DEFAULT_SOURCE  /* for the resolver */

#include "ptl-dnssec.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#define RESOLV_CONF "/etc/resolv.conf"

/* The bit of a header's second word that says “authentic data”. */
#define AUTHENTIC 0x20

static gboolean
is_this_computer (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet != NULL && g_inet_address_get_is_loopback (inet);
}

/**
 * ptl_dnssec_is_trustworthy:
 * @resolv_conf: the text of resolv.conf(5)
 *
 * Returns: whether what its resolvers say about signatures can be believed: all of them are this computer, or it says so
 */
gboolean
ptl_dnssec_is_trustworthy (const char *resolv_conf)
{
  g_auto (GStrv) lines = g_strsplit (resolv_conf, "\n", -1);
  guint n_local = 0, n_remote = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (g_strstrip (lines[i]), " \t", -1);

      if (g_strcmp0 (words[0], "options") == 0 && g_strv_contains ((const char * const *) words, "trust-ad"))
        return TRUE;
      if (g_strcmp0 (words[0], "nameserver") != 0)
        continue;

      for (guint j = 1; words[j] != NULL; j++)
        if (*words[j] != '\0')
          {
            *(is_this_computer (words[j]) ? &n_local : &n_remote) += 1;
            break;
          }
    }

  return n_local > 0 && n_remote == 0;
}

gboolean
ptl_dnssec_is_available (void)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (RESOLV_CONF, &text, NULL, NULL) && ptl_dnssec_is_trustworthy (text);
}

static int
to_class_type (GResolverRecordType type)
{
  switch (type)
    {
    case G_RESOLVER_RECORD_SRV:
      return ns_t_srv;
    case G_RESOLVER_RECORD_MX:
      return ns_t_mx;
    case G_RESOLVER_RECORD_TXT:
      return ns_t_txt;
    case G_RESOLVER_RECORD_SOA:
    case G_RESOLVER_RECORD_NS:
    default:
      g_return_val_if_reached (ns_t_invalid);
    }
}

/* Returns: (transfer full) (nullable): the name at @at in the message, which has to end the record */
static char *
read_name (ns_msg       *message,
           ns_rr        *record,
           const guchar *at)
{
  char name[NS_MAXDNAME];
  int n = ns_name_uncompress (ns_msg_base (*message), ns_msg_end (*message), at, name, sizeof name);

  if (n < 0 || at + n != ns_rr_rdata (*record) + ns_rr_rdlen (*record) || !g_utf8_validate (name, -1, NULL))
    return NULL;
  return g_strdup (name);
}

/* Returns: (nullable) */
static GVariant *
read_srv (ns_msg *message,
          ns_rr  *record)
{
  const guchar *data = ns_rr_rdata (*record);
  g_autofree char *name = ns_rr_rdlen (*record) > 6 ? read_name (message, record, data + 6) : NULL;

  return name != NULL ? g_variant_new ("(qqqs)", ns_get16 (data), ns_get16 (data + 2), ns_get16 (data + 4), name) : NULL;
}

static GVariant *
read_mx (ns_msg *message,
         ns_rr  *record)
{
  const guchar *data = ns_rr_rdata (*record);
  g_autofree char *name = ns_rr_rdlen (*record) > 2 ? read_name (message, record, data + 2) : NULL;

  return name != NULL ? g_variant_new ("(qs)", ns_get16 (data), name) : NULL;
}

static GVariant *
read_txt (ns_msg *message,
          ns_rr  *record)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const guchar *data = ns_rr_rdata (*record), *end = data + ns_rr_rdlen (*record);

  for (; data < end; data += 1 + *data)
    {
      if (data + 1 + *data > end || !g_utf8_validate_len ((const char *) data + 1, *data, NULL))
        return NULL;
      g_ptr_array_add (texts, g_strndup ((const char *) data + 1, *data));
    }

  return texts->len > 0 ? g_variant_new ("(@as)", g_variant_new_strv ((const char * const *) texts->pdata, texts->len)) : NULL;
}

static GVariant *
read_record (ns_msg              *message,
             ns_rr               *record,
             GResolverRecordType  type)
{
  return type == G_RESOLVER_RECORD_SRV ? read_srv (message, record)
         : type == G_RESOLVER_RECORD_MX ? read_mx (message, record) : read_txt (message, record);
}

/**
 * ptl_dnssec_read:
 * @answer: a message of the name service
 * @secure: (out): whether it says that all of it was checked
 *
 * Returns: (transfer full) (element-type GVariant): the records of this type; those that are broken are left out, as by GIO
 */
GPtrArray *
ptl_dnssec_read (const guchar         *answer,
                 gsize                 length,
                 GResolverRecordType   type,
                 gboolean             *secure,
                 GError              **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  ns_msg message;

  *secure = FALSE;
  if (length > G_MAXINT || ns_initparse (answer, (int) length, &message) != 0)
    {
      g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_INTERNAL, "The answer cannot be read.");
      return NULL;
    }

  for (int i = 0; i < ns_msg_count (message, ns_s_an); i++)
    {
      ns_rr record;
      GVariant *value;

      if (ns_parserr (&message, ns_s_an, i, &record) != 0)
        {
          g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_INTERNAL, "The answer cannot be read.");
          return NULL;
        }
      if ((int) ns_rr_type (record) != to_class_type (type))
        continue;

      value = read_record (&message, &record, type);
      if (value != NULL)
        g_ptr_array_add (records, g_variant_ref_sink (value));
    }

  *secure = length > 3 && (answer[3] & AUTHENTIC) != 0;
  return g_steal_pointer (&records);
}

static GError *
error_from_resolver (int         code,
                     const char *name)
{
  GResolverError ours = code == HOST_NOT_FOUND || code == NO_DATA ? G_RESOLVER_ERROR_NOT_FOUND :
                        code == TRY_AGAIN ? G_RESOLVER_ERROR_TEMPORARY_FAILURE : G_RESOLVER_ERROR_INTERNAL;

  return g_error_new (G_RESOLVER_ERROR, ours, "%s: %s", name, hstrerror (code));
}

/* Returns: (transfer full) (nullable): the message, NS_MAXMSG bytes with *@length in use */
static guchar *
ask (const char  *name,
     int          type,
     gsize       *length,
     GError     **error)
{
  g_autofree guchar *answer = g_malloc (NS_MAXMSG);
  struct __res_state state = { 0 };
  int n;

  if (res_ninit (&state) != 0)
    {
      g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_INTERNAL, "There is no resolver.");
      return NULL;
    }

#ifdef RES_TRUSTAD
  state.options |= RES_TRUSTAD;
#endif
  n = res_nquery (&state, name, ns_c_in, type, answer, NS_MAXMSG);
  if (n < 0)
    g_propagate_error (error, error_from_resolver (state.res_h_errno, name));
  res_nclose (&state);

  *length = n < 0 ? 0 : MIN ((gsize) n, NS_MAXMSG);
  return n < 0 ? NULL : g_steal_pointer (&answer);
}

GPtrArray *
ptl_dnssec_ask (const char           *name,
                GResolverRecordType   type,
                gboolean             *secure,
                GError              **error)
{
  gsize length;
  g_autofree guchar *answer = ask (name, to_class_type (type), &length, error);

  *secure = FALSE;
  return answer != NULL ? ptl_dnssec_read (answer, length, type, secure, error) : NULL;
}

/* An alias stands before the addresses of what it leads to. */
static char *
read_alias (const guchar *answer,
            gsize         length)
{
  ns_msg message;
  ns_rr record;

  if (ns_initparse (answer, (int) length, &message) != 0)
    return NULL;

  for (int i = 0; i < ns_msg_count (message, ns_s_an); i++)
    if (ns_parserr (&message, ns_s_an, i, &record) == 0 && ns_rr_type (record) == ns_t_cname)
      return read_name (&message, &record, ns_rr_rdata (record));

  return NULL;
}

char *
ptl_dnssec_ask_alias (const char  *name,
                      gboolean    *secure,
                      GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize length;
  g_autofree guchar *answer = ask (name, ns_t_a, &length, &local_error);

  *secure = FALSE;
  if (answer != NULL)
    {
      *secure = length > 3 && (answer[3] & AUTHENTIC) != 0;
      return read_alias (answer, length);
    }

  if (!g_error_matches (local_error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}
