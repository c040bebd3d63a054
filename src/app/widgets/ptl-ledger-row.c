/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-ledger-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-describe.h"
#include "ptl-fit.h"

struct _PtlLedgerRow
{
  AdwExpanderRow parent_instance;

  GSignalGroup *contact_signals;  /* (owned) */
  GPtrArray    *rows;             /* (element-type GtkWidget) (owned): the expander owns the rows */
};

G_DEFINE_FINAL_TYPE (PtlLedgerRow, ptl_ledger_row, ADW_TYPE_EXPANDER_ROW)

static GtkWidget *
create_row (PtlContact *contact)
{
  g_autofree char *title = ptl_contact_describe_host (contact);
  g_autofree char *text = ptl_contact_describe (contact);

  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", text, NULL);

  ptl_fit (row);
  return row;
}

static void
show_summary (PtlLedgerRow *self,
              GListModel   *contacts)
{
  guint n = contacts != NULL ? g_list_model_get_n_items (contacts) : 0;
  guint n_told = 0;
  g_autofree char *asked = NULL;
  g_autofree char *told = NULL;
  g_autofree char *both = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PtlContact) contact = g_list_model_get_item (contacts, i);

      n_told += ptl_contact_get_sent (contact) == PTL_SENT_ADDRESS;
    }

  gtk_widget_set_sensitive (GTK_WIDGET (self), n > 0);
  if (n == 0)
    {
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), _("Nobody has been asked."));
      return;
    }

  asked = g_strdup_printf (ngettext ("%u question was asked.", "%u questions were asked.", n), n);
  told = n_told == 0 ? g_strdup (_("Nobody was told your whole address."))
                     : g_strdup_printf (ngettext ("Your whole address was told once, as you agreed.",
                                                  "Your whole address was told %u times, as you agreed.", n_told), n_told);
  both = g_strjoin (" ", asked, told, NULL);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), both);
}

/* The ledger only grows, or begins anew. */
static void
contacts_changed_cb (PtlLedgerRow *self,
                     guint         position,
                     guint         n_removed,
                     guint         n_added,
                     GListModel   *contacts)
{
  guint first = n_removed > 0 || position < self->rows->len ? 0 : position;

  for (guint i = first; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, (int) first);

  for (guint i = first; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(PtlContact) contact = g_list_model_get_item (contacts, i);
      GtkWidget *row = create_row (contact);

      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      g_ptr_array_add (self->rows, row);
    }

  show_summary (self, contacts);
}

static void
ptl_ledger_row_dispose (GObject *object)
{
  PtlLedgerRow *self = PTL_LEDGER_ROW (object);

  if (self->contact_signals != NULL)
    g_signal_group_set_target (self->contact_signals, NULL);

  G_OBJECT_CLASS (ptl_ledger_row_parent_class)->dispose (object);
}

static void
ptl_ledger_row_finalize (GObject *object)
{
  PtlLedgerRow *self = PTL_LEDGER_ROW (object);

  g_clear_object (&self->contact_signals);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (ptl_ledger_row_parent_class)->finalize (object);
}

static void
ptl_ledger_row_class_init (PtlLedgerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ptl_ledger_row_dispose;
  object_class->finalize = ptl_ledger_row_finalize;
}

static void
ptl_ledger_row_init (PtlLedgerRow *self)
{
  self->rows = g_ptr_array_new ();
  self->contact_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->contact_signals, "items-changed", G_CALLBACK (contacts_changed_cb), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Who was asked"));
  ptl_mend_names (GTK_WIDGET (self));
}

void
ptl_ledger_row_set_contacts (PtlLedgerRow *self,
                             GListModel   *contacts)
{
  g_return_if_fail (PTL_IS_LEDGER_ROW (self));
  g_return_if_fail (G_IS_LIST_MODEL (contacts));

  g_signal_group_set_target (self->contact_signals, contacts);
  contacts_changed_cb (self, 0, self->rows->len, g_list_model_get_n_items (contacts), contacts);
}
