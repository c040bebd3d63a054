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
This is a mail provider made for trying Portolan. It lives in a network of its own, on this computer only: real mail
servers (Dovecot and Postfix), a name server and a web server. Nothing goes to the Internet, your own mail settings are
not touched, and everything is gone when you close the assistant.

    Your name        any
    E-mail address   {ANNA.address}
    Password         {PASSWORD}

Other people there, with the same password:
    {BEN.address:<22} the servers are only written in DNS
    {CLEO.address:<22} nothing is written anywhere: the servers have to be guessed
    {DORA.address:<22} one of the ports does not answer, another has to be taken
"""
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
    """What to start, and whether it has a window."""
    if not arguments and display():
        bus = ["dbus-run-session", "--"] if shutil.which("dbus-run-session") else []
        return [*bus, str(build / "src/app/portolan-gtk")], True
    return [str(build / "src/cli/portolan"), "setup", *arguments[1:]], False


def build_environment(build):
    """The variables with which programs run from the build tree as if they were installed."""
    try:
        result = subprocess.run(["meson", "devenv", "-C", build, "--dump"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}  # an installed Portolan needs none
    pairs = (line.removeprefix("export ").partition("=") for line in result.stdout.splitlines() if "=" in line)
    return {name: os.path.expandvars(value.strip('"')) for name, _, value in pairs if name not in ("PATH", "HOME", "PS1")}


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
        command, window = program(build, arguments)
        home = world.home(user)
        environment = world.environment(home, user, session=window) | build_environment(build)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)  # on the person's own bus, programs of the outer network answer
        say(WORDS)
        process = subprocess.Popen(world.client.command(command, user), env=environment)
        while True:
            try:
                status = process.wait()
                break
            except KeyboardInterrupt:
                continue  # the program hears it, too, and knows what to do
    say("The provider is gone again, with everything in it.")
    sys.exit(status)


if __name__ == "__main__":
    main()
