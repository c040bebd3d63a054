# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session in a test world: a home with a session bus and a keyring that is unlocked."""

import contextlib
import shutil
import signal
import subprocess
import time

from portolan import PROGRAM, Run

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon", "gdbus", "secret-tool")


class Desktop:
    """One person's session; it ends with the `with`.  Some programs refuse to work for root, hence the user."""

    def __init__(self, world, keyring=True, user=0):
        self.world, self.home, self.user, self._ends = world, world.home(user), user, contextlib.ExitStack()
        self.env = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.home}/.run/bus", "LANGUAGE": "", "TERM": "xterm"}
        self._keyring = keyring

    def __enter__(self):
        try:
            self._begin()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_):
        self._ends.close()

    def _begin(self):
        self._start(["dbus-daemon", "--session", "--nofork", f"--address={self.env['DBUS_SESSION_BUS_ADDRESS']}"])
        self._await(lambda: (self.home / ".run/bus").exists(), "no bus")
        if self._keyring:
            daemon = self._start(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"])
            daemon.stdin.write(b"keyring")
            daemon.stdin.close()
            self._await(self._has_keyring, "no keyring")

    def _start(self, arguments):
        log = self._ends.enter_context(open(self.home / ".session.log", "ab"))
        process = self.world.start(arguments, self.home, self.user, self.env, stdin=subprocess.PIPE, stdout=log, stderr=log)
        self._ends.callback(self._stop, process)
        return process

    @staticmethod
    def _stop(process):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _has_keyring(self):
        call = ["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/org/freedesktop/DBus", "-m",
                "org.freedesktop.DBus.NameHasOwner", "org.freedesktop.secrets"]
        return "true" in self.run(call).stdout

    @staticmethod
    def _await(ready, complaint, seconds=15):
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(complaint)
            time.sleep(0.05)

    def start(self, arguments, env=(), **options):
        """Start a command in the session."""
        return self.world.start(arguments, self.home, self.user, self.env | dict(env), **options)

    def run(self, arguments, **options):
        """Run a command in the session and wait for it."""
        env = self.env | dict(options.pop("env", ()))
        return self.world.run(arguments, self.home, self.user, env, **options)

    def portolan(self, *arguments, **options):
        """Run Portolan in the session."""
        return Run(self.world, *arguments, home=self.home, user=self.user, program=self._program(), env=self.env, **options)

    def _program(self):
        """The program where the user can reach it, whoever built it."""
        if self.user == 0:
            return PROGRAM
        copy = self.world.dir / "portolan"
        if not copy.exists():
            shutil.copy(PROGRAM, copy)
        return copy

    def lookup(self, server):
        """The password that programs find in the keyring, or an empty string."""
        return self.run(["secret-tool", "lookup", "service", server["protocol"], "host", server["host"], "user", server["username"]]).stdout

    def files_with(self, text):
        """Files in the home that hold the text, its keyring (which is encrypted) and Portolan's own test file apart."""
        data = text.encode()
        return [path for path in self.home.rglob("*") if path.is_file() and path.name != ".password" and data in path.read_bytes()]
