#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in which a mail server, a network or a person can fail has a name, a sentence, an advice and what helps: one row each.

A name without a row fails the test, so that nobody adds one that cannot be met.
"""

import concurrent.futures
import os
import pathlib
import re
import time

import documents
import portolan
import tap
from authority import EXPIRED, NOT_YET_VALID, SELF_SIGNED, UNKNOWN_ISSUER, Certificate, authority
from bad_servers import ODD, READY, WEB
from portolan import Run
from world import Host, Mail, Person, Spec, World, no_mx, ports, srv, unavailable

ANNA = Person("anna@harbour.example", "Correct horse 7")
SOURCE = pathlib.Path(__file__).parents[2]
PATIENCE = ["--timeout", "4"]
BEYOND = "192.0.2.200"
SECONDS = 25  # within the 30 that a check may take at most, whatever is at the other end

def host(name, **more):
    """A host that greets inside of TLS with this certificate."""
    return Host(f"{name}.harbour.example", odd={993: ("tls", ("says", READY))}, **more)


def portal(name):
    """Whatever one wants of it, it is a web page."""
    return Host(name, odd={port: habit for port in (993, 995, 465) for habit in [("tls", ("says", WEB))]} |
                {port: ("says", WEB) for port in (143, 110, 587)})


def settings(domain, mail, kinds=documents.ENCRYPTED):
    """A web server that publishes settings."""
    return Host(f"autoconfig.{domain}", web={"/mail/config-v1.1.xml": documents.autoconfig(domain, documents.usual(mail, kinds))})


HARBOUR = Spec(people=[ANNA], hosts=[
    Host("odd.harbour.example", odd=ODD), Host("closed.harbour.example"), Host("gone.harbour.example", drops=True),
    host("expired", certificate=EXPIRED), host("early", certificate=NOT_YET_VALID), host("own", certificate=SELF_SIGNED),
    host("strange", certificate=UNKNOWN_ISSUER), host("feeble", certificate=Certificate(key="rsa768")),
    host("other", certificate=Certificate(names=("imap.harbour.example",))),
    Host("withdrawn.harbour.example", web={}),
    Host("autoconfig.broken.example", web={"/mail/config-v1.1.xml": "<clientConfig>"}),
    portal("imap.hotel.example"), settings("hotel.example", "imap.hotel.example"),
    Host("mail.later.example", mail=Mail(ports=ports("imap", "submission"))),
    settings("later.example", "mail.later.example", [("imap", "STARTTLS"), ("smtp", "STARTTLS")]),
    Host("mail.elsewhere.example", mail=Mail(ports=ports("imaps", "submissions"))),
], records=[f"host-record=beyond.harbour.example,{BEYOND}", no_mx("silent.example"),
            srv("_imaps._tcp.records.example", "mail.elsewhere.example", 993),
            srv("_submissions._tcp.records.example", "mail.elsewhere.example", 465)],
    dns_fails=["fails.example"], dns_silent=["mute.example"])


def probe(name, port=993, security="tls", *more):
    """The arguments for one server."""
    return ["probe", "imap", name if "." in name else f"{name}.harbour.example", str(port), security, "--username", ANNA.address, *more]


def setup(address, *more):
    """The arguments for a mailbox."""
    return ["setup", address, *more]


CHECK, SIGN_IN, NOTHING, USAGE, CONFIRM, STOPPED = 4, 5, 3, 2, 8, 7
ROWS = {  # name: what helps, the exit status, the call
    "captive-portal": ("open-portal", CHECK, setup("anna@hotel.example")),
    "name-not-found": ("edit-server", CHECK, probe("nobody")),
    "dns-failure": ("retry", CHECK, probe("mail.fails.example")),
    "dns-timeout": ("retry", CHECK, probe("mail.mute.example")),
    "unreachable": ("retry", CHECK, probe("beyond")),
    "refused": ("edit-server", CHECK, probe("closed")),
    "connect-timeout": ("retry", CHECK, probe("gone")),
    "reset": ("retry", CHECK, probe("odd", 1, "none")),
    "greeting-timeout": ("edit-server", CHECK, probe("odd", 2, "none")),
    "timeout": ("retry", STOPPED, ["probe", "imap", "odd.harbour.example", "19", "none", *PATIENCE]),
    "not-this-protocol": ("edit-server", CHECK, probe("odd", 4, "none")),
    "garbage": ("edit-server", CHECK, probe("odd", 5, "none")),
    "too-much-data": ("edit-server", CHECK, probe("odd", 6, "none")),
    "server-unavailable": ("retry", CHECK, probe("odd", 7, "none")),
    "starttls-not-offered": ("other-port", CHECK, probe("odd", 8, "starttls")),
    "starttls-refused": ("other-port", CHECK, probe("odd", 9, "starttls")),
    "starttls-injection": ("other-port", CHECK, probe("odd", 10, "starttls")),
    "tls-not-spoken": ("other-port", CHECK, probe("odd", 3)),
    "tls-too-old": ("none", CHECK, probe("odd", 11)),
    "tls-failed": ("edit-server", CHECK, probe("odd", 12)),
    "certificate-expired": ("set-clock", CHECK, probe("expired")),
    "certificate-not-yet-valid": ("set-clock", CHECK, probe("early")),
    "certificate-wrong-name": ("use-certificate-name", CHECK, probe("other")),
    "certificate-self-signed": ("edit-server", CHECK, probe("own")),
    "certificate-unknown-issuer": ("edit-server", CHECK, probe("strange")),
    "certificate-weak": ("none", CHECK, probe("feeble")),
    "certificate-revoked": ("none", CHECK, probe("withdrawn")),
    "certificate-changed": ("retry", CHECK, probe("own", 993, "tls", "--trust-certificate", "00" * 32)),
    "sign-in-refused": ("edit-password", SIGN_IN, probe("odd", 13)),
    "sign-in-needs-app-password": ("app-password", SIGN_IN, probe("odd", 14)),
    "sign-in-not-offered": ("edit-server", CHECK, probe("odd", 15)),
    "sign-in-oauth2-only": ("go-on", CHECK, probe("odd", 16)),
    "sign-in-rate-limited": ("retry", SIGN_IN, probe("odd", 17)),
    "account-disabled": ("enable-access", SIGN_IN, probe("odd", 18)),
    "plaintext-only": ("allow-unencrypted", CHECK, probe("odd", 3, "none")),
    "address-invalid": ("edit-address", USAGE, setup("anna@")),
    "nothing-found": ("edit-server", NOTHING, setup("anna@nowhere.example")),
    "no-mail": ("edit-address", NOTHING, setup("anna@silent.example")),
    "strict-impossible": ("allow-starttls", CHECK, setup("anna@later.example", "--security", "strict")),
    "no-access": ("edit-address", NOTHING, setup("anna@tuta.com", "--offline")),
    "not-vouched": ("none", CONFIRM, setup("anna@records.example")),
    "usage": ("none", USAGE, ["setup", "--no-such-option"]),
    "bad-data": ("edit-server", NOTHING, setup("anna@broken.example")),
}
ALONE = {"offline", "policy", "cancelled"}  # what concerns the whole computer, or the person: a case each, below
OURS = {"internal"}  # our own mistake: nobody can run into it on purpose


def known():
    """All names, as the library lists them; those of exports have their own tests."""
    text = (SOURCE / "src/lib/values/ptl-error.c").read_text()
    return [name for name in re.findall(r'VALUE \([A-Z_0-9]+, "([a-z0-9-]+)"\)', text) if not name.startswith("export-")]


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(HARBOUR))
        world.one.client.call("ip", "route", "add", "unreachable", BEYOND)
        withdraw(world.one)
    return world.one


def withdraw(place):
    """A server that brings along its authority's word that its certificate counts no more (RFC 6066 8)."""
    withdrawn = next(one for one in place.hosts if one.names[0] == "withdrawn.harbour.example")
    chain, key = withdrawn.files
    place.serve("withdrawn", "openssl", "s_server", "-accept", f"{withdrawn.live[0]}:993", "-cert", chain, "-key", key,
                "-status_file", authority().revoke(chain), "-www")


def meet(name):
    """Run into it, and see how long that takes."""
    started = time.monotonic()
    run = Run(world(), *ROWS[name][2], password=None if name == "timeout" else ANNA.password)
    return run, time.monotonic() - started


def row(name):
    """They wait a lot, so all are started together."""
    if not hasattr(row, "runs"):
        world()
        pool = tap.keep.enter_context(concurrent.futures.ThreadPoolExecutor(max_workers=8))
        row.runs = {each: pool.submit(meet, each) for each in ROWS}
    run, seconds = row.runs[name].result()
    remedy, status, _ = ROWS[name]
    error = run.json["error"] or {}
    run.check(error.get("id") == name, f"this is {error.get('id')}")
    run.check(run.status == status, f"exit {run.status}, expected {status}")
    run.check(error["remedy"] == remedy, f"remedy {error['remedy']}, expected {remedy}")
    run.check(error["message"].endswith((".", "”", "!")) and error["advice"].endswith("."), "no sentences")
    run.check(seconds < SECONDS, f"it took {seconds:.1f} s")
    run.check(run.json.get("verdict") != "passed" and run.json.get("result") != "ready", "called good")
    run.discreet(address=ANNA.address)


@tap.case("every name has a row")
def _():
    tap.equal(sorted([*ROWS, *ALONE, *OURS]), sorted(known()))


@tap.case("policy")
def _():
    try:
        world().configure(os.environ.get("PORTOLAN_ETC", "/usr/local/etc"), {"portolan/policy.conf": "[Policy]\nDomains=harbour.example\n"})
    except OSError as error:
        raise tap.Skip(str(error))
    try:
        for arguments in (["setup"], ["recommend"], ["discover"]):
            Run(world(), *arguments, "anna@hotel.example").expect(USAGE, error="policy")
    finally:
        world().configure(os.environ.get("PORTOLAN_ETC", "/usr/local/etc"), {})


@tap.case("cancelled")
def _():
    Run(world(), "--preserve-status", "--signal=TERM", "2", portolan.PROGRAM, *probe("odd", 2, "none"), program="timeout").expect(
        STOPPED, error="cancelled")


@tap.case("offline")
def _():
    with World(Spec(online=False)) as place:
        Run(place, "setup", "anna@harbour.example").expect(NOTHING, error="offline")
        Run(place, *probe("odd")).expect(CHECK, error="offline")


for _name in ROWS:
    tap.case(_name)(lambda name=_name: row(name))


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
