"""The search tokeniser: one for both databases, applied to what is stored and to what is asked.

Words as they are, Chinese as overlapping pairs, simplified and traditional folded, everything else a space. The index
also holds marks, which no text contains: an article's language, its outlet, and with SQLite each Chinese character.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from models.chinese import simplified

# Characters for private use, which the tokeniser of texts drops and FTS5 takes for letters.
_LANGUAGE, _OUTLET, _CHARACTER = "\ue000", "\ue001", "\ue002"

_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_PIECE = re.compile(r'(-?)(?:(title):)?(?:"([^"]*)"|(\S+))')


# Characters beyond ASCII with the one before, to which an accent may belong; what follows them stands by itself.
_BEYOND = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_SCRIPTS = 0x20000  # the planes of Unicode that scripts with accents are in
_SHORT_RUNS = 4096  # remembered: dashes, quotation marks and single accented letters come again and again


def folded(text: str) -> str:
    """Return the text without differences that a searcher does not mean: width, case, accents, script."""
    return (text if text.isascii() else _BEYOND.sub(_folded_run, text)).lower()


def _folded_run(found: re.Match[str]) -> str:
    run = found.group()
    return _folded_short(run) if len(run) <= 4 else _folded(run)


@lru_cache(_SHORT_RUNS)
def _folded_short(run: str) -> str:
    return _folded(run)


def _folded(run: str) -> str:
    wide = unicodedata.normalize("NFKC", run)
    if wide.isascii():
        return wide
    bare = _accents().sub("", unicodedata.normalize("NFD", wide))
    return simplified(unicodedata.normalize("NFC", bare))


@cache
def _accents() -> re.Pattern[str]:
    """Return what matches the characters that combine with the one before."""
    return re.compile("[" + "".join(filter(unicodedata.combining, map(chr, range(_SCRIPTS)))) + "]+")


def _is_chinese(run: str) -> bool:
    return run[0] >= "\u3040"


def runs_of(text: str) -> list[str]:
    """Return the words and the runs of Chinese characters of a text, folded."""
    return _RUN.findall(folded(text))


def indexed_form(text: str) -> str:
    """Return the words of a text as the index holds them, separated by spaces."""
    return indexed(runs_of(text))


def indexed(runs: Sequence[str]) -> str:
    """Return the runs of a text as the index holds them, separated by spaces."""
    words: list[str] = []
    for run in runs:
        if _is_chinese(run):
            words += [run[i : i + 2] for i in range(len(run))]  # the last pair is one character
        else:
            words.append(run)
    return " ".join(words)


def language_mark(language: str) -> str:
    """Return the index's word for a language: letters and digits of its tag."""
    return _LANGUAGE + "".join(c for c in language.lower() if c.isalnum())


def outlet_mark(outlet: str) -> str:
    """Return the index's word for an outlet: short, whatever the name holds."""
    return _OUTLET + hashlib.blake2b(outlet.encode(), digest_size=6).hexdigest()


def character_mark(character: str) -> str:
    """Return the index's word for a Chinese character by itself: else all pairs that begin with it would be merged."""
    return _CHARACTER + character


def marks_of(language: str, outlet: str, runs: Iterable[str]) -> str:
    """Return an article's marks, separated by spaces; `runs` are those of its title and text."""
    characters = sorted({c for run in runs if _is_chinese(run) for c in run})
    marks = [language_mark(language)] if language else []
    marks += [outlet_mark(outlet)] if outlet else []
    return " ".join(marks + [character_mark(c) for c in characters])


def phrase_of(text: str) -> list[str]:
    """Return the words that stand one after the other where the text occurs; a lone last character ends in "*"."""
    words: list[str] = []
    runs = runs_of(text)
    for number, run in enumerate(runs, 1):
        if not _is_chinese(run):
            words.append(run)
            continue
        words += [run[i : i + 2] for i in range(len(run) - 1)]
        if number < len(runs):
            words.append(run[-1])  # as the index ends each run of characters
        elif len(run) == 1:
            words.append(f"{run}*")
    return words


@dataclass(frozen=True, slots=True)
class Wanted:
    """One part of a query: words in a row, in the title only or not, wanted or unwanted."""

    words: tuple[str, ...]
    title_only: bool = False
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a searcher asked for."""

    parts: tuple[Wanted, ...] = field(default=())

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """Return the parts that must occur."""
        return tuple(part for part in self.parts if not part.unwanted)


def is_plain(query: Query) -> bool:
    """Say whether a query is of single words that must occur, and nothing else."""
    return all(len(part.words) == 1 and not part.title_only and not part.unwanted for part in query.parts)


def query_of(text: str) -> Query:
    """Read a query: words (all must occur), "phrases", -excluded, title:word."""
    parts = []
    for minus, title, phrase, word in _PIECE.findall(text):
        words = tuple(phrase_of(phrase or word))
        if words:
            parts.append(Wanted(words=words, title_only=bool(title), unwanted=bool(minus)))
    return Query(parts=tuple(parts))
