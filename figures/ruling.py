"""What the rules make of a number, as clues to the opinion: their metric, its rule, whose it is, or why not."""

from __future__ import annotations

from collections.abc import Iterator

from figures.draft import Draft

RULED = "ruled"  # how all these clues begin
UNKNOWN = f"{RULED} unknown"  # where rules were made with a text: there they look better than they are
_PROPOSED = 3  # metrics
_FINELY, _COARSELY = 10, 20  # steps in which scores, of some sixty, and sureness, of a hundred, are told apart
_MOST = 8


def ruled_clues(draft: Draft) -> Iterator[str]:
    """Yield the clues of what the rules have read so far."""
    quantity, reading = draft.quantity, draft.reading
    kind = quantity.measured_in
    made = draft.dropped.partition(":")[0] if draft.dropped else ruled_label(draft)
    yield f"ruled {made}"
    yield f"ruled {kind} {made}"
    if reading is not None:
        rule = reading.rule.partition(":")[0]
        yield f"ruled by {rule}"
        yield f"ruled by {rule} {draft.metric}"
        yield f"ruled score {min(reading.score // _FINELY, _MOST)}"
        yield f"ruled {ruled_label(draft)} {bool(draft.dropped)}"
    yield from (f"ruled may be {each.metric} {each.score // _COARSELY}" for each in draft.proposed[:_PROPOSED])
    if len(draft.proposed) > 1:
        yield f"ruled may be {draft.proposed[0].metric} {draft.proposed[1].metric}"
    if draft.owners:
        yield from _owned(draft)
    if draft.after is not None:
        yield f"ruled after {draft.after.metric} {bool(draft.after.dropped)}"


def ruled_label(draft: Draft) -> str:
    """Return the label of a number by the rules."""
    return f"{draft.measure}:{draft.metric}"


def _owned(draft: Draft) -> Iterator[str]:
    """Yield by which rule a number is whose."""
    owner = draft.owners[0]
    yield f"ruled owner {owner.rule.partition(':')[0]}"
    if " " not in owner.rule:
        yield f"ruled owner {owner.rule}"
    yield f"ruled owner {owner.topic.kind} {bool(owner.topic.subject)}"
    yield f"ruled owner sure {owner.sureness // _FINELY}"
    yield f"ruled owners {len(draft.owners)}"
