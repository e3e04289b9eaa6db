"""The whole loop on the sample newsroom: three weeks of news become letters, each line once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from models.settings import Settings
from models.store.changes import ChangeFilter, find_changes
from models.store.finding import ArticleFilter, find_articles
from models.store.letters import ArchivedLetter, find_letters
from models.store.rounds import last_rounds
from review.verbs.first_run import sample_subjects
from scheduler.demo import DemoReport, run_demo
from scheduler.letters import deliver_letters, write_letters
from scheduler.newsroom import Newsroom, open_newsroom
from scheduler.sample_articles import load_sample


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, DemoReport]:
    home = tmp_path_factory.mktemp("demo")
    settings = Settings(home=home, allow_networks="127.0.0.0/8", spacing=0, secret_key="for a test")  # type: ignore[arg-type]
    return settings, run_demo(settings, sample_subjects())


def _letters(newsroom: Newsroom, to: str) -> list[ArchivedLetter]:
    with newsroom.database.reading() as ledger:
        return [kept for kept in find_letters(ledger, limit=1000) if to in kept.letter.recipient]


def test_every_article_is_stored_once(played: tuple[Settings, DemoReport]) -> None:
    settings, report = played
    sample = load_sample()
    with open_newsroom(settings, report.clock) as newsroom, newsroom.database.reading() as ledger:
        kept = find_articles(ledger, ArticleFilter(), limit=1000)
        rounds = last_rounds(ledger, 1000)
    assert sorted(article.title for article in kept) == sorted(
        article.version_at(sample.ends).title for article in sample.articles
    )
    assert {article.language for article in kept} == {"en", "zh"}
    assert len({article.outlet for article in kept}) >= 5
    assert sum(len(each.failures) for each in rounds) == 0
    assert report.edited == 1


def test_the_raised_forecast_is_one_line_and_its_restatement_none(played: tuple[Settings, DemoReport]) -> None:
    settings, report = played
    with open_newsroom(settings, report.clock) as newsroom:
        letters = [kept.letter.text for kept in _letters(newsroom, "analyst@")]
        with newsroom.database.reading() as ledger:
            changes = find_changes(ledger, ChangeFilter(metric="market_size"), limit=1000)
    told = [line for text in letters for line in text.splitlines() if "7 → 8.1 billion yuan" in line]
    assert len(told) == 1
    assert "+16%" in told[0]
    assert [t for t in changes if t.change.figure.figure.unit == "USD" and t.change.figure.figure.value == 975e6] == []


def test_no_line_is_told_to_a_reader_twice(played: tuple[Settings, DemoReport]) -> None:
    settings, report = played
    with open_newsroom(settings, report.clock) as newsroom:
        for reader in ("analyst@", "fenxishi@"):
            lines = [
                f"{heading}\n{paragraph}"
                for kept in _letters(newsroom, reader)
                for heading, *paragraphs in [part.split("\n\n") for part in kept.letter.text.split("\n## ")[1:]]
                for paragraph in paragraphs
                if paragraph.startswith("* ") and "http" in paragraph
            ]
            assert len(lines) > 20
            assert len(set(lines)) == len(lines)


def test_writing_and_sending_again_sends_nothing(played: tuple[Settings, DemoReport]) -> None:
    settings, report = played
    with open_newsroom(settings, report.clock) as newsroom:
        assert write_letters(newsroom) == 0
        assert asyncio.run(deliver_letters(newsroom)) == {}


def test_letters_are_files_that_a_mail_program_opens(played: tuple[Settings, DemoReport]) -> None:
    settings, report = played
    files: list[Path] = sorted(settings.mail_folder.glob("*.eml"))
    assert len(files) == len(report.letters)
    raw = files[0].read_bytes()
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
    assert b"multipart/alternative" in raw
