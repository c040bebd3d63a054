/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

/* Goes back and forth between two pages of a window, then scrolls the second one, and prints how often a frame was drawn meanwhile.
 * @turn shows the other page; @find returns what scrolls. */

#define TURNS       10
#define TURN_MS     500
#define SCROLL_MS   4000
#define SCROLL_STEP 8

typedef void                 (*TurnFunc) (GtkWindow *window, gboolean forth);
typedef GtkScrolledWindow * (*FindFunc) (GtkWindow *window);

typedef struct
{
  GtkWindow *window;
  TurnFunc   turn;
  FindFunc   find;
  guint      n_turns;
  guint      n_frames;
  guint      n_late;   /* one frame or more was left out */
  gint64     longest;  /* microseconds */
  gint64     busy;     /* microseconds during which something moved */
  gint64     last;
} Frames;

static void
painted_cb (GdkFrameClock *clock,
            Frames        *frames)
{
  gint64 now = g_get_monotonic_time (), took = now - frames->last;

  /* whatever is longer was no movement, but a pause between two */
  if (frames->last > 0 && took < 150 * 1000)
    {
      frames->n_frames++;
      frames->busy += took;
      frames->n_late += took > 1.5 * G_USEC_PER_SEC / 60;
      frames->longest = MAX (frames->longest, took);
    }
  frames->last = now;
}

static void
report (Frames     *frames,
        const char *what)
{
  g_print ("%s %.1f %.1f %.0f\n", what, frames->n_frames / ((double) frames->busy / G_USEC_PER_SEC),
           100.0 * frames->n_late / MAX (frames->n_frames, 1), (double) frames->longest / 1000);
  frames->n_frames = frames->n_late = 0;
  frames->longest = frames->busy = frames->last = 0;
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

static gboolean
turn_cb (gpointer user_data)
{
  Frames *frames = user_data;

  if (frames->n_turns++ < TURNS)
    {
      frames->turn (frames->window, frames->n_turns % 2 == 1);
      return G_SOURCE_CONTINUE;
    }

  report (frames, "transitions");
  frames->turn (frames->window, TRUE);
  gtk_widget_add_tick_callback (GTK_WIDGET (frames->find (frames->window)), scroll_cb, frames, NULL);
  return G_SOURCE_REMOVE;
}

static void
measure_frames (GtkWindow *window,
                TurnFunc   turn,
                FindFunc   find)
{
  static Frames frames;

  frames = (Frames) { .window = window, .turn = turn, .find = find };
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (painted_cb), &frames);
  g_timeout_add (TURN_MS, turn_cb, &frames);
}
