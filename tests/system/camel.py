#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs in to the mail accounts of a session as Evolution does, without its window: with its library Camel, its own registry of
accounts, and the password from where it takes it.

  camel.py ADDRESS RECIPIENT SUBJECT

Sends a letter to the recipient as well.  Prints JSON: a list of {"uid", "kind", "backend", "error", "folder"}, error null where all was good.
"""

import json
import sys
import threading
import time

import gi

gi.require_version("Camel", "1.2")
gi.require_version("EDataServer", "1.2")

from gi.repository import Camel, EDataServer, Gio, GLib  # noqa: E402

KINDS = {"Mail Account": ("account", Camel.ProviderType.STORE), "Mail Transport": ("transport", Camel.ProviderType.TRANSPORT)}


class Session(Camel.Session):
    """Takes passwords from where Evolution does."""

    registry = provider = None

    def do_authenticate_sync(self, service, mechanism, cancellable):
        """Sign in once; a refusal is final."""
        source = self.registry.ref_source(service.get_uid())
        found, credentials = self.provider.lookup_sync(source, cancellable)
        if not found:
            raise GLib.Error("there is no password")
        service.set_password(credentials.get("password"))
        if service.authenticate_sync(None if mechanism in ("", "none") else mechanism, cancellable) != Camel.AuthenticationResult.ACCEPTED:
            raise GLib.Error("refused")
        return True


def internet_address(address):
    """One address as Camel has it."""
    found = Camel.InternetAddress.new()
    found.add("", address)
    return found


def send(transport, sender, recipient, subject):
    """Send a letter."""
    letter = Camel.MimeMessage.new()
    text = f"From: {sender}\r\nTo: {recipient}\r\nSubject: {subject}\r\n\r\nHello.\r\n"
    letter.construct_from_input_stream_sync(Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(text.encode())), None)
    transport.send_to_sync(letter, internet_address(sender), internet_address(recipient), None)


def connect(service, found):
    """Connect, and name the first folder of a store."""
    try:
        if isinstance(service, Camel.OfflineStore):
            service.set_online_sync(True, None)
        service.connect_sync(None)
        if isinstance(service, Camel.OfflineStore):
            found["folder"] = service.get_folder_info_sync(None, Camel.StoreGetFolderInfoFlags.RECURSIVE, None).full_name
        elif isinstance(service, Camel.Transport):
            send(service, *sys.argv[1:])
        service.disconnect_sync(True, None)
    except Exception as error:  # pylint: disable=broad-exception-caught
        found["error"] = f"{type(error).__name__}: {error}"


def sign_in(session, source, extension):
    """Try one account or transport; its work is done in a thread while the main loop runs, as in Evolution."""
    kind, provider = KINDS[extension]
    backend = source.get_extension(extension).get_backend_name()
    found = {"uid": source.get_uid(), "kind": kind, "backend": backend, "error": None, "folder": None}
    service = session.add_service(source.get_uid(), backend, provider)
    source.camel_configure_service(service)
    loop = GLib.MainLoop()

    def work():
        try:
            connect(service, found)
        finally:
            GLib.idle_add(loop.quit)

    thread = threading.Thread(target=work)
    thread.start()
    loop.run()
    thread.join()
    return found


def sources(registry, extension, address, seconds):
    """What there is for the address, once it has come."""
    end = time.monotonic() + seconds
    while True:
        found = [source for source in registry.list_sources(extension)
                 if source.get_display_name() == address and source.get_extension(extension).get_backend_name() in ("imapx", "pop", "smtp")]
        if found or time.monotonic() > end:
            return found
        GLib.MainContext.default().iteration(False)
        time.sleep(0.01)


def main():
    """Try all of them."""
    Camel.init(GLib.get_user_cache_dir(), True)
    Camel.provider_init()
    EDataServer.SourceCamel.register_types()
    session = Session(user_data_dir=GLib.get_user_data_dir(), user_cache_dir=GLib.get_user_cache_dir(), online=True)
    Session.registry = EDataServer.SourceRegistry.new_sync(None)
    Session.provider = EDataServer.SourceCredentialsProvider.new(Session.registry)
    print(json.dumps([sign_in(session, source, extension) for extension in KINDS
                      for source in sources(Session.registry, extension, sys.argv[1], 10)]))


if __name__ == "__main__":
    main()
