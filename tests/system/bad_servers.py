# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""IMAP servers that fail, each at a port of its own: habits of web.OddServer."""

READY = b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"
STARTTLS = b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"
WEB = b"HTTP/1.1 302 Found\r\nLocation: http://hotel.example/\r\n\r\n"


def refuses(words, capabilities=b"IMAP4rev1 SASL-IR AUTH=PLAIN"):
    """Inside of TLS a server that says no to the sign-in, with these words."""
    return "tls", ("imap", capabilities, b"NO " + words)


ODD = {
    1: ("resets",), 2: ("silent",), 3: ("says", READY), 4: ("says", b"220 smtp.example ESMTP\r\n"), 5: ("says", b"\0\xff\xfe\r\n"),
    6: ("floods", b"x" * 4096), 7: ("says", b"* BYE too many connections\r\n"), 8: ("says", b"* OK [CAPABILITY IMAP4rev1] ready\r\n"),
    9: ("imap", b"IMAP4rev1 STARTTLS", b"NO not today"), 10: ("talks", [STARTTLS, b"a1 OK go\r\n* CAPABILITY IMAP4rev1\r\n"]),
    11: ("old-tls", ("says", READY)), 12: ("closes",), 13: refuses(b"[AUTHENTICATIONFAILED] no"),
    14: refuses(b"[ALERT] Application-specific password required"), 15: refuses(b"", b"IMAP4rev1 LOGINDISABLED"),
    16: refuses(b"", b"IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"), 17: refuses(b"[LIMIT] wait"),
    18: refuses(b"Your account is not enabled for IMAP use"), 19: ("says", b"* OK hello\r\n"),
}
