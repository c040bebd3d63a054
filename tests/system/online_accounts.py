# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GNOME Online Accounts with one account, played on the session bus while a command runs.

    dbus-run-session -- python3 online_accounts.py ADDRESS TOKEN IMAP-HOST SMTP-HOST COMMAND…
"""

import subprocess
import sys
import threading

from gi.repository import Gio, GLib

INTERFACES = """<node>
<interface name="org.freedesktop.DBus.ObjectManager">
  <method name="GetManagedObjects"><arg type="a{oa{sa{sv}}}" direction="out"/></method>
</interface>
<interface name="org.gnome.OnlineAccounts.OAuth2Based">
  <method name="GetAccessToken"><arg type="s" direction="out"/><arg type="i" direction="out"/></method>
</interface>
</node>"""
ROOT, ACCOUNT = "/org/gnome/OnlineAccounts", "/org/gnome/OnlineAccounts/Accounts/account_1"


def main(address, token, imap, smtp, *command):
    """Serve until the command has ended; its exit status."""
    mail = {"EmailAddress": address, "ImapHost": imap, "SmtpHost": smtp}
    objects = {ACCOUNT: {
        "org.gnome.OnlineAccounts.Account": {"ProviderType": GLib.Variant("s", "google")},
        "org.gnome.OnlineAccounts.Mail": {key: GLib.Variant("s", value) for key, value in mail.items()},
        "org.gnome.OnlineAccounts.OAuth2Based": {}}}

    def called(_bus, _sender, _path, _interface, method, _parameters, invocation):
        invocation.return_value(GLib.Variant("(a{oa{sa{sv}}})", (objects,)) if method == "GetManagedObjects"
                                else GLib.Variant("(si)", (token, 3600)))

    bus, loop = Gio.bus_get_sync(Gio.BusType.SESSION), GLib.MainLoop()
    for path, interface in zip((ROOT, ACCOUNT), Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces):
        bus.register_object(path, interface, called, None, None)
    Gio.bus_own_name_on_connection(bus, "org.gnome.OnlineAccounts", Gio.BusNameOwnerFlags.NONE, None, None)
    status = []

    def run():
        status.append(subprocess.run(command, check=False).returncode)
        loop.quit()

    threading.Thread(target=run).start()
    loop.run()
    return status[0]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
