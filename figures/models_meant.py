"""The model or kind of machine that a count stands for without naming it: "500 of the machines"."""

from __future__ import annotations

from functools import cache

from figures.match import lowered
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook
from models.values import Subject

Span = tuple[int, int]

_REACH = 260  # characters before "of the machines" in which they are named
_FAR = 6000  # and before the robots of a firm that makes only one model of them
_OF_THEM = pattern("models.of_them")
_KINDS = pattern("models.kinds")
_UNITS = frozenset({"shipments", "production", "order_units", "installed_base"})


def model_meant(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return where the model is named that a count of a firm's machines is of, if it is named elsewhere."""
    if subject.kind != "company" or (metric not in _UNITS and metric != "price"):
        return None
    names = [lowered(term) for group in subject.terms for term in group]
    only = _only_robots(tuple(names))
    if only:
        return _last_named(only, passage.small, max(0, quantity.start - _FAR), quantity.end)
    if metric == "price" or not _OF_THEM.search(passage.text, quantity.start, quantity.end + len(" of the machines")):
        return None
    floor = max(0, quantity.start - _REACH)
    found = _last_named(_models(tuple(names)), passage.small, floor, quantity.start)
    kinds = [kind.span() for kind in _KINDS.finditer(passage.small, floor, quantity.start)]
    return max([*kinds, *([found] if found else [])], default=None)


def _last_named(models: tuple[str, ...], small: str, floor: int, end: int) -> Span | None:
    found = ((at, at + len(model)) for model in models if (at := small.rfind(model, floor, end)) >= 0)
    return max(found, default=None)


@cache
def _models(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the models of a firm that makes several, in small letters."""
    ours = (product for product in rulebook().products if not product.sole)
    return tuple(
        lowered(m) for product in ours if any(lowered(n) in names for n in product.makers) for m in product.models
    )


@cache
def _only_robots(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the only robot of a firm that makes other things."""
    ours = (product for product in rulebook().products if product.only_robot)
    return tuple(
        lowered(m) for product in ours if any(lowered(n) in names for n in product.makers) for m in product.models
    )
