"""The part of a firm that a number is for: a division, a product, a region, found by its place in the clause."""

from __future__ import annotations

import re

from figures.governed import governed_part
from figures.makers import is_all_it_makes, kinds_of, robots_of, terms_of
from figures.match import lowered
from figures.metrics import Cue, MetricReading, is_ordinal
from figures.modifiers import Modifier, closeness, modifiers
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.scoping import WHOLE, Scope, in_name, scoped
from figures.told_parts import told_part
from models.values import Subject


def part_of(quantity: Quantity, reading: MetricReading, passage: Passage, subject: Subject) -> Scope:
    """Find the segment, product or region that modifies the metric's word or the counted noun."""
    if subject.kind == "company" and is_of_all(reading.cue, quantity, passage):
        return WHOLE
    told = told_part(quantity, reading.metric, reading.cue, passage, subject)
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
            quantity, reading.metric, cue, passage, lambda kind: is_all_it_makes(kind, passage.small, terms_of(subject))
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
    return len(noun) if any(lowered(noun) in kinds_of(maker) for maker in makers) else 0


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
    terms = terms_of(subject)
    if part.tag != "product" and any(stem in term or _is_spelt_out(said, term, subject) for term in terms):
        return False
    if part.tag == "scopes.segment" and _NO_KIND.fullmatch(said):
        return False
    kinds = kind == "market" and part.tag == "scopes.segment" and said.endswith(("机器人", "robots"))
    if (metric == "market_size" and not (part.is_region or kinds)) or (metric == "profit" and part.tag == "product"):
        return False
    if part.is_region and (_is_customers(part, metric, passage) or _is_elsewhere(said, metric, subject)):
        return False
    if metric in _COUNTED and part.tag == "scopes.segment" and any(stem in robots_of(term) for term in terms):
        return False
    if _is_aside(part, quantity, passage):
        return False
    if metric in _ORDERS and (part.tag == "product" or (part.tag == "scopes.segment" and kind == "company")):
        start, end = passage.clause_of(quantity.start)
        counted = _TOTALS.search(passage.text, start, end) is not None
        return counted or (part.tag == "product" and _OF_YEAR.search(passage.text, start, end) is not None)
    if said in _UNIT_NEUTRAL and metric in ("installed_base", "shipments", "production"):
        return False
    return part.tag != "scopes.segment" or not is_all_it_makes(said, passage.small, terms)


# Verbs and times before 机器人 make no kind of robot.
_NO_KIND = re.compile(
    "(?:出货|卖出|售出|销售|交付|生产|发运|下线|部署|累计|同期|报告期内|期内|年内|当季|当期|全年)+机器人"
)


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


_SPENT_ON = frozenset({"on ", "to "})
_ALL_ROBOTS = frozenset({"机器人", "robot", "robots", "robotics", "robotic"})  # any kind is a part of these
_ORDERS = frozenset({"order_value", "order_units"})
_TOTALS = pattern("scope.totals")
_FOR_WHOM = frozenset("为向给与对")
_OF_YEAR = pattern("scope.of_year")
_UNIT_NEUTRAL = frozenset({"robotaxi", "robotaxis", "fleet"})


_TRADED = frozenset({"出口", "进口", "外销", "内销"})
_CUSTOMER = re.compile("(?:的)?(?:一家|一位|某|多家|[两三四五]家|客户|医院|企业|车企)")
_USED = re.compile("(?:借助|通过|使用|依托|搭载|基于|凭借)$")
