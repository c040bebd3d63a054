/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-weight.h"

/* The further a check came before it failed, the more its problem tells; what speaks about this computer or this person tells
 * most. */
typedef enum
{
  WEIGHT_NONE,
  WEIGHT_OTHER,
  WEIGHT_NAME,
  WEIGHT_NO_ANSWER,
  WEIGHT_REFUSED,
  WEIGHT_NO_GREETING,
  WEIGHT_GARBAGE,
  WEIGHT_WRONG_SERVICE,
  WEIGHT_NO_ENCRYPTION,
  WEIGHT_UNAVAILABLE,
  WEIGHT_TAMPERING,
  WEIGHT_NO_SIGN_IN,
  WEIGHT_PERSON,
  WEIGHT_COMPUTER,
} Weight;

static const Weight weights[] = {
  [PTL_ERROR_OFFLINE] = WEIGHT_COMPUTER,
  [PTL_ERROR_CAPTIVE_PORTAL] = WEIGHT_COMPUTER,
  [PTL_ERROR_POLICY] = WEIGHT_COMPUTER,
  [PTL_ERROR_CANCELLED] = WEIGHT_COMPUTER,
  [PTL_ERROR_SIGN_IN_REFUSED] = WEIGHT_PERSON,
  [PTL_ERROR_SIGN_IN_NEEDS_APP_PASSWORD] = WEIGHT_PERSON,
  [PTL_ERROR_SIGN_IN_RATE_LIMITED] = WEIGHT_PERSON,
  [PTL_ERROR_ACCOUNT_DISABLED] = WEIGHT_PERSON,
  [PTL_ERROR_SIGN_IN_OAUTH2_ONLY] = WEIGHT_NO_SIGN_IN,
  [PTL_ERROR_SIGN_IN_NOT_OFFERED] = WEIGHT_NO_SIGN_IN,
  [PTL_ERROR_STARTTLS_INJECTION] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_EXPIRED] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_NOT_YET_VALID] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_WRONG_NAME] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_SELF_SIGNED] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_REVOKED] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_WEAK] = WEIGHT_TAMPERING,
  [PTL_ERROR_CERTIFICATE_CHANGED] = WEIGHT_TAMPERING,
  [PTL_ERROR_SERVER_UNAVAILABLE] = WEIGHT_UNAVAILABLE,
  [PTL_ERROR_TLS_TOO_OLD] = WEIGHT_NO_ENCRYPTION,
  [PTL_ERROR_STARTTLS_NOT_OFFERED] = WEIGHT_NO_ENCRYPTION,
  [PTL_ERROR_STARTTLS_REFUSED] = WEIGHT_NO_ENCRYPTION,
  [PTL_ERROR_TLS_NOT_SPOKEN] = WEIGHT_WRONG_SERVICE,
  [PTL_ERROR_TLS_FAILED] = WEIGHT_WRONG_SERVICE,
  [PTL_ERROR_NOT_THIS_PROTOCOL] = WEIGHT_WRONG_SERVICE,
  [PTL_ERROR_GARBAGE] = WEIGHT_GARBAGE,
  [PTL_ERROR_TOO_MUCH_DATA] = WEIGHT_GARBAGE,
  [PTL_ERROR_GREETING_TIMEOUT] = WEIGHT_NO_GREETING,
  [PTL_ERROR_RESET] = WEIGHT_NO_GREETING,
  [PTL_ERROR_REFUSED] = WEIGHT_REFUSED,
  [PTL_ERROR_CONNECT_TIMEOUT] = WEIGHT_NO_ANSWER,
  [PTL_ERROR_UNREACHABLE] = WEIGHT_NO_ANSWER,
  [PTL_ERROR_TIMEOUT] = WEIGHT_NO_ANSWER,
  [PTL_ERROR_DNS_FAILURE] = WEIGHT_NAME,
  [PTL_ERROR_DNS_TIMEOUT] = WEIGHT_NAME,
  [PTL_ERROR_NAME_NOT_FOUND] = WEIGHT_NAME,
};

static Weight
weigh (const PtlProblem *problem)
{
  PtlError code;

  if (problem == NULL)
    return WEIGHT_NONE;

  code = ptl_problem_get_code (problem);
  return code < G_N_ELEMENTS (weights) && weights[code] != WEIGHT_NONE ? weights[code] : WEIGHT_OTHER;
}

/**
 * ptl_problem_get_weight:
 * @problem: (nullable): a problem
 *
 * Returns: how much it tells; 0 for none
 */
guint
ptl_problem_get_weight (const PtlProblem *problem)
{
  return weigh (problem);
}

/**
 * ptl_problem_pick:
 * @a: (nullable): a problem
 * @b: (nullable): another
 *
 * Returns: (transfer none) (nullable): the one that tells more, the first when they tell as much
 */
PtlProblem *
ptl_problem_pick (PtlProblem *a,
                  PtlProblem *b)
{
  return weigh (b) > weigh (a) ? b : a;
}

/**
 * ptl_problem_is_about_person:
 * @problem: (nullable): a problem
 *
 * Returns: whether another server of the same provider would say the same: it knows the person, and said no, or this computer
 *   has no way to any server
 */
gboolean
ptl_problem_is_about_person (const PtlProblem *problem)
{
  return weigh (problem) >= WEIGHT_PERSON;
}

/**
 * ptl_problem_is_tampering:
 * @problem: (nullable): a problem
 *
 * Returns: whether somebody in between would look like this. Then a password does not go out unencrypted either
 */
gboolean
ptl_problem_is_tampering (const PtlProblem *problem)
{
  return weigh (problem) == WEIGHT_TAMPERING;
}

/**
 * ptl_problem_is_silence:
 * @problem: (nullable): a problem
 *
 * Returns: whether nothing came back that a mail server says
 */
gboolean
ptl_problem_is_silence (const PtlProblem *problem)
{
  Weight weight = weigh (problem);

  return weight >= WEIGHT_NAME && weight <= WEIGHT_NO_GREETING;
}

/**
 * ptl_problem_is_slow:
 * @problem: (nullable): a problem
 *
 * A handshake that fails at once is called the same as one that gets no answer; it fails the next time, too.
 *
 * Returns: whether to try the server once more may cost the whole time that it has, and brings nothing
 */
gboolean
ptl_problem_is_slow (const PtlProblem *problem)
{
  switch (problem != NULL ? ptl_problem_get_code (problem) : PTL_ERROR_CANCELLED)
    {
    case PTL_ERROR_DNS_TIMEOUT:
    case PTL_ERROR_CONNECT_TIMEOUT:
    case PTL_ERROR_GREETING_TIMEOUT:
    case PTL_ERROR_TIMEOUT:
    case PTL_ERROR_TLS_FAILED:
      return TRUE;
    default:
      return FALSE;
    }
}
