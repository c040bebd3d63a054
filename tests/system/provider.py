# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real servers of a test world: how dnsmasq, Dovecot and Postfix are told what to do."""

import base64
import functools
import os
import pwd
import re
import subprocess

MAIL_OWNER = 5555  # a number is enough, no such account need exist

DNSMASQ = """
keep-in-foreground
no-resolv
no-hosts
no-daemon
conf-file=
bind-interfaces
user=root
log-queries=extra
cache-size=0
"""

# What version 2.4 calls otherwise.
DOVECOT_2_3 = """
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = {tls_needed}
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = {dir}/people
}}
userdb {{
  driver = passwd-file
  args = {dir}/people
}}
{tokens}"""

DOVECOT_2_4 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {chain}
ssl_server_key_file = {key}
auth_allow_cleartext = {tls_not_needed}
mail_driver = maildir
mail_path = ~/Maildir
passdb passwd-file {{
  passwd_file_path = {dir}/people
}}
userdb passwd-file {{
  passwd_file_path = {dir}/people
}}
"""

DOVECOT = """
base_dir = {dir}/run
state_dir = {dir}/run
log_path = {log}
auth_verbose = yes
protocols = {protocols}
listen = {addresses}
ssl = {ssl}
ssl_cipher_list = DEFAULT:@SECLEVEL=0
auth_mechanisms = {mechanisms}
auth_username_chars =
auth_failure_delay = 0
first_valid_uid = {owner}
mail_fsync = never
mailbox_list_index = no
namespace inbox {{
  inbox = yes
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {dir}/sasl {{
    mode = 0666
  }}
}}
"""

POSTFIX = """
compatibility_level = 3.6
queue_directory = {dir}/spool
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {log}
maillog_file_prefixes = {dir}
myhostname = {name}
mydestination =
mynetworks =
inet_interfaces = all
inet_protocols = all
alias_maps =
alias_database =
virtual_mailbox_domains = {domains}
virtual_mailbox_base = /
virtual_mailbox_maps = texthash:{dir}/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{owner}
virtual_minimum_uid = 100
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_sasl_type = dovecot
smtpd_tls_loglevel = 1
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtputf8_autodetect_classes = all
strict_smtputf8 = no
"""

POSTFIX_SERVICES = """
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - discard
relay unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

SMTP_PORTS = {"smtp": 25, "submission": 587, "submissions": 465}
DOVECOT_PORTS = {"imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995}
PORTS = DOVECOT_PORTS | SMTP_PORTS

TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {0}/oauth2.conf
}}
"""


def dnsmasq_config(world):
    """Every host's name, the records of the spec, and NXDOMAIN for whatever else is asked."""
    lines = [f"listen-address={world.dns_address}"]
    lines += [f"host-record={name},{','.join(host.addresses)}" for host in world.hosts for name in host.names]
    lines += world.spec.records
    lines += [f"server=/{domain}/{world.dns_address}#{port}"
              for domains, port in ((world.spec.dns_fails, 5301), (world.spec.dns_silent, 5302), (world.spec.dns_lame, 5303))
          for domain in domains]
    lines += [f"address=/{domain}/{address}" for domain, address in world.spec.dns_wildcards.items()]
    lines.append(f"address=/#/{world.spec.dns_wildcard or ''}")
    return DNSMASQ + "\n".join(lines) + "\n"


def _people(world, mail):
    """Lines of a passwd-file.  Dovecot looks a name with quotes or backslashes up as if they were escaped: it gets both."""
    for person in world.spec.people:
        secret = base64.b64encode(person.password.encode()).decode()
        for login in mail.logins(person):
            for name in dict.fromkeys((login, re.sub(r"(['\"\\])", r"\\\1", login))):
                yield (f"{name}:{{PLAIN.b64}}{secret}:{MAIL_OWNER}:{MAIL_OWNER}::"
                       f"{world.mailbox(person)}::{person.extra}\n")


DIALECTS = {"2.3": DOVECOT_2_3, "2.4": DOVECOT_2_4}


@functools.cache
def dovecot_version():
    """Of which kind its configuration is, such as 2.3."""
    version = subprocess.run(["dovecot", "--version"], capture_output=True, text=True, check=True).stdout
    return ".".join(version.split()[0].split(".")[:2])


def write_dovecot(world, host, directory):
    """Write what one mail host's Dovecot needs; returns the file to start it with."""
    mail = host.mail
    (directory / "run").mkdir(parents=True)
    (directory / "people").write_text("".join(_people(world, mail)))
    os.chown(directory / "people", 0, pwd.getpwnam("dovecot").pw_gid)
    (directory / "people").chmod(0o640)
    chain, key = host.files
    if mail.tokens:  # whoever knows which token belongs to whom (RFC 6750)
        there = next(other for other in world.hosts if mail.tokens in other.names)
        (directory / "oauth2.conf").write_text(f"tokeninfo_url = http://{there.live[0]}/token?access_token=\n"
                                               "introspection_mode = auth\nusername_attribute = email\n")
    config = directory / "dovecot.conf"
    config.write_text((DIALECTS[dovecot_version()] + DOVECOT).format(
        dir=directory, log=world.dir / "dovecot.log", owner=MAIL_OWNER, addresses=", ".join(host.live), chain=chain, key=key,
        protocols=" ".join(p for p in ("imap", "pop3") if p in mail.ports or p + "s" in mail.ports),
        ssl="yes" if mail.starttls or any(p in mail.ports for p in ("imaps", "pop3s")) else "no",
        tls_needed="no" if mail.plaintext else "yes", tls_not_needed="yes" if mail.plaintext else "no", mechanisms=" ".join(mail.mechanisms),
        tokens=TOKENS.format(directory) if mail.tokens else "",
        **{service: mail.ports.get(service, 0) for service in DOVECOT_PORTS}))
    return config


def _smtp_service(host, service, port):
    mail, (chain, key) = host.mail, host.files
    wrapped = service == "submissions"
    level = "may" if wrapped or mail.plaintext or service == "smtp" else "encrypt"
    options = {
        "syslog_name": f"postfix/{service}",
        "smtpd_tls_chain_files": f"{key},{chain}",
        "smtpd_tls_security_level": level if wrapped or mail.starttls else "none",
        "smtpd_tls_wrappermode": "yes" if wrapped else "no",
        "smtpd_tls_auth_only": "no" if mail.plaintext else "yes",
        "smtpd_sasl_auth_enable": "yes" if service in mail.signs_in else "no",
        "smtpd_sasl_path": host.sasl,
    }
    options = "".join(f"  -o {name}={value}\n" for name, value in options.items())
    return "".join(f"{f'[{address}]' if ':' in address else address}:{port} inet n - n - - smtpd\n{options}"
                   for address in host.live)


def write_postfix(world, directory):
    """Write what Postfix needs for the mail hosts; returns the folder to start it with."""
    for folder in ("", "data", "spool", "spool/pid", *(f"spool/{queue}" for queue in (
            "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "private",
            "public", "saved", "trace"))):
        (directory / folder).mkdir()
        if folder not in ("", "spool", "spool/pid"):
            os.chown(directory / folder, pwd.getpwnam("postfix").pw_uid, -1)
    mail_hosts = [host for host in world.hosts if host.mail]
    (directory / "mailboxes").write_text("".join(
        f"{person.address} {world.mailbox(person)}/Maildir/\n" for person in world.spec.people))
    (directory / "main.cf").write_text(POSTFIX.format(
        dir=directory, log=directory / "postfix.log", name=mail_hosts[0].names[0], owner=MAIL_OWNER,
        domains=", ".join(sorted({person.address.rpartition("@")[2] for person in world.spec.people}))))
    (directory / "master.cf").write_text(POSTFIX_SERVICES + "".join(
        _smtp_service(host, service, port) for host in mail_hosts
        for service, port in host.mail.ports.items() if service in SMTP_PORTS))
    for file in directory.glob("*"):
        os.utime(file, (0, 0))  # Postfix waits until a file has not been changed for a while
    return directory
