#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where people who had never set up mail hesitated: they are to find there what helps them on."""

import contextlib
import functools
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import documents  # noqa: E402
import tap  # noqa: E402
import stage  # noqa: E402
from bad_servers import ODD  # noqa: E402
from world import Host, Mail, Person, Spec, World, ports, unavailable  # noqa: E402

PASSWORD = "Summer 2024"
GERDA = Person("gerda@harbour.example", PASSWORD)
PLAIN = Person("gerda@plain.example", PASSWORD)
HALF = Person("gerda@half.example", PASSWORD)


def settings(domain):
    """A web server that publishes settings."""
    return Host(f"autoconfig.{domain}", web={"/mail/config-v1.1.xml": documents.autoconfig(
        domain, documents.usual(f"mail.{domain}"), more='<documentation url="https://help.old.example/mail"/>')})


WORLD = Spec(people=[GERDA, PLAIN, HALF], hosts=[
    Host("mail.harbour.example", mail=Mail()), settings("harbour.example"),
    Host("mail.old.example", odd={port: ODD[11] for port in (993, 465)}), settings("old.example"),
    Host("imap.gmail.com", "smtp.gmail.com", odd={993: ODD[14]}),
    Host("mail.plain.example", mail=Mail(ports=ports("pop3s", "submissions")), odd={993: ODD[8]}), settings("plain.example"),
    Host("mail.half.example", mail=Mail(ports=ports("submissions")), odd={993: ODD[13]}), settings("half.example"),
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


@in_window("where only the provider can help, there is a letter to it, and its own page")
def _(window):
    to_check(window, "gerda@old.example")
    window.wait("no longer safe", seconds=60).press("^Ask for Help$").wait("^Ask for help$", "heading")
    letter = window.get("^Hello,").text()
    for part in ("gerda@old.example", "mail.old.example", "no longer safe", "Gerda Example"):
        tap.contains(letter, part)
    assert PASSWORD not in window.words(), "the password is in the letter"
    window.wait("^Open the Provider’s Help Page$", "push button")
    window.key("space").wait("^Copied$", "push button")
    window.key("Escape").wait("Try it out", "heading")


@in_window("where the browser does the sign-in, one can go on without a password")
def _(window):
    to_check(window, "gerda@browser.example")
    window.press("^Go On Without a Password$").wait("Where do you want to use it", "heading").wait("have not been tried")


@in_window("where nothing was found, there is a letter to the provider, too")
def _(window):
    window.wait("Set up your mail", "heading").type("Gerda Example").key("Tab").type("gerda@nothing.example").key("Return")
    window.wait("How do you use your mail", "heading").key("Return").wait("No settings yet", "heading", seconds=60)
    window.press("^Ask for Help$").wait("^Ask for help$", "heading").wait("gerda@nothing.example")


@in_window("a comma in the address is asked about, and what was meant taken")
def _(window):
    window.wait("Set up your mail", "heading").type("Gerda Example").key("Tab").type("gerda@harbour,example")
    window.wait("cannot be right").press("^Did you mean gerda@harbour.example\\?$")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")


@in_window("what would be written is said before, and what was taken back is not called set up")
def _(window):
    stage.need_thunderbird()
    to_check(window, GERDA.address)
    window.wait("Everything works", seconds=40).press("^Continue$").wait("Where do you want to use it", "heading")
    handing, adding = window.get("^Hand over my password, too$"), window.get("^Add$", "push button")
    assert handing.top() < adding.top(), "the password is asked about after the buttons that need to know"
    window.tab_to("^In the terminal$").key("space").get("Writes ~/", "label")
    window.get("^Add$", "push button", description="msmtp").press()
    window.wait("^Undo$", "push button").press("^Continue$").wait("^gerda@harbour.example is set up")
    window.press("^Undo$").wait("^Not set up yet$", "heading").wait("^No program has the settings for gerda@harbour.example yet").gone("is set up")
    window.key("alt+Left").wait("Where do you want to use it", "heading").gone("^Undo$", "push button")
    window.press("^Show Code$").wait("Set up your phone", "heading").press("^Done$").wait("Where do you want to use it", "heading")


@in_window("a password that only the server for sending takes is called right, and nothing leads on to mail that does not come in")
def _(window):
    to_check(window, HALF.address, PASSWORD)
    window.wait("^The server for sending takes this password, the one for receiving does not", seconds=40)
    window.wait("^Check Again$", "push button").wait("^Go On Without a Check$", "push button")
    assert not window.find("^Continue$", "push button") and not window.find("^Type the Password Again$"), "where it leads"


@in_window("with letters of twice the size it fits into the narrowest window", dpi=192)
def _(window):
    def fits(where):
        window.until(lambda: window.width() <= 360, f"width of 360 pixels at {where}, it is {window.width()}", 20)
    window.wait("Set up your mail", "heading").resize(360, 720)
    fits("the address")
    to_check(window, GERDA.address, "wrong")
    fits("the recommendation")
    window.wait("^Type the Password Again$", "push button", 40)
    fits("a failed check")
    window.press("^Ask for Help$").wait("^Ask for help$", "heading")
    fits("the letter")
    window.key("Escape").press("^Go On Without a Check$").wait("Where do you want to use it", "heading")
    fits("the programs")
    window.press("^Continue$").wait("^Not set up yet$", "heading")
    fits("the end")


@in_window("what IMAP is can be asked where it is recommended, and Escape leads back")
def _(window):
    to_choice(window, GERDA.address)
    window.press("^What Are IMAP and POP3\\?$").wait("^Mail ports explained$", "heading").type("2525").gone("^143$")
    window.key("Escape").wait("^143$").key("Escape").wait("This suits you", "heading")


@in_window("the page where an app password is made is known even if the server does not name it")
def _(window):
    to_check(window, "gerda@gmail.com")
    window.wait("^Make an App Password$", "push button", 40)


@in_window("nothing moves when an address is called bad, or another one meant")
def _(window):
    below = "^Mail Ports Explained$"
    before = window.wait("Set up your mail", "heading").pause().get(below).top()
    window.key("Tab").type("gerda@gmial.co").until(lambda: window.is_sensitive("^Continue$"), "an address")
    tap.equal(window.get(below).top(), before, "top of what is below an address")
    window.type("m").wait("^Did you mean gmail.com\\?$", "push button").wait("looks in its own list")
    tap.equal(window.get(below).top(), before, "top of what is below a suggestion")
    window.type(",").wait("cannot be right").gone("looks in its own list")
    tap.equal(window.get(below).top(), before, "top of what is below an error")


@in_window("two ways out of a failure have letters of their own")
def _(window):
    to_check(window, PLAIN.address)
    window.wait("^Use the Usual Port$", "push button", 60).get("^Use POP3 Instead$", "push button")
    window.key("alt+i").wait("Everything works", seconds=60)


@in_window("a code is as large as the letters are", dpi=192)
def _(window):
    to_check(window, GERDA.address)
    window.wait("Everything works", seconds=40).press("^Continue$").wait("Where do you want to use it", "heading")
    window.press("^Show Code$").wait("Set up your phone", "heading").pause()
    code = window.get("^QR code")
    assert code.bottom() - code.top() > 420, f"{code.bottom() - code.top()} pixels"


@in_window("a password in capitals by mistake is said to be one, and the next check to be another one")
def _(window):
    to_choice(window, GERDA.address)
    window.key("Return").wait("Try it out", "heading").wait("^Check$", "push button")
    the_stage().tool("xdotool", "key", "Caps_Lock")
    try:
        the_stage().tool("xdotool", "type", "wrong")  # as it is: window.type() would lift the lock
        the_stage().tool("xdotool", "key", "Return")
        window.wait("^Caps Lock is on", seconds=40).wait("^Check Again$", "push button")
    finally:
        the_stage().tool("xdotool", "key", "Caps_Lock")


def read_letter_to_administrator(window):
    """What the help page says where an address is forbidden."""
    window.wait("Set up your mail", "heading").type("Gerda Example").key("Tab").type("gerda@old.example").key("Return")
    window.wait("How do you use your mail", "heading").key("Return").wait("No settings yet", "heading", seconds=60)
    window.wait("^On this computer only addresses of these domains")
    assert not window.find("^You can type them in"), "what is forbidden anyhow is asked for"
    window.press("^Ask for Help$").wait("^Ask for help$", "heading").wait("^Send this text to the administrator")
    return window.get("^Hello,").text()


@contextlib.contextmanager
def rules(text):
    """A window on a computer with these rules."""
    etc = os.environ.get("PORTOLAN_ETC", "/usr/local/etc")
    try:
        world().configure(etc, {"portolan/policy.conf": "[Policy]\n" + text})
    except OSError as error:
        raise tap.Skip(str(error)) from error
    try:
        with the_stage().open(world=world()) as window:
            yield window
    finally:
        world().configure(etc, {})


@tap.case("what the administrator forbids is not asked of the provider")
def _():
    with rules("Domains=harbour.example\n") as window:
        letter = read_letter_to_administrator(window)
    tap.contains(letter, "the rules of this computer do not allow it")
    tap.contains(letter, "harbour.example")
    assert "Which servers" not in letter, letter


@tap.case("where settings may be handed over to some programs only, no code is shown and nothing copied")
def _():
    with rules("Targets=thunderbird\n") as window:
        to_check(window, GERDA.address)
        window.wait("Everything works", seconds=40).press("^Continue$").wait("Where do you want to use it", "heading")
        window.press("^Show Code$").wait("^Set up your phone$", "heading").wait("^Settings cannot be handed over to")
        assert not window.find("^QR code"), "a code is shown"
        window.key("Escape").press("^Continue$").wait("^Not set up yet$", "heading").press("^Copy the Settings$")
        window.wait("^Settings cannot be handed over to")
        assert not window.find("^Copied$"), "settings were copied"


@in_window("what was not handed over is called so, with a way back and the settings to copy")
def _(window):
    to_check(window, GERDA.address)
    window.wait("Everything works", seconds=40).press("^Continue$").wait("Where do you want to use it", "heading")
    window.get("^iPhone, iPad and Mac$")
    assert any("AirDrop" in thing.name for thing in window.things()), "how the profile gets to the phone"
    window.press("^Continue$").wait("^Not set up yet$", "heading").press("^Copy the Settings$").wait("^Copied$", "push button")
    window.press("^Choose a Program$").wait("Where do you want to use it", "heading")


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable())
