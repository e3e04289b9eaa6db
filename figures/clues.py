"""What speaks for a number being a figure, and of which metric: the words around it, and where it stands.

Each clue is a word of the language of figures/opinion.py: its model has a weight for it, or has never met it. Names are
marks, not words, so that it knows nobody by name.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from figures.passage import Passage
from figures.quantities import Quantity

_TOKEN = re.compile(r"[A-Z][\w&.+-]*(?: [A-Z][\w&.+-]*)*|[a-z][a-z'&-]*|\d[\d,.]*|[$€£¥%]|[\u4e00-\u9fff]|[^\s\w]")
_NO_NAME = re.compile(
    r"(?:(?:Janu|Febru)ary|March|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|[QH]\d|FY\w*|I|It|The|In|A|An|RMB|US|CEO|CFO|IPO|Chin(?:a|ese)|Japan(?:ese)?|Europe(?:an)?|American?|German?y?|Korean?|Asian?)\Z"
)
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s", "ly")
_WORDS_KEPT = 20_000  # of which the ending is cut off once
_NEAR = 9  # tokens to either side that count by their place; Chinese characters are half a word each
_NEAR_ZH = 14
_FAR = 3  # borders between clauses that are told apart, and paragraphs
_STEP = 10  # characters to a metric's word are told apart by tens, up to four
_MARKS = {"company": "@w", "market": "@m", "rival": "@n", "house": "@n"}
# Orders of magnitude by which an amount shrinks in dollars, roughly: 10 for yuan, 100 for yen, 1,000 for won.
_SMALLER = {"CNY": 1, "HKD": 1, "SEK": 1, "NOK": 1, "DKK": 1, "JPY": 2, "TWD": 2, "RUB": 2, "INR": 2, "KRW": 3}


class _Word(NamedTuple):
    """A word of the rules: its place, the clauses it starts and ends in, its class."""

    start: int
    end: int
    starts_in: int
    ends_in: int
    tag: str


class Scene:
    """A sentence as its clues see it: its tokens and what they say of every number in it, found once."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage

    @cached_property
    def _tokens(self) -> tuple[list[int], list[str]]:
        told = list(_tokens(self.passage))
        return [start for start, _ in told], [token for _, token in told]

    @cached_property
    def _placed(self) -> list[str]:
        return list(_placed(self.passage))

    @cached_property
    def _words(self) -> list[_Word]:
        clauses = self.passage.clauses
        return [
            _Word(hit.start, hit.end, bisect_right(clauses, hit.start), bisect_right(clauses, hit.end), tag)
            for tag, hits in self.passage.words.items()
            for hit in hits
        ]

    def clues_of(self, quantity: Quantity) -> set[str]:
        """Return the clues to a number: its kind and size, the words around it, who is named, where it stands."""
        kind = quantity.measured_in
        starts, tokens = self._tokens
        before = tokens[: bisect_left(starts, quantity.start)]
        after = tokens[bisect_left(starts, quantity.end) :]
        return {
            *self._placed,
            *_formed(quantity, kind),
            *_beside("<", kind, before[::-1]),
            *_beside(">", kind, after),
            *_listed(before, after),
            *_cued(quantity, self.passage, self._words, kind),
            *_named(quantity, self.passage),
        }


def _formed(quantity: Quantity, kind: str) -> Iterator[str]:
    """Yield the clues of a number's own form."""
    yield f"kind {kind}"
    yield f"noun {quantity.noun.lower()}"
    yield f"change {quantity.change}"
    yield f"size {kind} {_magnitude(quantity)}"


def _listed(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield in which order names stand before and after a number."""
    named = [token for token in before if token[0] == "@"]
    yield f"last named {named[-1] if named else ''}"
    yield f"first named {named[0] if named else ''}"
    yield f"named {' '.join(named[-3:])}"
    yield f"named after {next((token for token in after if token[0] == '@'), '')}"
    yield f"begins {before[0] if before else ''}"


def _beside(side: str, kind: str, tokens: Sequence[str]) -> Iterator[str]:
    """Yield the words of one side, nearest first: by kind of number, by place and in pairs."""
    near = _NEAR_ZH if any(word > "\u2e80" for word in tokens[:_NEAR]) else _NEAR
    close = tokens[:near]
    for token in close:
        yield f"{side} {kind} {token}"
    for place, token in enumerate(close[:3]):
        yield f"{side}{place} {token}"
    for first, second in pairwise(close):
        yield f"{side}{side} {first} {second}"
    for token in set(tokens[near:]):
        yield f"{side}far {token}"


def _placed(passage: Passage) -> Iterator[str]:
    """Yield where the sentence stands, what the text was about before it, and how many it names."""
    sentence, setting = passage.sentence, passage.setting
    yield f"topic {setting.topic}"
    yield f"main {setting.main}"
    yield f"topic {setting.topic} {setting.main}"
    yield f"before {setting.before}"
    yield f"paragraph {min(sentence.paragraph, _FAR)}"
    yield f"bullet {sentence.bullet}"
    yield f"label {sentence.label_end > sentence.start}"
    watched = {entity.subject for entity in passage.entities if entity.kind in ("company", "market")}
    rivals = sum(entity.kind == "rival" for entity in passage.entities)
    yield f"watched {min(len(watched), 3)} others {min(rivals, 2)}"
    yield f"kinds {kinds_in(passage)}"


def kinds_in(passage: Passage) -> str:
    """Return the kinds of names in a sentence, in a fixed order."""
    return " ".join(sorted({entity.kind for entity in passage.entities}))


def _cued(quantity: Quantity, passage: Passage, words: Sequence[_Word], kind: str) -> Iterator[str]:
    """Yield the rules' words by class: metrics' by side and clauses, others only where in the same clause."""
    yield f"course {kind} {passage.setting.metric}"
    nearest: dict[str, tuple[int, str, int]] = {}
    first, last = (bisect_right(passage.clauses, at) for at in (quantity.start, quantity.end))
    for word in words:
        if word.end <= quantity.start:
            side, gap, borders = "<", quantity.start - word.end, first - word.ends_in
        elif word.start >= quantity.end:
            side, gap, borders = ">", word.start - quantity.end, word.starts_in - last
        else:
            side, gap, borders = "=", 0, 0
        borders = min(borders, _FAR)
        if word.tag.startswith("metric."):
            others = passage.between(min(word.end, quantity.end), max(word.start, quantity.start))
            yield f"cue {kind} {side} {word.tag} {borders} {min(others, 1)}"
            if side not in nearest or gap < nearest[side][0]:
                nearest[side] = gap, word.tag, borders
        elif not borders:
            yield f"tag {side} {word.tag}"
            yield f"tag {kind} {side} {word.tag}"
    for side, (gap, tag, borders) in nearest.items():
        yield f"nearest {kind} {side} {tag}"
        yield f"nearest {side} {tag} {borders} {min(gap // _STEP, 4)}"


def _named(quantity: Quantity, passage: Passage) -> Iterator[str]:
    """Yield who is named before and after a number, in which part, over how many clauses."""
    setting = passage.setting
    before = [entity for entity in passage.entities if entity.end <= quantity.start]
    after = next((entity for entity in passage.entities if entity.start >= quantity.end), None)
    agents = [entity for entity in before if entity.role in ("agent", "owner")]
    if before:
        last = before[-1]
        yield f"name {last.kind} {last.role} {min(passage.borders(last.end, quantity.start), _FAR)}"
        yield f"before {setting.before} then {last.kind}"
    else:
        yield f"no name {setting.topic}"
        yield f"before {setting.before} topic {setting.topic}"
    if agents:
        yield f"agent {agents[-1].kind} {min(passage.borders(agents[-1].end, quantity.start), _FAR)}"
        yield f"first agent {agents[0].kind}"
    else:
        yield f"no agent {setting.topic}"
    if after is not None:
        yield f"name after {after.kind} {after.role}"
    yield f"numbers before {min(sum(other.start < quantity.start for other in passage.quantities), 4)}"


def _magnitude(quantity: Quantity) -> int:
    size = int(math.log10(quantity.value)) if quantity.value >= 1 else -1
    return size - _SMALLER.get(quantity.unit, 0)


def _tokens(passage: Passage) -> Iterator[tuple[int, str]]:
    """Yield the tokens of a sentence with their offsets, marks in place of names."""
    at = passage.sentence.start
    for entity in passage.entities:
        mark = _MARKS.get(entity.kind)
        if mark and at <= entity.start:
            yield from _tokens_between(passage.text, at, entity.start)
            yield entity.start, mark
            at = entity.end
    yield from _tokens_between(passage.text, at, passage.sentence.end)


def _tokens_between(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for match in _TOKEN.finditer(text, start, end):
        found = match.group()
        # What looks like a name by its capitals counts as one, unless it opens the text or is a common word.
        name = found[0].isupper() and not _NO_NAME.match(found) and (match.start() > start or not found[1:].islower())
        yield match.start(), "@n" if name else _token(found.lower())


@lru_cache(maxsize=_WORDS_KEPT)
def _token(found: str) -> str:
    if found[0].isdigit():
        return "#"
    if not found.isascii():
        return found
    for ending in _ENDINGS:
        if found.endswith(ending) and len(found) - len(ending) > 2:
            return found[: -len(ending)]
    return found
