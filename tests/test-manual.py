#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page tells the truth: every command, option, key, error and exit status is in it, and nothing else."""

import os
import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "system"))

import tap  # pylint: disable=wrong-import-position

PORTOLAN = os.environ["PORTOLAN"]
TOP = pathlib.Path(__file__).parent.parent
MAN = (TOP / "data/man/portolan.1").read_text().replace("\\-", "-").replace("\\e", "\\")
ENUMS = ("REMEDY", "ORIGIN", "TRANSPORT", "TRUST", "SENT", "ANSWER", "RESULT", "STEP")


def section(name):
    """One section of the page."""
    return MAN.split(f".SH {name}\n")[1].split("\n.SH ")[0]


def words_of(text):
    """Words in which a dash or an underscore belongs to the word."""
    return set(re.findall(r"[a-z][a-z0-9_-]*", text))


def bold(text):
    """What stands in bold: all of .B, and every other one of .BR and .BI."""
    for line in text.splitlines():
        macro, _, rest = line.partition(" ")
        if macro == ".B":
            yield rest.split()[0]
        elif macro in (".BR", ".BI"):
            yield from (word.strip() for word in shlex.split(rest)[::2])


def sources(*folders):
    """The source of these folders."""
    return "\n".join(file.read_text() for folder in folders for file in sorted((TOP / folder).glob("*.c")))


def help_of(*command):
    """What a command says about itself."""
    return subprocess.run([PORTOLAN, *command, "--help"], capture_output=True, text=True, check=True, timeout=20,
                          env={"LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "PATH": ""}).stdout


def commands():
    """The subcommands, as the general help lists them."""
    return re.findall(r"^  ([a-z]+)  ", help_of().split("Commands:")[1], re.MULTILINE)


def errors():
    """The id of every error, by its name in the source."""
    return {code: nick for code, nick in re.findall(r'VALUE \((?:PTL_ERROR_)?([A-Z0-9_]+), "([a-z0-9-]+)"\)',
                                                    (TOP / "src/lib/values/ptl-error.c").read_text())}


def statuses():
    """The exit status of every error."""
    names = re.findall(r"PTL_EXIT_[A-Z_]+", (TOP / "src/cli/ptl-cli.h").read_text().split("typedef enum")[1].split("}")[0])
    switch = (TOP / "src/cli/ptl-cli.c").read_text().split("\nptl_cli_exit_for (")[1].split("\n}\n")[0]
    found = {}
    for cases, status in re.findall(r"((?:case PTL_ERROR_[A-Z0-9_]+:\s*)+)return (PTL_EXIT_[A-Z_]+);", switch):
        found |= {code: names.index(status) for code in re.findall(r"PTL_ERROR_([A-Z0-9_]+)", cases)}
    usual = names.index(re.search(r"default:\s*return (PTL_EXIT_[A-Z_]+);", switch)[1])
    return {nick: found.get(code, usual) for code, nick in errors().items()}


@tap.case("every command and option of the help is in it, and the other way round")
def _():
    told = set(re.findall(r"^\.B ([a-z]+)$", section("COMMANDS"), re.MULTILINE))
    tap.equal(told - {"portolan"} & set(commands()), set(commands()), "commands")
    known = {option for command in commands() for option in re.findall(r"--([a-z-]+)", help_of(command).split("Options:")[1])}
    tap.equal(set(re.findall(r"--([a-z][a-z-]*)", section("OPTIONS"))), known, "options")
    tap.equal({option for option in re.findall(r"--([a-z][a-z-]*)", MAN)} - known, set(), "options that there are not")


@tap.case("every key of the JSON is in it, and the other way round")
def _():
    text = section("JSON")
    code = sources("src/cli", "src/lib/values")
    known = set(re.findall(r'(?:_member|set_text|set_time) \([^,;"]+, "([a-z0-9_]+)"', code)) | {"content", "content_base64"}
    assert len(known) > 90, known
    tap.equal(sorted(known - words_of(text)), [], "keys that are not told")
    values = {nick for enum in ENUMS for nick in re.findall(rf'\(PTL_{enum}_[A-Z0-9_]+, "([a-z0-9-]+)"\)', code)}
    tap.equal(sorted(values - words_of(text)), [], "values that are not told")
    others = {"null", "ERRORS", "portolan", "server", *commands(), "imap", "pop3"}
    tap.equal(sorted(word for word in bold(text) if not word.startswith("--") and word not in known | values | others), [],
              "keys that there are not")


@tap.case("every error is in it with its exit status")
def _():
    told = {}
    for status, text in re.findall(r"\.TP\n([0-9])\n((?:[^\n]+\n?)+?)(?=\.TP|\Z)", section("ERRORS")):
        told |= {word: int(status) for word in words_of(re.sub(r"\([^)]*\)", "", text)) if word in statuses()}
    tap.equal(told, statuses())
    assert len(told) > 50, told


@tap.case("every exit status is in it, and no other")
def _():
    names = re.findall(r"PTL_EXIT_[A-Z_]+", (TOP / "src/cli/ptl-cli.h").read_text().split("typedef enum")[1].split("}")[0])
    tap.equal(re.findall(r"^\.TP\n([0-9]+)$", ".TP\n" + section("EXIT STATUS").partition(".TP\n")[2], re.MULTILINE),
              [str(number) for number in range(len(names))])


@tap.case("every rule of an administrator is in it and in README.md")
def _():
    known = re.search(r"known\[\] = \{([^}]*)\}", (TOP / "src/lib/values/ptl-policy.c").read_text())[1]
    for key in re.findall(r'"([A-Za-z]+)"', known):
        assert f" {key}=" in section("FILES"), f"{key} is not in the manual page"
        assert f"\n    {key}=" in (TOP / "README.md").read_text(), f"{key} is not in README.md"


@tap.case("portolan-gtk(1) has the options of the assistant, and no other")
def _():
    page = (TOP / "data/man/portolan-gtk.1").read_text().replace("\\-", "-").split(".SH OPTIONS\n")[1].split("\n.SH ")[0]
    known = re.findall(r'\{ "([a-z-]+)", 0, 0, G_OPTION_', (TOP / "src/app/ptl-application.c").read_text())
    tap.equal(sorted(re.findall(r"^\.B --([a-z-]+)$", page, re.MULTILINE)), sorted([*known, "help"]))


if __name__ == "__main__":
    tap.main()
