/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-accounts-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-async.h"
#include "ptl-notice.h"
#include "ptl-parts.h"
#include "ptl-review-row.h"

struct _PtlAccountsPage
{
  PtlPage parent_instance;

  PtlReviews   *reviews;   /* (owned) */
  GCancellable *checking;  /* (owned) (nullable): while they are checked */
  gboolean      has_result;

  GtkStack  *stack;
  PtlNotice *notice;
  GtkBox    *groups_box;
  GtkWidget *check_button;
  GtkWidget *stop_button;
};

G_DEFINE_FINAL_TYPE (PtlAccountsPage, ptl_accounts_page, PTL_TYPE_PAGE)

static gboolean
is_gone (PtlAccountsPage *self)
{
  return g_cancellable_is_cancelled (ptl_page_get_cancellable (PTL_PAGE (self)));
}

/* One button at a time, and the focus stays with it. */
static void
show_button (PtlAccountsPage *self,
             gboolean         checking)
{
  GtkWidget *shown = checking ? self->stop_button : self->check_button;
  GtkWidget *hidden = checking ? self->check_button : self->stop_button;
  gboolean had_focus = gtk_widget_has_focus (hidden);

  gtk_widget_set_visible (shown, TRUE);
  if (had_focus)
    gtk_widget_grab_focus (shown);
  gtk_widget_set_visible (hidden, FALSE);
  ptl_page_set_busy (PTL_PAGE (self), checking);
}

static guint
count (PtlAccountsPage  *self,
       PtlReviewVerdict  least)
{
  GListModel *list = ptl_reviews_get_list (self->reviews);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PtlReview) review = g_list_model_get_item (list, i);

      n += ptl_review_get_verdict (review) >= least;
    }

  return n;
}

static void
show_result (PtlAccountsPage *self)
{
  guint n_accounts = g_list_model_get_n_items (ptl_reviews_get_list (self->reviews));
  guint n_bad = count (self, PTL_REVIEW_OUTDATED);
  g_autofree char *message = NULL;

  if (n_bad > 0)
    {
      message = g_strdup_printf (ngettext ("%u account needs your attention.", "%u accounts need your attention.", n_bad), n_bad);
      ptl_notice_show (self->notice, PTL_NOTICE_WARNING, message, _("Each says below what is wrong, and what helps."));
    }
  else if (count (self, PTL_REVIEW_UNCHECKED) > 0)
    ptl_notice_show (self->notice, PTL_NOTICE_WARNING, _("Not everything could be checked."), _("Are you connected to the Internet?"));
  else
    {
      message = g_strdup_printf (ngettext ("%u account is fine.", "All %u accounts are fine.", n_accounts), n_accounts);
      ptl_notice_show (self->notice, PTL_NOTICE_SUCCESS, message, NULL);
    }
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PtlAccountsPage) self = PTL_ACCOUNTS_PAGE (user_data);
  gboolean done = ptl_reviews_check_finish (PTL_REVIEWS (object), result, NULL);

  g_clear_object (&self->checking);
  if (is_gone (self))
    return;

  show_button (self, FALSE);
  self->has_result = done;
  if (done)
    show_result (self);
  else
    ptl_notice_show (self->notice, PTL_NOTICE_INFO, _("The check was stopped."), NULL);
}

/* After a fix the sum is another one. */
static void
busy_changed_cb (PtlAccountsPage *self)
{
  if (self->has_result && self->checking == NULL && !ptl_reviews_get_busy (self->reviews) && !is_gone (self))
    show_result (self);
}

static void
start_check (PtlAccountsPage *self)
{
  self->has_result = FALSE;
  self->checking = ptl_cancellable_new_child (ptl_page_get_cancellable (PTL_PAGE (self)));
  ptl_notice_show (self->notice, PTL_NOTICE_BUSY, _("Calling the servers of your accounts…"), NULL);
  show_button (self, TRUE);
  ptl_reviews_check_async (self->reviews, self->checking, checked_cb, g_object_ref (self));
}

static AdwPreferencesGroup *
add_group (PtlAccountsPage *self,
           const char      *name)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), name);
  gtk_box_append (self->groups_box, group);

  return ADW_PREFERENCES_GROUP (group);
}

static void
fill (PtlAccountsPage *self)
{
  GListModel *list = ptl_reviews_get_list (self->reviews);
  AdwPreferencesGroup *group = NULL;
  const char *name = NULL;

  ptl_widget_remove_all (GTK_WIDGET (self->groups_box));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PtlReview) review = g_list_model_get_item (list, i);
      const char *next = ptl_existing_get_name (ptl_review_get_existing (review));

      if (g_strcmp0 (name, next) != 0)
        group = add_group (self, name = next);
      adw_preferences_group_add (group, ptl_review_row_new (self->reviews, review));
    }

  ptl_mend_names (GTK_WIDGET (self->groups_box));
  gtk_stack_set_visible_child_name (self->stack, group != NULL ? "accounts" : "empty");
  if (group != NULL)
    ptl_page_set_description (PTL_PAGE (self),
                              _("Mail programs on this computer have these accounts. To check them, Portolan calls their servers, without "
                                "your password. It changes nothing unless you ask."));
}

static void
announce_found (PtlAccountsPage *self)
{
  g_autofree char *nothing = g_strjoin (". ", _("No accounts yet"),
                                        _("No mail program on this computer has an account. Go back to set one up."), NULL);
  const char *description = ptl_page_get_description (PTL_PAGE (self));

  ptl_announce (GTK_WIDGET (self), description != NULL ? description : nothing);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PtlAccountsPage) self = PTL_ACCOUNTS_PAGE (user_data);
  gboolean done = ptl_reviews_read_finish (PTL_REVIEWS (object), result, NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (is_gone (self))
    return;

  if (done)
    {
      fill (self);
      announce_found (self);
    }
  if (gtk_widget_get_mapped (self->check_button))
    gtk_widget_grab_focus (self->check_button);
  else if (root != NULL && gtk_root_get_focus (root) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
}

/* Whether the files have changed is found out each time. */
static void
reread_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PtlAccountsPage) self = PTL_ACCOUNTS_PAGE (user_data);
  gboolean done = ptl_reviews_read_finish (PTL_REVIEWS (object), result, NULL);

  if (is_gone (self) || !done)
    return;

  fill (self);
  if (g_list_model_get_n_items (ptl_reviews_get_list (self->reviews)) > 0)
    start_check (self);
}

static void
check_clicked_cb (PtlAccountsPage *self)
{
  if (!ptl_reviews_get_busy (self->reviews))
    ptl_reviews_read_async (self->reviews, ptl_page_get_cancellable (PTL_PAGE (self)), reread_cb, g_object_ref (self));
}

static void
ptl_accounts_page_cancel (PtlPage *page)
{
  g_cancellable_cancel (PTL_ACCOUNTS_PAGE (page)->checking);
}

static void
stop_clicked_cb (PtlAccountsPage *self)
{
  ptl_accounts_page_cancel (PTL_PAGE (self));
}

/* What was checked stays, with its Undo. */
static void
ptl_accounts_page_shown (PtlPage *page)
{
  PtlAccountsPage *self = PTL_ACCOUNTS_PAGE (page);

  if (!ptl_reviews_get_busy (self->reviews) && g_list_model_get_n_items (ptl_reviews_get_list (self->reviews)) == 0)
    ptl_reviews_read_async (self->reviews, ptl_page_get_cancellable (page), read_cb, g_object_ref (self));
}

static void
ptl_accounts_page_dispose (GObject *object)
{
  PtlAccountsPage *self = PTL_ACCOUNTS_PAGE (object);

  g_clear_object (&self->checking);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_ACCOUNTS_PAGE);

  G_OBJECT_CLASS (ptl_accounts_page_parent_class)->dispose (object);
}

static void
ptl_accounts_page_finalize (GObject *object)
{
  g_clear_object (&PTL_ACCOUNTS_PAGE (object)->reviews);

  G_OBJECT_CLASS (ptl_accounts_page_parent_class)->finalize (object);
}

static void
ptl_accounts_page_class_init (PtlAccountsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_accounts_page_dispose;
  object_class->finalize = ptl_accounts_page_finalize;
  PTL_PAGE_CLASS (klass)->shown = ptl_accounts_page_shown;
  PTL_PAGE_CLASS (klass)->cancel = ptl_accounts_page_cancel;

  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-accounts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlAccountsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PtlAccountsPage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlAccountsPage, groups_box);
  gtk_widget_class_bind_template_child (widget_class, PtlAccountsPage, check_button);
  gtk_widget_class_bind_template_child (widget_class, PtlAccountsPage, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
}

static void
ptl_accounts_page_init (PtlAccountsPage *self)
{
  self->reviews = ptl_reviews_new (NULL);
  g_signal_connect_object (self->reviews, "notify::busy", G_CALLBACK (busy_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_hush_pages (GTK_WIDGET (self->stack));
}
