"""What a new store holds before anybody has said anything: the catalogue's sources and a handful of subjects."""

from __future__ import annotations

from dataclasses import dataclass

from models.store.rounds import keep_note, note
from models.store.sources import add_sources
from models.store.sources_listed import count_sources
from models.store.subjects import watch, watched
from models.values import Subject
from review.verbs.catalogue import find_company, known_subject, load_markets, load_sources
from scheduler.newsroom import Newsroom
from scheduler.sample_articles import load_sample

_NOTE = "catalogue loaded"

# A sensible handful, so that a first run has something to see: the firms and markets that robotics news names most.
FIRST_COMPANIES = (
    "Unitree",
    "AgiBot",
    "UBTech",
    "Tinavi",
    "Estun",
    "Fanuc",
    "Intuitive Surgical",
    "Symbotic",
    "Figure AI",
    "Boston Dynamics",
)
FIRST_MARKETS = (
    "Beijing medical robots",
    "China industrial robots",
    "Global industrial robots",
    "China humanoid robots",
    "Global humanoid robots",
    "China surgical robots",
)


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What was put into a new store."""

    sources: int
    subjects: int


def load_catalogue(newsroom: Newsroom) -> FirstRun | None:
    """Put the catalogue's sources and the first subjects into a new store; None where that was done before.

    Who has chosen sources already, or something to watch, gets no others.
    """
    now = newsroom.clock()
    with newsroom.database.writing() as ledger:
        if note(ledger, _NOTE):
            return None
        sources = 0 if count_sources(ledger) else add_sources(ledger, load_sources())
        subjects = [] if watched(ledger) else _first_subjects()
        for subject in subjects:
            watch(ledger, subject, now, history=False)
        keep_note(ledger, _NOTE, now.isoformat())
    return FirstRun(sources=sources, subjects=len(subjects))


def _first_subjects() -> list[Subject]:
    markets = {market.name: market for market in load_markets()}
    return [find_company(name).subject for name in FIRST_COMPANIES] + [markets[name] for name in FIRST_MARKETS]


def sample_subjects() -> list[Subject]:
    """Return what the sample newsroom's demo watches: names of the catalogue."""
    found = [known_subject(name) for name in load_sample().watch]
    return [subject for subject in found if subject is not None]
