#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same bad servers, checked by Portolan and by the assistant of the real Thunderbird: what a person is told by each."""

import portolan
import tap
from authority import EXPIRED, SELF_SIGNED, UNKNOWN_ISSUER, Certificate
from bad_servers import ODD
from portolan import Run
from thunderbird import Thunderbird
from world import Host, Mail, Person, Spec, World, ports, unavailable

ANNA = Person("anna@harbour.example", "Correct horse 7")


def host(name, certificate):
    """A good server with this certificate."""
    return Host(f"{name}.harbour.example", mail=Mail(ports=ports("imaps")), certificate=certificate)


HARBOUR = Spec(people=[ANNA], hosts=[
    Host("mail.harbour.example", mail=Mail()), Host("odd.harbour.example", odd=ODD), Host("closed.harbour.example"),
    host("expired", EXPIRED), host("own", SELF_SIGNED), host("strange", UNKNOWN_ISSUER),
    host("other", Certificate(names=("imap.harbour.example",)))])

DIALOG, GENERIC = "dialog", "Unable to log in at server"
ROWS = {  # host, port, security, password: Portolan's name for it; what Thunderbird says
    ("mail", 993, "tls", ANNA.password): (None, "works"),
    ("mail", 993, "tls", "not this one"): ("sign-in-refused", GENERIC),
    ("odd", 14, "tls", ANNA.password): ("sign-in-needs-app-password", GENERIC),
    ("odd", 18, "tls", ANNA.password): ("account-disabled", GENERIC),
    ("odd", 17, "tls", ANNA.password): ("sign-in-rate-limited", GENERIC),
    ("odd", 11, "tls", ANNA.password): ("tls-too-old", GENERIC),
    ("closed", 993, "tls", ANNA.password): ("refused", GENERIC),
    ("expired", 993, "tls", ANNA.password): ("certificate-expired", DIALOG),
    ("own", 993, "tls", ANNA.password): ("certificate-self-signed", DIALOG),
    ("strange", 993, "tls", ANNA.password): ("certificate-unknown-issuer", DIALOG),
    ("other", 993, "tls", ANNA.password): ("certificate-wrong-name", DIALOG),
}


def worlds():
    """The one world of this program, and the one Thunderbird in it."""
    if not hasattr(worlds, "both"):
        world = tap.keep.enter_context(World(HARBOUR))
        thunderbird = tap.keep.enter_context(Thunderbird(world, world.home()))
        thunderbird.go_online()
        worlds.both = world, thunderbird
    return worlds.both


def both(row):
    """What each of them says."""
    (name, port, security, password), (error, words) = row, ROWS[row]
    world, thunderbird = worlds()
    server = {"protocol": "imap", "host": f"{name}.harbour.example", "port": port, "security": security, "username": ANNA.address}
    run = Run(world, "probe", "imap", server["host"], str(port), security, "--username", ANNA.address, password=password)
    run.check((run.json["error"] or {}).get("id") == error, "Portolan says otherwise")
    said = thunderbird.check(server, password)
    tap.note(f"Portolan: {run.json['error'] and run.json['error']['message']}")
    tap.note(f"Thunderbird: {said}")
    assert said.startswith(words), f"Thunderbird says: {said}"


for _row in ROWS:
    tap.case(f"{_row[0]}, port {_row[1]}: {ROWS[_row][0] or 'works'}, and {ROWS[_row][1]} in Thunderbird")(lambda row=_row: both(row))


if __name__ == "__main__":
    tap.main(unavailable("thunderbird") or portolan.missing())
