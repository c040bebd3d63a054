# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that a provider publishes about its servers."""

from xml.sax.saxutils import escape

USUAL_PORTS = {("imap", "SSL"): 993, ("imap", "STARTTLS"): 143, ("imap", "plain"): 143,
               ("pop3", "SSL"): 995, ("pop3", "STARTTLS"): 110, ("pop3", "plain"): 110,
               ("smtp", "SSL"): 465, ("smtp", "STARTTLS"): 587, ("smtp", "plain"): 587}
ENCRYPTED = [(kind, socket) for kind in ("imap", "pop3", "smtp") for socket in ("SSL", "STARTTLS")]


def server(kind, socket, host, port=None, username="%EMAILADDRESS%", method="password-cleartext"):
    """An <incomingServer> or <outgoingServer>."""
    way = "outgoing" if kind == "smtp" else "incoming"
    return (f'<{way}Server type="{kind}"><hostname>{escape(host)}</hostname>'
            f"<port>{port or USUAL_PORTS[kind, socket]}</port><socketType>{socket}</socketType>"
            f"<username>{escape(username)}</username><authentication>{method}</authentication></{way}Server>\n")


def autoconfig(domain, servers, name="Harbour Mail", more=""):
    """A config-v1.1.xml; incoming servers come first, as they do in nature."""
    ordered = sorted(servers, key=lambda one: one.startswith("<outgoing"))
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1">\n<emailProvider id="{domain}">\n'
            f"<domain>{domain}</domain>\n<displayName>{escape(name)}</displayName>\n{''.join(ordered)}{more}"
            "</emailProvider>\n</clientConfig>\n")


def usual(host, kinds=ENCRYPTED, **more):
    """Servers of these kinds, all on one host."""
    return [server(kind, socket, host, **more) for kind, socket in kinds]
