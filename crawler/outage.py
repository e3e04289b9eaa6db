"""Tell our own broken connection from hosts that are down."""

from __future__ import annotations

from dataclasses import dataclass, field

# Fewer hosts than this can be down together by chance; a smaller round says nothing about our own connection.
HOSTS_TO_TELL = 3


@dataclass(slots=True)
class Outage:
    """Who answered and who did not, in the order of real time."""

    _last_answer: float = float("-inf")
    _silent: list[tuple[float, str]] = field(default_factory=list)

    def answered(self, at: float) -> None:
        """Note that some host answered."""
        self._last_answer = max(self._last_answer, at)

    def silent(self, began: float, host: str) -> None:
        """Note that a host, asked at `began`, could not be reached."""
        self._silent.append((began, host))

    def ours(self, began: float) -> bool:
        """Say whether a failure that began then was our own: since the last answer of anybody nobody answered."""
        hosts = {host for at, host in self._silent if at > self._last_answer}
        return began > self._last_answer and len(hosts) >= HOSTS_TO_TELL
