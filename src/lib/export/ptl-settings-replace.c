/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-settings-replace.h"

#include <stdlib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-export-common.h"
#include "ptl-journal.h"
#include "ptl-key-swap.h"
#include "ptl-safe-file.h"

/* What is replaced, and with what. */
typedef struct
{
  const PtlSettings      *settings;
  const PtlAccount       *account;
  const PtlExportOptions *options;
  const char             *path;
  GBytes                 *before;
  const char             *include;      /* (nullable) */
  GPtrArray              *differences;  /* (owned) */
} Change;

static void
change_clear (Change *change)
{
  g_clear_pointer (&change->differences, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

static PtlPlan *
new_plan (const Change *change)
{
  return ptl_plan_new (change->options, change->settings->id, ptl_address_get_display (ptl_account_get_address (change->account)));
}

static const char *
get_name (const Change *change)
{
  return change->settings->name != NULL ? change->settings->name : change->settings->program;
}

static PtlExportResult *
report_existing (const Change *change,
                 gboolean      is_known)
{
  return ptl_export_report_existing (change->settings->id, change->path, get_name (change), is_known ? change->differences : NULL);
}

static PtlExportResult *
commit (const Change  *change,
        PtlPlan       *plan,
        GError       **error)
{
  if (!ptl_plan_commit (plan, error))
    return NULL;

  return ptl_export_report_replaced (change->settings->id, change->path, get_name (change), plan);
}

/* A block of ours */

/* The block of the account in @text, from its first to its last mark; NULL if there is none, or half of one. */
static char *
find_block (const char       *text,
            const PtlAccount *account)
{
  g_autofree char *begin = g_strdup_printf (PTL_SETTINGS_BEGIN "%s\n", ptl_export_get_address (account));
  g_autofree char *end = g_strdup_printf (PTL_SETTINGS_END "%s\n", ptl_export_get_address (account));
  const char *first = strstr (text, begin);
  const char *last = first != NULL ? strstr (first, end) : NULL;

  return last != NULL && (first == text || first[-1] == '\n') ? g_strndup (first, last + strlen (end) - first) : NULL;
}

static char *
exchange (const char *text,
          const char *old,
          const char *new)
{
  const char *found = strstr (text, old);
  g_autofree char *head = g_strndup (text, found - text);

  return g_strconcat (head, new, found + strlen (old), NULL);
}

/* Notes, which begin with "#", are not settings. */
static void
add_lines (GPtrArray  *differences,
           char        sign,
           GStrv       lines,
           GStrv       others)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *shown = g_utf8_make_valid (lines[i], -1);

      if (*lines[i] != '\0' && *lines[i] != '#' && !g_strv_contains ((const char * const *) others, lines[i]))
        g_ptr_array_add (differences, g_strdup_printf ("%c %s", sign, shown));
    }
}

/* What stands above the block decides how it was written: the first account is the default one. NULL if it is the first thing. */
static char *
get_above (const char *text,
           const char *block)
{
  gsize length = strstr (text, block) - text;

  return length > strspn (text, " \t\r\n") ? g_strndup (text, length) : NULL;
}

static PtlExportResult *
replace_block (Change      *change,
               const char  *text,
               const char  *old,
               GError     **error)
{
  g_autofree char *above = get_above (text, old);
  g_autofree char *written = ptl_settings_write_block (change->settings, change->account, change->settings->alone == NULL ? above : NULL,
                                                       change->include);
  const char *new = written + strspn (written, "\n");
  g_auto (GStrv) old_lines = g_strsplit (old, "\n", -1);
  g_auto (GStrv) new_lines = g_strsplit (new, "\n", -1);
  g_autofree char *result = exchange (text, old, new);
  g_autoptr (GBytes) after = g_bytes_new (result, strlen (result));
  g_autoptr (PtlPlan) plan = NULL;

  add_lines (change->differences, '-', old_lines, new_lines);
  add_lines (change->differences, '+', new_lines, old_lines);
  if (change->differences->len == 0 || !change->options->replace)
    return report_existing (change, TRUE);

  plan = new_plan (change);
  ptl_plan_swap (plan, PTL_CHANGE_SWAP, change->path, change->before, after, new, old);
  return commit (change, plan, error);
}

/* A group of keys, written by us or by the program */

static gboolean
is_account (const Change *change,
            PtlKeySwap   *file,
            const char   *group)
{
  const PtlServer *server = ptl_settings_get_server (change->settings, change->account);
  g_autofree char *host = ptl_key_swap_get (file, group, change->settings->host_key);
  g_autofree char *user = ptl_key_swap_get (file, group, change->settings->user_key);

  return host != NULL && user != NULL && g_ascii_strcasecmp (host, ptl_server_get_host (server)) == 0 &&
         g_str_equal (user, ptl_server_get_username (server));
}

static char *
find_group (const Change *change,
            PtlKeySwap   *file,
            const char   *text)
{
  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      const char *end;
      g_autofree char *group = NULL;

      line += *line == '\n';
      end = *line == '[' ? strpbrk (line, "]\n") : NULL;
      if (end == NULL || *end == '\n')
        continue;
      group = g_strndup (line + 1, end - line - 1);
      if (is_account (change, file, group))
        return g_steal_pointer (&group);
    }

  return NULL;
}

/* What the person may have chosen otherwise for good reasons, and what the account was recognised by. */
static gboolean
is_own_choice (const Change *change,
               const char   *key)
{
  static const char * const choices[] = { "account_name", "is_default", "protocol", NULL };

  return g_strv_contains (choices, key) || g_str_equal (key, change->settings->host_key) || g_str_equal (key, change->settings->user_key);
}

static void
exchange_keys (Change     *change,
               PtlKeySwap *file,
               const char *group)
{
  g_autofree char *body = change->settings->write (change->account, NULL);
  g_auto (GStrv) lines = g_strsplit (body, "\n", -1);

  ptl_key_swap_guard (file, group, change->settings->host_key);
  ptl_key_swap_guard (file, group, change->settings->user_key);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *value = strchr (lines[i], '=');
      g_autofree char *there = NULL;

      if (value == NULL || *lines[i] == '[')
        continue;
      *value++ = '\0';
      if (is_own_choice (change, lines[i]))
        continue;
      there = ptl_key_swap_get (file, group, lines[i]);
      ptl_differences_compare_key (change->differences, lines[i], there, value);
      ptl_key_swap_set (file, group, lines[i], value);
    }
}

/* From POP3 to IMAP is another account: the program keeps its mail elsewhere. */
static gboolean
has_same_protocol (const Change *change,
                   PtlKeySwap   *file,
                   const char   *group)
{
  g_autofree char *body = change->settings->write (change->account, NULL);
  g_autofree char *there = ptl_key_swap_get (file, group, "protocol");
  g_autofree char *version = ptl_key_swap_get (file, group, "config_version");
  gboolean is_new = version != NULL && atoi (version) > 1;  /* Claws Mail has numbered them anew since: IMAP is 1, and was 3 */
  g_autofree char *line = g_strdup_printf ("\nprotocol=%s\n", is_new && g_strcmp0 (there, "1") == 0 ? "3" : there != NULL ? there : "");

  return strstr (body, line) != NULL;
}

static PtlExportResult *
replace_keys (Change      *change,
              const char  *text,
              GError     **error)
{
  g_autoptr (PtlKeySwap) file = ptl_key_swap_new (change->path, error);
  g_autofree char *group = file != NULL ? find_group (change, file, text) : NULL;
  g_autoptr (PtlPlan) plan = NULL;

  if (file == NULL)
    return NULL;
  if (group == NULL || !has_same_protocol (change, file, group))
    return report_existing (change, FALSE);

  exchange_keys (change, file, group);
  if (change->differences->len == 0 || !change->options->replace)
    return report_existing (change, TRUE);

  plan = new_plan (change);
  return ptl_key_swap_plan (file, plan) ? commit (change, plan, error) : report_existing (change, TRUE);
}

/**
 * ptl_settings_replace:
 * @before: what the file holds, the account among it
 *
 * Tells what differs; replaces it if the person asked for that. What somebody else wrote in a language of its own stays as it is.
 */
PtlExportResult *
ptl_settings_replace (const PtlSettings       *settings,
                      const PtlAccount        *account,
                      const PtlExportOptions  *options,
                      const char              *path,
                      GBytes                  *before,
                      const char              *include,
                      GError                 **error)
{
  g_auto (Change) change = { settings, account, options, path, before, include, ptl_differences_new () };
  g_autofree char *text = ptl_safe_file_get_text (before);
  g_autofree char *block = find_block (text, account);

  if (strlen (text) != g_bytes_get_size (before))  /* there is a NUL in it */
    return report_existing (&change, FALSE);
  if (settings->begins != NULL && g_str_equal (settings->begins, "[") && settings->host_key != NULL && settings->abilities & PTL_SETTINGS_REWRITES)
    return replace_keys (&change, text, error);

  return block != NULL ? replace_block (&change, text, block, error) : report_existing (&change, FALSE);
}
