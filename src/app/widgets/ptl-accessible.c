/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-accessible.h"

#include <adwaita.h>
#include <gmodule.h>

#include "ptl-fit.h"

/* GTK says things by itself since 4.14; the program is built for 4.8, so the function is looked up when it runs. */
typedef void (* AnnounceFunc) (GtkAccessible *self,
                               const char    *message,
                               int            priority);

static AnnounceFunc
find_announce (void)
{
  static gsize once = 0;
  static AnnounceFunc announce = NULL;

  if (g_once_init_enter (&once))
    {
      GModule *program = g_module_open (NULL, 0);

      if (program != NULL && !g_module_symbol (program, "gtk_accessible_announce", (gpointer *) &announce))
        announce = NULL;
      g_once_init_leave (&once, 1);
    }

  return announce;
}

/* What GTK before 4.14 has no word for goes another way: a screen reader says it when the description of that changes which has the
 * focus, and of nothing else. The message goes at once, so that who looks late at what has the focus does not find it there and say it
 * a second time. The description of its own returns when the focus has gone, because its return would be said, too. */
#define SPOKEN "ptl-spoken"

static void
set_description (GtkWidget  *widget,
                 const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* What has the focus for a screen reader: the text inside of an entry is not there for it. */
static GtkWidget *
find_focus (GtkRoot *root)
{
  GtkWidget *focus = gtk_root_get_focus (root);

  while (focus != NULL && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (focus)) == GTK_ACCESSIBLE_ROLE_NONE)
    focus = gtk_widget_get_parent (focus);

  return focus != NULL ? focus : GTK_WIDGET (root);
}

static void
focus_changed_cb (GtkRoot *root)
{
  GWeakRef *spoken = g_object_get_data (G_OBJECT (root), SPOKEN);
  g_autoptr(GtkWidget) widget = g_weak_ref_get (spoken);

  if (widget == NULL || widget == find_focus (root))
    return;

  gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  g_weak_ref_set (spoken, NULL);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GWeakRef *
get_spoken (GtkRoot *root)
{
  GWeakRef *spoken = g_object_get_data (G_OBJECT (root), SPOKEN);

  if (spoken == NULL)
    {
      spoken = g_new0 (GWeakRef, 1);
      g_weak_ref_init (spoken, NULL);
      g_object_set_data_full (G_OBJECT (root), SPOKEN, spoken, free_weak_ref);
      g_signal_connect (root, "notify::focus-widget", G_CALLBACK (focus_changed_cb), NULL);
    }

  return spoken;
}

typedef struct
{
  GWeakRef  widget;
  char     *message;  /* (owned) */
} Announcement;

static void
announcement_free (gpointer data)
{
  Announcement *announcement = data;

  g_weak_ref_clear (&announcement->widget);
  g_free (announcement->message);
  g_free (announcement);
}

static gboolean
speak_cb (gpointer user_data)
{
  Announcement *announcement = user_data;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&announcement->widget);
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;
  GtkWidget *focus;

  if (root == NULL)
    return G_SOURCE_REMOVE;

  focus = find_focus (root);
  g_weak_ref_set (get_spoken (root), focus);
  set_description (focus, announcement->message);
  set_description (focus, "");
  return G_SOURCE_REMOVE;
}

/* Once all has happened that belongs to the change, and the screen reader has got to where the focus is now: else it says the message
 * with that, and a second time by itself. */
#define SPEAK_AFTER 600 /* ms */

static void
speak_later (GtkWidget  *widget,
             const char *message)
{
  Announcement *announcement = g_new0 (Announcement, 1);

  g_weak_ref_init (&announcement->widget, widget);
  announcement->message = g_strdup (message);
  g_timeout_add_full (G_PRIORITY_LOW, SPEAK_AFTER, speak_cb, announcement, announcement_free);
}

/**
 * ptl_announce:
 * @widget: what it is about
 * @message: what has changed, in a sentence
 *
 * Tells a screen reader without moving the focus.
 */
void
ptl_announce (GtkWidget  *widget,
              const char *message)
{
  AnnounceFunc announce = find_announce ();

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (message != NULL);

  if (announce != NULL)
    announce (GTK_ACCESSIBLE (widget), message, 1 /* medium */);
  else
    speak_later (widget, message);
}

/**
 * ptl_read_out:
 * @dialog: a dialog that opens
 * @text: what it says
 *
 * GTK before 4.14 does not tell a screen reader which texts show, so it reads none of them.
 */
void
ptl_read_out (GtkWidget  *dialog,
              const char *text)
{
  if (gtk_check_version (4, 14, 0) != NULL)
    ptl_announce (dialog, text);
}

static void
focus_again_cb (GtkWindow  *window,
                GParamSpec *pspec,
                GtkWidget  *widget)
{
  g_signal_handlers_disconnect_by_func (window, focus_again_cb, widget);
  if (gtk_window_get_focus (window) != widget)
    return;

  gtk_window_set_focus (window, NULL);
  gtk_widget_grab_focus (widget);
}

/**
 * ptl_move_focus:
 * @widget: what gets the focus
 *
 * Where a question has just been answered, its window may be gone and this one not be active yet. A screen reader passes over what has
 * the focus then, and is told once more when the window is active.
 */
void
ptl_move_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  g_return_if_fail (GTK_IS_WINDOW (root));

  gtk_widget_grab_focus (widget);
  if (!gtk_window_is_active (GTK_WINDOW (root)))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (focus_again_cb), widget, 0);
}

/**
 * ptl_describe:
 * @widget: a control
 * @description: what is said of it after its name
 *
 * By way of a label, because GTK 4.8 tells a description of its own as news when the focus first comes, and it is said twice. Newer GTK
 * does not hear of a label that stands in no window.
 */
void
ptl_describe (GtkWidget  *widget,
              const char *description)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (widget), "ptl-description");

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (description != NULL);

  if (gtk_check_version (4, 14, 0) == NULL)
    {
      set_description (widget, description);
      return;
    }

  if (label == NULL)
    {
      label = g_object_ref_sink (gtk_label_new (NULL));
      g_object_set_data_full (G_OBJECT (widget), "ptl-description", label, g_object_unref);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, label, NULL, -1);
    }

  gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);  /* that of a tooltip */
  gtk_label_set_label (GTK_LABEL (label), description);
}

/* Names what has no label of its own, or another one for those who see. */
void
ptl_set_name (GtkWidget  *widget,
              const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* What is there for the others' sake has no name; GTK before 4.10 would call it by its class. */
void
ptl_hush (GtkAccessible *accessible)
{
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
}

/* Names the list of a group: no screen reader gets to what the group says above it. */
void
ptl_name_list (GtkWidget  *group,
               const char *name)
{
  if (GTK_IS_LIST_BOX (group))
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      ptl_set_name (group, name);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (group); child != NULL; child = gtk_widget_get_next_sibling (child))
      ptl_name_list (child, name);
}

/* What is shown of a text with an underlined letter: the line is read out otherwise. */
char *
ptl_strip_mnemonic (const char *label)
{
  GString *shown = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p++)
    if (*p != '_' || *++p != '\0')
      g_string_append_c (shown, *p);
    else
      break;

  return g_string_free (shown, FALSE);
}

static void
set_shown_name (GtkWidget  *widget,
                const char *label)
{
  g_autofree char *name = ptl_strip_mnemonic (label);

  ptl_set_name (widget, name);
}

static void
name_by_tooltip (GtkWidget *widget)
{
  if (gtk_widget_get_tooltip_text (widget) == NULL)
    return;

  ptl_set_name (widget, gtk_widget_get_tooltip_text (widget));
  set_description (widget, "");  /* else the tooltip is said twice */
}

static void
set_button_name (GtkButton  *button,
                 const char *label)
{
  if (gtk_button_get_use_underline (button))
    set_shown_name (GTK_WIDGET (button), label);
  else
    ptl_set_name (GTK_WIDGET (button), label);
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *label = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL; child = gtk_widget_get_next_sibling (child))
    label = find_label (child);

  return label;
}

/* Our own buttons with something inside have a name already. */
static void
name_by_child (GtkButton *button)
{
  GtkWidget *label = find_label (GTK_WIDGET (button));

  if (label != NULL && gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ABOUT_WINDOW) != NULL)
    ptl_set_name (GTK_WIDGET (button), gtk_label_get_text (GTK_LABEL (label)));
}

/* GTK before 4.10 calls a button by all that it knows of it: by the text with the underline and by the label that shows it, “_Continue
 * Continue”; one with a picture by the class of that. */
static void
mend_button (GtkButton *button)
{
  if (gtk_button_get_label (button) == NULL && gtk_button_get_icon_name (button) == NULL)
    {
      name_by_child (button);
      return;
    }

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  if (gtk_button_get_label (button) != NULL)
    {
      set_button_name (button, gtk_button_get_label (button));
    }
  else
    {
      name_by_tooltip (GTK_WIDGET (button));
      g_signal_connect (button, "notify::tooltip-text", G_CALLBACK (name_by_tooltip), NULL);
    }
}

#define ROWS "ptl-rows"

/* A list that nobody gave a name would be called by its class; it is there for the looks of its rows. */
static void
mend_nameless_list (GtkWidget *list)
{
  g_object_set (list, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
}

static void
mend_group (AdwPreferencesGroup *group,
            GtkWidget           *list)
{
  const char *title = adw_preferences_group_get_title (group);

  if (title == NULL || *title == '\0')
    mend_nameless_list (list);
}

/* GTK 4.8 lets every list be one to choose from, and Orca says of each row that it is not chosen. Where nothing can be chosen, the rows
 * say that they are, of which nobody speaks. */
static void
mend_row (GtkListBoxRow *row)
{
  gtk_list_box_row_set_selectable (row, FALSE);
  if (gtk_check_version (4, 14, 0) != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, TRUE, -1);
}

static void
rows_changed_cb (GListModel *rows,
                 guint       position,
                 guint       n_removed,
                 guint       n_added)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr(GtkWidget) row = g_list_model_get_item (rows, position + i);

      if (GTK_IS_LIST_BOX_ROW (row))
        mend_row (GTK_LIST_BOX_ROW (row));
    }
}

/* Those that are there, and those that will come. */
static void
mend_rows (GtkListBox *list)
{
  GListModel *rows;

  if (gtk_list_box_get_selection_mode (list) != GTK_SELECTION_NONE || g_object_get_data (G_OBJECT (list), ROWS) != NULL)
    return;

  rows = gtk_widget_observe_children (GTK_WIDGET (list));
  g_object_set_data_full (G_OBJECT (list), ROWS, rows, g_object_unref);
  g_signal_connect (rows, "items-changed", G_CALLBACK (rows_changed_cb), NULL);
  rows_changed_cb (rows, 0, 0, g_list_model_get_n_items (rows));
}

/* That of a row that unfolds is a part of the row. */
static void
mend_list (GtkListBox *list)
{
  GtkWidget *group = gtk_widget_get_ancestor (GTK_WIDGET (list), ADW_TYPE_PREFERENCES_GROUP);

  mend_rows (list);
  if (gtk_widget_get_ancestor (GTK_WIDGET (list), ADW_TYPE_EXPANDER_ROW) != NULL)
    mend_nameless_list (GTK_WIDGET (list));
  else if (group != NULL)
    mend_group (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (list));
  else if (gtk_widget_get_ancestor (GTK_WIDGET (list), ADW_TYPE_ABOUT_WINDOW) != NULL)
    mend_nameless_list (GTK_WIDGET (list));

  /* Its rows can have the focus; newer GTK would tell of a nameless stop. After its role: that can no longer be set then. */
  gtk_widget_set_focusable (GTK_WIDGET (list), FALSE);
}

/* A row that is there for its switch would be a second stop for the tabulator, at which nobody says that something can be switched. */
static void
mend_action_row (AdwActionRow *row)
{
  if (GTK_IS_SWITCH (adw_action_row_get_activatable_widget (row)))
    gtk_widget_set_focusable (GTK_WIDGET (row), FALSE);
}

/* What is chosen from would be called by its class. */
static void
name_list_views (GtkWidget  *widget,
                 const char *name)
{
  if (GTK_IS_LIST_VIEW (widget))
    ptl_set_name (widget, name);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_list_views (child, name);
}

/* What scrolls is a stop, where nobody says what stands in it. */
static void
mend_scroller (GtkWidget *scroller)
{
  GtkWidget *label = find_label (scroller);

  if (label != NULL && gtk_widget_get_ancestor (scroller, ADW_TYPE_ABOUT_WINDOW) != NULL)
    ptl_set_name (scroller, gtk_label_get_text (GTK_LABEL (label)));
}

static GtkWidget *
find_header (GtkWidget *widget)
{
  GtkWidget *header = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && header == NULL;
       child = gtk_widget_get_next_sibling (child))
    header = ADW_IS_ACTION_ROW (child) ? child : find_header (child);

  return header;
}

static void
tell_expanded (AdwExpanderRow *row,
               GParamSpec     *pspec,
               GtkWidget      *header)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_STATE_EXPANDED, adw_expander_row_get_expanded (row), -1);
}

/* What gets the focus is the row inside, of which libadwaita 1.2 says neither that it can be pressed nor whether it is open. */
static void
mend_expander (AdwExpanderRow *row)
{
  GtkWidget *header = find_header (GTK_WIDGET (row));

  ptl_set_name (GTK_WIDGET (row), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  if (header == NULL || gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (header)) == GTK_ACCESSIBLE_ROLE_BUTTON)
    return;

  g_object_set (header, "accessible-role", GTK_ACCESSIBLE_ROLE_BUTTON, NULL);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (tell_expanded), header, 0);
  tell_expanded (row, NULL, header);
}

/* The pages of a stack would be called by their class. */
void
ptl_hush_pages (GtkWidget *widget)
{
  if (GTK_IS_STACK (widget))
    {
      g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (GTK_STACK (widget));

      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
        {
          g_autoptr (GtkAccessible) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

          ptl_hush (page);
        }
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    ptl_hush_pages (child);
}

static void
mend_names (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    mend_button (GTK_BUTTON (widget));
  else if (GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)) != NULL)
    set_shown_name (widget, gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)));
  else if (ADW_IS_EXPANDER_ROW (widget))
    mend_expander (ADW_EXPANDER_ROW (widget));
  else if (ADW_IS_COMBO_ROW (widget))
    name_list_views (widget, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  else if (ADW_IS_ACTION_ROW (widget))
    mend_action_row (ADW_ACTION_ROW (widget));
  else if (ADW_IS_STATUS_PAGE (widget))
    gtk_widget_set_focusable (gtk_widget_get_first_child (widget), FALSE);  /* it would be a nameless stop */
  else if (GTK_IS_LIST_BOX (widget))
    mend_list (GTK_LIST_BOX (widget));
  else if (GTK_IS_SCROLLED_WINDOW (widget))
    mend_scroller (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    mend_names (child);
}

/* Lets each control below @widget be called by what it shows, and find room for it. */
void
ptl_mend_names (GtkWidget *widget)
{
  mend_names (widget);
  ptl_fit (widget);
}

/* By way of the label that shows it: a new text of the button itself would be read out with its underline first. */
void
ptl_button_set_label (GtkButton  *button,
                      const char *label)
{
  GtkWidget *shown = gtk_button_get_child (button);

  if (gtk_button_get_label (button) == NULL)
    {
      gtk_button_set_label (button, label);
      ptl_mend_names (GTK_WIDGET (button));
    }
  else if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (shown)), label) != 0)
    {
      gtk_label_set_label (GTK_LABEL (shown), label);
      set_button_name (button, label);
    }
}
