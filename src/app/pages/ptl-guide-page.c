/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-guide-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-check-view.h"
#include "ptl-describe.h"
#include "ptl-notice.h"
#include "ptl-ports.h"
#include "ptl-server-editor.h"
#include "ptl-way-picture.h"

struct _PtlGuidePage
{
  PtlPage parent_instance;

  PtlCheck            *check;    /* (owned) (nullable): while it runs */
  AdwPreferencesGroup *group;    /* of the last card */
  gsize                n_cards;  /* that are there, and the ports on the last one */
  gsize                n_ports;

  GtkEditable     *search_entry;
  GtkLabel        *way_label;
  GtkBox          *cards_box;
  GtkLabel        *starttls_label;
  GtkWidget       *nothing_label;
  GtkWidget       *rest_box;
  PtlServerEditor *editor;
  GtkWidget       *check_button;
  PtlNotice       *notice;
  PtlCheckView    *check_view;
};

G_DEFINE_FINAL_TYPE (PtlGuidePage, ptl_guide_page, PTL_TYPE_PAGE)

/* A colour and a shape are nothing to who does not see them, and a tooltip needs a mouse. */
static GtkWidget *
create_shield (void)
{
  GtkWidget *shield = gtk_image_new_from_icon_name ("ptl-shield-symbolic");

  gtk_widget_set_tooltip_text (shield, _("Recommended"));
  gtk_widget_add_css_class (shield, "success");
  gtk_accessible_update_property (GTK_ACCESSIBLE (shield), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Recommended"), -1);

  return shield;
}

static GtkWidget *
create_port_row (const PtlPort *port)
{
  g_autofree char *number = g_strdup_printf ("%u", port->port);
  g_autofree char *spoken = g_strjoin (". ", number, ptl_ports_translate (port->text), NULL);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "title", ptl_security_describe (port->security),
                                 "subtitle", ptl_ports_translate (port->text),
                                 NULL);
  GtkWidget *label = gtk_label_new (number);

  gtk_widget_add_css_class (label, "port");
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), label);
  if (port->recommended)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_shield ());
  ptl_describe (row, spoken);

  return row;
}

/* What a search goes through: everything that the card says. */
static char *
get_search_text (const PtlPortCard *card)
{
  GString *text = g_string_new (ptl_protocol_get_name (card->protocol));
  g_autofree char *all = NULL;

  g_string_append_printf (text, "\n%s\n%s\n%s", ptl_ports_translate (card->title), ptl_ports_translate (card->what),
                          ptl_ports_translate (card->suits));
  for (gsize i = 0; i < card->n_ports; i++)
    g_string_append_printf (text, "\n%u %s", card->ports[i].port, ptl_ports_translate (card->ports[i].text));

  all = g_string_free (text, FALSE);
  return g_utf8_casefold (all, -1);
}

/* Without its ports. */
static void
add_card (PtlGuidePage      *self,
          const PtlPortCard *card)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *description = g_strdup_printf ("%s\n%s %s", ptl_ports_translate (card->title),
                                                  ptl_ports_translate (card->what), ptl_ports_translate (card->suits));
  g_autofree char *all = g_strjoin (". ", ptl_protocol_get_name (card->protocol), description, NULL);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), ptl_protocol_get_name (card->protocol));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (GTK_BOX (box), ptl_way_picture_new (card->protocol));
  gtk_box_append (GTK_BOX (box), group);
  g_object_set_data_full (G_OBJECT (box), "search-text", get_search_text (card), g_free);
  g_object_set_data (G_OBJECT (box), "card", (gpointer) card);
  ptl_mend_names (box);
  ptl_name_list (group, all);
  gtk_box_append (self->cards_box, box);
  self->group = ADW_PREFERENCES_GROUP (group);
  self->n_cards++;
  self->n_ports = 0;
}

static void
add_port (PtlGuidePage  *self,
          const PtlPort *port)
{
  GtkWidget *row = create_port_row (port);
  g_autofree char *explained = NULL;

  ptl_mend_names (row);
  if (port->security == PTL_SECURITY_STARTTLS && self->n_cards == 1)
    {
      /* Where a screen reader first meets the word, as it does not get to the text about it. */
      explained = g_strdup_printf ("%u. %s %s", port->port, ptl_ports_translate (port->text), ptl_ports_get_starttls ());
      ptl_describe (row, explained);
    }
  adw_preferences_group_add (self->group, row);
  self->n_ports++;
}

/* One card after the other, each with its ports; then what follows them, which would be pushed down if it was there before. */
static gboolean
ptl_guide_page_fill (PtlPage *page)
{
  PtlGuidePage *self = PTL_GUIDE_PAGE (page);
  gsize n_cards;
  const PtlPortCard *cards = ptl_ports_list (&n_cards);

  if (self->n_cards > 0 && self->n_ports < cards[self->n_cards - 1].n_ports)
    add_port (self, &cards[self->n_cards - 1].ports[self->n_ports]);
  else if (self->n_cards < n_cards)
    add_card (self, &cards[self->n_cards]);
  else
    gtk_widget_set_visible (self->rest_box, TRUE);

  return !gtk_widget_get_visible (self->rest_box);
}

/* Escape takes back what was searched for, then leaves as it does everywhere. */
static void
search_stopped_cb (PtlGuidePage *self)
{
  if (gtk_editable_get_text (self->search_entry)[0] != '\0')
    gtk_editable_set_text (self->search_entry, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
search_changed_cb (PtlGuidePage *self)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search_entry), -1);
  g_autoptr(GString) found = g_string_new (NULL);

  ptl_page_fill (PTL_PAGE (self));
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards_box)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    {
      const char *text = g_object_get_data (G_OBJECT (card), "search-text");
      const PtlPortCard *what = g_object_get_data (G_OBJECT (card), "card");
      gboolean matches = strstr (text, wanted) != NULL;

      gtk_widget_set_visible (card, matches);
      if (matches)
        g_string_append_printf (found, "%s%s", found->len > 0 ? ", " : "", ptl_protocol_get_name (what->protocol));
    }

  gtk_widget_set_visible (self->nothing_label, found->len == 0);
  if (wanted[0] != '\0')
    ptl_announce (GTK_WIDGET (self), found->len > 0 ? found->str : gtk_label_get_label (GTK_LABEL (self->nothing_label)));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PtlGuidePage) self = PTL_GUIDE_PAGE (user_data);
  g_autoptr(PtlReport) report = ptl_check_run_finish (PTL_CHECK (object), result, NULL);
  PtlProblem *problem = report != NULL ? ptl_report_get_problem (report) : NULL;

  if (PTL_CHECK (object) != self->check || g_cancellable_is_cancelled (ptl_page_get_cancellable (PTL_PAGE (self))))
    return;

  g_clear_object (&self->check);
  gtk_widget_set_sensitive (self->check_button, TRUE);
  ptl_check_view_set_report (self->check_view, report);
  if (problem != NULL)
    ptl_notice_show (self->notice, PTL_NOTICE_ERROR, ptl_problem_get_message (problem), ptl_problem_get_advice (problem));
  else if (report != NULL)
    ptl_notice_show (self->notice, PTL_NOTICE_SUCCESS, _("The server works."), NULL);
}

/* Without a password, so nothing is told but the name. */
static void
check_clicked_cb (PtlGuidePage *self)
{
  PtlServer *server = ptl_server_editor_get_server (self->editor);

  if (server == NULL)
    return;

  g_clear_object (&self->check);
  self->check = ptl_check_new_for_server (server);
  ptl_notice_hide (self->notice);
  gtk_widget_set_sensitive (self->check_button, FALSE);
  ptl_check_run_async (self->check, ptl_page_get_cancellable (PTL_PAGE (self)), checked_cb, g_object_ref (self));
  ptl_check_view_set_check (self->check_view, self->check);
  gtk_widget_set_visible (GTK_WIDGET (self->check_view), TRUE);
}

static void
editor_edited_cb (PtlGuidePage *self)
{
  gtk_widget_set_sensitive (self->check_button,
                            self->check == NULL && ptl_server_editor_get_server (self->editor) != NULL);
}

static void
ptl_guide_page_shown (PtlPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (PTL_GUIDE_PAGE (page)->search_entry));
  ptl_announce (GTK_WIDGET (page), ptl_ports_get_way ());
}

static void
ptl_guide_page_dispose (GObject *object)
{
  PtlGuidePage *self = PTL_GUIDE_PAGE (object);

  g_clear_object (&self->check);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_GUIDE_PAGE);

  G_OBJECT_CLASS (ptl_guide_page_parent_class)->dispose (object);
}

static void
ptl_guide_page_class_init (PtlGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_guide_page_dispose;
  PTL_PAGE_CLASS (klass)->shown = ptl_guide_page_shown;
  PTL_PAGE_CLASS (klass)->fill = ptl_guide_page_fill;

  g_type_ensure (PTL_TYPE_CHECK_VIEW);
  g_type_ensure (PTL_TYPE_NOTICE);
  g_type_ensure (PTL_TYPE_SERVER_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, way_label);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, cards_box);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, starttls_label);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, rest_box);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, editor);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, check_button);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlGuidePage, check_view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_edited_cb);
}

static void
ptl_guide_page_init (PtlGuidePage *self)
{
  gsize n_cards;
  const PtlPortCard *cards = ptl_ports_list (&n_cards);

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_label_set_label (self->way_label, ptl_ports_get_way ());
  gtk_label_set_label (self->starttls_label, ptl_ports_get_starttls ());
  for (gsize i = 0; i < 1 + cards[0].n_ports; i++)
    ptl_guide_page_fill (PTL_PAGE (self));

  ptl_server_editor_set_any (self->editor);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->editor), _("Check a server"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->editor),
                                         _("Any mail server, without a password. It is told nothing but that you called."));
}
