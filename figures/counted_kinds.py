"""The kind of machine that an English number counts: "1,200 AMRs", "380 forklift AGVs"."""

from __future__ import annotations

import re

from figures.makers import is_all_it_makes, is_known, robots_of, terms_of
from figures.match import lowered
from figures.number_words import NUMBER_WORDS
from figures.passage import Passage
from figures.phrases import Word, is_name, tells_nothing, words_in
from figures.quantities import Quantity
from figures.rulebook import phrase_words
from models.values import Subject

Span = tuple[int, int]

_COUNTED = frozenset({"shipments", "production", "capacity", "installed_base"})
_REACH = 60  # characters after a number in which the machine that it counts is named
_MODIFIERS = 4  # words before the noun that name the kind
_DIGITS = re.compile(r".*\d")  # of "around 1,200 humanoids" up to the last figure
_ARE = frozenset({"are", "were", "being"})
_NUMERALS = frozenset(NUMBER_WORDS)


def kind_counted(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return the kind of machine that a number counts, where it is not all that the firm makes."""
    line = passage.sentence
    if metric not in _COUNTED or subject.kind != "company" or not passage.text[line.start : line.end].isascii():
        return None
    phrase = _counted(quantity, passage)
    if not phrase:
        return None
    kinds = [word for word in phrase[:-1] if not tells_nothing(lowered(word.group()))]
    if not kinds and lowered(phrase[-1].group()).rstrip(".") in phrase_words("machine"):
        return None
    alone = len([q for q in passage.quantities if q.kind == "count"]) < 2
    if not kinds and alone and not any(is_known(term) for term in terms_of(subject)):
        return None  # of a firm of which nothing is known it may be all that it makes
    start, end = (kinds or phrase)[0].start(), phrase[-1].end()
    end -= passage.text[end - 1] == "."
    if is_name(start, end, passage) or _is_all(start, end, passage, terms_of(subject)):
        return None
    return start, end


def _counted(quantity: Quantity, passage: Passage) -> list[Word]:
    """Return the words after a number up to the noun that it counts, those that only count left out."""
    phrase: list[Word] = []
    end = min(passage.sentence.end, quantity.end + _REACH)
    digits = _DIGITS.match(passage.text, quantity.start, quantity.end)
    for word in words_in(passage.text, digits.end() if digits else quantity.start, end):
        told = lowered(word.group()).rstrip(".")
        if told in phrase_words("machine") or told in phrase_words("machine_kind"):
            return [*phrase, word]
        if (told in _ARE and not phrase) or told.startswith(("-", "%")):
            continue  # 1,741 were full-size humanoids; 400-odd robots
        closed = not told[:1].isalnum() or told in phrase_words("verb") or told in phrase_words("closes")
        if closed or len(phrase) > _MODIFIERS:
            return []
        number = told[:1].isdigit() or told.partition("-")[0] in _NUMERALS or (not phrase and tells_nothing(told))
        if not number and told not in phrase_words("before_kind"):
            phrase.append(word)
    return []


def _is_all(start: int, end: int, passage: Passage, terms: list[str]) -> bool:
    """Say whether a kind is all that a firm makes, or that its robots are."""
    said = passage.small[start:end]
    robots = {robot for term in terms for robot in robots_of(term)}
    if any(robot in said or said.rstrip("s") in robot for robot in robots):
        return True
    return any(is_all_it_makes(part, passage.small, terms) for part in (said, *said.split()) if part)
