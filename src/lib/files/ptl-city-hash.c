/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-city-hash.h"

#include <string.h>

/* The algorithm by Geoff Pike and Jyrki Alakuijala (2011), first version, as Mozilla uses it. All arithmetic is modulo 2^64. */

#define K0 G_GUINT64_CONSTANT (0xc3a5c85c97cb3127)
#define K1 G_GUINT64_CONSTANT (0xb492b66fbe98f273)
#define K2 G_GUINT64_CONSTANT (0x9ae16a3b2f90404f)
#define K3 G_GUINT64_CONSTANT (0xc949d7c7509e6557)
#define MULTIPLIER G_GUINT64_CONSTANT (0x9ddfea08eb382d69)

typedef struct
{
  guint64 first;
  guint64 second;
} Pair;

static guint64
get64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

static guint64
get32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
rotate (guint64 value,
        guint   by)
{
  return by == 0 ? value : (value >> by) | (value << (64 - by));
}

static guint64
mix (guint64 value)
{
  return value ^ (value >> 47);
}

static guint64
join (guint64 low,
      guint64 high)
{
  guint64 a = mix ((low ^ high) * MULTIPLIER);

  return mix ((high ^ a) * MULTIPLIER) * MULTIPLIER;
}

static guint64
hash_up_to_16 (const guint8 *s,
               gsize         n)
{
  if (n > 8)
    {
      guint64 a = get64 (s);
      guint64 b = get64 (s + n - 8);

      return join (a, rotate (b + n, n)) ^ b;
    }
  if (n >= 4)
    return join (n + (get32 (s) << 3), get32 (s + n - 4));
  if (n > 0)
    {
      guint32 y = s[0] + ((guint32) s[n >> 1] << 8);
      guint32 z = n + ((guint32) s[n - 1] << 2);

      return mix (y * K2 ^ z * K3) * K2;
    }

  return K2;
}

static guint64
hash_17_to_32 (const guint8 *s,
               gsize         n)
{
  guint64 a = get64 (s) * K1;
  guint64 b = get64 (s + 8);
  guint64 c = get64 (s + n - 8) * K2;
  guint64 d = get64 (s + n - 16) * K0;

  return join (rotate (a - b, 43) + rotate (c, 30) + d, a + rotate (b ^ K3, 20) - c + n);
}

/* Half of a string of 33 to 64 bytes: two words that start it, the two that follow, the two that end it. */
static Pair
hash_half (guint64 a,
           guint64 z,
           guint64 p,
           guint64 q)
{
  guint64 b = rotate (a + z, 52);
  guint64 c = rotate (a, 37);

  a += p;
  c += rotate (a, 7);
  a += q;

  return (Pair) { a + z, b + rotate (a, 31) + c };
}

static guint64
hash_33_to_64 (const guint8 *s,
               gsize         n)
{
  Pair v = hash_half (get64 (s) + (n + get64 (s + n - 16)) * K0, get64 (s + 24), get64 (s + 8), get64 (s + 16));
  Pair w = hash_half (get64 (s + 16) + get64 (s + n - 32), get64 (s + n - 8), get64 (s + n - 24), get64 (s + n - 16));
  guint64 r = mix ((v.first + w.second) * K2 + (w.first + v.second) * K0);

  return mix (r * K0 + v.second) * K2;
}

static Pair
hash_weakly (const guint8 *s,
             guint64       a,
             guint64       b)
{
  guint64 z = get64 (s + 24);
  guint64 c;

  a += get64 (s);
  b = rotate (b + a + z, 21);
  c = a;
  a += get64 (s + 8) + get64 (s + 16);

  return (Pair) { a + z, b + rotate (a, 44) + c };
}

static guint64
hash_long (const guint8 *s,
           gsize         n)
{
  guint64 x = get64 (s);
  guint64 y = get64 (s + n - 16) ^ K1;
  guint64 z = get64 (s + n - 56) ^ K0;
  Pair v = hash_weakly (s + n - 64, n, y);
  Pair w = hash_weakly (s + n - 32, n * K1, K0);
  const guint8 *end = s + ((n - 1) & ~(gsize) 63);
  guint64 old_z;

  z += mix (v.second) * K1;
  x = rotate (z + x, 39) * K1;
  y = rotate (y, 33) * K1;

  for (; s < end; s += 64)
    {
      x = rotate (x + y + v.first + get64 (s + 16), 37) * K1;
      y = rotate (y + v.second + get64 (s + 48), 42) * K1;
      x ^= w.second;
      y ^= v.first;
      old_z = rotate (z ^ w.first, 33);
      v = hash_weakly (s, v.second * K1, x + w.first);
      w = hash_weakly (s + 32, old_z + w.second, y);
      z = x;
      x = old_z;
    }

  return join (join (v.first, w.first) + mix (y) * K1 + z, join (v.second, w.second) + x);
}

guint64
ptl_city_hash64 (const guint8 *data,
                 gsize         length)
{
  if (length <= 16)
    return hash_up_to_16 (data, length);
  if (length <= 32)
    return hash_17_to_32 (data, length);
  if (length <= 64)
    return hash_33_to_64 (data, length);

  return hash_long (data, length);
}
