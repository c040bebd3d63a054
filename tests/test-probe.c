/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers of every kind, and what the check says of them. Each row is a server's script and the verdict that it must get; whatever
 * happens, the run ends in time, leaves nothing open, and the password goes nowhere but over TLS that passed. */

#include <string.h>

#include "fake-clock.h"
#include "fake-resolver.h"
#include "fake-server.h"
#include "ptl-enum.h"
#include "ptl-probe.h"

#define USERNAME "anna@mail.test"
#define PASSWORD "Geheim-Wort-77"

/* "\0anna@mail.test\0Geheim-Wort-77" and the parts of it */
#define PLAIN_BASE64    "AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3"
#define USERNAME_BASE64 "YW5uYUBtYWlsLnRlc3Q="
#define PASSWORD_BASE64 "R2VoZWltLVdvcnQtNzc="

/* Short limits, so that the whole table takes seconds; milliseconds. */
#define CONNECT_LIMIT  1000
#define GREETING_LIMIT 400
#define TOTAL_LIMIT    2500
#define SLACK          1500

#define IMAP PTL_PROTOCOL_IMAP
#define POP3 PTL_PROTOCOL_POP3
#define SMTP PTL_PROTOCOL_SMTP
#define PLAIN_TEXT PTL_SECURITY_NONE
#define STARTTLS PTL_SECURITY_STARTTLS
#define FROM_START PTL_SECURITY_TLS

#define IMAP_HELLO SEND ("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n")
#define IMAP_BYE   EXPECT (""), SEND ("* BYE\r\na9 OK\r\n")
#define POP3_HELLO SEND ("+OK ready\r\n"), EXPECT ("CAPA"), SEND ("+OK\r\nUSER\r\nUIDL\r\nSASL PLAIN\r\n.\r\n")
#define SMTP_HELLO SEND ("220 mail.test ESMTP\r\n"), EXPECT ("EHLO [127.0.0.1]"), \
                   SEND ("250-mail.test\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN\r\n")

typedef struct
{
  const char  *name;
  PtlProtocol  protocol;
  PtlSecurity  security;
  const char  *host;       /* (nullable): "mail.test" */
  const char  *error;      /* (nullable): its id; NULL if it passes */
  const char  *message;    /* (nullable): a pattern */
  const char  *argument;   /* (nullable): of the remedy; a pattern */
  FakeStep  script[20];
} Row;

static const Row rows[] = {
  /* what works */
  { "imap/passes", IMAP, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1 AUTHENTICATE PLAIN " PLAIN_BASE64 "\r"), SEND ("a1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"),
      EXPECT ("a2 LIST"), SEND ("* LIST (\\Sent) \".\" Sent\r\na2 OK\r\n* STATUS INBOX (MESSAGES 3)\r\na3 OK\r\n"), EXPECT ("a3"), EXPECT ("a4 LOGOUT"),
      SEND ("* BYE\r\na4 OK\r\n") } },
  { "imap/passes-with-intermediate", IMAP, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("intermediate"), IMAP_HELLO, EXPECT ("a1 AUTHENTICATE PLAIN"), SEND ("a1 OK in\r\n"), HANG } },
  { "imap/passes-starttls", IMAP, STARTTLS, NULL, NULL, NULL, NULL,
    { SEND ("* OK ready\r\n"), EXPECT ("a1 CAPABILITY"), SEND ("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK\r\n"),
      EXPECT ("a2 STARTTLS"), SEND ("a2 OK go\r\n"), TLS ("good"), EXPECT ("a3 CAPABILITY"),
      SEND ("* CAPABILITY IMAP4rev1\r\na3 OK\r\n"), EXPECT ("a4 LOGIN \"" USERNAME "\" \"" PASSWORD "\"\r"), SEND ("a4 OK in\r\n") } },
  { "imap/passes-second-mechanism", IMAP, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256 AUTH=PLAIN] ready\r\n"),
      EXPECT ("a1 AUTHENTICATE SCRAM-SHA-256"), SEND ("a1 NO [CANNOT] not for you\r\n"),
      EXPECT ("a2 AUTHENTICATE PLAIN\r"), SEND ("+ \r\n"), EXPECT (PLAIN_BASE64), SEND ("a2 OK in\r\n") } },
  { "pop3/passes", POP3, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("good"), POP3_HELLO, EXPECT ("AUTH PLAIN\r"), SEND ("+ \r\n"), EXPECT (PLAIN_BASE64 "\r"), SEND ("+OK in\r\n"),
      EXPECT ("STAT"), SEND ("+OK 2 300\r\n"), EXPECT ("QUIT"), SEND ("+OK\r\n") } },
  { "pop3/passes-starttls", POP3, STARTTLS, NULL, NULL, NULL, NULL,
    { SEND ("+OK ready\r\n"), EXPECT ("CAPA"), SEND ("+OK\r\nSTLS\r\n.\r\n"), EXPECT ("STLS"), SEND ("+OK\r\n"), TLS ("good"),
      EXPECT ("CAPA"), SEND ("+OK\r\nUSER\r\n.\r\n"), EXPECT ("USER " USERNAME "\r"), SEND ("+OK\r\n"),
      EXPECT ("PASS " PASSWORD "\r"), SEND ("+OK\r\n") } },
  { "pop3/passes-without-capa", POP3, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("good"), SEND ("+OK ready\r\n"), EXPECT ("CAPA"), SEND ("-ERR what\r\n"), EXPECT ("USER"), SEND ("+OK\r\n"),
      EXPECT ("PASS"), SEND ("+OK\r\n") } },
  { "smtp/passes", SMTP, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("good"), SMTP_HELLO, EXPECT ("AUTH PLAIN " PLAIN_BASE64 "\r"), SEND ("235 2.7.0 in\r\n"), EXPECT ("QUIT"), SEND ("221 bye\r\n") } },
  { "smtp/passes-starttls-login", SMTP, STARTTLS, NULL, NULL, NULL, NULL,
    { SEND ("220-mail.test\r\n220 ESMTP\r\n"), EXPECT ("EHLO"), SEND ("250-mail.test\r\n250 STARTTLS\r\n"), EXPECT ("STARTTLS"),
      SEND ("220 go\r\n"), TLS ("good"), EXPECT ("EHLO"), SEND ("250-mail.test\r\n250 AUTH LOGIN\r\n"), EXPECT ("AUTH LOGIN\r"),
      SEND ("334 VXNlcm5hbWU6\r\n"), EXPECT (USERNAME_BASE64 "\r"), SEND ("334 UGFzc3dvcmQ6\r\n"), EXPECT (PASSWORD_BASE64 "\r"),
      SEND ("235 in\r\n") } },
  { "smtp/passes-after-refused-mechanism", SMTP, FROM_START, NULL, NULL, NULL, NULL,
    { TLS ("good"), SMTP_HELLO, EXPECT ("AUTH PLAIN"), SEND ("504 5.5.4 Unrecognized authentication type\r\n"), EXPECT ("AUTH LOGIN"),
      SEND ("334 VXNlcm5hbWU6\r\n"), EXPECT (USERNAME_BASE64), SEND ("334 UGFzc3dvcmQ6\r\n"), EXPECT (PASSWORD_BASE64), SEND ("235 in\r\n") } },

  /* the way there */
  { "name-not-found", IMAP, FROM_START, "nowhere.mail.test", "name-not-found", "*nowhere.mail.test*", NULL, { HANG } },
  { "dns-failure", IMAP, FROM_START, "broken.mail.test", "dns-failure", NULL, NULL, { HANG } },
  { "dns-timeout", IMAP, FROM_START, "silent.mail.test", "dns-timeout", NULL, NULL, { HANG } },
  { "imap/reset", IMAP, PLAIN_TEXT, NULL, "reset", NULL, NULL, { RESET } },
  { "imap/closed", IMAP, PLAIN_TEXT, NULL, "reset", "*closed*", NULL, { { FAKE_END } } },
  { "imap/closed-in-the-middle", IMAP, FROM_START, NULL, "reset", NULL, NULL, { TLS ("good"), SEND ("* OK rea"), RESET } },
  { "imap/closed-at-sign-in", IMAP, FROM_START, NULL, "reset", NULL, NULL, { TLS ("good"), IMAP_HELLO, EXPECT ("a1") } },
  { "imap/silent", IMAP, PLAIN_TEXT, NULL, "greeting-timeout", NULL, NULL, { HANG } },
  { "pop3/silent", POP3, FROM_START, NULL, "greeting-timeout", NULL, NULL, { TLS ("good"), HANG } },
  { "smtp/silent", SMTP, STARTTLS, NULL, "greeting-timeout", NULL, NULL, { HANG } },
  { "smtp/endless-greeting", SMTP, PLAIN_TEXT, NULL, "greeting-timeout", NULL, NULL,
    { SEND ("220-wait\r\n"), SLEEP (200), SEND ("220-wait\r\n"), SLEEP (200), SEND ("220-wait\r\n"), HANG } },
  { "imap/silent-later", IMAP, FROM_START, NULL, "timeout", NULL, NULL, { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), HANG } },
  { "imap/drip-greeting", IMAP, PLAIN_TEXT, NULL, "greeting-timeout", NULL, NULL, { DRIP ("* OK this is a greeting that takes for ever\r\n", 100) } },
  { "imap/drip", IMAP, FROM_START, NULL, "timeout", NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), DRIP ("* OK still\r\n* OK still\r\n* OK still\r\n* OK still\r\n* OK still\r\n* OK still\r\n", 100) } },

  /* what it speaks */
  { "imap/is-smtp", IMAP, PLAIN_TEXT, NULL, "not-this-protocol", "*SMTP, not IMAP*", NULL, { SEND ("220 mail.test ESMTP\r\n"), HANG } },
  { "imap/is-pop3", IMAP, FROM_START, NULL, "not-this-protocol", "*POP3, not IMAP*", NULL, { TLS ("good"), SEND ("+OK POP3\r\n"), HANG } },
  { "pop3/is-imap", POP3, PLAIN_TEXT, NULL, "not-this-protocol", "*IMAP, not POP3*", NULL, { SEND ("* OK IMAP4\r\n"), HANG } },
  { "smtp/is-imap", SMTP, STARTTLS, NULL, "not-this-protocol", "*IMAP, not SMTP*", NULL, { SEND ("* OK IMAP4\r\n"), HANG } },
  { "smtp/is-ssh", SMTP, PLAIN_TEXT, NULL, "not-this-protocol", "*SSH*", NULL, { SEND ("SSH-2.0-OpenSSH_9.2\r\n"), HANG } },
  { "pop3/is-web", POP3, PLAIN_TEXT, NULL, "not-this-protocol", "*HTTP*", NULL, { SEND ("HTTP/1.1 400 Bad Request\r\n\r\n"), HANG } },
  { "smtp/is-ftp", SMTP, PLAIN_TEXT, NULL, "not-this-protocol", NULL, NULL, { SEND ("220 FTP\r\n"), EXPECT ("EHLO"), SEND ("530 Please login\r\n"), HANG } },
  { "imap/garbage", IMAP, PLAIN_TEXT, NULL, "garbage", NULL, NULL, { SEND_OCTETS ("\x01\x02\xff\xfe\r\n"), HANG } },
  { "imap/zero-bytes", IMAP, PLAIN_TEXT, NULL, "garbage", NULL, NULL, { SEND_OCTETS ("* OK \0 hello\r\n"), HANG } },
  { "imap/nonsense-later", IMAP, FROM_START, NULL, "garbage", NULL, NULL, { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("what do you mean\r\n"), HANG } },
  { "pop3/nonsense-later", POP3, FROM_START, NULL, "garbage", NULL, NULL, { TLS ("good"), SEND ("+OK\r\n"), EXPECT ("CAPA"), SEND ("250 fine\r\n"), HANG } },
  { "smtp/nonsense-later", SMTP, FROM_START, NULL, "garbage", NULL, NULL, { TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("+OK\r\n"), HANG } },
  { "smtp/two-codes", SMTP, FROM_START, NULL, "garbage", NULL, NULL, { TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n550 no\r\n"), HANG } },
  { "imap/long-line", IMAP, PLAIN_TEXT, NULL, "too-much-data", "*line*", NULL, { FLOOD ("* OK so much to say ", 100 * 1024), HANG } },
  { "imap/many-lines", IMAP, FROM_START, NULL, "too-much-data", NULL, NULL, { TLS ("good"), FLOOD ("* OK hello\r\n", 40), EXPECT ("a1"), FLOOD ("* OK so much to say\r\n", 1200 * 1024), HANG } },
  { "imap/huge-literal", IMAP, FROM_START, NULL, "too-much-data", NULL, NULL, { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("* OK {999999999}\r\n"), HANG } },
  { "imap/unavailable", IMAP, FROM_START, NULL, "server-unavailable", "*later*", NULL, { TLS ("good"), SEND ("* BYE Come back later\r\n"), HANG } },
  { "pop3/unavailable", POP3, FROM_START, NULL, "server-unavailable", NULL, NULL, { TLS ("good"), SEND ("-ERR [SYS/TEMP] later\r\n"), HANG } },
  { "smtp/unavailable", SMTP, FROM_START, NULL, "server-unavailable", NULL, NULL, { TLS ("good"), SEND ("421 4.3.2 later\r\n"), HANG } },
  { "smtp/no-service", SMTP, PLAIN_TEXT, NULL, "server-unavailable", NULL, NULL, { SEND ("554 No SMTP service here\r\n"), HANG } },
  { "imap/no-version", IMAP, PLAIN_TEXT, NULL, "not-this-protocol", NULL, NULL, { SEND ("* OK hi\r\n"), EXPECT ("a1 CAPABILITY"), SEND ("* CAPABILITY JMAP\r\na1 OK\r\n"), HANG } },

  /* STARTTLS */
  { "imap/starttls-not-offered", IMAP, STARTTLS, NULL, "starttls-not-offered", NULL, "993 tls", { SEND ("* OK [CAPABILITY IMAP4rev1] hi\r\n"), HANG } },
  { "imap/starttls-preauth", IMAP, STARTTLS, NULL, "starttls-not-offered", NULL, "993 tls", { SEND ("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), HANG } },
  { "pop3/starttls-not-offered", POP3, STARTTLS, NULL, "starttls-not-offered", NULL, "995 tls", { SEND ("+OK\r\n"), EXPECT ("CAPA"), SEND ("+OK\r\nUSER\r\n.\r\n"), HANG } },
  { "smtp/starttls-not-offered", SMTP, STARTTLS, NULL, "starttls-not-offered", NULL, "465 tls", { SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250 hi\r\n"), HANG } },
  { "imap/starttls-refused", IMAP, STARTTLS, NULL, "starttls-refused", "*not today*", "993 tls",
    { SEND ("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), EXPECT ("a1 STARTTLS"), SEND ("a1 NO not today\r\n"), HANG } },
  { "pop3/starttls-refused", POP3, STARTTLS, NULL, "starttls-refused", NULL, "995 tls",
    { SEND ("+OK\r\n"), EXPECT ("CAPA"), SEND ("+OK\r\nSTLS\r\n.\r\n"), EXPECT ("STLS"), SEND ("-ERR no\r\n"), HANG } },
  { "smtp/starttls-refused", SMTP, STARTTLS, NULL, "starttls-refused", NULL, "465 tls",
    { SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 STARTTLS\r\n"), EXPECT ("STARTTLS"), SEND ("454 4.7.0 TLS not available\r\n"), HANG } },
  { "imap/starttls-injection", IMAP, STARTTLS, NULL, "starttls-injection", NULL, "993 tls",
    { SEND ("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), EXPECT ("a1 STARTTLS"), SEND ("a1 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"), TLS ("good"), HANG } },
  { "pop3/starttls-injection", POP3, STARTTLS, NULL, "starttls-injection", NULL, "995 tls",
    { SEND ("+OK\r\n"), EXPECT ("CAPA"), SEND ("+OK\r\nSTLS\r\n.\r\n"), EXPECT ("STLS"), SEND ("+OK\r\n+OK\r\n"), TLS ("good"), HANG } },
  { "smtp/starttls-injection", SMTP, STARTTLS, NULL, "starttls-injection", NULL, "465 tls",
    { SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 STARTTLS\r\n"), EXPECT ("STARTTLS"), SEND ("220 go\r\n250 AUTH PLAIN\r\n"), TLS ("good"), HANG } },

  /* certificates: the password never goes out */
  { "certificate-expired", IMAP, FROM_START, NULL, "certificate-expired", "*21*", NULL, { TLS ("expired"), IMAP_HELLO, HANG } },
  { "certificate-not-yet-valid", IMAP, FROM_START, NULL, "certificate-not-yet-valid", NULL, NULL, { TLS ("not-yet-valid"), IMAP_HELLO, HANG } },
  { "certificate-wrong-name", IMAP, FROM_START, NULL, "certificate-wrong-name", "*mail.test*other.test*", NULL, { TLS ("wrong-name"), IMAP_HELLO, HANG } },
  { "certificate-wrong-name-wildcard", IMAP, FROM_START, NULL, "certificate-wrong-name", NULL, NULL, { TLS ("wildcard"), IMAP_HELLO, HANG } },
  { "certificate-wildcard-passes", IMAP, FROM_START, "a.wild.test", "sign-in-refused", NULL, NULL, { TLS ("wildcard"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO\r\n"), HANG } },
  { "certificate-wildcard-too-deep", IMAP, FROM_START, "a.b.wild.test", "certificate-wrong-name", NULL, NULL, { TLS ("wildcard"), IMAP_HELLO, HANG } },
  { "certificate-address", IMAP, FROM_START, "127.0.0.1", "sign-in-refused", NULL, NULL, { TLS ("address"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO\r\n"), HANG } },
  { "certificate-wrong-address", IMAP, FROM_START, "127.0.0.1", "certificate-wrong-name", NULL, NULL, { TLS ("good"), IMAP_HELLO, HANG } },
  { "certificate-other-name", IMAP, FROM_START, "imap.mail.test", "certificate-wrong-name", NULL, "mail.test", { TLS ("good"), IMAP_HELLO, HANG } },
  { "certificate-of-several-names", IMAP, FROM_START, "smtp.mail.test", "certificate-wrong-name", NULL, "mail.test", { TLS ("several-names"), IMAP_HELLO, HANG } },
  { "certificate-of-the-same-service", IMAP, FROM_START, "imap.mail.test", "certificate-wrong-name", NULL, "imap.x.mail.test", { TLS ("several-names"), IMAP_HELLO, HANG } },
  { "certificate-self-signed", IMAP, FROM_START, NULL, "certificate-self-signed", NULL, NULL, { TLS ("self-signed"), IMAP_HELLO, HANG } },
  { "certificate-unknown-issuer", IMAP, FROM_START, NULL, "certificate-unknown-issuer", "*nobody knows*", NULL, { TLS ("unknown-issuer"), IMAP_HELLO, HANG } },
  { "certificate-missing-intermediate", IMAP, FROM_START, NULL, "certificate-unknown-issuer", "*does not send*intermediate*", NULL, { TLS ("missing-intermediate"), IMAP_HELLO, HANG } },
  { "certificate-weak-intermediate-key", IMAP, FROM_START, NULL, "certificate-weak", NULL, NULL, { TLS ("weak-intermediate-key"), IMAP_HELLO, HANG } },
  { "certificate-weak-intermediate-signature", SMTP, FROM_START, NULL, "certificate-weak", NULL, NULL, { TLS ("weak-intermediate-signature"), HANG } },
  { "certificate-weak-key", IMAP, FROM_START, NULL, "certificate-weak", NULL, NULL, { TLS ("weak-key"), IMAP_HELLO, HANG } },
  { "certificate-weak-signature", IMAP, FROM_START, NULL, "certificate-weak", NULL, NULL, { TLS ("weak-signature"), IMAP_HELLO, HANG } },
  { "certificate-several", IMAP, FROM_START, NULL, "certificate-expired", NULL, NULL, { TLS ("expired-wrong-name"), IMAP_HELLO, HANG } },
  { "certificate-starttls", SMTP, STARTTLS, NULL, "certificate-unknown-issuer", NULL, NULL,
    { SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 STARTTLS\r\n"), EXPECT ("STARTTLS"), SEND ("220 go\r\n"), TLS ("unknown-issuer"), HANG } },
  { "certificate-revoked", IMAP, FROM_START, NULL, "certificate-revoked", NULL, NULL, { TLS ("revoked"), IMAP_HELLO, HANG } },
  { "certificate-revoked-starttls", POP3, STARTTLS, NULL, "certificate-revoked", NULL, NULL,
    { SEND ("+OK\r\n"), EXPECT ("CAPA"), SEND ("+OK\r\nSTLS\r\n.\r\n"), EXPECT ("STLS"), SEND ("+OK\r\n"), TLS ("revoked"), HANG } },
  { "certificate-not-revoked", IMAP, FROM_START, NULL, "sign-in-refused", NULL, NULL, { TLS ("not-revoked"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO\r\n"), HANG } },
  { "certificate-slandered", IMAP, FROM_START, NULL, "certificate-unknown-issuer", NULL, NULL, { TLS ("slandered"), IMAP_HELLO, HANG } },

  /* TLS itself */
  { "tls-too-old", IMAP, FROM_START, NULL, "tls-too-old", NULL, NULL, { TLS_UP_TO (11), IMAP_HELLO, HANG } },
  { "tls-much-too-old", POP3, FROM_START, NULL, "tls-too-old", NULL, NULL, { TLS_UP_TO (10), POP3_HELLO, HANG } },
  { "tls-too-old-starttls", SMTP, STARTTLS, NULL, "tls-too-old", NULL, NULL,
    { SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 STARTTLS\r\n"), EXPECT ("STARTTLS"), SEND ("220 go\r\n"), TLS_UP_TO (11), HANG } },
  { "tls-1.2-passes", IMAP, FROM_START, NULL, "sign-in-refused", NULL, NULL, { TLS_UP_TO (12), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO\r\n"), HANG } },
  { "tls-not-spoken", IMAP, FROM_START, NULL, "tls-not-spoken", NULL, "* starttls", { SEND ("* OK [CAPABILITY IMAP4rev1] hi\r\n"), HANG } },
  { "tls-not-spoken-pop3", POP3, FROM_START, NULL, "tls-not-spoken", NULL, "* starttls", { SEND ("+OK hi\r\n"), HANG } },
  { "tls-where-plain-expected-pop3", POP3, STARTTLS, NULL, "greeting-timeout", NULL, "* tls", { TLS ("good"), POP3_HELLO, HANG } },
  { "tls-where-plain-expected-smtp", SMTP, PLAIN_TEXT, NULL, "greeting-timeout", NULL, "* tls", { TLS ("good"), SMTP_HELLO, HANG } },
  { "tls-not-spoken-late", SMTP, FROM_START, NULL, "tls-not-spoken", NULL, "* starttls", { SLEEP (100), SEND ("220 mail.test ESMTP\r\n"), HANG } },
  { "tls-not-spoken-other", SMTP, FROM_START, NULL, "not-this-protocol", NULL, NULL, { SEND ("SSH-2.0-OpenSSH_9.2\r\n"), HANG } },
  { "tls-failed", IMAP, FROM_START, NULL, "tls-failed", NULL, NULL, { EXPECT ("\x16"), SEND_OCTETS ("\x15\x03\x01\x00\x02\x02\x28"), HANG } },
  { "tls-closed", IMAP, FROM_START, NULL, "tls-failed", NULL, NULL, { EXPECT ("\x16") } },
  { "tls-silent", IMAP, FROM_START, NULL, "tls-failed", NULL, NULL, { HANG } },
  { "tls-where-plain-expected", IMAP, STARTTLS, NULL, "greeting-timeout", NULL, "* tls", { TLS ("good"), IMAP_HELLO, HANG } },

  /* sign-in */
  { "imap/sign-in-refused", IMAP, FROM_START, NULL, "sign-in-refused", "*no such user*", NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO [AUTHENTICATIONFAILED] no such user\r\n"), HANG } },
  { "pop3/sign-in-refused", POP3, FROM_START, NULL, "sign-in-refused", NULL, NULL,
    { TLS ("good"), POP3_HELLO, EXPECT ("AUTH"), SEND ("+ \r\n"), EXPECT (""), SEND ("-ERR [AUTH] no\r\n"), HANG } },
  { "smtp/sign-in-refused", SMTP, FROM_START, NULL, "sign-in-refused", NULL, NULL,
    { TLS ("good"), SMTP_HELLO, EXPECT ("AUTH"), SEND ("535 5.7.8 no\r\n"), HANG } },
  { "imap/sign-in-oauth2", IMAP, FROM_START, NULL, "sign-in-oauth2-only", NULL, NULL,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2] hi\r\n"), HANG } },
  { "smtp/sign-in-oauth2", SMTP, FROM_START, NULL, "sign-in-oauth2-only", NULL, NULL,
    { TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 AUTH XOAUTH2 OAUTHBEARER\r\n"), HANG } },
  { "imap/sign-in-not-offered", IMAP, FROM_START, NULL, "sign-in-not-offered", NULL, NULL,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hi\r\n"), HANG } },
  { "smtp/sign-in-not-offered", SMTP, FROM_START, NULL, "sign-in-not-offered", NULL, NULL,
    { TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250 hi\r\n"), HANG } },
  { "imap/app-password", IMAP, FROM_START, NULL, "sign-in-needs-app-password", NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)\r\n"), HANG } },
  { "smtp/app-password", SMTP, FROM_START, NULL, "sign-in-needs-app-password", NULL, NULL,
    { TLS ("good"), SMTP_HELLO, EXPECT ("AUTH"), SEND ("534-5.7.9 Application-specific password required. Learn more at\r\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x - gsmtp\r\n"), HANG } },
  { "imap/access-off", IMAP, FROM_START, NULL, "account-disabled", NULL, "https://*",
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO [ALERT] Your account is not enabled for IMAP use.\r\n"), HANG } },
  { "smtp/basic-disabled", SMTP, FROM_START, NULL, "sign-in-oauth2-only", NULL, NULL,
    { TLS ("good"), SMTP_HELLO, EXPECT ("AUTH"), SEND ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.\r\n"), HANG } },
  { "imap/rate-limited", IMAP, FROM_START, NULL, "sign-in-rate-limited", NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO [LIMIT] LOGIN Rate limit hit\r\n"), HANG } },
  { "imap/bye-at-sign-in", IMAP, FROM_START, NULL, "sign-in-rate-limited", NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("* BYE Too many invalid login attempts\r\n") } },
  { "imap/alert-and-bye", IMAP, FROM_START, NULL, "server-unavailable", "*maintenance*", NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("* BYE [ALERT] Closed for maintenance\r\n") } },
  { "smtp/temporary", SMTP, FROM_START, NULL, "server-unavailable", NULL, NULL,
    { TLS ("good"), SMTP_HELLO, EXPECT ("AUTH"), SEND ("454 4.7.0 Temporary authentication failure\r\n"), HANG } },
  { "pop3/in-use", POP3, FROM_START, NULL, "server-unavailable", NULL, NULL,
    { TLS ("good"), POP3_HELLO, EXPECT ("AUTH"), SEND ("+ \r\n"), EXPECT (""), SEND ("-ERR [IN-USE] locked\r\n"), HANG } },
  { "pop3/account-disabled", POP3, FROM_START, NULL, "account-disabled", NULL, NULL,
    { TLS ("good"), POP3_HELLO, EXPECT ("AUTH"), SEND ("+ \r\n"), EXPECT (""), SEND ("-ERR [SYS/PERM] gone\r\n"), HANG } },
  { "imap/false-yes", IMAP, FROM_START, NULL, "garbage", NULL, NULL,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-1] hi\r\n"), EXPECT ("a1 AUTHENTICATE SCRAM-SHA-1"), SEND ("a1 OK come in\r\n"), HANG } },
  { "imap/bad-challenge", IMAP, FROM_START, NULL, "garbage", NULL, NULL,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR AUTH=SCRAM-SHA-1] hi\r\n"), EXPECT ("a1 AUTHENTICATE SCRAM-SHA-1"), SEND ("+ !!!!\r\n"),
      EXPECT ("*\r"), SEND ("a1 BAD cancelled\r\n"), HANG } },
  { "imap/endless-challenges", IMAP, FROM_START, NULL, "garbage", NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("+ \r\n"), EXPECT ("*\r"), SEND ("+ \r\n"), HANG } },
  { "imap/no-second-try", IMAP, FROM_START, NULL, "sign-in-refused", NULL, NULL,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] hi\r\n"), EXPECT ("a1 AUTHENTICATE PLAIN"), SEND ("a1 NO no\r\n"), HANG } },
  { "imap/echo", IMAP, FROM_START, NULL, "sign-in-refused", NULL, NULL,
    { TLS ("good"), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 NO You said " PASSWORD " or " PLAIN_BASE64 " or geheim-wort-77 or " PASSWORD_BASE64 "\r\n"), HANG } },

  /* nothing encrypted */
  { "imap/plaintext", IMAP, PLAIN_TEXT, NULL, "plaintext-only", "*not sent*", NULL, { IMAP_HELLO, HANG } },
  { "smtp/plaintext", SMTP, PLAIN_TEXT, NULL, "plaintext-only", NULL, NULL, { SMTP_HELLO, HANG } },
};

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PtlReport **report = user_data;
  g_autoptr (GError) error = NULL;

  *report = ptl_probe_run_finish (PTL_PROBE (object), result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*report);
}

static PtlReport *
run (PtlProbe     *probe,
     GCancellable *cancellable)
{
  PtlReport *report = NULL;

  ptl_probe_run_async (probe, cancellable, done_cb, &report);
  while (report == NULL)
    g_main_context_iteration (NULL, TRUE);

  return report;
}

static PtlProbe *
new_probe (FakeServer *fake,
           PtlProtocol    protocol,
           PtlSecurity    security,
           const char    *host)
{
  g_autoptr (PtlServer) server = ptl_server_new (protocol, host != NULL ? host : "mail.test",
                                                 fake_server_get_port (fake), security, USERNAME, NULL);
  g_autoptr (PtlSecret) secret = ptl_secret_new (PASSWORD, -1);
  PtlProbe *probe = ptl_probe_new (server, secret);

  ptl_probe_set_limits (probe, &(PtlProbeLimits) { CONNECT_LIMIT, GREETING_LIMIT, TOTAL_LIMIT });

  return probe;
}

/* Nothing that the password could be read from. */
static void
assert_keeps_secret (const char *text)
{
  g_autofree char *lower = NULL;

  if (text == NULL)
    return;

  lower = g_ascii_strdown (text, -1);
  g_assert_null (strstr (lower, "geheim-wort-77"));
  g_assert_null (strstr (text, "VoZWltLVdvcnQtNz"));  /* base64, at each of three places */
  g_assert_null (strstr (text, "dlaGVpbS1Xb3J0LTc3"));
  g_assert_null (strstr (text, "HZWhlaW0tV29ydC03N"));
}

static void
assert_report_keeps_secret (PtlReport *report)
{
  GListModel *steps = ptl_report_get_steps (report);
  PtlProblem *problem = ptl_report_get_problem (report);
  const char * const *capabilities = ptl_report_get_capabilities (report);
  GPtrArray *facts = ptl_report_get_facts (report);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (PtlStep) step = g_list_model_get_item (steps, i);

      g_assert_cmpint (ptl_step_get_verdict (step), !=, PTL_VERDICT_PENDING);
      assert_keeps_secret (ptl_step_get_detail (step));
    }
  if (problem != NULL)
    {
      assert_keeps_secret (ptl_problem_get_message (problem));
      assert_keeps_secret (ptl_problem_get_advice (problem));
      assert_keeps_secret (ptl_problem_get_argument (problem));
    }
  for (gsize i = 0; capabilities[i] != NULL; i++)
    assert_keeps_secret (capabilities[i]);
  for (guint i = 0; i < facts->len; i++)
    assert_keeps_secret (((PtlReason *) facts->pdata[i])->text);
  assert_keeps_secret (ptl_report_get_transcript (report));
}

static void
assert_all_closed (FakeServer *fake)
{
  for (guint i = 0; i < 200 && !fake_server_saw_ends (fake); i++)
    g_usleep (5000);
  g_assert_true (fake_server_saw_ends (fake));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (FakeServer) fake = fake_server_new (row->script);
  PtlProbe *probe = new_probe (fake, row->protocol, row->security, row->host);
  FakeClock clock = fake_clock_start ();
  g_autoptr (PtlReport) report = run (probe, NULL);
  double took = fake_clock_get_ms (&clock);
  PtlProblem *problem = ptl_report_get_problem (report);

  g_assert_finalize_object (probe);
  assert_all_closed (fake);
  fake_server_stop (fake);
  if (problem != NULL)
    g_test_message ("%s: %s (%s) %.0f ms", ptl_problem_get_id (problem), ptl_problem_get_message (problem),
                    ptl_problem_get_argument (problem), took);
  if (row->error == NULL)
    g_assert_cmpstr (fake_server_get_complaint (fake), ==, NULL);

  g_assert_cmpstr (problem != NULL ? ptl_problem_get_id (problem) : NULL, ==, row->error);
  g_assert_cmpint (ptl_report_get_verdict (report), ==, row->error != NULL ? PTL_VERDICT_FAILED : PTL_VERDICT_PASSED);
  g_assert_true (ptl_report_get_signed_in (report) == (row->error == NULL));
  g_assert_cmpfloat (took, <, TOTAL_LIMIT + SLACK);
  if (row->message != NULL)
    g_assert_true (g_pattern_match_simple (row->message, ptl_problem_get_message (problem)));
  if (row->argument != NULL)
    g_assert_true (ptl_problem_get_argument (problem) != NULL &&
                   g_pattern_match_simple (row->argument, ptl_problem_get_argument (problem)));

  assert_report_keeps_secret (report);
  assert_keeps_secret (fake_server_get_clear (fake)->str);
  if (row->error != NULL && !g_str_has_prefix (row->error, "sign-in") && strstr (row->error, "certificate") != NULL)
    g_assert_cmpuint (fake_server_get_encrypted (fake)->len, ==, 0);
}

static void
test_refused (void)
{
  static const FakeStep nothing[] = { { FAKE_END } };
  FakeServer *fake = fake_server_new (nothing);
  g_autoptr (PtlProbe) probe = new_probe (fake, IMAP, FROM_START, NULL);
  g_autoptr (PtlReport) report = NULL;

  fake_server_free (fake);
  report = run (probe, NULL);
  g_assert_cmpstr (ptl_problem_get_id (ptl_report_get_problem (report)), ==, "refused");
}

typedef struct
{
  const char *pinned;       /* (nullable): the certificate whose fingerprint is pinned */
  const char *shown;
  gboolean    passes;
  const char *error;        /* (nullable) */
  gboolean    offered;
} PinTest;

/* A certificate that the person trusts passes with a warning; any other does not, not even a better one; and what cannot be excused is
 * not offered. */
static const PinTest pin_tests[] = {
  { NULL, "good", TRUE, NULL, FALSE },
  { NULL, "self-signed", FALSE, "certificate-self-signed", TRUE },
  { NULL, "unknown-issuer", FALSE, "certificate-unknown-issuer", TRUE },
  { NULL, "wrong-name", FALSE, "certificate-wrong-name", TRUE },
  { NULL, "expired", FALSE, "certificate-expired", TRUE },
  { NULL, "not-yet-valid", FALSE, "certificate-not-yet-valid", FALSE },
  { NULL, "weak-key", FALSE, "certificate-weak", FALSE },
  { "self-signed", "self-signed", TRUE, "certificate-self-signed", FALSE },
  { "unknown-issuer", "unknown-issuer", TRUE, "certificate-unknown-issuer", FALSE },
  { "wrong-name", "wrong-name", TRUE, "certificate-wrong-name", FALSE },
  { "expired", "expired", TRUE, "certificate-expired", FALSE },
  { "weak-key", "weak-key", FALSE, "certificate-weak", FALSE },
  { "self-signed", "unknown-issuer", FALSE, "certificate-changed", TRUE },
  { "self-signed", "good", FALSE, "certificate-changed", FALSE },
  { "self-signed", "weak-key", FALSE, "certificate-weak", FALSE },
};

/* Returns: (transfer full): the report on a server that shows @certificate while @sha256 is pinned */
static PtlReport *
run_pinned (const char *certificate,
            const char *sha256,
            gboolean   *told)
{
  FakeStep script[] = { TLS (certificate), IMAP_HELLO, EXPECT ("a1"), SEND ("a1 OK in\r\n"), { FAKE_END } };
  g_autoptr (FakeServer) fake = fake_server_new (script);
  g_autoptr (PtlProbe) plain = new_probe (fake, IMAP, FROM_START, NULL);
  g_autoptr (PtlServer) server = ptl_server_with_pin (ptl_probe_get_server (plain), sha256);
  g_autoptr (PtlSecret) secret = ptl_secret_new (PASSWORD, -1);
  g_autoptr (PtlProbe) probe = ptl_probe_new (server, secret);
  PtlReport *report;

  ptl_probe_set_offer_exception (probe, TRUE);
  report = run (probe, NULL);
  fake_server_stop (fake);
  *told = fake_server_get_encrypted (fake)->len > 0;

  return report;
}

static void
test_pinned (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pin_tests); i++)
    {
      const PinTest *test = &pin_tests[i];
      g_autofree char *sha256 = NULL;
      g_autoptr (PtlReport) report = NULL;
      PtlProblem *problem;
      gboolean told;

      if (test->pinned != NULL)
        {
          g_autoptr (PtlReport) first = run_pinned (test->pinned, NULL, &told);

          sha256 = g_strdup (ptl_certificate_get_sha256 (ptl_report_get_certificate (first)));
        }

      report = run_pinned (test->shown, sha256, &told);
      problem = ptl_report_get_problem (report);
      g_test_message ("%s pinned, %s shown", test->pinned != NULL ? test->pinned : "nothing", test->shown);
      g_assert_true (ptl_report_is_good (report) == test->passes);
      g_assert_true (ptl_report_get_signed_in (report) == test->passes);
      g_assert_true (told == test->passes);
      g_assert_cmpstr (problem != NULL ? ptl_problem_get_id (problem) : NULL, ==, test->error);
      g_assert_true ((problem != NULL && ptl_problem_get_second_remedy (problem) == PTL_REMEDY_TRUST_CERTIFICATE) == test->offered);
      if (test->offered)
        g_assert_cmpstr (ptl_problem_get_second_argument (problem), ==, ptl_certificate_get_sha256 (ptl_report_get_certificate (report)));
    }
}

/* "user=anna@mail.test\1auth=Bearer Geheim-Wort-77\1\1" */
#define TOKEN_BASE64 "dXNlcj1hbm5hQG1haWwudGVzdAFhdXRoPUJlYXJlciBHZWhlaW0tV29ydC03NwEB"

/* A sign-in of the browser's instead of a password: taken, refused, not taken there, and not without encryption. */
static void
test_token (void)
{
  static const FakeStep taken[] = { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] hi\r\n"), EXPECT ("a1 AUTHENTICATE XOAUTH2 " TOKEN_BASE64 "\r"),
                                    SEND ("a1 OK in\r\n"), HANG };
  static const FakeStep refused[] = { TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 AUTH XOAUTH2\r\n"), EXPECT ("AUTH XOAUTH2 " TOKEN_BASE64 "\r"),
                                      SEND ("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"), EXPECT ("\r"), SEND ("535 5.7.8 no\r\n"), HANG };
  static const FakeStep not_taken[] = { TLS ("good"), IMAP_HELLO, EXPECT (""), HANG };
  static const FakeStep plain[] = { SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hi\r\n"), EXPECT (""), HANG };
  static const struct
  {
    const FakeStep *script;
    PtlProtocol protocol;
    PtlSecurity security;
    const char *error;
  } tests[] = {
    { taken, IMAP, FROM_START, NULL },
    { refused, SMTP, FROM_START, "sign-in-oauth2-only" },
    { not_taken, IMAP, FROM_START, "sign-in-not-offered" },
    { plain, IMAP, PLAIN_TEXT, "plaintext-only" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autoptr (FakeServer) fake = fake_server_new (tests[i].script);
      g_autoptr (PtlProbe) probe = new_probe (fake, tests[i].protocol, tests[i].security, NULL);
      g_autoptr (PtlReport) report = NULL;
      PtlProblem *problem;

      ptl_probe_set_token (probe, TRUE);
      report = run (probe, NULL);
      fake_server_stop (fake);
      problem = ptl_report_get_problem (report);
      g_assert_cmpstr (problem != NULL ? ptl_problem_get_id (problem) : NULL, ==, tests[i].error);
      g_assert_true (ptl_report_get_signed_in (report) == (tests[i].error == NULL));
      assert_report_keeps_secret (report);
      g_assert_null (strstr (fake_server_get_clear (fake)->str, "Bearer"));
      if (i == 0)
        g_assert_true (ptl_server_allows (ptl_report_get_server (report), PTL_AUTHENTICATION_OAUTH2));
    }
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  const FakeStep *script;
  PtlSecurity     security;
  const char     *host;
} Moment;

/* Returns: how many milliseconds it took to end after it was cancelled */
static double
cancel_after (const Moment *moment,
              guint         ms)
{
  g_autoptr (FakeServer) fake = fake_server_new (moment->script);
  PtlProbe *probe = new_probe (fake, IMAP, moment->security, moment->host);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FakeClock clock = fake_clock_start ();
  g_autoptr (PtlReport) report = NULL;
  double took;

  if (ms == 0)
    g_cancellable_cancel (cancellable);
  else
    g_timeout_add (ms, cancel_cb, cancellable);
  report = run (probe, cancellable);
  took = fake_clock_get_ms (&clock) - ms;

  g_assert_cmpint (ptl_report_get_verdict (report), ==, PTL_VERDICT_CANCELLED);
  g_assert_cmpstr (ptl_problem_get_id (ptl_report_get_problem (report)), ==, "cancelled");
  g_assert_finalize_object (probe);
  assert_all_closed (fake);
  return took;
}

/* At any moment: while it looks the name up, connects, shakes hands, waits for a greeting, signs in. A computer may pause once for
 * longer than that takes. */
static void
test_cancel (void)
{
  static const FakeStep silent[] = { HANG, { FAKE_END } };
  static const FakeStep late[] = { TLS ("good"), HANG, { FAKE_END } };
  static const FakeStep later[] = { TLS ("good"), IMAP_HELLO, HANG, { FAKE_END } };
  static const Moment moments[] = {
    { silent, PLAIN_TEXT, "silent.mail.test" }, { silent, FROM_START, NULL }, { silent, PLAIN_TEXT, NULL },
    { late, FROM_START, NULL }, { later, FROM_START, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      double best = G_MAXDOUBLE;

      for (guint after = 0; after <= 100; after += 50)
        best = MIN (best, cancel_after (&moments[i], after));
      g_assert_cmpfloat (best, <, 100);
    }
}

/* Who has shown the certificate is there, and may take longer to greet than somebody who has not said anything. */
static void
test_late_greeting (void)
{
  static const FakeStep script[] = { TLS ("good"), SLEEP (4500), SEND ("* BYE Come back later\r\n"), HANG, { FAKE_END } };
  g_autoptr (FakeServer) fake = fake_server_new (script);
  g_autoptr (PtlProbe) probe = new_probe (fake, IMAP, FROM_START, NULL);
  g_autoptr (PtlReport) report = NULL;

  ptl_probe_set_limits (probe, &(PtlProbeLimits) { 30000, 4000, 60000 });
  report = run (probe, NULL);
  g_assert_cmpstr (ptl_problem_get_id (ptl_report_get_problem (report)), ==, "server-unavailable");
}

int
main (int   argc,
      char *argv[])
{
  static const char * const hosts[] = { "mail.test", "imap.mail.test", "smtp.mail.test", "a.wild.test", "a.b.wild.test" };
  g_autofree char *authority = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  FakeResolver *resolver = fake_resolver_install ();
  int result;

  g_test_init (&argc, &argv, NULL);
  authority = g_test_build_filename (G_TEST_BUILT, "fake", "tls", "ca.pem", NULL);
  database = g_tls_file_database_new (authority, NULL);
  g_assert_nonnull (database);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    fake_resolver_add_host (resolver, hosts[i], "127.0.0.1");
  fake_resolver_fail (resolver, "broken.mail.test");
  fake_resolver_silence (resolver, "silent.mail.test");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/probe/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/probe/refused", test_refused);
  g_test_add_func ("/probe/pinned", test_pinned);
  g_test_add_func ("/probe/token", test_token);
  g_test_add_func ("/probe/cancel", test_cancel);
  g_test_add_func ("/probe/late-greeting", test_late_greeting);

  result = g_test_run ();
  fake_resolver_uninstall (resolver);

  return result;
}
