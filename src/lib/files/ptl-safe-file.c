/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-safe-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ptl-error.h"
#include "ptl-sandbox.h"

/* The largest settings file that is read: some people's prefs.js have grown to 10 MB. */
#define MAX_SIZE (64 * 1024 * 1024)

/* A folder that is held open, and a name in it. Whatever is moved or linked around it meanwhile, it stays this folder. */
typedef struct
{
  const char *path;
  char       *name;       /* (owned) */
  int         directory;
} Place;

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->name, g_free);
  if (place->directory >= 0)
    close (place->directory);
  place->directory = -1;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

/* Sets the error for what a system call says about @path. */
void
ptl_safe_file_set_error (GError     **error,
                         int          number,
                         const char  *path)
{
  g_autofree char *display = g_filename_display_name (path);

  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NO_SPACE,
                   _("“%s” cannot be written, because the disk is full."), display);
      break;

    case EROFS:
    case EACCES:
    case EPERM:
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE,
                   _("“%s” cannot be changed: %s."), display, g_strerror (number));
      break;

    default:
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED,
                   /* Translators: a file name, and what the system says about it */
                   _("“%s” cannot be used: %s."), display, g_strerror (number));
    }
}

static gboolean
fail_with (GError     **error,
           const char  *path)
{
  ptl_safe_file_set_error (error, errno, path);
  return FALSE;
}

static gboolean
fail_changed (GError     **error,
              const char  *path)
{
  g_autofree char *display = g_filename_display_name (path);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED,
               _("“%s” was changed by another program at the same moment."), display);
  return FALSE;
}

static gboolean
is_inside (const char *path,
           const char *folder)
{
  gsize length = strlen (folder);

  return g_str_has_prefix (path, folder) && (path[length] == '/' || g_str_has_suffix (folder, "/"));
}

/* Where a link leads, if it stays in its own folder. */
static char *
follow_link (const char  *path,
             GError     **error)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *folder_name = g_path_get_dirname (path);
  char *folder = realpath (folder_name, NULL);
  char *target = realpath (path, NULL);
  char *result = NULL;

  if (folder != NULL && target != NULL && is_inside (target, folder))
    result = g_strdup (target);
  else
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE,
                 _("“%s” is a link that leads out of its folder, so it is not followed."), display);

  free (folder);
  free (target);
  return result;
}

static gboolean
place_open (Place       *place,
            const char  *path,
            GError     **error)
{
  struct stat status;
  g_autofree char *real = NULL;
  g_autofree char *folder = NULL;

  if (lstat (path, &status) == 0 && S_ISLNK (status.st_mode))
    real = follow_link (path, error);
  else
    real = g_strdup (path);
  if (real == NULL)
    return FALSE;

  folder = g_path_get_dirname (real);
  place->path = path;
  place->name = g_path_get_basename (real);
  place->directory = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return place->directory >= 0 || fail_with (error, path);
}

static GBytes *
read_all (int          fd,
          gsize        expected,
          const char  *path,
          GError     **error)
{
  g_autoptr (GByteArray) array = g_byte_array_sized_new (expected);
  guint8 buffer[65536];
  gssize got;

  while ((got = read (fd, buffer, sizeof buffer)) != 0 && array->len <= MAX_SIZE)
    {
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return fail_with (error, path), NULL;
      g_byte_array_append (array, buffer, got);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

/* *@contents is NULL if there is no such file. */
static gboolean
place_read (Place        *place,
            GBytes      **contents,
            struct stat  *status,
            GError      **error)
{
  g_autofree char *display = g_filename_display_name (place->path);
  int fd = openat (place->directory, place->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  *contents = NULL;
  if (fd < 0)
    return errno == ENOENT || fail_with (error, place->path);

  if (fstat (fd, status) != 0)
    fail_with (error, place->path);
  else if (!S_ISREG (status->st_mode))
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” is not a file."), display);
  else if (status->st_size > MAX_SIZE)
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” is too large to be a settings file."), display);
  else
    *contents = read_all (fd, status->st_size, place->path, error);

  close (fd);
  return *contents != NULL;
}

/**
 * ptl_safe_file_read:
 * @path: a file
 * @contents: (out) (nullable) (transfer full): what it holds, or %NULL if there is no such file
 *
 * Reads a file of at most 64 MB. No file, or no folder for it, is not an error.
 */
gboolean
ptl_safe_file_read (const char  *path,
                    GBytes     **contents,
                    GError     **error)
{
  g_auto (Place) place = { .directory = -1 };
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat status;

  *contents = NULL;
  if (stat (folder, &status) != 0 && errno == ENOENT)
    return TRUE;

  return place_open (&place, path, error) && place_read (&place, contents, &status, error);
}

/* Returns: (transfer full): what a file holds, up to a NUL in it; "" for nothing, of which GBytes may have no data */
char *
ptl_safe_file_get_text (GBytes *contents)
{
  gsize length;
  const char *data = g_bytes_get_data (contents, &length);

  return g_strndup (length > 0 ? data : "", length);
}

/* Returns: (transfer full) (nullable): the keys in a file; none if there is no such file, or nothing in it */
GKeyFile *
ptl_safe_file_read_key_file (const char  *path,
                             GError     **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *display = g_filename_display_name (path);

  if (!ptl_safe_file_read (path, &bytes, error))
    return NULL;
  if (bytes == NULL || g_bytes_get_size (bytes) == 0 || g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &failure))
    return g_steal_pointer (&file);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” cannot be read: %s"), display, failure->message);
  return NULL;
}

static gboolean
same_bytes (GBytes *a,
            GBytes *b)
{
  return a == NULL || b == NULL ? a == b : g_bytes_equal (a, b);
}

/* Does the file still hold what the caller has read? */
static gboolean
place_check (Place        *place,
             GBytes       *before,
             struct stat  *status,
             GError      **error)
{
  g_autoptr (GBytes) now = NULL;

  if (!place_read (place, &now, status, error))
    return FALSE;

  return same_bytes (now, before) || fail_changed (error, place->path);
}

static gboolean
write_all (int     fd,
           GBytes *contents)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (contents, &length);

  while (length > 0)
    {
      gssize done = write (fd, data, length);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return FALSE;
      data += done;
      length -= done;
    }

  return TRUE;
}

/* The new file gets owner and permissions of the one that it replaces, or is not written. */
static gboolean
copy_owner (int                fd,
            const struct stat *from)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return FALSE;
  if ((status.st_uid != from->st_uid || status.st_gid != from->st_gid) && fchown (fd, from->st_uid, from->st_gid) != 0)
    return FALSE;

  return fchmod (fd, from->st_mode & 07777) == 0;
}

static int
open_temporary (Place      *place,
                const char *name,
                guint       mode)
{
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  int fd = openat (place->directory, name, flags, mode);

  if (fd < 0 && errno == EEXIST && unlinkat (place->directory, name, 0) == 0)  /* left over from a crash */
    fd = openat (place->directory, name, flags, mode);

  return fd;
}

static gboolean
write_temporary (Place              *place,
                 const char         *name,
                 GBytes             *contents,
                 guint               mode,
                 const struct stat  *like,
                 GError            **error)
{
  int fd = open_temporary (place, name, mode);
  gboolean good;

  if (fd < 0)
    return fail_with (error, place->path);

  good = write_all (fd, contents) && (like == NULL || copy_owner (fd, like)) && fsync (fd) == 0;
  if (!good)
    fail_with (error, place->path);
  if (close (fd) != 0 && good)
    good = fail_with (error, place->path);

  return good;
}

/* Moves the finished file to its name. Where none was, none is overwritten. */
static gboolean
move_into_place (Place      *place,
                 const char *temporary,
                 gboolean    is_new)
{
  if (is_new)
    {
      if (renameat2 (place->directory, temporary, place->directory, place->name, RENAME_NOREPLACE) == 0)
        return TRUE;
      if (errno != EINVAL && errno != ENOSYS)  /* not every file system can */
        return FALSE;
    }

  return renameat (place->directory, temporary, place->directory, place->name) == 0;
}

static char *
name_temporary (const Place *place)
{
  return g_strdup_printf (".%s.portolan", place->name);
}

static gboolean
place_replace (Place   *place,
               GBytes  *before,
               GBytes  *after,
               guint    mode,
               GError **error)
{
  g_autofree char *temporary = name_temporary (place);
  struct stat status;
  gboolean good;

  good = place_check (place, before, &status, error) &&
         write_temporary (place, temporary, after, mode, before != NULL ? &status : NULL, error) &&
         place_check (place, before, &status, error);
  if (good && !move_into_place (place, temporary, before == NULL))
    good = errno == EEXIST ? fail_changed (error, place->path) : fail_with (error, place->path);

  if (good)
    fsync (place->directory);  /* should that fail, either file is whole all the same */
  else
    unlinkat (place->directory, temporary, 0);

  return good;
}

/**
 * ptl_safe_file_replace:
 * @path: a file
 * @before: (nullable): what it is known to hold; %NULL if it is to be made
 * @after: what it is to hold
 * @mode: permissions of a new file; the user's mask takes some away. An old one keeps its own, and its owner.
 *
 * Replaces a file as a whole. If it does not hold @before any more, or anything fails, it stays as it is.
 */
gboolean
ptl_safe_file_replace (const char  *path,
                       GBytes      *before,
                       GBytes      *after,
                       guint        mode,
                       GError     **error)
{
  g_auto (Place) place = { .directory = -1 };

  g_return_val_if_fail (after != NULL, FALSE);

  return ptl_sandbox_check_write (path, error) && place_open (&place, path, error) &&
         place_replace (&place, before, after, mode, error);
}

/* The copy gets owner and permissions of the file whose place it takes. */
static gboolean
check_copy (Place             *place,
            const char        *copy,
            GBytes            *contents,
            const struct stat *like)
{
  g_auto (Place) other = { .path = copy, .name = g_path_get_basename (copy), .directory = dup (place->directory) };
  g_autofree char *copy_folder = g_path_get_dirname (copy);
  g_autoptr (GBytes) kept = NULL;
  struct stat status, folder, own_folder;
  int fd;
  gboolean good;

  if (stat (copy_folder, &folder) != 0 || fstat (place->directory, &own_folder) != 0 || folder.st_ino != own_folder.st_ino ||
      folder.st_dev != own_folder.st_dev || !place_read (&other, &kept, &status, NULL) || kept == NULL || !g_bytes_equal (kept, contents))
    return FALSE;

  fd = openat (place->directory, other.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  good = fd >= 0 && copy_owner (fd, like);
  if (fd >= 0)
    close (fd);
  return good;
}

/**
 * ptl_safe_file_put_back:
 * @path: a file
 * @now: what it is known to hold
 * @before: what it is to hold again
 * @copy: (nullable): a copy of that beside it, as ptl_safe_file_back_up() has made it, which is used up
 *
 * As ptl_safe_file_replace(), but where the disk is full the copy itself takes the place of the file.
 */
gboolean
ptl_safe_file_put_back (const char  *path,
                        GBytes      *now,
                        GBytes      *before,
                        const char  *copy,
                        GError     **error)
{
  g_auto (Place) place = { .directory = -1 };
  g_autofree char *copy_name = copy != NULL ? g_path_get_basename (copy) : NULL;
  g_autoptr (GError) failure = NULL;
  struct stat status;

  if (ptl_safe_file_replace (path, now, before, 0600, &failure))
    {
      if (copy != NULL)
        g_unlink (copy);
      return TRUE;
    }
  if (copy != NULL && g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_NO_SPACE) && place_open (&place, path, NULL) &&
      place_check (&place, now, &status, NULL) && check_copy (&place, copy, before, &status) &&
      renameat (place.directory, copy_name, place.directory, place.name) == 0)
    {
      fsync (place.directory);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Deletes a file that holds @before; that it is gone already is fine. */
gboolean
ptl_safe_file_delete (const char  *path,
                      GBytes      *before,
                      GError     **error)
{
  g_auto (Place) place = { .directory = -1 };
  g_autoptr (GBytes) now = NULL;
  struct stat status;

  if (!place_open (&place, path, error) || !place_read (&place, &now, &status, error))
    return FALSE;
  if (now == NULL)
    return TRUE;
  if (!g_bytes_equal (now, before))
    return fail_changed (error, path);
  if (unlinkat (place.directory, place.name, 0) != 0)
    return fail_with (error, path);

  fsync (place.directory);
  return TRUE;
}

/* Deletes what is left beside the file of a replacement that was killed. */
void
ptl_safe_file_clear (const char *path)
{
  g_auto (Place) place = { .directory = -1 };
  g_autofree char *temporary = NULL;

  if (!place_open (&place, path, NULL))
    return;

  temporary = name_temporary (&place);
  unlinkat (place.directory, temporary, 0);
}

/**
 * ptl_safe_file_back_up:
 *
 * Keeps a copy of @contents, which @path holds, beside it, under a name with the time; an older copy is not touched.
 *
 * Returns: (transfer full) (nullable): the path of the copy
 */
char *
ptl_safe_file_back_up (const char  *path,
                       GBytes      *contents,
                       GError     **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_auto (Place) place = { .directory = -1 };
  struct stat status;

  if (!place_open (&place, path, error) || !place_check (&place, contents, &status, error))
    return NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *copy = g_strdup_printf (i == 0 ? "%s.%s.portolan" : "%s.%s-%u.portolan", path, time, i);
      g_autoptr (GError) failure = NULL;

      if (ptl_safe_file_replace (copy, NULL, contents, status.st_mode & 0777, &failure))
        return g_steal_pointer (&copy);
      if (!g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED))
        return g_propagate_error (error, g_steal_pointer (&failure)), NULL;
    }

  fail_changed (error, path);
  return NULL;
}

/* Makes a folder, and the folders above it. */
gboolean
ptl_safe_file_make_directory (const char  *path,
                              guint        mode,
                              GError     **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!ptl_sandbox_check_write (path, error))
    return FALSE;
  if (!g_file_test (parent, G_FILE_TEST_IS_DIR) && !ptl_safe_file_make_directory (parent, mode, error))
    return FALSE;

  return g_mkdir (path, mode) == 0 || (errno == EEXIST && g_file_test (path, G_FILE_TEST_IS_DIR)) || fail_with (error, path);
}
