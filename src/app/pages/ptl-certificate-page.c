/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-certificate-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-certificate-rows.h"
#include "ptl-notice.h"
#include "ptl-parts.h"

struct _PtlCertificatePage
{
  PtlPage parent_instance;

  GPtrArray *reports;  /* (owned) (element-type PtlReport): of the servers that showed it */
  char      *sha256;   /* (owned) (nullable) */

  PtlNotice      *notice;
  GtkBox         *risks_box;
  GtkListBox     *list;
  GtkCheckButton *compared_check;
  GtkWidget      *trust_button;
};

G_DEFINE_FINAL_TYPE (PtlCertificatePage, ptl_certificate_page, PTL_TYPE_PAGE)

/* The servers of a check that showed the certificate: a provider has the same one at several ports. */
static void
add_reports (GPtrArray  *reports,
             PtlCheck   *check,
             const char *sha256)
{
  GListModel *list = check != NULL ? ptl_check_get_reports (check) : NULL;

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PtlReport) report = g_list_model_get_item (list, i);
      PtlCertificate *certificate = ptl_report_get_certificate (report);

      if (certificate != NULL && g_strcmp0 (ptl_certificate_get_sha256 (certificate), sha256) == 0)
        g_ptr_array_add (reports, g_steal_pointer (&report));
    }
}

static void
add_risk (PtlCertificatePage *self,
          const char         *icon_name,
          const char         *css_class,
          const char         *sentence)
{
  gtk_box_append (self->risks_box, ptl_sentence_new (icon_name, css_class, sentence));
}

static void
show_risks (PtlCertificatePage *self,
            const char         *host)
{
  g_autofree char *risk = NULL;
  g_autofree char *compare = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *both = NULL;

  /* Translators: %s is the name of a server. */
  risk = g_strdup_printf (_("If this is not “%s” but somebody in between, they get your password and can read all your mail."), host);
  /* Translators: %s is the name of a server. */
  compare = g_strdup_printf (_("Ask whoever runs “%s” for the fingerprint, not by e-mail, and compare every letter."), host);
  /* Translators: %s is the name of a server. */
  scope = g_strdup_printf (_("Only this certificate will be accepted, and only from “%s”. Another one is refused."), host);

  ptl_widget_remove_all (GTK_WIDGET (self->risks_box));
  add_risk (self, "ptl-warning-symbolic", "warning", risk);
  add_risk (self, "ptl-info-symbolic", NULL, compare);
  add_risk (self, "ptl-shield-symbolic", NULL, scope);

  /* Where a screen reader gets to them. */
  ptl_describe (GTK_WIDGET (self->compared_check), compare);
  both = g_strjoin (" ", risk, scope, NULL);
  ptl_describe (self->trust_button, both);
}

/**
 * ptl_certificate_page_show:
 * @self: the page
 * @report: what was seen of a server, with its certificate
 *
 * Shows what the certificate says, and what is risked with it.
 */
void
ptl_certificate_page_show (PtlCertificatePage *self,
                           PtlReport          *report)
{
  PtlProblem *problem = ptl_report_get_problem (report);
  g_autoptr(GPtrArray) rows = ptl_certificate_rows_new (ptl_report_get_certificate (report));

  if (problem != NULL)
    ptl_notice_show (self->notice, PTL_NOTICE_WARNING, ptl_problem_get_message (problem),
                     _("Go on only if you, or people you know, run this server. Otherwise go back and ask your provider."));
  show_risks (self, ptl_server_get_host_unicode (ptl_report_get_server (report)));
  ptl_widget_remove_all (GTK_WIDGET (self->list));
  for (guint i = 0; i < rows->len; i++)
    gtk_list_box_append (self->list, g_ptr_array_index (rows, i));
  gtk_widget_set_visible (self->trust_button, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->compared_check), TRUE);
}

static void
ptl_certificate_page_reveal (PtlPage    *page,
                             const char *detail)
{
  PtlCertificatePage *self = PTL_CERTIFICATE_PAGE (page);
  PtlSession *session = ptl_page_get_session (page);

  g_free (self->sha256);
  self->sha256 = g_strdup (detail);
  g_ptr_array_set_size (self->reports, 0);
  add_reports (self->reports, ptl_session_get_incoming_check (session), detail);
  add_reports (self->reports, ptl_session_get_outgoing_check (session), detail);

  gtk_check_button_set_active (self->compared_check, FALSE);
  gtk_widget_set_visible (self->trust_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->compared_check), FALSE);
  if (self->reports->len == 0)
    return;

  ptl_certificate_page_show (self, g_ptr_array_index (self->reports, 0));
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);  /* what there is to look at, before the question */
  ptl_page_scroll_to_top (page);
}

static void
trust_clicked_cb (PtlCertificatePage *self)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < self->reports->len; i++)
    if (!ptl_session_trust_certificate (ptl_page_get_session (PTL_PAGE (self)),
                                        ptl_report_get_server (g_ptr_array_index (self->reports, i)), self->sha256, &error))
      {
        ptl_notice_show (self->notice, PTL_NOTICE_ERROR, error->message, NULL);
        return;
      }

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "check/again");
}

static void
ptl_certificate_page_dispose (GObject *object)
{
  PtlCertificatePage *self = PTL_CERTIFICATE_PAGE (object);

  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_clear_pointer (&self->sha256, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_CERTIFICATE_PAGE);

  G_OBJECT_CLASS (ptl_certificate_page_parent_class)->dispose (object);
}

static void
ptl_certificate_page_class_init (PtlCertificatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_certificate_page_dispose;
  PTL_PAGE_CLASS (klass)->reveal = ptl_certificate_page_reveal;

  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/portolan_mail/Portolan/pages/ptl-certificate-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlCertificatePage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlCertificatePage, risks_box);
  gtk_widget_class_bind_template_child (widget_class, PtlCertificatePage, list);
  gtk_widget_class_bind_template_child (widget_class, PtlCertificatePage, compared_check);
  gtk_widget_class_bind_template_child (widget_class, PtlCertificatePage, trust_button);
  gtk_widget_class_bind_template_callback (widget_class, trust_clicked_cb);
}

static void
ptl_certificate_page_init (PtlCertificatePage *self)
{
  self->reports = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_widget_remove_all (GTK_WIDGET (self->risks_box));
}
