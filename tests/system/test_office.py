#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An office with its own mail server: what README.md tells its administrator is done here, word for word."""

import json
import os
import pathlib
import re
import textwrap

import portolan
import tap
from portolan import Run
from world import Host, Mail, Person, Spec, World, unavailable

ETC = os.environ.get("PORTOLAN_ETC", "/usr/local/etc")
README = (pathlib.Path(__file__).parents[2] / "README.md").read_text().split("\n## For administrators\n")[1].split("\n## ")[0]
ISP = pathlib.Path("/usr/lib/thunderbird/isp")
ANNA, BEN, CLEO = (Person(f"{name}@example.org", f"{name}'s, password", name.title()) for name in ("anna", "ben", "cleo"))
OFFICE = Spec(people=[ANNA, BEN, CLEO], hosts=[Host("mail.example.org", mail=Mail()), Host("example.org")])


def block(word):
    """The example in which this word stands."""
    found, = [text for text in re.findall(r"(?:^(?:    .*|)\n)+", README, re.MULTILINE) if word in text]
    return textwrap.dedent(found).strip() + "\n"


def world():
    """The one world of this program.  The administrator is root, but what root would write outside of the home is the world's own."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(OFFICE))
        world.one.configure(ETC, {"portolan/providers/.keep": ""})
        if ISP.is_dir():
            world.one.client.call("mount", "-t", "tmpfs", "none", ISP)
        world.settings = settings(world.one)
    return world.one


def settings(place):
    """The first thing to do; returns what it printed."""
    text = block("portolan setup postmaster").replace("/etc/portolan", f"{ETC}/portolan").replace("./example.org", str(place.dir / "publish"))
    if not ISP.is_dir():
        text = text.replace("    --export thunderbird-isp \\\n", "")
    return shell(text.rstrip() + " --json", place=place)


def shell(text, *arguments, place=None, home=None, **env):
    """Run a piece of the shell, in which `portolan` is the one that was built."""
    path = f"{pathlib.Path(portolan.PROGRAM).parent}:{os.environ['PATH']}"
    return (place or world()).run(["sh", "-c", text, "sh", *arguments], home=home, env={"PATH": path} | env)


def policy(text):
    """Lay down these rules."""
    world().configure(ETC, {"portolan/policy.conf": text, "portolan/providers/example.org.xml": world.provider})


@tap.case("the settings of the provider: a file for each computer, one for Thunderbird, and what to publish")
def _():
    world()
    found = world.settings
    assert found.returncode == 0, found
    exports = {one["target"]: one for one in json.loads(found.stdout)["exports"]}
    tap.equal({one["verdict"] for one in exports.values()}, {"passed"})
    world.provider = (world().dir / "etc/own/portolan/providers/example.org.xml").read_text()
    tap.contains(world.provider, "<hostname>mail.example.org</hostname>")
    tap.contains((world().dir / "publish/zone.txt").read_text(), "_imaps._tcp.example.org. IN SRV 0 1 993 mail.example.org.")
    again = settings(world())
    assert again.returncode == 0, again
    tap.equal({one["target"]: one["already_there"] for one in json.loads(again.stdout)["exports"]}, {target: True for target in exports})
    run = Run(world(), "discover", ANNA.address).expect(0)
    tap.equal(run.json["candidates"][0]["source"], "local")


@tap.case("the rules hold in every command")
def _():
    policy(block("[Policy]"))
    Run(world(), "recommend", ANNA.address).expect(0)
    for arguments in (["setup", "me@gmx.de", "--offline"], ["discover", "me@gmx.de", "--offline"], ["setup", ANNA.address, "--protocol", "pop3"],
                      ["recommend", ANNA.address, "--security", "any"], ["setup", ANNA.address, "--export", "neomutt"],
                      ["probe", "imap", "mail.example.org", "143", "none", "--security", "any"]):
        Run(world(), *arguments).expect(2, error="policy")
    assert not [host for host in Run(world(), "discover", ANNA.address, "--directory").expect(0).asked() if "thunderbird" in host]
    good = Run(world(), "setup", ANNA.address, "--no-check").expect(0).json["account"]
    for change in ({"address": "me@gmx.de"}, {"incoming": good["incoming"] | {"security": "none", "port": 143}},
                   {"incoming": good["incoming"] | {"protocol": "pop3"}, "leave_on_server": True}, {"outgoing": good["outgoing"] | {"security": "none"}}):
        Run(world(), "export", "text=-", stdin=json.dumps({"account": good | change})).expect(2, error="policy")
    Run(world(), "export", "text=-", stdin=json.dumps({"account": good})).expect(0)


@tap.case("rules that cannot be understood forbid everything; strict ones are met by who asks for nothing else")
def _():
    policy("[Policy]\nProtocol=imap\n")
    for arguments in (["setup", ANNA.address], ["probe", "imap", "mail.example.org", "993", "tls"], ["export", "text=-"]):
        stdin = json.dumps({"account": {"address": ANNA.address}}) if arguments[0] == "export" else None
        run = Run(world(), *arguments, stdin=stdin).expect(2, error="policy")
        tap.contains(run.json["error"]["message"], "policy.conf: “Protocol”")
    policy("[Policy]\nSecurity=strict\n")
    Run(world(), "setup", ANNA.address, password=ANNA.password).expect(0, "ready")
    Run(world(), "setup", ANNA.address, "--security", "any").expect(2, error="policy")


@tap.case("a file of a provider that cannot be read is told, though others know the servers")
def _():
    world().configure(ETC, {"portolan/providers/example.org.xml": "<clientConfig>"})
    run = Run(world(), "setup", ANNA.address, json_wanted=False, password=ANNA.password)
    run.check(run.status == 0 and "providers/example.org.xml" in "".join(run.stderr.split()), "the mistake is not told")


@tap.case("a mailbox without typing, and a second time nothing")
def _():
    policy(block("[Policy]"))
    home = world().home()
    found = []
    for said in ("was added to Thunderbird", "has this account already"):
        result = shell(block("getent passwd"), home=home, USER="anna")
        assert result.returncode == 0, result
        tap.contains(" ".join(result.stdout.split()), said)
        prefs, = home.glob(".thunderbird/*/prefs.js")
        found.append(prefs.read_text())
    tap.contains(found[0], '.useremail", "anna@example.org")')
    tap.equal(found[1], found[0])


@tap.case("every account each night: only what is wrong is told, with the status and the id")
def _():
    policy(block("[Policy]"))
    place = world().dir / "night"
    place.mkdir()
    (place / "people.csv").write_text(f"{ANNA.address},Anna,{ANNA.password}\n{BEN.address},Ben,wrong\nzoe@gmx.de,Zoë,x\n{CLEO.address},Cleo,"
                                      f"{CLEO.password}\n")
    result = shell(f"cd {place}\n" + block("people.csv"), LC_ALL="C")
    lines = [line for line in result.stdout.splitlines() if "@" in line]
    tap.equal([line.split(":")[0] for line in lines], [BEN.address, "zoe@gmx.de"], result)
    tap.contains(result.stdout, f"{BEN.address}: 5 sign-in-refused")
    tap.contains(result.stdout, "zoe@gmx.de: 2 policy")


if __name__ == "__main__":
    tap.main(unavailable("jq") or portolan.missing() or ("the configuration of this build is in /etc" if ETC == "/etc" else None))
