# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small private Internet with a mail provider in it, for tests and for the demonstration.

    spec = Spec(people=[Person("anna@harbour.example", "secret")],
                hosts=[Host("imap.harbour.example", "smtp.harbour.example", mail=Mail()),
                       Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": "…"})],
                records=[srv("_imaps._tcp.harbour.example", "imap.harbour.example", 993)])
    with World(spec) as world:
        world.run(["portolan", "setup", "anna@harbour.example"])

Two network namespaces and a cable: commands run in the one, the servers in the other.  Nothing of the machine's own
network, services, configuration or home is used or changed, and all of it ends with the `with`, or with the program.
Needs root and the packages of `run`; unavailable() says what is missing.
"""

import contextlib
import copy
import dataclasses
import functools
import itertools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import provider
import scratch
import web
import wire
from authority import Certificate, authority
from namespace import Namespace

# The servers are there, also for somebody whose PATH is an ordinary one.
os.environ["PATH"] = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"

CLIENT, GATEWAY = "198.51.100.2", "198.51.100.1"
SERVERS, NOBODY = "203.0.113.", "192.0.2."  # answer or refuse; swallow every packet
DNS, SIGNED_DNS = SERVERS + "253", SERVERS + "252"
SERVERS6, NOBODY6 = "2001:db8:1::", "2001:db8:2::"
PROGRAMS = ("openssl", "ip", "dnsmasq", "dovecot", "postfix", "unshare", "nsenter", "setpriv")
ALL_PORTS = provider.PORTS
SESSION = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "XDG_RUNTIME_DIR")
FOREIGN = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "http_proxy", "https_proxy",
           "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "MAIL", "USER", "LOGNAME",
           "SUDO_USER", "SUDO_UID", "SUDO_GID", "SUDO_COMMAND")


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody with a mailbox, in which one message waits."""
    address: str
    password: str = "Correct horse 7"
    name: str = ""
    login: str = ""  # a user name that has nothing to do with the address
    extra: str = ""  # further fields of Dovecot's passwd-file, "nologin" for example


@dataclasses.dataclass(frozen=True)
class Mail:
    """A real mail server.  Ports by service; leave out what it does not offer."""
    ports: dict = dataclasses.field(default_factory=lambda: dict(ALL_PORTS))
    login: str = "address"  # or: local, both
    mechanisms: tuple = ("plain", "login")
    plaintext: bool = False  # takes passwords without TLS
    starttls: bool = True
    signs_in: tuple = tuple(provider.SMTP_PORTS)  # SMTP services with sign-in
    tokens: str = ""  # the host that knows the tokens of OAuth 2

    def logins(self, person):
        """The names under which the person can sign in."""
        local = person.address.rpartition("@")[0]
        names = {"address": [person.address], "local": [local], "both": [person.address, local]}[self.login]
        return names + [person.login] * bool(person.login)


def ports(*services):
    """The usual ports of these services."""
    return {service: ALL_PORTS[service] for service in services}


class Host:
    """A machine with names.  Unless told otherwise it is there, and refuses every connection.

    mail: a Mail.  web: pages by path, by path?query, or by host name + either, for https and, with http=True, for http.
    drops: True if it swallows every packet, or the ports that do.  odd: {port: habit}, see web.OddServer; the habit
    ("tls", HABIT) first shakes hands with the host's certificate, ("old-tls", HABIT) in a version that is not safe any more.
    ipv6: None, "works" or "drops".
    """

    # pylint: disable=too-many-arguments
    def __init__(self, *names, mail=None, web=None, http=False, drops=(), odd=(), certificate=Certificate(), ipv6=None):
        self.names, self.mail, self.web, self.http = names, mail, web, http
        self.drops, self.odd, self.ipv6 = drops, dict(odd), ipv6
        self.certificate = certificate if certificate.names else dataclasses.replace(certificate, names=names)
        self.addresses, self.files, self.sasl = [], None, None

    @property
    def live(self):
        """The addresses that answer."""
        return [a for a in self.addresses if not a.startswith((NOBODY, NOBODY6))]


@dataclasses.dataclass(frozen=True)
class Spec:
    """A world in words."""
    people: tuple | list = ()
    hosts: tuple | list = ()
    records: tuple | list = ()  # of srv(), mx() …
    dns_fails: tuple | list = ()  # domains for which the resolver has no answer but SERVFAIL
    dns_silent: tuple | list = ()  # domains for which it says nothing
    dns_lame: tuple | list = ()  # domains for which it refuses to answer
    dns_wildcard: str = ""  # what a lying resolver says to every other name
    dns_wildcards: dict = dataclasses.field(default_factory=dict)  # and to all other names below these domains
    dns_signed: tuple | list = ()  # domains whose answers are said to be signed
    dns_trusted: bool = False  # whether the client believes that
    dns: bool = True  # False: the resolver never says a word
    online: bool = True


def srv(name, target, port, priority=0, weight=0):
    """A SRV record (RFC 2782)."""
    return f"srv-host={name},{target},{port},{priority},{weight}"


def no_srv(name):
    """The SRV record whose target is the root: the service is not offered here."""
    return f"srv-host={name}"


def mx(domain, target, preference=10):
    """A MX record."""
    return f"mx-host={domain},{target},{preference}"


def no_mx(domain):
    """The null MX of RFC 7505: this domain takes no mail."""
    return f"dns-rr={domain},15,000000"


def txt(name, *texts):
    """A TXT record."""
    return f"txt-record={name}," + ",".join(f'"{text}"' for text in texts)


def cname(alias, target):
    """A CNAME record; the target has to be a host's name."""
    return f"cname={alias},{target}"


def unavailable(*programs):
    """Why no world can be made here, in a sentence, or None."""
    if os.geteuid() != 0:
        return "a network of its own needs root"
    missing = [program for program in (*PROGRAMS, *programs) if not shutil.which(program)]
    missing += [path for path in ("/usr/lib/dovecot/imap-login", "/usr/lib/dovecot/pop3-login") if not os.path.exists(path)]
    if missing:
        return f"not installed: {', '.join(missing)}"
    version = provider.dovecot_version()
    if version not in provider.DIALECTS:
        return f"the tests speak to Dovecot {' and '.join(provider.DIALECTS)}, this is {version}"
    try:
        Namespace().close()
    except OSError as error:
        return f"{error} (in a container without the rights for it?)"
    return None


class World:
    """A spec come true."""

    def __init__(self, spec):
        self.spec, self.dns_address = spec, DNS
        self.hosts = [copy.copy(host) for host in spec.hosts]  # each world has its own addresses and files
        self._ends, self._programs = contextlib.ExitStack(), []
        self._requests, self._boxes, self.wire, self.client = [], {}, None, None

    # ------------------------------------------------------------------------------------------------- begin and end

    def __enter__(self):
        try:
            self._begin()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_):
        self._ends.close()

    def _begin(self):
        self.dir = scratch.folder()
        self.dir.chmod(0o755)
        self._ends.callback(shutil.rmtree, self.dir, ignore_errors=True)
        self._ends.callback(lambda: [program.wait() for program in self._programs])  # the namespace ends them
        self.client = self._ending(Namespace())
        self._server = self._ending(Namespace())
        self._number_hosts()
        self._cable()
        self._furnish()
        self._people()
        expected = self._start_programs() | self._start_threads()
        self._await(expected)
        if not self.spec.online:
            self.unplug()

    def _ending(self, thing):
        self._ends.callback(thing.close)
        return thing

    def _number_hosts(self):
        for number, host in enumerate(self.hosts, 1):
            if host.web is not None or host.mail or any(habit[0] in web.KINDS for habit in host.odd.values()):
                host.files = authority().issue(host.certificate)
            drops = [host.drops is True] + ([host.ipv6 == "drops"] if host.ipv6 else [])
            host.addresses = [nets[drop] + str(number) for nets, drop in zip(((SERVERS, NOBODY), (SERVERS6, NOBODY6)), drops)]

    def _cable(self):
        """One cable.  Servers have an address each; the gateway forwards nothing, so all else vanishes there."""
        six = any(host.ipv6 for host in self.hosts)
        lines = [["link set cable up"], ["link set cable up"]]
        lines[0] += [f"address add {CLIENT}/24 dev cable", f"route add default via {GATEWAY}"]
        lines[1] += [f"address add {GATEWAY}/24 dev cable", f"address add {DNS}/32 dev lo", f"address add {SIGNED_DNS}/32 dev lo"]
        lines[1] += [f"address add {address} dev lo" for host in self.hosts for address in host.live]
        if six:
            lines[0] += ["address add 2001:db8::2/64 dev cable nodad", "route add default via 2001:db8::1"]
            lines[1] += ["address add 2001:db8::1/64 dev cable nodad"]
        self._server.connect(self.client, "cable")
        for namespace, batch in zip((self.client, self._server), lines):
            quiet = "" if six else "echo 1 > /proc/sys/net/ipv6/conf/cable/disable_ipv6; "
            namespace.call("sh", "-c", quiet + "printf '%s\\n' \"$@\" | ip -batch -", "sh", *batch)
        with self.client.network():
            self.wire = self._ending(wire.Wire("cable"))

    def _furnish(self):
        """Give both sides this world's resolver and authority, and none of the machine's helpers."""
        etc = self.dir / "etc"
        (etc / "certs").mkdir(parents=True)
        (etc / "empty").mkdir()
        resolver, belief = SIGNED_DNS if self.spec.dns_signed else DNS, " trust-ad" if self.spec.dns_trusted else ""
        (etc / "resolv.conf").write_text(f"nameserver {resolver}\noptions timeout:2 attempts:2{belief}\n")
        (etc / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
        (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
        (etc / "server-hosts").write_text(f"127.0.0.1 localhost {socket.gethostname()}\n")
        (etc / "server-nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files\n")
        shutil.copy(authority().root, etc / "certs/ca-certificates.crt")
        subprocess.run(["openssl", "rehash", etc / "certs"], check=True, capture_output=True)  # OpenSSL looks for names by hash
        self._mount(self.client, {"hosts": "/etc/hosts", "nsswitch.conf": "/etc/nsswitch.conf"})
        self._mount(self._server, {"server-hosts": "/etc/hosts", "server-nsswitch.conf": "/etc/nsswitch.conf"})

    def _mount(self, namespace, files):
        resolver = os.path.realpath("/etc/resolv.conf")
        pairs = [(name, os.path.realpath(path)) for name, path in files.items()]
        pairs += [("resolv.conf", resolver), ("certs", os.path.realpath("/etc/ssl/certs"))]
        # These would answer for the machine's network, not for this one.
        pairs += [("empty", path) for path in ("/run/dbus", "/run/nscd", "/run/systemd/resolve")
                  if os.path.isdir(path) and not resolver.startswith(path)]
        namespace.call("sh", "-ec", "while [ $# -gt 0 ]; do mount --bind \"$1\" \"$2\"; shift 2; done", "sh",
                       *(part for name, path in pairs for part in (self.dir / "etc" / name, path)))

    def _people(self):
        for person in self.spec.people:
            self._boxes[person] = self.dir / "mail" / str(len(self._boxes))
            for folder in ("new", "cur", "tmp"):
                (self._boxes[person] / "Maildir" / folder).mkdir(parents=True)
            self.deliver(person, "Welcome aboard")
        if self.spec.people:
            subprocess.run(["chown", "-R", f"{provider.MAIL_OWNER}:{provider.MAIL_OWNER}", self.dir / "mail"], check=True)

    def _start_programs(self):
        expected = set()
        if self.spec.dns:
            (self.dir / "dnsmasq.conf").write_text(provider.dnsmasq_config(self))
            self._start("dnsmasq", "dnsmasq", "-C", self.dir / "dnsmasq.conf")
            expected.add((DNS, 53))
        mail_hosts = [host for host in self.hosts if host.mail]
        for number, host in enumerate(mail_hosts):
            directory = self.dir / f"dovecot-{number}"
            host.sasl = directory / "sasl"
            config = provider.write_dovecot(self, host, directory)
            self._start("dovecot", "dovecot", "-F", "-c", config)
            expected |= {(address, port) for address in host.live for port in host.mail.ports.values()}
        if any(service in host.mail.ports for host in mail_hosts for service in provider.SMTP_PORTS):
            directory = provider.write_postfix(self, self.dir / "postfix")
            self._start("postfix", "/usr/lib/postfix/sbin/master", "-c", directory)
        return expected

    def _start(self, name, *command):
        with open(self.dir / f"{name}.out", "ab") as log:
            process = subprocess.Popen(self._server.command(command, directory="/"), stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log)
        self._programs.append(process)

    def _start_threads(self):
        """What is served by this program itself, on sockets inside the server's namespace."""
        expected = set()
        for host in self.hosts:
            for address, (port, job) in itertools.product(host.live, self._jobs(host).items()):
                with self._server.network():
                    listener = socket.create_server((address, port), backlog=64,
                                                    family=socket.AF_INET6 if ":" in address else socket.AF_INET)
                self._ending(job(listener) or listener)
                expected.add((address, port))
        if self.spec.dns_signed:
            with self._server.network():
                socks = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
            socks[0].bind((SIGNED_DNS, 53))
            socks[1].connect((DNS, 53))
            self._ending(web.SigningResolver(*socks, self.spec.dns_signed))
        for port, domains in ((5301, self.spec.dns_fails), (5302, self.spec.dns_silent), (5303, self.spec.dns_lame)):
            if domains:
                with self._server.network():
                    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                sock.bind((DNS, port))
                self._ending(sock if port == 5302 else web.BadResolver(sock, 2 if port == 5301 else 5))
        return expected

    def _jobs(self, host):
        """What to do with a listening socket on each of the host's ports that this program serves."""
        jobs = {port: functools.partial(web.OddServer, habit=self._habit(host, habit)) for port, habit in host.odd.items()}
        jobs |= {port: web.drop_all for port in (() if host.drops is True else host.drops)}
        if host.web is not None:
            serve = functools.partial(web.WebServer, pages=host.web, requests=self._requests)
            jobs |= {443: functools.partial(serve, tls=web.tls_context(*host.files))} | ({80: serve} if host.http else {})
        return jobs

    @staticmethod
    def _habit(host, habit):
        if habit[0] in web.KINDS:
            return "tls", web.tls_context(*host.files, kind=habit[0]), habit[1]
        return habit

    def _await(self, expected, seconds=20):
        """Also Dovecot's socket for sign-ins: without it, Postfix breaks off after a client's first word."""
        end = time.monotonic() + seconds
        sockets = {host.sasl for host in self.hosts if host.mail}
        while missing := (expected - self._server.listeners()) | {path for path in sockets if not path.is_socket()}:
            if time.monotonic() > end:
                raise TimeoutError(f"nothing listens on {missing}: {self.said()}")
            time.sleep(0.01)

    # ----------------------------------------------------------------------------------------------------------- use

    def mailbox(self, person):
        """The folder that holds the person's Maildir."""
        return self._boxes[person]

    def messages(self, person):
        """The messages in a person's inbox, as text."""
        box = self.mailbox(person) / "Maildir"
        return [file.read_text(errors="replace") for folder in ("new", "cur") for file in sorted((box / folder).iterdir())]

    def deliver(self, person, subject):
        """Put a message into a person's inbox."""
        domain = person.address.rpartition("@")[2]
        stamp = f"{time.time():.6f}"
        file = self.mailbox(person) / "Maildir/new" / f"{stamp}.test"
        file.write_text(f"From: Harbour master <postmaster@{domain}>\nTo: <{person.address}>\nSubject: {subject}\n"
                        f"Message-ID: <{stamp}@{domain}>\nDate: Mon, 01 Jan 2024 10:00:00 +0000\n\nYour berth is ready.\n")
        os.chown(file, provider.MAIL_OWNER, provider.MAIL_OWNER)

    def serve(self, name, *command):
        """Start a further program on the servers' side; it ends with the world."""
        self._start(name, *command)

    def configure(self, folder, files):
        """Show the client these files, by name, below a folder of configuration as an administrator lays them down."""
        place, own = pathlib.Path(folder), self.dir / "etc/own"
        if own.exists():
            shutil.rmtree(own / "portolan", ignore_errors=True)
        else:
            if place == pathlib.Path("/etc"):
                raise OSError("a world cannot have an /etc of its own")
            shutil.copytree(place, own, symlinks=True)
            self.client.call("mount", "--bind", own, place)
        for name, text in files.items():
            (own / name).parent.mkdir(parents=True, exist_ok=True)
            (own / name).write_text(text)

    def home(self, user=0):
        """A fresh home folder."""
        (self.dir / "homes").mkdir(exist_ok=True)
        path = pathlib.Path(tempfile.mkdtemp(dir=self.dir / "homes"))
        os.chown(path, user, user)
        return path

    def environment(self, home, user=0, session=False, **more):
        """A clean environment; with session=True the desktop session can be reached from it."""
        kept = {name: value for name, value in os.environ.items()
                if name not in FOREIGN and (session or name not in SESSION)}
        kept |= {"HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
        if not session:
            runtime = pathlib.Path(home) / ".run"
            runtime.mkdir(mode=0o700, exist_ok=True)
            os.chown(runtime, user, user)
            kept["XDG_RUNTIME_DIR"] = str(runtime)
        return kept | more

    def trust_in_thunderbird(self):
        """Make every Thunderbird in this world trust its authority, by a policy as an administrator would lay it down."""
        own, place = self.dir / "etc/thunderbird", "/etc/thunderbird"
        if os.path.isdir(place) and not own.exists():
            shutil.copytree(place, own)
            (own / "policies").mkdir(exist_ok=True)
            (own / "policies/policies.json").write_text(json.dumps(
                {"policies": {"Certificates": {"Install": [str(self.dir / "etc/certs/ca-certificates.crt")]}}}))
            self.client.call("mount", "--bind", own, place)

    def start(self, arguments, home=None, user=0, env=(), **options):
        """Start a command on the client's side of the cable."""
        env = self.environment(home or self.home(user), user) | dict(env)
        return subprocess.Popen(self.client.command(arguments, user), env=env, **options)

    def run(self, arguments, home=None, user=0, env=(), input=None, timeout=60):  # pylint: disable=redefined-builtin
        """Run a command on the client's side of the cable and wait for it."""
        process = self.start(arguments, home, user, env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL if input is None else subprocess.PIPE)
        try:
            out, err = process.communicate(input, timeout)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def unplug(self):
        """Take the client off the network."""
        self.client.call("ip", "link", "set", "cable", "down")

    # ----------------------------------------------------------------------------------------------- what was noticed

    def log(self, name):
        """The log of dnsmasq, dovecot or postfix."""
        files = {"dovecot": self.dir / "dovecot.log", "postfix": self.dir / "postfix/postfix.log",
                 "dnsmasq": self.dir / "dnsmasq.out"}
        return files[name].read_text(errors="replace") if files[name].exists() else ""

    def said(self):
        """All the logs, for a person who looks for what went wrong."""
        return "\n".join(file.read_text(errors="replace")[-2000:]
                         for file in sorted([*self.dir.glob("*.out"), *self.dir.glob("**/*.log")]))

    def requests(self):
        """What the web servers were asked, in order."""
        return list(self._requests)

    def dns_queries(self):
        """What the resolver was asked: (type, name) in order."""
        words = (line.split() for line in self.log("dnsmasq").splitlines())
        found = [(word[len("query["):-1], line[index + 1]) for line in words for index, word in enumerate(line)
                 if word.startswith("query[")]
        return found

    def contacted(self, since=0):
        """Where the client tried to connect to: (a host's first name, port), in order, each once."""
        names = {address: host.names[0] for host in self.hosts for address in host.addresses}
        return [(names.get(address, address), port) for address, port in self.wire.connections(since)]

