"""Hosts whose pages asked us to slow down, and until when they are left alone; remembered in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from crawler.identity import registrable_domain

UNSAID = timedelta(minutes=15)  # for a host that says "too many requests" but not when to come back
LONGEST = timedelta(hours=24)


class Pauses:
    """Until when each registrable domain is left alone."""

    def __init__(self, file: Path, now: Callable[[], datetime]) -> None:
        self._file = file
        self._now = now
        self._until = self._remembered()

    def note(self, url: str, retry_after: timedelta | None) -> None:
        """Leave the host of an address alone for as long as it asks."""
        wait = UNSAID if retry_after is None else min(retry_after, LONGEST)
        self._until[registrable_domain(url)] = self._now() + wait
        current = {domain: until.isoformat() for domain, until in self._until.items() if until > self._now()}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(current), encoding="utf-8")

    def left(self, url: str) -> timedelta:
        """Return how long the host of an address is still to be left alone; nothing for most."""
        until = self._until.get(registrable_domain(url))
        return max(until - self._now(), timedelta(0)) if until else timedelta(0)

    def _remembered(self) -> dict[str, datetime]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return {domain: datetime.fromisoformat(until) for domain, until in kept.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}
