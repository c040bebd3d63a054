/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-account.h"
#include "ptl-existing.h"
#include "ptl-place.h"

G_BEGIN_DECLS

typedef enum
{
  PTL_EXPORT_COMPUTER,     /* a mail program on this computer */
  PTL_EXPORT_PHONE,
  PTL_EXPORT_TERMINAL,
  PTL_EXPORT_DOCUMENT,     /* something to read, print, keep or publish */
} PtlExportGroup;

/* What one export did. Immutable. */
typedef struct _PtlExportResult PtlExportResult;

#define PTL_TYPE_EXPORT_RESULT (ptl_export_result_get_type ())
GType ptl_export_result_get_type (void);

PtlExportResult *ptl_export_result_new         (const char            *target,
                                                const char            *path,
                                                const char            *message,
                                                gboolean               already_there,
                                                const char            *undo_id);
PtlExportResult *ptl_export_result_ref         (PtlExportResult       *self);
void             ptl_export_result_unref       (PtlExportResult       *self);
const char      *ptl_export_result_get_target  (const PtlExportResult *self);
const char      *ptl_export_result_get_path    (const PtlExportResult *self);
const char      *ptl_export_result_get_message (const PtlExportResult *self);
gboolean         ptl_export_result_is_already_there (const PtlExportResult *self);
const char      *ptl_export_result_get_undo_id (const PtlExportResult *self);

/* The account was there already, with other settings: each of @differences (nullable, element-type utf8) says in words what differs.
 * @replaceable: the options' replace changes it. */
PtlExportResult *ptl_export_result_new_different   (const char            *target,
                                                    const char            *path,
                                                    const char            *message,
                                                    GPtrArray             *differences,
                                                    gboolean               replaceable);
const char * const *ptl_export_result_get_differences (const PtlExportResult *self);
gboolean         ptl_export_result_is_different    (const PtlExportResult *self);
gboolean         ptl_export_result_is_replaceable  (const PtlExportResult *self);

/* One row of exporters[]: a pure function from an account to bytes where that is all (render, nullable), and what it takes to hand
 * them over (apply, nullable: the bytes of render are saved as a file). apply may block and runs in a thread; it writes all or
 * nothing. */
typedef struct
{
  const char      *id;               /* as on the command line */
  const char      *name;             /* N_(): as people call the program */
  const char      *description;      /* N_(): what will happen, one sentence */
  const char      *file_name;        /* (nullable): the usual name of the file, if it is one to be saved */
  const char      *afterwards;       /* N_() (nullable): what the person has to do with that file */
  PtlExportGroup   group;
  gboolean         holds_password;   /* can it keep the password in a safe place, if the person asks? */

  gboolean         (*is_installed) (const PtlExportOptions  *options);
  GBytes         * (*render)       (const PtlAccount        *account,
                                    GError                 **error);
  PtlExportResult* (*apply)        (const PtlAccount        *account,
                                    const PtlExportOptions  *options,
                                    GCancellable            *cancellable,
                                    GError                 **error);
} PtlExporter;

const PtlExporter *ptl_exporter_find   (const char            *id);
const PtlExporter *ptl_exporter_list   (gsize                 *n_exporters);
gboolean           ptl_exporter_is_installed (const PtlExporter      *self,
                                              const PtlExportOptions *options);

gboolean         ptl_export_is_allowed (const char             *target,
                                        PtlAccount             *account,
                                        GError                **error);

/* Runs an export in a thread. Errors are PTL_ERROR_EXPORT_…, with everything as before. */
void             ptl_export_async      (const PtlExporter      *exporter,
                                        PtlAccount             *account,
                                        const PtlExportOptions *options,
                                        GCancellable           *cancellable,
                                        GAsyncReadyCallback     callback,
                                        gpointer                user_data);
PtlExportResult *ptl_export_finish     (GAsyncResult           *result,
                                        GError                **error);

/* Gives an account that is there other servers (nullable: one that stays); see ptl-fix.h. Ends as an export does. */
void             ptl_export_fix_async   (PtlExisting            *existing,
                                         PtlServer              *incoming,
                                         PtlServer              *outgoing,
                                         const PtlExportOptions *options,
                                         GCancellable           *cancellable,
                                         GAsyncReadyCallback     callback,
                                         gpointer                user_data);
PtlExportResult *ptl_export_fix_finish  (GAsyncResult           *result,
                                         GError                **error);

/* What an export would do now. @obstacle is why it cannot, for example PTL_ERROR_EXPORT_UNSUPPORTED, or
 * PTL_ERROR_EXPORT_PROGRAM_RUNNING until the person closes the program. */
typedef struct
{
  gboolean   is_installed;
  gboolean   needs_place;     /* the person says where: options.path */
  gboolean   holds_password;  /* it has a safe place for it */
  gboolean   is_already_there;
  gboolean   is_replaceable;
  GStrv      differences;     /* (owned): how what is there differs, in words; empty if it does not */
  GStrv      paths;           /* (owned) (element-type filename): what would be written, or changed */
  GStrv      command;         /* (owned) (nullable): rights are missing: this command has them, and reads what render gives */
  GError    *obstacle;        /* (owned) (nullable) */
} PtlExportPreview;

gboolean          ptl_exporter_needs_place  (const PtlExporter      *self);
void              ptl_export_preview_async  (const PtlExporter      *exporter,
                                             PtlAccount             *account,
                                             const PtlExportOptions *options,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
PtlExportPreview *ptl_export_preview_finish (GAsyncResult           *result,
                                             GError                **error);
void              ptl_export_preview_free   (PtlExportPreview       *self);

/* Takes back exactly what the export with @undo_id (NULL: the last one) added, also in a later run of the program.
 * Returns (of _finish): (transfer full): a sentence about what was taken back */
void             ptl_export_undo_async  (const char             *undo_id,
                                         const PtlExportOptions *options,
                                         GCancellable           *cancellable,
                                         GAsyncReadyCallback     callback,
                                         gpointer                user_data);
char            *ptl_export_undo_finish (GAsyncResult           *result,
                                         GError                **error);

/* An export that can be taken back. */
typedef struct
{
  char *id;
  char *target;  /* the id of an exporter, or of the program whose account was mended */
  char *subject; /* whose settings they were: an address or a domain */
  char *time;    /* as ISO 8601 writes it */
} PtlUndoEntry;

GPtrArray       *ptl_export_list_undo   (const PtlExportOptions *options);
void             ptl_undo_entry_free    (PtlUndoEntry           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlExportResult, ptl_export_result_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlExportPreview, ptl_export_preview_free)

G_END_DECLS
