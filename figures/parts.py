"""The part of a firm that a number is for: a division, a product, a region, found by its place in the clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from figures.governed import governed_part
from figures.match import lowered
from figures.metrics import Cue, MetricReading, is_ordinal
from figures.modifiers import Modifier, closeness, modifiers
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook
from models.values import Subject


class Scope(NamedTuple):
    """The text's words for a part or variant, and the rule that read them."""

    words: str | None
    rule: str


ScopeRule = Callable[[Quantity, Cue | None, Passage], Scope | None]
WHOLE = Scope(None, "scope:whole")
_ZH_MAKER = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:企业|公司|厂商|制造商|龙头|鼻祖|巨头|品牌|独角兽|第一股|开发商|大厂|老大)[\" ]?"
)
_MAKER = re.compile(
    r"s?(?:[- ]robots?)?\s?(?:企业|公司|厂商|制造商|龙头|makers?|company|firm|supplier|developer|specialist|"
    r"start-?up|manufacturer|group|business)"
)


def scoped(passage: Passage, start: int, end: int, rule: str) -> Scope:
    """Return some words of the text as a scope."""
    return Scope(passage.text[start:end], f"scope:{rule}")


def part_of(quantity: Quantity, reading: MetricReading, passage: Passage, subject: Subject) -> Scope:
    """Find the segment, product or region that modifies the metric's word or the counted noun."""
    if subject.kind == "company" and is_of_all(reading.cue, quantity, passage):
        return WHOLE
    sold = _robot_sales(reading.cue, passage, subject) if reading.metric in _SOLD else None
    told = (
        sold
        or _place_of_ours(quantity, reading.metric, passage, subject)
        or _place_part(quantity, reading.metric, passage, subject)
        or _from_whom(reading.cue, passage, subject)
        or _sold_to(quantity, reading.metric, passage, subject)
        or _division(quantity, reading.cue, passage, subject)
    )
    if told is not None:
        return told
    cue = reading.cue
    said = passage.text[cue.start : quantity.start] if cue is not None and cue.end <= quantity.start else ""
    if cue is not None and said[:2] in _TRADED and not any(word in said[2:] for word in _TRADED):
        return scoped(passage, cue.start, cue.start + 2, "trade")
    tags = ("scopes.segment", "scopes.region", *(("scopes.staff",) if reading.metric == "headcount" else ()))
    best: tuple[int, int, Modifier] | None = None
    for part in modifiers(passage, tags):
        rank = closeness(part, quantity, reading.cue, passage)
        if rank is None or (best is not None and (rank, part.start - part.end) >= best[:2]):
            continue
        if _tells(part, quantity, reading.metric, passage, subject):
            best = rank, part.start - part.end, part
    kind = _counted_kind(quantity, passage, subject) if reading.metric in _COUNTED else 0
    if kind:
        return scoped(passage, quantity.end - kind, quantity.end, "kind")
    if best is None:
        governed = governed_part(
            quantity, reading.metric, cue, passage, lambda kind: _is_all_it_makes(kind, passage.small, _terms(subject))
        )
        if governed is not None and subject.kind == "company":
            return scoped(passage, *governed, "portion")
        return _labelled(quantity, reading.metric, passage)
    alias = _ALIAS.match(passage.text, best[2].end)  # 自动驾驶出行服务(Robotaxi)
    end = alias.end() if alias else best[2].end
    end = next((hit.end for hit in passage.products if hit.start == end), end)  # 人形机器人Atom
    return scoped(passage, best[2].start, end, best[2].tag.removeprefix("scopes."))


def is_of_all(cue: Cue | None, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number's own word itself says that it is of the whole firm: 归母净利润, 全球装机量."""
    if cue is None or passage.between(cue.end, quantity.start):
        return False
    start = max(passage.sentence.start, cue.start - _ALL_REACH)
    return _OF_ALL.search(passage.text[start : cue.end]) is not None


_ALIAS = re.compile(r"\([A-Za-z][A-Za-z -]{1,14}\)")
_COUNTED = frozenset({"shipments", "production", "capacity", "installed_base", "order_units"})


def _counted_kind(quantity: Quantity, passage: Passage, subject: Subject) -> int:
    """Return the length of the counted noun where it is one of several kinds that the firm makes: 1,500 humanoids."""
    noun = quantity.noun
    if quantity.kind != "count" or subject.kind != "company" or not passage.text.endswith(noun, 0, quantity.end):
        return 0
    makers = {lowered(term) for group in subject.terms for term in group}
    return len(noun) if any(lowered(noun) in _kinds_of(maker) for maker in makers) else 0


_OF_ALL = pattern("scope.of_all")
_ALL_REACH = 6  # characters before the word
_LABEL = pattern("scope.label")
_LABELLED = frozenset({"revenue", "shipments", "order_value", "production"})


def _labelled(quantity: Quantity, metric: str, passage: Passage) -> Scope:
    """Find what stands as a label before a number in a list of parts: 其中乘用车齿轮27.9亿元."""
    match = _LABEL.search(passage.text, passage.sentence.start, quantity.start)
    if metric not in _LABELLED or match is None or passage.between(match.start(1), quantity.start):
        return WHOLE
    names = any(e.start < match.end(1) and match.start(1) < e.end for e in passage.entities)
    return WHOLE if names else scoped(passage, *match.span(1), "label")


def _tells(part: Modifier, quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> bool:
    """Say whether words can tell a part at all: not the subject's own name, nor all that it makes."""
    said, kind = passage.small[part.start : part.end], subject.kind
    stem = said.rstrip("s")
    terms = _terms(subject)
    if part.tag != "product" and any(stem in term or _is_spelt_out(said, term, subject) for term in terms):
        return False
    kinds = kind == "market" and part.tag == "scopes.segment" and said.endswith(("机器人", "robots"))
    if (metric == "market_size" and not (part.is_region or kinds)) or (metric == "profit" and part.tag == "product"):
        return False
    if part.is_region and (_is_customers(part, metric, passage) or _is_elsewhere(said, metric, subject)):
        return False
    if metric in _COUNTED and part.tag == "scopes.segment" and any(stem in _robots_of(term) for term in terms):
        return False
    if _is_aside(part, quantity, passage):
        return False
    if metric in _ORDERS and (part.tag == "product" or (part.tag == "scopes.segment" and kind == "company")):
        start, end = passage.clause_of(quantity.start)
        counted = _TOTALS.search(passage.text, start, end) is not None
        return counted or (part.tag == "product" and _OF_YEAR.search(passage.text, start, end) is not None)
    if said in _UNIT_NEUTRAL and metric in ("installed_base", "shipments", "production"):
        return False
    return part.tag != "scopes.segment" or not _is_all_it_makes(said, passage.small, terms)


def _is_aside(part: Modifier, quantity: Quantity, passage: Passage) -> bool:
    """Say whether words of a part are there for something else: money spent on it, a tool, a name, an amount."""
    if part.tag == "scopes.staff" and passage.text[part.start - 3 : part.start] in _SPENT_ON:
        return True  # spent 1.97 billion yuan on R&D and employed 25,900 people
    if part.tag == "scopes.segment" and is_ordinal(quantity, passage):
        return True  # 第1000台通用具身机器人
    if part.tag == "product" and _USED.search(passage.text, passage.sentence.start, part.start):
        return True  # 借助图迈完成的远程手术
    return in_name(part.start, part.end, passage) or _is_in_money(part, passage)


def _is_elsewhere(place: str, metric: str, subject: Subject) -> bool:
    """Say whether a place is no part of a watched market, but another country; orders come from abroad too."""
    if subject.kind != "market" or place in _WITHIN_A_COUNTRY or len(subject.terms) < 2 or metric in _ORDERS:
        return False
    terms = {lowered(term) for group in subject.terms for term in group}
    return not terms & (_WORLD if place in _WIDE else _WIDE | _WORLD)


_WORLD = frozenset({"global", "globally", "world", "worldwide", "全球", "世界"})
_WIDE = frozenset(
    {"europe", "european", "asia", "asian", "north america", "america"}
    | {"north american", "americas", "欧美", "欧洲", "亚洲", "北美", "美洲", "东南亚", "亚太"}
)
_WITHIN_A_COUNTRY = frozenset(
    {"overseas", "domestic", "abroad", "international", "foreign", "export", "home", "at home", "国内", "境内", "海外"}
    | {"境外", "国外", "出口", "进口", "外销", "内销", "国际", "境内外", "海外市场", "国内市场", "华东", "华南", "华中"}
    | {"华北", "西南", "西北", "东北", "港澳", "香港", "澳门", "台湾", "大陆", "国内外"}
)


def _is_spelt_out(said: str, term: str, subject: Subject) -> bool:
    """Say whether words only spell a market's own term out: of 手术机器人, 腔镜手术机器人 is a part all the same."""
    if subject.kind != "market" or term not in said or term in _ALL_ROBOTS:
        return False
    return said.isascii() or said == term or not said.endswith(term)


def _is_customers(place: Modifier, metric: str, passage: Passage) -> bool:
    """Say whether a place is only where a customer is: 华东一家连锁超市, 获东南亚一家医院集团订购3台."""
    if any(e.kind == "rival" and 0 <= e.start - place.end <= 1 for e in passage.entities):
        return True
    facing = passage.text.endswith("面向", 0, place.start)  # 面向中国的订单
    given = not facing and passage.text[place.start - 1 : place.start] in _FOR_WHOM  # 为沙特一座新城供应3200台
    return metric in _ORDERS and (given or _CUSTOMER.match(passage.text, place.end) is not None)


def _is_in_money(part: Modifier, passage: Passage) -> bool:
    """Say whether words are part of an amount: the US of US$."""
    said = passage.text[part.start : part.end]
    amounts = (q for q in passage.quantities if q.kind == "money")
    return any(q.start < part.end and part.start < q.end and q.noun not in said for q in amounts)


_SOLD = frozenset({"revenue", "profit", "order_value", "order_units"})
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
    if _is_all_it_makes(words[-1], passage.small, _terms(subject)):
        return None
    return scoped(passage, *match.span(1), "division")


def _terms(subject: Subject) -> list[str]:
    return [lowered(term) for group in subject.terms for term in group]


_SOLD_NOUNS = ("revenue", "revenues", "sales", "turnover", "takings", "orders", "bookings")
_SALES = re.compile(r"\b(?:revenues?|sales|turnover|takings|orders|bookings)\b")
_DETERMINED = re.compile(r"(?:\b(?:the|its|their|our|while|and|but)|['’]s?|[;:]) \Z", re.IGNORECASE)
_MODIFIER = re.compile(r"(?<![\w'’-])([A-Za-z][\w&-]*(?:(?: and |, )[a-z][\w-]*)?)\Z")
_MODIFIER_REACH = 40  # characters before sales in which what modifies them stands
_NO_MODIFIER = pattern("parts.no_modifier")


@cache
def _kinds_of(maker: str) -> frozenset[str]:
    """Return the kinds of machine of a firm that makes several: what counts one of them is a part."""
    return frozenset(
        kind for product in rulebook().products if maker in map(lowered, product.makers) for kind in product.kinds
    )


@cache
def _robots_of(maker: str) -> frozenset[str]:
    """Return the words for the kind that all robots of a firm are: no part of a count of them."""
    return frozenset(
        kind for product in rulebook().products if maker in map(lowered, product.makers) for kind in product.robots
    )


_SPENT_ON = frozenset({"on ", "to "})
_ALL_ROBOTS = frozenset({"机器人", "robot", "robots", "robotics", "robotic"})  # any kind is a part of these
_ORDERS = frozenset({"order_value", "order_units"})
_TOTALS = pattern("scope.totals")
_FOR_WHOM = frozenset("为向给与对")
_OF_YEAR = pattern("scope.of_year")
_UNIT_NEUTRAL = frozenset({"robotaxi", "robotaxis", "fleet"})


def in_name(first: int, last: int, passage: Passage) -> bool:
    """Say whether words are part of a longer name, or one of theirs that goes on: ABB机器人业务."""
    return any(
        e.start <= first < e.end
        and (last <= e.end or e.kind == "company")
        and e.kind in ("company", "rival", "house")
        and (e.start, e.end) != (first, last)
        for e in passage.entities
    )


_MAKER_REACH = 70  # characters before a segment in which "maker of" may stand
_INTRODUCED = 4000  # characters within which an article says what a firm makes; searched for every number


@cache
def _made_by() -> dict[str, tuple[str, ...]]:
    """Return the words for the only kind of robot that a maker is known to make, by each of its names."""
    return {lowered(maker): product.makes for product in rulebook().products for maker in product.makers}


def _is_all_it_makes(segment: str, small: str, terms: Sequence[str]) -> bool:
    """Say whether the text calls the firm a maker of just that: "the cobot maker", 协作机器人企业."""
    stem = segment.rstrip("s")
    if any(kind in stem for term in terms for kind in _made_by().get(term, ())):
        return True
    at = small.find(stem, 0, _INTRODUCED)
    while at >= 0:
        end = at + len(stem)
        if _MAKER.match(small, end, _INTRODUCED):
            return True
        if segment.isascii():
            if _MAKER_OF.search(small[max(0, at - _MAKER_REACH) : at]):
                return True
        elif (maker := _ZH_MAKER.match(small, end, _INTRODUCED)) and small.startswith(tuple(terms), maker.end()):
            return True  # 商用服务机器人企业擎朗智能
        at = small.find(stem, end, _INTRODUCED)
    return False


_MAKER_OF = pattern("scope.maker_of")
_TRADED = frozenset({"出口", "进口", "外销", "内销"})
_CUSTOMER = re.compile("(?:的)?(?:一家|一位|某|多家|[两三四五]家|客户|医院|企业|车企)")
_USED = re.compile("(?:借助|通过|使用|依托|搭载|基于|凭借)$")
