"""The reading desk: the reader compiled for what is watched, and the numbers its subjects have in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from figures.extract import BUILTIN, Reader
from figures.series import STATE_METRICS
from figures.telling import told
from models.database import Ledger
from models.store.subjects import custom_metrics, watched
from models.values import Document, Figure, KeptArticle, Mention


@dataclass(frozen=True, slots=True)
class Desk:
    """Reads articles for the subjects that are watched now."""

    reader: Reader
    numbers: Mapping[str, int]  # each subject's number by name
    states: frozenset[str]  # metrics that stand at a date

    def mentions_in(self, kept: KeptArticle) -> list[Mention]:
        """Return where the article names watched subjects."""
        return self.reader.mentions_in(document_of(kept))

    def figures_in(self, kept: KeptArticle) -> list[Figure]:
        """Return the figures that the article reports about watched subjects, with how it tells them."""
        document = document_of(kept)
        return told(document, self.reader.figures_in(document), self.reader.watch.subjects)


def state_metrics(ledger: Ledger) -> frozenset[str]:
    """Return the metrics that stand at a date, users' own among them."""
    return STATE_METRICS | {metric.key for metric in custom_metrics(ledger) if metric.state}


def open_desk(ledger: Ledger) -> Desk:
    """Compile the reader for what is watched now."""
    subjects = watched(ledger)
    reader = Reader([w.subject for w in subjects], [*BUILTIN, *custom_metrics(ledger)])
    return Desk(reader, {w.subject.name: w.id for w in subjects}, state_metrics(ledger))


def document_of(kept: KeptArticle) -> Document:
    """Return an article as figures are read from it; offsets count in title and text of this version."""
    article = kept.article
    return Document(
        id=str(kept.id), language=article.language, published=kept.day, title=article.title, text=article.text
    )
