/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-parts.h"

#include "ptl-reason.h"

/**
 * ptl_sentence_new:
 * @icon_name: a symbol that says the same as the colour
 * @css_class: (nullable): the colour of the symbol
 * @text: a sentence
 *
 * Returns: (transfer floating): the symbol and the sentence, which may take several lines
 */
GtkWidget *
ptl_sentence_new (const char *icon_name,
                  const char *css_class,
                  const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "icon-name", icon_name,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  "valign", GTK_ALIGN_START,
                                  "margin-top", 2,
                                  NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "label", text,
                                   "xalign", 0.0,
                                   "hexpand", TRUE,
                                   "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (icon, css_class);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

/* A box that was empty and hidden when it was measured counts as one that needs no more height when it is narrow, and GTK keeps
 * that for the sentences that come later. So it is never quite empty. */
static void
keep_measure (GtkBox *box)
{
  gtk_box_append (box, g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "visible", FALSE, NULL));
}

void
ptl_widget_remove_all (GtkWidget *parent)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (parent)) != NULL)
    {
      if (GTK_IS_LIST_BOX (parent))
        gtk_list_box_remove (GTK_LIST_BOX (parent), child);
      else
        gtk_box_remove (GTK_BOX (parent), child);
    }

  if (GTK_IS_BOX (parent))
    keep_measure (GTK_BOX (parent));
}

/* Fills @box with the sentences of @reasons (element-type PtlReason) from @first on; hides it if there are none. */
void
ptl_box_fill_reasons (GtkBox     *box,
                      GPtrArray  *reasons,
                      guint       first,
                      const char *icon_name,
                      const char *css_class)
{
  ptl_widget_remove_all (GTK_WIDGET (box));
  for (guint i = first; i < reasons->len; i++)
    {
      const PtlReason *reason = g_ptr_array_index (reasons, i);

      gtk_box_append (box, ptl_sentence_new (icon_name, css_class, reason->text));
    }

  gtk_widget_set_visible (GTK_WIDGET (box), reasons->len > first);
}
