/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

/* A name service that knows what a test told it. Names it was not told of do not exist. It remembers what it was asked. */
FakeResolver *fake_resolver_install    (void);
void          fake_resolver_uninstall  (FakeResolver        *self);
void          fake_resolver_add_host   (FakeResolver        *self,
                                        const char          *name,
                                        const char          *address);
void          fake_resolver_add_record (FakeResolver        *self,
                                        const char          *name,
                                        GResolverRecordType  type,
                                        GVariant            *record);
void          fake_resolver_add_srv    (FakeResolver        *self,
                                        const char          *name,
                                        guint16              priority,
                                        guint16              weight,
                                        guint16              port,
                                        const char          *target);
void          fake_resolver_add_mx     (FakeResolver        *self,
                                        const char          *name,
                                        guint16              priority,
                                        const char          *target);
void          fake_resolver_add_txt    (FakeResolver        *self,
                                        const char          *name,
                                        const char          *text);
void          fake_resolver_fail       (FakeResolver        *self,
                                        const char          *name);
void          fake_resolver_silence    (FakeResolver        *self,
                                        const char          *name);
void          fake_resolver_set_delay  (FakeResolver        *self,
                                        guint                milliseconds);
gboolean      fake_resolver_was_asked  (FakeResolver        *self,
                                        const char          *name);
GPtrArray    *fake_resolver_get_asked  (FakeResolver        *self);

G_END_DECLS
