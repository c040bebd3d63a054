/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What we do otherwise than GTK when we lay out: it gives the same, but for less work. */

#include <gtk/gtk.h>

#include "ptl-front-layout.h"
#include "ptl-steady-layout.h"

#define SENTENCE "Everything that you write is encrypted on its way to the provider, so that nobody else can read it."
#define NARROW   300
#define WIDE     500
#define SECONDS  60

typedef struct
{
  GtkWindow *window;
  GtkStack  *stack;
} Fixture;

static GtkWidget *
add_page (GtkStack   *stack,
          const char *name,
          int         width)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (page, width, -1);
  gtk_stack_add_named (stack, page, name);
  return page;
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (fixture->stack, FALSE);
  ptl_front_layout_use (fixture->stack);
  gtk_window_set_default_size (fixture->window, NARROW, NARROW);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->stack));
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  gtk_window_destroy (fixture->window);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("Nothing happened");
  return G_SOURCE_REMOVE;
}

static void
wait_for_width (Fixture *fixture,
                int      least,
                int      most)
{
  guint id = g_timeout_add_seconds (SECONDS, give_up_cb, NULL);

  while (gtk_widget_get_width (GTK_WIDGET (fixture->stack)) < least)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->stack)), <=, most);
}

/* Nobody asks the page before it is laid out; then it gets what it needs. */
static void
test_front (Fixture       *fixture,
            gconstpointer  data)
{
  add_page (fixture->stack, "front", NARROW / 2);
  add_page (fixture->stack, "behind", WIDE);
  gtk_window_present (fixture->window);
  wait_for_width (fixture, NARROW, WIDE - 1);

  gtk_stack_set_visible_child_name (fixture->stack, "behind");
  wait_for_width (fixture, WIDE, G_MAXINT);
}

static void
test_grows (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *page = add_page (fixture->stack, "front", NARROW / 2);

  gtk_window_present (fixture->window);
  wait_for_width (fixture, NARROW, WIDE - 1);

  gtk_widget_set_size_request (page, WIDE, -1);
  wait_for_width (fixture, WIDE, G_MAXINT);
}

static GtkWidget *
create_label (PangoWrapMode mode,
              gboolean      steady)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", SENTENCE, "wrap", TRUE, "wrap-mode", mode, NULL);

  if (steady)
    ptl_steady_layout_use (label);
  return g_object_ref_sink (label);
}

static void
measure (GtkWidget      *label,
         GtkOrientation  orientation,
         int             for_size,
         int             size[2])
{
  gtk_widget_measure (label, orientation, for_size, &size[0], &size[1], NULL, NULL);
}

static void
check_label (PangoWrapMode mode)
{
  g_autoptr(GtkWidget) usual = create_label (mode, FALSE);
  g_autoptr(GtkWidget) steady = create_label (mode, TRUE);
  int expected[2], found[2];

  measure (usual, GTK_ORIENTATION_HORIZONTAL, -1, expected);
  measure (steady, GTK_ORIENTATION_HORIZONTAL, -1, found);
  g_assert_cmpint (found[1], ==, expected[1]);
  if (mode == PANGO_WRAP_WORD)
    g_assert_cmpint (found[0], ==, expected[0]);
  else
    g_assert_cmpint (found[0], <, expected[1] / 10);

  for (int width = found[0] * 2; width <= expected[1]; width += 50)
    {
      measure (usual, GTK_ORIENTATION_VERTICAL, width, expected);
      measure (steady, GTK_ORIENTATION_VERTICAL, width, found);
      g_assert_cmpint (found[0], ==, expected[0]);
      g_assert_cmpint (found[1], ==, expected[1]);
    }
}

static void
test_letters (void)
{
  check_label (PANGO_WRAP_WORD_CHAR);
}

static void
test_words (void)
{
  check_label (PANGO_WRAP_WORD);
}

/* As wide for every height. */
static void
test_steady (void)
{
  g_autoptr(GtkWidget) label = create_label (PANGO_WRAP_WORD_CHAR, TRUE);
  int expected[2], found[2];

  measure (label, GTK_ORIENTATION_HORIZONTAL, -1, expected);
  measure (label, GTK_ORIENTATION_HORIZONTAL, 200, found);
  g_assert_cmpint (found[0], ==, expected[0]);
  g_assert_cmpint (found[1], ==, expected[1]);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add ("/layouts/front/only", Fixture, NULL, setup, test_front, teardown);
  g_test_add ("/layouts/front/grows", Fixture, NULL, setup, test_grows, teardown);
  g_test_add_func ("/layouts/text/letters", test_letters);
  g_test_add_func ("/layouts/text/words", test_words);
  g_test_add_func ("/layouts/text/steady", test_steady);

  return g_test_run ();
}
