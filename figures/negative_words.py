"""Words that make the number they govern no figure: cash, dividends, margins, shares."""

from __future__ import annotations

import re

from figures.metrics import Cue
from figures.passage import Passage, WordHit
from figures.quantities import Quantity

BEFORE, _AFTER = 60, 14  # characters in which a word such as "cash" or "margin" still governs the number
_NOT_NEGATED = {
    "valuation": frozenset({"stock", "the stock", "shares", "the shares"}),
    "funding": frozenset({"share", "shares", "the shares", "stock"}),
    "deal_value": frozenset(
        {"cash", "in cash", "shares", "stake", "shares in", "stake of", "股权", "股份", "持股", "现金"}
    ),
}
_SHARE_MEANT = {
    "a share": re.compile(
        r" (?:placing|placement|sale|offer|offering|issue|swap)\b"
    ),  # "a share placing left it $3 million"
    "shares": re.compile(r" (?:with|a|an|the|its|this|that|one)\b"),  # "the campus that Kuka shares with Midea"
}
_SUBJECTS = frozenset({"stock", "shares", "shares rose", "shares fell", "its stock", "the stock", "the share", "share"})
_LIGHT = frozenset(
    {"put at", "was put at", "puts it at", "put it at", "worth", "sold for"}
)  # of whatever is named before


def negative_word(quantity: Quantity, cue: Cue | None, metric: str, passage: Passage) -> str:
    """Return the word that makes the number no figure: around it, or governing it with no metric's word between."""
    tag = {"money": "negatives.money", "percent": "negatives.percent"}.get(quantity.kind, "negatives.count")
    spared = _NOT_NEGATED.get(metric, frozenset())
    for hit in passage.hits(tag):
        said = passage.small[hit.start : hit.end]
        meant = _SHARE_MEANT.get(said)
        if said in spared or (meant is not None and meant.match(passage.text, hit.end)):
            continue
        if cue is not None and (_is_part_of(hit, cue, passage) or _tells_level(hit, metric, passage)):
            continue
        if cue is not None and (_holds(hit, cue) or _is_put_at(hit, cue, passage)):
            return said
        if hit.start >= quantity.end:
            near = hit.start - quantity.end <= _AFTER and not passage.borders(quantity.end, hit.start)
            if near and not (cue is not None and quantity.end <= cue.start < hit.start):
                return said
        elif hit.end <= quantity.start:
            percent = quantity.kind == "percent"
            if quantity.start - hit.end > (2 * BEFORE if percent else BEFORE):
                continue
            if not percent and passage.between(hit.end, quantity.start):
                continue
            if cue is not None and hit.end <= cue.start < quantity.start and not (percent and _does(hit, cue, passage)):
                continue
            if passage.borders(hit.end, quantity.start) > 2 or (
                quantity.kind == "money" and passage.borders(hit.end, quantity.start)
            ):
                continue
            return said
    return ""


def _is_part_of(hit: WordHit, cue: Cue, passage: Passage) -> bool:
    """Say whether a word only helps to name the metric: earnings before interest, the stock of robots."""
    inside = cue.start <= hit.start and hit.end <= cue.end
    shorter = hit.end - hit.start < cue.end - cue.start
    return inside and (shorter or (hit.start == cue.start and passage.text.startswith(" of", cue.end)))


def _does(hit: WordHit, cue: Cue, passage: Passage) -> bool:
    """Say whether a security does what the metric's word says: "its stock lost 3.1%"."""
    said = passage.small[hit.start : hit.end]
    return said in _SUBJECTS and not passage.text[hit.end : cue.start].strip()


def _is_put_at(hit: WordHit, cue: Cue, passage: Passage) -> bool:
    """Say whether the metric's word only tells the size of what a word names: "damages, put at $12 million"."""
    beside = hit.end <= cue.start and not passage.text[hit.end : cue.start].strip(", ")
    return beside and passage.small[cue.start : cue.end] in _LIGHT


def _tells_level(hit: WordHit, metric: str, passage: Passage) -> bool:
    """Say whether a word only tells which profit it is: "lost £109 million before tax"."""
    return metric == "profit" and passage.small.endswith(("before ", "after ", "pre-"), 0, hit.start)


def _holds(hit: WordHit, cue: Cue) -> bool:
    """Say whether a word is longer than the metric's own and contains it: "share price" and "price"."""
    return hit.start <= cue.start and cue.end <= hit.end and hit.end - hit.start > cue.end - cue.start
