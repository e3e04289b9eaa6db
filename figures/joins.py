"""Numbers that belong together: ranges, lists that share a unit, and restatements in another currency."""

from __future__ import annotations

import re

from figures.amounts import Amount
from figures.measures import same_money
from models.values import Restatement


def joined(text: str, amounts: list[Amount]) -> list[Amount]:
    """Join neighbours; what is taken into another amount disappears."""
    amounts = _ranges(text, amounts)
    _lists(text, amounts)
    amounts = _restatements(text, amounts)
    _ellipses(text, amounts)
    return [amount for amount in amounts if not (amount.tentative and amount.kind == "number")]


# ── ranges ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_DASH = re.compile(r"(?:\(含\))?\s?(?:-{1,2}|~|—{1,2})\s?\Z")
_TO = re.compile(r"(?:\(含\))?(?: to | up to |\s?[至到]\s?)(?:约|近)?\Z")
_AND = re.compile(r"(?: and |\s?[和与]\s?)\Z")
_LONGEST_GAP = 24
_BETWEEN = re.compile(
    r"(?:\b(?:between|anywhere from|range of|ranging from|either)|介于|[在处]于?)\s?(?:about |roughly |around |some |大约|约)?\Z",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\bfrom|从|由|自)\s?(?:about |roughly |around |some |just |nearly |almost |over |约|近)?\Z", re.IGNORECASE
)
_CHANGE_WORDS = re.compile(
    r"\b(?:rose|ris(?:e|es|en|ing)|f[ae]ll(?:s|en|ing)?|gr[eo]w(?:s|n|ing|th)?|increas\w+|decreas\w+|climb\w*|jump\w*|up|down|widen\w*|"
    r"narrow\w*|drop\w*|cut(?:s|ting)?|lift\w*|rais(?:e|es|ed|ing)|lower\w*|expand\w*|expansion|doubl\w+|tripl\w+|mov(?:e|es|ed|ing)|"
    r"sw[iu]ng\w*|improv\w+|slip\w*|declin\w+|surg\w+|soar\w*|tumbl\w+|gain\w*|w[ei]nt|go(?:es|ing)?|boost\w*|revis\w+|chang\w+|"
    r"shr[aiu]nk\w*|plung\w+|slid\w*|advanc\w+|accelerat\w+|slow\w*|edg\w+|inch\w*|balloon\w*|swell\w*|swoll?en|hik\w+|t[oa]k(?:e|es|ing)|took|"
    r"br(?:ing|ings|ought)|scal\w+|ramp\w*|upgrad\w+|trim\w*|slash\w*|reduc\w+|halv\w+|quadrupl\w+|leap\w*|sank|sink\w*|adjust\w*)\b|"
    r"增|升|提高|扩|降|跌|减|下调|上调|涨|调整|跨越|跃",
    re.IGNORECASE,
)
_AFTER_RANGE = re.compile(
    r"(?:\d to |-|and )[$€£¥]?\d[\d,.]*(?:%| percent| million| billion|bn|m)? from $"
)  # "to 20-22% from 18% to 21%"
_CHANGE_AFTER = re.compile(r"[^,。;]{0,4}(?:的(?:跨越|增长|飞跃|提升|突破|转变))|\s?(?:in|by|last|this|a year)\b")
_CLAUSE = re.compile(r"[;。!?！？；,，]|\.\s")


def _ranges(text: str, amounts: list[Amount]) -> list[Amount]:
    result: list[Amount] = []
    for amount in amounts:
        if result and _is_range(text, result[-1], amount):
            _take_range(result[-1], amount)
            continue
        if (
            result
            and result[-1].kind == "number"
            and amount.kind != "number"
            and _TO.match(text[result[-1].end : amount.start][:_LONGEST_GAP])
        ):
            _lend(result[-1], amount)
        result.append(amount)
    return result


def _is_range(text: str, low: Amount, high: Amount) -> bool:
    """Say whether two neighbours are the ends of one range."""
    gap = text[low.end : high.start]
    if high.start - low.end > _LONGEST_GAP or low.high is not None or high.high is not None or low.also:
        return False
    if low.change or high.change or not _units_agree(low, high):
        return False
    before = text[max(0, low.start - 20) : low.start]
    if _DASH.match(gap):
        return _ascending(low, high)
    if _TO.match(gap):
        return _ascending(low, high) and (not _FROM.search(before) or _spans(text, low, high))
    return bool(_AND.match(gap)) and _ascending(low, high) and bool(_BETWEEN.search(before))


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
    if low.scale < min(1e4, high.scale) and low.value < high.mantissa:
        if (low.kind in ("number", high.kind) or high.kind == "number") and not (
            low.before and high.before and low.value >= 100
        ):
            return low.value * high.scale, high.value
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
    """Tell the range "cost from $8,000 to $12,000 each" from the change "rose from $80m to $100m"."""
    clause = _CLAUSE.split(text[max(0, low.start - 70) : low.start])[-1]
    if _AFTER_RANGE.search(text, max(0, low.start - 30), low.start):
        return True
    return not (_CHANGE_WORDS.search(clause) or _CHANGE_AFTER.match(text, high.end))


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_HEDGED = (
    r"(?:(?:about|around|roughly|some|nearly|almost|over|under|more than|less than|fewer than|just under|just over|at least|close to|"
    r"upwards? of|up to|approximately|another|a further) )?(?:约|近|超|逾|超过|不到)?"
)
_LIST_GAP = re.compile(rf"\s?(?:,|、|;)?\s?(?:and |or |& |和|与|及|以及)?{_HEDGED}\Z")
_LIST_END = re.compile(rf"\s?(?:,\s?)?(?:and |or |& |和|与|及|以及|、){_HEDGED}\Z")
_LONGEST_LIST_GAP = 22


def _lists(text: str, amounts: list[Amount]) -> None:
    """Lend the last member's scale and unit to the bare ones before it, the first one's currency to those after."""
    for place in range(len(amounts) - 1, 0, -1):
        left, right = amounts[place - 1], amounts[place]
        gap = text[left.end : right.start]
        if len(gap) > _LONGEST_LIST_GAP or not _LIST_GAP.match(gap):
            continue
        closed = bool(_LIST_END.match(gap)) or right.rule == "list"
        if closed and left.kind == "number" and right.kind != "number":
            _lend(left, right)
        elif left.kind == "money" and right.kind == "number" and right.scale > 1 and not right.noun:
            right.kind, right.unit, right.rule = "money", left.unit, "list"
        elif closed and left.kind == right.kind == "money" and left.unit == right.unit and left.before:
            left.value, right_value = _shared(left, right)
            left.scale = right.scale if left.value != left.mantissa and right_value else left.scale


def _lend(left: Amount, right: Amount) -> None:
    if left.scale == 1 and right.scale > 1 and left.value < 1000:
        left.value, left.scale = left.value * right.scale, right.scale
    left.kind, left.unit, left.noun, left.rule = right.kind, right.unit, right.noun, "list"


# ── restatements ───────────────────────────────────────────────────────────────────────────────────────────────────

_HEDGES = r"(?:约合|约为|约|折合|合|相当于|近|等于|超过|逾|about|around|roughly|approximately|approx\.?|some|nearly|almost|or|equivalent to|equal to|over|more than|worth|i\.e\.)"
_OPENED = re.compile(rf"\s?\(\s?(?:{_HEDGES}\s?)*\Z", re.IGNORECASE)
_CLOSED = re.compile(r"\s?[^()\d]{0,14}\)")
_LOOSE = re.compile(
    r"(?:,? or |, or |, (?:about|around|roughly|some|nearly|equivalent to|equal to|the equivalent of) |\s?/\s?|,(?:约合|折合|合|相当于)(?:约)?)(?:about |around |roughly |some |just over |nearly )?\Z",
    re.IGNORECASE,
)


def _restatements(text: str, amounts: list[Amount]) -> list[Amount]:
    result: list[Amount] = []
    for amount in amounts:
        if result and _restates(text, result[-1], amount):
            said = result[-1]
            said.also = (
                *said.also,
                Restatement(value=float(f"{amount.value:.12g}"), unit=amount.unit, value_high=amount.high),
            )
            closed = _CLOSED.match(text, amount.end)
            said.end = closed.end() if closed and "(" in text[said.end : amount.start] else amount.end
        else:
            result.append(amount)
    return result


def _restates(text: str, said: Amount, again: Amount) -> bool:
    if (
        said.kind != "money"
        or again.kind != "money"
        or said.unit == again.unit
        or again.start - said.end > _LONGEST_GAP
    ):
        return False
    gap = text[said.end : again.start]
    if not (_OPENED.match(gap) or _LOOSE.match(gap) or (said.also and gap in (", ", "; ", " / ", "/", " or ", "、"))):
        return False
    return same_money(said.value, said.unit, again.value, again.unit)


# ── ellipses ───────────────────────────────────────────────────────────────────────────────────────────────────────

_LONGEST_ELLIPSIS = 120
_COMPARED = re.compile(
    r"\b(?:from|to|against|versus|vs|than|with|and|or|compared|after|in|by|of|for)\b|^[,(;]|[从由至到增降升较比为达与和、,]|同期|上年|去年|超|约|近",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。!?\n]|\.\s|\.$")


def _ellipses(text: str, amounts: list[Amount]) -> None:
    """Give "up from 4.0bn" the currency of the money before it in the sentence."""
    for place in range(1, len(amounts)):
        amount, before = amounts[place], amounts[place - 1]
        if amount.kind != "number" or amount.noun or amount.scale < 1e4 or before.kind != "money":
            continue
        gap = text[before.end : amount.start] if amount.start - before.end < _LONGEST_ELLIPSIS else "."
        if _COMPARED.search(gap) and not _SENTENCE_END.search(gap):
            amount.kind, amount.unit, amount.rule = "money", before.unit, "ellipsis"
