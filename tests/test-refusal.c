/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-refusal.h"

#include <glib.h>
#include <string.h>

#include "ptl-enum.h"

#define IMAP PTL_PROTOCOL_IMAP
#define POP3 PTL_PROTOCOL_POP3
#define SMTP PTL_PROTOCOL_SMTP

#define EXCHANGE "The Microsoft Exchange IMAP4 service is ready. [QgBMADEAUAAyADIA]"

/* What servers say, and what that means. */
typedef struct
{
  PtlRefusal  refusal;
  const char *error;
  const char *remedy;
  gboolean    final;      /* another mechanism would fare no better */
} Row;

#define WRONG "sign-in-refused", "edit-password", FALSE
#define APP_PASSWORD "sign-in-needs-app-password", "app-password", TRUE
#define BROWSER "sign-in-oauth2-only", "go-on", TRUE
#define OFF "account-disabled", "enable-access", TRUE
#define LOCKED "account-disabled", "none", TRUE
#define PAUSE "sign-in-rate-limited", "retry", TRUE
#define BUSY "server-unavailable", "retry", TRUE
#define ENCRYPT "sign-in-not-offered", "edit-server", TRUE
#define MECHANISM "sign-in-not-offered", "edit-server", FALSE

static const Row rows[] = {
  /* RFC 5530 */
  { { IMAP, 0, "AUTHENTICATIONFAILED", "Authentication failed." }, WRONG },
  { { IMAP, 0, "AUTHORIZATIONFAILED", "Not you" }, LOCKED },
  { { IMAP, 0, "EXPIRED", "Change it" }, "sign-in-refused", "edit-password", TRUE },
  { { IMAP, 0, "PRIVACYREQUIRED", "Use TLS" }, ENCRYPT },
  { { IMAP, 0, "CONTACTADMIN", "Call us" }, LOCKED },
  { { IMAP, 0, "LIMIT", "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)" }, PAUSE },
  { { IMAP, 0, "ALERT", "Too many simultaneous connections. (Failure)" }, PAUSE },
  { { POP3, 0, NULL, "Unable to lock maildrop: Mailbox is locked by POP server" }, BUSY },
  { { IMAP, 0, NULL, "LOGIN failed. Account is blocked. Login to your account via a web browser to verify your identity." },
    "account-disabled", "enable-access", TRUE },
  { { SMTP, 535, NULL, "custom imap off" }, OFF },
  { { POP3, 0, NULL, "Cleartext logins disabled" }, ENCRYPT },
  { { IMAP, 0, "NOPERM", "No" }, LOCKED },
  { { IMAP, 0, "UNAVAILABLE", "Temporary authentication failure" }, BUSY },
  { { IMAP, 0, "SERVERBUG", "Oops" }, BUSY },
  { { IMAP, 0, "INUSE", "Locked" }, BUSY },
  { { IMAP, 0, "OVERQUOTA", "Mailbox is full" }, BUSY },
  { { POP3, 0, NULL, "Mailbox is over quota" }, BUSY },
  { { IMAP, 0, "LIMIT", "Slow down" }, PAUSE },
  { { IMAP, 0, NULL, "LOGIN failed." }, WRONG },
  { { IMAP, 0, NULL, "" }, WRONG },
  /* RFC 2449, RFC 3206 */
  { { POP3, 0, "AUTH", "no" }, WRONG },
  { { POP3, 0, "SYS/TEMP", "later" }, BUSY },
  { { POP3, 0, "SYS/PERM", "call us" }, LOCKED },
  { { POP3, 0, "LOGIN-DELAY", "wait" }, PAUSE },
  { { POP3, 0, "IN-USE", "another session" }, BUSY },
  /* RFC 4954, RFC 3463 */
  { { SMTP, 535, "5.7.8", "Authentication credentials invalid" }, WRONG },
  { { SMTP, 535, NULL, "Incorrect authentication data" }, WRONG },
  { { SMTP, 534, "5.7.9", "Authentication mechanism is too weak" }, MECHANISM },
  { { SMTP, 432, "4.7.12", "A password transition is needed" }, MECHANISM },
  { { SMTP, 454, "4.7.0", "Temporary authentication failure" }, BUSY },
  { { SMTP, 421, "4.3.2", "Going down" }, BUSY },
  { { SMTP, 530, NULL, "Must issue a STARTTLS command first" }, ENCRYPT },
  { { SMTP, 538, "5.7.11", "Encryption required" }, ENCRYPT },
  { { SMTP, 525, "5.7.13", "User account disabled" }, LOCKED },
  { { SMTP, 504, "5.5.4", "Unrecognized authentication type" }, MECHANISM },
  { { SMTP, 503, NULL, "AUTH command used when not advertised" }, MECHANISM },
  { { SMTP, 450, NULL, "never heard of" }, BUSY },
  /* Google */
  { { IMAP, 0, "ALERT", "Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)" }, APP_PASSWORD },
  { { SMTP, 534, "5.7.9", "Application-specific password required. For more information, go to" }, APP_PASSWORD },
  { { SMTP, 534, "5.7.14", "<https://accounts.google.com/signin/continue> Please log in via your web browser and then try again." }, OFF },
  { { IMAP, 0, "ALERT", "Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)" }, OFF },
  { { IMAP, 0, "AUTHENTICATIONFAILED", "Invalid credentials (Failure)" }, WRONG },
  { { IMAP, 0, NULL, "Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access." }, OFF },
  { { SMTP, 454, "4.7.0", "Too many login attempts, please try again later." }, PAUSE },
  { { IMAP, 0, "OVERQUOTA", "Account exceeded command or bandwidth limits. (Failure)" }, PAUSE },
  /* Microsoft */
  { { IMAP, 0, NULL, "Basic authentication is disabled." }, BROWSER },
  { { IMAP, 0, NULL, "LOGIN failed.", EXCHANGE, TRUE }, BROWSER },
  { { IMAP, 0, NULL, "LOGIN failed.", EXCHANGE, FALSE }, WRONG },
  { { SMTP, 535, "5.7.139", "Authentication unsuccessful, basic authentication is disabled. [AM0PR.eurprd03.prod.outlook.com]" }, BROWSER },
  { { SMTP, 535, "5.7.139", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled" }, OFF },
  { { SMTP, 535, "5.7.139", "Authentication unsuccessful, user is locked by your organization's security defaults policy." }, BROWSER },
  { { SMTP, 535, "5.7.139", "Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully." }, OFF },
  { { SMTP, 535, "5.7.3", "Authentication unsuccessful" }, WRONG },
  { { SMTP, 530, "5.7.57", "Client not authenticated to send mail." }, OFF },
  /* Yahoo, AOL, AT&T */
  { { IMAP, 0, "AUTHENTICATIONFAILED", "LOGIN Invalid credentials", NULL, TRUE }, WRONG },
  { { SMTP, 535, "5.7.0", "(#AUTH005) Too many bad auth attempts." }, PAUSE },
  { { POP3, 0, NULL, "Use a secure mail key instead of your password" }, APP_PASSWORD },
  /* Yandex, Mail.ru */
  { { IMAP, 0, "AUTHENTICATIONFAILED", "LOGIN invalid credentials or IMAP is disabled sc=cYXlpv732Cg1" }, OFF },
  { { SMTP, 535, "5.7.8", "Error: authentication failed: This user does not have access rights to this service" }, OFF },
  { { SMTP, 535, NULL, "NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED" }, APP_PASSWORD },
  /* Tencent, NetEase */
  { { IMAP, 0, NULL, "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy." }, OFF },
  { { SMTP, 535, NULL, "Login Fail. Please using authorized code to login." }, APP_PASSWORD },
  { { SMTP, 550, NULL, "User has no permission" }, OFF },
  { { IMAP, 0, NULL, "SELECT Unsafe Login. Please contact kefu@188.com for help" }, OFF },
  /* closed for this mailbox, in whatever words */
  { { IMAP, 0, NULL, "Your plan does not include IMAP access" }, OFF },
  { { IMAP, 0, "AUTHENTICATIONFAILED", "IMAP4 is not included in your plan" }, OFF },
  { { IMAP, 0, "NOPERM", "IMAP not permitted for this user" }, OFF },
  { { IMAP, 0, NULL, "IMAP-Zugriff ist deaktiviert" }, OFF },
  { { POP3, 0, "AUTH", "POP access is turned off" }, OFF },
  { { SMTP, 535, "5.7.8", "SMTP access is disabled for your account" }, OFF },
  { { IMAP, 0, "UNAVAILABLE", "IMAP is not available at the moment" }, BUSY },
  { { IMAP, 0, NULL, "Importing is disabled" }, WRONG },
  /* Zoho, Comcast, and what many say */
  { { IMAP, 0, "ALERT", "You are yet to enable IMAP for your account. Please contact your administrator (Failure)" }, OFF },
  { { IMAP, 0, NULL, "Third Party Access Security is switched on" }, OFF },
  { { IMAP, 0, NULL, "Please use an app password" }, APP_PASSWORD },
  { { IMAP, 0, NULL, "Bitte verwenden Sie ein anwendungsspezifisches Passwort" }, APP_PASSWORD },
  { { IMAP, 0, NULL, "Account is locked" }, LOCKED },
  /* a mailbox that is locked, not a wrong password, in whatever words and languages */
  { { IMAP, 0, "AUTHENTICATIONFAILED", "User disabled" }, LOCKED },
  { { IMAP, 0, NULL, "Login failed: user anna@example.org is disabled" }, LOCKED },
  { { IMAP, 0, NULL, "Your account has been suspended. Please contact support." }, LOCKED },
  { { IMAP, 0, NULL, "LOGIN failed: account is not active" }, LOCKED },
  { { IMAP, 0, NULL, "Login disabled for this account" }, LOCKED },
  { { POP3, 0, "AUTH", "Mailbox is disabled" }, LOCKED },
  { { POP3, 0, NULL, "Login failed due to suspended user" }, LOCKED },
  { { SMTP, 535, "5.7.8", "Error: authentication failed: user disabled" }, LOCKED },
  { { SMTP, 535, "5.7.0", "Account locked due to invalid password attempts" }, LOCKED },
  { { SMTP, 454, "4.7.0", "account disabled" }, LOCKED },
  { { SMTP, 525, "5.7.13", "Invio temporaneamente disabilitato per la casella, modificare la password" }, LOCKED },
  { { SMTP, 535, "5.2.1", "no" }, LOCKED },
  { { SMTP, 535, "5.7.8", "Client IP is blacklisted" }, LOCKED },
  { { SMTP, 535, "5.7.8", "Access denied for this IP range" }, LOCKED },
  { { SMTP, 535, "5.7.0", "Email sending is disabled for this account" }, LOCKED },
  { { SMTP, 535, "5.7.1", "Your account is on hold" }, LOCKED },
  { { IMAP, 0, NULL, "You have been locked out" }, LOCKED },
  { { IMAP, 0, NULL, "账号已被锁定" }, LOCKED },
  { { IMAP, 0, NULL, "Votre boîte aux lettres est désactivée" }, LOCKED },
  { { IMAP, 0, NULL, "Dieses Benutzerkonto ist gesperrt" }, LOCKED },
  { { IMAP, 0, NULL, "Votre compte a été suspendu" }, LOCKED },
  { { IMAP, 0, NULL, "Su cuenta ha sido bloqueada" }, LOCKED },
  { { IMAP, 0, NULL, "Ваш аккаунт заблокирован" }, LOCKED },
  { { SMTP, 535, "5.7.139", "Authentication unsuccessful, the account is locked" }, LOCKED },
  { { SMTP, 535, "5.7.139", "Autenticação malsucedida, a solicitação não atendeu aos critérios" }, OFF },
  { { SMTP, 550, "5.7.30", "Basic authentication is not supported for Client Submission." }, BROWSER },
  { { IMAP, 0, NULL, "Bitte aktivieren Sie POP3/IMAP in Ihren Einstellungen" }, OFF },
  { { SMTP, 535, "5.7.8", "Multi-factor authentication required" }, APP_PASSWORD },
  { { POP3, 0, "AUTH", "Your account does not have POP access." }, OFF },
  { { SMTP, 534, "5.7.9", "Please log in with your web browser and then try again." }, OFF },
  /* a wrong password, although other things are named, or the code is another one */
  { { SMTP, 535, "5.7.139", "Authentication unsuccessful, the user credentials were incorrect." }, WRONG },
  { { SMTP, 535, "5.7.8", "Error: authentication failed: (reason unavailable)" }, WRONG },
  { { SMTP, 535, NULL, "Login incorrect. Your account will be locked after 5 failed attempts." }, WRONG },
  { { SMTP, 454, "4.7.0", "invalid username or password" }, WRONG },
  { { IMAP, 0, "AUTHORIZATIONFAILED", "LOGIN Invalid credentials" }, WRONG },
  { { IMAP, 0, NULL, "Invalid username/password or account has been disabled" }, WRONG },
  { { IMAP, 0, NULL, "LOGIN is disabled, use AUTHENTICATE" }, WRONG },
  { { POP3, 0, "SYS/PERM", "No such user." }, WRONG },
  /* neither */
  { { IMAP, 0, NULL, "Server Unavailable. 15" }, BUSY },
  { { IMAP, 0, "AUTHENTICATIONFAILED", "Account temporarily unavailable, please try again later." }, BUSY },
  { { IMAP, 0, "UNAVAILABLE", "Mailbox is locked" }, BUSY },
  { { SMTP, 451, "4.7.0", "User is blocked by maintenance, come back later" }, BUSY },
  { { POP3, 0, NULL, "Mailbox is already locked. POP access denied" }, BUSY },
  { { IMAP, 0, NULL, "Login failed. Try again in 15 minutes" }, BUSY },
  { { IMAP, 0, NULL, "authentication backend timeout" }, BUSY },
  { { POP3, 0, NULL, "Mail drop is in use" }, BUSY },
  { { POP3, 0, NULL, "login too frequently, please wait" }, PAUSE },
  { { SMTP, 451, NULL, "Requested mail action not taken: too much fail authentication from 192.0.2.1" }, PAUSE },
  { { IMAP, 0, NULL, "Login failed: passphrase expired" }, "sign-in-refused", "edit-password", TRUE },
  { { POP3, 0, "AUTH", "Plaintext authentication disallowed on non-secure (SSL/TLS) connections." }, ENCRYPT },
  { { POP3, 0, NULL, "Unsupported authentication mechanism." }, MECHANISM },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (PtlProblem) problem = ptl_refusal_read (&row->refusal);

      g_test_message ("%s", row->refusal.text);
      g_assert_cmpstr (ptl_problem_get_id (problem), ==, row->error);
      g_assert_cmpstr (ptl_enum_to_nick (PTL_TYPE_REMEDY, ptl_problem_get_remedy (problem)), ==, row->remedy);
      g_assert_true (ptl_refusal_is_final (&row->refusal) == row->final);
      g_assert_nonnull (strstr (ptl_problem_get_message (problem), row->refusal.text));
    }
}

/* A provider of the browser seldom says that it wants an app password. */
static void
test_advice (void)
{
  PtlRefusal refusal = { IMAP, 0, "AUTHENTICATIONFAILED", "no", "hi", FALSE };
  g_autoptr (PtlProblem) plain = ptl_refusal_read (&refusal);
  g_autoptr (PtlProblem) browser = NULL;

  refusal.browser = TRUE;
  browser = ptl_refusal_read (&refusal);
  g_assert_null (strstr (ptl_problem_get_advice (plain), "app password"));
  g_assert_nonnull (strstr (ptl_problem_get_advice (browser), "app password"));
}

/* A server that closes one protocol may have the other open. */
static void
test_other_protocol (void)
{
  static const struct
  {
    PtlRefusal refusal;
    gboolean   may_help;
  } cases[] = {
    { { IMAP, 0, NULL, "IMAP is disabled for your account" }, TRUE },
    { { IMAP, 0, "AUTHENTICATIONFAILED", "LOGIN invalid credentials or IMAP is disabled" }, TRUE },
    { { POP3, 0, NULL, "Your account is not enabled for POP access" }, TRUE },
    { { IMAP, 0, NULL, "IMAP/POP3 access disabled" }, FALSE },
    { { IMAP, 0, NULL, "Please log in via your web browser" }, FALSE },
    { { IMAP, 0, NULL, "Account disabled, no IMAP" }, FALSE },
    { { IMAP, 0, NULL, "IMAP login failed" }, FALSE },
    { { SMTP, 535, NULL, "SMTP is disabled for your account" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PtlProblem) problem = ptl_refusal_read (&cases[i].refusal);

      g_test_message ("%s", cases[i].refusal.text);
      g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, cases[i].may_help ? PTL_REMEDY_OTHER_PROTOCOL : PTL_REMEDY_NONE);
      g_assert_null (ptl_problem_get_second_argument (problem));
    }
}

/* An expired password does not get better by typing it again, nor a full mailbox by waiting, nor a locked one by either. */
static void
test_own_advice (void)
{
  PtlRefusal expired = { IMAP, 0, "EXPIRED", "no", "hi", FALSE };
  PtlRefusal full = { IMAP, 0, "OVERQUOTA", "no", "hi", FALSE };
  PtlRefusal locked = { SMTP, 525, "5.7.13", "no", "hi", FALSE };
  g_autoptr (PtlProblem) choose = ptl_refusal_read (&expired);
  g_autoptr (PtlProblem) empty = ptl_refusal_read (&full);
  g_autoptr (PtlProblem) ask = ptl_refusal_read (&locked);

  g_assert_nonnull (strstr (ptl_problem_get_advice (choose), "new password"));
  g_assert_nonnull (strstr (ptl_problem_get_advice (empty), "Remove mail"));
  g_assert_nonnull (strstr (ptl_problem_get_advice (ask), "ask your provider"));
}

/* SMTP's codes say it without a word, whether for now or for good. */
static void
test_full (void)
{
  static const PtlRefusal refusals[] = {
    { SMTP, 552, NULL, "Requested mail action aborted: exceeded storage allocation" },
    { SMTP, 535, "5.2.2", "no" },
    { SMTP, 452, "4.2.2", "no" },
    { IMAP, 0, NULL, "Login failed: mailbox full" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (PtlProblem) problem = ptl_refusal_read (&refusals[i]);

      g_assert_cmpstr (ptl_problem_get_id (problem), ==, "server-unavailable");
      g_assert_nonnull (strstr (ptl_problem_get_advice (problem), "Remove mail"));
    }
}

/* Who asks for encryption on an encrypted connection is mistaken: it is not said that encryption is missing, and the password is not
 * sent again. */
static void
test_mistaken (void)
{
  static const PtlRefusal refusals[] = {
    { IMAP, 0, "PRIVACYREQUIRED", "no", "hi", FALSE, TRUE },
    { SMTP, 530, NULL, "Must issue a STARTTLS command first", "hi", FALSE, TRUE },
    { SMTP, 538, "5.7.11", "Encryption required", "hi", FALSE, TRUE },
    { POP3, 0, NULL, "Cleartext logins disabled", "hi", FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (PtlProblem) problem = ptl_refusal_read (&refusals[i]);

      g_assert_cmpstr (ptl_problem_get_id (problem), ==, "sign-in-not-offered");
      g_assert_true (g_str_has_prefix (ptl_problem_get_message (problem), "The server asks for an encrypted connection, although"));
      g_assert_nonnull (strstr (ptl_problem_get_advice (problem), "mistake of the server"));
      g_assert_true (ptl_refusal_is_final (&refusals[i]));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/refusal/rows", test_rows);
  g_test_add_func ("/refusal/advice", test_advice);
  g_test_add_func ("/refusal/other-protocol", test_other_protocol);
  g_test_add_func ("/refusal/own-advice", test_own_advice);
  g_test_add_func ("/refusal/full", test_full);
  g_test_add_func ("/refusal/mistaken", test_mistaken);

  return g_test_run ();
}
