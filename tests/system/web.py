# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test world serves itself: https and http pages, and TCP and UDP ports that misbehave."""

import contextlib
import ctypes
import dataclasses
import http.server
import socket
import socketserver
import ssl
import struct
import threading
import time
import urllib.parse

SO_ATTACH_FILTER = 26


@dataclasses.dataclass(frozen=True)
class Reply:
    """An answer of the web server; a plain string stands for Reply(body)."""
    body: str | bytes = ""
    status: int = 200
    kind: str = "text/xml; charset=utf-8"
    headers: tuple = ()  # of (name, value)
    delay: float = 0  # seconds before the first byte
    drip: float = 0  # seconds after each further byte


@dataclasses.dataclass(frozen=True)
class Request:
    """What somebody asked the web server."""
    scheme: str
    host: str
    method: str
    path: str
    query: str
    headers: tuple
    body: bytes
    reply: int

    def text(self):
        """Everything that was sent, for searching."""
        return "\n".join([f"{self.method} {self.scheme}://{self.host}{self.path}?{self.query}",
                          *(f"{name}: {value}" for name, value in self.headers),
                          self.body.decode(errors="replace")])


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as web servers do; else the answer waits for the client to confirm the TLS tickets
    timeout = 20

    def _send(self, reply):
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        time.sleep(reply.delay)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        for start in range(0, len(body), 1 if reply.drip else len(body) or 1):
            self.wfile.write(body[start:start + (1 if reply.drip else len(body))])
            time.sleep(reply.drip)

    def do_GET(self):  # pylint: disable=invalid-name
        """Look the path up among the pages: with its query or without, with the host's name before it or alone."""
        host = self.headers.get("Host", "").partition(":")[0]
        where = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        places = [host + self.path, self.path, host + where.path, where.path]
        reply = next((self.server.pages[place] for place in places if place in self.server.pages), None)
        if reply is None:
            reply = Reply("Not here.", 404, "text/plain")
        elif not isinstance(reply, Reply):
            reply = Reply(reply)
        self.server.requests.append(Request(
            "https" if self.server.tls else "http", host, self.command, where.path, where.query,
            tuple(self.headers.items()), body, reply.status))
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    do_HEAD = do_POST = do_OPTIONS = do_GET

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class WebServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Serves pages, {path, path?query, host + path …: Reply}, on a listening socket, and notes each request."""
    daemon_threads = True

    def __init__(self, listener, pages, requests, tls=None):
        super().__init__(listener.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.pages, self.requests, self.tls = listener, pages, requests, tls
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def finish_request(self, request, client_address):
        """Shake hands in the connection's own thread: a slow or unwilling client holds up nobody."""
        request.settimeout(20)
        try:
            if self.tls:
                request = self.tls.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)
        except OSError:
            pass
        finally:
            request.close()

    def shutdown_request(self, request):
        """The connection is closed already, as it may have become a TLS one."""

    def close(self):
        """Serve no more."""
        self.shutdown()
        self.socket.close()


def tls_context(chain, key, kind="tls"):
    """A server's side of TLS with this certificate, of one of the KINDS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    version = ssl.TLSVersion
    if kind == "old-tls":
        context.minimum_version, context.maximum_version = version.TLSv1, version.TLSv1_1
    if kind in ("tls-1.2", "asking-tls-1.2"):
        context.maximum_version = version.TLSv1_2
    if kind in ("tls-1.3", "asking-tls-1.3"):
        context.minimum_version = version.TLSv1_3
    if kind.startswith("asking"):
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(chain)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # weak certificates are shown, too
    context.load_cert_chain(chain, key)
    return context


def drop_all(listener):
    """Let packets to this socket vanish: who connects hears nothing, as behind a firewall."""
    rule = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # BPF: return 0, keep no byte
    listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(rule)))


KINDS = ("tls", "old-tls", "tls-1.2", "tls-1.3", "asking-tls-1.2", "asking-tls-1.3")  # the asking ones want the client's certificate


class OddServer:
    """A TCP port with one bad habit.

    ("says", BYTES): greets with this and waits;  ("closes",): hangs up at once;  ("resets",): does so rudely;
    ("silent",): accepts and never speaks;  ("floods", BYTES): repeats it without end;
    ("talks", [BYTES, …]): greets with the first, answers each line of the client with the next;
    ("waits", SECONDS, HABIT): does so only then;
    ("imap", CAPABILITIES, BYTES): answers each command with this, but for CAPABILITY and LOGOUT;
    ("tls", CONTEXT, HABIT): shakes hands first.
    """

    def __init__(self, listener, habit):
        self.listener, self.habit = listener, habit
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        """Serve no more."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._meet, args=(connection, self.habit), daemon=True).start()

    def _meet(self, connection, habit):
        connection.settimeout(60)
        try:
            with connection:
                while habit[0] == "tls":
                    connection, habit = habit[1].wrap_socket(connection, server_side=True), habit[2]
                getattr(self, "_" + habit[0])(connection, *habit[1:])
        except OSError:
            pass

    @staticmethod
    def _says(connection, greeting):
        connection.sendall(greeting)
        while connection.recv(4096):
            pass

    @classmethod
    def _waits(cls, connection, seconds, habit):
        time.sleep(seconds)
        getattr(cls, "_" + habit[0])(connection, *habit[1:])

    @classmethod
    def _silent(cls, connection):
        cls._says(connection, b"")

    @staticmethod
    def _closes(connection):
        pass

    @staticmethod
    def _resets(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    @staticmethod
    def _floods(connection, data):
        while True:
            connection.sendall(data)

    @staticmethod
    def _talks(connection, lines):
        with connection.makefile("rb") as reader:
            for line in lines:
                connection.sendall(line)
                if not reader.readline():
                    return
            while reader.readline():
                pass

    @staticmethod
    def _imap(connection, capabilities, words):
        connection.sendall(b"* OK [CAPABILITY %s] ready\r\n" % capabilities)
        with connection.makefile("rb") as reader:
            for line in reader:
                tag, command = (line.split() + [b"", b""])[:2]
                if command.upper() == b"CAPABILITY":
                    connection.sendall(b"* CAPABILITY %s\r\n%s OK\r\n" % (capabilities, tag))
                elif command.upper() == b"LOGOUT":
                    connection.sendall(b"* BYE\r\n%s OK\r\n" % tag)
                    return
                else:
                    connection.sendall(b"%s %s\r\n" % (tag, words))


class BadResolver:
    """A UDP port that answers questions with an error: 2 is SERVFAIL, 5 is REFUSED."""

    def __init__(self, sock, code=2):
        self.sock, self.code = sock, code
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        """Answer no more."""
        with contextlib.suppress(OSError):  # it is not connected, but this wakes the thread
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                question, sender = self.sock.recvfrom(4096)
                if len(question) > 12:
                    self.sock.sendto(question[:2] + bytes([0x81, 0x80 | self.code]) + question[4:], sender)


class SigningResolver:
    """A UDP port that answers as another resolver does, and says of some domains that it has checked their signatures.

    As a resolver that checks does (RFC 6840 5.8), it says so to those who ask for it.
    """

    def __init__(self, sock, real, domains):
        self.sock, self.real, self.domains = sock, real, domains
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        """Answer no more."""
        for sock in self.sock, self.real:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    @staticmethod
    def _name(question):
        labels, at = [], 12
        while size := question[at]:
            labels.append(question[at + 1:at + 1 + size].decode(errors="replace"))
            at += 1 + size
        return ".".join(labels)

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                question, sender = self.sock.recvfrom(4096)
                self.real.send(question)
                answer = bytearray(self.real.recv(65535))
                if question[3] & 0x20 and any(f".{self._name(question)}".endswith(f".{domain}") for domain in self.domains):
                    answer[3] |= 0x20
                self.sock.sendto(answer, sender)
