/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-policy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-domain.h"
#include "ptl-enum.h"
#include "ptl-error.h"
#include "ptl-server.h"

#define GROUP "Policy"

struct _PtlPolicy
{
  gatomicrefcount ref_count;

  gboolean          directory;
  char            **domains;    /* (owned) (nullable): ASCII; NULL for all */
  char            **protocols;  /* (owned) (nullable): NULL for all */
  char            **targets;    /* (owned) (nullable): NULL for all */
  PtlSecurityNeed   security;   /* PTL_NEED_ANY: as the person likes */
};

G_DEFINE_BOXED_TYPE (PtlPolicy, ptl_policy, ptl_policy_ref, ptl_policy_unref)

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_POLICY, message);
  return FALSE;
}

/* A rule that is misspelt would be no rule at all, so it is refused. */
static gboolean
check_keys (GKeyFile  *file,
            GError   **error)
{
  static const char * const known[] = { "Directory", "Domains", "Protocols", "Security", "Targets", NULL };
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP, NULL, NULL);

  if (keys == NULL)
    return refuse (error, _("There is no group [%s]."), GROUP);

  for (guint i = 0; keys[i] != NULL; i++)
    if (!g_strv_contains (known, keys[i]))
      return refuse (error, _("“%s” is not a rule that Portolan knows."), keys[i]);

  return TRUE;
}

static gboolean
read_flag (GKeyFile    *file,
           const char  *key,
           gboolean    *flag,
           GError     **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, key, NULL);

  if (text == NULL)
    return TRUE;
  if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
    return refuse (error, _("“%s” is “%s”, but is either true or false."), key, text);

  *flag = g_str_equal (text, "true");
  return TRUE;
}

static gboolean
read_security (GKeyFile         *file,
               PtlSecurityNeed  *security,
               GError          **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, "Security", NULL);
  int value;

  if (text == NULL)
    return TRUE;
  if (!ptl_enum_from_nick (PTL_TYPE_SECURITY_NEED, text, &value))
    return refuse (error, _("“%s” is “%s”, which is not known here."), "Security", text);

  *security = value;
  return TRUE;
}

static gboolean
read_domains (GKeyFile   *file,
              char     ***domains,
              GError    **error)
{
  g_auto (GStrv) names = g_key_file_get_string_list (file, GROUP, "Domains", NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      char *ascii = ptl_domain_to_ascii (names[i], NULL);

      if (ascii == NULL)
        return refuse (error, _("“%s” is “%s”, which is not a domain."), "Domains", names[i]);

      g_free (names[i]);
      names[i] = ascii;
    }

  *domains = g_steal_pointer (&names);
  return TRUE;
}

static gboolean
read_protocols (GKeyFile   *file,
                char     ***protocols,
                GError    **error)
{
  g_auto (GStrv) names = g_key_file_get_string_list (file, GROUP, "Protocols", NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!g_str_equal (names[i], "imap") && !g_str_equal (names[i], "pop3"))
      return refuse (error, _("“%s” is “%s”, which is not known here."), "Protocols", names[i]);

  *protocols = g_steal_pointer (&names);
  return TRUE;
}

static PtlPolicy *
policy_new (void)
{
  PtlPolicy *self = g_new0 (PtlPolicy, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->directory = TRUE;
  self->security = PTL_NEED_ANY;

  return self;
}

static gboolean
read_rules (PtlPolicy  *self,
            GKeyFile   *file,
            GError    **error)
{
  self->targets = g_key_file_get_string_list (file, GROUP, "Targets", NULL, NULL);

  return check_keys (file, error) && read_flag (file, "Directory", &self->directory, error) &&
         read_security (file, &self->security, error) && read_domains (file, &self->domains, error) &&
         read_protocols (file, &self->protocols, error);
}

/**
 * ptl_policy_load:
 * @path: a key file; it need not exist
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what it allows, everything if there is no such file; or %NULL with %PTL_ERROR_POLICY if it
 *   cannot be understood: rules that nobody can read must not mean that there are none
 */
PtlPolicy *
ptl_policy_load (const char  *path,
                 GError     **error)
{
  g_autoptr (PtlPolicy) self = policy_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local_error))
    {
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&self);

      refuse (error, "%s: %s", path, local_error->message);
      return NULL;
    }

  if (!read_rules (self, file, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * ptl_policy_load_default:
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what this computer's administrator allows, see ptl_policy_load()
 */
PtlPolicy *
ptl_policy_load_default (GError **error)
{
  return ptl_policy_load (PTL_SYSCONFDIR "/portolan/policy.conf", error);
}

PtlPolicy *
ptl_policy_ref (PtlPolicy *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_policy_unref (PtlPolicy *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_strfreev (self->domains);
  g_strfreev (self->protocols);
  g_strfreev (self->targets);
  g_free (self);
}

/**
 * ptl_policy_allows_directory:
 * @self: a policy
 *
 * Returns: whether the public directory may be asked, if the person agrees
 */
gboolean
ptl_policy_allows_directory (const PtlPolicy *self)
{
  return self->directory;
}

static gboolean
is_listed (char       **list,
           const char  *text)
{
  return list == NULL || g_strv_contains ((const char * const *) list, text);
}

/**
 * ptl_policy_check_address:
 * @self: a policy
 * @address: whose mailbox is to be set up
 * @error: return location for an error
 *
 * Returns: whether it may be; if not, with %PTL_ERROR_POLICY
 */
gboolean
ptl_policy_check_address (const PtlPolicy   *self,
                          const PtlAddress  *address,
                          GError           **error)
{
  g_autofree char *list = NULL;

  if (is_listed (self->domains, ptl_address_get_domain (address)))
    return TRUE;

  list = g_strjoinv (", ", self->domains);
  /* Translators: %s is a list of domains, such as example.org, example.net */
  return refuse (error, _("On this computer only addresses of these domains can be set up: %s."), list);
}

static gboolean
refuse_security (const PtlPolicy  *self,
                 GError          **error)
{
  return refuse (error, self->security == PTL_NEED_STRICT
                        ? _("On this computer only connections are allowed that are encrypted from the first byte.")
                        : _("On this computer only encrypted connections are allowed."));
}

static gboolean
check_protocol (const PtlPolicy  *self,
                gboolean          is_imap,
                GError          **error)
{
  return is_listed (self->protocols, is_imap ? "imap" : "pop3") ||
         refuse (error, is_imap ? _("IMAP is not allowed on this computer.") : _("POP3 is not allowed on this computer."));
}

/**
 * ptl_policy_check_needs:
 * @self: a policy
 * @needs: what the person chose
 * @error: return location for an error
 *
 * Who wants connections to be encrypted, as usual, gets the stricter ones that the rules ask for. Who wants unencrypted ones is told
 * that they may not be.
 *
 * Returns: whether that may be; if not, with %PTL_ERROR_POLICY
 */
gboolean
ptl_policy_check_needs (const PtlPolicy  *self,
                        const PtlNeeds   *needs,
                        GError          **error)
{
  if (needs->security == PTL_NEED_ANY && self->security != PTL_NEED_ANY)
    return refuse_security (self, error);

  return needs->protocol == PTL_CHOICE_RECOMMENDED || check_protocol (self, needs->protocol == PTL_CHOICE_IMAP, error);
}

/**
 * ptl_policy_apply:
 * @self: a policy
 * @needs: what the person chose
 *
 * What the person left open is decided by the rules: where one protocol alone is allowed, it is the choice; where connections have to
 * be encrypted from the first byte, they are.
 *
 * Returns: the needs as they are to be followed
 */
PtlNeeds
ptl_policy_apply (const PtlPolicy *self,
                  const PtlNeeds  *needs)
{
  PtlNeeds result = *needs;

  if (result.protocol == PTL_CHOICE_RECOMMENDED && self->protocols != NULL && g_strv_length (self->protocols) == 1)
    result.protocol = g_str_equal (self->protocols[0], "imap") ? PTL_CHOICE_IMAP : PTL_CHOICE_POP3;
  if (result.security == PTL_NEED_ENCRYPTED && self->security == PTL_NEED_STRICT)
    result.security = PTL_NEED_STRICT;

  return result;
}

/**
 * ptl_policy_check_target:
 * @self: a policy
 * @target: the id of an exporter
 * @error: return location for an error
 *
 * Returns: whether settings may be handed over to it; if not, with %PTL_ERROR_POLICY
 */
gboolean
ptl_policy_check_target (const PtlPolicy  *self,
                         const char       *target,
                         GError          **error)
{
  return is_listed (self->targets, target) ||
         refuse (error, _("Settings cannot be handed over to “%s” on this computer."), target);
}

static gboolean
check_server (const PtlPolicy  *self,
              const PtlServer  *server,
              GError          **error)
{
  PtlSecurity security = ptl_server_get_security (server);

  if ((self->security == PTL_NEED_ENCRYPTED && security == PTL_SECURITY_NONE) ||
      (self->security == PTL_NEED_STRICT && security != PTL_SECURITY_TLS))
    return refuse_security (self, error);

  return ptl_server_get_protocol (server) == PTL_PROTOCOL_SMTP ||
         check_protocol (self, ptl_server_get_protocol (server) == PTL_PROTOCOL_IMAP, error);
}

/**
 * ptl_policy_check_account:
 * @self: a policy
 * @account: settings, wherever they come from
 * @error: return location for an error
 *
 * Returns: whether a mailbox may be set up so; if not, with %PTL_ERROR_POLICY
 */
gboolean
ptl_policy_check_account (const PtlPolicy   *self,
                          const PtlAccount  *account,
                          GError           **error)
{
  PtlServer *incoming = ptl_account_get_incoming (account);
  PtlServer *outgoing = ptl_account_get_outgoing (account);

  return ptl_policy_check_address (self, ptl_account_get_address (account), error) &&
         (incoming == NULL || check_server (self, incoming, error)) && (outgoing == NULL || check_server (self, outgoing, error));
}
