"""Parts told by a construction: a division by its form, a trade by whose orders they are, what modifies sales."""

from __future__ import annotations

import re

from figures.makers import is_all_it_makes, terms_of
from figures.match import lowered
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.scoping import Scope, in_name, scoped
from models.values import Subject

_SOLD = frozenset({"revenue", "profit", "order_value", "order_units"})


def told_part(quantity: Quantity, metric: str, cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Find the part that a construction of the sentence tells."""
    return (
        (_robot_sales(cue, passage, subject) if metric in _SOLD else None)
        or _place_of_ours(quantity, metric, passage, subject)
        or _place_part(quantity, metric, passage, subject)
        or _from_whom(cue, passage, subject)
        or _sold_to(quantity, metric, passage, subject)
        or _division(quantity, cue, passage, subject)
    )


# "Doosan Robotics lost": verbs whose subject a firm's name is, not nouns that robots modify.
_SELLS = (
    "ed",
    "ing",
    "lost",
    "made",
    "took",
    "took in",
    "brought in",
    "earns",
    "loses",
    "makes",
    "won",
    "sold",
    "turned over",
)


def _robot_sales(cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Robot sales, robot orders: a part of a firm that makes other things too."""
    if cue is None or subject.kind != "company":
        return None
    said = passage.small[cue.start : cue.end]
    if said.startswith(("robot sales", "robot orders", "robot revenue")):
        return scoped(passage, cue.start, cue.start + len("robot"), "robot sales")
    match = re.search(r"\b([Rr]obots?(?:ics)?) $", passage.text[max(passage.sentence.start, cue.start - 9) : cue.start])
    after = re.match(
        r" (robots)\b" if said.endswith(" for") else r" for (robots)\b", passage.text[cue.end : cue.end + 12]
    )
    if after and said.endswith(" for"):
        return scoped(passage, cue.end + after.start(1), cue.end + after.end(1), "robot sales")
    if match and not said.endswith(_SELLS):
        start = cue.start - len(match.group())
        return scoped(passage, start, start + len(match.group(1)), "robot sales")
    return scoped(passage, cue.end + 5, cue.end + 11, "robot sales") if after else None


_PLACE_PART = pattern("parts.zh_place")
_ZH_BUYERS = pattern("parts.zh_buyers")
_BOUGHT = frozenset({"shipments", "order_units"})


def _place_part(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Scope | None:
    """Find the province or district of a watched market that a clause is about: 其中广东省产量6.1万套."""
    if subject.kind != "market" or passage.text.isascii():
        return None
    if metric in _BOUGHT:
        buyers = _ZH_BUYERS.search(passage.text[passage.sentence.start : quantity.start])
        if buyers is not None:
            first, last = (passage.sentence.start + at for at in buyers.span(1))
            return scoped(passage, first, last, "portion")
    start, _ = passage.clause_of(quantity.start)
    found = [m for m in _PLACE_PART.finditer(passage.text, start, quantity.end) if m.end() <= quantity.start]
    match = next((m for m in reversed(found) if m.start() == start or m.group()[0] in ",，、;；"), None)
    own = match is not None and any(
        match.group(1).startswith(t) or t in match.group(1) for g in subject.terms for t in g
    )
    return scoped(passage, *match.span(1), "place") if match is not None and not own else None


_OURS = re.compile(
    "(?:^|[,。;、:])(?:目前|现在)?(?:在)?((?!公司|目前|现有|旗下|自己|该公司|它们|我们|全部|其中)[\u4e00-\u9fff]{2,4})的(?:车队|机队|团队|员工)[^,。;\\d]{0,6}$"
)


def _place_of_ours(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Scope | None:
    """Find the town of a part of a firm's fleet or staff: 广州的车队有300多辆."""
    if metric not in ("installed_base", "headcount") or subject.kind != "company" or passage.text.isascii():
        return None
    match = _OURS.search(passage.text[passage.sentence.start : quantity.start])
    if match is None:
        return None
    start, end = (passage.sentence.start + at for at in match.span(1))
    named = any(e.start < end and start < e.end and e.kind in ("company", "rival", "short") for e in passage.entities)
    return None if named else scoped(passage, start, end, "place")


_TAKEN_IN = frozenset(
    {"订单", "收入", "营收", "销售额", "销量", "营业额", "合同", "新增订单", "新签订单", "销售收入", "订单额"}
)
_ZH_TRADE = pattern("parts.zh_trade")
_ZH_SOLD_TO = pattern("parts.zh_sold_to")
_ZH_EXCLUDING = pattern("parts.zh_excluding")


def _sold_to(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Scope | None:
    """Find to whom a Chinese sentence says that robots are sold, and what it leaves out of profits and sales."""
    if subject.kind != "company" or passage.text.isascii():
        return None
    if metric in ("profit", "revenue"):
        left_out = _ZH_EXCLUDING.search(passage.text, passage.sentence.start, quantity.start)
        return None if left_out is None else scoped(passage, *left_out.span(1), "portion")
    match = _ZH_SOLD_TO.search(passage.text, passage.sentence.start, quantity.start) if metric == "shipments" else None
    return None if match is None else scoped(passage, *match.span(1), "portion")


_FROM_WHOM = re.compile("来自(?:于)?([\u4e00-\u9fffA-Za-z]{2,8}?)(?:行业|领域|客户|板块)的(?:新签|新增)?$")


def _from_whom(cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Find the trade whose orders or sales are told: 来自汽车行业的订单."""
    if cue is None or subject.kind != "company" or passage.text[cue.start] < "\u2e80":
        return None
    start = passage.sentence.start
    match = _FROM_WHOM.search(passage.text, start, cue.start)
    if match is not None:
        return scoped(passage, *match.span(1), "division")
    trade = _ZH_TRADE.search(passage.text, passage.clause_of(cue.start)[0], cue.start)
    if trade is None or passage.text[cue.start : cue.end] not in _TAKEN_IN:
        return None
    left = max([trade.start(1), *(e.end for e in passage.entities if e.start < trade.end(1) and e.kind == "company")])
    trimmed = _ZH_LEAD.match(passage.text[left : trade.end(1)])
    left += trimmed.end() if trimmed else 0
    return scoped(passage, left, trade.end(1), "division") if trade.end(1) - left >= 2 else None


_ZH_DIVISION = pattern("scope.zh_division")
_EN_DIVISION = pattern("scope.en_division")
_ZH_LEAD = pattern("scope.zh_lead")


def _division(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope | None:
    """Find a division by its form: 大家电业务, "the robotics division"."""
    if subject.kind != "company":
        return None
    start, _ = passage.clause_of(min(cue.start if cue else quantity.start, quantity.start))
    lead = passage.text[start : quantity.start]
    if cue is None and not lead.isascii():
        return None
    match = (_EN_DIVISION if lead.isascii() else _ZH_DIVISION).search(lead)
    if match is None and lead.isascii():
        return _division_first(quantity, passage) or (_modifying(quantity, cue, passage, subject) if cue else None)
    if match is None or passage.between(start + match.start(), quantity.start):
        return None
    left = start + match.start(1)
    if not lead.isascii():
        names = [
            e.end
            for e in passage.entities
            if e.kind in ("company", "company_word") and left < e.end <= start + match.end(1)
        ]
        left = left if match.group(1).endswith("品牌") else max([left, *names])  # 科沃斯品牌
        trimmed = _ZH_LEAD.match(passage.text[left : start + match.end(1)])
        left += trimmed.end() if trimmed else 0
    elif any(e.start < start + match.end(1) and left < e.end and e.kind != "company_word" for e in passage.entities):
        return None
    return scoped(passage, left, start + match.end(1), "division") if start + match.end(1) - left >= 3 else None


def _division_first(quantity: Quantity, passage: Passage) -> Scope | None:
    """Find the division that opens an English sentence: "In its semiconductor business, it booked …"."""
    match = _DIVISION_FIRST.match(passage.text, passage.sentence.start, quantity.start)
    return None if match is None else scoped(passage, *match.span(1), "division")


_DIVISION_FIRST = pattern("parts.division_first")


def _modifying(quantity: Quantity, cue: Cue, passage: Passage, subject: Subject) -> Scope | None:
    """Find the noun that modifies sales or orders: "its service revenue"; most words there name no part."""
    told_on = _SALES.search(passage.small, cue.end, quantity.start)
    if told_on or not passage.small.endswith(_SOLD_NOUNS, cue.start, cue.end):
        return None
    at = passage.text.find(" ", cue.start, cue.end)
    end = at if at > 0 else cue.start - 1
    match = _MODIFIER.search(passage.text, max(passage.sentence.start, end - _MODIFIER_REACH), end)
    if match is None or in_name(*match.span(1), passage):
        return None
    words = lowered(match.group(1)).split()
    named = any(e.start < match.end(1) and match.start(1) < e.end for e in passage.entities)
    if named or any(_NO_MODIFIER.fullmatch(word) for word in words if word != "and"):
        return None
    lead = passage.text[passage.sentence.start : match.start(1)]
    if lead.strip(" \"'-*•") and not (_DETERMINED.search(lead) and match.group(1)[0].islower()):
        return None
    if is_all_it_makes(words[-1], passage.small, terms_of(subject)):
        return None
    return scoped(passage, *match.span(1), "division")


_SOLD_NOUNS = ("revenue", "revenues", "sales", "turnover", "takings", "orders", "bookings")
_SALES = re.compile(r"\b(?:revenues?|sales|turnover|takings|orders|bookings)\b")
_DETERMINED = re.compile(r"(?:\b(?:the|its|their|our|while|and|but)|['’]s?|[;:]) \Z", re.IGNORECASE)
_MODIFIER = re.compile(r"(?<![\w'’-])([A-Za-z][\w&-]*(?:(?: and |, )[a-z][\w-]*)?)\Z")
_MODIFIER_REACH = 40  # characters before sales in which what modifies them stands
_NO_MODIFIER = pattern("parts.no_modifier")
