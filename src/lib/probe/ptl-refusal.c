/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a refusal means: an error, its sentence, and what helps. */
typedef enum
{
  MEANS_WRONG,
  MEANS_EXPIRED,
  MEANS_APP_PASSWORD,
  MEANS_OAUTH2,
  MEANS_ACCESS_OFF,
  MEANS_WEB_FIRST,
  MEANS_DISABLED,
  MEANS_TOO_MANY,
  MEANS_CROWDED,
  MEANS_BUSY,
  MEANS_IN_USE,
  MEANS_FULL,
  MEANS_ENCRYPT,
  MEANS_MISTAKEN,
  MEANS_MECHANISM,
} Meaning;

static const struct
{
  PtlError    error;
  PtlRemedy   remedy;
  const char *message;
} meanings[] = {
  [MEANS_WRONG] = { PTL_ERROR_SIGN_IN_REFUSED, PTL_REMEDY_EDIT_PASSWORD,
                    N_("The server did not accept this user name and password.") },
  [MEANS_EXPIRED] = { PTL_ERROR_SIGN_IN_REFUSED, PTL_REMEDY_EDIT_PASSWORD,
                      N_("The password has expired, so the server did not accept it.") },
  [MEANS_APP_PASSWORD] = { PTL_ERROR_SIGN_IN_NEEDS_APP_PASSWORD, PTL_REMEDY_APP_PASSWORD,
                           N_("The provider does not let mail programs use your usual password. It wants a password of its own for each program.") },
  [MEANS_OAUTH2] = { PTL_ERROR_SIGN_IN_OAUTH2_ONLY, PTL_REMEDY_GO_ON,
                     N_("The provider lets mail programs in through its sign-in page in the browser only, not with a password.") },
  [MEANS_ACCESS_OFF] = { PTL_ERROR_ACCOUNT_DISABLED, PTL_REMEDY_ENABLE_ACCESS,
                         N_("Mail programs are not allowed to use this mailbox yet: the access is switched off at the provider.") },
  [MEANS_WEB_FIRST] = { PTL_ERROR_ACCOUNT_DISABLED, PTL_REMEDY_ENABLE_ACCESS,
                        N_("The provider wants you to sign in on its web site first.") },
  [MEANS_DISABLED] = { PTL_ERROR_ACCOUNT_DISABLED, PTL_REMEDY_NONE,
                       N_("The provider has locked this mailbox, or does not let it be used here.") },
  [MEANS_TOO_MANY] = { PTL_ERROR_SIGN_IN_RATE_LIMITED, PTL_REMEDY_RETRY,
                       N_("The server has seen too many sign-ins in a short time and wants a pause.") },
  [MEANS_CROWDED] = { PTL_ERROR_SIGN_IN_RATE_LIMITED, PTL_REMEDY_RETRY,
                      N_("Too many mail programs are connected at the same time, so the server lets no other in.") },
  [MEANS_BUSY] = { PTL_ERROR_SERVER_UNAVAILABLE, PTL_REMEDY_RETRY,
                   N_("The server says that it cannot sign anybody in at the moment.") },
  [MEANS_IN_USE] = { PTL_ERROR_SERVER_UNAVAILABLE, PTL_REMEDY_RETRY,
                     N_("Another program is using the mailbox at the moment.") },
  [MEANS_FULL] = { PTL_ERROR_SERVER_UNAVAILABLE, PTL_REMEDY_RETRY,
                   N_("The mailbox is full, so the server does not let you in.") },
  [MEANS_ENCRYPT] = { PTL_ERROR_SIGN_IN_NOT_OFFERED, PTL_REMEDY_EDIT_SERVER,
                      N_("The server signs people in over an encrypted connection only.") },
  [MEANS_MISTAKEN] = { PTL_ERROR_SIGN_IN_NOT_OFFERED, PTL_REMEDY_EDIT_SERVER,
                       N_("The server asks for an encrypted connection, although this one is encrypted.") },
  [MEANS_MECHANISM] = { PTL_ERROR_SIGN_IN_NOT_OFFERED, PTL_REMEDY_EDIT_SERVER,
                        N_("The server does not accept any way of signing in that mail programs can use with a password.") },
};

/* Words that tell more than the response code, the first that fits. Case does not matter. Facts about what providers send;
 * the page is theirs, about what to do. */
static const struct
{
  const char *words;
  Meaning     meaning;
  const char *page;  /* (nullable) */
} phrases[] = {
  /* Google, Yahoo, AOL, Apple, Fastmail, mail.ru, QQ, Yandex */
  { "application-specific password", MEANS_APP_PASSWORD, NULL },
  { "app-specific password", MEANS_APP_PASSWORD, NULL },
  { "app specific password", MEANS_APP_PASSWORD, NULL },
  { "app password", MEANS_APP_PASSWORD, NULL },
  { "application password", MEANS_APP_PASSWORD, NULL },
  { "parol prilozheniya", MEANS_APP_PASSWORD, NULL },
  { "authorization code", MEANS_APP_PASSWORD, NULL },
  { "authorized code", MEANS_APP_PASSWORD, NULL },
  { "secure mail key", MEANS_APP_PASSWORD, NULL },
  { "anwendungsspezifisch", MEANS_APP_PASSWORD, NULL },
  { "app-passwort", MEANS_APP_PASSWORD, NULL },
  { "mot de passe d'application", MEANS_APP_PASSWORD, NULL },
  { "two-factor", MEANS_APP_PASSWORD, NULL },
  { "multi-factor", MEANS_APP_PASSWORD, NULL },
  { "2-step verification", MEANS_APP_PASSWORD, NULL },
  /* Microsoft */
  { "smtpclientauthentication is disabled", MEANS_ACCESS_OFF, "https://aka.ms/smtp_auth_disabled" },
  { "basic authentication is disabled", MEANS_OAUTH2, NULL },
  { "basic authentication is not supported", MEANS_OAUTH2, NULL },
  { "basicauthblocked", MEANS_OAUTH2, NULL },
  { "basicauthdisabled", MEANS_OAUTH2, NULL },
  { "security defaults policy", MEANS_OAUTH2, NULL },
  { "did not meet the criteria to be authenticated", MEANS_ACCESS_OFF, "https://aka.ms/smtp_auth_disabled" },
  { "authenticated but not connected", MEANS_ACCESS_OFF, NULL },
  /* Google */
  { "log in via your web browser", MEANS_WEB_FIRST, "https://support.google.com/mail/answer/7126229" },
  { "log in with your web browser", MEANS_WEB_FIRST, "https://support.google.com/mail/answer/7126229" },
  { "web browser", MEANS_WEB_FIRST, NULL },
  { "web login required", MEANS_WEB_FIRST, "https://support.google.com/mail/answer/7126229" },
  { "account is not enabled for imap", MEANS_ACCESS_OFF, "https://support.google.com/mail/answer/7126229" },
  { "account is not enabled for pop", MEANS_ACCESS_OFF, "https://support.google.com/mail/answer/7104828" },
  /* Yandex, Zoho, GMX and WEB.DE, NetEase, Naver */
  { "does not have access rights to this service", MEANS_ACCESS_OFF, NULL },
  { "yet to enable imap", MEANS_ACCESS_OFF, NULL },
  { "yet to enable pop", MEANS_ACCESS_OFF, NULL },
  { "user has no permission", MEANS_ACCESS_OFF, NULL },
  { "service is not open", MEANS_ACCESS_OFF, NULL },
  { "third party access", MEANS_ACCESS_OFF, NULL },
  { "third-party access", MEANS_ACCESS_OFF, NULL },
  { "custom imap off", MEANS_ACCESS_OFF, NULL },
  { "enable mail protocol first", MEANS_ACCESS_OFF, NULL },
  { "less secure app", MEANS_APP_PASSWORD, NULL },
  { "unsafe login", MEANS_WEB_FIRST, NULL },
  { "please verify your account", MEANS_WEB_FIRST, NULL },
  { "verify your identity", MEANS_WEB_FIRST, NULL },
  /* Dovecot, which names USER also where only other mechanisms are switched on */
  { "unsupported authentication mechanism", MEANS_MECHANISM, NULL },
  /* what many say */
  { "oauth", MEANS_OAUTH2, NULL },
  { "simultaneous connections", MEANS_CROWDED, NULL },
  { "concurrent connections", MEANS_CROWDED, NULL },
  { "number of connections", MEANS_CROWDED, NULL },
  { "too many connections", MEANS_CROWDED, NULL },
  { "too many open connections", MEANS_CROWDED, NULL },
  { "too many sessions", MEANS_CROWDED, NULL },
  { "too many", MEANS_TOO_MANY, NULL },
  { "too much", MEANS_TOO_MANY, NULL },
  { "too frequent", MEANS_TOO_MANY, NULL },
  { "too often", MEANS_TOO_MANY, NULL },
  { "throttl", MEANS_TOO_MANY, NULL },
  { "rate limit", MEANS_TOO_MANY, NULL },
  { "bandwidth limits", MEANS_TOO_MANY, NULL },
  { "login frequency limited", MEANS_TOO_MANY, NULL },
  { "temporarily blocked", MEANS_TOO_MANY, NULL },
  { "temporarily locked", MEANS_TOO_MANY, NULL },
  { "lock maildrop", MEANS_IN_USE, NULL },
  { "already locked", MEANS_IN_USE, NULL },
  { "mailbox in use", MEANS_IN_USE, NULL },
  { "already in use", MEANS_IN_USE, NULL },
  { " is in use", MEANS_IN_USE, NULL },
  { "another session", MEANS_IN_USE, NULL },
  { "exclusive access by another", MEANS_IN_USE, NULL },
  { "system busy", MEANS_BUSY, NULL },
  { "service busy", MEANS_BUSY, NULL },
  { "cleartext logins disabled", MEANS_ENCRYPT, NULL },
  { "plaintext authentication dis", MEANS_ENCRYPT, NULL },
  { "starttls required", MEANS_ENCRYPT, NULL },
  { "over quota", MEANS_FULL, NULL },
  { "quota exceeded", MEANS_FULL, NULL },
  { "exceeded its quota", MEANS_FULL, NULL },
  { "mailbox full", MEANS_FULL, NULL },
  { "mailbox is full", MEANS_FULL, NULL },
  { "password has expired", MEANS_EXPIRED, NULL },
  { "password expired", MEANS_EXPIRED, NULL },
  { "passphrase expired", MEANS_EXPIRED, NULL },
  { "password must be changed", MEANS_EXPIRED, NULL },
  { "must change your password", MEANS_EXPIRED, NULL },
};

/* Response codes of IMAP and POP3, and enhanced status codes of SMTP. */
static const struct
{
  const char *code;
  Meaning     meaning;
} codes[] = {
  /* RFC 5530 §3 */
  { "AUTHENTICATIONFAILED", MEANS_WRONG },
  { "AUTHORIZATIONFAILED", MEANS_DISABLED },
  { "EXPIRED", MEANS_EXPIRED },
  { "PRIVACYREQUIRED", MEANS_ENCRYPT },
  { "CONTACTADMIN", MEANS_DISABLED },
  { "NOPERM", MEANS_DISABLED },
  { "UNAVAILABLE", MEANS_BUSY },
  { "SERVERBUG", MEANS_BUSY },
  { "INUSE", MEANS_IN_USE },
  { "OVERQUOTA", MEANS_FULL },
  { "LIMIT", MEANS_TOO_MANY },
  { "WEBALERT", MEANS_WEB_FIRST },
  /* RFC 2449 §8, RFC 3206 §4 */
  { "AUTH", MEANS_WRONG },
  { "SYS/TEMP", MEANS_BUSY },
  { "SYS/PERM", MEANS_DISABLED },
  { "LOGIN-DELAY", MEANS_TOO_MANY },
  { "IN-USE", MEANS_IN_USE },
  /* RFC 4954 §6, RFC 5248 §2.4, RFC 3463 §3.3 */
  { "4.7.0", MEANS_BUSY },
  { "4.3.0", MEANS_BUSY },
  { "4.2.2", MEANS_FULL },
  { "4.7.12", MEANS_MECHANISM },
  { "5.2.1", MEANS_DISABLED },
  { "5.2.2", MEANS_FULL },
  { "5.5.4", MEANS_MECHANISM },
  { "5.7.4", MEANS_MECHANISM },
  { "5.7.8", MEANS_WRONG },
  { "5.7.9", MEANS_MECHANISM },
  { "5.7.11", MEANS_ENCRYPT },
  { "5.7.13", MEANS_DISABLED },
  { "5.7.14", MEANS_WEB_FIRST },
  { "5.7.57", MEANS_ACCESS_OFF },   /* Microsoft */
  { "5.7.139", MEANS_ACCESS_OFF },  /* Microsoft, unless the words blame something else */
};

/* RFC 4954 §6, RFC 5321 §4.2 */
static const struct
{
  guint   status;
  Meaning meaning;
} statuses[] = {
  { 421, MEANS_BUSY },
  { 432, MEANS_MECHANISM },
  { 451, MEANS_BUSY },
  { 454, MEANS_BUSY },
  { 500, MEANS_MECHANISM },
  { 502, MEANS_MECHANISM },
  { 503, MEANS_MECHANISM },
  { 504, MEANS_MECHANISM },
  { 525, MEANS_DISABLED },
  { 530, MEANS_ENCRYPT },
  { 534, MEANS_MECHANISM },
  { 538, MEANS_ENCRYPT },
  { 550, MEANS_DISABLED },
  { 552, MEANS_FULL },
};

static gboolean
holds (const char *text,
       const char *words)
{
  gsize length = strlen (words);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_strncasecmp (p, words, length) == 0)
      return TRUE;

  return FALSE;
}

/* Whether the text names a protocol as a word of its own, such as “POP3” or “(IMAP4)”. */
static gboolean
names (const char  *text,
       PtlProtocol  protocol)
{
  static const char * const words[] = { "imap", "pop", "smtp" };
  gsize length = strlen (words[protocol]);

  for (const char *p = text; *p != '\0'; p++)
    if ((p == text || !g_ascii_isalnum (p[-1])) && g_ascii_strncasecmp (p, words[protocol], length) == 0 && !g_ascii_isalpha (p[length]))
      return TRUE;

  return FALSE;
}

/* “IMAP access is not included in your plan”: the mailbox is in order, but not open in this way. */
static gboolean
denies_protocol (const char *text)
{
  static const char * const denials[] = {
    "disabled", "deactivated", "turned off", "switched off", "not enabled", "not activated", "not active", "not allowed", "not permitted",
    "not available", "not have", "not include", "must be enabled", "please enable", "please activate", "aktivieren", "deaktiviert", "nicht aktiviert", "désactivé", "non activé", "disabilitato",
    "non abilitato", "desactivado", "deshabilitado", "desativado", "wyłączon", "отключен",
  };

  if (!names (text, PTL_PROTOCOL_IMAP) && !names (text, PTL_PROTOCOL_POP3) && !names (text, PTL_PROTOCOL_SMTP))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (denials); i++)
    if (holds (text, denials[i]))
      return TRUE;

  return FALSE;
}

/* Whose fault it is, where no code says so, in whatever words. */
typedef enum
{
  BLAME_ACCOUNT,
  BLAME_PLACE,
  BLAME_PASSWORD,
  BLAME_SERVER,
} Blame;

static const char * const blames[] = {
  /* “User disabled”, “the account of anna has been suspended”, “ein gesperrtes Konto”; but not “SMTP is disabled for this account”,
   * “account login is disabled”, nor where it is only one of several guesses: “bad password, or account locked” */
  [BLAME_ACCOUNT] =
    "(?<!\\bfor |\\bof |\\bor |\\bif )(?<!\\bfor this |\\bfor your |\\bfor the |\\bof this |\\bof your |\\bof the |\\bor this |\\bor your |\\bor the )"
    "\\b(?:account|mail ?box|user|sender|sending|domain|you have been|you are|\\w*konto|postfach|benutzer|zugang|compte|bo[iî]te|cuenta|conta|casella|utente|учетная запись|аккаунт)\\b"
    "(?:(?! or |\\bnot |will |would |login|logon|auth|plain|clear|password|session|token|connection|access|service|imap|pop|smtp)(?:[^.;]|\\.(?=\\S))){0,80}?"
    "\\b(?:disabled|locked|blocked|suspended|deactivated|inactive|not active|not activated|not enabled|on hold|frozen|closed|terminated|banned|expired|gesperrt|"
    "deaktiviert|bloquée?|suspendue?|désactivée?|bloquead[ao]|suspendid[ao]|suspensa|deshabilitad[ao]|desactivad[ao]|desativad[ao]|bloccat[ao]|"
    "sospes[ao]|disabilitat[ao]|disattivat[ao]|geblokkeerd|zablokowane|nieaktywne|заблокирован\\w*|отключен\\w*)\\b(?! or )"
    "|\\b(?:disabled|locked|blocked|suspended|inactive) (?:account|mailbox|user)\\b"
    "|(?<!plaintext |cleartext )\\blog[io]n (?:is |has been )?disabled for (?:this|your|the) (?:account|mailbox|user)\\b"
    "|(?:账号|账户|帐号|帐户|邮箱|用户)[^。；]{0,10}?(?:锁定|冻结|禁用|停用)",
  [BLAME_PLACE] =
    "\\b(?:ip|country|location|region)\\b[^.;]{0,60}?\\b(?:blocked|blacklisted|blocklisted|banned|denied|not allowed|not permitted)\\b"
    "|\\b(?:access|connections?|logins?) (?:is |are )?(?:blocked|denied|not allowed|not permitted) (?:for|from) [^.;]{0,30}?\\b(?:ip|country|location|region)\\b",
  [BLAME_PASSWORD] =
    "\\b(?:invalid|incorrect|bad|wrong|unknown|no such|falsch\\w*|ungültig\\w*)\\b[^.;]{0,30}?\\b(?:login|user|username|password|credentials?|passwort)\\b"
    "|\\b(?:login|user|username|password|credentials?|passwort)\\b[^.;]{0,30}?\\b(?:invalid|incorrect|wrong|unknown|not found|not accepted|falsch|ungültig)\\b",
  [BLAME_SERVER] =
    "\\b(?:later|try again in|database|backend|timeout|timed out|temporary|temporarily|internal error|server error|maintenance|später|plus tard|más tarde|mais tarde|più tardi|позже)\\b"
    "|\\b(?:server|service|system)\\b[^.;]{0,20}?\\b(?:unavailable|not available)\\b",
};

static gboolean
puts_blame (const char *text,
            Blame       blame)
{
  return g_regex_match_simple (blames[blame], text, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0);
}

static gboolean
read_text (const char  *text,
           Meaning     *meaning,
           const char **page)
{
  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (holds (text, phrases[i].words))
      {
        *meaning = phrases[i].meaning;
        *page = phrases[i].page;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_code (const char *code,
           Meaning    *meaning)
{
  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_ascii_strcasecmp (code, codes[i].code) == 0)
      {
        *meaning = codes[i].meaning;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_status (guint    status,
             Meaning *meaning)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (status == statuses[i].status)
      {
        *meaning = statuses[i].meaning;
        return TRUE;
      }
  if (status / 100 == 4)
    *meaning = MEANS_BUSY;

  return status / 100 == 4;
}

/* Exchange says “LOGIN failed.” and no more, to right passwords, too, where it takes none at all: then it names OAuth 2, which an
 * Exchange that takes passwords does not. */
static gboolean
is_modern_exchange (const PtlRefusal *refusal)
{
  return refusal->browser && refusal->greeting != NULL && holds (refusal->greeting, "Microsoft Exchange") && refusal->code == NULL &&
         refusal->protocol != PTL_PROTOCOL_SMTP;
}

/* What the words make of what the code means. A code that says no more than “no”, or “not now”, is often given for other reasons. */
static Meaning
weigh_words (const PtlRefusal *refusal,
             Meaning           meaning)
{
  const char *text = refusal->text;
  gboolean busy = meaning == MEANS_BUSY;

  if (!busy && meaning != MEANS_WRONG && meaning != MEANS_DISABLED && meaning != MEANS_ACCESS_OFF)
    return meaning;

  /* IMAP and POP3 also call a mailbox locked that is busy */
  if ((!busy || (refusal->status != 0 && !puts_blame (text, BLAME_SERVER))) &&
      (puts_blame (text, BLAME_ACCOUNT) || puts_blame (text, BLAME_PLACE)))
    return MEANS_DISABLED;
  if (!busy && denies_protocol (text))
    return MEANS_ACCESS_OFF;
  if (puts_blame (text, BLAME_PASSWORD))
    return MEANS_WRONG;

  return meaning == MEANS_WRONG && puts_blame (text, BLAME_SERVER) ? MEANS_BUSY : meaning;
}

static Meaning
read_meaning (const PtlRefusal  *refusal,
              const char       **page)
{
  Meaning meaning = MEANS_WRONG;

  *page = NULL;
  if (!read_text (refusal->text, &meaning, page))
    {
      if (!read_code (refusal->code, &meaning))
        (void) read_status (refusal->status, &meaning);
      meaning = weigh_words (refusal, meaning);
    }

  if (meaning == MEANS_WRONG && is_modern_exchange (refusal))
    return MEANS_OAUTH2;

  return meaning == MEANS_ENCRYPT && refusal->encrypted ? MEANS_MISTAKEN : meaning;
}

/* What helps more than the usual advice. Providers that let people in through the browser seldom take the usual password elsewhere, and seldom say so. */
static const char *
advise (const PtlRefusal *refusal,
        Meaning           meaning)
{
  if (meaning == MEANS_EXPIRED)
    return _("Choose a new password on your provider’s web page, then type it here.");
  if (meaning == MEANS_DISABLED)
    return _("Sign in on your provider’s web page, which often says why. If it does not, ask your provider.");
  if (meaning == MEANS_FULL)
    return _("Remove mail on your provider’s web page, or ask for more space. Then try again.");
  if (meaning == MEANS_CROWDED)
    return _("Close mail programs on your other devices, wait a few minutes, then try again.");
  if (meaning == MEANS_MISTAKEN)
    return _("That is a mistake of the server. Ask your provider, or try another of its servers.");
  if (meaning != MEANS_WRONG || !refusal->browser)
    return NULL;

  return _("Type it again. If it is right, your provider may want an app password: its help pages say how to create one.");
}

/* Whether it is this protocol that is closed, as far as the server says, so that the other one may be open. */
static gboolean
closes_protocol (const PtlRefusal *refusal,
                 Meaning           meaning)
{
  PtlProtocol other = refusal->protocol == PTL_PROTOCOL_IMAP ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;

  return meaning == MEANS_ACCESS_OFF && refusal->protocol != PTL_PROTOCOL_SMTP && names (refusal->text, refusal->protocol) &&
         !names (refusal->text, other);
}

/**
 * ptl_refusal_read:
 * @refusal: a server's no to a sign-in
 *
 * Returns: (transfer full): why, with the server's own words, and what helps; with %PTL_REMEDY_OTHER_PROTOCOL as the second remedy,
 *   without an argument, where the refusal is about this protocol only
 */
PtlProblem *
ptl_refusal_read (const PtlRefusal *refusal)
{
  const char *page = NULL;
  Meaning meaning = read_meaning (refusal, &page);
  g_autoptr (PtlProblem) problem = NULL;
  g_autofree char *message = NULL;

  if (*refusal->text == '\0')
    message = g_strdup (_(meanings[meaning].message));
  else
    /* Translators: a sentence about a refused sign-in, and the server's own words */
    message = g_strdup_printf (_("%s The server says: “%s”"), _(meanings[meaning].message), refusal->text);

  problem = ptl_problem_new_full (meanings[meaning].error, message, advise (refusal, meaning), meanings[meaning].remedy, page);
  return ptl_problem_with_second (problem, closes_protocol (refusal, meaning) ? PTL_REMEDY_OTHER_PROTOCOL : PTL_REMEDY_NONE, NULL);
}

gboolean
ptl_refusal_is_final (const PtlRefusal *refusal)
{
  const char *page;
  Meaning meaning = read_meaning (refusal, &page);

  return meaning != MEANS_WRONG && meaning != MEANS_MECHANISM;
}

gboolean
ptl_refusal_is_of_mechanism (const PtlRefusal *refusal)
{
  const char *page;

  return read_meaning (refusal, &page) == MEANS_MECHANISM;
}
