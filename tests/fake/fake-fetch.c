/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-fetch.h"

#include <string.h>

/* Who answers takes the connection after that time. */
#define CONNECT_MS 20

typedef struct
{
  guint     delay;
  char     *document;  /* (owned) (nullable) */
  PtlError  code;
  gboolean  silent;
} Page;

static GHashTable *pages;  /* (owned): URL → Page */
static GPtrArray *asked;   /* (owned) (element-type utf8) */
static guint n_open;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_free (page->document);
  g_free (page);
}

void
fake_fetch_reset (void)
{
  g_clear_pointer (&pages, g_hash_table_unref);
  g_clear_pointer (&asked, g_ptr_array_unref);
  pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
  asked = g_ptr_array_new_with_free_func (g_free);
}

static Page *
add (const char *url,
     guint       delay)
{
  Page *page = g_new0 (Page, 1);

  page->delay = delay;
  g_hash_table_insert (pages, g_strdup (url), page);
  return page;
}

void
fake_fetch_add (const char *url,
                guint       delay,
                const char *document)
{
  add (url, delay)->document = g_strdup (document);
}

void
fake_fetch_fail (const char *url,
                 guint       delay,
                 PtlError    code)
{
  add (url, delay)->code = code;
}

void
fake_fetch_silence (const char *url)
{
  add (url, 0)->silent = TRUE;
}

GPtrArray *
fake_fetch_asked (void)
{
  return asked;
}

/* How many fetches have not ended. */
guint
fake_fetch_open (void)
{
  return n_open;
}

typedef struct
{
  char    *url;  /* (owned) */
  GSource *timer;
  gulong   cancelled_id;

  PtlFetchConnected  on_connected;
  gpointer           user_data;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  if (fetch->timer != NULL)
    {
      g_source_destroy (fetch->timer);
      g_source_unref (fetch->timer);
    }
  g_free (fetch->url);
  g_free (fetch);
}

static gboolean answer_cb (gpointer user_data);

static void
set_timer (GTask *task,
           guint  milliseconds)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_clear_pointer (&fetch->timer, g_source_unref);
  fetch->timer = g_timeout_source_new (milliseconds);
  g_task_attach_source (task, fetch->timer, answer_cb);
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  Page *page = g_hash_table_lookup (pages, fetch->url);

  if (fetch->on_connected != NULL)
    {
      PtlFetchConnected on_connected = g_steal_pointer (&fetch->on_connected);

      set_timer (task, page->delay - MIN (page->delay / 2, CONNECT_MS));
      on_connected (fetch->user_data);
      return G_SOURCE_REMOVE;
    }

  n_open--;
  if (g_task_get_cancellable (task) != NULL)
    g_signal_handler_disconnect (g_task_get_cancellable (task), fetch->cancelled_id);
  if (page == NULL)
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_NAME_NOT_FOUND, "There is no %s", fetch->url);
  else if (page->document == NULL)
    g_task_return_new_error (task, PTL_ERROR, page->code, "%s fails", fetch->url);
  else
    g_task_return_pointer (task, g_bytes_new (page->document, strlen (page->document)), (GDestroyNotify) g_bytes_unref);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);

  n_open--;
  g_signal_handler_disconnect (g_task_get_cancellable (task), fetch->cancelled_id);
  g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "cancelled");
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->timer != NULL)
    g_source_destroy (fetch->timer);
  g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb, g_object_ref (task), g_object_unref);
}

void
ptl_fetch_async (const char          *url,
                 guint                timeout_ms,
                 PtlFetchConnected    on_connected,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Page *page = g_hash_table_lookup (pages, url);
  Fetch *fetch = g_new0 (Fetch, 1);

  n_open++;
  fetch->on_connected = page != NULL && !page->silent ? on_connected : NULL;
  fetch->user_data = user_data;
  g_ptr_array_add (asked, g_strdup (url));
  fetch->url = g_strdup (url);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, fetch, fetch_free);
  if (page == NULL)
    set_timer (task, 0);
  else if (!page->silent)
    set_timer (task, fetch->on_connected != NULL ? MIN (page->delay / 2, CONNECT_MS) : page->delay);
  if (g_cancellable_is_cancelled (cancellable))
    cancelled_cb (cancellable, task);
  if (cancellable != NULL)
    fetch->cancelled_id = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (cancelled_cb), g_object_ref (task),
                                                 (GClosureNotify) (void (*) (void)) g_object_unref, 0);
}

GBytes *
ptl_fetch_finish (GAsyncResult  *result,
                  char         **final_url,
                  GError       **error)
{
  Fetch *fetch = g_task_get_task_data (G_TASK (result));

  if (final_url != NULL)
    *final_url = g_strdup (fetch->url);
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
ptl_fetch_get_charset (GAsyncResult *result)
{
  return NULL;
}

GPtrArray *
ptl_fetch_get_hosts (GAsyncResult *result)
{
  Fetch *fetch = g_task_get_task_data (G_TASK (result));
  g_autoptr (GUri) uri = g_uri_parse (fetch->url, G_URI_FLAGS_NONE, NULL);
  GPtrArray *hosts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (hosts, g_strdup (g_uri_get_host (uri)));
  return hosts;
}
