#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How smoothly pages come, change and scroll on the software renderer, against a bare window that does the same.

  with-display.sh bench_frames.py BARE PORTOLAN [ROUNDS]

Both are run in turn; the figures are medians. A late frame came one or more too late for 60 a second. Where the computer is busy with
other things, the time on the processor says more than that on the clock.
"""

import os
import statistics
import subprocess
import sys


def run(command):
    """For each movement: frames a second, percentage of late ones, and the most that one took, on the clock and on the processor."""
    done = subprocess.run([command], env={**os.environ, "GSK_RENDERER": "cairo"}, capture_output=True, text=True, timeout=60, check=True)
    return {words[0]: [float(word) for word in words[1:]] for words in map(str.split, done.stdout.splitlines())}


def main():
    """Measure and print."""
    programs = {"bare window": sys.argv[1], "Portolan": sys.argv[2]}
    rounds = int(sys.argv[3]) if sys.argv[3:] else 3
    figures = [{name: run(command) for name, command in programs.items()} for _ in range(rounds)]
    for name in programs:
        for movement in figures[0][name]:
            fps, late, clock, processor = (statistics.median(row[name][movement][what] for row in figures) for what in range(4))
            print(f"{name}, {movement}: {fps:.1f} frames a second, {late:.1f} % late, "
                  f"longest {clock:.0f} ms on the clock, {processor:.0f} ms on the processor")


if __name__ == "__main__":
    main()
