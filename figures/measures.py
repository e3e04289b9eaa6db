"""What a number counts: the noun, the unit, the percent sign or the currency right after it."""

from __future__ import annotations

import re

from figures.currencies import money_after
from figures.lexicon import Measure, tables

_ZH_LONGEST = 6
NOT_TENTHS = frozenset("立员为功果长本熟交绩型品都分效就")  # after 成 they make another word: 成立, 成员, 成都
_HEDGE = "余多来"
_HEDGE_BETWEEN = re.compile(r"(\+|-plus\b|-odd\b| odd\b| or more\b)| or so\b|-ish\b|-some\b", re.IGNORECASE)
_HEDGE_STARTS = ("+", "-", " ")
_WORDS_AHEAD = 90  # characters; a counted noun stands within about eight words
_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
)
_GENITIVES = frozenset({"its", "the", "their", "our", "these", "those", "his", "her"})


def unit_after(text: str, end: int) -> Measure | None:
    """Return the unit that follows a number ending at `end`."""
    follow = text[end : end + 1]
    if follow in _HEDGE_STARTS and (hedge := _HEDGE_BETWEEN.match(text, end)):
        after = unit_after(text, hedge.end())
        return after._replace(more=hedge.group(1) is not None) if after else None
    at = end + 1 if follow in (" ", "-") else end
    follow = text[at : at + 1]
    if follow > "\u2e80":
        return _chinese_unit(text, at)
    if follow and follow in "%‰":
        return _percent_sign(text, at)
    readable = follow and (follow.isalnum() or follow == "$" or not follow.isascii())
    return _english_unit(text, at) if readable else None


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
    if found.category == "points" and ("基" in found.noun or "b" in found.noun.lower()):
        return found._replace(basis=0.01)
    if found.noun == "个" and _PERSONS.match(text, at):
        return found._replace(category="counted", unit="people", noun="个人", end=at + 1)
    if found.noun == "成":
        follow = text[at : at + 1]
        return found._replace(category="other") if follow and follow in NOT_TENTHS else found._replace(basis=10.0)
    return _renamed(text, found)


_PERSONS = re.compile("人(?![形机工类民体型均份士员力才])")  # 147个人, not 500个人形机器人
_RENAMED = ("个", "所", "座", "间", "户", "次")  # measures of nothing in particular, which the noun behind them names
_DEVICES = ("机器人", "系统", "设备", "机械", "器械")  # 300台手术机器人 are no operations
_BREAKS = re.compile(r"[,、。;!?:进在向与和为的入至给对由是于]")
_NOUN_WINDOW = 8


def _renamed(text: str, found: Measure) -> Measure:
    """Name what 家, 台, 名 or 个 counts by the noun beside it: 300家医院, 门店由6000家."""
    if found.category != "counted" and found.noun not in _RENAMED:
        return found
    at = found.end
    ahead = _BREAKS.split(text[at : at + _NOUN_WINDOW])[0]
    if not tables().renaming.search(ahead):
        return found
    for noun, unit in tables().renamed.items():
        at_noun = ahead.find(noun)
        if 0 <= at_noun <= 4 and not ahead.startswith(_DEVICES, at_noun + len(noun)):
            return found._replace(category="counted", unit=unit)
    return found


_EDGES = ".,;:()[]\"'!?"


def _english_unit(text: str, at: int) -> Measure | None:
    words = text[at : at + _WORDS_AHEAD].split(None, 9)[:9]
    if not words:
        return None
    sure = _percent_words(text, at) or money_after(text, at) or _measuring(words[0], at)
    if sure:
        return sure
    first = words[0].lower().strip(_EDGES).split("-")[0]
    if text[at - 1] == "-" and first.isalpha():
        return _modifier(text, at, words, first)
    return None if text[at - 1].isdigit() else _noun_phrase(text, at, words)


def _measuring(word: str, at: int) -> Measure | None:
    """Return the unit of time or measurement that a word such as "kg", "km/h" or "year-old" is."""
    made = tables()
    bare = word.lower().strip(_EDGES)
    first = bare.split("-")[0]
    if bare in made.durations or first in made.durations:
        return Measure("duration", first, first, at + len(first))
    if {bare, first, bare.split("/")[0]} & made.specifications:
        return Measure("specification", first, first, at + len(first))
    return None


def _modifier(text: str, at: int, words: list[str], first: str) -> Measure | None:
    """Read what a hyphen ties to the number: "1,000-unit order" counts, "two-armed robots" describes."""
    made = tables()
    unit = made.nouns.get(first)
    if unit:
        return Measure("counted", unit, first, at + len(first))
    if first == "strong":
        return _noun_phrase(text, at, words)
    return None if first in made.stops else Measure("specification", first, first, at + len(first))


_PERCENT = re.compile(
    r"(?:percentage|percent|per[- ]cent|pct)[- ](points?)\b|(percentage points?|ppts?|pps?|p\.p\.|pts)(?![a-z])|"
    r"(basis[- ]points?|bps?)(?![a-z])|(per[- ]?cent(?:age|s)?|pct|pc)(?![a-z])|(points?)(?![a-z])",
    re.IGNORECASE,
)


def _percent_words(text: str, at: int) -> Measure | None:
    if text[at] not in "pPbB":
        return None
    found = _PERCENT.match(text, at)
    if found is None:
        return None
    chinese = found.group().lower() == "pct" and any(character > "\u2e80" for character in text[max(0, at - 24) : at])
    if found.group(4) and not chinese:  # in Chinese reports pct is a percentage point
        return Measure("percent", "percent", found.group(), found.end())
    return Measure("points", "points", found.group(), found.end(), basis=0.01 if found.group(3) else 1.0)


def _noun_phrase(text: str, at: int, words: list[str]) -> Measure | None:
    """Return the noun that heads the phrase after a number: robots in "427 da Vinci surgical robots"."""
    made = tables()
    position = at
    best: Measure | None = None
    plural: Measure | None = None
    for count, written in enumerate(words):
        place = text.find(written, position)
        position = place + len(written)
        word = written.partition("/")[0].strip(_EDGES).lower()
        singular = best is not None and best.noun.rsplit("-", 1)[-1] + "s" in made.nouns
        if _ends_phrase(word, count) and not (singular and word in ("and", "or")):
            break
        word = word.removesuffix("'s") if best else word
        unit = made.nouns.get(word) or made.nouns.get(word.rsplit("-", 1)[-1])
        end = place + len(written.rstrip(_EDGES))
        if unit:
            best = Measure("counted", unit, word, end)
        elif best and best.noun.endswith("s"):
            break
        elif _is_plural(word) and not written[0].isupper():
            plural = Measure("other", word, word, end)
            if best and best.noun.rsplit("-", 1)[-1] + "s" in made.nouns:
                best = None  # "three electric-truck plants"
            if written.endswith("s'"):
                break
        if written[-1] in ".,;:)!?" or written[0] in "(—":
            break
    return best or plural


def _ends_phrase(word: str, count: int) -> bool:
    """Say whether the phrase that a number counts ends before this word; "20 of its systems" goes on."""
    if word[:1].isdigit() or (word in _GENITIVES and count > 1):
        return True
    if word in _NUMBERS:
        return True  # "from a little over 200 twelve months earlier"
    return word in tables().stops and not (count == 0 and word == "of")


def _is_plural(word: str) -> bool:
    return word.endswith("s") and len(word) > 3 and not word.endswith(tables().no_plurals)
