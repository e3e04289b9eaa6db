"""Why a number is no figure at all: the guide's list of what does not count, as patterns around the number."""

from __future__ import annotations

import re

from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

_BEFORE, _AFTER = 60, 14  # characters in which a word such as "cash" or "margin" still governs the number
_NOT_NEGATED = {
    "deal_value": frozenset({"cash", "in cash", "shares", "stake", "shares in", "stake of", "股权", "股份", "持股"})
}

# "400 of the roughly 15,000 jobs": a part of the number that follows
_PART_OF = pattern("negatives.part_of")
# "$3.5m of it will go to": use of proceeds
_USE = pattern("negatives.use")
# "85% of its sales", 占营收30%: the make-up of the subject's own total
_OWN_TOTAL = pattern("negatives.own_total")
_ZH_OWN_TOTAL = pattern("negatives.zh_own_total")
# "adds 700 jobs", 裁员400人: a change in people or capacity, not their number
_ADDED = pattern("negatives.added")
_ZH_ADDED = pattern("negatives.zh_added")
_GONE = pattern("negatives.gone")
# a comparison with another thing, not with another time
_THING = re.compile(r"(?:是|为|约为|相当于)[^，,。]{0,10}$")
_TIME_NEAR = pattern("negatives.time_near")
_EXPECTED = pattern("negatives.expected")
_MULTIPLE_OF = pattern("negatives.multiple_of")
_DENSITY = pattern("negatives.density")
_AFTER_PER = pattern("negatives.after_per")
_SUBSET = pattern("negatives.subset")
_TO_MAKE = pattern("negatives.to_make")
_DRIVERLESS = pattern("negatives.driverless")
_CARS = pattern("negatives.cars")
_OF_WHOLE = pattern("negatives.of_whole")
_SIZE_OF_OTHERS = pattern("negatives.size_of_others")
_SOME_FIRMS = pattern("negatives.some_firms")
_ADDED_UNITS = frozenset({"people"})


_TWO_TIMES = re.compile(r"^twice(?! (?:as|the|its|that|what|last|a)\b)", re.IGNORECASE)
_CHANGE_OF = 60  # characters between a word such as "halved" and what it is a change of


def _near(quantity: Quantity, cue: Cue, passage: Passage) -> bool:
    """Say whether a word of change stands by the word of its metric."""
    left, right = (cue.end, quantity.start) if cue.end <= quantity.start else (quantity.end, cue.start)
    return right - left <= _CHANGE_OF and passage.borders(left, right) <= 2


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
    if (
        quantity.kind in ("count", "number")
        and _CARS.search(before + "|" + quantity.noun)
        and not _DRIVERLESS.search(text)
    ):
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
    if quantity.change == "multiple" and _TWO_TIMES.search(passage.text[quantity.start : quantity.end + 8]):
        return "twice, an adverb"
    if quantity.change and cue is not None and not _near(quantity, cue, passage):
        return "a change of something else"
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


_EXPLICIT = pattern("negatives.explicit")
_MACHINE = pattern("negatives.machine")
_OTHER_THING = pattern("negatives.other_thing")


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
_STAFFED = pattern("negatives.staffed")
_TALK = pattern("negatives.talk")


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
        if cue is not None and hit.start == cue.start and hit.end <= cue.end and passage.text.startswith(" of", cue.end):
            continue  # the stock of robots
        if (
            cue is not None
            and hit.start <= cue.start
            and cue.end <= hit.end
            and hit.end - hit.start > cue.end - cue.start
        ):
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
            if passage.borders(hit.end, quantity.start) > 2 or (
                quantity.kind == "money" and passage.borders(hit.end, quantity.start)
            ):
                continue
            return said
    return ""


# A share must be of something larger than the subject.
_LARGER = pattern("negatives.larger")
_HOLDERS = pattern("negatives.holders")


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
