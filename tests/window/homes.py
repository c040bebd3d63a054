# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the home of somebody who has mail programs: an account without encryption, one that is broken, one that cannot be read."""

import json

from world import Person

ANNA = Person("anna@harbour.example", "a boat 7")


def lines(branch, **values):
    """Lines of prefs.js."""
    return "".join(f'user_pref("{branch}.{key}", {json.dumps(value)});\n' for key, value in values.items())


PREFS = (lines("mail.accountmanager", accounts="account1") + lines("mail.account.account1", server="server1", identities="id1")
         + lines("mail.server.server1", type="imap", hostname="mail.harbour.example", port=143, userName=ANNA.address)
         + lines("mail.identity.id1", useremail=ANNA.address, smtpServer="smtp1") + lines("mail", smtpservers="smtp1")
         + lines("mail.smtpserver.smtp1", hostname="mail.harbour.example", port=465, username=ANNA.address, try_ssl=3))
GEARY = ("[Account]\nlabel=Old & <dusty>\nsender_mailboxes=anna@harbour.example;\n[Incoming]\nlogin=anna\nhost=gone.harbour.example\nport=993\n"
         "[Outgoing]\nhost=gone.harbour.example\nport=465\ntransport_security=transport\ncredentials=use-incoming\n")
FILES = {
    ".thunderbird/profiles.ini": "[Profile0]\nName=default\nIsRelative=1\nPath=p\nDefault=1\n",
    ".thunderbird/p/prefs.js": PREFS,
    ".config/geary/account_01/geary.ini": GEARY,
    ".config/goa-1.0/accounts.conf": "[nonsense",
}
