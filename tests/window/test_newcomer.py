#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where people who had never set up mail hesitated: they are to find there what helps them on."""

import functools
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import documents  # noqa: E402
import tap  # noqa: E402
import stage  # noqa: E402
from bad_servers import ODD  # noqa: E402
from world import Host, Mail, Person, Spec, World, unavailable  # noqa: E402

PASSWORD = "Summer 2024"
GERDA = Person("gerda@harbour.example", PASSWORD)


def settings(domain):
    """A web server that publishes settings."""
    return Host(f"autoconfig.{domain}", web={"/mail/config-v1.1.xml": documents.autoconfig(
        domain, documents.usual(f"mail.{domain}"), more='<documentation url="https://help.old.example/mail"/>')})


WORLD = Spec(people=[GERDA], hosts=[
    Host("mail.harbour.example", mail=Mail()), settings("harbour.example"),
    Host("mail.old.example", odd={port: ODD[11] for port in (993, 465)}), settings("old.example"),
    Host("mail.browser.example", odd={993: ODD[16]}), settings("browser.example"),
])


@functools.cache
def world():
    """The world of the tests."""
    return tap.keep.enter_context(World(WORLD))


@functools.cache
def the_stage():
    """Where the windows open."""
    return tap.keep.enter_context(stage.Stage())


def in_window(name, online=True, **settings):
    """A case with a window, in the world's network or in none; whatever happens in it, the program must not have complained."""
    def add(function):
        def run():
            with the_stage().open(world=world() if online else None, **settings) as window:
                function(window)
                tap.equal(window.leave(), 0, "exit status")
                said = window.said()
            assert "CRITICAL" not in said and "WARNING" not in said, said
        tap.case(name)(run)
        return function
    return add


def to_choice(window, address):
    """As far as the recommendation."""
    window.wait("Set up your mail", "heading").type("Gerda Example").key("Tab").type(address).key("Return")
    window.wait("How do you use your mail", "heading").key("Return").wait("This suits you", "heading")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")


def to_check(window, address, password=PASSWORD):
    """As far as the end of a check."""
    to_choice(window, address)
    window.key("Return").wait("Try it out", "heading").type(password).key("Return")


@in_window("what speaks against the other way has room on its card")
def _(window):
    to_choice(window, GERDA.address)
    window.press("^Use POP3 Instead$").wait("^Good to know$")
    last = window.get("^You can change to IMAP later")
    button = window.get("^Use IMAP Instead$", "push button")
    assert last.bottom() < button.top(), f"the last sentence ends at {last.bottom()}, the button begins at {button.top()}"


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable())
