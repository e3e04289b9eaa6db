"""Letters are written once, delivered once, and neither lost nor doubled by crashes, cuts and refusals."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as clock_time

import pytest
from pydantic import SecretStr

from models.database import Database
from models.settings import Settings
from models.store.articles import last_article_number
from models.store.changes import last_change_number
from models.store.figures import FigureFilter, find_figures
from models.store.letters import find_letters, letter_numbered, outbox_counts
from models.store.subscribers import add_subscriber, all_readers, change_subscriber
from models.values import AlertRule, Subscriber
from review.verbs import figures
from scheduler.demo import SimulatedClock
from scheduler.letters import LEASE, deliver_letters, write_letters
from scheduler.newsroom import Newsroom
from tests.mailserver import CUT, MailServer
from tests.scheduler.newsdesk import arrive, article, move, newsroom_at

DAILY = Subscriber(email="ada@example.com", at=clock_time(8), confirmed=True)


@pytest.fixture
def newsroom(database: Database, settings: Settings, now: datetime) -> Newsroom:
    return newsroom_at(database, settings, now, "Estun", "Symbotic")


def _subscribe(newsroom: Newsroom, *subscribers: Subscriber) -> None:
    with newsroom.database.writing() as ledger:
        for subscriber in subscribers:
            cursors = {"cursor": last_change_number(ledger), "article_cursor": last_article_number(ledger)}
            add_subscriber(ledger, subscriber, newsroom.clock(), **cursors)
    write_letters(newsroom)  # sets everybody's first hour


def _news(newsroom: Newsroom, number: int, shipped: int) -> None:
    day = f"{newsroom.clock():%Y-%m-%d}"
    assert arrive(newsroom, article(number, f"Estun shipped {shipped:,} robots in 2024.", day=day)) == 1


def _post(newsroom: Newsroom) -> dict[str, int]:
    write_letters(newsroom)
    return asyncio.run(deliver_letters(newsroom))


def _through(newsroom: Newsroom, server: MailServer) -> Newsroom:
    settings = newsroom.settings.model_copy(update={"smtp_url": SecretStr(server.url)})
    return replace(newsroom, settings=settings)


def test_a_change_is_told_at_the_readers_hour_and_once(newsroom: Newsroom) -> None:
    _subscribe(newsroom, DAILY)
    _news(newsroom, 1, 29_000)
    assert _post(newsroom) == {}  # half past nine: not before eight tomorrow
    move(newsroom, days=1)
    assert _post(newsroom) == {"delivered": 1}
    assert _post(newsroom) == {}
    move(newsroom, days=1)
    assert _post(newsroom) == {}, "no letter when there is nothing"
    letters = list(newsroom.settings.mail_folder.glob("*.eml"))
    assert len(letters) == 1
    assert "29,000" in letters[0].read_text(encoding="utf-8")


def test_a_reader_with_rules_hears_only_of_what_they_let_through(newsroom: Newsroom) -> None:
    rules = (AlertRule(subjects=("Symbotic",)),)
    _subscribe(newsroom, replace(DAILY, rules=rules), replace(DAILY, email="bea@example.com"))
    _news(newsroom, 1, 29_000)
    move(newsroom, days=1)
    _post(newsroom)
    with newsroom.database.reading() as ledger:
        assert [kept.letter.recipient for kept in find_letters(ledger)] == ["bea@example.com"]


def test_an_instant_letter_waits_for_siblings_and_keeps_its_interval(newsroom: Newsroom) -> None:
    _subscribe(newsroom, replace(DAILY, cadence="instant"))
    _news(newsroom, 1, 29_000)
    move(newsroom, minutes=2)
    assert _post(newsroom) == {}
    arrive(newsroom, article(2, "Symbotic employs 1,900 people."))
    move(newsroom, minutes=newsroom.settings.instant_wait)
    assert _post(newsroom) == {"delivered": 1}
    with newsroom.database.reading() as ledger:
        assert "1 more change" in find_letters(ledger)[0].letter.subject
    arrive(newsroom, article(3, "Symbotic has 2,400 employees."))
    move(newsroom, minutes=newsroom.settings.instant_wait + 5)
    assert _post(newsroom) == {}, "an hour between two instant letters"
    move(newsroom, minutes=newsroom.settings.instant_interval)
    assert _post(newsroom) == {"delivered": 1}


def test_quiet_hours_hold_delivery_and_lose_nothing(newsroom: Newsroom) -> None:
    _subscribe(newsroom, replace(DAILY, quiet_from=clock_time(7), quiet_until=clock_time(12)))
    _news(newsroom, 1, 29_000)
    move(newsroom, days=1)
    assert _post(newsroom) == {}
    with newsroom.database.reading() as ledger:
        assert outbox_counts(ledger) == {"waiting": 1}
    move(newsroom, hours=3)
    assert _post(newsroom) == {"delivered": 1}


def test_a_paused_reader_gets_nothing_also_of_what_waits(newsroom: Newsroom) -> None:
    _subscribe(newsroom, replace(DAILY, quiet_from=clock_time(7), quiet_until=clock_time(12)))
    _news(newsroom, 1, 29_000)
    move(newsroom, days=1)
    _post(newsroom)
    with newsroom.database.writing() as ledger:
        change_subscriber(ledger, replace(all_readers(ledger)[0].subscriber, paused=True))
    move(newsroom, hours=5)
    assert _post(newsroom) == {}
    with newsroom.database.reading() as ledger:
        assert outbox_counts(ledger) == {"cancelled": 1}


def test_a_correction_of_what_was_told_is_told_once_and_to_those_who_were_told(newsroom: Newsroom) -> None:
    _subscribe(newsroom, DAILY)
    _news(newsroom, 1, 29_000)
    move(newsroom, days=1)
    _post(newsroom)
    _subscribe(newsroom, replace(DAILY, email="late@example.com"))
    with newsroom.database.reading() as ledger:
        figure = find_figures(ledger, FigureFilter())[0]
    figures.correct(newsroom, figure.id, {"value": "19000"}, who="Ada", note="a slip of the tongue")
    move(newsroom, days=1)
    _post(newsroom)
    move(newsroom, days=1)
    _post(newsroom)
    with newsroom.database.reading() as ledger:
        told = [(kept.letter.recipient, letter_numbered(ledger, kept.letter.id)) for kept in find_letters(ledger)]
    to_ada = [kept for who, kept in told if who == "ada@example.com"]
    assert len(to_ada) == 2
    assert "19,000" in to_ada[0].letter.text
    assert [kept for who, kept in told if who == "late@example.com" and "19,000" in kept.letter.text] == []


def test_a_server_that_is_down_for_a_day_gets_everything_afterwards(newsroom: Newsroom) -> None:
    with MailServer() as server:
        through = _through(newsroom, server)
    _subscribe(through, DAILY, replace(DAILY, email="bea@example.com"))
    _news(through, 1, 29_000)
    move(through, days=1)
    assert _post(through) == {"retry": 2}
    _news(through, 2, 31_000)
    move(through, days=1)
    assert _post(through) == {"retry": 2}, "a newer letter does not overtake an older one"
    with MailServer() as server:
        move(through, hours=2)
        assert _post(_through(newsroom, server)) == {"delivered": 4}
        to_ada = [letter["Subject"] for letter in server.letters if letter["To"] == "ada@example.com"]
    assert ["29,000" in to_ada[0], "+6.9%" in to_ada[1]] == [True, True]


def test_instant_news_that_comes_while_a_letter_waits_joins_the_next_one(newsroom: Newsroom) -> None:
    with MailServer() as server:
        through = _through(newsroom, server)
    _subscribe(through, replace(DAILY, cadence="instant"))
    _news(through, 1, 29_000)
    move(through, minutes=30)
    assert _post(through) == {"retry": 1}
    for number, shipped in enumerate((31_000, 35_000), 2):
        _news(through, number, shipped)
        move(through, hours=2)
        assert _post(through) == {"retry": 1}
    with MailServer() as server:
        move(through, hours=2)
        assert _post(_through(newsroom, server)) == {"delivered": 1}
        move(through, hours=2)
        assert _post(_through(newsroom, server)) == {"delivered": 1}
        assert "1 more change" in server.letters[1]["Subject"]


def test_the_operator_hears_of_a_letter_that_was_given_up(newsroom: Newsroom) -> None:
    with MailServer() as server:
        through = _through(newsroom, server)
        told = through.settings.model_copy(update={"operator_email": "ops@example.com"})
        through = replace(through, settings=told)
        _subscribe(through, DAILY)
        _news(through, 1, 29_000)
        move(through, days=1)
        server.say("RCPT", "550 5.1.1 no such user")
        assert _post(through) == {"refused": 1, "delivered": 1}
        assert [letter["To"] for letter in server.letters] == ["ops@example.com"]


def test_a_refused_address_is_given_up_and_the_others_go_on(newsroom: Newsroom) -> None:
    with MailServer() as server:
        through = _through(newsroom, server)
        _subscribe(through, DAILY, replace(DAILY, email="bea@example.com"))
        _news(through, 1, 29_000)
        move(through, days=1)
        server.say("RCPT", "550 5.1.1 no such user")
        assert _post(through) == {"refused": 1, "delivered": 1}
    with newsroom.database.reading() as ledger:
        refused = letter_numbered(ledger, min(kept.letter.id for kept in find_letters(ledger)))
    assert refused.state == "refused"
    assert "no such user" in refused.receipts[0].detail


def test_a_letter_whose_answer_was_cut_off_is_repeated_under_the_same_id(newsroom: Newsroom) -> None:
    with MailServer() as server:
        through = _through(newsroom, server)
        _subscribe(through, DAILY)
        _news(through, 1, 29_000)
        move(through, days=1)
        server.say("DATA", CUT)
        assert _post(through) == {"retry": 1}
        move(through, hours=1)
        assert _post(through) == {"delivered": 1}
        ids = [letter["Message-ID"] for letter in server.letters]
    assert len(ids) == 2
    assert len(set(ids)) == 1


READERS = 6
KILLS = 100


def _work_until_killed(settings: Settings, address: str, now: datetime) -> None:
    newsroom = Newsroom(settings, Database(address), SimulatedClock(now))
    write_letters(newsroom)
    asyncio.run(deliver_letters(newsroom))
    os._exit(0)


@pytest.mark.timeout(600)
def test_killed_at_a_hundred_points_nothing_is_lost_and_only_what_was_in_flight_is_repeated(
    settings: Settings, now: datetime, tmp_path: str
) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    database = Database(address)
    database.upgrade()
    newsroom = newsroom_at(database, settings, now, "Estun")
    _subscribe(newsroom, *(replace(DAILY, email=f"reader{n}@example.com") for n in range(READERS)))
    fork = multiprocessing.get_context("fork")  # a fresh interpreter a point would take minutes to start
    rng = random.Random(2025)
    killed = 0
    with MailServer() as server:
        through = _through(newsroom, server)
        whole = min(_time_of_one_run(through, number) for number in range(3))  # the first run is the slowest
        for point in range(KILLS):
            taken = len(server.letters)
            move(newsroom, days=1)
            _news(newsroom, 100 + point, 41_003 + 1_001 * point)
            database.close()  # a connection must not be shared with the child
            child = fork.Process(target=_work_until_killed, args=(through.settings, address, newsroom.clock()))
            child.start()
            time.sleep(rng.uniform(0, whole))
            assert child.pid is not None
            if child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
                killed += 1
            child.join()
            move(newsroom, minutes=LEASE.total_seconds() / 60 + 1)
            _post(through)
            sent = Counter((letter["To"], letter["Message-ID"]) for letter in server.letters[taken:])
            assert len(sent) == READERS, f"lost at point {point}"
            assert sum(sent.values()) <= READERS + 1, f"more than the letter in flight was repeated at point {point}"
    assert killed > KILLS / 4, "the kills came too late to mean anything"
    database.close()


def _time_of_one_run(newsroom: Newsroom, number: int) -> float:
    move(newsroom, days=1)
    _news(newsroom, 97 + number, 37_005 + 1_001 * number)
    began = time.monotonic()
    _post(newsroom)
    return (time.monotonic() - began) * 1.3


def test_a_reader_whose_zone_is_no_zone_does_not_stop_the_others(newsroom: Newsroom) -> None:
    _subscribe(newsroom, replace(DAILY, zone="Mars/Olympus"), replace(DAILY, email="bea@example.com"))
    _news(newsroom, 1, 29_000)
    move(newsroom, hours=timedelta(days=1).total_seconds() / 3600)
    assert _post(newsroom) == {"delivered": 2}
