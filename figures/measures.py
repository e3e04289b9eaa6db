"""What a number counts: the currency, noun or unit that stands before or after it, looked up in the rule files."""

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
    """The rule files, arranged for looking up beside a number."""

    before: dict[str, str] = field(default_factory=dict)  # lower-cased sign or name → currency
    scaled: dict[str, tuple[str, float]] = field(default_factory=dict)  # "MSEK", "EURm" → currency, factor
    glued: dict[str, str] = field(default_factory=dict)  # written without a space before a number → currency
    before_ends: frozenset[str] = frozenset()  # last characters of those
    before_lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)  # last character → lengths, longest first
    after: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)  # first word → (words, currency)
    exact: frozenset[str] = frozenset()  # codes that count in capitals only
    zh: dict[str, tuple[Category, str]] = field(default_factory=dict)
    nouns: dict[str, str] = field(default_factory=dict)  # English noun → unit
    durations: frozenset[str] = frozenset()
    specifications: frozenset[str] = frozenset()
    renamed: dict[str, str] = field(default_factory=dict)
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
    exact = set()
    for currency in money["currency"]:
        code = currency["code"]
        if not currency.get("any_case"):
            exact.add(code.lower())
        made.usd[code] = tuple(currency["usd"])
        for sign in (code, *currency.get("before", ())):
            made.before.setdefault(sign.lower(), code)
        for name in (code, *currency.get("after", ())):
            words = tuple(name.lower().split())
            made.after.setdefault(words[0], []).append((words, code))
        made.glued |= dict.fromkeys(currency.get("glued", ()), code)
        for short, factor in _SCALES_OF_CODES:
            made.scaled |= {code + short: (code, factor), f"{code} {short}": (code, factor)}
            if len(short) == 1:
                made.scaled[short.upper() + code] = (code, factor)
        for name in currency.get("zh", ()):
            made.before.setdefault(name, code)
            made.zh[name] = ("money", code)
        made.zh.setdefault(code, ("money", code))
    made.zh |= {"RMB": ("money", "CNY"), "rmb": ("money", "CNY"), "%": ("percent", "percent")}
    made.zh |= {word: ("generic", "CNY") for word in money["generic"]["zh"]}
    made.exact = frozenset(exact)
    cues = "|".join(sorted(money["bare"]["zh"], key=len, reverse=True))
    made.money_cues = re.compile(rf"(?:{cues})[^,;。!?:\d]{{0,8}}[:]?[^,;。!?\d]{{0,4}}\Z")
    for shared in money["shared"]:
        hints = {code: tuple(words) for code, words in shared["homes"].items()}
        for sign in (shared["sign"], *shared.get("names", ())):
            made.homes[sign] = (shared["default"], hints)


def _fill_units(made: Tables, units: dict[str, Any]) -> None:
    made.zh |= {word: ("other", word) for word in units["others"]["zh"]}
    for unit, words in units["counted"].items():
        made.nouns |= dict.fromkeys(words["en"], unit)
        made.zh |= {word: ("counted", unit) for word in words["zh"]}
    made.durations = frozenset(units["durations"]["en"])
    made.specifications = frozenset(units["specifications"]["en"])
    made.zh |= {word: ("duration", word) for word in units["durations"]["zh"]}
    made.zh |= {word: ("specification", word) for word in units["specifications"]["zh"]}
    made.zh |= {word: ("points", "points") for word in ("个百分点", "百分点", "个点", "个基点", "基点", "个pct", "pct")}
    made.zh["成"] = ("percent", "percent")
    made.renamed = dict(units["renamed"])


# ── before a number ────────────────────────────────────────────────────────────────────────────────────────────────


def currency_before(text: str, start: int, floor: int) -> Measure | None:
    """Return the currency that ends right before `start`, at most one space between, and not before `floor`."""
    stop = start - 1 if start and text[start - 1] == " " else start
    if stop <= floor:
        return None
    last = text[stop - 1]
    if stop == start and last.isalpha() and (code := _glued_before(text, start)):
        return code
    if last not in tables().before_ends:
        return None
    lengths = tables().before_lengths[last]
    for length in lengths:
        begin = stop - length
        if begin >= floor and (found := _currency_sign(text[begin:stop])) and _stands_alone(text, begin, last):
            return Measure("money", found[0], text[begin:stop], begin, basis=found[1])
    return None


def _glued_before(text: str, start: int) -> Measure | None:
    """Return a currency that counts only without a space: "Won356bn"."""
    for sign, code in tables().glued.items():
        begin = start - len(sign)
        if text.endswith(sign, 0, start) and (not begin or not text[begin - 1].isalnum()):
            return Measure("money", code, sign, begin)
    return None


def _currency_sign(written: str) -> tuple[str, float] | None:
    """Return currency and factor of what is written before a number."""
    made = tables()
    lowered = written.lower()
    code = made.before.get(lowered)
    if code is None:
        return made.scaled.get(written)
    return None if lowered in made.exact and not written.isupper() else (code, 1.0)


def _stands_alone(text: str, begin: int, last: str) -> bool:
    """Say whether a currency in letters is no tail of a longer word."""
    head, before = text[begin], text[begin - 1 : begin]
    if not (head.isascii() and head.isalpha()) or not before:
        return True
    return not (before.isascii() and before.isalnum()) or (last in "$¥£€" and not before.isalpha())


# ── after a number ─────────────────────────────────────────────────────────────────────────────────────────────────

_ZH_LONGEST = 6
NOT_TENTHS = frozenset("立员为功果长本熟交绩型品都分效就")  # after 成 they make another word: 成立, 成员, 成都
_HEDGE = "余多来"
_HEDGE_BETWEEN = re.compile(r"(\+|-plus\b|-odd\b| odd\b| or more\b)| or so\b", re.IGNORECASE)
_WORDS_AHEAD = 90  # characters; a counted noun stands within about eight words
_NO_PLURALS = ("ss", "us", "is", "overseas", "always", "perhaps")
# Words that end a noun phrase: what comes after them is not what the number counts.
_STOPS = frozenset(
    """a an and are as at be been before but by can could did do does down during each every for from had has have he
    i if in into is it last less may might more most must next no nor not now of on onto or over per she since so than
    that then there they this through to today under until up upon versus vs was we were when where which while who whom
    whose will with within without would yesterday year-on-year annually compared about around some nearly roughly
    approximately after against below above across among between because despite plus minus""".split()
)
_GENITIVES = frozenset({"its", "the", "their", "our", "these", "those", "his", "her"})


def unit_after(text: str, end: int) -> Measure | None:
    """Return the unit that follows a number ending at `end`."""
    follow = text[end : end + 1]
    if not follow:
        return None
    at = end
    if follow in "+- " and (hedge := _HEDGE_BETWEEN.match(text, end)):
        after = unit_after(text, hedge.end())
        return after._replace(more=hedge.group(1) is not None) if after else None
    if follow in " -" and follow:
        at, follow = end + 1, text[end + 1 : end + 2]
        if not follow:
            return None
    if follow > "\u2e80":
        return _chinese_unit(text, at)
    if follow in "%‰":
        return _percent_sign(text, at)
    if follow.isascii() and not follow.isalnum() and follow not in "$":
        return None
    return _english_unit(text, at)


def _percent_sign(text: str, at: int) -> Measure:
    if text[at] == "‰":
        return Measure("percent", "percent", "‰", at + 1, basis=0.1)
    if text.startswith(("点", "pt", "-point", " point"), at + 1):
        return Measure("points", "points", "%点", at + 2)
    return Measure("percent", "percent", "%", at + 1)


def _chinese_unit(text: str, at: int) -> Measure | None:
    made = tables()
    more = text[at] in _HEDGE
    if more:
        at += 1
    for length in range(_ZH_LONGEST, 0, -1):
        word = text[at : at + length]
        found = made.zh.get(word)
        if found is not None and len(word) == length:
            category, unit = found
            return _chinese_found(text, Measure(category, unit, word, at + length, more))
    return Measure("other", "", "", at, more) if more else None


def _chinese_found(text: str, found: Measure) -> Measure:
    """Look behind the unit: 元 may be followed by its country, 家 or 台 by another noun."""
    made = tables()
    at = found.end
    if found.category == "generic":
        for length in range(_ZH_LONGEST, 1, -1):
            code = made.before.get(text[at : at + length])
            if code and text[at] > "\u2e80":
                return found._replace(
                    category="money", unit=code, noun=found.noun + text[at : at + length], end=at + length
                )
        return found
    if found.category == "points" and "基" in found.noun:
        return found._replace(basis=0.01)
    if found.noun == "成":
        follow = text[at : at + 1]
        return found._replace(category="other") if follow and follow in NOT_TENTHS else found._replace(basis=10.0)
    if found.category in ("counted", "other") and text[at : at + 1] > "\u2e80":
        ahead = text[at : at + 8]
        for noun, unit in made.renamed.items():
            place = ahead.find(noun)
            if 0 <= place <= 4 and "," not in ahead[:place] and "、" not in ahead[:place]:
                return found._replace(category="counted", unit=unit)
    return found


def _english_unit(text: str, at: int) -> Measure | None:
    words = text[at : at + _WORDS_AHEAD].split(None, 9)[:9]
    if not words:
        return None
    head = words[0].lower()
    glued = text[at - 1 : at].isdigit()
    percent = _percent_words(words, text, at)
    if percent:
        return percent
    money = _money_words(text, at)
    if money:
        return money
    made = tables()
    bare = head.strip(".,;:)]\"'!?")
    first = bare.split("-")[0]
    if bare in made.durations or first in made.durations:
        return Measure("duration", first, first, at + len(first))
    if (
        bare in made.specifications
        or first in made.specifications
        or "/" in bare
        and bare.split("/")[0] in made.specifications
    ):
        return Measure("specification", first, first, at + len(first))
    if text[at - 1] == "-" and first.isalpha():
        return _modifier(text, at, words, first)
    return None if glued else _noun_phrase(text, at, words)


def _modifier(text: str, at: int, words: list[str], first: str) -> Measure | None:
    """Read what a hyphen ties to the number: "1,000-unit order" counts, "two-armed robots" describes."""
    unit = tables().nouns.get(first)
    if unit:
        return Measure("counted", unit, first, at + len(first))
    if first == "strong":
        return _noun_phrase(text, at, words)
    return None if first in _STOPS else Measure("specification", first, first, at + len(first))


_PERCENT = re.compile(
    r"(?:percentage|percent|per[- ]cent|pct)[- ](points?)\b|(percentage points?|ppts?|pps?|p\.p\.|pts)(?![a-z])|"
    r"(basis[- ]points?|bps?)(?![a-z])|(per[- ]?cent(?:age|s)?|pct|pc)(?![a-z])|(points?)(?![a-z])",
    re.IGNORECASE,
)


def _percent_words(words: list[str], text: str, at: int) -> Measure | None:
    if words[0][0] not in "pPbB":
        return None
    found = _PERCENT.match(text, at)
    if found is None:
        return None
    if found.group(4):
        return Measure("percent", "percent", found.group(), found.end())
    return Measure("points", "points", found.group(), found.end(), basis=0.01 if found.group(3) else 1.0)


_MONEY_WORD = re.compile(r"[^\s,;:()\[\]/\"0-9-]+")
_EDGE = ".'!?"


def _money_words(text: str, at: int) -> Measure | None:
    """Return the currency whose English name begins at `at`."""
    made = tables()
    first = _MONEY_WORD.match(text, at)
    if first is None:
        return None
    scaled = made.scaled.get(first.group().rstrip(_EDGE))
    if scaled:
        return Measure("money", scaled[0], first.group(), at + len(first.group().rstrip(_EDGE)), basis=scaled[1])
    entries = made.after.get(first.group().lower()) or made.after.get(
        first.group().lower().rstrip(_EDGE).removesuffix("'s")
    )
    for words, code in entries or ():
        end = first.end() if first.group().lower() == words[0] else at + len(words[0])
        for word in words[1:]:
            if text[end : end + 1] not in (" ", "-") or text[end + 1 : end + 1 + len(word)].lower() != word:
                break
            end += 1 + len(word)
        else:
            written = text[at:end]
            if text[end : end + 1].isalnum() and text[end : end + 1].isascii() and written[-1].isalnum():
                continue
            if words[0] in made.exact and not written.isupper():
                continue
            return Measure("money", code, written, end)
    return None


def _noun_phrase(text: str, at: int, words: list[str]) -> Measure | None:
    """Return the noun that heads the phrase after a number: robots in "427 da Vinci surgical robots"."""
    made = tables()
    position = at
    best: Measure | None = None
    plural: Measure | None = None
    for count, written in enumerate(words):
        place = text.find(written, position)
        position = place + len(written)
        word = written.partition("/")[0].strip(".,;:()[]\"'!?").lower()
        if word[:1].isdigit() or word in _STOPS and not (count == 0 and word == "of"):
            break
        if word in _GENITIVES and count > 1:
            break
        word = word.removesuffix("'s") if best else word
        unit = made.nouns.get(word) or made.nouns.get(word.rsplit("-", 1)[-1])
        end = place + len(written.rstrip(".,;:()[]\"'!?"))
        if unit:
            best = Measure("counted", unit, word, end)
        elif best and best.noun.endswith("s"):
            break
        elif word.endswith("s") and len(word) > 3 and not word.endswith(_NO_PLURALS) and not written[0].isupper():
            plural = Measure("other", word, word, end)
        if written[-1] in ".,;:)!?" or written[0] in "(—":
            break
    return best or plural


# ── signs that countries share ─────────────────────────────────────────────────────────────────────────────────────

_NEAR = 160  # characters either side in which a country's words settle a shared sign
_SEARCHED = 20_000  # characters of the text that settle it where none stand near


class Homes:
    """What the signs that countries share, such as ¥, kr and 元, stand for in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._in_text: dict[str, str] = {}

    def of(self, sign: str, start: int, end: int) -> str:
        """Return the currency of a shared sign at this place."""
        near = _leader(sign, self._text[max(0, start - _NEAR) : end + _NEAR])
        if near:
            return near
        if sign not in self._in_text:
            self._in_text[sign] = _leader(sign, self._text[:_SEARCHED]) or tables().homes[sign][0]
        return self._in_text[sign]


def _leader(sign: str, window: str) -> str:
    """Return the currency whose country's words are most frequent; empty where there are none."""
    default, homes = tables().homes[sign]
    lowered = window.lower()
    counts = {code: sum(map(lowered.count, words)) for code, words in homes.items()}
    most = max(counts.values())
    if not most:
        return ""
    return default if counts.get(default) == most else next(code for code, count in counts.items() if count == most)


def same_money(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Say whether two amounts can be one, within 15% of any year's rate."""
    usd = tables().usd
    if not other or unit not in usd or other_unit not in usd:
        return False
    ratio = value / other  # units of the first for one of the second
    (low, high), (other_low, other_high) = usd[unit], usd[other_unit]
    return other_low / high / 1.15 <= ratio <= other_high / low * 1.15
