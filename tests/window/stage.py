# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for the real window: an X server, a session bus, and the way that screen readers take through it.

    with Stage() as stage:
        with stage.open() as window:
            window.type("anna@example.org").key("Return").wait("How do you use your mail?")
            window.shot("needs")

What is asked of the window goes through AT-SPI; what is done to it comes from a keyboard. With a world, the window runs in that
world's network; else in one without anything. A program has one stage: libatspi finds its bus once.
"""

import gettext
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import tap
import xserver
try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError):
    gi = None

TOP = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(os.environ.get("PORTOLAN_BUILD") or TOP / "_build")
OUTPUT = pathlib.Path(os.environ.get("PORTOLAN_SHOTS") or BUILD / "tests/window/shots")
PROGRAM = str(BUILD / "src/app/portolan-gtk")
PROGRAMS = ("Xvfb", "dbus-daemon", "xclip", "xdotool", "xprop", "xwd", "convert", "localedef")
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
LOCALES = "/usr/share/i18n/locales"  # of Debian's package locales
NAME = "io.github.portolan_mail.Portolan"

# A program of the build tree looks for its translations where it would be installed: they are put there for it alone. $1: where
# they are, $2: where they belong.
TRANSLATED = """
from=$1 to=$2; shift 2
top=$to; while [ ! -d "$top" ]; do top=${top%/*}; done
[ "$top" = "$to" ] || mount -t tmpfs none "$top"
mkdir -p "$to" && mount --bind "$from" "$to"
exec "$@"
"""


def localedir():
    """Where the program looks for its translations."""
    return re.search('PTL_LOCALEDIR "(.*)"', (BUILD / "config.h").read_text(encoding="utf-8"))[1]


def need_thunderbird():
    """Only a program that is there is offered first."""
    if not shutil.which("thunderbird"):
        raise tap.Skip("Thunderbird is not installed")


def unavailable():
    """Why there can be no desktop here, in a sentence, or None."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    missing += [LAUNCHER] * (not os.path.exists(LAUNCHER)) + ["Python's bindings of AT-SPI"] * (gi is None)
    if missing:
        return f"not installed: {', '.join(missing)}"
    if not os.access(PROGRAM, os.X_OK):
        return "portolan-gtk is not built"
    return None


class Stage:
    """An X server and a session bus, which end with the `with`, and all that was started on them."""

    def __init__(self, size=(1000, 900)):
        self.size, self._programs, self.windows, self._homes = size, [], [], 0

    def __enter__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="portolan-stage."))
        (self.dir / "run").mkdir(mode=0o700)
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for window in self.windows:
            window.end()
        for process in reversed(self._programs):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def _begin(self):
        width, height = self.size
        _server, display = xserver.begin(self._start, f"{width}x{height}")
        bus = f"unix:path={self.dir}/run/bus"
        self.env = {
            "DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": bus, "XDG_RUNTIME_DIR": str(self.dir / "run"),
            "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "LIBGL_ALWAYS_SOFTWARE": "1",
            "GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"), "GTK_USE_PORTAL": "0",
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "", "NO_AT_BRIDGE": "0", "G_DEBUG": "fatal-criticals",
        }
        self._start(["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={bus}"])
        self._until(lambda: (self.dir / "run/bus").exists(), "the session bus")
        self._start([LAUNCHER, "--launch-immediately"])
        self._listen()

    def _start(self, command, **options):
        environment = {**os.environ, **getattr(self, "env", {})}
        with open(self.dir / "log", "ab") as log:
            self._programs.append(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options))
        return self._programs[-1]

    def _listen(self):
        """This process is the screen reader; libatspi asks the bus that its environment names when it starts."""
        os.environ.update({name: self.env[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")})
        self._until(lambda: list((self.dir / "run/at-spi").glob("bus*")), "the accessibility bus")
        Atspi.init()

    @staticmethod
    def _until(holds, what, seconds=20):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come up")
            time.sleep(0.05)

    def bus(self):
        """A connection of one's own to the session bus."""
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        return Gio.DBusConnection.new_for_address_sync(self.env["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)

    def is_free(self):
        """Whether no assistant has the bus name."""
        bus = self.bus()
        owned = bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                              GLib.Variant("(s)", (NAME,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        bus.close_sync(None)
        return not owned

    def speak(self, locale):
        """What lets a program speak a language: the start of its command, and its environment."""
        place = self.dir / "locales" / f"{locale}.UTF-8"
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            if not os.path.exists(f"{LOCALES}/{locale}"):
                raise tap.Skip(f"the system knows no locale {locale}")
            subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", place], check=True, capture_output=True)
        return (["unshare", "--mount", "sh", "-ec", TRANSLATED, "sh", str(BUILD / "po"), localedir()],
                {"LOCPATH": str(place.parent), "LC_ALL": f"{locale}.UTF-8", "LANG": f"{locale}.UTF-8", "LANGUAGE": locale})

    def pretend(self, locale):
        """A locale that is C.UTF-8 but for its name: enough where only texts count, of which there are none in C.UTF-8 itself."""
        shutil.copytree("/usr/lib/locale/C.utf8", self.dir / "locales" / f"{locale}.UTF-8")

    def spawn(self, command, home, world=None, env=(), locale=None, **options):
        """A program on this stage, in the world's network if there is one."""
        before, spoken = self.speak(locale) if locale else ([], {})
        command, environment = [*before, *command], self.env | {"HOME": str(home)} | spoken | dict(env)
        if world:
            return world.start(command, home=home, env=environment, **options)
        return subprocess.Popen(["unshare", "--net", *command], env={**os.environ, **environment}, **options)

    def open(self, *arguments, world=None, env=(), locale=None, dpi=96, files=()):
        """Start the assistant in a fresh home, with these files in it, and wait for its window."""
        if all(window.process.poll() is not None for window in self.windows):
            self._until(self.is_free, "an end of the window before")
        self._homes += 1
        home = self.dir / f"home-{self._homes}"
        home.mkdir()
        self.tool("xprop", "-root", "-format", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", f"Xft.dpi:\t{dpi}\n")
        for name, text in dict(files).items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
        log = open(self.dir / f"window-{len(self.windows)}.log", "w+", encoding="utf-8")  # pylint: disable=consider-using-with
        process = self.spawn([PROGRAM, *arguments], home, world, env, locale, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        window = Window(self, process, log, home, locale)
        self.windows.append(window)
        window.until(lambda: window.root() is not None, "the window")
        window.until(window.take_keyboard, "the keyboard")
        return window

    def tool(self, *command):
        """xdotool and the like."""
        return subprocess.run(command, env={**os.environ, **self.env}, check=True, capture_output=True).stdout


# Newer libraries call some roles otherwise.
ROLES = {"button": "push button", "switch": "check box"}


class Thing:
    """Something in the window, as a screen reader sees it."""

    def __init__(self, accessible):
        self.accessible = accessible
        role = accessible.get_role_name() or ""
        self.role = ROLES.get(role, role)
        self.name = accessible.get_name() or ""
        states = accessible.get_state_set()
        self.states = {state for state in ("visible", "sensitive", "focusable", "focused", "checked", "pressed", "expanded")
                       if states.contains(getattr(Atspi.StateType, state.upper()))}

    def __repr__(self):
        return f"{self.role} “{self.name}” “{self.description}” {sorted(self.states)}"

    def has_size(self):
        """Whether a person can see it, now or after scrolling. GTK 4.8 sets “showing” for windows only."""
        component = self.accessible.get_component_iface()
        extents = component.get_extents(Atspi.CoordType.WINDOW) if component else None
        return bool(extents and extents.width > 0 and extents.height > 0)

    def _extents(self):
        return self.accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)

    def left(self):
        """Where it begins, in pixels from the left edge of the window."""
        return self._extents().x

    def top(self):
        """Where it begins, in pixels from the upper edge of the window."""
        return self._extents().y

    def bottom(self):
        """Where it ends, in pixels from the upper edge of the window."""
        return self._extents().y + self._extents().height

    @property
    def description(self):
        """What is said after the name: its own description, or what describes it."""
        related = [relation.get_target(i) for relation in self.accessible.get_relation_set() or []
                   if relation.get_relation_type() == Atspi.RelationType.DESCRIBED_BY for i in range(relation.get_n_targets())]
        return self.accessible.get_description() or " ".join(target.get_name() for target in related if target)

    def text(self):
        """What stands in it."""
        if self.role != "text":
            return self.name
        return Atspi.Text.get_text(self.accessible, 0, Atspi.Text.get_character_count(self.accessible))

    def is_within(self, role):
        """Whether it is a part of such a thing."""
        parent = self.accessible.get_parent()
        while parent and parent.get_role_name() not in (role, "frame"):
            parent = parent.get_parent()
        return bool(parent) and parent.get_role_name() == role

    def write(self, text):
        """Put a text into it."""
        Atspi.EditableText.set_text_contents(self.accessible, text)

    def press(self):
        """Do what it is there for."""
        action = self.accessible.get_action_iface()
        if not action or not action.get_n_actions():
            raise AssertionError(f"nothing can be done with {self}")
        action.do_action(0)


def _is_alike(role, wanted):
    """Whether a thing is what is looked for. A button that stays down is a button, too; newer libraries tell both apart."""
    return wanted in (None, role) or (role in ("toggle button", "radio button") and wanted == "push button")


class Window:
    """The assistant's window."""

    def __init__(self, stage, process, log, home, locale=None):  # pylint: disable=too-many-arguments
        self.stage, self.process, self._log, self.home = stage, process, log, home
        self._translation = gettext.translation("portolan", BUILD / "po", [locale] if locale else [], fallback=True)

    def tr(self, text):
        """A text of the program's in the language that it speaks, and nothing but that text."""
        return f"^{re.escape(self._translation.gettext(text).replace('_', ''))}$"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Close it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def leave(self):
        """Close it as a person does; its exit status."""
        self.take_keyboard()
        self.key("ctrl+q")
        return self.process.wait(20)

    def said(self):
        """What the program printed, without what GTK 4.24 says of its own frames where a window opens in front of another."""
        text = pathlib.Path(self._log.name).read_text(encoding="utf-8", errors="replace")
        return "".join(line for line in text.splitlines(True) if "gdk_frame_timings_submitted()" not in line)

    # ------------------------------------------------------------------------------------------------------ looking

    @staticmethod
    def _pump():
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass

    def root(self):
        """The window in front, or None."""
        self._pump()
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application and "portolan" in (application.get_name() or "").lower():
                application.clear_cache()
                children = [application.get_child_at_index(i) for i in range(application.get_child_count())]
                frames = [child for child in children if child]
                return frames[-1] if frames else None
        return None

    def things(self):
        """Everything in the window, in reading order, as it is looked at."""
        waiting = [self.root()]
        while waiting:
            accessible = waiting.pop()
            try:
                accessible.clear_cache()
                thing = Thing(accessible)
                if "visible" not in thing.states:
                    continue
                there = thing.has_size()
                children = [accessible.get_child_at_index(i) for i in range(accessible.get_child_count())]
            except (AttributeError, GLib.Error):
                continue  # it went away while it was being looked at
            waiting += [child for child in reversed(children) if child]
            if there:
                yield thing

    def find(self, name, role=None, description=""):
        """The first thing whose name, role and description match, or None."""
        for thing in self.things():
            if re.search(name, thing.name) and _is_alike(thing.role, role) and description in thing.description:
                return thing
        return None

    def words(self):
        """All that can be read in the window."""
        return "\n".join(thing.text() for thing in self.things() if thing.role in ("text", "label", "heading", "alert", "status bar"))

    def until(self, holds, what, seconds=20):
        """Wait for something to become true."""
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended ({self.process.returncode}) before {what}:\n{self.said()}")
            try:
                found = holds()
            except GLib.Error:
                found = None
            if found:
                return found
            if time.monotonic() > end:
                shot = self.shot(f"failed-{self.home.name}")
                raise AssertionError(f"no {what} after {seconds} s; see {shot}\n" + "\n".join(map(repr, self.things())) + "\n" + self.said())
            time.sleep(0.1)

    def wait(self, name, role=None, seconds=20):
        """Wait until something of that name shows."""
        self.until(lambda: self.find(name, role), f"“{name}”", seconds)
        return self

    def gone(self, name, role=None, seconds=20):
        """Wait until nothing of that name shows."""
        self.until(lambda: not self.find(name, role), f"end of “{name}”", seconds)
        return self

    def get(self, name, role=None, seconds=20, description=""):
        """The thing of that name, waited for."""
        return self.until(lambda: self.find(name, role, description), f"“{name}” {description}", seconds)

    def focused(self):
        """What has the focus, or None."""
        return next((thing for thing in self.things() if "focused" in thing.states), None)

    def is_sensitive(self, name, role="push button"):
        """Whether a button can be pressed."""
        return "sensitive" in self.get(name, role).states

    # -------------------------------------------------------------------------------------------------------- doing

    def key(self, *keys):
        """Press keys, by their X names."""
        self.stage.tool("xdotool", "key", "--clearmodifiers", "--delay", "60", *keys)
        time.sleep(0.15)
        return self

    def type(self, text):
        """Type text on the keyboard."""
        self.stage.tool("xdotool", "type", "--clearmodifiers", "--delay", "25", "--", text)
        time.sleep(0.15)
        return self

    def pause(self):
        """What a screen reader asked for is done when the program gets to it, and nothing says when."""
        time.sleep(0.6)
        return self

    def tab_to(self, name, description="", key="Tab", most=60):
        """Walk with the tabulator until that has the focus."""
        for _ in range(most):
            focused = self.focused()
            if focused and re.search(name, focused.name) and description in focused.description:
                return self
            self.key(key)
        raise AssertionError(f"the tabulator does not lead to “{name}”; see {self.shot(f'failed-{self.home.name}')}")

    def press(self, name, role="push button"):
        """Press the button of that name, once it can be pressed."""
        button = self.until(lambda: (lambda thing: thing if thing and "sensitive" in thing.states else None)(self.find(name, role)),
                            f"button “{name}”")
        button.press()
        time.sleep(0.15)
        return self

    def _number(self):
        """The window in front, as X calls it."""
        return self.stage.tool("xdotool", "search", "--onlyvisible", "--class", "portolan").split()[-1].decode()

    def take_keyboard(self):
        """Without a window manager nobody else gives the keyboard to a new window. Whether it has it now."""
        try:
            self.stage.tool("xdotool", "windowfocus", self._number())
        except (IndexError, subprocess.CalledProcessError):
            return False  # it is not on the screen yet
        return True

    def resize(self, width, height):
        """Make the window that large; there is no window manager to ask."""
        self.stage.tool("xdotool", "windowsize", self._number(), str(width), str(height))
        time.sleep(0.4)
        return self

    def width(self):
        """How wide it is, in pixels."""
        geometry = self.stage.tool("xdotool", "getwindowgeometry", "--shell", self._number()).decode()
        return int(re.search("WIDTH=([0-9]+)", geometry)[1])

    def shot(self, name, folder=OUTPUT, whole_screen=True):
        """Keep a picture of the whole screen, or of the window in front."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        time.sleep(0.4)  # for transitions
        what = ["-root"] if whole_screen else ["-id", self._number()]
        raw = self.stage.tool("xwd", "-silent", *what)
        subprocess.run(["convert", "xwd:-", str(path)], input=raw, check=True, env={**os.environ, "TMPDIR": str(self.stage.dir)})
        return path
