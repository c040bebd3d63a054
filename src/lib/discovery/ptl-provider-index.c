/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-provider-index.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ptl-error.h"
#include "ptl-providers-resource.h"
#include "ptl-typo.h"

#define MAGIC          "PTLPROV1"
#define SIZE_AT        8
#define STRINGS_END_AT 12
#define TABLES_AT      16
#define HEADER_SIZE    56
#define RESOURCE_PATH  "/io/github/portolan_mail/Portolan/providers.index"

typedef enum
{
  TABLE_PROVIDERS,
  TABLE_DOMAINS,
  TABLE_PATTERNS,
  TABLE_MX,
  TABLE_KNOWN,
  N_TABLES,
} TableId;

typedef struct
{
  guint32 n;
  guint32 offset;
} Table;

/* The 32-bit numbers in a record. */
static const guint record_fields[N_TABLES] = { 4, 2, 2, 2, 2 };

struct _PtlProviderIndex
{
  gatomicrefcount  ref_count;
  GBytes          *bytes;
  const guint8    *data;  /* of bytes */
  guint32          size;
  guint32          strings_end;
  Table            tables[N_TABLES];
};

G_DEFINE_BOXED_TYPE (PtlProviderIndex, ptl_provider_index, ptl_provider_index_ref, ptl_provider_index_unref)

static guint32
number_at (const guint8 *data,
           gsize         offset)
{
  guint32 number;

  memcpy (&number, data + offset, sizeof number);

  return GUINT32_FROM_LE (number);
}

static guint32
record_field (PtlProviderIndex *self,
              TableId           table,
              gsize             position,
              guint             field)
{
  return number_at (self->data, self->tables[table].offset + 4 * (position * record_fields[table] + field));
}

static const char *
record_string (PtlProviderIndex *self,
               TableId           table,
               gsize             position,
               guint             field)
{
  return (const char *) self->data + record_field (self, table, position, field);
}

/* The byte before strings_end is NUL, so a string that begins before it also ends before it. */
static gboolean
is_string (PtlProviderIndex *self,
           guint32           offset)
{
  return offset >= HEADER_SIZE && offset < self->strings_end;
}

static gboolean
is_provider_record (PtlProviderIndex *self,
                    gsize             position)
{
  guint32 offset = record_field (self, TABLE_PROVIDERS, position, 2);
  guint32 length = record_field (self, TABLE_PROVIDERS, position, 3);

  return is_string (self, record_field (self, TABLE_PROVIDERS, position, 0)) &&
         is_string (self, record_field (self, TABLE_PROVIDERS, position, 1)) &&
         offset <= self->size && length <= self->size - offset;
}

static gboolean
is_name_record (PtlProviderIndex *self,
                TableId           table,
                gsize             position)
{
  return is_string (self, record_field (self, table, position, 0)) &&
         record_field (self, table, position, 1) < self->tables[TABLE_PROVIDERS].n;
}

static gboolean
is_table (PtlProviderIndex *self,
          TableId           table)
{
  guint64 length = (guint64) self->tables[table].n * record_fields[table] * 4;

  if (self->tables[table].offset < HEADER_SIZE || self->tables[table].offset + length > self->strings_end)
    return FALSE;

  for (gsize i = 0; i < self->tables[table].n; i++)
    if (table == TABLE_PROVIDERS ? !is_provider_record (self, i) : !is_name_record (self, table, i))
      return FALSE;

  return TRUE;
}

/* Looks once at every number, some two thousand, so that no look-up has to doubt one. No string and no document is read. */
static gboolean
is_sound (PtlProviderIndex *self,
          gsize             size)
{
  if (size < HEADER_SIZE || size > G_MAXUINT32 || memcmp (self->data, MAGIC, strlen (MAGIC)) != 0)
    return FALSE;

  self->size = number_at (self->data, SIZE_AT);
  self->strings_end = number_at (self->data, STRINGS_END_AT);
  if (self->size != size || self->strings_end <= HEADER_SIZE || self->strings_end > self->size ||
      self->data[self->strings_end - 1] != 0)
    return FALSE;

  for (guint i = 0; i < N_TABLES; i++)
    {
      self->tables[i].n = number_at (self->data, TABLES_AT + 8 * i);
      self->tables[i].offset = number_at (self->data, TABLES_AT + 8 * i + 4);
      if (!is_table (self, i))
        return FALSE;
    }

  return TRUE;
}

static void
fill_provider (PtlProviderIndex *self,
               gsize             position,
               const char       *match,
               PtlProvider      *provider)
{
  provider->id = record_string (self, TABLE_PROVIDERS, position, 0);
  provider->origin = record_string (self, TABLE_PROVIDERS, position, 1);
  provider->match = match;
  provider->document = record_string (self, TABLE_PROVIDERS, position, 2);
  provider->length = record_field (self, TABLE_PROVIDERS, position, 3);
}

static gboolean
found (PtlProviderIndex *self,
       TableId           table,
       gsize             position,
       PtlProvider      *provider)
{
  if (provider != NULL)
    fill_provider (self, record_field (self, table, position, 1), record_string (self, table, position, 0), provider);

  return TRUE;
}

/* "example.*" stands for the name under any top-level domain, and under those below a country that registries sell like one.
 * Nothing longer: yahoo.example.com belongs to example.com. */
static gboolean
is_top_level (const char *rest)
{
  static const char * const second_levels[] = { "ac", "co", "com", "edu", "gov", "ne", "net", "or", "org" };
  const char *dot = strchr (rest, '.');

  if (dot == NULL)
    return *rest != '\0';
  if (strlen (dot + 1) != 2)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (second_levels); i++)
    if (strlen (second_levels[i]) == (gsize) (dot - rest) && strncmp (rest, second_levels[i], dot - rest) == 0)
      return TRUE;

  return FALSE;
}

/* "example.*" and "example-*.*" */
static gboolean
matches_any_top_level (const char *pattern,
                       const char *name)
{
  const char *dot = strchr (name, '.');
  gsize fixed = strcspn (pattern, ".*");
  gsize label = dot != NULL ? (gsize) (dot - name) : 0;

  if (dot == NULL || !is_top_level (dot + 1) || strncmp (pattern, name, fixed) != 0)
    return FALSE;

  return pattern[fixed] == '*' ? label > fixed : label == fixed;
}

static gboolean
matches (const char *pattern,
         const char *name)
{
  if (g_str_has_prefix (pattern, "*."))
    return g_str_has_suffix (name, pattern + 1) && strlen (name) > strlen (pattern + 1);
  if (g_str_has_suffix (pattern, ".*"))
    return matches_any_top_level (pattern, name);

  return strcmp (pattern, name) == 0;
}

static gboolean
find_pattern (PtlProviderIndex *self,
              TableId           table,
              const char       *name,
              PtlProvider      *provider)
{
  for (gsize i = 0; i < self->tables[table].n; i++)
    if (matches (record_string (self, table, i, 0), name))
      return found (self, table, i, provider);

  return FALSE;
}

/**
 * ptl_provider_index_new:
 * @bytes: what make-index.py wrote
 *
 * Returns: (transfer full): the index, or %NULL with %PTL_ERROR_BAD_DATA when @bytes are not an index or a damaged one
 */
PtlProviderIndex *
ptl_provider_index_new (GBytes  *bytes,
                        GError **error)
{
  g_autoptr (PtlProviderIndex) self = NULL;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (PtlProviderIndex, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_bytes_ref (bytes);
  self->data = g_bytes_get_data (bytes, &size);
  if (!is_sound (self, size))
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The list of mail providers is damaged."));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * ptl_provider_index_get_bundled:
 *
 * Returns: (transfer none): the list that is built into this program
 */
PtlProviderIndex *
ptl_provider_index_get_bundled (void)
{
  static gsize bundled = 0;

  if (g_once_init_enter (&bundled))
    {
      g_autoptr (GBytes) bytes = NULL;

      /* By hand: a linker leaves out what only a constructor in a static library would name. */
      ptl_providers_register_resource ();
      bytes = g_resources_lookup_data (RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_assert (bytes != NULL);
      g_once_init_leave (&bundled, (gsize) ptl_provider_index_new (bytes, NULL));
    }

  return (PtlProviderIndex *) bundled;
}

PtlProviderIndex *
ptl_provider_index_ref (PtlProviderIndex *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
ptl_provider_index_unref (PtlProviderIndex *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_bytes_unref (self->bytes);
  g_free (self);
}

gsize
ptl_provider_index_get_n (PtlProviderIndex *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->tables[TABLE_PROVIDERS].n;
}

/**
 * ptl_provider_index_get:
 * @position: less than ptl_provider_index_get_n()
 * @provider: (out): its match is its id
 */
void
ptl_provider_index_get (PtlProviderIndex *self,
                        gsize             position,
                        PtlProvider      *provider)
{
  g_return_if_fail (self != NULL && provider != NULL && position < self->tables[TABLE_PROVIDERS].n);

  fill_provider (self, position, record_string (self, TABLE_PROVIDERS, position, 0), provider);
}

/**
 * ptl_provider_index_find_domain:
 * @domain: in lower-case ASCII
 * @provider: (out) (optional)
 *
 * Returns: whether the list has this very domain
 */
gboolean
ptl_provider_index_find_domain (PtlProviderIndex *self,
                                const char       *domain,
                                PtlProvider      *provider)
{
  gsize low = 0;
  gsize high;

  g_return_val_if_fail (self != NULL && domain != NULL, FALSE);

  high = self->tables[TABLE_DOMAINS].n;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;
      int order = strcmp (domain, record_string (self, TABLE_DOMAINS, middle, 0));

      if (order == 0)
        return found (self, TABLE_DOMAINS, middle, provider);
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return FALSE;
}

/**
 * ptl_provider_index_find_pattern:
 * @domain: in lower-case ASCII
 * @provider: (out) (optional): its match is the pattern
 *
 * Returns: whether a pattern for domains fits
 */
gboolean
ptl_provider_index_find_pattern (PtlProviderIndex *self,
                                 const char       *domain,
                                 PtlProvider      *provider)
{
  g_return_val_if_fail (self != NULL && domain != NULL, FALSE);

  return find_pattern (self, TABLE_PATTERNS, domain, provider);
}

/**
 * ptl_provider_index_find_mx:
 * @host: the host that receives the mail of some other domain, in lower-case ASCII
 * @provider: (out) (optional): its match is the pattern, or the domain above @host
 *
 * Whose host this is: by the patterns for such hosts, else by the nearest domain above it that a provider has. Only this list
 * is asked, so no public suffix can be mistaken for a provider.
 *
 * Returns: whether the list knows
 */
gboolean
ptl_provider_index_find_mx (PtlProviderIndex *self,
                            const char       *host,
                            PtlProvider      *provider)
{
  g_return_val_if_fail (self != NULL && host != NULL, FALSE);

  if (find_pattern (self, TABLE_MX, host, provider))
    return TRUE;

  for (const char *name = host; name != NULL; name = strchr (name, '.'))
    {
      if (*name == '.')
        name++;
      if (ptl_provider_index_find_domain (self, name, provider))
        return TRUE;
    }

  return FALSE;
}

/**
 * ptl_provider_index_suggest:
 * @domain: in lower-case ASCII
 *
 * Returns: (transfer none) (nullable): the well-known domain that was probably meant by @domain, when that is none itself
 */
const char *
ptl_provider_index_suggest (PtlProviderIndex *self,
                            const char       *domain)
{
  const char *best = NULL;
  guint best_distance = G_MAXUINT;

  g_return_val_if_fail (self != NULL && domain != NULL, NULL);

  if (ptl_provider_index_find_domain (self, domain, NULL) ||
      (find_pattern (self, TABLE_PATTERNS, domain, NULL) && !ptl_typo_in_top_level (domain)))
    return NULL;

  for (gsize i = 0; i < self->tables[TABLE_KNOWN].n; i++)
    {
      const char *known = record_string (self, TABLE_KNOWN, i, 0);
      guint distance = ptl_typo_distance (domain, known);

      if (distance < best_distance)
        {
          best = known;
          best_distance = distance;
        }
    }

  return best;
}

/**
 * ptl_provider_index_dup_document:
 * @provider: as a look-up in this index filled it
 *
 * Returns: (transfer full): its document, without a copy
 */
GBytes *
ptl_provider_index_dup_document (PtlProviderIndex  *self,
                                 const PtlProvider *provider)
{
  g_return_val_if_fail (self != NULL && provider != NULL, NULL);

  return g_bytes_new_from_bytes (self->bytes, (const guint8 *) provider->document - self->data, provider->length);
}
