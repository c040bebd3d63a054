/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ptl-cli.h"
#include "ptl-cli-print.h"
#include "ptl-error.h"
#include "ptl-json.h"
#include "ptl-resolver.h"

static const PtlCliCommand commands[] = {
  { "setup", N_("[ADDRESS]"), N_("Set a mailbox up: find its servers, check them, and hand them to your mail programs."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_SEARCH | PTL_CLI_NEEDS | PTL_CLI_ACCOUNT | PTL_CLI_SETUP, 0, 1,
    ptl_cli_run_setup },
  { "discover", N_("ADDRESS"), N_("Show everything that is known about a mailbox's servers, and who says so."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_SEARCH, 1, 1, ptl_cli_run_discover },
  { "recommend", N_("ADDRESS"), N_("Show which settings are recommended for a mailbox, and why."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_SEARCH | PTL_CLI_NEEDS, 1, 1, ptl_cli_run_recommend },
  { "probe", N_("imap|pop3|smtp HOST PORT tls|starttls|none"), N_("Check one server, step by step."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_ACCOUNT | PTL_CLI_PLAIN, 4, 4, ptl_cli_run_probe },
  { "export", N_("TARGET[=PATH]"), N_("Hand settings to a mail program. They are read as JSON, as “setup --json” prints them."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_EXPORT, 1, 1, ptl_cli_run_export },
  { "undo", N_("[ID]"), N_("Take an export back: the one with this id, or the last one."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_UNDO, 0, 1, ptl_cli_run_undo },
  { "accounts", "", N_("Check the accounts that your mail programs have already, and mend them if you ask for that."),
    PTL_CLI_COMMON | PTL_CLI_TIMEOUT | PTL_CLI_ACCOUNTS, 0, 0, ptl_cli_run_accounts },
  { "ports", N_("[imap|pop3|smtp]"), N_("Explain the ports of mail servers."), PTL_CLI_COMMON, 0, 1, ptl_cli_run_ports },
};

/* Arguments before and after the name of the subcommand. */
typedef struct
{
  const PtlCliCommand *command;  /* (nullable) */
  const char          *word;     /* (nullable): what stands there for one */
  GPtrArray           *rest;     /* (element-type utf8): all others */
} CommandLine;

static const PtlCliCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  return NULL;
}

/* The first word that is neither an option nor an option's value. */
static CommandLine
split_command_line (int    argc,
                    char **argv)
{
  CommandLine line = { .rest = g_ptr_array_new () };
  gboolean is_value = FALSE;

  for (int i = 1; i < argc; i++)
    {
      gboolean is_option = argv[i][0] == '-';

      if (line.word == NULL && !is_option && !is_value)
        line.word = argv[i];
      else
        g_ptr_array_add (line.rest, argv[i]);

      is_value = is_option && ptl_cli_options_takes_value (argv[i]);
    }

  g_ptr_array_add (line.rest, NULL);
  line.command = line.word != NULL ? find_command (line.word) : NULL;

  return line;
}

/* Known before anything else, as it decides how to say that the rest cannot be understood. */
static gboolean
wants_json (int    argc,
            char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], "--json"))
      return TRUE;

  return FALSE;
}

static char *
general_help (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n  portolan [%s] [%s]\n\n%s\n\n%s\n", _("Usage:"), _("COMMAND"), _("OPTION…"),
                          _("Portolan finds the settings of a mailbox, explains them, checks them, and hands them to mail programs."),
                          _("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-10s  %s\n", commands[i].name, _(commands[i].summary));
  g_string_append_printf (text, "\n%s\n%s\n", _("“portolan COMMAND --help” says more about each."),
                          _("Without a command, the assistant opens in a window, or asks its questions in the terminal."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
help_for (const PtlCliCommand *command)
{
  g_autofree char *program = NULL;

  if (command == NULL)
    return general_help ();

  /* so that the first line has the words in the order in which they are typed */
  program = g_strdup_printf ("portolan %s", command->name);
  g_set_prgname (program);

  return ptl_cli_options_help (*command->usage != '\0' ? _(command->usage) : "", _(command->summary), command->groups);
}

static PtlExit
show_help (PtlCli              *cli,
           const PtlCliCommand *command)
{
  g_autofree char *help = help_for (command);

  json_object_set_string_member (cli->json, "help", help);
  if (ptl_cli_is_human (cli))
    ptl_cli_put (stdout, help);

  return PTL_EXIT_DONE;
}

static PtlExit
show_version (PtlCli *cli)
{
  json_object_set_string_member (cli->json, "version", PTL_VERSION);
  if (ptl_cli_is_human (cli))
    puts ("portolan " PTL_VERSION);

  return PTL_EXIT_DONE;
}

static PtlExit
refuse_usage (PtlCli              *cli,
              const PtlCliCommand *command,
              const char          *message)
{
  g_autofree char *advice = command != NULL ? g_strdup_printf (_("See “portolan %s --help”."), command->name) : NULL;
  g_autoptr (PtlProblem) problem = ptl_problem_new_full (PTL_ERROR_USAGE, message, advice, PTL_REMEDY_NONE, NULL);

  return ptl_cli_fail (cli, problem);
}

static PtlExit
run_command (PtlCli              *cli,
             const PtlCliCommand *command)
{
  guint n_arguments = g_strv_length (cli->options->arguments);

  cli->command = command->name;
  if (n_arguments < command->min_arguments && !cli->options->list)
    return refuse_usage (cli, command, _("Something is missing on the command line."));
  if (n_arguments > command->max_arguments)
    return refuse_usage (cli, command, _("There are more words on the command line than expected."));

  return command->run (cli);
}

static PtlExit
run_line (PtlCli      *cli,
          CommandLine *line)
{
  g_autoptr (GError) error = NULL;

  if (line->word != NULL && line->command == NULL)
    {
      g_autofree char *message = g_strdup_printf (_("“%s” is not a command of Portolan."), line->word);

      return refuse_usage (cli, NULL, message);
    }
  if (!ptl_cli_options_parse (cli->options, line->command != NULL ? line->command->groups : PTL_CLI_COMMON,
                              (char **) line->rest->pdata, &error))
    return refuse_usage (cli, line->command, error->message);

  if (cli->options->help)
    return show_help (cli, line->command);
  if (cli->options->version)
    return show_version (cli);
  if (line->command == NULL)
    return refuse_usage (cli, NULL, _("It is not said what to do."));

  return run_command (cli, line->command);
}

static gboolean
exec_assistant_in (const char *folder,
                   const char *below)
{
  g_autofree char *path = g_build_filename (folder, below, "portolan-gtk", NULL);

  execl (path, "portolan-gtk", NULL);

  return FALSE;
}

/* The assistant lies beside this program, or where it was built. */
static void
exec_assistant (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (folder != NULL)
    {
      exec_assistant_in (folder, ".");
      exec_assistant_in (folder, "../app");
    }
  execlp ("portolan-gtk", "portolan-gtk", NULL);
}

/* Without arguments: the window, else the same questions in the terminal, else the help. */
static PtlExit
run_assistant (PtlCli *cli)
{
  char *setup[] = { (char *) "portolan", (char *) "setup" };
  CommandLine line;
  PtlExit status;

  if (ptl_cli_has_display ())
    exec_assistant ();

  if (!isatty (STDIN_FILENO) || !isatty (STDERR_FILENO))
    return show_help (cli, NULL);

  line = split_command_line (G_N_ELEMENTS (setup), setup);
  status = run_line (cli, &line);
  g_ptr_array_unref (line.rest);

  return status;
}

/* A standard stream that is closed would be the next file or connection that is opened, and what is printed would go there. Opened
 * the wrong way round, it still fails where it is used. */
static void
hold_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
      _exit (PTL_EXIT_UNEXPECTED);
}

static PtlExit
print_json (PtlCli  *cli,
            PtlExit  status)
{
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), cli->json);
  g_autofree char *text = ptl_json_to_text (root);
  /* what was typed wrongly is quoted in messages, and may be any bytes */
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  fputs (valid, stdout);

  return status;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (PtlCli) cli = NULL;
  CommandLine line;
  PtlExit status;

  hold_standard_streams ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PTL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("portolan");
  g_log_writer_default_set_use_stderr (TRUE);

  ptl_resolver_install ();
  cli = ptl_cli_new ();
  cli->options->json = wants_json (argc, argv);
  line = split_command_line (argc, argv);
  status = argc > 1 ? run_line (cli, &line) : run_assistant (cli);
  g_ptr_array_unref (line.rest);

  if (cli->options->json)
    status = print_json (cli, status);
  if (fflush (stdout) != 0 || ferror (stdout))
    return status != PTL_EXIT_DONE ? status : PTL_EXIT_UNEXPECTED;

  return status;
}
