#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other mail programs with what Portolan has exported: they sign in to real servers, fetch, show and send.

Nothing is typed but what the program does not take from the keyring: fetchmail, Claws Mail and Sylpheed ask for the password.
"""

import email
import email.policy
import itertools
import json
import os
import re
import shlex
import subprocess
import time
import tomllib

import desktop
import portolan
import tap
from handover import ANNA, HOST, KIM, MO, OLGA, PEOPLE, TESS, Handover, account, received, world
from screen import Screen
from terminal import Terminal
from world import unavailable

NOBODY = 65534  # getmail does not deliver mail for root
WAITING = "Your berth is ready."


def each(name, people=PEOPLE, settings=("tls", "starttls")):
    """Make a case of the function below for each of these people and settings."""
    def add(function):
        for person in people:
            for setting in settings:
                tap.case(f"{name}: {person.address}, {setting}")(lambda person=person, setting=setting: function(person, setting))
        return function
    return add


def messages_stay(person, expected):
    """How many messages are left on the server."""
    end = time.monotonic() + 30
    while len(found := world().messages(person)) != expected:
        if time.monotonic() > end:
            raise AssertionError(f"{len(found)} messages on the server, expected {expected}")
        time.sleep(0.1)


def refill(person):
    """One message waits on the server, as in the beginning."""
    for folder in ("new", "cur"):
        for file in (world().mailbox(person) / "Maildir" / folder).iterdir():
            file.unlink()
    world().deliver(person, "Welcome aboard")


def is_from(letter, person, name=None):
    """The letter's header names the person, whatever is in the name."""
    sender = email.message_from_string(letter, policy=email.policy.default)["From"].addresses[0]
    tap.equal((sender.display_name, sender.addr_spec), (name or person.name, person.address), "From")


def new_subject():
    """A subject that no message has yet."""
    return f"Letter {os.urandom(4).hex()}"


# ------------------------------------------------------------------------------------------------------------ fetching

@each("mpop fetches, and leaves mail on the server", [ANNA, TESS, KIM])
def _(person, security):
    refill(person)
    with Handover(person, "mpop", "pop3", security) as handover:
        handover.call("mpop")
        handover.signed_in("pop3")
        handover.fetched("Mail")
        messages_stay(person, 1)
        handover.call("mpop")
        tap.equal(len(handover.fetched("Mail")), 1, "messages fetched")
        handover.check_files()


@each("mpop fetches, and removes mail from the server", [KIM], ["tls"])
def _(person, security):
    refill(person)
    with Handover(person, "mpop", "pop3", security, leave=False) as handover:
        handover.call("mpop")
        handover.fetched("Mail")
        messages_stay(person, 0)


@each("getmail fetches with POP3, and leaves mail on the server", settings=["tls"])
def _(person, security):
    refill(person)
    with Handover(person, "getmail", "pop3", security, user=NOBODY) as handover:
        handover.call("getmail")
        handover.signed_in("pop3")
        handover.fetched("Mail")
        messages_stay(person, 1)
        handover.call("getmail")
        tap.equal(len(handover.fetched("Mail")), 1, "messages fetched")
        handover.check_files()


@each("getmail removes mail from the server after 14 days", [TESS], ["tls"])
def _(person, security):
    refill(person)
    with Handover(person, "getmail", "pop3", security, days=14, user=NOBODY) as handover:
        handover.call("getmail")
        for days, left in ((13, 1), (15, 0)):
            memory, = (handover.home / ".config/getmail").glob("oldmail-*")
            memory.write_bytes(re.sub(rb"\d{9,}$", str(int(time.time()) - days * 86400).encode(), memory.read_bytes(), flags=re.M))
            handover.call("getmail")
            messages_stay(person, left)


@each("getmail fetches with IMAP", [ANNA, TESS], settings=["tls"])
def _(person, security):
    refill(person)
    with Handover(person, "getmail", "imap", security, user=NOBODY) as handover:
        handover.call("getmail")
        handover.signed_in("imap")
        handover.fetched("Mail")
        messages_stay(person, 1)


@each("fetchmail asks for the password and fetches", settings=("pop3 tls", "pop3 starttls", "imap tls", "imap starttls"))
def _(person, setting):
    refill(person)
    protocol, security = setting.split()
    with Handover(person, "fetchmail", protocol, security, store=False) as handover:
        box = handover.home / "box"
        deliver = handover.home / "deliver"
        deliver.write_text(f"#!/bin/sh\ncat >> '{box}'\n")
        deliver.chmod(0o755)
        with Terminal(handover.desktop, ["fetchmail", "--mda", deliver]) as terminal:
            terminal.wait_for("password.*:")
            time.sleep(0.3)  # it empties the queue of keys first
            terminal.type(person.password + "\n")
            tap.equal(terminal.wait(), 0, "exit status")
        handover.signed_in(protocol)
        tap.contains(box.read_text(), WAITING)
        messages_stay(person, 1)


def pulled(handover):
    """Has OfflineIMAP come to an end?  Now and then it loses a race with the server in STARTTLS, or hangs, whoever wrote its settings."""
    try:
        return handover.call("offlineimap", "-o", status=None, timeout=20).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@each("OfflineIMAP pulls all mail")
def _(person, security):
    with Handover(person, "offlineimap", "imap", security) as handover:
        if not any(pulled(handover) for _ in range(4)):
            handover.call("offlineimap", "-o")
        handover.signed_in("imap")
        handover.fetched("Mail")
        handover.check_files()


# --------------------------------------------------------------------------------------------------- reading and sending

def reads_and_sends(program, person, security):
    """NeoMutt or Mutt shows the inbox, sends a message, and keeps a copy of it on the server."""
    subject = new_subject()
    refill(person)
    with Handover(person, program, "imap", security) as handover:
        with Terminal(handover.desktop, [program]) as terminal:
            terminal.wait_for("Welcome aboard")
            terminal.type("q")
            terminal.wait()
        handover.signed_in("imap")
        handover.call(program, "-s", subject, ANNA.address, input="Hello.\n")
        handover.signed_in("smtp")
        letter = received(ANNA, subject)
        tap.contains(letter, f"Return-Path: <{person.address}>")
        is_from(letter, person)
        # NeoMutt makes no copies on a server when it is not on a terminal.
        copies = list((world().mailbox(person) / "Maildir/.Sent").rglob("*"))
        copied = any(file.is_file() and subject in file.read_text(errors="replace") for file in copies)
        assert copied or program == "neomutt", "no copy in Sent"
        handover.check_files()


for _program in ("neomutt", "mutt"):
    each(f"{_program} shows the inbox and sends")(lambda person, security, program=_program: reads_and_sends(program, person, security))


@each("neomutt shows the inbox over POP3, where mail stays")
def _(person, security):
    refill(person)
    with Handover(person, "neomutt", "pop3", security) as handover:
        with Terminal(handover.desktop, ["neomutt"]) as terminal:
            terminal.wait_for("Welcome aboard")
            terminal.type("q")
            terminal.wait()
        handover.signed_in("pop3")
        messages_stay(person, 1)


@each("neomutt fetches over POP3, where mail is removed", [TESS], ["tls"])
def _(person, security):
    refill(person)
    with Handover(person, "neomutt", "pop3", security, leave=False) as handover:
        with Terminal(handover.desktop, ["neomutt"]) as terminal:
            terminal.wait_for("NeoMutt")
            terminal.type("G")
            terminal.wait_for("Welcome aboard")
            terminal.type("q")
            terminal.wait()
        handover.fetched("Mail")
        messages_stay(person, 0)


@tap.case("neomutt keeps somebody's own settings, and has the account in a file beside them")
def _():
    refill(ANNA)
    with Handover(TESS, "neomutt") as handover:
        first = handover.export["path"]
        with Handover(ANNA, "neomutt", into=handover) as second:
            assert second.export["path"] != first
            with Terminal(second.desktop, ["neomutt", "-F", second.export["path"]]) as terminal:
                terminal.wait_for("Welcome aboard")
                terminal.type("q")
            second.signed_in("imap")


@each("aerc shows the inbox and sends")
def _(person, security):
    subject = new_subject()
    refill(person)
    with Handover(person, "aerc", "imap", security) as handover:
        editor = handover.home / "editor"
        editor.write_text("#!/bin/sh\necho Hello. >> \"$1\"\n")
        editor.chmod(0o755)
        with Terminal(handover.desktop, ["aerc"], env={"EDITOR": str(editor)}) as terminal:
            terminal.wait_for("Welcome aboard")
            handover.signed_in("imap")
            terminal.type(f":compose -H 'Subject: {subject}' -H 'To: {ANNA.address}'\r")
            terminal.wait_for("Send this email")
            terminal.type("y")
            letter = received(ANNA, subject)
            tap.contains(letter, f"Return-Path: <{person.address}>")
            # It writes names in its own way, whatever its settings say.
            is_from(letter, person, " ".join(person.name.replace('"', "'").replace("\\", "").split()))
            terminal.type(":quit\r")
        handover.signed_in("smtp")
        handover.check_files()


@tap.case("Himalaya, which Debian does not have: its files are TOML and say what was meant")
def _():
    for person, security in itertools.product((*PEOPLE, KIM), ("tls", "starttls")):
        meant, login, tls = account(person, "imap", security), person.login or person.address, security == "tls"
        find = ["secret-tool", "lookup", "service", "imap", "host", HOST, "user", login]
        new, old = (toml(meant, target) for target in ("himalaya", "himalaya1"))
        port = meant["incoming"]["port"]
        tap.equal(new["imap"], {"server": f"{'imaps' if tls else 'imap'}://{HOST}:{port}", "sasl": {"plain": {
            "username": login, "password": {"command": find}}}} | ({} if tls else {"starttls": True}))
        tap.equal((old["email"], old["display-name"]), (person.address, person.name))
        tap.equal((old["backend"]["login"], shlex.split(old["backend"]["auth"]["cmd"])), (login, find))
        tap.equal((old["backend"]["port"], old["backend"]["encryption"]["type"]), (port, "tls" if tls else "start-tls"))
        tap.equal(old["message"]["send"]["backend"]["host"], HOST)


def toml(meant, target):
    """The one account in the TOML that Portolan writes."""
    run = world().run([portolan.PROGRAM, "export", f"{target}=-"], input=json.dumps({"account": meant}))
    tap.equal(run.returncode, 0, run.stderr)
    one, = tomllib.loads(run.stdout)["accounts"].values()
    return one


# ------------------------------------------------------------------------------------------------------- with a window

CLAWS_HAS_RUN = {
    ".claws-mail/clawsrc": "[Common]\nconfig_version=0\n",
    ".claws-mail/folderlist.xml": '<?xml version="1.0"?>\n<folderlist><folder type="mh" name="Mailbox (MH)" path="Mail">'
                                  '<folderitem type="inbox" name="inbox" path="inbox"/></folder></folderlist>\n',
    "Mail/inbox/.keep": "",
}


def answer(screen, handover, protocol, seconds=40):
    """Agree to the unknown certificate, type the password when asked, until the person is signed in."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.5)
        if screen.has("certificate is unknown"):
            screen.keys("certificate is unknown", "Tab", "Return")
        elif screen.has("Mailbox setting"):
            screen.keys("Mailbox setting", "Return")
        elif screen.has("Input password"):
            screen.type("Input password", handover.person.password)
        elif f"{protocol}-login: Info: Login: user=<" in handover.said():
            break
    handover.signed_in(protocol)


def opens(program, person, setting, files=(), **more):
    """Claws Mail or Sylpheed has the account, asks for its password and fetches mail."""
    protocol, security = setting.split()
    refill(person)
    with Handover(person, program, protocol, security, store=False, files=files, **more) as handover:
        with Screen(handover.desktop, [program, "--receive-all"]) as screen:
            answer(screen, handover, protocol)
            if protocol == "pop3":
                handover.fetched(".")
                messages_stay(person, 1)


@each("Claws Mail asks for the password and fetches", [ANNA, TESS], ("imap tls", "imap starttls", "pop3 tls"))
def _(person, setting):
    opens("claws-mail", person, setting, CLAWS_HAS_RUN)


@each("Claws Mail fills its assistant in at the first start", [ANNA, TESS], ("tls", "starttls"))
def _(person, security):
    with Handover(person, "claws-mail", "imap", security, store=False) as handover:
        with Screen(handover.desktop, ["claws-mail"]) as screen:
            accounts = handover.home / ".claws-mail/accountrc"
            end = time.monotonic() + 90
            while not accounts.exists():  # its buttons Next, and at the end Save, stand side by side and wait for each other
                assert time.monotonic() < end, "the assistant does not end"
                time.sleep(0.5)
                screen.click("Setup Wizard", 294, 480)
                screen.click("Setup Wizard", 396, 480)
            answer(screen, handover, "imap")
        text = accounts.read_text()
        for line in (f"name={person.name}", f"address={person.address}", f"user_id={person.login or person.address}", "use_smtp_auth=1"):
            tap.contains(text, f"\n{line}\n")


@each("Sylpheed asks for the password and fetches", [ANNA, TESS], ("imap tls", "imap starttls", "pop3 tls"))
def _(person, setting):
    opens("sylpheed", person, setting)


GEARY = ["env", "GDK_BACKEND=x11", "GSETTINGS_BACKEND=memory", "LIBGL_ALWAYS_SOFTWARE=1", "WEBKIT_FORCE_SANDBOX=0",
         "WEBKIT_DISABLE_COMPOSITING_MODE=1", "geary"]


def geary(target, person, security):
    """Geary finds the account and its password where Portolan put them, fetches mail, and sends a letter."""
    subject = new_subject()
    refill(person)
    with Handover(person, target, "imap", security, store=False, arguments=["--store-password"], password=person.password) as handover:
        with Screen(handover.desktop, GEARY) as screen:
            end = time.monotonic() + 180
            while f"Login: user=<{person.login or person.address}>" not in handover.said():
                assert time.monotonic() < end, f"Geary does not sign in:\n{handover.said()}"
                time.sleep(0.5)
            time.sleep(3)  # it opens no letters before its window is up
            screen.also([*GEARY, f"mailto:{ANNA.address}?subject={subject.replace(' ', '%20')}&body=Hello"])
            while not any(f"Subject: {subject}" in text for text in world().messages(ANNA)):
                assert time.monotonic() < end, f"Geary does not send:\n{handover.said()}"
                time.sleep(1)
                screen.keys_everywhere("ctrl+Return")
        handover.signed_in("imap")
        handover.signed_in("smtp")
        letter = received(ANNA, subject)
        tap.contains(letter, f"Return-Path: <{person.address}>")
        # Whatever its own settings say, it leaves these out of names.
        own = " ".join(person.name.replace('"', "").replace("\\", "").split())
        is_from(letter, person, own if target == "geary" else person.name)
        handover.check_files()


@each("Geary signs in and sends with its own account", settings=("tls",))
def _(person, security):
    geary("geary", person, security)


@each("Geary signs in and sends with the account of GNOME", [ANNA, OLGA], ("tls",))
def _(person, security):
    geary("goa", person, security)


PROGRAMS = ("claws-mail", "geary", "sylpheed", "Xvfb", "xdotool", "mpop", "getmail", "fetchmail", "offlineimap", "neomutt", "mutt", "aerc", "setsid")

if __name__ == "__main__":
    os.chdir("/")  # programs of another user begin where this one is
    tap.main(portolan.missing() or unavailable(*PROGRAMS, *desktop.PROGRAMS))
