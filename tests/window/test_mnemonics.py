#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""On each page every underlined letter leads to one control: read from the templates of the pages, of the widgets in them, and of the
window around them."""

import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import tap  # noqa: E402

APP = pathlib.Path(__file__).parents[2] / "src/app"
AROUND = ["_Continue", "C_ancel"]  # of the window, as its code names them
BESIDE = ("guide", "certificate", "code", "accounts", "existing", "help")  # pages without these


def template(widget):
    """The template of one of our classes, or None."""
    name = "ptl-" + "".join("-" + letter.lower() if letter.isupper() else letter for letter in widget.removeprefix("Ptl")).lstrip("-")
    return next(iter(APP.rglob(f"{name}.ui")), None)


def labels(file):
    """All texts with an underlined letter in it, and in the widgets that it names."""
    for thing in ElementTree.parse(file).iter():
        if thing.tag not in ("object", "template"):
            continue
        own = {prop.get("name"): (prop.text or "") for prop in thing.findall("property")}
        if own.get("use-underline") == "True":
            yield from (own[name] for name in ("label", "title") if "_" in own.get(name, ""))
        inner = template(thing.get("class", "")) if thing.tag == "object" else None
        if inner:
            yield from labels(inner)


def add(file):
    """A case for one page."""
    @tap.case(f"{file.stem}: one control for each letter")
    def _():
        page = file.stem.removeprefix("ptl-").removesuffix("-page")
        found = list(labels(file)) + ([] if page in BESIDE else AROUND)
        letters = collections.defaultdict(set)
        for text in found:
            letters[text[text.index("_") + 1].lower()].add(text)
        assert found, "no underlined letter at all"
        twice = {letter: sorted(texts) for letter, texts in letters.items() if len(texts) > 1}
        assert not twice, f"{twice}"


for page_file in sorted((APP / "pages").glob("*.ui")):
    add(page_file)

if __name__ == "__main__":
    tap.main()
