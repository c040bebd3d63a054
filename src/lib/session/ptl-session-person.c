/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"
#include "ptl-exceptions.h"

static void
forget_manual (PtlSession *self)
{
  g_clear_pointer (&self->manual_incoming, ptl_server_unref);
  g_clear_pointer (&self->manual_outgoing, ptl_server_unref);
  self->own_leave = FALSE;
  ptl_agreement_clear (&self->agreement);
  g_ptr_array_set_size (self->exceptions, 0);
}

/**
 * ptl_session_set_policy:
 * @self: a session that has not looked for anything yet
 * @policy: what is allowed, instead of what this computer's administrator says
 */
void
ptl_session_set_policy (PtlSession *self,
                        PtlPolicy  *policy)
{
  g_clear_pointer (&self->policy, ptl_policy_unref);
  self->policy = ptl_policy_ref (policy);
}

/**
 * ptl_session_set_address:
 * @self: a session
 * @address: whose mailbox it is
 *
 * Another address than before starts from the beginning, but for the name, the needs and the settings.
 */
void
ptl_session_set_address (PtlSession *self,
                         PtlAddress *address)
{
  g_return_if_fail (PTL_IS_SESSION (self));
  g_return_if_fail (address != NULL);

  if (self->address != NULL && g_str_equal (ptl_address_get_text (self->address), ptl_address_get_text (address)))
    return;

  g_clear_pointer (&self->address, ptl_address_unref);
  self->address = ptl_address_ref (address);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_ptr_array_set_size (self->allowed, 0);
  self->doubts = self->has_doubted = FALSE;
  forget_manual (self);
  ptl_session_forget_check (self);
  ptl_search_forget (self->search);
  ptl_session_recompute (self);
}

/**
 * ptl_session_get_address:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): whose mailbox it is
 */
PtlAddress *
ptl_session_get_address (PtlSession *self)
{
  return self->address;
}

/**
 * ptl_session_set_name:
 * @self: a session
 * @name: (nullable): the person's name, as it stands in what they send
 */
void
ptl_session_set_name (PtlSession *self,
                      const char *name)
{
  char *copy = g_strdup (name);

  g_free (self->name);
  self->name = copy;
}

const char *
ptl_session_get_name (PtlSession *self)
{
  return self->name;
}

void
ptl_session_set_needs (PtlSession     *self,
                       const PtlNeeds *needs)
{
  g_return_if_fail (PTL_IS_SESSION (self));

  if (ptl_needs_equal (&self->needs, needs))
    return;

  self->needs = *needs;
  ptl_session_forget_check (self);
  ptl_session_recompute (self);
}

const PtlNeeds *
ptl_session_get_needs (PtlSession *self)
{
  return &self->needs;
}

/**
 * ptl_session_set_secret:
 * @self: a session
 * @secret: (nullable): the password; without one nobody is signed in
 */
void
ptl_session_set_secret (PtlSession *self,
                        PtlSecret  *secret)
{
  if (secret != NULL)
    ptl_secret_ref (secret);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  self->secret = secret;
  ptl_session_forget_check (self);
}

gboolean
ptl_session_has_secret (PtlSession *self)
{
  return self->secret != NULL;
}

/* Returns: (transfer full) (nullable): the password, to be stored where the person wants that */
PtlSecret *
ptl_session_dup_secret (PtlSession *self)
{
  return self->secret != NULL ? ptl_secret_ref (self->secret) : NULL;
}

/**
 * ptl_session_set_username:
 * @self: a session
 * @username: (nullable): the name that the person says, instead of what the settings say
 */
void
ptl_session_set_username (PtlSession *self,
                          const char *username)
{
  char *copy = g_strdup (username);

  g_free (self->username);
  self->username = copy;
  ptl_session_forget_check (self);
}

/**
 * ptl_session_set_offline:
 * @self: a session
 * @offline: whether nobody is asked, and nothing tried
 */
void
ptl_session_set_offline (PtlSession *self,
                         gboolean    offline)
{
  self->offline = offline;
}

/**
 * ptl_session_set_unchecked:
 * @self: a session
 * @unchecked: whether no mail server is tried, not even to find out whether it is there
 */
void
ptl_session_set_unchecked (PtlSession *self,
                           gboolean    unchecked)
{
  self->unchecked = unchecked;
}

/**
 * ptl_session_set_directory:
 * @self: a session
 * @directory: whether the public directory may be asked for the domain
 */
void
ptl_session_set_directory (PtlSession *self,
                           gboolean    directory)
{
  self->directory = directory;
}

/**
 * ptl_session_set_timeout:
 * @self: a session
 * @milliseconds: how long discovery may take; 0 for the usual
 */
void
ptl_session_set_timeout (PtlSession *self,
                         guint       milliseconds)
{
  self->timeout = milliseconds;
}

/**
 * ptl_session_set_confirmed:
 * @self: a session
 * @confirmed: whether the person has agreed to the servers that nobody vouches for, as they are recommended now. Those of another
 *   domain, that a fallback or a late answer brings, are not among them
 */
void
ptl_session_set_confirmed (PtlSession *self,
                           gboolean    confirmed)
{
  if (ptl_session_get_confirmed (self) == confirmed)
    return;

  ptl_agreement_clear (&self->agreement);
  if (confirmed && self->recommendation != NULL)
    self->agreement = ptl_agreement_to (self->recommendation);
  ptl_session_forget_check (self);
}

/**
 * ptl_session_confirm_beforehand:
 * @self: a session
 *
 * The person agrees to whatever servers will be found, without having seen them.
 */
void
ptl_session_confirm_beforehand (PtlSession *self)
{
  self->agreement.all = TRUE;
  ptl_session_forget_check (self);
}

/* Where everything has to be encrypted and vouched for, nobody makes an exception. */
gboolean
ptl_session_may_make_exceptions (PtlSession *self)
{
  PtlNeeds needs;

  if (self->policy == NULL)
    return FALSE;

  needs = ptl_policy_apply (self->policy, &self->needs);
  return needs.security != PTL_NEED_STRICT;
}

/**
 * ptl_session_trust_certificate:
 * @self: a session
 * @server: the server that shows it: its host and port count
 * @sha256: the fingerprint of the certificate, as the second argument of the problem says it
 * @error: return location for an error
 *
 * The person has looked at a certificate and trusts it, whatever is wrong with it. Exactly this one passes at this host and port
 * then, for the check, the letter and the account; a check that was made before is forgotten.
 *
 * Returns: FALSE with %PTL_ERROR_POLICY if no exception may be made here, or with %PTL_ERROR_USAGE if it is no fingerprint
 */
gboolean
ptl_session_trust_certificate (PtlSession  *self,
                               PtlServer   *server,
                               const char  *sha256,
                               GError     **error)
{
  g_autofree char *clean = ptl_certificate_clean_sha256 (sha256);

  if (clean == NULL)
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE, _("This is not the SHA-256 fingerprint of a certificate."));
  else if (!ptl_session_may_make_exceptions (self))
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_POLICY,
                         _("With the strictest setting, only certificates that somebody vouches for can be used."));
  else if (ptl_exceptions_is_known (ptl_search_get_candidates (self->search), server))
    g_set_error (error, PTL_ERROR, PTL_ERROR_POLICY, _("“%s” belongs to a large provider, so a certificate like this is not its own."),
                 ptl_server_get_host_unicode (server));
  else
    {
      ptl_exceptions_set (self->exceptions, server, clean);
      ptl_session_forget_check (self);
      return TRUE;
    }

  return FALSE;
}

static gboolean
covers_first (PtlSession *self,
              GPtrArray  *offers)
{
  return offers == NULL || offers->len == 0 || ptl_agreement_covers (&self->agreement, g_ptr_array_index (offers, 0));
}

/* Returns: whether the person has agreed to all of what is recommended now */
gboolean
ptl_session_get_confirmed (PtlSession *self)
{
  if (self->agreement.all || self->agreement.domains == NULL || self->recommendation == NULL)
    return self->agreement.all;

  return covers_first (self, ptl_recommendation_list_incoming (self->recommendation)) &&
         covers_first (self, ptl_recommendation_list_outgoing (self->recommendation));
}

static void
agree_to (PtlSession *self,
          PtlCheck   *check,
          PtlReport  *report)
{
  PtlAgreement both;

  if (check == NULL || report == NULL || !ptl_check_is_unvouched (check))
    return;

  both = ptl_agreement_extend (&self->agreement, ptl_report_get_server (report));
  ptl_agreement_clear (&self->agreement);
  self->agreement = both;
}

/**
 * ptl_session_agree_to_checked:
 * @self: a session whose check ended at servers that nobody vouches for
 *
 * The person has seen their names and agrees to them, besides what they agreed to before. The check is forgotten: the next one signs
 * in there.
 */
void
ptl_session_agree_to_checked (PtlSession *self)
{
  g_return_if_fail (PTL_IS_SESSION (self));

  agree_to (self, ptl_session_get_incoming_check (self), ptl_session_get_incoming_report (self));
  agree_to (self, ptl_session_get_outgoing_check (self), ptl_session_get_outgoing_report (self));
  ptl_session_forget_check (self);
}

static void
set_server (PtlServer **field,
            PtlServer  *server)
{
  if (server != NULL)
    ptl_server_ref (server);
  g_clear_pointer (field, ptl_server_unref);
  *field = server;
}

void
ptl_session_set_manual (PtlSession *self,
                        PtlServer  *incoming,
                        PtlServer  *outgoing)
{
  g_return_if_fail (incoming == NULL || ptl_server_is_incoming (incoming));
  g_return_if_fail (outgoing == NULL || !ptl_server_is_incoming (outgoing));

  set_server (&self->manual_incoming, incoming);
  set_server (&self->manual_outgoing, outgoing);
  ptl_session_forget_check (self);
  ptl_session_recompute (self);
}

/**
 * ptl_session_set_leave:
 * @self: a session
 * @leave: what becomes of mail on the server with POP3; %PTL_LEAVE_UNSET for what is recommended
 * @days: for %PTL_LEAVE_DAYS, for how many
 */
void
ptl_session_set_leave (PtlSession *self,
                       PtlLeave    leave,
                       guint       days)
{
  self->own_leave = leave != PTL_LEAVE_UNSET;
  self->leave = leave;
  self->leave_days = leave == PTL_LEAVE_DAYS ? days : 0;
}
