"""Which of the periods that a text names is a number's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from figures.notation import PeriodSpan, period_bounds, same_length_earlier
from figures.period_rules import period_rules
from figures.periods import spans_within

# Flows take the period of their article; states and events only one that governs their own clause.
Nature = Literal["flow", "state", "event"]
Extent = tuple[int, int]
Dated = tuple[str | None, str]  # a period and the id of the rule that decided

# Only their order matters: inside the figure's words, right after it, before it, and further away.
_INSIDE, _AFTER, _BEFORE = 120, 90, 85
_BEFORE_NUMBERS, _EARLIER_CLAUSE, _AFTER_NUMBERS = 60, 50, 30
_ADJOINING = 16  # characters between a figure and the comparison that is its own
_BRACKETED = re.compile(r"\([^()]*\)")


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
    quantity = (quantity_start, quantity_end)
    near = [span for span in spans_within(spans, *sentence) if not span.announced]
    listed = _listed(near, quantity, sentence, text)
    if listed is not None:
        return listed
    base, rule = _own(near, quantity, clause, sentence, carried, text, nature)
    if growth:
        return _grown(near, base), rule
    compared = _comparison(near, quantity, text)
    if compared is not None:
        return _compared(compared, base or carried, text), f"{compared.rule}:compared"
    if base is not None and _is_old_side(text, quantity, sentence, near):
        return same_length_earlier(base), f"{rule}:old-side"
    if nature == "state" and base is not None and re.fullmatch(r"\d{4}/\d{4}", base):
        return base[5:], f"{rule}:end"  # a state at the end of the years that it took
    return base, rule


# ── spans against a figure ─────────────────────────────────────────────────────────────────────────────────────────


def _own(
    near: Sequence[PeriodSpan],
    quantity: Extent,
    clause: Extent,
    sentence: Extent,
    carried: str | None,
    text: str,
    nature: Nature,
) -> Dated:
    scored = [
        (score, -index, span)
        for index, span in enumerate(near)
        if not span.comparison and (score := _score(span, quantity, sentence, text, nature)) > 0
    ]
    best = max((entry for entry in scored if entry[2].period is not None), default=None)
    undated = max((entry for entry in scored if entry[2].period is None and entry[0] > _EARLIER_CLAUSE), default=None)
    if undated is not None and (best is None or (best[0] <= _EARLIER_CLAUSE and not best[2].as_of)):
        return None, undated[2].rule
    if best is not None:
        return best[2].period, best[2].rule
    if carried and (nature == "flow" or period_rules().choosing.reported.search(text, clause[0], quantity[1])):
        return carried, "carried"
    return None, ""


def _score(span: PeriodSpan, quantity: Extent, sentence: Extent, text: str, nature: Nature) -> int:
    """Return how likely a span is a figure's own; 0 where it is not."""
    if span.start >= quantity[0] and span.end <= quantity[1]:
        return _INSIDE
    choosing = period_rules().choosing
    after = span.start >= quantity[1]
    gap = text[quantity[1] : span.start] if after else text[span.end : quantity[0]]
    if "(" in gap:
        gap = _BRACKETED.sub("", gap)
    numbers = choosing.number.search(gap) is not None
    if after:
        if choosing.border.search(gap) or (numbers and choosing.elsewhere.search(gap)):
            return 0
        if numbers:
            return _AFTER_NUMBERS if nature == "flow" else 0
        return _AFTER - min(len(gap) // 2, 30)
    if not choosing.border.search(gap):
        return _BEFORE_NUMBERS if numbers else _BEFORE - min(len(gap) // 4, 20)
    if nature == "flow" or span.as_of or span.kind in ("quarter", "half") or _leads(span, sentence, text):
        return _EARLIER_CLAUSE - min(len(gap) // 16, 20)
    return 0


def _leads(span: PeriodSpan, sentence: Extent, text: str) -> bool:
    """Say whether a span opens its sentence and is set apart by a comma: "In 2024, …"."""
    return span.start - sentence[0] <= len("By the end of ") and text[span.end : span.end + 1] in (",", "，")


def _is_old_side(text: str, quantity: Extent, sentence: Extent, near: Sequence[PeriodSpan]) -> bool:
    """Say whether a figure is what another one rose or fell from."""
    choosing = period_rules().choosing
    before = text[max(sentence[0], quantity[0] - 40) : quantity[0]]
    if not choosing.old_side.search(before):
        return False
    if any(0 <= span.start - quantity[1] <= 12 and span.period and not span.comparison for span in near):
        return False
    return choosing.revised.search(text, sentence[0], quantity[0]) is None


# ── comparisons and growth ─────────────────────────────────────────────────────────────────────────────────────────


def _comparison(near: Sequence[PeriodSpan], quantity: Extent, text: str) -> PeriodSpan | None:
    """Return the comparison that adjoins a figure: "$14.8 million a year earlier", 上年同期为2080万美元."""
    choosing = period_rules().choosing
    for span in near:
        if not span.comparison:
            continue
        gap = text[quantity[1] : span.start] if span.start >= quantity[1] else text[span.end : quantity[0]]
        apart = len(gap) > _ADJOINING or choosing.number.search(gap) or choosing.elsewhere.search(gap)
        if not apart and not re.search(r"\bto\b", gap):
            return span
    return None


def _compared(span: PeriodSpan, base: str | None, text: str) -> str | None:
    """Return what a comparison comes to beside the period that is compared with it."""
    if span.period is None or base is None or not span.rule.endswith(("year-ago", "year-part")):
        return span.period
    if span.rule == "zh-year-part" and "同" not in text[span.start : span.end]:
        return span.period
    stated = any(character.isdigit() for character in text[span.start : span.end])
    wanted = int(span.period[:4]) if stated else period_bounds(base)[0].year - 1
    earlier: str | None = base
    for _ in range(20):
        if earlier is None or period_bounds(earlier)[0].year <= wanted:
            return earlier
        earlier = same_length_earlier(earlier)
    return earlier


def _grown(near: Sequence[PeriodSpan], base: str | None) -> str | None:
    """Widen the period of a growth that runs over several years: "twice as many as in 2019"."""
    if base is None or not re.fullmatch(r"\d{4}", base):
        return base
    for span in near:
        if (
            span.comparison
            and span.period
            and re.fullmatch(r"\d{4}", span.period)
            and int(base) - int(span.period) >= 2
        ):
            return f"{span.period}/{base}"
    return base


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(near: Sequence[PeriodSpan], quantity: Extent, sentence: Extent, text: str) -> Dated | None:
    """Match the numbers of a list with as many years: "3.0, 3.9 and 4.7 billion in 2021, 2022 and 2023"."""
    years = _listed_years(near, text)
    if len(years) < 2:
        return None
    numbers = _run_of_numbers(quantity, sentence, near, text)
    if len(numbers) != len(years):
        return None
    place = next((index for index, start in enumerate(numbers) if quantity[0] <= start < quantity[1]), None)
    return None if place is None else (years[place], "respectively")


def _listed_years(near: Sequence[PeriodSpan], text: str) -> list[str]:
    """Return the years of a list of years or of a span of at most five."""
    for span in near:
        if span.rule == "years-span" and span.period and period_rules().choosing.respectively.search(text, span.end):
            first, last = (int(year) for year in span.period.split("/"))
            if last - first < 5:
                return [str(year) for year in range(first, last + 1)]
    run: list[PeriodSpan] = []
    for span in near:
        if span.period is None or span.comparison:
            continue
        if run and not re.fullmatch(r"、|和|及|与|, | and |, and ", text[run[-1].end : span.start]):
            if len(run) > 1:
                break
            run = []
        run.append(span)
    return [span.period for span in run if span.period] if len(run) > 1 else []


def _run_of_numbers(quantity: Extent, sentence: Extent, near: Sequence[PeriodSpan], text: str) -> list[int]:
    """Return where the numbers of the list start that a quantity stands in."""
    choosing = period_rules().choosing
    found = [
        match
        for match in re.finditer(r"\d[\d,.]*\d|\d", text[sentence[0] : sentence[1]])
        if not any(span.start <= match.start() + sentence[0] < span.end for span in near)
    ]
    runs: list[list[re.Match[str]]] = []
    for match in found:
        if runs and choosing.item.fullmatch(text, runs[-1][-1].end() + sentence[0], match.start() + sentence[0]):
            runs[-1].append(match)
        else:
            runs.append([match])
    for run in runs:
        starts = [match.start() + sentence[0] for match in run]
        if any(quantity[0] <= start < quantity[1] for start in starts):
            return starts
    return []


# ── what the article has set ───────────────────────────────────────────────────────────────────────────────────────


def carried_period(spans: Sequence[PeriodSpan], text: str, position: int) -> str | None:
    """Return the period that the article has set for flows that name none: that of the paragraph, else of the lead."""
    paragraph = text.rfind("\n", 0, position) + 1
    title_end = max(text.find("\n"), 0)
    body = _lead_end(text, title_end)
    lead = title = None
    for span in reversed(spans_within(spans, 0, position)):
        if not _sets(span, text):
            continue
        if span.start >= paragraph:
            return span.period
        if span.kind in ("month", "deadline") or span.start >= body:
            continue
        if span.start > title_end:
            lead = span
        else:
            title = span
    chosen = lead or title
    return chosen.period if chosen else None


def _lead_end(text: str, title_end: int) -> int:
    """Return where the first paragraph after the title ends."""
    start = title_end
    while start < len(text) and text[start] == "\n":
        start += 1
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _sets(span: PeriodSpan, text: str) -> bool:
    """Say whether a span can set the period of what follows."""
    if span.period is None or span.comparison or span.announced or span.as_of or span.kind in ("day", "deadline"):
        return False
    before = text[max(0, span.start - 40) : span.start]
    return period_rules().choosing.aside.search(before) is None
