/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-questions.h"

#include <glib/gi18n.h>

#include "ptl-cli-ask.h"
#include "ptl-cli-print.h"
#include "ptl-cli-show.h"
#include "ptl-domain.h"
#include "ptl-exporter.h"
#include "ptl-policy.h"
#include "ptl-recommend.h"

static gboolean
ask_for_name (PtlCli     *cli,
              PtlSession *session)
{
  g_autofree char *name = NULL;

  if (cli->options->name != NULL)
    return TRUE;

  name = ptl_cli_ask_text (cli, _("Your name, as others shall see it:"), "");
  if (name == NULL)
    return FALSE;

  ptl_session_set_name (session, *name != '\0' ? name : NULL);
  return TRUE;
}

/* Asks for one of two answers, unless the command line gave it. */
static gboolean
ask_either (PtlCli     *cli,
            const char *given,
            const char *question,
            const char *first,
            const char *second,
            guint       usual,
            guint      *chosen)
{
  const char *answers[] = { first, second, NULL };

  *chosen = usual;
  return given != NULL || ptl_cli_ask_choice (cli, question, answers, usual, chosen);
}

static gboolean
ask_for_security (PtlCli   *cli,
                  PtlNeeds *needs)
{
  const char *answers[] = {
    _("Only encrypted connections"),
    _("Only connections that are encrypted from the first byte"),
    _("Also unencrypted ones, if there is nothing else: others in the network can then read your mail and password"),
    NULL
  };
  guint chosen;

  if (cli->options->security != NULL)
    return TRUE;
  if (!ptl_cli_ask_choice (cli, _("How careful do you want to be?"), answers, 0, &chosen))
    return FALSE;

  needs->security = chosen == 0 ? PTL_NEED_ENCRYPTED : chosen == 1 ? PTL_NEED_STRICT : PTL_NEED_ANY;
  return TRUE;
}

static gboolean
ask_for_needs (PtlCli   *cli,
               PtlNeeds *needs)
{
  const PtlCliOptions *options = cli->options;
  guint devices, offline, storage, readers;

  if (!ask_either (cli, options->devices, _("Where do you read this mail?"), _("Only on this computer"),
                   _("Also on a phone, a tablet or another computer"), needs->devices, &devices) ||
      !ask_either (cli, options->offline_reading, _("Do you want to read your mail without Internet, too?"), _("Yes"), _("No"),
                   needs->offline_reading ? 0 : 1, &offline) ||
      !ask_either (cli, options->storage, _("Where shall your mail be kept?"), _("At the provider, which is also a backup"),
                   _("On this computer, which frees space at the provider"), needs->storage, &storage) ||
      !ask_either (cli, options->readers, _("Who reads this mailbox?"), _("Only me"), _("Several people"),
                   needs->readers, &readers))
    return FALSE;

  needs->devices = devices;
  needs->offline_reading = offline == 0;
  needs->storage = storage;
  needs->readers = readers;

  return ask_for_security (cli, needs);
}

gboolean
ptl_cli_ask_about_person (PtlCli     *cli,
                          PtlSession *session)
{
  PtlNeeds needs = *ptl_session_get_needs (session);
  g_autofree char *sentence = NULL;

  if (!ask_for_name (cli, session) || !ask_for_needs (cli, &needs))
    return FALSE;

  ptl_session_set_needs (session, &needs);
  ptl_recommend_preview (&needs, &sentence);
  ptl_cli_say (PTL_CLI_NORMAL, sentence);

  return TRUE;
}

/* Whether one of the servers that had nothing to say about the domain may be told the address. Silence is a no. */
gboolean
ptl_cli_ask_to_send (PtlCli     *cli,
                     PtlSession *session,
                     gboolean   *allowed)
{
  GPtrArray *wishes = ptl_session_get_wishes (session);

  *allowed = FALSE;
  if (!ptl_session_is_address_wanted (session))
    return TRUE;

  for (guint i = 0; i < wishes->len && !*allowed; i++)
    {
      const char *host = g_ptr_array_index (wishes, i);
      const char *address = ptl_address_get_display (ptl_session_get_address (session));
      g_autofree char *sentence = NULL;

      /* Translators: a server that was asked for settings, and the person's address */
      sentence = g_strdup_printf (_("“%s” knows no settings for your domain alone. It may know some for “%s”."), host, address);
      ptl_cli_say (PTL_CLI_NORMAL, sentence);
      if (!ptl_domain_is_within (host, ptl_address_get_domain (ptl_session_get_address (session))))
        ptl_cli_say (PTL_CLI_WARNING, _("Nobody vouches for this server: only the name service says that it has to do with your mail."));
      if (!ptl_cli_ask_yes_no (cli, _("May your whole address be sent there, encrypted?"), FALSE, allowed))
        return FALSE;
      if (*allowed)
        ptl_session_allow_address (session, host);
    }

  return TRUE;
}

static gboolean
ask_to_confirm (PtlCli     *cli,
                PtlSession *session)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (session);
  gboolean agreed;

  if (ptl_recommendation_get_confirm (recommendation)->len == 0 || ptl_session_get_confirmed (session))
    return TRUE;
  if (!ptl_cli_ask_yes_no (cli, _("Do you know these servers as your provider's?"), FALSE, &agreed))
    return FALSE;

  ptl_session_set_confirmed (session, agreed);
  return TRUE;
}

static gboolean
take_other (PtlCli     *cli,
            PtlSession *session,
            PtlOffer   *other)
{
  PtlNeeds needs = *ptl_session_get_needs (session);

  needs.protocol = ptl_server_get_protocol (other->server) == PTL_PROTOCOL_POP3 ? PTL_CHOICE_POP3 : PTL_CHOICE_IMAP;
  ptl_session_set_needs (session, &needs);
  ptl_cli_show_recommendation (ptl_session_get_recommendation (session));

  return ask_to_confirm (cli, session);
}

/* Whether to use what is recommended, or the other protocol; and whether to believe in servers that nobody vouches for. */
gboolean
ptl_cli_ask_to_agree (PtlCli     *cli,
                      PtlSession *session)
{
  PtlOffer *other = ptl_recommendation_get_other (ptl_session_get_recommendation (session));
  g_autofree char *instead = NULL;
  guint chosen;

  ptl_cli_gap ();
  if (other == NULL || cli->options->protocol != NULL)
    return ask_to_confirm (cli, session);

  instead = g_strdup_printf (_("Use %s instead"), ptl_protocol_get_name (ptl_server_get_protocol (other->server)));
  if (!ask_either (cli, NULL, _("Shall it be this?"), _("Use what is recommended"), instead, 0, &chosen))
    return FALSE;

  return chosen == 0 ? ask_to_confirm (cli, session) : take_other (cli, session, other);
}

gboolean
ptl_cli_ask_for_password (PtlCli     *cli,
                          PtlSession *session)
{
  g_autoptr (PtlSecret) secret = NULL;

  if (!ptl_cli_ask_password (cli, _("Password, to try whether you can sign in (Enter alone: do not try):"), &secret))
    return FALSE;

  ptl_session_set_secret (session, secret);
  return TRUE;
}

/* Adds the programs of @group that are installed and allowed. */
static void
collect_targets (PtlExportGroup  group,
                 GPtrArray      *names,
                 GPtrArray      *ids)
{
  PtlExportOptions options = { NULL };
  g_autoptr (PtlPolicy) policy = ptl_policy_load_default (NULL);
  gsize n;
  const PtlExporter *exporters = ptl_exporter_list (&n);

  for (gsize i = 0; i < n; i++)
    if (exporters[i].group == group && ptl_exporter_is_installed (&exporters[i], &options) &&
        (policy == NULL || ptl_policy_check_target (policy, exporters[i].id, NULL)))
      {
        g_ptr_array_add (names, (gpointer) _(exporters[i].name));
        g_ptr_array_add (ids, (gpointer) exporters[i].id);
      }
}

/* Which of the programs on this computer shall have the account. What works goes to the first one unless the person says otherwise;
 * over a line without a display that is one of the terminal. */
gboolean
ptl_cli_ask_for_targets (PtlCli    *cli,
                         PtlResult  result)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  PtlExportGroup first = ptl_cli_has_display () ? PTL_EXPORT_COMPUTER : PTL_EXPORT_TERMINAL;
  guint chosen;

  collect_targets (first, names, ids);
  collect_targets (first == PTL_EXPORT_TERMINAL ? PTL_EXPORT_COMPUTER : PTL_EXPORT_TERMINAL, names, ids);
  if (names->len == 0)
    return TRUE;

  ptl_cli_gap ();
  g_ptr_array_add (names, (gpointer) _("None of them"));
  g_ptr_array_add (names, NULL);
  if (!ptl_cli_ask_choice (cli, _("Which program shall have this account?"), (const char * const *) names->pdata,
                           result == PTL_RESULT_READY || result == PTL_RESULT_UNCHECKED ? 0 : ids->len, &chosen))
    return FALSE;

  if (chosen < ids->len)
    {
      const char *words[] = { g_ptr_array_index (ids, chosen), NULL };

      cli->options->exports = g_strdupv ((char **) words);
    }

  return TRUE;
}
