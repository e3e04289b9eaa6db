"""Choose whether a figure has happened, is expected or aimed at, by what was learned of the words around such numbers.

Rules find the word that governs a number (figures/status.py). A multinomial logistic model over what they say and over
all words of the sentence knows more such words. The rules are overruled where another status is clearly likelier. Its
weights stand in rules/weighed_status.tsv, learned by tests/quality/choosing.py (docs/decisions/0017).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

from figures.draft import Draft
from figures.multinomial import Multinomial, read_weights
from figures.notation import period_bounds
from models.values import Figure, Status

WEIGHTS = Path(__file__).parent / "rules" / "weighed_status.tsv"
RULED = "ruled"  # how clues begin that tell what the rules chose
STATUSES: tuple[Status, ...] = get_args(Status)
_CLEARLY = 0.1  # of probability that the likeliest status must be ahead of the rules' own
_WORD = re.compile(r"[a-z][a-z'’-]*|\d{4}")
_BEFORE, _AFTER, _NEAR = 20, 12, 4  # words that are looked at
_SEASON, _SOONEST, _LATEST = 120, -3, 9  # days by which it is told how far off a period ends, and how finely


def likely_status(clues: Iterable[str], by_rules: Status, language: str) -> Status:
    """Return the likeliest status; that of the rules unless another one is clearly likelier."""
    chances = _model().likely(language, clues)
    best = max(STATUSES, key=lambda status: chances.get(status, 0.0))
    return best if chances.get(best, 0.0) - chances.get(by_rules, 0.0) > _CLEARLY else by_rules


def clues_of(draft: Draft, figure: Figure, period: str | None, published: date) -> Iterator[str]:
    """Yield the clues to a figure's status: what the rules chose, when its period is, the words of its sentence."""
    about = figure.metric + ("+" if figure.measure == "growth" else "")
    rule = dict(figure.rules).get("status", "")
    when = _when(period, published)
    yield from (f"about {about}", f"when {when}", f"when {when} {about}")
    yield from (f"{RULED} {figure.status}", f"{RULED} {rule}", f"{RULED} {figure.status} {about}")
    yield from (f"{RULED} {figure.status} {when}", f"{RULED} {rule} {when}")
    if period is not None:
        days = (period_bounds(period)[1] - published).days
        yield f"ends {min(max(days // _SEASON, _SOONEST), _LATEST)}"
    yield from _of_words(draft, when)


def _when(period: str | None, published: date) -> str:
    if period is None:
        return "none"
    start, end = period_bounds(period)
    return "coming" if start > published else "now" if end >= published else "past"


def _of_words(draft: Draft, when: str) -> Iterator[str]:
    """Yield the words of a number's clause before and after it, the nearest apart, and of the rest of the sentence."""
    passage, quantity = draft.passage, draft.quantity
    start, end = passage.clause_of(quantity.start)
    first, last = passage.sentence.start, passage.sentence.end
    before = _words(passage.small, max(first, start), quantity.start)[-_BEFORE:]
    after = _words(passage.small, quantity.end, min(last, end))[:_AFTER]
    for place, words in (("before", before), ("after", after)):
        for word in words:
            yield f"{place} {word}"
            yield f"{place} {word} {when}"
        yield from (f"{place} {one} {other}" for one, other in itertools.pairwise(words))
    yield from (f"near {word}" for word in before[-_NEAR:])
    yield from (f"sooner {word}" for word in _words(passage.small, first, start)[-_BEFORE:])
    yield from (f"later {word}" for word in _words(passage.small, end, last)[:_AFTER])


def _words(small: str, start: int, end: int) -> list[str]:
    """Return the words between two offsets; of a Chinese text all pairs of characters."""
    said = small[start:end]
    if said.isascii():
        return _WORD.findall(said)
    return [said[at : at + 2] for at in range(len(said) - 1)]


@cache
def _model() -> Multinomial:
    return Multinomial(read_weights(WEIGHTS.read_text(encoding="utf-8")))
