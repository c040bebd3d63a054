#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line without a network: what it prints, how it ends, and that it does so whatever it is told."""

import codecs
import contextlib
import ctypes
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "system"))

import tap  # pylint: disable=wrong-import-position

PORTOLAN = os.environ["PORTOLAN"]
SECRET = "Xq7-secret-never-shown"
ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def leave_the_network():
    """Into a network where there is only this computer, with or without root.  Says whether that worked."""
    user, root = os.getuid(), os.getuid() == 0
    if ctypes.CDLL(None).unshare(CLONE_NEWNET if root else CLONE_NEWNET | CLONE_NEWUSER) != 0:
        return False
    if not root:
        pathlib.Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    return True


ALONE = leave_the_network()
home = pathlib.Path(tap.keep.enter_context(tempfile.TemporaryDirectory(prefix="portolan-cli-")))
data = home / "data" / "portolan" / "providers"
data.mkdir(parents=True)


def environment(**more):
    """A home of our own, our own list, and nothing else of this machine's."""
    return {"HOME": str(home), "XDG_DATA_DIRS": f"{home}/data:/usr/share", "XDG_RUNTIME_DIR": str(home), "PATH": str(home / "bin"),
            "LC_ALL": "C.UTF-8", "TERM": "xterm", "GSETTINGS_BACKEND": "memory", "G_DEBUG": "fatal-warnings",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")} | more


def provider(domain, incoming, outgoing, name="Own list"):
    """Lay a provider down on this computer: servers as (type, port, security)."""
    def server(tag, kind, port, security):
        return (f'<{tag} type="{kind}"><hostname>mail.{domain}</hostname><port>{port}</port><socketType>{security}</socketType>'
                f'<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></{tag}>')
    servers = [server("incomingServer", *each) for each in incoming] + [server("outgoingServer", *each) for each in outgoing]
    (data / f"{domain}.xml").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1"><emailProvider id="{domain}"><domain>{domain}</domain>'
        f'<displayName>{name}</displayName>{"".join(servers)}</emailProvider></clientConfig>\n')


provider("tls.example", [("imap", 993, "SSL"), ("pop3", 995, "SSL")], [("smtp", 465, "SSL")])
provider("start.example", [("imap", 143, "STARTTLS")], [("smtp", 587, "STARTTLS")])
provider("plain.example", [("imap", 143, "plain")], [("smtp", 587, "plain")])
provider("deaf.example", [("imap", 993, "SSL")], [])
provider("tricks.example", [("imap", 993, "SSL")], [("smtp", 465, "SSL")], name="Evil\u202e\u0085\u200b\u2066 Mail")


class Run:
    """One call, ended."""

    def __init__(self, *arguments, stdin="", env=None, timeout=20, **options):
        self.arguments = arguments
        done = subprocess.run([PORTOLAN, *arguments], input=stdin.encode() if isinstance(stdin, str) else stdin,
                              capture_output=True, timeout=timeout, env=environment(**(env or {})), check=False, **options)
        self.status, self.raw = done.returncode, done.stdout
        self.out, self.err = done.stdout.decode(), done.stderr.decode()

    def __str__(self):
        return f"portolan {' '.join(self.arguments)}: exit {self.status}\n{self.out}\n{self.err}"

    def check(self, good, what):
        """Complain with everything that is known."""
        if not good:
            raise AssertionError(f"{what}\n{self}")
        return self

    def ends(self, status):
        """The exit status is this one, and nobody has seen the password."""
        self.check(self.status == status, f"exit {self.status}, expected {status}")
        self.check(SECRET not in self.out + self.err, "the password is shown")
        self.check("CRITICAL" not in self.err and "WARNING" not in self.err, "GLib complains")
        return self

    @property
    def json(self):
        """The one object."""
        try:
            found = json.loads(self.out)
        except ValueError as error:
            raise AssertionError(f"not one JSON value: {error}\n{self}") from error
        self.check(isinstance(found, dict), "not an object")
        return found

    def fails(self, status, error):
        """It ends so, with this error and a sentence and advice."""
        self.ends(status)
        found = self.json["error"]
        self.check(found["id"] == error, f"error {found['id']}, expected {error}")
        for key in ("message", "advice"):
            self.check(found[key] and found[key][-1] in ".!?”)", f"{key} is no sentence: {found[key]}")
        return self


def portolan_json(*arguments, **options):
    """One call with --json."""
    return Run(*arguments, "--json", **options)


# ------------------------------------------------------------------------------------------------------------- wrong usage

BAD_USAGE = [
    ["nonsense"], ["--nonsense"], ["discover"], ["discover", "a@b.example", "c@d.example"], ["discover", "--nonsense", "a@b.example"],
    ["recommend"], ["recommend", "a@tls.example", "--offline", "--devices", "three"], ["recommend", "a@b.example", "--storage", ""],
    ["recommend", "a@b.example", "--offline-reading", "maybe"], ["recommend", "a@b.example", "--readers"],
    ["recommend", "a@b.example", "--security", "none"], ["recommend", "a@b.example", "--protocol", "smtp"],
    ["discover", "a@b.example", "--timeout", "0"], ["discover", "a@b.example", "--timeout", "-5"], ["discover", "a@b.example", "--timeout", "-1"],
    ["discover", "a@b.example", "--timeout", "99999"], ["discover", "a@b.example", "--timeout", "soon"],
    ["discover", "a@b.example", "--directory", "--no-directory"], ["discover", "a@b.example", "--quiet", "--verbose"],
    ["setup"], ["setup", "--offline"], ["setup", "a@tls.example", "extra", "--offline"],
    ["setup", "a@tls.example", "--offline", "--export", "nowhere"], ["setup", "a@tls.example", "--offline", "--export", "text="],
    ["setup", "a@tls.example", "--offline", "--export", ""], ["setup", "a@tls.example", "--offline", "--username", ""],
    ["setup", "a@tls.example", "--offline", "--password-stdin", "--password-file", "x"],
    ["setup", "a@tls.example", "--offline", "--password-file", "/nowhere/at/all"],
    ["setup", "a@tls.example", "--offline", "--password-fd", "99"], ["setup", "a@tls.example", "--offline", "--password-fd", "-7"],
    ["setup", "a@tls.example", "--offline", "--password-fd", "-1"],
    ["setup", "a@tls.example", "--offline", "--password-stdin"], ["setup", "a@tls.example", "--offline", "--password", "x"],
    ["setup", "a@tls.example", "--answers", "/nowhere/at/all"],
    ["probe"], ["probe", "imap"], ["probe", "imap", "localhost", "993"], ["probe", "nntp", "localhost", "993", "tls"],
    ["probe", "imap", "localhost", "0", "tls"], ["probe", "imap", "localhost", "65536", "tls"],
    ["probe", "imap", "localhost", "imaps", "tls"], ["probe", "imap", "localhost", "993", "ssl"],
    ["probe", "imap", "", "993", "tls"], ["probe", "imap", "bad host", "993", "tls"], ["probe", "imap", "-", "993", "tls"],
    ["probe", "imap", "a..b", "993", "tls"], ["probe", "imap", "localhost", "993", "tls", "--password-stdin"],
    ["export", "mbsync", "--store-password"], ["export", "mbsync", "--password-stdin"],
    ["export"], ["export", "nowhere"], ["export", "text", "json"], ["undo", "no-such-id"], ["undo", "../../etc/passwd"],
    ["ports", "nntp"], ["ports", "imap", "pop3"], ["--quiet"], ["--", "--json"],
]


@tap.case("wrong usage: exit 2 and a sentence, with --json exactly one object")
def _():
    for arguments in BAD_USAGE:
        plain = Run(*arguments, stdin="").ends(2)
        plain.check(plain.out == "" and plain.err.strip(), "not on the standard error")
        if "--" not in arguments and "--json" not in arguments:
            portolan_json(*arguments, stdin="").fails(2, "usage")
        Run("--json", *arguments, stdin="").fails(2, "usage")
    tap.note(f"{len(BAD_USAGE)} ways to be wrong")


BAD_ADDRESSES = ["", "a", "@", "a@", "@b.example", "a@@b.example", "a b@c.example", "a@b..example", "a@.example", "a@-b.example",
                 "a@b.example\x1b[2J", "a" * 300 + "@b.example", "a@" + "b" * 64 + ".example", "a@b.example,c@d.example",
                 "a@[", "a\u202e@b.example"]


@tap.case("an address that is none: exit 2, address-invalid")
def _():
    for address in BAD_ADDRESSES:
        for command in ("discover", "recommend", "setup"):
            run = portolan_json(command, address, "--offline").fails(2, "address-invalid")
            run.check("\x1b" not in run.out, "it repeats what commands the terminal")
            human = Run(command, address, "--offline").ends(2)
            human.check("\x1b" not in human.err and "\u202e" not in human.err, "it repeats what commands the terminal")


@tap.case("a slip of a well-known domain is pointed out, and nothing is put right in silence")
def _():
    for command in ("discover", "recommend", "setup"):
        run = portolan_json(command, "Anna <a@gmial.com>", "--offline").ends(3)
        tap.equal(run.json["suggestion"], "a@gmail.com")
        tap.equal(run.json["address"], "a@gmial.com")
        human = Run(command, "a@gmial.com", "--offline").ends(3)
        tap.contains(human.err, "Did you mean a@gmail.com?")
        human.check(portolan_json(command, "a@gmail.com", "--offline").json.get("suggestion") is None, "a right one is suspected")


@tap.case("bytes that are not UTF-8 are refused wherever they stand")
def _():
    for arguments in (["discover", b"a\xff@b.example"], ["setup", "a@tls.example", "--offline", "--name", b"\xff"],
                      ["setup", "a@tls.example", "--offline", "--username", b"\xc3"], ["ports", b"\xfe"],
                      ["probe", "imap", b"h\xf6st.example", "993", "tls"], [b"\x80"]):
        done = subprocess.run([PORTOLAN, *arguments, "--json"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20,
                              env=environment(), check=False)
        tap.equal(done.returncode, 2, str(arguments))
        json.loads(done.stdout.decode())


@tap.case("what cannot be printed is no success, and does not go where a closed stream's number leads")
def _():
    for arguments in (["ports"], ["setup", "a@tls.example", "--offline", "--json"], ["discover", "a@tls.example", "--offline"]):
        for where in (">/dev/full", ">&-", "<&- >&- 2>&-"):
            done = subprocess.run(["/bin/sh", "-c", f'exec "$0" "$@" {where}', PORTOLAN, *arguments], stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=40, env=environment(), check=False)
            tap.equal((done.returncode, done.stdout), (1, b""), f"{arguments} {where}: {done.stderr.decode()}")


@tap.case("--help and --version, of everything, for people and as JSON")
def _():
    for command in ([], ["setup"], ["discover"], ["recommend"], ["probe"], ["export"], ["undo"], ["ports"]):
        for option in ("--help", "-h"):
            run = Run(*command, option).ends(0)
            run.check("Usage:" in run.out and run.err == "", "no help")
        run.check(not command or f"portolan {command[0]} [OPTION…]" in run.out, "the usage names something else")
        portolan_json(*command, "--help").ends(0).check("help" in portolan_json(*command, "--help").json, "no help")
        Run(*command, "--version").ends(0).check(re.fullmatch(r"portolan \d+\.\d+\.\d+\n", Run("--version").out), "no version")
        portolan_json(*command, "--version").ends(0).check("version" in portolan_json("--version").json, "no version")
    for command in ("setup", "discover", "recommend", "probe", "export", "undo", "accounts", "ports"):
        Run("--help").check(f"  {command} " in Run("--help").out, f"{command} is not in the help")


@tap.case("every command and option is in the completions")
def _():
    top = pathlib.Path(__file__).parent.parent / "data"
    shells = {name: (top / "completions" / name).read_text() for name in ("portolan.bash", "_portolan", "portolan.fish")}
    for command in ("setup", "discover", "recommend", "probe", "export", "undo", "ports"):
        options = set(re.findall(r"--([a-z-]+)", Run(command, "--help").out.split("Options:")[1]))
        assert options >= {"json", "help"}, command
        assert all(command in text for text in shells.values()), command
        for option in options:
            for name, text in shells.items():
                assert re.search(rf"--{option}\b|-l {option}\b", text), f"--{option} is not in {name}"


def bash_completes(line):
    """What bash would offer after this line."""
    words = line.split(" ")
    script = f"""source {pathlib.Path(__file__).parent.parent}/data/completions/portolan.bash
        COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}; _portolan; echo "${{COMPREPLY[@]}}" """
    path = f"{pathlib.Path(PORTOLAN).parent}:/usr/bin:/bin"
    return subprocess.run(["bash", "-c", script], env=environment(PATH=path), capture_output=True, text=True, check=True).stdout.split()


@tap.case("bash completes commands, options, their values and targets")
def _():
    tap.equal(bash_completes("portolan dis"), ["discover"])
    tap.equal(bash_completes("portolan setup --no-"), ["--no-directory", "--no-check"])
    tap.equal(bash_completes("portolan setup --devices = s"), ["several"])
    tap.equal(bash_completes("portolan recommend --storage com"), ["computer"])
    tap.equal(bash_completes("portolan probe imap host 993 start"), ["starttls"])
    tap.equal(bash_completes("portolan export thunderb")[0], "thunderbird")
    tap.equal(bash_completes("portolan discover --exp"), [])


@tap.case("without arguments, a display and a terminal, it prints the help")
def _():
    Run(stdin="").ends(0).check("Usage:" in Run(stdin="").out, "no help")


# ------------------------------------------------------------------------------------------------ discover and recommend

@tap.case("discover: all keys, and nobody was asked")
def _():
    found = portolan_json("discover", "ben@tls.example", "--offline").ends(0).json
    tap.equal(sorted(found), ["address", "candidates", "conflicts", "contacted", "domain", "wishes"])
    tap.equal((found["address"], found["domain"], found["contacted"], found["conflicts"]), ("ben@tls.example", "tls.example", [], []))
    candidate, = found["candidates"]
    tap.equal(sorted(candidate), ["display_name", "evidence", "hints", "incoming", "outgoing", "source", "transport", "trust"])
    tap.equal((candidate["trust"], candidate["transport"]), ("trusted", "local"))
    tap.equal({key: candidate["incoming"][0][key] for key in ("protocol", "host", "port", "security", "username", "authentication")},
              {"protocol": "imap", "host": "mail.tls.example", "port": 993, "security": "tls", "username": "ben@tls.example",
               "authentication": ["password-cleartext"]})


@tap.case("discover: what the built-in list knows, and what it does not")
def _():
    found = portolan_json("discover", "ben@gmail.com", "--offline").ends(0).json
    tap.equal(found["candidates"][0]["source"], "bundled")
    portolan_json("discover", "ben@not-in-any-list.example", "--offline").fails(3, "nothing-found")
    run = Run("discover", "ben@not-in-any-list.example", "--offline").ends(3)
    run.check(run.err.strip(), "it says nothing")


@tap.case("what is wrong in a file on this computer is said, though the rest of it is used")
def _():
    provider("partly.example", [("imap", 993, "SSL"), ("pop3", 99999, "SSL")], [("smtp", 465, "SSL")])
    for command in ("discover", "recommend", "setup"):
        run = Run(command, "ben@partly.example", "--offline").ends(0)
        said = " ".join(run.err.split())
        run.check("partly.example.xml" in said and "99999" in said and "mail.partly.example" in run.out, "the mistake is not told")
        right = Run(command, "ben@tls.example", "--offline").ends(0)
        right.check("tls.example.xml" not in right.err, "a mistake is told where there is none")


@tap.case("what lies on this computer is read the same way each time, whatever else goes on")
def _():
    if not ALONE:
        raise tap.Skip("needs a network namespace of its own, so that nothing is asked of anybody")
    for _ in range(60):  # a race between threads once refused a good port in one of twelve
        found = portolan_json("discover", "ben@deaf.example", "--timeout", "5").ends(0).json
        tap.equal([candidate["source"] for candidate in found["candidates"]], ["local"])


@tap.case("recommend: each need changes what it should, each answer has its reason")
def _():
    rows = [([], "imap", "several-devices"), (["--devices", "one"], "imap", "kept-at-provider"),
            (["--readers", "several"], "imap", "shared-mailbox"),
            (["--devices", "one", "--storage", "computer"], "pop3", "free-space"),
            (["--devices", "one", "--storage", "computer", "--readers", "several"], "imap", "shared-mailbox"),
            (["--storage", "computer"], "imap", "several-devices")]
    for needs, protocol, reason in rows:
        found = portolan_json("recommend", "ben@tls.example", "--offline", *needs).ends(0).json["recommendation"]
        tap.equal((found["protocol"], found["reasons"][0]["id"]), (protocol, reason), str(needs))
        tap.equal((found["leave_on_server"], found["leave_days"]), (True, 14) if protocol == "pop3" else (None, None), str(needs))
        tap.equal([each["protocol"] for each in found["alternatives"]], ["pop3" if protocol == "imap" else "imap"])
        tap.equal(found["confirm"], [])
        for each in found["reasons"] + found["tradeoffs"]:
            assert ID.match(each["id"]) and each["text"].endswith("."), each
            for sentence in re.split(r"(?<=[.:])\s", each["text"]):
                assert len(sentence.split()) <= 25, sentence
    found = portolan_json("recommend", "ben@tls.example", "--offline", "--offline-reading", "no").json["recommendation"]
    tap.equal((found["offline_copy"], [each["id"] for each in found["reasons"]]),
              (False, ["several-devices", "encrypted-from-the-start"]))
    found = portolan_json("recommend", "ben@tls.example", "--offline", "--protocol", "pop3").json["recommendation"]
    tap.equal((found["protocol"], found["leave_on_server"], found["leave_days"]), ("pop3", True, None))
    assert "pop3-not-shared" in [each["id"] for each in found["tradeoffs"]]


@tap.case("recommend: what cannot be had is said, with what would have to be allowed")
def _():
    portolan_json("recommend", "ben@plain.example", "--offline").fails(4, "plaintext-only")
    portolan_json("recommend", "ben@plain.example", "--offline", "--security", "strict").fails(4, "plaintext-only")
    portolan_json("recommend", "ben@start.example", "--offline", "--security", "strict").fails(4, "strict-impossible")
    portolan_json("recommend", "ben@start.example", "--offline", "--protocol", "pop3").fails(3, "nothing-found")
    found = portolan_json("recommend", "ben@plain.example", "--offline", "--security", "any").ends(0).json["recommendation"]
    tap.equal([each["id"] for each in found["tradeoffs"]], ["unencrypted"])
    found = portolan_json("recommend", "ben@deaf.example", "--offline").ends(0).json["recommendation"]
    tap.equal(found["outgoing"], None)
    portolan_json("recommend", "ben@tuta.com", "--offline").fails(3, "no-access")


@tap.case("for people: the recommendation is there, wrapped, without colours where there is no terminal")
def _():
    run = Run("recommend", "ben@tls.example", "--offline").ends(0)
    run.check("IMAP" in run.out and "mail.tls.example, port 993" in run.out and "\x1b" not in run.out, "not as expected")
    run.check(all(len(line) <= 96 for line in run.out.splitlines()), "lines are too long")


@tap.case("names that command the terminal are defused, for people and as JSON")
def _():
    for command in ("discover", "recommend", "setup"):
        run = Run(command, "ben@tricks.example", "--offline").ends(0)
        run.check(not set(run.out) & set("\u202e\u0085\u200b\u2066"), "they came through")


# ------------------------------------------------------------------------------------------------------------------ setup

SETUP_KEYS = ["account", "address", "candidates", "conflicts", "contacted", "domain", "error", "exports", "letter", "recommendation",
              "report", "result", "wishes"]


@tap.case("setup: offline the result is unchecked, and everything is there")
def _():
    for extra in (["--offline"], ["--offline", "--no-check"]):
        found = portolan_json("setup", "Ben Example <ben@tls.example>", *extra).ends(0).json
        tap.equal(sorted(found), SETUP_KEYS)
        tap.equal((found["result"], found["error"], found["report"]), ("unchecked", None, {"incoming": None, "outgoing": None}))
        account = found["account"]
        tap.equal((account["address"], account["name"], account["result"], account["incoming"]["username"]),
                  ("ben@tls.example", "Ben Example", "unchecked", "ben@tls.example"))
    found = portolan_json("setup", "ben@tls.example", "--offline", "--name", "B", "--username", "captain").ends(0).json
    tap.equal((found["account"]["name"], found["account"]["incoming"]["username"], found["account"]["outgoing"]["username"]),
              ("B", "captain", "captain"))


@tap.case("setup: what fails has all keys, too")
def _():
    for arguments, status, error in ((["ben@plain.example"], 4, "plaintext-only"), (["ben@nowhere.example"], 3, "nothing-found")):
        found = portolan_json("setup", *arguments, "--offline", "--export", "text=-").fails(status, error).json
        tap.equal((sorted(found), found["result"], found["account"], found["exports"]), (SETUP_KEYS, "failed", None, []))
    tap.equal(portolan_json("setup").json["result"], "failed")


@tap.case("setup: the password is read from wherever it is said, and shown nowhere")
def _():
    path = home / "password"
    path.write_text(SECRET + "\n")
    portolan_json("setup", "ben@tls.example", "--offline", "--verbose", "--password-stdin", stdin=SECRET).ends(0)
    portolan_json("setup", "ben@tls.example", "--offline", "--verbose", "--password-file", str(path)).ends(0)
    with path.open("rb") as file:
        portolan_json("setup", "ben@tls.example", "--offline", "--password-fd", str(file.fileno()), pass_fds=[file.fileno()]).ends(0)
    for content in (b"", b"\n", b"a\0b\n", b"x" * 5000):
        run = portolan_json("setup", "ben@tls.example", "--offline", "--password-stdin", stdin=content).fails(2, "usage")
        run.check("xxxx" not in run.out, "it is shown")


@tap.case("setup: a password that never comes is not waited for for ever")
def _():
    fifo = home / "fifo"
    os.mkfifo(fifo)
    run = portolan_json("setup", "ben@tls.example", "--offline", "--timeout", "1", "--password-file", str(fifo))
    tap.equal((run.status, run.json["error"]["id"]), (7, "timeout"), str(run))
    started = time.monotonic()
    reader, writer = os.pipe()
    run = portolan_json("setup", "ben@tls.example", "--offline", "--timeout", "1", "--password-fd", str(reader), pass_fds=[reader])
    tap.equal(run.json["error"]["id"], "timeout", str(run))
    os.write(writer, b"begun")  # and never ended
    run = portolan_json("setup", "ben@tls.example", "--offline", "--timeout", "1", "--password-fd", str(reader), pass_fds=[reader])
    os.close(reader), os.close(writer)
    tap.equal((run.status, run.json["error"]["id"]), (7, "timeout"), str(run))
    assert time.monotonic() - started < 5


def answers(text):
    """A file of answers."""
    path = home / "answers"
    path.write_text(text)
    return str(path)


@tap.case("--answers and the settings to export may begin with a byte order mark")
def _():
    path = answers("\ufeff[Setup]\naddress=ben@tls.example\noffline=true\nexport=json=-\n")
    account = portolan_json("setup", "--answers", path).ends(0).json["account"]
    tap.equal(account["address"], "ben@tls.example")
    exported = portolan_json("export", "text", stdin="\ufeff" + json.dumps(account))
    tap.equal(exported.json["exports"][0]["verdict"], "passed")


@tap.case("--answers that never end are refused, as are those that are too long")
def _():
    for path in ("/dev/zero", answers("[Setup]\n" + "# and so on\n" * 6000)):
        assert "64 KiB" in portolan_json("setup", "--answers", str(path)).fails(2, "usage").json["error"]["message"]


@tap.case("--answers with a zero byte are refused, whatever comes after it")
def _():
    path = answers("[Setup]\naddress=ben@tls.example\noffline=true\n\0no-such-key=1\n")
    assert "not text" in portolan_json("setup", "--answers", path).fails(2, "usage").json["error"]["message"]


@tap.case("--answers: options and the address come from the file, and the command line wins")
def _():
    path = answers("[Setup]\naddress=ben@tls.example\nname=Ben\ndevices=one\nstorage=computer\noffline=true\nusername=captain\n"
                   f"export=text={home}/from-answers.txt;\n")
    found = portolan_json("setup", "--answers", path).ends(0).json
    tap.equal((found["account"]["address"], found["account"]["name"], found["account"]["incoming"]["protocol"],
               found["account"]["incoming"]["username"]), ("ben@tls.example", "Ben", "pop3", "captain"))
    tap.equal([each["verdict"] for each in found["exports"]], ["passed"])
    assert (home / "from-answers.txt").exists()
    found = portolan_json("setup", "--answers", path, "--devices", "several", "--name", "Other", "--export", "json=-").ends(0).json
    tap.equal((found["account"]["name"], found["account"]["incoming"]["protocol"], found["exports"][0]["target"]),
              ("Other", "imap", "json"))


@tap.case("--answers: numbers are followed, and one option on the command line answers for those that it excludes")
def _():
    path = answers("[Setup]\naddress=ben@tls.example\noffline=true\ntimeout=4000\n")
    assert "4000" in portolan_json("setup", "--answers", path).fails(2, "usage").json["error"]["message"]
    portolan_json("setup", "--answers", path, "--timeout", "5").ends(0)
    path = answers(f"[Setup]\naddress=ben@tls.example\noffline=true\ndirectory=true\npassword-file={home}/missing\n")
    portolan_json("setup", "--answers", path).fails(2, "usage")
    portolan_json("setup", "--answers", path, "--no-directory", "--password-stdin", stdin=SECRET + "\n").ends(0)
    path = answers("[Setup]\naddress=ben@tls.example\noffline=true\npassword-fd=99\n")
    assert "password" in portolan_json("setup", "--answers", path).fails(2, "usage").json["error"]["message"]


@tap.case("undo --list says what can be taken back, the last export first; without anything it is empty")
def _():
    env = {"HOME": str(home / "undo")}
    (home / "undo").mkdir()
    tap.equal(portolan_json("undo", "--list", env=env).ends(0).json, {"undo": []})
    Run("undo", "--list", env=env).ends(0)
    assert "--list" in portolan_json("undo", env=env).fails(2, "usage").json["error"]["advice"]
    made = [portolan_json("setup", "ben@tls.example", "--offline", "--export", f"{target}={home}/undo/{target}", env=env).ends(0)
            .json["exports"][0]["undo_id"] for target in ("text", "json")]
    listed = portolan_json("undo", "--list", env=env).ends(0).json["undo"]
    tap.equal([(entry["id"], entry["target"], entry["subject"]) for entry in listed],
              [(made[1], "json", "ben@tls.example"), (made[0], "text", "ben@tls.example")])
    human = Run("undo", "--list", env=env).ends(0)
    human.check(all(one in human.out for one in made), "an id is missing")
    portolan_json("undo", made[0], env=env).ends(0)
    tap.equal([entry["id"] for entry in portolan_json("undo", "--list", env=env).ends(0).json["undo"]], [made[1]])


@tap.case("commands to be copied stand on a line each, however narrow it is")
def _():
    run = Run("setup", "ben@tls.example", "--offline", "--export", "neomutt", env={"HOME": str(home / "copied")}).ends(0)
    lines = [line for line in run.out.splitlines() if line.startswith("  secret-tool store ")]
    run.check(len(lines) == 2 and all(line.endswith(" user ben@tls.example") for line in lines), "not as they are to be typed")


@tap.case("a terminal that has no UTF-8 gets signs that it has, JSON stays UTF-8")
def _():
    human = Run("setup", "jörg@tls.example", "--name", "Jörg", "--offline", env={"LC_ALL": "C"}).ends(0)
    human.check(human.raw.isascii() and human.err.isascii(), "not ASCII")
    human.check("  * " in human.out and 'servers of "tls.example" ...' in human.err, "signs are lost")
    for command in ([], ["setup"], ["ports"], ["export", "--list"]):
        Run(*command, *(["--help"] if command[:1] != ["ports"] else []), env={"LC_ALL": "C"}).ends(0).out.encode("ascii")
    found = portolan_json("setup", "ben@tls.example", "--name", "Jörg", "--offline", env={"LC_ALL": "C"}).ends(0)
    tap.equal(found.json["account"]["name"], "Jörg")


@tap.case("in the locale of a nightly job, names have all their letters")
def _():
    for locale in ("C", "POSIX"):
        found = portolan_json("setup", "ben@tls.example", "--offline", "--name", "Jörg Ä", "--username", "jörg", env={"LC_ALL": locale})
        tap.equal(found.ends(0).json["account"]["name"], "Jörg Ä")
        tap.equal(found.json["account"]["incoming"]["username"], "jörg")


@tap.case("--answers: whatever is wrong in the file is named")
def _():
    for text, word in (("", "Setup"), ("[Other]\nname=x\n", "Setup"), ("[Setup]\ncolour=blue\n", "colour"),
                       ("[Setup]\npassword=x\n", "password-file"), ("[Setup]\ndevices=three\n", "three"),
                       ("[Setup]\noffline=perhaps\n", "offline"), ("[Setup]\ntimeout=soon\n", "timeout"),
                       ("[Setup]\njson=true\n", "json"), ("[Setup]\nanswers=x\n", "answers"), ("no key file at all", "answers"),
                       ("[Setup]\n" + "x" * 70000, "64"), ("[Setup]\naddress=nonsense\n", "nonsense")):
        run = portolan_json("setup", "--offline", "--answers", answers(text)).ends(2)
        run.check(word in run.json["error"]["message"] or run.json["error"]["id"] == "address-invalid", f"{word} is not named")
    portolan_json("setup", "--offline", "--answers", str(home)).fails(2, "usage")


# ----------------------------------------------------------------------------------------------------------------- export

@tap.case("setup --export: files are written, “-” is printed, in JSON it is inside the object")
def _():
    target = home / "sheet.txt"
    found = portolan_json("setup", "ben@tls.example", "--offline", "--export", f"text={target}", "--export", "autoconfig=-").ends(0).json
    text, autoconfig = found["exports"]
    tap.equal((text["target"], text["verdict"], text["path"]), ("text", "passed", str(target)))
    assert "mail.tls.example" in target.read_text() and "<clientConfig" in autoconfig["content"]
    run = Run("setup", "ben@tls.example", "--offline", "--export", "autoconfig=-", "--quiet").ends(0)
    run.check("<clientConfig" in run.out, "not printed")


@tap.case("setup --export: one that fails is exit 6, the others are done all the same")
def _():
    target = home / "other.txt"
    run = portolan_json("setup", "ben@tls.example", "--offline", "--export", "text=/nowhere/at/all.txt", "--export", f"text={target}").ends(6)
    tap.equal([each["verdict"] for each in run.json["exports"]], ["failed", "passed"])
    assert target.exists() and run.json["exports"][0]["error"]["id"].startswith("export-")
    tap.equal(run.json["error"], run.json["exports"][0]["error"], "the reason for the whole")


@tap.case("export: takes what setup prints, as a whole or only the account")
def _():
    printed = portolan_json("setup", "ben@tls.example", "--offline").out
    for settings in (printed, json.dumps(json.loads(printed)["account"])):
        found = portolan_json("export", "text=-", stdin=settings).ends(0).json
        assert "mail.tls.example" in found["exports"][0]["content"]
    run = Run("export", "json=-", stdin=printed).ends(0)
    tap.equal(json.loads(run.out)["incoming"]["host"], "mail.tls.example")


@tap.case("export: settings that nobody vouches for need --confirm")
def _():
    account = json.loads(portolan_json("setup", "ben@tls.example", "--offline").out)["account"] | {"result": "confirm"}
    portolan_json("export", "text=-", stdin=json.dumps(account)).fails(8, "not-vouched")
    portolan_json("export", "text=-", "--confirm", stdin=json.dumps(account)).ends(0)


@tap.case("export: settings that are cut, wrong or hostile are refused with one object")
def _():
    whole = json.dumps(json.loads(portolan_json("setup", "ben@tls.example", "--offline").out)["account"])
    cuts = [whole[:length] for length in range(0, len(whole) - 1, 7)]
    account = json.loads(whole)
    wrong = [json.dumps(account | change) for change in (
        {"address": 5}, {"address": "x"}, {"incoming": None}, {"incoming": []}, {"name": "a\nb"}, {"result": "good"},
        {"incoming": account["incoming"] | {"port": 70000}}, {"incoming": account["incoming"] | {"port": "993"}},
        {"incoming": account["incoming"] | {"protocol": "smtp"}}, {"incoming": account["incoming"] | {"host": "a b"}},
        {"outgoing": account["incoming"]}, {"offline_copy": "yes"})]
    hostile = ["[]", "null", "5", '"x"', "{}", "[" * 5000, "{" * 2000, "\0", "\ufeff{}", "{\"account\":" * 200]
    for settings in cuts + wrong + hostile:
        run = portolan_json("export", "text=-", stdin=settings)
        run.ends(2).check(run.json["error"]["message"], "no message")
    portolan_json("export", "text=-", stdin=b"\xff\xfe{}").ends(2)
    portolan_json("export", "text=-", stdin=" " * (1024 * 1024 + 10)).fails(2, "usage")
    tap.note(f"{len(cuts + wrong + hostile) + 2} documents")


@tap.case("export --list: each target says what it is")
def _():
    targets = portolan_json("export", "--list").ends(0).json["targets"]
    ids = [each["id"] for each in targets]
    assert len(ids) == len(set(ids)) and {"thunderbird", "autoconfig", "text", "json"} <= set(ids), ids
    for each in targets:
        assert each["name"] and each["description"].endswith(".") and each["group"] in ("computer", "phone", "terminal", "document"), each
    Run("export", "--list").ends(0).check(all(f"  {each} " in Run("export", "--list").out for each in ids), "one is missing")


@tap.case("undo: takes an export back")
def _():
    target = home / "undone.txt"
    found = portolan_json("setup", "ben@tls.example", "--offline", "--export", f"text={target}").ends(0).json
    undo_id = found["exports"][0]["undo_id"]
    assert target.exists() and undo_id
    portolan_json("undo", undo_id).ends(0)
    assert not target.exists()


# ------------------------------------------------------------------------------------------------------------------ probe

@contextlib.contextmanager
def listener(accept=True):
    """A port on this computer that accepts and says nothing, or one where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if accept:
            server.listen()
        yield str(server.getsockname()[1])


PROBE_KEYS = ["authentication", "capabilities", "certificate", "error", "facts", "mechanism", "server", "signed_in", "steps", "tls",
              "tried", "verdict"]


@tap.case("probe: a port where nobody listens is refused, exit 4")
def _():
    with listener(accept=False) as port:
        found = portolan_json("probe", "imap", "127.0.0.1", port, "tls").fails(4, "refused").json
        tap.equal((sorted(found), found["verdict"]), (PROBE_KEYS, "failed"))
        run = Run("probe", "imap", "127.0.0.1", port, "tls").ends(4)
        run.check("✗" in run.out and run.err.strip(), "the report or the advice is missing")


@tap.case("probe: --timeout ends it with exit 7 and timeout, a signal with exit 7 and cancelled")
def _():
    with listener() as port:
        started = time.monotonic()
        run = portolan_json("probe", "imap", "127.0.0.1", port, "tls", "--timeout", "1").fails(7, "timeout")
        tap.equal((run.json["verdict"], run.json["steps"][-1]["verdict"], run.json["steps"][-1]["error"]), ("cancelled", "failed", "timeout"))
        assert time.monotonic() - started < 4
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(30)
            process = subprocess.Popen([PORTOLAN, "probe", "imap", "127.0.0.1", str(server.getsockname()[1]), "none", "--json"],
                                       env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            connection, _ = server.accept()  # it is under way now, however busy the computer is
            process.send_signal(number)
            out, _err = process.communicate(timeout=30)
            connection.close()
            tap.equal((process.returncode, json.loads(out)["error"]["id"], json.loads(out)["verdict"]), (7, "cancelled", "cancelled"))


# ------------------------------------------------------------------------------------------------------------------ ports

@tap.case("ports: the guide, whole or of one protocol")
def _():
    whole = portolan_json("ports").ends(0).json
    tap.equal([each["protocol"] for each in whole["protocols"]], ["imap", "pop3", "smtp"])
    tap.equal({each["protocol"]: sorted({port["port"] for port in each["ports"]}) for each in whole["protocols"]},
              {"imap": [143, 993], "pop3": [110, 995], "smtp": [25, 465, 587, 2525]})
    for each in whole["protocols"]:
        tap.equal([port["port"] for port in each["ports"] if port["recommended"]], [{"imap": 993, "pop3": 995, "smtp": 465}[each["protocol"]]])
    assert "STARTTLS" in whole["starttls"]
    one = Run("ports", "pop3").ends(0)
    one.check("995" in one.out and "110" in one.out and "993" not in one.out, "not POP3 alone")
    json.loads(portolan_json("ports", env={"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}).out)


# --------------------------------------------------------------------------------------------------------------- terminal

class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments, **env):
        self.shown, self.decoder = "", codecs.getincrementaldecoder("utf-8")()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(PORTOLAN, [PORTOLAN, *arguments], environment(**env))

    def wait_for(self, text, seconds=10):
        """Until this is shown."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            readable, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            assert readable, f"{text!r} is not shown: {self.shown!r}"
            try:
                self.shown += self.decoder.decode(os.read(self.fd, 4096))
            except OSError as error:
                raise AssertionError(f"{text!r} is not shown: {self.shown!r}") from error
        before, self.shown = self.shown.split(text, 1)
        return before

    def type(self, text):
        """As a person would."""
        os.write(self.fd, text.encode())

    def echoes(self):
        """Is what is typed shown?"""
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def end(self):
        """Its exit status, once it has ended."""
        while select.select([self.fd], [], [], 15)[0]:
            try:
                self.shown += self.decoder.decode(os.read(self.fd, 4096))
            except OSError:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


NEEDS = 5  # questions about needs


@tap.case("on a terminal: setup asks for what is missing, Enter is enough")
def _():
    terminal = Terminal("setup", "--offline", "--export", f"text={home}/from-terminal.txt")
    terminal.wait_for("e-mail address:")
    terminal.type("nonsense\n")
    terminal.wait_for("e-mail address:")
    terminal.type("ben@tls.example\n")
    terminal.wait_for("Your name")
    terminal.type("Ben Example\n")
    for _ in range(NEEDS):
        terminal.wait_for("Number:")
        terminal.type("\n")
    terminal.wait_for("This suggests IMAP")
    terminal.wait_for("Number:")
    terminal.type("2\n")
    terminal.wait_for("Recommended: POP3")
    tap.equal(terminal.end(), 0)
    assert "have not been tried" in terminal.shown, terminal.shown
    assert "\x1b[" in terminal.shown, "no colours"


@tap.case("on a terminal: what works goes to a program that is there with Enter, where there is no display to one of the terminal")
def _():
    programs = home / "programs"
    programs.mkdir()
    for name in ("thunderbird", "neomutt"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    for number, (display, first, key, written) in enumerate((
            ({}, "NeoMutt", "", ".config/neomutt"), ({"DISPLAY": ":97"}, "Thunderbird", "", ".thunderbird"),
            ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, "NeoMutt", "Thunderbird", ".thunderbird"), ({}, "NeoMutt", "None of them", None))):
        place = home / f"terminal-{number}"
        place.mkdir()
        terminal = Terminal("setup", "ben@tls.example", "--name", "Ben", "--devices", "one", "--offline-reading", "no", "--storage", "server",
                            "--readers", "one", "--security", "encrypted", "--protocol", "imap", "--no-check", "--no-directory", "--offline",
                            HOME=str(place), PATH=str(programs), **display)
        terminal.wait_for("Which program shall have this account?")
        offered = re.findall(r"([0-9]+)  ([^\r\n]+)", terminal.wait_for("Number: [1]"))
        tap.equal((offered[0][1], offered[-1][1]), (first, "None of them"))
        terminal.type(next((one for one, name in offered if name == key), "") + "\n")
        tap.equal(terminal.end(), 0, terminal.shown)
        found = [folder for folder in (".config/neomutt", ".thunderbird") if (place / folder).exists()]
        tap.equal(found, [written] if written else [], f"{first} with {key!r}: {terminal.shown}")


@tap.case("on a terminal: a slip is asked about, and the answer is followed")
def _():
    for answer, end, shown in (("\n", 0, "imap.gmail.com"), ("n\n", 3, "does not know gmial.com")):
        terminal = Terminal("setup", "a@gmial.com", "--offline", "--name", "Anna", "--export", "text=-")
        terminal.wait_for("Did you mean a@gmail.com?")
        terminal.type(answer + "\n" * (NEEDS + 1))
        tap.equal(terminal.end(), end, terminal.shown)
        tap.contains(terminal.shown, shown)


@tap.case("on a terminal: wrong numbers are asked for again, --option is not asked for, NO_COLOR is followed")
def _():
    terminal = Terminal("setup", "ben@deaf.example", "--offline", "--name", "Ben", "--devices", "one", "--offline-reading", "no", "--readers",
                        "one", "--security", "encrypted", "--export", f"text={home}/from-terminal.txt", NO_COLOR="1")
    for answer in ("0", "3", "x", "2"):
        terminal.wait_for("Number:")
        terminal.type(answer + "\n")
    terminal.wait_for("This suggests POP3")
    tap.equal(terminal.end(), 0)
    assert "\x1b[" not in terminal.shown and "IMAP" in terminal.shown, terminal.shown


def password_prompt():
    """A setup that has come to the question for the password; its network is a name service that nobody answers for."""
    terminal = Terminal("setup", "ben@deaf.example", "--name", "Ben", "--devices", "one", "--offline-reading", "no", "--readers", "one",
                        "--security", "encrypted", "--storage", "server", "--timeout", "5")
    terminal.wait_for("Password")
    for _ in range(100):
        if not terminal.echoes():
            return terminal
        time.sleep(0.02)
    raise AssertionError("the password would be shown")


@tap.case("on a terminal: the password is not shown, and Ctrl-C brings the echo back and ends with 7")
def _():
    if not ALONE:
        raise tap.Skip("needs a network namespace of its own, so that nothing is asked of anybody")
    terminal = password_prompt()
    terminal.type(SECRET + "\n")
    ended = terminal.end()
    tap.equal((SECRET in terminal.shown, ended), (False, 4), terminal.shown)
    terminal = password_prompt()
    terminal.type("\x03")
    for _ in range(100):
        if terminal.echoes():
            break
        time.sleep(0.02)
    tap.equal(terminal.end(), 7)


@tap.case("on a terminal: Ctrl-C and Ctrl-D at any question end it with 7")
def _():
    for key in ("\x03", "\x04"):
        for questions in range(3):
            terminal = Terminal("setup", "--offline")
            terminal.wait_for("e-mail address:")
            if questions > 0:
                terminal.type("ben@tls.example\n")
                terminal.wait_for("Your name")
            if questions > 1:
                terminal.type("\n")
                terminal.wait_for("Number:")
            terminal.type(key)
            tap.equal(terminal.end(), 7)


@tap.case("on a terminal: with --json or --quiet nothing is asked")
def _():
    for option in ("--json", "--quiet"):
        tap.equal(Terminal("setup", "--offline", option).end(), 2)
        tap.equal(Terminal("setup", "ben@tls.example", "--offline", option).end(), 0)


@tap.case("on a terminal without a display: no arguments means setup")
def _():
    terminal = Terminal()
    terminal.wait_for("e-mail address:")
    terminal.type("\x03")
    tap.equal(terminal.end(), 7)


tap.main()
