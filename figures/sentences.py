"""Split a text into sentences, and a sentence into clauses."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from figures.rulebook import pattern

# One class of characters comes first, so that the engine can skip to them.
_END = re.compile(
    r"[.!?。！？\n](?:"
    r"(?<=[.!?])[.!?]*[\"'”’»)\]*]*(?=\s|$)|(?<=[。！？!?])[。！？!?]*[”’」』）)]*|(?<=\n)\n*)"
)
# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nos",
        "inc",
        "corp",
        "ltd",
        "co",
        "plc",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "vs",
        "etc",
        "eg",
        "ie",
        "approx",
        "u.s",
        "u.k",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "gen",
        "sen",
        "gov",
        "est",
        "fig",
        "rev",
        "hon",
        "calif",
        "mich",
        "mass",
        "conn",
        "tex",
        "fla",
        "wash",
        "ore",
        "penn",
        "ill",
        "ind",
        "wis",
        "minn",
        "bros",
        "intl",
        "dept",
        "vol",
        "art",
        "cl",
        "mt",
        "ft",
    ]
)
# Ends a sentence all the same when a capitalised word follows.
_SOFT = frozenset(["inc", "corp", "ltd", "co", "plc", "u.s", "u.k", "a.m", "p.m", "etc"])
_LONGEST_ABBREVIATED = 12  # characters
_LAST_WORD = re.compile(r"([A-Za-z](?:[A-Za-z.]*[A-Za-z])?)\.$")
# No sentence is longer: what goes on without a full stop is cut, so that time grows with the text and no faster.
_LONGEST = 1000
_BULLET = pattern("sentences.bullet")
# A label opens a line: "Revenue: 2.0bn", "AutoStore: 79,000 robots", "埃斯顿：营收…".
_LABEL = re.compile(
    r"\s*(?:[-*•●]\s*)?[*_]{0,2}([^\s:：][^:：\n.,;，。；\[\]]{0,28}?)[*_]{0,2}\s?(?:：|:[*_]{0,2}(?=\s))"
)
# Every alternative begins with plain characters, so that the engine can skip to them; `_is_border` looks around.
_CLAUSE = pattern("sentences.clause")


def _is_border(text: str, stop: re.Match[str]) -> bool:
    """Say whether a mark or conjunction begins a clause here: no comma inside a number, no "and" after a comma."""
    mark = stop.group()
    after = text[stop.end() : stop.end() + 1]
    if mark in ",，":
        return not after.isdigit() or not text[stop.start() - 1 : stop.start()].isdigit() or mark == "，"
    if mark in ":：":
        return not after.isdigit()
    if mark in " \n":
        before = text[stop.start() - 1 : stop.start()]
        return before == "%" or "\u4e00" <= before <= "\u9fff"
    if mark[0] == " " and mark[1].isalpha():
        before = text[stop.start() - 1 : stop.start()]
        return before.isascii() and (before.islower() or before.isdigit() or before == "%")
    return True


class Sentence(NamedTuple):
    """A sentence with its place: offsets, paragraph, and whether its line is the title or an item of a list."""

    start: int
    end: int
    paragraph: int  # 0 is the title
    bullet: bool
    first: bool  # of its paragraph
    label_end: int  # where a label at the start of the line ends; start where there is none


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Say whether a full stop ends a sentence here."""
    start, end = stop.span()
    if text[start] != ".":
        return True
    following = text[end : end + 2].strip()[:1]
    word = _LAST_WORD.search(text, max(0, start - _LONGEST_ABBREVIATED), start + 1)
    if word:
        written = word.group(1)
        said = written.lower()
        if said in _SOFT:
            return following.isupper() and text[end] == " "
        if said in _ABBREVIATIONS or (len(written) == 1 and written.isupper()):
            return False
    return not following.islower() and not _numbers_item(text, start) and not _is_heading(text, start, end)


_ITEM = re.compile(r"\s*\d{1,2}\.")
_INDENTED = 40  # characters from the beginning of a line to the full stop behind its number


# A number by itself opens an item that tells what it is: "4. **818 million.** The net loss in 2024".
_NUMBER_ALONE = re.compile(
    r"\s*(?:\d{1,2}[.)]\s)?\s*[*_]{0,2}(?:[A-Z]{0,3}[$€£¥₩]|[A-Z]{3} )?\d[\d,]*(?:\.\d+)?"
    r"(?: ?(?:million|billion|trillion|percent|per cent|%|bn|m|yuan|euros|dollars|yen|won))*\.[*_]{0,2}"
)


def _is_heading(text: str, stop: int, end: int) -> bool:
    """Say whether a full stop follows a number that stands by itself at the beginning of a line."""
    line = text.rfind("\n", max(0, stop - _INDENTED), stop) + 1
    more = text[end : end + 1] == " "
    return more and line > 0 and _NUMBER_ALONE.fullmatch(text, line, end) is not None


def _numbers_item(text: str, stop: int) -> bool:
    """Say whether a full stop ends the number of a list item: "3. " at the beginning of a line."""
    if not text[stop - 1 : stop].isdigit():
        return False
    floor = max(0, stop - _INDENTED)
    line = text.rfind("\n", floor, stop) + 1
    return (line > floor or not floor) and _ITEM.fullmatch(text, line, stop + 1) is not None


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of a text in order; the first line is the title."""
    found: list[Sentence] = []
    start = line = 0
    paragraph = 0
    title_end = text.find("\n")
    for stop in _END.finditer(text):
        begin, end = stop.span()
        newline = text[begin] == "\n"
        if not newline and not _ends(text, stop):
            continue
        _add(found, text, start, begin if newline else end, line, paragraph)
        start = end
        if newline:
            line = start
            paragraph = paragraph + 1 if end - begin > 1 or begin == title_end else paragraph
    _add(found, text, start, len(text), line, paragraph)
    return found


def _add(found: list[Sentence], text: str, start: int, end: int, line: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    if start >= end:
        return
    while end - start > _LONGEST:
        cut = max(text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in " ，；")
        cut = cut + 1 if cut > 0 else start + _LONGEST
        found.append(Sentence(start, cut, paragraph, bullet=False, first=False, label_end=start))
        start = cut
    if start - line >= 4 or text[line:start].strip():  # within a line
        first = not found or found[-1].paragraph != paragraph
        found.append(Sentence(start, end, paragraph, bullet=False, first=first, label_end=start))
        return
    bullet = _BULLET.match(text, line, min(end, line + 8))
    label = _LABEL.match(text, bullet.end() if bullet else start, min(end, start + 44))
    label_end = label.end() if label else start
    found.append(Sentence(start, end, paragraph, bool(bullet) and paragraph > 0, first=True, label_end=label_end))


def clause_starts(text: str, sentence: Sentence) -> list[int]:
    """Return where the clauses of a sentence start, its own start first."""
    stops = _CLAUSE.finditer(text, sentence.start, sentence.end)
    return [sentence.start, *(stop.end() for stop in stops if stop.end() < sentence.end and _is_border(text, stop))]


def borders_between(starts: list[int], left: int, right: int) -> int:
    """Return how many clauses start after `left` and no later than `right`."""
    return bisect_right(starts, right) - bisect_right(starts, left)
