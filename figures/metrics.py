"""Which metric a number is of: typed candidates, words of the clause, constructions before scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from figures.idle import is_idle
from figures.match import Hit
from figures.passage import Passage, distance
from figures.quantities import Quantity
from figures.rulebook import MetricRule, pattern, rulebook

_W = rulebook().weights


class Cue(NamedTuple):
    """A word that names a metric, with its offsets and strength."""

    start: int
    end: int
    metric: str
    strong: bool


class MetricReading(NamedTuple):
    """A metric proposed for a quantity: how well it fits and by which rule."""

    metric: str
    score: int
    rule: str
    cue: Cue | None


CueTag = tuple[int, str, bool]  # the rank of a class of words, the metric that they name, whether they are strong


def cue_tags(keys: Iterable[str]) -> dict[str, CueTag]:
    """Return the classes of words that name some metrics."""
    classes = ((key, strength) for key in keys for strength in ("strong", "weak"))
    return {
        f"metric.{key}.{strength}": (rank, key, strength == "strong") for rank, (key, strength) in enumerate(classes)
    }


def cues_in(
    words: dict[str, list[Hit[str]]],
    tags: Mapping[str, CueTag],
    quantities: Sequence[Quantity] = (),
    names: Sequence[tuple[int, int]] = (),
    text: str = "",
) -> list[Cue]:
    """Return the metric words of a sentence; by start, the longest first."""
    found = sorted((hit.start, -hit.end, *tags[tag]) for tag, hits in words.items() if tag in tags for hit in hits)
    cues = [Cue(start, -end, metric, strong) for start, end, _, metric, strong in found]
    if not cues:
        return cues
    money = [(q.start, q.end - 1) for q in quantities if q.kind == "money"]
    return [
        cue
        for cue in cues
        if not (names and any(start <= cue.start and cue.end <= end for start, end in names))
        and not (text and _is_other_word(text, cue))
        and not (money and any(start < cue.end and cue.start < end for start, end in money))
    ]


_NAME_WORDS = frozenset(
    {"research", "fund", "capital", "listing", "market", "global market", "industry", "fleet", "stock"}
)


# Analysts' short forms of profit are written in capitals: NP, but Pat and opposite.
_ABBREVIATIONS = frozenset({"np", "ni", "op", "pat", "pbt", "npat", "patmi", "tam"})


def _is_other_word(text: str, cue: Cue) -> bool:
    """Say whether capitals, or their lack, tell another word: Tidemark Research, Pat."""
    written = text[cue.start : cue.end]
    said = written.lower()
    if said in _ABBREVIATIONS:
        return not written.isupper()
    if said not in _NAME_WORDS or not written[0].isupper():
        return False
    return _CAPITAL_BEFORE.search(text, max(0, cue.start - 24), cue.start) is not None


_CAPITAL_BEFORE = re.compile(r"[A-Z][\w&-]* $")


def outermost(cues: Sequence[Cue]) -> list[Cue]:
    """Return the metric words that stand in no longer one; they come by start, the longest first."""
    kept: list[Cue] = []
    for cue in cues:
        if not any(
            o.start <= cue.start and cue.end <= o.end and (o.end - o.start) > (cue.end - cue.start) for o in kept[-8:]
        ):
            kept.append(cue)
    return kept


def score(cue: Cue, quantity: Quantity, passage: Passage) -> int:
    """Return how well a metric word fits a quantity, by strength, distance, side, clauses and numbers between."""
    points = _W["strong"] if cue.strong else _W["weak"]
    points += min(cue.end - cue.start, 12) * _W["length"] // 10
    if cue.end <= passage.sentence.label_end <= quantity.start and _within(cue, passage):
        points -= _W["bound"]
    if cue.end <= quantity.start:
        aside = (
            _ASIDE.fullmatch(passage.small, cue.end, quantity.start)
            if passage.small.find(",", cue.end, quantity.start) > 0
            else None
        )
        if aside is not None:  # "the backlog, nearly all of it owed by Walmart, stood at"
            points -= (len(aside["of"]) + len(aside["stands"])) * _W["gap_before"] // 10
        else:
            gap = distance(passage.text, cue.end, quantity.start)
            points -= gap * _W["gap_before"] // 10 + passage.borders(cue.end, quantity.start) * _W["border"]
        points -= passage.between(cue.end, quantity.start) * _W["between"]
        if _bound_to_last(cue, passage):
            points -= _W["bound"]
        elif _ONLY_HEDGES.fullmatch(passage.small[cue.end : quantity.start]):
            points += _W["adjacent"]
        return points
    if cue.start >= quantity.end:
        gap = distance(passage.text, quantity.end, cue.start)
        borders = passage.borders(quantity.end, cue.start)
        if borders == 1 and _is_fronted(quantity, passage):
            return points - gap * _W["gap_before"] // 10
        between = passage.small[quantity.end : cue.start]
        if quantity.kind == "percent" and _NEXT_ITEM.match(between):
            points -= _W["border_after"]
        if not borders and (gap <= 2 or _glued(passage.text[quantity.end : cue.start])):
            points += _W["adjacent"]
        elif not borders and quantity.kind == "percent" and _IN_WHAT.fullmatch(between):
            return points + 2 * _W["adjacent"]
        else:
            points -= _W["after"]
        points -= gap * _W["gap_after"] // 10 + borders * _W["border_after"]
        points -= passage.between(quantity.end, cue.start) * _W["between_after"]
        return points
    return points


_ASIDE = pattern("metrics.aside")
_FRONTED = re.compile(
    r"\W*At (?:(?:about|around|some|just|only|over|nearly|almost|roughly|more than|less than|under|up to|an? [a-z]+) )*"
)


def _is_fronted(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number opens a sentence that tells what it is: "At NT$1.94 billion, October revenue was"."""
    opens = passage.text.startswith(",", quantity.end)
    return opens and _FRONTED.fullmatch(passage.text, passage.sentence.start, quantity.start) is not None


_NEXT_ITEM = re.compile("[、与和及]")  # 收入翻一番、亏损降到5亿元
_GAIN = pattern("metrics.gain")
_GLUE = pattern("metrics.glue")
_ONLY_HEDGES = pattern("metrics.only_hedges")
_ACQUIRING = pattern("metrics.acquiring")
_IN_ORDER = pattern("metrics.in_order")
_IN_WHAT = pattern("growth.in_what")
_WITH_THE = pattern("metrics.with_the")
_GOODS = pattern("metrics.goods")
_GOODS_BOUGHT = pattern("metrics.goods_bought")
_SUM_CLAUSES = 2  # between 融资 and the 金额 of it
_BOUND_GAP = 60  # no more words than this bind a number to what is counted
_IDLE_MAKE = pattern("metrics.idle_make")
_TAKE = frozenset({"take", "takes", "took", "taken"})
_MAKE = frozenset({"made", "make", "makes", "making"})
# "took in 1.1 billion yuan, from CATL among others": investors' money
_FROM_WHOM = re.compile(
    r"(?: in [^,.;]{3,30})?, (?:largely |mostly |mainly )?"
    r"from (?!sales|customers|services|licen|rides|operations|its|the|selling)[A-Z]"
)
_TO_ROUND = re.compile(
    r" to (?:(?:its|the|this|[A-Z][\w.&'’-]*) ){1,4}(?:\w+ ){0,2}(?:[Ss]eries|round|fund|financing)\b"
)
_AWAITING = re.compile(r"\b(?:[Aa]nalysts|[Mm]arkets?|[Bb]rokers|consensus|poll)\b")
_THE_MARKET = re.compile(r" (?:the|its|this) (?:\w+ ){0,2}(?:market|sector|industry)\b")
_SECURITIES = ("shares ", "stock ", "bonds ", "options ", "stake ", "stakes ")
_ROUNDS = frozenset(
    {
        "new money",
        "round",
        "raise",
        "fresh capital",
        "financing",
        "money",
        "new capital",
        "fresh money",
        "capital",
        "ipo",
        "listing",
        "flotation",
        "float",
    }
)


def _glued(gap: str) -> bool:
    return bool(_GLUE.fullmatch(gap))


def _bound_to_last(cue: Cue, passage: Passage) -> bool:
    """Say whether a word belongs to the quantity right before it."""
    for quantity in reversed(passage.quantities):
        if cue.start - quantity.end > _BOUND_GAP:
            return False
        gap = passage.small[quantity.end : cue.start] if quantity.end <= cue.start else "."
        if (not gap.strip(" -") and not passage.borders(quantity.end, cue.start)) or _glued(gap):
            return True
    return False


_INSIDE = re.compile(r"\b(?:with|of|in|by|per|from|for|without|using|whose) (?:\w+ ){0,2}$")


def _within(cue: Cue, passage: Passage) -> bool:
    """Say whether a word only describes what heads a label: the sales of "Companies with robot sales: 2,509"."""
    return bool(_INSIDE.search(passage.text[passage.sentence.start : cue.start]))


def readings_for(
    quantity: Quantity,
    passage: Passage,
    cues: Sequence[Cue],
    allowed: frozenset[str],
    constructed: Sequence[MetricReading] = (),
) -> list[MetricReading]:
    """Return the metrics that words of the sentence and its constructions propose, best first."""
    best: dict[str, MetricReading] = {}
    for cue in _resolved(outermost([cue for cue in cues if cue.metric in allowed]), cues, passage):
        if cue.metric not in allowed:
            continue
        if quantity.kind != "money" and cue.metric == "revenue" and passage.small.startswith("guid", cue.start):
            continue
        if cue.metric == "revenue" and not cue.strong and _FROM_WHOM.match(passage.text, quantity.end):
            continue
        if cue.metric == "investment" and not cue.strong and not 0 <= cue.start - quantity.end <= 4:
            continue
        if quantity.kind == "percent" and passage.small[cue.start : cue.end] == "累计":
            continue  # 1-4月累计增长24%
        if (
            _is_gain(cue, passage)
            or _says_else(cue, quantity, passage)
            or _shrinks(cue, passage)
            or _orders(cue, passage)
        ):
            continue
        points = score(cue, quantity, passage)
        if cue.metric not in best or points > best[cue.metric].score:
            word = passage.text[cue.start : cue.end]
            best[cue.metric] = MetricReading(cue.metric, points, f"word:{word}", cue)
    for made in constructed:
        best[made.metric] = _together(made, best.get(made.metric))
    return sorted(best.values(), key=lambda reading: -reading.score)


def _together(made: MetricReading, worded: MetricReading | None) -> MetricReading:
    """Return the better of what a construction and a word propose; the word beside a frame tells the part."""
    if worded is None:
        return made
    if made.rule.startswith("frame:") and worded.score >= _W["weak"]:
        return worded._replace(score=max(made.score, worded.score), rule=made.rule)
    return made if made.score >= worded.score else worded


# Words for any sum of money, and the words before them that tell what it is for.
_SUMS = frozenset({"金额", "总额", "总金额", "总价", "资金", "规模"})
_MONEYED = frozenset({"funding", "order_value", "deal_value"})


def _resolved(cues: Sequence[Cue], every: Sequence[Cue], passage: Passage) -> list[Cue]:
    """Let 金额 or 总价 be of what its sentence has named before: 完成融资97笔,金额合计248亿元."""
    kept: list[Cue] = []
    for cue in cues:
        if passage.small[cue.start : cue.end] in _SUMS:
            told = [o for o in every if o.strong and o.metric in _MONEYED and o.end <= cue.start]
            governed = told and passage.borders(told[-1].end, cue.start) <= _SUM_CLAUSES
            kept.append(cue._replace(metric=told[-1].metric, strong=True) if governed else cue)
        else:
            kept.append(cue)
    return kept


def _is_gain(cue: Cue, passage: Passage) -> bool:
    """Say whether 收益 is what a sale of property brought, no sales."""
    gained = passage.small.startswith("收益", cue.start) and cue.end - cue.start == len("收益")
    return gained and _GAIN.search(passage.text, passage.sentence.start, cue.start) is not None


def _says_else(cue: Cue, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a word names no metric here: nobody buys money, $88 million worth of services is no valuation."""
    said = passage.small[cue.start : cue.end]
    if cue.metric == "deal_value" and _ACQUIRING.fullmatch(said):
        bought = passage.small[cue.end : quantity.start]
        return bool(_ONLY_HEDGES.fullmatch(bought) or _GOODS_BOUGHT.match(passage.text, cue.end, quantity.start))
    lead = passage.text[max(passage.sentence.start, cue.start - 40) : cue.start]
    if is_idle(cue, said, lead, passage):
        return True
    taken = said in _TAKE and quantity.kind == "percent" and cue.start >= quantity.end  # "a fall of 30% took sales to"
    if taken or (cue.metric == "production" and said in _MAKE and _IDLE_MAKE.match(passage.text, cue.end)):
        return True
    if cue.metric == "order_value" and said == "committed" and _TO_ROUND.match(passage.text, cue.end):
        return True
    if cue.metric == "valuation" and _THE_MARKET.match(passage.text, cue.end):
        return True
    if cue.metric == "funding" and (
        (said == "looking for" and _AWAITING.search(lead)) or (said in _ROUNDS and _WITH_THE.search(lead.lower()))
    ):
        return True
    if said == "worth" and (
        (cue.metric in ("valuation", "order_value") and lead.endswith(_SECURITIES))
        or (cue.metric == "valuation" and _GOODS.search(lead.lower()))
    ):
        return True
    if (
        cue.metric == "valuation"
        and (not cue.strong or "worth" in said or said.startswith(("valued at", "put")))
        and _IN_ORDER.search(passage.small, passage.sentence.start, cue.start)
    ):
        return True
    return cue.metric in ("valuation", "market_size") and said == "worth" and passage.small.startswith(" of ", cue.end)


_ORDERED = frozenset({"order_value", "order_units"})
_TO_SHRINK = pattern("metrics.to_shrink")
_SHRINKS_BY = pattern("metrics.shrinks_by")


def _shrinks(cue: Cue, passage: Passage) -> bool:
    """Say whether "contract" is the verb: "sales will contract by 8%"."""
    if cue.metric not in _ORDERED or not passage.small.startswith("contract", cue.start):
        return False
    lead = passage.text[max(passage.sentence.start, cue.start - 30) : cue.start]
    return bool(_TO_SHRINK.search(lead) or _SHRINKS_BY.match(passage.text, cue.end))


_PLACE = frozenset({"place", "placed", "places", "placing"})
_AN_ORDER = pattern("metrics.an_order")


def _orders(cue: Cue, passage: Passage) -> bool:
    """Say whether "place" has orders as its object: "orders placed by hospitals"."""
    if cue.metric != "shipments" or passage.small[cue.start : cue.end] not in _PLACE:
        return False
    lead = passage.text[max(passage.sentence.start, cue.start - 24) : cue.start]
    return bool(_ORDERS_PLACED.search(lead) or _AN_ORDER.match(passage.text, cue.end))


_ORDERS_PLACED = pattern("metrics.orders_placed")


def by_unit(rules: Sequence[MetricRule], unit: str) -> frozenset[str]:
    """Return the metrics that are counted in a unit."""
    return frozenset(rule.metric.key for rule in rules if rule.metric.unit == unit)


_COMPARED = pattern("metrics.compared")


def is_compared(last: Quantity, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is put beside the one before: "from $80m to $100m", "$131m ($156m)", 上年同期为."""
    if last.kind != quantity.kind or quantity.start - last.end > 60:
        return False
    return bool(_COMPARED.fullmatch(passage.small[last.end : quantity.start]))


_ORDINAL = re.compile(r"(?:th|st|nd|rd)\b")


def is_ordinal(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is a milestone: its 10,000th robot, 第5000台."""
    if passage.text[max(0, quantity.start - 1) : quantity.start] == "第":
        return True
    return bool(_ORDINAL.match(passage.text, quantity.end, quantity.end + 3))


_AVERAGE = pattern("metrics.average")
_PRICE = pattern("metrics.price")


def names_price(cue: Cue | None, passage: Passage) -> bool:
    """Say whether a word names a price outright, as a market's must."""
    if cue is None:
        return False
    return bool(_PRICE.search(passage.text[cue.start : cue.end])) or bool(
        _AVERAGE.search(passage.text, passage.sentence.start, passage.sentence.end)
    )
