#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How smoothly pages change and scroll on the software renderer, against a bare window that does the same.

  with-display.sh bench_frames.py BARE PORTOLAN [ROUNDS]

Both are run in turn; the figures are medians. A late frame came one or more too late for 60 a second.
"""

import os
import statistics
import subprocess
import sys


def run(command):
    """For each movement: frames a second, percentage of late ones, and the longest in milliseconds."""
    done = subprocess.run([command], env={**os.environ, "GSK_RENDERER": "cairo"}, capture_output=True, text=True, timeout=60, check=True)
    return {words[0]: [float(word) for word in words[1:]] for words in map(str.split, done.stdout.splitlines())}


def main():
    """Measure and print."""
    programs = {"bare window": sys.argv[1], "Portolan": sys.argv[2]}
    rounds = int(sys.argv[3]) if sys.argv[3:] else 5
    figures = [{name: run(command) for name, command in programs.items()} for _ in range(rounds)]
    for movement in ("transitions", "scrolling"):
        for name in programs:
            fps, late, longest = (statistics.median(row[name][movement][what] for row in figures) for what in range(3))
            print(f"{movement}, {name}: {fps:.1f} frames a second, {late:.1f} % late, longest {longest:.0f} ms")


if __name__ == "__main__":
    main()
