"""The model or kind of machine that a price is of."""

from __future__ import annotations

import re
from functools import cache

from figures.match import lowered
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook
from figures.scoping import WHOLE, Scope, in_name, scoped
from models.values import Subject

_MODEL = pattern("scope.model")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,9}(?:[- ][A-Z0-9][A-Za-z0-9]{0,7})?(?![A-Za-z0-9])")
_QUOTED = re.compile(
    r'"([\u4e00-\u9fffA-Za-z0-9 ]{2,8})"'
    r"(?=人形|机器|四足|系列|的?(?:售|单|价|中标)|[,，](?:起?售价|定价|标价|单价|价格|报价))"
)
_MODEL_BEFORE = 260  # characters of its paragraph in which "it" or 该机 is named
_FAR = 500  # characters before a price in which a known model may be named
_NOT_A_MODEL = pattern("scope.not_a_model")


def model_priced(quantity: Quantity, cue: Cue | None, passage: Passage, subject: Subject) -> Scope:
    """Return the product or kind of machine named nearest before a price, else after it."""
    text, line = passage.text, passage.sentence
    products = [(hit.start, hit.end) for hit in passage.products if hit.entry.kind == "product"]
    terms = {lowered(term) for group in subject.terms for term in group}
    if subject.kind == "company":
        own = _any_of(tuple(sorted(terms)))
        products += [m.span(1) for m in own.finditer(text, line.start, line.end)] if own else []
        products += [m.span() for m in _MODEL.finditer(text, line.start, line.end) if not _NOT_A_MODEL.match(m.group())]
        products += [m.span(1) for m in _QUOTED.finditer(text, line.start, line.end)]
    kinds = [(hit.start, hit.end) for hit in passage.hits("scopes.segment")] if subject.kind == "company" else []
    kinds = [span for span in kinds if not in_name(*span, passage)]
    models = {lowered(model) for term in terms for model in _models_of(term)}
    for spans, reach in ((products, 60), (kinds, 60)):
        fitting = [s for s in spans if (said := passage.small[s[0] : s[1]]) not in terms or said in models]
        before = [s for s in fitting if s[1] <= quantity.start]
        after = [s for s in fitting if 0 <= s[0] - quantity.end <= 40 and not passage.borders(quantity.end, s[0])]
        if before and quantity.start - max(before, key=lambda s: s[1])[1] <= reach:
            start, end = max(before, key=lambda s: (s[1], s[1] - s[0]))
            named = _LATIN_NAME.match(text, end) if text[end - 1] > "\u2e80" else None
            end = named.end() if named else end  # 四足机器人HG-X
            return scoped(passage, start, end, "model")
        if after:
            return scoped(passage, *min(after), "model")
    return _named_before(passage, subject) if subject.kind == "company" else _kind_priced(quantity, passage, subject)


def _kind_priced(quantity: Quantity, passage: Passage, subject: Subject) -> Scope:
    """Find the kind of a market's robots that a price is of: 国内六轴工业机器人平均售价."""
    start, _ = passage.clause_of(quantity.start)
    terms = [lowered(term) for group in subject.terms for term in group]
    for hit in passage.hits("scopes.segment"):
        said = passage.small[hit.start : hit.end]
        if start <= hit.start < quantity.start and not any(said in term or term in said for term in terms):
            return scoped(passage, hit.start, hit.end, "segment")
    return WHOLE


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern of the models that a firm of these names is known for."""
    models = sorted({model for name in names for model in _models_of(name)}, key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z0-9])({'|'.join(map(re.escape, models))})(?![A-Za-rt-z0-9])") if models else None


@cache
def _models_of(maker: str) -> tuple[str, ...]:
    """Return the models that a name of a firm is known for, the longest first."""
    known = (
        model for product in rulebook().products if maker in map(lowered, product.makers) for model in product.models
    )
    return tuple(sorted(known, key=len, reverse=True))


def _named_before(passage: Passage, subject: Subject) -> Scope:
    """Return the model named last in the paragraph before a sentence that tells its price."""
    text, start = passage.text, passage.sentence.start
    floor = max(0, start - _MODEL_BEFORE, text.rfind("\n", 0, start) + 1)
    found = [match.span() for match in _MODEL.finditer(text, floor, start) if not _NOT_A_MODEL.match(match.group())]
    own = _any_of(tuple(sorted({lowered(term) for group in subject.terms for term in group})))
    found += [m.span(1) for m in own.finditer(text, max(0, start - _FAR), start)] if own else []
    return scoped(passage, *max(found, key=lambda span: (span[1], -span[0])), "model before") if found else WHOLE
