"""What a host's robots.txt allows, remembered for a day in a file a host."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import xxhash
from protego import Protego

AGENT = "Robowatch"  # the name that rules are written for
LIFE = timedelta(hours=24)
LIFE_OF_FAILURE = timedelta(hours=1)  # a host that could not tell is asked again sooner
MAX_SIZE = 512 * 1024  # as much as RFC 9309 asks a crawler to read
MAX_DELAY = 30.0  # seconds of Crawl-delay that we follow; more would keep a whole wave waiting
_ALLOW_ALL = ""
_ALLOW_NONE = "User-agent: *\nDisallow: /  # no rules could be read"
Verdict = Literal["allowed", "forbidden", "unknown"]

FetchRules = Callable[[str], Awaitable[tuple[int | None, bytes]]]  # status (None: no answer) and body


class Robots:
    """The rules of every host met so far."""

    def __init__(self, folder: Path, fetch: FetchRules, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._fetch = fetch
        self._now = now
        self._rules: dict[str, Protego] = {}
        self._failed: set[str] = set()  # hosts that could not tell their rules
        self._asking: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        """Say whether we may fetch a page; asks the host for its rules where they are not known."""
        rules = await self._of(url)
        if rules.can_fetch(url, AGENT):
            return "allowed"
        return "unknown" if _host(url) in self._failed else "forbidden"

    async def delay(self, url: str) -> float:
        """Return the seconds that the host wants between two requests; 0 where it does not say."""
        stated = (await self._of(url)).crawl_delay(AGENT)
        return min(float(stated), MAX_DELAY) if stated else 0.0

    async def _of(self, url: str) -> Protego:
        host = _host(url)
        async with self._asking.setdefault(host, asyncio.Lock()):
            if host not in self._rules:
                text = self._remembered(host)
                if text is None:
                    text = await self._ask(host)
                self._rules[host] = Protego.parse(text)
                if text == _ALLOW_NONE:
                    self._failed.add(host)
        return self._rules[host]

    async def _ask(self, host: str) -> str:
        """Ask a host: 4xx allows everything, 5xx and silence nothing (RFC 9309)."""
        status, body = await self._fetch(f"{host}/robots.txt")
        if status == 200:
            text, life = body[:MAX_SIZE].decode("utf-8", "replace").lstrip("\ufeff"), LIFE
        elif status is not None and 300 <= status < 500:
            text, life = _ALLOW_ALL, LIFE
        else:
            text, life = _ALLOW_NONE, LIFE_OF_FAILURE
        self._folder.mkdir(parents=True, exist_ok=True)
        until = (self._now() + life).isoformat()
        self._file(host).write_text(json.dumps({"host": host, "until": until, "text": text}), encoding="utf-8")
        return text

    def _remembered(self, host: str) -> str | None:
        try:
            known = json.loads(self._file(host).read_text(encoding="utf-8"))
            if known["host"] == host and datetime.fromisoformat(known["until"]) > self._now():
                return str(known["text"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def _file(self, host: str) -> Path:
        return self._folder / f"{xxhash.xxh3_64_hexdigest(host.encode())}.json"


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
