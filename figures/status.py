"""Whether a number has happened, is expected, or is what the subject means to reach."""

from __future__ import annotations

import re
from datetime import date

from figures.draft import Draft
from figures.governing import governing
from figures.notation import period_bounds
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from models.values import Status, SubjectKind

# An order that will be delivered has been won.
# What others say that a firm is or would be worth is no aim of its own.
_OTHERS_SAY = frozenset({"valuation", "deal_value"})
_CLAUSES = 2  # between a number and the words that a plant is to be built
_LEAD = 30  # characters before a number in which "from" or 较 makes it the old one
_AGREED = frozenset({"order_value", "order_units", "deal_value"})
_ESTIMATED = re.compile(r"\b(?:FY|fiscal )?(?:20)?\d\d[EF]\b|\bestimates? (?:to|of)\b|(?<=\d)E\b")
# Of a time gone by these tell an estimate of what happened, not a forecast.
_ESTIMATING = frozenset(
    {
        "reckons",
        "reckon",
        "believes",
        "believe",
        "thinks",
        "think",
        "sees",
        "likely",
        "测算",
        "推算",
        "could",
        "may",
        "might",
        "should",
        "probably",
        "analysts put",
        "brokers put",
        "bankers put",
        "bankers estimate",
    }
)
# Results told before they are out: "turnover will have grown", "warned that its loss would come to".
_IN_ADVANCE = re.compile(
    r"\bwill have \w+|\b(?:said|says|warned|warns|flagged|told|announced|guided|writes|wrote)\b[^.;]{0,60}\bwould\b"
)
_OWN_DOING = frozenset({"capacity", "headcount", "installed_base", "production", "shipments"})
_THEY_SAY = re.compile(r"\b(?:analysts?|brokers?|economists?|forecasters?) (?:say|said|reckon|think|believe)\b")
_THOUGHT = frozenset({"believes", "believe", "reckons", "reckon", "thinks", "think"})
_MEANT_TO = frozenset({"is to", "are to", "shall", "is also to", "are also to"})
_IN_ADVANCE_ZH = frozenset({"业绩预告", "预告", "预增", "预亏"})
_RECKONED = frozenset({"估计", "估算", "预估"})  # what houses do of markets that nobody counts
_TO_FROM = re.compile(r"\bto [^,.;]{1,16}\d[^,;]{0,12} from \S{0,6}\d")  # FY26E profit to $6.3bn from $6.6bn
_OLD_SIDE = pattern("status.old_side")
_HAVING = re.compile(
    r"\b(?:having|after (?=\w+ing\b)) ?(?!pencil|forecast|guid|predict|expect|aim|plan|hop|target|promis)\w+(?: \w+)?"
    r" (?:about |around |some |only |just |nearly |over )*$"
)
# An aim of a time gone by that is told as one.
_HAD_AIMED = re.compile(
    r"\bhad (?:\w+ )?(?:aimed|planned|hoped|wanted|targeted|promised|intended|pledged|set (?:out|itself)|vowed)\b"
    r"[^,;]{0,60}$|(?:原计划|原定|原目标|此前计划|曾计划|原拟|年初计划)[^,，;；]{0,30}$"
)
_PLANNED = pattern("status.planned")
_SOURCE = pattern("status.source")
_REPORTED = pattern("status.reported")
_REVISED = pattern("status.revised")


def is_revision(passage: Passage) -> bool:
    """Say whether a sentence revises a forecast: its old and new number are of the same period."""
    start, end = passage.sentence.start, passage.sentence.end
    if _REVISED.search(passage.text, start, end):
        return True
    return (
        _ESTIMATED.search(passage.text, start, end) is not None
        and _TO_FROM.search(passage.text, start, end) is not None
    )


def status_of(draft: Draft, kind: SubjectKind, period: str | None, published: date) -> tuple[Status, str]:
    """Return the status of a number and the rule that read it."""
    quantity, passage, metric = draft.quantity, draft.passage, draft.metric
    raised = metric == "funding" and _USE.match(passage.text, quantity.end) is not None
    found = governing(_leading(quantity, passage), passage, behind=not raised)
    past = period is not None and period_bounds(period)[1] < published
    ahead = period is not None and _is_ahead(period, quantity, passage, published)
    if _AIM_NAMED.match(passage.text, quantity.end):
        return "target", "status:named aim"
    if _FORECAST_NAMED.match(passage.text, quantity.end):
        return "forecast", "status:named forecast"
    rises = (
        (metric in _STANDING or metric == "investment")
        and _FROM.search(passage.text, max(0, quantity.start - _LEAD), quantity.start)
        and not is_revision(passage)
    )
    building = metric in _BUILT and not rises and (found is None or found[0] != "target")
    if building and _is_to_be_built(quantity, passage, published):
        return "target", "status:to be built"
    if found is None and metric in _PROPOSED and _is_proposed(quantity, passage, metric):
        return "target", "status:proposed"
    if found is None or (found[0] == "actual" and ahead):
        market = ahead and kind == "market"
        return _planned(passage) if market else _unsaid(quantity, passage, ahead=ahead)
    tag, word = found
    recent = period is not None and 0 <= (published - period_bounds(period)[1]).days <= _KNOWN_BY
    counted = kind == "market" or metric in _OWN_DOING  # what houses reckon, as nobody publishes it
    happened = _happened(tag, word, quantity, passage, counted=counted, recent=recent) if past else ""
    if tag == "future" and past and not happened:
        return "forecast", f"status:{word}, in advance"  # turnover will have grown by 33%
    if period is None and metric in _STANDING and word.lower() in _THOUGHT and not _is_to_come(passage):
        happened = "thought to be so"  # goes for 620,000 yuan, the brokerage believes
    if period is not None and _is_known(period, quantity, passage, published):
        happened = "long past"
    happened = _stands_beside(quantity, passage, metric, ahead=ahead, rises=bool(rises)) or happened
    if tag == "actual" or happened:
        return "actual", f"status:{happened or word}"
    if metric in _AGREED and tag == "future" and not ahead:
        return "actual", f"status:agreed, {word}"
    return ("target" if _is_meant(tag, word, passage, metric, kind) else "forecast"), f"status:{word}"


def _is_meant(tag: str, word: str, passage: Passage, metric: str, kind: SubjectKind) -> bool:
    """Say whether what is to come is what its owner means to do, not what somebody expects."""
    around = passage.text[passage.sentence.start : passage.sentence.end]
    if _REPORTED.search(around):
        return False
    said = word.lower()
    if tag == "future":
        own = kind == "company" or metric == "investment"
        own = own or (said in _MEANT_TO and not passage.hits("status.forecast"))
        own = own if not _PLANNED.search(around) else not _SOURCE.search(around)
        return own and metric not in _OTHERS_SAY and not _THEY_SAY.search(around)
    own_plant = metric == "capacity" and said in _OWN_WILL
    own_plant = kind == "company" and (own_plant or (metric in _OWN_DOING and said == "would be"))
    return (tag == "target" or own_plant) and not (own_plant and _THEY_SAY.search(around))


def _stands_beside(quantity: Quantity, passage: Passage, metric: str, *, ahead: bool, rises: bool) -> str:
    """Return why a number is a fact that what is expected only stands beside; empty where it is none."""
    if not ahead and rises:
        return "what it rises from"
    lead = passage.text[max(passage.sentence.start, quantity.start - _LEAD) : quantity.start]
    if metric in _COUNTED_WHOLES and _PARTITIVE.search(lead):
        return "a part of it is told"
    if not ahead and (_GIVEN.search(lead) or _is_held_against(lead, quantity, passage)):
        return "given"
    return ""


def _is_held_against(lead: str, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is what one to come is measured by: "220 billion won, against 150 billion this year"."""
    if _HELD_AGAINST.search(lead) is None or is_revision(passage):
        return False
    return not any(quantity.end <= hit.start <= quantity.end + _LEAD for hit in passage.hits("status.forecast"))


_HELD_AGAINST = pattern("status.held_against")
_POLLED = pattern("status.polled")


def _is_ahead(period: str, quantity: Quantity, passage: Passage, published: date) -> bool:
    """Say whether a period is still to come, or to be over: a span of years, the end of this one."""
    first, last = period_bounds(period)
    if first > published or (len(period) == len("2026/2028") and last.year > published.year):
        return True
    ends = len(period) == len("2026") and last > published
    return ends and _YEAR_END.search(passage.text, passage.sentence.start, quantity.start) is not None


_YEAR_END = pattern("status.year_end")
_CLAUSE_ANEW = pattern("status.clause_anew")


def _is_known(period: str, quantity: Quantity, passage: Passage, published: date) -> bool:
    """Say whether a period is so long over that its figures are no forecasts: 预测2030年达900亿元,2024年为320亿元."""
    last = period_bounds(period)[1]
    if published.year - last.year > 1:
        return True
    apart = (published - last).days > _TOLD_BY and not is_revision(passage)
    return apart and _APART_YEAR.search(passage.text[passage.sentence.start : quantity.start]) is not None


_KNOWN_BY = 120  # days after a period by which its figures are out
_TOLD_BY = 60  # and by which a year beside another is the one known
_APART_YEAR = re.compile("[,，;；](?:19|20)\\d\\d年(?:度|底|末)?则?[为是仅](?:约|近)?$")
_APART = re.compile(
    "[,，;；](?:而|但|上一?轮|前一轮|上一次|去年|上年|前年|一年(?:以)?前|半年前|[\\d两三四五六七八九]+个月前)[^,，;；]*$"
)


def _told_apart(word: str, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a clause of its own tells what was, beside what is expected: 可望达到3.5万台,而2023年为2.9万台."""
    lead = passage.text[passage.sentence.start : quantity.start]
    apart = _APART.search(lead)
    if apart is None or (word in _IN_ADVANCE_ZH and "同期" not in apart.group()):
        return False  # 业绩预告显示,去年净利润9亿元
    return word not in lead[apart.start() :] and not is_revision(passage)


_FORECASTING = pattern("status.forecasting")


def _planned(passage: Passage) -> tuple[Status, str]:
    """Return the status of what a government's programme gives a number to come."""
    text, start, end = passage.text, passage.sentence.start, passage.sentence.end
    programme = _PROGRAMME.search(text, max(0, end - _PROGRAMME_REACH), end) is not None and not _FORECASTING.search(
        text, start, end
    )
    return ("target" if programme else "forecast"), "status:period ahead"


_PROGRAMME_REACH = 6000  # characters back in which a programme may be named; searched for every number
_PROGRAMME = pattern("status.programme")
_APPOSED = pattern("status.apposed")
_PARTITIVE = pattern("status.partitive")
_COUNTED_WHOLES = frozenset({"headcount", "firms", "installed_base"})
_OWN_WILL = frozenset({"should", "set to", "on course for", "on course to", "on track", "due to reach", "poised to"})


def _leading(quantity: Quantity, passage: Passage) -> Quantity:
    """Return the number that another only restates beside it: "7 billion yuan in 2025, or 30% of the total"."""
    for other in passage.quantities:
        if other.end <= quantity.start and _APPOSED.fullmatch(passage.text, other.end, quantity.start):
            return _leading(other, passage)
    return quantity


_GIVEN = pattern("status.given")
_STANDING = frozenset({"capacity", "headcount", "price", "installed_base", "firms"})  # what is so before it changes
_FROM = re.compile("(?:由|从)(?:目前|现在|眼下|现有|原来|当前)?的?(?:每年|年产)?的?约?近?$")
_AIM_NAMED = pattern("status.named_aim")
_FORECAST_NAMED = pattern("status.named_forecast")
_USE = pattern("status.use")
_BUILDING = pattern("status.building")
_ANOTHER = re.compile("[二三四]期|新厂|扩产后|[,，、][^,，、]{1,8}(?:工厂|基地|园区)")
_YEAR_OF = re.compile(r"20\d\d")
_BUILT = frozenset({"investment", "capacity"})  # of a plant
_PROPOSED = frozenset({"funding", "deal_value", "investment"})
_PROPOSING = frozenset({"拟", "起招股", "今日起招股"})
_ANNOUNCED = pattern("status.announced")


def _is_proposed(quantity: Quantity, passage: Passage, metric: str) -> bool:
    """Say whether 拟 earlier in the sentence proposes all that follows: 拟配售新股…,所得款项总额24亿港元."""
    if metric == "investment":
        return _ANNOUNCED.search(passage.text, passage.sentence.start, quantity.start) is not None
    words = (passage.text[hit.start : hit.end] for hit in passage.hits("status.target") if hit.end <= quantity.start)
    return any(word in _PROPOSING for word in words)


def _is_to_be_built(quantity: Quantity, passage: Passage, published: date) -> bool:
    """Say whether the sentence tells that what the number is for is still to be finished."""
    for match in _BUILDING.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        year = _YEAR_OF.search(match.group())
        near = passage.borders(match.end(), quantity.start) <= _CLAUSES
        if ";" in passage.text[match.end() : quantity.start]:
            continue  # 新厂尚在装修;现有产线年产120台
        if _ANOTHER.search(passage.text, quantity.end, max(quantity.end, match.start())):
            continue  # 二期
        if (month := match.groupdict().get("month")) and int(month) <= published.month:
            continue  # 工厂5月投产
        alone = match.end() <= quantity.start or not passage.between(quantity.end, match.start())
        if near and alone and (year is None or int(year.group()) >= published.year):
            return True
    return False


def _unsaid(quantity: Quantity, passage: Passage, *, ahead: bool) -> tuple[Status, str]:
    """Return the status of a number that no word of status governs."""
    start, end = passage.clause_of(quantity.start)[0], quantity.end + 2
    said = passage.text[start:end]
    if ("E" in said or "estimate" in said) and _ESTIMATED.search(passage.text, start, end):
        return "forecast", "status:estimate"
    if not ahead and _POLLED.search(passage.text, passage.sentence.start, passage.sentence.end):
        return "forecast", "status:polled"
    if ahead:
        return "forecast", "status:period ahead"
    anew = _CLAUSE_ANEW.search(passage.text, passage.sentence.start, quantity.start)
    told = anew is not None and not passage.between(anew.end(), quantity.start)
    return "actual", "status:told anew" if told else "status:plain"


def _happened(tag: str, word: str, quantity: Quantity, passage: Passage, *, counted: bool, recent: bool) -> str:
    """Return why a number of a time gone by has happened whatever the word of status, or nothing."""
    if tag == "future" and recent and _IN_ADVANCE.search(passage.text, passage.sentence.start, quantity.start):
        return ""
    if tag == "target" and _HAD_AIMED.search(passage.text, passage.sentence.start, quantity.start):
        return ""
    if tag in ("target", "future"):
        return "past"
    lead = max(0, quantity.start - _LEAD)
    having = _HAVING.search(passage.text, lead, quantity.start)
    if not is_revision(passage) and (having or _OLD_SIDE.search(passage.text, lead, quantity.start)):
        return "what it is compared with"
    if tag == "forecast" and _told_apart(word, quantity, passage):
        return "of a time gone by"
    reckoned = counted and word in _RECKONED
    return f"estimated, {word}" if reckoned or word.lower() in _ESTIMATING else ""


def _is_to_come(passage: Passage) -> bool:
    """Say whether a sentence speaks of what will be."""
    return _TO_COME.search(passage.text, passage.sentence.start, passage.sentence.end) is not None


_TO_COME = re.compile(r"\b(?:will|would|could|may|might|should)\b")
