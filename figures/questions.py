"""Questions: whether a sentence asks, and which metrics it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.course import Course
from figures.metrics import Cue
from figures.passage import Passage

_QUOTES = "\"'”’」*_ "
_ASKS_CAPACITY = re.compile(r"\b(?:can|could) (?:you|it|they|the \w+) (?:make|build|produce|assemble|turn out)\b")
_ASKS_STAFF = re.compile(r"\bhow many (?:of you|are you|are there of you|people (?:are you|do you|work))\b")
_ASKING_ENDS = "?？" + _QUOTES


def is_question(passage: Passage) -> bool:
    """Say whether a sentence asks."""
    start, end = max(passage.sentence.start, passage.sentence.end - 5), passage.sentence.end
    return passage.text[end - 1] in _ASKING_ENDS and passage.text[start:end].rstrip(_QUOTES).endswith(("?", "？"))


def _by_form(passage: Passage) -> frozenset[str]:
    """Return what the form of a question asks for: "How many are you?", "How many could you make?"."""
    start, end = passage.sentence.start, passage.sentence.end
    if _ASKS_STAFF.search(passage.small, start, end):
        return frozenset({"headcount"})
    return frozenset({"capacity"}) if _ASKS_CAPACITY.search(passage.small, start, end) else frozenset()


def note_asked(course: Course, passage: Passage, cues: Sequence[Cue], *, question: bool) -> None:
    """Note which metrics a question names, for the answer."""
    if passage.sentence.paragraph == 0:
        course.heading = tuple(dict.fromkeys(cue.metric for cue in cues if cue.strong))
    if question:
        course.asked = _by_form(passage) or frozenset(cue.metric for cue in cues)
        course.answered = passage.sentence.paragraph + 1
    elif passage.quantities or passage.sentence.paragraph > course.answered:
        course.asked = frozenset()
