"""A desk that remembers what a round handed over, and a clock that a test turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest

from crawler.collect import collect
from crawler.download import Limits
from models.settings import Settings
from models.values import Article, Entry, Poll, PollState, SetAside, Source, Visit
from tests.website import Website

# How long an example takes says more about what else the machine is doing than about the parser.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


class Desk:
    """What a store would keep, in lists."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.asides: list[SetAside] = []
        self.visits: list[Visit] = []
        self.to_revisit: list[Entry] = []
        self._known: set[tuple[str, str]] = set()

    def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        return [entry for entry in entries if (entry.guid, entry.url) not in self._known]

    def again(self, source: Source) -> Sequence[Entry]:
        return self.to_revisit

    def keep_article(self, article: Article) -> None:
        self.articles.append(article)
        self._known.add((article.guid, article.link or article.url))

    def keep_aside(self, aside: SetAside) -> None:
        self.asides.append(aside)
        if aside.final:
            self._known.add((aside.entry.guid, aside.entry.url))

    def keep_visit(self, visit: Visit) -> None:
        self.visits.append(visit)


class Rounds:
    """Visits sources at a time that the test sets; states are carried from round to round."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self.settings = settings
        self.now = now
        self.desk = Desk()
        self.limits = Limits(workers=0, seconds=5)
        self.states: dict[int, PollState] = {}
        self.options: dict[str, Any] = {"jitter": lambda: 0.0}

    def visit(self, source: Source, **later: float) -> Visit:
        """Visit one source, `later` (hours=1) than the last time."""
        return self.visit_all([source], **later)[0]

    def visit_all(self, sources: Sequence[Source], **later: float) -> list[Visit]:
        self.now += timedelta(**later)
        before = len(self.desk.visits)
        polls = [Poll(source=source, state=self.states.get(source.id, PollState())) for source in sources]
        asyncio.run(
            collect(polls, self.desk, settings=self.settings, now=lambda: self.now, limits=self.limits, **self.options)
        )
        visits = self.desk.visits[before:]
        self.states |= {visit.source.id: visit.state for visit in visits}
        return visits


@pytest.fixture
def rounds(settings: Settings) -> Rounds:
    """Rounds that begin at a fixed time."""
    return Rounds(settings, datetime(2025, 1, 14, 9, 30, tzinfo=UTC))


@pytest.fixture
def site() -> Iterator[Website]:
    """A web server of its own."""
    with Website() as site:
        yield site


@pytest.fixture
def another_site() -> Iterator[Callable[[str], Website]]:
    """More web servers, on addresses such as 127.0.0.2."""
    sites: list[Website] = []

    def open_site(host: str) -> Website:
        sites.append(Website(host))
        return sites[-1]

    yield open_site
    for site in sites:
        site.close()
