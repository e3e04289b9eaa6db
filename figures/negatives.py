"""Why a number is no figure at all: the guide's list of what does not count, as patterns around the number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from figures.metrics import Cue, MetricReading
from figures.negative_words import BEFORE, negative_word
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern

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
_ZH_REVISED_BY = pattern("negatives.zh_revised_by")
_GONE = pattern("negatives.gone")
# a comparison with another thing, not with another time
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
_FIRMS_WITH = pattern("negatives.firms_with")
_USED_UP = pattern("negatives.used_up")
_TRAINED = pattern("negatives.trained")
_OF_A_FORECAST = re.compile(
    "(?:是|为)(?:此前|之前|先前|原先|原来)[^,，。;；]{0,24}(?:预测|预期|目标|预估)的?(?:约|近)?$"
)
_HELD_VALUE = pattern("negatives.held_value")
_NO_BUSINESS = pattern("negatives.zh_no_business")
_BOUGHT_FROM = pattern("negatives.bought_from")
_MERGED = pattern("negatives.merged")
_SIZE_CLASS = pattern("negatives.size_class")
_OUT_OF = pattern("negatives.out_of")
_FIRMS_COUNTED = re.compile(
    r"\bnumber|\bcount\b|how many|数|总量|\d(?:万|余|多)?家"
    r"|(?:had|has|counts?|counted|were|are|to) (?:\w+ ){0,2}[\d,]+ (?:\w+ ){0,2}"
    r"(?:firms|companies|enterprises|makers|businesses|start-ups|manufacturers|suppliers)\b"
)
_SOME_FIRMS = pattern("negatives.some_firms")
_THAN = pattern("negatives.than")
_ZH_THAN = pattern("negatives.zh_than")
_ADDED_LATER = pattern("negatives.added_later")
_THAN_EXPECTED = pattern("negatives.than_expected")
_DOUBLE_THE = re.compile(r"\s*(?:the|that|what) (?:[$€£¥]|[A-Z]{2,3}\$? ?)?\d")
_PART_RAISES = pattern("negatives.part_raises")
_IN_TEN = re.compile(r"\s*(?:out of|in) (?:every )?(?:ten|five|four|three|twenty|a hundred|\d{1,3})\b(?! [a-z]+s\b)")
_PROCEEDS_OF = re.compile(r"proceeds of (?:\w+ ){0,2}$")


_NOT_SO_MANY = re.compile(r"[,;—–(] ?(?:and )?not (?:the )?$")  # "361,000 robots, not 430,000 as had been thought"
_TWO_TIMES = re.compile(r"^twice(?! (?:as|the|its|that|what|last|a)\b)", re.IGNORECASE)
_CHANGE_OF = 60  # characters between a word such as "halved" and what it is a change of


def _near(quantity: Quantity, cue: Cue, passage: Passage) -> bool:
    """Say whether a word of change stands by the word of its metric."""
    left, right = (cue.end, quantity.start) if cue.end <= quantity.start else (quantity.end, cue.start)
    return right - left <= _CHANGE_OF and passage.borders(left, right) <= 2


class _Case(NamedTuple):
    """A number with what a check looks at."""

    quantity: Quantity
    cue: Cue | None
    metric: str
    growth: bool
    passage: Passage
    before: str
    small: str  # what stands before, in small letters
    after: str


def negative_of(quantity: Quantity, reading: MetricReading, measure: str, passage: Passage) -> str:
    """Return why a number is no figure of the metric that a reading proposes, or nothing."""
    word = negative_word(quantity, reading.cue, reading.metric, passage)
    if word:
        return f"not a figure: {word}"
    lead = max(passage.sentence.start, quantity.start - _LEAD)
    case = _Case(
        quantity,
        reading.cue,
        reading.metric,
        measure == "growth",
        passage,
        passage.text[lead : quantity.start],
        passage.small[lead : quantity.start],
        passage.text[quantity.end : quantity.end + _TAIL],
    )
    for check, reason in _CHECKS:
        if check(case):
            return reason
    if case.metric == "price":
        return _no_price(quantity, case.cue, passage)
    if case.metric == "headcount" and not case.growth:
        return _no_staff(quantity, passage)
    return ""


_SPOKEN_OF = 4000  # characters either side in which an article may speak of cars without drivers
_LEAD, _TAIL = 90, 80  # characters that checks see before and after a number


def _is_cars(case: _Case) -> bool:
    start = case.quantity.start
    counted = case.quantity.kind in ("count", "number")
    return (
        counted
        and bool(_CARS.search(case.before + "|" + case.quantity.noun))
        and not _DRIVERLESS.search(case.passage.text, max(0, start - _SPOKEN_OF), start + _SPOKEN_OF)
    )


def _is_use_of_proceeds(case: _Case) -> bool:
    if case.quantity.kind != "money":
        return False
    goes = bool(_USE.match(case.after)) and not _PROCEEDS_OF.search(case.before)
    return goes or bool(_USED_UP.search(case.before))


def _is_own_total(case: _Case) -> bool:
    share = not case.growth and case.quantity.kind == "percent"
    return share and bool(_OWN_TOTAL.match(case.after) or _ZH_OWN_TOTAL.search(case.before))


def _is_gap(case: _Case) -> bool:
    """Say whether an amount is how much more or less something is: "100 million yuan less than in 2024"."""
    if case.quantity.kind not in ("money", "count", "number"):
        return case.growth and _ZH_REVISED_BY.search(case.before) is not None
    return _THAN.match(case.after) is not None or _ZH_THAN.search(case.before) is not None


def _is_of_firms(case: _Case) -> bool:
    """Say whether a percentage beside a word for firms tells of what they do, not of their number."""
    if case.metric != "firms" or not case.growth:
        return False
    sentence = case.passage.sentence
    return _FIRMS_COUNTED.search(case.passage.small, sentence.start, sentence.end) is None


_FIRMS_ASKED = pattern("negatives.firms_asked")
_FIRMS_REPLIED = pattern("negatives.firms_replied")


def _is_of_part(case: _Case) -> bool:
    """Say whether a firm's unit raised the money, not the firm."""
    return _PART_RAISES.search(case.passage.text, case.passage.sentence.start, case.quantity.start) is not None


def _is_sample(case: _Case) -> bool:
    """Say whether firms counted only answered, exhibited or bid: the words between the number and its noun told too."""
    return _FIRMS_REPLIED.match(case.passage.text, case.quantity.start + len(case.quantity.digits)) is not None


def _is_added(case: _Case) -> bool:
    if case.quantity.unit == "units" and _ADDED_LATER.search(case.before):
        return True
    if case.growth or not (case.quantity.unit == "people" or case.metric in ("headcount", "capacity")):
        return False
    if _ADDED.search(case.small) or _ZH_ADDED.search(case.before):
        return True
    return case.metric == "headcount" and bool(_GONE.match(case.after)) and not _OF_WHOLE.search(case.before)


# "2 percent cheaper" than a rival is no change in time
_AT_SOME_TIME = re.compile(
    r"\b(?:years?|quarters?|months?|now|since|than (?:in|before|last|its|the|at)|predecessor|previous|ago"
    r"|earlier|launch|\d{4})\b"
)
_CHEAPER = re.compile(r"\s*(?:cheaper|dearer|(?:more|less) expensive)\b")


def _is_against_a_rival(case: _Case) -> bool:
    line = case.passage.sentence
    dearer = case.growth and _CHEAPER.match(case.after)
    return bool(dearer) and _AT_SOME_TIME.search(case.passage.small, line.start, line.end) is None


def _is_multiple(case: _Case) -> bool:
    if case.quantity.change != "multiple":
        return False
    said = case.passage.text[case.quantity.start : case.quantity.end + 8]
    if _OF_A_FORECAST.search(case.passage.text, case.passage.sentence.start, case.quantity.start):
        return True
    timed = _TIME_NEAR.search(case.before[-50:] + case.after[:40])
    return bool(_MULTIPLE_OF.match(case.after) or _TWO_TIMES.search(said)) or not timed


def _is_out_of(case: _Case) -> bool:
    """Say whether a count is one of a pair that tells how often: 100台里有6台要返厂."""
    counted = case.quantity.kind in ("count", "number")
    return counted and bool(_OUT_OF.match(case.after) or _OUT_OF.search(case.before[-8:]))


_CHECKS: tuple[tuple[Callable[[_Case], object], str], ...] = (
    (
        lambda case: case.quantity.kind not in ("percent", "money") and _PART_OF.match(case.after),
        "a part of the number that follows",
    ),
    (lambda case: case.quantity.kind == "money" and _TO_MAKE.match(case.after), "the cost of making"),
    (lambda case: case.quantity.kind == "count" and _IN_TEN.match(case.after), "a ratio"),
    (
        lambda case: case.metric in ("funding", "valuation") and _is_of_part(case),
        "a part's own round",
    ),
    (_is_cars, "cars"),
    (lambda case: case.growth and case.metric == "valuation", "a share price move"),
    (_is_use_of_proceeds, "use of proceeds"),
    (_is_own_total, "make-up of the subject's own total"),
    (lambda case: case.metric == "headcount" and _SIZE_OF_OTHERS.search(case.before), "the size of other firms"),
    (lambda case: _FIRMS_WITH.search(case.small), "the size of other firms"),
    (lambda case: case.quantity.kind == "money" and _SIZE_CLASS.match(case.after), "the size of other firms"),
    (_is_out_of, "so many out of so many"),
    (lambda case: _NOT_SO_MANY.search(case.before), "denied: so many and not so many"),
    (lambda case: _BOUGHT_FROM.search(case.before), "what it buys"),
    (lambda case: _NO_BUSINESS.search(case.before), "no part of the business"),
    (lambda case: case.metric == "valuation" and _HELD_VALUE.search(case.before), "the value of a holding"),
    (lambda case: _MERGED.search(case.before), "of firms not yet one"),
    (_is_of_firms, "a change of what firms do"),
    (lambda case: case.metric == "firms" and _SOME_FIRMS.search(case.before), "a part of the firms"),
    (
        lambda case: case.metric == "firms" and (_FIRMS_ASKED.search(case.before) or _is_sample(case)),
        "a sample of firms",
    ),
    (_is_added, "an absolute change"),
    (_is_gap, "an absolute change"),
    (lambda case: case.growth and _THAN_EXPECTED.match(case.after), "compared with what was expected"),
    (lambda case: case.quantity.change and _DOUBLE_THE.match(case.after), "a multiple of another number"),
    (_is_multiple, "a multiple of something else"),
    (_is_against_a_rival, "compared with a rival"),
    (
        lambda case: case.quantity.change and case.cue is not None and not _near(case.quantity, case.cue, case.passage),
        "a change of something else",
    ),
    (lambda case: _DENSITY.match(case.after) or _AFTER_PER.search(case.before), "a density"),
    (
        lambda case: case.quantity.kind != "percent" and _SUBSET.search(case.before),
        "the people of a percentage just told",
    ),
    (lambda case: case.growth and _EXPECTED.search(case.before), "compared with what was expected"),
)


_THIRD_PARTY = pattern("negatives.third_party")
_PARAGRAPH = 200  # characters of a paragraph before a sentence that tell whose prices these are
_EXPLICIT = pattern("negatives.explicit")
_MACHINE = pattern("negatives.machine")
_OTHER_THING = pattern("negatives.other_thing")


def _no_price(quantity: Quantity, cue: Cue | None, passage: Passage) -> str:
    """Return why an amount is no price of a machine: nothing of the sentence is one, or another thing is sold."""
    if cue is None:
        if _THIRD_PARTY.search(passage.text, passage.sentence.start, passage.sentence.end):
            return "asked by somebody else"
        lead = passage.text[max(passage.sentence.start, quantity.start - BEFORE) : quantity.start]
        return "the price of another thing" if _OTHER_THING.search(lead) else ""
    paragraph = max(passage.text.rfind("\n", 0, passage.sentence.start) + 1, passage.sentence.start - _PARAGRAPH)
    if _THIRD_PARTY.search(passage.text, paragraph, passage.sentence.end):
        return "asked by somebody else"
    start, end = passage.clause_of(min(cue.start, quantity.start))
    clause = passage.text[start : max(end, quantity.end)]
    if _OTHER_THING.search(clause):
        return "the price of another thing"
    explicit = _EXPLICIT.search(passage.small[cue.start : cue.end])
    around = passage.text[passage.sentence.start : passage.sentence.end]
    if not explicit and not _MACHINE.search(around) and not passage.products:
        return "no machine is priced"
    return ""


_CROWD = frozenset({"people", "person", "persons", "workers", "worker", "hands", "人", "个人", "名", "位"})
_STAFFED = pattern("negatives.staffed")
_TALK = pattern("negatives.talk")


def _no_staff(quantity: Quantity, passage: Passage) -> str:
    """Return why a number of people is no staff, or nothing."""
    if quantity.noun.lower() not in _CROWD:
        return ""
    if _TALK.match(passage.text, quantity.end) or _TRAINED.match(passage.text, quantity.end):
        return "people, not staff"
    start, end = passage.sentence.start, passage.sentence.end
    return "" if _STAFFED.search(passage.text, start, end) else "people, not staff"
