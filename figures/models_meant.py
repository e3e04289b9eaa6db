"""The model or kind of machine that a count stands for without naming it: "500 of the machines"."""

from __future__ import annotations

import re
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
_OF_ITS = pattern("models.of_its")
_OF_REACH = len(" of the machines, have been delivered")
_NAME = 40  # characters after a count in which the model may be named
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
    if metric == "price":
        return None
    of_its = _OF_ITS.match(passage.text, quantity.start, quantity.end + _NAME)
    if of_its is not None and not any(e.start < of_its.end(1) and of_its.start(1) < e.end for e in passage.entities):
        return None if lowered(of_its.group(1)) in _sole_models() else of_its.span(1)
    meant = _OF_THEM.search(passage.text, quantity.start, quantity.end + _OF_REACH)
    if meant is None or passage.between(quantity.end, meant.end()):
        return None
    floor = max(0, quantity.start - _REACH)
    found = _last_named(_models(tuple(names)), passage.small, floor, quantity.start)
    kinds = [kind.span() for kind in _KINDS.finditer(passage.small, floor, quantity.start)]
    best = max([*kinds, *([found] if found else [])], default=None)
    told = best is not None and any(
        q.kind == "count" and best[1] < q.start and q.end <= quantity.start for q in passage.quantities
    )
    return None if told else best  # installed 18,000 robots, 2,300 of these in Europe


def _last_named(models: tuple[str, ...], small: str, floor: int, end: int) -> Span | None:
    if not models:
        return None
    return max((match.span() for match in _any_of(models).finditer(small, floor, end)), default=None)


@cache
def _any_of(models: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of some names, the longest first, none of them within a longer word."""
    listed = "|".join(map(re.escape, sorted(models, key=len, reverse=True)))
    return re.compile(rf"(?<![a-z0-9])(?:{listed})(?![a-z0-9])")


@cache
def _sole_models() -> frozenset[str]:
    """Return the models that are all that their makers make."""
    return frozenset(lowered(model) for product in rulebook().products if product.sole for model in product.models)


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
