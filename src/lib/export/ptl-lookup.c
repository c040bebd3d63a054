/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-lookup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-keyring.h"
#include "ptl-quote.h"

static char *
get_service (const PtlServer *server)
{
  return g_ascii_strdown (ptl_protocol_get_name (ptl_server_get_protocol (server)), -1);
}

/* The schema is that of secret-tool, so that a password which the person stores later takes the place of this one. */
static PtlKeyringItem *
make_item (const PtlServer *server)
{
  const char *protocol = ptl_protocol_get_name (ptl_server_get_protocol (server));
  const char *username = ptl_server_get_username (server);
  g_autofree char *service = get_service (server);
  /* Translators: the name of a password in the keyring: a protocol such as IMAP, a user name, and a server */
  g_autofree char *label = g_strdup_printf (_("%s password of %s at %s"), protocol, username, ptl_server_get_host_unicode (server));

  return ptl_keyring_item_new (PTL_KEYRING_GENERIC, label,
                               "service", service, "host", ptl_server_get_host (server), "user", username, NULL);
}

static char **
make_words (const PtlServer *server)
{
  g_autofree char *service = get_service (server);
  const char *words[] = {
    "secret-tool", "lookup", "service", service, "host", ptl_server_get_host (server),
    "user", ptl_server_get_username (server), NULL,
  };

  return g_strdupv ((char **) words);
}

static char *
join (const char * const *words,
      const char         *separator,
      char *            (*quote) (const char *word))
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = quote (words[i]);

      g_string_append_printf (list, "%s%s", i > 0 ? separator : "", word);
    }

  return g_string_free (list, FALSE);
}

/**
 * ptl_lookup_command:
 * @server: a server with a user name
 *
 * Returns: (transfer full): the command that prints the password, for a shell
 */
char *
ptl_lookup_command (const PtlServer *server)
{
  g_auto (GStrv) words = make_words (server);

  return join ((const char * const *) words, " ", ptl_quote_shell);
}

/* Returns: (transfer full): its words, each quoted by @quote, with commas between them */
char *
ptl_lookup_list (const PtlServer  *server,
                 char *          (*quote) (const char *word))
{
  g_auto (GStrv) words = make_words (server);

  return join ((const char * const *) words, ", ", quote);
}

/**
 * ptl_lookup_plain_command:
 *
 * Returns: (transfer full): the same, for formats that have no way to quote everything: without any quote, backslash or dollar
 */
char *
ptl_lookup_plain_command (const PtlServer *server)
{
  const char *username = ptl_server_get_username (server);
  g_autofree char *command = ptl_lookup_command (server);
  g_autofree char *service = get_service (server);
  g_autofree char *encoded = NULL;

  if (strpbrk (command, "'\\") == NULL)
    return g_steal_pointer (&command);

  encoded = g_base64_encode ((const guint8 *) username, strlen (username));
  return g_strdup_printf ("echo %s | base64 -d | xargs -0 secret-tool lookup service %s host %s user",
                          encoded, service, ptl_server_get_host (server));
}

/* Returns: (transfer full): the command by which the person can store the password, which asks for it */
char *
ptl_lookup_store_command (const PtlServer *server)
{
  g_autofree char *service = get_service (server);
  const char *words[] = {
    "secret-tool", "store", "--label=Portolan", "service", service, "host", ptl_server_get_host (server),
    "user", ptl_server_get_username (server), NULL,
  };

  return join (words, " ", ptl_quote_shell);
}

/* Writes into the journal that the password will be stored, so that it can be taken back; not where there is one already. */
void
ptl_lookup_note (PtlPlan                *plan,
                 const PtlServer        *server,
                 const PtlExportOptions *options)
{
  g_autoptr (PtlKeyringItem) item = make_item (server);

  if (options->secret != NULL)
    ptl_keyring_plan (plan, item);
}

gboolean
ptl_lookup_store (const PtlServer         *server,
                  const PtlExportOptions  *options,
                  GError                 **error)
{
  g_autoptr (PtlKeyringItem) item = make_item (server);

  return ptl_keyring_store (item, options->secret, error);
}
