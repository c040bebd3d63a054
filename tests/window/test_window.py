#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, driven by its keyboard and read through AT-SPI: the whole way to Done against real servers, and the ways off it."""

import functools
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import authority  # noqa: E402
import documents  # noqa: E402
import tap  # noqa: E402
import stage  # noqa: E402
from world import GATEWAY, Host, Mail, Person, Spec, World, mx, ports, srv, unavailable  # noqa: E402

PASSWORD = "it's a \"blue\" boat 7"
ANNA = Person("anna@harbour.example", PASSWORD)
BLOCKED = Person("bo@jetty.example", PASSWORD)
STRANGE = Person("cy@lagoon.example", PASSWORD)
OWN = Person("dora@cove.example", PASSWORD)
AWAY = Person("eva@reef.example", PASSWORD)
STALE = Person("gus@dune.example", PASSWORD)
FETCHER = Person("hal@shoal.example", PASSWORD)
WORLD = Spec(
    people=[ANNA, BLOCKED, STRANGE, OWN, AWAY, STALE, FETCHER],
    hosts=[
        Host("mail.harbour.example", mail=Mail()),
        Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "harbour.example", documents.usual("mail.harbour.example"))}),
        Host("mail.jetty.example", mail=Mail(ports=ports("imap", "submissions")), drops=(993,)),
        Host("autoconfig.jetty.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "jetty.example", documents.usual("mail.jetty.example"))}),
        Host("mail.cove.example", mail=Mail(), certificate=authority.SELF_SIGNED),
        Host("autoconfig.cove.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "cove.example", documents.usual("mail.cove.example"))}),
        Host("mail.reef.example"),
        Host("autoconfig.reef.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "reef.example", documents.usual("mail.reef.example"))}),
        Host("mail.dune.example"),
        Host("imap.dune.example", "smtp.dune.example", mail=Mail()),
        Host("autoconfig.dune.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "dune.example", documents.usual("mail.dune.example"))}),
        Host("mail.shoal.example", mail=Mail(ports=ports("pop3s", "submissions"))),
        Host("autoconfig.shoal.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "shoal.example", documents.usual("mail.shoal.example"))}),
        Host("mail.elsewhere.example", mail=Mail()),
        Host("lagoon.example", web={}),
        Host("autoconfig.sound.example", web={
            "/mail/config-v1.1.xml?emailaddress=fay%40sound.example": documents.autoconfig(
                "sound.example", documents.usual("mail.harbour.example"))}),
    ],
    records=[srv("_imaps._tcp.lagoon.example", "mail.elsewhere.example", 993),
             srv("_submissions._tcp.lagoon.example", "mail.elsewhere.example", 465),
             srv("_imaps._tcp.reef.example", "mail.elsewhere.example", 993),
             srv("_submissions._tcp.reef.example", "mail.elsewhere.example", 465), mx("nowhere.example", "mail.harbour.example")],
    dns_silent=["silent.example"])

ADDRESS, NEEDS, CHOICE, CHECK, USE = ("Set up your mail", "How do you use your mail", "This suits you", "Try it out",
                                      "Where do you want to use it")


@functools.cache
def world():
    """The world of the tests."""
    return tap.keep.enter_context(World(WORLD))


@functools.cache
def the_stage():
    """Where the windows open."""
    return tap.keep.enter_context(stage.Stage())


def in_window(name, online=True, arguments=(), locale=None):
    """A case with a window, in the world's network or in none; whatever happens in it, the program must not have complained."""
    def add(function):
        def run():
            with the_stage().open(*arguments, world=world() if online else None, locale=locale) as window:
                function(window)
                tap.equal(window.leave(), 0, "exit status")
                said = window.said()
            assert "CRITICAL" not in said and "WARNING" not in said, said
        tap.case(name)(run)
        return function
    return add


def say_who(window, address, name="Anna Example"):
    """The first page, by keyboard alone."""
    window.wait(ADDRESS, "heading")
    if name:
        window.type(name)
    window.key("Tab").type(address).key("Return").wait(NEEDS, "heading")


def to_check(window, address):
    """As far as the page that asks for the password."""
    say_who(window, address)
    window.key("Return").wait(CHOICE, "heading")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")
    window.key("Return").wait(CHECK, "heading")


@in_window("the whole way by keyboard: address, needs, recommendation, check, Thunderbird, Done, Undo")
def _(window):
    stage.need_thunderbird()
    mark = world().wire.mark()
    window.wait(ADDRESS, "heading").shot("way-1-address")
    tap.equal(world().contacted(mark), [], "connections before Continue")
    say_who(window, ANNA.address)
    window.shot("way-2-needs")
    window.key("Return").wait(CHOICE, "heading").wait("^IMAP$").wait("mail.harbour.example").shot("way-3-recommendation")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")
    window.key("Return").wait(CHECK, "heading").type(PASSWORD).shot("way-4-password")
    window.key("Return").wait("Everything works", seconds=40).shot("way-4-checked")
    window.key("Return").wait(USE, "heading").shot("way-5-use")
    window.tab_to("^Add$", "Thunderbird").key("space").wait("^Undo$", "push button").shot("way-5-added")
    profiles = list(window.home.rglob("prefs.js"))
    tap.equal(len(profiles), 1, "profiles")
    tap.contains(profiles[0].read_text(), "mail.harbour.example")
    window.tab_to("^Continue$", key="shift+Tab").key("Return").wait("^Done$", "heading").wait("anna@harbour.example is set up").shot("way-6-done")
    window.press("^Undo$").wait("^Not set up yet$", "heading").gone("^Undo$")
    assert "mail.harbour.example" not in "".join(file.read_text() for file in window.home.rglob("prefs.js")), "not undone"
    discreet(window, mark)


def discreet(window, mark):
    """The password is in no file and not on the wire in clear, and it was not printed."""
    tap.equal(world().wire.carries(PASSWORD, mark), [], "the password on the wire")
    assert PASSWORD not in window.said(), "the password was printed"
    for file in window.home.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes(), f"the password is in {file}"


@in_window("a wrong password is said to be wrong, and the right one goes on")
def _(window):
    to_check(window, ANNA.address)
    window.type("wrong").key("Return").wait("did not accept", seconds=40).shot("password-refused")
    window.press("Type the Password Again").pause().type(PASSWORD).key("Return").wait("Everything works", seconds=40)


@in_window("without a password everything but the sign-in is tried, and it says so")
def _(window):
    to_check(window, ANNA.address)
    window.key("Return").wait("Signing in was not tried", seconds=40)
    window.key("Return").wait(USE, "heading")


@in_window("a port that is blocked: the next one is tried by itself, and the page says so")
def _(window):
    to_check(window, BLOCKED.address)
    window.type(PASSWORD).key("Return").wait("Everything works", seconds=60)
    window.wait("Port 993").wait("143").shot("port-blocked")


@in_window("when what the provider names does not work, the usual names are looked for and tried by themselves")
def _(window):
    to_check(window, STALE.address)
    window.type(PASSWORD).key("Return").wait("Everything works", seconds=90)
    window.wait("imap.dune.example").shot("looked-beside")
    window.key("Return").wait(USE, "heading")


@in_window("IMAP is dead and POP3 alive: that is said, and used at the press of a button")
def _(window):
    to_check(window, FETCHER.address)
    window.type(PASSWORD).key("Return").wait("POP3, another way to fetch your mail", seconds=90).shot("other-protocol")
    window.press("^Use POP3 Instead$").wait("Everything works", seconds=60)
    window.key("Return").wait(USE, "heading")


@in_window("a check can be stopped and started again")
def _(window):
    to_check(window, BLOCKED.address)
    window.type(PASSWORD).key("Return").wait("Trying both servers").press("^Cancel$").wait("The check was stopped")
    window.key("Return").wait("Everything works", seconds=60)


@in_window("a test message to oneself is sent, and said to have arrived")
def _(window):
    to_check(window, ANNA.address)
    window.type(PASSWORD).key("Return").wait("Everything works", seconds=40)
    before = len(world().messages(ANNA))
    window.tab_to("^Send$", "test message").key("space").wait("came back after", seconds=90)
    tap.equal(len(world().messages(ANNA)), before, "messages left behind")


@in_window("a certificate of one's own: looked at, compared, and then only that one is trusted")
def _(window):
    mark = world().wire.mark()
    to_check(window, OWN.address)
    window.type(PASSWORD).key("Return").press("^Look at the Certificate$").wait("Is this your own server", "heading")
    window.wait("Fingerprint").wait("([0-9A-F]{2}:){31}").shot("certificate")
    complain_about_names(window, "certificate")
    assert not window.is_sensitive("^Trust Only This Certificate$"), "trusted without a look"
    window.key("Escape").wait(CHECK, "heading").press("^Look at the Certificate$").wait("Is this your own server", "heading")
    window.tab_to("compared the fingerprint").key("space").press("^Trust Only This Certificate$")
    window.wait(CHECK, "heading")
    window.wait("Everything works", seconds=60).shot("certificate-trusted")
    tap.equal(world().wire.carries(PASSWORD, mark), [], "the password on the wire")


@in_window("one of two providers is silent: the other is recommended with a word about it, and asked about")
def _(window):
    say_who(window, AWAY.address)
    window.key("Return").wait(CHOICE, "heading").wait("is named, too, but cannot be used now")
    window.tab_to("^Details$").key("space").pause()
    for field in [thing for thing in window.things() if (thing.role, thing.name) == ("text", "Server")]:
        tap.contains(field.text(), "elsewhere.example")
    window.tab_to("I know these names").key("space").press("^Continue$").wait(CHECK, "heading")
    window.type(PASSWORD).key("Return").wait("Everything works", seconds=60)
    window.key("Return").wait(USE, "heading")


@in_window("the code for the phone is shown, with its text, and holds no password unless asked")
def _(window):
    to_check(window, ANNA.address)
    window.type(PASSWORD).key("Return").wait("Everything works", seconds=40).key("Return").wait(USE, "heading")
    complain_about_names(window, "use with a password")
    window.tab_to("^Show Code$").key("space").wait("Set up your phone", "heading").wait("QR code with the mail settings").shot("code")
    complain_about_names(window, "code")
    picture = lambda: window.shot("code-now").read_bytes()  # noqa: E731
    before = picture()
    window.tab_to("Put my password into the code", key="shift+Tab").key("space").pause()
    assert picture() != before, "the same code with the password"
    window.key("Escape").wait(USE, "heading").tab_to("^Show Code$").key("space").wait("Set up your phone", "heading")
    assert "checked" not in window.get("Put my password into the code", "check box").states, "the password is still in the code"


@in_window("servers that nobody vouches for need the person's word, with the name in full")
def _(window):
    say_who(window, STRANGE.address)
    window.key("Return").wait(CHOICE, "heading").wait("elsewhere.example").shot("confirm")
    assert not window.is_sensitive("^Continue$"), "one can go on without agreeing"
    window.tab_to("I know these names").key("space")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")


@in_window("nothing found: it says what to do, and the fields can be filled in by hand")
def _(window):
    say_who(window, "dee@nothing.example")
    window.key("Return").wait("Nobody who was asked knows", seconds=60).shot("nothing-found")
    window.press("^Type In the Servers$").wait("^Receiving$").type("mail.harbour.example")
    assert not window.is_sensitive("^Continue$"), "one can go on without a server for sending"
    _, sending = [thing for thing in window.things() if (thing.role, thing.name) == ("text", "Server")]
    sending.write("mail.harbour.example")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")
    window.shot("by-hand")


@in_window("offline, the list still knows the provider, and nothing is said to have been tried", online=False)
def _(window):
    say_who(window, "anna@gmx.de")
    window.key("Return").wait("not connected to the Internet").wait("^IMAP$").shot("offline")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")
    window.key("Return").wait(CHECK, "heading").key("Return").wait("not connected", seconds=40).wait("^Check Again$")
    window.press("Go On Without a Check").wait(USE, "heading").wait("have not been tried").shot("offline-use")


@in_window("Back and Escape lose no answer", online=False)
def _(window):
    say_who(window, "anna@gmx.de")
    window.press("Devices: This Computer", "push button").press("Storage: Only Here").wait("suggests POP3")
    window.key("Escape").wait(ADDRESS, "heading")
    tap.contains(window.words(), "Anna Example")
    tap.contains(window.words(), "anna@gmx.de")
    window.key("Return").wait(NEEDS, "heading").wait("suggests POP3")
    window.key("Return").wait("^POP3$").key("alt+Left").wait(NEEDS, "heading").wait("suggests POP3")


@in_window("a bad address is called bad when typing stops, a slip is asked about, a pasted mailbox fills both fields",
           online=False)
def _(window):
    window.wait(ADDRESS, "heading").key("Tab").type("anna@")
    assert not window.is_sensitive("^Continue$")
    window.wait("", "alert").shot("bad-address")
    window.key("ctrl+a").type("anna@gmial.com").wait("Did you mean gmail.com").shot("slip")
    window.press("Did you mean gmail.com").until(lambda: "anna@gmail.com" in window.words(), "the mended address")
    window.key("ctrl+a").type("Bo Example <bo@example.org>")
    window.until(lambda: "Bo Example" in window.words() and "<" not in window.words(), "both fields")


@in_window("one instance: an address given later gets into the window that is unused", online=False)
def _(window):
    window.wait(ADDRESS, "heading")
    second = the_stage().spawn([stage.PROGRAM, "bo@example.org"], window.home)
    tap.equal(second.wait(20), 0, "exit status")
    window.until(lambda: "bo@example.org" in window.words(), "the address")


def settings_file(name, text):
    """A file with settings, beside the homes."""
    path = the_stage().dir / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@tap.case("who opens the window while an instance is just ending is not refused")
def _():
    here = the_stage()
    home = here.dir / "home-hasty"
    home.mkdir()
    ending = here.bus()
    ending.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                     stage.GLib.Variant("(su)", (stage.NAME, 0)), None, stage.Gio.DBusCallFlags.NONE, -1, None)
    process = here.spawn([stage.PROGRAM], home)
    try:
        time.sleep(1)
        tap.equal(process.poll(), None, "its end")
        ending.close_sync(None)
        end = time.monotonic() + 20
        while here.is_free() and time.monotonic() < end:
            time.sleep(0.1)
        assert process.poll() is None and not here.is_free(), "it did not open"
    finally:
        process.terminate()
        process.wait(20)


@in_window("a file with settings is opened: its servers are taken, and one that is none is refused in words", online=False)
def _(window):
    window.wait(ADDRESS, "heading")
    for name, text, answer in (
            ("faulty.json", "{", "holds no mail settings that Portolan understands"),
            ("config.xml", documents.autoconfig("isle.example", documents.usual("mail.isle.example")), "servers are taken from")):
        second = the_stage().spawn([stage.PROGRAM, settings_file(name, text)], window.home)
        tap.equal(second.wait(20), 0, "exit status")
        window.wait(answer)
    window.shot("file")
    window.type("ann@isle.example").key("Return").wait(NEEDS, "heading").key("Return").wait("mail.isle.example")


@in_window("the network comes back while the page waits: the search begins by itself")
def _(window):
    world().client.call("ip", "link", "set", "cable", "down")
    try:
        say_who(window, ANNA.address)
        window.key("Return").wait("not connected to", seconds=40)
        assert not window.find("mail.harbour.example"), "found without a network"
    finally:
        world().client.call("ip", "link", "set", "cable", "up")
        world().client.call("ip", "route", "replace", "default", "via", GATEWAY)
    window.wait(CHOICE, "heading", seconds=60).wait("mail.harbour.example")


@in_window("who wants the whole address gets it only when the person agrees, and the page says who was told")
def _(window):
    say_who(window, "fay@sound.example")
    window.key("Return").wait("Ask once more, with your whole address", seconds=60).wait("autoconfig.sound.example").shot("wish")
    window.wait("Nobody was told your whole address")
    assert not any("fay" in request.text() for request in world().requests()), "the address was sent without a question"
    complain_about_names(window, "wish")
    window.tab_to("^Send It and Ask$").key("space").wait("mail.harbour.example", seconds=60).wait("told once, as you agreed")
    told = {request.host for request in world().requests() if "fay" in request.text()}
    tap.equal(told, {"autoconfig.sound.example"}, "who was told the address")
    window.gone("Ask once more")


def prefs(window):
    """What Thunderbird's settings are now."""
    return "".join(file.read_text() for file in window.home.rglob("prefs.js"))


@in_window("an account that is there with other settings is replaced only when asked, and that can be undone", online=False)
def _(window):
    stage.need_thunderbird()
    def to_use(name):
        say_who(window, "anna@gmx.de", name)
        window.key("Return").wait(CHOICE, "heading")
        if not name:
            window.tab_to("^Details$").key("space").pause()
            _, sending = [thing for thing in window.things() if (thing.role, thing.name) == ("text", "Server")]
            sending.write("smtp.harbour.example")
            window.wait("Sending  ·  smtp.harbour.example")
        window.press("^Continue$").wait(CHECK, "heading").press("^Check$").wait("not connected", seconds=40)
        window.press("Go On Without a Check").wait(USE, "heading")
    to_use("Anna Example")
    window.tab_to("^Add$", "Thunderbird").key("space").wait("^Undo$", "push button").press("^Continue$").wait("^Done$", "heading")
    first = prefs(window)
    window.press("Set Up Another Address")
    to_use("")
    window.wait("has this account already, with other settings").tab_to("^Replace…$", "Thunderbird").key("space")
    window.wait("smtp.harbour.example").shot("replace")
    complain_about_names(window, "replace")
    window.press("^Cancel$").wait(USE, "heading")
    tap.equal(prefs(window), first, "settings after Cancel")
    window.tab_to("^Replace…$", "Thunderbird").key("space").press("^Replace$").wait("^Undo$", "push button")
    tap.contains(prefs(window), "smtp.harbour.example")
    window.press("^Undo$").gone("^Undo$").until(lambda: "smtp.harbour.example" not in prefs(window), "settings as they were")


@in_window("a search can be stopped, and begun again")
def _(window):
    say_who(window, "ann@silent.example")
    window.key("Return").press("^Cancel$").wait("The search was stopped").press("^Try Again$").wait("One moment", "heading")
    window.key("Escape").wait("The search was stopped").key("Escape").wait(NEEDS, "heading")


def whole_way(window):
    """To Done in whatever language the window speaks."""
    def on(text):
        return window.wait(window.tr(text), "heading", 40)
    on("Set up your mail").type("Anna").key("Tab").type(ANNA.address).key("Return")
    on("How do you use your mail?").key("Return")
    on("This suits you").until(lambda: window.is_sensitive(window.tr("_Continue")), "something to go on with")
    window.key("Return")
    on("Try it out").type(PASSWORD).key("Return").wait(window.tr("Everything works."), seconds=40).key("Return")
    on("Where do you want to use it?").key("Return")
    on("Not set up yet")
    complain_about_names(window, "done")


@in_window("the whole way in German", locale="de_DE")
def _(window):
    whole_way(window)
    assert window.find("^Weitere Adresse einrichten$", "push button"), window.words()


@in_window("the whole way in Arabic: everything stands on its other side", locale="ar_SA")
def _(window):
    window.wait(window.tr("Set up your mail"), "heading")
    title, row = (window.get(window.tr(text), role) for text, role in (("Set up your mail", "heading"), ("Your _name", "label")))
    assert row.left() > title.left(), "the label of the first field is not at the right"
    whole_way(window)


CONTAINERS = ("scroll pane", "panel", "filler")


def complain_about_names(window, page):
    """Everything that can have the focus has a name, and one that a person gave it."""
    nameless = [thing for thing in window.things() if "focusable" in thing.states and thing.role not in CONTAINERS
                and not thing.is_within("combo box") and (not thing.name.strip() or thing.name.startswith(("Gtk", "Adw", "Ptl")) or "_" in thing.name)]
    assert not nameless, f"{page}: {nameless}"


@in_window("on every page whatever can have the focus has a name")
def _(window):
    window.wait(ADDRESS, "heading")
    complain_about_names(window, "address")
    say_who(window, ANNA.address)
    complain_about_names(window, "needs")
    window.key("Return").wait(CHOICE, "heading").wait("mail.harbour.example")
    complain_about_names(window, "recommendation")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")
    window.key("Return").wait(CHECK, "heading")
    complain_about_names(window, "check")
    window.type(PASSWORD).key("Return").wait("Everything works", seconds=40)
    complain_about_names(window, "checked")
    window.key("Return").wait(USE, "heading")
    complain_about_names(window, "use")
    window.key("Return").wait("^Not set up yet$", "heading")
    complain_about_names(window, "done")


@in_window("the shortcuts and who made it come in windows, which a screen reader knows as such", online=False)
def _(window):
    window.wait(ADDRESS, "heading")
    window.stage.tool("xdotool", "key", "--delay", "1", "ctrl+question", "ctrl+question", "ctrl+question")
    window.wait("^Keyboard Shortcuts$", "frame")
    window.wait("^Go on$", "list item").pause()
    tap.equal(len(window.stage.tool("xdotool", "search", "--onlyvisible", "--name", "^Keyboard Shortcuts$").split()), 1, "windows of them")
    window.until(window.take_keyboard, "the keyboard")
    window.key("Escape").wait(f"^{ADDRESS}$", "frame").until(window.take_keyboard, "the keyboard")
    window.tab_to("^Main Menu$").key("space").wait("^About Mail Setup$", "menu item").tab_to("^About Mail Setup$", key="Up")
    window.key("Return").wait("^About$", "frame").until(window.take_keyboard, "the keyboard")
    window.key("Escape").wait(f"^{ADDRESS}$", "frame")


@in_window("the guide can be searched, and Back leaves it", online=False)
def _(window):
    window.wait(ADDRESS, "heading").press("Mail Ports Explained").wait("Mail ports explained", "heading").shot("guide")
    complain_about_names(window, "guide")
    window.type("2525").gone("Fetching mail to one computer").wait("Sending mail")
    window.key("Escape").key("alt+Left").wait(ADDRESS, "heading")


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable())
