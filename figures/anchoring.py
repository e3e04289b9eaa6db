"""Which of the spans of time around a figure it is anchored to: the likeliest by place, or the "now" beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from figures.notation import PeriodSpan
from figures.period_rules import period_rules

Nature = Literal[
    "flow", "booking", "spending", "total", "stock", "state", "event"
]  # see [natures] in rules/periods.toml
Extent = tuple[int, int]

# Only their order matters: inside the figure's words, right after it, before it, and further away.
_INSIDE, _AFTER, _BEFORE = 120, 90, 85
_BEFORE_NUMBERS, _AFTER_CHINESE, _EARLIER_CLAUSE, _AFTER_NUMBERS = 60, 55, 50, 30
_ROUND_NAMED, _VALUED = 12, 8  # characters before a date that name the round, and from 估值 to its number
_ROUND_TOLD = 60  # characters before a date in which the round or listing is named
_CLAUSES_OF_A_ROUND = 3  # 6月完成C轮融资,某基金领投,老股东跟投,投后估值…
_ASIDES = 2  # commas around an aside between a date and what it dates
_ASIDE = 12  # characters from a bracket to the span in it
_ADJOINS_TOTAL = 2
_UNDATED = 30  # characters between a figure and a word such as "now"
_VERB = 80  # characters before a figure in which its verb stands
REACH = 1200  # characters within a sentence over which a period reaches a figure
DIGITS = re.compile(r"\d[\d,.]*\d|\d")
_BOUNDED = re.compile(r"\d{4}-(?:01/|H|Q)")
_COMMA = re.compile(r"[,，](?!\d)")
_WHEN = re.compile(r", (?:when|which|in which)\b")
_UNNAMED_YEARS = ("上一财年", "上财年", "本财年", "下一财年", "下财年")
_VALUED_BY = re.compile(r", (?:which|that|in a deal that|at a price that) (?:had )?(?:valued|values|priced|put|gave)\b")
_COORDINATED = re.compile(r",? (?:and|or|but|while|whereas) (?:the )?")
_OPENS_THEN = re.compile(
    r"\b(?:was|were|is to be|will be|will|to be|has been|had been)? ?(?:open(?:ed|s)?|completed|finished|inaugurated|"
    r"start(?:ed|s)? (?:up|work|production)?|commissioned|built) (?:in|on|by|at|early|late|this|next|last) "
)
_ITS_LEVEL = re.compile(
    r"^(?: from a year (?:ago|earlier|before))? to (?:about |around |some |nearly |just |only )?(?:[A-Z]{1,3})?[$€£¥₩]?"
    r"\d[\d.,]*\d? ?(?:million|billion|trillion|thousand|mn?|bn)?(?: [a-z]+)?(?= (?:in|for|during|over) )"
)
_OPENED = re.compile(
    r"\b(?:that|which|who) [^,;.]{0,40}\b(?:opened|built|launched|bought|acquired|founded|completed|started|finished|"
    r"set up|introduced|unveiled) (?:in|on|last|this|at the end of|early in|late in) (?:the )?$"
)
_BRACKETED = re.compile(r"\([^()]*\)")


class Place(NamedTuple):
    """Where a figure stands, and what is near."""

    text: str
    start: int
    end: int
    clause: Extent
    sentence: Extent
    near: Sequence[PeriodSpan]  # the sentence's spans but days of announcement
    nature: Nature


def anchor_of(place: Place) -> PeriodSpan | None:
    """Return the likeliest span of a figure that has a period, or the words beside it that say there is none."""
    scored = [
        (score, _nearness(span, place), span)
        for span in place.near
        if not span.comparison and (score := _score(span, place)) > 0
    ]
    best = max((row for row in scored if row[2].period is not None), key=lambda row: row[:2], default=None)
    undated = _undated(place)
    if undated is not None and (best is None or _outweighs(undated, best[2], best[0], place)):
        return undated
    return None if best is None else best[2]


def _nearness(span: PeriodSpan, place: Place) -> int:
    """Return how near a span is to a figure, the nearest 0; one in brackets only says what another comes to."""
    text = place.text
    opening = text.rfind("(", max(0, span.start - _ASIDE), span.start)
    aside = opening >= 0 and text.find(")", opening, span.start) < 0  # 2026财年(2025年3月至2026年2月)
    if aside and text.endswith(_UNNAMED_YEARS, 0, opening):
        aside = False  # 上一财年(2024年4月至2025年3月)
    return min(span.end - place.start, 0) - max(span.start - place.end, 0) - aside * REACH


def _undated(place: Place) -> PeriodSpan | None:
    """Return the nearest words of the figure's clause that say there is no period: now, 目前."""
    found: list[tuple[int, PeriodSpan]] = []
    for span in place.near:
        if span.period is None:
            after = span.start >= place.end
            gap = place.text[place.end : span.start] if after else place.text[span.end : place.start]
            if len(gap) <= _UNDATED and not re.search("[,;:，；：]", gap):
                found.append((len(gap), span))
    return min(found, default=(0, None), key=lambda entry: entry[0])[1]


def _outweighs(undated: PeriodSpan, best: PeriodSpan, score: int, place: Place) -> bool:
    """Say whether "now" beside a figure counts for more than the likeliest span."""
    if undated.rule == "en-now" and place.text[undated.start : undated.end].lower() == "already":
        return False  # "had already come down 6% last year"
    if undated.rule == "en-now" and best.end <= undated.start < place.start and not best.as_of:
        return True  # "let a tenth go in September and now employs 230"
    since = undated.rule.endswith("cumulative") and any(
        span.rule == "zh-now" and span.period is None and best.end <= span.start < undated.start for span in place.near
    )
    if since:
        return True  # 预计明年底投产;截至目前累计下线约1000台
    if undated.rule == "zh-cumulative" and _bounds(best, undated, place):
        return False  # 前11个月累计中标24亿元
    if undated.rule.endswith("cumulative") and not best.as_of and leads(best, place):
        return False  # 前11个月,累计中标24.7亿元
    if 0 <= place.start - undated.end <= len(" about "):
        return not undated.rule.endswith("cumulative") or (score <= _EARLIER_CLAUSE and not best.as_of)
    return score <= _EARLIER_CLAUSE and not (best.as_of and undated.rule.endswith("cumulative"))


def _bounds(best: PeriodSpan, total: PeriodSpan, place: Place) -> bool:
    """Say whether a part of a year bounds a total that is told right after it."""
    adjoins = total.start - best.end <= _ADJOINS_TOTAL and len(best.period or "") == len("2025")  # 去年累计
    bounded = best.period is not None and (adjoins or _BOUNDED.match(best.period) is not None)
    return bounded and best.end <= total.start and DIGITS.search(place.text, best.end, total.start) is None


def _score(span: PeriodSpan, place: Place) -> int:
    """Return how likely a span is a figure's own; 0 where it is not."""
    if span.start >= place.start and span.end <= place.end:
        return _INSIDE
    if span.start >= place.end:
        return _score_after(span, place)
    gap = _gap(place.text, span.end, place.start)
    if _is_of_another(span, gap, place):
        return 0
    choosing = period_rules().choosing
    labels = gap.strip() in (":", "：")  # "Revenue, 2025: 1.71 billion"
    if labels or not choosing.border.search(gap):
        return _BEFORE_NUMBERS if choosing.number.search(gap) else _BEFORE - min(len(gap) // 4, 20)
    return _EARLIER_CLAUSE - min(len(gap) // 16, 20) if _reaches(span, gap, place) else 0


def _is_of_another(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a span before a figure is the time of something else: a delivery, a plant's end, another clause."""
    choosing = period_rules().choosing
    if place.nature == "booking" and span.rule == "zh-within":
        return True  # the time in which an order is to be delivered
    if place.nature in ("spending", "booking") and choosing.finished.match(place.text, span.end):
        return True  # the time in which a plant is to be finished
    if (
        place.nature in ("spending", "state")
        and span.kind == "day"
        and not span.as_of
        and _COMMA.search(gap)
        and not _starts_then(span, gap, place)
    ):
        return True
    return _is_elsewhere(span, gap, place) or _is_over(span, gap, place)


def _reaches(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a span reaches a figure in a later clause."""
    choosing = period_rules().choosing
    flows = place.nature == "spending" and choosing.spent.search(place.text, place.sentence[0], place.start) is not None
    far = flows or place.nature in ("flow", "booking", "total", "stock") or _dates_event(span, gap, place)
    return (
        far
        or span.as_of
        or (span.kind in ("quarter", "half") and place.nature != "state")
        or _starts_then(span, gap, place)
        or leads(span, place)
    )


def _dates_event(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a day, or a month just one Chinese clause before, dates an event: 6月完成融资，投后估值50亿元."""
    choosing_number = period_rules().choosing.number
    if place.nature != "event" or span.kind not in ("day", "month", "year", "relative"):
        return False
    commas = len(_COMMA.findall(gap)) if span.rule.startswith("zh") else 0
    if ";" in gap or "\n" in gap:
        return False
    if not span.rule.startswith("zh"):
        return _dates_english_event(span, gap, place)
    if span.kind == "day" or (commas == 1 and (span.kind == "month" or _tells_event(gap))):
        return True
    round_told = "轮" in place.text[max(place.sentence[0], span.start - _ROUND_NAMED) : place.start]
    valued = place.text.rfind("估值", max(0, place.start - _VALUED), place.start) >= 0
    return commas <= _CLAUSES_OF_A_ROUND and round_told and (valued or choosing_number.search(gap) is None)


def _dates_english_event(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a date is that of a round or listing told with it: "its debut in July, which brought $27 million"."""
    choosing = period_rules().choosing
    if len(_COMMA.findall(gap)) > _ASIDES or not (choosing.number.search(gap) is None or _WHEN.search(gap)):
        return span.kind == "day"
    opening = max(place.sentence[0], span.start - _ROUND_TOLD)
    if choosing.expects.search(gap):
        return False
    if _VALUED_BY.search(gap):
        return True  # "In January it took in €120 million from Lingotto, which valued it at €1.1 billion"
    return span.kind == "day" or choosing.events.search(place.text, opening, place.start) is not None


def _tells_event(gap: str) -> bool:
    return period_rules().choosing.events.search(gap) is not None


def _is_elsewhere(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a span before a figure belongs to the old side of its change, or to a clause between commas."""
    choosing = period_rules().choosing
    before = place.text[max(place.sentence[0], span.start - 100) : span.start]
    if before.endswith("since ") and place.nature != "event":
        return True  # "listed since May, when it took in $26 million, it has 90 robots"
    if place.nature == "state" and _OPENED.search(before) and not gap.startswith(","):
        return True  # "the plant that it opened in April can make 20,000"
    if gap.startswith((",", "，")) and (inserted := choosing.parenthetical.search(before)):
        return place.nature != "event" or choosing.listing.search(inserted.group()) is None
    if span.kind in ("month", "day", "quarter") and choosing.goes_on.search(gap):
        return True
    aside = choosing.aside.search(before)
    if aside is None:
        return False
    if choosing.turns.search(gap) is not None:
        return True
    held = aside.group()  # against $646 million in 2023, and EBITDA of $268 million
    told = held.isascii() and " to " not in held and choosing.number.search(held) is not None
    return told and choosing.border.search(gap) is not None


def _is_over(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a clause begins after a span that tells what is so now: "had a round in May and has sold 30"."""
    apart = period_rules().choosing.border.search(gap) is not None and ":" not in gap
    return apart and not (span.as_of or leads(span, place)) and is_so_now(place)


def is_so_now(place: Place) -> bool:
    """Say whether the verb of a figure's clause tells what is so, or has been done, by now."""
    choosing = period_rules().choosing
    start = max(place.clause[0], place.start - _VERB)
    lead = place.text[start : place.start]
    states = place.nature not in ("flow", "spending")
    verb = choosing.holds.search(lead) or (choosing.stands.search(lead) if states else None)
    if verb is None and place.nature == "total":
        verb = choosing.active.match(place.text, place.end)  # and 2,600 firms are active
    return verb is not None and choosing.past.search(lead, 0, verb.start()) is None


def _score_after(span: PeriodSpan, place: Place) -> int:
    choosing = period_rules().choosing
    gap = _gap(place.text, place.end, span.start)
    if _COORDINATED.fullmatch(gap) or (place.nature in ("spending", "state") and _OPENS_THEN.search(gap)):
        return 0  # last year's at 60 million and this year's at 250; a campus costing $110 million was opened in August
    if place.nature != "flow":  # "paid $880 million for its 80% in 2021"
        gap = choosing.stake.sub("", gap)
    gap = _ITS_LEVEL.sub("", gap)  # plunged 39.7% to 10.3 billion yen in the first quarter
    numbers = choosing.number.search(gap) is not None
    if numbers and choosing.elsewhere.search(gap):
        return 0
    if choosing.border.search(gap) or _COMMA.search(gap):
        closes = place.text[span.end : span.end + 1] in ("", ".", ",", ";", ")", "\n")
        if numbers or not closes or not choosing.set_apart.search(gap):
            return 0
    if numbers:
        return _AFTER_NUMBERS if place.nature == "flow" else 0
    if span.rule.startswith("zh"):
        return _AFTER_CHINESE
    if choosing.adjoins.fullmatch(gap):
        return _AFTER
    return _AFTER - min(len(gap) // 2, 30)


def follows(span: PeriodSpan, place: Place) -> bool:
    """Say whether a span right after a figure dates it: "$565 million in 2023"."""
    dates = span.period is not None and not span.comparison and span.start >= place.end
    return dates and _score_after(span, place) > _AFTER_NUMBERS


def _gap(text: str, start: int, end: int) -> str:
    """Return the text between two offsets without what it has in brackets."""
    gap = text[start:end]
    return _BRACKETED.sub("", gap) if "(" in gap else gap


def leads(span: PeriodSpan, place: Place) -> bool:
    """Say whether a span opens its sentence and is set apart by a comma: "In 2024, …"."""
    opens = span.start - place.sentence[0] <= len("By the end of ")
    return opens and place.text[span.end : span.end + 1] in (",", "，", ":", "：")


def _starts_then(span: PeriodSpan, gap: str, place: Place) -> bool:
    """Say whether a date opens the sentence as the time from which it holds: "From March 1 the arm will cost"."""
    opens = span.start - place.sentence[0] <= len("From early ")
    return opens and place.text.startswith("From ", place.sentence[0]) and " and " not in gap
