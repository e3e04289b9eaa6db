"""Change told by words: doubled, 翻番, threefold, "2.3 times as much", 增长2倍; all as percent of growth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from figures.amounts import Amount, percent
from figures.lexicon import read_rules
from figures.numbers import Numeral

Rules = dict[str, Any]


def alternatives(words: list[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Growth:
    stems: dict[str, float]
    zh: dict[str, float]
    multiples: dict[str, float]
    multiple_after: re.Pattern[str]
    bare_before: re.Pattern[str]
    bare_after: re.Pattern[str]
    not_after: re.Pattern[str]
    times_after: re.Pattern[str]
    times_before: re.Pattern[str]
    grown_zh: re.Pattern[str]
    reached_zh: re.Pattern[str]
    ratios_zh: re.Pattern[str]


@cache
def _growth() -> _Growth:
    rules: Rules = read_rules("number_words.toml")["growth"]
    hedges = alternatives(rules["hedges_zh"])
    return _Growth(
        stems=rules["stems"],
        zh=rules["zh"],
        multiples=rules["multiples"],
        multiple_after=re.compile(rf" (?:{alternatives(rules['multiple_after'])})\b"),
        bare_before=re.compile(rf"\b(?:{alternatives(rules['bare_before'])}) \Z", re.IGNORECASE),
        bare_after=re.compile(rf" (?:{alternatives(rules['bare_after'])})\b"),
        not_after=re.compile(rf"[ -](?:{alternatives(rules['not_after'])})\b"),
        times_after=re.compile(rf"(?: times|x) (?:{alternatives(rules['times_after'])})\b", re.IGNORECASE),
        times_before=re.compile(
            rf"(?<![-\w])(?:{alternatives(rules['times_before'])}) (?:by |about |nearly |almost )*\Z"
        ),
        grown_zh=re.compile(rf"(?:{alternatives(rules['grown_zh'])})(?:{hedges})*\Z"),
        ratios_zh=re.compile(rf"(?:{alternatives(rules['ratios_zh'])})[^。;,]*\Z"),
        reached_zh=re.compile(rf"(?:{alternatives(rules['reached_zh'])})(?:约|近|超|逾|超过|不到)*\Z"),
    )


def growth_words() -> tuple[str, ...]:
    """Return the beginnings of the words that tell growth by themselves."""
    rules = _growth()
    return (*rules.stems, *rules.multiples, *rules.zh)


def growth_at(text: str, start: int) -> Amount | None:
    """Return the growth that the words at `start` tell: doubled, twice as many, 翻番."""
    rules = _growth()
    if text[start] > "\u2e80":
        word = next((word for word in rules.zh if text.startswith(word, start)), "")
        return percent(text, start, start + len(word), rules.zh[word], change="growth", rule=word) if word else None
    lowered = text[start : start + 12].lower()
    for word, value in rules.multiples.items():
        if lowered.startswith(word):
            fits = rules.multiple_after.match(text, start + len(word))
            return percent(text, start, start + len(word), value, change="multiple", rule=word) if fits else None
    stem = next((stem for stem in rules.stems if lowered.startswith(stem)), "")
    end = _verb_end(text, start, stem) if stem else 0
    return percent(text, start, end, rules.stems[stem], change="growth", rule=stem + "e") if end else None


_ENDING = re.compile(r"(es|ed|ing|e)\b(?!-)")


def _verb_end(text: str, start: int, stem: str) -> int:
    """Return where the verb of change ends; 0 where it is none: "a double shift", "doubled down"."""
    rules = _growth()
    ending = _ENDING.match(text, start + len(stem))
    if ending is None or rules.not_after.match(text, ending.end()):
        return 0
    if ending.group(1) != "e":
        return ending.end()
    before = rules.bare_before.search(text, max(0, start - 12), start)
    return ending.end() if before or rules.bare_after.match(text, ending.end()) else 0


_FOLD = re.compile(r"[- ]?fold\b", re.IGNORECASE)
_TIMES = re.compile(r" [Tt]imes\b|x\b")
_DOUBLINGS = re.compile(r"翻(?:了|约|近|超|逾|超过)*\Z")
# Beyond it a power of two is no news: 翻20番 would be a millionfold.
_MOST_DOUBLINGS = 10


def times_after(text: str, numeral: Numeral) -> Amount | None:
    """Return the growth of "threefold", "2.3 times as much", "grew 3x", 增长2倍, 增至3倍, 翻两番."""
    follow = text[numeral.end : numeral.end + 2]
    if follow[:1] in _CHINESE_TIMES or follow in (" 倍", " 多"):
        return _doubled_again(text, numeral) if follow[:1] == "番" else _chinese_times(text, numeral)
    if not (follow[:1] in _ENGLISH_TIMES or follow in (" t", " T")):
        return None
    end = _multiple_end(text, numeral)
    grown = (numeral.value - 1) * 100
    return percent(text, numeral.start, end, grown, change="multiple", rule="times") if end else None


_CHINESE_TIMES = ("倍", "多", "余", "番")
_ENGLISH_TIMES = ("x", "-", "f")


def _multiple_end(text: str, numeral: Numeral) -> int:
    """Return where "-fold", "times" or "x" ends if it tells a growth; 0 otherwise."""
    if fold := _FOLD.match(text, numeral.end):
        return fold.end()
    times = _TIMES.match(text, numeral.end)
    if times is None:
        return 0
    compared = _growth().times_after.match(text, numeral.end)
    changed = _growth().times_before.search(text, max(0, numeral.start - 26), numeral.start)
    return times.end() if compared or changed else 0


def _doubled_again(text: str, numeral: Numeral) -> Amount | None:
    """Read 翻两番, two doublings."""
    doubled = _DOUBLINGS.search(text, max(0, numeral.start - 5), numeral.start)
    if doubled is None or numeral.value > _MOST_DOUBLINGS:
        return None
    grown = (2**numeral.value - 1) * 100
    return percent(text, numeral.start, numeral.end + 1, grown, change="growth", rule="番")


_RATIO_WINDOW = 18  # characters in which 市盈率 and the like stand


def _chinese_times(text: str, numeral: Numeral) -> Amount | None:
    at = numeral.end + (text[numeral.end] == " ")
    more = text[at] in "多余"
    at += more
    if not text.startswith("倍", at):
        return None
    rules = _growth()
    if rules.ratios_zh.search(text, max(0, numeral.start - _RATIO_WINDOW), numeral.start):
        return None
    before = text[max(0, numeral.start - 14) : numeral.start]
    if rules.grown_zh.search(before) and not rules.reached_zh.search(before):
        amount = percent(text, numeral.start, at + 1, numeral.value * 100, change="growth", rule="倍")
        amount.high = numeral.high * 100 if numeral.high else None
    elif rules.grown_zh.search(before) and not before.endswith(("至", "到", "的", "是", "于")):
        amount = percent(text, numeral.start, at + 1, numeral.value * 100, change="growth", rule="倍")
    elif rules.reached_zh.search(before) or text.startswith("于", at + 1):
        amount = percent(text, numeral.start, at + 1, (numeral.value - 1) * 100, change="multiple", rule="倍")
    else:
        return None
    if more or numeral.more:
        amount.qualifier = "more_than"
    return amount
