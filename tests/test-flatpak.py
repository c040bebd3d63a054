#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do both manifests let the same through, and just the folders that the exporters write to?

  test-flatpak.py TOP
"""

import json
import pathlib
import re
import sys

TOP = pathlib.Path(sys.argv[1])
ID = "io.github.portolan_mail.Portolan"
FOLDER = "--filesystem="
# What is let through besides folders: no bus name that gives away passwords, no whole home folder.
ALLOWED = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri",
           "--talk-name=org.gnome.OnlineAccounts",
           "--talk-name=org.gnome.Geary"}  # to see that it is not running


def manifest(name):
    return json.loads((TOP / "flatpak" / f"{name}.json").read_text(encoding="utf-8"))


def written():
    """The folders that are named in the sources of the exporters."""
    source = (TOP / "src/lib/files/ptl-thunderbird-profiles.c").read_text(encoding="utf-8")
    folders = {f"~/{root}" for root in re.findall(r'\{ "(\.thunderbird|snap/[^"]*)"', source)}
    folders |= {f"~/.var/app/{name}/.thunderbird" for name in re.findall(r'^  FLATPAK \("([^"]*)"\)', source, re.M)}
    return folders | {"xdg-config/evolution/sources", "xdg-config/geary", "~/.claws-mail", "~/.sylpheed-2.0"}


def cases():
    """What must hold, as pairs of a sentence and what speaks against it."""
    plain, whole = manifest(ID), manifest("with-libraries")
    arguments = plain["finish-args"]
    folders = {argument.removeprefix(FOLDER).removesuffix(":create") for argument in arguments if argument.startswith(FOLDER)}
    others = {argument for argument in arguments if not argument.startswith(FOLDER)}
    for key in set(plain) | set(whole):
        if key not in ("modules", "appstream-compose"):
            yield f"both manifests agree on {key}", "" if plain.get(key) == whole.get(key) else f"{plain.get(key)}, {whole.get(key)}"
    *libraries, last = whole["modules"]
    yield "Portolan is built last, after its libraries", "" if last["name"] == "portolan" and libraries else str(whole["modules"])
    for source in (source for module in libraries for source in module["sources"]):
        good = source["url"].startswith("https://") and re.fullmatch("[0-9a-f]{64}", source.get("sha256", ""))
        yield f"{source['url'].rpartition('/')[2]} comes over https, and is the one that is meant", "" if good else str(source)
    yield "both build Portolan alike", "" if plain["modules"][-1] == whole["modules"][-1] else "they do not"
    yield "the folders are those that exporters write to", " ".join(sorted(folders ^ written()))
    yield "nothing else is let through", " ".join(sorted(others ^ ALLOWED))


def main():
    results = list(cases())
    print(f"1..{len(results)}")
    for number, (name, complaint) in enumerate(results, 1):
        for line in complaint.splitlines():
            print(f"# {line}")
        print(f"{'not ok' if complaint else 'ok'} {number} - {name}")


if __name__ == "__main__":
    main()
