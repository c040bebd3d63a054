#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration: a private mail provider on this computer, and the assistant to set it up.

    demo.py BUILD                     the assistant, where there is a display; else the same questions in the terminal
    demo.py BUILD setup [ARGUMENTS]   `portolan setup` with these arguments
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import documents
from world import Host, Mail, Person, Spec, World, mx, srv, unavailable

PASSWORD = "lighthouse-7"
ANNA, BEN, CLEO, DORA = (Person(address, PASSWORD) for address in (
    "anna@harbour.example", "ben@pier.example", "cleo@quay.example", "dora@cove.example"))

PROVIDER = Spec(
    people=[ANNA, BEN, CLEO, DORA],
    hosts=[
        Host("mail.harbour.example", "mail.pier.example", "imap.quay.example", "smtp.quay.example", mail=Mail()),
        Host("mail.cove.example", drops={465}, mail=Mail(ports={
            "imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995, "smtp": 25, "submission": 587})),
        Host("autoconfig.harbour.example", "autoconfig.cove.example", web={
            f"autoconfig.{domain}/mail/config-v1.1.xml": documents.autoconfig(
                domain, documents.usual(f"mail.{domain}"), name=name)
            for domain, name in (("harbour.example", "Harbour Mail"), ("cove.example", "Cove Mail"))}),
        Host("quay.example", drops=True),
    ],
    records=[mx("quay.example", "smtp.quay.example")] + [
        srv(f"_{service}._tcp.pier.example", "mail.pier.example", port)
        for service, port in (("imaps", 993), ("imap", 143), ("pop3s", 995), ("submissions", 465), ("submission", 587))])

WORDS = f"""\
This is a mail provider made for trying Portolan. It lives in a network of its
own, on this computer only: real mail servers (Dovecot and Postfix), a name
server and a web server. Nothing goes to the Internet, your own mail settings
are not touched, and everything is gone when you close the assistant.

    Your name        any
    E-mail address   {ANNA.address}
    Password         {PASSWORD}

Other people there, with the same password:
    {BEN.address:<22} the servers are only written in DNS
    {CLEO.address:<22} nothing is written anywhere: the servers have to be guessed
    {DORA.address:<22} one of the ports does not answer, another has to be taken
"""
# A session bus of its own: on the person's, programs of the outer network would answer. What that bus has to say nobody needs.
BUS = ["sh", "-c", """exec dbus-run-session -- sh -c 'exec "$@" 2>&3' sh "$@" 3>&2 2>/dev/null""", "sh"]
KEPT = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "TERM", "PORTOLAN_BUILD", "GTK_THEME", "GDK_SCALE")


def say(text):
    """Tell the person; what the program prints stays clean."""
    print(text, file=sys.stderr, flush=True)


def become_root():
    """A network of its own needs root: ask for it, or explain."""
    if os.geteuid() == 0:
        return
    if not shutil.which("sudo"):
        say("The demonstration makes a network of its own on this computer, which needs root. There is no sudo here:\n"
            "start “./run demo” as root.")
        sys.exit(1)
    say("The demonstration makes a network of its own on this computer. For that, sudo may ask for your password.")
    os.execvp("sudo", ["sudo", "--preserve-env=" + ",".join(KEPT), sys.executable, __file__, *sys.argv[1:]])


def display():
    """Can a window be opened from inside the demonstration's network?"""
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "").startswith(":"))


def program(build, arguments):
    """What to start."""
    if not arguments and display():
        return [*(BUS if shutil.which("dbus-run-session") else []), str(build / "src/app/portolan-gtk")]
    return [str(build / "src/cli/portolan"), "setup", *arguments[1:]]


def build_environment(build):
    """The variables with which programs run from the build tree as if they were installed."""
    try:
        result = subprocess.run(["meson", "devenv", "-C", build, "--dump"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}  # an installed Portolan needs none
    pairs = (line.removeprefix("export ").partition("=") for line in result.stdout.splitlines() if "=" in line)
    return {name: os.path.expandvars(value.strip('"')) for name, _, value in pairs if name not in ("PATH", "HOME", "PS1")}


def wait(process):
    """Wait for a program's end.  It hears the person's Ctrl-C itself, and knows what to do."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def is_running(world, name):
    """Does a program of this name run in there?"""
    inside = pathlib.Path(f"/proc/{world.client.pid}/root/proc")
    return any(comm.read_text().startswith(name) for comm in inside.glob("[0-9]*/comm"))


def visit_thunderbird(world, home, start):
    """The account is for Thunderbird: let the person look, and leave when they have seen enough."""
    if not is_running(world, "thunderbird"):
        if not (home / ".thunderbird").exists() or not (display() and shutil.which("thunderbird") and sys.stdin.isatty()):
            return
        say("Thunderbird has the account now. Start it here, where the provider is? [Y/n]")
        if input().strip().lower().startswith("n"):
            return
        wait(start(["thunderbird"]))
    say("The provider stays until Thunderbird is closed.")
    while is_running(world, "thunderbird"):
        time.sleep(0.5)


def main():
    """Begin, run, end."""
    build, arguments = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    if arguments and arguments[0] != "setup":
        sys.exit("demo: only “setup” and its arguments can follow")
    become_root()
    reason = unavailable()
    if reason:
        sys.exit(f"The demonstration cannot run here: {reason}.")
    user = int(os.environ.get("SUDO_UID", 0))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with World(PROVIDER) as world:
        world.trust_in_thunderbird()
        home = world.home(user)
        environment = world.environment(home, user, session=display()) | build_environment(build)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)

        def start(arguments):
            return subprocess.Popen(world.client.command(arguments, user), env=environment)

        say(WORDS)
        status = wait(start(program(build, arguments)))
        visit_thunderbird(world, home, start)
    say("The provider is gone again, with everything in it.")
    sys.exit(status)


if __name__ == "__main__":
    main()
