"""A small web server on loopback that plays the sample newsroom: it shows what is published at a simulated time.

with SampleNewsroom(load_sample(), clock) as newsroom:
    ... collect newsroom.sources() while the clock goes on ...
"""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.values import Source
from scheduler.sample_articles import Outlet, Sample
from scheduler.sample_pages import feed_path, page_at

START_SECONDS = 10.0  # longest wait for the server to listen


class SampleNewsroom:
    """Serves the outlets of a sample on one port, each below its own path; several `hosts` share them out."""

    def __init__(
        self, sample: Sample, clock: Callable[[], datetime], hosts: Sequence[str] = ("127.0.0.1",), port: int = 0
    ) -> None:
        self.sample = sample
        self._clock = clock
        self._hosts = tuple(hosts)
        self._sockets: list[socket.socket] = []
        for host in self._hosts:
            self._sockets.append(_listen(host, port or self._port_of_first()))
        self.port = self._port_of_first()
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "HEAD"])])
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=(self._sockets,), daemon=True)

    def __enter__(self) -> Self:
        """Start to serve, in a thread."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        for opened in self._sockets:
            with suppress(OSError):
                opened.close()

    def address(self, outlet: Outlet) -> str:
        """Return the address of an outlet's front page."""
        host = self._hosts[self.sample.outlets.index(outlet) % len(self._hosts)]
        return f"http://{host}:{self.port}/{outlet.slug}/"

    def sources(self) -> tuple[Source, ...]:
        """Return what there is to collect: every outlet's feed, or its front page where it has none."""
        return tuple(
            Source(
                name=outlet.name,
                kind="feed" if feed_path(outlet) else "section",
                url=self.address(outlet) + feed_path(outlet),
                homepage=self.address(outlet),
                language=outlet.language,
                region=outlet.region,
                focus=outlet.focus,
                note=outlet.about,
            )
            for outlet in self.sample.outlets
        )

    def _port_of_first(self) -> int:
        """Return the port that all hosts share: the one the first got, 0 before."""
        return int(self._sockets[0].getsockname()[1]) if self._sockets else 0

    async def _answer(self, request: Request) -> Response:
        """Answer one request as the newsroom stands now; nothing is sent again that the visitor has."""
        page = page_at(self.sample, request.url.path, self.address, self._clock())
        if page is None:
            return Response("Not found", status_code=404, media_type="text/plain")
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Cache-Control": "max-age=0"}
        if request.headers.get("If-None-Match") == tag:
            return Response(status_code=304, headers=headers)
        outlet = next((o for o in self.sample.outlets if request.url.path.startswith(f"/{o.slug}/")), None)
        headers["Content-Type"] = f"{page.type}; charset={outlet.encoding if outlet else 'utf-8'}"
        return Response(page.body, headers=headers)


def _listen(host: str, port: int) -> socket.socket:
    """Open a listening socket."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind((host, port))
    opened.listen(128)
    return opened
