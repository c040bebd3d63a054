#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`portolan probe` against real servers on every port, and against servers that misbehave."""

import concurrent.futures
import time

import portolan
import tap
from authority import Certificate
from portolan import Run
from world import Host, Mail, Person, Spec, World, ports, unavailable

ANNA = Person("anna@harbour.example", "it's a \"blue\" boat; \\7 ü#")
# Servers that are right, though few are like them: what they say to each line of a client that signs in with “secret” words.
UNUSUAL = {
    "imap: only TLS 1.2": ("tls-1.2", [b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n", b"a1 OK in\r\n"]),
    "imap: only TLS 1.3": ("tls-1.3", [b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n", b"a1 OK in\r\n"]),
    "imap: small letters": ("tls", [b"* ok hi\r\n", b"* capability imap4rev1 sasl-ir auth=plain\r\na1 ok done\r\n", b"a2 ok in\r\n"]),
    "imap: lines that end with LF alone": ("tls", [b"* OK hi\n", b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\na1 OK done\n", b"+ \n", b"a2 OK in\n"]),
    "imap: no initial response": ("tls", [b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n", b"+\r\n", b"a1 OK in\r\n"]),
    "imap: untagged news everywhere": ("tls", [
        b"* OK [ALERT] Closed on Sunday\r\n* OK more\r\n", b"* NO [ALERT] nearly full\r\n* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\na1 OK done\r\n",
        b"* BAD odd, is it not\r\n* CAPABILITY IMAP4rev1 IDLE\r\na2 OK in\r\n"]),
    "imap: IMAP4rev2 alone": ("tls", [b"* OK [CAPABILITY IMAP4rev2 SASL-IR AUTH=PLAIN] hi\r\n", b"a1 OK in\r\n"]),
    "pop3: no CAPA": ("tls", [b"+OK hi\r\n", b"-ERR what\r\n", b"+OK\r\n", b"+OK in\r\n"]),
    "pop3: small letters": ("tls", [b"+ok hi\r\n", b"+ok\r\nuser\r\n.\r\n", b"+ok\r\n", b"+ok in\r\n"]),
    "smtp: a greeting of three lines": ("tls", [b"220-hi\r\n220-no spam\r\n220 go\r\n", b"250-hi\r\n250 AUTH PLAIN\r\n", b"235 in\r\n"]),
    "smtp: codes without words": ("tls", [b"220\r\n", b"250-\r\n250 AUTH PLAIN\r\n", b"235\r\n"]),
    "smtp: the old spelling of AUTH": ("tls", [b"220 hi\r\n", b"250-hi\r\n250 AUTH=LOGIN\r\n", b"334 VXNlcm5hbWU6\r\n",
                                       b"334 UGFzc3dvcmQ6\r\n", b"235 in\r\n"]),
}

IMAP, POP3, SMTP = b"* OK IMAP4rev1 ready\r\n", b"+OK POP3 ready\r\n", b"220 odd.example ESMTP\r\n"
HARBOUR = Spec(people=[ANNA], hosts=[
    Host("mail.harbour.example", mail=Mail(mechanisms=("plain", "login", "cram-md5", "scram-sha-256"))),
    Host("scram.harbour.example", mail=Mail(mechanisms=("scram-sha-256",), ports=ports("imaps", "pop3s", "submissions"))),
    Host("cram.harbour.example", mail=Mail(mechanisms=("cram-md5",), ports=ports("imaps", "pop3s", "submissions"))),
    Host("login.harbour.example", mail=Mail(mechanisms=("login",), ports=ports("imaps", "pop3s", "submissions"))),
    Host("plain.harbour.example", mail=Mail(starttls=False, plaintext=True, ports=ports("imap", "pop3", "submission"))),
    Host("closed.harbour.example"), Host("gone.harbour.example", drops=True),
    Host("six.harbour.example", mail=Mail(), ipv6="works"),
    Host("lame.harbour.example", mail=Mail(), ipv6="drops"),
    Host("expired.harbour.example", mail=Mail(), certificate=Certificate(days=(-60, -1))),
    Host("short.harbour.example", mail=Mail(), certificate=Certificate(key="rsa1024")),
    Host("odd.harbour.example", odd={
        1: ("silent",), 2: ("closes",), 3: ("resets",), 4: ("floods", b"x" * 4096), 5: ("says", b"\0\xff\xfe garbage\r\n"),
        6: ("says", b"* BYE too many connections\r\n"), 7: ("says", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        9: ("tls", ("silent",)), 10: ("says", IMAP), 11: ("says", b"421 try again later\r\n"), 12: ("says", SMTP),
        13: ("says", POP3), 14: ("talks", [SMTP, b"550 5.7.1 we do not serve you\r\n"]),
        15: ("asking-tls-1.2", ("says", IMAP)), 16: ("asking-tls-1.3", ("says", IMAP))}),
    Host("unusual.harbour.example", odd={
        port: (tls, ("talks", words)) for port, (tls, words) in enumerate(UNUSUAL.values(), 1)}),
], records=["host-record=newer.harbour.example,2001:db8:2::77"], dns_fails=["fails.example"], dns_silent=["mute.example"])

SERVICES = [("imap", 143, "starttls"), ("imap", 993, "tls"), ("pop3", 110, "starttls"), ("pop3", 995, "tls"),
            ("smtp", 25, "starttls"), ("smtp", 587, "starttls"), ("smtp", 465, "tls")]
OPEN = [("imap", 143), ("pop3", 110), ("smtp", 25), ("smtp", 587)]


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(HARBOUR))
    return world.one


def probe(protocol, host, port, security, *arguments, **options):
    """portolan probe of a host of the harbour."""
    host = host if "." in host else f"{host}.harbour.example"
    run = Run(world(), "probe", protocol, host, str(port), security, *arguments, **options)
    return run.discreet(address=ANNA.address)


def signs_in(host, service, mechanisms):
    """Signed in, as the servers' logs say, too."""
    run = probe(service[0], host, *service[1:], "--username", ANNA.address, password=ANNA.password)
    run.check(run.status == 0 and run.json["verdict"] == "passed", "not passed")
    run.check(run.steps(None).get("sign-in") == "passed" and run.json["mechanism"] in mechanisms, "not signed in")


for _service in SERVICES:
    _name = "{0} on {1} with {2}".format(*_service)
    tap.case(f"{_name}: passes, with what it offers and its certificate")(lambda service=_service: passes(service))
    tap.case(f"{_name}: signs in")(lambda service=_service: signs_in("mail", service, (
        "SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN")))


def passes(service):
    """Without a password all else is seen."""
    run = probe(service[0], "mail", *service[1:])
    run.check(run.status == 0 and run.json["verdict"] == "passed", "not passed")
    run.check(run.json["tls"]["version"] in ("1.2", "1.3") and run.json["capabilities"], "TLS, capabilities")
    run.check(run.json["certificate"]["names"] == ["mail.harbour.example"], "certificate")
    run.check({"PLAIN", "SCRAM-SHA-256"} <= set(run.json["authentication"]), "authentication")
    run.check(run.steps(None).get("sign-in") in (None, "skipped"), "it signed in without a password")


for _protocol, _port in OPEN:
    tap.case(f"{_protocol} on {_port} without encryption: seen, warned about, and no password goes out")(
        lambda protocol=_protocol, port=_port: unencrypted(protocol, port))


def unencrypted(protocol, port):
    """A password is not sent in clear, whatever the server would take."""
    run = probe(protocol, "mail" if port == 25 else "plain", port, "none", "--username", ANNA.address, password=ANNA.password)
    run.check(run.json["verdict"] != "passed" and run.steps(None).get("sign-in") != "passed", "no warning")
    run.check(run.json["tls"] is None and run.json["certificate"] is None, "TLS out of nowhere")


for _mechanism in ("scram", "cram", "login"):
    tap.case(f"a server that offers {_mechanism.upper()} alone is signed in to by that")(lambda name=_mechanism: [
        signs_in(name, service, {"scram": ["SCRAM-SHA-256"], "cram": ["CRAM-MD5"], "login": ["LOGIN"]}[name])
        for service in SERVICES if service[2] == "tls" and (name, service[0]) != ("login", "pop3")])

WRONG = "a wrong password"
PATIENCE = ["--timeout", "4"]
FAILURES = {
    "nothing listens": ("refused", "imap", "closed", 993, "tls"),
    "packets vanish": (("connect-timeout", "timeout"), "imap", "gone", 993, "tls"),
    "the name does not exist": ("name-not-found", "imap", "nobody", 993, "tls"),
    "the resolver says nothing": (("dns-timeout", "dns-failure", "timeout"), "imap", "mail.mute.example", 993, "tls"),
    "the resolver fails": ("dns-failure", "imap", "mail.fails.example", 993, "tls"),
    WRONG: ("sign-in-refused", "imap", "mail", 993, "tls"),
    "an expired certificate": ("certificate-expired", "smtp", "expired", 465, "tls"),
    "an expired certificate after STARTTLS": ("certificate-expired", "pop3", "expired", 110, "starttls"),
    "STARTTLS is not offered (IMAP)": ("starttls-not-offered", "imap", "plain", 143, "starttls"),
    "STARTTLS is not offered (POP3)": ("starttls-not-offered", "pop3", "plain", 110, "starttls"),
    "STARTTLS is not offered (SMTP)": ("starttls-not-offered", "smtp", "plain", 587, "starttls"),
    "TLS on the port for STARTTLS": ("tls-not-spoken", "imap", "mail", 143, "tls"),
    "TLS on SMTP's port for STARTTLS": ("tls-not-spoken", "smtp", "mail", 587, "tls"),
    "STARTTLS on the port for TLS": (("greeting-timeout", "not-this-protocol", "garbage"), "imap", "mail", 993, "starttls"),
    "IMAP wanted, POP3 there": ("not-this-protocol", "imap", "mail", 995, "tls"),
    "POP3 wanted, SMTP there": ("not-this-protocol", "pop3", "mail", 465, "tls"),
    "SMTP wanted, IMAP there": ("not-this-protocol", "smtp", "mail", 993, "tls"),
    "it says nothing": ("greeting-timeout", "imap", "odd", 1, "none"),
    "it says nothing inside of TLS": ("greeting-timeout", "imap", "odd", 9, "tls"),
    "it hangs up": (("reset", "garbage"), "imap", "odd", 2, "none"),
    "it hangs up rudely": ("reset", "smtp", "odd", 3, "none"),
    "it never stops talking": ("too-much-data", "imap", "odd", 4, "none"),
    "it talks garbage": (("garbage", "not-this-protocol"), "imap", "odd", 5, "none"),
    "it says that it cannot now (IMAP)": ("server-unavailable", "imap", "odd", 6, "none"),
    "it says that it cannot now (SMTP)": ("server-unavailable", "smtp", "odd", 11, "none"),
    "it does not want to talk to this computer": ("server-unavailable", "smtp", "odd", 14, "none"),
    "it wants a certificate of ours (TLS 1.2)": ("sign-in-not-offered", "imap", "odd", 15, "tls"),
    "it wants a certificate of ours (TLS 1.3)": ("sign-in-not-offered", "imap", "odd", 16, "tls"),
    "it is a web server": ("not-this-protocol", "imap", "odd", 7, "none"),
    "it greets and then says nothing (IMAP)": ("timeout", "imap", "odd", 10, "none", *PATIENCE),
    "it greets and then says nothing (POP3)": ("timeout", "pop3", "odd", 13, "none", *PATIENCE),
    "it greets and then says nothing (SMTP)": ("timeout", "smtp", "odd", 12, "none", *PATIENCE),
}

for _port, _name in enumerate(UNUSUAL, 1):
    tap.case(f"an unusual server is signed in to: {_name}")(lambda port=_port, name=_name: unusual(name.split(":")[0], port))


def unusual(protocol, port):
    """It is no worse for being unusual."""
    run = probe(protocol, "unusual", port, "tls", "--username", ANNA.address, password=ANNA.password)
    run.check(run.status == 0 and run.json["verdict"] == "passed" and run.steps(None).get("sign-in") == "passed", "not signed in")


STATUS = {"sign-in-refused": 5, "timeout": 7}


def fail(name):
    """Do what fails, and see how long it takes."""
    _, *arguments = FAILURES[name]
    started = time.monotonic()
    run = (probe(*arguments, "--username", ANNA.address, password="not this one") if name == WRONG else probe(*arguments))
    return run, time.monotonic() - started


def failure(name):
    """What comes out of it: the error, in words, within the time.  They wait a lot, so all are started together."""
    if not hasattr(failure, "runs"):
        world()
        pool = tap.keep.enter_context(concurrent.futures.ThreadPoolExecutor(max_workers=8))
        failure.runs = {each: pool.submit(fail, each) for each in FAILURES}
    run, seconds = failure.runs[name].result()
    expected = FAILURES[name][0] if isinstance(FAILURES[name][0], tuple) else (FAILURES[name][0],)
    error = run.json["error"] or {}
    run.check(error.get("id") in expected, f"expected {expected}")
    run.check(run.status == STATUS.get(error["id"], 4), "exit status")
    run.check(run.json["verdict"] == ("cancelled" if run.status == 7 else "failed"), "verdict")
    run.check(error["message"] and error["advice"], "no words, or no advice")
    run.check(seconds < 20, f"it took {seconds:.1f} s")


for _name, _row in FAILURES.items():
    _errors = [_row[0]] if isinstance(_row[0], str) else _row[0]
    tap.case(f"{_name}: {' or '.join(_errors)}")(lambda name=_name: failure(name))


@tap.case("a certificate with a short key is taken, as everywhere, but not without a word")
def _():
    for host, short in (("mail", False), ("short", True)):
        run = probe("imap", host, 993, "tls").expect(0)
        detail = next(step["detail"] for step in run.json["steps"] if step["step"] == "certificate")
        run.check(("Its key is shorter" in detail) == short, "what is said of the certificate")


@tap.case("IPv6 that works and IPv6 that does not both pass")
def _():
    for host in ("six", "lame"):
        started = time.monotonic()
        run = probe("imap", host, 993, "tls")
        run.check(run.status == 0, "not passed")
        run.check(time.monotonic() - started < 5, "too slow")
        facts = [fact["id"] for fact in run.json["facts"]]
        run.check(("ipv6-broken" in facts) == (host == "lame"), f"facts: {facts}")


@tap.case("a host that has only IPv6, which leads nowhere: that is said")
def _():
    run = probe("imap", "newer.harbour.example", 993, "tls")
    run.check(run.status == 4 and run.json["error"]["id"] in ("connect-timeout", "unreachable"), "error")
    run.check("IPv6" in run.json["error"]["message"], "the reason")


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
