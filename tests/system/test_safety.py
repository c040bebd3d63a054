#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports where something is wrong: the disk is full or cannot be written, files are not what they should be.  All stays as before."""

import contextlib
import os
import pathlib

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

    def __init__(self, target):
        self.home, self.target = world().home(), target
        world().client.call("mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", self.home)
        self.view = pathlib.Path(f"/proc/{world().client.pid}/root{self.home}")
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

    def free(self):
        """Make room again."""
        self.change("size=64m,nr_inodes=100000")

    def export(self, text, *options):
        """portolan export to this disk."""
        return Run(world(), "export", self.target.argument(self.home), *options, home=self.home, stdin=text).discreet()

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


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
