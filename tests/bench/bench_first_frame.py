#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the start of the process to the first frame of the window, and on to the first page, against a bare window of libadwaita.

  with-display.sh bench_first_frame.py BARE PORTOLAN [ROUNDS]

They are run in turn, so that whatever else the computer does meets all of them. The figures are medians; where the computer is busy
with other things, the time on the processor says more than the time on the clock."""

import os
import statistics
import sys
import time

WHAT = (("clock", "ms"), ("processor", "ms"), ("memory", "MiB"))


def run(command):
    """Milliseconds on the clock and on the processor, and the peak of memory in MiB."""
    started = time.monotonic()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"{command} ended with {status}")
    return (time.monotonic() - started) * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def main():
    """Measure and print."""
    bare, ours = sys.argv[1:3]
    commands = {"bare window": [bare], "first frame": [ours], "first page": [ours, "page"]}
    rounds = int(sys.argv[3]) if sys.argv[3:] else 25
    for command in commands.values():
        run(command)  # from the disk into memory
    figures = [[run(command) for command in commands.values()] for _ in range(rounds)]
    for what, (name, unit) in enumerate(WHAT):
        medians = [statistics.median(row[which][what] for row in figures) for which in range(len(commands))]
        print(f"{name}:", ", ".join(f"{label} {value:.1f} {unit} ({value / medians[0]:.2f})"
                                    for label, value in zip(commands, medians)))


if __name__ == "__main__":
    main()
