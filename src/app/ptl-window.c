/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-window.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-address-page.h"
#include "ptl-async.h"
#include "ptl-dots.h"
#include "ptl-fit.h"
#include "ptl-main-menu.h"
#include "ptl-notice.h"
#include "ptl-pages.h"
#include "ptl-read-file.h"

struct _PtlWindow
{
  AdwApplicationWindow parent_instance;

  PtlSession   *session;      /* (owned) */
  GSignalGroup *page_signals; /* (owned): of the page in front */
  GCancellable *advancing;    /* (owned) (nullable): while a page does what Next asked of it */
  PtlPage      *page;         /* the page in front; the stack owns it */
  guint         current;      /* its place in the list of pages */
  guint         way_back;     /* from a page beside the way: the place of the one it was opened from */
  guint         coming;       /* the place of what is made already and shown in a moment, if coming_id is not 0 */
  guint         coming_id;
  gint64        made_in;      /* the number of the frame in which that was made */

  GtkWidget *content_box;
  GtkWidget *back_button;
  GtkMenuButton *menu_button;
  AdwBin    *notice_bin;
  GtkStack  *stack;
  GtkWidget *bottom_box;
  GtkButton *next_button;
  GtkButton *cancel_button;
  PtlDots   *dots;
};

G_DEFINE_FINAL_TYPE (PtlWindow, ptl_window, ADW_TYPE_APPLICATION_WINDOW)

/* The banner is made when it is first needed: most people never see it, and the first page comes sooner. */
static void
show_error (PtlWindow  *self,
            const char *message)
{
  if (adw_bin_get_child (self->notice_bin) == NULL)
    adw_bin_set_child (self->notice_bin, g_object_new (PTL_TYPE_NOTICE, NULL));

  ptl_notice_show (PTL_NOTICE (adw_bin_get_child (self->notice_bin)), PTL_NOTICE_ERROR, message, NULL);
}

static void
hide_error (PtlWindow *self)
{
  GtkWidget *notice = adw_bin_get_child (self->notice_bin);

  if (notice != NULL)
    ptl_notice_hide (PTL_NOTICE (notice));
}

/* Next and Cancel share a place, so that nothing moves while a page is at work; the focus goes along. */
static void
show_button (PtlWindow *self,
             GtkButton *button)
{
  GtkWidget *after = GTK_WIDGET (button);
  GtkWidget *before = GTK_WIDGET (button == self->next_button ? self->cancel_button : self->next_button);
  gboolean had_focus = gtk_root_get_focus (GTK_ROOT (self)) == before;

  gtk_widget_set_visible (after, TRUE);
  if (had_focus)
    gtk_widget_grab_focus (after);
  gtk_widget_set_visible (before, FALSE);

  /* A window forgets its default widget when that is hidden. Cancel is never what Enter means. */
  gtk_window_set_default_widget (GTK_WINDOW (self), button == self->next_button ? after : NULL);
}

static void
update_buttons (PtlWindow *self)
{
  gboolean ready = ptl_page_get_ready (self->page);
  gboolean busy = ptl_page_get_busy (self->page);
  gboolean leaving = self->advancing != NULL || self->coming_id != 0;
  gboolean waiting = leaving || (busy && !ready);
  gboolean can_go = ready && !leaving;

  ptl_button_set_label (self->next_button, ptl_page_get_next_label (self->page));

  /* A button that becomes insensitive loses the focus, so the one that takes over is made ready first. */
  if (can_go)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.next", TRUE);
  if (waiting)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel", TRUE);
  show_button (self, waiting ? self->cancel_button : self->next_button);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.next", can_go);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel", waiting);
}

static void
page_title_changed_cb (PtlWindow *self)
{
  if (ptl_page_get_title (self->page) != NULL)
    gtk_window_set_title (GTK_WINDOW (self), ptl_page_get_title (self->page));
}

static PtlPage *
get_page (PtlWindow *self,
          guint      index)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, ptl_pages_get (index)->name);

  if (page == NULL)
    {
      page = g_object_new (ptl_pages_get (index)->get_type (), "session", self->session, NULL);
      ptl_hush (GTK_ACCESSIBLE (gtk_stack_add_named (self->stack, page, ptl_pages_get (index)->name)));
    }

  return PTL_PAGE (page);
}

/* To what the page has put it on itself, else to Next, so that Enter is enough; while that waits for something, to the page. */
static void
move_focus (PtlWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->page)))
    return;

  if (ptl_pages_get (self->current)->beside ||
      !(gtk_widget_grab_focus (GTK_WIDGET (self->next_button)) || gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button))))
    if (!gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD))
      gtk_widget_grab_focus (self->back_button);
}

static GtkStackTransitionType
choose_transition (PtlWindow *self,
                   guint      index)
{
  if (self->page == NULL)
    return GTK_STACK_TRANSITION_TYPE_NONE;
  if (ptl_pages_get (index)->beside || ptl_pages_get (self->current)->beside)
    return GTK_STACK_TRANSITION_TYPE_CROSSFADE;

  return index > self->current ? GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT : GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT;
}

static void
show_page (PtlWindow *self,
           guint      index)
{
  GtkStackTransitionType transition = choose_transition (self, index);

  self->page = get_page (self, index);
  self->current = index;
  gtk_widget_set_visible (GTK_WIDGET (self->page), TRUE);
  hide_error (self);
  page_title_changed_cb (self);  /* before the focus moves: with that a screen reader looks which window it is in, and says it no more */
  ptl_page_scroll_to_top (self->page);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_full (self->stack, ptl_pages_get (index)->name, transition);
  gtk_widget_set_visible (self->back_button, index > 0);
  gtk_widget_set_visible (self->bottom_box, !ptl_pages_get (index)->beside);
  if (!ptl_pages_get (index)->beside)
    ptl_dots_set_current (self->dots, index);

  g_signal_group_set_target (self->page_signals, self->page);
  ptl_page_shown (self->page);
  update_buttons (self);
  move_focus (self);
  if (ptl_page_get_description (self->page) != NULL)
    ptl_announce (GTK_WIDGET (self->page), ptl_page_get_description (self->page));
}

static void
arrive (PtlWindow *self)
{
  self->coming_id = 0;
  show_page (self, self->coming);
}

/* Whoever does something meanwhile does it where they are led to. */
static void
arrive_now (PtlWindow *self)
{
  if (self->coming_id == 0)
    return;

  gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->coming_id);
  arrive (self);
}

static gboolean
coming_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  PtlWindow *self = PTL_WINDOW (widget);
  PtlPage *page = get_page (self, self->coming);

  switch (gdk_frame_clock_get_frame_counter (clock) - self->made_in)
    {
    case 0:
    case 1:
      return G_SOURCE_CONTINUE;
    case 2:
      gtk_widget_set_visible (GTK_WIDGET (page), TRUE);
      ptl_page_prepare (page);
      return G_SOURCE_CONTINUE;
    case 3:
      ptl_page_lay_out (page, GTK_WIDGET (self->stack));
      return G_SOURCE_CONTINUE;
    default:
      arrive (self);
      return G_SOURCE_REMOVE;
    }
}

/* A new page is made in one frame, styled in the next, laid out in the third and shown in the fourth: that is too much for one. */
static void
lead_to_page (PtlWindow *self,
              guint      index)
{
  gboolean made = gtk_stack_get_child_by_name (self->stack, ptl_pages_get (index)->name) != NULL;
  GtkWidget *page = GTK_WIDGET (get_page (self, index));

  if (made || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      show_page (self, index);
      return;
    }

  gtk_widget_set_visible (page, FALSE);  /* so that it is not styled yet */
  self->coming = index;
  self->made_in = gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->coming_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), coming_cb, NULL, NULL);
}

static void
page_advanced_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(PtlWindow) self = PTL_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  gboolean went = ptl_page_advance_finish (PTL_PAGE (object), result, &error);

  g_clear_object (&self->advancing);
  if (PTL_PAGE (object) != self->page)
    return;

  if (went)
    lead_to_page (self, self->current + 1);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error->message);
  update_buttons (self);
}

static void
next_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  PtlWindow *self = PTL_WINDOW (widget);

  if (self->page == NULL || self->coming_id != 0 || self->advancing != NULL || !ptl_page_get_ready (self->page) ||
      ptl_page_take_next (self->page))
    return;
  if (self->current + 1 >= ptl_pages_count_steps ())
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  hide_error (self);
  self->advancing = ptl_cancellable_new_child (ptl_page_get_cancellable (self->page));
  update_buttons (self);
  ptl_page_advance_async (self->page, self->advancing, page_advanced_cb, g_object_ref (self));
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  PtlWindow *self = PTL_WINDOW (widget);

  if (self->coming_id != 0)
    arrive_now (self);
  else if (self->advancing != NULL)
    g_cancellable_cancel (self->advancing);
  else if (self->page != NULL)
    ptl_page_cancel (self->page);
}

/* Escape first stops what is going on, then goes back. */
static void
back_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  PtlWindow *self = PTL_WINDOW (widget);

  if (self->page == NULL)
    return;

  arrive_now (self);
  if (self->advancing != NULL || (ptl_page_get_busy (self->page) && !ptl_page_get_ready (self->page)))
    cancel_cb (widget, action_name, NULL);
  else if (ptl_pages_get (self->current)->beside)
    show_page (self, self->way_back);
  else if (self->current > 0)
    show_page (self, self->current - 1);
}

static void
show_page_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  PtlWindow *self = PTL_WINDOW (widget);
  const char *target = g_variant_get_string (parameter, NULL);
  const char *detail = strchr (target, '/');
  guint index;

  if (self->page == NULL || !ptl_pages_find (target, detail != NULL ? (gsize) (detail - target) : strlen (target), &index))
    return;

  if (self->coming_id != 0 && self->coming == index && detail == NULL)
    return;  /* it is asked for twice */

  arrive_now (self);
  if (ptl_pages_get (index)->beside && !ptl_pages_get (self->current)->beside)
    self->way_back = self->current;
  if (index != self->current)
    lead_to_page (self, index);
  if (detail == NULL)
    return;

  arrive_now (self);
  ptl_page_reveal (self->page, detail + 1);
}

static void
start (PtlWindow *self)
{
  g_clear_object (&self->session);
  self->session = ptl_session_new ();
  show_page (self, 0);
}

/* The window comes to the screen before fonts and symbols are loaded and the first page is made; that takes a frame or two. */
static void
furnish_cb (gpointer user_data)
{
  g_autoptr(PtlWindow) self = PTL_WINDOW (user_data);

  if (gtk_widget_get_visible (self->content_box) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  gtk_widget_set_visible (self->content_box, TRUE);
  if (self->page != NULL)  /* a file was faster */
    return;

  /* A screen reader says the titles of the pages as those of the window; before the first it knew nothing of the window. */
  ptl_announce (GTK_WIDGET (self), ptl_page_get_title (get_page (self, 0)));
  show_page (self, 0);
}

static void
first_painted_cb (GdkFrameClock *clock,
                  gpointer       user_data)
{
  g_signal_handlers_disconnect_by_func (clock, first_painted_cb, user_data);
  g_idle_add_once (furnish_cb, g_object_ref (user_data));
}

static void
ptl_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ptl_window_parent_class)->map (widget);

  if (!gtk_widget_get_visible (PTL_WINDOW (widget)->content_box))
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (first_painted_cb), widget, 0);
}

/* Another address: nothing of the one before is kept. */
static void
restart_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  PtlWindow *self = PTL_WINDOW (widget);
  GtkWidget *child;

  arrive_now (self);
  g_signal_group_set_target (self->page_signals, NULL);
  self->page = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->stack))) != NULL)
    gtk_stack_remove (self->stack, child);

  start (self);
}

/* A file is opened by whoever drops it on the window. */
static gboolean
dropped_cb (PtlWindow    *self,
            const GValue *value)
{
  if (!G_VALUE_HOLDS (value, G_TYPE_FILE) || g_value_get_object (value) == NULL)
    return FALSE;

  ptl_window_open_file (self, g_value_get_object (value));
  return TRUE;
}

static void
accept_files (PtlWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
remember_size (PtlWindow *self,
               GSettings *settings)
{
  if (settings == NULL)
    return;

  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

static void
ptl_window_dispose (GObject *object)
{
  PtlWindow *self = PTL_WINDOW (object);

  if (self->advancing != NULL)
    g_cancellable_cancel (self->advancing);
  if (self->page_signals != NULL)
    g_signal_group_set_target (self->page_signals, NULL);
  self->page = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_WINDOW);

  G_OBJECT_CLASS (ptl_window_parent_class)->dispose (object);
}

static void
ptl_window_finalize (GObject *object)
{
  PtlWindow *self = PTL_WINDOW (object);

  g_clear_object (&self->advancing);
  g_clear_object (&self->page_signals);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ptl_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_cb);
  gtk_widget_class_install_action (widget_class, "win.restart", NULL, restart_cb);
}

static void
ptl_window_class_init (PtlWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_window_dispose;
  object_class->finalize = ptl_window_finalize;
  widget_class->map = ptl_window_map;

  g_type_ensure (PTL_TYPE_DOTS);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/ptl-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, content_box);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, notice_bin);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, bottom_box);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, next_button);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PtlWindow, dots);
}

static void
ptl_window_init (PtlWindow *self)
{
  self->page_signals = g_signal_group_new (PTL_TYPE_PAGE);
  g_signal_group_connect_swapped (self->page_signals, "notify::ready", G_CALLBACK (update_buttons), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::busy", G_CALLBACK (update_buttons), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::next-label", G_CALLBACK (update_buttons), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::title", G_CALLBACK (page_title_changed_cb), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_main_menu_attach (self->menu_button);
  accept_files (self);
  ptl_mend_names (GTK_WIDGET (self));
  ptl_dots_set_n_dots (self->dots, ptl_pages_count_steps ());
  self->session = ptl_session_new ();
}

PtlWindow *
ptl_window_new (PtlApplication *application)
{
  PtlWindow *self = g_object_new (PTL_TYPE_WINDOW, "application", application, NULL);

  remember_size (self, ptl_application_get_settings (application));
  ptl_fit_titles (GTK_WINDOW (self));

  return self;
}

/**
 * ptl_window_is_fresh:
 *
 * Returns: whether nothing has been set up in this window yet
 */
gboolean
ptl_window_is_fresh (PtlWindow *self)
{
  g_return_val_if_fail (PTL_IS_WINDOW (self), FALSE);

  return self->current == 0 && ptl_session_get_address (self->session) == NULL;
}

/* Puts @address where a person would type it, right or wrong. */
void
ptl_window_set_address (PtlWindow  *self,
                        const char *address)
{
  g_return_if_fail (PTL_IS_WINDOW (self));

  ptl_page_reveal (get_page (self, 0), address);
}

static void
file_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PtlWindow) self = PTL_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = ptl_read_file_finish (result, &error);
  g_autofree char *base = g_file_get_basename (G_FILE (object));
  g_autofree char *name = g_filename_display_name (base);

  if (self->session == NULL || gtk_widget_get_first_child (GTK_WIDGET (self)) == NULL)
    return;  /* closed meanwhile */

  arrive_now (self);
  if (bytes != NULL || self->page == NULL)
    show_page (self, 0);
  if (bytes != NULL)
    ptl_address_page_take_file (PTL_ADDRESS_PAGE (self->page), name, bytes);
  else
    show_error (self, error->message);
}

/**
 * ptl_window_open_file:
 * @self: a window
 * @file: settings that somebody gave the person
 */
void
ptl_window_open_file (PtlWindow *self,
                      GFile     *file)
{
  g_return_if_fail (PTL_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  ptl_read_file_async (file, file_read_cb, g_object_ref (self));
}
