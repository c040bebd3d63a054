/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-needs-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-choice-row.h"
#include "ptl-recommend.h"

struct _PtlNeedsPage
{
  PtlPage parent_instance;

  gboolean showing;  /* while the answers are put into the rows, they are not read from them */

  PtlChoiceRow *devices_row;
  GtkSwitch    *offline_switch;
  PtlChoiceRow *storage_row;
  PtlChoiceRow *readers_row;
  AdwComboRow  *security_row;
  GtkRevealer  *warning_revealer;
  GtkWidget    *preview_box;
  GtkLabel     *preview_label;
};

G_DEFINE_FINAL_TYPE (PtlNeedsPage, ptl_needs_page, PTL_TYPE_PAGE)

/* The rows hold their answers in the order of the enumerations. */
static PtlNeeds
read_rows (PtlNeedsPage *self)
{
  PtlNeeds needs = *ptl_session_get_needs (ptl_page_get_session (PTL_PAGE (self)));

  needs.devices = (PtlDevices) ptl_choice_row_get_selected (self->devices_row);
  needs.offline_reading = gtk_switch_get_active (self->offline_switch);
  needs.storage = (PtlStorage) ptl_choice_row_get_selected (self->storage_row);
  needs.readers = (PtlReaders) ptl_choice_row_get_selected (self->readers_row);
  needs.security = (PtlSecurityNeed) adw_combo_row_get_selected (self->security_row);

  return needs;
}

static void
show_needs (PtlNeedsPage   *self,
            const PtlNeeds *needs)
{
  self->showing = TRUE;
  ptl_choice_row_set_selected (self->devices_row, needs->devices);
  gtk_switch_set_active (self->offline_switch, needs->offline_reading);
  ptl_choice_row_set_selected (self->storage_row, needs->storage);
  ptl_choice_row_set_selected (self->readers_row, needs->readers);
  adw_combo_row_set_selected (self->security_row, needs->security);
  self->showing = FALSE;
}

static void
show_preview (PtlNeedsPage   *self,
              const PtlNeeds *needs)
{
  g_autofree char *sentence = NULL;

  ptl_recommend_preview (needs, &sentence);
  gtk_revealer_set_reveal_child (self->warning_revealer, needs->security == PTL_NEED_ANY);
  if (g_str_equal (gtk_label_get_label (self->preview_label), sentence))
    return;

  gtk_label_set_label (self->preview_label, sentence);
  ptl_announce (self->preview_box, sentence);
}

/* A choice of protocol is made on the next page and belongs to the answers it was made for; new answers, new advice. */
static void
answer_changed_cb (PtlNeedsPage *self)
{
  PtlSession *session = ptl_page_get_session (PTL_PAGE (self));
  PtlNeeds needs;

  if (self->showing || session == NULL)
    return;

  needs = read_rows (self);
  if (ptl_needs_equal (&needs, ptl_session_get_needs (session)))
    return;

  needs.protocol = PTL_CHOICE_RECOMMENDED;
  ptl_session_set_needs (session, &needs);
  show_preview (self, &needs);
}

static void
ptl_needs_page_shown (PtlPage *page)
{
  PtlNeedsPage *self = PTL_NEEDS_PAGE (page);
  PtlNeeds needs = *ptl_session_get_needs (ptl_page_get_session (page));

  show_needs (self, &needs);
  needs.protocol = PTL_CHOICE_RECOMMENDED;
  show_preview (self, &needs);
  gtk_widget_grab_focus (GTK_WIDGET (self->devices_row));
}

static void
ptl_needs_page_reveal (PtlPage    *page,
                       const char *detail)
{
  if (g_str_equal (detail, "security"))
    gtk_widget_grab_focus (GTK_WIDGET (PTL_NEEDS_PAGE (page)->security_row));
}

static void
ptl_needs_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_NEEDS_PAGE);

  G_OBJECT_CLASS (ptl_needs_page_parent_class)->dispose (object);
}

static void
ptl_needs_page_class_init (PtlNeedsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PtlPageClass *page_class = PTL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_needs_page_dispose;
  page_class->shown = ptl_needs_page_shown;
  page_class->reveal = ptl_needs_page_reveal;

  g_type_ensure (PTL_TYPE_CHOICE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-needs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, devices_row);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, offline_switch);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, storage_row);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, readers_row);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, security_row);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, warning_revealer);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, preview_box);
  gtk_widget_class_bind_template_child (widget_class, PtlNeedsPage, preview_label);
  gtk_widget_class_bind_template_callback (widget_class, answer_changed_cb);
}

static void
ptl_needs_page_init (PtlNeedsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_page_set_ready (PTL_PAGE (self), TRUE);
}
