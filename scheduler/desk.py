"""The reading desk: what it is asked to look for, and what it reads out of an article. No ledger is needed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.sketch import sketch_of
from figures.extract import BUILTIN, Reader
from figures.series import STATE_METRICS
from figures.telling import told
from models.values import Document, Figure, KeptArticle, Mention, Metric, Sketch, Subject


@dataclass(frozen=True, slots=True)
class Brief:
    """What is watched: subjects with their numbers in the ledger, and users' own metrics."""

    subjects: tuple[tuple[int, Subject], ...]
    metrics: tuple[Metric, ...] = ()

    @property
    def states(self) -> frozenset[str]:
        """Return the metrics that stand at a date, users' own among them."""
        return STATE_METRICS | {metric.key for metric in self.metrics if metric.state}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from an article, before anything is compared: the slow part, done while nobody waits for us."""

    kept: KeptArticle
    sketch: Sketch
    mentions: Sequence[Mention]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that could not be read, and why."""

    kept: KeptArticle
    trouble: str


class Desk:
    """Reads articles for what is watched."""

    def __init__(self, brief: Brief) -> None:
        """Compile the reader."""
        self.brief = brief
        self.numbers = {subject.name: number for number, subject in brief.subjects}
        self.states = brief.states
        self.reader = Reader([subject for _, subject in brief.subjects], [*BUILTIN, *brief.metrics])

    def read(self, kept: KeptArticle) -> Reading | Unread:
        """Match an article and read its figures; a fault of ours must not stop the others."""
        try:
            return Reading(kept, sketch_of(kept.article.text), *self.found_in(kept))
        except Exception as error:  # noqa: BLE001 - as said
            return Unread(kept, in_words(error))

    def found_in(self, kept: KeptArticle) -> tuple[list[Mention], list[Figure]]:
        """Return where the article names watched subjects, and the figures about them, with how it tells them."""
        document = document_of(kept)
        mentions, figures = self.reader.read(document)
        return mentions, told(document, figures, self.reader.watch.subjects)


def in_words(error: Exception) -> str:
    """Return an error as `robowatch doctor` shows it."""
    return f"{type(error).__name__}: {error}"


def document_of(kept: KeptArticle) -> Document:
    """Return an article as figures are read from it; offsets count in title and text of this version."""
    article = kept.article
    return Document(
        id=str(kept.id), language=article.language, published=kept.day, title=article.title, text=article.text
    )
