"""Numbers told by words: doubled, 翻番, threefold, 增长2倍, a fifth, 三成; all as percent."""

from __future__ import annotations

import re

from figures.amounts import Amount
from figures.measures import NOT_TENTHS
from figures.numbers import Numeral, chinese_at, digits_at

_VERBS = {
    "doubl": 100.0,
    "tripl": 200.0,
    "trebl": 200.0,
    "quadrupl": 300.0,
    "quintupl": 400.0,
    "sextupl": 500.0,
    "halv": -50.0,
}
_MULTIPLES = {"twice": 100.0, "thrice": 200.0}
_ZH = {
    "翻一番": 100.0, "翻了一番": 100.0, "翻番": 100.0, "翻倍": 100.0, "翻了番": 100.0, "翻了倍": 100.0, "翻两番": 300.0, "翻了两番": 300.0,
    "翻三番": 700.0, "腰斩": -50.0, "减半": -50.0, "倍增": 100.0,
}  # fmt: skip
GROWTH_WORDS = (
    *_VERBS,
    *_MULTIPLES,
    *_ZH,
    "a third",
    "a fifth",
    "a quarter",
    "a tenth",
    "a sixth",
    "an eighth",
    "半数",
    "过半",
)
_VERB_END = re.compile(r"(?:e|es|ed|ing)\b(?!-)")
_FRACTION = re.compile(
    r"(?:(?P<count>an?|one|two|three|four|five|seven|nine)[ -])(?P<part>half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?\b"
    r"|(?P<half>half)(?= of\b| the\b| its\b| their\b)",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
# A fraction is a share where "of" follows or a word of change or comparison stands beside it: not "a third plant".
_SHARE_AFTER = re.compile(r" (?:of|more|less|fewer|higher|lower|larger|smaller|cheaper)\b")
_SHARE_BEFORE = re.compile(
    r"\b(?:by|down|up|rose|fell|grew|rises|falls|grows|shrank|dropped|declined|increased|decreased|climbed|jumped|lost|gained|cut|"
    r"raised?|slid|sank|tumbled|plunged|slumped|soared|surged|slipped|add|added)"
    r"(?: by)?(?: (?:about|around|almost|nearly|roughly|some|over|more than|less than|at least|under|close to|just|well|up to))* ?\Z",
    re.IGNORECASE,
)


def growth_at(text: str, start: int) -> Amount | None:
    """Return the growth that the words at `start` tell."""
    for word, percent in _ZH.items():
        if text.startswith(word, start):
            return _percent(text, start, start + len(word), percent, "growth", word)
    if text.startswith(("半数", "过半"), start):
        amount = _percent(text, start, start + 2, 50.0, "", "半")
        amount.qualifier = "more_than" if text[start] == "过" else "exact"
        return amount
    lowered = text[start : start + 12].lower()
    for stem, percent in _VERBS.items():
        if lowered.startswith(stem):
            end = _VERB_END.match(text, start + len(stem))
            if not end and lowered[len(stem) : len(stem) + 1] not in ("e", " "):
                return None
            return _percent(text, start, end.end(), percent, "growth", stem) if end else None
    for word, percent in _MULTIPLES.items():
        if lowered.startswith(word) and re.match(
            r" (?:as|the|that|what|its|last|this|their|those)\b", text[start + len(word) :][:8]
        ):
            return _percent(text, start, start + len(word), percent, "multiple", word)
    return share_at(text, start)


def share_at(text: str, start: int) -> Amount | None:
    """Return the share that begins at `start`: 三成, 三分之一, "two-thirds", "a fifth", "half of"."""
    if text[start] > "\u2e80":
        return _chinese_share(text, start)
    found = _FRACTION.match(text, start)
    if found is None:
        return None
    hyphened = "-" in found.group() and found.group("part") != "quarter"
    if not (
        found.group("half")
        or hyphened
        or _SHARE_AFTER.match(text, found.end())
        or _SHARE_BEFORE.search(text, max(0, start - 40), start)
    ):
        return None
    if re.match(
        r" of an? (?:hundred|thousand|million|billion|trillion|dozen|century|year|day|hour|mile)",
        text[found.end() :][:20],
    ):
        return None
    value = (
        50.0
        if found.group("half")
        else 100.0 * _COUNTS[found.group("count").lower()] / _PARTS[found.group("part").lower()]
    )
    return _percent(text, start, found.end(), value, "", "fraction") if value <= 100 else None


def _chinese_share(text: str, start: int) -> Amount | None:
    if text.startswith("一半", start):
        return (
            None
            if text[start - 1 : start] in ("另", "前", "后") and start
            else _percent(text, start, start + 2, 50.0, "", "半")
        )
    if text.startswith("百分之", start):
        return _part_by_part(text, start, start + 1, 100.0)
    numeral = chinese_at(text, start)
    if numeral is None:
        return None
    if text.startswith("分之", numeral.end):
        return _part_by_part(text, start, numeral.end, numeral.value)
    after = text[numeral.end : numeral.end + 1]
    if after in ("多", "余", "几") and text[numeral.end + 1 : numeral.end + 2] == "成":
        amount = _percent(text, start, numeral.end + 2, numeral.value * 10, "", "成")
        amount.qualifier = "more_than"
        return amount
    if (
        after != "成"
        or numeral.value > 10
        or numeral.value < 1
        or text[numeral.end + 1 : numeral.end + 2] in NOT_TENTHS
    ):
        return None
    value, end = numeral.value * 10, numeral.end + 1
    unit = chinese_at(text, end) if text[end : end + 1] else None
    if text.startswith("半", end):
        value, end = value + 5, end + 1
    elif unit and unit.end == end + 1 and unit.value < 10:
        value, end = value + unit.value, unit.end
    amount = _percent(text, start, end, value, "", "成")
    amount.high = numeral.high * 10 if numeral.high else None
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
    amount = _percent(text, start, part.end, 100 * part.value / whole, "", "分之")
    amount.high = 100 * part.high / whole if part.high else None
    return amount


_FOLD = re.compile(r"[- ]?fold\b", re.IGNORECASE)
_TIMES = re.compile(
    r" times (?:as|the|that|what|its|their|those|last|this|more|higher|greater|larger|bigger|faster|over|in|from|compared|year|to|since)\b",
    re.IGNORECASE,
)
_GROWN_ZH = re.compile(
    r"(?:增长|成长|上升|提高|提升|扩大|增加|上涨|暴增|激增|大增|飙升|劲增|增幅|翻|涨|增|增速|多|高|猛增|攀升|暴涨)(?:了|幅|达|约|近|超|逾|超过|达到|高达|为|约为|至少|将近|接近|出|近乎|最高|最多)*\Z"
)
_BY_ZH = re.compile(
    r"(?:增至|增长至|增长到|增加到|增加至|提高到|提高至|提升至|提升到|扩大到|扩大至|达到|达|升至|是|为|相当于|于|的)(?:约|近|超|逾|超过)*\Z"
)
_AFTER_ZH = re.compile(r"(?:以上|多|余)?")


def times_after(text: str, numeral: Numeral) -> Amount | None:
    """Return the growth of "threefold", "2.3 times as much", 增长2倍, 增至3倍."""
    follow = text[numeral.end : numeral.end + 1]
    if not follow:
        return None
    if follow in "倍多余" or text[numeral.end : numeral.end + 2] in (" 倍", " 多"):
        return _chinese_times(text, numeral)
    fold = _FOLD.match(text, numeral.end)
    if fold:
        return _percent(text, numeral.start, fold.end(), (numeral.value - 1) * 100, "multiple", "fold")
    times = _TIMES.match(text, numeral.end)
    if times:
        return _percent(text, numeral.start, numeral.end + 6, (numeral.value - 1) * 100, "multiple", "times")
    return None


def _chinese_times(text: str, numeral: Numeral) -> Amount | None:
    at = numeral.end + (text[numeral.end] == " ")
    more = text[at] in "多余"
    at += more
    if not text.startswith("倍", at):
        return None
    at += 1
    before = text[max(0, numeral.start - 14) : numeral.start]
    rule = "倍"
    if _BY_ZH.search(before) and not _GROWN_ZH.search(before):
        amount = _percent(text, numeral.start, at, (numeral.value - 1) * 100, "multiple", rule)
    elif _GROWN_ZH.search(before):
        amount = _percent(text, numeral.start, at, numeral.value * 100, "growth", rule)
        amount.high = numeral.high * 100 if numeral.high else None
    else:
        return None
    if more or numeral.more:
        amount.qualifier = "more_than"
    return amount


def _percent(text: str, start: int, end: int, value: float, change: str, rule: str) -> Amount:
    return Amount(
        start=start, end=end, value=float(f"{abs(value):.12g}"), unit="percent", kind="percent", digits=text[start:end],
        change="growth" if change == "growth" else "multiple" if change == "multiple" else "", sign=-1 if value < 0 else 1, rule=rule,
    )  # fmt: skip
