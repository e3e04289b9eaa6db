"""A quick server for measuring: many loopback addresses, feeds that answer 304 when asked with their ETag, pages.

Run as a program of its own, so that it does not share an interpreter with what is measured:
    python feedserver.py HOSTS FOLDER      prints its port; FOLDER's files are served as /page/NAME
"""

from __future__ import annotations

import asyncio
import struct
import sys
import zlib
from pathlib import Path

HEAD = b'HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nETag: "1"\r\n\r\n'
ITEM = "<item><title>Story {0}</title><link>http://{1}/page/{0}</link><guid>{0}</guid></item>"
FEED = "<rss version='2.0'><channel><title>F</title>{0}</channel></rss>"


def _picture(width: int, height: int) -> bytes:
    """Return a grey picture as PNG."""
    rows = zlib.compress(b"".join(b"\x00" + bytes(width) for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    packed = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


PICTURE = _picture(640, 400)


class Server(asyncio.Protocol):
    """Answers as fast as Python can: no parsing beyond the path and one header."""

    pages: dict[str, bytes] = {}  # noqa: RUF012 - filled once at the start

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            request, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self.transport.write(self.answer(request.decode("latin-1")))  # type: ignore[attr-defined]

    def answer(self, request: str) -> bytes:
        path = request.split(" ", 2)[1]
        lower = request.lower()
        if path.startswith("/page/"):
            body = self.pages.get(path.removeprefix("/page/"), b"")
            return HEAD % (b"200 OK", b"text/html", len(body)) + body
        if path.startswith("/picture"):
            return HEAD % (b"200 OK", b"image/png", len(PICTURE)) + PICTURE
        if not path.startswith("/feed"):
            return HEAD % (b"404 Not Found", b"text/plain", 0)
        if 'if-none-match: "1"' in lower:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        host = lower.partition("\r\nhost: ")[2].partition("\r\n")[0]
        names = path.partition("?")[2].split(",") if "?" in path else [str(n) for n in range(20)]
        body = FEED.format("".join(ITEM.format(name, host) for name in names)).encode()
        return HEAD % (b"200 OK", b"application/rss+xml", len(body)) + body


async def main(hosts: int, folder: str) -> None:
    Server.pages = {file.name: file.read_bytes() for file in Path(folder).iterdir()} if folder else {}
    loop = asyncio.get_running_loop()
    first = await loop.create_server(Server, "127.0.0.1", 0)
    port = first.sockets[0].getsockname()[1]
    for number in range(2, hosts + 1):
        await loop.create_server(Server, f"127.0.{number // 250}.{number % 250 + 1}", port)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
