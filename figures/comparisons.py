"""The periods of what is compared: "$14 million a year earlier", the old side of a change, a growth over years."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.anchoring import DIGITS, Place, follows, leads
from figures.notation import PeriodSpan, period_bounds, period_length, preceding, same_length_earlier
from figures.period_rules import period_rules

_ADJOINING = 16  # characters between a figure and the comparison that is its own
_LIKE_BEFORE = re.compile(
    r"\d ?(?:m|bn|million|billion|trillion)?(?: (?:yuan|euros?|dollars?|yen|won|pounds|kronor|francs))? \(\Z"
)
_RANGE = re.compile(r"\d[^\d]{0,12} to [^\d]{0,8}\d")
_TOLD_OF = 32  # characters after "a year before" in which a clause of its own tells what was
_TOLD = re.compile(
    r",? (?:(?:it|they|he|she|we|the [a-z]+|that [a-z]+) )?"
    r"(?:had|was|were|stood|made|lost|earned|sold|shipped|came|amounted|totalled)\b"
)
_YEAR, _YEARS = re.compile(r"\d{4}"), re.compile(r"\d{4}/\d{4}")
_SPANS = ("years-span", "years-and")
_OF = re.compile("[^,。;]{2,9}的(?:约|近)?")


def comparison_of(place: Place) -> PeriodSpan | None:
    """Return the comparison that adjoins a figure: "$14.8 million a year earlier", 上年同期为2080万美元."""
    choosing = period_rules().choosing
    found: list[tuple[int, PeriodSpan]] = []
    compared = [span for span in place.near if span.comparison]
    dated = bool(compared) and any(follows(span, place) for span in place.near)  # 210 a year ago and 60 two years ago
    for span in compared:
        after = span.start >= place.end
        if dated and not after:
            continue
        if len(place.near) == 1 and not after and _opens(span, place):
            return span
        gap = place.text[place.end : span.start] if after else place.text[span.end : place.start]
        if choosing.number.search(gap) or re.search(r"\bto\b", gap):
            continue
        told = not after and len(gap) <= _TOLD_OF and _TOLD.match(gap)
        apart = not told and (len(gap) > _ADJOINING or choosing.elsewhere.search(gap))
        if not apart or (not after and leads(span, place)):
            found.append((len(gap), span))
    return min(found, default=(0, None), key=lambda entry: entry[0])[1]


def _opens(span: PeriodSpan, place: Place) -> bool:
    """Say whether a comparison opens its sentence, and so is of all its numbers: "In the same quarter of 2022, …"."""
    led = place.text[place.sentence[0] : span.start].strip().lower()
    return led in ("in", "in the", "over the", "for the", "during the") and place.text.startswith(", ", span.end)


def is_its_own(compared: PeriodSpan, place: Place) -> bool:
    """Say whether a growth is that of the period right before it, held against another: 增速较2024年的3.9%加快."""
    multiple = "倍" in place.text[place.start : place.end]  # 是去年的五倍
    return not multiple and _OF.fullmatch(place.text, compared.start, place.start) is not None


def compared_period(span: PeriodSpan, base: str | None, text: str) -> str | None:
    """Return what a comparison comes to beside the period that is compared with it."""
    if span.rule.endswith("-previous") and base is not None and span.period is not None:
        return preceding(base) if period_length(base) == period_length(span.period) else span.period
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


def one_side(base: str | None, rule: str, place: Place) -> tuple[str | None, str]:
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


def _is_new_side(place: Place) -> bool:
    """Say whether a figure is what something rose or fell to."""
    return period_rules().choosing.new_side.search(place.text, place.sentence[0], place.start) is not None


def _is_old_side(place: Place) -> bool:
    """Say whether a figure is what another one rose or fell from."""
    choosing = period_rules().choosing
    number = DIGITS.search(place.text, place.start, place.end)
    money = number.start() if number else place.start
    lead = place.text[max(place.sentence[0], money - 40) : money]
    if "(" in lead and choosing.bracketed.search(lead):
        return True
    if place.text.startswith(")", place.end) and _LIKE_BEFORE.search(place.text, place.start - 40, place.start):
        return True  # sales of 1.67 billion yuan (1.69 billion)
    if _RANGE.search(place.text, place.start, place.end):
        return False  # the forecasts run from 30,000 to 62,500
    before = place.text[max(place.sentence[0], place.start - 40) : place.start]
    if not choosing.old_side.search(before):
        return False
    if any(follows(span, place) for span in place.near):
        return False
    if choosing.revised_after.match(place.text, place.end):
        return False
    return choosing.revised.search(place.text, place.sentence[0], place.start) is None


def grown_over(place: Place, base: str | None, spans: Sequence[PeriodSpan] = ()) -> str | None:
    """Widen the period of a growth that runs over several years: "twice as many as in 2019", a CAGR."""
    if base is None or not _YEAR.fullmatch(base):
        return base
    if _is_compound(place):
        ranges = (s for s in place.near if s.start >= place.end and s.rule.startswith("years-") and s.period)
        over = next((s for s in ranges if DIGITS.search(place.text, place.end, s.start) is None), None)
        if over is not None:
            return over.period  # a CAGR of 12.5% over the forecast period of 2025-2032
    named = [span for span in place.near if span.period and _YEAR.fullmatch(span.period) and _is_beside(span, place)]
    compared = (int(span.period or 0) for span in named if span.comparison)
    first = next((year for year in compared if int(base) - year > 1), None)
    if first is None and _is_compound(place):
        years = (
            int(span.period or 0) for span in named if span.end <= place.start or int(span.period or 0) < int(base)
        )
        first = min(years, default=None)
        if first is None or first >= int(base):
            first = _year_told(place, int(base), spans)
    return f"{first}/{base}" if first is not None and first < int(base) else base


def _year_told(place: Place, last: int, spans: Sequence[PeriodSpan]) -> int | None:
    """Return the year of the number told last before a compound growth that names only its end."""
    before = [s for s in spans if s.start < place.sentence[0] and s.kind in ("year", "relative") and not s.comparison]
    years = (int(s.period) for s in reversed(before[-_TOLD_BEFORE:]) if s.period and _YEAR.fullmatch(s.period))
    return next((year for year in years if 1 < last - year <= _DECADES), None)


_TOLD_BEFORE = 6  # spans before a sentence among which the base year of its growth may be
_DECADES = 20  # years over which a compound growth may run


def _is_beside(span: PeriodSpan, place: Place) -> bool:
    """Say whether no clause, or one without a year of its own, is between a span and a figure."""
    if span.start >= place.clause[1] and span.comparison and span.rule.startswith("zh"):
        return False  # 较2024年增长39%,较2023年翻番
    if not place.clause[0] > span.end or not span.comparison:
        return True
    return not any(span.end <= other.start < place.start and other.period for other in place.near)


def _is_compound(place: Place) -> bool:
    """Say whether a growth is one a year over several years: a CAGR."""
    start, end = max(place.sentence[0], place.start - 25), min(place.sentence[1], place.end + 20)
    return period_rules().choosing.compound.search(place.text, start, end) is not None
