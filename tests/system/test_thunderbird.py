#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Can the driver of Thunderbird be believed?  Profiles written by hand, good ones and bad ones, without Portolan."""

import json

import tap
from thunderbird import Thunderbird, ThunderbirdError
from world import Host, Mail, Person, Spec, World, unavailable

ANNA = Person("anna@harbour.example", "it's \"me\" \\ 7ü")
HARBOUR = Spec(people=[ANNA], hosts=[Host("mail.harbour.example", mail=Mail(mechanisms=("plain", "login", "cram-md5")))])
NONE, STARTTLS, TLS = 0, 2, 3


def written(name, **values):
    """Lines of prefs.js for one branch."""
    return "".join(f'user_pref("{name}.{key}", {json.dumps(value, ensure_ascii=False)});\n' for key, value in values.items())


def profile(world, kind, port, socket, outgoing_port, outgoing_socket, method=3):
    """A home with a profile that holds one account."""
    home = world.home()
    folder = home / ".thunderbird/abcd1234.default"
    folder.mkdir(parents=True)
    (home / ".thunderbird/profiles.ini").write_text(
        "[Profile0]\nName=default\nIsRelative=1\nPath=abcd1234.default\nDefault=1\n\n"
        "[General]\nStartWithLastProfile=1\nVersion=2\n")
    (folder / "compatibility.ini").write_text("[Compatibility]\n")
    server = {"hostname": "mail.harbour.example", "port": port}
    (folder / "prefs.js").write_text(
        written("mail.accountmanager", accounts="account1")
        + written("mail.account.account1", server="server1", identities="id1")
        + written("mail.server.server1", type=kind, userName=ANNA.address, socketType=socket, authMethod=method,
                  leave_on_server=True, login_at_startup=True, **server)
        + written("mail.identity.id1", fullName="Anna", useremail=ANNA.address, smtpServer="smtp1")
        + written("mail", smtpservers="smtp1")
        + written("mail.smtpserver.smtp1", username=ANNA.address, try_ssl=outgoing_socket, authMethod=method,
                  **server | {"port": outgoing_port}))
    return home


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(HARBOUR))
    return world.one


def works(*settings, **more):
    """Thunderbird reads these settings, signs in, fetches, sends and receives."""
    home = profile(world(), *settings, **more)
    with Thunderbird(world(), home) as thunderbird:
        account, = thunderbird.state["accounts"]
        tap.equal((account["protocol"], account["port"], account["outgoing"]["port"]), (settings[0], settings[1], settings[3]))
        assert account["checks"] and not thunderbird.state["asksForAccount"]
        thunderbird.go_online()
        found = thunderbird.use(account, ANNA.password)
    tap.contains(found["inbox"], "Welcome aboard")
    tap.equal(found["boxes"], [])
    tap.contains("".join(world().messages(ANNA)), found["subject"])
    return home, found


@tap.case("IMAP over TLS: signs in, fetches, sends, receives, keeps a copy at the provider")
def _():
    home, found = works("imap", 993, TLS, 465, TLS)
    assert found["sent"].startswith("imap://"), found
    tap.contains(home.glob(".thunderbird/*/prefs.js").__next__().read_text(), '"mail.server.server1.login_at_startup", true')


@tap.case("POP3 with STLS and CRAM-MD5: signs in, fetches, sends, receives, keeps a copy here")
def _():
    _, found = works("pop3", 110, STARTTLS, 587, STARTTLS, method=4)
    assert found["sent"].startswith("mailbox://"), found


@tap.case("a wrong password is noticed")
def _():
    home = profile(world(), "imap", 993, TLS, 465, TLS)
    with Thunderbird(world(), home) as thunderbird:
        thunderbird.go_online()
        try:
            thunderbird.use(thunderbird.state["accounts"][0], "wrong")
        except ThunderbirdError as error:
            tap.note(error)
        else:
            raise AssertionError("it signed in")


@tap.case("an empty home is noticed")
def _():
    with Thunderbird(world(), world().home()) as thunderbird:
        tap.equal(thunderbird.state["accounts"], [])
        assert thunderbird.state["asksForAccount"]


if __name__ == "__main__":
    tap.main(unavailable("thunderbird"))
