#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are all strings listed for translators, and translated?

  check-translations.py TOP

Every source file with a translatable string is in POTFILES.in and the other way round; each language of LINGUAS passes `msgfmt -c`
and translates every string that the sources have now. And does a person get to the end of each sentence?
"""

import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(sys.argv[1])
MARK = re.compile(r'(?<![A-Za-z0-9])(?:_|N_|C_|ngettext|g_dngettext)\s*\(\s*"|(?<=\s)translatable="yes"')
MOST_WORDS = 25
KEYWORDS = ("_", "N_", "C_:1c,2", "ngettext:1,2", "g_dngettext:2,3", "dngettext:2,3")


def listed():
    """What POTFILES.in names."""
    lines = (TOP / "po/POTFILES.in").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def marked():
    """The sources with something to translate."""
    files = [path for folder in ("src", "data") for kind in ("*.c", "*.ui") for path in (TOP / folder).rglob(kind)]
    return {str(path.relative_to(TOP)) for path in files if MARK.search(path.read_text(encoding="utf-8"))}


def check_list():
    """Complaints about POTFILES.in."""
    sources = {name for name in listed() if name.endswith((".c", ".ui"))}
    complaints = [f"{name} has strings, but is not in po/POTFILES.in" for name in sorted(marked() - sources)]
    complaints += [f"{name} is in po/POTFILES.in, but there is no such file" for name in sorted(listed()) if not (TOP / name).exists()]
    return complaints


def template(folder):
    """All strings of now."""
    path = pathlib.Path(folder) / "portolan.pot"
    subprocess.run(["xgettext", "--from-code=UTF-8", f"--directory={TOP}", f"--files-from={TOP}/po/POTFILES.in", f"--output={path}",
                    *(f"--keyword={word}" for word in KEYWORDS)], check=True, stderr=subprocess.DEVNULL)
    return path


def long_sentences(pot):
    """Sentences that are longer than people read."""
    plain = subprocess.run(["msgcat", "--no-wrap", "--no-location", pot], capture_output=True, text=True, check=True).stdout
    for block in plain.split("\n\n")[1:]:
        for message in re.findall(r'^msgid(?:_plural)? ((?:".*"\n?)+)', block, re.M):
            text = "".join(re.findall(r'^"(.*)"$', message, re.M)).replace("\\n", "\n")
            for sentence in re.split(r"(?<=[.!?:;])\s+|\n", text):
                if len(sentence.split()) > MOST_WORDS:
                    yield f"{len(sentence.split())} words: {sentence}"


def check_language(language, pot, folder):
    """Complaints about one translation."""
    source, merged = TOP / f"po/{language}.po", pathlib.Path(folder) / f"{language}.po"
    checked = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", source], capture_output=True, text=True, check=False)
    if checked.returncode:
        return [checked.stderr.strip()]
    subprocess.run(["msgmerge", "-q", "--no-fuzzy-matching", "-o", merged, source, pot], check=True)
    missing = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", merged], capture_output=True, text=True,
                             check=True).stdout
    strings = [line for line in missing.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
    return [f"not translated: {line[6:]}" for line in strings]


def main():
    languages = (TOP / "po/LINGUAS").read_text(encoding="utf-8").split()
    print(f"1..{2 + len(languages)}")
    with tempfile.TemporaryDirectory() as folder:
        results = {"every source with strings is listed": check_list()}
        pot = template(folder)
        results["no sentence is too long"] = list(long_sentences(pot))
        for language in languages:
            results[f"{language} is complete"] = check_language(language, pot, folder)
    for number, (name, complaints) in enumerate(results.items(), 1):
        for complaint in complaints:
            print(f"# {complaint}")
        print(f"{'not ok' if complaints else 'ok'} {number} - {name}")


if __name__ == "__main__":
    main()
