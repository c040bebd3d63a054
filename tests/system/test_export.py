#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports into homes in which Thunderbird has been before; Thunderbird itself says what came of it."""

import hashlib
import json
import os
import shutil

import portolan
import tap
from portolan import Run
from thunderbird import Thunderbird
from world import World, Spec, unavailable


def server(protocol, host, port, security="tls", username="anna@harbour.example"):
    """A server as the JSON writes it."""
    return {"protocol": protocol, "host": host, "port": port, "security": security, "username": username,
            "authentication": ["password-cleartext"]}


def account(protocol="imap", address="anna@harbour.example", name="Anna \"Ünal\" \\ ☃"):
    """An account as `portolan setup --json` prints it."""
    domain = address.rpartition("@")[2]
    incoming = server(protocol, f"{protocol}.{domain}", 993 if protocol == "imap" else 995, username=address)
    return json.dumps({"account": {
        "address": address, "name": name, "provider": "Harbour Mail", "incoming": incoming,
        "outgoing": server("smtp", f"smtp.{domain}", 587, "starttls", address), "offline_copy": True, "result": "ready",
        "leave_on_server": True if protocol == "pop3" else None, "leave_days": 14 if protocol == "pop3" else None}})


def world():
    """A world without servers: nobody has to answer here."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(Spec()))
    return world.one


def export(home, text=None, target="thunderbird"):
    """portolan export, with settings on its standard input."""
    return Run(world(), "export", target, home=home, stdin=text or account()).discreet()


def exported(*arguments, **options):
    """The same, and it has to succeed."""
    run = export(*arguments, **options)
    run.check(run.status == 0, "not exported")
    return run


def not_exported(run, error):
    """It failed for this reason, and says what to do."""
    run.check(run.status == 6, f"exit {run.status}")
    one, = run.json["exports"]
    run.check(one["verdict"] == "failed" and one["error"]["id"] == error, f"expected {error}")
    run.check(one["message"] and one["error"]["advice"], "no words, or no advice")


def accounts(home):
    """What Thunderbird makes of the home."""
    with Thunderbird(world(), home) as thunderbird:
        assert not thunderbird.state["asksForAccount"] and thunderbird.state["accounts"], "it asks for an account"
        tap.equal(len(thunderbird.state["outgoing"]), len({a["outgoing"]["key"] for a in thunderbird.state["accounts"]}),
                  "outgoing servers")
        return [f"{one['protocol']} {one['address']}" for one in thunderbird.state["accounts"]], thunderbird.state


def used_home():
    """A home in which Thunderbird has run before and has an account; made once, copied for each case."""
    if not hasattr(used_home, "home"):
        used_home.home = world().home()
        exported(used_home.home, account(address="first@elsewhere.example"))
        accounts(used_home.home)
    home = world().home()
    shutil.copytree(used_home.home, home, dirs_exist_ok=True, symlinks=True)
    return home


def preferences(home):
    """The prefs.js of the profile that Thunderbird uses."""
    return max(home.glob(".thunderbird/*/prefs.js"), key=lambda path: path.stat().st_size)


def fingerprint(home):
    """Every file below .thunderbird, to see that nothing was touched."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((home / ".thunderbird").rglob("*")) if path.is_file() and not path.is_symlink()}


@tap.case("a new home: names and labels in every script arrive as they were")
def _():
    home = world().home()
    exported(home)
    found, state = accounts(home)
    tap.equal(found, ["imap anna@harbour.example"])
    one = state["accounts"][0]
    tap.equal((one["name"], one["security"], one["outgoing"]["security"], one["outgoing"]["port"], one["method"]),
              ("Anna \"Ünal\" \\ ☃", "tls", "starttls", 587, 3))


@tap.case("a home with an account: the new one is added, the old one stays the default, a copy is kept")
def _():
    home = used_home()
    before = preferences(home).read_bytes()
    exported(home)
    copies = [path for path in home.rglob("*") if path.is_file() and path.read_bytes() == before]
    assert copies, "no copy of prefs.js was kept"
    found, state = accounts(home)
    tap.equal(found, ["imap first@elsewhere.example", "imap anna@harbour.example"])
    tap.equal([one["default"] for one in state["accounts"]], [True, False])


@tap.case("the same account twice is one account, and the second export changes nothing")
def _():
    home = used_home()
    exported(home)
    before = fingerprint(home)
    exported(home)
    tap.equal(fingerprint(home), before)
    exported(home, account().replace("imap.harbour", "IMAP.Harbour"))
    tap.equal(accounts(home)[0], ["imap first@elsewhere.example", "imap anna@harbour.example"])


@tap.case("undo takes back the account and nothing else, and is said where there is nothing to undo")
def _():
    home = used_home()
    before = preferences(home).read_text().splitlines()
    exported(home)
    assert preferences(home).read_text().splitlines() != before
    run = Run(world(), "undo", home=home)
    run.check(run.status == 0, "not undone")
    tap.equal(sorted(preferences(home).read_text().splitlines()), sorted(before))
    tap.equal(accounts(home)[0], ["imap first@elsewhere.example"])
    again = Run(world(), "undo", home=world().home())
    again.check(again.status != 0 and again.json["error"]["message"], "there was nothing to undo")


@tap.case("undo leaves alone what Thunderbird has changed since: the account goes, the rest stays")
def _():
    home = used_home()
    exported(home)
    tap.equal(len(accounts(home)[0]), 2)  # Thunderbird has rewritten the file
    run = Run(world(), "undo", home=home)
    run.check(run.status in (0, 6), f"exit {run.status}")
    found = accounts(home)[0]
    tap.equal(found[0], "imap first@elsewhere.example")
    run.check(len(found) == (1 if run.status == 0 else 2), f"it says one thing and does another: {found}")


@tap.case("IMAP and POP3 of one address are two accounts")
def _():
    home = used_home()
    exported(home)
    exported(home, account("pop3"))
    with Thunderbird(world(), home) as thunderbird:
        found = thunderbird.state["accounts"]
    tap.equal([one["protocol"] for one in found], ["imap", "imap", "pop3"])
    tap.equal((found[2]["leaves"], found[2]["leavesDays"]), (True, 14))
    assert found[1]["label"] != found[2]["label"], "nobody can tell them apart"


@tap.case("one profile takes emoji, a very long name, a computer's number, another port, and sending without a sign-in")
def _():
    home = used_home()
    long_name = "Wilhelmina " * 90 + "von Stein"
    odd = [json.loads(account(address=f"{word}@odd.example", name=name))["account"]
           for word, name in (("emoji", "Ada 👩‍💻🏳️‍🌈"), ("long", long_name), ("number", "N"), ("open", "O"))]
    odd[2]["incoming"] |= {"host": "192.0.2.25", "port": 10993}
    odd[2]["outgoing"] |= {"host": "2001:db8::25"}
    odd[3]["outgoing"] |= {"username": None, "authentication": ["none"], "port": 2525}
    for one in odd:
        exported(home, json.dumps({"account": one}))
    found, state = accounts(home)
    tap.equal(found, ["imap first@elsewhere.example", *(f"imap {one['address']}" for one in odd)])
    emoji, long, number, open_ = state["accounts"][1:]
    tap.equal((emoji["name"], long["name"]), (odd[0]["name"], long_name))
    tap.equal((number["host"], number["port"], number["outgoing"]["host"]), ("192.0.2.25", 10993, "2001:db8::25"))
    tap.equal((open_["outgoing"]["port"], open_["outgoing"]["method"]), (2525, 1))
    odd[2]["incoming"] |= {"host": "2001:db8::26"}  # Thunderbird would make another name of it
    not_exported(export(home, json.dumps({"account": odd.pop(2)})), "export-unsupported")
    for one in odd:  # once more: Thunderbird has rewritten everything
        assert exported(home, json.dumps({"account": one})).json["exports"][0]["already_there"], one


@tap.case("other settings of the same account: told, replaced if asked for, taken back, each time as Thunderbird reads it")
def _():
    home = used_home()
    exported(home)
    accounts(home)
    other = account().replace('"port": 993, "security": "tls"', '"port": 143, "security": "starttls"').replace("587", "465")
    assert other != account()
    before = fingerprint(home)
    told, = exported(home, other).json["exports"]
    tap.equal((told["already_there"], told["replaceable"], len(told["differences"])), (True, True, 3), told)
    tap.equal(fingerprint(home), before)
    Run(world(), "export", "thunderbird", "--replace", home=home, stdin=other).check(True, "")
    found, state = accounts(home)
    tap.equal(found, ["imap first@elsewhere.example", "imap anna@harbour.example"])
    one = state["accounts"][1]
    tap.equal((one["port"], one["security"], one["outgoing"]["port"]), (143, "starttls", 465))
    undone = Run(world(), "undo", home=home)
    undone.check(undone.status == 0, "not taken back")
    one = accounts(home)[1]["accounts"][1]
    tap.equal((one["port"], one["security"], one["outgoing"]["port"]), (993, "tls", 587))


OWN = "[InstallFDC34C9F024745EB]\nDefault={}\nLocked=1\n"
GENERAL = "[General]\nStartWithLastProfile=1\nVersion=2\n"
MARK = "\ufeff"


def named(number, path, name=None, relative=1, more=""):
    """A profile in profiles.ini."""
    return f"[Profile{number}]\nName={name or path}\nIsRelative={relative}\nPath={path}\n{more}"


def two(more=""):
    """Two profiles; “a” is marked as the one to start with."""
    return named(0, "a", more="Default=1\n") + named(1, "b", more=more)


@tap.case("profiles.ini as people have it: the account goes where Thunderbird looks, and what was there stays, byte for byte")
def _():
    far = "{home}/mail/über all"
    for what, ini, folders, expected in (
            ("elsewhere, and Windows line ends", (OWN.format(far) + named(0, far, "p", 0) + named(1, "a", more="Default=1\n")
                                                + GENERAL).replace("\n", "\r\n"), [far, "+a"], "mail/über all"),
            ("a mark at the start, none at the end", MARK + two() + GENERAL + OWN.format("b").rstrip(), ["+a", "b"], ".thunderbird/b"),
            ("upwards", OWN.format("{home}/mail") + named(0, "../mail") + named(1, "a", more="Default=1\n"), ["{home}/mail", "+a"], "mail"),
            ("two installations", "[Install9238613B8C3D2579]\nDefault=b\nLocked=1\n" + OWN.format("a") + two(), ["a", "+b"],
             ".thunderbird/a"),
            ("two defaults", two("Default=1\n") + GENERAL, ["+a", "+b"], ".thunderbird/b"),
            ("a number left out", named(0, "a") + named(2, "b") + GENERAL, ["+a", "+b"], ".thunderbird/a"),
            ("installations in installs.ini only", two() + "[General]\nStartWithLastProfile=1\n", ["+a", "b", "= b"], ".thunderbird/b"),
            ("the same, and none is ours", two(), ["a", "b", "! b"], None),
            ("none is marked", named(0, "a") + named(1, "b") + GENERAL, ["+a", "+b"], None)):
        home = world().home()
        root = home / ".thunderbird"
        for folder in folders:
            mark, name = folder[0], folder.lstrip("+=! ").format(home=home)
            if mark in "=!":
                (root / "installs.ini").write_text(f"[{'FDC34C9F024745EB' if mark == '=' else '0123456789ABCDEF'}]\nDefault={name}\n")
                continue
            (root / name).mkdir(parents=True)
            if mark == "+":
                (root / name / "compatibility.ini").write_text("[Compatibility]\nLastPlatformDir=/usr/lib/thunderbird\n")
        (root / "profiles.ini").write_text(ini.format(home=home), newline="")
        before = (root / "profiles.ini").read_bytes()
        exported(home)
        after = (root / "profiles.ini").read_bytes()
        assert after.startswith(before) and (after == before) == bool(expected), f"{what}: {after}"
        found, state = accounts(home)
        tap.equal(found, ["imap anna@harbour.example"], what)
        if expected:
            tap.equal(state["profile"], str(home / expected), what)


@tap.case("two accounts send through one server: what is replaced or taken back for one stays as it was for the other")
def _():
    def sees():
        """Protocol, port, port for sending, and whether it is the default one; Thunderbird writes its file anew."""
        _, state = accounts(home)
        return [(one["protocol"], one["port"], one["outgoing"]["port"], one["default"]) for one in state["accounts"]]

    def undo(which=0):
        listed = Run(world(), "undo", "--list", home=home).json["undo"]
        undone = Run(world(), "undo", listed[which]["id"], home=home)
        undone.check(undone.status == 0, "not taken back")

    home = world().home()
    pop3, other = account("pop3"), account("pop3").replace("995", "1995").replace("587", "465").replace("starttls", "tls")
    exported(home)
    exported(home, pop3)
    tap.equal(sees(), [("imap", 993, 587, True), ("pop3", 995, 587, False)])
    replaced = Run(world(), "export", "thunderbird", "--replace", home=home, stdin=other)
    replaced.check(replaced.status == 0, "not replaced")
    tap.equal(sees(), [("imap", 993, 587, True), ("pop3", 1995, 465, False)])
    undo()
    tap.equal(sees(), [("imap", 993, 587, True), ("pop3", 995, 587, False)])
    undo(1)  # the first account, which is the default one
    tap.equal(sees(), [("pop3", 995, 587, True)])


@tap.case("while Thunderbird runs nothing is written: exit 6, and it says what to do")
def _():
    home = used_home()
    with Thunderbird(world(), home):
        before = fingerprint(home)
        run = export(home)
        after = fingerprint(home)
    not_exported(run, "export-program-running")
    changed = {path for path in before if before[path] != after.get(path)}
    assert not any(path.endswith(("prefs.js", "profiles.ini")) for path in changed), changed
    exported(home)
    tap.equal(len(accounts(home)[0]), 2)


@tap.case("a broken profile is left as it is: exit 6")
def _():
    for damage in (b'user_pref("mail.accountmanager.accounts", "account1', b"\x00\xff garbage\n", b"user_pref(;\n"):
        home = used_home()
        preferences(home).write_bytes(preferences(home).read_bytes() + damage)
        before = fingerprint(home)
        not_exported(export(home), "export-corrupt")
        tap.equal(fingerprint(home), before)


@tap.case("a home that cannot be written to is left as it is: exit 6")
def _():
    user = 65534
    home = world().home(user)
    if world().run(["test", "-x", portolan.PROGRAM], user=user).returncode:
        raise tap.Skip("the program cannot be reached by another user here")
    (home / ".thunderbird").mkdir(mode=0o555)
    result = world().run([portolan.PROGRAM, "export", "thunderbird", "--json"], home=home, user=user, input=account())
    tap.equal((result.returncode, json.loads(result.stdout)["exports"][0]["error"]["id"]), (6, "export-not-writable"))
    tap.equal(os.listdir(home / ".thunderbird"), [])


@tap.case("settings that make no sense: exit 2 or 6, a sentence, and nothing is written")
def _():
    good = json.loads(account())
    for text in ("", "nonsense", "[]", "{}", account()[:-20], json.dumps(good | {"account": {}}),
                 account().replace("993", "99143"), account().replace('"imap.harbour.example"', '"bad host\\n"')):
        home = world().home()
        run = export(home, text or " ")
        run.check(run.status in (2, 6) and run.json["error"]["message"], "accepted, or no sentence")
        tap.equal(list(home.glob(".thunderbird")), [])


if __name__ == "__main__":
    tap.main(unavailable("thunderbird") or portolan.missing())
