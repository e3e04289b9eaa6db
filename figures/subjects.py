"""Who is named where: watched firms and markets, rivals, and the words that stand for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Literal, NamedTuple

from figures.lexicon import read_rules
from figures.match import Dictionary, Hit, lowered
from figures.normal import normalised
from figures.rulebook import pattern, rulebook
from models.values import Mention, Subject

Role = Literal["agent", "owner", "of", "oblique"]
EntityKind = Literal["company", "market", "rival", "house", "place", "parent", "company_word", "pronoun", "market_word"]


class Name(NamedTuple):
    """What a name in the dictionary stands for."""

    kind: Literal["company", "group", "product", "exclude", "short"]
    subject: str
    group: int
    term: str
    sole: bool = False  # a model that is all its maker makes


class Entity(NamedTuple):
    """Someone or something named in a sentence, and its part in it."""

    kind: EntityKind
    subject: str  # the watched subject's name, or empty
    start: int
    end: int
    role: Role
    person: bool = False  # he, she, his: someone who speaks for the firm
    speaker: bool = False  # we, our, I: who speaks
    part: bool = False  # "the robot subsidiary": the firm in question beside its parent


_LIST = re.compile(r"[\s,、和与及]*(?:and|or|及|和|与|以及)?\s*$")
_BEFORE = 40  # characters looked at before a name for a preposition
_OBLIQUE = pattern("subjects.oblique")


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _words(tag: str) -> list[str]:
    return list(rulebook().words[tag])


_EN_OBLIQUE = pattern("subjects.en_oblique")
_EN_OF = pattern("subjects.en_of")
_ZH_OBLIQUE = pattern("subjects.zh_oblique")
_ZH_INVESTOR = pattern("subjects.zh_investor")


@dataclass(frozen=True)
class Watch:
    """The watch list, compiled: one dictionary for all names."""

    subjects: tuple[Subject, ...]

    @cached_property
    def by_name(self) -> dict[str, Subject]:
        """Return the subjects by name."""
        return {subject.name: subject for subject in self.subjects}

    @cached_property
    def names(self) -> Dictionary[Name]:
        """Return the dictionary of all terms, excluded phrases and model names."""
        words: list[tuple[str, Name]] = []
        by_term: dict[str, str] = {}
        for subject in self.subjects:
            for group, terms in enumerate(subject.terms):
                kind: Literal["company", "group"] = "company" if len(subject.terms) == 1 else "group"
                words.extend((normalised(term), Name(kind, subject.name, group, term)) for term in dict.fromkeys(terms))
                if kind == "company":
                    by_term |= {lowered(normalised(term)): subject.name for term in terms}
                    words.extend((short, Name("short", subject.name, group, short)) for short in _shortened(terms))
            words.extend((phrase, Name("exclude", subject.name, 0, phrase)) for phrase in subject.exclude)
        for row in rulebook().firms:
            owner = next((by_term[lowered(name)] for name in row if lowered(name) in by_term), None)
            if owner:
                words.extend((name, Name("short", owner, 0, name)) for name in row if lowered(name) not in by_term)
        for product in rulebook().products:
            owner = next((by_term[lowered(maker)] for maker in product.makers if lowered(maker) in by_term), None)
            if owner:
                words.extend((model, Name("product", owner, 0, model, product.sole)) for model in product.models)
        return Dictionary(words)


_ZH_SUFFIX = pattern("subjects.zh_suffix")
_EN_SUFFIX = frozenset(
    [
        "robotics",
        "robot",
        "robots",
        "medical",
        "surgical",
        "ai",
        "technologies",
        "technology",
        "automation",
        "driveline",
        "biorobotics",
        "dynamics",
        "intelligence",
        "inc",
        "electric",
    ]
)
# First words that are no name alone.
_PLAIN = frozenset(["universal", "boston", "general", "standard", "global", "american"])


def _shortened(terms: Sequence[str]) -> list[str]:
    """Return the short forms of a firm that a text has named in full: Edge for Edge Medical, 达明 for 达明机器人."""
    listed = {lowered(term) for term in terms}
    shorts: list[str] = []
    for term in terms:
        chinese = _ZH_SUFFIX.match(term)
        words = term.split()
        if chinese:
            shorts.append(chinese.group(1))
        elif (
            len(words) == 2 and words[1].lower() in _EN_SUFFIX and words[0].lower() not in _PLAIN and len(words[0]) > 2
        ):
            shorts.append(words[0])
    return [short for short in dict.fromkeys(shorts) if lowered(short) not in listed]


@dataclass(frozen=True)
class _Ambiguity:
    names: frozenset[str]
    stops: frozenset[str]


def _ambiguity() -> _Ambiguity:
    words = rulebook().words
    return _Ambiguity(
        frozenset(lowered(word) for word in words["ambiguous.names"]), frozenset(words["ambiguous.stops"])
    )


_AMBIGUITY = _ambiguity()
_NEXT_WORD = re.compile(r"\s+([A-Za-z]+|\d+)")


def is_named(text: str, hit: Hit[Name], subject: Subject) -> bool:
    """Say whether a hit names the subject: capitals for ambiguous words, context where the watch list asks for it."""
    term = lowered(hit.entry.term)
    said = text[hit.start : hit.end]
    if term in _AMBIGUITY.names:
        following = _NEXT_WORD.match(text, hit.end)
        plural = hit.entry.kind == "product" and said.endswith("s") and len(said) == len(term) + 1
        if plural and said[0].isupper() and text[hit.start - 2 : hit.start - 1].isdigit():
            return True  # "10,000 Digits a year"
        if not (len(said) == len(term) or plural) or not (said[0].isupper() or said[0].isdigit()):
            return False
        if following and (following.group(1) in _AMBIGUITY.stops or re.fullmatch(r"[1-9]\d?", following.group(1))):
            return False
    if subject.ambiguous and any(lowered(word) == term for word in subject.ambiguous):
        window = text[max(0, hit.start - 400) : hit.start] + " " + text[hit.end : hit.end + 400]
        return not subject.context or any(
            re.search(
                rf"(?<![A-Za-z]){re.escape(word)}s?(?![A-Za-z])" if word.isascii() else re.escape(word), window, re.I
            )
            for word in subject.context
        )
    return True


def named(watch: Watch, text: str, small: str) -> list[Hit[Name]]:
    """Return the hits of watched names, without excluded phrases and without names inside longer names."""
    hits = watch.names.find(small)
    if not hits:
        return []
    excluded: dict[str, list[tuple[int, int]]] = {}
    for hit in hits:
        if hit.entry.kind == "exclude":
            excluded.setdefault(hit.entry.subject, []).append((hit.start, hit.end))
    full = {hit.entry.subject for hit in hits if hit.entry.kind == "company"}
    kept: list[Hit[Name]] = []
    reach = -1  # end of the longest name so far that begins before
    for hit in hits:
        if hit.entry.kind == "exclude" or (excluded and _is_excluded(hit, excluded.get(hit.entry.subject, ()))):
            continue
        if hit.entry.kind == "group" and (_EVENT.match(text, hit.end) or _ZH_DATELINE.match(text, hit.end)):
            continue
        if hit.entry.kind == "short" and not _is_short_for(text, hit, full):
            continue
        if hit.entry.kind == "product" and hit.entry.subject not in full:
            continue  # H1 is half a year where nobody speaks of Unitree
        if not is_named(text, hit, watch.by_name[hit.entry.subject]):
            continue
        inside = hit.end <= reach and hit.entry.kind != "group"
        if inside and any(
            other.start <= hit.start and hit.end <= other.end and other != hit and other.entry.kind != "group"
            for other in kept[-6:]
        ):
            continue
        kept.append(hit)
        if hit.entry.kind != "group":
            reach = max(reach, hit.end)
    return kept


_ZH_DATELINE = re.compile(r"[市省]?\s*\d{1,2}月\d{1,2}日\s*(?:电|讯|消息)")  # 新华社北京9月6日电


def _is_excluded(hit: Hit[Name], phrases: Sequence[tuple[int, int]]) -> bool:
    """Say whether a hit stands in one of these phrases, which come in the order of the text."""
    index = bisect_left(phrases, (hit.start + 1, 0))
    return any(hit.end <= end for _, end in phrases[max(0, index - _NESTED) : index])


_NESTED = 6  # no more excluded phrases overlap

# The World Robot Conference is no mention of the world's robots.
_EVENT = pattern("subjects.event")


def _is_short_for(text: str, hit: Hit[Name], full: set[str]) -> bool:
    """Say whether a short form stands for a firm that the text names in full, and is no part of another name."""
    if hit.entry.subject not in full:
        return False
    first = text[hit.start]
    if not first.isascii():
        return True
    follow = text[hit.end : hit.end + 2]
    return (
        first.isupper()
        and len(text[hit.start : hit.end]) == len(hit.entry.term)
        and not (follow[:1] == " " and follow[1:2].isupper())
    )


def mentions_of(hits: Sequence[Hit[Name]], spans: Sequence[tuple[int, int]], text: str, watch: Watch) -> list[Mention]:
    """Return every mention: a firm by a name, a market where all groups of its terms stand in one sentence."""
    found: list[Mention] = []
    for start, end in spans:
        low = bisect_left(hits, start, key=_start)
        inside = hits[low : bisect_left(hits, end, low, key=_start)]
        for subject, first, last in subjects_in(inside, watch):
            found.append(Mention(subject=subject, start=first, end=last, text=text[first:last]))
    return found


_start = attrgetter("start")


def subjects_in(hits: Sequence[Hit[Name]], watch: Watch) -> list[tuple[str, int, int]]:
    """Return the subjects that a sentence names: name, start and end; a market at each place of its first group."""
    found: list[tuple[str, int, int]] = []
    groups: dict[str, dict[int, list[Hit[Name]]]] = {}
    for hit in hits:
        entry = hit.entry
        if entry.kind in ("company", "short"):
            found.append((entry.subject, hit.start, hit.end))
        elif entry.kind == "group":
            groups.setdefault(entry.subject, {}).setdefault(entry.group, []).append(hit)
    for name, by_group in groups.items():
        if len(by_group) == len(watch.by_name[name].terms):
            found.extend((name, hit.start, hit.end) for hit in by_group[0])
    found.sort(key=lambda row: (row[1], -row[2]))
    return found


def narrowest(told: Sequence[tuple[str, int, int]], hits: Sequence[Hit[Name]]) -> list[tuple[str, int, int]]:
    """Leave out markets that a sentence names only within a narrower one: robots where it says surgical robots."""
    places: dict[str, list[tuple[int, int]]] = {}
    for hit in hits:
        if hit.entry.kind == "group" and hit.entry.group:
            places.setdefault(hit.entry.subject, []).append((hit.start, hit.end))
    if len(places) < 2:
        return list(told)

    def is_within(one: str, other: str) -> bool:
        return all(
            any(first <= start and end <= last and end - start < last - first for first, last in places[other])
            for start, end in places[one]
        )

    return [
        (name, start, end)
        for name, start, end in told
        if name not in places
        or not any(other in places and at == start and is_within(name, other) for other, at, _ in told)
    ]


_AS_FOR = re.compile(r"(?:^|[.\n] ?)As for (?:rival |the )?$")  # "As for Germany, it recorded"
_ONCE_OF = re.compile(
    r"\b(?:formerly|previously|late|once|ex|veteran|alumn\w+|hired|poached) (?:of|at|with|from) (?:the )?$"
)
_FORMERLY = re.compile(r" (?:engineers?|executives?|veterans?|employees?|managers?|researchers?|alumn\w+|staff)\b")


def role_of(text: str, start: int, end: int, line_start: int) -> Role:
    """Return the part a name plays, by the words around it."""
    before = text[max(line_start, start - _BEFORE) : start]
    after = text[end : end + 16]
    last = before[-1:]
    if _FORMERLY.match(after):
        return "oblique"
    if last and last > "\u2e80" and _ZH_OBLIQUE.search(before):
        return "oblique"
    if after and not after.isascii() and after[0] not in "】]:" and _ZH_INVESTOR.match(after):
        return "oblique"
    owner = after.startswith(("'s ", "' ", "的"))
    if last != " ":
        return "owner" if owner else "agent"
    words = before.split()
    told = _by_phrase(before)
    if told is not None:
        return told
    role = _preposition(words)
    if role == "of":
        return "owner" if owner else "of"
    if role == "oblique":
        return "owner" if owner and words[-1].lower() in _PLACING else "oblique"
    return "owner" if owner else "agent"


def _by_phrase(before: str) -> Role | None:
    """Return the part that a phrase of several words before a name gives it, None where there is none."""
    if _AS_FOR.search(before):
        return "agent"
    if _ONCE_OF.search(before):
        return "oblique"
    return "of" if before.endswith(("came from ", "come from ")) else None


_PLACING = frozenset({"around", "into", "on", "over", "through", "beside", "beyond", "behind"})  # "on Fanuc's campus"
_REACH_BACK = 4  # words between a preposition and the name: "from its Chinese parent Midea"
_OF_WORDS = frozenset(word for word in _words("roles.of") if word.isascii())
_OBLIQUE_WORDS = frozenset(word for word in _words("roles.oblique") if word.isascii())
_PASSED = frozenset(
    [
        "the",
        "its",
        "a",
        "an",
        "his",
        "their",
        "rival",
        "rivals",
        "parent",
        "investors",
        "investor",
        "backers",
        "backer",
        "buyers",
        "firms",
        "companies",
        "start-ups",
        "startups",
        "makers",
        "giants",
        "groups",
        "group",
        "giant",
        "maker",
        "firm",
        "company",
        "including",
        "them",
        "former",
    ]
)


_DATES = frozenset(read_rules("units.toml")["months"]["en"]) | frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
)


def _preposition(words: Sequence[str]) -> str:
    """Return the part that the words before a name give it: "of", "oblique" or nothing."""
    for back, word in enumerate(reversed(words[-_REACH_BACK:])):
        small = word.strip('("“').lower()
        if small in _OF_WORDS and (back == 0 or (back == 1 and words[-1].lower() in ("the", "its"))):
            return "of"
        if small in _OBLIQUE_WORDS or (
            back + 2 <= len(words) and f"{words[-back - 2].lower()} {small}" in _OBLIQUE_WORDS
        ):
            return "oblique"
        if small in _DATES:
            return ""  # "On Friday Dobot's market value fell"
        if not (small in _PASSED or word[:1].isupper() or small.endswith("-based")):
            return ""
        if word.endswith((",", ".", ";", ":")):
            return ""
    return ""
