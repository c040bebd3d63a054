#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that mail programs have already: what is said about them, and mended, with real servers and the real Thunderbird."""

import json

import documents
import portolan
import tap
from portolan import Run
from thunderbird import Thunderbird
from world import Host, Mail, Person, Spec, World, ports, unavailable

ANNA = Person("anna@harbour.example", "it's \"me\" 7")
WORLD = Spec(people=[ANNA], hosts=[
    Host("mail.harbour.example", mail=Mail(plaintext=True)),
    Host("old.harbour.example", mail=Mail(ports=ports("imap", "pop3", "submission"), plaintext=True, starttls=False)),
    Host("gone.harbour.example"),
    Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
        "harbour.example", documents.usual("mail.harbour.example"))}),
])
NONE, STARTTLS, TLS = 0, 2, 3


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(WORLD))
    return world.one


def lines(branch, **values):
    """Lines of prefs.js."""
    return "".join(f'user_pref("{branch}.{key}", {json.dumps(value)});\n' for key, value in values.items())


def in_thunderbird(host, port, socket, outgoing_port, outgoing_socket, lived_in=True):
    """A home with an account in Thunderbird, which has been started once and has written its settings itself."""
    home = world().home()
    folder = home / ".thunderbird/abcd1234.default"
    folder.mkdir(parents=True)
    (home / ".thunderbird/profiles.ini").write_text(
        "[Profile0]\nName=default\nIsRelative=1\nPath=abcd1234.default\nDefault=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n")
    (folder / "compatibility.ini").write_text("[Compatibility]\n")
    (folder / "prefs.js").write_text(
        lines("mail.accountmanager", accounts="account1") + lines("mail.account.account1", server="server1", identities="id1")
        + lines("mail.server.server1", type="imap", hostname=host, port=port, userName=ANNA.address, socketType=socket, login_at_startup=True)
        + lines("mail.identity.id1", fullName="Anna", useremail=ANNA.address, smtpServer="smtp1") + lines("mail", smtpservers="smtp1")
        + lines("mail.smtpserver.smtp1", hostname=host, port=outgoing_port, username=ANNA.address, try_ssl=outgoing_socket))
    if lived_in:
        with Thunderbird(world(), home):
            pass
    return home


def prefs(home):
    """What Thunderbird has written."""
    return next(home.glob(".thunderbird/*/prefs.js"))


def accounts(home, *arguments, status=0, error=None):
    """The command, and the one account that it speaks of."""
    run = Run(world(), "accounts", *arguments, home=home).expect(status, error=error)
    run.check(not run.world.wire.carries(ANNA.password, run.mark), "a password went out")
    return run, (run.json.get("accounts") or [run.json.get("account")])[0]


def spell(side):
    """What is better for one server: "mail.harbour.example 993 tls"."""
    better = side["better"]
    return better and f'{better["host"]} {better["port"]} {better["security"]}'


@tap.case("Thunderbird without encryption: said, mended, works there, taken back byte for byte")
def _():
    home = in_thunderbird("mail.harbour.example", 143, NONE, 587, NONE)
    before = prefs(home).read_bytes()
    _, account = accounts(home)
    tap.equal((account["program"], account["verdict"], account["fixable"]), ("thunderbird", "unencrypted", True))
    tap.equal((spell(account["incoming"]), spell(account["outgoing"])), ("mail.harbour.example 993 tls", "mail.harbour.example 465 tls"))
    tap.equal(prefs(home).read_bytes(), before)

    run, account = accounts(home, "--fix", account["id"])
    tap.equal(account["verdict"], "fine")
    for line in ('"mail.server.server1.port", 993', '"mail.server.server1.socketType", 3', '"mail.smtpserver.smtp1.port", 465',
                 '"mail.smtpserver.smtp1.try_ssl", 3'):
        tap.contains(prefs(home).read_text(), line)
    Run(world(), "undo", run.json["undo"], home=home).expect(0)
    tap.equal(prefs(home).read_bytes(), before)

    run, account = accounts(home, "--fix", account["id"])
    mark = world().wire.mark()
    with Thunderbird(world(), home) as thunderbird:
        there, = thunderbird.state["accounts"]
        tap.equal((there["port"], there["outgoing"]["port"]), (993, 465))
        accounts(home, status=0)
        Run(world(), "undo", run.json["undo"], home=home).expect(6, error="export-program-running")
        thunderbird.go_online()
        found = thunderbird.use(there, ANNA.password)
    tap.contains(found["inbox"], "Welcome aboard")
    tap.equal(world().wire.carries(ANNA.password, mark), [])
    lived = prefs(home).read_text()
    Run(world(), "undo", run.json["undo"], home=home).expect(0)
    tap.contains(prefs(home).read_text(), '"mail.server.server1.port", 143')
    tap.equal({line for line in lived.splitlines() if "port" not in line and "socketType" not in line and "try_ssl" not in line}
              - set(prefs(home).read_text().splitlines()), set())


@tap.case("while Thunderbird runs nothing is written")
def _():
    home = in_thunderbird("mail.harbour.example", 143, STARTTLS, 587, STARTTLS, lived_in=False)
    _, account = accounts(home)
    tap.equal((account["verdict"], account["fixable"]), ("outdated", True))
    with Thunderbird(world(), home):
        Run(world(), "accounts", "--fix", account["id"], home=home).expect(6, error="export-program-running")
        tap.contains(prefs(home).read_text(), '"mail.server.server1.port", 143')
    tap.contains(prefs(home).read_text(), '"mail.server.server1.port", 143')


@tap.case("where the host has nothing better, the provider is asked only if the person says so")
def _():
    home = in_thunderbird("old.harbour.example", 143, NONE, 587, NONE, lived_in=False)
    run, account = accounts(home)
    tap.equal((account["verdict"], account["fixable"], spell(account["incoming"])), ("unencrypted", False, None))
    tap.equal(run.requests, [])
    run, account = accounts(home, "--look-up")
    tap.equal((account["verdict"], spell(account["incoming"])), ("unencrypted", "mail.harbour.example 993 tls"))
    assert run.requests, "nobody was asked"


@tap.case("Geary with a server that is gone: the reason, the new setting from the provider, mended")
def _():
    home = world().home()
    file = home / ".config/geary/account_01/geary.ini"
    file.parent.mkdir(parents=True)
    text = (f"[Metadata]\nversion=1\nstatus=enabled\n[Account]\nsender_mailboxes=Anna <{ANNA.address}>;\nservice_provider=other\n"
            f"[Incoming]\nlogin={ANNA.address}\nhost=gone.harbour.example\nport=993\ntransport_security=transport\ncredentials=custom\n"
            "[Outgoing]\nhost=mail.harbour.example\nport=465\ntransport_security=transport\ncredentials=use-incoming\n")
    file.write_text(text)
    (home / ".config/goa-1.0").mkdir()
    (home / ".config/goa-1.0/accounts.conf").write_text("[nonsense")
    run = Run(world(), "accounts", home=home).expect(4)
    broken, account = run.json["accounts"]
    tap.equal((broken["program"], broken["verdict"]), ("goa", "unreadable"))
    tap.equal((account["verdict"], account["incoming"]["report"]["error"]["id"]), ("broken", "refused"))
    assert account["reason"], account
    run, account = accounts(home, "--look-up", "--fix", account["id"])
    tap.equal(account["verdict"], "fine")
    tap.equal(file.read_text(), text.replace("host=gone.", "host=mail."))
    Run(world(), "undo", home=home).expect(0)
    tap.equal(file.read_text(), text)


@tap.case("--offline only lists; a wrong name is said to be one; no accounts are no failure")
def _():
    home = in_thunderbird("mail.harbour.example", 143, NONE, 587, NONE, lived_in=False)
    run, account = accounts(home, "--offline")
    tap.equal((account["verdict"], run.connections, run.queries), ("unchecked", [], []))
    accounts(home, "--fix", "nobody", status=2, error="usage")
    accounts(home, "--offline", "--fix", account["id"], status=2, error="usage")
    tap.equal(Run(world(), "accounts").expect(0).json["accounts"], [])


if __name__ == "__main__":
    tap.main(unavailable("thunderbird") or portolan.missing())
