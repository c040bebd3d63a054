#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several exports at the same moment, and taking back: what each has added is there, and goes again, and nothing else does."""

import json
import random
import re
import subprocess

import portolan
import tap
import targets
from portolan import Run
from world import World, Spec, unavailable

SEVERAL = [target for target in targets.PROGRAMS if target.name not in ("himalaya1",)]


def world():
    """A world without servers: nobody has to answer here."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(Spec()))
    return world.one


def furnished(*some):
    """A home in which these programs have been used."""
    home = world().home()
    (home / ".run").mkdir()
    for target in some:
        target.furnish(home)
    return home


def address(number):
    """One of many people."""
    return f"person{number}@harbour.example"


class Export:
    """One that runs beside others."""

    def __init__(self, home, target, text):
        self.target = target
        self._process = world().start([portolan.PROGRAM, "export", "--json", target.argument(home)], home, text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._text = text

    def begin(self):
        """Give it its settings: it has waited for them."""
        self._process.stdin.write(self._text)
        self._process.stdin.close()
        self._process.stdin = None

    def end(self):
        """What came of it."""
        out, err = self._process.communicate(timeout=60)
        self.status, (self.result,) = self._process.returncode, json.loads(out)["exports"]
        assert "CRITICAL" not in err and "Sanitizer" not in err, err
        assert self.status == 0 or (self.status == 6 and self.result["message"] and self.result["error"]["advice"]), (out, err)
        return self


def together(exports):
    """Run them at the same moment."""
    for one in exports:
        one.begin()
    return [one.end() for one in exports]


def undo(home, number):
    """Take one back."""
    run = Run(world(), "undo", number, home=home)
    run.check(run.status == 0, "not taken back")


def holds_something(path):
    """Is it more than a folder that is empty?"""
    return not path.is_dir() or any(not one.is_dir() for one in path.rglob("*"))


def preferences(path):
    """What Thunderbird makes of prefs.js: the last line counts.  The highest number that was ever in use is its own affair."""
    found = dict(re.findall(r'^user_pref\("([^"]*)", (.*)\);$', path.read_text(), re.M))
    return {name: value for name, value in found.items() if name != "mail.account.lastKey"}


def settled(home):
    """Everything but what may stay: copies of what others changed meanwhile, and folders that others were in."""
    found = targets.state(home)
    for path in home.glob(".thunderbird/*/prefs.js"):
        found[str(path.relative_to(home))] = (*targets.describe(path)[:4], preferences(path))
    return {name: what for name, what in found.items() if not name.endswith(".portolan") and holds_something(home / name)}


def check_same(before, home):
    """Everything is as before."""
    difference = targets.difference(before, settled(home))
    assert not difference, difference


def each(name, which):
    """Make a case of the function below for each target."""
    def add(function):
        for target in which:
            tap.case(f"{name}: {target.name}")(lambda target=target: function(target))
        return function
    return add


def texts(home):
    """Everything that programs would read."""
    return "\n".join(path.read_text() for path in home.rglob("*") if path.is_file() and ".local" not in path.parts
                     and path.suffix != ".portolan" and path.name != ".password")


@each("accounts that come at the same moment are all there, and each can be taken back", SEVERAL)
def _(target):
    for number in (2, 10):
        home = furnished(target)
        before = settled(home)
        done = together([Export(home, target, targets.account(target.protocol, address(one))) for one in range(number)])
        added = {address(index): one.result["undo_id"] for index, one in enumerate(done) if one.status == 0}
        assert len(added) == number, [one.result for one in done]
        assert len(set(added.values())) == number, "two are taken back as one"
        text = texts(home)
        for one in added:
            assert one in text or one.replace("@", "%40") in text, f"{one} is lost"
        order = list(added)
        random.Random(number).shuffle(order)
        for one in order:
            undo(home, added[one])
            text = texts(home)
            left = [other for other in added if other in text or other.replace("@", "%40") in text]
            tap.equal(sorted(left), sorted(order[order.index(one) + 1:]))
        check_same(before, home)


@each("the same account ten times at the same moment is one account", SEVERAL)
def _(target):
    home = furnished(target)
    before = settled(home)
    done = together([Export(home, target, targets.account(target.protocol)) for _ in range(10)])
    tap.equal([one.status for one in done], [0] * 10)
    number, = {one.result["undo_id"] for one in done} - {None}
    tap.equal(sum(one.result["already_there"] for one in done), 9)
    undo(home, number)
    check_same(before, home)


@tap.case("one account for every program at the same moment")
def _():
    home = furnished(*SEVERAL)
    before = settled(home)
    done = together([Export(home, target, targets.account(target.protocol)) for target in SEVERAL])
    tap.equal([(one.target.name, one.status) for one in done if one.status], [])
    random.Random(1).shuffle(done)
    for one in done:
        undo(home, one.result["undo_id"])
    check_same(before, home)


@tap.case("an export waits for another one, but not for ever")
def _():
    target = targets.find("mbsync")
    home = furnished(target)
    before = settled(home)
    (home / ".local/state/portolan").mkdir(parents=True)
    holder = world().start(["python3", "-c", "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.lockf(f, fcntl.LOCK_EX); "
                            "print(flush=True); time.sleep(60)", home / ".local/state/portolan/export.lock"], home, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        one = Export(home, target, targets.account())
        one.begin()
        one.end()
    finally:
        holder.kill()  # as if it had crashed: its lock does not stay
        holder.wait()
        holder.stdout.close()
    tap.equal((one.status, one.result["error"]["id"]), (6, "export-program-running"))
    check_same(before, home)
    tap.equal(together([Export(home, target, targets.account())])[0].status, 0)


# --------------------------------------------------------------------------------------- what happened since, and stays

OTHERS = {"thunderbird": 'user_pref("mail.own", true);\n', "claws-mail": "[Account: 9]\nname=Third\n", "sylpheed": "[Account: 9]\nname=Third\n",
          "evolution": "", "geary": ""}


def changed_since(target, path):
    """The person adds something of their own to the file that has the account."""
    with open(path, "a") as file:
        file.write(OTHERS.get(target.name, "# mine\n"))


def find_account(home):
    """The file that the account went into."""
    found = [path for path in home.rglob("*") if path.is_file() and "harbour.example" in path.read_text(errors="replace")
             and path.suffix not in (".undo", ".begun", ".portolan")]
    return min(found, key=lambda path: (path.name == "accountrc", len(str(path))))


@each("taking back leaves what the person has added since", SEVERAL)
def _(target):
    home = furnished(target)
    before = settled(home)
    export, = together([Export(home, target, targets.account(target.protocol))])
    path = find_account(home)
    old = (home / target.into).read_text() if path == home / target.into else None
    changed_since(target, path)
    undo(home, export.result["undo_id"])
    tap.equal([one for one in home.rglob("*") if one.is_file() and "harbour" in one.read_text() and one.suffix != ".undo"], [])
    if target.name in ("evolution", "geary"):
        check_same(before, home)
    else:
        assert OTHERS.get(target.name, "# mine\n").strip() in path.read_text(), "what the person has added is gone"
        assert old is None or targets.describe(path)[:4] == before[target.into][:4], "mode or owner has changed"
    again = Run(world(), "undo", home=home)
    again.check(again.status != 0 and again.json["error"]["message"], "it is taken back twice")


def edit(path, old, new):
    """The person changes a value."""
    text = path.read_text()
    assert old in text, text
    path.write_text(text.replace(old, new))


@tap.case("an account in files of its own is taken back with what the person has changed in it, but not if it is another one by now")
def _():
    for name, pattern, harmless, other in (
            ("evolution", "*.source", ("DisplayName=anna@harbour.example", "DisplayName=Work"), ("Host=imap.harbour.example", "Host=imap.new.example")),
            ("geary", "geary.ini", ("label=anna@harbour.example", "label=Work\nsignature=Me"), ("login=anna@", "login=bert@"))):
        target = targets.find(name)
        home = furnished(target)
        before = settled(home)
        export, = together([Export(home, target, targets.account())])
        edit(find_own(home, pattern, harmless[0]), *harmless)
        undo(home, export.result["undo_id"])
        check_same(before, home)
        together([Export(home, target, targets.account())])
        edit(find_own(home, pattern, other[0]), *other)
        before = settled(home)
        run = Run(world(), "undo", home=home)
        run.check(run.status == 6 and run.json["error"]["id"] == "export-changed", "something else was taken back")
        check_same({path: what for path, what in before.items() if not path.endswith(".undo")}, home)


def find_own(home, pattern, text):
    """The first file of ours that says this."""
    return next(path for path in sorted(home.rglob(pattern)) if text in path.read_text())


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
