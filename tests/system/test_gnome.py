#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GNOME Online Accounts and Evolution's library with what Portolan has handed over: they sign in to real servers, and nobody types
anything in between."""

import json
import os
import pathlib
import re
import time

import desktop
import portolan
import tap
from handover import ANNA, MO, OLGA, TESS, Handover, account, received, world
from world import unavailable

CAMEL = pathlib.Path(__file__).with_name("camel.py")
GOA = "org.gnome.OnlineAccounts"
STORE = ["--store-password"]


def accounts(handover):
    """The accounts of GNOME with their settings."""
    tree = handover.call("gdbus", "call", "--session", "-d", GOA, "-o", "/org/gnome/OnlineAccounts", "-m",
                         "org.freedesktop.DBus.ObjectManager.GetManagedObjects").stdout
    return sorted(set(re.findall(r"/org/gnome/OnlineAccounts/Accounts/\w+", tree)))


def camel(handover):
    """What Evolution's library finds, and whether it signs in."""
    subject = f"Letter {os.urandom(4).hex()}"
    found = handover.call("/usr/bin/python3", CAMEL, handover.person.address, ANNA.address, subject, env={"GSETTINGS_BACKEND": "memory"})
    return {each["kind"]: each for each in json.loads(found.stdout)}, subject


def signs_in(handover, protocol="imap"):
    """Both servers see the person, who typed nothing."""
    found, subject = camel(handover)
    tap.equal({kind: each["error"] for kind, each in found.items()}, {"account": None, "transport": None})
    handover.signed_in(protocol)
    handover.signed_in("smtp")
    tap.contains(received(ANNA, subject), f"Return-Path: <{handover.person.address}>")
    handover.check_files()
    return found


def hands_over(person, security):
    """GNOME signs in when the account is added, and Evolution's library finds it there."""
    with Handover(person, "goa", "imap", security, store=False, arguments=STORE, password=person.password) as handover:
        handover.signed_in("imap")  # GNOME itself did, before Portolan said that it was done
        tap.equal(len(accounts(handover)), 1, "accounts")
        tap.equal(signs_in(handover)["account"]["folder"], "INBOX")
        again = handover.desktop.portolan("export", "goa", stdin=json.dumps({"account": handover.account}))
        tap.equal(again.json["exports"][0]["already_there"], True)
        tap.equal(len(accounts(handover)), 1, "accounts after the second time")
        undone = handover.desktop.portolan("undo")
        undone.check(undone.status == 0, "not taken back")
        tap.equal(accounts(handover), [], "accounts after taking back")
        assert person.password not in handover.call("secret-tool", "search", "--all", "xdg:schema", GOA, status=None).stdout


for _person in (ANNA, OLGA):
    for _security in ("tls", "starttls"):
        tap.case(f"GNOME takes {_person.address}, {_security}")(
            lambda person=_person, security=_security: hands_over(person, security))


@tap.case("a full disk: GNOME gets no account that could not be taken back")
def _():
    with Handover(ANNA, "msmtp", store=False) as handover:
        text = json.dumps({"account": handover.account})
        journals = handover.home / ".local/state/portolan/undo"
        world().client.call("mount", "-t", "tmpfs", "-o", "size=4k,mode=700", "tmpfs", journals)
        try:
            world().client.call("dd", "if=/dev/zero", f"of={journals}/all", "bs=4k", "count=1", "status=none")
            run = handover.desktop.portolan("export", "goa", *STORE, stdin=text, password=ANNA.password)
            run.check(run.status == 6 and run.json["exports"][0]["error"]["id"] == "export-no-space", "not refused")
            tap.equal(accounts(handover), [], "accounts on a full disk")
        finally:
            world().client.call("umount", journals)
        run = handover.desktop.portolan("export", "goa", *STORE, stdin=text, password=ANNA.password)
        run.check(run.status == 0, "not exported")
        tap.equal(len(accounts(handover)), 1, "accounts with room")
        undone = handover.desktop.portolan("undo")
        undone.check(undone.status == 0, "not taken back")
        tap.equal(accounts(handover), [], "accounts after taking back")


@tap.case("a password that this GNOME cannot use is told, and nothing stays behind")
def _():
    handover = Handover(TESS, "goa", store=False, arguments=STORE, password=TESS.password)
    with desktop.Desktop(world()) as session:
        run = session.portolan("export", "goa", *STORE, stdin=json.dumps({"account": handover.account}), password=TESS.password)
        version = session.run(["/usr/libexec/goa-daemon", "--version"]).stdout
        if run.status == 0:
            raise tap.Skip(f"this GNOME can: {version}")
        tap.contains(run.json["exports"][0]["message"], "quotation marks")
        handover.desktop = session
        tap.equal(accounts(handover), [])


@tap.case("without a password GNOME has the account, and says what is missing")
def _():
    with Handover(ANNA, "goa", store=False) as handover:
        tap.contains(handover.export["message"], "password is still missing")
        tap.equal(len(accounts(handover)), 1)


def evolution(person, setting):
    """Evolution's own accounts: its registry notices the files, and its library signs in with the keyring's password."""
    protocol, security = setting.split()
    with Handover(person, "evolution", protocol, security, store=False, arguments=STORE, password=person.password) as handover:
        signs_in(handover, protocol)


for _person in (ANNA, TESS, MO):
    for _setting in ("imap tls", "imap starttls", "pop3 tls"):
        tap.case(f"Evolution has {_person.address}, {_setting}")(
            lambda person=_person, setting=_setting: evolution(person, setting))


@tap.case("GNOME's account is replaced when that is asked for, and comes back with its password")
def _():
    with Handover(OLGA, "goa", "imap", "starttls", store=False, arguments=STORE, password=OLGA.password) as handover:
        meant = json.dumps({"account": account(OLGA)})
        old, = accounts(handover)
        told = handover.desktop.portolan("export", "goa", stdin=meant).json["exports"][0]
        tap.equal((told["already_there"], told["replaceable"], len(told["differences"])), (True, True, 4), told)
        tap.equal(accounts(handover), [old])
        done = handover.desktop.portolan("export", "goa", "--replace", stdin=meant)  # with the password that GNOME has
        done.check(done.status == 0, "not replaced")
        assert len(accounts(handover)) == 1 and accounts(handover) != [old]
        signs_in(handover)
        again = handover.desktop.portolan("export", "goa", stdin=meant).json["exports"][0]
        tap.equal((again["already_there"], "differences" in again), (True, False))
        undone = handover.desktop.portolan("undo")
        undone.check(undone.status == 0, "not taken back")
        tap.equal(len(accounts(handover)), 1)
        back = handover.desktop.portolan("export", "goa", stdin=meant).json["exports"][0]
        tap.equal(len(back["differences"]), 4, "differences after taking back")
        signs_in(handover)


@tap.case("GNOME's account and what replaced it are taken back in any order, and nothing stays")
def _():
    def undo(number):
        return handover.desktop.portolan("undo", ids[number])

    for order in ((0, 1), (1, 0), (1, 0, 2), (2, 1, 0), (0, 2)):
        with Handover(OLGA, "goa", "imap", "starttls", store=False, arguments=STORE, password=OLGA.password) as handover:
            ids = [handover.export["undo_id"]]
            for security in ("tls", "starttls")[:max(order)]:
                done = handover.desktop.portolan("export", "goa", "--replace", stdin=json.dumps({"account": account(OLGA, "imap", security)}))
                done.check(done.status == 0, "not replaced")
                ids.append(done.json["exports"][0]["undo_id"])
            undone = undo(order[0])
            undone.check(undone.status == 0, "not taken back")
            if order[0] > 0:
                there, = accounts(handover)
                handover.call("gdbus", "call", "--session", "-d", GOA, "-o", there, "-m", GOA + ".Account.EnsureCredentials")
            for number in order[1:]:
                undo(number)  # unless it went with another
            tap.equal(accounts(handover), [], f"accounts, taken back in the order {order}")


@tap.case("Evolution's registry takes replaced settings while it runs, and the old ones again")
def _():
    with Handover(ANNA, "evolution", "imap", "starttls", store=False, arguments=STORE, password=ANNA.password) as handover:
        signs_in(handover)  # from now on the registry runs

        def knows(port):
            tree = handover.call("gdbus", "call", "--session", "-d", "org.gnome.evolution.dataserver.Sources5", "-o",
                                 "/org/gnome/evolution/dataserver/SourceManager", "-m",
                                 "org.freedesktop.DBus.ObjectManager.GetManagedObjects").stdout
            tap.contains(tree, f"nPort={port}\\")

        knows(143)
        meant = json.dumps({"account": account(ANNA)})
        told = handover.desktop.portolan("export", "evolution", stdin=meant).json["exports"][0]
        tap.equal((told["already_there"], told["replaceable"], len(told["differences"])), (True, True, 4))
        done = handover.desktop.portolan("export", "evolution", "--replace", stdin=meant)
        tap.equal((done.status, done.json["exports"][0]["already_there"]), (0, False))
        knows(993)
        signs_in(handover)
        handover.desktop.portolan("undo").check(True, "")
        knows(143)
        signs_in(handover)


@tap.case("Evolution's account is mended and taken back while its registry runs")
def _():
    with Handover(ANNA, "evolution", "imap", "starttls", store=False, arguments=STORE, password=ANNA.password) as handover:
        signs_in(handover)

        def knows(*ports):
            end = time.monotonic() + 60
            while not all(f"nPort={port}\\" in handover.call(
                    "gdbus", "call", "--session", "-d", "org.gnome.evolution.dataserver.Sources5", "-o",
                    "/org/gnome/evolution/dataserver/SourceManager", "-m",
                    "org.freedesktop.DBus.ObjectManager.GetManagedObjects").stdout for port in ports):
                assert time.monotonic() < end, f"the registry does not know {ports}"
                time.sleep(0.1)

        knows(143, 587)
        found, = handover.desktop.portolan("accounts").json["accounts"]
        tap.equal((found["program"], found["verdict"], found["fixable"]), ("evolution", "outdated", True))
        done = handover.desktop.portolan("accounts", "--fix", found["id"])
        tap.equal((done.status, done.json["account"]["verdict"]), (0, "fine"))
        knows(993, 465)
        signs_in(handover)
        handover.desktop.portolan("undo").check(True, "")
        knows(143, 587)
        signs_in(handover)


@tap.case("GNOME's account is looked at once, though Evolution has a copy of it, and left to GNOME")
def _():
    with Handover(ANNA, "goa", "imap", "starttls", store=False, arguments=STORE, password=ANNA.password) as handover:
        signs_in(handover)
        found, = handover.desktop.portolan("accounts").json["accounts"]
        tap.equal((found["program"], found["verdict"], found["fixable"]), ("goa", "outdated", False))
        tap.equal(found["incoming"]["better"]["port"], 993)


if __name__ == "__main__":
    os.chdir("/")
    tap.main(portolan.missing() or unavailable("/usr/bin/python3", *desktop.PROGRAMS, "/usr/libexec/goa-daemon",
                                               "/usr/libexec/evolution-source-registry"))
