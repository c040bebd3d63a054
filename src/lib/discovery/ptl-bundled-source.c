/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-bundled-source.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "ptl-autoconfig.h"
#include "ptl-error.h"

#define MAX_BYTES (512 * 1024)
#define SUBDIRECTORY "portolan", "providers"

struct _PtlBundledSource
{
  GObject            parent_instance;
  PtlProviderIndex  *index;        /* (owned) */
  char             **directories;  /* (owned): where files win over the index, the strongest first */
};

/* One look-up, on its way through a thread: files may lie on a slow disk. */
typedef struct
{
  PtlQuery   *query;    /* (owned): not for the thread */
  PtlAddress *address;  /* (owned) */
  PtlContact *contact;  /* (owned) (nullable): what is to be said of a file */
} Lookup;

static void ptl_bundled_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlBundledSource, ptl_bundled_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_bundled_source_iface_init))

static void
lookup_free (Lookup *lookup)
{
  g_clear_object (&lookup->query);
  g_clear_pointer (&lookup->address, ptl_address_unref);
  g_clear_object (&lookup->contact);
  g_free (lookup);
}

/* Returns: (nullable): the file's bytes; NULL without @error when there is no such file */
static GBytes *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *contents = NULL;
  GStatBuf status = { 0 };
  gsize length;

  if (g_stat (path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return NULL;

  if (status.st_size > MAX_BYTES)
    g_set_error (error, PTL_ERROR, PTL_ERROR_TOO_MUCH_DATA, _("The file is larger than %d KiB."), MAX_BYTES / 1024);
  else if (!g_file_get_contents (path, &contents, &length, &local))
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, local->message);
  else
    return g_bytes_new_take (g_steal_pointer (&contents), length);

  return NULL;
}

static PtlContact *
new_contact (const char *path,
             PtlAnswer   answer,
             gint64      started,
             const char *detail)
{
  double milliseconds = (g_get_monotonic_time () - started) / 1000.0;

  return ptl_contact_new (PTL_ORIGIN_LOCAL, path, 0, PTL_SENT_NOTHING, answer, milliseconds, detail);
}

/* Returns: (nullable): the candidate of the file at @path. What is wrong with the file, in part or as a whole, goes into the
 * ledger, for the administrator has to learn of it. */
static PtlCandidate *
parse_file (const char  *path,
            Lookup      *lookup,
            GError     **error)
{
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (PtlCandidate) candidate = NULL;
  gint64 started = g_get_monotonic_time ();
  g_autoptr (GBytes) bytes = read_file (path, &local);

  if (bytes == NULL && local == NULL)
    return NULL;
  if (bytes != NULL)
    candidate = ptl_autoconfig_parse (bytes, NULL, lookup->address, PTL_ORIGIN_LOCAL, PTL_TRANSPORT_LOCAL, PTL_TRUST_TRUSTED, path,
                                      complaints, &local);

  if (candidate == NULL)
    {
      lookup->contact = new_contact (path, PTL_ANSWER_BAD_DATA, started, local->message);
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", path);
    }
  else if (complaints->len > 0)
    {
      g_autofree char *detail = NULL;

      g_ptr_array_add (complaints, NULL);
      detail = g_strjoinv (" ", (char **) complaints->pdata);
      lookup->contact = new_contact (path, PTL_ANSWER_FOUND, started, detail);
    }

  return g_steal_pointer (&candidate);
}

static PtlCandidate *
find_file (PtlBundledSource  *self,
           Lookup            *lookup,
           GError           **error)
{
  const char *domain = ptl_address_get_domain (lookup->address);
  g_autofree char *name = g_strconcat (domain, ".xml", NULL);

  /* A domain is a file name by what an address may hold; that this stays so is not taken for granted here. */
  if (strchr (domain, G_DIR_SEPARATOR) != NULL || *domain == '.')
    return NULL;

  for (gsize i = 0; self->directories[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->directories[i], name, NULL);
      PtlCandidate *candidate = parse_file (path, lookup, error);

      if (candidate != NULL || lookup->contact != NULL)
        return candidate;
    }

  return NULL;
}

/* "*.example.org" speaks of names below one that the provider holds. "example.*" and "*.ovh" reach into names that anybody may
 * have registered, so the person is asked before a password goes there. */
static PtlTrust
trust_in_pattern (const char *pattern)
{
  return g_str_has_prefix (pattern, "*.") && strchr (pattern + 2, '.') != NULL ? PTL_TRUST_TRUSTED : PTL_TRUST_CONFIRM;
}

static PtlCandidate *
find_provider (PtlBundledSource  *self,
               Lookup            *lookup,
               GError           **error)
{
  const char *domain = ptl_address_get_domain (lookup->address);
  PtlTrust trust = PTL_TRUST_TRUSTED;
  PtlProvider provider;
  g_autoptr (GBytes) document = NULL;
  g_autofree char *evidence = NULL;

  if (!ptl_provider_index_find_domain (self->index, domain, &provider))
    {
      if (!ptl_provider_index_find_pattern (self->index, domain, &provider))
        return NULL;
      trust = trust_in_pattern (provider.match);
    }

  document = ptl_provider_index_dup_document (self->index, &provider);
  /* Translators: the name of this program's own list of mail providers, the domain or pattern in it (gmx.net, yahoo.*), and
   * in parentheses a date and where the facts come from */
  evidence = g_strdup_printf (_("Portolan’s list, %s (%s)"), provider.match, provider.origin);

  return ptl_autoconfig_parse (document, NULL, lookup->address, PTL_ORIGIN_BUNDLED, PTL_TRANSPORT_LOCAL, trust, evidence, NULL, error);
}

static void
look_up_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  PtlBundledSource *self = source;
  GPtrArray *candidates;
  GError *error = NULL;
  PtlCandidate *candidate = find_file (self, task_data, &error);

  if (candidate == NULL && error == NULL)
    candidate = find_provider (self, task_data, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  candidates = g_ptr_array_new_with_free_func (g_object_unref);
  if (candidate != NULL)
    g_ptr_array_add (candidates, candidate);
  g_task_return_pointer (task, candidates, (GDestroyNotify) g_ptr_array_unref);
}

static void
ptl_bundled_source_lookup_async (PtlSource           *source,
                                 PtlQuery            *query,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Lookup *lookup = g_new0 (Lookup, 1);

  g_task_set_source_tag (task, ptl_bundled_source_lookup_async);
  lookup->query = g_object_ref (query);
  lookup->address = ptl_address_ref (ptl_query_get_address (query));
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_task_run_in_thread (task, look_up_in_thread);
}

static GPtrArray *
ptl_bundled_source_lookup_finish (PtlSource     *source,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_autoptr (GError) local = NULL;
  GPtrArray *candidates;
  Lookup *lookup;

  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  lookup = g_task_get_task_data (G_TASK (result));
  if (lookup->contact != NULL)
    ptl_query_add_contact (lookup->query, lookup->contact);
  /* Here, for the thread may be the last to let go of the task. */
  g_clear_object (&lookup->query);

  candidates = g_task_propagate_pointer (G_TASK (result), &local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_CANCELLED, _("Looking into Portolan’s list was cancelled."));
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return candidates;
}

static void
ptl_bundled_source_finalize (GObject *object)
{
  PtlBundledSource *self = PTL_BUNDLED_SOURCE (object);

  g_clear_pointer (&self->index, ptl_provider_index_unref);
  g_clear_pointer (&self->directories, g_strfreev);

  G_OBJECT_CLASS (ptl_bundled_source_parent_class)->finalize (object);
}

static void
ptl_bundled_source_class_init (PtlBundledSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_bundled_source_finalize;
}

static void
ptl_bundled_source_init (PtlBundledSource *self)
{
}

static void
ptl_bundled_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_bundled_source_lookup_async;
  iface->lookup_finish = ptl_bundled_source_lookup_finish;
}

static void
add_directory (GPtrArray  *directories,
               const char *base)
{
  g_autofree char *directory = g_build_filename (base, SUBDIRECTORY, NULL);

  if (!g_ptr_array_find_with_equal_func (directories, directory, g_str_equal, NULL))
    g_ptr_array_add (directories, g_steal_pointer (&directory));
}

/* Where Thunderbird keeps such files, the person's own first (draft-ietf-mailmaint-autoconfig §4.4); in the same format. */
static void
add_isp_directories (GPtrArray *directories)
{
  static const char * const system_wide[] = {
    "/etc/thunderbird/isp", "/usr/lib/thunderbird/isp", "/usr/lib64/thunderbird/isp", "/usr/share/thunderbird/isp",
  };

  g_ptr_array_add (directories, g_build_filename (g_get_home_dir (), ".thunderbird", "isp", NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (system_wide); i++)
    g_ptr_array_add (directories, g_strdup (system_wide[i]));
}

/**
 * ptl_bundled_source_new:
 *
 * Returns: (transfer full): a source for the built-in list, and for files that win over it: those in /etc/portolan/providers, in
 *   portolan/providers below $XDG_DATA_DIRS and $XDG_DATA_HOME, and in Thunderbird's own folders for them
 */
PtlSource *
ptl_bundled_source_new (void)
{
  g_autoptr (GPtrArray) directories = g_ptr_array_new_with_free_func (g_free);

  add_directory (directories, PTL_SYSCONFDIR);
  add_directory (directories, "/etc");
  for (const char * const *base = g_get_system_data_dirs (); *base != NULL; base++)
    add_directory (directories, *base);
  add_directory (directories, g_get_user_data_dir ());
  add_isp_directories (directories);
  g_ptr_array_add (directories, NULL);

  return ptl_bundled_source_new_for (ptl_provider_index_get_bundled (), (const char * const *) directories->pdata);
}

/**
 * ptl_bundled_source_new_for:
 * @index: the list
 * @directories: where files named <domain>.xml win over it, the strongest first
 *
 * Returns: (transfer full)
 */
PtlSource *
ptl_bundled_source_new_for (PtlProviderIndex   *index,
                            const char * const *directories)
{
  PtlBundledSource *self;

  g_return_val_if_fail (index != NULL && directories != NULL, NULL);

  self = g_object_new (PTL_TYPE_BUNDLED_SOURCE, NULL);
  self->index = ptl_provider_index_ref (index);
  self->directories = g_strdupv ((char **) directories);

  return PTL_SOURCE (self);
}
