"""Find every word of a dictionary in one pass: Aho-Corasick, then Latin word borders."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Generic, NamedTuple, Protocol, TypeVar

import ahocorasick_rs

T = TypeVar("T")

_DFA_LIMIT = 8000  # patterns; a DFA of more takes too much memory, the contiguous NFA is half as fast


class Hit(NamedTuple, Generic[T]):
    """A word found: offsets, and what the dictionary says of it."""

    start: int
    end: int
    entry: T


class Placed(Protocol):
    """Something with a place in a text."""

    @property
    def start(self) -> int:
        """Return where it starts."""


P = TypeVar("P", bound=Placed)

_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def _latin(char: str) -> bool:
    return char in _LATIN


def lowered(text: str) -> str:
    """Return the text in small letters, of the same length."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


class Dictionary(Generic[T]):
    """Words with entries, compiled once; finding costs the same for ten words or fifty thousand."""

    def __init__(self, words: Iterable[tuple[str, T]]) -> None:
        entries: dict[str, list[T]] = {}
        for word, entry in words:
            listed = entries.setdefault(lowered(word), [])
            if entry not in listed:
                listed.append(entry)
        self._patterns = [word for word in entries if word]
        self._entries = [tuple(entries[word]) for word in self._patterns]
        self._left = [_latin(word[0]) for word in self._patterns]
        self._right = [_latin(word[-1]) for word in self._patterns]
        # "it" has no plural; "G1" has.
        self._plural = [len(word) > 2 or word[-1].isdigit() for word in self._patterns]
        implementation = (
            ahocorasick_rs.Implementation.DFA
            if len(self._patterns) <= _DFA_LIMIT
            else ahocorasick_rs.Implementation.ContiguousNFA
        )
        self._longest = max(map(len, self._patterns), default=0)
        self._automaton = (
            ahocorasick_rs.AhoCorasick(self._patterns, implementation=implementation) if self._patterns else None
        )

    def find(self, small: str, begin: int = 0, stop: int | None = None) -> list[Hit[T]]:
        """Return the hits that start between two offsets of a text of small letters, by start and length.

        A Latin word may carry a plural s.
        """
        if self._automaton is None:
            return []
        stop = len(small) if stop is None else stop
        shift = max(begin - 1, 0)  # the character before tells whether a word begins
        piece = small[shift : stop + self._longest + 2] + " "
        found: list[tuple[int, int, tuple[T, ...]]] = []
        left, right, plural, entries = self._left, self._right, self._plural, self._entries
        for index, start, end in self._automaton.find_matches_as_indexes(piece, overlapping=True):
            if left[index] and start and piece[start - 1] in _LATIN:
                continue
            plurals = 0
            if right[index] and piece[end] in _LATIN:
                if not plural[index] or piece[end] != "s" or piece[end + 1] in _LATIN:
                    continue
                plurals = 1  # the s belongs to the hit
            found.append((start + shift, -end - shift - plurals, entries[index]))
        found.sort(key=_PLACE)
        return [Hit(start, -end, entry) for start, end, named in found if begin <= start < stop for entry in named]


_PLACE = itemgetter(0, 1)
