#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the exporters' golden files with other people's readers: property lists, XML, QR codes.

  test-formats.py DATA-DIRECTORY

Prints TAP. What is asked of a profile are Apple's documented keys of com.apple.mail.managed; of a QR code, the format that
Thunderbird for Android describes.
"""

import json
import pathlib
import plistlib
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
import xml.etree.ElementTree as ElementTree

NAME = "Tess \"Q.\" O'Neil; <#1> %s \\ $HOME & ☃"
ADDRESS = "tess.o'neil+sea@example.org"
LOGIN = "o'neil x%d;#+"

APPLE_AUTHENTICATION = {"EmailAuthNone", "EmailAuthPassword", "EmailAuthCRAMMD5", "EmailAuthNTLM", "EmailAuthHTTPMD5"}
APPLE_KEYS = {
    "EmailAccountDescription": str, "EmailAccountName": str, "EmailAccountType": {"EmailTypeIMAP", "EmailTypePOP"},
    "EmailAddress": str, "OutgoingPasswordSameAsIncomingPassword": bool,
    **{side + "MailServer" + key: kind for side in ("Incoming", "Outgoing")
       for key, kind in {"Authentication": APPLE_AUTHENTICATION, "HostName": str, "PortNumber": int, "UseSSL": bool,
                         "Username": str}.items()},
}
APPLE_MUST = {"EmailAccountType", "IncomingMailServerAuthentication", "IncomingMailServerHostName",
              "OutgoingMailServerAuthentication", "OutgoingMailServerHostName"}


class Skipped(Exception):
    """A program that the check needs is missing."""


def expect(good, text):
    if not good:
        raise AssertionError(text)


def check_payload(payload, kind):
    expect(payload["PayloadType"] == kind, f"PayloadType is {payload['PayloadType']}")
    expect(payload["PayloadVersion"] == 1, "PayloadVersion is not 1")
    expect(payload["PayloadIdentifier"].startswith("io.github.portolan-mail."), "PayloadIdentifier")
    expect(uuid.UUID(payload["PayloadUUID"]).version == 5, "PayloadUUID is not made from a name")


def check_apple(path):
    profile = plistlib.loads(path.read_bytes())
    check_payload(profile, "Configuration")
    (mail,) = profile["PayloadContent"]
    check_payload(mail, "com.apple.mail.managed")
    expect(mail["PayloadUUID"] != profile["PayloadUUID"], "the same PayloadUUID twice")
    for key, value in mail.items():
        kind = APPLE_KEYS.get(key)
        if key.startswith("Payload"):
            continue
        expect(kind is not None, f"{key} is not a documented key")
        expect(value in kind if isinstance(kind, set) else type(value) is kind, f"{key} is {value!r}")
    expect(APPLE_MUST <= mail.keys(), f"{APPLE_MUST - mail.keys()} missing")
    expect(mail["EmailAccountName"] == NAME and mail["EmailAddress"] == ADDRESS, "name or address")
    expect(mail["IncomingMailServerUsername"] == mail["OutgoingMailServerUsername"] == LOGIN, "user name")
    expect(mail["IncomingMailServerUseSSL"] and mail["OutgoingMailServerUseSSL"], "clear text")


def check_k9s(path):
    root = ElementTree.parse(path).getroot()
    (account,) = root.findall("accounts/account")
    expect(root.tag == "k9settings" and root.get("format") == "1", "root element")
    uuid.UUID(account.get("uuid"))
    for tag, types in (("incoming-server", {"IMAP", "POP3"}), ("outgoing-server", {"SMTP"})):
        server = account.find(tag)
        expect(server.get("type") in types, f"type of {tag}")
        expect(server.findtext("connection-security") in {"STARTTLS_REQUIRED", "SSL_TLS_REQUIRED"}, "connection-security")
        expect(server.findtext("authentication-type") == "PLAIN", "authentication-type")
        expect(server.findtext("username") == LOGIN, "user name")
        expect(server.find("password") is None, "a password")
    expect(account.findtext("identities/identity/name") == NAME, "name")


def check_autoconfig(path):
    root = ElementTree.parse(path).getroot()
    expect(root.tag == "clientConfig" and root.get("version") == "1.2", "root element")
    for tag in ("incomingServer", "outgoingServer"):
        server = root.find("emailProvider/" + tag)
        expect(server.findtext("username") == LOGIN, "user name")
        expect(server.findtext("socketType") in {"SSL", "STARTTLS"}, "socketType")


def check_server(server, protocols):
    protocol, host, port, security, authentication, user = server[:6]
    expect(protocol in protocols and security in (2, 3) and authentication in (0, 1, 2, 5, 6), f"{server}")
    expect(re.fullmatch(r"[A-Za-z0-9.-]+", host) and 1 <= port <= 65535, f"{server}")
    expect(user == LOGIN, "user name")


def check_qr(path):
    for program in ("rsvg-convert", "zbarimg"):
        if shutil.which(program) is None:
            raise Skipped(f"{program} is not installed")
    with tempfile.NamedTemporaryFile(suffix=".png") as picture:
        subprocess.run(["rsvg-convert", "--output", picture.name, path], check=True)
        text = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sbinary", picture.name], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True).stdout.decode("ascii").rstrip("\n")
    version, sequence, incoming, groups = json.loads(text)
    expect(version == 1 and sequence == [1, 1], "head")
    check_server(incoming, (0, 1))
    ((outgoing, identity),) = groups
    check_server(outgoing, (0,))
    expect(len(incoming) == 7 and len(outgoing) == 6, "a password, or something else that does not belong there")
    expect(identity == [ADDRESS, NAME], "identity")


CHECKS = {"apple": check_apple, "k9s": check_k9s, "autoconfig": check_autoconfig, "thunderbird-isp": check_autoconfig,
          "thunderbird-android": check_qr}


def main():
    files = [(name, pathlib.Path(sys.argv[1]) / f"{name}-{protocol}.txt") for name in CHECKS for protocol in ("imap", "pop3")]
    failed = False
    print(f"1..{len(files)}")
    for number, (name, path) in enumerate(files, 1):
        try:
            CHECKS[name](path)
            print(f"ok {number} {path.name}")
        except Skipped as reason:
            print(f"ok {number} {path.name} # SKIP {reason}")
        except Exception as fault:
            failed = True
            print(f"not ok {number} {path.name}\n# {type(fault).__name__}: {fault}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
