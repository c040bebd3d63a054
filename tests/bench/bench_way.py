#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many round trips does the way take, beside how many the protocols need at least?

  bench_way.py PORTOLAN [RUNS] [ROUND_TRIP_MS]

Real servers behind a cable on which each round trip takes 50 ms. What is timed is the whole process, without what it costs to start
anything at all on the client's side of the cable; what it is compared with is counted by hand, below. (Postfix holds its greeting back
on 465 until its TLS tickets are acknowledged: a round trip more, that no client can save and that is not counted.) Needs root. Prints a table; asserts nothing.
"""

import json
import pathlib
import statistics
import sys
import time

from slow_world import SlowWorld
from world import Host, Mail, Person, Spec, srv, unavailable

PASSWORD = "Correct horse 7"
NAMES = ("bundled", "autoconfig", "srv", "guess", "half")

# What the protocols need one after the other: the name, TCP, TLS 1.3, and then
FETCH = 4      # the request of the document
GREETED = 4    # the greeting
SUBMITTED = 6  # EHLO and AUTH with an initial response; IMAP needs no more
IDEAL = {
    "discover": {"autoconfig": FETCH, "srv": 1, "guess": GREETED + 1, "half": GREETED + 1},
    "setup": {"bundled": SUBMITTED, "autoconfig": FETCH + SUBMITTED, "srv": 1 + SUBMITTED,
              "guess": GREETED + 1 + SUBMITTED, "half": GREETED + 1 + SUBMITTED},
}

DOCUMENT = """<clientConfig version="1.1"><emailProvider id="{domain}"><domain>{domain}</domain>
<incomingServer type="imap"><hostname>imap.{domain}</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.{domain}</hostname><port>465</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>"""


def hosts(name):
    """The machines of one domain; "half" has as many names that swallow every packet as names that answer."""
    domain = f"{name}.example"
    machines = [Host(f"imap.{domain}", f"smtp.{domain}", mail=Mail())]
    if name == "autoconfig":
        machines.append(Host(f"autoconfig.{domain}", web={"/mail/config-v1.1.xml": DOCUMENT.format(domain=domain)}))
    if name == "half":
        machines.append(Host(f"mail.{domain}", domain, f"pop.{domain}", f"autoconfig.{domain}", drops=True))
    return machines


def records(name):
    """The DNS records of one domain beside its hosts'."""
    if name != "srv":
        return []
    return [srv("_imaps._tcp.srv.example", "imap.srv.example", 993), srv("_submissions._tcp.srv.example", "smtp.srv.example", 465)]


def timed(world, arguments, env):
    """Seconds of a whole process, and its JSON."""
    home = world.home()
    started = time.monotonic()
    done = world.run(arguments, home=home, env=env)
    seconds = time.monotonic() - started
    try:
        return seconds, json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.exit(f"{arguments}: {done.stdout}{done.stderr}")


def start(world):
    """Seconds to start a program that does nothing."""
    home = world.home()
    started = time.monotonic()
    world.run(["true"], home=home)
    return time.monotonic() - started


def works(command, answer):
    """Whether the run that was timed did what it should."""
    return bool(answer.get("candidates")) if command == "discover" else answer.get("result") == "ready"


def main():
    reason = unavailable()
    if reason:
        sys.exit(f"not measured: {reason}")
    portolan = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    round_trip = (float(sys.argv[3]) if len(sys.argv) > 3 else 50) / 1000
    spec = Spec(people=[Person(f"anna@{name}.example", PASSWORD) for name in NAMES],
                hosts=[host for name in NAMES for host in hosts(name)],
                records=[record for name in NAMES for record in records(name)])
    with SlowWorld(spec, round_trip) as world:
        secret = pathlib.Path(world.dir) / "password"
        secret.write_text(PASSWORD)
        providers = pathlib.Path(world.dir) / "share/portolan/providers"
        providers.mkdir(parents=True)
        (providers / "bundled.example.xml").write_text(DOCUMENT.format(domain="bundled.example"))
        env = {"XDG_DATA_DIRS": f"{world.dir}/share:/usr/share"}
        nothing = statistics.median(start(world) for _ in range(9))
        print(f"round trip {round_trip * 1000:.0f} ms, {runs} runs each, median of the whole process; {nothing * 1000:.0f} ms to start one are taken off")
        print(f"{'command':10} {'domain':12} {'ideal':>6} {'ms':>8} {'trips':>7} {'ratio':>6}")
        for command, names in IDEAL.items():
            for name, ideal in names.items():
                arguments = [portolan, command, f"anna@{name}.example", "--json", "--no-directory"]
                if command == "setup":
                    arguments += ["--password-file", secret, "--confirm", "--name", "Anna"]
                results = [timed(world, arguments, env) for _ in range(runs)]
                seconds = statistics.median(result[0] for result in results) - nothing
                note = "" if all(works(command, result[1]) for result in results) else "  did not work"
                trips = seconds / round_trip
                print(f"{command:10} {name:12} {ideal:6} {seconds * 1000:8.0f} {trips:7.1f} {trips / ideal:6.2f}{note}", flush=True)


if __name__ == "__main__":
    main()
