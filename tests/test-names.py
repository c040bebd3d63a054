#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are hard to write down, for each export that somebody else's reader can read: what is read is what was meant, or it was
refused in words and nothing was written.  PORTOLAN is the program.  Prints TAP."""

import ast
import configparser
import email.header
import email.utils
import hashlib
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
import urllib.parse
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
    env = put_tool(path, "#!/bin/sh\necho secret\n")
    done = subprocess.run(["msmtp", "-C", path, "--pretend", "x@harbour.example"], input="", capture_output=True, text=True, check=True,
                          env=env)
    return None, re.search("^user = (.*)$", done.stdout, re.M)[1]


def put_tool(path, lines):
    """A secret-tool for the program, which finds it before the real one. Returns: the environment."""
    tool = path.parent / "bin" / "secret-tool"
    tool.parent.mkdir()
    tool.write_text(lines)
    tool.chmod(0o700)
    return dict(os.environ, HOME=str(path.parent), LC_ALL="C.UTF-8", PATH=f"{tool.parent}:{os.environ['PATH']}")


def read_mpop(path):
    env = put_tool(path, "#!/bin/sh\necho secret\n")
    done = subprocess.run(["mpop", "-C", path, "--pretend"], capture_output=True, text=True, check=True, env=env)
    return None, re.search("^user = (.*)$", done.stdout, re.M)[1]


# What a server says and hears of one that signs in. The words of LOGIN are strings or literals (RFC 3501 4.3).
SERVER = r"""import re, sys
def say(text):
    sys.stdout.buffer.write(text + b"\r\n")
    sys.stdout.flush()
say(b"* OK [CAPABILITY IMAP4rev1] there")
for line in sys.stdin.buffer:
    tag, command = line.rstrip(b"\r\n").split(b" ", 1)
    if command.startswith(b"LOGIN "):
        while literal := re.search(rb"\{(\d+)\+?\}$", command):
            say(b"+ go on")
            command = command[:literal.start()] + b'"' + re.sub(rb'([\\"])', rb"\\\1", sys.stdin.buffer.read(int(literal[1]))) + b'"'
            command += sys.stdin.buffer.readline().rstrip(b"\r\n")
        open(sys.argv[1], "wb").write(command)
        break
    if command == b"CAPABILITY":
        say(b"* CAPABILITY IMAP4rev1")
    say(tag + b" OK done")
"""


def read_mbsync(path):
    """It signs in through a pipe, with a password that tells the user whose it is; both have to fit into 1,000 bytes."""
    env = put_tool(path, '#!/bin/sh\nwhile [ "$1" != user ]; do shift; done\nprintf %s "$2" | sha1sum | cut -c-40\n')
    server, heard, config = (path.parent / name for name in ("server.py", "heard", "piped"))
    server.write_text(SERVER)
    config.write_text(re.sub("^SSLType .*$", f'SSLType None\\nAuthMechs LOGIN\\nTunnel "{sys.executable} {server} {heard}"', text_of(path), flags=re.M))
    subprocess.run(["mbsync", "-c", config, "-l", ADDRESS], capture_output=True, check=False, env=env, stdin=subprocess.DEVNULL)
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', heard.read_text(encoding="utf-8"))]
    assert len(words) == 2 and words[1] == hashlib.sha1(words[0].encode()).hexdigest(), f"{words[0]!r} has the password of somebody else"
    return None, words[0]


def read_aerc(path):
    """A value ends before a comment, unless it stands between backquotes or, as a whole, between other quotes."""
    values = dict(line.split(" = ", 1) for line in text_of(path).split("\n") if " = " in line)
    assert "source" in values, "lines are lost"
    for key, value in values.items():
        if value.startswith("`"):
            assert value.endswith("`") and value.count("`") == 2, value
            value = value[1:-1]
        else:
            assert not re.search(r"[;#]|^\s|\s$|\\$", value) and not (value[0] == value[-1] and value[0] in "\"'"), value
        assert not re.search(r"%\([^)]+\)s", value), value
        values[key] = value
    name, address = email.utils.parseaddr(values["from"])
    assert address == ADDRESS, values["from"]
    name = str(email.header.make_header(email.header.decode_header(name))) if name.startswith("=?") else name
    return name, urllib.parse.unquote(urllib.parse.urlsplit(values["source"]).netloc.rpartition("@")[0])


def read_claws(path):
    """Up to the end of the line, of which no more than 8191 bytes are read at once."""
    lines = [line for line in path.read_bytes().split(b"\n") if line]
    assert all(len(line) < 8191 for line in lines), "a line is too long"
    values = dict(line.rstrip(b"\r").split(b"=", 1) for line in lines if line[0] not in b"[#")
    return values.get(b"name", b"").decode(), values[b"user_id"].decode()


def read_thunderbird(path):
    """Its texts are those of JavaScript, which are those of JSON here."""
    prefs, = path.glob(".thunderbird/*/prefs.js")
    lines = text_of(prefs).split("\n")
    assert all(re.fullmatch(r'user_pref\("[a-zA-Z0-9._]+", ("([^"\\\r]|\\[\\"nr])*"|-?\d+|true|false)\);|', line) for line in lines), lines
    values = dict(json.loads("[" + line[len("user_pref("):-2] + "]", strict=False) for line in lines if line)
    return values.get("mail.identity.id1.fullName"), values["mail.server.server1.userName"]


def read_mutt(path):
    done = subprocess.run(["neomutt", "-F", path, "-Q", "real_name", "-Q", "imap_user"], capture_output=True, text=True, check=True)
    values = dict(re.findall(r'^set (\w+) = "((?:[^"\\]|\\.)*)"$', done.stdout, re.M | re.S))
    undo = {"n": "\n", "r": "\r", "t": "\t"}
    values = {name: re.sub(r"\\(.)", lambda one: undo.get(one[1], one[1]), value, flags=re.S) for name, value in values.items()}
    return values.get("real_name"), values["imap_user"]


# How a name may stand there in another way that means the same is not known here: a target whose name is None says nothing of it.
READERS = {"apple": read_apple, "autoconfig": read_autoconfig, "json": read_json, "offlineimap": read_offlineimap, "getmail": read_getmail,
           "himalaya": read_himalaya, "evolution": read_evolution, "geary": read_geary, "fetchmail": read_fetchmail, "msmtp": read_msmtp,
           "neomutt": read_mutt, "mpop": read_mpop, "mbsync": read_mbsync, "aerc": read_aerc, "claws-mail": read_claws,
           "sylpheed": read_claws, "thunderbird": read_thunderbird}
PROGRAMS = ("fetchmail", "msmtp", "neomutt", "mpop", "mbsync")
# Those that do not read lines of any length.
BOUNDED = ("msmtp", "mpop", "mbsync", "claws-mail", "sylpheed")
# Those that have accounts below the home, wherever that is.
AT_HOME = ("thunderbird",)


def account(name, login, receives):
    def server(protocol, host, port):
        return {"protocol": protocol, "host": host, "port": port, "security": "tls", "username": login, "authentication": ["password-cleartext"]}
    return {"address": ADDRESS, "name": name, "provider": None, "incoming": server(receives, "imap.harbour.example", 993),
            "outgoing": server("smtp", "smtp.harbour.example", 465), "leave_on_server": receives == "pop3" or None, "leave_days": None, "offline_copy": True,
            "result": "ready"}


def try_one(target, name, login):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        path = home / ("there" if target in ("evolution", "geary") else "there.file")
        env = dict(os.environ, HOME=folder, LC_ALL="C.UTF-8", DBUS_SESSION_BUS_ADDRESS="disabled:")
        for key in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            env.pop(key, None)
        told = json.dumps({"account": account(name, login, "pop3" if target == "mpop" else "imap")})
        done = subprocess.run([os.environ["PORTOLAN"], "export", target if target in AT_HOME else f"{target}={path}"], input=told,
                              capture_output=True, text=True, check=False, env=env)
        if done.returncode != 0:
            assert done.returncode in (2, 6) and (done.stdout + done.stderr).strip(), f"exit {done.returncode}: {done.stderr}"
            assert not path.exists() and not (home / ".thunderbird").exists(), f"refused, and written: {done.stderr}"
            return False
        read_name, read_login = READERS[target](home if target in AT_HOME else path)
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


def check_longest(target):
    """Up to some length a login is read as it is; from there on it is refused."""
    read, refused = 1, 10000
    assert not try_one(target, "Tess", "x" * refused), "everything is accepted"
    while refused - read > 1:
        length = (read + refused) // 2
        try:
            accepted = try_one(target, "Tess", "x" * length)
        except Exception as failure:
            raise AssertionError(f"a login of {length} letters: {failure}") from failure
        read, refused = (length, refused) if accepted else (read, length)
    assert read >= 400, f"refused from {refused} letters on"


def main():
    print(f"1..{len(READERS)}")
    failed = False
    for number, target in enumerate(READERS, 1):
        if target in PROGRAMS and not shutil.which(target):
            print(f"ok {number} - {target} # SKIP {target} is missing")
            continue
        try:
            check(target)
            if target in BOUNDED:
                check_longest(target)
            print(f"ok {number} - {target}")
        except AssertionError as failure:
            failed = True
            print(f"# {failure}\nnot ok {number} - {target}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
