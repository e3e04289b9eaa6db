"""Try a source before it is saved: what one visit would store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.collect import collect
from crawler.download import Limits
from models.errors import CollectError
from models.settings import Settings
from models.values import Article, Entry, Poll, SetAside, Source, Visit

PAGES = 3  # article pages that a trial reads: enough to judge the text, few enough to wait for
_NOBODY = "example"  # a name to fill slots with while nothing is watched


@dataclass(slots=True)
class Trial:
    """What a visit to a source would have stored."""

    entries: list[Entry] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    asides: list[SetAside] = field(default_factory=list)
    _visits: list[Visit] = field(default_factory=list)

    @property
    def visit(self) -> Visit:
        """Return how the visit went."""
        return self._visits[-1]

    def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Count everything as new."""
        self.entries = list(entries)
        return entries

    def again(self, source: Source) -> Sequence[Entry]:
        """Look at nothing twice."""
        return ()

    def keep_article(self, article: Article) -> None:
        """Note an article."""
        self.articles.append(article)

    def keep_aside(self, aside: SetAside) -> None:
        """Note an entry without an article."""
        self.asides.append(aside)

    def keep_visit(self, visit: Visit) -> None:
        """Note the visit."""
        self._visits.append(visit)


async def try_source(
    source: Source,
    *,
    settings: Settings,
    now: Callable[[], datetime],
    slots: Mapping[str, Sequence[str]] | None = None,
    limits: Limits | None = None,
) -> Trial:
    """Visit a source as collecting would, selectors included, read its newest pages, and store nothing.

    The first value of each slot is tried. Raises CollectError where the trial was stopped before it ended.
    """
    trial = Trial()
    limits = replace(limits or Limits(workers=1), pages=PAGES)
    first = {name: values[:1] for name, values in (slots or {}).items()}
    values = first | {"query": first.get("query") or [_NOBODY]}
    await collect([Poll(source=source)], trial, settings=settings, now=now, slots=values, limits=limits)
    if not trial._visits:
        raise CollectError("the trial was stopped before it ended")
    return trial
