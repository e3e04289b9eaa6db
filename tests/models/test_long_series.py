"""Of a long series the newest of each scope, status and period are compared; of a usual one everything."""

from __future__ import annotations

from datetime import datetime

import pytest

from models.database import Database
from models.settings import Settings
from models.store.articles import article_numbered
from models.store.reports import LONG, NEWEST, NEWEST_OF_OTHERS, keep_figures, known_in_series
from models.store.subjects import watched_named
from models.values import Figure
from scheduler.newsroom import Newsroom
from scheduler.stages import keep_stage
from tests.scheduler.newsdesk import article, newsroom_at


@pytest.fixture
def newsroom(database: Database, settings: Settings, now: datetime) -> Newsroom:
    newsroom = newsroom_at(database, settings, now, "Estun")
    keep_stage(newsroom, article(1, "Nothing."))
    return newsroom


def _figures(count: int, period: str | None, scope: str | None = None) -> list[Figure]:
    return [
        Figure(
            subject="Estun",
            metric="shipments",
            measure="level",
            scope=scope,
            value=float(number),
            unit="units",
            qualifier="exact",
            period=period,
            status="actual",
            quote=str(number),
        )
        for number in range(count)
    ]


def _known(newsroom: Newsroom, figures: list[Figure], *periods: str) -> list[Figure]:
    with newsroom.database.writing() as ledger:
        subject = watched_named(ledger, "Estun").id
        keep_figures(ledger, article_numbered(ledger, 1), figures, {"Estun": subject})
    with newsroom.database.reading() as ledger:
        return [report.figure for report in known_in_series(ledger, subject, "shipments", "level", periods)]


def test_a_usual_series_is_known_whole(newsroom: Newsroom) -> None:
    figures = [*_figures(LONG - 40, None), *_figures(40, "2023")]
    assert len(_known(newsroom, figures)) == LONG


def test_of_a_long_one_no_scope_and_no_period_is_forgotten(newsroom: Newsroom) -> None:
    figures = [*_figures(3, None, "Japan"), *_figures(40, "2023"), *_figures(40, "2022"), *_figures(LONG, None)]
    known = _known(newsroom, figures, "2023")
    whole = [figure.value for figure in known if not figure.period and not figure.scope]
    assert whole == [float(n) for n in range(LONG - NEWEST, LONG)]
    assert len([figure for figure in known if figure.period == "2023"]) == 40
    assert len([figure for figure in known if figure.period == "2022"]) == NEWEST_OF_OTHERS
    assert len([figure for figure in known if figure.scope == "Japan"]) == 3
