# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every program that Portolan writes files for, each with a home in which it has been used, and what can be said about such a home."""

import hashlib
import json
import os
import pathlib
import stat

OTHER = (4711, 4712)  # somebody else's files, who is not in the tests
LONG = 20000  # so that a file needs several pages of a disk


def padding(sign):
    """Comments, which the program keeps or ignores."""
    return "".join(f"{sign} {number:05} a note of the person's own\n" for number in range(LONG // 32))


NOTES = padding("#")
PREFS = "".join(f'user_pref("{name}", {json.dumps(value)});\n' for name, value in {
    "mail.account.account1.identities": "id1", "mail.account.account1.server": "server1", "mail.account.lastKey": 1,
    "mail.accountmanager.accounts": "account1", "mail.accountmanager.defaultaccount": "account1",
    "mail.identity.id1.fullName": "First", "mail.identity.id1.smtpServer": "smtp1", "mail.identity.id1.useremail": "first@elsewhere.example",
    "mail.server.server1.hostname": "imap.elsewhere.example", "mail.server.server1.port": 993, "mail.server.server1.socketType": 3,
    "mail.server.server1.type": "imap", "mail.server.server1.userName": "first@elsewhere.example",
    "mail.smtpserver.smtp1.hostname": "smtp.elsewhere.example", "mail.smtpserver.smtp1.port": 465, "mail.smtpserver.smtp1.try_ssl": 3,
    "mail.smtpserver.smtp1.username": "first@elsewhere.example", "mail.smtpservers": "smtp1"}.items())
PROFILES = "[Profile0]\nName=default\nIsRelative=1\nPath=old.default\nDefault=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n"
SOURCE = ("[Data Source]\nDisplayName=First\nEnabled=true\nParent=\n\n[Mail Account]\nBackendName=imapx\nIdentityUid=second\n\n"
          "[Authentication]\nHost=imap.elsewhere.example\nPort=993\nUser=first\n")
GEARY = "[Metadata]\nversion=1\nstatus=enabled\n\n[Incoming]\nlogin=first\nhost=imap.elsewhere.example\nport=993\n"
CLAWS = ("[Account: 1]\naccount_name=First\nis_default=1\nname=First\naddress=first@elsewhere.example\nprotocol=3\n"
         "receive_server=imap.elsewhere.example\nuser_id=first\nssl_imap=1\n\n")


class Target:
    """A program, the files of a home in which it has an account already, and the one of them that the account is added to."""

    # pylint: disable=too-many-arguments
    def __init__(self, name, files, protocol="imap", into=None, comment="#", document=False):
        self.name, self.protocol, self.comment, self.document = name, protocol, comment, document
        self.files, self.into = dict(files), into or next(iter(files))

    def argument(self, home):
        """How `portolan export` is told about it."""
        return f"{self.name}={home / self.into}" if self.document else self.name

    def furnish(self, home):
        """Put the files there, one of which is somebody else's and readable for others."""
        for name, text in self.files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (home / self.into).chmod(0o640)
        os.chown(home / self.into, *OTHER)


PROGRAMS = [
    Target("thunderbird", {".thunderbird/old.default/prefs.js": padding("//") + PREFS, ".thunderbird/profiles.ini": PROFILES,
                           ".thunderbird/old.default/compatibility.ini": "[Compatibility]\n"}, comment="//"),
    Target("evolution", {".config/evolution/sources/first.source": NOTES + SOURCE}),
    Target("geary", {".config/geary/account_01/geary.ini": NOTES + GEARY}),
    Target("claws-mail", {".claws-mail/accountrc": NOTES + CLAWS, ".claws-mail/clawsrc": "[Common]\nconfig_version=0\n"}),
    Target("sylpheed", {".sylpheed-2.0/accountrc": NOTES + CLAWS}),
    Target("neomutt", {".config/neomutt/neomuttrc": NOTES + "set realname = First\n"}),
    Target("mutt", {".muttrc": NOTES + "set realname = First\n"}),
    Target("aerc", {".config/aerc/accounts.conf": NOTES + "[First]\nsource = imaps://first@imap.elsewhere.example:993\n"}),
    Target("himalaya", {".config/himalaya/config.toml": NOTES + '[accounts."first"]\nimap.server = "imaps://imap.elsewhere.example"\n'}),
    Target("himalaya1", {".config/himalaya/config.toml": NOTES + '[accounts."first"]\nbackend.host = "imap.elsewhere.example"\n'}),
    Target("mbsync", {".mbsyncrc": NOTES + "IMAPAccount first\nHost imap.elsewhere.example\nUser first\n\n"}),
    Target("offlineimap", {".offlineimaprc": NOTES + "[general]\naccounts = First\n\n[Account First]\n"}),
    Target("getmail", {".config/getmail/getmailrc": NOTES + "[retriever]\ntype = SimplePOP3SSLRetriever\n"}, "pop3"),
    Target("mpop", {".mpoprc": NOTES + "account first\nhost pop.elsewhere.example\nuser first\n"}, "pop3"),
    Target("fetchmail", {".fetchmailrc": NOTES + "poll pop.elsewhere.example proto POP3\n  user first\n"}, "pop3"),
    Target("msmtp", {".msmtprc": NOTES + "account first\nhost smtp.elsewhere.example\nuser first\n"}),
]
DOCUMENTS = [Target(name, {"Documents/settings": NOTES}, document=True) for name in (
    "kmail", "mailspring", "outlook", "fairemail", "thunderbird-android", "k9s", "apple", "text", "pdf", "autoconfig", "json",
    "thunderbird-isp")]
DOCUMENTS.append(Target("publish", {"Documents/folder/README.txt": NOTES, "Documents/folder/zone.txt": NOTES}, document=True,
                        into="Documents/folder"))
TARGETS = PROGRAMS + DOCUMENTS


def find(name):
    """The target of that name."""
    return next(target for target in TARGETS if target.name == name)


def server(protocol, host, port, security, username):
    """A server as the JSON writes it."""
    return {"protocol": protocol, "host": host, "port": port, "security": security, "username": username,
            "authentication": ["password-cleartext"]}


def account(protocol="imap", address="anna@harbour.example", outdated=False):
    """An account as `portolan setup --json` prints it; outdated: the same with other settings."""
    domain, pop3, host = address.rpartition("@")[2], protocol == "pop3", "imap" if protocol == "imap" else "pop"
    ports = ({"imap": 143, "pop3": 110, "smtp": 587}, "starttls") if outdated else ({"imap": 993, "pop3": 995, "smtp": 465}, "tls")
    return json.dumps({"account": {
        "address": address, "name": "Anna", "provider": None,
        "incoming": server(protocol, f"{host}.{domain}", ports[0][protocol], ports[1], address),
        "outgoing": server("smtp", f"smtp.{domain}", ports[0]["smtp"], ports[1], address),
        "leave_on_server": True if pop3 else None, "leave_days": None, "offline_copy": True, "result": "ready"}})


def own(path):
    """Is it Portolan's own, which may stay: folders for its journal, and the lock that exports wait for?"""
    return path.parts[:1] in ((".local",), (".run",)) and (path.name == "export.lock" or path.suffix not in (".undo", ".begun", ".portolan"))


def describe(path):
    """Everything about a file but its time."""
    status = path.lstat()
    kind, what = stat.S_IFMT(status.st_mode), None
    if stat.S_ISREG(status.st_mode):
        what = hashlib.sha256(path.read_bytes()).hexdigest()
    elif stat.S_ISLNK(status.st_mode):
        what = os.readlink(path)
    return kind, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid, what


def state(home):
    """Everything in a home, to see whether all is as before."""
    return {str(path.relative_to(home)): describe(path) for path in sorted(pathlib.Path(home).rglob("*"))
            if not own(path.relative_to(home))}


def difference(before, after):
    """What differs between two states, for a complaint; "" if nothing does."""
    lines = [f"- {name} {before[name]}" for name in before if before[name] != after.get(name)]
    return "\n".join(lines + [f"+ {name} {after[name]}" for name in after if after[name] != before.get(name)])
