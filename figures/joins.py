"""Numbers that belong together: ranges, lists that share a unit, and restatements in another currency."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from figures.amounts import Amount
from figures.currencies import same_money
from figures.growth_words import alternatives
from figures.lexicon import read_rules
from figures.told_once import lend_told_once
from models.values import Restatement

_JOINTS = read_rules("number_words.toml")["joints"]


def joined(text: str, amounts: list[Amount]) -> list[Amount]:
    """Join neighbours; what is taken into another amount disappears."""
    amounts = _ranges(text, amounts)
    _lists(text, amounts)
    amounts = _restatements(text, amounts)
    lend_told_once(text, amounts)
    _ellipses(text, amounts)
    for amount in amounts:
        if amount.kind == "number" and amount.currency:
            amount.kind, amount.unit, amount.rule = "money", amount.currency, "bare money"
    return [amount for amount in amounts if not (amount.tentative and amount.kind == "number")]


def leans(text: str, amount: Amount, end: int, *, chained: bool) -> bool:
    """Say whether a bare number makes one range or list with what begins at `end`: the 3 of "3 to 5 years"."""
    gap = text[amount.end : end]
    if amount.kind != "number" or amount.scale > 1 or len(gap) > _LONGEST_JOINT:
        return False
    if _DASH.match(gap) or _TO.match(gap) or gap == " by ":
        return True
    listed = _LIST_GAP if chained else _LIST_END
    return amount.value < _LARGEST_MANTISSA and listed.match(gap) is not None


# ── ranges ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_LONGEST_JOINT = 24  # characters between two numbers that are one range
_DASH = re.compile(r"(?:\(含\))?\s?(?:-{1,2}|~|—{1,2})\s?\Z")
_TO = re.compile(r"(?:\(含\))?(?: to | up to |\s?[至到]\s?)(?:约|近)?\Z")
_AND = re.compile(r"(?: and |\s?[和与]\s?)\Z")
_BETWEEN = re.compile(
    r"(?:\b(?:between|anywhere from|range of|ranging from)|介于|[在处]于?)\s?"
    r"(?:about |roughly |around |some |大约|约)?\Z",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\bfrom|从|由|自)\s?(?:about |roughly |around |some |just |nearly |almost |over |a |约|近)?\Z", re.IGNORECASE
)
# The second range of "to 11-13% from 8% to 10%".
_AFTER_RANGE = re.compile(r"(?:\d to |-|and )[$€£¥]?\d[\d,.]*(?:%| percent| million| billion|bn|m)?,? from \Z")
_CLAUSE = re.compile(r"[;。!?；,，]|\.\s")
_CHANGE_AFTER = re.compile(
    r"[^,。;]{0,4}的(?:跨越|增长|飞跃|提升|突破|转变)|\s?(?:in|by|last|this|a year|within|over)\b"
)
_SAID_BEFORE = 70  # characters in which the verb of a change stands


@cache
def _change_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the words of change, and those of prices in Chinese."""
    rules = read_rules("number_words.toml")["changes"]
    change = rf"\b(?:{alternatives(rules['en_stems'])})|{alternatives(rules['zh'])}"
    return re.compile(change, re.IGNORECASE), re.compile(alternatives(rules["zh_ranges"]))


def _ranges(text: str, amounts: list[Amount]) -> list[Amount]:
    result: list[Amount] = []
    for amount in amounts:
        if result and amount.start - result[-1].end <= _LONGEST_JOINT:
            low, gap = result[-1], text[result[-1].end : amount.start]
            if _is_range(text, low, amount, gap):
                _take_range(low, amount)
                continue
            if low.kind == "number" != amount.kind and _TO.match(gap):
                _lend(low, amount)
        result.append(amount)
    return result


def _is_range(text: str, low: Amount, high: Amount, gap: str) -> bool:
    """Say whether two neighbours are the ends of one range."""
    if low.high is not None or high.high is not None or low.change or high.change:
        return False
    if not _units_agree(low, high) or not _ascending(low, high):
        return False
    if _DASH.match(gap):
        return True
    before = text[max(0, low.start - 20) : low.start]
    if _TO.match(gap):
        if low.kind in ("count", "money") and _CHANGED_BY.search(before):
            return False  # 减少340人至3860人
        return not _FROM.search(before) or _spans(text, low, high)
    return bool(_AND.match(gap)) and bool(_BETWEEN.search(before))


_CHANGED_BY = re.compile("(?:减少|增加|净增|新增|裁减|缩减|下降|上升|下调|上调|提高|降低|调减|调增)了?(?:约|近)?$")


def _units_agree(low: Amount, high: Amount) -> bool:
    if low.kind == high.kind:
        return low.unit == high.unit or (low.kind == "count" and low.noun == high.noun)
    if low.kind == "number":
        return True
    return low.kind == "money" and high.kind == "number" and not high.noun


def _ascending(low: Amount, high: Amount) -> bool:
    first, second = _shared(low, high)
    return first < second


def _shared(low: Amount, high: Amount) -> tuple[float, float]:
    """Return both values, the scale of the second lent to the first where that makes sense: "5-8 million"."""
    alike = low.kind in ("number", high.kind) or high.kind == "number"
    whole = low.before and high.before and low.value >= 100  # "$800 to $2 million"
    if alike and not whole and low.scale < min(1e4, high.scale) and low.value < high.mantissa:
        return low.value * high.scale, high.value
    if high.digits.endswith(",000") and low.scale == high.scale == 1 and low.value < high.value / 1000 <= 3 * low.value:
        return low.value * 1000, high.value  # "4-5,000 robots"
    return low.value, high.value


def _take_range(low: Amount, high: Amount) -> None:
    low.value, low.high = _shared(low, high)
    if low.kind == "number":
        low.kind, low.unit, low.noun = high.kind, high.unit, high.noun
    low.digits = f"{low.digits}-{high.digits}"
    low.end, low.scale, low.rule = high.end, max(low.scale, high.scale), "range"
    if low.qualifier == "exact" and high.qualifier != "exact":
        low.qualifier = high.qualifier


def _spans(text: str, low: Amount, high: Amount) -> bool:
    """Tell the range "sell from $2,000 to $3,500 each" from the change "rose from $55m to $77m"."""
    if _AFTER_RANGE.search(text, max(0, low.start - 30), low.start):
        return True
    clause = _CLAUSE.split(text[max(0, low.start - _SAID_BEFORE) : low.start])[-1]
    changes, prices = _change_words()
    if prices.search(clause) or text.startswith(("不等", "之间"), high.end):
        return True
    if low.kind != "number" and text[low.end - 1] > "\u2e80":  # 从5000台到1万台
        return False
    return not (changes.search(clause) or _CHANGE_AFTER.match(text, high.end))


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_HEDGED = f"(?:(?:{alternatives(_JOINTS['hedges_en'])}) )?(?:{alternatives(_JOINTS['hedges_zh'])})?"
_LIST_GAP = re.compile(rf"\s?(?:,|、|;|/)?\s?(?:and |or |& |和|与|及|以及)?{_HEDGED}\Z")
_LIST_END = re.compile(rf"\s?(?:,\s?)?(?:and |or |& |和|与|及|以及|、|/){_HEDGED}\Z")
_ADDS = re.compile(r", (?:and|or) ")  # "98, and three dogs" counts two things; "5, 8, and 12 robots" one
_LARGEST_MANTISSA = 1000  # "1,200 and 3 million units" are no two millions


def _lists(text: str, amounts: list[Amount]) -> None:
    """Lend the last member's scale and unit to the bare ones before it, the first one's currency to those after."""
    for place in range(len(amounts) - 1, 0, -1):
        left, right = amounts[place - 1], amounts[place]
        gap = text[left.end : right.start]
        if len(gap) > _LONGEST_JOINT or not _LIST_GAP.match(gap):
            continue
        closed = right.rule == "list" or bool(_LIST_END.match(gap))
        if right.rule != "list" and right.kind == "count" and _ADDS.match(gap) and not _chained(text, amounts, place):
            continue
        if closed and left.kind == "number" != right.kind:
            if _lists_alike(left, right, gap):
                _lend(left, right)
        elif left.kind == "money" and right.kind == "number" and right.scale > 1 and not right.noun:
            right.kind, right.unit, right.rule = "money", left.unit, "list"
        elif closed and _is_first_of(left, right):
            left.value, left.scale, left.rule = left.value * right.scale, right.scale, "list"


def _chained(text: str, amounts: list[Amount], place: int) -> bool:
    """Say whether the left of two members has another one before it."""
    return place > 1 and bool(_LIST_GAP.match(text[amounts[place - 2].end : amounts[place - 1].start]))


def _lists_alike(left: Amount, right: Amount, gap: str) -> bool:
    """Say whether a bare number is of the right's kind: "12, 15 and 18 percent", not "3.5m, or 40%"."""
    if right.kind not in ("percent", "points"):
        return True
    return left.scale == 1 and left.value <= 100 and not gap.startswith(", or ")


def _is_first_of(left: Amount, right: Amount) -> bool:
    """Say whether the scale of the last amount is meant for this one too: "$3, $4 and $5 million"."""
    if left.kind != "money" or right.kind != "money" or left.unit != right.unit or left.scale > 1:
        return False
    return left.value < min(right.mantissa * 10, 100)


def _lend(left: Amount, right: Amount) -> None:
    if left.scale == 1 < right.scale and left.value < _LARGEST_MANTISSA:
        left.value, left.scale = left.value * right.scale, right.scale
    left.kind, left.unit, left.noun, left.rule = right.kind, right.unit, right.noun, "list"


# ── restatements ───────────────────────────────────────────────────────────────────────────────────────────────────

_EQUAL = alternatives(_JOINTS["equal_en"] + _JOINTS["equal_zh"])
_OPENED = re.compile(rf"\s?[(\[]\s?(?:(?:{_EQUAL})\s?)*\Z", re.IGNORECASE)
_CLOSED = re.compile(r"\s?[^()\[\]\d]{0,14}[)\]]")
_LOOSE = re.compile(
    rf"(?:,? or |, (?:{alternatives(_JOINTS['equal_en'])}) |\s?/\s?|,(?:约合|折合|合|相当于)约?)(?:(?:{_EQUAL}) )?\Z",
    re.IGNORECASE,
)
_AND_AGAIN = (", ", "; ", " / ", "/", " or ", "、", ",", ";")


def _restatements(text: str, amounts: list[Amount]) -> list[Amount]:
    result: list[Amount] = []
    for amount in amounts:
        if result and _restates(text, result[-1], amount):
            said = result[-1]
            again = Restatement(value=float(f"{amount.value:.15g}"), unit=amount.unit, value_high=amount.high)
            closed = _CLOSED.match(text, amount.end) if "(" in text[said.start : amount.start] else None
            said.also, said.end = (*said.also, again), closed.end() if closed else amount.end
        else:
            result.append(amount)
    return result


def _restates(text: str, said: Amount, again: Amount) -> bool:
    if said.kind != "money" or again.kind != "money" or said.unit == again.unit:
        return False
    gap = text[said.end : again.start]
    if len(gap) > _LONGEST_JOINT:
        return False
    if not (_OPENED.match(gap) or _LOOSE.match(gap) or (said.also and gap in _AND_AGAIN)):
        return False
    return same_money(said.value, said.unit, again.value, again.unit)


# ── ellipses ───────────────────────────────────────────────────────────────────────────────────────────────────────

_LONGEST_ELLIPSIS = 120
_COMPARED = re.compile(
    r"\b(?:from|to|against|versus|vs\.?|than|with|and|or|after|for|of|at|by|between|was|were|as) (?:the |an? |its )?"
    rf"{_HEDGED}\Z|[,(;] ?{_HEDGED}\Z|[从由至到升降较比为达与和、,超约近逾过破]\s?\Z|(?:同期|上年|去年)\Z",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\A,? (?:up |down )?(?:from|to|against|versus|than|compared with) \Z")
_SENTENCE_END = re.compile(r"[。!?\n]|\.\s|\.\Z")
_SMALLEST_ELLIPSIS = 1e4  # a bare number needs a scale word of money


_OF_COUNTS = re.compile(
    r"\b(?:shipments|deliveries|installations) of\b"
)  # "$1.77 billion, while shipments of 3.8 million"


def _ellipses(text: str, amounts: list[Amount]) -> None:
    """Give "up from 4.0bn" and "to 39,900 yuan from 99,000" the currency of the money before them."""
    for before, amount in pairwise(amounts):
        if amount.kind != "number" or amount.noun or before.kind != "money":
            continue
        gap = text[before.end : amount.start] if amount.start - before.end < _LONGEST_ELLIPSIS else "."
        compared = _COMPARED if amount.scale >= _SMALLEST_ELLIPSIS else _BESIDE
        broken = _SENTENCE_END.search(gap) or _OF_COUNTS.search(gap)
        if compared.search(gap) and not broken and _alike(before, amount):
            amount.kind, amount.unit, amount.rule = "money", before.unit, "ellipsis"


def _alike(before: Amount, amount: Amount) -> bool:
    """Say whether two amounts are of one order, which those without a scale word must be."""
    if amount.scale >= _SMALLEST_ELLIPSIS:
        return True
    return before.scale == 1 and before.value / 10 <= amount.value <= before.value * 10 and amount.value >= 1000
