# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program with windows on a display of its own, in a session (see desktop.py): its windows are found and keys are typed."""

import contextlib
import signal
import subprocess
import time

import xserver


class Screen:
    """Start a command; it is ended with the `with`."""

    def __init__(self, session, arguments):
        self._session, self._ends = session, contextlib.ExitStack()
        try:
            _server, display = xserver.begin(self._begin, "1000x700")
        except BaseException:
            self._ends.close()
            raise
        self._env = {"DISPLAY": display, "NO_AT_BRIDGE": "1"}
        self.process = self._begin(arguments, env=self._env)

    def _begin(self, arguments, **options):
        process = self._session.start(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        self._ends.callback(self._end, process)
        return process

    @staticmethod
    def _end(process):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ends.close()

    def also(self, arguments):
        """Start another command on the same display."""
        return self._begin(arguments, env=self._env)

    def _xdotool(self, *arguments, **options):
        return self._session.run(["xdotool", *arguments], env=self._env, **options).stdout

    def _find(self, title):
        return next(iter(self._xdotool("search", "--onlyvisible", "--name", title).split()), None)

    def has(self, title):
        """Is there a window with these words in its title?"""
        return self._find(title) is not None

    def keys(self, title, *keys):
        """Press keys in a window."""
        if window := self._find(title):
            self._xdotool("windowfocus", window, "key", "--delay", "100", *keys)

    def keys_everywhere(self, *keys):
        """Press keys in every window, one after the other."""
        for window in self._xdotool("search", "--onlyvisible", "--name", ".").split():
            self._xdotool("windowfocus", window, "key", "--delay", "100", *keys)

    def type(self, title, text):
        """Type a line into a window."""
        if window := self._find(title):
            self._xdotool("windowfocus", window)
            time.sleep(0.3)
            self._xdotool("type", "--delay", "30", "--file", "-", input=text)
            self._xdotool("key", "Return")

    def click(self, title, x, y):
        """Click at a place of a window."""
        if window := self._find(title):
            self._xdotool("windowfocus", window, "mousemove", "--window", window, str(x), str(y), "click", "1")
