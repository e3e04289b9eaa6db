"""One sentence as the rules see it: clauses, words by class, names with their parts, quantities."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import attrgetter
from typing import NamedTuple

from figures.match import Dictionary, Hit
from figures.quantities import Quantity
from figures.rulebook import MetricRule, rulebook
from figures.sentences import Sentence, borders_between, clause_starts
from figures.subjects import Entity, Name

WordHit = Hit[str]
_LEAD = 30  # characters in which two words stand
_start = attrgetter("start")
_end = attrgetter("end")


class Setting(NamedTuple):
    """What a text was about where a sentence begins: kinds of its topics, the metric told last, who was just named."""

    topic: str = ""
    main: str = ""
    metric: str = ""
    before: str = ""


@dataclass
class Passage:
    """A sentence with everything found in it, all by offset."""

    text: str
    small: str
    sentence: Sentence
    dictionary: Dictionary[str]  # of the words of the rules
    products: list[Hit[Name]]
    quantities: list[Quantity]
    entities: list[Entity] = field(default_factory=list)
    setting: Setting = field(default_factory=Setting)
    previous: Passage | None = None  # the sentence before
    _clauses_at: dict[int, tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def words(self) -> dict[str, list[WordHit]]:
        """Return the words of the rules by class, looked for once and only where somebody asks."""
        found: dict[str, list[WordHit]] = {}
        for hit in self.dictionary.find(self.small, self.sentence.start, self.sentence.end):
            found.setdefault(hit.entry, []).append(hit)
        return found

    @cached_property
    def metrics(self) -> list[str]:
        """Return the metrics whose words the sentence has, in alphabetical order."""
        return sorted({tag.split(".")[1] for tag in self.words if tag.startswith("metric.")})

    @cached_property
    def clauses(self) -> list[int]:
        """Return where the clauses start, looked for once and only where somebody asks."""
        return clause_starts(self.text, self.sentence)

    def borders(self, left: int, right: int) -> int:
        """Return how many clauses start between two offsets."""
        return (
            borders_between(self.clauses, left, right) if left <= right else borders_between(self.clauses, right, left)
        )

    def clause_of(self, at: int) -> tuple[int, int]:
        """Return start and end of the clause that holds an offset."""
        found = self._clauses_at.get(at)
        if found is None:
            index = max(bisect_right(self.clauses, at) - 1, 0)
            end = self.clauses[index + 1] if index + 1 < len(self.clauses) else self.sentence.end
            found = self._clauses_at[at] = self.clauses[index], end
        return found

    def hits(self, *tags: str) -> Sequence[WordHit]:
        """Return the hits of some classes of words."""
        if len(tags) == 1:
            return self.words.get(tags[0], ())
        return [hit for tag in tags for hit in self.words.get(tag, ())]

    def nearest(self, start: int, end: int, before: int, after: int, *tags: str) -> WordHit | None:
        """Return the hit of these classes nearest to a span, within so many characters before or after it."""
        best: WordHit | None = None
        least = max(before, after) + 1
        for hit in self.hits(*tags):
            gap = start - hit.end if hit.end <= start else hit.start - end if hit.start >= end else 0
            limit = before if hit.end <= start else after
            if gap <= limit and gap < least:
                best, least = hit, gap
        return best

    def lead(self, at: int) -> tuple[str, ...]:
        """Return the last two words before an offset; of a Chinese text the last two characters."""
        said = self.small[max(self.sentence.start, at - _LEAD) : at]
        return tuple(said.split()[-2:]) if said.isascii() else (said[-2:], said[-1:])

    def between(self, left: int, right: int) -> int:
        """Return how many quantities lie between two offsets."""
        first = bisect_left(self.quantities, left, key=_start)
        last = bisect_right(self.quantities, right, key=_end)
        return max(0, last - first)


def distance(text: str, left: int, right: int) -> int:
    """Return how far apart two offsets are in characters; a Chinese one counts as two."""
    gap = text[left:right]
    return len(gap) if gap.isascii() else len(gap) + sum(1 for char in gap if char >= "\u3400")


@cache
def word_dictionary(rules: tuple[MetricRule, ...]) -> Dictionary[str]:
    """Compile all words of the rules but names, and words that stand for names."""
    words: list[tuple[str, str]] = []
    for rule in rules:
        words.extend((word, f"metric.{rule.metric.key}.strong") for word in rule.strong)
        words.extend((word, f"metric.{rule.metric.key}.weak") for word in rule.weak)
        words.extend((word, f"counted.{rule.metric.unit}") for word in rule.metric.counted_en + rule.metric.counted_zh)
    for tag, listed in rulebook().words.items():
        if tag not in _NAME_TAGS and tag not in STANDING_TAGS:
            words.extend((word, tag) for word in listed)
    return Dictionary(words)


@cache
def standing_dictionary() -> Dictionary[str]:
    """Compile the words that stand for names."""
    return Dictionary((word, tag) for tag in STANDING_TAGS for word in rulebook().words[tag])


STANDING_TAGS = tuple(tag for tag in rulebook().words if tag.startswith("anaphors."))
_NAME_TAGS = (
    "rivals.known",
    "roles.house",
    "rivals.places",
    "rivals.forms",
    "rivals.no_names",
    "rivals.given",
    "ambiguous.names",
    "ambiguous.stops",
)
