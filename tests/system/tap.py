# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test programs that speak TAP: each case is a line that the build system counts.

A program gives its cases with @case("what holds") and ends with main().  A case passes when it returns,
fails when it raises, and is skipped when it raises Skip.  Arguments choose cases by a part of their name.
"""

import contextlib
import re
import signal
import sys
import time
import traceback

keep = contextlib.ExitStack()  # what lives until the last case has ended, worlds for example

_cases = []


class Skip(Exception):
    """This case cannot be tried here; the reason is the text."""


def case(name):
    """Make a case of the function below."""
    def add(function):
        _cases.append((name, function))
        return function
    return add


def note(text):
    """Say something that is not a result."""
    for line in str(text).splitlines() or [""]:
        print("#", line, flush=True)


def equal(found, expected, what=""):
    """Complain unless both are the same."""
    if found != expected:
        raise AssertionError(f"{what + ': ' if what else ''}found {found!r}, expected {expected!r}")


def contains(whole, part, what=""):
    """Complain unless the part is in the whole."""
    if part not in whole:
        raise AssertionError(f"{what + ': ' if what else ''}{part!r} is not in {whole!r}")


def _directive(reason):
    return " ".join(str(reason).split()).replace("#", "")


def _try(function):
    try:
        function()
        return "ok", ""
    except Skip as reason:
        return "ok", f" # SKIP {_directive(reason)}"
    except Exception:  # pylint: disable=broad-except
        note(traceback.format_exc())
        return "not ok", ""


def _ended(number, _frame):
    sys.exit(128 + number)


def main(unavailable=None):
    """Run the cases.  With a reason why none can be run here, say that instead."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ended)  # so that every `with` cleans up
    if unavailable:
        print(f"1..0 # SKIP {_directive(unavailable)}")
        sys.exit(0)
    wanted = [c for c in _cases if not sys.argv[1:] or any(re.search(a, c[0]) for a in sys.argv[1:])]
    print(f"1..{len(wanted)}", flush=True)
    failed = 0
    with keep:
        for number, (name, function) in enumerate(wanted, 1):
            started = time.monotonic()
            result, directive = _try(function)
            failed += result != "ok"
            print(f"{result} {number} - {name}{directive}", flush=True)
            note(f"{time.monotonic() - started:.2f} s")
    sys.exit(1 if failed else 0)
