/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-review-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-step-row.h"

struct _PtlReviewRow
{
  AdwExpanderRow parent_instance;

  PtlReviews   *reviews;      /* (owned) */
  PtlReview    *review;       /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GPtrArray    *details;      /* (owned) (element-type GtkWidget): the row owns them, too */
  gpointer      waiting;      /* what has the focus instead of the button that was pressed; only compared */

  GtkImage  *icon;
  GtkWidget *spinner;
  GtkWidget *fix_button;
  GtkWidget *undo_button;
  GtkWidget *look_up_row;
};

G_DEFINE_FINAL_TYPE (PtlReviewRow, ptl_review_row, ADW_TYPE_EXPANDER_ROW)

/* By PtlReviewVerdict. */
static const struct
{
  const char *icon;
  const char *css_class;
} looks[] = {
  [PTL_REVIEW_WAITING] = { "ptl-waiting-symbolic", "dim-label" },
  [PTL_REVIEW_CHECKING] = { "ptl-waiting-symbolic", "dim-label" },
  [PTL_REVIEW_FINE] = { "ptl-passed-symbolic", "success" },
  [PTL_REVIEW_UNCHECKED] = { "ptl-skipped-symbolic", "dim-label" },
  [PTL_REVIEW_OUTDATED] = { "ptl-info-symbolic", "warning" },
  [PTL_REVIEW_UNENCRYPTED] = { "ptl-warning-symbolic", "warning" },
  [PTL_REVIEW_BROKEN] = { "ptl-failed-symbolic", "error" },
  [PTL_REVIEW_UNREADABLE] = { "ptl-failed-symbolic", "error" },
};

static void
set_icon (PtlReviewRow     *self,
          PtlReviewVerdict  verdict)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css_class);

  gtk_image_set_from_icon_name (self->icon, looks[verdict].icon);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[verdict].css_class);
}

/* The verdict, why, and what would be written instead: all that a person needs to decide. */
static char *
describe (PtlReviewRow *self)
{
  g_autoptr(GPtrArray) changes = ptl_review_list_changes (self->review);
  g_autofree char *reason = ptl_review_dup_reason (self->review);
  GString *text = g_string_new (ptl_review_verdict_say (ptl_review_get_verdict (self->review)));

  if (reason != NULL)
    g_string_append_printf (text, "\n%s", reason);
  for (guint i = 0; i < changes->len; i++)
    g_string_append_printf (text, "\n%s", (const char *) g_ptr_array_index (changes, i));
  if (changes->len > 0 && !ptl_review_is_fixable (self->review))
    g_string_append_printf (text, "\n%s", _("Please change this in the program itself."));

  return g_string_free (text, FALSE);
}

/* Details */

static void
clear_details (PtlReviewRow *self)
{
  for (guint i = 0; i < self->details->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->details, i));

  g_ptr_array_set_size (self->details, 0);
}

static void
add_detail (PtlReviewRow *self,
            GtkWidget    *widget)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), widget);
  g_ptr_array_add (self->details, widget);
}

static void
add_text (PtlReviewRow *self,
          const char   *title,
          const char   *text)
{
  add_detail (self, g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", text, "use-markup", FALSE, NULL));
}

static void
add_steps (PtlReviewRow *self,
           PtlReport    *report)
{
  GListModel *steps = ptl_report_get_steps (report);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PtlStep) step = g_list_model_get_item (steps, i);
      PtlProblem *problem = ptl_step_get_problem (step);

      add_detail (self, ptl_step_row_new_result (ptl_step_get_verdict (step), ptl_step_get_title (step),
                                                 problem != NULL ? ptl_problem_get_message (problem) : ptl_step_get_detail (step)));
    }
}

static void
add_server (PtlReviewRow            *self,
            const char              *title,
            const PtlExistingServer *place,
            const PtlReviewSide     *side)
{
  g_autofree char *text = place->server != NULL ? ptl_server_describe (place->server) : NULL;

  if (text == NULL)
    return;

  add_text (self, title, text);
  if (side != NULL && side->report != NULL)
    add_steps (self, side->report);
}

static void
fill_details (PtlReviewRow *self)
{
  PtlExisting *existing = ptl_review_get_existing (self->review);
  g_autofree char *path = g_filename_display_name (ptl_existing_get_path (existing));

  clear_details (self);
  add_server (self, _("Receiving"), ptl_existing_get_incoming (existing), ptl_review_get_incoming (self->review));
  add_server (self, _("Sending"), ptl_existing_get_outgoing (existing), ptl_review_get_outgoing (self->review));
  add_text (self, _("Found in"), path);
}

/* The state */

/* The row inside, which unfolds the others. */
static void
focus_header (PtlReviewRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
show_buttons (PtlReviewRow *self)
{
  gboolean undo = ptl_review_get_undo_id (self->review) != NULL;
  gboolean checking = ptl_review_get_verdict (self->review) == PTL_REVIEW_CHECKING;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus == self->fix_button || focus == self->undo_button;

  gtk_widget_set_visible (self->spinner, checking);
  gtk_widget_set_visible (self->undo_button, undo);
  gtk_widget_set_visible (self->fix_button, !undo && ptl_review_is_fixable (self->review));
  gtk_widget_set_visible (self->look_up_row, ptl_review_can_look_up (self->review));
  if (had_focus && !gtk_widget_get_visible (focus))
    focus_header (self);
}

static void
say (PtlReviewRow *self,
     const char   *sentence)
{
  /* Translators: an account and what came out about it, for a screen reader: “anna@example.org: Fine” */
  g_autofree char *message = g_strdup_printf (_("%s: %s"), ptl_existing_get_title (ptl_review_get_existing (self->review)), sentence);

  ptl_announce (GTK_WIDGET (self), message);
}

static void
verdict_changed_cb (PtlReviewRow *self)
{
  PtlReviewVerdict verdict = ptl_review_get_verdict (self->review);
  g_autofree char *text = describe (self);

  set_icon (self, verdict);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
  fill_details (self);
  show_buttons (self);
  if (verdict != PTL_REVIEW_WAITING && verdict != PTL_REVIEW_CHECKING)
    say (self, text);
}

static void
show_error (PtlReviewRow *self,
            const GError *error)
{
  g_autoptr(PtlProblem) problem = ptl_problem_new_for_error (error);
  g_autofree char *both = g_strjoin (" ", ptl_problem_get_message (problem), ptl_problem_get_advice (problem), NULL);
  g_autofree char *text = describe (self);
  g_autofree char *all = g_strdup_printf ("%s\n\n%s", text, both);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), all);
  say (self, both);
}

/* The buttons */

/* While it is at work no button can have the focus: it waits in the row, and comes back if nobody has moved it. */
static void
leave_button (PtlReviewRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  focus_header (self);
  self->waiting = root != NULL ? gtk_root_get_focus (root) : NULL;
}

static void
return_to_button (PtlReviewRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *button = gtk_widget_get_visible (self->undo_button) ? self->undo_button : self->fix_button;

  if (self->waiting != NULL && root != NULL && gtk_root_get_focus (root) == self->waiting && gtk_widget_get_visible (button))
    gtk_widget_grab_focus (button);
  self->waiting = NULL;
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PtlReviewRow) self = PTL_REVIEW_ROW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *message = ptl_reviews_change_finish (PTL_REVIEWS (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  return_to_button (self);
  if (message != NULL)
    say (self, message);
  else
    show_error (self, error);
}

static void
fix_clicked_cb (PtlReviewRow *self)
{
  if (ptl_reviews_get_busy (self->reviews))
    return;

  leave_button (self);
  ptl_reviews_fix_async (self->reviews, self->review, self->cancellable, changed_cb, g_object_ref (self));
}

static void
undo_clicked_cb (PtlReviewRow *self)
{
  if (ptl_reviews_get_busy (self->reviews))
    return;

  leave_button (self);
  ptl_reviews_undo_async (self->reviews, self->review, self->cancellable, changed_cb, g_object_ref (self));
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PtlReviewRow) self = PTL_REVIEW_ROW (user_data);
  g_autoptr(GError) error = NULL;

  if (!ptl_reviews_look_up_finish (PTL_REVIEWS (object), result, &error) && !g_cancellable_is_cancelled (self->cancellable))
    show_error (self, error);
}

static void
look_up_clicked_cb (PtlReviewRow *self)
{
  if (!ptl_reviews_get_busy (self->reviews))
    ptl_reviews_look_up_async (self->reviews, self->review, self->cancellable, looked_up_cb, g_object_ref (self));
}

static void
ptl_review_row_dispose (GObject *object)
{
  PtlReviewRow *self = PTL_REVIEW_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->reviews);
  g_clear_object (&self->review);

  G_OBJECT_CLASS (ptl_review_row_parent_class)->dispose (object);
}

static void
ptl_review_row_finalize (GObject *object)
{
  PtlReviewRow *self = PTL_REVIEW_ROW (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->details);

  G_OBJECT_CLASS (ptl_review_row_parent_class)->finalize (object);
}

static void
ptl_review_row_class_init (PtlReviewRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ptl_review_row_dispose;
  object_class->finalize = ptl_review_row_finalize;
}

/* Buttons are read without their row: the description says for which account. */
static GtkWidget *
create_button (PtlReviewRow *self,
               const char   *label,
               GCallback     callback)
{
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "label", label, "valign", GTK_ALIGN_CENTER, "visible", FALSE, NULL);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static void
create_look_up_row (PtlReviewRow *self)
{
  GtkWidget *button = create_button (self, _("Look Up"), G_CALLBACK (look_up_clicked_cb));

  gtk_widget_set_visible (button, TRUE);
  self->look_up_row = g_object_new (ADW_TYPE_ACTION_ROW,
                                    "title", _("Ask the provider for its settings"),
                                    "subtitle", _("It learns the part of the address after the @, and nothing else."),
                                    "visible", FALSE,
                                    NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->look_up_row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->look_up_row), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->look_up_row);
}

static void
ptl_review_row_init (PtlReviewRow *self)
{
  self->cancellable = g_cancellable_new ();
  self->details = g_ptr_array_new ();
  self->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->spinner = g_object_new (GTK_TYPE_SPINNER, "spinning", TRUE, "visible", FALSE, NULL);
  /* Translators: a button that writes a better setting */
  self->fix_button = create_button (self, _("Fix"), G_CALLBACK (fix_clicked_cb));
  self->undo_button = create_button (self, _("Undo"), G_CALLBACK (undo_clicked_cb));

  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->icon));
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->spinner);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->undo_button);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->fix_button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Checking…"), -1);
  create_look_up_row (self);
}

/**
 * ptl_review_row_new:
 * @reviews: what @review is one of
 * @review: an account
 *
 * Returns: (transfer floating): a row that follows it
 */
GtkWidget *
ptl_review_row_new (PtlReviews *reviews,
                    PtlReview  *review)
{
  const char *title = ptl_existing_get_title (ptl_review_get_existing (review));
  PtlReviewRow *self = g_object_new (PTL_TYPE_REVIEW_ROW, "use-markup", FALSE, NULL);
  GtkWidget *buttons[] = { self->fix_button, self->undo_button };

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  self->reviews = g_object_ref (reviews);
  self->review = g_object_ref (review);
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      ptl_describe (GTK_WIDGET (buttons[i]), title);
      g_object_bind_property (reviews, "busy", buttons[i], "sensitive", G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
    }
  g_object_bind_property (reviews, "busy", self->look_up_row, "sensitive", G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  g_signal_connect_object (review, "notify::verdict", G_CALLBACK (verdict_changed_cb), self, G_CONNECT_SWAPPED);
  ptl_mend_names (GTK_WIDGET (self));
  verdict_changed_cb (self);

  return GTK_WIDGET (self);
}
