"""The relevant market that a firm's share is of: a market by name, a kind of robot, a region."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.market_before import market_before, names_none
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.scoping import WHOLE, Scope, in_name, scoped
from models.values import Subject

_MARKET = pattern("scope.market")


def relevant_market(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """Return the text's name of the market, else a kind of robot with its region, else a region."""
    start, end = passage.clause_of(quantity.start)
    world = cue is not None and passage.text[cue.start - 2 : cue.start]
    if cue is not None and world in ("全球", "世界"):  # 全球占比13%
        return scoped(passage, cue.start - 2, cue.start, "share of")
    own = _place_of_clause(quantity, start, passage)
    if own is not None:
        return scoped(passage, *own, "share of")
    for match in (
        *_MARKET.finditer(passage.text, start, end),
        *_MARKET.finditer(passage.text, passage.sentence.start, start),
    ):
        group = next(number for number in (1, 2, 3) if match.group(number))
        if names_none(match.group(group)):
            continue  # of the total, of unit sales
        if not passage.between(match.end(), quantity.start) or match.start() > quantity.start:
            return scoped(passage, *match.span(group), "share of")
    segments = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")]
    regions = [
        (hit.start, hit.end) for hit in passage.hits("scopes.region") if not in_name(hit.start, hit.end, passage)
    ]
    beside = [
        span
        for span in regions
        if cue is not None and passage.text[span[0]] > "\u2e80" and 0 <= cue.start - span[1] <= 2
    ]
    if beside:  # 国内市占率
        return scoped(passage, *beside[-1], "share of")
    inside = [span for span in segments if not any(span != o and o[0] <= span[0] and span[1] <= o[1] for o in segments)]
    inside = [span for span in inside if not in_name(*span, passage)]
    chosen = _nearest(inside, quantity, passage) or _nearest(regions, quantity, passage)
    if chosen is None:
        told = market_before(passage) if passage.text[passage.sentence.start : quantity.end].isascii() else None
        return WHOLE if told is None else scoped(passage, *told, "market told before")
    start, end = chosen
    before = [span for span in regions if 0 <= start - span[1] <= 3]
    if before and passage.text[before[-1][1] : start].strip("'s ") == "":
        start = before[-1][0]
    return scoped(passage, start, end, "share of")


def _place_of_clause(quantity: Quantity, start: int, passage: Passage) -> tuple[int, int] | None:
    """Return the place of a share told after another: "…was 24%; in Germany it held 31%", 在全球为5%."""
    if not passage.between(passage.sentence.start, start):
        return None
    match = _IN_PLACE.match(passage.text, start, quantity.start)
    return None if match is None else match.span(match.lastindex or 1)


_IN_PLACE = re.compile(
    r"[;,]? ?(?:and |while |but )?(worldwide|globally|abroad|at home|overseas),? (?:it|its share)\b[^,;]{0,30}$"
    r"|[;,]? ?(?:and |while |but )?in (?:the )?([A-Z]\w+(?: [A-Z]\w+)?) (?:it|its share|the figure)\b[^,;]{0,30}$"
    r"|[,;]?(?:而)?在([\u4e00-\u9fff]{2,4}?)(?:市场)?(?:则|也|的份额)?(?:为|是|占|达|约)[^,;\d]{0,4}$"
)


def _nearest(spans: Sequence[tuple[int, int]], quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return the span nearest to a number, those before it in its own or an earlier clause first."""
    scored = [
        (abs(start - quantity.start) + 25 * passage.borders(start, quantity.start), start, end)
        for start, end in spans
        if start < quantity.start or passage.text[start].isascii() or not passage.borders(quantity.end, start)
    ]
    if not scored:
        return None
    _, start, end = min(scored)
    return start, end
