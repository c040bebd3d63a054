#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""On each page every underlined letter leads to one control, in every language: read from the templates of the pages, of the widgets in
them, and of the window around them. The ways out of a failure get letters that are free when they are shown, see test-mnemonic.c."""

import collections
import functools
import gettext
import io
import pathlib
import re
import shutil
import subprocess
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


PO = APP.parents[1] / "po"
NEXT = {"check": ["_Check", "Check A_gain"]}  # what Continue is called meanwhile


@functools.cache
def translation(language):
    """A function that translates, or gives None where nobody has translated yet; that is another test's complaint."""
    if language == "en":
        return lambda text: text
    compiled = subprocess.run(["msgfmt", "-o", "-", PO / f"{language}.po"], check=True, stdout=subprocess.PIPE).stdout
    catalog = gettext.GNUTranslations(io.BytesIO(compiled))
    return lambda text: (lambda found: found if found != text else None)(catalog.gettext(text))


def letter(text):
    """The underlined letter, or None."""
    found = re.search("_([^_])", text or "")
    return found and found[1].lower()


def clashes(texts, translate):
    """Letters that lead to more than one of these."""
    letters = collections.defaultdict(set)
    for text in set(texts):
        letters[letter(translate(text))].add(translate(text))
    return {one: sorted(found) for one, found in letters.items() if one and len(found) > 1}


def add(language, file):
    """A case for one page in one language."""
    @tap.case(f"{language}: {file.stem}: one control for each letter")
    def _():
        if not shutil.which("msgfmt"):
            raise tap.Skip("msgfmt is not installed")
        page = file.stem.removeprefix("ptl-").removesuffix("-page")
        texts, translate = list(labels(file)), translation(language)
        assert texts, "no underlined letter at all"
        twice = clashes(texts + ([] if page in BESIDE else AROUND), translate)
        assert not twice, f"{twice}"
        for following in NEXT.get(page, ()):
            twice = clashes([*texts, following, "C_ancel"], translate)
            assert not twice, f"{twice}"


for spoken in ["en", *(PO / "LINGUAS").read_text(encoding="utf-8").split()]:
    for page_file in sorted((APP / "pages").glob("*.ui")):
        add(spoken, page_file)

if __name__ == "__main__":
    tap.main()
