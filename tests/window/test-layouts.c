/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What we do otherwise than GTK when we lay out: it gives the same, but for less work. */

#include <gtk/gtk.h>

#include "ptl-fit.h"
#include "ptl-steady-layout.h"

#define SENTENCE "Everything that you write is encrypted on its way to the provider, so that nobody else can read it."

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

/* Beside something tall, which has the height for many lines. */
static void
test_button (void)
{
  g_autoptr(GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *text = gtk_label_new (SENTENCE);
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "label", "Undo", "valign", GTK_ALIGN_CENTER, NULL);
  int natural;

  g_object_set (text, "wrap", TRUE, "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), button);
  ptl_fit (box);
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_allocate (box, 300, 200, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (gtk_button_get_child (GTK_BUTTON (button))), <=, natural);
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))))), ==, 1);
}

static gboolean
spares_names (GtkWidget *label)
{
  PangoAttrList *attributes = gtk_label_get_attributes (GTK_LABEL (label));
  g_autoptr(PangoAttrIterator) iterator = attributes != NULL ? pango_attr_list_get_iterator (attributes) : NULL;

  return iterator != NULL && pango_attr_iterator_get (iterator, PANGO_ATTR_INSERT_HYPHENS) != NULL;
}

/* No hyphen comes into an address, a server's name or a path, also where it is not there from the beginning. */
static void
test_names (void)
{
  const char * const names[] = { "anna@localhost is set up.", "Port 993 at mail.example.org", "It is in ~/.thunderbird/" };
  g_autoptr(GtkWidget) label = create_label (PANGO_WRAP_WORD_CHAR, FALSE);

  ptl_fit (label);
  g_assert_false (spares_names (label));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GtkWidget) other = create_label (PANGO_WRAP_WORD_CHAR, FALSE);

      ptl_fit (other);
      gtk_label_set_label (GTK_LABEL (other), names[i]);
      g_assert_true (spares_names (other));
    }
}

/* From right to left, each path in a sentence stands in its own order, once; what only looks like one is left alone. */
static void
test_paths (void)
{
  static const char * const texts[][2] = {
    { "في ~/.a/b.", "في <~/.a/b>." },
    { "في /tmp/a و(/b/c).", "في </tmp/a> و(</b/c>)." },
    { "الملف “/a b/c d” هنا", "الملف “</a b/c d>” هنا" },
    { "IMAP/POP3 1/2 https://example.org/a / هنا", "IMAP/POP3 1/2 https://example.org/a / هنا" },
  };
  g_autoptr(GtkWidget) label = create_label (PANGO_WRAP_WORD_CHAR, FALSE);

  gtk_widget_set_direction (label, GTK_TEXT_DIR_RTL);
  ptl_fit (label);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GString *expected = g_string_new (texts[i][1]);

      g_string_replace (expected, "<", "\342\200\217\342\201\246", 0);
      g_string_replace (expected, ">", "\342\201\251", 0);
      gtk_label_set_label (GTK_LABEL (label), texts[i][0]);
      g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, expected->str);
      g_string_free (expected, TRUE);
    }

  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_label_set_label (GTK_LABEL (label), texts[0][0]);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, texts[0][0]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/layouts/text/letters", test_letters);
  g_test_add_func ("/layouts/text/words", test_words);
  g_test_add_func ("/layouts/text/steady", test_steady);
  g_test_add_func ("/layouts/button", test_button);
  g_test_add_func ("/layouts/names", test_names);
  g_test_add_func ("/layouts/paths", test_paths);

  return g_test_run ();
}
