# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An X server on a display that nobody else has.

Programs in another network namespace reach it by its socket in /tmp alone. A server that picks its display itself (-displayfd) looks
at its own namespace only, and puts its socket in the place of another's. One that is told its display keeps to the lock in /tmp.
"""

import os
import random
import time

LOCK, SOCKET = "/tmp/.X{}-lock", "/tmp/.X11-unix/X{}"
ANY = range(1000, 50000)


def _is_up(process, number, seconds):
    """Wait until it takes connections; whether it does. It has the lock before it makes the socket."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        if os.path.exists(SOCKET.format(number)):
            return True
        time.sleep(0.05)
    return False


def begin(start, size, numbers=None, seconds=30):
    """Start one by `start`, which takes a command as Popen does; the process, and the name of its display."""
    for number in numbers or random.sample(ANY, 20):
        if os.path.lexists(LOCK.format(number)) or os.path.lexists(SOCKET.format(number)):
            continue
        process = start(["Xvfb", f":{number}", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"])
        if _is_up(process, number, seconds):
            return process, f":{number}"
        process.kill()
        process.wait()
    raise OSError("there is no display")
