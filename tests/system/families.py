# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers that cannot be installed side by side, or that would become services of this computer: their packages are only unpacked,
into the build directory, and laid over the system inside of a test world.

fetch() gets them once; lay_over() shows them to a namespace.  Nothing is installed, and no script of a package runs.
"""

import os
import pathlib
import shutil
import subprocess

import portolan

# What is named here, and the libraries that it needs and that this computer does not have.
PACKAGES = ("courier-authlib", "courier-authlib-userdb", "courier-base", "courier-imap", "courier-pop", "cyrus-common", "cyrus-imapd",
            "cyrus-pop3d", "exim4-base", "exim4-daemon-heavy", "libgamin0", "libsasl2-modules", "libsasl2-modules-db", "opensmtpd",
            "sasl2-bin")
USERS = {"Debian-exim": 6001, "courier": 6002, "cyrus": 6003, "opensmtpd": 6004, "opensmtpq": 6005, "sasl": 6006}
BUILD = pathlib.Path(portolan.PROGRAM).resolve().parents[2]
HOME = BUILD / "families"


def _apt(*arguments):
    return subprocess.run(arguments, cwd=HOME, check=True, capture_output=True, text=True, timeout=300).stdout


def _needs(packages):
    """What any of these depends on."""
    lines = _apt("apt-cache", "depends", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces",
                 "--no-enhances", *packages).splitlines()
    return {line.split()[-1] for line in lines if "Depends:" in line and "<" not in line}


def _closure():
    """The packages and the missing ones among their libraries."""
    lines = _apt("dpkg-query", "-W", "-f", "${Package} ${Status}\n").splitlines()
    seen = {line.split()[0] for line in lines if line.endswith(" install ok installed")} - set(PACKAGES)
    wanted, layer = set(), set(PACKAGES)
    while layer:
        wanted |= layer
        layer = {need for need in _needs(sorted(layer)) if need.startswith("lib")} - seen - wanted
    return sorted(wanted)


def fetch():
    """Unpack the packages, if that has not been done; returns why not, or None."""
    if not shutil.which("apt-get"):
        return "the other mail servers come as packages of Debian"
    if (HOME / "done").exists() and (HOME / "done").read_text() == " ".join(PACKAGES):
        return None
    shutil.rmtree(HOME, ignore_errors=True)
    (HOME / "root").mkdir(parents=True)
    HOME.chmod(0o755)
    try:
        _download()
    except (subprocess.SubprocessError, OSError) as error:
        return f"the packages of the other mail servers cannot be had: {error}"
    for package in HOME.glob("*.deb"):
        _apt("dpkg-deb", "-x", package, "root")
        package.unlink()
    (HOME / "done").write_text(" ".join(PACKAGES))
    return None


def _download():
    try:
        _apt("apt-get", "download", "-q", *_closure())
    except subprocess.CalledProcessError:  # the lists are old, or were never there
        _apt("apt-get", "update", "-q")
        _apt("apt-get", "download", "-q", *_closure())


def lay_over(namespace, directory, etc):
    """Show the packages in /usr and /etc of the namespace, with these files {path below /etc: text}."""
    own = directory / "own-etc"
    for path, text in {**_users(), **etc}.items():
        file = own / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.chmod(file, 0o644)
    root = HOME / "root"
    namespace.call("mount", "-t", "overlay", "-o", f"ro,lowerdir={root}/usr:/usr", "overlay", "/usr")
    namespace.call("mount", "-t", "overlay", "-o", f"ro,lowerdir={own}:{root}/etc:/etc", "overlay", "/etc")


def make_room(namespace):
    """Empty folders for what the servers keep."""
    for path in ("/var/spool", "/var/lib", "/var/log", "/run"):
        namespace.call("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", path)


def _users():
    files = {}
    for name, line in (("passwd", "{0}:x:{1}:{1}::/nonexistent:/usr/sbin/nologin"), ("group", "{0}:x:{1}:")):
        known = pathlib.Path("/etc", name).read_text().rstrip("\n").splitlines()
        known = [each for each in known if each.partition(":")[0] not in USERS]
        files[name] = "\n".join(known + [line.format(user, number) for user, number in USERS.items()]) + "\n"
    return files
