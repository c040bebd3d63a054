/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-entry-row.h"

struct _PtlEntryRow
{
  AdwPreferencesRow parent_instance;

  GtkWidget *box;
  GtkLabel  *title_label;
  GtkWidget *entry;  /* (nullable): the box owns it */
};

G_DEFINE_FINAL_TYPE (PtlEntryRow, ptl_entry_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_ENTRY,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static void
set_entry (PtlEntryRow *self,
           GtkWidget   *entry)
{
  g_return_if_fail (self->entry == NULL && GTK_IS_EDITABLE (entry));

  self->entry = entry;
  gtk_box_append (GTK_BOX (self->box), entry);
  gtk_label_set_mnemonic_widget (self->title_label, entry);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->title_label, NULL, -1);
}

static void
pressed_cb (PtlEntryRow *self)
{
  if (self->entry != NULL)
    gtk_widget_grab_focus (self->entry);
}

static gboolean
ptl_entry_row_grab_focus (GtkWidget *widget)
{
  PtlEntryRow *self = PTL_ENTRY_ROW (widget);

  return self->entry != NULL && gtk_widget_grab_focus (self->entry);
}

static void
ptl_entry_row_dispose (GObject *object)
{
  /* The row lets go of the one child of the template itself. */
  PTL_ENTRY_ROW (object)->entry = NULL;

  G_OBJECT_CLASS (ptl_entry_row_parent_class)->dispose (object);
}

static void
ptl_entry_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (prop_id == PROP_ENTRY)
    g_value_set_object (value, PTL_ENTRY_ROW (object)->entry);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ptl_entry_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (prop_id == PROP_ENTRY)
    set_entry (PTL_ENTRY_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ptl_entry_row_class_init (PtlEntryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_entry_row_dispose;
  object_class->get_property = ptl_entry_row_get_property;
  object_class->set_property = ptl_entry_row_set_property;
  widget_class->grab_focus = ptl_entry_row_grab_focus;

  properties[PROP_ENTRY] = g_param_spec_object ("entry", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-entry-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlEntryRow, box);
  gtk_widget_class_bind_template_child (widget_class, PtlEntryRow, title_label);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
}

static void
ptl_entry_row_init (PtlEntryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
