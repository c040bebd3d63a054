#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A password that is hidden is hidden from every program of the session: from who listens on the accessibility bus, from who asks
there, and from who looks into the clipboards. Only what the person shows can be read, until it is hidden again."""

import functools
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import documents  # noqa: E402
import tap  # noqa: E402
import stage  # noqa: E402
from stage import Atspi, Gio, GLib  # noqa: E402
from world import Host, Mail, Person, Spec, World, unavailable  # noqa: E402

HIDDEN = "•●*"  # what may stand in place of a letter
PASSWORD = "q7zx4j€ü"
ANNA = Person("anna@harbour.example", PASSWORD)
WORLD = Spec(people=[ANNA], hosts=[
    Host("mail.harbour.example", mail=Mail()),
    Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
        "harbour.example", documents.usual("mail.harbour.example"))})])
TEXT, EDITABLE = "org.a11y.atspi.Text", "org.a11y.atspi.EditableText"


@functools.cache
def world():
    """The world of the tests."""
    return tap.keep.enter_context(World(WORLD))


@functools.cache
def the_stage():
    """Where the windows open."""
    return tap.keep.enter_context(stage.Stage())


def strings(value):
    """Each text in a value from the bus, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return [text for part in value for text in strings(part)] if isinstance(value, (list, tuple)) else []


def betrays(text):
    """Whether something of the password is in a text: two letters side by side, or nothing but one."""
    return text in set(PASSWORD) or any(PASSWORD[i:i + 2] in text for i in range(len(PASSWORD) - 1))


class Spy:
    """A program of the same session that hears whatever is said on the accessibility bus, and asks there what it wants."""

    def __init__(self):
        session = the_stage().bus()
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                    Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        session.close_sync(None)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self._bus.signal_subscribe(None, None, None, None, None, Gio.DBusSignalFlags.NO_MATCH_RULE, self._note)
        self._bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch",
                            GLib.Variant("(s)", ("type='signal'",)), None, Gio.DBusCallFlags.NONE, -1, None)
        # Programs tell only what somebody has said to be interested in.
        self._ear = Atspi.EventListener.new(lambda _event: None)
        for event in ("object:text-changed", "object:text-caret-moved", "object:text-selection-changed", "object:property-change"):
            self._ear.register(event)
        self._entry, self._heard = None, []

    def _note(self, _bus, _sender, path, _interface, member, arguments):
        self._heard.append((path, member, arguments.unpack()))

    def look_at(self, entry):
        """From now on the questions are about this one."""
        self._entry = entry.accessible

    def ask(self, interface, method, *arguments, kinds=""):
        """Call a method of the entry; what came back, or None where this is not offered."""
        try:
            return self._bus.call_sync(self._entry.app.bus_name, self._entry.path, interface, method,
                                       GLib.Variant(f"({kinds})", arguments), None, Gio.DBusCallFlags.NONE, -1, None).unpack()
        except GLib.Error as error:
            if error.matches(Gio.dbus_error_quark(), Gio.DBusError.NOT_SUPPORTED):
                return None
            raise

    def count(self):
        """How many letters there are."""
        return self.ask("org.freedesktop.DBus.Properties", "Get", TEXT, "CharacterCount", kinds="ss")[0]

    def text(self):
        """What stands in the entry."""
        return self.ask(TEXT, "GetText", 0, self.count(), kinds="ii")[0]

    def answers(self):
        """All that the entry tells about what stands in it."""
        found = [self.text()]
        for at in range(self.count()):
            found.append(self.ask(TEXT, "GetText", at, at + 1, kinds="ii")[0])
            found.append(chr(self.ask(TEXT, "GetCharacterAtOffset", at, kinds="i")[0]))
            for how in range(5):
                found += strings(self.ask(TEXT, "GetStringAtOffset", at, how, kinds="iu"))
                for method in ("GetTextAtOffset", "GetTextBeforeOffset", "GetTextAfterOffset"):
                    found += strings(self.ask(TEXT, method, at, how, kinds="iu"))
        return found

    def heard(self):
        """The signals since the last time. What was said before an answer comes before it."""
        self.ask("org.freedesktop.DBus.Peer", "Ping")
        while GLib.MainContext.default().iteration(False):
            pass
        heard, self._heard = self._heard, []
        return heard

    def changes(self):
        """How the text of the entry changed since the last time; nothing else that was said may betray it."""
        heard = self.heard()
        changes = [(arguments[0], arguments[3]) for path, member, arguments in heard
                   if member == "TextChanged" and path == self._entry.path and arguments[3]]
        rest = [text for path, member, arguments in heard if member != "TextChanged" or path != self._entry.path
                for text in strings(arguments)]
        tap.equal([text for text in rest if betrays(text)], [], "said about something else")
        return changes


def clipboard(which, text=None):
    """What another program finds in a clipboard, or give it something to find."""
    command = ["xclip", "-selection", which, *(["-out"] if text is None else ["-in"])]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DISPLAY": the_stage().env["DISPLAY"]}
    done = subprocess.run(command, input=None if text is None else text.encode(), env=environment, check=text is not None,
                          stdout=subprocess.PIPE if text is None else subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.stdout.decode() if text is None else None


def everywhere(window):
    """What all that is in the window tells about itself."""
    for thing in window.things():
        yield from (thing.name, thing.description, thing.text())
        yield from strings(thing.accessible.get_attributes() or {})
        if "Text" in thing.accessible.get_interfaces():
            yield Atspi.Text.get_text(thing.accessible, 0, Atspi.Text.get_character_count(thing.accessible))


def expect_nothing(window, where):
    """Nothing in the window betrays the password."""
    tap.equal([text for text in everywhere(window) if betrays(text)], [], where)


def expect_hidden(window, spy, length):
    """There are that many letters, and none can be read."""
    window.until(lambda: spy.count() == length, f"{length} letters")
    tap.equal({text.strip(HIDDEN) for text in spy.answers()}, {""}, "the entry tells")
    expect_nothing(window, "while it is hidden")


def expect_bullets(spy, *changes):
    """The text changed like this, and no letter was said."""
    tap.equal([(kind, len(text), text.strip(HIDDEN)) for kind, text in spy.changes()], [(kind, length, "") for kind, length in changes])


def toggle(window):
    """What the icon of the entry is there for."""
    entry = window.get("Password of your mailbox", "password text").accessible
    actions = [Atspi.Action.get_action_name(entry, at) for at in range(Atspi.Action.get_n_actions(entry))]
    Atspi.Action.do_action(entry, actions.index("peek"))


def is_shown(spy):
    """Whether the entry tells letters."""
    return not set(spy.text()) & set(HIDDEN)


def to_check(window):
    """As far as the page that asks for the password."""
    window.wait("Set up your mail", "heading").type("Anna").key("Tab").type(ANNA.address).key("Return")
    window.wait("How do you use your mail", "heading").key("Return").wait("This suits you", "heading")
    window.until(lambda: window.is_sensitive("^Continue$"), "something to go on with")
    window.key("Return").wait("Try it out", "heading")


def in_window(name):
    """A case with a window that asks for the password, and with one who listens; the program must not have complained."""
    def add(function):
        def run():
            with the_stage().open(world=world()) as window:
                spy = Spy()
                to_check(window)
                entry = window.get("Password of your mailbox", "password text")
                assert "focused" in entry.states, entry
                spy.look_at(entry)
                spy.heard()
                function(window, spy)
                tap.equal(window.leave(), 0, "exit status")
                said = window.said()
            assert "CRITICAL" not in said and "WARNING" not in said, said
        tap.case(name)(run)
        return function
    return add


@in_window("a hidden password is typed, mended, selected and pasted, and nobody hears a letter; the server gets the right one")
def _(window, spy):
    window.type("q7jx")
    expect_hidden(window, spy, 4)
    expect_bullets(spy, *[("insert", 1)] * 4)
    window.key("Left", "BackSpace")
    expect_hidden(window, spy, 3)
    window.type("z").key("ctrl+z", "End").type("qj").key("BackSpace", "Left", "Delete").type("4j")
    expect_hidden(window, spy, 6)
    expect_bullets(spy, ("delete", 1), ("insert", 1), ("insert", 1), ("insert", 1), ("delete", 1), ("delete", 1), ("insert", 1), ("insert", 1))

    clipboard("clipboard", PASSWORD[6:])
    window.key("ctrl+a", "ctrl+c", "ctrl+x", "Home", "shift+Right", "shift+Right", "ctrl+c")
    expect_hidden(window, spy, 6)
    tap.equal(clipboard("primary").strip(HIDDEN), "", "what is selected")
    tap.equal(clipboard("clipboard"), PASSWORD[6:], "after Copy and Cut")
    expect_bullets(spy)
    window.key("End", "ctrl+v")
    expect_hidden(window, spy, 8)
    expect_bullets(spy, ("insert", 2))

    window.key("Tab", "shift+Tab")
    expect_hidden(window, spy, 8)
    window.key("Return").wait("Everything works", seconds=60)
    expect_bullets(spy)
    expect_nothing(window, "when it has been tried")


@in_window("what a person shows can be read, until it is hidden again")
def _(window, spy):
    window.type("q7x")
    expect_hidden(window, spy, 3)
    expect_bullets(spy, *[("insert", 1)] * 3)
    toggle(window)
    window.until(lambda: is_shown(spy), "letters")
    tap.equal(spy.text(), "q7x", "what is shown")
    window.key("End", "BackSpace", "z", "ctrl+z", "ctrl+z")
    window.until(lambda: spy.text() == "q7x", "what stood there before")
    changes = spy.changes()
    tap.equal(changes[:2], [("delete", "x"), ("insert", "z")], "what is shown is said")
    window.key("BackSpace").type("zx")
    window.until(lambda: spy.text() == "q7zx", "what was typed")
    spy.changes()

    toggle(window)
    window.until(lambda: not is_shown(spy), "bullets")
    expect_hidden(window, spy, 4)
    window.key("ctrl+z", "End", "x", "BackSpace")
    expect_hidden(window, spy, 4)
    expect_bullets(spy, ("insert", 1), ("delete", 1))
    clipboard("clipboard", PASSWORD[4:])
    window.key("ctrl+v")
    expect_hidden(window, spy, 8)
    window.key("Return").wait("Everything works", seconds=60)


@in_window("who asks for a copy of a hidden password gets none, and who clears it hears no letter")
def _(window, spy):
    window.type("q7zx")
    expect_hidden(window, spy, 4)
    spy.changes()
    spy.ask(EDITABLE, "CopyText", 0, 4, kinds="ii")
    tap.equal(clipboard("clipboard").strip(HIDDEN), "", "after CopyText")
    spy.ask(EDITABLE, "CutText", 2, 4, kinds="ii")
    expect_hidden(window, spy, 2)
    tap.equal(clipboard("clipboard").strip(HIDDEN), "", "after CutText")
    expect_bullets(spy, ("delete", 2))
    spy.ask(EDITABLE, "SetTextContents", "wrong", kinds="s")
    expect_hidden(window, spy, 5)
    expect_bullets(spy, ("delete", 2), ("insert", 5))
    window.key("Return").press("^Type the Password Again$")
    expect_hidden(window, spy, 0)
    expect_bullets(spy, ("delete", 5))
    spy.ask(EDITABLE, "SetTextContents", PASSWORD, kinds="s")
    expect_hidden(window, spy, 8)
    window.key("Return").wait("Everything works", seconds=60)
    expect_bullets(spy, ("insert", 8))


@in_window("nor is it said on the pages that come after it, not even where it is in the code for the phone")
def _(window, spy):
    spy.ask(EDITABLE, "SetTextContents", PASSWORD, kinds="s")
    window.key("Return").wait("Everything works", seconds=60).key("Return").wait("Where do you want to use it", "heading")
    expect_nothing(window, "where it is used")
    window.tab_to("^Show Code$").key("space").wait("Set up your phone", "heading").wait("QR code with the mail settings")
    window.press("Put my password into the code", "check box").until(
        lambda: "checked" in window.get("Put my password into the code", "check box").states, "the code with the password")
    expect_nothing(window, "the code")
    tap.equal([text for _path, _member, arguments in spy.heard() for text in strings(arguments) if betrays(text)], [], "said on the way")


if __name__ == "__main__":
    tap.main(unavailable() or stage.unavailable())
