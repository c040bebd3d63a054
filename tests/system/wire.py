# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over the cable: every packet, read as flows of bytes."""

import base64
import ipaddress
import select
import socket
import struct
import threading
import time

ETH_P_ALL = 3
TCP, UDP = 6, 17


class Wire:
    """Listens on a network card of the namespace in which it is made."""

    def __init__(self, card):
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 20)
        self._socket.bind((card, 0))
        self._frames = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self):
        """Listen no more; what was heard stays."""
        sock, self._socket = self._socket, None
        self._thread.join()
        sock.close()

    def _listen(self):
        while (sock := self._socket) is not None:
            if not _has_more(sock, 0.1):
                continue
            with self._lock:
                try:
                    self._frames.append(sock.recv(1 << 17))
                except OSError:
                    return

    def _catch_up(self):
        """Come back when all that has been on the cable by now is read: what is not there yet is not missing."""
        while (sock := self._socket) is not None:
            with self._lock:
                if not _has_more(sock, 0):
                    return
            time.sleep(0.001)

    def mark(self):
        """A place in time; later calls can look at what came after it."""
        self._catch_up()
        return len(self._frames)

    def packets(self, since=0):
        """Each packet as (protocol, from, to, TCP flags, payload); from and to are (address, port)."""
        self._catch_up()
        with self._lock:
            frames = self._frames[since:]
        return [packet for packet in map(_packet, frames) if packet]

    def flows(self, since=0):
        """The bytes of each direction of each connection, in order of arrival."""
        found = {}
        for protocol, source, target, _, payload in self.packets(since):
            found.setdefault((protocol, source, target), bytearray()).extend(payload)
        return found

    def connections(self, since=0):
        """Where somebody tried to connect to: (address, port) for TCP, in order, each once."""
        return list(dict.fromkeys(target for protocol, _, target, flags, _ in self.packets(since)
                                  if protocol == TCP and flags & 0x12 == 0x02))

    def carries(self, secret, since=0):
        """The flows in which a text can be read, as it is or as base64, as SASL does it."""
        parts = spellings(secret)
        return [flow for flow, data in self.flows(since).items() if any(part in data for part in parts)]


def _has_more(sock, seconds):
    return bool(select.select([sock], [], [], seconds)[0])


def spellings(secret):
    """How a text looks in plain, and inside of base64 at each of the three places it can begin."""
    raw = secret.encode()
    found = {raw, secret.replace("\\", "\\\\").replace('"', '\\"').encode()}
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw)
        # The first and the last letters depend on the neighbours.
        found.add(coded[(0, 2, 3)[offset]:len(coded) - (4 if (offset + len(raw)) % 3 else 0)])
    return {part for part in found if len(part) > 3}


def _packet(frame):
    kind = struct.unpack_from("!H", frame, 12)[0]
    if kind == 0x0800:
        start, end = 14 + (frame[14] & 15) * 4, 14 + struct.unpack_from("!H", frame, 16)[0]
        protocol, source, target = frame[23], frame[26:30], frame[30:34]
    elif kind == 0x86DD:
        start, end = 54, 54 + struct.unpack_from("!H", frame, 18)[0]
        protocol, source, target = frame[20], frame[22:38], frame[38:54]
    else:
        return None  # ARP and the like: nobody says anything in there
    source, target = (str(ipaddress.ip_address(address)) for address in (source, target))
    if protocol not in (TCP, UDP):
        return protocol, (source, 0), (target, 0), 0, bytes(frame[start:end])
    ports = struct.unpack_from("!HH", frame, start)
    flags = frame[start + 13] if protocol == TCP else 0
    head = (frame[start + 12] >> 4) * 4 if protocol == TCP else 8
    return protocol, (source, ports[0]), (target, ports[1]), flags, bytes(frame[start + head:end])
