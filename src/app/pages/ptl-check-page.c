/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-check-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-check-view.h"
#include "ptl-entry-row.h"
#include "ptl-fold.h"
#include "ptl-letter-row.h"
#include "ptl-notice.h"
#include "ptl-secret-buffer.h"

struct _PtlCheckPage
{
  PtlPage parent_instance;

  PtlRecommendation *about;    /* (owned) (nullable): what the page shows; another one makes it begin anew */
  gboolean           running;
  gboolean           passed;   /* mail comes in: there is something to go on with */
  gboolean           failed;   /* what was checked: the next check is another one */
  PtlSecretBuffer   *password; /* (owned): what is typed into the entry */

  PtlNotice           *notice;
  PtlLetterRow        *letter_row;
  GtkWidget           *help_button;
  GtkWidget           *skip_button;
  AdwPreferencesGroup *password_group;
  GtkEditable         *password_entry;
  PtlCheckView        *incoming_view;
  PtlCheckView        *outgoing_view;
};

G_DEFINE_FINAL_TYPE (PtlCheckPage, ptl_check_page, PTL_TYPE_PAGE)

static PtlSession *
get_session (PtlCheckPage *self)
{
  return ptl_page_get_session (PTL_PAGE (self));
}

static void
update_buttons (PtlCheckPage *self)
{
  const char *check = self->failed ? _("Check A_gain") : _("_Check");

  ptl_page_set_next_label (PTL_PAGE (self), self->passed ? _("_Continue") : check);
  ptl_page_set_state (PTL_PAGE (self), !self->running, self->running);
  gtk_editable_set_editable (self->password_entry, !self->running);
}

/* Only a password can be typed here; what signs in through a web page, or not at all, has nothing to ask for. */
static gboolean
takes_password (PtlServer *server)
{
  gsize n_methods;

  ptl_server_get_authentication (server, &n_methods);
  return n_methods == 0 || ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT) ||
         ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_ENCRYPTED);
}

static void
describe_password (PtlCheckPage *self,
                   PtlServer    *incoming,
                   PtlServer    *outgoing)
{
  g_autofree char *text = NULL;

  if (outgoing == NULL || g_str_equal (ptl_server_get_host (incoming), ptl_server_get_host (outgoing)))
    /* Translators: %s is the name of a server. */
    text = g_strdup_printf (_("Your password is used once, to sign in to %s now. It is not stored. "
                              "You can leave it out; then everything else is checked."),
                            ptl_server_get_host_unicode (incoming));
  else
    /* Translators: both %s are names of servers. */
    text = g_strdup_printf (_("Your password is used once, to sign in to %s and %s now. It is not stored. "
                              "You can leave it out; then everything else is checked."),
                            ptl_server_get_host_unicode (incoming), ptl_server_get_host_unicode (outgoing));

  adw_preferences_group_set_description (self->password_group, text);
}

/* The place of the result, which is there from the start, so that the page keeps its shape. */
static void
show_waiting (PtlCheckPage *self)
{
  gtk_widget_set_visible (self->help_button, FALSE);
  gtk_widget_set_visible (self->skip_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->letter_row), FALSE);
}

/* Says nothing yet. */
static void
expect (PtlCheckPage *self)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (get_session (self));
  PtlServer *incoming = ptl_recommendation_get_incoming (recommendation);
  PtlServer *outgoing = ptl_recommendation_get_outgoing (recommendation);

  g_set_object (&self->about, recommendation);
  self->passed = FALSE;
  self->failed = FALSE;
  show_waiting (self);
  gtk_widget_set_visible (GTK_WIDGET (self->password_group), takes_password (incoming));
  if (!ptl_session_has_secret (get_session (self)))
    gtk_editable_set_text (self->password_entry, "");
  describe_password (self, incoming, outgoing);
  ptl_check_view_expect (self->incoming_view, incoming);
  ptl_check_view_expect (self->outgoing_view, outgoing);
  update_buttons (self);
}

static void
promise (PtlCheckPage *self)
{
  ptl_notice_show (self->notice, PTL_NOTICE_INFO, _("Both servers are tried before anything is used."), NULL);
}

static void
begin_anew (PtlCheckPage *self)
{
  expect (self);
  promise (self);
}

/* What was tried instead, in a sentence a direction; NULL if the first choice was good. */
static char *
get_summary (PtlSession *session)
{
  PtlCheck *incoming = ptl_session_get_incoming_check (session);
  PtlCheck *outgoing = ptl_session_get_outgoing_check (session);
  g_autofree char *first = incoming != NULL ? ptl_check_dup_summary (incoming) : NULL;
  g_autofree char *second = outgoing != NULL ? ptl_check_dup_summary (outgoing) : NULL;

  if (first == NULL && second == NULL)
    return NULL;
  if (first == NULL || second == NULL)
    return g_strdup (first != NULL ? first : second);

  return g_strconcat (first, " ", second, NULL);
}

static void
show_success (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);
  PtlReport *incoming = ptl_session_get_incoming_report (session);
  g_autofree char *summary = get_summary (session);
  gboolean signed_in = incoming != NULL && ptl_report_get_signed_in (incoming);

  if (signed_in)
    ptl_notice_show (self->notice, PTL_NOTICE_SUCCESS, _("Everything works."), summary);
  else
    ptl_notice_show (self->notice, PTL_NOTICE_SUCCESS, _("The servers work. Signing in was not tried."), summary);
}

/* A password is hidden while it is typed, and so is that all of it came out in capitals. */
static void
show_problem (PtlCheckPage *self,
              PtlProblem   *problem)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  gboolean capitals = keyboard != NULL && gdk_device_get_caps_lock_state (keyboard);
  g_autoptr(PtlProblem) advised = NULL;

  if (capitals && ptl_problem_get_remedy (problem) == PTL_REMEDY_EDIT_PASSWORD)
    advised = ptl_problem_new_full (ptl_problem_get_code (problem), ptl_problem_get_message (problem),
                                    _("Caps Lock is on. Switch it off, then type the password again."), PTL_REMEDY_EDIT_PASSWORD, NULL);

  ptl_notice_show_problem (self->notice, advised != NULL ? advised : problem);
  if (ptl_problem_get_remedy (problem) == PTL_REMEDY_RETRY)
    ptl_notice_rename (self->notice, _("Check A_gain"));
}

static void
show_failure (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);
  PtlProblem *problem = ptl_session_get_problem (session);

  if (problem != NULL)
    show_problem (self, problem);
  if (ptl_session_get_result (session) == PTL_RESULT_CONFIRM)
    ptl_notice_offer (self->notice, _("I _Know This Name, It Is My Provider’s"));
  gtk_widget_set_visible (self->help_button, !ptl_notice_offers_help (self->notice));
}

static void
show_result (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);
  PtlResult result = ptl_session_get_result (session);
  PtlReport *incoming = ptl_session_get_incoming_report (session);

  ptl_check_view_set_report (self->incoming_view, incoming);
  ptl_check_view_set_report (self->outgoing_view, ptl_session_get_outgoing_report (session));
  self->passed = incoming != NULL && ptl_report_is_good (incoming) && result != PTL_RESULT_CONFIRM;
  self->failed = !self->passed;
  update_buttons (self);
  gtk_widget_set_visible (self->skip_button, !self->passed);
  ptl_letter_row_show (self->letter_row, session);
  if (result == PTL_RESULT_READY)
    show_success (self);
  else
    show_failure (self);
  ptl_page_scroll_to_top (PTL_PAGE (self));
}

/* Whoever does something else meanwhile wants to know when it is over. */
static void
notify_in_background (PtlCheckPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GApplication *application = g_application_get_default ();
  g_autoptr(GNotification) notification = NULL;

  if (application == NULL || !GTK_IS_WINDOW (root) || gtk_window_is_active (GTK_WINDOW (root)))
    return;

  notification = g_notification_new (ptl_session_get_result (get_session (self)) == PTL_RESULT_READY ? _("Your mail settings work")
                                                                                                    : _("Your mail settings need a look"));
  g_application_send_notification (application, "check", notification);
}

static void
show_cancelled (PtlCheckPage *self)
{
  begin_anew (self);
  ptl_notice_show (self->notice, PTL_NOTICE_INFO, _("The check was stopped."), NULL);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PtlCheckPage) self = PTL_CHECK_PAGE (user_data);
  g_autoptr(GError) error = NULL;
  gboolean ended = ptl_session_check_and_look_finish (PTL_SESSION (object), result, &error);

  if (g_cancellable_is_cancelled (ptl_page_get_cancellable (PTL_PAGE (self))))
    return;

  self->running = FALSE;
  g_set_object (&self->about, ptl_session_get_recommendation (PTL_SESSION (object)));
  if (ended)
    show_result (self);
  else if (g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED))
    show_cancelled (self);
  else
    ptl_notice_show (self->notice, PTL_NOTICE_ERROR, error->message, NULL);

  update_buttons (self);
  notify_in_background (self);
}

/* A check begins with what is recommended by then, which may be something else than the page showed. */
static void
follow_recommendation (PtlCheckPage *self)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (get_session (self));

  if (!g_set_object (&self->about, recommendation) || !ptl_recommendation_has_choice (recommendation))
    return;

  describe_password (self, ptl_recommendation_get_incoming (recommendation), ptl_recommendation_get_outgoing (recommendation));
}

static void
show_check (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);

  show_waiting (self);
  ptl_notice_show (self->notice, PTL_NOTICE_BUSY, _("Trying both servers…"), NULL);
  follow_recommendation (self);
  ptl_check_view_set_check (self->incoming_view, ptl_session_get_incoming_check (session));
  ptl_check_view_set_check (self->outgoing_view, ptl_session_get_outgoing_check (session));
}

static void
stage_changed_cb (PtlCheckPage *self)
{
  switch (ptl_session_get_stage (get_session (self)))
    {
    case PTL_STAGE_CHECKING:
      show_check (self);
      break;
    case PTL_STAGE_LOOKING:
      ptl_notice_show (self->notice, PTL_NOTICE_BUSY, _("These servers cannot be used. Looking for others …"), NULL);
      break;
    case PTL_STAGE_OTHER:
      ptl_notice_show (self->notice, PTL_NOTICE_BUSY, _("Looking for another way to fetch your mail …"), NULL);
      break;
    case PTL_STAGE_NONE:
    default:
      break;
    }
}

static void
start_check (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);
  g_autoptr(PtlSecret) secret = ptl_secret_buffer_dup_secret (self->password);

  self->running = TRUE;
  self->passed = FALSE;
  update_buttons (self);

  ptl_session_set_offline (session, FALSE);
  ptl_session_set_secret (session, secret);
  ptl_session_check_and_look_async (session, ptl_page_get_cancellable (PTL_PAGE (self)), checked_cb, g_object_ref (self));
}

/* The second button. The names that the check came to, which the person has read, are agreed to, and tried with the password; or the
 * other protocol is. */
static gboolean
offered_cb (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);
  PtlProblem *problem = ptl_session_get_problem (session);

  if (ptl_session_get_result (session) == PTL_RESULT_CONFIRM)
    {
      ptl_session_agree_to_checked (session);
      start_check (self);
      return TRUE;
    }
  if (problem != NULL && ptl_problem_get_second_remedy (problem) == PTL_REMEDY_OTHER_PROTOCOL && ptl_session_use_other_protocol (session))
    {
      begin_anew (self);
      start_check (self);
      return TRUE;
    }

  return FALSE;
}

static void
password_changed_cb (PtlCheckPage *self)
{
  if (self->running || !self->passed)
    return;

  self->passed = FALSE;
  update_buttons (self);
}

static void
skipped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PtlCheckPage) self = PTL_CHECK_PAGE (user_data);
  gboolean ended = ptl_session_check_finish (PTL_SESSION (object), result, NULL);

  self->running = FALSE;
  if (!ended || g_cancellable_is_cancelled (ptl_page_get_cancellable (PTL_PAGE (self))) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->passed = TRUE;
  update_buttons (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.next", NULL);
}

/* Offline, a check tries nothing and says so; everything that is handed over afterwards says it too. */
static void
skip_clicked_cb (PtlCheckPage *self)
{
  PtlSession *session = get_session (self);

  if (self->running)
    return;

  self->running = TRUE;
  ptl_session_set_offline (session, TRUE);
  ptl_session_check_async (session, ptl_page_get_cancellable (PTL_PAGE (self)), skipped_cb, g_object_ref (self));
}

static gboolean
remedy_cb (PtlCheckPage *self,
           PtlProblem   *problem)
{
  switch (ptl_problem_get_remedy (problem))
    {
    case PTL_REMEDY_RETRY:
      start_check (self);
      return TRUE;
    case PTL_REMEDY_EDIT_PASSWORD:
      ptl_page_reveal (PTL_PAGE (self), "password");
      return TRUE;
    case PTL_REMEDY_USE_CERTIFICATE_NAME:
    case PTL_REMEDY_OTHER_PORT:
      if (ptl_session_mend (get_session (self), problem))
        {
          begin_anew (self);
          start_check (self);
        }
      return TRUE;
    default:
      return FALSE;
    }
}

static void
ptl_check_page_prepare (PtlPage *page)
{
  expect (PTL_CHECK_PAGE (page));
}

static void
ptl_check_page_shown (PtlPage *page)
{
  PtlCheckPage *self = PTL_CHECK_PAGE (page);

  if (self->about != ptl_session_get_recommendation (get_session (self)))
    begin_anew (self);
  else if (!gtk_widget_get_visible (GTK_WIDGET (self->notice)))
    promise (self);  /* all else is prepared */

  if (gtk_widget_get_visible (GTK_WIDGET (self->password_group)) && gtk_editable_get_text (self->password_entry)[0] == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->password_entry));
}

static void
ptl_check_page_reveal (PtlPage    *page,
                       const char *detail)
{
  PtlCheckPage *self = PTL_CHECK_PAGE (page);

  if (g_str_equal (detail, "again"))
    {
      begin_anew (self);
      start_check (self);
    }
  if (g_str_equal (detail, "skip"))
    skip_clicked_cb (self);
  if (!g_str_equal (detail, "password"))
    return;

  ptl_page_scroll_to_top (page);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_entry));
  gtk_editable_set_text (self->password_entry, "");
}

static gboolean
ptl_check_page_take_next (PtlPage *page)
{
  PtlCheckPage *self = PTL_CHECK_PAGE (page);

  if (self->passed)
    return FALSE;

  if (!self->running)
    start_check (self);
  return TRUE;
}

static void
ptl_check_page_cancel (PtlPage *page)
{
  ptl_session_cancel (ptl_page_get_session (page));
}

static void
ptl_check_page_constructed (GObject *object)
{
  PtlCheckPage *self = PTL_CHECK_PAGE (object);

  G_OBJECT_CLASS (ptl_check_page_parent_class)->constructed (object);

  g_signal_connect_object (get_session (self), "notify::stage", G_CALLBACK (stage_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
ptl_check_page_dispose (GObject *object)
{
  PtlCheckPage *self = PTL_CHECK_PAGE (object);

  if (get_session (self) != NULL)
    g_signal_handlers_disconnect_by_data (get_session (self), self);
  g_clear_object (&self->about);
  g_clear_object (&self->password);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_CHECK_PAGE);

  G_OBJECT_CLASS (ptl_check_page_parent_class)->dispose (object);
}

static void
ptl_check_page_class_init (PtlCheckPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PtlPageClass *page_class = PTL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = ptl_check_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = ptl_check_page_dispose;
  page_class->prepare = ptl_check_page_prepare;
  page_class->shown = ptl_check_page_shown;
  page_class->reveal = ptl_check_page_reveal;
  page_class->take_next = ptl_check_page_take_next;
  page_class->cancel = ptl_check_page_cancel;

  g_type_ensure (PTL_TYPE_CHECK_VIEW);
  g_type_ensure (PTL_TYPE_ENTRY_ROW);
  g_type_ensure (PTL_TYPE_FOLD);
  g_type_ensure (PTL_TYPE_LETTER_ROW);
  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-check-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, letter_row);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, help_button);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, skip_button);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, password_group);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, password_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, incoming_view);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckPage, outgoing_view);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, offered_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remedy_cb);
}

static void
ptl_check_page_init (PtlCheckPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->password = ptl_secret_buffer_new (GTK_PASSWORD_ENTRY (self->password_entry));
  update_buttons (self);
}
