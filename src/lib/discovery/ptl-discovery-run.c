/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-discovery-private.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-autoconfig-source.h"
#include "ptl-bundled-source.h"
#include "ptl-discovery-error.h"
#include "ptl-error.h"
#include "ptl-exchange-source.h"
#include "ptl-guess-source.h"
#include "ptl-live.h"
#include "ptl-mx-source.h"
#include "ptl-network-error.h"
#include "ptl-pacc-source.h"
#include "ptl-patience.h"
#include "ptl-portal.h"
#include "ptl-source.h"
#include "ptl-srv-source.h"

/* Who is asked. All of them start together, but for the last resort: it makes noise on the network, so it waits until this
 * computer's own lists have been read, and what it finds is only used where nobody else knows the whole way. */
typedef enum
{
  ROW_LOCAL       = 0,
  ROW_NETWORK     = 1 << 0,  /* asks outside: left out offline */
  ROW_DIRECTORY   = 1 << 1,  /* tells a third party the domain: needs the person's switch */
  ROW_LAST_RESORT = 1 << 2,
} RowFlags;

typedef struct
{
  PtlOrigin   origin;
  PtlSource *(*create) (void);
  RowFlags    flags;
} SourceRow;

static const SourceRow sources[] = {
  { PTL_ORIGIN_BUNDLED, ptl_bundled_source_new, ROW_LOCAL },
  { PTL_ORIGIN_AUTOCONFIG, ptl_autoconfig_source_new, ROW_NETWORK },
  { PTL_ORIGIN_PACC, ptl_pacc_source_new, ROW_NETWORK },
  { PTL_ORIGIN_DIRECTORY, ptl_directory_source_new, ROW_NETWORK | ROW_DIRECTORY },
  { PTL_ORIGIN_SRV, ptl_srv_source_new, ROW_NETWORK },
  { PTL_ORIGIN_MX, ptl_mx_source_new, ROW_NETWORK },
  { PTL_ORIGIN_EXCHANGE, ptl_exchange_source_new, ROW_NETWORK },
  { PTL_ORIGIN_GUESS, ptl_guess_source_new, ROW_NETWORK | ROW_LAST_RESORT },
};

/* One source of a run. */
typedef struct
{
  const SourceRow *row;
  PtlSource       *source;       /* (owned) */
  GCancellable    *cancellable;  /* (owned) */
  GPtrArray       *withheld;     /* (owned) (nullable) (element-type PtlCandidate): of a last resort */
  gboolean         started;
  gboolean         ended;
} Entry;

typedef struct
{
  GPtrArray    *entries;      /* (owned) (element-type Entry) */
  Entry        *last_resort;  /* (unowned) (nullable): one of them */
  PtlLive      *live;         /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GSource      *timeout;      /* (owned) */
  GSource      *hold;         /* (owned) (nullable) */
  GSource      *linger;       /* (owned) (nullable) */
  GError       *error;        /* (owned) (nullable): the most telling */
  gulong        contacts_id;
  guint         n_pending;
  gboolean      timed_out;
  gboolean      no_mail;      /* the domain says so: then nobody need guess where it is */
  gint64        began;
} Run;

/* What the callback of one source belongs to. */
typedef struct
{
  GTask *task;   /* (owned) */
  Entry *entry;  /* (unowned): as old as the task */
} Part;

static void
entry_free (Entry *entry)
{
  g_clear_pointer (&entry->withheld, g_ptr_array_unref);
  g_object_unref (entry->cancellable);
  g_object_unref (entry->source);
  g_free (entry);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
run_free (Run *run)
{
  clear_source (&run->timeout);
  clear_source (&run->hold);
  clear_source (&run->linger);
  g_ptr_array_unref (run->entries);
  ptl_live_free (run->live);
  g_object_unref (run->cancellable);
  g_clear_error (&run->error);
  g_free (run);
}

/* Shown at once; what is safer may follow. */
static void
publish (GTask     *task,
         GPtrArray *candidates)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  for (guint i = 0; i < candidates->len; i++)
    {
      guint n_tries = ptl_live_look (run->live, candidates->pdata[i]);

      ptl_discovery_insert (self, candidates->pdata[i]);
      run->n_pending += n_tries;
      while (n_tries-- > 0)
        g_object_ref (task);  /* each is given back in live_cb() */
    }
}

static double
get_elapsed (Run *run)
{
  return (double) (g_get_monotonic_time () - run->began) / 1000;
}

/* Whether somebody who is believed more than @origin may still answer; @silence: whether silence is still waited for. */
static gboolean
is_outranked (PtlDiscovery *self,
              Run          *run,
              PtlOrigin     origin,
              gboolean      silence)
{
  for (guint i = 0; i < run->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (run->entries, i);

      if (!entry->ended && entry->row->origin < origin && (silence || ptl_patience_is_alive (self->query, entry->row->origin, get_elapsed (run))))
        return TRUE;
    }

  return FALSE;
}

static void
cancel_last_resort (Run *run)
{
  if (run->last_resort == NULL)
    return;

  g_clear_pointer (&run->last_resort->withheld, g_ptr_array_unref);
  g_cancellable_cancel (run->last_resort->cancellable);
}

/* Whether what is known does not work, and it is not known yet what else there is. */
static gboolean
is_in_doubt (PtlDiscovery *self,
             Run          *run)
{
  return ptl_query_get_doubt (self->query) && run->last_resort != NULL && (!run->last_resort->ended || run->last_resort->withheld != NULL);
}

static gboolean
has_withheld (Run *run)
{
  return run->last_resort != NULL && run->last_resort->withheld != NULL;
}

/* The domain's own word that there is no such service counts more than one that answers at a usual name. */
static GPtrArray *
list_offered (PtlDiscovery *self,
              GPtrArray    *candidates)
{
  GPtrArray *offered = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < candidates->len; i++)
    {
      PtlCandidate *candidate = ptl_discovery_drop_declined (self, candidates->pdata[i]);

      if (candidate != NULL)
        g_ptr_array_add (offered, candidate);
    }

  return offered;
}

static void
publish_last_resort (GTask    *task,
                     gboolean  silence)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GPtrArray) offered = NULL;

  if (!has_withheld (run) || is_outranked (self, run, run->last_resort->row->origin, silence))
    return;

  offered = list_offered (self, run->last_resort->withheld);
  publish (task, offered);
  g_clear_pointer (&run->last_resort->withheld, g_ptr_array_unref);
}

/* Those that are silent now are called off; those that are there end by themselves. */
static gboolean
linger_cb (gpointer user_data)
{
  PtlDiscovery *self = g_task_get_source_object (user_data);
  Run *run = g_task_get_task_data (user_data);

  for (guint i = 0; i < run->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (run->entries, i);

      if (!entry->ended && !ptl_patience_is_alive (self->query, entry->row->origin, get_elapsed (run)))
        g_cancellable_cancel (entry->cancellable);
    }

  return get_elapsed (run) < PTL_PATIENCE_ALIVE_MS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
start_linger (GTask *task)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  if (run->linger != NULL)
    return;

  run->linger = g_timeout_source_new (ptl_patience_get_linger (self->query, get_elapsed (run)));
  g_task_attach_source (task, run->linger, linger_cb);
}

static gboolean hold_cb (gpointer user_data);

static void
start_hold (GTask *task,
            guint  hold)
{
  Run *run = g_task_get_task_data (task);
  double alive = PTL_PATIENCE_ALIVE_MS - get_elapsed (run);

  clear_source (&run->hold);
  if (hold == 0 && alive > 0)
    hold = (guint) alive + 1;
  if (hold == 0)
    return;

  run->hold = g_timeout_source_new (hold);
  g_task_attach_source (task, run->hold, hold_cb);
}

/* Decides, after anything changed, what may be shown and whether it can still be outranked. */
static void
update (GTask *task)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  guint hold = ptl_patience_get_hold (self->query, get_elapsed (run));
  guint live = ptl_live_get_hold (run->live);
  g_autoptr (PtlCandidate) best = ptl_discovery_find_complete (self);

  if (run->no_mail || (best != NULL && ptl_candidate_get_origin (best) < PTL_ORIGIN_GUESS && !ptl_query_get_doubt (self->query)))
    cancel_last_resort (run);
  else
    publish_last_resort (task, hold > 0);

  g_clear_object (&best);
  best = ptl_discovery_find_complete (self);
  if (live == 0)
    ptl_live_cancel_silent (run->live);
  if (best != NULL && ptl_live_get_open (run->live) == 0 && !is_in_doubt (self, run) && !is_outranked (self, run, ptl_candidate_get_origin (best), hold > 0))
    {
      ptl_discovery_set_settled (self, TRUE);
      start_linger (task);
    }

  clear_source (&run->hold);
  if (live > 0 || (!self->settled && (best != NULL || has_withheld (run))))
    start_hold (task, live > 0 && (hold == 0 || live < hold) ? live : hold);
}

static gboolean
hold_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_REMOVE;
}

/* Each line of the ledger may tell how long one has to wait for the others. */
static void
contacts_cb (GListModel *contacts,
             guint       position,
             guint       n_removed,
             guint       n_added,
             GTask      *task)
{
  update (task);
}

static void
succeed (GTask *task)
{
  ptl_discovery_set_settled (g_task_get_source_object (task), TRUE);
  g_task_return_boolean (task, TRUE);
}

/* Returns: whether somebody answers who has to be vouched for by the person */
static gboolean
take_unproven (PtlDiscovery *self)
{
  PtlCandidate *unproven = ptl_query_get_unproven (self->query);
  g_autoptr (PtlCandidate) offered = unproven != NULL ? ptl_discovery_drop_declined (self, unproven) : NULL;

  if (offered == NULL || ptl_candidate_get_incoming (offered)->len == 0)
    return FALSE;

  ptl_discovery_insert (self, offered);
  return TRUE;
}

static void
fail (GTask    *task,
      gboolean  lied_to)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = lied_to ? ptl_discovery_error_new_portal ()
                                     : ptl_discovery_error_new (self->query, run->error, run->timed_out);

  if (g_error_matches (error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND) && take_unproven (self))
    succeed (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
portal_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlDiscovery *self = g_task_get_source_object (task);

  self->in_portal = ptl_portal_look_finish (result);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->candidates)) > 0)
    succeed (task);
  else
    fail (task, self->in_portal);
}

static gboolean
may_be_portal (Run *run)
{
  return !run->timed_out && ptl_discovery_error_may_be_portal (run->error);
}

static void
finish (GTask *task)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  gboolean found = g_list_model_get_n_items (G_LIST_MODEL (self->candidates)) > 0;

  clear_source (&run->timeout);
  clear_source (&run->hold);
  clear_source (&run->linger);
  g_signal_handler_disconnect (ptl_query_get_contacts (self->query), run->contacts_id);
  self->running = FALSE;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, _("The search was cancelled."));
  else if (may_be_portal (run) && (!found || (ptl_query_get_doubt (self->query) && ptl_discovery_get_known_host (self) != NULL)))
    ptl_portal_look_async (found ? ptl_discovery_get_known_host (self) : NULL, run->cancellable, portal_cb, g_object_ref (task));
  else if (found)
    succeed (task);
  else
    fail (task, FALSE);
}

static void start_entries (GTask *task);

static void
live_cb (PtlCandidate *candidate,
         PtlServer    *silent,
         gpointer      user_data)
{
  GTask *task = user_data;
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  if (candidate != NULL)
    ptl_discovery_insert (self, candidate);
  if (silent != NULL)
    ptl_discovery_mark_silent (self, silent);
  update (task);
  if (--run->n_pending == 0)
    finish (task);
  g_object_unref (task);
}

static void
take_error (PtlDiscovery *self,
            Run          *run,
            const GError *error)
{
  g_autoptr (GError) ours = ptl_network_error_new (error, ptl_query_get_domain (self->query));

  run->no_mail |= g_error_matches (ours, PTL_ERROR, PTL_ERROR_NO_MAIL);
  /* a source that we called off ourselves has nothing to say */
  if (!g_error_matches (ours, PTL_ERROR, PTL_ERROR_CANCELLED) || g_cancellable_is_cancelled (run->cancellable))
    ptl_network_error_keep (&run->error, g_steal_pointer (&ours));
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Part *part = user_data;
  g_autoptr (GTask) task = part->task;
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  Entry *entry = part->entry;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = ptl_source_lookup_finish (PTL_SOURCE (object), result, &error);

  entry->ended = TRUE;
  if (candidates == NULL)
    take_error (self, run, error);
  else if (!(entry->row->flags & ROW_LAST_RESORT))
    publish (task, candidates);
  else if (!g_cancellable_is_cancelled (entry->cancellable))
    entry->withheld = g_steal_pointer (&candidates);
  ptl_discovery_take_back (self);

  start_entries (task);
  update (task);
  if (--run->n_pending == 0)
    finish (task);
}

static void
start_entry (GTask *task,
             Entry *entry)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  Part *part = g_new0 (Part, 1);

  part->task = g_object_ref (task);
  part->entry = entry;
  entry->started = TRUE;
  run->n_pending++;
  ptl_source_lookup_async (entry->source, self->query, entry->cancellable, lookup_cb, part);
}

static gboolean
are_lists_read (Run *run)
{
  for (guint i = 0; i < run->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (run->entries, i);

      if (!entry->ended && !(entry->row->flags & ROW_NETWORK))
        return FALSE;
    }

  return TRUE;
}

/* Starts what may start now; a last resort that is no longer needed ends without having been one. */
static void
start_entries (GTask *task)
{
  PtlDiscovery *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  gboolean lists_read = are_lists_read (run);
  g_autoptr (PtlCandidate) complete = ptl_discovery_find_complete (self);

  for (guint i = 0; i < run->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (run->entries, i);

      if (entry->started)
        continue;
      if (!(entry->row->flags & ROW_LAST_RESORT))
        start_entry (task, entry);
      else if (lists_read && complete != NULL && !ptl_query_get_doubt (self->query))
        entry->started = entry->ended = TRUE;
      else if (lists_read)
        start_entry (task, entry);
    }
}

static void
add_entries (PtlDiscovery *self,
             Run          *run,
             GCancellable *cancellable)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      const SourceRow *row = &sources[i];
      Entry *entry;

      if (((row->flags & ROW_NETWORK) && ptl_query_get_offline (self->query)) ||
          ((row->flags & ROW_DIRECTORY) && !ptl_query_get_directory (self->query)))
        continue;

      entry = g_new0 (Entry, 1);
      entry->row = row;
      entry->source = row->create ();
      /* The time limit is for those who may not answer: what lies on this computer is there, even if we slept over the limit. */
      entry->cancellable = ptl_cancellable_new_child (row->flags & ROW_NETWORK ? run->cancellable : cancellable);
      g_ptr_array_add (run->entries, entry);
      if (row->flags & ROW_LAST_RESORT)
        run->last_resort = entry;
    }
}

static gboolean
timeout_cb (gpointer user_data)
{
  Run *run = g_task_get_task_data (user_data);

  run->timed_out = TRUE;
  g_cancellable_cancel (run->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * ptl_discovery_run_async:
 *
 * Runs once: a further search, with more allowed, is a further PtlDiscovery.
 */
void
ptl_discovery_run_async (PtlDiscovery        *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (PTL_IS_DISCOVERY (self));
  g_return_if_fail (!self->running);

  task = g_task_new (self, cancellable, callback, user_data);
  run = g_new0 (Run, 1);
  run->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  run->cancellable = ptl_cancellable_new_child (cancellable);
  run->began = g_get_monotonic_time ();
  run->timeout = g_timeout_source_new (ptl_query_get_timeout (self->query));
  run->live = ptl_live_new (self->query, run->cancellable, live_cb, task);
  g_task_set_source_tag (task, ptl_discovery_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_attach_source (task, run->timeout, timeout_cb);

  self->running = TRUE;
  run->contacts_id = g_signal_connect (ptl_query_get_contacts (self->query), "items-changed", G_CALLBACK (contacts_cb), task);
  add_entries (self, run, cancellable);
  run->n_pending = 1;  /* held until every source is started */
  start_entries (task);
  if (--run->n_pending == 0)
    finish (task);
}

gboolean
ptl_discovery_run_finish (PtlDiscovery  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
