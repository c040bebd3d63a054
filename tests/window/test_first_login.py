#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The assistant offers itself once, when a person signs in for the first time, and not to whoever has seen it already."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import tap  # noqa: E402
import stage  # noqa: E402

REMEMBERS = {"GSETTINGS_BACKEND": "keyfile"}


def sign_in(desktop, home):
    """What the autostart of a later session does; ends by itself if nothing is offered."""
    process = desktop.spawn([stage.PROGRAM, "--first-login"], home, env=REMEMBERS)
    try:
        return process.wait(20)
    finally:
        process.kill()
        process.wait()


@tap.case("a person who signs in for the first time is offered the assistant, and never again")
def _():
    with stage.Stage() as desktop:
        with desktop.open("--first-login", env=REMEMBERS) as window:
            window.wait("Set up your mail")
        tap.equal(sign_in(desktop, window.home), 0)
        with desktop.open(env=REMEMBERS) as window:
            window.wait("Set up your mail")
        tap.equal(sign_in(desktop, window.home), 0, "after it was opened from the menu")


if __name__ == "__main__":
    tap.main(stage.unavailable())
