"""Shares told by words: "a fifth", "two-thirds of", "one in five", 三成, 三分之一, 百分之十, 一半; all as percent."""

from __future__ import annotations

import re
from functools import cache

from figures.amounts import Amount, percent
from figures.chinese_numerals import chinese_at
from figures.growth_words import alternatives
from figures.lexicon import read_rules
from figures.measures import NOT_TENTHS
from figures.numbers import Numeral, digits_at

_FRACTION = re.compile(
    r"(?:an?|one|two|three|four|five|six|seven|nine)[ -]"
    r"(?:half|halves|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?\b"
    r"|half\b",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "nine": 9}
_ORDINALS = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PARTS = {part: number for number, part in enumerate(_ORDINALS, start=2)} | {"fourth": 4, "halve": 2}
_OF_A_SCALE = re.compile(r" of an? (?:hundred|thousand|million|billion|trillion|dozen|century|year|day|hour|mile)\b")
_HALF_NAMED = re.compile(
    r"\b(?:first|second|latter|other|this|that|last|previous|former|front|back|top|bottom|1st|2nd|either|each|one)"
    r"[ -]\Z",
    re.IGNORECASE,
)
_OF_A_TIME = re.compile(
    r" of (?:(?:19|20)[0-9]{2}|(?:the|this|last|next) (?:year|month|quarter|decade|century|game|season))\b"
)
_HALF_OF = re.compile(r" (?:of|the|its|their|our|all)\b")
_HALF_AS = re.compile(r" as (?:many|much|large|big|high)\b")
_HALF_A = re.compile(r"(?:[ -]an?\b| (?:year|hour|day|million|billion|dozen|way)|-)")
SHARE_WORDS = ("a third", "a fifth", "a quarter", "a tenth", "a sixth", "an eighth", "半数", "过半")


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what follows a fraction, what stands before it, and which hedges do, where it is a share."""
    rules = read_rules("number_words.toml")["shares"]
    before, hedges = alternatives(rules["before"]), alternatives(rules["hedges"])
    return (
        re.compile(rf" (?:{alternatives(rules['after'])})\b"),
        re.compile(rf"\b(?:{before})(?: (?:{hedges}))* \Z", re.IGNORECASE),
        re.compile(rf"\b(?:{alternatives(rules['hedged'])}) \Z", re.IGNORECASE),
    )


def share_at(text: str, start: int) -> Amount | None:
    """Return the share that begins at `start`."""
    if text[start] > "\u2e80":
        return _chinese_share(text, start)
    found = _FRACTION.match(text, start)
    if found is None or _OF_A_SCALE.match(text, found.end()):
        return None
    written = found.group().lower()
    if written == "half":
        return _half(text, start, found.end())
    count, part = re.split("[ -]", written)
    sure = "-" in written and not part.startswith("quarter")
    if not (sure or _stands_as_share(text, start, found.end(), hedged=not part.startswith("quarter"))):
        return None
    value = 100.0 * _COUNTS[count] / _PARTS[part.rstrip("s")]
    return percent(text, start, found.end(), round(value, 1), rule="fraction") if value <= 100 else None


def _half(text: str, start: int, end: int) -> Amount | None:
    """Read "half of its staff", "half as many", "rose by half"; not "half a year", "the first half"."""
    if than := _HALF_AS.match(text, end):
        return percent(text, start, than.end(), -50.0, change="multiple", rule="half as")
    if _HALF_NAMED.search(text, max(0, start - 9), start) or _OF_A_TIME.match(text, end):
        return None
    shared = _HALF_OF.match(text, end) or (
        not _HALF_A.match(text, end) and _stands_as_share(text, start, end, hedged=True)
    )
    return percent(text, start, end, 50.0, rule="half") if shared else None


_BREAK = re.compile(r"[,.;:)]|\Z| (?:in|and|but|by|from|to|last|this)\b")


def _stands_as_share(text: str, start: int, end: int, *, hedged: bool) -> bool:
    """Say whether the words beside a fraction make it a share: "a fifth of", "fell by a third", "close to half"."""
    after, before, hedges = _beside()
    if after.match(text, end) or before.search(text, max(0, start - 40), start):
        return True
    return hedged and bool(_BREAK.match(text, end)) and bool(hedges.search(text, max(0, start - 16), start))


_WHOLES = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ONE_IN = re.compile(
    rf" (?:in|out of|of every|of each|in every) ?(?:every )?([0-9]{{1,3}}|{'|'.join(_WHOLES)}|twenty|a hundred)"
    r"(?= [a-z]|[.,;])(?! (?:years?|days?|months?|weeks?|hours?)\b)",
    re.IGNORECASE,
)
_ONE_OF_TWO = re.compile(r"[1-9]/(?:[2-9]|10)(?![0-9/])(?= of\b|的|以上|左右|强|多|市场|份额|[,。;、]|$)")


def one_in(text: str, numeral: Numeral) -> Amount | None:
    """Return the share of "one in five", "two out of three", "3 in 10"."""
    found = _ONE_IN.match(text, numeral.end) if text[numeral.end : numeral.end + 2] in (" i", " o") else None
    if found is None or numeral.scale > 1:
        return None
    written = found.group(1).lower()
    whole = float(written) if written.isdigit() else {"twenty": 20.0, "a hundred": 100.0}.get(written, 0.0)
    whole = whole or _WHOLES.index(written) + 2.0
    if not 0 < numeral.value < whole or whole not in (*range(2, 11), 20, 100):
        return None
    return percent(text, numeral.start, found.end(), round(100 * numeral.value / whole, 1), rule="one in")


def slash_share(text: str, start: int) -> Amount | None:
    """Return the share of 1/3 in "1/3 of", 占1/3, 近1/3的."""
    if text[start + 1 : start + 2] != "/":
        return None
    found = _ONE_OF_TWO.match(text, start)
    if found is None:
        return None
    part, whole = map(float, found.group().split("/"))
    return percent(text, start, found.end(), round(100 * part / whole, 1), rule="fraction") if part < whole else None


# ── Chinese ────────────────────────────────────────────────────────────────────────────────────────────────────────

_HALVES = ("一半", "半数", "过半")
_NEAR = ("近", "超", "约")
_NEARLY_HALF = re.compile(r"半(?=[,。;、的!)\n]|来自|以上|为|$)")  # 占比近半, not 近半年
_OTHER_HALF = ("另", "前", "后", "下", "上")  # 另一半 and 前一半 name a half


def _chinese_share(text: str, start: int) -> Amount | None:
    if text[start : start + 2] in _HALVES or text[start] == "半":
        return _chinese_half(text, start)
    if text.startswith("百分之", start):
        return _part_by_part(text, start, start + 1, 100.0)
    numeral = chinese_at(text, start)
    if numeral is None:
        return None
    if text.startswith("分之", numeral.end):
        return _part_by_part(text, start, numeral.end, numeral.value)
    return _tenths(text, numeral)


def _chinese_half(text: str, start: int) -> Amount | None:
    """Read 一半, 半数, 过半, 近半; not 另一半 and 近半年."""
    left, half = text[max(0, start - 1) : start], text[start : start + 2]
    if half not in _HALVES:
        near = _NEARLY_HALF.match(text, start) if left in _NEAR else None
        return percent(text, start, start + 1, 50.0, rule="半") if near else None
    if left in _OTHER_HALF:
        return None
    amount = percent(text, start, start + 2, 50.0, rule="半")
    amount.qualifier = "more_than" if half == "过半" else "exact"
    return amount


def _tenths(text: str, numeral: Numeral) -> Amount | None:
    """Read 三成, 三成五, 七八成, 三多成."""
    end = numeral.end
    more = text[end : end + 1] in ("多", "余") and text[end + 1 : end + 2] == "成"
    end += more
    if not text.startswith("成", end) or not 1 <= numeral.value <= 10 or text[end + 1 : end + 2] in NOT_TENTHS:
        return None
    value, end = numeral.value * 10, end + 1
    unit = chinese_at(text, end) if text[end : end + 1] else None
    if text.startswith("半", end):
        value, end = value + 5, end + 1
    elif unit and unit.end == end + 1 and unit.value < 10:
        value, end = value + unit.value, unit.end
    amount = percent(text, numeral.start, end, value, rule="成")
    amount.high = numeral.high * 10 if numeral.high else None
    amount.scale = 10.0  # 三至五成
    if more:
        amount.qualifier = "more_than"
    return amount


def _part_by_part(text: str, start: int, end: int, whole: float) -> Amount | None:
    """Read 百分之十点三 and 三分之一; the whole comes first and ends before 分之."""
    at = end + 2
    at += text[at : at + 1] == " "
    if not text[at : at + 1] or not whole:
        return None
    part = digits_at(text, at) if text[at] in "0123456789" else chinese_at(text, at)
    if part is None:
        return None
    value = 100 * part.value / whole
    value = round(value, 1) if whole < 100 else value
    amount = percent(text, start, part.end, value, rule="分之")
    amount.high = 100 * part.high / whole if part.high else None
    return amount
