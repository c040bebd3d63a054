/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-fit.h"

#include <adwaita.h>

#include "ptl-paths.h"
#include "ptl-steady-layout.h"

/* As many pixels as the longest words of our titles need in the largest letters, at the usual size of text. */
#define ROOMY_WIDTH 300
#define USUAL_DPI   (96.0 * PANGO_SCALE)
#define MIN_CHARS   7

/* A long label takes a second line, and the longest words are broken. */
static void
fit_button (GtkWidget *label)
{
  if (!GTK_IS_LABEL (label) || gtk_label_get_wrap (GTK_LABEL (label)))
    return;

  g_object_set (label, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "justify", GTK_JUSTIFY_CENTER, NULL);
  if (g_utf8_strlen (gtk_label_get_text (GTK_LABEL (label)), -1) >= MIN_CHARS)
    gtk_label_set_width_chars (GTK_LABEL (label), MIN_CHARS);
}

/* libadwaita 1.2 cuts the title of a group rather than giving it a second line. */
static void
fit_heading (GtkWidget *label)
{
  if (gtk_widget_has_css_class (label, "heading") && gtk_widget_get_ancestor (label, ADW_TYPE_PREFERENCES_GROUP) != NULL)
    g_object_set (label, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "ellipsize", PANGO_ELLIPSIZE_NONE, NULL);
}

/* Whether there is something like “anna@example.org” or “~/.config” in @text. */
static gboolean
has_name (const char *text)
{
  for (const char *mark = strpbrk (text, ".@/"); mark != NULL; mark = strpbrk (mark + 1, ".@/"))
    if (mark > text && !g_ascii_isspace (mark[-1]) && mark[1] != '\0' && !g_ascii_isspace (mark[1]))
      return TRUE;

  return FALSE;
}

/* A hyphen where a line ends would look like a part of the name. */
static void
spare_names (GtkLabel *label)
{
  g_autoptr(PangoAttrList) attributes = NULL;

  if (gtk_label_get_attributes (label) != NULL || !has_name (gtk_label_get_text (label)))
    return;

  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
}

static void
isolate_paths (GtkLabel *label)
{
  const char *text = gtk_label_get_label (label);
  g_autofree char *isolated = strchr (text, '/') != NULL ? ptl_paths_isolate (text) : NULL;

  if (isolated != NULL && !g_str_equal (isolated, text))
    gtk_label_set_label (label, isolated);
}

static void
label_cb (GtkLabel *label)
{
  spare_names (label);
  if (gtk_widget_get_direction (GTK_WIDGET (label)) == GTK_TEXT_DIR_RTL)
    isolate_paths (label);
}

static void
fit_text (GtkWidget *label)
{
  ptl_steady_layout_use (label);
  label_cb (GTK_LABEL (label));
  g_signal_handlers_disconnect_by_func (label, label_cb, NULL);
  g_signal_connect (label, "notify::label", G_CALLBACK (label_cb), NULL);
}

/* A box with a steady layout is an upright one, and could not be asked. */
static gboolean
is_level_box (GtkWidget *widget)
{
  return GTK_IS_BOX (widget) && GTK_IS_BOX_LAYOUT (gtk_widget_get_layout_manager (widget)) &&
         gtk_orientable_get_orientation (GTK_ORIENTABLE (widget)) == GTK_ORIENTATION_HORIZONTAL;
}

/**
 * ptl_fit:
 * @widget: anything
 *
 * Lets everything below @widget take more lines where it has not got the width.
 */
void
ptl_fit (GtkWidget *widget)
{
  gboolean level = is_level_box (widget);

  if (GTK_IS_BUTTON (widget))
    fit_button (gtk_button_get_child (GTK_BUTTON (widget)));
  else if (GTK_IS_LABEL (widget))
    fit_heading (widget);

  if (GTK_IS_LABEL (widget) && gtk_label_get_wrap (GTK_LABEL (widget)))
    fit_text (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (level)
        ptl_steady_layout_use (child);
      ptl_fit (child);
    }
}

/**
 * ptl_get_text_scale:
 * @widget: anything
 *
 * Returns: how many times as large as usual the person wants letters, at least 1
 */
double
ptl_get_text_scale (GtkWidget *widget)
{
  int dpi;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return MAX (dpi / USUAL_DPI, 1);
}

static void
update_titles (GtkWindow *window)
{
  int width;

  g_object_get (window, "default-width", &width, NULL);
  if (width > 0 && width < ROOMY_WIDTH * ptl_get_text_scale (GTK_WIDGET (window)))
    gtk_widget_add_css_class (GTK_WIDGET (window), "tight");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (window), "tight");
}

/**
 * ptl_fit_titles:
 * @window: a window with its size
 *
 * Gives @window the style class "tight" while it is too narrow for titles in the largest letters, in the size that the person reads at.
 */
void
ptl_fit_titles (GtkWindow *window)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (window));

  g_signal_connect (window, "notify::default-width", G_CALLBACK (update_titles), NULL);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (update_titles), window, G_CONNECT_SWAPPED);
  update_titles (window);
}
