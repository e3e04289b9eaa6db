"""A real web server on loopback that answers by script and records what it was asked.

    with Website() as site:
        site.reply("/feed", Reply(body=feed, headers={"ETag": '"1"'}), Reply(status=304))   # the last one repeats
        ... site.url("/feed") ...
        assert site.asked("/feed")[1].headers["If-None-Match"] == '"1"'

Each Website has an address of its own (127.0.0.1, or the `host` given), so several look like several outlets.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import brotli
from backports import zstd

_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstd.compress,
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer: plain, slow, endless, cut short or compressed."""

    status: int = 200
    body: bytes | str = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = ""  # Content-Type; none is sent when empty
    delay: float = 0.0  # seconds before the first byte
    drip: float = 0.0  # seconds between single bytes of the body
    cut: int | None = None  # close the connection after so many bytes of a body announced in full
    endless: bool = False  # repeat the body until the client has had enough
    encoding: str = ""  # gzip, deflate, br or zstd: the body is sent so compressed

    @property
    def payload(self) -> bytes:
        """Return the body as it goes over the line."""
        body = self.body.encode() if isinstance(self.body, str) else self.body
        return _ENCODERS[self.encoding](body) if self.encoding else body


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str  # with the query, verbatim
    headers: Message  # case-insensitive by name, values verbatim
    at: float  # monotonic seconds


Script = Reply | Callable[[Asked], Reply]


class Website:
    """A scripted site; what is not scripted is 404."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, certificate: Path | None = None) -> None:
        self.host = host
        self.scheme = "https" if certificate else "http"
        self.log: list[Asked] = []
        self.most_at_once = 0  # requests that were under way together
        self._scripts: dict[str, list[Script]] = {}
        self._under_way = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server((host, port), self)
        self.port = self._server.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        """Return the absolute address of a path."""
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def reply(self, path: str, *replies: Script) -> str:
        """Script the answers to a path, in order; the last one repeats. Returns the address."""
        self._scripts[path] = list(replies)
        return self.url(path)

    def asked(self, path: str | None = None) -> list[Asked]:
        """Return the requests so far, of one path or of all."""
        with self._lock:
            return [asked for asked in self.log if path is None or asked.path == path]

    def close(self) -> None:
        """Stop serving; answers under way are dropped."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def answer(self, asked: Asked) -> Reply:
        """Record the request and choose its answer."""
        with self._lock:
            self.log.append(asked)
            script = self._scripts.get(asked.path) or self._scripts.get(asked.path.split("?")[0]) or []
            chosen: Script = Reply(status=404) if not script else script.pop(0) if len(script) > 1 else script[0]
        return chosen if isinstance(chosen, Reply) else chosen(asked)

    def begin(self) -> None:
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)

    def end(self) -> None:
        with self._lock:
            self._under_way -= 1

    def wait(self, seconds: float) -> bool:
        """Wait, but no longer than the site lives; tell whether it is closing."""
        return self._closing.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], site: Website) -> None:
        self.site = site
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: clients that hang up are part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.begin()
        try:
            reply = site.answer(Asked(self.command, self.path, self.headers, time.monotonic()))
            if reply.delay:
                site.wait(reply.delay)
            self._send(reply)
        finally:
            site.end()

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names are the library's

    def _send(self, reply: Reply) -> None:
        payload = reply.payload
        bodiless = self.command == "HEAD" or reply.status == 304
        self.send_response(reply.status)
        if reply.type:
            self.send_header("Content-Type", reply.type)
        if reply.encoding:
            self.send_header("Content-Encoding", reply.encoding)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.endless:
            self.send_header("Connection", "close")
        elif reply.status != 304 and "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if not bodiless:
            for piece in self._pieces(reply, payload):
                self.wfile.write(piece)
        if reply.cut is not None or reply.endless:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _pieces(self, reply: Reply, payload: bytes) -> Iterator[bytes]:
        if reply.cut is not None:
            yield payload[: reply.cut]
        elif reply.drip:
            for at in range(len(payload)):
                yield payload[at : at + 1]
                if self.server.site.wait(reply.drip):
                    return
        else:
            yield payload
            while reply.endless and not self.server.site.wait(0):
                yield payload

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Keep quiet."""
