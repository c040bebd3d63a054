#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a test world what it says?  Asked without Portolan, by Python's own mail clients."""

import json
import os
import sys
import time

import tap
from authority import EXPIRED, NOT_YET_VALID, SELF_SIGNED, UNKNOWN_ISSUER, Certificate
from web import Reply
from world import Host, Mail, Person, Spec, World, cname, mx, no_mx, no_srv, ports, srv, txt, unavailable

ANNA = Person("anna@harbour.example", "blue \"boat\" 7\\ü")
PAT = Person("pat.o'hara+mail@harbour.example", "p:w' ;# x")
SAM = Person("sam@pier.example", "harmless words")
PIER = Host("mail.pier.example", mail=Mail(login="local", starttls=False, plaintext=True,
                                              ports=ports("imap", "pop3", "submission")))
HARBOUR = Spec(
    people=[ANNA, PAT, SAM],
    hosts=[
        Host("imap.harbour.example", "pop.harbour.example", "smtp.harbour.example",
             mail=Mail(mechanisms=("plain", "login", "cram-md5", "scram-sha-256"))),
        PIER,
        Host("autoconfig.harbour.example", "harbour.example", http=True, web={
            "/mail/config-v1.1.xml": "<clientConfig/>",
            "harbour.example/moved": Reply("", 302, headers=(("Location", "/x"),))}),
        Host("expired.example", certificate=EXPIRED, web={}), Host("early.example", certificate=NOT_YET_VALID, web={}),
        Host("self.example", certificate=SELF_SIGNED, web={}), Host("stranger.example", certificate=UNKNOWN_ISSUER, web={}),
        Host("middle.example", certificate=Certificate(issuer="intermediate"), web={}),
        Host("gap.example", certificate=Certificate(issuer="missing-intermediate"), web={}),
        Host("name.example", certificate=Certificate(names=("other.example",)), web={}),
        Host("gone.example", drops=True), Host("half.example", drops={465}),
        Host("odd.example", odd={143: ("says", b"hello\r\n"), 110: ("closes",), 993: ("tls", ("says", b"inside"))}),
        Host("six.example", web={}, ipv6="works"), Host("lame.example", web={}, ipv6="drops"),
    ],
    records=[srv("_imaps._tcp.harbour.example", "imap.harbour.example", 993, 5, 7), no_srv("_pop3._tcp.harbour.example"),
             mx("harbour.example", "mx.harbour.example"), no_mx("silence.example"), txt("_note.harbour.example", "a b"),
             cname("alias.harbour.example", "imap.harbour.example")],
    dns_fails=["fails.example"], dns_silent=["mute.example"])

# Runs at the client's; what it assigns to `answer` comes back.
PRELUDE = """
import base64, hmac, imaplib, json, poplib, smtplib, socket, ssl, struct, sys, time, urllib.request
tls = ssl.create_default_context()
argument = json.loads(sys.argv[1])
def name(data, at):
    labels, end = [], None
    while data[at]:
        if data[at] >= 192:
            end, at = end or at + 2, (data[at] & 63) << 8 | data[at + 1]
        else:
            labels.append(data[at + 1:at + 1 + data[at]].decode()); at += 1 + data[at]
    return ".".join(labels), end or at + 1
def ask(what, kind):
    resolver = next(line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver"))
    question = b"".join(bytes([len(l)]) + l.encode() for l in what.split(".")) + struct.pack("!BHH", 0, kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(1)
        sock.sendto(struct.pack("!6H", 7, 0x100, 1, 0, 0, 0) + question, (resolver, 53))
        try: data = sock.recv(4096)
        except TimeoutError: return "silence"
    code, answers, at = data[3] & 15, [], 12 + len(question)
    for _ in range(struct.unpack_from("!H", data, 6)[0]):
        _, at = name(data, at)
        sort, _, _, size = struct.unpack_from("!HHIH", data, at)
        at += 10
        answers.append(socket.inet_ntoa(data[at:at + size]) if sort == 1
                       else (*struct.unpack_from("!HHH", data, at), name(data, at + 6)[0]) if sort == 33
                       else (struct.unpack_from("!H", data, at)[0], name(data, at + 2)[0]) if sort == 15
                       else name(data, at)[0] if sort == 5
                       else data[at + 1:at + size].decode())
        at += size
    return answers if code == 0 else {2: "SERVFAIL", 3: "NXDOMAIN"}.get(code, code)
"""


def world():
    """The one world of this program."""
    if not hasattr(world, "one"):
        world.one = tap.keep.enter_context(World(HARBOUR))
    return world.one


def at_client(script, argument=None):
    """Run a script on the client's side."""
    program = PRELUDE + script + "\nprint(json.dumps(answer))"
    result = world().run([sys.executable, "-c", program, json.dumps(argument)])
    if result.returncode:
        raise AssertionError(result.stderr + world().said())
    return json.loads(result.stdout)


@tap.case("a world is ready within three seconds")
def _():
    started = time.monotonic()
    with World(HARBOUR):
        ready = time.monotonic() - started
    tap.note(f"ready after {ready:.2f} s, gone after {time.monotonic() - started:.2f} s")
    assert ready < 3, ready


@tap.case("a world leaves nothing behind, also when its test fails")
def _():
    try:
        with World(HARBOUR) as one:
            path, inside = one.dir, one.client.pid
            raise KeyError
    except KeyError:
        pass
    assert not path.exists() and not os.path.exists(f"/proc/{inside}")


@tap.case("two worlds can exist at the same time")
def _():
    with World(HARBOUR) as other:
        result = other.run([sys.executable, "-c", "import poplib; poplib.POP3_SSL('pop.harbour.example').quit()"])
        tap.equal(result.returncode, 0, result.stderr)
        tap.contains(other.contacted(), ("imap.harbour.example", 995))
    tap.equal([c for c in world().contacted() if c[1] == 995], [])


@tap.case("IMAP signs in on 993 and on 143 after STARTTLS, and finds the message")
def _():
    answer = at_client("""
answer = []
for person in argument:
    one = imaplib.IMAP4_SSL("imap.harbour.example", ssl_context=tls)
    two = imaplib.IMAP4("imap.harbour.example")
    two.starttls(tls)
    for client in one, two:
        client.authenticate("PLAIN", lambda _: "\\0".join(["", *person]).encode())
        client.select()
        answer.append(client.fetch("1", "BODY[HEADER.FIELDS (SUBJECT)]")[1][0][1].decode().strip())
        client.logout()
""", [(person.address, person.password) for person in (ANNA, PAT)])
    tap.equal(answer, ["Subject: Welcome aboard"] * 4)


@tap.case("POP3 signs in on 995 and on 110 after STLS")
def _():
    answer = at_client("""
answer = []
one, two = poplib.POP3_SSL("pop.harbour.example", context=tls), poplib.POP3("pop.harbour.example")
two.stls(tls)
for client in one, two:
    client.encoding = "UTF-8"
    client.user(argument[0]); client.pass_(argument[1])
    answer.append(client.stat()[0])
    client.quit()
""", (ANNA.address, ANNA.password))
    tap.equal(answer, [1, 1])


@tap.case("SMTP signs in on 465 and 587, and a message to oneself arrives")
def _():
    at_client("""
for client in smtplib.SMTP_SSL("smtp.harbour.example", context=tls), smtplib.SMTP("smtp.harbour.example", 587):
    if not isinstance(client, smtplib.SMTP_SSL): client.starttls(context=tls)
    client.ehlo()
    client.docmd("AUTH PLAIN", base64.b64encode("\\0".join(["", *argument]).encode()).decode())
    client.sendmail(argument[0], [argument[0]], f"Subject: through {client.sock.getpeername()[1]}\\r\\n\\r\\nText")
    client.quit()
answer = None
""", (ANNA.address, ANNA.password))
    for _ in range(100):
        text = "".join(world().messages(ANNA))
        if "through 465" in text and "through 587" in text:
            return
        time.sleep(0.05)
    raise AssertionError(text + world().log("postfix"))


@tap.case("a wrong password is refused without delay")
def _():
    started = time.monotonic()
    answer = at_client("""
try: imaplib.IMAP4_SSL("imap.harbour.example", ssl_context=tls).login("anna@harbour.example", "wrong"); answer = "in"
except imaplib.IMAP4.error as error: answer = str(error)
""")
    tap.contains(answer, "AUTHENTICATIONFAILED")
    assert time.monotonic() - started < 2


@tap.case("CRAM-MD5 and SCRAM-SHA-256 are offered where the spec says so")
def _():
    answer = at_client("""
answer = imaplib.IMAP4_SSL("imap.harbour.example", ssl_context=tls)
answer.login_cram_md5(*argument); answer = answer.capability()[1][0].decode()
one = imaplib.IMAP4_SSL("imap.harbour.example", ssl_context=tls); answer = one.capabilities
""", (PAT.address, PAT.password))
    tap.contains(answer, "AUTH=SCRAM-SHA-256")
    tap.contains(answer, "AUTH=CRAM-MD5")


@tap.case("no password is taken without TLS unless the spec says so")
def _():
    answer = at_client("""
answer = ["LOGINDISABLED" in imaplib.IMAP4("imap.harbour.example").capabilities]
client = smtplib.SMTP("smtp.harbour.example", 587); client.ehlo(); answer.append("auth" in client.esmtp_features)
client = imaplib.IMAP4("mail.pier.example"); answer.append("STARTTLS" in client.capabilities)
answer.append(client.login(*argument)[0])
client = poplib.POP3("mail.pier.example"); client.user(argument[0]); answer.append(client.pass_(argument[1]).decode()[:3])
client = smtplib.SMTP("mail.pier.example", 587); client.ehlo(); answer.append("starttls" in client.esmtp_features)
answer.append(client.login(*argument)[0])
""", ("sam", SAM.password))
    tap.equal(answer, [True, False, False, "OK", "+OK", False, 235])


@tap.case("the resolver knows the records of the spec, and nothing else")
def _():
    answer = at_client("answer = [ask(*question) for question in argument]", [
        ("imap.harbour.example", 1), ("_imaps._tcp.harbour.example", 33), ("_pop3._tcp.harbour.example", 33),
        ("harbour.example", 15), ("silence.example", 15), ("_note.harbour.example", 16), ("alias.harbour.example", 5),
        ("unknown.harbour.example", 1), ("example.org", 15)])
    tap.equal(answer, [world().hosts[0].addresses, [[5, 7, 993, "imap.harbour.example"]], [[0, 0, 1, ""]],
                       [[10, "mx.harbour.example"]], [[0, ""]], ["a b"], ["imap.harbour.example"],
                       "NXDOMAIN", "NXDOMAIN"])
    tap.contains(world().dns_queries(), ("SRV", "_pop3._tcp.harbour.example"))


@tap.case("the resolver can fail and can be silent")
def _():
    tap.equal(at_client("answer = [ask('x.fails.example', 1), ask('x.mute.example', 1)]"), ["SERVFAIL", "silence"])


@tap.case("pages are served over https and http, by path and by host, and each request is noted")
def _():
    answer = at_client("""
import http.client
def get(client, path, host):
    client.request("GET", path, headers={"Host": host, "X-Note": "7"})
    reply = client.getresponse()
    return reply.status, reply.read().decode()
name = "autoconfig.harbour.example"
answer = [get(http.client.HTTPSConnection(name, context=tls), "/mail/config-v1.1.xml?a=b", name),
          get(http.client.HTTPConnection("harbour.example"), "/moved", "harbour.example"),
          get(http.client.HTTPConnection(name), "/moved", name)]
""")
    tap.equal(answer, [[200, "<clientConfig/>"], [302, ""], [404, "Not here."]])
    first = world().requests()[0]
    tap.equal((first.scheme, first.host, first.path, first.query, first.reply),
              ("https", "autoconfig.harbour.example", "/mail/config-v1.1.xml", "a=b", 200))
    tap.contains(first.text(), "X-Note: 7")


@tap.case("certificates are good and bad as the spec says")
def _():
    answer = at_client("""
answer = {}
for host in argument:
    try:
        with socket.create_connection((host, 443), 5) as sock, tls.wrap_socket(sock, server_hostname=host):
            answer[host] = "good"
    except ssl.SSLCertVerificationError as error:
        answer[host] = error.verify_message
""", [f"{name}.example" for name in ("harbour", "middle", "expired", "early", "self", "stranger", "gap", "name")])
    expected = {"harbour": "good", "middle": "good", "expired": "expired", "early": "not yet valid", "self": "self-signed",
                "stranger": "unable to get local issuer", "gap": "unable to get local issuer", "name": "mismatch"}
    for name, part in expected.items():
        tap.contains(answer[f"{name}.example"].replace("self signed", "self-signed"), part)


@tap.case("hosts and ports drop packets, refuse them or misbehave as the spec says")
def _():
    answer = at_client("""
def meet(host, port):
    try:
        with socket.create_connection((host, port), 1) as sock:
            sock.settimeout(1)
            if port == 993: sock = tls.wrap_socket(sock, server_hostname=host)
            return sock.recv(100).decode()
    except OSError as error: return type(error).__name__
answer = [meet(*place) for place in argument]
""", [("gone.example", 993), ("half.example", 465), ("half.example", 587), ("odd.example", 143), ("odd.example", 110),
      ("odd.example", 993)])
    tap.equal(answer, ["TimeoutError", "TimeoutError", "ConnectionRefusedError", "hello\r\n", "", "inside"])


@tap.case("IPv6 works, or does not, as the spec says")
def _():
    answer = at_client("""
answer = []
for host in "six.example", "lame.example":
    for family in socket.AF_INET, socket.AF_INET6:
        where = socket.getaddrinfo(host, 443, family, socket.SOCK_STREAM)[0][4]
        with socket.socket(family) as sock:
            sock.settimeout(1)
            try: sock.connect(where); answer.append(True)
            except OSError: answer.append(False)
""")
    tap.equal(answer, [True, True, True, False])


@tap.case("the wire is heard: a password in clear is found, one inside of TLS is not")
def _():
    before = world().wire.mark()
    answer = at_client("""
imaplib.IMAP4("mail.pier.example").login(*argument)
client = smtplib.SMTP("mail.pier.example", 587); client.ehlo()
answer = client.docmd("AUTH PLAIN", base64.b64encode("\\0".join(["", *argument]).encode()).decode())[0]
""", ("sam", SAM.password))
    tap.equal(answer, 235)
    ports_seen = {target[1] for _, _, target in world().wire.carries(SAM.password, before)}
    tap.equal(ports_seen, {143, 587})
    at_client("""
answer = imaplib.IMAP4_SSL("imap.harbour.example", ssl_context=tls).login_cram_md5(*argument)[0]
""", (PAT.address, PAT.password))
    tap.equal(world().wire.carries(PAT.password), [])


@tap.case("an unplugged world cannot be reached, and the name of its hosts not be found")
def _():
    with World(Spec(hosts=[Host("a.example", web={})], online=False)) as lonely:
        result = lonely.run([sys.executable, "-c", "import socket; socket.create_connection(('a.example', 443), 2)"])
        assert result.returncode and lonely.contacted() == [] and lonely.wire.packets() == []


if __name__ == "__main__":
    tap.main(unavailable())
