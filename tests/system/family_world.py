# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A test world in which Cyrus, Courier, Exim and OpenSMTPD serve, each as its own documentation sets it up: in plain, with STARTTLS
and with TLS, and with the mechanisms that it has."""

import dataclasses
import os
import subprocess

import families
import provider
from authority import Certificate
from world import Host, World

HOSTS = {"cyrus": provider.DOVECOT_PORTS, "courier": provider.DOVECOT_PORTS, "exim": provider.SMTP_PORTS,
         "opensmtpd": provider.SMTP_PORTS}
OWNER = provider.MAIL_OWNER

CYRUS_SERVICES = """
START {{
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
}}
SERVICES {{
  imap cmd="/usr/lib/cyrus/bin/imapd" listen="{address}:143"
  imaps cmd="/usr/lib/cyrus/bin/imapd -s" listen="{address}:993"
  pop3 cmd="/usr/lib/cyrus/bin/pop3d" listen="{address}:110"
  pop3s cmd="/usr/lib/cyrus/bin/pop3d -s" listen="{address}:995"
}}
"""

CYRUS = """
configdirectory: /var/lib/cyrus
partition-default: /var/spool/cyrus
defaultpartition: default
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
idlesocket: /run/cyrus/idle
virtdomains: userid
unixhierarchysep: yes
altnamespace: yes
allowplaintext: no
allowapop: no
autocreate_quota: 100000
autocreate_inbox_folders: Drafts | Sent | Trash | Junk
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-junk: Junk
popminpoll: 0
expunge_mode: immediate
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: /var/lib/cyrus/sasldb2
sasl_mech_list: PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256 CRAM-MD5
tls_server_cert: {chain}
tls_server_key: {key}
"""

COURIER = """
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /run/courier/authdaemon /var/lib/courier
chown -R courier /run/courier /var/lib/courier
cp /etc/courier/userdb.text /var/lib/courier/userdb
chmod 700 /var/lib/courier/userdb
makeuserdb -f /var/lib/courier/userdb
/usr/lib/courier/courier-authlib/authdaemond &
until [ -S /run/courier/authdaemon/socket ]; do sleep 0.05; done
export COURIERTLS=/usr/bin/couriertls TLS_CERTFILE={pem} TLS_VERIFYPEER=NONE TLS_TRUSTCERTS=/etc/ssl/certs/ca-certificates.crt
export MAILDIRPATH=Maildir IMAP_KEYWORDS=1 IMAP_ACL=0 IMAP_USELOCKS=0 IMAP_EMPTYTRASH= IMAP_TRASHFOLDERNAME=Trash IMAP_UMASK=022
export IMAP_IDLE_TIMEOUT=60 HEADERFROM=X-IMAP-Sender SENDMAIL=/bin/false IMAP_MAILBOX_SANITY_CHECK=0
export IMAP_CAPABILITY='IMAP4rev1 UIDPLUS CHILDREN NAMESPACE SORT QUOTA AUTH=CRAM-MD5 IDLE'
export IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN" POP3AUTH='CRAM-MD5' POP3AUTH_TLS='LOGIN PLAIN CRAM-MD5'
serve () {{ couriertcpd -address={address} -maxprocs=20 -maxperip=20 -nodnslookup -noidentlookup "$@" & }}
inner=/usr/lib/courier/courier
export IMAP_STARTTLS=YES POP3_STARTTLS=YES IMAP_TLS_REQUIRED=1 POP3_TLS_REQUIRED=1
serve 143 $inner/imaplogin /usr/bin/imapd Maildir
serve 110 $inner/courierpop3login $inner/courierpop3d Maildir
export IMAP_TLS=1 POP3_TLS=1 IMAP_TLS_REQUIRED=0 POP3_TLS_REQUIRED=0
serve 993 /usr/bin/couriertls -server -tcpd -user=courier $inner/imaplogin /usr/bin/imapd Maildir
serve 995 /usr/bin/couriertls -server -tcpd -user=courier $inner/courierpop3login $inner/courierpop3d Maildir
wait
"""

COURIER_AUTHENTICATION = """authmodulelist="authuserdb"
authmodulelistorig="authuserdb"
daemons=2
authdaemonvar=/run/courier/authdaemon
DEBUG_LOGIN=1
DEFAULTOPTIONS=""
LOGGEROPTS=""
"""

EXIM = """
primary_hostname = {name}
local_interfaces = {address}
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = {chain}
tls_privatekey = {key}
spool_directory = /var/spool/exim4
log_file_path = {dir}/exim/%slog
pid_file_path = /run/exim.pid
host_lookup =
rfc1413_query_timeout = 0s
message_size_limit = 20M
smtputf8_advertise_hosts = *
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}{{}}}}
acl_smtp_rcpt = acl_rcpt
keep_environment =
begin acl
acl_rcpt:
  accept authenticated = *
  accept domains = {domain}
  deny message = relay not permitted
begin routers
local:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  directory = {box}/Maildir
  maildir_format
  user = {owner}
  group = {owner}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and {{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = ${{if and {{{{eq{{$auth1}}{{{user}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${{if eq{{$auth1}}{{{user}}}{{{password}}}fail}}
  server_set_id = $auth1
"""

OPENSMTPD = """
pki "{name}" cert "{chain}"
pki "{name}" key "/etc/smtpd.key"
table credentials {{ "{user}" = "{hashed}" }}
table boxes {{ "@" = "keeper" }}
table keepers {{ "keeper" = "{owner}:{owner}:{box}" }}
smtp max-message-size "20M"
listen on {address} port 25 tls pki "{name}"
listen on {address} port 587 tls-require pki "{name}" auth <credentials>
listen on {address} port 465 smtps pki "{name}" auth <credentials>
action "keep" maildir "{box}/Maildir" userbase <keepers> virtual <boxes>
match from any for domain "{domain}" action "keep"
match auth from any for any reject
"""


class FamilyWorld(World):
    """The usual world, with one host a family: mail.FAMILY.example. One person has a mailbox at each."""

    def __init__(self, spec):
        more = [Host(f"mail.{family}.example", web={}, certificate=Certificate(key="rsa2048")) for family in HOSTS]
        super().__init__(dataclasses.replace(spec, hosts=[*spec.hosts, *more]))

    def _host(self, family):
        return next(host for host in self.hosts if host.names[0] == f"mail.{family}.example")

    def _words(self, family):
        """What the configurations of a family are filled with."""
        host, person = self._host(family), self.spec.people[0]
        chain, key = host.files
        hashed = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=person.password, capture_output=True, text=True,
                                check=True).stdout.strip()
        return {"name": host.names[0], "address": host.live[0], "chain": chain, "key": key, "dir": self.dir, "owner": OWNER,
                "user": person.address, "domain": person.address.rpartition("@")[2], "password": person.password,
                "hashed": hashed, "box": self.dir / "mail/0", "pem": self.dir / "courier.pem"}

    def _furnish(self):
        words = {family: self._words(family) for family in HOSTS}
        chain, key = self._host("courier").files
        (self.dir / "courier.pem").write_text(key.read_text() + chain.read_text())
        secret = words["courier"]["password"]
        row = (f"{words['courier']['user']}\tuid={OWNER}|gid={OWNER}|home={self.dir}/mail/0|mail={self.dir}/mail/0/Maildir|"
               f"imappw={words['courier']['hashed']}|pop3pw={words['courier']['hashed']}|hmac-md5pw={_hmac(secret)}")
        families.lay_over(self._server, self.dir, {
            "cyrus.conf": CYRUS_SERVICES.format(**words["cyrus"]),
            "imapd.conf": CYRUS.format(**words["cyrus"]),
            "courier/authdaemonrc": COURIER_AUTHENTICATION,
            "courier/userdb.text": row + "\n",
            "exim4/exim4.conf": EXIM.format(**words["exim"]),
            "smtpd.conf": OPENSMTPD.format(**words["opensmtpd"]),
            "smtpd.key": self._host("opensmtpd").files[1].read_text()})
        os.chmod(self.dir / "own-etc/smtpd.key", 0o600)
        for name in ("userdb.dat", "userdbshadow.dat"):
            (self.dir / "own-etc/courier" / name).symlink_to(f"/var/lib/courier/{name}")
        super()._furnish()
        families.make_room(self._server)

    def _start_programs(self):
        person = self.spec.people[0]
        (self.dir / "exim").mkdir()
        os.chown(self.dir / "exim", families.USERS["Debian-exim"], families.USERS["Debian-exim"])
        for file in self._host("cyrus").files + self._host("exim").files:
            file.chmod(0o644)
            for parent in list(file.parents)[:-2]:
                parent.chmod(parent.stat().st_mode | 0o055)
        self._start("cyrus", "sh", "-ec", CYRUS_START.format(user=person.address, password=person.password))
        self._start("courier", "sh", "-ec", COURIER.format(**self._words("courier")))
        self._start("exim", "sh", "-ec", "mkdir -p /var/spool/exim4; chown Debian-exim: /var/spool/exim4; exec exim4 -bdf -q1h")
        self._start("opensmtpd", "sh", "-ec", "mkdir -p /var/lib/opensmtpd/empty; chmod 711 /var/spool /var/lib; exec smtpd -d")
        expected = {(self._host(family).live[0], port) for family, ports in HOSTS.items() for port in ports.values()}
        return super()._start_programs() | expected


CYRUS_START = """
for directory in /var/lib/cyrus /var/spool/cyrus /run/cyrus; do mkdir -p $directory; chown cyrus: $directory; done
printf %s '{password}' | saslpasswd2 -p -c -f /var/lib/cyrus/sasldb2 -u "$(echo '{user}' | cut -d@ -f2)" "$(echo '{user}' | cut -d@ -f1)"
chown cyrus: /var/lib/cyrus/sasldb2
exec cyrmaster -D
"""


def _hmac(secret):
    """What Courier keeps for CRAM-MD5: the inner and the outer state, which userdbpw works out."""
    tool = families.HOME / "root/usr/sbin/userdbpw"
    return subprocess.run([tool, "-hmac-md5"], input=secret + "\n", capture_output=True, text=True, check=True,
                          env=os.environ | {"LD_LIBRARY_PATH": str(families.HOME / "root/usr/lib")}).stdout.strip()
