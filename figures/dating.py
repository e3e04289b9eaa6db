"""Which of the periods that a text names is a number's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, cast

from figures.carried import carried_period
from figures.notation import PeriodSpan, period_bounds, period_length, same_length_earlier, span_of
from figures.period_rules import period_rules
from figures.periods import sentence_end, sentence_start, spans_within

__all__ = ["Nature", "carried_period", "nature_of", "period_of"]

Nature = Literal[
    "flow", "booking", "spending", "total", "stock", "state", "event"
]  # see [natures] in rules/periods.toml
Extent = tuple[int, int]
Dated = tuple[str | None, str]  # a period and the id of the rule that decided

# Only their order matters: inside the figure's words, right after it, before it, and further away.
_INSIDE, _AFTER, _BEFORE = 120, 90, 85
_BEFORE_NUMBERS, _EARLIER_CLAUSE, _AFTER_CHINESE, _AFTER_NUMBERS = 60, 50, 40, 30
_ROUND_NAMED, _VALUED = 12, 8  # characters before a date that name the round, and from 估值 to its number
_ADJOINS_TOTAL = 2
_LABELLED = re.compile("[\u4e00-\u9fff]{2,10}[:：]")  # 新签订单:17.8亿元
_STILL = 4  # characters: 仍在, 仍为
_ASIDE = 12  # characters from a bracket to the span in it
_CLAUSES_OF_A_ROUND = 3  # 6月完成C轮融资,某基金领投,老股东跟投,投后估值…
_ON_WHAT = 24  # characters after an amount in which it is said what it was spent on
_VERB = 80  # characters before a figure in which its verb stands
_ADJOINING = 16  # characters between a figure and the comparison that is its own
_REACH = 1200  # characters within a sentence over which a period reaches a figure
_STANDING = frozenset(
    {"headcount", "installed_base"}
)  # whose growth too is told at a time, not over the article's period
_EVENT = 200  # characters between the day of a tender and what it came to
_LISTING = 600  # between the day of a listing and what is told of it
_UNDATED = 30  # and between it and a word such as "now"
_YEAR, _YEARS, _DIGITS = re.compile(r"\d{4}"), re.compile(r"\d{4}/\d{4}"), re.compile(r"\d[\d,.]*\d|\d")
_SPANS = ("years-span", "years-and")
_BOUNDED = re.compile(r"\d{4}-(?:01/|H|Q)")
_COMMA = re.compile(r"[,，](?!\d)")
_OF = re.compile("[^,。;]{2,9}的(?:约|近)?")
_UNNAMED_YEARS = ("上一财年", "上财年", "本财年", "下一财年", "下财年")
_BRACKETED = re.compile(r"\([^()]*\)")


class _Place(NamedTuple):
    """Where a figure stands, and what is near."""

    text: str
    start: int
    end: int
    clause: Extent
    sentence: Extent
    near: Sequence[PeriodSpan]  # the sentence's spans but days of announcement
    nature: Nature


def nature_of(metric: str, *, growth: bool = False, market: bool = False, state: bool = False) -> Nature:
    """Say how far a metric's figures look for their period; `state` tells of metrics that a user defines."""
    if growth and metric in _STANDING and not market:
        return "state"
    if growth:
        return "flow"
    nature = cast("Nature", period_rules().natures.get(metric, "state" if state else "flow"))
    if nature == "spending" and market:
        return "booking"
    return "total" if nature == "stock" and not market else nature


def period_of(
    spans: Sequence[PeriodSpan],
    quantity_start: int,
    quantity_end: int,
    clause: Extent,
    sentence: Extent,
    carried: str | None,
    *,
    text: str,
    growth: bool = False,
    nature: Nature = "flow",
) -> Dated:
    """Choose a figure's period among the spans of its text; return it with the id of the rule that decided.

    `carried` is what the article or section has set, for flows whose sentence names no period.
    """
    sentence = (max(sentence[0], quantity_start - _REACH), min(sentence[1], quantity_end + _REACH))
    inside = spans_within(spans, *sentence)
    near = [span for span in inside if not span.announced]
    if any(span.announced and span.kind == "month" for span in inside):
        carried = None  # a number told at another time than the article's
    place = _Place(text, quantity_start, quantity_end, clause, sentence, near, nature)
    listed = _listed(place)
    if listed is not None:
        return listed
    base, rule = _own(place, carried)
    if nature in ("event", "booking") and not rule and not growth:
        return _event_day(spans, place) if nature == "booking" else _listing_day(spans, place)
    compared = _comparison(place)
    if growth and not (compared and _is_its_own(compared, place)):
        return _grown(place, base), rule
    if compared is not None:
        return _compared(compared, base or carried, text), f"{compared.rule}:compared"
    return _one_side(base, rule, place)


# ── spans against a figure ─────────────────────────────────────────────────────────────────────────────────────────


def _own(place: _Place, carried: str | None) -> Dated:
    """Return the period of the likeliest span, else what is carried over to such a figure."""
    scored = [
        (score, _nearness(span, place), span)
        for span in place.near
        if not span.comparison and (score := _score(span, place)) > 0
    ]
    best = max((row for row in scored if row[2].period is not None), key=lambda row: row[:2], default=None)
    undated = _undated(place)
    if undated is not None and (best is None or _outweighs(undated, best[2], best[0], place)):
        return None, undated.rule
    if best is not None and not _continues_total(best[2], place):
        return best[2].period, best[2].rule
    blocked = any(span.period is None and span.end <= place.start for span in place.near)
    if not carried or blocked or not _carries(carried, place):
        return None, ""
    if _is_so_now(place):
        return None, "not carried: so now"
    choosing = period_rules().choosing
    if choosing.guidance.search(place.text, place.sentence[0], place.sentence[1]):
        return _year_guided(carried), "carried:guidance"
    within_year = period_length(carried) not in ("year", "month", "day") and len(carried) < len("2025-01/2025-0")
    if within_year and choosing.expects.search(place.text, place.sentence[0], place.start):
        return None, "not carried: expected"
    return carried, "carried"


def _nearness(span: PeriodSpan, place: _Place) -> int:
    """Return how near a span is to a figure, the nearest 0; one in brackets only says what another comes to."""
    text = place.text
    opening = text.rfind("(", max(0, span.start - _ASIDE), span.start)
    aside = opening >= 0 and text.find(")", opening, span.start) < 0  # 2026财年(2025年3月至2026年2月)
    if aside and text.endswith(_UNNAMED_YEARS, 0, opening):
        aside = False  # 上一财年(2024年4月至2025年3月)
    return min(span.end - place.start, 0) - max(span.start - place.end, 0) - aside * _REACH


def _undated(place: _Place) -> PeriodSpan | None:
    """Return the nearest words of the figure's clause that say there is no period: now, 目前."""
    found: list[tuple[int, PeriodSpan]] = []
    for span in place.near:
        if span.period is None:
            after = span.start >= place.end
            gap = place.text[place.end : span.start] if after else place.text[span.end : place.start]
            if len(gap) <= _UNDATED and not re.search("[,;:，；：]", gap):
                found.append((len(gap), span))
    return min(found, default=(0, None), key=lambda entry: entry[0])[1]


def _outweighs(undated: PeriodSpan, best: PeriodSpan, score: int, place: _Place) -> bool:
    """Say whether "now" beside a figure counts for more than the likeliest span."""
    if undated.rule == "zh-cumulative" and _bounds(best, undated, place):
        return False  # 前11个月累计中标24亿元
    if undated.rule.endswith("cumulative") and not best.as_of and _leads(best, place):
        return False  # 前11个月,累计中标24.7亿元
    if 0 <= place.start - undated.end <= len(" about "):
        return not undated.rule.endswith("cumulative") or (score <= _EARLIER_CLAUSE and not best.as_of)
    return score <= _EARLIER_CLAUSE and not (best.as_of and undated.rule.endswith("cumulative"))


def _bounds(best: PeriodSpan, total: PeriodSpan, place: _Place) -> bool:
    """Say whether a part of a year bounds a total that is told right after it."""
    adjoins = total.start - best.end <= _ADJOINS_TOTAL and len(best.period or "") == len("2025")  # 去年累计
    bounded = best.period is not None and (adjoins or _BOUNDED.match(best.period) is not None)
    return bounded and best.end <= total.start and _DIGITS.search(place.text, best.end, total.start) is None


def _year_guided(carried: str) -> str:
    """Return the year that guidance given with results is for."""
    last = period_bounds(carried)[1]
    return str(last.year + (last.month == 12))


def _carries(carried: str, place: _Place) -> bool:
    """Say whether a figure takes what the article has set."""
    if place.nature in ("flow", "stock"):
        return True
    choosing = period_rules().choosing
    before = place.text[max(place.sentence[0], place.start - 60) : place.start]
    if place.nature == "state" and choosing.averaged.search(before) and "仍" not in before[-_STILL:]:
        return True
    if place.nature in ("booking", "spending") and _counts_over(carried, place, before):
        return True
    line = place.text.rfind("\n", max(0, place.start - _REACH), place.start) + 1
    listed = choosing.bullet.match(place.text, line) or _LABELLED.match(place.text, line)
    if place.nature != "event" and line and listed:
        return True
    return choosing.reported.search(place.text, place.sentence[0], place.end) is not None


def _is_so_now(place: _Place) -> bool:
    """Say whether the verb of a figure's clause tells what is so, or has been done, by now."""
    choosing = period_rules().choosing
    start = max(place.clause[0], place.start - _VERB)
    lead = place.text[start : place.start]
    verb = choosing.holds.search(lead) or (choosing.stands.search(lead) if place.nature != "flow" else None)
    return verb is not None and choosing.past.search(lead, 0, verb.start()) is None


def _counts_over(carried: str, place: _Place, before: str) -> bool:
    """Say whether what is booked is counted over the period that the article has set."""
    choosing = period_rules().choosing
    if place.nature == "spending" or choosing.spent.search(before):
        near = before + "|" + place.text[place.end : place.end + _ON_WHAT]
        return choosing.spent.search(near) is not None
    return period_length(carried) in ("month", "quarter", "half") or (
        "-01/" in carried and not choosing.founding.search(before)
    )


def _continues_total(span: PeriodSpan, place: _Place) -> bool:
    """Say whether a figure is part of a running total told after the span: 累计…，其中…."""
    return not span.as_of and any(
        other.period is None
        and span.end <= other.start < place.start
        and period_rules().choosing.part_of_total.search(place.text, other.end, place.start)
        for other in place.near
    )


def _score(span: PeriodSpan, place: _Place) -> int:
    """Return how likely a span is a figure's own; 0 where it is not."""
    if span.start >= place.start and span.end <= place.end:
        return _INSIDE
    if span.start >= place.end:
        return _score_after(span, place)
    gap = _gap(place.text, span.end, place.start)
    choosing = period_rules().choosing
    if place.nature == "booking" and span.rule == "zh-within":
        return 0  # the time in which an order is to be delivered
    if place.nature in ("spending", "booking") and choosing.finished.match(place.text, span.end):
        return 0  # the time in which a plant is to be finished
    then = _starts_then(span, gap, place)
    if (
        place.nature in ("spending", "state")
        and span.kind == "day"
        and not span.as_of
        and _COMMA.search(gap)
        and not then
    ):
        return 0
    if _is_elsewhere(span, gap, place) or _is_over(span, gap, place):
        return 0
    labels = gap.strip() in (":", "：")  # "Revenue, 2025: 1.71 billion"
    if labels or not choosing.border.search(gap):
        return _BEFORE_NUMBERS if choosing.number.search(gap) else _BEFORE - min(len(gap) // 4, 20)
    flows = place.nature == "spending" and choosing.spent.search(place.text, place.sentence[0], place.start) is not None
    far = flows or place.nature in ("flow", "booking", "total", "stock") or _dates_event(span, gap, place)
    if (
        far
        or span.as_of
        or (span.kind in ("quarter", "half") and place.nature != "state")
        or then
        or _leads(span, place)
    ):
        return _EARLIER_CLAUSE - min(len(gap) // 16, 20)
    return 0


def _dates_event(span: PeriodSpan, gap: str, place: _Place) -> bool:
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


def _dates_english_event(span: PeriodSpan, gap: str, place: _Place) -> bool:
    """Say whether a date is that of a round or listing told with it: "its debut in July, which brought $27 million"."""
    choosing = period_rules().choosing
    if len(_COMMA.findall(gap)) > _ASIDES or not (choosing.number.search(gap) is None or _WHEN.search(gap)):
        return span.kind == "day"
    opening = max(place.sentence[0], span.start - _ROUND_TOLD)
    if choosing.expects.search(gap):
        return False
    return span.kind == "day" or choosing.events.search(place.text, opening, place.start) is not None


_ASIDES = 2  # commas around an aside between a date and what it dates
_ROUND_TOLD = 60  # characters before a date in which the round or listing is named
_WHEN = re.compile(r", (?:when|which|in which)\b")


def _tells_event(gap: str) -> bool:
    return period_rules().choosing.events.search(gap) is not None


def _is_over(span: PeriodSpan, gap: str, place: _Place) -> bool:
    """Say whether a clause begins after a span that tells what is so now: "had a round in May and has sold 30"."""
    apart = period_rules().choosing.border.search(gap) is not None and ":" not in gap
    return apart and not (span.as_of or _leads(span, place)) and _is_so_now(place)


def _is_elsewhere(span: PeriodSpan, gap: str, place: _Place) -> bool:
    """Say whether a span before a figure belongs to the old side of its change, or to a clause between commas."""
    choosing = period_rules().choosing
    before = place.text[max(place.sentence[0], span.start - 100) : span.start]
    if before.endswith("since ") and place.nature != "event":
        return True  # "listed since May, when it took in $26 million, it has 90 robots"
    if gap.startswith((",", "，")) and choosing.parenthetical.search(before):
        return True
    if span.kind in ("month", "day", "quarter") and choosing.goes_on.search(gap):
        return True
    return choosing.aside.search(before) is not None and choosing.turns.search(gap) is not None


def _score_after(span: PeriodSpan, place: _Place) -> int:
    choosing = period_rules().choosing
    gap = _gap(place.text, place.end, span.start)
    if place.nature != "flow":  # "paid $880 million for its 80% in 2021"
        gap = choosing.stake.sub("", gap)
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


def _gap(text: str, start: int, end: int) -> str:
    """Return the text between two offsets without what it has in brackets."""
    gap = text[start:end]
    return _BRACKETED.sub("", gap) if "(" in gap else gap


def _leads(span: PeriodSpan, place: _Place) -> bool:
    """Say whether a span opens its sentence and is set apart by a comma: "In 2024, …"."""
    opens = span.start - place.sentence[0] <= len("By the end of ")
    return opens and place.text[span.end : span.end + 1] in (",", "，", ":", "：")


def _starts_then(span: PeriodSpan, gap: str, place: _Place) -> bool:
    """Say whether a date opens the sentence as the time from which it holds: "From March 1 the arm will cost"."""
    opens = span.start - place.sentence[0] <= len("From early ")
    return opens and place.text.startswith("From ", place.sentence[0]) and " and " not in gap


def _one_side(base: str | None, rule: str, place: _Place) -> Dated:
    """Return the period of the old or new side of a change, and of a state at the end of the years it took."""
    if base is None:
        return None, rule
    years = _YEARS.fullmatch(base) is not None
    if _is_old_side(place):
        if rule == "en-then":
            return None, rule  # 2026年完工,届时年产能将由6000台提高到1.2万台
        return (base[:4] if years else same_length_earlier(base)), f"{rule}:old-side"
    if years and (place.nature in ("state", "total", "stock") or (rule in _SPANS and _is_new_side(place))):
        return base[5:], f"{rule}:end"
    return base, rule


def _is_new_side(place: _Place) -> bool:
    """Say whether a figure is what something rose or fell to."""
    return period_rules().choosing.new_side.search(place.text, place.sentence[0], place.start) is not None


def _is_old_side(place: _Place) -> bool:
    """Say whether a figure is what another one rose or fell from."""
    choosing = period_rules().choosing
    number = _DIGITS.search(place.text, place.start, place.end)
    money = number.start() if number else place.start
    lead = place.text[max(place.sentence[0], money - 40) : money]
    if "(" in lead and choosing.bracketed.search(lead):
        return True
    before = place.text[max(place.sentence[0], place.start - 40) : place.start]
    if not choosing.old_side.search(before):
        return False
    if any(_follows(span, place) for span in place.near):
        return False
    if choosing.revised_after.match(place.text, place.end):
        return False
    return choosing.revised.search(place.text, place.sentence[0], place.start) is None


def _follows(span: PeriodSpan, place: _Place) -> bool:
    """Say whether a span right after a figure dates it: "$565 million in 2023"."""
    dates = span.period is not None and not span.comparison and span.start >= place.end
    return dates and _score_after(span, place) > _AFTER_NUMBERS


def _event_day(spans: Sequence[PeriodSpan], place: _Place) -> Dated:
    """Return the day of a tender or a signing told in the sentence before, in the same paragraph."""
    start = place.sentence[0]
    floor = max(0, start - _EVENT)
    opening = max(place.text.rfind("\n", floor, start) + 1, floor)
    for span in reversed(spans_within(spans, opening, start)):
        first, last = sentence_start(place.text, span.start), sentence_end(place.text, span.end, 100)
        happens = period_rules().choosing.tender.search(place.text, first, last)
        if span.kind == "day" and span.period and happens and last >= start - len("。 \n"):
            return span.period, f"{span.rule}:event"
    return None, ""


def _listing_day(spans: Sequence[PeriodSpan], place: _Place) -> Dated:
    """Return the first day of trading told shortly before, for proceeds and the value at the close."""
    choosing = period_rules().choosing
    start, end = place.sentence
    if choosing.of_listing.search(place.text, start, end):
        for span in reversed(spans_within(spans, start - _LISTING, start)):
            opening, close = sentence_start(place.text, span.start), sentence_end(place.text, span.end, 100)
            if span.kind == "day" and not span.announced and choosing.listing.search(place.text, opening, close):
                return span.period, f"{span.rule}:listing"
    return None, ""


# ── comparisons and growth ─────────────────────────────────────────────────────────────────────────────────────────


def _comparison(place: _Place) -> PeriodSpan | None:
    """Return the comparison that adjoins a figure: "$14.8 million a year earlier", 上年同期为2080万美元."""
    choosing = period_rules().choosing
    for span in place.near:
        if not span.comparison:
            continue
        after = span.start >= place.end
        gap = place.text[place.end : span.start] if after else place.text[span.end : place.start]
        if choosing.number.search(gap) or re.search(r"\bto\b", gap):
            continue
        apart = len(gap) > _ADJOINING or choosing.elsewhere.search(gap)
        if not apart or (not after and _leads(span, place)):
            return span
    return None


def _is_its_own(compared: PeriodSpan, place: _Place) -> bool:
    """Say whether a growth is that of the period right before it, held against another: 增速较2024年的3.9%加快."""
    multiple = "倍" in place.text[place.start : place.end]  # 是去年的五倍
    return not multiple and _OF.fullmatch(place.text, compared.start, place.start) is not None


def _compared(span: PeriodSpan, base: str | None, text: str) -> str | None:
    """Return what a comparison comes to beside the period that is compared with it."""
    if span.rule.endswith("-previous") and base is not None and span.period is not None:
        return _preceding(base) if period_length(base) == period_length(span.period) else span.period
    if span.period is None or base is None or not span.rule.endswith(("year-ago", "year-part")):
        return span.period
    said = text[span.start : span.end]
    if span.rule == "zh-year-part" and "同" not in said and not said.startswith("上"):
        return span.period
    stated = any(character.isdigit() for character in text[span.start : span.end])
    wanted = int(span.period[:4]) if stated else period_bounds(base)[0].year - 1
    earlier: str | None = base
    for _ in range(20):
        if earlier is None or period_bounds(earlier)[0].year <= wanted:
            return earlier
        earlier = same_length_earlier(earlier)
    return earlier


def _preceding(period: str) -> str:
    """Return the quarter or month before one."""
    first, last = period_bounds(period)
    before = first - timedelta(days=1)
    months = (last.year - first.year) * 12 + last.month - first.month
    start = before.year * 12 + before.month - 1 - months
    return span_of(date(start // 12, start % 12 + 1, 1), before)


def _grown(place: _Place, base: str | None) -> str | None:
    """Widen the period of a growth that runs over several years: "twice as many as in 2019", a CAGR."""
    if base is None or not _YEAR.fullmatch(base):
        return base
    named = [span for span in place.near if span.period and _YEAR.fullmatch(span.period) and _is_beside(span, place)]
    compared = (int(span.period or 0) for span in named if span.comparison)
    first = next((year for year in compared if int(base) - year > 1), None)
    if first is None and _is_compound(place):
        first = min((int(span.period or 0) for span in named if span.end <= place.start), default=None)
    return f"{first}/{base}" if first is not None and first < int(base) else base


def _is_beside(span: PeriodSpan, place: _Place) -> bool:
    """Say whether no clause, or one without a year of its own, is between a span and a figure."""
    if span.start >= place.clause[1] and span.comparison and span.rule.startswith("zh"):
        return False  # 较2024年增长39%,较2023年翻番
    if not place.clause[0] > span.end or not span.comparison:
        return True
    return not any(span.end <= other.start < place.start and other.period for other in place.near)


def _is_compound(place: _Place) -> bool:
    """Say whether a growth is one a year over several years: a CAGR."""
    start, end = max(place.sentence[0], place.start - 25), min(place.sentence[1], place.end + 10)
    return period_rules().choosing.compound.search(place.text, start, end) is not None


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(place: _Place) -> Dated | None:
    """Match the numbers of a list with as many years: "3.0, 3.9 and 4.7 billion in 2021, 2022 and 2023"."""
    if not place.near:
        return None
    years = _listed_years(place.near, place.text) or _years_between(place)
    numbers = _run_of_numbers(place) if len(years) > 1 else []
    if len(numbers) != len(years):
        return None
    found = (index for index, start in enumerate(numbers) if place.start <= start < place.end)
    index = next(found, None)
    return None if index is None else (years[index], "respectively")


def _listed_years(near: Sequence[PeriodSpan], text: str) -> list[str]:
    """Return the periods of a list: "2021, 2022 and the first half of 2023"; of 2021年至2023年 the years."""
    separator = period_rules().choosing.separator
    runs: list[list[PeriodSpan]] = []
    for span in near:
        if span.period is None or span.comparison:
            continue
        if runs and separator.fullmatch(text[runs[-1][-1].end : span.start].removesuffix("the ")):
            runs[-1].append(span)
        else:
            runs.append([span])
    for run in runs:
        periods = [period for span in run for period in _years_of(span, text)]
        if len(periods) > 1:
            return periods
    return []


def _years_between(place: _Place) -> list[str]:
    """Return the years from the first to the last that a sentence names before 分别: 由2022年的…增至2024年的…."""
    before = [span for span in place.near if span.end <= place.start and span.period and _YEAR.fullmatch(span.period)]
    if len(before) != 2 or not period_rules().choosing.respectively.search(place.text, before[-1].end, place.start):
        return []
    first, last = (int(span.period or 0) for span in before)
    return [str(year) for year in range(first, last + 1)] if 1 < last - first < 5 else []


def _years_of(span: PeriodSpan, text: str) -> list[str]:
    """Return each year of a span of at most five whose numbers follow respectively; else the span's own period."""
    if span.period is None:
        return []
    if span.rule == "years-span":
        first, last = (int(year) for year in span.period.split("/"))
        said = period_rules().choosing.respectively.search(text, span.end, span.end + _REACH) is not None
        if 1 + (not said) <= last - first < 5:  # as many numbers as three years or more need no 分别
            return [str(year) for year in range(first, last + 1)]
    return [span.period]


def _run_of_numbers(place: _Place) -> list[int]:
    """Return where the numbers of the list start that a quantity stands in."""
    item, start = period_rules().choosing.item, place.sentence[0]
    run: list[re.Match[str]] = []
    for match in _DIGITS.finditer(place.text, start, place.sentence[1]):
        if any(span.start <= match.start() < span.end for span in place.near):
            continue
        if run and not item.fullmatch(place.text, run[-1].end(), match.start()):
            if run[-1].start() >= place.start:
                break
            run = []
        run.append(match)
    return [match.start() for match in run]
