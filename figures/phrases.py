"""The words of an English phrase, and which of them tell nothing of a part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from figures.passage import Passage
from figures.rulebook import pattern, phrase_words

Word = re.Match[str]

STOPS = frozenset(',;:()"–—')
_WORD = re.compile(r"[^\s,;:()\"–—]+|[,;:()\"–—]")
_NAMES = frozenset({"company", "rival", "house", "company_word", "pronoun", "parent"})
_NO_MODIFIER = pattern("parts.no_modifier")


def words_in(text: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words between two offsets, and the marks that part them."""
    return _WORD.finditer(text, start, end)


def is_name(start: int, end: int, passage: Passage) -> bool:
    """Say whether words are, or hold, the name of somebody or what stands for it."""
    return any(e.start < end and start < e.end and e.kind in _NAMES for e in passage.entities)


@lru_cache(4096)
def tells_nothing(word: str) -> bool:
    """Say whether a word in small letters tells no part from the whole: a time, a person, an amount, a verb."""
    return word in phrase_words("no_part") or word[:1].isdigit() or "$" in word or bool(_NO_MODIFIER.fullmatch(word))
