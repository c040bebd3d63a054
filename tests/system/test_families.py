#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`portolan probe` and `portolan setup` against the families of mail servers that people meet besides Dovecot and Postfix."""

import concurrent.futures

import documents
import families
import portolan
import tap
from family_world import HOSTS, FamilyWorld
from portolan import Run
from world import Host, Mail, Person, Spec, unavailable

ANNA = Person("anna@harbour.example", "Correct horse 7")
PAGE = documents.autoconfig("harbour.example", [
    documents.server("imap", "SSL", "mail.courier.example"), documents.server("imap", "STARTTLS", "mail.courier.example"),
    documents.server("pop3", "SSL", "mail.courier.example"), documents.server("smtp", "SSL", "mail.exim.example"),
    documents.server("smtp", "STARTTLS", "mail.exim.example")])
HARBOUR = Spec(people=[ANNA], hosts=[
    Host("mail.harbour.example", mail=Mail()),
    Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": PAGE})])

PROTOCOLS = {"imap": "imap", "imaps": "imap", "pop3": "pop3", "pop3s": "pop3"}
BEST = {"cyrus": "SCRAM-SHA-256", "courier": "PLAIN", "exim": "PLAIN"}
OFFERS = {  # what each names once it is encrypted, and what it says of a mailbox that one has opened
    ("cyrus", "imap"): ({"PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "CRAM-MD5"},
                        {"messages", "quota", "special-use", "idle"}),
    ("cyrus", "pop3"): ({"PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-256"}, {"messages", "uidl"}),
    ("courier", "imap"): ({"PLAIN", "CRAM-MD5"}, {"messages", "folders", "idle"}),
    ("courier", "pop3"): ({"PLAIN", "LOGIN", "CRAM-MD5"}, {"messages", "uidl"}),
    ("exim", "smtp"): ({"PLAIN", "LOGIN", "CRAM-MD5"}, {"size-limit", "smtputf8"}),
}
# OpenSMTPD of Debian 12 cannot do its part of a handshake with OpenSSL 3: a real server that fails, as users meet it.
LAME = "opensmtpd"


def secure(service):
    """How a service is encrypted."""
    return "tls" if service in ("imaps", "pop3s", "submissions") else "starttls"


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(FamilyWorld(HARBOUR))
    return world.one


WRONG = "not this one"
CALLS = [(family, service, security, password) for family, services in HOSTS.items() for service in services
         for security, password in ((secure(service), ANNA.password), (secure(service), WRONG), ("none", ANNA.password))
         if security != "none" or secure(service) == "starttls"]


def call(family, service, security, password):
    """portolan probe of a family's service, with Anna's name."""
    return Run(world(), "probe", PROTOCOLS.get(service, "smtp"), f"mail.{family}.example", str(HOSTS[family][service]), security,
               "--username", ANNA.address, password=password)


def probe(family, service, security, password=ANNA.password):
    """What came out of it.  Servers take their time over a wrong password, so all are started together; but Cyrus makes a mailbox and its
    folders when somebody first signs in, and who comes at the same moment sees half of it, so one goes ahead."""
    if not hasattr(probe, "runs"):
        call("cyrus", "imaps", "tls", ANNA.password).expect(0)
        pool = tap.keep.enter_context(concurrent.futures.ThreadPoolExecutor(max_workers=8))
        probe.runs = {each: pool.submit(call, *each) for each in CALLS}
    run = probe.runs[family, service, security, password].result()
    return PROTOCOLS.get(service, "smtp"), run.discreet(address=ANNA.address)


def signs_in(family, service, security):
    """Everything is seen, and the sign-in is by the best that both sides have."""
    protocol, run = probe(family, service, security)
    if family == LAME and run.status == 4:
        run.check(run.json["error"]["id"] == "tls-failed", "the handshake fails, and that is said")
        run.check(not run.json["signed_in"] and run.json["mechanism"] is None, "signed in without encryption")
        return
    run.check(run.status == 0 and run.json["verdict"] == "passed" and run.json["signed_in"], "not passed")
    if family == LAME:  # of a newer Debian
        return
    offers, facts = OFFERS[family, protocol]
    run.check(run.json["mechanism"] == BEST[family], f"by {run.json['mechanism']}")
    run.check(offers <= set(run.json["authentication"]), f"offers {run.json['authentication']}")
    run.check({fact["id"] for fact in run.json["facts"]} == facts, f"facts {run.json['facts']}")
    run.check(run.json["tls"]["version"] in ("1.2", "1.3") and run.json["capabilities"], "TLS, capabilities")


def refused(family, service, security):
    """A wrong password is named as that, in the server's own words."""
    _, run = probe(family, service, security, WRONG)
    if family == LAME and run.json["error"]["id"] == "tls-failed":
        return
    run.expect(5, error="sign-in-refused")
    run.check(run.steps(None)["sign-in"] == "failed", "the step does not say it")


def unencrypted(family, service):
    """The password does not go out without encryption, whatever the server would do with it."""
    _, run = probe(family, service, "none")
    run.check(run.steps(None)["capabilities"] == "passed" and run.steps(None)["sign-in"] == "failed", "steps")
    run.check(run.json["error"]["id"] == "plaintext-only" and not run.json["signed_in"], "error")


for _family, _ports in HOSTS.items():
    for _service in _ports:
        _security = secure(_service)
        _what = f"{_family}, {_service} with {_security}"
        tap.case(f"{_what}: what it is, and signed in")(lambda where=(_family, _service, _security): signs_in(*where))
        tap.case(f"{_what}: a wrong password")(lambda where=(_family, _service, _security): refused(*where))
        if _security == "starttls":
            tap.case(f"{_family}, {_service} without encryption: no password goes out")(
                lambda where=(_family, _service): unencrypted(*where))


@tap.case("Courier and Exim: the whole way, with a letter to oneself, by IMAP and by POP3")
def _():
    for needs in ([], ["--devices", "one", "--readers", "one", "--storage", "computer"]):
        before = world().messages(ANNA)
        run = Run(world(), "setup", ANNA.address, "--letter", "--timeout", "40", *needs, password=ANNA.password).expect(0, "ready")
        run.check(run.json["letter"]["verdict"] == "passed", "the letter")
        tap.equal(world().messages(ANNA), before, "what is in the mailbox")


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing() or families.fetch())
