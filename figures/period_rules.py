"""The rules of periods as data: ways of naming them, words around them, words that choose among them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_FILE = Path(__file__).with_name("rules") / "periods.toml"
AHEAD, AHEAD_BEFORE = -1, -2  # words that speak of what is to come stand among the rules by these numbers


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of naming a period."""

    id: str
    pattern: re.Pattern[str]
    groups: tuple[str, ...]  # names of the pattern's groups, in order
    reads: str  # the reader in figures/resolve.py
    examples: tuple[tuple[str, str, str], ...]  # text, day of publication, period


@dataclass(frozen=True, slots=True)
class Context:
    """What the words around a span make of it."""

    prefixes: Mapping[str, tuple[tuple[str, str], ...]]  # words before a span and their role, by their last letters
    growth: re.Pattern[str]
    possessed: re.Pattern[str]
    held_against: re.Pattern[str]
    said_before: re.Pattern[str]
    said_after: re.Pattern[str]
    announcing: re.Pattern[str]
    saying: re.Pattern[str]
    said: re.Pattern[str]
    ends: re.Pattern[str]
    happening: re.Pattern[str]
    counted: re.Pattern[str]
    digits: re.Pattern[str]
    named_after: re.Pattern[str]
    glued: re.Pattern[str]
    founded: re.Pattern[str]
    not_names: frozenset[str]
    months_before: frozenset[str]
    months_after: re.Pattern[str]
    years_after: re.Pattern[str]
    joins_year: tuple[str, ...]
    anaphoric: tuple[str, ...]
    multiple: re.Pattern[str]
    stated_as: re.Pattern[str]
    since_then: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Choosing:
    """What tells which number a span belongs to."""

    old_side: re.Pattern[str]
    revised: re.Pattern[str]
    revised_after: re.Pattern[str]
    elsewhere: re.Pattern[str]
    number: re.Pattern[str]
    border: re.Pattern[str]
    reported: re.Pattern[str]
    events: re.Pattern[str]
    listing: re.Pattern[str]
    of_listing: re.Pattern[str]
    tender: re.Pattern[str]
    adjoins: re.Pattern[str]
    averaged: re.Pattern[str]
    bracketed: re.Pattern[str]
    spent: re.Pattern[str]
    founding: re.Pattern[str]
    finished: re.Pattern[str]
    opens: re.Pattern[str]
    opening: re.Pattern[str]
    bullet: re.Pattern[str]
    separator: re.Pattern[str]
    stake: re.Pattern[str]
    parenthetical: re.Pattern[str]
    goes_on: re.Pattern[str]
    turns: re.Pattern[str]
    compound: re.Pattern[str]
    expects: re.Pattern[str]
    supposes: re.Pattern[str]
    new_side: re.Pattern[str]
    part_of_total: re.Pattern[str]
    set_apart: re.Pattern[str]
    holds: re.Pattern[str]
    stands: re.Pattern[str]
    active: re.Pattern[str]
    past: re.Pattern[str]
    guidance: re.Pattern[str]
    pluperfect: re.Pattern[str]
    close: re.Pattern[str]
    respectively: re.Pattern[str]
    item: re.Pattern[str]
    aside: re.Pattern[str]
    bygone: re.Pattern[str]
    after_number: re.Pattern[str]
    old_in_brackets: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """Everything that periods.toml says."""

    rules: tuple[Rule, ...]
    automaton: AhoCorasick
    tried: tuple[tuple[int, ...], ...]  # by word of the automaton: the rules to try there
    latin: tuple[bool, ...]  # by word: whether it must start at a word's border
    context: Context
    choosing: Choosing
    natures: Mapping[str, str]  # by metric
    gates: dict[tuple[int, ...], re.Pattern[str]] = field(default_factory=dict)

    def gate(self, numbers: tuple[int, ...]) -> re.Pattern[str]:
        """Return a pattern that matches where any of these rules does: one call that spares the others."""
        gate = self.gates.get(numbers)
        if gate is None:
            patterns = (
                re.sub(r"\(\?P<\w+>", "(?:", self.rules[number].pattern.pattern) for number in numbers if number >= 0
            )
            gate = self.gates[numbers] = re.compile("|".join(patterns) or "(?!)")
        return gate


def _pattern(template: str, parts: Mapping[str, str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Fill a template's parts in; a group's name may come twice, which the library's own patterns do not allow."""
    while (filled := re.sub(r"%(\w+)%", lambda found: parts[found[1]], template)) != template:
        template = filled
    seen: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        seen.append(found[1])
        return f"(?P<{found[1]}__{len(seen)}>"

    pattern = re.compile(re.sub(r"\(\?P<(\w+)>", numbered, template))
    return pattern, tuple(seen)


def _rule(row: Mapping[str, Any], parts: Mapping[str, str]) -> Rule:
    pattern, groups = _pattern(row["pattern"], parts)
    examples = tuple((text, published, period) for text, published, period in row["examples"])
    return Rule(row["id"], pattern, groups, row["reads"], examples)


def _words(row: Mapping[str, Any], lists: Mapping[str, list[str]]) -> Iterator[str]:
    for word in row["words"]:
        if word.startswith("@"):
            yield from lists[word[1:]]
        else:
            yield word


def prefix_key(text: str, end: int) -> str:
    """Return the letters under which the words before an offset are kept: two, of Chinese one."""
    return text[max(0, end - 2) : end] if text[end - 1].isascii() else text[end - 1]


def _prefixes(table: Mapping[str, list[str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for role, words in table.items():
        for word in words:
            found.setdefault(prefix_key(word, len(word)), []).append((word, role))
    return {key: tuple(sorted(words, key=lambda entry: -len(entry[0]))) for key, words in found.items()}


def _context(table: Mapping[str, Any], prefixes: Mapping[str, list[str]]) -> Context:
    return Context(
        prefixes=_prefixes(prefixes),
        growth=re.compile(table["growth"]),
        possessed=re.compile(table["possessed"]),
        held_against=re.compile(table["held_against"]),
        said_before=re.compile(table["said_before"]),
        said_after=re.compile(table["said_after"]),
        announcing=re.compile(table["announcing"]),
        saying=re.compile(table["saying"]),
        said=re.compile(table["said"]),
        ends=re.compile(table["ends"]),
        happening=re.compile(table["happening"]),
        counted=re.compile(table["counted"]),
        digits=re.compile(table["digits"]),
        named_after=re.compile(table["named_after"]),
        glued=re.compile(table["glued"]),
        founded=re.compile(table["founded"]),
        not_names=frozenset(table["not_names"]),
        months_before=frozenset(table["months_before"]),
        months_after=re.compile(table["months_after"]),
        years_after=re.compile(table["years_after"]),
        joins_year=tuple(f"{word}-" for word in table["joins_year"]),
        anaphoric=tuple(table["anaphoric"]),
        multiple=re.compile(table["multiple"]),
        stated_as=re.compile(table["stated_as"]),
        since_then=re.compile(table["since_then"]),
    )


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """What the words inside an expression come to."""

    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    months: Mapping[str, int]  # in a unit of time
    weekdays: Mapping[str, int]  # Monday is 0
    years: Mapping[str, int]  # counted from the year of publication
    directions: Mapping[str, int]  # -1 back, 0 now, 1 ahead
    units: Mapping[str, str]  # their English names, "" for a period of any length


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def period_words() -> PeriodWords:
    """Return the words of numbers, units and directions, read once."""
    table = _table()
    return PeriodWords(**{each.name: table[each.name] for each in fields(PeriodWords)})


@cache
def period_rules() -> PeriodRules:
    """Return the rules of periods, read once."""
    table = _table()
    context = table["context"]
    tried: dict[str, list[int]] = {word: [AHEAD] for word in context["ahead"]}
    tried |= {word: [AHEAD_BEFORE] for word in context["ahead_before"]}
    for number, row in enumerate(table["rule"]):
        for word in dict.fromkeys(_words(row, table["lists"])):
            tried.setdefault(word, []).append(number)
    return PeriodRules(
        rules=tuple(_rule(row, table["parts"]) for row in table["rule"]),
        automaton=AhoCorasick(list(tried), matchkind=MatchKind.Standard, implementation=Implementation.DFA),
        tried=tuple(map(tuple, tried.values())),
        latin=tuple(word[0].isascii() and word[0].isalnum() for word in tried),
        context=_context(context, table["prefixes"]),
        choosing=Choosing(**{name: re.compile(text, re.IGNORECASE) for name, text in table["choosing"].items()}),
        natures={metric: nature for nature, metrics in table["natures"].items() for metric in metrics},
    )
