#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""With letters of twice the size every page fits into a window of 360 pixels, in every language, whatever button shows; and so do the
windows beside it."""

import concurrent.futures
import functools
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import documents  # noqa: E402
import stage  # noqa: E402
import tap  # noqa: E402

WIDEST, TITLES = 360, 14  # of pages, and of three windows
WIDE_FONT = "DejaVu Sans 11"  # wider than GNOME's, and what there is where nobody chose one
GEARY = ("[Account]\nlabel=anna\nsender_mailboxes=anna@harbour.example;\n"
         "[Incoming]\nlogin=anna@harbour.example\nhost=mail.harbour.example\nport=143\ntransport_security=none\n"
         "[Outgoing]\nhost=mail.harbour.example\nport=465\ntransport_security=transport\ncredentials=use-incoming\n")
SANITIZED = {"ASAN_OPTIONS": "detect_leaks=0"}  # if it is built so; the libraries keep much until the end
PROGRAM = str(stage.BUILD / "tests/window/page-widths")


@functools.cache
def the_stage():
    """Where the windows open."""
    return tap.keep.enter_context(stage.Stage())


def measure(language):
    """All that was measured: a width, the title of the page, and the button that it was for."""
    here = the_stage()
    home = here.dir / f"home-{language}"
    account = home / ".config/geary/account_01/geary.ini"
    account.parent.mkdir(parents=True)
    account.write_text(GEARY, encoding="utf-8")
    look = home / ".config/gtk-4.0/settings.ini"
    look.parent.mkdir(parents=True)
    look.write_text(f"[Settings]\ngtk-font-name={WIDE_FONT}\n", encoding="utf-8")
    settings = home / "settings.xml"
    settings.write_text(documents.autoconfig("harbour.example", documents.usual("mail.harbour.example")), encoding="utf-8")
    clock = home / "bin/gnome-control-center"  # for its button; nobody presses it
    clock.parent.mkdir()
    clock.touch(0o755)
    spoken = {"LANGUAGE": language, "PATH": f"{clock.parent}:{os.environ['PATH']}", **SANITIZED}
    with here.spawn(["timeout", "120", PROGRAM, str(settings)], home, locale="en_US", env=spoken,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        output, errors = process.communicate()
    tap.equal(process.returncode, 0, f"exit status, {errors}")
    return [line.split("\t") for line in output.splitlines()]


LANGUAGES = ["en", *(stage.TOP / "po/LINGUAS").read_text(encoding="utf-8").split()]


@functools.cache
def measures():
    """The measures of each language, or soon; a few are taken at a time, as the program waits more than it works."""
    pool = tap.keep.enter_context(concurrent.futures.ThreadPoolExecutor(4))
    the_stage().pretend("en_US")
    return {language: pool.submit(measure, language) for language in LANGUAGES}


def add(language):
    """A case for one language."""
    @tap.case(f"{language}: every page fits into the narrowest window")
    def _():
        rows = measures()[language].result()
        titles = {title for _, title, _ in rows}
        tap.equal(len(titles), TITLES, f"pages and windows, {rows}")
        assert language == "en" or "Set up your mail" not in titles, "nobody speaks that language here"
        wide = sorted({(int(width), title, button) for width, title, button in rows if int(width) > WIDEST})
        assert not wide, f"{wide}"


for spoken in LANGUAGES:
    add(spoken)

if __name__ == "__main__":
    tap.main(stage.unavailable() or ("a mount of its own needs root" if os.geteuid() else None))
