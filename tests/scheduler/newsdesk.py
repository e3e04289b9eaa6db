"""What scheduler tests share: a newsroom on a database, a clock that can be moved, and articles to keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from models.database import Database
from models.settings import Settings
from models.store.subjects import watch
from models.values import Article, Subject
from review.verbs.catalogue import known_subject
from scheduler.demo import SimulatedClock
from scheduler.newsroom import Newsroom
from scheduler.stages import keep_stage, measure_stage

BEIJING = "Beijing medical robots"


def newsroom_at(database: Database, settings: Settings, now: datetime, *names: str) -> Newsroom:
    """A newsroom that watches these names of the catalogue."""
    newsroom = Newsroom(settings, database, SimulatedClock(now))
    with database.writing() as ledger:
        for name in names:
            subject = known_subject(name)
            assert subject is not None
            watch(ledger, subject, now, history=False)
    return newsroom


def watch_also(newsroom: Newsroom, subject: Subject) -> None:
    with newsroom.database.writing() as ledger:
        watch(ledger, subject, newsroom.clock(), history=True)


def move(newsroom: Newsroom, **forward: float) -> None:
    assert isinstance(newsroom.clock, SimulatedClock)
    newsroom.clock.now += timedelta(**forward)


def article(number: int, text: str, *, day: str = "2025-01-14", title: str = "News", outlet: str = "Wire") -> Article:
    url = f"http://{outlet.lower().replace(' ', '-')}.test/{number}"
    published = datetime.fromisoformat(day).replace(hour=8, tzinfo=UTC)
    return Article(
        source_id=0,
        guid=str(number),
        url=url,
        canonical_url=url,
        title=title,
        text=text,
        language="zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en",
        outlet=outlet,
        published=published,
        published_origin="feed",
        fetched=published,
    )


def edited(old: Article, text: str) -> Article:
    return replace(old, text=text, fetched=old.fetched + timedelta(days=1))


def arrive(newsroom: Newsroom, *articles: Article) -> int:
    """Keep and measure; return how many changes came."""
    for each in articles:
        keep_stage(newsroom, each)
    return measure_stage(newsroom)
