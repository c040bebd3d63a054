/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-address.h"

#include <glib/gi18n.h>

#include "ptl-cli-ask.h"
#include "ptl-cli-print.h"
#include "ptl-error.h"
#include "ptl-provider-index.h"

static PtlAddress *
parse (PtlCli      *cli,
       const char  *text,
       GError     **error)
{
  g_autofree char *name = NULL;
  PtlAddress *address = ptl_address_parse_mailbox (text, &name, error);

  if (address != NULL && name != NULL && *name != '\0' && cli->options->name == NULL)
    cli->options->name = g_steal_pointer (&name);

  return address;
}

/* NULL without an error when the person stops it. */
static PtlAddress *
ask (PtlCli *cli)
{
  while (TRUE)
    {
      g_autofree char *line = ptl_cli_ask_text (cli, _("Your e-mail address:"), NULL);
      g_autoptr (GError) error = NULL;
      PtlAddress *address = line != NULL ? parse (cli, line, &error) : NULL;

      if (address != NULL || line == NULL)
        return address;
      ptl_cli_say (PTL_CLI_WARNING, error->message);
    }
}

static PtlAddress *
find_suggestion (PtlAddress *address)
{
  const char *domain = ptl_provider_index_suggest (ptl_provider_index_get_bundled (), ptl_address_get_domain (address));
  g_autofree char *text = domain != NULL ? g_strdup_printf ("%s@%s", ptl_address_get_local_part (address), domain) : NULL;

  return text != NULL ? ptl_address_parse (text, NULL) : NULL;
}

/* Returns: (transfer full) (nullable): the address that was probably meant, which is noted */
static PtlAddress *
note_slip (PtlCli     *cli,
           PtlAddress *address)
{
  PtlAddress *meant = find_suggestion (address);

  if (meant != NULL)
    json_object_set_string_member (cli->json, "suggestion", ptl_address_get_text (meant));

  return meant;
}

static char *
make_question (PtlAddress *meant)
{
  /* Translators: %s is an e-mail address. */
  return g_strdup_printf (_("Did you mean %s?"), ptl_address_get_display (meant));
}

/**
 * ptl_cli_read_address:
 * @cli: a call
 *
 * Returns: (nullable) (transfer full): the address that is its first argument
 */
PtlAddress *
ptl_cli_read_address (PtlCli  *cli,
                      GError **error)
{
  const char *text = cli->options->arguments[0];
  PtlAddress *address = text != NULL ? parse (cli, text, error) : NULL;
  g_autoptr (PtlAddress) meant = address != NULL ? note_slip (cli, address) : NULL;
  g_autofree char *question = meant != NULL ? make_question (meant) : NULL;

  if (text == NULL)
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE, _("The e-mail address is missing."));
  if (question != NULL && ptl_cli_is_human (cli))
    ptl_cli_say (PTL_CLI_WARNING, question);

  return address;
}

/**
 * ptl_cli_ask_address:
 * @cli: a call on a terminal
 *
 * Returns: (nullable) (transfer full): the address that the person means; %NULL with @error if the argument is none, and without if
 *   the person stopped it
 */
PtlAddress *
ptl_cli_ask_address (PtlCli  *cli,
                     GError **error)
{
  const char *text = cli->options->arguments[0];
  g_autoptr (PtlAddress) given = text != NULL ? parse (cli, text, error) : ask (cli);
  g_autoptr (PtlAddress) meant = given != NULL ? note_slip (cli, given) : NULL;
  g_autofree char *question = meant != NULL ? make_question (meant) : NULL;
  gboolean answer;

  if (question == NULL)
    return g_steal_pointer (&given);
  if (!ptl_cli_ask_yes_no (cli, question, TRUE, &answer))
    return NULL;

  return answer ? g_steal_pointer (&meant) : g_steal_pointer (&given);
}
