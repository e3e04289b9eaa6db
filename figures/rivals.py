"""Unwatched names: firms and research houses by list, by form and by what they do, and places."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from figures.match import Dictionary, Hit
from figures.rulebook import pattern, rulebook


@cache
def name_dictionary() -> Dictionary[tuple[str, str]]:
    """Compile the names of rivals, research houses and places, as they are spelt."""
    words = rulebook().words
    return Dictionary(
        (word, (tag, word)) for tag in ("rivals.known", "roles.house", "rivals.places") for word in words[tag]
    )


_CAPITALISED = r"[A-Z][A-Za-z0-9&+'-]*[A-Za-z0-9](?: (?:[A-Z][A-Za-z0-9&+-]*|of|&))*"
_EN_FORM = re.compile(
    r"\b((?:[A-Z][\w&+.-]*[ -]){1,3}(?:"
    + "|".join(word for word in rulebook().words["rivals.forms"] if word.isascii())
    + r"))\b(?!-)"
)
_ZH_FORM = pattern("passage.zh_form")
_ZH_GENERIC = pattern("passage.zh_generic")
NOT_A_NAME = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "By",
        "It",
        "Its",
        "This",
        "That",
        "He",
        "She",
        "They",
        "We",
        "I",
        "But",
        "And",
        "For",
        "From",
        "Of",
        "With",
        "After",
        "Since",
        "While",
        "When",
        "Where",
        "Who",
        "What",
        "Why",
        "How",
        "Robot",
        "Robots",
        "Robotics",
        "Chinese",
        "Japanese",
        "German",
        "American",
        "Korean",
        "European",
        "North",
        "South",
        "New",
        "Up",
        "Down",
        "No",
        "Yes",
        "Revenue",
        "Sales",
        "Profit",
        "Net",
        "Our",
        "Industrial",
        "Surgical",
        "Humanoid",
        "Global",
        "World",
        "International",
        "Chief",
        "Series",
        "Medical",
        "Smart",
        "Intelligent",
        "Artificial",
        "General",
        "Group",
        "Service",
        "Physical",
        "Embodied",
        "Mobile",
        "Warehouse",
        "Collaborative",
        "Quarterly",
        "Annual",
        "Total",
        "Order",
        "Orders",
        "Installed",
        "Operating",
        "Adjusted",
    ]
)
_NO_FIRM_AFTER = pattern("passage.no_firm_after")
_PLACES = frozenset(rulebook().words["rivals.places"])


def _is_said_as_spelt(text: str, hit: Hit[tuple[str, str]]) -> bool:
    word = hit.entry[1]
    if not word[0].isascii() or not word[0].isupper():
        return True
    said = text[hit.start : hit.end]
    return said[0].isupper() and (not word.isupper() or said[: len(word)].isupper())


def rival_hits(text: str, small: str, taken: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Return the unwatched names in a text: kind ("rival", "house", "place"), start, end; by list and by form."""
    found: list[tuple[str, int, int]] = []
    kinds = {"rivals.known": "rival", "roles.house": "house", "rivals.places": "place"}
    reach = -1
    starts = [span[0] for span in taken]
    for hit in name_dictionary().find(small):
        if hit.end <= reach or _overlaps(taken, starts, hit.start, hit.end) or not _is_said_as_spelt(text, hit):
            continue
        reach = hit.end
        found.append((kinds[hit.entry[0]], hit.start, hit.end))
    aliases: set[str] = set()
    for match in _EN_FORM.finditer(text):
        words = match.group(1).split()
        while words and words[0] in NOT_A_NAME:
            words.pop(0)
        if len(words) < 2 and not (words and "-" in words[0]):
            continue
        if words[0] in _PLACES and (len(words) == 2 or _NO_FIRM_AFTER.match(text, match.end(1))):
            continue
        start = match.end(1) - len(" ".join(words))
        if not _overlaps(taken, starts, start, match.end(1)):
            found.append(("rival", start, match.end(1)))
            if len(words[0]) > 3 and words[0] not in NOT_A_NAME and words[0] not in _PLACES:
                aliases.add(words[0])
    if not text.isascii():
        for match in _ZH_FORM.finditer(text):
            if not _ZH_GENERIC.search(match.group(1)) and not _overlaps(taken, starts, match.start(1), match.end(1)):
                found.append(("rival", match.start(1), match.end(1)))
    _add_unknown(text, found, taken, starts)
    for alias in aliases:
        for again in re.finditer(rf"\b{re.escape(alias)}\b", text):
            if not _overlaps(taken, starts, again.start(), again.end()):
                found.append(("rival", again.start(), again.end()))
    found.sort(key=lambda row: (row[1], -row[2]))
    return found


# A name that begins a sentence and does what firms do is a firm's, where the text writes it with a capital elsewhere too.
_EN_AGENT = pattern("passage.en_agent")
_ZH_LATIN = pattern("passage.zh_latin")
_NO_FIRM = frozenset(
    [
        "IPO",
        "CEO",
        "CFO",
        "CTO",
        "COO",
        "Robotaxi",
        "Robotruck",
        "SCARA",
        "AGV",
        "AMR",
        "GPU",
        "EBITDA",
        "APP",
        "USA",
        "SUV",
    ]
)
# People speak for firms; they are none.
_PERSON = pattern("passage.person")


_DATES = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Christmas Chinese Asian "
    "Western Eastern Swiss British French Italian Dutch Danish Norwegian Swedish Indian Taiwanese Nobody Everyone "
    "Some Many Most Few All Each Both Neither Another Other Others Only Even Still Yet Nor Or So As If Then There "
    "Here These Those Such More Less Half About Around Over Under Nearly Almost Roughly Meanwhile However Last Next "
    "First Second Third Two Three Four Five Six Seven Eight Nine Ten Management Staff Demand Output Production "
    "Headcount Turnover Income Backlog Shares Stock Analysts Investors Research Capital Funding Loss EBIT EBITA EBITDA ARR".split()
)


def _is_name(word: str, said: str, text: str) -> bool:
    """Say whether a word that begins a sentence is a name: an apposition follows it, or it has a capital elsewhere too."""
    if re.search(rf"(?<=[a-z,] ){re.escape(word)}\b", text):
        return True
    return ", " in said and not word.endswith("s") and word.lower() not in text


def _add_unknown(
    text: str, found: list[tuple[str, int, int]], taken: Sequence[tuple[int, int]], starts: Sequence[int]
) -> None:
    """Add names in no list that play a firm's part."""
    known = sorted((start, end) for _, start, end in found)
    known_starts = [start for start, _ in known]
    people: set[str] | None = None
    for match in _EN_AGENT.finditer(text):
        start, end = match.span(match.lastindex or 1)
        words = match.group(match.lastindex or 1).split()
        if words[0] in NOT_A_NAME or words[0] in _DATES or _overlaps(taken, starts, start, end) or _overlaps(known, known_starts, start, end):
            continue
        if len(words) == 1 and not _is_name(words[0], match.group(), text):
            continue
        if people is None:
            people = {word for who in _PERSON.finditer(text) for word in (who.group(1) or who.group(2)).split()}
        if words[-1] in people:
            continue
        found.append(("rival", start, end))
    if text.isascii():
        return
    for match in _ZH_LATIN.finditer(text):
        start, end = match.span(1)
        free = not _overlaps(taken, starts, start, end) and not _overlaps(known, known_starts, start, end)
        if free and match.group(1) not in _NO_FIRM and text[end : end + 1] > "\u2e80":
            found.append(("rival", start, end))


def _overlaps(taken: Sequence[tuple[int, int]], starts: Sequence[int], start: int, end: int) -> bool:
    index = bisect_left(starts, end)
    return any(first < end and start < last for first, last in taken[max(0, index - 3) : index])
