"""A second opinion on a number: how likely its words are those of a figure about someone watched.

Rules say which metric a number is of and whose it is; what they have not met they misread with the same assurance. A
logistic model over the words around the number has other blind spots, so that where both agree a figure is rarely wrong
(docs/decisions/0011). Its weights, one a feature, stand in rules/opinion.tsv; tests/quality/opinion.py learns them from
the labelled sets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from figures.passage import Passage
from figures.quantities import Quantity

WEIGHTS = Path(__file__).parent / "rules" / "opinion.tsv"

_TOKEN = re.compile(r"@[a-z]|[a-z][a-z'&-]*|\d[\d,.]*|[$€£¥%]|[\u4e00-\u9fff]|[^\s\w]")
# What looks like a name by its capitals: the model knows it as a name, not as itself.
_NAME = re.compile(r"(?<![\w@])[A-Z][\w&.+-]*(?: [A-Z][\w&.+-]*)*")
_NO_NAME = re.compile(
    r"(?:(?:Janu|Febru)ary|March|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|[QH]\d|FY\w*|I|It|The|In|A|An|RMB|US|CEO|CFO|IPO|Chin(?:a|ese)|Japan(?:ese)?|Europe(?:an)?|American?|German?y?|Korean?|Asian?)\Z"
)
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s", "ly")
_WORDS_KEPT = 20_000  # of which the ending is cut off once
_NEAR = 9  # tokens to either side that count by their place; Chinese characters are half a word each
_NEAR_ZH = 14
_MARKS = {"company": "@w", "market": "@m", "rival": "@n", "house": "@n"}
# Orders of magnitude by which an amount shrinks in dollars, roughly: 10 for yuan, 100 for yen, 1,000 for won.
_SMALLER = {"CNY": 1, "HKD": 1, "SEK": 1, "NOK": 1, "DKK": 1, "JPY": 2, "TWD": 2, "RUB": 2, "INR": 2, "KRW": 3}


def likelihood(quantity: Quantity, passage: Passage) -> float:
    """Return how likely a number is a figure about someone watched, from 0 to 1, by the words of its sentence."""
    known = filter(None, map(_weights().get, features(quantity, passage)))
    return logistic(math.fsum(known))  # exact in any order: sets have another one in every run


def logistic(score: float) -> float:
    """Return the probability of a score in log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def _weights() -> dict[str, float]:
    rows = (row.split("\t") for row in WEIGHTS.read_text(encoding="utf-8").splitlines())
    return {feature: float(weight) for feature, weight in rows}


def features(quantity: Quantity, passage: Passage) -> Iterator[str]:
    """Yield the features of a number, each once: its kind and size, the words around it, and who is named where."""
    kind = quantity.unit if quantity.kind == "count" else quantity.kind
    before, after = _around(quantity, passage)
    yield ""
    yield f"kind {kind}"
    yield f"noun {quantity.noun.lower()}"
    yield f"change {quantity.change}"
    yield f"size {kind} {_magnitude(quantity)}"
    yield from set(_worded("<", kind, before[::-1]))
    yield from set(_worded(">", kind, after))
    named = [token for token in before if token[0] == "@"]
    yield f"last named {named[-1] if named else ''}"
    yield f"first named {named[0] if named else ''}"
    yield f"named {' '.join(named[-3:])}"
    yield f"named after {next((token for token in after if token[0] == '@'), '')}"
    yield f"begins {before[0] if before else ''}"


def _worded(side: str, kind: str, tokens: Sequence[str]) -> Iterator[str]:
    """Yield the words of one side, nearest first: by kind of number, by place and in pairs."""
    near = _NEAR_ZH if any(word > "\u2e80" for word in tokens[:_NEAR]) else _NEAR
    close = tokens[:near]
    for token in close:
        yield f"{side} {kind} {token}"
    for place, token in enumerate(close[:3]):
        yield f"{side}{place} {token}"
    for first, second in pairwise(close):
        yield f"{side}{side} {first} {second}"
    for token in tokens[near:]:
        yield f"{side}far {token}"


def _magnitude(quantity: Quantity) -> int:
    size = int(math.log10(quantity.value)) if quantity.value >= 1 else -1
    return size - _SMALLER.get(quantity.unit, 0)


def _around(quantity: Quantity, passage: Passage) -> tuple[list[str], list[str]]:
    """Return the tokens of the sentence before and after a number, with marks in place of names."""
    start, end = passage.sentence.start, passage.sentence.end
    before = _masked(passage, start, quantity.start)
    after = _masked(passage, quantity.end, end)
    return _tokens(before), _tokens(after)


def _masked(passage: Passage, start: int, end: int) -> str:
    pieces: list[str] = []
    at = start
    for entity in passage.entities:
        mark = _MARKS.get(entity.kind)
        if mark and at <= entity.start and entity.end <= end:
            pieces += passage.text[at : entity.start], f" {mark} "
            at = entity.end
    pieces.append(passage.text[at:end])
    return _NAME.sub(_as_name, "".join(pieces))


def _as_name(match: re.Match[str]) -> str:
    """Return the mark of a name, or the word as it is: a sentence's first word tells nothing by its capital."""
    word = match.group()
    opens = match.start() == 0 and word[1:].islower()
    return word if opens or _NO_NAME.match(word) else " @n "


def _tokens(text: str) -> list[str]:
    return list(map(_token, _TOKEN.findall(text.lower())))


@lru_cache(maxsize=_WORDS_KEPT)
def _token(found: str) -> str:
    if found[0].isdigit():
        return "#"
    if not found.isascii() or found[0] == "@":
        return found
    for ending in _ENDINGS:
        if found.endswith(ending) and len(found) - len(ending) > 2:
            return found[: -len(ending)]
    return found
