"""For which part or variant of the metric a number is; none for the whole."""

from __future__ import annotations

from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.subjects import Entity


def scope_of(
    quantity: Quantity, metric: str, cue: Cue | None, passage: Passage, entity: Entity | None
) -> tuple[str | None, str]:
    """Return the words that tell the part a number is for, and the rule that read them."""
    if metric == "profit" and cue is not None:
        for hit in passage.hits("scopes.profit"):
            if hit.start >= cue.start - 24 and hit.end <= cue.end + 12:
                return passage.text[hit.start : hit.end], "scope:profit"
    return None, "scope:whole"
