#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that checks existing accounts, in the real window, with real servers."""

import functools
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import stage  # noqa: E402
import tap  # noqa: E402
from homes import ANNA, FILES, PREFS  # noqa: E402
from world import Host, Mail, Spec, World, unavailable  # noqa: E402

WORLD = Spec(people=[ANNA], hosts=[Host("mail.harbour.example", mail=Mail(plaintext=True)), Host("gone.harbour.example")])
ADDRESS, PAGE, ENTRY = "Set up your mail", "Your mail accounts", "Check My Existing Accounts"


@functools.cache
def world():
    """The world of the tests."""
    return tap.keep.enter_context(World(WORLD))


@functools.cache
def the_stage():
    """Where the windows open."""
    return tap.keep.enter_context(stage.Stage())


def in_window(name, files=(), online=True, **options):
    """A case with a window, in whose home there are these files; the program must not have complained."""
    def add(function):
        def run():
            with the_stage().open(world=world() if online else None, files=dict(files), **options) as window:
                function(window)
                said = window.said()
            assert "CRITICAL" not in said and "WARNING" not in said, said
        tap.case(name)(run)
        return function
    return add


def to_page(window):
    """From the first page."""
    window.wait(window.tr(ADDRESS), "heading").press(window.tr(ENTRY)).wait(window.tr(PAGE), "heading")


def complain_about_names(window):
    """Everything that can have the focus has a name, and so have lists."""
    nameless = [thing for thing in window.things() if "focusable" in thing.states and thing.role not in ("scroll pane", "panel", "filler")
                and (not thing.name.strip() or thing.name.startswith(("Gtk", "Adw", "Ptl")) or "_" in thing.name)]
    assert not nameless, nameless


def keeps_focus(window, name):
    """The button that took the place of the one that was pressed has the focus."""
    window.until(lambda: (lambda thing: thing and re.search(name, thing.name))(window.focused()), f"focus on “{name}”")


@in_window("accounts are listed at once, checked when asked, mended and taken back", FILES)
def _(window):
    mark = world().wire.mark()
    to_page(window)
    window.wait("^Thunderbird$").wait("^Geary$").wait("^Old & <dusty>$").wait("^Cannot be checked")
    window.shot("accounts-1-list")
    tap.equal(world().contacted(mark), [], "connections before the check")
    complain_about_names(window)
    window.key("Return").wait("3 accounts need your attention", seconds=40)
    window.wait("(?s)^Works, but is not encrypted.*New setting for receiving: mail.harbour.example, port 993").wait("^Does not work")
    window.shot("accounts-2-checked")
    complain_about_names(window)
    prefs = window.home / ".thunderbird/p/prefs.js"
    tap.equal(prefs.read_text(), PREFS)
    fix = window.get("^Fix$", "push button")
    tap.equal(fix.description, ANNA.address)
    window.tab_to("^Fix$").key("space").wait("^Undo$", "push button").wait("^Fine").wait("2 accounts need your attention")
    keeps_focus(window, "^Undo$")
    window.shot("accounts-3-fixed")
    tap.contains(prefs.read_text(), '"mail.server.server1.port", 993')
    tap.contains(prefs.read_text(), '"mail.server.server1.socketType", 3')
    window.key("space").gone("^Undo$").wait("^Works, but is not encrypted")
    keeps_focus(window, "^Fix$")
    tap.equal(prefs.read_text(), PREFS)
    window.key("Escape").wait(ADDRESS, "heading")


@in_window("the details of an account say what each step saw", {name: FILES[name] for name in list(FILES)[:2]})
def _(window):
    to_page(window)
    window.wait(f"^{ANNA.address}$").key("Return").wait("1 account needs your attention", seconds=40)
    window.tab_to(ANNA.address).key("space").wait("^Receiving$").wait("^Sending$").wait("prefs.js").shot("accounts-4-details")
    complain_about_names(window)


@in_window("without accounts the page says so", online=False)
def _(window):
    to_page(window)
    window.wait("No accounts yet").shot("accounts-5-empty")
    window.key("alt+Left").wait(ADDRESS, "heading")


@in_window("the page is narrow", FILES, dpi=192)
def _(window):
    to_page(window)
    window.resize(720, 880).wait("^Geary$").key("Return").wait("3 accounts need your attention", seconds=40)
    window.shot("accounts-6-large-text")
    window.resize(460, 880).shot("accounts-7-narrow")  # with text of this size nothing is narrower
    fix = window.get("^Fix$", "push button")
    assert 0 <= fix.left() < 440, f"Fix is at {fix.left()}"


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable())
