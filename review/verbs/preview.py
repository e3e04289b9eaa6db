"""What a description would match in the stored history, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from figures.extract import Reader
from figures.sentences import sentences_of
from models.database import Ledger
from models.store.articles import article_numbered, count_articles
from models.store.finding import newest_naming
from models.values import Mention, Subject
from review.verbs.marking import Piece
from scheduler.desk import document_of
from scheduler.newsroom import Newsroom

SAMPLES = 5
COUNTED = 20_000  # newest articles that a name is counted in: a preview follows what is typed
_READ = 60  # newest candidates that are read word by word
_COMMON = 0.02  # of all articles: a name in more than one of fifty is a plain word more often than a firm
_FEWEST_FOR_WARNING = 20
_SHORT_LATIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sentence in which the subject would be found."""

    article: int
    outlet: str
    day: date
    sentence: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCount:
    """In how many stored articles a name occurs."""

    term: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a description matches now."""

    articles: int  # that may name it, by the search index
    read: int  # of them read word by word
    named: int  # of those read, in which it is named
    terms: tuple[TermCount, ...]
    samples: tuple[Sample, ...]
    warnings: tuple[tuple[str, str, int], ...]  # (kind, term, articles); kinds: common, short, unmatched


def preview_terms(newsroom: Newsroom, subject: Subject) -> Preview:
    """Return counts, sample sentences and warnings for a description that is not saved yet."""
    reader = Reader([subject], [])
    with newsroom.database.reading() as ledger:
        found = {term: newest_naming(ledger, term, limit=COUNTED) for group in subject.terms for term in group}
        by_group = [{number for term in group for number in found[term]} for group in subject.terms]
        candidates = set.intersection(*by_group) if by_group else set()
        total = count_articles(ledger)
        samples, named, read = _samples(ledger, reader, sorted(candidates, reverse=True)[:_READ])
    counts = tuple(TermCount(term=term, articles=len(numbers)) for term, numbers in found.items())
    return Preview(
        articles=len(candidates),
        read=read,
        named=named,
        terms=counts,
        samples=tuple(samples),
        warnings=tuple(_warnings(subject, counts, total)),
    )


def _samples(ledger: Ledger, reader: Reader, numbers: list[int]) -> tuple[list[Sample], int, int]:
    samples: list[Sample] = []
    named = 0
    for number in numbers:
        kept = article_numbered(ledger, number)
        document = document_of(kept)
        mentions = reader.mentions_in(document)
        named += bool(mentions)
        if mentions and len(samples) < SAMPLES:
            sentence = _around(document.whole, mentions[0])
            samples.append(Sample(article=number, outlet=kept.article.outlet, day=kept.day, sentence=sentence))
    return samples, named, len(numbers)


def _around(whole: str, mention: Mention) -> tuple[Piece, ...]:
    for sentence in sentences_of(whole):
        if sentence.start <= mention.start < sentence.end:
            pieces = (
                Piece(whole[sentence.start : mention.start]),
                Piece(whole[mention.start : mention.end], "hit"),
                Piece(whole[mention.end : sentence.end]),
            )
            return tuple(piece for piece in pieces if piece.text)
    return (Piece(mention.text, "hit"),)


def _warnings(subject: Subject, counts: tuple[TermCount, ...], total: int) -> list[tuple[str, str, int]]:
    known = {term.lower() for term in subject.ambiguous} if subject.context else set()
    found: list[tuple[str, str, int]] = []
    for count in counts:
        if count.term.lower() in known or subject.kind == "market":
            continue
        if count.articles >= max(_FEWEST_FOR_WARNING, total * _COMMON):
            found.append(("common", count.term, count.articles))
        elif count.term.isascii() and len(count.term) <= _SHORT_LATIN and count.articles:
            found.append(("short", count.term, count.articles))
    if subject.terms and not any(count.articles for count in counts):
        found.append(("unmatched", subject.name, 0))
    return found
