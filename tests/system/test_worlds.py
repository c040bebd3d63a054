#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery in many small worlds: what is found, who is believed, whom one may contact, and what nobody may be sent.

Each world is a provider with a certain habit or fault.  In each, everything that was asked over the web is one of the few
known addresses, without a query, and tells the domain at most; every host to which Portolan connected stands in its ledger.
"""

import base64
import gzip
import hashlib
import json
import time

import documents
import portolan
import tap
from authority import EXPIRED, SELF_SIGNED, Certificate
from portolan import Run, spell
from terminal import Terminal
from web import Reply
from world import Host, Mail, Person, Spec, World, cname, mx, no_srv, ports, srv, txt, unavailable

DOMAIN = "cove.example"
BEN = Person(f"ben@{DOMAIN}", "quiet water 3")
AUTOCONFIG, WELL_KNOWN = "/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"
PACC = "/.well-known/user-agent-configuration.json"
USUAL = [f"imap mail.{DOMAIN}:993 tls {BEN.address}", f"smtp mail.{DOMAIN}:465 tls {BEN.address}"]
NAMED = documents.autoconfig(DOMAIN, documents.usual(f"mail.{DOMAIN}"))
HTML = Reply("<!DOCTYPE html><html><body>Welcome to our shop</body></html>", kind="text/html")
BOMB = Reply(gzip.compress(b" " * 100_000_000, 6), headers=(("Content-Encoding", "gzip"),))
WRONG_NAME = Certificate(names=("*.hoster.example",))
SERVICES = {"imaps": 993, "imap": 143, "pop3s": 995, "pop3": 110, "submissions": 465, "submission": 587}
MAIL, WEB = f"mail.{DOMAIN}", f"autoconfig.{DOMAIN}"


def mail(*names, **more):
    """A good mail server with these names; mail.cove.example without any."""
    return Host(*(names or [MAIL]), **{"mail": Mail()} | more)


def web(page=NAMED, path=AUTOCONFIG, name=WEB, **more):
    """A web server with one page."""
    return Host(name, web={path: page} if page is not None else {}, **more)


def records(host=MAIL, services=tuple(SERVICES), domain=DOMAIN):
    """SRV records for these services."""
    return [srv(f"_{service}._tcp.{domain}", host, SERVICES[service]) for service in services]


def moved(where):
    """A redirect."""
    return Reply("", 302, "text/plain", (("Location", where),))


def private(run):
    """Only known places were asked, for the domain at most."""
    for request in run.requests:
        path = request.path.replace(f"/{DOMAIN}", "/D") if request.host == "v1.ispdb.net" else request.path
        run.check(path in (AUTOCONFIG, WELL_KNOWN, PACC, "/D", "/moved"), f"asked for {request.path}")
        allowed = request.scheme == "https" and request.host in run.allowed() - {"v1.ispdb.net"}
        run.check(request.query == (f"emailaddress={BEN.address.replace('@', '%40')}" if allowed and path != "/moved" else "")
                  and not request.body,
                  f"sent to {request.host}: {request.query} {request.body}")
        names = {name.lower() for name, _ in request.headers}
        run.check(names <= {"host", "accept", "accept-encoding", "user-agent", "connection"}, f"headers: {names}")
    told = {contact["host"] for contact in run.json["contacted"] if contact["sent"] == "address"}
    run.check(told == {request.host for request in run.requests if request.query}, f"it says that {told} were told the address")
    local = run.arguments[1].rpartition("@")[0]
    run.check(run.world.wire.carries(local, run.mark) == [], "the local part went over the wire in clear")
    run.said_where()


# pylint: disable=too-many-arguments
def world(title, hosts, expected=USUAL, source=None, *, status=0, result=None, error=None, ledger=(), spared=(), seconds=8,
          arguments=(), person=BEN, address=None, more=lambda run: None, **spec):
    """A case: in this world, setup ends like this.

    source: whose answer is used.  ledger: {host: result} that must be noted.  spared: hosts that must not be contacted.
    """
    def play():
        with World(Spec(people=[person], hosts=hosts, **spec)) as place:
            started = time.monotonic()
            run = Run(place, "setup", address or person.address, *arguments, password=person.password)
            took = time.monotonic() - started
            run.expect(status, result or {0: "ready", 8: "confirm", 9: "partial"}.get(status, "failed"), error)
            private(run)
            if source:
                run.check(source in run.sources(), f"{source} had no answer")
            if status in (0, 8):
                where = "recommendation" if status else "account"
                run.check(run.servers(where) == expected, f"{where}: {run.servers(where)}, expected {expected}")
            if status in (3, 4, 8):
                run.check("Login:" not in place.log("dovecot") and "Password" not in place.log("dovecot"), "it signed in")
            for host, answer in dict(ledger).items():
                found = {contact["result"] for contact in run.json["contacted"] if contact["host"] == host}
                run.check(answer in found, f"{host}: {found or 'not in the ledger'}, expected {answer}")
            for host in spared:
                run.check(host not in {name for name, _ in run.connections}, f"{host} was contacted")
            run.check(took < seconds, f"it took {took:.1f} s, allowed are {seconds}")
            more(run)
    tap.case(title)(play)


# ------------------------------------------------------------------------------------------------------------- autoconfig

world("autoconfig on its own host", [mail(), web()], source="autoconfig", ledger={WEB: "found"})
world("autoconfig at the well-known place, no other host", [mail(), web(path=WELL_KNOWN, name=DOMAIN)], source="autoconfig",
      ledger={DOMAIN: "found"})
world("autoconfig's own host knows nothing, the well-known place does",
      [mail(), web(None), web(path=WELL_KNOWN, name=DOMAIN)], source="autoconfig", ledger={WEB: "not-found", DOMAIN: "found"})
world("autoconfig's own host drops packets, the well-known place answers",
      [mail(), Host(WEB, drops=True), web(path=WELL_KNOWN, name=DOMAIN)], source="autoconfig", seconds=4)
world("autoconfig's own host is on a hoster's wildcard certificate: said, and the well-known place is used",
      [mail(), web(certificate=WRONG_NAME), web(path=WELL_KNOWN, name=DOMAIN)], source="autoconfig", ledger={WEB: "error"})
world("the only autoconfig is on an expired certificate: not believed, SRV is",
      [mail(), web(documents.autoconfig(DOMAIN, documents.usual("mail.evil.example")), certificate=EXPIRED)],
      source="srv", ledger={WEB: "error"}, records=records(), more=lambda run: run.check(
          run.sources() == {"srv"}, "the expired one was believed"))
world("autoconfig is an HTML page with status 200: noted as bad data, guessing helps",
      [mail(), web(HTML), web(HTML, WELL_KNOWN, DOMAIN)], source="guess", ledger={WEB: "bad-data"})
EXCHANGE = documents.autoconfig(DOMAIN, [f'<incomingServer type="exchange"><hostname>{MAIL}</hostname><port>443</port></incomingServer>\n'])
world("autoconfig is for Exchange alone: mail programs have no access, and it is said who says so", [web(EXCHANGE)], status=3,
      error="no-access", ledger={WEB: "bad-data"}, more=lambda run: run.check(
          f"settings that {WEB} publishes" in run.json["error"]["message"] and "Exchange" in run.json["error"]["message"], "who and what"))
world("autoconfig is for Exchange alone, but a mail server answers: guessing helps", [mail(), web(EXCHANGE)], source="guess")
def half(kind):
    """Settings of which this side is faulty."""
    return web(documents.autoconfig(DOMAIN, [one.replace("%EMAILADDRESS%", "%REALNAME%") if kind in one else one
                                             for one in documents.usual(f"mx1.{DOMAIN}")]))


def named(run):
    """Whose settings are faulty, and why."""
    problem = run.json["error"]["message"]
    run.check(f"settings that {WEB} publishes" in problem and "unknown placeholder" in problem, "who and what")


world("the servers for receiving are faulty: it is said whose settings they are", [mail(f"mx1.{DOMAIN}"), half("incomingServer")],
      status=3, error="nothing-found", more=named)
world("the servers for sending are faulty: it is said whose settings they are", [mail(f"mx1.{DOMAIN}"), half("outgoingServer")],
      status=9, error="nothing-found", more=named)
world("autoconfig is cut off in the middle: noted as bad data, SRV is used", [mail(), web(NAMED[:300])], source="srv",
      ledger={WEB: "bad-data"}, records=records())
world("autoconfig is larger than it may be", [mail(), web(NAMED + " " * 2_000_000)], source="srv", records=records())
world("autoconfig is a gzip bomb", [mail(), web(BOMB)], source="srv", records=records(), seconds=10)
world("autoconfig drips a byte at a time: nobody waits for it", [mail(), web(Reply(NAMED, drip=0.5))], source="srv",
      records=records(), seconds=12)
world("autoconfig is redirected within https and the domain",
      [mail(), Host(WEB, "www.cove.example", web={
          f"{WEB}{AUTOCONFIG}": moved("https://www.cove.example/moved"), "/moved": NAMED})],
      source="autoconfig")
world("autoconfig is redirected to http: not followed", [mail(), Host(WEB, DOMAIN, http=True, web={
    AUTOCONFIG: moved(f"http://{DOMAIN}/moved"),
    "/moved": documents.autoconfig(DOMAIN, documents.usual("mail.evil.example"))})],
      source="srv", records=records(), more=lambda run: run.check(
          all(request.scheme == "https" for request in run.requests), "http was used"))
world("autoconfig is redirected in a circle", [mail(), web(moved(AUTOCONFIG))], source="srv", records=records())
world("autoconfig is redirected to a hoster over https: the domain vouches for that, and both stand in the ledger",
      [mail(), web(moved("https://hoster.example/moved")), web(NAMED, "/moved", "hoster.example")], source="autoconfig",
      ledger={WEB: "found", "hoster.example": "found"})
world("the web site sends everything on to another domain, where there are settings: the person is asked first",
      [mail(), web(moved("https://sister.example/moved"), WELL_KNOWN, DOMAIN), web(NAMED, "/moved", "sister.example")], source="autoconfig",
      status=8, error="not-vouched", ledger={DOMAIN: "found", "sister.example": "found"})
UMLAUTS = documents.autoconfig(DOMAIN, documents.usual(MAIL), "Grüße von Müller")
world("autoconfig is in ISO-8859-1, and says so: it is read", [mail(), web(UMLAUTS.replace("UTF-8", "ISO-8859-1").encode("latin-1"))],
      source="autoconfig", more=lambda run: run.check(run.candidate("autoconfig")["display_name"] == "Grüße von Müller", "its name"))
world("autoconfig is in ISO-8859-1, and only its server says so: it is read",
      [mail(), web(Reply(UMLAUTS.split("\n", 1)[1].encode("latin-1"), kind="text/xml; charset=iso-8859-1"))], source="autoconfig",
      more=lambda run: run.check(run.candidate("autoconfig")["display_name"] == "Grüße von Müller", "its name"))
world("autoconfig is in ISO-8859-1, and nobody says so: it is refused in words",
      [mail(), web(Reply(UMLAUTS.encode("latin-1"), kind="text/xml"))], source="guess", ledger={WEB: "bad-data"})
world("autoconfig is in UTF-16: it is read", [mail(), web(documents.autoconfig(DOMAIN, documents.usual(MAIL)).encode("utf-16"))],
      source="autoconfig")
world("autoconfig has the wrong content type: what it says counts", [mail(), web(Reply(NAMED, kind="application/octet-stream"))],
      source="autoconfig")
world("autoconfig answers, but not with HTTP", [mail(), Host(WEB, odd={443: ("tls", ("says", b"220 welcome\r\n"))})], source="srv",
      ledger={WEB: "cancelled"}, records=records())
world("autoconfig's port does not speak TLS", [mail(), Host(WEB, odd={443: ("says", b"220 welcome\r\n")})], source="srv",
      ledger={WEB: "error"}, records=records())
world("autoconfig takes the connection and says nothing", [mail(), Host(WEB, odd={443: ("silent",)})], source="srv", records=records(),
      seconds=12)
world("autoconfig hangs up", [mail(), Host(WEB, odd={443: ("closes",)})], source="srv", ledger={WEB: "error"}, records=records())
world("autoconfig is on a certificate that vouches for itself: not believed, and said",
      [mail(), web(documents.autoconfig(DOMAIN, documents.usual("mail.evil.example")), certificate=SELF_SIGNED)], source="srv",
      ledger={WEB: "error"}, records=records(), more=lambda run: run.check(run.sources() == {"srv"}, "it was believed"))
world("autoconfig names servers of a hoster: the domain itself said so over https, that is enough",
      [mail("imap.hoster.example", "smtp.hoster.example"), web(documents.autoconfig(DOMAIN, [
          documents.server("imap", "SSL", "imap.hoster.example"), documents.server("smtp", "SSL", "smtp.hoster.example")]))],
      [f"imap imap.hoster.example:993 tls {BEN.address}", f"smtp smtp.hoster.example:465 tls {BEN.address}"], "autoconfig")
world("autoconfig names only POP3: there is no choice, and it is said",
      [mail(), web(documents.autoconfig(DOMAIN, documents.usual(MAIL, [("pop3", "SSL"), ("smtp", "SSL")])))],
      [USUAL[0].replace("imap", "pop3").replace("993", "995"), USUAL[1]], "autoconfig", more=lambda run: run.check(
          "only-offered" in run.reasons(), "not said"))

# ---------------------------------------------------------------------------------------------------- who wants the address

ASKED = f"{AUTOCONFIG}?emailaddress=ben%40cove.example"
SEND = ["--send-address", WEB]


def wants(*hosts):
    """These hosts are what may be offered to be told the address."""
    return lambda run: run.check([wish["host"] for wish in run.json["wishes"]] == list(hosts), f"wishes: {run.json['wishes']}")


def choosy(reply, name=WEB):
    """A server whose settings are for one address; to all else it gives this reply."""
    return Host(name, web={AUTOCONFIG: reply, ASKED: NAMED})


for _what, _reply in {"404": Reply("", 404), "400": Reply("emailaddress is missing", 400), "401": Reply("", 401), "403": Reply("", 403),
                      "500": Reply("", 500), "an empty document": "", "a web page": HTML, "no server": "<clientConfig/>"}.items():
    world(f"autoconfig answers {_what} to the domain alone: nothing is sent, and it is offered", [mail("m.cove.example"), choosy(_reply)],
          status=3, error="bad-data" if "document" in _what or "server" in _what else "nothing-found", more=wants(WEB))
world("autoconfig wants the address, and may have it: it is told that, and nobody else is",
      [mail(), choosy(Reply("", 404)), web(name=DOMAIN, page=None)], source="autoconfig", arguments=SEND, ledger={WEB: "found", DOMAIN: "not-found"},
      more=wants())
world("autoconfig makes up settings for an address that it was not told: used without a name, and it is offered",
      [mail(), web(documents.autoconfig(DOMAIN, documents.usual(MAIL, username="@cove.example")))], source="autoconfig", more=wants(WEB))
world("autoconfig may have the address and sends on to another host: that one is not asked",
      [mail(), web(moved(f"https://hoster.example{ASKED}")), web(NAMED, ASKED, "hoster.example")], source="guess", arguments=SEND,
      ledger={WEB: "bad-data"}, spared=["hoster.example"])
world("autoconfig may have the address and sends on to another host in two steps: that one is not asked",
      [mail(), Host(WEB, web={ASKED: moved("/moved"), "/moved": moved(f"https://hoster.example{ASKED}")}), web(NAMED, ASKED, "hoster.example")],
      source="guess", arguments=SEND, ledger={WEB: "bad-data"}, spared=["hoster.example"])
world("autoconfig may have the address and sends on to http: that is not asked",
      [mail(), Host(WEB, http=True, web={AUTOCONFIG: moved(f"http://{WEB}{ASKED}"), "/x": NAMED})], source="guess", arguments=SEND,
      ledger={WEB: "bad-data"}, more=lambda run: run.check({request.scheme for request in run.requests} == {"https"}, "http was used"))
world("autoconfig may have the address, but its certificate is another's: nothing is sent",
      [mail(), Host(WEB, web={ASKED: NAMED}, certificate=WRONG_NAME)], source="guess", arguments=SEND, ledger={WEB: "error"},
      more=lambda run: run.check(not run.requests, "something was sent"))
world("the public directory is never told the address, even if somebody allows it", [mail(), Host("v1.ispdb.net", web={f"/{DOMAIN}": NAMED})],
      source="directory", arguments=["--directory", "--send-address", "v1.ispdb.net"], ledger={"v1.ispdb.net": "found"})
world("the mail exchanger's owner wants the address: it is not told that, and offered",
      [mail("mail.hoster.example"), choosy(Reply("", 404), "autoconfig.hoster.example")], status=3, error="nothing-found",
      records=[mx(DOMAIN, "mx1.hoster.example")], more=wants("autoconfig.hoster.example"))
world("the mail exchanger's owner may have the address: its servers need agreement all the same",
      [mail("mail.hoster.example"), Host("autoconfig.hoster.example", web={
          AUTOCONFIG: Reply("", 404), ASKED: documents.autoconfig("hoster.example", documents.usual("mail.hoster.example"))})],
      [line.replace(MAIL, "mail.hoster.example") for line in USUAL], "mx", status=8, error="not-vouched",
      records=[mx(DOMAIN, "mx1.hoster.example")], arguments=["--send-address", "autoconfig.hoster.example"])


@tap.case("on a terminal: who wants the address is named, a yes sends it there and nowhere else")
def _():
    with World(Spec(people=[BEN], hosts=[mail("m.cove.example"), Host(WEB, web={
            AUTOCONFIG: Reply("", 404), ASKED: documents.autoconfig(DOMAIN, documents.usual("m.cove.example"))})])) as place:
        file = place.dir / "password"
        file.write_text(BEN.password)
        with Terminal(place, [portolan.PROGRAM, "setup", BEN.address, "--name", "Ben", "--devices", "one", "--offline-reading", "no",
                              "--readers", "one", "--storage", "server", "--security", "encrypted", "--export", "text=-",
                              "--password-file", str(file)]) as terminal:
            terminal.wait_for(f"(?s)“{WEB}” knows no settings for your domain alone.*May your whole address be sent there")
            tap.equal([request.query for request in place.requests()], [""] * len(place.requests()))
            terminal.type("y\n")
            terminal.wait_for("Shall it be this")
            terminal.type("\n")
            terminal.wait_for("ready to use")
        tap.equal([(request.scheme, request.host) for request in place.requests() if request.query], [("https", WEB)])


@tap.case("on a terminal: Enter alone is a no, and nothing is sent")
def _():
    with World(Spec(people=[BEN], hosts=[mail("m.cove.example"), choosy(Reply("", 404))])) as place:
        with Terminal(place, [portolan.PROGRAM, "setup", BEN.address, "--name", "Ben", "--devices", "one", "--offline-reading", "no",
                              "--readers", "one", "--storage", "server", "--security", "encrypted"]) as terminal:
            terminal.wait_for("May your whole address be sent there")
            terminal.type("\n")
            terminal.wait_for("Nobody who was asked knows")
            tap.equal(terminal.wait(), 3)
        tap.equal([request.text() for request in place.requests() if "ben" in request.text()], [])

# ------------------------------------------------------------------------------------------------------------ safer ports

def named(socket, *kinds):
    """A document that names only this kind of connection."""
    return documents.autoconfig(DOMAIN, documents.usual(MAIL, [(kind, socket) for kind in kinds or ("imap", "smtp")]))


def live(*found):
    """These servers were found by trying."""
    return lambda run: run.check({spell(server) for one in run.json["candidates"] if one["transport"] == "live"
                                  for server in one["incoming"] + one["outgoing"]} == set(found), "found otherwise")


world("autoconfig pairs TLS with the port for STARTTLS: what works is recommended, with what is to be said of it",
      [mail(), web(documents.autoconfig(DOMAIN, [documents.server("imap", "SSL", MAIL, port=143), documents.server("smtp", "SSL", MAIL)]))],
      source="guess", more=lambda run: run.check(run.servers("recommendation") == USUAL == run.servers("account"), "recommended otherwise"))
world("autoconfig names STARTTLS only, and TLS is there: it is preferred, and said to be tried", [mail(), web(named("STARTTLS"))],
      source="autoconfig", ledger={MAIL: "found", WEB: "found"}, more=live(*USUAL))
world("autoconfig names STARTTLS only, and the ports for TLS refuse",
      [mail(mail=Mail(ports=ports("imap", "submission"))), web(named("STARTTLS"))],
      [f"imap {MAIL}:143 starttls {BEN.address}", f"smtp {MAIL}:587 starttls {BEN.address}"], "autoconfig", ledger={MAIL: "refused"}, more=live())
world("autoconfig names STARTTLS only, and the ports for TLS drop packets: that costs nothing",
      [mail(mail=Mail(ports=ports("imap", "submission")), drops={993, 465}), web(named("STARTTLS"))],
      [f"imap {MAIL}:143 starttls {BEN.address}", f"smtp {MAIL}:587 starttls {BEN.address}"], "autoconfig", seconds=4, more=live())
world("autoconfig names no encryption at all, and there is some: no password goes in clear", [mail(), web(named("plain"))],
      source="autoconfig", more=lambda run: (run.check(run.candidate("autoconfig")["transport"] == "https", "order"), live(
          *USUAL, f"imap {MAIL}:143 starttls {BEN.address}", f"smtp {MAIL}:587 starttls {BEN.address}")(run)))
world("SRV of another domain names STARTTLS only: what is found beside it needs agreement as much",
      [mail("mail.hoster.example")], [line.replace(MAIL, "mail.hoster.example") for line in USUAL], "srv", status=8, error="not-vouched",
      records=records("mail.hoster.example", ("imap", "submission")))

# ------------------------------------------------------------------------------------------------------------ contradictions

OLD = web(documents.autoconfig(DOMAIN, documents.usual("mail.old.example")))


def moved_away(run):
    """Both are kept, what works is recommended, and the person reads about it."""
    run.check(run.servers() == USUAL, "what works is not recommended")
    run.check("other-answers" in run.reasons(), "nothing is said about it")
    run.check({spell(server) for one in run.json["candidates"] for server in one.get("silent", ())} >= {
        line.replace(MAIL, "mail.old.example") for line in USUAL}, "the dead servers are not named")


world("autoconfig still names the old hoster, which refuses; SRV names the new one: what works is recommended, in a sentence",
      [mail(), Host("mail.old.example"), OLD], source="autoconfig", records=records(), ledger={"mail.old.example": "refused"}, more=moved_away)
world("autoconfig still names the old hoster, which drops packets; SRV names the new one: that costs no time",
      [mail(), Host("mail.old.example", drops=True), OLD], source="autoconfig", records=records(), seconds=4,
      ledger={"mail.old.example": "timeout"}, more=moved_away)
world("autoconfig still names the old hoster, whose name is gone; SRV names the new one", [mail(), OLD], source="autoconfig",
      records=records(), ledger={"mail.old.example": "not-found"}, more=moved_away)
world("autoconfig still names the old hoster, which is gone; the mail exchanger's owner names the new one: the person is asked first",
      [mail("mail.new.example"), Host("mail.old.example"), OLD,
       web(documents.autoconfig("new.example", documents.usual("mail.new.example")), name="autoconfig.new.example")],
      [line.replace(MAIL, "mail.new.example") for line in USUAL], "mx", status=8, error="not-vouched", records=[mx(DOMAIN, "mx.new.example")],
      more=lambda run: run.check("other-answers" in run.reasons(), "not said"))
world("autoconfig and the mail exchanger's owner contradict each other, and both work: the domain's own word counts",
      [mail(), web(), mail("mail.new.example"),
       web(documents.autoconfig("new.example", documents.usual("mail.new.example")), name="autoconfig.new.example")],
      source="mx", records=[mx(DOMAIN, "mx.new.example")], more=lambda run: run.check(
          any(conflict["field"] == "incoming.host" for conflict in run.json["conflicts"]), "the contradiction is not told"))
world("autoconfig names dead servers, and nobody else any: the usual names are tried, and it is said",
      [mail(), Host("mail.old.example"), OLD], source="guess", ledger={"mail.old.example": "refused"}, more=moved_away)
world("autoconfig names servers that drop packets, and nobody else any: the usual names are tried in time",
      [mail(), Host("mail.old.example", drops=True), OLD], source="guess", seconds=25, more=moved_away)
world("autoconfig names dead servers, and there are no others: that is what is said", [Host("mail.old.example"), OLD], source="autoconfig",
      status=4, error="refused")
world("autoconfig names a server for receiving only: the one for sending comes from SRV",
      [mail(), web(documents.autoconfig(DOMAIN, documents.usual(MAIL, [("imap", "SSL")])))], source="autoconfig",
      records=records(services=("submissions",)))
world("autoconfig names a server for receiving only, and nobody one for sending: it is guessed",
      [mail(), web(documents.autoconfig(DOMAIN, documents.usual(MAIL, [("imap", "SSL")])))], source="guess")
world("autoconfig and SRV agree", [mail(), web()], source="autoconfig", records=records())

# ------------------------------------------------------------------------------------------------------------------- DNS

world("SRV only", [mail()], source="srv", records=records())
world("SRV says that IMAP is not offered: POP3",
      [mail()], [USUAL[0].replace("imap", "pop3").replace("993", "995"), USUAL[1]], "srv",
      records=[no_srv(f"_imaps._tcp.{DOMAIN}"), no_srv(f"_imap._tcp.{DOMAIN}"),
               *records(services=("pop3s", "pop3", "submissions", "submission"))])
world("SRV says that IMAP is not offered, and nothing else: a guessed IMAP server is not used, POP3 is", [mail()],
      [USUAL[0].replace("imap", "pop3").replace("993", "995"), USUAL[1]], "guess", records=[no_srv(f"_imap._tcp.{DOMAIN}")],
      more=lambda run: run.check(not any(server["protocol"] == "imap" for one in run.json["candidates"] for server in one["incoming"]),
                                 "IMAP is among the candidates"))
world("SRV says that neither IMAP nor POP3 is offered: nothing is guessed for receiving", [mail()], status=3, error="nothing-found",
      records=[no_srv(f"_imap._tcp.{DOMAIN}"), no_srv(f"_pop3._tcp.{DOMAIN}")])
world("SRV with two servers: the first is down, the second is taken", [mail(), Host("first.cove.example")], source="srv",
      records=[srv(f"_imaps._tcp.{DOMAIN}", "first.cove.example", 993, 0), srv(f"_imaps._tcp.{DOMAIN}", MAIL, 993, 10),
               *records(services=("submissions",))])
world("SRV with unusual ports", [mail(mail=Mail(ports={"imaps": 10993, "submissions": 10465}))],
      [USUAL[0].replace("993", "10993"), USUAL[1].replace("465", "10465")], "srv",
      records=[srv(f"_imaps._tcp.{DOMAIN}", MAIL, 10993), srv(f"_submissions._tcp.{DOMAIN}", MAIL, 10465)])
world("SRV leads to another domain: the person is asked first, and no password is sent",
      [mail("mail.hoster.example")], [line.replace(MAIL, "mail.hoster.example") for line in USUAL], "srv", status=8,
      error="not-vouched", records=records("mail.hoster.example"))
world("SRV leads to another domain, and the person has agreed", [mail("mail.hoster.example")],
      [line.replace(MAIL, "mail.hoster.example") for line in USUAL], "srv", records=records("mail.hoster.example"),
      arguments=["--confirm"])
def transport(name, source):
    """The answer of this source came this way."""
    return lambda run: run.check(run.candidate(source)["transport"] == name, "came another way")


HOSTED = [line.replace(MAIL, "mail.hoster.example") for line in USUAL]
world("SRV leads to another domain, and the answer is signed and checked: the domain vouches for it", [mail("mail.hoster.example")],
      HOSTED, "srv", records=records("mail.hoster.example"), dns_signed=[DOMAIN], dns_trusted=True, more=transport("dnssec", "srv"))
world("SRV leads to another domain, and somebody far away says that it is signed: that counts for nothing", [mail("mail.hoster.example")],
      HOSTED, "srv", status=8, error="not-vouched", records=records("mail.hoster.example"), dns_signed=[DOMAIN],
      more=transport("dns", "srv"))
world("SRV leads to another domain and is not signed, though the resolver is believed", [mail("mail.hoster.example")],
      HOSTED, "srv", status=8, error="not-vouched", records=records("mail.hoster.example"), dns_signed=["other.example"], dns_trusted=True,
      more=transport("dns", "srv"))
world("the mail exchanger is signed: what its owner publishes is vouched for",
      [mail("mail.hoster.example"), web(documents.autoconfig("hoster.example", documents.usual("mail.hoster.example")),
                                        name="autoconfig.hoster.example")], HOSTED, "mx", records=[mx(DOMAIN, "mx1.hoster.example")],
      dns_signed=[DOMAIN], dns_trusted=True, more=transport("dnssec", "mx"))
world("a signed domain that does not exist", [], status=3, error="nothing-found", dns_signed=[DOMAIN], dns_trusted=True)
world("the resolver is silent about SRV, autoconfig answers", [mail(), web()], source="autoconfig",
      dns_silent=[f"_tcp.{DOMAIN}"], seconds=6)
world("the resolver fails for the domain: an error of the name service, not of the person", [], status=3, error="dns-failure",
      dns_fails=[DOMAIN])
PORTAL = Reply("", 302, "text/plain", (("Location", "http://portal.example/sign-in"),))
world("a resolver that lies about every name: no certificate fits, nothing is believed, and it is said",
      [Host("portal.example", web={path: NAMED for path in (AUTOCONFIG, WELL_KNOWN)}, http=True, odd={
          port: ("tls", ("says", b"* OK IMAP4rev1\r\n")) for port in (993, 465)})], status=3, error="captive-portal",
      dns_wildcard="203.0.113.1", more=lambda run: run.check(run.json["candidates"] == [], "something was believed"))
world("a network that wants a sign-in on a web page first: every name is its own, and only http answers",
      [Host("portal.example", http=True, web={path: PORTAL for path in ("/", AUTOCONFIG, WELL_KNOWN)},
            certificate=SELF_SIGNED)], status=3, error="captive-portal", dns_wildcard="203.0.113.1",
      more=lambda run: run.check(all(request.scheme == "https" for request in run.requests), "the page was asked"))
world("the same for somebody whose servers are known: it is not their servers that are down",
      [Host("portal.example", http=True, web={"/": PORTAL})], status=4, error="captive-portal", dns_wildcard="203.0.113.1",
      person=Person("ben@mailbox.org", BEN.password))
world("a hoster's certificate fits none of the domain's names: that is no such network",
      [Host("web.hoster.example", WEB, DOMAIN, MAIL, web={}, certificate=WRONG_NAME)], status=3, error="nothing-found",
      ledger={WEB: "error", DOMAIN: "error"})
world("mail hosts by CNAME", [mail("server.cove.example", certificate=Certificate(names=(MAIL,)))], source="guess",
      records=[cname(MAIL, "server.cove.example")])
world("IPv6 that does not work costs nothing", [mail(ipv6="drops"), web(ipv6="drops")], source="autoconfig", seconds=4)
world("an umlaut domain", [mail("mail.xn--bcher-kva.example"), web(documents.autoconfig(
    "xn--bcher-kva.example", documents.usual("mail.xn--bcher-kva.example", username="ben@cove.example")),
    name="autoconfig.xn--bcher-kva.example")],
      [line.replace(MAIL, "mail.xn--bcher-kva.example") for line in USUAL], "autoconfig", address="ben@bücher.example")

world("the resolver is lame for the domain: an error of the name service", [], status=3, error="dns-failure", dns_lame=[DOMAIN])
world("the resolver fails for autoconfig's name only: noted, and SRV is used", [mail()], source="srv", ledger={WEB: "error"},
      records=records(), dns_fails=[WEB])
world("more SRV records than a datagram holds: the rest comes over TCP", [mail()], source="srv", records=[
    *records(), *(srv(f"_imaps._tcp.{DOMAIN}", f"spare-server-number-{number}.cove.example", 993, 50) for number in range(60))])
world("every other name of the domain leads to a web server: nothing is believed that does not speak",
      [mail(), Host("web.cove.example", web={"/": HTML}, http=True, certificate=Certificate(names=("*.cove.example", DOMAIN)))],
      source="guess", ledger={WEB: "not-found"}, dns_wildcards={DOMAIN: "203.0.113.2"})
world("every other name of the domain leads to a web server that shows every visitor the same page",
      [mail(), Host("web.cove.example", web={path: HTML for path in ("/", AUTOCONFIG, WELL_KNOWN)}, http=True,
                    certificate=Certificate(names=("*.cove.example", DOMAIN)))],
      source="guess", ledger={WEB: "bad-data", DOMAIN: "bad-data"}, dns_wildcards={DOMAIN: "203.0.113.2"})
world("IPv6 that refuses costs nothing", [mail(ipv6="works", mail=Mail()), web(ipv6="drops")], source="autoconfig", seconds=4)
JOY = Person("jörg.müller@cove.example", BEN.password)
world("an address with letters of all sorts (EAI)", [mail(), web()], [line.replace(BEN.address, JOY.address) for line in USUAL],
      "autoconfig", person=JOY)

# ----------------------------------------------------------------------------------------------------------------- guessing

world("nothing is published: the usual names", [mail("imap.cove.example", "smtp.cove.example")],
      [USUAL[0].replace("mail.", "imap."), USUAL[1].replace("mail.", "smtp.")], "guess")
world("nothing is published, and there is STARTTLS only", [mail(mail=Mail(ports=ports("imap", "submission")))],
      [f"imap {MAIL}:143 starttls {BEN.address}", f"smtp {MAIL}:587 starttls {BEN.address}"], "guess")
world("nothing is published, and there is a server for receiving only: the person reads that sending is missing",
      [mail(mail=Mail(ports=ports("imaps")))], source="guess", status=9, error="nothing-found")
world("nothing is published, the servers have the domain's own name", [mail(DOMAIN)],
      [line.replace(MAIL, DOMAIN) for line in USUAL], "guess")
world("nothing is published, and half of the usual names drop packets",
      [mail("imap.cove.example", "smtp.cove.example"),
       *(Host(f"{name}cove.example", drops=True) for name in ("mail.", "pop.", ""))],
      [USUAL[0].replace("mail.", "imap."), USUAL[1].replace("mail.", "smtp.")], "guess", seconds=5)
SLOW_IMAP = [b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n", b"a1 OK [CAPABILITY IMAP4rev1] in\r\n",
             *(f"a{number} OK done\r\n".encode() for number in range(2, 9))]
SLOW_SMTP = [b"220 mail.cove.example ESMTP\r\n", b"250-hi\r\n250 AUTH PLAIN\r\n", b"235 2.7.0 in\r\n", b"221 bye\r\n"]
world("nothing is published, and the servers let their greeting wait: so does Portolan", [Host(MAIL, odd={
    993: ("tls", ("waits", 6, ("talks", SLOW_IMAP))), 465: ("tls", ("waits", 6, ("talks", SLOW_SMTP)))})], source="guess", seconds=25)
world("nothing is published, and the usual name has a certificate that vouches for itself: nothing is sent, the person is told",
      [mail(certificate=SELF_SIGNED)], source="guess", status=4, error="certificate-self-signed", more=lambda run: run.check(
          run.servers("recommendation") == USUAL and run.json["error"]["second_remedy"] == "trust-certificate", "it cannot be used"))
world("nothing is published, and the usual name has a hoster's certificate: the same",
      [mail(certificate=WRONG_NAME)], source="guess", status=4, error="certificate-wrong-name")
world("SRV names a good server, the usual name has a hoster's certificate", [mail("one.cove.example"), mail(certificate=WRONG_NAME)],
      [line.replace(MAIL, "one.cove.example") for line in USUAL], "srv", records=records("one.cove.example"))
world("a web site and nothing else", [web(HTML, WELL_KNOWN, DOMAIN)], status=3, error="nothing-found",
      ledger={DOMAIN: "bad-data"})

world("nothing is published, and the host that receives the mail does everything", [mail("server7.cove.example")],
      [line.replace(MAIL, "server7.cove.example") for line in USUAL], "guess", records=[mx(DOMAIN, "server7.cove.example")])
world("nothing is published, and the host that receives the mail is somebody else's: it is not tried", [mail("mx.stranger.example")],
      status=3, error="nothing-found", records=[mx(DOMAIN, "mx.stranger.example")], spared=["mx.stranger.example"])

# ------------------------------------------------------------------------------------------- lists, mail exchangers, directory

world("a provider of the list: the list is believed, whatever a web server says",
      [mail("imap.mailbox.org", "smtp.mailbox.org"), web(name="autoconfig.mailbox.org")],
      ["imap imap.mailbox.org:993 tls ben@mailbox.org", "smtp smtp.mailbox.org:465 tls ben@mailbox.org"], "bundled",
      person=Person("ben@mailbox.org", BEN.password))
world("the mail exchanger is one of a known provider: its servers, but the person is asked first",
      [mail("imap.1blu.de", "smtp.1blu.de")],
      [f"imap imap.1blu.de:993 tls {BEN.address}", f"smtp smtp.1blu.de:465 tls {BEN.address}"], status=8, error="not-vouched", records=[mx(DOMAIN, "mx1.1blu.de")])
world("the mail exchanger is one of a provider that lets no mail program in: that is said", [], status=3, error="no-access",
      records=[mx(DOMAIN, "mail.protonmail.ch")])
world("the mail exchanger's owner publishes settings: the person is asked first",
      [mail("mail.hoster.example"), web(documents.autoconfig("hoster.example", documents.usual("mail.hoster.example")),
                                        name="autoconfig.hoster.example")],
      [line.replace(MAIL, "mail.hoster.example") for line in USUAL], "mx", status=8, error="not-vouched",
      records=[mx(DOMAIN, "mx1.hoster.example")])

MICROSOFT = ["imap outlook.office365.com:993 tls ben@cove.example", "smtp smtp.office365.com:587 starttls ben@cove.example"]


def microsoft(run):
    """It is recognised, the person reads what works there, and nothing was sent to anybody."""
    run.check(run.candidate("exchange")["hints"][0]["id"] == "oauth2-only", "the person does not read what works")
    run.check(run.servers() == MICROSOFT, f"recommended: {run.servers()}")
    run.check(not run.requests and "autodiscover.outlook.com" not in {name for name, _ in run.connections}, "somebody was asked")


OUTLOOK = [Host("autodiscover.outlook.com", web={}), Host("outlook.office365.com", "smtp.office365.com")]
world("autodiscover is an alias of Microsoft's: recognised, and nothing is sent", OUTLOOK, source="exchange", status=4, error="refused",
      records=[cname(f"autodiscover.{DOMAIN}", "autodiscover.outlook.com")], more=microsoft)
world("autodiscover by SRV leads to Microsoft: recognised, and nothing is sent", OUTLOOK, source="exchange", status=4, error="refused",
      records=[srv(f"_autodiscover._tcp.{DOMAIN}", "autodiscover.outlook.com", 443)], more=microsoft)
world("autodiscover leads to somebody else: not taken for Microsoft", [mail(), Host("autodiscover.hoster.example", web={})], source="guess",
      records=[cname(f"autodiscover.{DOMAIN}", "autodiscover.hoster.example")],
      spared=["autodiscover.hoster.example"], more=lambda run: run.check("exchange" not in run.sources(), "taken for it"))

DIRECTORY = Host("v1.ispdb.net", web={f"/{DOMAIN}": NAMED})
world("the public directory is asked for the domain when the person wants that", [mail(), DIRECTORY], source="directory",
      arguments=["--directory"])
world("the public directory is not asked otherwise", [mail(), DIRECTORY], source="guess", spared=["v1.ispdb.net"])

SETTINGS = json.dumps({"protocols": {"imap": {"host": MAIL}, "submit": {"host": MAIL}}, "authentication": {"password": True}})
DIGEST = base64.b64encode(hashlib.sha256(SETTINGS.encode()).digest()).decode()
SETTINGS_HOST = Host(f"ua-auto-config.{DOMAIN}", web={PACC: Reply(SETTINGS, kind="application/json")})
world("PACC whose digest is in the name service", [mail(), SETTINGS_HOST], source="pacc",
      records=[txt(f"_ua-auto-config.{DOMAIN}", f"v=UAAC1; a=sha256; d={DIGEST}")])
world("PACC whose digest is another: not used", [mail(), SETTINGS_HOST], source="guess",
      records=[txt(f"_ua-auto-config.{DOMAIN}", f"v=UAAC1; a=sha256; d={'A' * 43}=")], more=lambda run: run.check(
          "pacc" not in run.sources(), "it was used"))
world("PACC of the mail exchanger's owner: found, and the person is asked first",
      [mail("mail.hoster.example"), Host("ua-auto-config.hoster.example", web={
          PACC: Reply(SETTINGS.replace(MAIL, "mail.hoster.example"), kind="application/json")})],
      [line.replace(MAIL, "mail.hoster.example") for line in USUAL], "mx", status=8, error="not-vouched",
      records=[mx(DOMAIN, "mx1.hoster.example"), txt("_ua-auto-config.hoster.example", "v=UAAC1; a=sha256; d=" + base64.b64encode(
          hashlib.sha256(SETTINGS.replace(MAIL, "mail.hoster.example").encode()).digest()).decode())],
      ledger={"ua-auto-config.hoster.example": "found"})


if __name__ == "__main__":
    tap.main(unavailable() or portolan.missing())
