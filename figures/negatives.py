"""Why a number is no figure at all: the guide's list of what does not count, as patterns around the number."""

from __future__ import annotations

import re

from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity

_BEFORE, _AFTER = 60, 14  # characters in which a word such as "cash" or "margin" still governs the number
_NOT_NEGATED = {"deal_value": frozenset({"cash", "in cash", "shares", "stake", "shares in", "stake of", "股权", "股份", "持股"})}

# "400 of the roughly 15,000 jobs": a part of the number that follows
_PART_OF = re.compile(r"\s+of (?:the|its|their|these|those|his|her)?\s?(?:more than |over |about |roughly |some |nearly |around |almost )?(?:(?:US|HK|NT|A|C)?[$€£¥] ?|(?:USD|EUR|RMB|CNY) ?)?\d[\d,.]*(?![\w-])")
# "$3.5m of it will go to": use of proceeds
_USE = re.compile(r"\s*(?:of (?:it|that|which|this) )?(?:will|would|is to|are to|to) (?:go|be (?:used|spent|invested))\b|\s*(?:将)?(?:用于|投向|用来|拟用于|将投入)")
# "85% of its sales", 占营收30%: the make-up of the subject's own total
_OWN_TOTAL = re.compile(
    r"\s*of (?:(?:the|its|their|his|our) )?(?:[A-Z][\w.+-]*(?: [A-Z][\w.+-]*)*['’]s? )?(?:(?:total|annual|group|company|overall|first-half|full-year|quarterly|fiscal|20\d\d|last year's|net|product|robot) )*"
    r"(?:sales|revenues?|turnover|business|cost|costs|costs?|income|staff|workforce|employees|orders|order book|profit|proceeds|enquiries|shares|output value|customers|the shares|equity|capital|it|them|time|parts|spending|shipments were|fleet)\b",
)
_ZH_OWN_TOTAL = re.compile(r"(?:收入|营收|营业收入|销售额|人员|员工|产值|订单|海外|费用|支出|成本|投入)(?:的)?(?:合计|总计)?(?:占比|占|比重|比例)[^，,。；;]{0,8}$|占(?:公司|总|其|集团|全年|当期)?(?:营收|收入|营业收入|总营收|总收入|员工|销售额|人数|总人数|成本|订单)[^，,。；;]{0,8}$")
# "adds 700 jobs", 裁员400人: a change in people or capacity, not their number
_ADDED = re.compile(
    r"\b(?:add|adds|added|adding|creat(?:e|es|ed|ing)|cut|cuts|cutting|shed|sheds|shedding|eliminat(?:e|es|ed|ing)|axe|axed|axing|lay(?:ing)? off|laid off|lays off|hire|hires|hired|hiring|recruit(?:s|ed|ing)?|los(?:e|es|ing)|"
    r"slash(?:ed|ing)?|shrank by|grew by|grown by|let go(?: of)?|dismiss(?:ed|es)?|train(?:s|ed|ing)?|redundanc(?:y|ies) (?:of|for)|cuts of|layoffs? of|loss of|removed?|trim(?:med|ming)?|reduc(?:e|ed|ing) (?:staff|headcount|its workforce|the workforce) by|another|additional|extra|take on|taking on|took on|employ another)"
    r"\s+(?:(?:some|about|around|roughly|nearly|almost|more than|over|up to|as many as|at least|a further|another|its|further|an additional) )*$",
    re.IGNORECASE,
)
_ZH_ADDED = re.compile(r"(?:裁员|裁减|裁撤|削减|裁|新增(?:员工|岗位|就业)|招聘|招募|新招|扩招|减员|增加员工|净增|减少|优化|离职|解雇|培训|削减约|削减近|砍掉)[^，,。；;]{0,4}$|(?:新增|增加|扩大|扩充)[^，,。；;]{0,16}产能[^，,。；;]{0,4}$")
_GONE = re.compile(r"\s*(?:[^.;]{0,30}? )?(?:jobs|people|posts|staff|employees|workers|positions|roles)?\s*(?:were|are|was|would|will)? ?(?:to go|lost|cut|laid off|be cut|go|gone|axed|went home|left|joined|quit|move with)\b")
# a comparison with another thing, not with another time
_THING = re.compile(r"(?:是|为|约为|相当于)[^，,。]{0,10}$")
_TIME_NEAR = re.compile(r"年|同期|此前|以来|季|月|\b(?:year|years|quarter|20\d\d|19\d\d|last|previous|earlier|ago|before|since|month|January|February|March|April|May|June|July|August|September|October|November|December|decade|half|by|grow|grew|times as much as in)\b")
_EXPECTED = re.compile(r"(?:than|比|较|高于|低于|超出)[^,，。;；]{0,10}(?:expected|expectations|forecast|planned|estimates|consensus|预期|预测|计划|预计)[^,，。;；]{0,6}$")
_MULTIPLE_OF = re.compile(r"\s*(?:that\b|what\b|(?:the |last year's |its )?(?:[$€£¥]|[A-Z]{2,3}\$?)?\d)|(?:的)?(?:PE|市盈率)")
_DENSITY = re.compile(r"[^.;,]{0,24}\b(?:per|for every) (?:10,000|\d|ten thousand)|[^，,。]{0,6}/万人")
_AFTER_PER = re.compile(r"\b(?:per|for every)\s*$|每(?:万名?)?(?:员工|人|工人)?$|(?:PE|市盈率|市销率)[^，,]{0,6}$")
_SUBSET = re.compile(r"\d%? (?:percent |per cent )?of (?:its|the|their) (?:staff|workforce|employees|jobs)(?: worldwide)?,? or (?:about |some |around |roughly )?$")
_TO_MAKE = re.compile(r"\s*(?:each )?to (?:make|build|produce|manufacture|assemble)\b")
_DRIVERLESS = re.compile(r"robotaxi|driverless|autonomous|self-driving|自动驾驶|无人驾驶", re.IGNORECASE)
_CARS = re.compile(r"(?:汽车|轿车|新车|电动车|乘用车|手机)[^，。]{0,3}\||\|cars?$")
_OF_WHOLE = re.compile(r"\bof (?:its|the|their) (?:about |some |roughly |around |more than |nearly )?$")
_SIZE_OF_OTHERS = re.compile(r"\b(?:firms|companies|most|makers|buyers|start-ups|suppliers)\b[^.;]{0,24}\b(?:with|of|employing) (?:fewer|less|more) than\s*$")
_SOME_FIRMS = re.compile(r"(?:其中|上市公司|独角兽(?:企业)?|小巨人|培育)[^，,。]{0,8}$")
_ADDED_UNITS = frozenset({"people"})


def negative_of(quantity: Quantity, cue: Cue | None, metric: str, measure: str, passage: Passage) -> str:
    """Return why a number is no figure, or nothing; `cue` is the word that would name its metric."""
    text = passage.text
    before = text[max(passage.sentence.start, quantity.start - 90) : quantity.start]
    after = text[quantity.end : quantity.end + 80]
    word = _word(quantity, cue, metric, passage)
    if word:
        return f"not a figure: {word}"
    if quantity.kind != "percent" and _PART_OF.match(after) and quantity.kind != "money":
        return "a part of the number that follows"
    if quantity.kind == "money" and _TO_MAKE.match(after):
        return "the cost of making"
    if quantity.kind in ("count", "number") and _CARS.search(before + "|" + quantity.noun) and not _DRIVERLESS.search(text):
        return "cars"
    if measure == "growth" and metric == "valuation":
        return "a share price move"
    if quantity.kind == "money" and _USE.match(after) and not re.search(r"proceeds of (?:\w+ ){0,2}$", before):
        return "use of proceeds"
    if measure == "level" and quantity.kind == "percent" and (_OWN_TOTAL.match(after) or _ZH_OWN_TOTAL.search(before)):
        return "make-up of the subject's own total"
    if metric == "headcount" and (_SIZE_OF_OTHERS.search(before)):
        return "the size of other firms"
    if metric == "firms" and _SOME_FIRMS.search(before):
        return "a part of the firms"
    if measure == "level" and (quantity.unit in _ADDED_UNITS or metric in ("headcount", "capacity")):
        hit = _ADDED.search(before) or _ZH_ADDED.search(before)
        if hit or (metric == "headcount" and _GONE.match(after) and not _OF_WHOLE.search(before)):
            return "an absolute change"
    if quantity.change == "multiple" and _MULTIPLE_OF.match(after):
        return "a multiple of another number"
    if _DENSITY.match(after) or _AFTER_PER.search(before):
        return "a density"
    if quantity.kind != "percent" and _SUBSET.search(before):
        return "the people of a percentage just told"
    if quantity.change == "multiple" and not _TIME_NEAR.search(before[-50:] + after[:40]):
        return "a multiple of another thing"
    if measure == "growth" and _EXPECTED.search(before):
        return "compared with what was expected"
    if metric == "price":
        return _no_price(quantity, cue, passage)
    if metric == "headcount" and measure == "level":
        return _no_staff(quantity, passage)
    return ""


_EXPLICIT = re.compile(r"price|priced|售价|价格|定价|起价|单价|均价|报价|标价|零售价|租金|月租|subscription|leas|rent|robot|unit|每台|/台|sticker|价")
_MACHINE = re.compile(r"\b(?:robots?|humanoids?|machines?|systems?|arms?|cobots?|units?|models?|dogs?|quadrupeds?|drones?|vehicles?|robotaxis?|versions?|device|it|one|edition|mower|vacuum|buyers?)\b|\b(?:An?|The|Its) [A-Z]\w+|机|台|整机|版|款|它")
_OTHER_THING = re.compile(r"\b(?:tickets?|seats?|copies|copy|report|study|licen[cs]es?|delivery|deliveries|package|parcel|meal|operation|surgery|procedure|course|visit|subscription to|match|plant|campus|building|study|parts|components)\b|零部件|物料|门票|报告|手术费|每单|每例", re.IGNORECASE)


def _no_price(quantity: Quantity, cue: Cue | None, passage: Passage) -> str:
    """Return why an amount is no price of a machine: nothing of the sentence is one, or another thing is sold."""
    if cue is None:
        return ""
    start, end = passage.clause_of(min(cue.start, quantity.start))
    clause = passage.text[start : max(end, quantity.end)]
    if _OTHER_THING.search(clause):
        return "the price of another thing"
    explicit = _EXPLICIT.search(passage.small[cue.start : cue.end])
    around = passage.text[passage.sentence.start : passage.sentence.end]
    if not explicit and not _MACHINE.search(around) and not passage.products:
        return "no machine is priced"
    return ""


_CROWD = frozenset({"people", "person", "persons", "workers", "worker", "hands", "人", "名", "位"})
_STAFFED = re.compile(
    r"\b(?:employ\w*|staff\w*|headcount|workforce|payroll|team|work(?:s|ed|ing)?|we (?:are|were|have)|jobs?|(?:has|had|have|of|with|now|to) (?:(?:about|some|around|roughly|nearly|more than|over|only|just|almost|fewer than|up to) )*(?:\d|[a-z]+ (?:hundred|thousand))|company of|grown? (?:to|from))|"
    r"员工|团队|人员|雇员|职工|工程师|研发|在职|用工|岗位|从业|人手|裁员",
    re.IGNORECASE,
)
_TALK = re.compile(r"\s*(?:familiar|close|with (?:knowledge|direct)|who|briefed|said|told|died|were (?:killed|hurt|injured)|watched|attended|visited|queued|in the (?:room|audience))\b")


def _no_staff(quantity: Quantity, passage: Passage) -> str:
    """Return why a number of people is no staff, or nothing."""
    if quantity.noun.lower() not in _CROWD:
        return ""
    if _TALK.match(passage.text, quantity.end):
        return "people, not staff"
    start, end = passage.sentence.start, passage.sentence.end
    return "" if _STAFFED.search(passage.text, start, end) else "people, not staff"


def _word(quantity: Quantity, cue: Cue | None, metric: str, passage: Passage) -> str:
    """Return the word that makes the number no figure: around it, or governing it with no metric's word between."""
    tag = {"money": "negatives.money", "percent": "negatives.percent"}.get(quantity.kind, "negatives.count")
    spared = _NOT_NEGATED.get(metric, frozenset())
    for hit in passage.hits(tag):
        said = passage.small[hit.start : hit.end]
        if said in spared:
            continue
        if cue is not None and hit.start == cue.start and hit.end <= cue.end:
            continue
        if cue is not None and hit.start <= cue.start and cue.end <= hit.end and hit.end - hit.start > cue.end - cue.start:
            return said
        if hit.start >= quantity.end:
            near = hit.start - quantity.end <= _AFTER and not passage.borders(quantity.end, hit.start)
            if near and not (cue is not None and quantity.end <= cue.start < hit.start):
                return said
        elif hit.end <= quantity.start:
            percent = quantity.kind == "percent"
            if quantity.start - hit.end > (2 * _BEFORE if percent else _BEFORE):
                continue
            if not percent and passage.between(hit.end, quantity.start):
                continue
            if cue is not None and hit.end <= cue.start < quantity.start:
                continue
            if passage.borders(hit.end, quantity.start) > 2 or (quantity.kind == "money" and passage.borders(hit.end, quantity.start)):
                continue
            return said
    return ""


# A share must be of something larger than the subject.
_LARGER = re.compile(
    r"全球|世界|全国|国内|中国|市场|行业|出货|份额|市占|占有率|销量|装机|\b(?:global|globally|world(?:wide|['’]s)?|market|of all|total|nation(?:al|'s)|industry|sector|share of|shipments|installations|country['’]s|by units|by value|by revenue)\b",
    re.IGNORECASE,
)
_HOLDERS = re.compile(
    r"本土|国产|外资|自主品牌|内资|外国|厂商|品牌|企业|日系|欧系|\b(?:domestic|local|foreign|Chinese|Japanese|home-grown|overseas) (?:brands|suppliers|makers|manufacturers|vendors|firms|companies|producers|players)|\btheir share|\bits share of|suppliers['’] share|makers['’] share|brands\b",
)


def share_fault(quantity: Quantity, passage: Passage, kind: str) -> str:
    """Return why a percentage is no market share of the subject, or nothing."""
    start, end = passage.clause_of(quantity.start)
    around = passage.text[passage.sentence.start : passage.sentence.end]
    named = re.match(r"\s*(?:market )?share\b|(?:的)?(?:市场)?份额", passage.text[quantity.end : quantity.end + 16])
    if not named and not _LARGER.search(around):
        return "a share of nothing larger"
    if kind == "market" and _HOLDERS.search(passage.text[max(passage.sentence.start, start - 40) : quantity.start]):
        return "a share that others hold in the market"
    return "" if end > start else ""
