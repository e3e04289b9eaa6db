"""The part of a whole that an English sentence names as what brings a number in: "parts contributed $9 million"."""

from __future__ import annotations

import re
from functools import cache

from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook
from models.values import Subject

_BROUGHT_IN = pattern("portions.brought_in")
_OF_THIS = pattern("portions.of_this")
_LIST_GOES_ON = pattern("portions.list_goes_on")
_AT = pattern("portions.at")
_WHOLE = pattern("portions.whole")
_LEAD = 160  # characters before a number in which its part may be named
_ITEM = pattern("portions.item")
_STAFF = pattern("portions.staff")
_OUTSIDE = pattern("portions.outside")
_BRANCH = pattern("portions.branch")
_TRADE = pattern("portions.trade")
_APART = re.compile(r";|\bw(?:ere|as)\b")  # "of sales of $24 million two-thirds were earned outside China"
_BEHIND = 30  # characters after a number in which a part of it may be told
_THOSE = pattern("portions.those")
_PART_FIRST = pattern("portions.part_first")
_REGION_FIRST = pattern("portions.region_first")
_OF_WHICH_IT = pattern("portions.of_which_it")
_WITH_IT = pattern("portions.with_it")
_THERE = pattern("portions.there")
_PLACE_LED = pattern("portions.place_led")
_ZH_MARKET = pattern("portions.zh_market")
_BACK = 240  # characters before "there" in which the place is named
_SHARED_OUT = frozenset({"revenue", "profit", "order_value", "order_units", "shipments", "production", "procedures"})
_ABROAD = frozenset({"revenue", "shipments", "order_value", "order_units", "installed_base", "procedures", "headcount"})
_EXPORTED = re.compile(
    r"\b(exports?|exported|exporting)\b(?! (?:managers?|markets?|heads?|bans?|controls?|licen))[^.;:]{0,60}$"
)
_SENT_ABROAD = frozenset({"shipments", "installed_base", "order_units"})
_TRADED = frozenset({"shipments", "market_size", "price"})
_PORTIONED = frozenset({"revenue", "profit", "market_size", "order_value", "order_units", "shipments"})
_CUSTOMERS = pattern("portions.customers")
_WIDER = pattern("portions.wider")
_IN_PLACE = pattern("portions.in_place")
_NO_PLACE = pattern("sites.no_name")
_BOUGHT = frozenset({"shipments", "order_units", "order_value"})
_PLACED = frozenset({"installed_base", "headcount"})
_ANYBODY = frozenset(
    {"makers", "firms", "companies", "producers", "manufacturers", "the industry", "industry", "sector"}
)
_NAMES = frozenset({"company", "rival", "company_word", "pronoun", "house"})


def portion_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return where the words stand that name the part bringing a number in, None where it is the whole that does."""
    line = passage.sentence.start
    if metric not in _PORTIONED or quantity.kind == "percent":
        return None
    start = max(line, quantity.start - _LEAD)
    lead = passage.text[start : quantity.start]
    match = _BROUGHT_IN.search(lead) or _AT.search(lead)
    if match is None and _OF_THIS.match(passage.text, line):
        match = _OF_THIS.fullmatch(passage.text, line, quantity.start)
        start = line if match else start
        match = match or _LIST_GOES_ON.search(lead)
    elif match is None and _goes_on(quantity, metric, passage, subject):
        match = _LIST_GOES_ON.search(lead)
    if match is None:
        return None
    first, last = start + match.start(1), start + match.end(1)
    if match.re is _OF_THIS:
        first, last = match.span(1)
    said = passage.text[first:last]
    named = any(e.start <= first and last <= e.end + 2 and e.kind in _NAMES for e in passage.entities)
    return None if named or _WHOLE.match(said) else (first, last)


def _goes_on(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> bool:
    """Say whether the amount before has a part: "China supplied 59 billion yen and the Americas 50 billion"."""
    amounts = [q for q in passage.quantities if q.end <= quantity.start and q.kind != "percent"]
    return (
        bool(amounts) and amounts[-1].kind == "money" and portion_of(amounts[-1], metric, passage, subject) is not None
    )


def customers_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return where the buyers stand whose part of a market a number is: "carmakers took 25% fewer"."""
    if metric not in _BOUGHT or (subject.kind != "market" and not _bought_from(quantity, passage)):
        return None
    line = passage.sentence.start
    start = max(line, quantity.start - _LEAD)
    match = _CUSTOMERS.search(passage.text[start : quantity.start])
    if match is None:
        return None
    group = match.lastindex or 1
    first, last = start + match.start(group), start + match.end(group)
    named = any(e.start < last and first < e.end for e in passage.entities)
    said = match.group(group)
    nobody = said.lower().rpartition(", ")[2] in _ANYBODY or _WHOLE.match(said)  # "In Q1, companies ordered 1,052"
    return None if named or nobody else (first, last)


def _bought_from(quantity: Quantity, passage: Passage) -> bool:
    """Say whether customers bought a number from a firm: "Hotels bought 2,100 robots from Pudu, hospitals 900"."""
    return _BOUGHT_FROM.search(passage.text, passage.sentence.start, quantity.end + _BEHIND) is not None


_BOUGHT_FROM = re.compile(r"\d[^,;.]{0,24} from [A-Z]")


def wider_market(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return where a wider market than the subject is named: "robotics and automation"."""
    if metric != "market_size" or subject.kind != "market":
        return None
    match = _WIDER.search(passage.text, passage.sentence.start, quantity.start)
    return match.span(1) if match else None


def place_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return the place right after a count of what a firm has: "92 in Chicago"."""
    match = _IN_PLACE.match(passage.text, quantity.end) if metric in _LOCATED and subject.kind == "company" else None
    if match is None:
        return None
    first, last = match.span(match.lastindex or 1)
    if any(q.start < last and first < q.end for q in passage.quantities):
        return None  # raised to $590m from USD 565m
    if _NO_PLACE.match(passage.text, first) or (metric not in _PLACED and _is_firm(first, last, passage)):
        return None
    return first, last


def _is_firm(first: int, last: int, passage: Passage) -> bool:
    return any(e.start < last and first < e.end and e.kind in ("company", "rival", "house") for e in passage.entities)


_LOCATED = frozenset({"installed_base", "headcount", "shipments", "production", "procedures", "capacity", "revenue"})


def trade_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return the word of trade with others: "China's exports of robots", "it exported 29 robots"."""
    if metric in _SENT_ABROAD and subject.kind == "company":
        found = _led(_EXPORTED, quantity, passage)
        return None if found is None or passage.between(found[1], quantity.start) else found
    if metric not in _TRADED or subject.kind != "market":
        return None
    return _led(_TRADE, quantity, passage)


def those_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return what stands for a firm's part before a number: "those from the Americas", "Europe was weak, with …"."""
    if (metric not in _SHARED_OUT and metric not in _PLACED) or subject.kind != "company":
        return None
    line = passage.sentence.start
    start = max(line, quantity.start - _LEAD)
    lead = passage.text[start : quantity.start]
    match = (None if metric in _PLACED else _THOSE.search(lead)) or _REGION_FIRST.search(lead)
    if match is not None:
        first, last = start + match.start(1), start + match.end(1)
        named = any(
            e.start < last and first < e.end and e.kind in ("company", "rival", "house") for e in passage.entities
        )
        return None if named or passage.between(last, quantity.start) else (first, last)
    first_told = _PART_FIRST.match(passage.text, line, quantity.start)
    if first_told is not None:
        return first_told.span(1)
    for frame in (_OF_WHICH_IT, _WITH_IT, _ZH_MARKET):
        match = frame.search(lead)
        if match is not None and not any(
            e.start < start + match.end(1) and start + match.start(1) < e.end and e.kind in _NAMES
            for e in passage.entities
        ):
            return start + match.start(1), start + match.end(1)
    return _there(lead, quantity, passage) or _led_by_place(quantity, passage)


def _there(lead: str, quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return the region that "there" stands for: the one named last before."""
    match = _THERE.search(lead)
    if match is None and _THERE_BEHIND.match(passage.text, quantity.end, passage.sentence.end) is None:
        return None
    at = quantity.start - len(lead) + match.start() if match else quantity.start
    floor = max(0, at - _BACK, passage.text.rfind("\n", 0, at) + 1)
    named = [m.span() for m in _regions().finditer(passage.text, floor, at)]
    if not named:
        places = (m.span(1) for m in _PLACE.finditer(passage.text, floor, at))
        named = [span for span in places if not (_NO_PLACE.match(passage.text, span[0]) or _is_firm(*span, passage))]
    return named[-1] if named else None


_THERE_BEHIND = re.compile(r"[^.;,]{0,30}\bthere\b(?! (?:is|are|was|were|will|has|have|would)\b)")
_PLACE = pattern("sites.place")


@cache
def _regions() -> re.Pattern[str]:
    """Return a pattern of the regions that English texts name, the longest first."""
    names = (word for word in rulebook().words["scopes.region"] if word.isascii() and word[0].isupper())
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")


def _led_by_place(quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return the place that opens an English sentence: "In Rwanda, where it began in 2016, it operates 60 aircraft"."""
    match = _PLACE_LED.match(passage.text, passage.sentence.start, quantity.start)
    if match is None:
        return None
    first, last = match.span(match.lastindex or 1)
    if _NO_PLACE.match(passage.text, first) or passage.between(match.end(), quantity.start) > 1:
        return None
    if _regions().search(passage.text, match.end(), quantity.start):
        return None  # "in Asia it sold 19% fewer; in Europe the decline was 6%"
    named = any(e.start < last and first < e.end and e.kind in _NAMES for e in passage.entities)
    return None if named else (first, last)


def branch_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return the nation of a firm's branch: "Fanuc's Hungarian subsidiary", "the European branch of Pudu"."""
    if metric not in _ABROAD or subject.kind != "company":
        return None
    return _led(_BRANCH, quantity, passage)


def outside_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return what a number lies outside of: "24 of them outside Japan", "sales outside China should grow by 45%"."""
    if metric not in _ABROAD or subject.kind != "company":
        return None
    end = passage.clause_of(quantity.start)[1]
    for outside in _OUTSIDE.finditer(passage.text, passage.sentence.start, end):
        behind = outside.start() >= quantity.end
        left, right = (quantity.end, outside.start()) if behind else (outside.end(), quantity.start)
        apart = right - left > (_BEHIND if behind else _LEAD) or passage.between(left, right)
        if not apart and not _APART.search(passage.text, left, right):
            return outside.span(1)
    return None


def _led(construction: re.Pattern[str], quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return what a construction names in the words of the sentence before a number."""
    start = passage.sentence.start
    match = construction.search(passage.text[start : quantity.start])
    return None if match is None else (start + match.start(1), start + match.end(1))


def item_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return the part that an item of a list is for: "of which parts and software: KRW 2 trillion"."""
    match = _ITEM.match(passage.text, passage.sentence.start, quantity.start)
    if match is not None:
        return None if metric == "headcount" else match.span(1)
    return _labelled(quantity, metric, passage)


def _labelled(quantity: Quantity, metric: str, passage: Passage) -> tuple[int, int] | None:
    """Return the label of a line that holds a number under a heading for all: "- Tineco brand: 3.4 billion yuan"."""
    label = _LINE_LABEL.fullmatch(passage.text, passage.sentence.start, quantity.start)
    if label is None or metric not in _PORTIONED or _WHOLE.match(label.group(1)) or _NO_LABEL.search(label.group(1)):
        return None
    start, end = label.span(1)
    metrics = (
        hits for tag, hits in passage.words.items() if tag.endswith((".strong", "scopes.profit", "scopes.variant"))
    )
    if any(start <= hit.start < end for hits in metrics for hit in hits):
        return None
    named = any(e.start < end and start < e.end and e.kind in _NAMES for e in passage.entities)
    return None if named and not label.group(1).endswith(_KINDS_OF_PART) else (start, end)


_LINE_LABEL = pattern("portions.line_label")
_NO_LABEL = re.compile(
    r"\d|\b(?:total|overall|group|all|year|quarter|half|of which|change|consensus|guidance)\b", re.IGNORECASE
)
_KINDS_OF_PART = (" brand", " division", " business", " segment", " unit")


def staff_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return what kind of staff are counted: "2,800 are engineers"."""
    match = _STAFF.match(passage.text, quantity.end) if metric == "headcount" else None
    if match is not None and _SHARE_OF.search(passage.text, passage.sentence.start, quantity.start):
        return None  # half of its 210 staff are engineers
    return None if match is None else match.span(match.lastindex or 1)


_SHARE_OF = re.compile(
    r"\b(?:[Hh]alf|thirds?|quarters?|fifths?|tenths?|cent|[Mm]ost|[Mm]any|majority) of [^,;.]{0,40}$|% of [^,;.]{0,40}$"
)
