"""A scope: the text's words for a part or variant, and the rule that read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity


class Scope(NamedTuple):
    """The text's words for a part or variant, and the rule that read them."""

    words: str | None
    rule: str


ScopeRule = Callable[[Quantity, Cue | None, Passage], Scope | None]
WHOLE = Scope(None, "scope:whole")


def scoped(passage: Passage, start: int, end: int, rule: str) -> Scope:
    """Return some words of the text as a scope."""
    return Scope(passage.text[start:end], f"scope:{rule}")


def in_name(first: int, last: int, passage: Passage) -> bool:
    """Say whether words are part of a longer name, or one of theirs that goes on: ABB机器人业务."""
    return any(
        e.start <= first < e.end
        and (last <= e.end or e.kind == "company")
        and e.kind in ("company", "rival", "house")
        and (e.start, e.end) != (first, last)
        for e in passage.entities
    )
