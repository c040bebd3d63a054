/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <time.h>

#include <adwaita.h>

/* Shows some pages for the first time, then goes back and forth between the first and the “guide”, then scrolls that, and prints how
 * often a frame was drawn meanwhile. The window understands “win.show-page” and “win.back”; its title is that of the page in front. */

#define TURNS       10
#define TURN_MS     500
#define MOVING_MS   300
#define SCROLL_MS   4000
#define SCROLL_STEP 8

/* Something that leads to another page, as soon as it can be done. */
typedef struct
{
  const char *name;    /* of what is shown for the first time; NULL if nothing is */
  const char *action;
  const char *target;
} Step;

typedef struct
{
  GtkWindow  *window;
  const Step *step;
  char       *title;     /* of the page before the step */
  gint64      asked;     /* for the step */
  gint64      began;     /* the step or the turn */
  guint       n_turns;
  guint       n_frames;
  guint       n_late;    /* one frame or more was left out */
  gint64      longest;   /* microseconds */
  gint64      busy;      /* microseconds during which something moved */
  gint64      last;
  gint64      worked;    /* processor time when the last frame was done, and the most that one took; both in microseconds */
  gint64      most_work;
} Frames;

/* Of the thread that draws: where the computer is busy with other things, this says more than the clock. */
static gint64
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
is_moving (Frames *frames)
{
  return frames->n_turns == 0 || frames->n_turns > TURNS || frames->last < frames->began + MOVING_MS * 1000;
}

/* Frames come all the time, whether something moves or not, so that none can be late unseen. */
static void
painted_cb (GdkFrameClock *clock,
            Frames        *frames)
{
  gint64 now = g_get_monotonic_time (), took = now - frames->last;
  gint64 worked = get_processor_time ();

  if (frames->last > 0 && is_moving (frames))
    {
      frames->n_frames++;
      frames->busy += took;
      frames->n_late += took > 1.5 * G_USEC_PER_SEC / 60;
      frames->longest = MAX (frames->longest, took);
      frames->most_work = MAX (frames->most_work, worked - frames->worked);
    }
  frames->last = now;
  frames->worked = worked;
}

static void
begin_count (Frames *frames)
{
  frames->n_frames = frames->n_late = 0;
  frames->longest = frames->busy = frames->most_work = 0;
}

static void
report (Frames     *frames,
        const char *what)
{
  g_print ("%s %.1f %.1f %.0f %.0f\n", what, frames->n_frames / ((double) frames->busy / G_USEC_PER_SEC),
           100.0 * frames->n_late / MAX (frames->n_frames, 1), (double) frames->longest / 1000, (double) frames->most_work / 1000);
  begin_count (frames);
}

/* What is in front and scrolls. */
static GtkScrolledWindow *
find_scrolled (GtkWidget *widget)
{
  if (GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_mapped (widget))
    return GTK_SCROLLED_WINDOW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkScrolledWindow *found = find_scrolled (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  static gint64 began;
  static int step = SCROLL_STEP;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  double value = gtk_adjustment_get_value (adjustment);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  began = began == 0 ? now : began;
  if (now - began > SCROLL_MS * 1000)
    {
      report (user_data, "scrolling");
      exit (0);
    }

  if (value + step < 0 || value + step > gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment))
    step = -step;
  gtk_adjustment_set_value (adjustment, value + step);
  return G_SOURCE_CONTINUE;
}

static void
turn (Frames   *frames,
      gboolean  forth)
{
  frames->began = g_get_monotonic_time ();
  if (forth)
    gtk_widget_activate_action (GTK_WIDGET (frames->window), "win.show-page", "s", "guide");
  else
    gtk_widget_activate_action (GTK_WIDGET (frames->window), "win.back", NULL);
}

static gboolean
turn_cb (gpointer user_data)
{
  Frames *frames = user_data;

  if (frames->n_turns++ < TURNS)
    {
      turn (frames, frames->n_turns % 2 == 1);
      return G_SOURCE_CONTINUE;
    }

  report (frames, "transitions");
  turn (frames, TRUE);
  gtk_widget_add_tick_callback (GTK_WIDGET (find_scrolled (GTK_WIDGET (frames->window))), scroll_cb, frames, NULL);
  return G_SOURCE_REMOVE;
}

static void
begin_step (Frames *frames)
{
  frames->began = frames->asked = 0;
  g_free (frames->title);
  frames->title = g_strdup (gtk_window_get_title (frames->window));
}

static void
end_step (Frames *frames)
{
  if (frames->step->name != NULL)
    report (frames, frames->step->name);
  begin_count (frames);
  frames->step++;
  begin_step (frames);
}

static gboolean
step_cb (gpointer user_data)
{
  Frames *frames = user_data;
  const char *target = frames->step->target;
  gint64 now = g_get_monotonic_time ();

  if (frames->step->action == NULL)
    {
      g_timeout_add (TURN_MS, turn_cb, frames);
      return G_SOURCE_REMOVE;
    }

  if (frames->began > 0 && now > frames->began + TURN_MS * 1000)
    end_step (frames);
  else if (frames->began == 0 && g_strcmp0 (frames->title, gtk_window_get_title (frames->window)) != 0)
    frames->began = now;
  else if (frames->began == 0 && now > frames->asked + TURN_MS * 1000)
    {
      frames->asked = now;
      gtk_widget_activate_action (GTK_WIDGET (frames->window), frames->step->action, target != NULL ? "s" : NULL, target);
    }

  return G_SOURCE_CONTINUE;
}

/* @steps end with one that has no action. */
static void
measure_frames (GtkWindow  *window,
                const Step *steps)
{
  static Frames frames;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));

  frames = (Frames) { .window = window, .step = steps };
  begin_step (&frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &frames);
  gdk_frame_clock_begin_updating (clock);
  g_timeout_add (20, step_cb, &frames);
}
