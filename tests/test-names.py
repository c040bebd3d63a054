#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are hard to write down, for each export that somebody else's reader can read: what is read is what was meant, or it was
refused in words and nothing was written.  PORTOLAN is the program.  Prints TAP."""

import ast
import configparser
import json
import os
import pathlib
import plistlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ElementTree

N_NAMES = 12
ADDRESS = "tess@harbour.example"
PIECES = ("a", "Zoë", "o'neil", '"', '""', "\\", "\\\\", "\\n", "%", "%s", "%(x)s", "%41", "%EMAILADDRESS%", "$HOME", "${x}", "`id`", "$(id)", "#", ";", "; rm", "=",
          "[x]", "{", "}", "<b>", "&amp;", "]]>", "-->", " ", "  ", "\t", ",", ":", "/", "//", "@", "!", "^", "~", "|", "*", "☃", "😀", "e\u0301",
          "مرحبا", "日本", "\u00a0", "\ufeff", "\u2028", "\u202e", "\n", "\r", "\x01", "\x1b", "\x7f", "\u0085", "x" * 300)


def text_of(path):
    return path.read_text(encoding="utf-8")


def key_file(text, group, key):
    """A value as GKeyFile reads it."""
    inside = False
    for line in text.split("\n"):
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and line.startswith(key + "="):
            return re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}[found[1]], line[len(key) + 1:])
    return None


def read_apple(path):
    mail, = plistlib.loads(path.read_bytes())["PayloadContent"]
    return mail.get("EmailAccountName"), mail["IncomingMailServerUsername"]


def read_autoconfig(path):
    """With what a reader puts in the place of its signs."""
    login = ElementTree.parse(path).getroot().find(".//incomingServer").find("username").text
    for sign, value in (("%EMAILADDRESS%", ADDRESS), ("%EMAILLOCALPART%", "tess"), ("%EMAILDOMAIN%", "harbour.example")):
        login = login.replace(sign, value)
    return None, login


def read_json(path):
    account = json.loads(text_of(path))
    account = account.get("account", account)
    return account["name"], account["incoming"]["username"]


def read_offlineimap(path):
    parser = configparser.ConfigParser()
    parser.read_string(text_of(path))
    name, = [one for one in parser.sections() if one.startswith("Repository ") and one.endswith("-remote")]
    return None, parser[name]["remoteuser"]


def read_getmail(path):
    parser = configparser.RawConfigParser()
    parser.read_string(text_of(path))
    return None, parser["retriever"]["username"]


def read_himalaya(path):
    (_, account), = tomllib.loads(text_of(path))["accounts"].items()
    return account.get("display-name"), find(account, ("login", "username", "user"))


def find(tree, names):
    """The first text of such a name in a tree of tables."""
    for name, value in tree.items():
        found = value if name in names and isinstance(value, str) else find(value, names) if isinstance(value, dict) else None
        if found is not None:
            return found
    return None


def read_evolution(path):
    found = {}
    for one in path.iterdir():
        text = text_of(one)
        if "[Mail Identity]" in text:
            found["name"] = key_file(text, "Mail Identity", "Name")
        if "[Mail Account]" in text:
            found["user"] = key_file(text, "Authentication", "User")
    return found["name"], found["user"]


def read_geary(path):
    one, = path.rglob("geary.ini")
    return None, key_file(text_of(one), "Incoming", "login")


def read_fetchmail(path):
    """What it says of letters outside of ASCII cannot be read back."""
    done = subprocess.run(["fetchmail", "-f", path, "--configdump"], capture_output=True, check=True)
    found = re.search(rb'"remote":("(?:[^"\\]|\\.)*")', done.stdout)
    return None, None if rb"\0x" in found[1] else ast.literal_eval(found[1].decode())


def read_msmtp(path):
    """It asks for the password even if it only pretends."""
    tool = path.parent / "bin" / "secret-tool"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho secret\n")
    tool.chmod(0o700)
    done = subprocess.run(["msmtp", "-C", path, "--pretend", "x@harbour.example"], input="", capture_output=True, text=True, check=True,
                          env=dict(os.environ, PATH=f"{tool.parent}:{os.environ['PATH']}"))
    return None, re.search("^user = (.*)$", done.stdout, re.M)[1]


def read_mutt(path):
    done = subprocess.run(["neomutt", "-F", path, "-Q", "real_name", "-Q", "imap_user"], capture_output=True, text=True, check=True)
    values = dict(re.findall(r'^set (\w+) = "((?:[^"\\]|\\.)*)"$', done.stdout, re.M | re.S))
    undo = {"n": "\n", "r": "\r", "t": "\t"}
    values = {name: re.sub(r"\\(.)", lambda one: undo.get(one[1], one[1]), value, flags=re.S) for name, value in values.items()}
    return values.get("real_name"), values["imap_user"]


# How a name may stand there in another way that means the same is not known here: a target whose name is None says nothing of it.
READERS = {"apple": read_apple, "autoconfig": read_autoconfig, "json": read_json, "offlineimap": read_offlineimap, "getmail": read_getmail,
           "himalaya": read_himalaya, "evolution": read_evolution, "geary": read_geary, "fetchmail": read_fetchmail, "msmtp": read_msmtp,
           "neomutt": read_mutt}


def account(name, login):
    def server(protocol, host, port):
        return {"protocol": protocol, "host": host, "port": port, "security": "tls", "username": login, "authentication": ["password-cleartext"]}
    return {"address": ADDRESS, "name": name, "provider": None, "incoming": server("imap", "imap.harbour.example", 993),
            "outgoing": server("smtp", "smtp.harbour.example", 465), "leave_on_server": None, "leave_days": None, "offline_copy": True,
            "result": "ready"}


def try_one(target, name, login):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        path = home / ("there" if target in ("evolution", "geary") else "there.file")
        env = dict(os.environ, HOME=folder, LC_ALL="C.UTF-8", DBUS_SESSION_BUS_ADDRESS="disabled:")
        for key in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            env.pop(key, None)
        done = subprocess.run([os.environ["PORTOLAN"], "export", f"{target}={path}"], input=json.dumps({"account": account(name, login)}),
                              capture_output=True, text=True, check=False, env=env)
        if done.returncode != 0:
            assert done.returncode in (2, 6) and (done.stdout + done.stderr).strip(), f"exit {done.returncode}: {done.stderr}"
            assert not path.exists(), f"refused, and written: {done.stderr}"
            return False
        read_name, read_login = READERS[target](path)
        assert read_login == login or read_login is None and not login.isascii(), f"the login is {read_login!r}"
        assert read_name is None or read_name == name, f"the name is {read_name!r}"
        return True


def make_text(rand, usual):
    return usual if rand.random() < 0.3 else "".join(rand.choice(PIECES) for _ in range(rand.randint(1, 4)))


def check(target):
    rand = random.Random(target)
    accepted = 0
    for _ in range(N_NAMES):
        name, login = make_text(rand, "Tess"), make_text(rand, "tess")
        try:
            accepted += try_one(target, name, login)
        except Exception as failure:
            raise AssertionError(f"name {name!r}, login {login!r}: {failure}") from failure
    assert accepted > 0, "nothing was accepted"


def main():
    print(f"1..{len(READERS)}")
    failed = False
    for number, target in enumerate(READERS, 1):
        program = {"fetchmail": "fetchmail", "msmtp": "msmtp", "neomutt": "neomutt"}.get(target)
        if program and not shutil.which(program):
            print(f"ok {number} - {target} # SKIP {program} is missing")
            continue
        try:
            check(target)
            print(f"ok {number} - {target}")
        except AssertionError as failure:
            failed = True
            print(f"# {failure}\nnot ok {number} - {target}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
