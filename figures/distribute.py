"""Share a list of numbers out: "A and B sold 4,200 and 5,168, respectively", 营收、净利润分别增长19.6%、0.7%."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from figures.course import Topic
from figures.deals import Owner
from figures.passage import Passage
from figures.rulebook import pattern
from figures.subjects import Entity

if TYPE_CHECKING:
    from figures.draft import Draft

_BETWEEN_NUMBERS = pattern("distribute.between_numbers")
_BETWEEN_NAMES = pattern("distribute.between_names")


def distribute(drafts: Sequence[Draft], passage: Passage) -> None:
    """Give each number of a list that is said to be shared out to its own name or metric."""
    for word in passage.hits("roles.distribute"):
        if passage.small[word.start : word.end] in ("each", "各"):
            continue
        numbers = _list_near(drafts, word.start, word.end, passage)
        if len(numbers) < 2:
            continue
        before = min(numbers[0].quantity.start, word.start)
        if not _to_names(numbers, passage, before):
            _to_metrics(drafts, numbers, passage, before)


_INSTEAD = pattern("distribute.instead")


def foretell(drafts: Sequence[Draft], passage: Passage) -> None:
    """Give the number that opens a sentence the metric of what replaces it: "Instead of 819 billion yen, …"."""
    if len(drafts) < 2 or not drafts[0].dropped.startswith("no "):
        return
    first, then = drafts[0], next((draft for draft in drafts[1:] if draft.reading and not draft.dropped), None)
    lead = passage.text[passage.sentence.start : first.quantity.start]
    if then is None or then.quantity.kind != first.quantity.kind or not _INSTEAD.fullmatch(lead):
        return
    if then.measure == first.measure and then.reading is not None:
        first.reading, first.owners, first.dropped = then.reading._replace(rule="inherited"), then.owners, ""


def _list_near(drafts: Sequence[Draft], start: int, end: int, passage: Passage) -> list[Draft]:
    """Return the run of numbers that follows 分别 or precedes "respectively"."""
    chinese = passage.text[start] > "\u2e80"
    ordered = [d for d in drafts if (d.quantity.start >= end if chinese else d.quantity.end <= start)]
    run: list[Draft] = []
    for draft in ordered if chinese else reversed(ordered):
        if run:
            left, right = (run[-1], draft) if chinese else (draft, run[-1])
            gap = passage.text[left.quantity.end : right.quantity.start]
            if draft.quantity.kind != run[0].quantity.kind or not _BETWEEN_NUMBERS.fullmatch(gap):
                break
        run.append(draft)
    return run if chinese else run[::-1]


def _to_names(numbers: Sequence[Draft], passage: Passage, before: int) -> bool:
    """Share the numbers out among as many names in a list."""
    names = [e for e in passage.entities if e.kind in ("company", "rival") and e.end <= before]
    listed: list[Entity] = []
    for entity in reversed(names):
        if listed and entity.end > listed[0].start:
            continue
        if listed and not _BETWEEN_NAMES.fullmatch(passage.text[entity.end : listed[0].start]):
            break
        listed.insert(0, entity)
    if len(listed) != len(numbers):
        return False
    reading = next((draft.reading for draft in numbers if draft.reading), None)
    if reading is None:
        return False
    for draft, entity in zip(numbers, listed, strict=True):
        topic = Topic("company", entity.subject) if entity.kind == "company" else Topic("rival", "")
        draft.reading = reading
        draft.owners = [Owner(topic, 85, "respectively", entity)] if topic.subject else []
        draft.dropped = "" if topic.subject else "about another: respectively"
    return True


def _to_metrics(drafts: Sequence[Draft], numbers: Sequence[Draft], passage: Passage, before: int) -> None:
    """Share growth rates out among the levels told before them."""
    levels = [d for d in drafts if d.quantity.end <= before and d.reading and not d.dropped and d.measure == "level"]
    levels = levels[-len(numbers) :]
    if len(levels) != len(numbers) or len({d.reading.metric for d in levels if d.reading}) < 2:
        return
    if numbers[0].measure != "growth":
        return
    for draft, level in zip(numbers, levels, strict=True):
        draft.measure, draft.reading, draft.owners, draft.dropped = "growth", level.reading, level.owners, ""
        sign = -1 if numbers[0].value < 0 else 1
        draft.value = draft.quantity.value * sign


# What grew by so much to so many: sales of robots are counted, not paid.
COUNTED_AS = {"revenue": "shipments", "market_size": "shipments", "order_value": "order_units"}
# What grew by so much to so much money is not what was counted: "exports fell 26% to 187 million euros".
_PAID_AS = frozenset({"shipments", "production", "order_units", "installed_base"})
_AMOUNTS = ("count", "number", "money")
_TO = pattern("growth.to")


def leads_to(last: Draft, draft: Draft) -> bool:
    """Say whether a number is the level that the growth before it led to: "went up 22 percent to 24,500 units"."""
    levelled = last.measure == "growth" and draft.measure == "level" and draft.quantity.kind in _AMOUNTS
    return levelled and bool(_TO.fullmatch(draft.passage.text[last.quantity.end : draft.quantity.start]))


def share_metric(growth: Draft, level: Draft) -> None:
    """Give a growth the metric of the level it led to, which is surer: what is counted cannot be revenue."""
    if level.quantity.kind == "money" and level.dropped.startswith("no ") and not growth.dropped:
        _price_out(growth, level)
    paid = level.quantity.kind == "money" and growth.metric in _PAID_AS
    if growth.dropped or level.dropped or growth.metric == level.metric or not (paid or growth.metric in COUNTED_AS):
        return
    growth.reading, growth.owners = level.reading, level.owners


def _price_out(growth: Draft, level: Draft) -> None:
    """Read the money that a growth of what is counted led to: "exports contracted by 8% to 601 billion yen"."""
    owner = growth.owners[0] if growth.owners else None
    if owner is None or growth.reading is None or growth.metric not in _PAID_AS:
        return
    sold = "market_size" if owner.topic.kind == "market" else "revenue"
    metric = "order_value" if growth.metric == "order_units" else sold
    level.reading, level.owners, level.dropped = growth.reading._replace(metric=metric), growth.owners, ""
