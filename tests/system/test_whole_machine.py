#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings for everybody on the computer, with an administrator's rights, by hand and by polkit; what Thunderbird finds then."""

import json
import pathlib
import shlex
import subprocess
import time

import portolan
import tap
from portolan import Run
from thunderbird import Thunderbird
from world import Host, Spec, World, unavailable

DOMAIN = "harbour.example"
ADDRESS = f"anna@{DOMAIN}"
PLACE = pathlib.Path("/usr/lib/thunderbird/isp")
NOBODY = 65534
POLKIT = pathlib.Path("/usr/lib/polkit-1/polkitd")
# Without a person who could be asked: one user may, as if the administrator's password had been typed.
RULE = """polkit.addRule (function (action, subject) {
  if (action.id == "org.freedesktop.policykit.exec")
    return subject.user == "nobody" && %s ? polkit.Result.YES : polkit.Result.NO;
});
"""


def server(protocol, port, security, methods):
    """A server as the JSON writes it."""
    return {"protocol": protocol, "host": f"{protocol}.{DOMAIN}", "port": port, "security": security, "username": ADDRESS,
            "authentication": methods}


def account(protocol="imap"):
    """An account as `portolan setup --json` prints it."""
    pop3 = protocol == "pop3"
    return {"address": ADDRESS, "name": "Anna", "provider": "Harbour & Söhne", "offline_copy": True, "result": "ready",
            "incoming": server(protocol, 110 if pop3 else 993, "starttls" if pop3 else "tls", ["password-encrypted", "password-cleartext"]),
            "outgoing": server("smtp", 465, "tls", ["password-cleartext"]),
            "leave_on_server": True if pop3 else None, "leave_days": 30 if pop3 else None}


def begin(world):
    """A computer of its own, on which nobody has put anything beside Thunderbird."""
    world.client.call("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", PLACE)


def run(world, *arguments, stdin="", user=0, status=0):
    """A program on that computer that must end so."""
    result = world.run(arguments, user=user, input=stdin)
    assert result.returncode == status, f"{arguments}: {result.returncode}, {result.stdout} {result.stderr}"
    return result.stdout


def is_as_exported(found, meant):
    """Thunderbird has found what the account says."""
    wanted = {key: meant["incoming"][key] for key in ("protocol", "host", "port", "security")}
    tap.equal({key: found["incoming"][0][key] for key in wanted}, wanted)
    tap.equal((found["outgoing"][0]["host"], found["outgoing"][0]["port"], found["outgoing"][0]["security"]),
              (meant["outgoing"]["host"], meant["outgoing"]["port"], meant["outgoing"]["security"]))
    tap.equal((found["name"], found["incoming"][0]["username"], found["incoming"][0]["method"]),
              ("Harbour & Söhne", "%EMAILADDRESS%", 4), "name, user name, first way to sign in")
    if meant["leave_days"]:
        tap.equal((found["leaves"], found["leavesDays"]), (True, meant["leave_days"]))


@tap.case("without rights it is refused, with a command; what that command puts there Thunderbird reads")
def _():
    with World(Spec()) as world:
        begin(world)
        if world.run(["test", "-x", portolan.PROGRAM], user=NOBODY).returncode:
            raise tap.Skip("the program cannot be reached by another user here")
        meant = account("pop3")
        text = json.dumps({"account": meant})
        home = world.home(NOBODY)
        refused = Run(world, "export", "thunderbird-isp", home=home, user=NOBODY, stdin=text)
        export, = refused.json["exports"]
        refused.check(refused.status == 6 and export["error"]["id"] == "export-not-writable", "not refused")
        command = shlex.split(export["message"].partition("sudo ")[2])
        refused.check(command[:4] == ["install", "-m", "644", "FILE"], "no command")
        saved = home / "settings.xml"
        Run(world, "export", f"autoconfig={saved}", home=home, user=NOBODY, stdin=text).check(saved.exists(), "not saved")
        run(world, *[str(saved) if word == "FILE" else word for word in command])
        with Thunderbird(world, world.home()) as thunderbird:
            is_as_exported(thunderbird.look_up("fromDisk", ADDRESS), meant)


@tap.case("who may write there writes it at once, and takes it back")
def _():
    with World(Spec()) as world:
        begin(world)
        home = world.home()
        meant = account()
        done = Run(world, "export", "thunderbird-isp", home=home, stdin=json.dumps({"account": meant}))
        done.check(done.status == 0, "not written")
        tap.equal(run(world, "stat", "-c", "%a %U", PLACE / f"{DOMAIN}.xml"), "644 root\n")
        with Thunderbird(world, home) as thunderbird:
            is_as_exported(thunderbird.look_up("fromDisk", ADDRESS), meant)
        undone = Run(world, "undo", home=home)
        undone.check(undone.status == 0, "not taken back")
        tap.equal(run(world, "ls", PLACE), "")


def start_polkit(world, allowed):
    """The system's bus and its authority, with a rule instead of a person."""
    folder = world.dir / "polkit"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "10-test.rules").write_text(RULE % ("true" if allowed else "false"))
    world.client.call("mount", "-t", "tmpfs", "tmpfs", "/run")
    world.client.call("mkdir", "-p", "/run/dbus")
    world.client.call("mount", "--bind", folder, "/etc/polkit-1/rules.d")
    logs = [open(folder / name, "wb") for name in ("bus.log", "polkit.log")]
    bus = world.start(["dbus-daemon", "--system", "--nofork", "--nopidfile"], stdout=logs[0], stderr=subprocess.STDOUT)
    end = time.monotonic() + 60
    while world.run(["test", "-S", "/run/dbus/system_bus_socket"]).returncode:
        assert bus.poll() is None and time.monotonic() < end, (folder / "bus.log").read_text()
        time.sleep(0.05)
    world.start([POLKIT, "--no-debug"], stdout=logs[1], stderr=subprocess.STDOUT)
    while world.run(["dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetNameOwner",
                     "string:org.freedesktop.PolicyKit1"]).returncode:
        assert time.monotonic() < end, (folder / "polkit.log").read_text()
        time.sleep(0.05)


@tap.case("polkit, with the command of the window: who is allowed to puts it there, who is not does not")
def _():
    for allowed in (True, False):
        with World(Spec()) as world:
            begin(world)
            start_polkit(world, allowed)
            path = PLACE / f"{DOMAIN}.xml"
            xml = Run(world, "export", "autoconfig=-", stdin=json.dumps({"account": account()}), json_wanted=False).stdout
            # The parent has to be of the same computer: polkit looks at it.
            command = ["sh", "-c", '"$@"; exit $?', "window", "pkexec", "install", "-D", "-m", "644", "/dev/stdin", path]
            if not allowed:
                run(world, *command, stdin=xml, user=NOBODY, status=127)
                tap.equal(run(world, "ls", PLACE), "")
                continue
            run(world, *command, stdin=xml, user=NOBODY)
            tap.equal(run(world, "stat", "-c", "%a %U", path), "644 root\n")
            with Thunderbird(world, world.home()) as thunderbird:
                is_as_exported(thunderbird.look_up("fromDisk", ADDRESS), account())


@tap.case("published by the provider, Thunderbird's own assistant finds it and reads the same")
def _():
    for protocol in ("imap", "pop3"):
        meant = account(protocol)
        with World(Spec()) as plain:
            page = Run(plain, "export", "autoconfig=-", stdin=json.dumps({"account": meant}), json_wanted=False).stdout
        with World(Spec(hosts=[Host(f"autoconfig.{DOMAIN}", web={"/mail/config-v1.1.xml": page})])) as world:
            with Thunderbird(world, world.home()) as thunderbird:
                thunderbird.go_online()
                is_as_exported(thunderbird.look_up("fromISP", ADDRESS), meant)


if __name__ == "__main__":
    tap.main(portolan.missing() or unavailable("thunderbird", "pkexec", "dbus-daemon")
             or (None if POLKIT.exists() else f"{POLKIT} is not installed"))
