#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window with closed eyes: Orca reads, keys answer, and only what was spoken counts."""

import functools
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import authority  # noqa: E402
import documents  # noqa: E402
import screen_reader  # noqa: E402
import stage  # noqa: E402
import tap  # noqa: E402
from world import Host, Mail, Person, Spec, World, unavailable  # noqa: E402

PASSWORD = "qzxj"
ANNA = Person("anna@harbour.example", PASSWORD)
DORA = Person("dora@cove.example", PASSWORD)
WORLD = Spec(
    people=[ANNA, DORA],
    hosts=[
        Host("mail.harbour.example", mail=Mail()),
        Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "harbour.example", documents.usual("mail.harbour.example"))}),
        Host("mail.cove.example", mail=Mail(), certificate=authority.SELF_SIGNED),
        Host("autoconfig.cove.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "cove.example", documents.usual("mail.cove.example"))}),
    ])
TOOLKIT = ("Gtk", "Adw", "Ptl", "_")  # what never is to be heard: names of classes, and underlines


@functools.cache
def world():
    """The world of the tests."""
    return tap.keep.enter_context(World(WORLD))


@functools.cache
def the_stage():
    """Where the windows open."""
    return tap.keep.enter_context(stage.Stage())


@functools.cache
def reader():
    """Who reads."""
    return tap.keep.enter_context(screen_reader.ScreenReader(the_stage()))


class Blind:
    """Somebody at the keyboard who hears."""

    def __init__(self, window):
        self.window = window

    def hear(self, *patterns):
        """Wait until these were said, in whatever order; all that was said."""
        said = reader().until(*patterns)
        strange = [line for line in said.splitlines() if any(word in line for word in TOOLKIT)]
        assert not strange, f"said: {strange}"
        return said

    def key(self, key, *patterns):
        """Press a key, and hear what comes of it."""
        reader().heard()
        self.window.key(key)
        return self.hear(*patterns)

    def type(self, text):
        """Write."""
        self.window.type(text)

    def walk(self, *stops):
        """The tabulator leads to these, one after the other."""
        for stop in stops:
            self.key("Tab", stop)


def with_closed_eyes(name, online=True):
    """A case with a window and a screen reader."""
    def add(function):
        def run():
            reader().heard()
            with the_stage().open(world=world() if online else None) as window:
                function(Blind(window))
                tap.equal(window.leave(), 0, "exit status")
        tap.case(name)(run)
        return function
    return add


def to_check(blind, address):
    """As far as the page that asks for the password."""
    blind.hear("Set up your mail", "Type your address", "Your name text")
    blind.type("Anna Example")
    blind.key("Tab", "E-mail address text")
    blind.type(address)
    blind.key("Return", "How do you use your mail", "Devices: Several", "selected radio button", "leave it as it is", "suggests IMAP")
    blind.key("Return", "This suits you", "Continue push button", "IMAP. All your devices show the same mail")
    blind.key("Return", "Try it out", "Password of your mailbox password text", "Both servers are tried")


@with_closed_eyes("the first page: its title, what it is for, each control with its state, a bad address, a slip")
def _(blind):
    blind.hear("Set up your mail", "Type your address", "Your name text")
    blind.walk("E-mail address text", "public provider directory check box not checked(.|\\n)*It is told", "Mail Ports Explained push button",
               "Check My Existing Accounts push button", "Main Menu push button", "Your name text")
    blind.key("alt+e", "E-mail address text")
    blind.type("anna@")
    blind.hear("Nothing stands after the @")
    blind.window.key("ctrl+a").type("anna@gmial.com")
    blind.hear("Did you mean gmail.com")


@with_closed_eyes("the menu, the shortcuts and who made it are there for the ear, too", online=False)
def _(blind):
    blind.hear("Your name text")
    blind.key("F10", "menu", "New Window")
    blind.key("Down", "Mail Ports Explained")
    blind.key("Down", "Keyboard Shortcuts")
    blind.key("Return", "Keyboard Shortcuts frame")
    blind.walk("Go on, Return", "Stop, or go back, Escape, Alt\\+Left", "New window, Ctrl\\+N")
    blind.key("Escape")
    blind.key("F10", "New Window")
    blind.window.key("Up")
    blind.hear("About Mail Setup")
    blind.key("Return", "About")
    blind.walk("Details", "Legal", "[0-9.]+ push button")
    blind.window.key("Escape").pause()


@with_closed_eyes("the needs: one of two is chosen or not, and the suggestion follows")
def _(blind):
    blind.hear("Your name text")
    blind.window.key("Tab").type(ANNA.address)
    blind.key("Return", "Devices: Several", "selected radio button")
    blind.key("Tab", "Without Internet check box checked")
    blind.key("Tab", "Storage: At the Provider", "selected radio button")
    blind.key("Tab", "Storage: Only Here", "not selected radio button")
    blind.key("space", "selected")


@with_closed_eyes("the whole way: what is found, what is tried and what came of it is said, and no letter of the password")
def _(blind):
    to_check(blind, ANNA.address)
    blind.type("wrong")
    said = blind.hear("•")
    assert not any(line in "wrong" for line in said.splitlines() if line), f"the password was read out: {said}"
    said = blind.key("Return", "Trying both servers", "did not accept this user name and password", "Receiving.*Failed")
    assert said.count("\n") < 6, f"too much is said: {said}"
    blind.window.press("Type the Password Again").pause()
    blind.type(PASSWORD)
    blind.key("Return", "Receiving.*: Passed", "Sending.*: Passed", "Everything works")
    blind.key("Tab", "Find the server", "Passed")
    blind.key("alt+c", "Where do you want to use it", "Everything can be undone", "Continue push button")
    blind.key("alt+c", "Not set up yet", "No program has the settings for anna@harbour.example yet", "Choose one, or copy")


@with_closed_eyes("a certificate of one's own: the danger is said, the page is named, and so is each value")
def _(blind):
    to_check(blind, DORA.address)
    blind.type(PASSWORD)
    blind.key("Return", "Nobody vouches for this server")
    blind.window.press("Look at the Certificate")
    blind.hear("Is this your own server", "Nobody vouches")
    said = ""
    for _ in range(11):
        said += blind.key("Tab")
    for part in ("Fingerprint", "Copy: Fingerprint", "check box not checked"):
        tap.contains(said, part)
    blind.key("Escape", "Try it out")


@with_closed_eyes("beside the way: the guide, the menu, the shortcuts, the accounts", online=False)
def _(blind):
    blind.hear("Your name text")
    blind.key("alt+p", "Mail ports explained", "Search the guide")
    blind.key("Tab", "IMAP", "TLS, from the first byte")
    blind.key("Escape", "Set up your mail")
    blind.key("alt+k", "Your mail accounts", "No accounts yet")
    blind.key("Escape", "Set up your mail")


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable() or screen_reader.unavailable())
