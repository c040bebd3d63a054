#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Portolan gives a provider to publish is published, and found again."""

import json
import pathlib
import re
import subprocess
import tempfile

import portolan
import tap
from portolan import Run, spell
from world import Host, Spec, World, srv, txt, unavailable

DOMAIN = "harbour.example"
ADDRESS = f"anna@{DOMAIN}"


def server(protocol, security, port, username=ADDRESS):
    """A server as the JSON writes it."""
    return {"protocol": protocol, "host": f"{protocol}.{DOMAIN}", "port": port, "security": security, "username": username,
            "authentication": ["password-cleartext"]}


def account(incoming, outgoing):
    """An account as `portolan setup --json` prints it."""
    pop3 = incoming["protocol"] == "pop3"
    return {"address": ADDRESS, "name": "Anna", "provider": None, "incoming": incoming, "outgoing": outgoing,
            "leave_on_server": True if pop3 else None, "leave_days": None, "offline_copy": False, "result": "ready"}


ENCRYPTED = account(server("imap", "tls", 993), server("smtp", "tls", 465))
STARTTLS = account(server("pop3", "starttls", 110, "anna"), server("smtp", "starttls", 587, "anna"))


def published(settings):
    """The files of the export, by name."""
    with tempfile.TemporaryDirectory() as folder, World(Spec()) as world:
        target = pathlib.Path(folder) / "out"
        run = Run(world, "export", f"publish={target}", stdin=json.dumps({"account": settings}))
        run.check(run.status == 0, "not exported")
        return {path.name: path.read_text() for path in target.iterdir()}


def records(zone):
    """The records of a zone for the world's name server, the proposed ones included."""
    for line in zone.splitlines():
        if found := re.fullmatch(r"(\S+)\. IN SRV (\d+) (\d+) (\d+) (\S+)\.", line):
            yield srv(found[1], found[5], found[4], found[2], found[3])
        elif found := re.fullmatch(r';(\S+)\. IN TXT "(.*)"', line):
            yield txt(found[1], found[2])


def finds(settings, source, *, web=None, dns=()):
    """Portolan finds the settings again in this source."""
    hosts = [Host(name, web=pages) for name, pages in (web or {}).items()]
    hosts.append(Host(*(f"{protocol}.{DOMAIN}" for protocol in ("imap", "pop3", "smtp"))))
    with World(Spec(hosts=hosts, records=list(dns))) as world:
        run = Run(world, "discover", ADDRESS)
        candidate = run.candidate(source)
        run.check(candidate, f"nothing from {source}")
        found = [spell(one) for way in ("incoming", "outgoing") for one in candidate[way]]
        for way in ("incoming", "outgoing"):
            run.check(spell(settings[way]) in found, f"{spell(settings[way])} is not among {found}")


@tap.case("the autoconfig document is found, by both of its addresses")
def _():
    for settings in (ENCRYPTED, STARTTLS):
        page = published(settings)["config-v1.1.xml"]
        finds(settings, "autoconfig", web={f"autoconfig.{DOMAIN}": {"/mail/config-v1.1.xml": page}})
        finds(settings, "autoconfig", web={DOMAIN: {"/.well-known/autoconfig/mail/config-v1.1.xml": page}})


@tap.case("the service records are found")
def _():
    finds(ENCRYPTED, "srv", dns=records(published(ENCRYPTED)["zone.txt"]))


@tap.case("the document of PACC is found, and its record vouches for it")
def _():
    files = published(ENCRYPTED)
    finds(ENCRYPTED, "pacc", dns=records(files["zone.txt"]),
          web={f"ua-auto-config.{DOMAIN}": {"/.well-known/user-agent-configuration.json": files["user-agent-configuration.json"]}})


@tap.case("what PACC cannot say is left out")
def _():
    files = published(STARTTLS)
    assert "user-agent-configuration.json" not in files
    assert not any("TXT" in text or "ua-auto-config" in text for name, text in files.items() if name != "README.txt")


@tap.case("BIND reads the zone")
def _():
    for settings, names in ((ENCRYPTED, ["_imaps", "_submissions", "_pop3s", "_ua-auto-config"]), (STARTTLS, ["_pop3", "_submission", "_imaps"])):
        zone = published(settings)["zone.txt"]
        whole = re.sub(r"^;(?=_)", "", zone, flags=re.M)  # with what is only proposed
        with tempfile.NamedTemporaryFile("w", suffix=".zone") as file:
            file.write("$TTL 3600\n@ IN SOA ns admin 1 3600 600 86400 3600\n@ IN NS ns\nns IN A 192.0.2.1\n"
                       "imap IN A 192.0.2.2\npop3 IN A 192.0.2.2\nsmtp IN A 192.0.2.2\n" + whole)
            file.flush()
            try:
                found = subprocess.run(["named-checkzone", "-D", "-k", "fail", "-m", "fail", "-n", "fail", DOMAIN, file.name],
                                       capture_output=True, text=True, check=False)
            except FileNotFoundError as error:
                raise tap.Skip("named-checkzone is not installed") from error
        tap.equal(found.returncode, 0, found.stdout + found.stderr)
        for name in names:
            tap.contains(found.stdout, name + ".")


if __name__ == "__main__":
    tap.main(portolan.missing() or unavailable())
