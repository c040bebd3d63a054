# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program on a terminal of its own: what it draws is read, keys are typed."""

import fcntl
import os
import re
import select
import struct
import termios
import time

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
QUESTIONS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?1;2c"}  # where the cursor is; what sort of terminal this is


class Terminal:
    """Start a command of a session (see desktop.py); it is ended with the `with`."""

    def __init__(self, session, arguments, env=()):
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
        self._seen = b""
        self.process = session.start(["setsid", "--ctty", *arguments], stdin=slave, stdout=slave, stderr=slave,
                                     env={"TERM": "xterm", "LINES": "30", "COLUMNS": "120"} | dict(env))
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    @property
    def text(self):
        """What was drawn so far, without the commands for colours and places."""
        return ESCAPES.sub(" ", self._seen.decode(errors="replace"))

    def _read(self):
        if not select.select([self._master], [], [], 0.1)[0]:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end was closed
            return False
        self._seen += data
        for question, answer in QUESTIONS.items():
            if question in data:
                os.write(self._master, answer)
        return bool(data)

    def wait_for(self, pattern, seconds=30):
        """Wait until something drawn since the last such call matches."""
        end = time.monotonic() + seconds
        alive = True
        while not (found := re.search(pattern, self.text)):
            if not alive or time.monotonic() > end:
                raise AssertionError(f"{pattern} does not appear:\n{self.text[-3000:]}")
            alive = self._read()
        self._seen = b""
        return found

    def type(self, keys):
        """Type keys."""
        os.write(self._master, keys.encode())

    def wait(self, seconds=30):
        """Wait until it ends; its exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"it does not end:\n{self.text[-3000:]}")
            self._read()
        return self.process.returncode
