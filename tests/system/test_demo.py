#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration keeps its promises."""

import concurrent.futures
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import demo
import portolan
import scratch
import tap
from world import unavailable

BUILD = pathlib.Path(portolan.PROGRAM).parents[2]
DEMO = [sys.executable, demo.__file__, str(BUILD), "setup"]


def set_up(person):
    """The demonstration, without a person in front of it."""
    return subprocess.run([*DEMO, person.address, "--json", "--password-stdin", "--export", "thunderbird"],
                          input=demo.PASSWORD, capture_output=True, text=True, timeout=60, check=False)


@tap.case("each of its people can be set up with the password that it prints, and nothing stays")
def _():
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(set_up, demo.PROVIDER.people))
    for person, result in zip(demo.PROVIDER.people, results):
        tap.equal(result.returncode, 0, result.stderr + result.stdout)
        found = json.loads(result.stdout)
        tap.equal((found["result"], found["exports"][0]["verdict"]), ("ready", "passed"))
        tap.contains(result.stderr, f"Password         {demo.PASSWORD}")
        tap.contains(result.stderr, person.address)
        assert not pathlib.Path(found["exports"][0]["path"]).exists(), "the demonstration's home is still there"


@tap.case("stopped in the middle, it takes everything with it")
def _():
    process = subprocess.Popen([*DEMO, demo.ANNA.address, "--password-stdin"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    while "Password" not in process.stderr.readline():
        pass
    time.sleep(0.3)
    mine = list(pathlib.Path(tempfile.gettempdir()).glob(f"{scratch.PREFIX}.{process.pid}.*"))
    assert mine, "it has no folder to lose"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    tap.equal([path for path in mine if path.exists()], [])


@tap.case("unknown arguments are refused in a sentence")
def _():
    result = subprocess.run([*DEMO[:3], "dance"], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode and "setup" in result.stderr, result


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
