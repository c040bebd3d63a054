/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-choice-row.h"

#include "ptl-accessible.h"
#include <glib/gi18n.h>

#include "ptl-fold.h"

struct _PtlChoiceRow
{
  AdwPreferencesRow parent_instance;

  char  *subtitle;      /* (owned) */
  char  *icon_name;     /* (owned) */
  char  *first_label;   /* (owned) */
  char  *second_label;  /* (owned) */
  guint  selected;

  GtkWidget       *title_label;
  GtkWidget       *buttons;
  GtkToggleButton *first_button;
  GtkToggleButton *second_button;
};

G_DEFINE_FINAL_TYPE (PtlChoiceRow, ptl_choice_row, ADW_TYPE_PREFERENCES_ROW)

enum { PROP_0, PROP_SUBTITLE, PROP_ICON_NAME, PROP_FIRST_LABEL, PROP_SECOND_LABEL, PROP_SELECTED, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* One of two, and a screen reader says which. */
static void
tell_checked (GtkToggleButton *button)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (button),
                               GTK_ACCESSIBLE_STATE_CHECKED,
                               gtk_toggle_button_get_active (button) ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

static void
toggled_cb (PtlChoiceRow *self)
{
  tell_checked (self->first_button);
  tell_checked (self->second_button);
  ptl_choice_row_set_selected (self, gtk_toggle_button_get_active (self->second_button) ? 1 : 0);
}

/* A screen reader says the question with each answer. */
static void
name_button (PtlChoiceRow    *self,
             GtkToggleButton *button,
             const char      *answer)
{
  g_autofree char *name = NULL;

  /* Translators: a question and an answer to it, for a screen reader: “Devices: This Computer” */
  name = g_strdup_printf (_("%s: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), answer);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->subtitle != NULL)
    ptl_describe (GTK_WIDGET (button), self->subtitle);
}

static void
name_buttons (PtlChoiceRow *self)
{
  name_button (self, self->first_button, self->first_label);
  name_button (self, self->second_button, self->second_label);
}

static char **
find_string (PtlChoiceRow *self,
             guint         prop_id)
{
  switch (prop_id)
    {
    case PROP_SUBTITLE:
      return &self->subtitle;
    case PROP_ICON_NAME:
      return &self->icon_name;
    case PROP_FIRST_LABEL:
      return &self->first_label;
    case PROP_SECOND_LABEL:
      return &self->second_label;
    default:
      return NULL;
    }
}

static void
ptl_choice_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PtlChoiceRow *self = PTL_CHOICE_ROW (object);
  char **string = find_string (self, prop_id);

  if (string != NULL)
    g_value_set_string (value, *string);
  else if (prop_id == PROP_SELECTED)
    g_value_set_uint (value, self->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ptl_choice_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PtlChoiceRow *self = PTL_CHOICE_ROW (object);
  char **string = find_string (self, prop_id);

  if (prop_id == PROP_SELECTED)
    {
      ptl_choice_row_set_selected (self, g_value_get_uint (value));
      return;
    }
  if (string == NULL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  g_free (*string);
  *string = g_value_dup_string (value);
  g_object_notify_by_pspec (object, pspec);
  name_buttons (self);
}

/* The answer that stands is the one to start from. */
static gboolean
ptl_choice_row_grab_focus (GtkWidget *widget)
{
  PtlChoiceRow *self = PTL_CHOICE_ROW (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->selected == 0 ? self->first_button : self->second_button));
}

static void
ptl_choice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_CHOICE_ROW);

  G_OBJECT_CLASS (ptl_choice_row_parent_class)->dispose (object);
}

static void
ptl_choice_row_finalize (GObject *object)
{
  PtlChoiceRow *self = PTL_CHOICE_ROW (object);

  g_free (self->subtitle);
  g_free (self->icon_name);
  g_free (self->first_label);
  g_free (self->second_label);

  G_OBJECT_CLASS (ptl_choice_row_parent_class)->finalize (object);
}

static void
ptl_choice_row_class_init (PtlChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = ptl_choice_row_dispose;
  object_class->finalize = ptl_choice_row_finalize;
  object_class->get_property = ptl_choice_row_get_property;
  object_class->set_property = ptl_choice_row_set_property;
  widget_class->grab_focus = ptl_choice_row_grab_focus;

  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_FIRST_LABEL] = g_param_spec_string ("first-label", NULL, NULL, NULL, flags);
  properties[PROP_SECOND_LABEL] = g_param_spec_string ("second-label", NULL, NULL, NULL, flags);
  properties[PROP_SELECTED] = g_param_spec_uint ("selected", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (PTL_TYPE_FOLD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceRow, first_button);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceRow, second_button);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
ptl_choice_row_init (PtlChoiceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tell_checked (self->first_button);
  tell_checked (self->second_button);
}

guint
ptl_choice_row_get_selected (PtlChoiceRow *self)
{
  g_return_val_if_fail (PTL_IS_CHOICE_ROW (self), 0);

  return self->selected;
}

void
ptl_choice_row_set_selected (PtlChoiceRow *self,
                             guint         selected)
{
  g_return_if_fail (PTL_IS_CHOICE_ROW (self));

  if (self->selected == selected)
    return;

  self->selected = selected;
  gtk_toggle_button_set_active (selected == 0 ? self->first_button : self->second_button, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}
