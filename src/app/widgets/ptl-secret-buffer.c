/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-secret-buffer.h"

#define BULLET "•"

struct _PtlSecretBuffer
{
  GtkEntryBuffer parent_instance;

  GtkText        *text;     /* (nullable): a weak pointer; what shows the bullets, or the letters */
  GtkEntryBuffer *letters;  /* (owned): in memory that is locked */
  GString        *bullets;  /* (owned): as many */
  const char     *typed;    /* (nullable): the letters whose bullets are being put in */
};

G_DEFINE_FINAL_TYPE (PtlSecretBuffer, ptl_secret_buffer, GTK_TYPE_ENTRY_BUFFER)

static gboolean
is_shown (PtlSecretBuffer *self)
{
  return self->text != NULL && gtk_text_get_visibility (self->text);
}

static void
add_bullets (GString *bullets,
             guint    n_chars)
{
  for (guint i = 0; i < n_chars; i++)
    g_string_append (bullets, BULLET);
}

/* A screen reader is told what is put into the entry, not what is then in it: so bullets are, in place of the letters. */
static void
insert_text_cb (GtkEditable     *text,
                const char      *letters,
                int              length,
                int             *position,
                PtlSecretBuffer *self)
{
  g_autoptr(GString) bullets = NULL;

  if (self->typed != NULL || is_shown (self))
    return;

  g_signal_stop_emission_by_name (text, "insert-text");
  bullets = g_string_new (NULL);
  add_bullets (bullets, g_utf8_strlen (letters, length));
  self->typed = letters;
  gtk_editable_insert_text (text, bullets->str, bullets->len, position);
  self->typed = NULL;
}

static const char *
ptl_secret_buffer_get_text (GtkEntryBuffer *buffer,
                            gsize          *n_bytes)
{
  PtlSecretBuffer *self = PTL_SECRET_BUFFER (buffer);

  if (n_bytes != NULL)
    *n_bytes = is_shown (self) ? gtk_entry_buffer_get_bytes (self->letters) : self->bullets->len;

  return is_shown (self) ? gtk_entry_buffer_get_text (self->letters) : self->bullets->str;
}

static guint
ptl_secret_buffer_get_length (GtkEntryBuffer *buffer)
{
  return gtk_entry_buffer_get_length (PTL_SECRET_BUFFER (buffer)->letters);
}

static guint
ptl_secret_buffer_insert_text (GtkEntryBuffer *buffer,
                               guint           position,
                               const char     *chars,
                               guint           n_chars)
{
  PtlSecretBuffer *self = PTL_SECRET_BUFFER (buffer);

  n_chars = gtk_entry_buffer_insert_text (self->letters, position, self->typed != NULL ? self->typed : chars, n_chars);
  add_bullets (self->bullets, n_chars);
  gtk_entry_buffer_emit_inserted_text (buffer, position, chars, n_chars);

  return n_chars;
}

/* Those who hear of it still want to see what goes; it goes when they have. */
static guint
ptl_secret_buffer_delete_text (GtkEntryBuffer *buffer,
                               guint           position,
                               guint           n_chars)
{
  guint length = gtk_entry_buffer_get_length (buffer);

  position = MIN (position, length);
  n_chars = MIN (n_chars, length - position);
  if (n_chars > 0)
    gtk_entry_buffer_emit_deleted_text (buffer, position, n_chars);

  return n_chars;
}

static void
ptl_secret_buffer_deleted_text (GtkEntryBuffer *buffer,
                                guint           position,
                                guint           n_chars)
{
  PtlSecretBuffer *self = PTL_SECRET_BUFFER (buffer);

  gtk_entry_buffer_delete_text (self->letters, position, n_chars);
  g_string_truncate (self->bullets, gtk_entry_buffer_get_length (self->letters) * strlen (BULLET));
  g_object_notify (G_OBJECT (buffer), "text");
  g_object_notify (G_OBJECT (buffer), "length");
}

static void
ptl_secret_buffer_finalize (GObject *object)
{
  PtlSecretBuffer *self = PTL_SECRET_BUFFER (object);

  g_clear_weak_pointer (&self->text);
  g_clear_object (&self->letters);
  g_string_free (self->bullets, TRUE);

  G_OBJECT_CLASS (ptl_secret_buffer_parent_class)->finalize (object);
}

static void
ptl_secret_buffer_class_init (PtlSecretBufferClass *klass)
{
  GtkEntryBufferClass *buffer_class = GTK_ENTRY_BUFFER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ptl_secret_buffer_finalize;
  buffer_class->get_text = ptl_secret_buffer_get_text;
  buffer_class->get_length = ptl_secret_buffer_get_length;
  buffer_class->insert_text = ptl_secret_buffer_insert_text;
  buffer_class->delete_text = ptl_secret_buffer_delete_text;
  buffer_class->deleted_text = ptl_secret_buffer_deleted_text;
}

static void
ptl_secret_buffer_init (PtlSecretBuffer *self)
{
  self->letters = gtk_password_entry_buffer_new ();
  self->bullets = g_string_new (NULL);
}

/**
 * ptl_secret_buffer_new:
 * @entry: an empty entry
 *
 * From now on it is the buffer of @entry. Other than from the entry, the letters come from ptl_secret_buffer_dup_secret() even if they
 * are hidden.
 *
 * Returns: (transfer full): the buffer
 */
PtlSecretBuffer *
ptl_secret_buffer_new (GtkPasswordEntry *entry)
{
  PtlSecretBuffer *self;
  GtkEditable *text;

  g_return_val_if_fail (GTK_IS_PASSWORD_ENTRY (entry), NULL);

  text = gtk_editable_get_delegate (GTK_EDITABLE (entry));
  self = g_object_new (PTL_TYPE_SECRET_BUFFER, NULL);
  g_set_weak_pointer (&self->text, GTK_TEXT (text));
  gtk_text_set_buffer (self->text, GTK_ENTRY_BUFFER (self));
  g_signal_connect_object (text, "insert-text", G_CALLBACK (insert_text_cb), self, 0);

  return self;
}

/**
 * ptl_secret_buffer_dup_secret:
 *
 * Returns: (transfer full) (nullable): the password, or %NULL if nothing is typed
 */
PtlSecret *
ptl_secret_buffer_dup_secret (PtlSecretBuffer *self)
{
  g_return_val_if_fail (PTL_IS_SECRET_BUFFER (self), NULL);

  if (gtk_entry_buffer_get_length (self->letters) == 0)
    return NULL;

  return ptl_secret_new (gtk_entry_buffer_get_text (self->letters), gtk_entry_buffer_get_bytes (self->letters));
}
