/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-hint.h"

#include <glib/gi18n-lib.h>

struct _PtlHint
{
  gatomicrefcount ref_count;

  PtlHintId  id;
  char      *provider;
  char      *url;       /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (PtlHint, ptl_hint, ptl_hint_ref, ptl_hint_unref)

G_DEFINE_ENUM_TYPE (PtlHintId, ptl_hint_id,
                    G_DEFINE_ENUM_VALUE (PTL_HINT_APP_PASSWORD, "app-password"),
                    G_DEFINE_ENUM_VALUE (PTL_HINT_ENABLE_FIRST, "enable-first"),
                    G_DEFINE_ENUM_VALUE (PTL_HINT_OAUTH2_ONLY, "oauth2-only"),
                    G_DEFINE_ENUM_VALUE (PTL_HINT_BRIDGE_NEEDED, "bridge-needed"),
                    G_DEFINE_ENUM_VALUE (PTL_HINT_NO_ACCESS, "no-access"),
                    G_DEFINE_ENUM_VALUE (PTL_HINT_DOCUMENTATION, "documentation"))

/* Translators: in each of these, %s is the name of a mail provider, such as Yahoo */
static const char * const texts[] = {
  [PTL_HINT_APP_PASSWORD] = N_("%s wants a password of its own for mail programs, an “app password”. "
                               "You create it on the provider's web page and use it here instead of your usual one."),
  [PTL_HINT_ENABLE_FIRST] = N_("Access by mail programs has to be switched on first, in the settings of %s on the web."),
  [PTL_HINT_OAUTH2_ONLY] = N_("%s lets mail programs in only through its own sign-in page. "
                              "Your mail program opens that page when you use it for the first time."),
  [PTL_HINT_BRIDGE_NEEDED] = N_("%s encrypts mail in its own way. "
                                "Mail programs need its helper program (“bridge”) on this computer first."),
  [PTL_HINT_NO_ACCESS] = N_("%s does not let mail programs in. Its mail can be read only in its own app or on the web."),
  [PTL_HINT_DOCUMENTATION] = N_("%s explains its settings on the web."),
};

/**
 * ptl_hint_new:
 * @id: what kind of hint
 * @provider: the provider's name, for the sentence
 * @url: (nullable): where the provider explains it
 *
 * Returns: (transfer full): a hint
 */
PtlHint *
ptl_hint_new (PtlHintId   id,
              const char *provider,
              const char *url)
{
  PtlHint *self;

  g_return_val_if_fail (provider != NULL, NULL);

  self = g_new0 (PtlHint, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = id;
  self->provider = g_strdup (provider);
  self->url = g_strdup (url);

  return self;
}

PtlHint *
ptl_hint_ref (PtlHint *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_hint_unref (PtlHint *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->provider);
  g_free (self->url);
  g_free (self);
}

PtlHintId
ptl_hint_get_id (const PtlHint *self)
{
  return self->id;
}

/**
 * ptl_hint_get_url:
 * @self: a hint
 *
 * Returns: (transfer none) (nullable): the page where the provider explains it
 */
const char *
ptl_hint_get_url (const PtlHint *self)
{
  return self->url;
}

/**
 * ptl_hint_get_text:
 * @self: a hint
 *
 * Returns: (transfer full): what to do or to know, in plain words
 */
char *
ptl_hint_get_text (const PtlHint *self)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_(texts[self->id]), self->provider);
#pragma GCC diagnostic pop
}
