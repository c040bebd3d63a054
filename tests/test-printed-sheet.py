#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings sheet as a PDF: its text and its code are read by other people's readers.

Environment: PORTOLAN, the program.  Prints TAP.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "system"))

import tap  # noqa: E402

NAME = "Tess \"Q.\" O'Neil; <#1> %s \\ $HOME & Ünal"


def server(protocol, host, port, security):
    """A server as the JSON writes it."""
    return {"protocol": protocol, "host": host, "port": port, "security": security, "username": "tess.o'neil",
            "authentication": ["password-cleartext"]}


def account(name=NAME, **changes):
    """An account as `portolan setup --json` prints it."""
    return {"address": "tess@example.org", "name": name, "provider": "Example", "offline_copy": True, "result": "ready",
            "incoming": server("imap", "imap.example.org", 993, "tls"), "outgoing": server("smtp", "smtp.example.org", 587, "starttls"),
            "leave_on_server": None, "leave_days": None} | changes


def pdf(meant):
    """The sheet of the account."""
    path = pathlib.Path(tap.keep.enter_context(tempfile.TemporaryDirectory())) / "sheet.pdf"
    home = {"HOME": str(path.parent), "XDG_STATE_HOME": str(path.parent)}
    run = subprocess.run([os.environ["PORTOLAN"], "export", f"pdf={path}"], input=json.dumps({"account": meant}), text=True,
                         capture_output=True, check=False, env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="") | home)
    tap.equal(run.returncode, 0, run.stderr)
    return path


def call(*arguments):
    """What a program prints."""
    return subprocess.run(arguments, capture_output=True, check=True).stdout


@tap.case("its text can be copied and searched, and it is one page")
def _():
    for meant in (account(), account("W" * 900), account("😀 " * 60, incoming=server("imap", "fd00::1", 10993, "tls"))):
        path = pdf(meant)
        assert b"\nPages:           1\n" in call("pdfinfo", path)
        text = call("pdftotext", "-layout", path, "-").decode()
        for word in ("Mail settings for tess@example.org", str(meant["incoming"]["port"]), meant["incoming"]["host"], "SSL/TLS",
                     "STARTTLS", "587", "tess.o'neil", "normal password"):
            tap.contains(text, word)
    tap.contains(call("pdftotext", "-layout", pdf(account()), "-").decode(), NAME)


@tap.case("a long address is whole, in the text and in the code")
def _():
    long = "w" * 64 + "@" + "bootsbau." * 6 + "example"
    path = pdf(account(address=long))
    text = call("pdftotext", "-layout", path, "-").decode()
    tap.contains("".join(text.split()), "".join(f"Mail settings for {long}".split()))
    call("pdftoppm", "-r", "200", "-png", "-singlefile", path, path.with_suffix(""))
    tap.contains(call("zbarimg", "--quiet", "--raw", "-Sbinary", path.with_suffix(".png")).decode("ascii"), long)


@tap.case("its code is read from the paper, without a password")
def _():
    path = pdf(account())
    call("pdftoppm", "-r", "150", "-png", "-singlefile", path, path.with_suffix(""))
    text = call("zbarimg", "--quiet", "--raw", "-Sbinary", path.with_suffix(".png")).decode("ascii")
    version, parts, incoming, ((outgoing, identity),) = json.loads(text)
    tap.equal((version, parts), (1, [1, 1]))
    tap.equal(incoming, [0, "imap.example.org", 993, 3, 1, "tess.o'neil", "tess@example.org"])
    tap.equal(outgoing, [0, "smtp.example.org", 587, 2, 1, "tess.o'neil"])
    tap.equal(identity, ["tess@example.org", NAME])


@tap.case("in JSON a PDF is written in Base64")
def _():
    run = subprocess.run([os.environ["PORTOLAN"], "export", "pdf=-", "--json"], input=json.dumps(account()), text=True,
                         capture_output=True, check=True)
    export, = json.loads(run.stdout)["exports"]
    assert "content" not in export and export["content_base64"].startswith("JVBERi0"), export


if __name__ == "__main__":
    missing = [name for name in ("pdfinfo", "pdftotext", "pdftoppm", "zbarimg") if not shutil.which(name)]
    tap.main(f"not installed: {', '.join(missing)}" if missing else None)
