"""The rule files of currencies and units, arranged for looking up beside a number."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

_RULES = Path(__file__).with_name("rules")

Category = Literal["money", "generic", "percent", "points", "counted", "other", "duration", "specification"]


class Measure(NamedTuple):
    """A unit found beside a number."""

    category: Category
    unit: str  # ISO code, "percent", "points", "units", "people", … or the noun itself
    noun: str  # as written
    end: int  # or, of a currency before a number, where it begins
    more: bool = False  # 余 or 多 between number and unit
    basis: float = 1.0  # 0.01 for basis points and 0.1 for per mille


@dataclass(slots=True)
class Tables:
    """What may stand before or after a number."""

    before: dict[str, str] = field(default_factory=dict)  # lower-cased sign or name → currency
    scaled: dict[str, tuple[str, float]] = field(default_factory=dict)  # "MSEK", "EURm" → currency, factor
    glued: dict[str, str] = field(default_factory=dict)  # written without a space before a number → currency
    scaled_only: dict[str, str] = field(default_factory=dict)  # the same, before thousands, millions or more only
    before_ends: frozenset[str] = frozenset()  # last characters of those
    before_lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)  # last character → lengths, longest first
    after: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)  # first word → (words, currency)
    shy: frozenset[str] = frozenset()  # names of money that are common words too
    cased: dict[str, set[str]] = field(default_factory=dict)  # short signs that count only as written here
    zh: dict[str, tuple[Category, str]] = field(default_factory=dict)
    nouns: dict[str, str] = field(default_factory=dict)  # English noun → unit
    stops: frozenset[str] = frozenset()  # English words that end a noun phrase
    no_plurals: tuple[str, ...] = ()  # endings in s that make no plural
    durations: frozenset[str] = frozenset()
    specifications: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)
    renaming: re.Pattern[str] = re.compile("")  # any of these
    homes: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = field(default_factory=dict)  # sign → default, hints
    money_cues: re.Pattern[str] = re.compile("")  # Chinese words after which 12.3亿 is money
    usd: dict[str, tuple[float, float]] = field(default_factory=dict)


def read_rules(name: str) -> dict[str, Any]:
    """Return the content of a rule file."""
    return tomllib.loads((_RULES / name).read_text(encoding="utf-8"))


@cache
def tables() -> Tables:
    """Return the tables, read once."""
    made = Tables()
    money, units = read_rules("currencies.toml"), read_rules("units.toml")
    _fill_units(made, units)
    _fill_money(made, money)
    lengths: dict[str, set[int]] = {}
    for sign in (*made.before, *(sign.upper() for sign in made.before), *made.scaled):
        lengths.setdefault(sign[-1], set()).add(len(sign))
    made.before_lengths = {last: tuple(sorted(found, reverse=True)) for last, found in lengths.items()}
    made.before_ends = frozenset(lengths)
    made.after = {first: sorted(found, key=lambda entry: -len(entry[0])) for first, found in made.after.items()}
    return made


# How accounts glue thousands, millions and billions to a currency: "MSEK 60", "EURm 3.5", "120 MEUR".
_SCALES_OF_CODES = (("m", 1e6), ("mn", 1e6), ("bn", 1e9), ("k", 1e3), ("t", 1e3), ("'000", 1e3))


def _fill_money(made: Tables, money: dict[str, Any]) -> None:
    for currency in money["currency"]:
        code = currency["code"]
        _note_case(made, currency)
        made.usd[code] = tuple(currency["usd"])
        for sign in (code, *currency.get("before", ())):
            made.before.setdefault(sign.lower(), code)
        for name in (code, *currency.get("after", ())):
            words = tuple(name.lower().split())
            made.after.setdefault(words[0], []).append((words, code))
        made.glued |= dict.fromkeys(currency.get("glued", ()), code)
        made.scaled_only |= dict.fromkeys(currency.get("scaled_only", ()), code)
        for short, factor in _SCALES_OF_CODES:
            made.scaled |= {code + short: (code, factor), f"{code} {short}": (code, factor)}
            made.scaled |= {f"{sign}{short}": (code, factor) for sign in currency.get("before", ()) if _is_sign(sign)}
            if len(short) == 1:
                made.scaled[short.upper() + code] = (code, factor)
        for name in currency.get("zh", ()):
            made.before.setdefault(name, code)
            made.zh[name] = ("money", code)
        made.zh.setdefault(code, ("money", code))
    made.zh |= dict.fromkeys(("RMB", "rmb"), ("money", "CNY"))
    made.zh |= dict.fromkeys(money["generic"]["zh"], ("generic", "CNY"))
    made.shy = frozenset(money["shy"]["en"])
    cues = "|".join(sorted(money["bare"]["zh"], key=len, reverse=True))
    made.money_cues = re.compile(rf"(?:{cues})[^,;。!?:\d]{{0,8}}[:]?[^,;。!?\d]{{0,4}}\Z")
    for shared in money["shared"]:
        hints = {code: tuple(words) for code, words in shared["homes"].items()}
        for sign in (shared["sign"], *shared.get("names", ())):
            made.homes[sign] = (shared["default"], hints)


_LONGEST_CASED = 3  # longer names of currencies are no other words in small letters


def _note_case(made: Tables, currency: dict[str, Any]) -> None:
    """Note signs in letters that small letters would make another word: TRY, Ft, Rs, QR."""
    code = currency["code"]
    signs = {sign for sign in (*currency.get("before", ()), *currency.get("after", ())) if sign.strip(".").isalpha()}
    short = {sign for sign in signs if len(sign.strip(".")) <= _LONGEST_CASED}
    capital = {sign.lower() for sign in short if not sign.islower()}
    for sign in {sign for sign in short if sign.lower() in capital} | (set() if currency.get("any_case") else {code}):
        made.cased.setdefault(sign.lower(), set()).add(sign)


def _is_sign(written: str) -> bool:
    """Say whether a scale may be glued to it: "RMBm", "HK$'000", "€bn"; not "dollarm"."""
    return not written[-1].isalpha() or written.isupper()


def _fill_units(made: Tables, units: dict[str, Any]) -> None:
    made.stops, made.no_plurals = frozenset(units["phrases"]["stops"]), tuple(units["phrases"]["no_plurals"])
    made.zh |= {word: ("other", word) for word in units["others"]["zh"]}
    for unit, words in units["counted"].items():
        made.nouns |= dict.fromkeys(words["en"], unit)
        made.zh |= dict.fromkeys(words["zh"], ("counted", unit))
    made.durations = frozenset(units["durations"]["en"])
    made.specifications = frozenset(units["specifications"]["en"])
    made.zh |= {word: ("duration", word) for word in units["durations"]["zh"]}
    made.zh |= {word: ("specification", word) for word in units["specifications"]["zh"]}
    made.zh |= dict.fromkeys(units["points"]["zh"], ("points", "points"))
    made.zh |= dict.fromkeys(("成", "%"), ("percent", "percent"))
    made.renamed = dict(units["renamed"])
    made.renaming = re.compile("|".join(map(re.escape, made.renamed)))
