#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window with closed eyes: Orca reads, keys answer, and only what was spoken counts."""

import functools
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import authority  # noqa: E402
import documents  # noqa: E402
import homes  # noqa: E402
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
STRANGE = r"Gtk|Adw|Ptl|^[^/]*_|^not selected\.?$"  # what never is to be heard: names of classes, underlines, what cannot be chosen


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
        strange = [line for line in said.splitlines() if re.search(STRANGE, line)]
        assert not strange, f"said: {strange}"
        return said

    def go_to(self, name, description=""):
        """The tabulator leads there; what is said by the way is not listened to."""
        reader().heard()
        self.window.tab_to(name, description)
        return self.hear(name.strip("^$"))

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


def with_closed_eyes(name, online=True, files=()):
    """A case with a window and a screen reader."""
    def add(function):
        def run():
            reader().heard()
            with the_stage().open(world=world() if online else None, files=dict(files)) as window:
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
    blind.key("Return", "Continue push button", "IMAP. All your devices show the same mail")
    blind.key("Return", "Password of your mailbox password text", "Both servers are tried")


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
    blind.key("Return", "Keyboard Shortcuts", "On Every Page", "List with 2 items", "Go on.*\\nReturn")
    blind.go_to("^Stop, or go back$")
    blind.walk("New window.*\\nCtrl\\+N")
    blind.key("Escape")
    blind.key("F10", "New Window")
    blind.window.key("Up")
    blind.hear("About Mail Setup")
    blind.key("Return", "About", "[0-9.]+ push button")
    blind.walk("Details", "Legal", "[0-9.]+ push button", "Details")
    blind.key("space", "Back push button")
    blind.walk("Finds the right settings for your e-mail")
    blind.window.key("Escape").key("Escape").pause()


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
    blind.key("Tab", "Receiving  ·  mail.harbour.example", "Find the server", "Passed")
    blind.key("alt+c", "Where do you want to use it", "Everything can be undone", "Continue push button")
    blind.go_to("Show Code")
    blind.key("space", "Put my password into the code check box not checked", "show it this code")
    blind.key("Escape", "Where do you want to use it", "Continue push button")
    blind.key("alt+c", "Not set up yet", "No program has the settings for anna@harbour.example yet", "Choose one, or copy")


@with_closed_eyes("a certificate of one's own: the danger is said, the page is named, and so is each value")
def _(blind):
    to_check(blind, DORA.address)
    blind.type(PASSWORD)
    blind.key("Return", "Nobody vouches for this server")
    blind.window.press("Look at the Certificate")
    said = blind.hear("Is this your own server", "Certificate is for", "Nobody vouches for this server")
    tap.equal(said.count("Nobody vouches for this server"), 1, "how often the danger was said")
    said = blind.go_to("compared the fingerprint")
    for part in ("Fingerprint", "Copy: Fingerprint", "check box not checked", "Ask whoever runs “mail.cove.example”"):
        tap.contains(said, part)
    blind.key("space", "checked")
    blind.key("Tab", "Trust Only This Certificate push button", "somebody in between", "Only this certificate will be accepted")
    said = blind.key("space", "Receiving.*: Passed", "Sending.*: Passed", "Everything works")
    assert "Failed" not in said, f"what works is said to have failed: {said}"


@with_closed_eyes("beside the way: the guide, the menu, the shortcuts, the accounts", online=False)
def _(blind):
    blind.hear("Your name text")
    blind.key("alt+p", "Mail ports explained", "Search the guide", "Each of these services has its own numbered door")
    blind.key("Tab", "IMAP. Reading mail that stays at the provider", "every device shows the same folders", "List with 3 items",
              "TLS, from the first byte", "993. Encrypted from the first moment")
    blind.key("shift+Tab", "Search the guide")
    blind.type("2525")
    blind.hear("^SMTP$")
    blind.type("x")
    blind.hear("Nothing in the guide matches")
    blind.key("Escape")
    tap.contains(blind.go_to("^STARTTLS, after"), "both sides switch to encryption")
    blind.key("Escape", "Set up your mail")
    blind.key("alt+k", "Your mail accounts", "No accounts yet")
    blind.key("Escape", "Set up your mail")


@with_closed_eyes("accounts that are there: each with what is wrong and what helps; the focus stays where one mended it", files=homes.FILES)
def _(blind):
    blind.hear("Your name text")
    blind.key("alt+k", "Your mail accounts", "Check All push button", "It changes nothing unless you ask")
    blind.key("Return", "3 accounts need your attention")
    blind.key("Tab", "Thunderbird.*\\nList with 1 item", "collapsed push button.*\\nWorks, but is not encrypted", "New setting for receiving")
    blind.key("Tab", "Fix push button.*\\nanna@harbour.example")
    blind.key("space", "Undo push button", "has the new settings now", "2 accounts need your attention")
    blind.key("space", "Fix push button", "was taken back")


@with_closed_eyes("what is chosen from has a name, and says what is chosen")
def _(blind):
    blind.hear("Your name text")
    blind.window.key("Tab").type(ANNA.address)
    blind.key("Return", "Devices: Several")
    blind.key("Return", "Continue push button")
    blind.go_to("^Details$")
    blind.key("space", "expanded")
    blind.go_to("^Encryption$")
    blind.key("space", "Encryption.*\\nList with 3 items", "TLS, from the first byte")
    blind.key("Escape", "Encryption combo box.*\\nTLS, from the first byte")


def to_use(blind, sender):
    """As far as the programs, without a network."""
    blind.window.wait("Set up your mail", "heading").key("Tab").type("anna@gmx.de").key("Return").wait("How do you use", "heading")
    blind.window.key("Return").wait("This suits you", "heading")
    if sender:
        blind.window.tab_to("^Details$").key("space").pause()
        _, sending = [thing for thing in blind.window.things() if (thing.role, thing.name) == ("text", "Server")]
        sending.write(sender)
        blind.window.wait(f"Sending  ·  {sender}")
    blind.window.press("^Continue$").wait("Try it out", "heading").press("^Check$").wait("not connected", seconds=60)
    blind.window.press("Go On Without a Check").wait("Where do you want", "heading")
    blind.hear("Choose one or several")


@with_closed_eyes("programs: what each would get, what was written, what differs, what was taken back", online=False)
def _(blind):
    stage.need_thunderbird()
    blind.hear("Your name text")
    to_use(blind, None)
    said = blind.go_to("^Add$", "Thunderbird")
    for part in ("On this computer", "Adds the account to Thunderbird", "in ~/.thunderbird", "Add push button"):
        tap.contains(said, part)
    blind.key("space", "Undo push button", "The account was added to Thunderbird")
    blind.key("space", "Add push button", "was taken back")
    blind.key("space", "Undo push button", "The account was added to Thunderbird")
    blind.key("alt+c", "Done", "Close push button", "anna@gmx.de is set up")
    said = blind.go_to("^Undo$")
    for part in ("What was written", "The account was added to Thunderbird", "~/.thunderbird/"):
        tap.contains(said, part)
    blind.window.press("Set Up Another Address")
    to_use(blind, "smtp.harbour.example")
    tap.contains(blind.go_to("^Replace…$", "Thunderbird"), "has this account already, with other settings")
    blind.key("space", "Replace the settings", "Cancel push button", "now mail.gmx.net, new smtp.harbour.example", "You can undo it")
    blind.window.key("Escape").until(blind.window.take_keyboard, "the keyboard")
    blind.hear("Replace… push button")
    blind.key("space", "Cancel push button", "new smtp.harbour.example")
    blind.key("Tab", "Replace push button")
    blind.window.key("space").gone("^Replace the settings").wait("^Undo$", "push button")  # it is done before the window is active
    blind.window.until(blind.window.take_keyboard, "the keyboard")
    blind.hear("Undo push button")


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable() or screen_reader.unavailable())
