/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-help-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-remedy.h"
#include "ptl-support.h"

struct _PtlHelpPage
{
  PtlPage parent_instance;

  char *uri;  /* (owned) (nullable): where the provider itself helps */

  GtkLabel  *question_label;
  GtkWidget *report_group;
  GtkLabel  *report_label;
  GtkButton *copy_button;
  GtkWidget *open_button;
};

G_DEFINE_FINAL_TYPE (PtlHelpPage, ptl_help_page, PTL_TYPE_PAGE)

/* Both as one text: whoever answers needs the report, too. */
static void
copy_clicked_cb (PtlHelpPage *self)
{
  const char *question = gtk_label_get_label (self->question_label);
  const char *report = gtk_label_get_label (self->report_label);
  g_autofree char *text = g_strjoin ("\n\n", question, report[0] != '\0' ? report : NULL, NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  ptl_announce (GTK_WIDGET (self->copy_button), _("Copied. You can paste it into a message to whoever helps you."));
  ptl_button_set_label (self->copy_button, _("Copied"));
}

static void
open_clicked_cb (PtlHelpPage *self)
{
  ptl_open_uri (GTK_WIDGET (self), self->uri);
}

static void
ptl_help_page_shown (PtlPage *page)
{
  PtlHelpPage *self = PTL_HELP_PAGE (page);
  PtlSession *session = ptl_page_get_session (page);
  g_autofree char *question = ptl_support_ask (session);
  g_autofree char *report = ptl_session_get_incoming_check (session) != NULL ? ptl_support_describe_check (session) : NULL;
  gboolean forbidden = ptl_support_asks_administrator (session);

  ptl_page_set_description (page, forbidden
                                  ? _("Send this text to the administrator of this computer. Your password is not in it.")
                                  : _("Send this text to your provider, or show it to somebody who knows about mail. Your password is not in it."));
  g_free (self->uri);
  self->uri = g_strdup (forbidden ? NULL : ptl_support_find_page (session));
  gtk_label_set_label (self->question_label, question);
  gtk_label_set_label (self->report_label, report != NULL ? report : "");
  gtk_widget_set_visible (self->report_group, report != NULL);
  gtk_widget_set_visible (self->open_button, self->uri != NULL);
  gtk_widget_set_tooltip_text (self->open_button, self->uri);
  ptl_button_set_label (self->copy_button, _("_Copy the Text"));
  gtk_widget_grab_focus (GTK_WIDGET (self->copy_button));
}

static void
ptl_help_page_dispose (GObject *object)
{
  PtlHelpPage *self = PTL_HELP_PAGE (object);

  g_clear_pointer (&self->uri, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_HELP_PAGE);

  G_OBJECT_CLASS (ptl_help_page_parent_class)->dispose (object);
}

static void
ptl_help_page_class_init (PtlHelpPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_help_page_dispose;
  PTL_PAGE_CLASS (klass)->shown = ptl_help_page_shown;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-help-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlHelpPage, question_label);
  gtk_widget_class_bind_template_child (widget_class, PtlHelpPage, report_group);
  gtk_widget_class_bind_template_child (widget_class, PtlHelpPage, report_label);
  gtk_widget_class_bind_template_child (widget_class, PtlHelpPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, PtlHelpPage, open_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
}

static void
ptl_help_page_init (PtlHelpPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
