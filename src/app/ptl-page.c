/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-fit.h"

typedef struct
{
  PtlSession   *session;      /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  char         *title;        /* (owned) */
  char         *description;  /* (owned) (nullable) */
  char         *next_label;   /* (owned) */
  gboolean      ready;
  gboolean      busy;
  guint         fill_id;      /* while something is missing */

  GtkScrolledWindow *scroller;
  AdwClamp          *clamp;
  GtkLabel          *title_label;
  GtkLabel          *description_label;
  AdwBin            *content_bin;
} PtlPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PtlPage, ptl_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_CONTENT,
  PROP_NEXT_LABEL,
  PROP_MAXIMUM_SIZE,
  PROP_READY,
  PROP_BUSY,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

#define PRIVATE(self) ((PtlPagePrivate *) ptl_page_get_instance_private (self))

/* A control that has nothing to do on Enter, so that Enter can go on to the next page. */
static gboolean
leaves_enter_alone (GtkWidget *focus)
{
  if (ADW_IS_ACTION_ROW (focus))
    return GTK_IS_SWITCH (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (focus)));

  return GTK_IS_TOGGLE_BUTTON (focus) || GTK_IS_SWITCH (focus) || GTK_IS_CHECK_BUTTON (focus);
}

static gboolean
key_pressed_cb (PtlPage         *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || focus == NULL || !leaves_enter_alone (focus))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.next", NULL);
  return GDK_EVENT_STOP;
}

static void
real_advance_async (PtlPage             *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, real_advance_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
real_advance_finish (PtlPage       *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
fill_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  PtlPagePrivate *priv = PRIVATE (PTL_PAGE (widget));

  if (PTL_PAGE_GET_CLASS (widget)->fill (PTL_PAGE (widget)))
    return G_SOURCE_CONTINUE;

  priv->fill_id = 0;
  return G_SOURCE_REMOVE;
}

static void
ptl_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (ptl_page_parent_class)->constructed (object);

  ptl_hush (GTK_ACCESSIBLE (object));  /* the window has the title already */
  ptl_mend_names (GTK_WIDGET (object));
  ptl_page_begin_fill (PTL_PAGE (object));
}

/* A page behind the one in front is not there for a screen reader either. */
static void
set_hidden (GtkWidget *widget,
            gboolean   hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

static void
ptl_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ptl_page_parent_class)->map (widget);
  set_hidden (widget, FALSE);
}

static void
ptl_page_unmap (GtkWidget *widget)
{
  set_hidden (widget, TRUE);
  GTK_WIDGET_CLASS (ptl_page_parent_class)->unmap (widget);
}

static void
ptl_page_dispose (GObject *object)
{
  /* The bin lets go of the one child of the template itself. GTK 4.8 cannot dispose a template under that of a page. */
  g_cancellable_cancel (PRIVATE (PTL_PAGE (object))->cancellable);

  G_OBJECT_CLASS (ptl_page_parent_class)->dispose (object);
}

static void
ptl_page_finalize (GObject *object)
{
  PtlPagePrivate *priv = PRIVATE (PTL_PAGE (object));

  g_clear_object (&priv->session);
  g_clear_object (&priv->cancellable);
  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->description, g_free);
  g_clear_pointer (&priv->next_label, g_free);

  G_OBJECT_CLASS (ptl_page_parent_class)->finalize (object);
}

static void
ptl_page_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  PtlPagePrivate *priv = PRIVATE (PTL_PAGE (object));

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, priv->description);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (priv->content_bin));
      break;
    case PROP_NEXT_LABEL:
      g_value_set_string (value, priv->next_label);
      break;
    case PROP_MAXIMUM_SIZE:
      g_value_set_int (value, adw_clamp_get_maximum_size (priv->clamp));
      break;
    case PROP_READY:
      g_value_set_boolean (value, priv->ready);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* A page that wants more room than the others clamps its parts itself. */
static void
set_maximum_size (PtlPage *self,
                  int      maximum_size)
{
  PtlPagePrivate *priv = PRIVATE (self);

  adw_clamp_set_maximum_size (priv->clamp, maximum_size);
  adw_clamp_set_tightening_threshold (priv->clamp, maximum_size);
}

static void
ptl_page_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  PtlPage *self = PTL_PAGE (object);
  PtlPagePrivate *priv = PRIVATE (self);

  switch (prop_id)
    {
    case PROP_SESSION:
      priv->session = g_value_dup_object (value);
      break;
    case PROP_TITLE:
      ptl_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_DESCRIPTION:
      ptl_page_set_description (self, g_value_get_string (value));
      break;
    case PROP_CONTENT:
      adw_bin_set_child (priv->content_bin, g_value_get_object (value));
      break;
    case PROP_NEXT_LABEL:
      ptl_page_set_next_label (self, g_value_get_string (value));
      break;
    case PROP_MAXIMUM_SIZE:
      set_maximum_size (self, g_value_get_int (value));
      break;
    case PROP_READY:
      ptl_page_set_ready (self, g_value_get_boolean (value));
      break;
    case PROP_BUSY:
      ptl_page_set_busy (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readwrite = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, PTL_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readwrite);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, readwrite);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, readwrite);
  properties[PROP_NEXT_LABEL] = g_param_spec_string ("next-label", NULL, NULL, NULL, readwrite);
  properties[PROP_MAXIMUM_SIZE] = g_param_spec_int ("maximum-size", NULL, NULL, 0, G_MAXINT, 560, readwrite);
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, readwrite);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readwrite);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_page_class_init (PtlPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = ptl_page_constructed;
  object_class->dispose = ptl_page_dispose;
  object_class->finalize = ptl_page_finalize;
  object_class->get_property = ptl_page_get_property;
  object_class->set_property = ptl_page_set_property;
  widget_class->map = ptl_page_map;
  widget_class->unmap = ptl_page_unmap;
  klass->advance_async = real_advance_async;
  klass->advance_finish = real_advance_finish;

  install_properties (object_class);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/ptl-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, PtlPage, scroller);
  gtk_widget_class_bind_template_child_private (widget_class, PtlPage, clamp);
  gtk_widget_class_bind_template_child_private (widget_class, PtlPage, title_label);
  gtk_widget_class_bind_template_child_private (widget_class, PtlPage, description_label);
  gtk_widget_class_bind_template_child_private (widget_class, PtlPage, content_bin);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

/* A scrolled window asks how high the page would like to be at its best width, and makes no use of it. */
static void
measure_viewport (GtkWidget      *viewport,
                  GtkOrientation  orientation,
                  int             for_size,
                  int            *minimum,
                  int            *natural,
                  int            *minimum_baseline,
                  int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    *minimum = *natural = 0;
  else
    GTK_WIDGET_GET_CLASS (viewport)->measure (viewport, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
allocate_viewport (GtkWidget *viewport,
                   int        width,
                   int        height,
                   int        baseline)
{
  GTK_WIDGET_GET_CLASS (viewport)->size_allocate (viewport, width, height, baseline);
}

static void
ptl_page_init (PtlPage *self)
{
  PtlPagePrivate *priv = PRIVATE (self);

  priv->cancellable = g_cancellable_new ();
  priv->next_label = g_strdup (_("_Continue"));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (gtk_widget_get_parent (GTK_WIDGET (priv->clamp)),
                                 gtk_custom_layout_new (NULL, measure_viewport, allocate_viewport));
}

/**
 * ptl_page_get_session:
 *
 * Returns: (transfer none): the setup that all pages of a window share
 */
PtlSession *
ptl_page_get_session (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), NULL);

  return PRIVATE (self)->session;
}

/**
 * ptl_page_get_cancellable:
 *
 * Everything that a page starts takes this or a child of it; it is cancelled when the page goes.
 *
 * Returns: (transfer none)
 */
GCancellable *
ptl_page_get_cancellable (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), NULL);

  return PRIVATE (self)->cancellable;
}

gboolean
ptl_page_get_ready (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), FALSE);

  return PRIVATE (self)->ready;
}

void
ptl_page_set_ready (PtlPage  *self,
                    gboolean  ready)
{
  PtlPagePrivate *priv = PRIVATE (self);

  if (priv->ready == ready)
    return;

  priv->ready = ready;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

gboolean
ptl_page_get_busy (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), FALSE);

  return PRIVATE (self)->busy;
}

void
ptl_page_set_busy (PtlPage  *self,
                   gboolean  busy)
{
  PtlPagePrivate *priv = PRIVATE (self);

  if (priv->busy == busy)
    return;

  priv->busy = busy;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* Both at once, so that nobody sees a page that is neither ready nor busy on its way from one to the other. */
void
ptl_page_set_state (PtlPage  *self,
                    gboolean  ready,
                    gboolean  busy)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  ptl_page_set_ready (self, ready);
  ptl_page_set_busy (self, busy);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_string (PtlPage     *self,
            char       **field,
            const char  *value,
            GParamSpec  *pspec)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

const char *
ptl_page_get_title (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), NULL);

  return PRIVATE (self)->title;
}

void
ptl_page_set_title (PtlPage    *self,
                    const char *title)
{
  set_string (self, &PRIVATE (self)->title, title, properties[PROP_TITLE]);
}

void
ptl_page_set_description (PtlPage    *self,
                          const char *description)
{
  gtk_widget_set_visible (GTK_WIDGET (PRIVATE (self)->description_label), description != NULL);
  set_string (self, &PRIVATE (self)->description, description, properties[PROP_DESCRIPTION]);
}

const char *
ptl_page_get_description (PtlPage *self)
{
  return PRIVATE (self)->description;
}

const char *
ptl_page_get_next_label (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), NULL);

  return PRIVATE (self)->next_label;
}

void
ptl_page_set_next_label (PtlPage    *self,
                         const char *next_label)
{
  set_string (self, &PRIVATE (self)->next_label, next_label, properties[PROP_NEXT_LABEL]);
}

void
ptl_page_scroll_to_top (PtlPage *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (PRIVATE (self)->scroller), 0);
}

/* Something is missing, again or for the first time. */
void
ptl_page_begin_fill (PtlPage *self)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  if (PTL_PAGE_GET_CLASS (self)->fill != NULL && PRIVATE (self)->fill_id == 0)
    PRIVATE (self)->fill_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_cb, NULL, NULL);
}

/* All that is missing, at once. */
void
ptl_page_fill (PtlPage *self)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  if (PRIVATE (self)->fill_id == 0)
    return;

  gtk_widget_remove_tick_callback (GTK_WIDGET (self), PRIVATE (self)->fill_id);
  PRIVATE (self)->fill_id = 0;
  while (PTL_PAGE_GET_CLASS (self)->fill (self))
    ;
}

/* What is ready a moment before it is shown need not be laid out with it. */
void
ptl_page_prepare (PtlPage *self)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  if (PTL_PAGE_GET_CLASS (self)->prepare != NULL)
    PTL_PAGE_GET_CLASS (self)->prepare (self);
  ptl_fit (GTK_WIDGET (self));
}

/* As @stack is about to, while the page is still behind the one in front: what stays the same until then is not laid out again. */
void
ptl_page_lay_out (PtlPage   *self,
                  GtkWidget *stack)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width, height, least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (gtk_widget_get_width (stack), least);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  height = MAX (gtk_widget_get_height (stack), least);
  gtk_widget_allocate (widget, width, height, -1, NULL);
}

void
ptl_page_shown (PtlPage *self)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  if (PTL_PAGE_GET_CLASS (self)->shown == NULL)
    return;

  PTL_PAGE_GET_CLASS (self)->shown (self);
  ptl_fit (GTK_WIDGET (self));
}

void
ptl_page_reveal (PtlPage    *self,
                 const char *detail)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  if (PTL_PAGE_GET_CLASS (self)->reveal != NULL)
    PTL_PAGE_GET_CLASS (self)->reveal (self, detail);
}

gboolean
ptl_page_take_next (PtlPage *self)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), FALSE);

  return PTL_PAGE_GET_CLASS (self)->take_next != NULL && PTL_PAGE_GET_CLASS (self)->take_next (self);
}

void
ptl_page_cancel (PtlPage *self)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  if (PTL_PAGE_GET_CLASS (self)->cancel != NULL)
    PTL_PAGE_GET_CLASS (self)->cancel (self);
}

void
ptl_page_advance_async (PtlPage             *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (PTL_IS_PAGE (self));

  PTL_PAGE_GET_CLASS (self)->advance_async (self, cancellable, callback, user_data);
}

gboolean
ptl_page_advance_finish (PtlPage       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (PTL_IS_PAGE (self), FALSE);

  return PTL_PAGE_GET_CLASS (self)->advance_finish (self, result, error);
}
