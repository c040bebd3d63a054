# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority for test worlds: one for the whole program, certificates of every sort, good and bad."""

import atexit
import dataclasses
import functools
import pathlib
import shutil
import subprocess
import time

import scratch

CONFIG = """
[ca]
default_ca = here
[here]
database = {dir}/index
new_certs_dir = {dir}/issued
rand_serial = yes
unique_subject = no
default_md = sha256
default_crl_days = 30
policy = any
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
"""

LEAF = """
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = {names}
"""

ISSUER = """
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""


@dataclasses.dataclass(frozen=True)
class Certificate:
    """What a server shows.  Without names it is for the names of its host."""
    names: tuple = ()
    issuer: str = "root"  # or: intermediate, missing-intermediate, unknown, self
    days: tuple = (-2, 60)  # valid from, to, counted from today
    key: str = "ec"  # or: rsa2048, rsa1024
    digest: str = "sha256"


EXPIRED = Certificate(days=(-60, -1))
NOT_YET_VALID = Certificate(days=(2, 60))
SELF_SIGNED = Certificate(issuer="self")
UNKNOWN_ISSUER = Certificate(issuer="unknown")


def _date(days):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86400))


class Authority:
    """Its root certificate is `root`; issue() makes files for a server."""

    def __init__(self):
        self.dir = scratch.folder()
        atexit.register(shutil.rmtree, self.dir, ignore_errors=True)
        (self.dir / "issued").mkdir()
        (self.dir / "index").touch()
        (self.dir / "config").write_text(CONFIG.format(dir=self.dir))
        self._made = {}
        self.root = self._issuer("root")[0]

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)

    def _request(self, stem, subject, key):
        kind = (["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else [key.replace("rsa", "rsa:")])
        # A name of more than 64 letters does not fit; the alternative names are what counts.
        self._openssl("req", "-new", "-nodes", "-config", self.dir / "config", "-subj", f"/CN={subject[:64]}",
                      "-newkey", *kind, "-keyout", f"{stem}.key", "-out", f"{stem}.req")

    def _sign(self, stem, extensions, signer, days, digest="sha256"):
        pathlib.Path(f"{stem}.ext").write_text(extensions)
        by = (["-selfsign", "-keyfile", f"{stem}.key"] if signer == "self"
              else ["-cert", self._issuer(signer)[0], "-keyfile", self._issuer(signer)[1]])
        self._openssl("ca", "-batch", "-notext", "-config", self.dir / "config", *by, "-md", digest,
                      "-extfile", f"{stem}.ext", "-startdate", _date(days[0]), "-enddate", _date(days[1]),
                      "-in", f"{stem}.req", "-out", f"{stem}.pem")

    @functools.cache
    def _issuer(self, name):
        stem = self.dir / f"issuer-{name}"
        self._request(stem, f"Portolan test {name}", "ec")
        self._sign(stem, ISSUER, "root" if name == "intermediate" else "self", (-700, 700))
        return pathlib.Path(f"{stem}.pem"), pathlib.Path(f"{stem}.key")

    def issue(self, certificate):
        """Files of the chain and of the key for this certificate."""
        if certificate not in self._made:
            self._made[certificate] = self._issue(certificate, self.dir / f"server-{len(self._made)}")
        return self._made[certificate]

    def revoke(self, leaf):
        """Take back what the root has signed; returns the root's signed word about that, as a server can bring it along."""
        root, key = self._issuer("root")
        signer = ["-cert", root, "-keyfile", key]
        self._openssl("ca", "-batch", "-config", self.dir / "config", *signer, "-revoke", leaf)
        self._openssl("ocsp", "-index", self.dir / "index", "-CA", root, "-issuer", root, "-rsigner", root, "-rkey", key,
                      "-cert", leaf, "-respout", f"{leaf}.ocsp", "-ndays", "30")
        return f"{leaf}.ocsp"

    def _issue(self, certificate, stem):
        issuer = certificate.issuer
        middle = issuer.endswith("intermediate") and self._issuer("intermediate")
        names = [("IP:" if name.replace(".", "").isdigit() or ":" in name else "DNS:") + name
                 for name in certificate.names]
        self._request(stem, certificate.names[0], certificate.key)
        self._sign(stem, LEAF.format(names=",".join(names)), "intermediate" if middle else issuer,
                   certificate.days, certificate.digest)
        chain = pathlib.Path(f"{stem}.pem")
        if issuer == "intermediate":
            chain.write_text(chain.read_text() + middle[0].read_text())
        return chain, pathlib.Path(f"{stem}.key")


@functools.cache
def authority():
    """The authority of this program, made when first needed."""
    return Authority()
