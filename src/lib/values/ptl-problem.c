/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-problem.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "ptl-enum.h"

struct _PtlProblem
{
  gatomicrefcount ref_count;

  PtlError   code;
  char      *message;
  char      *advice;
  PtlRemedy  remedy;
  char      *argument;  /* (owned) (nullable) */
  PtlRemedy  second_remedy;
  char      *second_argument;  /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (PtlProblem, ptl_problem, ptl_problem_ref, ptl_problem_unref)

G_DEFINE_ENUM_TYPE (PtlRemedy, ptl_remedy,
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_RETRY, "retry"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_EDIT_ADDRESS, "edit-address"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_EDIT_SERVER, "edit-server"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_EDIT_PASSWORD, "edit-password"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_USE_CERTIFICATE_NAME, "use-certificate-name"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_OTHER_PORT, "other-port"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_APP_PASSWORD, "app-password"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_ENABLE_ACCESS, "enable-access"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_OPEN_PORTAL, "open-portal"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_SET_CLOCK, "set-clock"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_CLOSE_PROGRAM, "close-program"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_ALLOW_UNENCRYPTED, "allow-unencrypted"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_ALLOW_STARTTLS, "allow-starttls"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_TRUST_CERTIFICATE, "trust-certificate"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_OTHER_PROTOCOL, "other-protocol"),
                    G_DEFINE_ENUM_VALUE (PTL_REMEDY_GO_ON, "go-on"))

/* What is said when nobody knows more. */
typedef struct
{
  const char *message;
  const char *advice;
  PtlRemedy   remedy;
} Text;

static const Text texts[] = {
  [PTL_ERROR_OFFLINE] = {
    N_("This computer is not connected to the Internet."),
    N_("Connect to a network, then try again."), PTL_REMEDY_RETRY },
  [PTL_ERROR_CAPTIVE_PORTAL] = {
    N_("This network wants you to sign in on its own web page first."),
    N_("Open a web page, sign in to the network, then try again."), PTL_REMEDY_OPEN_PORTAL },
  [PTL_ERROR_NAME_NOT_FOUND] = {
    N_("There is no server of that name."),
    N_("Check the server's name for typing mistakes."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_DNS_FAILURE] = {
    N_("The name service of this network could not answer."),
    N_("Try again in a minute. If it stays like this, ask who looks after your network."), PTL_REMEDY_RETRY },
  [PTL_ERROR_DNS_TIMEOUT] = {
    N_("The name service of this network does not answer."),
    N_("Try again in a minute. If it stays like this, restart your router."), PTL_REMEDY_RETRY },
  [PTL_ERROR_UNREACHABLE] = {
    N_("There is no way from this network to the server."),
    N_("Check your connection, or try from another network."), PTL_REMEDY_RETRY },
  [PTL_ERROR_REFUSED] = {
    N_("The computer is there, but nothing answers at this port."),
    N_("Check the port. If it is right, the server is down: try again later."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_CONNECT_TIMEOUT] = {
    N_("The server did not answer in time."),
    N_("The server may be down, or this network blocks the port. Try again later, or from another network."),
    PTL_REMEDY_RETRY },
  [PTL_ERROR_RESET] = {
    N_("The server broke the connection off."),
    N_("Try again in a few minutes. If it happens again, check the port and the kind of encryption."), PTL_REMEDY_RETRY },
  [PTL_ERROR_GREETING_TIMEOUT] = {
    N_("The server accepts the connection, but says nothing."),
    N_("Check the port and the kind of encryption. If they are right, try again later."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_TIMEOUT] = {
    N_("The server took too long."),
    N_("Try again later."), PTL_REMEDY_RETRY },
  [PTL_ERROR_NOT_THIS_PROTOCOL] = {
    N_("Something else answers at this port, not the expected mail service."),
    N_("Check the port."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_GARBAGE] = {
    N_("What the server says is not understandable."),
    N_("Check the port. If it is right, the server is faulty: ask your provider."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_TOO_MUCH_DATA] = {
    N_("The server sends far more than a mail server should."),
    N_("Check the server's name and port."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_SERVER_UNAVAILABLE] = {
    N_("The server says that it cannot work at the moment."),
    N_("Try again later."), PTL_REMEDY_RETRY },
  [PTL_ERROR_STARTTLS_NOT_OFFERED] = {
    N_("The server does not offer encryption at this port."),
    N_("Use the port that is encrypted from the first byte. If this worked before, somebody in the network may be interfering."),
    PTL_REMEDY_OTHER_PORT },
  [PTL_ERROR_STARTTLS_REFUSED] = {
    N_("The server offers encryption, but refuses to switch it on."),
    N_("Use the port that is encrypted from the first byte, or try again later."), PTL_REMEDY_OTHER_PORT },
  [PTL_ERROR_STARTTLS_INJECTION] = {
    N_("Somebody slipped extra data into the connection before it was encrypted."),
    N_("Do not use this network for mail. Use the port that is encrypted from the first byte."), PTL_REMEDY_OTHER_PORT },
  [PTL_ERROR_TLS_NOT_SPOKEN] = {
    N_("The server does not speak encrypted at this port."),
    N_("Another port, or switching to encryption after the greeting (STARTTLS), should work."), PTL_REMEDY_OTHER_PORT },
  [PTL_ERROR_TLS_TOO_OLD] = {
    N_("The server only knows encryption that is no longer safe."),
    N_("Your provider has to renew its server. Until then your mail cannot be fetched safely."), PTL_REMEDY_NONE },
  [PTL_ERROR_TLS_FAILED] = {
    N_("The encrypted connection could not be set up."),
    N_("Check the port and the kind of encryption, or ask your provider."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_CERTIFICATE_EXPIRED] = {
    N_("The server's certificate, its proof of identity, has expired."),
    N_("Check that this computer's date is right. If it is, your provider has to renew the certificate."),
    PTL_REMEDY_SET_CLOCK },
  [PTL_ERROR_CERTIFICATE_NOT_YET_VALID] = {
    N_("The server's certificate, its proof of identity, is not valid yet."),
    N_("Most likely the clock of this computer is wrong. Set it, then try again."), PTL_REMEDY_SET_CLOCK },
  [PTL_ERROR_CERTIFICATE_WRONG_NAME] = {
    N_("The server proves that it is somebody else: its certificate is for another name."),
    N_("If you know one of the names in the certificate as your provider's, use that name."),
    PTL_REMEDY_USE_CERTIFICATE_NAME },
  [PTL_ERROR_CERTIFICATE_SELF_SIGNED] = {
    N_("Nobody vouches for this server: it signed its certificate itself."),
    N_("Go on only if it is your own server. Otherwise ask your provider."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER] = {
    N_("This computer does not know who vouches for the server's certificate."),
    N_("Ask your provider. In a company, its own certificate may have to be installed first."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_CERTIFICATE_REVOKED] = {
    N_("The server's certificate was withdrawn by those who issued it."),
    N_("Do not sign in. Ask your provider what happened."), PTL_REMEDY_NONE },
  [PTL_ERROR_CERTIFICATE_WEAK] = {
    N_("The server's certificate is made in a way that is no longer safe."),
    N_("Your provider has to renew the certificate."), PTL_REMEDY_NONE },
  [PTL_ERROR_CERTIFICATE_CHANGED] = {
    N_("The server shows another certificate than the one that you decided to trust."),
    N_("If you have renewed it yourself, look at the new one. Otherwise somebody may be in between: do not go on."),
    PTL_REMEDY_RETRY },
  [PTL_ERROR_SIGN_IN_REFUSED] = {
    N_("The server does not accept this user name with this password."),
    N_("Type the password again. Mind capital letters and the keyboard's language."), PTL_REMEDY_EDIT_PASSWORD },
  [PTL_ERROR_SIGN_IN_NEEDS_APP_PASSWORD] = {
    N_("Your provider wants a password of its own for mail programs, an “app password”."),
    N_("Create one on your provider's web page and use it here instead of your usual password."), PTL_REMEDY_APP_PASSWORD },
  [PTL_ERROR_SIGN_IN_NOT_OFFERED] = {
    N_("The server offers no way to sign in with a password here."),
    N_("Ask your provider which way to sign in is meant for mail programs."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_SIGN_IN_OAUTH2_ONLY] = {
    N_("This provider lets you sign in only through its own web page."),
    N_("Use these settings without a password. Your mail program opens the provider's sign-in page."), PTL_REMEDY_GO_ON },
  [PTL_ERROR_SIGN_IN_RATE_LIMITED] = {
    N_("The server wants a pause: there were too many sign-ins in a short time."),
    N_("Wait a quarter of an hour, then try once more."), PTL_REMEDY_RETRY },
  [PTL_ERROR_ACCOUNT_DISABLED] = {
    N_("The provider has switched access for mail programs off for this mailbox."),
    N_("Switch it on in the mailbox's settings on the web. If that does not help, ask your provider."),
    PTL_REMEDY_ENABLE_ACCESS },
  [PTL_ERROR_PLAINTEXT_ONLY] = {
    N_("Your provider offers no encrypted connection."),
    N_("Anybody in the same network could read your mail and password. Go on only if you allow that."),
    PTL_REMEDY_ALLOW_UNENCRYPTED },
  [PTL_ERROR_ADDRESS_INVALID] = {
    N_("This is not a complete e-mail address."),
    N_("An address looks like name@example.org."), PTL_REMEDY_EDIT_ADDRESS },
  [PTL_ERROR_NOTHING_FOUND] = {
    N_("No mail settings were found for this address."),
    N_("Check the address for typing mistakes. If it is right, ask your provider for the names of its servers."),
    PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_NO_MAIL] = {
    N_("This domain says of itself that it has no mail."),
    N_("Check the part after the @ for typing mistakes."), PTL_REMEDY_EDIT_ADDRESS },
  [PTL_ERROR_STRICT_IMPOSSIBLE] = {
    N_("Your provider offers nothing that is encrypted from the first byte and vouched for."),
    N_("Choose “only encrypted connections” instead of the strictest setting."), PTL_REMEDY_ALLOW_STARTTLS },
  [PTL_ERROR_NO_ACCESS] = {
    N_("This provider does not let mail programs in."),
    N_("Use the provider's own app or its web page."), PTL_REMEDY_EDIT_ADDRESS },
  [PTL_ERROR_NOT_VOUCHED] = {
    N_("Nothing vouches for the servers that were found."),
    N_("Look at the names of the servers. Agree only if you know them as your provider's."), PTL_REMEDY_NONE },
  [PTL_ERROR_POLICY] = {
    N_("Whoever looks after this computer does not allow this."),
    N_("Ask your administrator."), PTL_REMEDY_NONE },
  [PTL_ERROR_CANCELLED] = { N_("It was cancelled."), N_("You can start it again at any time."), PTL_REMEDY_RETRY },
  [PTL_ERROR_USAGE] = {
    N_("The command was not understood."), N_("See “portolan --help”."), PTL_REMEDY_NONE },
  [PTL_ERROR_BAD_DATA] = {
    N_("Settings were found, but they are faulty."),
    N_("Tell your provider, and use other settings meanwhile."), PTL_REMEDY_EDIT_SERVER },
  [PTL_ERROR_INTERNAL] = {
    N_("Something unexpected went wrong in Portolan."),
    N_("Try again. If it happens again, please report it."), PTL_REMEDY_RETRY },
  [PTL_ERROR_EXPORT_UNSUPPORTED] = {
    N_("This program cannot take these settings."),
    N_("Choose another program, or print the settings and type them in."), PTL_REMEDY_NONE },
  [PTL_ERROR_EXPORT_PROGRAM_RUNNING] = {
    N_("The program is running, and would overwrite the new settings."),
    N_("Close it, then try again."), PTL_REMEDY_CLOSE_PROGRAM },
  [PTL_ERROR_EXPORT_NOT_WRITABLE] = {
    N_("The settings cannot be written there."),
    N_("Choose another place, or check who may write there."), PTL_REMEDY_RETRY },
  [PTL_ERROR_EXPORT_NO_SPACE] = {
    N_("There is no space left on the disk. Nothing was changed."),
    N_("Free some space, then try again."), PTL_REMEDY_RETRY },
  [PTL_ERROR_EXPORT_CORRUPT] = {
    N_("The program's own settings are damaged. Nothing was changed."),
    N_("Start the program once and close it, then try again."), PTL_REMEDY_RETRY },
  [PTL_ERROR_EXPORT_NEWER] = {
    N_("The program's settings come from a newer version than Portolan knows. Nothing was changed."),
    N_("Update Portolan, or type the settings in by hand."), PTL_REMEDY_NONE },
  [PTL_ERROR_EXPORT_CHANGED] = {
    N_("The settings were changed since, so they were left alone."),
    N_("Remove the account in the program itself."), PTL_REMEDY_NONE },
  [PTL_ERROR_EXPORT_FAILED] = {
    N_("The settings could not be handed over. Nothing was changed."),
    N_("Try again, or print the settings and type them in."), PTL_REMEDY_RETRY },
};

/**
 * ptl_problem_new:
 * @code: what went wrong
 * @message: (nullable): what was found, in a sentence; %NULL for the usual one
 *
 * Returns: (transfer full): the problem, with the usual advice
 */
PtlProblem *
ptl_problem_new (PtlError    code,
                 const char *message)
{
  g_return_val_if_fail (code < G_N_ELEMENTS (texts), NULL);

  return ptl_problem_new_full (code, message, NULL, texts[code].remedy, NULL);
}

/**
 * ptl_problem_new_full:
 * @code: what went wrong
 * @message: (nullable): what was found, in a sentence; %NULL for the usual one
 * @advice: (nullable): what to do now; %NULL for the usual
 * @remedy: what a button can do
 * @argument: (nullable): what it needs to know, see #PtlRemedy
 *
 * Returns: (transfer full): the problem
 */
PtlProblem *
ptl_problem_new_full (PtlError    code,
                      const char *message,
                      const char *advice,
                      PtlRemedy   remedy,
                      const char *argument)
{
  PtlProblem *self;

  g_return_val_if_fail (code < G_N_ELEMENTS (texts) && texts[code].message != NULL, NULL);

  self = g_new0 (PtlProblem, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->code = code;
  self->message = g_strdup (message != NULL ? message : _(texts[code].message));
  self->advice = g_strdup (advice != NULL ? advice : _(texts[code].advice));
  self->remedy = remedy;
  self->argument = g_strdup (argument);

  return self;
}

/**
 * ptl_problem_new_for_error:
 * @error: any error
 *
 * Returns: (transfer full): the problem that it is for a person
 */
PtlProblem *
ptl_problem_new_for_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == PTL_ERROR)
    return ptl_problem_new (error->code, error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ptl_problem_new (PTL_ERROR_CANCELLED, NULL);

  return ptl_problem_new (PTL_ERROR_INTERNAL, error->message);
}

/**
 * ptl_problem_with_second:
 * @self: a problem
 * @remedy: what else helps; %PTL_REMEDY_NONE for nothing
 * @argument: (nullable): what it needs to know
 *
 * Returns: (transfer full): the same problem with that second remedy
 */
PtlProblem *
ptl_problem_with_second (const PtlProblem *self,
                         PtlRemedy         remedy,
                         const char       *argument)
{
  PtlProblem *copy = ptl_problem_new_full (self->code, self->message, self->advice, self->remedy, self->argument);

  copy->second_remedy = remedy;
  copy->second_argument = g_strdup (argument);

  return copy;
}

/**
 * ptl_problem_equal:
 * @self: (nullable): a problem, or none
 * @other: (nullable): another, or none
 *
 * Returns: whether both say the same and offer the same
 */
gboolean
ptl_problem_equal (const PtlProblem *self,
                   const PtlProblem *other)
{
  if (self == NULL || other == NULL)
    return self == other;

  return self->code == other->code && self->remedy == other->remedy && self->second_remedy == other->second_remedy &&
         g_strcmp0 (self->message, other->message) == 0 && g_strcmp0 (self->advice, other->advice) == 0 &&
         g_strcmp0 (self->argument, other->argument) == 0 && g_strcmp0 (self->second_argument, other->second_argument) == 0;
}

PtlProblem *
ptl_problem_ref (PtlProblem *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_problem_unref (PtlProblem *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->message);
  g_free (self->advice);
  g_free (self->argument);
  g_free (self->second_argument);
  g_free (self);
}

PtlError
ptl_problem_get_code (const PtlProblem *self)
{
  return self->code;
}

/**
 * ptl_problem_get_id:
 * @self: a problem
 *
 * Returns: (transfer none): its stable name
 */
const char *
ptl_problem_get_id (const PtlProblem *self)
{
  return ptl_error_get_id (self->code);
}

/**
 * ptl_problem_get_message:
 * @self: a problem
 *
 * Returns: (transfer none): what happened
 */
const char *
ptl_problem_get_message (const PtlProblem *self)
{
  return self->message;
}

/**
 * ptl_problem_get_advice:
 * @self: a problem
 *
 * Returns: (transfer none): what to do now
 */
const char *
ptl_problem_get_advice (const PtlProblem *self)
{
  return self->advice;
}

PtlRemedy
ptl_problem_get_remedy (const PtlProblem *self)
{
  return self->remedy;
}

/**
 * ptl_problem_get_argument:
 * @self: a problem
 *
 * Returns: (transfer none) (nullable): what the remedy needs to know
 */
const char *
ptl_problem_get_argument (const PtlProblem *self)
{
  return self->argument;
}

PtlRemedy
ptl_problem_get_second_remedy (const PtlProblem *self)
{
  return self->second_remedy;
}

/**
 * ptl_problem_get_second_argument:
 * @self: a problem
 *
 * Returns: (transfer none) (nullable): what the second remedy needs to know
 */
const char *
ptl_problem_get_second_argument (const PtlProblem *self)
{
  return self->second_argument;
}
