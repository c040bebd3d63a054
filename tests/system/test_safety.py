#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports where something is wrong: the disk is full or cannot be written, files are not what they should be.  All stays as before."""

import os
import pathlib
import shutil
import socket
import tempfile

import portolan
import tap
import targets
from portolan import Run
from world import World, Spec, unavailable

PAGE = 4096


def world():
    """A world without servers: nobody has to answer here."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(Spec()))
    return world.one


class Disk:
    """A home that is a small disk of its own, which only the world's client sees.  `view` is how it is seen from here."""

    def __init__(self, target, furnished=True):
        self.home, self.target = world().home(), target
        world().client.call("mount", "-t", "tmpfs", "-o", "size=128m,mode=755", "tmpfs", self.home)
        self.view = pathlib.Path(f"/proc/{world().client.pid}/root{self.home}")
        (self.view / "notes").write_text("no disk is empty\n")  # and a size of 0 would be none at all
        if furnished:
            target.furnish(self.view)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for path in sorted(self.view.rglob("*"), reverse=True):  # the disk itself ends with the world
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    def change(self, options):
        """Mount it in another way."""
        world().client.call("mount", "-o", f"remount,{options}", self.home)

    def leave(self, pages=None, files=None):
        """Leave room for so many pages, or so many files and folders."""
        now = os.statvfs(self.view)
        if pages is not None:
            self.change(f"size={(now.f_blocks - now.f_bfree + pages) * PAGE}")
        if files is not None:
            self.change(f"nr_inodes={now.f_files - now.f_ffree + files}")

    def free(self, megabytes=128):
        """Make room again."""
        self.change(f"size={megabytes}m,nr_inodes=100000")

    def export(self, text, *options, named=False):
        """portolan export to this disk.  named: into the file that is there."""
        argument = f"{self.target.name}={self.home / self.target.into}" if named else self.target.argument(self.home)
        return Run(world(), "export", argument, *options, home=self.home, stdin=text, timeout=40).discreet()

    def undo(self, number):
        """portolan undo of that export."""
        return Run(world(), "undo", number, home=self.home).discreet()

    def state(self):
        """Everything on it."""
        return targets.state(self.view)


def same(before, after, run):
    """Complain unless everything is as before."""
    run.check(not targets.difference(before, after), f"not as before:\n{targets.difference(before, after)}")


def failed(run, *errors):
    """It failed for one of these reasons, and says what to do."""
    one, = run.json["exports"]
    run.check(run.status == 6 and one["verdict"] == "failed", f"exit {run.status}, expected 6")
    run.check(one["error"]["id"] in errors, f"expected {errors}")
    run.check(one["message"] and one["error"]["advice"], "no words, or no advice")


def fill(disk, text, room, options=()):
    """Export with ever more room until it goes through; the run that did, and how many did not."""
    before = disk.state()
    for amount in range(60):
        disk.leave(**{room: amount})
        run = disk.export(text, *options)
        if run.status == 0:
            return run, amount
        failed(run, "export-no-space")
        same(before, disk.state(), run)
        disk.free()
    raise AssertionError("it never goes through")


def each(name, which):
    """Make a case of the function below for each target."""
    def add(function):
        for target in which:
            tap.case(f"{name}: {target.name}")(lambda target=target: function(target))
        return function
    return add


@each("a full disk: all or nothing, and it can be taken back there, too", targets.TARGETS)
def _(target):
    text = targets.account(target.protocol)
    with Disk(target) as disk:
        before = disk.state()
        run, tries = fill(disk, text, "pages")
        assert tries > 0, "there was nothing to write"
        added = disk.state()
        assert targets.difference(before, added), "nothing was added"
        number = run.json["exports"][0]["undo_id"]
        if not number:
            run.check(target.document, "it cannot be taken back")
            return
        disk.leave(pages=0)
        undone = disk.undo(number)
        undone.check(undone.status == 0, "not taken back")
        same(before, disk.state(), undone)
        run, _ = fill(disk, text, "files")
        disk.free()
        undone = disk.undo(run.json["exports"][0]["undo_id"] or "")
        undone.check(undone.status == 0 or target.document, "not taken back")


@each("a full disk while settings are replaced", [targets.find(name) for name in (
    "thunderbird", "evolution", "geary", "claws-mail", "sylpheed", "mbsync", "himalaya", "msmtp")])
def _(target):
    with Disk(target) as disk:
        first = disk.export(targets.account(target.protocol, outdated=True))
        first.check(first.status == 0, "not exported")
        before = disk.state()
        text = targets.account(target.protocol)
        run, tries = fill(disk, text, "pages", ["--replace"])
        assert tries > 0 and run.json["exports"][0]["undo_id"], "nothing was replaced"
        disk.leave(pages=0)
        undone = disk.undo(run.json["exports"][0]["undo_id"])
        undone.check(undone.status == 0, "not taken back")
        same(before, disk.state(), undone)
        run, _ = fill(disk, text, "files", ["--replace"])


@each("a full disk in a home without settings", targets.PROGRAMS)
def _(target):
    text = targets.account(target.protocol)
    with Disk(target, furnished=False) as disk:
        before = disk.state()
        for room in ("pages", "files"):
            run, tries = fill(disk, text, room)
            assert tries > 0, "there was nothing to write"
            disk.free()  # Thunderbird's lock is a file, too
            disk.leave(pages=0)
            undone = disk.undo(run.json["exports"][0]["undo_id"])
            undone.check(undone.status == 0, "not taken back")
            same(before, disk.state(), undone)


@each("a home that can only be read", targets.TARGETS)
def _(target):
    with Disk(target) as disk:
        for locked in (False, True):  # with and without Portolan's own folder
            before = disk.state()
            disk.change("ro")
            run = disk.export(targets.account(target.protocol))
            failed(run, "export-not-writable")
            same(before, disk.state(), run)
            disk.change("rw")
            run = disk.export(targets.account(target.protocol))
            run.check(run.status == 0, "not exported")
            if not locked:
                run = disk.undo(run.json["exports"][0]["undo_id"])
                same(before, disk.state(), run)


# ------------------------------------------------------------------------------------------- files that are something else

ALONE = ("neomutt", "mutt", "offlineimap", "getmail")  # a new account is a new file there, unless the person names one
APART = ("evolution", "geary")  # what others have there is in files of their own
BROKEN = {
    "thunderbird": b'user_pref("mail.accountmanager.accounts", "account1', "evolution": b"[Data Sour", "geary": b"[Incoming]\nhost",
    "claws-mail": b"[Account: 2", "sylpheed": b"[Account: 2]\nname=Second\n[Acc", "aerc": b"[Sec", "himalaya": b'[accounts.second]\nx = "ab',
    "himalaya1": b'x = """\nab\n', "mbsync": b'IMAPAccount second\nPassCmd "echo', "fetchmail": b'poll there user "some\nbody'}


class Odd:
    """Ways to put something else in the place of a file; `errors` is what an export may say to it."""

    def __init__(self, put, *errors):
        self.put, self.errors = put, errors


def link(target):
    """A link to that."""
    def put(path):
        path.unlink()
        path.symlink_to(target)
    return put


def content(data):
    """These bytes after those that are there."""
    return lambda path: path.write_bytes(path.read_bytes() + data)


def special(make):
    """What is not a file at all."""
    def put(path):
        path.unlink()
        make(path)
    return put


def listen(path):
    """A socket, whose name may be too long to be made where it is to be."""
    with socket.socket(socket.AF_UNIX) as one, tempfile.TemporaryDirectory() as folder:
        os.symlink(path.parent, f"{folder}/there")
        one.bind(f"{folder}/there/{path.name}")


NOT_FILES = {
    "a pipe": Odd(special(os.mkfifo), "export-corrupt"),
    "a device": Odd(special(lambda path: os.mknod(path, 0o20666, os.makedev(1, 5))), "export-corrupt"),  # /dev/zero
    "a socket": Odd(special(listen), "export-failed"),
    "a link in a circle": Odd(special(lambda path: path.symlink_to(path.name)), "export-not-writable"),
    "a link to elsewhere": Odd(link("/etc/passwd"), "export-not-writable"),
    "a link to a device": Odd(link("/dev/zero"), "export-not-writable"),
}
NOT_SETTINGS = {
    "a folder": Odd(special(os.mkdir), "export-corrupt"),
    "bytes": Odd(content(b"\x89PNG\r\n\0\0\0\xff\xfe"), "export-corrupt"),
    "another encoding": Odd(content("# Grüße\n".encode("latin-1")), "export-corrupt"),
    "too large": Odd(lambda path: os.truncate(path, 70 << 20), "export-corrupt"),
}


def refuses(target, odd, named=False):
    """It is refused for that reason, in time, with everything as before; once it is mended, the export works."""
    with Disk(target) as disk:
        path = disk.view / target.into
        good = path.read_bytes()
        odd.put(path)
        before = disk.state()
        run = disk.export(targets.account(target.protocol), named=named)
        if target.name in APART and run.status == 0:  # it is not in the way
            same(before, {name: what for name, what in disk.state().items() if name in before}, run)
            return
        failed(run, *odd.errors)
        same(before, disk.state(), run)
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        path.write_bytes(good)
        run = disk.export(targets.account(target.protocol), named=named)
        run.check(run.status == 0, "not exported")


@each("pipes, devices, sockets and links in the place of its file", [one for one in targets.TARGETS if one.name != "publish"])
def _(target):
    for name, odd in NOT_FILES.items():
        tap.note(name)
        refuses(target, odd)


@each("bytes, folders, other encodings and far too much in its file", targets.PROGRAMS)
def _(target):
    for name, odd in NOT_SETTINGS.items():
        tap.note(name)
        impossible = {"a folder": ALONE, "another encoding": ["thunderbird"]}  # which keeps such comments as they are
        if target.name not in impossible.get(name, ()):
            refuses(target, odd, target.name in ALONE)


@each("a file that breaks off", [targets.find(name) for name in BROKEN])
def _(target):
    refuses(target, Odd(content(BROKEN[target.name]), "export-corrupt"))


@each("a file in the place of its folder", [one for one in targets.TARGETS if "/" in one.into and one.name != "thunderbird"])
def _(target):
    with Disk(target) as disk:
        folder = (disk.view / target.into).parent
        shutil.rmtree(folder)
        folder.write_text("not a folder\n")
        before = disk.state()
        run = disk.export(targets.account(target.protocol))
        failed(run, "export-failed", "export-corrupt", "export-unsupported")
        same(before, disk.state(), run)


@tap.case("files of another version: told, and left alone")
def _():
    for name, into, data, error in (
            ("thunderbird", ".thunderbird/profiles.ini", targets.PROFILES.replace("Version=2", "Version=3"), "export-newer"),
            ("geary", ".config/geary/account_01/geary.ini", targets.GEARY.replace("version=1", "version=2"), "export-newer"),
            ("himalaya", ".config/himalaya/config.toml", '[accounts.first]\nbackend.type = "imap"\n', "export-unsupported"),
            ("himalaya", ".config/himalaya/config.toml", '[accounts.first.backend]\ntype = "imap"\n', "export-unsupported"),
            ("himalaya1", ".config/himalaya/config.toml", '[accounts.first]\nimap.server = "imaps://x"\n', "export-unsupported")):
        tap.note(name)
        with Disk(targets.find(name)) as disk:
            (disk.view / into).write_text(data)
            before = disk.state()
            run = disk.export(targets.account())
            failed(run, error)
            same(before, disk.state(), run)


@each("a file of 50 MB", targets.PROGRAMS)
def _(target):
    with Disk(target) as disk:
        disk.free(600)
        path = disk.view / target.into
        good = path.read_text()
        path.write_text(targets.padding(target.comment) * 2000 + good)
        assert path.stat().st_size > 40 << 20
        before = disk.state()
        run = disk.export(targets.account(target.protocol))
        run.check(run.status == 0, "not exported")
        undone = disk.undo(run.json["exports"][0]["undo_id"])
        undone.check(undone.status == 0, "not taken back")
        same(before, disk.state(), undone)


@each("a file that may not be read", targets.PROGRAMS)
def _(target):
    user = 65534
    with Disk(target) as disk:
        path = disk.view / target.into
        for one in [disk.view, *disk.view.rglob("*")]:
            os.chown(one, user, user)
        path.chmod(0)
        before = disk.state()
        program = world().dir / "portolan"
        if not program.exists():
            shutil.copy(portolan.PROGRAM, program)
        run = Run(world(), "export", disk.target.argument(disk.home), home=disk.home, user=user, program=program,
                  stdin=targets.account(target.protocol)).discreet()
        failed(run, "export-not-writable")
        same(before, disk.state(), run)


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
