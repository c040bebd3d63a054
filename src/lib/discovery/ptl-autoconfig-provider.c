/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig-provider.h"

#define MAX_SERVERS 64
#define MAX_HINTS   16

typedef struct
{
  PtlHintId  id;
  char      *url;  /* (owned) (nullable) */
} FoundHint;

static void
found_hint_clear (gpointer data)
{
  FoundHint *hint = data;

  g_free (hint->url);
}

GArray *
ptl_autoconfig_hints_new (void)
{
  GArray *hints = g_array_new (FALSE, FALSE, sizeof (FoundHint));

  g_array_set_clear_func (hints, found_hint_clear);
  return hints;
}

void
ptl_autoconfig_hints_add (GArray     *hints,
                          PtlHintId   id,
                          const char *url)
{
  FoundHint hint = { id, g_strdup (url) };

  if (hints->len < MAX_HINTS)
    g_array_append_val (hints, hint);
  else
    g_free (hint.url);
}

PtlAutoconfigProvider *
ptl_autoconfig_provider_new (const char *id)
{
  PtlAutoconfigProvider *self = g_new0 (PtlAutoconfigProvider, 1);

  self->id = g_strdup (id);
  self->incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  self->outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  self->hints = ptl_autoconfig_hints_new ();
  self->complaints = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
ptl_autoconfig_provider_free (PtlAutoconfigProvider *self)
{
  g_free (self->id);
  g_free (self->display_name);
  g_ptr_array_unref (self->incoming);
  g_ptr_array_unref (self->outgoing);
  g_array_unref (self->hints);
  g_ptr_array_unref (self->complaints);
  g_free (self);
}

static guint
count_servers (const PtlAutoconfigProvider *self)
{
  return self->incoming->len + self->outgoing->len;
}

void
ptl_autoconfig_provider_take_server (PtlAutoconfigProvider *self,
                                     PtlServer             *server)
{
  if (count_servers (self) < MAX_SERVERS)
    g_ptr_array_add (ptl_server_is_incoming (server) ? self->incoming : self->outgoing, ptl_server_ref (server));
}

static gboolean
has_hint (const PtlAutoconfigProvider *self,
          PtlHintId                    id)
{
  for (guint i = 0; i < self->hints->len; i++)
    if (g_array_index (self->hints, FoundHint, i).id == id)
      return TRUE;

  return FALSE;
}

/* A provider that lets no mail program in is an answer, too. */
gboolean
ptl_autoconfig_provider_is_usable (const PtlAutoconfigProvider *self)
{
  return count_servers (self) > 0 || has_hint (self, PTL_HINT_NO_ACCESS) || has_hint (self, PTL_HINT_BRIDGE_NEEDED);
}

static guint
get_rank (const PtlAutoconfigProvider *self)
{
  if (count_servers (self) > 0)
    return self->matches ? 4 : 3;

  return ptl_autoconfig_provider_is_usable (self) ? 2 : self->complaints->len > 0 || self->other != NULL;
}

/* The format has room for one provider. Of several, the one that is for the address's domain counts, else the first that has
 * servers. */
gboolean
ptl_autoconfig_provider_is_better (const PtlAutoconfigProvider *self,
                                   const PtlAutoconfigProvider *other)
{
  return get_rank (self) > get_rank (other);
}

static gboolean
wants_oauth2_only (GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      gsize n_methods;

      ptl_server_get_authentication (servers->pdata[i], &n_methods);
      if (n_methods != 1 || !ptl_server_allows (servers->pdata[i], PTL_AUTHENTICATION_OAUTH2))
        return FALSE;
    }

  return servers->len > 0;
}

static void
make_hints (const GArray *found,
            const char   *provider,
            GPtrArray    *hints)
{
  for (guint i = 0; i < found->len; i++)
    {
      const FoundHint *hint = &g_array_index (found, FoundHint, i);

      g_ptr_array_add (hints, ptl_hint_new (hint->id, provider, hint->url));
    }
}

GPtrArray *
ptl_autoconfig_provider_collect_hints (const PtlAutoconfigProvider *self,
                                       const GArray                *hints_for_all,
                                       PtlAddress                  *address)
{
  GPtrArray *hints = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_hint_unref);
  const char *name = self->display_name;

  if (name == NULL)
    name = self->id != NULL ? self->id : ptl_address_get_domain_unicode (address);

  make_hints (self->hints, name, hints);
  make_hints (hints_for_all, name, hints);
  if (wants_oauth2_only (self->incoming) && !has_hint (self, PTL_HINT_OAUTH2_ONLY))
    g_ptr_array_add (hints, ptl_hint_new (PTL_HINT_OAUTH2_ONLY, name, NULL));

  return hints;
}
