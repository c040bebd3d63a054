/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-draft.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"
#include "ptl-number.h"
#include "ptl-safe-file.h"

void
ptl_draft_set_trouble (PtlDraft   *self,
                       const char *trouble)
{
  if (self->trouble == NULL)
    self->trouble = g_strdup (trouble);
}

/* The account is of a @kind for which there is no check. */
void
ptl_draft_set_unknown (PtlDraft   *self,
                       const char *kind)
{
  /* Translators: %s is the word that the mail program has for it, such as “ews” */
  g_autofree char *trouble = g_strdup_printf (_("This account is of the kind “%s”, which Portolan cannot check."), kind);

  ptl_draft_set_trouble (self, trouble);
}

/* Takes what @server says for the receiving or the sending side of the account. */
void
ptl_draft_take_server (PtlDraft             *self,
                       const PtlDraftServer *server)
{
  PtlExistingServer *place = server->protocol == PTL_PROTOCOL_SMTP ? &self->fields.outgoing : &self->fields.incoming;
  const char *host = server->host != NULL ? server->host : "";
  const char *username = server->username != NULL && *server->username != '\0' ? server->username : NULL;
  gint64 port = server->port != 0 ? server->port : ptl_protocol_get_default_port (server->protocol, server->security);
  g_autoptr (GError) error = NULL;

  place->path = server->path;
  place->key = server->key;
  if (*host == '\0')
    ptl_draft_set_trouble (self, server->protocol == PTL_PROTOCOL_SMTP ? _("The settings name no server for sending.")
                                                                       : _("The settings name no server for receiving."));
  else if (port < 1 || port > G_MAXUINT16)
    ptl_draft_set_trouble (self, _("The settings name a port that is not a number from 1 to 65535."));
  else if ((place->server = ptl_server_new (server->protocol, host, port, server->security, username, &error)) == NULL)
    ptl_draft_set_trouble (self, error->message);
}

void
ptl_draft_finish (PtlDraft  *self,
                  GPtrArray *found)
{
  self->fields.trouble = self->trouble;
  g_ptr_array_add (found, ptl_existing_new (&self->fields));

  g_clear_pointer (&self->fields.incoming.server, ptl_server_unref);
  g_clear_pointer (&self->fields.outgoing.server, ptl_server_unref);
  g_clear_pointer (&self->trouble, g_free);
}

void
ptl_draft_add_broken (GPtrArray  *found,
                      const char *program,
                      const char *name,
                      const char *path,
                      GError     *error)
{
  PtlDraft draft = { { .program = program, .name = name, .path = path } };

  ptl_draft_set_trouble (&draft, error->message);
  ptl_draft_finish (&draft, found);
  g_error_free (error);
}

GKeyFile *
ptl_draft_load (GPtrArray  *found,
                const char *program,
                const char *name,
                const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *display = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;
  GError *error = NULL;

  if (!ptl_safe_file_read (path, &bytes, &error))
    return ptl_draft_add_broken (found, program, name, path, error), NULL;
  if (bytes == NULL)
    return NULL;
  if (g_bytes_get_size (bytes) == 0 || g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &reason))
    return g_steal_pointer (&file);

  error = g_error_new (PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” cannot be read: %s"), display, reason->message);
  ptl_draft_add_broken (found, program, name, path, error);
  return NULL;
}

gboolean
ptl_draft_get_bool (GKeyFile   *file,
                    const char *group,
                    const char *key,
                    gboolean    missing)
{
  g_autoptr (GError) error = NULL;
  gboolean value = g_key_file_get_boolean (file, group, key, &error);

  return error == NULL ? value : missing;
}

/* Returns: 0 if there is none; a number below 0 if it is not a number */
gint64
ptl_draft_get_number (GKeyFile   *file,
                      const char *group,
                      const char *key)
{
  g_autofree char *text = ptl_draft_get_text (file, group, key);
  guint64 number;

  if (text == NULL || *text == '\0')
    return 0;

  return ptl_number_parse (text, 0, G_MAXINT, &number) ? (gint64) number : -1;
}

/* Returns: (transfer full) (nullable): without white space around it */
char *
ptl_draft_get_text (GKeyFile   *file,
                    const char *group,
                    const char *key)
{
  char *text = g_key_file_get_string (file, group, key, NULL);

  return text != NULL ? g_strstrip (text) : NULL;
}
