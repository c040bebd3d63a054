# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world whose cable is long: every packet takes its time, so that what counts is the number of round trips."""

import collections
import contextlib
import fcntl
import os
import pathlib
import select
import struct
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "system"))

import wire  # pylint: disable=wrong-import-position
import world  # pylint: disable=wrong-import-position

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
MACS = ("02:00:00:00:00:01", "02:00:00:00:00:02")


def _tap(namespace):
    """An end of the cable in a namespace: what is sent there can be read here, and the other way round."""
    with namespace.network():
        card = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(card, TUNSETIFF, struct.pack("16sH22x", b"cable", IFF_TAP | IFF_NO_PI))
    return card


class DelayLine:
    """Carries frames between two cards, each way with the same delay."""

    def __init__(self, cards, seconds):
        self._cards, self._seconds = cards, seconds
        self._queue = collections.deque()  # (when, card, frame), in order as all wait equally long
        self._open = True
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def close(self):
        """Cut the cable."""
        self._open = False
        self._thread.join()
        for card in self._cards:
            os.close(card)

    def _carry(self):
        poll = select.epoll()
        for card in self._cards:
            poll.register(card, select.EPOLLIN)
        others = dict(zip(self._cards, reversed(self._cards)))
        while self._open:
            self._deliver()
            wait = self._queue[0][0] - time.monotonic() if self._queue else 0.1
            for card, _ in poll.poll(max(0, min(wait, 0.1))):
                with contextlib.suppress(BlockingIOError):
                    while True:
                        frame = os.read(card, 65536)
                        self._queue.append((time.monotonic() + self._seconds, others[card], frame))

    def _deliver(self):
        while self._queue and self._queue[0][0] <= time.monotonic():
            _, card, frame = self._queue.popleft()
            with contextlib.suppress(OSError):
                os.write(card, frame)


class SlowWorld(world.World):
    """A world with a round-trip time, in seconds, between the client and everything else."""

    def __init__(self, spec, round_trip):
        super().__init__(spec)
        self._round_trip = round_trip

    def _cable(self):
        sides = (self.client, self._server)
        cards = [_tap(side) for side in sides]
        lines = [[f"address add {world.CLIENT}/24 dev cable"], [f"address add {world.GATEWAY}/24 dev cable"]]
        lines[1] += [f"address add {world.DNS}/32 dev lo"]
        lines[1] += [f"address add {address} dev lo" for host in self.hosts for address in host.live if ":" not in address]
        # Neighbours are known beforehand: asking for them would count as round trips of their own.
        neighbours = (f"neigh add {world.GATEWAY} lladdr {MACS[1]} dev cable", f"neigh add {world.CLIENT} lladdr {MACS[0]} dev cable")
        for side, batch, mac, neighbour in zip(sides, lines, MACS, neighbours):
            batch = [f"link set cable address {mac}", "link set cable up", *batch, neighbour]
            if side is self.client:
                batch.append(f"route add default via {world.GATEWAY}")
            side.call("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/cable/disable_ipv6; printf '%s\\n' \"$@\" | ip -batch -",
                      "sh", *batch)
        self._ending(DelayLine(cards, self._round_trip / 2))
        with self.client.network():
            self.wire = self._ending(wire.Wire("cable"))
