"""Mark words, mentions and figures in a text, and what differs between two texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from figures.match import lowered
from figures.normal import normalised
from models.store.figures import ListedFigure
from models.store.terms import query_of

SNIPPET = 180  # characters
_BEFORE = 50  # of them before the first hit
# Endings that the search index does not tell apart (Porter's stemmer, in short); for marking only.
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "y")
_SHORTEST_STEM = 4

PieceKind = Literal["", "hit", "came", "went"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, or a hit, or what an edit brought or took away."""

    text: str
    kind: PieceKind = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article: plain, or one that names subjects or states figures."""

    text: str
    subjects: tuple[str, ...] = ()
    figures: tuple[int, ...] = ()  # numbers of figures
    first_of: tuple[int, ...] = ()  # figures whose quote begins here


class Highlighter:
    """Marks the words of a query in a text, whatever their case, width or script."""

    def __init__(self, pattern: re.Pattern[str] | None) -> None:
        self._pattern = pattern

    def all(self, text: str) -> tuple[Piece, ...]:
        """Return the whole text with hits marked."""
        if self._pattern is None or not text:
            return (Piece(text),) if text else ()
        pieces, at = [], 0
        for hit in self._pattern.finditer(lowered(normalised(text))):
            if hit.start() > at:
                pieces.append(Piece(text[at : hit.start()]))
            pieces.append(Piece(text[hit.start() : hit.end()], "hit"))
            at = hit.end()
        if at < len(text):
            pieces.append(Piece(text[at:]))
        return tuple(pieces)

    def snippet(self, text: str) -> tuple[Piece, ...]:
        """Return the text around the first hit, or its beginning."""
        flat = text.replace("\n", " ")
        hit = self._pattern.search(lowered(normalised(flat))) if self._pattern else None
        start = max(0, hit.start() - _BEFORE) if hit else 0
        if start:
            space = flat.find(" ", start, start + 15)
            start = space + 1 if space >= 0 and hit and space < hit.start() else start
        end = min(len(flat), start + SNIPPET)
        pieces = self.all(flat[start:end])
        head = (Piece("… "),) if start else ()
        tail = (Piece(" …"),) if end < len(flat) else ()
        return (*head, *pieces, *tail)


def highlighter(query: str) -> Highlighter:
    """Return what marks a query's words."""
    words = sorted({_pattern_of(part.words) for part in query_of(query).wanted}, key=len, reverse=True)
    return Highlighter(re.compile("|".join(words)) if words else None)


def _pattern_of(words: Sequence[str]) -> str:
    parts: list[str] = []
    last = ""
    for word in (word.rstrip("*") for word in words):
        if word.isascii():
            parts.append(rf"\b{re.escape(_stem(word))}\w*")
        elif last and not last.isascii() and word[0] == last[-1]:
            parts[-1] += re.escape(word[1:])  # pairs overlap: 天智 + 智航 is 天智航
        else:
            parts.append(re.escape(word))
        last = word
    return r"\W*".join(parts)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def segments_of(
    whole: str, mentions: Sequence[tuple[str, int, int]], figures: Sequence[ListedFigure]
) -> list[tuple[Segment, ...]]:
    """Return each line of a text as segments; offsets count in the whole text."""
    spans = [(f.reported.figure.start, f.reported.figure.end, f.id) for f in figures]
    borders = {at for _, start, end in mentions for at in (start, end)}
    borders |= {at for start, end, _ in spans for at in (start, end)}
    lines: list[tuple[Segment, ...]] = []
    offset = 0
    for line in whole.split("\n"):
        end = offset + len(line)
        cuts = sorted({offset, end, *(at for at in borders if offset < at < end)})
        row = []
        for left, right in pairwise(cuts):
            names = tuple(dict.fromkeys(name for name, a, b in mentions if a <= left and right <= b))
            stated = tuple(number for a, b, number in spans if a <= left and right <= b)
            begins = tuple(number for a, _, number in spans if a == left)
            row.append(Segment(whole[left:right], names, stated, begins))
        lines.append(tuple(row))
        offset = end + 1
    return lines


_WORD = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)


def difference(old: str, new: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the lines of the new text that differ, with what came and what went; unchanged lines are left out."""
    before, after = old.split("\n"), new.split("\n")
    found: list[tuple[Piece, ...]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(_words_changed("\n".join(before[a:b]), "\n".join(after[c:d])))
    return tuple(found)


def _words_changed(old: str, new: str) -> tuple[Piece, ...]:
    left, right = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(left[a:b])))
            continue
        if b > a:
            pieces.append(Piece("".join(left[a:b]), "went"))
        if d > c:
            pieces.append(Piece("".join(right[c:d]), "came"))
    return tuple(pieces)
