# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of terminal programs share: awkward people with a real provider, and an account handed over to a program."""

import contextlib
import json
import os
import time

import tap
from desktop import Desktop
from world import Host, Mail, Person, Spec, World

HOST = "mail.harbour.example"
ANNA = Person("anna@harbour.example", "two words, and more", "Anna Example")
TESS = Person("tess@harbour.example", "q\"uo'te \\ #% $x`:;,=7", "Tess \"T.\" Smith; PhD", login="tess.smith")
MO = Person("mo+o'neil@harbour.example", "Pässwörd ☃", "Mo \\ L% #1 `x` Ünal", login="a\"b\\c%d#e;f`g h$i'j{k")
KIM = Person("kim@harbour.example", "a\"b\\c`d$e", "Kim", login="k\"i\\m%d#e;f`g$i'j{k")  # as MO, without a space or an umlaut
PEOPLE = (ANNA, TESS, MO)
# Versions of GNOME before 3.54 cannot sign in with quotation marks and backslashes in a password.
OLGA = Person("olga@harbour.example", "Pässwörd % #;`$☃", "Olga \\ L% #1 `x` Ünal; \"O\"", login="o%d#e;f`g h$i'j{k")
SPEC = Spec(people=(*PEOPLE, KIM, OLGA), hosts=[Host(HOST, mail=Mail())])
PORTS = {"imap": {"tls": 993, "starttls": 143}, "pop3": {"tls": 995, "starttls": 110}, "smtp": {"tls": 465, "starttls": 587}}


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(SPEC))
    return world.one


def received(person, subject, seconds=20):
    """Wait for a message in somebody's inbox."""
    end = time.monotonic() + seconds
    while not (found := [text for text in world().messages(person) if f"Subject: {subject}" in text]):
        if time.monotonic() > end:
            raise AssertionError("the message did not arrive")
        time.sleep(0.1)
    return found[0]


def server(person, protocol, security):
    """A server as the JSON writes it."""
    return {"protocol": protocol, "host": HOST, "port": PORTS[protocol][security], "security": security,
            "username": person.login or person.address, "authentication": ["password-cleartext"]}


def account(person, protocol="imap", security="tls", leave=True, days=None):
    """An account as `portolan setup --json` prints it."""
    pop3 = protocol == "pop3"
    return {"address": person.address, "name": person.name, "provider": None, "incoming": server(person, protocol, security),
            "outgoing": server(person, "smtp", security), "leave_on_server": leave if pop3 else None,
            "leave_days": days if pop3 else None, "offline_copy": True, "result": "ready"}


class Handover:
    """A session into which an account was exported, with its password put into the keyring as the export said."""

    def __init__(self, person, target, *settings, store=True, into=None, user=0, files=(), arguments=(),
                 password=None, keyring=True, **more):
        self.person, self.account = person, account(person, *settings, **more)
        self._ends, self.desktop = contextlib.ExitStack(), into.desktop if into else None
        self.target, self.store, self.user, self.files, self.run = target, store, user, dict(files), None
        self.arguments, self.password, self.keyring = arguments, password, keyring
        self.marks = {name: len(world().log(name)) for name in ("dovecot", "postfix")}

    def __enter__(self):
        try:
            self.desktop = self.desktop or self._ends.enter_context(Desktop(world(), self.keyring, self.user))
            self._export()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_):
        self._ends.close()

    def _export(self):
        for name, content in self.files.items():
            path = self.desktop.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        text = json.dumps({"account": self.account})
        self.run = self.desktop.portolan("export", self.target, *self.arguments, stdin=text, password=self.password)
        self.run.check(self.run.status == 0, "not exported")
        self.export, = self.run.json["exports"]
        if not self.store:
            return
        for line in self.export["message"].splitlines()[1:]:
            stored = self.desktop.run(["sh", "-c", line], input=self.person.password)
            self.run.check(stored.returncode == 0, f"{line}: {stored.stderr}")
        self.check_files()

    @property
    def home(self):
        """The person's home folder."""
        return self.desktop.home

    def check_files(self):
        """No file holds the password."""
        tap.equal(self.desktop.files_with(self.person.password), [], "files with the password")

    def call(self, *arguments, status=0, **options):
        """Run a program in the session; it has to end with this status (None: any)."""
        result = self.desktop.run(arguments, **options)
        if status is not None and result.returncode != status:
            raise AssertionError(f"{arguments[0]} ended with {result.returncode}:\n{result.stdout}\n{result.stderr}\n"
                                 f"{self._written()}\n{self.said()}")
        return result

    def _written(self):
        """The settings, for a complaint."""
        path = self.export["path"]
        return open(path).read() if path and os.path.isfile(path) else ""

    def said(self):
        """What the servers have written since the export."""
        return "\n".join(world().log(name)[mark:] for name, mark in self.marks.items())

    def signed_in(self, protocol):
        """The server's log, which is written by a process of its own, shows that the person signed in, over TLS."""
        name = self.person.login or self.person.address
        sign = f"sasl_username={name}" if protocol == "smtp" else f"{protocol}-login: Info: Login: user=<{name}>"
        end = time.monotonic() + 60
        while sign not in self.said() and time.monotonic() < end:
            time.sleep(0.05)
        lines = [line for line in self.said().splitlines() if sign in line]
        if not lines or protocol != "smtp" and not all("TLS" in line for line in lines):
            raise AssertionError(f"{name} did not sign in:\n{self.said()}")

    def fetched(self, folder, text="Your berth is ready."):
        """The files below a folder of the home with the message that waited."""
        found = [path for path in (self.home / folder).rglob("*") if path.is_file() and text in path.read_text(errors="replace")]
        if not found:
            raise AssertionError(f"nothing arrived in {folder}: {list(self.home.rglob('*'))}")
        return found
