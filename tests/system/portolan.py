# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Portolan's command line in a test world, and what must hold however it is called."""

import json
import os
import pathlib
import re

PROGRAM = os.environ.get("PORTOLAN") or str(pathlib.Path(__file__).parents[2] / "_build/src/cli/portolan")


def missing():
    """Why it cannot be tested, or None."""
    return None if os.access(PROGRAM, os.X_OK) else f"{PROGRAM} is not built"


class Run:
    """One call: status, json (None without --json), stdout, stderr, and what was seen of it outside."""

    # pylint: disable=too-many-arguments
    def __init__(self, world, *arguments, password=None, home=None, user=0, program=PROGRAM, stdin=None, json_wanted=True,
                 env=(), timeout=60):
        self.world, self.arguments, self.password = world, arguments, password
        self.home = home or world.home()
        mark, n_requests, n_queries = world.wire.mark(), len(world.requests()), len(world.dns_queries())
        extra = ["--json"] if json_wanted else []
        if password is not None:
            file = self.home / ".password"
            file.write_text(password)
            file.chmod(0o600)
            os.chown(file, user, user)
            extra += ["--password-file", str(file)]
        result = world.run([program, *arguments, *extra], home=self.home, user=user, input=stdin, timeout=timeout,
                           env={"G_DEBUG": "fatal-criticals"} | dict(env))
        self.status, self.stdout, self.stderr = result.returncode, result.stdout, result.stderr
        self.mark, self.requests, self.queries = mark, world.requests()[n_requests:], world.dns_queries()[n_queries:]
        self.connections = world.contacted(mark)
        self.json = self._object() if json_wanted else None

    def __str__(self):
        return (f"portolan {' '.join(map(str, self.arguments))}: exit {self.status}\n{self.stdout}\n{self.stderr}\n"
                f"connections: {self.connections}\nqueries: {self.queries}\n"
                f"requests: {[request.text() for request in self.requests]}")

    def _object(self):
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise AssertionError(f"not one JSON object ({error}): {self}") from error

    def check(self, holds, what):
        """Complain, with everything that is known about the call, unless it holds."""
        if not holds:
            raise AssertionError(f"{what}\n{self}")

    def expect(self, status, result=None, error=None):
        """The exit status, and for a setup the result; an error by its id."""
        self.check(self.status == status, f"exit {self.status}, expected {status}")
        if result:
            self.check(self.json.get("result") == result, f"result {self.json.get('result')}, expected {result}")
        found = (self.json.get("error") or {}).get("id")
        self.check(found == error, f"error {found}, expected {error}")
        if error:
            self.check(self.json["error"]["message"] and self.json["error"]["advice"], "an error without words or advice")
        return self.discreet()

    def allowed(self):
        """The hosts that may be told the address."""
        return {host for option, host in zip(self.arguments, self.arguments[1:]) if option == "--send-address"}

    def discreet(self, address=None, wire=True):
        """What must hold whatever happens: no secret in print, on the wire or in a file, no address told to strangers."""
        self.check(not re.search(r"CRITICAL|WARNING \*\*|Sanitizer", self.stderr), "it complains about itself")
        address = address or next((a for a in map(str, self.arguments) if "@" in a), "@")
        local = address.rpartition("@")[0]
        told = [request.text() for request in self.requests if (request.scheme, request.host) not in
                {("https", host) for host in self.allowed()}] + [name for _, name in self.queries]
        self.check(not local or not any(local.lower() in text.lower() for text in told), "the local part was told to somebody")
        if self.password:
            self.check(self.password not in self.stdout + self.stderr, "the password was printed")
            self.check(not wire or self.world.wire.carries(self.password, self.mark) == [], "the password went in clear")
            for file in self.home.rglob("*"):
                if file.is_file() and file.name != ".password":
                    self.check(self.password.encode() not in file.read_bytes(), f"the password is in {file}")
        return self

    # What a setup says, in short.

    def candidate(self, source):
        """The first candidate of this source, or None."""
        return next((one for one in self.json["candidates"] if one["source"] == source), None)

    def sources(self):
        """Who had an answer."""
        return {one["source"] for one in self.json["candidates"]}

    def servers(self, where="recommendation"):
        """The chosen servers, each as "protocol host:port security username"."""
        return [spell(self.json[where][way]) for way in ("incoming", "outgoing") if self.json[where].get(way)]

    def reasons(self, what="reasons"):
        """Ids of the reasons, tradeoffs or confirmations."""
        return [reason["id"] for reason in self.json["recommendation"][what]]

    def tried(self, way):
        """Servers that were tried before the one that is reported."""
        return [spell(server) for server in self.json["report"][way]["tried"]]

    def steps(self, way="incoming"):
        """The verdict of each step of a report (of `probe` itself with way=None)."""
        report = self.json["report"][way] if way else self.json
        return {step["step"]: step["verdict"] for step in report["steps"]}

    def asked(self):
        """The hosts that it says it contacted, or whose names it looked up."""
        return {contact["host"] for contact in self.json["contacted"]}

    def said_where(self):
        """Every host to which it connected is one that it names: in `contacted`, or as a server that it checked."""
        if self.world.spec.dns_wildcard or self.world.spec.dns_wildcards:
            return self  # one host has every name
        named = self.asked() | {server["host"] for server in self._checked()}
        aliases = dict(record[len("cname="):].split(",") for record in self.world.spec.records if record.startswith("cname="))
        named |= {aliases[name] for name in named if name in aliases}
        for name, port in self.connections:
            if (name, port) == (self.world.dns_address, 53):
                continue
            host = next((one for one in self.world.hosts if one.names[0] == name), None)
            self.check(host and named & set(host.names), f"it went to {name} and does not say so")
        return self

    def _checked(self):
        for report in (self.json.get("report") or {}).values():
            yield from (report or {}).get("tried", [])
            if report:
                yield report["server"]


def spell(server):
    """A server in a line."""
    return f"{server['protocol']} {server['host']}:{server['port']} {server['security']} {server['username'] or '-'}"
