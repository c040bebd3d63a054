/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-error.h"

#include "ptl-enum.h"

#define VALUE(name, nick) G_DEFINE_ENUM_VALUE (PTL_ERROR_##name, nick)

G_DEFINE_ENUM_TYPE (PtlError, ptl_error,
                    VALUE (OFFLINE, "offline"),
                    VALUE (CAPTIVE_PORTAL, "captive-portal"),
                    VALUE (NAME_NOT_FOUND, "name-not-found"),
                    VALUE (DNS_FAILURE, "dns-failure"),
                    VALUE (DNS_TIMEOUT, "dns-timeout"),
                    VALUE (UNREACHABLE, "unreachable"),
                    VALUE (REFUSED, "refused"),
                    VALUE (CONNECT_TIMEOUT, "connect-timeout"),
                    VALUE (RESET, "reset"),
                    VALUE (GREETING_TIMEOUT, "greeting-timeout"),
                    VALUE (TIMEOUT, "timeout"),
                    VALUE (NOT_THIS_PROTOCOL, "not-this-protocol"),
                    VALUE (GARBAGE, "garbage"),
                    VALUE (TOO_MUCH_DATA, "too-much-data"),
                    VALUE (SERVER_UNAVAILABLE, "server-unavailable"),
                    VALUE (STARTTLS_NOT_OFFERED, "starttls-not-offered"),
                    VALUE (STARTTLS_REFUSED, "starttls-refused"),
                    VALUE (STARTTLS_INJECTION, "starttls-injection"),
                    VALUE (TLS_NOT_SPOKEN, "tls-not-spoken"),
                    VALUE (TLS_TOO_OLD, "tls-too-old"),
                    VALUE (TLS_FAILED, "tls-failed"),
                    VALUE (CERTIFICATE_EXPIRED, "certificate-expired"),
                    VALUE (CERTIFICATE_NOT_YET_VALID, "certificate-not-yet-valid"),
                    VALUE (CERTIFICATE_WRONG_NAME, "certificate-wrong-name"),
                    VALUE (CERTIFICATE_SELF_SIGNED, "certificate-self-signed"),
                    VALUE (CERTIFICATE_UNKNOWN_ISSUER, "certificate-unknown-issuer"),
                    VALUE (CERTIFICATE_REVOKED, "certificate-revoked"),
                    VALUE (CERTIFICATE_WEAK, "certificate-weak"),
                    VALUE (CERTIFICATE_CHANGED, "certificate-changed"),
                    VALUE (SIGN_IN_REFUSED, "sign-in-refused"),
                    VALUE (SIGN_IN_NEEDS_APP_PASSWORD, "sign-in-needs-app-password"),
                    VALUE (SIGN_IN_NOT_OFFERED, "sign-in-not-offered"),
                    VALUE (SIGN_IN_OAUTH2_ONLY, "sign-in-oauth2-only"),
                    VALUE (SIGN_IN_RATE_LIMITED, "sign-in-rate-limited"),
                    VALUE (ACCOUNT_DISABLED, "account-disabled"),
                    VALUE (PLAINTEXT_ONLY, "plaintext-only"),
                    VALUE (ADDRESS_INVALID, "address-invalid"),
                    VALUE (NOTHING_FOUND, "nothing-found"),
                    VALUE (NO_MAIL, "no-mail"),
                    VALUE (STRICT_IMPOSSIBLE, "strict-impossible"),
                    VALUE (NO_ACCESS, "no-access"),
                    VALUE (NOT_VOUCHED, "not-vouched"),
                    VALUE (POLICY, "policy"),
                    VALUE (CANCELLED, "cancelled"),
                    VALUE (USAGE, "usage"),
                    VALUE (BAD_DATA, "bad-data"),
                    VALUE (INTERNAL, "internal"),
                    VALUE (EXPORT_UNSUPPORTED, "export-unsupported"),
                    VALUE (EXPORT_PROGRAM_RUNNING, "export-program-running"),
                    VALUE (EXPORT_NOT_WRITABLE, "export-not-writable"),
                    VALUE (EXPORT_NO_SPACE, "export-no-space"),
                    VALUE (EXPORT_CORRUPT, "export-corrupt"),
                    VALUE (EXPORT_NEWER, "export-newer"),
                    VALUE (EXPORT_CHANGED, "export-changed"),
                    VALUE (EXPORT_FAILED, "export-failed"))

G_DEFINE_QUARK (ptl-error-quark, ptl_error)

/**
 * ptl_error_get_id:
 * @code: an error
 *
 * Returns: (transfer none): its stable name, such as "certificate-expired"
 */
const char *
ptl_error_get_id (PtlError code)
{
  return ptl_enum_to_nick (PTL_TYPE_ERROR, code);
}
