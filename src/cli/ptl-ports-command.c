/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "ptl-cli.h"
#include "ptl-cli-print.h"
#include "ptl-enum.h"
#include "ptl-ports.h"

static JsonObject *
port_to_json (const PtlPort *port)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "port", port->port);
  json_object_set_string_member (object, "security", ptl_enum_to_nick (PTL_TYPE_SECURITY, port->security));
  json_object_set_boolean_member (object, "recommended", port->recommended);
  json_object_set_string_member (object, "text", ptl_ports_translate (port->text));

  return object;
}

static JsonObject *
card_to_json (const PtlPortCard *card)
{
  JsonObject *object = json_object_new ();
  JsonArray *ports = json_array_new ();

  for (gsize i = 0; i < card->n_ports; i++)
    json_array_add_object_element (ports, port_to_json (&card->ports[i]));

  json_object_set_string_member (object, "protocol", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, card->protocol));
  json_object_set_string_member (object, "title", ptl_ports_translate (card->title));
  json_object_set_string_member (object, "what", ptl_ports_translate (card->what));
  json_object_set_string_member (object, "suits", ptl_ports_translate (card->suits));
  json_object_set_array_member (object, "ports", ports);

  return object;
}

static void
print_card (const PtlPortCard *card)
{
  /* Translators: the name of a protocol, and what it is for */
  g_autofree char *heading = g_strdup_printf (_("%s: %s"), ptl_protocol_get_name (card->protocol),
                                              ptl_ports_translate (card->title));

  ptl_cli_heading (heading);
  ptl_cli_print (PTL_CLI_NORMAL, ptl_ports_translate (card->what));
  ptl_cli_print (PTL_CLI_NORMAL, ptl_ports_translate (card->suits));
  ptl_cli_gap ();

  for (gsize i = 0; i < card->n_ports; i++)
    {
      const PtlPort *port = &card->ports[i];
      g_autofree char *number = g_strdup_printf ("%6u  ", port->port);

      ptl_cli_print_text (stdout, number, 8,
                          port->recommended ? PTL_CLI_GOOD
                          : port->security == PTL_SECURITY_NONE ? PTL_CLI_WARNING : PTL_CLI_NORMAL,
                          ptl_ports_translate (port->text));
    }
}

static void
show_card (PtlCli            *cli,
           JsonArray         *cards,
           const PtlPortCard *card)
{
  json_array_add_object_element (cards, card_to_json (card));
  if (ptl_cli_is_human (cli))
    print_card (card);
}

static PtlExit
refuse_protocol (PtlCli     *cli,
                 const char *word)
{
  g_autofree char *message = g_strdup_printf (_("“%s” is not a protocol. There are imap, pop3 and smtp."), word);
  g_autoptr (PtlProblem) problem = ptl_problem_new (PTL_ERROR_USAGE, message);

  return ptl_cli_fail (cli, problem);
}

PtlExit
ptl_cli_run_ports (PtlCli *cli)
{
  const char *word = cli->options->arguments[0];
  JsonArray *cards;
  gsize n_cards;
  const PtlPortCard *list = ptl_ports_list (&n_cards);
  int protocol = -1;

  if (word != NULL && !ptl_enum_from_nick (PTL_TYPE_PROTOCOL, word, &protocol))
    return refuse_protocol (cli, word);

  cards = json_array_new ();
  if (ptl_cli_is_human (cli))
    ptl_cli_print (PTL_CLI_NORMAL, ptl_ports_get_way ());

  for (gsize i = 0; i < n_cards; i++)
    if (protocol == -1 || (int) list[i].protocol == protocol)
      show_card (cli, cards, &list[i]);

  json_object_set_array_member (cli->json, "protocols", cards);
  json_object_set_string_member (cli->json, "way", ptl_ports_get_way ());
  json_object_set_string_member (cli->json, "starttls", ptl_ports_get_starttls ());
  if (ptl_cli_is_human (cli))
    {
      ptl_cli_heading (_("What STARTTLS is"));
      ptl_cli_print (PTL_CLI_NORMAL, ptl_ports_get_starttls ());
    }

  return PTL_EXIT_DONE;
}
