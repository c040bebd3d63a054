#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail programs that run while something is exported or taken back: nothing is written under their hands, and crashes block nobody."""

import contextlib
import fcntl
import os
import pathlib
import subprocess
import time

import desktop
import portolan
import tap
import targets
from desktop import Desktop
from portolan import Run
from screen import Screen
from world import World, Spec, unavailable

FLATPAKS = ("org.mozilla.thunderbird", "org.mozilla.thunderbird_esr", "org.mozilla.Thunderbird", "net.thunderbird.Thunderbird")
INSTALLS = {"/usr/lib/thunderbird": "FDC34C9F024745EB", "/app/lib/thunderbird": "BD520B11F73A6B64"}


def world():
    """A world without servers: nobody has to answer here."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(Spec()))
    return world.one


def until(holds, what, seconds=40):
    """Wait for something."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def refused(run):
    """It says that the program runs."""
    run.check(run.status == 6, f"exit {run.status}")
    error = run.json["exports"][0]["error"] if "exports" in run.json else run.json["error"]
    run.check(error["id"] == "export-program-running" and error["advice"], "refused for another reason, or without advice")


def done(run):
    """It went through."""
    run.check(run.status == 0, f"exit {run.status}")
    return run


# ---------------------------------------------------------------------------------------------------------- Thunderbird

def place(root, program, evidence=None):
    """A home whose only Thunderbird is there, and its profile."""
    home = world().home()
    profile = home / root / "old.default"
    profile.mkdir(parents=True)
    if evidence:
        (home / evidence).mkdir(parents=True)
    (home / root / "profiles.ini").write_text(f"[Install{INSTALLS.get(program, '')}]\nDefault=old.default\nLocked=1\n\n{targets.PROFILES}"
                                              if program in INSTALLS else targets.PROFILES)
    (profile / "prefs.js").write_text(targets.PREFS)
    (profile / "compatibility.ini").write_text("[Compatibility]\n")
    return home, profile


def is_locked(profile):
    """Does a process hold the lock of the profile?"""
    try:
        with open(profile / ".parentlock", "r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


@contextlib.contextmanager
def thunderbird(home, profile):
    """The real Thunderbird in that profile; it is killed at the end, which leaves its locks behind."""
    process = world().start(["thunderbird", "--headless", "--offline", "--profile", profile], home,
                            env={"MOZ_CRASHREPORTER_DISABLE": "1"}, **quiet())
    try:
        until(lambda: is_locked(profile), "Thunderbird does not start")
        yield
    finally:
        process.kill()
        process.wait()
        until(lambda: not is_locked(profile), "Thunderbird does not end")


def quiet():
    """Nobody reads what it says."""
    return {name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")}


def export(home, profile=None):
    """portolan export thunderbird."""
    return Run(world(), "export", f"thunderbird={profile}" if profile else "thunderbird", home=home, stdin=targets.account()).discreet()


def undo(home):
    """portolan undo."""
    return Run(world(), "undo", home=home).discreet()


PLACES = {"Debian's": (".thunderbird", "/usr/lib/thunderbird"),
          "the Snap": ("snap/thunderbird/common/.thunderbird", "/snap/thunderbird/current")}
PLACES |= {f"Flatpak {name}": (f".var/app/{name}/.thunderbird", "/app/lib/thunderbird", f".local/share/flatpak/app/{name}") for name in FLATPAKS}


def watched(name, settings):
    """Refused while Thunderbird runs in this place, and taken back only when it does not."""
    home, profile = place(*settings)
    prefs = profile / "prefs.js"
    named = profile if name == "the Snap" else None  # it is only looked for where the system has /snap/thunderbird
    with thunderbird(home, profile):
        refused(export(home, named))
        assert b"harbour" not in prefs.read_bytes(), "it was written under Thunderbird's hands"
    tap.equal(os.path.lexists(profile / "lock"), True, "Thunderbird left no lock behind")
    run = done(export(home, named))
    tap.equal(run.json["exports"][0]["path"], str(profile), f"not in {name}")
    assert b"harbour" in prefs.read_bytes()
    with thunderbird(home, profile):
        before = prefs.read_bytes()
        refused(undo(home))
        tap.equal(prefs.read_bytes(), before)
    done(undo(home))
    assert b"harbour" not in prefs.read_bytes(), "not taken back"


for key, value in PLACES.items():
    tap.case(f"Thunderbird runs: {key}")(lambda key=key, value=value: watched(key, value))


@tap.case("locks that Thunderbird left behind block nobody, those of one that lives do")
def _():
    home, profile = place(*PLACES["Debian's"])
    lock = profile / "lock"
    (profile / ".parentlock").touch()
    sleeper = world().start(["sleep", "60"], home)
    try:
        for target in ("127.0.0.1:+1", "127.0.0.1:999999", "127.0.0.1:1", "nonsense", "127.0.0.1:"):  # 1 is no Thunderbird
            lock.symlink_to(target)
            done(export(home))
            done(undo(home))
            tap.equal(os.readlink(lock), target)
            lock.unlink()
    finally:
        sleeper.kill()
        sleeper.wait()


# ----------------------------------------------------------------------------------------------------------- with a window

CLAWS = {".claws-mail/clawsrc": "[Common]\nconfig_version=0\n", ".claws-mail/accountrc": targets.CLAWS,
         ".claws-mail/folderlist.xml": '<?xml version="1.0"?>\n<folderlist><folder type="mh" name="Mailbox (MH)" path="Mail">'
                                       '<folderitem type="inbox" name="inbox" path="inbox"/></folder></folderlist>\n',
         "Mail/inbox/.keep": ""}
SYLPHEED = {".sylpheed-2.0/accountrc": targets.CLAWS, ".sylpheed-2.0/sylpheedrc": "", ".sylpheed-2.0/folderlist.xml": CLAWS[".claws-mail/folderlist.xml"],
            "Mail/inbox/.keep": ""}
GEARY = {".config/geary/account_01/geary.ini": "[Metadata]\nversion=1\nstatus=enabled\n\n[Account]\nsender_mailboxes=First <first@elsewhere.example>;\n"
         "service_provider=other\n\n[Incoming]\nlogin=first\nhost=imap.elsewhere.example\nport=993\ntransport_security=transport\ncredentials=custom\n\n"
         "[Outgoing]\nhost=smtp.elsewhere.example\nport=465\ntransport_security=transport\ncredentials=use-incoming\n"}
RUN_GEARY = ["env", "GDK_BACKEND=x11", "GSETTINGS_BACKEND=memory", "LIBGL_ALWAYS_SOFTWARE=1", "WEBKIT_FORCE_SANDBOX=0",
             "WEBKIT_DISABLE_COMPOSITING_MODE=1", "geary"]


def lives(program):
    """Does a process of that name run?"""
    for status in pathlib.Path(f"/proc/{world().client.pid}/root/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = status.read_text().partition("(")[2].rpartition(")")
            if name == program and rest.split()[0] != "Z":
                return True
    return False


class Person:
    """A session in which a program has been used."""

    def __init__(self, name, files, command):
        self.name, self.command, self._ends = name, command, contextlib.ExitStack()
        self.session = self._ends.enter_context(Desktop(world()))
        self.session.env["TMPDIR"] = str(self.session.home)  # they find each other by a socket there, across sessions
        for path, text in files.items():
            (self.session.home / path).parent.mkdir(parents=True, exist_ok=True)
            (self.session.home / path).write_text(text)
        self.file = self.session.home / next(path for path in files if path.endswith(("accountrc", "geary.ini")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ends.close()

    def _begins(self, screen):
        """Does it come up?  Its display may be taken by somebody else at the same moment."""
        def is_decided():
            screen.keys("^Error$", "Return")  # about a server that cannot be reached
            return screen.has(self.name) or screen.process.poll() is not None
        until(is_decided, f"{self.name} does not start")
        return screen.process.poll() is None

    def _is_on_bus(self):
        """The bus may notice a crash a little later."""
        call = ["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/org/freedesktop/DBus", "-m",
                "org.freedesktop.DBus.NameHasOwner", "org.gnome.Geary"]
        return "true" in self.session.run(call).stdout

    @contextlib.contextmanager
    def running(self):
        """The program with its window; it is killed at the end, unless it has ended by then."""
        for _ in range(5):
            with Screen(self.session, self.command) as screen:
                if not self._begins(screen):
                    continue
                yield screen
                screen.process.kill()
                screen.process.wait()
                until(lambda: not lives(self.command[-1]) and not self._is_on_bus(), f"{self.name} does not end")
                return
        raise AssertionError(f"{self.name} does not start")

    def closes(self, screen):
        """The person closes it, and it writes its settings."""
        for _ in range(8):
            screen.keys("^Error$", "Return")
            request = screen.also([*self.command, "--exit"])
            with contextlib.suppress(subprocess.TimeoutExpired):
                screen.process.wait(5)
            request.kill()
            if screen.process.poll() is not None:
                return
        raise AssertionError(f"{self.name} does not end")

    def export(self, **options):
        """portolan export to the program."""
        return self.session.portolan("export", self.command[-1], stdin=targets.account(**options))

    def undo(self):
        """portolan undo."""
        return self.session.portolan("undo")

    def texts(self):
        """Every file of settings."""
        return {path: path.read_text() for path in self.file.parent.parent.rglob(self.file.name)}


def rewrites(name, files, command):
    """It is refused while the program runs; an account that the program has written anew since is found when it is taken back."""
    with Person(name, files, [command]) as person:
        with person.running() as screen:
            before = person.texts()
            refused(person.export())
            tap.equal(person.texts(), before)
        done(person.export())  # it has crashed
        with person.running() as screen:
            before = person.texts()
            refused(person.undo())
            tap.equal(person.texts(), before)
            person.closes(screen)
        written = person.file.read_text()
        assert written != before[person.file] and "receive_server=imap.harbour.example" in written, "it has not written its settings"
        assert "Portolan" not in written
        told, = done(person.export(outdated=True)).json["exports"]
        tap.equal((told["already_there"], told["replaceable"]), (True, True), told)
        done(person.undo())
        left = person.file.read_text()
        assert "harbour" not in left and "receive_server=imap.elsewhere.example" in left, left
        assert left.strip() and left in written.replace(written[written.index("[Account: 2]"):], "") + left, left
        with person.running():
            refused(person.export())
        done(person.export())


@tap.case("Claws Mail runs, crashes, and writes its settings")
def _():
    rewrites("Claws Mail", CLAWS, "claws-mail")


@tap.case("Sylpheed runs, crashes, and writes its settings")
def _():
    rewrites("Sylpheed", SYLPHEED, "sylpheed")


@tap.case("Geary runs, crashes, and writes its settings")
def _():
    with Person("Geary|Inbox|elsewhere", GEARY, RUN_GEARY) as person:
        with person.running():
            before = person.texts()
            refused(person.export())
            tap.equal(person.texts(), before)
        done(person.export())
        with person.running():
            before = person.texts()
            tap.equal(len(before), 2)
            refused(person.undo())
            tap.equal(person.texts(), before)
        done(person.undo())
        tap.equal([path for path, text in person.texts().items() if "harbour" in text], [])


if __name__ == "__main__":
    os.chdir("/")
    tap.main(portolan.missing() or unavailable("thunderbird", "claws-mail", "sylpheed", "geary", "Xvfb", "xdotool", *desktop.PROGRAMS))
