"""The narrower market that a number is of: a text puts a kind before the watched market's own word, 中国教育机器人."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import phrase_words
from models.values import Subject


def narrower_market(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return where the kind and the market's word stand that a number is told of, None for the whole market."""
    if subject.kind != "market" or len(subject.terms) < 2 or metric == "market_share":
        return None
    if (noun := quantity.noun.lower()) in phrase_words("machine_kind") and passage.text.endswith(noun, 0, quantity.end):
        own = any(noun.rstrip("s") in term.lower() for term in subject.terms[-1])
        return None if own else (quantity.end - len(noun), quantity.end)  # 1,052 cobots, of all robots
    whole, narrow = _patterns(subject)
    start = passage.sentence.start
    last = max((found.end() for found in whole.finditer(passage.text, start, quantity.start)), default=0)
    told = (found for found in narrow.finditer(passage.text, start, quantity.start) if found.end() == last)
    found = next(told, None)
    return None if found is None or passage.between(last, quantity.start) else (found.start(found.lastindex or 0), last)


@lru_cache(maxsize=1024)
def _patterns(subject: Subject) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches a market's own word, and what matches a place, a kind and that word in a row."""
    places, words = _any_of(subject.terms[0]), _any_of(subject.terms[-1])
    kind, chinese = _any_of(phrase_words("kinds_of_robots")), _any_of(phrase_words("kinds_in_chinese"))
    kinds = rf"((?:{chinese})+[用型类级]?)|(?:['’]s)? (?:market for )?({kind}(?:(?: and |[-/]|, ){kind})* )"
    whole = re.compile(rf"(?<![a-z]){words}(?![a-z])", re.IGNORECASE)
    return whole, re.compile(rf"{places}(?:{kinds}){words}(?![a-z])", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
