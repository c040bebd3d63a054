/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-query.h"

/* The time budget of a whole discovery, where nobody says otherwise. */
#define DEFAULT_TIMEOUT_MS 15000

struct _PtlQuery
{
  GObject parent_instance;

  PtlAddress   *address;   /* (owned) */
  GListStore   *contacts;  /* (owned) (element-type PtlContact) */
  GHashTable   *allowed;   /* (owned) (element-type utf8): hosts that may see the address */
  GPtrArray    *wishes;    /* (owned) (element-type utf8): hosts that might answer if they saw it */
  PtlTryAsync   try_async;
  PtlTryFinish  try_finish;
  gpointer      try_data;
  guint         timeout;
  guint         n_alive[PTL_ORIGIN_GUESS + 1];
  gboolean      offline;
  gboolean      directory;
  gboolean      doubt;
  guint         declined;     /* a bit for each protocol and kind of security */
  PtlCandidate *unproven;     /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PtlQuery, ptl_query, G_TYPE_OBJECT)

typedef enum
{
  PROP_WISHES = 1,
} PtlQueryProperty;

static GParamSpec *properties[PROP_WISHES + 1];

static void
ptl_query_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  switch ((PtlQueryProperty) property_id)
    {
    case PROP_WISHES:
      g_value_set_boxed (value, PTL_QUERY (object)->wishes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_query_finalize (GObject *object)
{
  PtlQuery *self = PTL_QUERY (object);

  g_clear_pointer (&self->wishes, g_ptr_array_unref);
  g_clear_pointer (&self->allowed, g_hash_table_unref);
  g_clear_object (&self->contacts);
  g_clear_object (&self->unproven);
  g_clear_pointer (&self->address, ptl_address_unref);

  G_OBJECT_CLASS (ptl_query_parent_class)->finalize (object);
}

static void
ptl_query_class_init (PtlQueryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ptl_query_get_property;
  object_class->finalize = ptl_query_finalize;

  properties[PROP_WISHES] = g_param_spec_boxed ("wishes", NULL, NULL, G_TYPE_PTR_ARRAY,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ptl_query_init (PtlQuery *self)
{
  self->contacts = g_list_store_new (PTL_TYPE_CONTACT);
  self->allowed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wishes = g_ptr_array_new_with_free_func (g_free);
  self->timeout = DEFAULT_TIMEOUT_MS;
}

/**
 * ptl_query_new:
 * @address: whose mailbox is looked for
 *
 * Returns: (transfer full): a query that is not offline and may not ask the public directory
 */
PtlQuery *
ptl_query_new (PtlAddress *address)
{
  PtlQuery *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (PTL_TYPE_QUERY, NULL);
  self->address = ptl_address_ref (address);
  return self;
}

PtlAddress *
ptl_query_get_address (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), NULL);
  return self->address;
}

/**
 * ptl_query_get_domain:
 *
 * Returns: the address's domain in its ASCII form, as it goes over the wire
 */
const char *
ptl_query_get_domain (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), NULL);
  return ptl_address_get_domain (self->address);
}

gboolean
ptl_query_get_offline (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), TRUE);
  return self->offline;
}

/**
 * ptl_query_set_offline:
 * @offline: whether only this computer's own lists are asked, and no packet leaves it
 */
void
ptl_query_set_offline (PtlQuery *self,
                       gboolean  offline)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  self->offline = offline;
}

gboolean
ptl_query_get_directory (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), FALSE);
  return self->directory;
}

/**
 * ptl_query_set_directory:
 * @directory: whether the public directory may be asked for the domain
 */
void
ptl_query_set_directory (PtlQuery *self,
                         gboolean  directory)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  self->directory = directory;
}

gboolean
ptl_query_get_doubt (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), FALSE);
  return self->doubt;
}

/**
 * ptl_query_set_doubt:
 * @doubt: whether what is known turned out not to work, so that the usual names are tried beside it
 */
void
ptl_query_set_doubt (PtlQuery *self,
                     gboolean  doubt)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  self->doubt = doubt;
}

static guint
get_bit (PtlProtocol protocol,
         PtlSecurity security)
{
  return 1u << (protocol * (PTL_SECURITY_TLS + 1) + security);
}

void
ptl_query_decline (PtlQuery    *self,
                   PtlProtocol  protocol,
                   PtlSecurity  security)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  self->declined |= get_bit (protocol, security);
}

gboolean
ptl_query_declines (PtlQuery  *self,
                    PtlServer *server)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), FALSE);
  return (self->declined & get_bit (ptl_server_get_protocol (server), ptl_server_get_security (server))) != 0;
}

/**
 * ptl_query_get_unproven:
 *
 * Returns: (transfer none) (nullable): servers that answer at the domain's usual names, but whose certificates do not prove that they
 *   are its own: better than nothing, where the person can say so
 */
PtlCandidate *
ptl_query_get_unproven (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), NULL);
  return self->unproven;
}

void
ptl_query_set_unproven (PtlQuery     *self,
                        PtlCandidate *candidate)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_set_object (&self->unproven, candidate);
}

guint
ptl_query_get_timeout (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), 0);
  return self->timeout;
}

void
ptl_query_set_timeout (PtlQuery *self,
                       guint     milliseconds)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_return_if_fail (milliseconds > 0);
  self->timeout = milliseconds;
}

/**
 * ptl_query_allow_address:
 * @host: the one host that may be told the whole address, because the person agreed to it
 */
void
ptl_query_allow_address (PtlQuery   *self,
                         const char *host)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_return_if_fail (host != NULL);
  g_hash_table_add (self->allowed, g_ascii_strdown (host, -1));
}

gboolean
ptl_query_may_send_address (PtlQuery   *self,
                            const char *host)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (PTL_IS_QUERY (self), FALSE);
  g_return_val_if_fail (host != NULL, FALSE);

  name = g_ascii_strdown (host, -1);
  return !g_str_equal (name, PTL_DIRECTORY_HOST) && g_hash_table_contains (self->allowed, name);
}

/**
 * ptl_query_add_wish:
 * @host: a host that answered over https, but had nothing for the domain alone
 */
void
ptl_query_add_wish (PtlQuery   *self,
                    const char *host)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_return_if_fail (host != NULL);
  if (g_ptr_array_find_with_equal_func (self->wishes, host, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->wishes, g_strdup (host));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WISHES]);
}

/**
 * ptl_query_get_wishes:
 *
 * Returns: (transfer none) (element-type utf8): the hosts that the person may be offered to send the address to; see
 *   ptl_query_allow_address()
 */
GPtrArray *
ptl_query_get_wishes (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), NULL);
  return self->wishes;
}

/**
 * ptl_query_set_tester:
 * @try_async: (nullable): tries one server without a password; without it nothing is guessed
 * @try_data: handed to each try; the caller keeps it alive as long as the query
 */
void
ptl_query_set_tester (PtlQuery     *self,
                      PtlTryAsync   try_async,
                      PtlTryFinish  try_finish,
                      gpointer      try_data)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_return_if_fail ((try_async == NULL) == (try_finish == NULL));
  self->try_async = try_async;
  self->try_finish = try_finish;
  self->try_data = try_data;
}

/**
 * ptl_query_get_tester:
 *
 * Returns: whether there is one
 */
gboolean
ptl_query_get_tester (PtlQuery     *self,
                      PtlTryAsync  *try_async,
                      PtlTryFinish *try_finish,
                      gpointer     *try_data)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), FALSE);
  *try_async = self->try_async;
  *try_finish = self->try_finish;
  *try_data = self->try_data;
  return self->try_async != NULL;
}

void
ptl_query_begin_alive (PtlQuery  *self,
                       PtlOrigin  origin)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  self->n_alive[origin]++;
}

void
ptl_query_end_alive (PtlQuery  *self,
                     PtlOrigin  origin)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_return_if_fail (self->n_alive[origin] > 0);
  self->n_alive[origin]--;
}

gboolean
ptl_query_is_alive (PtlQuery  *self,
                    PtlOrigin  origin)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), FALSE);
  return self->n_alive[origin] > 0;
}

/**
 * ptl_query_get_contacts:
 *
 * Returns: (transfer none): the ledger, a list of PtlContact that grows
 */
GListModel *
ptl_query_get_contacts (PtlQuery *self)
{
  g_return_val_if_fail (PTL_IS_QUERY (self), NULL);
  return G_LIST_MODEL (self->contacts);
}

void
ptl_query_add_contact (PtlQuery   *self,
                       PtlContact *contact)
{
  g_return_if_fail (PTL_IS_QUERY (self));
  g_return_if_fail (PTL_IS_CONTACT (contact));
  g_list_store_append (self->contacts, contact);
}

PtlTransport
ptl_query_judge_transport (PtlOrigin origin,
                           PtlTrust  trust)
{
  if (origin != PTL_ORIGIN_MX)
    return PTL_TRANSPORT_HTTPS;

  return trust == PTL_TRUST_TRUSTED ? PTL_TRANSPORT_DNSSEC : PTL_TRANSPORT_DNS;
}
