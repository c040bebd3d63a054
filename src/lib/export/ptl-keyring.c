/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-sandbox.h"

/**
 * ptl_keyring_item_new:
 * @...: names and values in turn, and %NULL
 */
PtlKeyringItem *
ptl_keyring_item_new (const char *schema,
                      const char *label,
                      ...)
{
  PtlKeyringItem *self = g_new0 (PtlKeyringItem, 1);
  GString *attributes = g_string_new (NULL);
  const char *name;
  va_list list;

  va_start (list, label);
  while ((name = va_arg (list, const char *)) != NULL)
    g_string_append_printf (attributes, "%s=%s\n", name, va_arg (list, const char *));
  va_end (list);

  self->schema = g_strdup (schema);
  self->label = g_strdup (label);
  self->attributes = g_string_free (attributes, FALSE);

  return self;
}

void
ptl_keyring_item_free (PtlKeyringItem *self)
{
  g_free (self->schema);
  g_free (self->label);
  g_free (self->attributes);
  g_free (self);
}

static GHashTable *
get_attributes (const char *text)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *equals = strchr (lines[i], '=');

      if (equals != NULL)
        g_hash_table_insert (table, g_strndup (lines[i], equals - lines[i]), g_strdup (equals + 1));
    }

  return table;
}

/* The schema with the attributes that the item has, all of them texts. No g_autoptr: until version 0.21 libsecret's own is wrong. */
static SecretSchema *
make_schema (const char *name,
             GHashTable *attributes)
{
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  /* What secret-tool stores has no schema of its own, and the keyring gives it this one only now and then. */
  gboolean is_generic = g_str_equal (name, PTL_KEYRING_GENERIC);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_insert (types, key, GINT_TO_POINTER (SECRET_SCHEMA_ATTRIBUTE_STRING));

  return secret_schema_newv (name, is_generic ? SECRET_SCHEMA_DONT_MATCH_NAME : SECRET_SCHEMA_NONE, types);
}

static gboolean
translate (GError **error,
           GError  *failure)
{
  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, _("The keyring cannot be used: %s"), failure->message);
  g_error_free (failure);
  return FALSE;
}

/* Is there one already under these attributes? */
static gboolean
has (const PtlKeyringItem *item)
{
  g_autoptr (GHashTable) attributes = get_attributes (item->attributes);
  SecretSchema *schema = make_schema (item->schema, attributes);
  GList *found = secret_password_searchv_sync (schema, attributes, SECRET_SEARCH_NONE, NULL, NULL);
  gboolean has = found != NULL;

  secret_schema_unref (schema);
  g_list_free_full (found, g_object_unref);
  return has;
}

/* Stores the password in the person's default keyring; another under the same attributes is replaced. */
gboolean
ptl_keyring_store (const PtlKeyringItem  *item,
                   PtlSecret             *secret,
                   GError               **error)
{
  g_autoptr (GHashTable) attributes = get_attributes (item->attributes);
  SecretSchema *schema;
  GError *failure = NULL;

  /* libsecret would keep it in a file of the sandbox, where no mail program looks. */
  if (ptl_sandbox_is_on ())
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, "%s",
                   _("The sandbox keeps Portolan away from your keyring. The mail program will ask for the password."));
      return FALSE;
    }

  schema = make_schema (item->schema, attributes);
  secret_password_storev_sync (schema, attributes, SECRET_COLLECTION_DEFAULT, item->label, ptl_secret_peek (secret), NULL, &failure);
  secret_schema_unref (schema);
  return failure == NULL || translate (error, failure);
}

/* Returns: whether there was a password to store (@secret, nullable), and the keyring took it under all of @items */
gboolean
ptl_keyring_store_all (GPtrArray *items,
                       PtlSecret *secret)
{
  for (guint i = 0; i < items->len; i++)
    {
      if (secret == NULL || !ptl_keyring_store (g_ptr_array_index (items, i), secret, NULL))
        return FALSE;
    }

  return items->len > 0;
}

/* Notes that the item is about to be stored; taking back leaves what was there before any export. */
void
ptl_keyring_plan (PtlPlan              *plan,
                  const PtlKeyringItem *item)
{
  g_autofree char *text = g_strconcat (item->schema, "\n", item->attributes, NULL);

  if (!has (item) || ptl_plan_is_noted (plan, PTL_CHANGE_SECRET, "Item", text))
    ptl_plan_note (plan, PTL_CHANGE_SECRET, "Item", text);
}

void
ptl_keyring_plan_all (PtlPlan   *plan,
                      GPtrArray *items,
                      PtlSecret *secret)
{
  for (guint i = 0; secret != NULL && i < items->len; i++)
    ptl_keyring_plan (plan, g_ptr_array_index (items, i));
}

/* Clears what the journal says was stored. */
gboolean
ptl_keyring_take_back (GKeyFile    *journal,
                       const char  *group,
                       GError     **error)
{
  g_autofree char *text = g_key_file_get_string (journal, group, "Item", NULL);
  const char *line_end = text != NULL ? strchr (text, '\n') : NULL;
  g_autofree char *name = line_end != NULL ? g_strndup (text, line_end - text) : NULL;
  g_autoptr (GHashTable) attributes = line_end != NULL ? get_attributes (line_end + 1) : NULL;
  SecretSchema *schema;
  GError *failure = NULL;

  if (attributes == NULL || g_hash_table_size (attributes) == 0)  /* nothing at all would fit everything */
    return TRUE;

  schema = make_schema (name, attributes);
  secret_password_clearv_sync (schema, attributes, NULL, &failure);
  secret_schema_unref (schema);
  return failure == NULL || translate (error, failure);
}
