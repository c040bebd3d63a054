#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way: from an address to servers that were really signed in to, to a Thunderbird that really receives and sends."""

import dataclasses
import itertools
import json
import pathlib

import documents
import portolan
import tap
import web
from authority import Certificate
from bad_servers import refuses
from portolan import Run
from terminal import Terminal
from thunderbird import Thunderbird, ThunderbirdError
from world import Host, Mail, Person, Spec, World, mx, no_mx, ports, srv, unavailable

PASSWORD = "it's a \"blue\" boat; \\7 ü#"


def person(domain, local="anna.o'hara"):
    """Somebody with an awkward name."""
    return Person(f"{local}@{domain}", PASSWORD)


# Three domains of one provider: one publishes its settings, one has only SRV records, one nothing at all.
PUBLISHED, RECORDS, NOTHING = person("harbour.example"), person("pier.example"), person("quay.example")
THREE = Spec(
    people=[PUBLISHED, RECORDS, NOTHING],
    hosts=[
        Host("mail.harbour.example", "mail.pier.example", "imap.quay.example", "pop.quay.example", "smtp.quay.example",
             mail=Mail(mechanisms=("plain", "login", "cram-md5", "scram-sha-256"))),
        Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "harbour.example", documents.usual("mail.harbour.example"))}),
        Host("pier.example", "www.pier.example", web={}),
        Host("quay.example", drops=True),
    ],
    records=[mx("quay.example", "smtp.quay.example")] + [
        srv(f"_{service}._tcp.pier.example", "mail.pier.example", port) for service, port in (
            ("imaps", 993), ("imap", 143), ("pop3s", 995), ("pop3", 110), ("submissions", 465), ("submission", 587))])

SOURCES = {  # source: person, its evidence, what Portolan has to recommend for IMAP, POP3 and sending
    "autoconfig": (PUBLISHED, "https://autoconfig.harbour.example/mail/config-v1.1.xml", ["mail.harbour.example"] * 3),
    "srv": (RECORDS, "SRV pier.example, _imaps._tcp", ["mail.pier.example"] * 3),
    "guess": (NOTHING, "", ["imap.quay.example", "pop.quay.example", "smtp.quay.example"]),
}
NEEDS = {"imap": [], "pop3": ["--devices", "one", "--readers", "one", "--storage", "computer"]}


def world():
    """The world of the good cases."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(THREE))
    return world.one


def setup(where, someone, *arguments, **options):
    """portolan setup for a person."""
    options = {"password": someone.password} | options
    return Run(where, "setup", someone.address, "--name", "Anna O'Hara", *arguments, **options)


def refusals(where):
    """How often the servers, all of which ask Dovecot, did not let somebody in."""
    return where.log("dovecot").count("Password mismatch") + where.log("dovecot").count("unknown user")


def sign_ins(where):
    """How often somebody has tried to sign in, as the servers saw it."""
    return where.log("dovecot").count("Login: user=") + where.log("postfix").count("sasl_method") + refusals(where)


def whole_way(source, protocol):
    """Set up, check what Portolan says, then let Thunderbird try."""
    someone, evidence, hosts = SOURCES[source]
    run = setup(world(), someone, *NEEDS[protocol], "--export", "thunderbird").expect(0, "ready").said_where()
    candidate = run.candidate(source)
    run.check(candidate and evidence in candidate["evidence"], f"{source} is not among the candidates, or says not why")
    run.check(candidate["trust"] == "trusted", "these settings need no confirmation")

    incoming = f"imap {hosts[0]}:993" if protocol == "imap" else f"pop3 {hosts[1]}:995"
    expected = [f"{incoming} tls {someone.address}", f"smtp {hosts[2]}:465 tls {someone.address}"]
    for where in ("recommendation", "account"):
        run.check(run.servers(where) == expected, f"{where}: {run.servers(where)}, expected {expected}")
    reason = {"imap": "several-devices", "pop3": "free-space"}[protocol]
    run.check(reason in run.reasons() and "encrypted-from-the-start" in run.reasons(), "the reasons are missing")
    run.check(run.json["recommendation"]["leave_days"] == {"imap": None, "pop3": 14}[protocol], "wrong number of days")
    for way in ("incoming", "outgoing"):
        report = run.json["report"][way]
        run.check(report["verdict"] == "passed" and not report["error"], f"{way} has not passed")
        for step in ("resolve", "connect", "tls", "certificate", "greeting", "capabilities", "sign-in"):
            run.check(run.steps(way).get(step) == "passed", f"{way}: {step} is {run.steps(way).get(step)}")
        run.check(report["mechanism"] and report["tls"]["version"] in ("1.2", "1.3"), f"{way}: signed in how?")
        run.check(hosts[0] in report["certificate"]["names"] and not report["certificate"]["problems"], f"{way}: certificate")
    export, = run.json["exports"]
    run.check((export["target"], export["verdict"]) == ("thunderbird", "passed"), "the export failed")
    run.check(str(run.home) in export["path"], f"exported to {export['path']}")
    thunderbird_works(run, protocol, someone, expected)


def thunderbird_works(run, protocol, someone, expected):
    """Thunderbird opens the home, has this account, signs in, fetches and sends."""
    with Thunderbird(run.world, run.home) as thunderbird:
        tap.equal(len(thunderbird.state["accounts"]), 1, "accounts")
        assert not thunderbird.state["asksForAccount"], "it asks for an account although there is one"
        account = thunderbird.state["accounts"][0]
        spelled = [portolan.spell(server) for server in (account, {"protocol": "smtp"} | account["outgoing"])]
        tap.equal(spelled, expected, "servers")
        tap.equal((account["name"], account["address"], account["default"], account["checks"]),
                  ("Anna O'Hara", someone.address, True, True), "account")
        tap.equal((account["leaves"], account["leavesDays"]), {"imap": (None, None), "pop3": (True, 14)}[protocol], "leaves")
        thunderbird.go_online()
        found = thunderbird.use(account, someone.password)
    tap.contains(found["inbox"], "Welcome aboard")
    tap.equal(found["boxes"], [], "message boxes")
    tap.contains("".join(run.world.messages(someone)), found["subject"])
    assert found["sent"].startswith("imap:" if protocol == "imap" else "mailbox:"), found["sent"]
    run.discreet()


for _source, _protocol in itertools.product(SOURCES, NEEDS):
    tap.case(f"{_source}, {_protocol.upper()}: set up, checked, exported, and Thunderbird receives and sends")(
        lambda source=_source, protocol=_protocol: whole_way(source, protocol))


@tap.case("--protocol pop3 is followed, with what one gives up and no made-up reasons")
def _():
    run = setup(world(), PUBLISHED, "--protocol", "pop3", "--devices", "several").expect(0, "ready")
    run.check(run.json["recommendation"]["protocol"] == "pop3", "not followed")
    run.check("pop3-not-shared" in run.reasons("tradeoffs"), "what one gives up is not said")
    run.check(not {"free-space", "several-devices", "only-offered"} & set(run.reasons()), "made-up reasons")
    run.check(run.json["recommendation"]["leave_on_server"] is True, "mail must stay for the other devices")


@tap.case("published settings are asked for by https and with the domain only")
def _():
    run = setup(world(), PUBLISHED).expect(0, "ready")
    asked = [request for request in run.requests if request.path == "/mail/config-v1.1.xml"]
    run.check(len(asked) == 1 and asked[0].scheme == "https" and not asked[0].query, "asked otherwise")
    run.check(all(contact["sent"] in ("nothing", "domain") for contact in run.json["contacted"]), "an address was sent")
    run.check("autoconfig.harbour.example" in run.asked(), "it does not say whom it asked")


@tap.case("without a password everything but the sign-in is checked, and no sign-in is tried")
def _():
    before = sign_ins(world())
    run = setup(world(), PUBLISHED, password=None).expect(0)
    run.check(sign_ins(world()) == before, "it signed in")
    run.check(run.steps().get("capabilities") == "passed" and run.steps().get("sign-in") in (None, "skipped"), "steps")


@tap.case("a wrong password is refused: exit 5, at most two tries a server, nothing is exported")
def _():
    before = refusals(world())
    run = setup(world(), PUBLISHED, "--export", "thunderbird", password="not this one").expect(5, "failed", "sign-in-refused")
    run.check(not (run.home / ".thunderbird").exists(), "it was exported all the same")
    tries = refusals(world()) - before
    run.check(1 <= tries <= 4, f"{tries} sign-ins were tried at two servers")


# ------------------------------------------------------------------------------------------------------- what goes wrong

BEN = person("cove.example", "ben")


def published(host, *more, kinds=documents.ENCRYPTED, records=(), people=(BEN,), **settings):
    """A world whose provider publishes settings that name mail.cove.example, which is this host."""
    page = documents.autoconfig("cove.example", documents.usual("mail.cove.example", kinds, **settings))
    return World(Spec(people=people, records=records, hosts=[
        host, Host("autoconfig.cove.example", web={"/mail/config-v1.1.xml": page}), *more]))




@tap.case("a server that falls silent when the time is up: what was seen by then is shown")
def _():
    with published(Host("mail.cove.example", odd={993: ("tls", ("says", b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"))})) as bad:
        run = Run(bad, "setup", BEN.address, "--timeout", "4", password=PASSWORD, json_wanted=False)
        run.check(run.status == 7 and "Receiving" in run.stdout and "Greeting: ready" in run.stdout, "it keeps to itself what it saw")


@tap.case("all servers refuse connections: exit 4, refused")
def _():
    with published(Host("mail.cove.example")) as bad:
        setup(bad, BEN, "--export", "thunderbird").expect(4, "failed", "refused").said_where()


@tap.case("all servers drop packets: exit 4, connect-timeout, within the time allowed")
def _():
    with published(Host("mail.cove.example", drops=True)) as bad:
        setup(bad, BEN, "--timeout", "20").expect(4, "failed", "connect-timeout").said_where()


@tap.case("a domain that does not exist: exit 3, nothing-found")
def _():
    run = Run(world(), "setup", "ben@nowhere.example", password=PASSWORD).expect(3, "failed", "nothing-found")
    run.check(run.json["candidates"] == [] and run.json["contacted"], "candidates, contacts")


@tap.case("a domain that says it takes no mail: exit 3, no-mail")
def _():
    with World(Spec(hosts=[Host("cove.example", web={})], records=[no_mx("cove.example")])) as bad:
        setup(bad, BEN).expect(3, "failed", "no-mail")


def bad_certificate(error, **certificate):
    """Every service shows this certificate: nothing is signed in to, and the reason is told."""
    with published(Host("mail.cove.example", mail=Mail(), certificate=Certificate(**certificate))) as bad:
        run = setup(bad, BEN, "--export", "thunderbird").expect(4, "failed", error)
        run.check(not sign_ins(bad), "it signed in")
        run.check(run.steps().get("certificate") == "failed", "the step does not say it")
        run.check(error in run.json["report"]["incoming"]["certificate"]["problems"], "the certificate does not say it")
        run.check(not (run.home / ".thunderbird").exists(), "it was exported all the same")


for _error, _certificate in {
        "certificate-wrong-name": {"names": ("mail.other.example",)}, "certificate-expired": {"days": (-60, -1)},
        "certificate-not-yet-valid": {"days": (2, 60)}, "certificate-self-signed": {"issuer": "self"},
        "certificate-unknown-issuer": {"issuer": "unknown"}}.items():
    tap.case(f"{_error}: exit 4, and no password was sent")(
        lambda error=_error, certificate=_certificate: bad_certificate(error, **certificate))


@tap.case("a certificate of one's own passes once its fingerprint is named, and the account remembers it")
def _():
    with published(Host("mail.cove.example", mail=Mail(), certificate=Certificate(issuer="self"))) as own:
        refused = setup(own, BEN).expect(4, "failed", "certificate-self-signed")
        error = refused.json["error"]
        refused.check(error["second_remedy"] == "trust-certificate", "no second remedy")
        wrong = setup(own, BEN, "--trust-certificate", "00" * 32).expect(4, "failed", "certificate-self-signed")
        wrong.check(not sign_ins(own), "it signed in")
        strict = setup(own, BEN, "--trust-certificate", error["second_argument"], "--security", "strict")
        strict.expect(4, "failed", "certificate-self-signed").check(not sign_ins(own), "it signed in")
        run = setup(own, BEN, "--trust-certificate", error["second_argument"]).expect(0, "ready")
        for way in ("incoming", "outgoing"):
            run.check(run.json["account"][way]["pinned_certificate"] == error["second_argument"], f"{way}: the pin is missing")
            run.check(run.json["report"][way]["verdict"] == "warning", f"{way}: no warning")


@tap.case("a server at home that nobody publishes works once it is agreed to and its fingerprint is named")
def _():
    home = Host(f"mail.{BEN.address.partition('@')[2]}", mail=Mail(), certificate=Certificate(issuer="self"))
    with World(Spec(people=[BEN], hosts=[home])) as own:
        fingerprint = setup(own, BEN).expect(4, "failed", "certificate-self-signed").json["error"]["second_argument"]
        for arguments in ([], ["--confirm"], ["--trust-certificate", fingerprint]):
            run = setup(own, BEN, *arguments)
            run.check(run.status in (4, 8) and not sign_ins(own), "it signed in")
        setup(own, BEN, "--confirm", "--trust-certificate", fingerprint).expect(0, "ready")


@tap.case("Thunderbird is told of a certificate of one's own: it signs in and sends without a question, and refuses any other")
def _():
    with published(Host("mail.cove.example", mail=Mail(), certificate=Certificate(issuer="self"))) as own:
        pin = setup(own, BEN).json["error"]["second_argument"]
        for protocol, port, security, sending in (("imap", 993, "tls", 465), ("pop3", 110, "starttls", 587)):
            account = setup(own, BEN, *NEEDS[protocol], "--trust-certificate", pin).expect(0, "ready").json["account"]
            account["incoming"] |= {"port": port, "security": security}
            account["outgoing"] |= {"port": sending, "security": security}
            home = own.home()
            run = Run(own, "export", "thunderbird", home=home, stdin=json.dumps({"account": account}))
            run.check(run.status == 0 and "was told to trust" in run.json["exports"][0]["message"], "not told")
            with Thunderbird(own, home) as thunderbird:
                thunderbird.go_online()
                found = thunderbird.use(thunderbird.state["accounts"][0], BEN.password)
            tap.equal(found["boxes"], [])
            tap.contains("".join(own.messages(BEN)), found["subject"])

            trusted, = home.glob(".thunderbird/*/cert_override.txt")
            trusted.write_text(trusted.read_text().replace(pin, ":".join(["AA"] * 32)))
            with Thunderbird(own, home) as thunderbird:
                thunderbird.go_online()
                try:
                    thunderbird.use(thunderbird.state["accounts"][0], BEN.password)
                except ThunderbirdError as error:
                    tap.contains(str(error), "self-signed")
                else:
                    raise AssertionError("it took another certificate")
            replaced = Run(own, "export", "thunderbird", "--replace", home=home, stdin=json.dumps({"account": account}))
            replaced.check(replaced.status == 0 and "has the new settings" in replaced.json["exports"][0]["message"], "not replaced")
            with Thunderbird(own, home) as thunderbird:
                thunderbird.go_online()
                thunderbird.use(thunderbird.state["accounts"][0], BEN.password)
            for _ in range(2):
                undone = Run(own, "undo", home=home)
                undone.check(undone.status == 0, "not taken back")


@tap.case("a letter to oneself is sent, found and removed, by IMAP and by POP3, with one's own certificate, too")
def _():
    for certificate, needs in ((Certificate(), NEEDS["imap"]), (Certificate(), NEEDS["pop3"]), (Certificate(issuer="self"), NEEDS["imap"])):
        with published(Host("mail.cove.example", mail=Mail(), certificate=certificate)) as good:
            before = good.messages(BEN)
            more = needs
            if certificate.issuer == "self":
                fingerprint = setup(good, BEN).json["error"]["second_argument"]
                more = [*needs, "--trust-certificate", fingerprint]
            run = setup(good, BEN, "--letter", *more).expect(0, "ready")
            letter = run.json["letter"]
            run.check(letter["verdict"] == "passed" and letter["ms"] > 0 and letter["detail"] and not letter["error"], "the letter")
            tap.equal(good.messages(BEN), before, "what is in the mailbox")
            tap.contains(good.log("postfix"), "status=sent")


def asked(place, *answers):
    """A setup on a terminal, with what is waited for and what is typed then; its exit status."""
    file = place.dir / "password"
    file.write_text(BEN.password)
    with Terminal(place, [portolan.PROGRAM, "setup", BEN.address, "--name", "Ben", "--devices", "several", "--offline-reading", "no",
                          "--readers", "one", "--storage", "server", "--security", "encrypted", "--export", "text=-",
                          "--password-file", str(file)]) as terminal:
        for question, keys in answers:
            terminal.wait_for(question)
            terminal.type(keys)
        return terminal.wait()


@tap.case("on a terminal one is asked once about a certificate of one's own, and about the letter")
def _():
    with published(Host("mail.cove.example", mail=Mail(), certificate=Certificate(issuer="self"))) as own:
        trust, letter = "do you trust exactly this certificate", "Shall Portolan send you a short message"
        status = asked(own, ("Shall it be this", "\n"), (f"(?s)SHA-256.*{trust}", "y\n"), (letter, "y\n"), ("The message came back", ""))
        tap.equal(status, 0)
        before = own.messages(BEN)
        tap.equal(asked(own, ("Shall it be this", "\n"), (trust, "y\n"), (letter, "\n")), 0)
        tap.equal(own.messages(BEN), before)
        tap.equal(asked(own, ("Shall it be this", "\n"), (trust, "\n")), 4)


@tap.case("without a password there is no letter, and that is said")
def _():
    with published(Host("mail.cove.example", mail=Mail())) as good:
        skipped = setup(good, BEN, "--letter", password=None)
        skipped.check(skipped.status == 0 and skipped.json["letter"]["verdict"] == "skipped", "the letter")


TOKEN = "ya29.a-token_of~the.browser"


def browser(*arguments, token=TOKEN, where="mail.cove.example", **options):
    """A setup beside Online Accounts that have a token for this mailbox, at a provider that takes nothing else."""
    page = documents.autoconfig("cove.example", documents.usual("mail.cove.example", method="OAuth2"))
    host = Host("mail.cove.example", mail=Mail(mechanisms=("xoauth2", "oauthbearer"), tokens="tokens.cove.example"))
    tokens = Host("tokens.cove.example", http=True, web={
        f"/token?access_token={TOKEN}": web.Reply(f'{{"email": "{BEN.address}"}}', kind="application/json")})
    with World(Spec(people=[BEN], hosts=[host, tokens, Host("autoconfig.cove.example", web={"/mail/config-v1.1.xml": page})])) as world_:
        script = pathlib.Path(__file__).with_name("online_accounts.py")
        run = Run(world_, "--", "/usr/bin/python3", script, BEN.address, token, where, where, portolan.PROGRAM, "setup",
                  BEN.address, *arguments, program="dbus-run-session", **options)
        run.check(run.world.wire.carries(token, run.mark) == [] and token not in run.stdout + run.stderr, "the token was told")
        return run


@tap.case("a provider of the browser: the token of Online Accounts signs in, with and without a password")
def _():
    for password in (None, BEN.password):
        run = browser("--letter", password=password).expect(0, "ready")
        run.check(run.json["letter"]["verdict"] == "passed", "the letter")
        for way in ("incoming", "outgoing"):
            report = run.json["report"][way]
            run.check(report["signed_in"] and report["mechanism"] == "OAUTHBEARER", f"{way}: by {report['mechanism']}")
        run.check(run.json["account"]["incoming"]["authentication"] == ["oauth2"], "the account does not say how")


@tap.case("a token that has run out is said to be that; one for another host stays here")
def _():
    run = browser(token="expired")
    run.check(run.status == 4 and run.json["error"]["id"] == "sign-in-oauth2-only", "error")
    run.check("Online Accounts" in run.json["error"]["message"], "the reason")
    run = browser(where="mail.elsewhere.example")
    run.check(not run.json["report"]["incoming"]["signed_in"], "the token went to a host that it is not for")


@tap.case("a certificate through an intermediate authority is good")
def _():
    with published(Host("mail.cove.example", mail=Mail(), certificate=Certificate(issuer="intermediate"))) as good:
        setup(good, BEN).expect(0, "ready")


PLAIN = [("imap", "plain"), ("pop3", "plain"), ("smtp", "plain")]
PLAIN_MAIL = Mail(ports=ports("imap", "pop3", "submission"), starttls=False, plaintext=True)


@tap.case("nothing encrypted is offered: plaintext-only, no password is sent")
def _():
    with published(Host("mail.cove.example", mail=PLAIN_MAIL), kinds=PLAIN) as bad:
        run = setup(bad, BEN).expect(4, "failed", "plaintext-only")
        run.check(not sign_ins(bad), "it signed in")


@tap.case("nothing encrypted is offered, and the person allows that: it works, with a warning")
def _():
    with published(Host("mail.cove.example", mail=PLAIN_MAIL), kinds=PLAIN) as bad:
        run = setup(bad, BEN, "--security", "any")
        run.check(run.status == 0 and run.json["result"] == "ready", "it does not work")
        run.check("unencrypted" in run.reasons("tradeoffs"), "no warning")
        run.check(run.servers() == [f"imap mail.cove.example:143 none {BEN.address}",
                                    f"smtp mail.cove.example:587 none {BEN.address}"], "servers")
        run.discreet(wire=False)


@tap.case("the strictest need and only STARTTLS: strict-impossible")
def _():
    kinds = [(kind, "STARTTLS") for kind in ("imap", "pop3", "smtp")]
    with published(Host("mail.cove.example", mail=Mail(ports=ports("imap", "pop3", "submission"))), kinds=kinds) as bad:
        setup(bad, BEN, "--security", "strict").expect(4, "failed", "strict-impossible")
        run = setup(bad, BEN).expect(0, "ready")
        run.check("starttls" in run.reasons("tradeoffs"), "STARTTLS is not mentioned")


def falls_back(drops, way, tried, chosen):
    """A port that swallows packets costs a try, is named, and the next one is taken."""
    mail = Mail(ports={name: port for name, port in Mail().ports.items() if port not in drops})
    with published(Host("mail.cove.example", mail=mail, drops=drops)) as bad:
        run = setup(bad, BEN).expect(0, "ready").said_where()
        run.check(tried in run.tried(way), f"{tried} was not tried, or it is not said")
        run.check(chosen in run.servers("account"), f"{chosen} was not chosen")
        run.check(chosen in run.servers("recommendation") and "starttls" in run.reasons("tradeoffs"), "what is said is about another")


@tap.case("port 465 swallows packets: 587 is taken, and it is said")
def _():
    falls_back({465}, "outgoing", f"smtp mail.cove.example:465 tls {BEN.address}",
               f"smtp mail.cove.example:587 starttls {BEN.address}")


@tap.case("port 993 swallows packets: 143 is taken, and it is said")
def _():
    falls_back({993}, "incoming", f"imap mail.cove.example:993 tls {BEN.address}",
               f"imap mail.cove.example:143 starttls {BEN.address}")


@tap.case("only receiving works: exit 9, partial")
def _():
    mail = Mail(ports=ports("imap", "imaps", "pop3", "pop3s"))
    with published(Host("mail.cove.example", mail=mail)) as bad:
        run = setup(bad, BEN).expect(9, "partial", "refused")
        run.check(run.json["report"]["incoming"]["verdict"] == "passed", "receiving has not passed")


def other_protocol(way, *arguments):
    """Only this protocol works; the other is recommended. What it says of the one that works, which nobody has signed in to."""
    with published(Host("mail.cove.example", mail=Mail(ports=ports(way, f"{way}s", "submission", "submissions")))) as bad:
        run = setup(bad, BEN, *arguments).expect(9, "partial", "refused").said_where()
        run.check((run.json["error"]["second_remedy"], run.json["error"]["second_argument"]) == ("other-protocol", way), "not offered")
        run.check(run.json["report"]["other"]["verdict"] == "passed" and not run.json["report"]["other"]["mechanism"], "signed in")
        setup(bad, BEN, *arguments, "--protocol", way).expect(0, "ready")
        return run.json["error"]["advice"]


@tap.case("IMAP is dead and POP3 alive: that is said, with what it means, and it works")
def _():
    tap.contains(other_protocol("pop3"), "POP3, another way to fetch your mail, answers at “mail.cove.example”. Your mail is then copied")


@tap.case("POP3 is dead and IMAP alive: that is said, with what it means, and it works")
def _():
    tap.contains(other_protocol("imap", *NEEDS["pop3"]), "IMAP, another way to fetch your mail, answers at “mail.cove.example”. Mail then stays")


@tap.case("the usual names lead to a server of another name, as on shared hosting: that name is said, and no password goes there")
def _():
    host = Host("mail.cove.example", "web1.hoster.example", mail=Mail(), certificate=Certificate(names=("web1.hoster.example",)))
    with World(Spec(people=[BEN], hosts=[host])) as shared:
        run = setup(shared, BEN).expect(4, "failed", "certificate-wrong-name").said_where()
        tap.contains(run.json["error"]["message"], "not for “mail.cove.example”, but for: web1.hoster.example")
        tap.equal(sign_ins(shared), 0, "sign-ins")


@tap.case("IMAP is closed to this mailbox: POP3 is offered beside switching IMAP on, and gets no password before")
def _():
    closed = refuses(b"[AUTHENTICATIONFAILED] IMAP is not included in your plan")
    host = Host("mail.cove.example", mail=Mail(ports=ports("pop3", "pop3s", "submission", "submissions")), odd={993: closed, 143: closed})
    with published(host) as bad:
        run = setup(bad, BEN).expect(9, "partial", "account-disabled").said_where()
        error = run.json["error"]
        run.check((error["remedy"], error["second_remedy"], error["second_argument"]) == ("enable-access", "other-protocol", "pop3"),
                  "not offered")
        run.check("Switch it on" in error["advice"] and "POP3, another way to fetch your mail" in error["advice"], "advice")
        run.check(run.json["report"]["other"]["verdict"] == "passed" and not run.json["report"]["other"]["mechanism"], "signed in")
        tap.equal(bad.log("dovecot").count("pop3-login: Info: Login:"), 0, "sign-ins by POP3")
        setup(bad, BEN, "--protocol", "pop3").expect(0, "ready")


@tap.case("--security strict where only STARTTLS answers: strict-impossible, not a refused connection")
def _():
    for closed in ("imaps", "submissions"):
        open_ports = [name for name in Mail().ports if name != closed]
        with published(Host("mail.cove.example", mail=Mail(ports=ports(*open_ports)))) as bad:
            setup(bad, BEN, "--security", "strict").expect(9, "partial", "strict-impossible").said_where()


@tap.case("on a terminal one is asked whether to use POP3 where IMAP is dead")
def _():
    with published(Host("mail.cove.example", mail=Mail(ports=ports("pop3", "pop3s", "submission", "submissions")))) as bad:
        agree, letter = ("Shall it be this", "\n"), ("Shall Portolan send you a short message", "n\n")
        tap.equal(asked(bad, agree, ("Use POP3 instead?", "y\n"), letter), 0)
        tap.equal(asked(bad, agree, ("Use POP3 instead?", "\n")), 9)


@tap.case("a provider that wants the local part and says so gets it")
def _():
    host = Host("mail.cove.example", mail=Mail(login="local"))
    with published(host, username="%EMAILLOCALPART%") as good:
        run = setup(good, BEN).expect(0, "ready")
        run.check(run.servers("account")[0] == "imap mail.cove.example:993 tls ben", "user name")


@tap.case("a provider that wants the local part and does not say so gets it on the second try")
def _():
    records = [srv(f"_{service}._tcp.cove.example", "mail.cove.example", port)
               for service, port in (("imaps", 993), ("submissions", 465))]
    local = Host("mail.cove.example", mail=Mail(login="local"))
    with World(Spec(people=[BEN], hosts=[local], records=records)) as good:
        run = setup(good, BEN).expect(0, "ready")
        run.check(run.servers("account") == ["imap mail.cove.example:993 tls ben", "smtp mail.cove.example:465 tls ben"],
                  "user names")


@tap.case("--username is taken as it is")
def _():
    with published(Host("mail.cove.example", mail=Mail(login="local"))) as good:
        setup(good, BEN, "--username", "ben").expect(0, "ready")


@tap.case("an address with a tag whose server signs in only the name without it: that name is said, and works")
def _():
    tagged = Person(BEN.address.replace("@", "+shop@"), BEN.password)
    with published(Host("mail.cove.example", mail=Mail())) as good:
        run = setup(good, tagged).expect(5, "failed", "sign-in-refused")
        run.check(f"Try “{BEN.address}”." in run.json["error"]["advice"], "its advice")
        setup(good, tagged, "--username", BEN.address).expect(0, "ready")


@tap.case("an account that the provider has switched off: account-disabled")
def _():
    off = dataclasses.replace(BEN, extra="nologin reason=User_disabled")
    with published(Host("mail.cove.example", mail=Mail()), people=[off]) as bad:
        run = setup(bad, BEN)
        run.check(run.json["report"]["incoming"]["error"]["id"] == "account-disabled", "error")


@tap.case("a server that wants no sign-in with a password: sign-in-not-offered")
def _():
    with published(Host("mail.cove.example", mail=Mail(signs_in=()))) as bad:
        run = setup(bad, BEN)
        run.check(run.status in (4, 9) and run.json["report"]["outgoing"]["error"]["id"] == "sign-in-not-offered", "error")


@tap.case("DNS leads to another domain: exit 8 and no password is sent; with --confirm it works")
def _():
    records = [srv(f"_{service}._tcp.cove.example", "mail.elsewhere.example", port)
               for service, port in (("imaps", 993), ("submissions", 465))]
    with World(Spec(people=[BEN], records=records, hosts=[Host("mail.elsewhere.example", mail=Mail())])) as strange:
        run = setup(strange, BEN).expect(8, "confirm", "not-vouched")
        run.check(not sign_ins(strange), "the password was sent before anybody agreed")
        run.check("not-vouched" in run.reasons("confirm"), "the reason is missing")
        setup(strange, BEN, "--confirm").expect(0, "ready")


# -------------------------------------------------------------------------------------------------------- without network


@tap.case("--offline: a known provider is recommended unchecked, and no packet leaves")
def _():
    quiet = world().wire.mark()
    run = Run(world(), "setup", "anna@gmail.com", "--offline").expect(0, "unchecked")
    run.check(run.candidate("bundled"), "the list does not know it")
    tap.equal(world().wire.packets(quiet), [], "packets")
    Run(world(), "setup", "anna@nowhere.example", "--offline").expect(3, "failed", "nothing-found")
    tap.equal(world().wire.packets(quiet), [], "packets")


@tap.case("--no-check: nothing is tried, and the result says so")
def _():
    run = setup(world(), PUBLISHED, "--no-check").expect(0, "unchecked").said_where()
    run.check({port for _, port in run.connections} <= {80, 443}, "it went to a mail server")
    run.check(run.json["report"] == {"incoming": None, "outgoing": None}, "it reports what it has not seen")


@tap.case("no network at all: offline, and it is quick")
def _():
    with World(Spec(online=False)) as lonely:
        Run(lonely, "setup", "ben@cove.example", password=PASSWORD).expect(3, "failed", "offline")


@tap.case("the resolver says nothing: dns-timeout, within the time allowed")
def _():
    with World(Spec(dns=False)) as mute:
        run = Run(mute, "setup", "ben@cove.example", "--timeout", "8", timeout=40)
        run.check(run.status == 3 and run.json["error"]["id"] in ("dns-timeout", "dns-failure", "timeout"), "error")


# --------------------------------------------------------------------------------------------------------------- bad input


@tap.case("an unusable address: exit 2, address-invalid, no packet leaves")
def _():
    quiet = world().wire.mark()
    for address in ("anna", "@harbour.example", "anna@", "an na@harbour.example", "anna@harbour..example", "a@b@c", ""):
        Run(world(), "setup", address).expect(2, error="address-invalid")
    tap.equal(world().wire.packets(quiet), [], "packets")


@tap.case("wrong usage: exit 2, and a sentence")
def _():
    for arguments in (["setup", PUBLISHED.address, "--no-such-option"], ["no-such-command"],
                      ["probe", "imap", "mail.harbour.example", "99999", "tls"],
                      ["setup", PUBLISHED.address, "--password-file", "/no/such/file"],
                      ["setup", PUBLISHED.address, "--export", "no-such-program"]):
        run = Run(world(), *arguments)
        run.check(run.status == 2 and run.json["error"]["message"], "no sentence")


if __name__ == "__main__":
    tap.main(unavailable("thunderbird") or portolan.missing())
