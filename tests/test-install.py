#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is everything installed that a distribution's package needs, and nothing outside of the place that it names?

  test-install.py BUILD PREFIX APP
"""

import os
import pathlib
import subprocess
import sys
import tempfile

BUILD, PREFIX, APP = sys.argv[1], sys.argv[2].lstrip("/"), sys.argv[3] == "true"
ID = "io.github.portolan_mail.Portolan"

ALWAYS = (
    "bin/portolan",
    f"share/glib-2.0/schemas/{ID}.gschema.xml",
    "share/man/man1/portolan.1",
    "share/bash-completion/completions/portolan",
    "share/zsh/site-functions/_portolan",
    "share/fish/vendor_completions.d/portolan.fish",
    "share/locale/de/LC_MESSAGES/portolan.mo",
)
WITH_APP = (
    "bin/portolan-gtk",
    "share/man/man1/portolan-gtk.1",
    f"share/applications/{ID}.desktop",
    f"share/metainfo/{ID}.metainfo.xml",
    f"share/dbus-1/services/{ID}.service",
    f"share/icons/hicolor/scalable/apps/{ID}.svg",
    f"share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
)


def installed(folder):
    """The files of an installation, relative to where it was put."""
    environment = {**os.environ, "DESTDIR": folder}
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet"], check=True, env=environment,
                   stdout=subprocess.DEVNULL)
    return {str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if not path.is_dir()}


def cases(folder):
    """What must hold, as pairs of a sentence and what speaks against it."""
    files = installed(folder)
    for name in ALWAYS + (WITH_APP if APP else ()):
        yield f"{name} is installed", "" if f"{PREFIX}/{name}" in files else "it is not"
    yield "nothing is put outside of the prefix", " ".join(sorted(name for name in files if not name.startswith(PREFIX + "/")))
    yield "nothing starts by itself unless asked for", " ".join(sorted(name for name in files if "autostart" in name))
    started = subprocess.run([f"{folder}/{PREFIX}/bin/portolan", "--version"], capture_output=True, text=True, check=False)
    yield "the program runs from there", started.stderr if started.returncode else ""


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = list(cases(folder))
    print(f"1..{len(results)}")
    for number, (name, complaint) in enumerate(results, 1):
        for line in complaint.splitlines():
            print(f"# {line}")
        print(f"{'not ok' if complaint else 'ok'} {number} - {name}")


if __name__ == "__main__":
    main()
