"""What a sentence without numbers announces: the metric of the list behind it, and of "it" and "they"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from figures.course import Course
from figures.metrics import CueTag, MetricReading, cues_in, outermost
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import rulebook

_W = rulebook().weights
_ITEM_GAP = re.compile(
    r"(?:'s)?[\s*_:：–—(-]{1,5}(?:(?:about|around|some|nearly|over|more than|roughly|only) )*(?:[A-Z]{2,3})?[$€£¥₩]?"
)
_STANDS_FOR = re.compile(r"\W*(?:And |But )?(?:It|They|That|These|Those|it|they)\b")


def is_item(passage: Passage) -> bool:
    """Say whether a sentence is a line of a list: a name or label, then a number."""
    sentence = passage.sentence
    if not sentence.first:
        return False
    if sentence.bullet or sentence.label_end > sentence.start:
        return True
    number = passage.quantities[0].start if passage.quantities else -1
    return any(
        entity.start - sentence.start <= _MARKS and _ITEM_GAP.fullmatch(passage.text, entity.end, number)
        for entity in passage.entities
    )


_MARKS = 5  # characters of a mark or number that may open a line


def announced(
    quantity: Quantity, passage: Passage, course: Course, allowed: frozenset[str], tags: Mapping[str, CueTag]
) -> list[MetricReading]:
    """Return the metrics that the sentence before has named for a number: of a list's line, of "they came to"."""
    before = course.silent
    if before is None or quantity is not passage.quantities[0]:
        return []
    item = is_item(passage)
    if item and not _leads(before):
        return []
    if not item:
        beside = before.sentence.paragraph == passage.sentence.paragraph
        if not beside or not _STANDS_FOR.match(passage.text, passage.sentence.start):
            return []
        if passage.borders(passage.sentence.start, quantity.start):
            return []
    if item and course.paragraph > before.sentence.paragraph and course.metric in allowed:
        return [MetricReading(course.metric, _W["carry"], "announced", None)]  # as of the line before
    cues = outermost([cue for cue in cues_in(before.words, tags) if cue.strong and cue.metric in allowed])
    metrics = list(dict.fromkeys(cue.metric for cue in cues))
    return [MetricReading(metrics[0], _W["carry"], "announced", None)] if len(metrics) == 1 else []


def _leads(before: Passage) -> bool:
    """Say whether a sentence opens a list, a table or an answer: by a colon, as a heading, or as a question's line."""
    text, start, end = before.text, before.sentence.start, before.sentence.end
    said = text[start:end].strip("*_ \n")
    return said.endswith((":", "：")) or said[-1:].isalnum() or said.startswith(("Q:", "Q."))


def note_silent(course: Course, passage: Passage) -> None:
    """Keep the last sentence without numbers, as long as only lines of its list follow."""
    if not passage.quantities:
        if course.silent is None or not is_item(passage):
            course.silent = passage
    elif not is_item(passage):
        course.silent = None
