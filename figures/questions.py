"""Questions: whether a sentence asks, and which metrics it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from figures.course import Course
from figures.metrics import Cue
from figures.passage import Passage

_QUOTES = "\"'”’」 "
_ASKING_ENDS = "?？" + _QUOTES


def is_question(passage: Passage) -> bool:
    """Say whether a sentence asks."""
    start, end = max(passage.sentence.start, passage.sentence.end - 3), passage.sentence.end
    return passage.text[end - 1] in _ASKING_ENDS and passage.text[start:end].rstrip(_QUOTES).endswith(("?", "？"))


def note_asked(course: Course, passage: Passage, cues: Sequence[Cue], *, question: bool) -> None:
    """Note which metrics a question names, for the answer."""
    if passage.sentence.paragraph == 0:
        course.heading = tuple(dict.fromkeys(cue.metric for cue in cues if cue.strong))
    if question or passage.sentence.first or passage.quantities:
        course.asked = frozenset(cue.metric for cue in cues) if question else frozenset()
