/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-enum.h"

/**
 * ptl_enum_to_nick:
 * @type: the type of an enumeration
 * @value: one of its values
 *
 * Returns: (transfer none): the name of @value, as JSON and the command line write it
 */
const char *
ptl_enum_to_nick (GType type,
                  int   value)
{
  GEnumClass *class = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (class, value);
  const char *nick = found != NULL ? found->value_nick : NULL;

  g_type_class_unref (class);
  g_return_val_if_fail (nick != NULL, "");

  return nick;
}

/**
 * ptl_enum_from_nick:
 * @type: the type of an enumeration
 * @nick: a name, perhaps of one of its values
 * @value: (out): the value; left alone when there is none
 *
 * Returns: whether @nick names a value of @type
 */
gboolean
ptl_enum_from_nick (GType       type,
                    const char *nick,
                    int        *value)
{
  GEnumClass *class = g_type_class_ref (type);
  GEnumValue *value_found = g_enum_get_value_by_nick (class, nick);
  gboolean found = value_found != NULL && g_str_equal (value_found->value_nick, nick);  /* GLib 2.90 takes “POP3” for “pop3” */

  if (found)
    *value = value_found->value;

  g_type_class_unref (class);
  return found;
}
