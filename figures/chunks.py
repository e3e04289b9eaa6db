"""Chunks of a sentence: runs of words of content, between words of grammar, verbs, names and numbers.

In Chinese, where words are not parted by blanks, a chunk is a run of characters, and its words are the pairs in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from figures.passage import Passage
from figures.phrases import STOPS, Word, words_in
from figures.quantities import Quantity
from figures.rulebook import phrase_words

NUMBER, VERB, OWNER, GAP, OPENS, CLOSES = "#", "verb", "'s", "~", "^", "$"
_GRAMMAR = phrase_words("grammar")
_GRAMMAR_ZH = phrase_words("grammar_zh")
_VERBS = phrase_words("verb") | phrase_words("said_by") | phrase_words("auxiliary")
_TRADED = phrase_words("traded")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_OWNERS = ("'s", "’s")
_MARKS = ".?!'’”“\""
METRIC, NAME = "metric.", "name."


class Chunk(NamedTuple):
    """A run of words of content, with the words of grammar, or the kinds of what else, that stand around it."""

    start: int
    end: int
    words: tuple[str, ...]  # in small letters
    lead: str
    before: str  # what stands before the lead
    follow: str


class _Break(NamedTuple):
    start: int
    end: int
    label: str


def chunks_of(passage: Passage) -> list[Chunk]:
    """Return the chunks of a sentence, in order."""
    found: list[Chunk] = []
    run: list[tuple[int, int, str]] = []
    around = [OPENS]
    for start, end, word, label in _labelled(passage):
        if label is None:
            run.append((start, end, word))
            continue
        if run:
            found.append(_chunk(run, around, label, passage.text))
            around.append(GAP)
            run = []
        if label and (label != around[-1] or label == NUMBER):
            around.append(label)
    return [chunk for chunk in found if any(char.isalpha() for char in passage.text[chunk.start : chunk.end])]


def _chunk(run: Sequence[tuple[int, int, str]], around: Sequence[str], follow: str, text: str) -> Chunk:
    start, end = run[0][0], run[-1][1]
    if text[end - 2 : end] in _OWNERS:
        end, follow = end - 2, OWNER
    while end > start + 1 and text[end - 1] in _MARKS:
        end -= 1
    last = text[run[-1][0] : end].lower()
    said = text[start:end].lower()
    words = _pairs(said) if _CHINESE.search(said) else (*(word for _, _, word in run[:-1]), last)
    return Chunk(start, end, words, around[-1], around[-2] if len(around) > 1 else OPENS, follow)


def _pairs(said: str) -> tuple[str, ...]:
    return tuple(said[at : at + 2] for at in range(max(1, len(said) - 1)))


def _words(passage: Passage) -> Iterator[Word]:
    """Yield the words of a sentence; of a Chinese one those of grammar, runs of letters or digits, and characters."""
    small, start, end = passage.small, passage.sentence.start, passage.sentence.end
    if _CHINESE.search(small, start, end):
        return _in_chinese().finditer(small, start, end)
    return words_in(small, start, end)


@cache
def _in_chinese() -> re.Pattern[str]:
    grammar = sorted(_GRAMMAR_ZH | _TRADED, key=lambda word: (-len(word), word))
    return re.compile("|".join((*map(re.escape, grammar), r"\d+", r"[a-z][a-z0-9'-]*", r"\S")))


def _labelled(passage: Passage) -> Iterator[tuple[int, int, str, str | None]]:
    """Yield the words of a sentence; with a label where no chunk goes on, an empty one where only a new one begins."""
    breaks = _breaks(passage)
    rivals = [(e.start, e.end) for e in passage.entities if e.kind == "rival"]
    last: tuple[int, int] | None = None
    for match in _words(passage):
        start, end = match.span()
        word = match.group()
        if word in _TRADED:
            yield start, start, "", ""
            yield start, end, word, None
            yield end, end, "", ""
            continue
        label = next((each.label for each in breaks if each.start < end and start < each.end), None)
        label = label or _grammar(word)
        if label is not None:
            yield start, end, word, label
            continue
        rival = next((each for each in rivals if each[0] < end and start < each[1]), None)
        if rival != last:
            yield start, start, "", ""
        last = rival
        yield start, end, word, None
        if word.endswith(_OWNERS):
            yield end, end, "", OWNER
    yield passage.sentence.end, passage.sentence.end, "", CLOSES


def _breaks(passage: Passage) -> list[_Break]:
    """Return what no chunk goes across: numbers, watched names, words of metrics."""
    breaks = [_Break(quantity.start, quantity.end, number_label(quantity)) for quantity in passage.quantities]
    models = {(hit.start, hit.end) for hit in passage.products if hit.entry.kind == "product"}
    firms = [e for e in passage.entities if e.kind == "company" and (e.start, e.end) not in models]
    breaks += [_Break(e.start, e.end, NAME + e.subject) for e in firms]
    metrics: dict[tuple[int, int], list[str]] = {}
    for tag, hits in passage.words.items():
        if tag.startswith(METRIC) and tag.endswith(".strong"):
            for hit in hits:
                metrics.setdefault((hit.start, hit.end), []).append(tag.split(".")[1])
    return breaks + [_Break(start, end, _metric_label(told)) for (start, end), told in metrics.items()]


def _metric_label(metrics: Iterable[str]) -> str:
    """Return the label of a word that tells one of some metrics."""
    return METRIC + ",".join(sorted(set(metrics)))


def number_label(quantity: Quantity) -> str:
    """Return the label of a number that is a quantity."""
    return f"{NUMBER}{quantity.start}"


def _grammar(word: str) -> str | None:
    """Return the label of a word that no chunk has: itself, or its kind."""
    bare = word.strip(_MARKS)
    if word in STOPS or bare in _GRAMMAR or bare in _GRAMMAR_ZH:
        return bare or word
    if len(word) == 1 and not word.isalnum():
        return word
    if bare in _VERBS:
        return VERB
    return NUMBER if not bare or bare[0].isdigit() or bare[0] in "$€£¥" else None
