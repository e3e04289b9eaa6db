"""When nothing comes any more the operator hears of it once, and once when it is over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.database import Database
from models.settings import Settings
from models.store.sources import add_sources, keep_visit, source_named
from models.values import PollState, Source, Visit
from scheduler.alarm import watch_for_silence
from scheduler.letters import deliver_letters
from scheduler.newsroom import Newsroom
from tests.mailserver import MailServer
from tests.scheduler.newsdesk import arrive, article, edited, move, newsroom_at


@pytest.fixture
def newsroom(database: Database, settings: Settings) -> Newsroom:
    told = settings.model_copy(update={"operator_email": "ops@example.com", "silence_hours": 24})
    room = newsroom_at(database, told, datetime(2025, 1, 14, 9, tzinfo=UTC), "Estun")
    with database.writing() as ledger:
        add_sources(ledger, [Source(name="Wire", kind="feed", url="http://wire.test/feed")])
        source = source_named(ledger, "Wire")
        visit = Visit(source=source, kind="unreachable", at=room.clock(), detail="no answer", state=PollState())
        keep_visit(ledger, visit)
    return room


def test_silence_is_told_once_and_so_is_its_end(newsroom: Newsroom) -> None:
    assert watch_for_silence(newsroom) == ""
    move(newsroom, hours=25)
    assert watch_for_silence(newsroom) == "raised"
    move(newsroom, hours=5)
    assert watch_for_silence(newsroom) == ""
    news = edited(article(1, "Estun employs 3,000 people.", day="2025-01-14"), "Estun employs 3,000 people.")
    arrive(newsroom, replace(news, fetched=newsroom.clock()))
    assert watch_for_silence(newsroom) == "ended"
    assert watch_for_silence(newsroom) == ""
    with MailServer() as server:
        from pydantic import SecretStr

        settings = newsroom.settings.model_copy(update={"smtp_url": SecretStr(server.url)})
        asyncio.run(deliver_letters(replace(newsroom, settings=settings)))
        subjects = [letter["Subject"] for letter in server.letters]
        recipients = {letter["To"] for letter in server.letters}
    assert len(subjects) == 2
    assert recipients == {"ops@example.com"}


def test_a_house_that_was_never_asked_to_collect_is_not_silent(database: Database, settings: Settings) -> None:
    room = newsroom_at(database, settings, datetime(2025, 1, 14, 9, tzinfo=UTC))
    move(room, days=30)
    assert watch_for_silence(room) == ""
