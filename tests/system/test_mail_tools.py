#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""mbsync and msmtp with what Portolan has exported: they sign in to real servers, and nobody types anything in between."""

import hashlib
import os
import ssl

import desktop
import portolan
import tap
from handover import ANNA, HOST, MO, PEOPLE, TESS, Handover, received, world
from world import unavailable


def pulls(person, security):
    """mbsync pulls the mail of the person."""
    with Handover(person, "mbsync", "imap", security) as handover:
        label = handover.export["message"].split("“mbsync ")[1].split("”")[0]
        handover.call("mbsync", label)
        handover.signed_in("imap")
        handover.fetched(f"Mail/{label}/INBOX")
        handover.check_files()


def sends(person, security):
    """msmtp sends a message of the person."""
    subject = f"Letter {os.urandom(4).hex()}"
    letter = f"From: {person.address}\nTo: {ANNA.address}\nSubject: {subject}\n\nHello.\n"
    with Handover(person, "msmtp", "imap", security) as handover:
        handover.call("msmtp", ANNA.address, input=letter)
        handover.signed_in("smtp")
        tap.contains(received(ANNA, subject), f"Return-Path: <{person.address}>")
        handover.check_files()


for _person in PEOPLE:
    for _security in ("tls", "starttls"):
        tap.case(f"mbsync pulls the mail of {_person.address}, {_security}")(
            lambda person=_person, security=_security: pulls(person, security))
        tap.case(f"msmtp sends for {_person.address}, {_security}")(
            lambda person=_person, security=_security: sends(person, security))


def pinned(target, protocol, pin):
    """A program that is kept to one certificate."""
    handover = Handover(TESS, target, protocol)
    for side in ("incoming", "outgoing"):
        handover.account[side]["pinned_certificate"] = pin
    return handover


@tap.case("msmtp is kept to the certificate that the person trusts, and to no other")
def _():
    text = world().run(["openssl", "s_client", "-connect", f"{HOST}:465"], input="").stdout
    pem = text[text.index("-----BEGIN"):text.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----\n"
    pin = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    pin = ":".join(pin[at:at + 2] for at in range(0, 64, 2))
    letter = f"From: {TESS.address}\nTo: {ANNA.address}\nSubject: pinned\n\nHello.\n"
    with pinned("msmtp", "imap", pin) as handover:
        tap.contains(open(handover.export["path"]).read(), f"tls_fingerprint {pin}")
        handover.call("msmtp", ANNA.address, input=letter)
        handover.signed_in("smtp")
    with pinned("msmtp", "imap", ":".join(["AA"] * 32)) as handover:
        assert handover.call("msmtp", ANNA.address, input=letter, status=None).returncode != 0
        assert "sasl_username" not in handover.said()


@tap.case("a second account works beside the first, and is taken back without it")
def _():
    with Handover(TESS, "msmtp") as handover:
        before = open(handover.export["path"], "rb").read()
        with Handover(MO, "msmtp", into=handover) as second:
            for person in (TESS, MO):
                found = second.call("msmtp", "--pretend", "-f", person.address, "x@harbour.example", input="Subject: x\n\n")
                tap.contains(found.stdout, f"\nuser = {person.login}\n")
            undone = second.desktop.portolan("undo", second.export["undo_id"])
            undone.check(undone.status == 0, "not taken back")
        tap.equal(open(handover.export["path"], "rb").read(), before)


@tap.case("Portolan stores the password where that is wanted, and takes it away again")
def _():
    for person in PEOPLE:
        with Handover(person, "mbsync", store=False, arguments=["--store-password"], password=person.password) as handover:
            tap.contains(handover.export["message"], "The password is in the keyring.")
            tap.equal(handover.desktop.lookup(handover.account["incoming"]), person.password)
            handover.call("mbsync", "-a")
            handover.signed_in("imap")
            handover.check_files()
            undone = handover.desktop.portolan("undo")
            undone.check(undone.status == 0, "not taken back")
            tap.equal(handover.desktop.lookup(handover.account["incoming"]), "")


@tap.case("a password that was in the keyring before stays there")
def _():
    with Handover(TESS, "mbsync") as handover:
        with Handover(TESS, "neomutt", into=handover, store=False, arguments=["--store-password"], password=TESS.password) as second:
            undone = second.desktop.portolan("undo")
            undone.check(undone.status == 0, "not taken back")
            tap.equal(second.desktop.lookup(second.account["incoming"]), TESS.password)
            tap.equal(second.desktop.lookup(second.account["outgoing"]), "")


@tap.case("a password that two programs look up goes with the last of them that is taken back")
def _():
    stored = {"store": False, "arguments": ["--store-password"], "password": TESS.password}
    with Handover(TESS, "mbsync", **stored) as first, Handover(TESS, "neomutt", into=first, **stored) as second:
        for handover, left in ((first, TESS.password), (second, "")):
            undone = handover.desktop.portolan("undo", handover.export["undo_id"])
            undone.check(undone.status == 0, "not taken back")
            tap.equal(handover.desktop.lookup(handover.account["incoming"]), left)


@tap.case("without a keyring the settings are written, and the person is told how to store the password")
def _():
    with Handover(ANNA, "mbsync", store=False, keyring=False, arguments=["--store-password"], password=ANNA.password) as handover:
        tap.contains(handover.export["message"], "\n  secret-tool store ")
        assert "The password is in the keyring." not in handover.export["message"]


@tap.case("a wrong password is refused")
def _():
    with Handover(ANNA, "mbsync", store=False) as handover:
        line = handover.export["message"].splitlines()[1]
        handover.desktop.run(["sh", "-c", line], input="wrong")
        found = handover.call("mbsync", "-a", status=1)
        tap.contains(found.stdout + found.stderr, "uthentication failed")


if __name__ == "__main__":
    tap.main(portolan.missing() or unavailable("mbsync", "msmtp", *desktop.PROGRAMS))
