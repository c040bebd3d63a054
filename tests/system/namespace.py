# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network, mount and process namespace of our own, which ends with everything in it."""

import contextlib
import ctypes
import os
import signal
import socket
import struct
import subprocess

CLONE_NEWNET = 0x40000000

# The first process in there.  /proc is still the outer one when it says its id.
HOLDER = r"""
read -r id rest < /proc/self/stat
mount -t proc proc /proc && ip link set lo up && echo "$id" || exit 1
exec sleep infinity
"""

_libc = ctypes.CDLL(None, use_errno=True)


def _setns(file):
    if _libc.setns(file.fileno(), CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "cannot enter the network namespace")


class Namespace:
    """Processes started through it can only see each other and its network."""

    def __init__(self):
        self._holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child",
             "sh", "-c", HOLDER], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.pid = int(self._holder.stdout.readline() or 0)  # as seen from outside; inside it is 1
        if not self.pid:
            reason = self._holder.stderr.read().strip()
            self.close()
            raise OSError(f"cannot make a namespace: {reason}")

    def close(self):
        """End every process inside and wait until they are gone."""
        if self.pid and self._holder.poll() is None:
            os.kill(self.pid, signal.SIGKILL)  # the first process of a namespace takes all others with it
        else:
            self._holder.kill()
        self._holder.wait()
        self._holder.stdout.close()
        self._holder.stderr.close()

    def command(self, arguments, user=0, directory=None):
        """The arguments that run these arguments inside; they end with the caller."""
        user = [] if user == 0 else ["--reuid", str(user), "--regid", str(user), "--clear-groups"]
        return ["nsenter", f"--target={self.pid}", "--net", "--mount", "--pid", "--",
                "setpriv", "--pdeathsig", "KILL", *user, "env", "-C", directory or os.getcwd(), *map(str, arguments)]

    def call(self, *arguments):
        """Run a command inside that must succeed.  Ids of processes are those of outside."""
        enter = ["nsenter", f"--target={self.pid}", "--net", "--mount", "--"]
        result = subprocess.run([*enter, *map(str, arguments)], capture_output=True, text=True, timeout=90)
        if result.returncode:
            raise OSError(f"{' '.join(map(str, arguments))}: {result.stderr.strip()}")
        return result.stdout

    def connect(self, other, name):
        """Lay a cable to another namespace, whose ends have that name.  With the outer /proc, which knows both."""
        subprocess.run(["nsenter", f"--target={self.pid}", "--net", "ip", "link", "add", name, "type", "veth",
                        "peer", "name", name, "netns", f"/proc/{other.pid}/ns/net"], check=True, timeout=90)

    @contextlib.contextmanager
    def network(self):
        """Sockets that this thread makes in here belong to the namespace for good."""
        with open("/proc/thread-self/ns/net") as home, open(f"/proc/{self.pid}/ns/net") as there:
            _setns(there)
            try:
                yield
            finally:
                _setns(home)

    def listeners(self):
        """Addresses and ports on which something listens for TCP."""
        found = set()
        for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
            with open(f"/proc/{self.pid}/net/{table}") as lines:
                for line in list(lines)[1:]:
                    _, local, _, state = line.split()[:4]
                    if state == "0A":  # TCP_LISTEN
                        address, port = local.split(":")
                        words = struct.unpack(f">{len(address) // 8}I", bytes.fromhex(address))
                        found.add((socket.inet_ntop(family, struct.pack(f"={len(words)}I", *words)), int(port, 16)))
        return found
