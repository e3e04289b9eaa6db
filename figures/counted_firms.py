"""Which of a market's firms an English sentence counts: the listed ones, those of a district, those of a size."""

from __future__ import annotations

import re

from figures.makers import terms_of
from figures.match import lowered
from figures.passage import Passage
from figures.phrases import is_name, tells_nothing
from figures.quantities import Quantity
from figures.rulebook import pattern, phrase_words
from models.values import Subject

Span = tuple[int, int]

_KIND = pattern("firms.kind")
_WHICH = pattern("firms.which")
_LED = pattern("firms.led")
_NUMBER = re.compile(r"(?:.*\d|[A-Za-z-]+)")
_LEAD = 120  # characters before a number in which whose firms they are may be told
_PLAIN = frozenset(
    {"companies", "firms", "businesses", "enterprises", "makers", "manufacturers", "producers", "players"}
    | {"vendors", "outfits", "concerns", "developers", "brands", "houses"}
)


def firms_counted(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return the words that tell which of a market's firms a number counts, None where it counts them all."""
    text, line = passage.text, passage.sentence
    if metric != "firms" or not text[line.start : line.end].isascii():
        return None
    start = max(line.start, quantity.start - _LEAD)
    led = _LED.search(text[start : quantity.start])
    if led is not None:
        first, last = (start + at for at in led.span(led.lastindex or 1))
        if not _is_own(first, last, passage, subject):
            return first, last
    number = _NUMBER.match(text, quantity.start, quantity.end)
    kind = _KIND.match(text, number.end(), line.end) if number else None
    if kind is None:
        return None
    first, last = kind.span(1)
    told = [word for word in re.finditer(r"[\w&-]+", text[first:last]) if not _is_plain(lowered(word.group()), subject)]
    if kind.group(2) not in _PLAIN:
        return (first + told[0].start() if told else kind.start(2)), kind.end(2)
    if told:
        return first + told[0].start(), kind.end(2)
    which = _WHICH.match(text, kind.end(2), line.end)
    return None if which is None or _is_own(*which.span(1), passage, subject) else which.span(1)


_TELLING = frozenset(
    {"listed", "quoted", "unlisted", "large", "small", "smaller", "medium-sized", "leading", "big", "foreign-funded"}
)


def _is_plain(word: str, subject: Subject) -> bool:
    """Say whether a word before the firms tells none of them from the others."""
    own = {part for term in terms_of(subject) for part in term.split()} | phrase_words("home")
    if word in _TELLING:
        return False
    return word in own or word.rstrip("s") in own or tells_nothing(word)


def _is_own(start: int, end: int, passage: Passage, subject: Subject) -> bool:
    said = lowered(passage.text[start:end])
    return is_name(start, end, passage) or any(term in said for term in terms_of(subject)) or tells_nothing(said)
