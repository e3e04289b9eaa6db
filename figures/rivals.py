"""Unwatched names: firms and research houses by list, by form and by what they do, and places."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Literal

from ahocorasick_rs import AhoCorasick

from figures.lexicon import read_rules
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
_AFTER_CAPITAL = r"[\w&+.]{0,40}(?:-[a-z0-9_][\w&+.]{0,40}){0,2}[ -]"
_EN_FORM = re.compile(
    rf"([A-Z](?<=\b.){_AFTER_CAPITAL}(?:[A-Z]{_AFTER_CAPITAL}){{0,2}}(?:"
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
        "Model",
    ]
)
_NO_FIRM_AFTER = pattern("passage.no_firm_after")
_PLACES = frozenset(rulebook().words["rivals.places"])


def _is_said_as_spelt(text: str, hit: Hit[tuple[str, str]]) -> bool:
    word = hit.entry[1]
    if not word[0].isascii() or not word[0].isupper():
        return True
    said = text[hit.start : hit.end]
    if len(word) <= _SHORTEST_ALIAS and (len(said) > len(word) or (said.isupper() and not word.isupper())):
        return False  # MIR counts robots, MiR makes them; Arm is no arms
    return said[0].isupper() and (not word.isupper() or said[: len(word)].isupper())


_HOUSE_FORMS = frozenset({"Consulting", "Research", "Analytics", "Insights", "Insight", "Securities", "Intelligence"})
RivalKind = Literal["rival", "house", "place"]
RivalHit = Hit[RivalKind]
_KINDS: dict[str, RivalKind] = {"rivals.known": "rival", "roles.house": "house", "rivals.places": "place"}
_SHORTEST_ALIAS = 4  # characters of a first word that may stand for the whole name later


_ABBREVIATED = 4  # characters of a word with a full stop that may be an abbreviation: Inc., St.


class Taken:
    """The spans of watched names, which no other name may overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether a span overlaps a taken one."""
        index = bisect_left(self._starts, end)
        return any(first < end and start < last for first, last in self._spans[max(0, index - 3) : index])


def rival_hits(text: str, small: str, watched: Sequence[tuple[int, int]]) -> list[RivalHit]:
    """Return the unwatched names in a text, by list and by form, in order."""
    taken = Taken(watched)
    found = [*_known(text, small, taken)]
    formed, aliases = _formed(text, taken)
    houses = Taken([(start, end) for start, end, kind in found if kind == "house"])
    found.extend(hit for hit in formed if not houses.overlaps(hit.start, hit.end))
    if not text.isascii():
        found.extend(
            RivalHit(*match.span(1), "rival")
            for match in _ZH_FORM.finditer(text)
            if not _ZH_GENERIC.search(match.group(1)) and not taken.overlaps(*match.span(1))
        )
    aliases |= _add_unknown(text, found, taken)
    found.extend(
        hit
        for hit in _named_again(aliases, text)
        if not (taken.overlaps(hit.start, hit.end) or houses.overlaps(hit.start, hit.end))
    )
    found.sort(key=lambda hit: (hit.start, -hit.end))
    return found


_BORDER = re.compile(r"\b")


def _named_again(aliases: Mapping[str, RivalKind], text: str) -> Iterator[RivalHit]:
    """Yield where first words of names stand for the whole names, all found in one pass."""
    words = list(aliases)
    if not words:
        return
    for index, start, end in AhoCorasick(words).find_matches_as_indexes(text, overlapping=True):
        if _BORDER.match(text, start) and _BORDER.match(text, end):
            yield RivalHit(start, end, aliases[words[index]])


def _known(text: str, small: str, taken: Taken) -> Iterator[RivalHit]:
    """Yield the names that the lists hold, the longest where several begin."""
    reach = -1
    for hit in name_dictionary().find(small):
        if hit.end > reach and not taken.overlaps(hit.start, hit.end) and _is_said_as_spelt(text, hit):
            reach = hit.end
            yield RivalHit(hit.start, hit.end, _KINDS[hit.entry[0]])


def _formed(text: str, taken: Taken) -> tuple[list[RivalHit], dict[str, RivalKind]]:
    """Return the English names that end as firms' names do, and the first words that may stand for them."""
    found: list[RivalHit] = []
    aliases: dict[str, RivalKind] = {}
    for match in _EN_FORM.finditer(text):
        words = match.group(1).split()
        ends = [place for place, word in enumerate(words) if word.endswith(".") and len(word) > _ABBREVIATED]
        words = words[ends[-1] + 1 :] if ends else words  # "said Monday. Machines for factories"
        while words and words[0] in NOT_A_NAME:
            words.pop(0)
        if len(words) < 2 and not (words and "-" in words[0]):
            continue
        placed = words[0] in _PLACES
        if placed and (len(words) == 2 or _NO_FIRM_AFTER.match(text, match.end(1))):
            continue
        start = match.end(1) - len(" ".join(words))
        if not taken.overlaps(start, match.end(1)):
            kind: RivalKind = "house" if words[-1] in _HOUSE_FORMS else "rival"
            found.append(RivalHit(start, match.end(1), kind))
            if len(words[0]) >= _SHORTEST_ALIAS and not placed:
                aliases[words[0]] = kind
    return found, aliases


# A name that begins a sentence and does what firms do is a firm's, where it has a capital elsewhere too.
_EN_AGENT = pattern("passage.en_agent")
_EN_DESCRIBED = pattern("passage.en_described")
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


# No firm either: days, nationalities, counters, and what firms have.
_DISTRICT = pattern("passage.district")
_GIVEN = frozenset(rulebook().words["rivals.given"])
_NO_NAMES = frozenset(rulebook().words["rivals.no_names"])
# What is told in numbers begins lines as names do: "Arms shipped: 5,200".
_COMMON = frozenset(
    word
    for rule in rulebook().metrics
    for word in (*rule.strong, *rule.weak, *rule.metric.counted_en, *read_rules("units.toml")["counted"]["units"]["en"])
    if word.isascii() and word.isalpha() and word.islower()
)


_INSIDE = re.compile(r"[A-Z](?<=[a-z,] .)\w*")


class _Capitals:
    """The words of a text that have a capital within a sentence, gathered once and only where somebody asks."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(_INSIDE.findall(self._text))

    def is_name(self, word: str, said: str) -> bool:
        """Say whether a word that begins a sentence is a name: apposed, or with a capital elsewhere too."""
        plain = re.fullmatch(r"\w+", word) is not None
        if word in self._inside if plain else re.search(rf"(?<=[a-z,] ){re.escape(word)}\b", self._text):
            return True
        led = ", " in said or said.endswith(" its")  # "Marshall moves its 1,400 jobs"
        return led and not word.endswith("s") and word.lower() not in self._text


_WORD_BEFORE = re.compile(r"\b[A-Z][a-z]+\Z")
_LONGEST_GIVEN = max(map(len, _GIVEN))


def _titled(text: str) -> set[str]:
    """Return the names of people in a text that stand with a title or with what they do."""
    return {word for who in _PERSON.finditer(text) for word in (who.group(1) or who.group(2)).split()}


def _has_given_name(text: str, name: str) -> bool:
    """Say whether a given name stands before a name anywhere in a text."""
    for found in re.finditer(rf" {re.escape(name)}(?![\w'-])", text):
        before = _WORD_BEFORE.search(text, max(0, found.start() - _LONGEST_GIVEN), found.start())
        if before and before.group() in _GIVEN:
            return True
    return False


def _add_unknown(text: str, found: list[RivalHit], taken: Taken) -> dict[str, RivalKind]:
    """Add names in no list that play a firm's part; return those that are told to be firms' names."""
    described: dict[str, RivalKind] = {}
    known = Taken([(start, end) for start, end, _ in found])
    for match in _EN_DESCRIBED.finditer(text):
        start, end = match.span(1)
        common = match.group(1).split()[0] in NOT_A_NAME | _NO_NAMES
        if not (common or taken.overlaps(start, end) or known.overlaps(start, end)):
            found.append(RivalHit(start, end, "rival"))
            described[match.group(1)] = "rival"
    known = Taken([(start, end) for start, end, _ in found])
    capitals = _Capitals(text)
    titled: set[str] | None = None
    for match in _EN_AGENT.finditer(text):
        start, end = match.start(), match.end(match.lastindex or 1)
        words = text[start:end].split()
        if words[0] in _GIVEN and len(words) > 1:
            continue
        if words[0] in NOT_A_NAME or words[0] in _NO_NAMES or taken.overlaps(start, end) or known.overlaps(start, end):
            continue
        if len(words) == 1 and (words[0].lower() in _COMMON or not capitals.is_name(words[0], match.group())):
            continue
        if titled is None:
            titled = _titled(text)
        person = words[-1] in titled or _has_given_name(text, words[-1])
        if not person and not _DISTRICT.match(text, end):
            found.append(RivalHit(start, end, "rival"))
    if text.isascii():
        return described
    for match in _ZH_LATIN.finditer(text):
        start, end = match.span(1)
        free = not taken.overlaps(start, end) and not known.overlaps(start, end)
        if free and match.group(1) not in _NO_FIRM and text[end : end + 1] > "\u2e80":
            found.append(RivalHit(start, end, "rival"))
    return described
