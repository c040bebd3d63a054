# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real Thunderbird, without a window, in a test world: what it makes of a home folder, and whether its mail works.

It is driven through its own remote protocol (Marionette), on the loopback of the world's client side.
"""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

PORT = 2828  # the client's loopback is the world's own, nobody else can have it
SCRIPT = pathlib.Path(__file__).with_suffix(".js")
START_UP = r'^user_pref\("(mail\.server\.[^."]+\.(?:login_at_startup|check_new_mail))", true\);$'


class ThunderbirdError(Exception):
    """Thunderbird could not do what it was asked to."""


class _Remote:
    """The remote protocol: LENGTH:JSON both ways, [0, id, command, parameters] and [1, id, error, result]."""

    def __init__(self, world, alive, seconds):
        end = time.monotonic() + seconds
        while True:
            with world.client.network():
                self._socket = socket.socket()
            try:
                self._socket.connect(("127.0.0.1", PORT))
                break
            except OSError as error:
                self._socket.close()
                if not alive() or time.monotonic() > end:
                    raise ThunderbirdError("it does not listen") from error
                time.sleep(0.05)
        self._socket.settimeout(seconds)
        self._reader, self._id = self._socket.makefile("rb"), 0
        self._packet()  # it introduces itself
        self.command("WebDriver:NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "ignore"}})
        self.command("Marionette:SetContext", value="chrome")

    def _packet(self):
        length = b""
        while not length.endswith(b":"):
            byte = self._reader.read(1)
            if not byte:
                raise ThunderbirdError("it hung up")
            length += byte
        return json.loads(self._reader.read(int(length[:-1])))

    def command(self, name, **parameters):
        """Send a command, wait for its result."""
        self._id += 1
        data = json.dumps([0, self._id, name, parameters]).encode()
        try:
            self._socket.sendall(b"%d:%s" % (len(data), data))
            answer = self._packet()
            while answer[1] != self._id:
                answer = self._packet()
        except OSError as error:
            raise ThunderbirdError(f"{name}: {error}") from error
        if answer[2]:
            raise ThunderbirdError(answer[2].get("message") or answer[2].get("error"))
        return answer[3]

    def call(self, function, *arguments, seconds=30):
        """Call a function of thunderbird.js."""
        self.command("WebDriver:SetTimeouts", script=seconds * 1000)
        self._socket.settimeout(seconds + 5)
        script = f"{SCRIPT.read_text()}\nreturn mail.{function} (...arguments);"
        return self.command("WebDriver:ExecuteScript", script=script, args=arguments, sandbox="system",
                            newSandbox=False)["value"]

    def close(self):
        """Ask it to quit."""
        try:
            self._socket.settimeout(10)
            self.command("Marionette:Quit", flags=["eForceQuit"])
        except ThunderbirdError:
            pass
        self._reader.close()
        self._socket.close()


class Thunderbird:
    """One run of Thunderbird in a home, as the person there would start it: it chooses the profile itself.

    It starts without network, so that it asks nobody for a password before the tests have given it one.  What this
    changes in prefs.js is changed back at the end.
    """

    def __init__(self, world, home, user=0, seconds=40):
        self.world, self.home, self._remote = world, pathlib.Path(home), None
        self._held = {path: re.findall(START_UP, path.read_text(), re.M) for path in self._preferences()}
        held = {name: False for names in self._held.values() for name in names}
        world.trust_in_thunderbird()
        self._log = open(self.home / "thunderbird.log", "wb")
        self._process = world.start(
            ["thunderbird", "--headless", "--offline", "--marionette", "--remote-allow-system-access"], self.home, user,
            {"MOZ_MARIONETTE_PREF_STATE_ACROSS_RESTARTS": json.dumps(held | {"marionette.port": PORT}),
             "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)
        try:
            self._remote = _Remote(world, lambda: self._process.poll() is None, seconds)
            self._remote.call("watch")
            self.state = self._remote.call("read", list(held))
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _preferences(self):
        return (self.home / ".thunderbird").glob("*/prefs.js")

    def close(self):
        """Quit, and leave the profile as a person's run would have left it."""
        if self._remote:
            self._remote.close()
        for last_word in (None, signal.SIGTERM, signal.SIGKILL):
            try:
                if last_word:
                    self._process.send_signal(last_word)
                self._process.wait(15)
                break
            except subprocess.TimeoutExpired:
                continue
        self._log.close()
        for path in self._preferences():
            held = self._held.get(path, [])
            lines = [line for line in path.read_text().splitlines(True)
                     if not line.startswith(('user_pref("marionette.port"', *(f'user_pref("{name}"' for name in held)))]
            path.write_text("".join(lines) + "".join(f'user_pref("{name}", true);\n' for name in held))

    def go_online(self):
        """Use the network."""
        self._remote.call("goOnline")

    def look_up(self, where, address):
        """What its own assistant finds, “fromDisk” beside the program or “fromISP” at the provider."""
        return self._remote.call("lookUp", where, address)

    def check(self, server, password, seconds=20):
        """What its own assistant says to a server: “works”, “dialog”, or its words."""
        return self._remote.call("check", server, password, seconds, seconds=seconds + 10)

    def use(self, account, password):
        """Sign in, read the inbox, send a message to oneself and wait for it; what happened, as a dictionary."""
        key, subject = account["key"], f"To myself {os.urandom(4).hex()}"
        self._remote.call("signIn", key, password)
        inbox = self._remote.call("fetch", key, 10)
        self._remote.call("send", key, password, subject)
        sent = self._remote.call("await", key, subject, 15, seconds=40)
        return {"inbox": inbox["subjects"], "text": inbox["text"], "subject": subject, "sent": sent,
                "boxes": self._remote.call("boxes")}
