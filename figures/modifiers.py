"""The words of a sentence that may modify a metric or a number, and how closely each one does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from figures.match import lowered
from figures.metrics import Cue
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern, rulebook

_GAP_ZH, _GAP_EN = 7, 14  # characters between a segment and the metric's word, in which a verb or 业务 may stand
_BESIDE, _OPENING = 3, 4  # characters
_FAR_LEFT = 20  # characters from the start of a sentence to what it speaks of
_LOWER_REGIONS = frozenset({"overseas", "domestic", "abroad", "international", "foreign", "export", "at home"})
_COMES_FROM = frozenset({"来自", "来自于", "源于", "出自", "均来自", "都来自"})
_ADVERBS = frozenset({"overseas", "abroad", "at home"})
_ZH_KIND = pattern("parts.zh_kind")
_GENERATION = pattern("scope.generation")
_WITH = pattern("scope.with")
# 310 work abroad, 20 of them were sold overseas
_ARE = re.compile(
    r" (?:of (?:them|these|whom|which) )?(?:(?:work|worked|working|are|were|live|based|stationed|sold|went|go) ){1,2}"
)
_IN = re.compile(r"(?:\b[Ii]n|在|来自|从)\s?(?:the )?$")
_LEADING_IN = pattern("scope.place_lead")
_TOPIC = pattern("scope.topic_lead")
_BREAKS = pattern("scope.breaks")
_OF_ITS_OWN = re.compile("(?:的|旗下|新一代|全新|自研|自主研发|首款|新款|这款|推出的?|一款|研发的?)*")


class Modifier(NamedTuple):
    """Words that may tell a part, with their class: "product" or a class of scopes.toml."""

    start: int
    end: int
    tag: str

    @property
    def is_region(self) -> bool:
        """Say whether the words are a place."""
        return self.tag == "scopes.region"


def modifiers(passage: Passage, tags: Sequence[str]) -> Iterator[Modifier]:
    """Yield the words of a sentence that may tell a part."""
    for hit in passage.products:
        known = hit.entry.kind == "company" and lowered(hit.entry.term) in _models()
        if known or (hit.entry.kind == "product" and not hit.entry.sole):
            yield Modifier(hit.start, hit.end, "product")
    if "scopes.segment" in tags and not passage.text.isascii():
        for kind in _ZH_KIND.finditer(passage.text, passage.sentence.start, passage.sentence.end):
            yield Modifier(*kind.span(1), "scopes.segment")
        for model in _GENERATION.finditer(passage.text, passage.sentence.start, passage.sentence.end):
            yield Modifier(*model.span(1), "product")
    for tag in tags:
        for word in passage.hits(tag):
            first = passage.text[word.start]
            lower = passage.small[word.start : word.end] in _LOWER_REGIONS
            if tag == "scopes.segment" and _is_counted(word.start, word.end, passage):
                continue
            if (
                tag == "scopes.region"
                and word.end - word.start > _LETTERS
                and passage.text[word.start : word.end].isupper()
            ):
                continue  # HONG KONG, March 26: a dateline
            if passage.text.startswith("化", word.end):
                continue  # 商用化
            if tag != "scopes.region" or first.isupper() or not first.isascii() or lower:
                yield Modifier(word.start, word.end, tag)


_LETTERS = 5  # of US, UK, EMEA, LATAM


@cache
def _models() -> frozenset[str]:
    """Return the models of firms that make several, in small letters."""
    return frozenset(lowered(model) for product in rulebook().products if not product.sole for model in product.models)


def _is_counted(start: int, end: int, passage: Passage) -> bool:
    """Say whether words are what a number counts: of "sold 1,800 cobots for 47 billion won" cobots are no part."""
    return any(q.kind == "count" and q.start < start and end == q.end for q in passage.quantities)


def closeness(part: Modifier, quantity: Quantity, cue: Cue | None, passage: Passage) -> int | None:
    """Return how closely a part modifies the metric or the number, 0 the closest; None where it does not."""
    if _hangs_on_another(part, quantity, passage):
        return None
    rank = _inside(part, quantity, passage)
    rank = _by_cue(part, quantity, cue, passage) if rank is None else rank
    for way in (_behind, _leading, _before, _topical, _spoken_of):
        rank = way(part, quantity, passage) if rank is None else rank
    return rank


def _hangs_on_another(part: Modifier, quantity: Quantity, passage: Passage) -> bool:
    """Say whether an English part belongs to the number before it: "40 in Germany and 20", "400,000 of the 542,000"."""
    text = passage.text
    if part.end > quantity.start or not text[part.start].isascii():
        return False
    whole = _OF_WHOLE.search(text, passage.sentence.start, quantity.start)
    if whole is not None and part.end <= whole.start():
        return True
    before = [q for q in passage.quantities if q.end <= part.start]
    if not before or quantity.kind == "percent" or before[-1].kind != quantity.kind:
        return False
    gap = text[before[-1].end : part.start]
    return len(gap) <= _HANGS and _WITH.fullmatch(gap) is not None


_HANGS = 24  # characters from a number to the part that hangs on it
_OF_WHOLE = re.compile(
    r"\d\S*(?: (?:robots|machines|units|people))? of (?:the |its |all |all its |all the )?(?:[a-z]+ )?\Z"
)


def _inside(part: Modifier, quantity: Quantity, passage: Passage) -> int | None:
    """Rank a part inside the counted phrase: "427 da Vinci systems"."""
    if not quantity.start <= part.start < quantity.end:
        return None
    noun = part.tag == "scopes.segment" and passage.text[part.start : part.end] == quantity.noun
    return None if noun and part.end >= quantity.end - 1 else 0


def _by_cue(part: Modifier, quantity: Quantity, cue: Cue | None, passage: Passage) -> int | None:
    """Rank a part beside the metric's word: "overseas sales", "revenue from services"."""
    start, end = passage.clause_of(quantity.start)
    if cue is not None and 0 <= quantity.start - cue.end <= _BESIDE and passage.text[cue.start].isascii():
        start = min(start, passage.clause_of(cue.start)[0])  # its European orders, 38 billion yen
    if cue is None or not start <= part.start < end:
        return None
    if part.is_region and cue.start <= part.start and part.end < cue.end and passage.text[cue.start] > "\u2e80":
        return 1  # 海外订单
    if 0 <= cue.start - part.end <= _gap(part, passage) and not passage.between(part.end, cue.start):
        return 1
    linked = part.start >= cue.end and _WITH.fullmatch(passage.text[cue.end : part.start])
    return 2 if linked and not passage.between(cue.end, part.start) else None


def _behind(part: Modifier, quantity: Quantity, passage: Passage) -> int | None:
    """Rank a part after the number: "15 Ions", "$1.5 billion from accessories", "300 in Germany"."""
    if part.start < quantity.end:
        return None
    gap = passage.text[quantity.end : part.start]
    if gap in _COMES_FROM:
        return 1
    if len(gap) <= _BESIDE and not gap.strip(" "):
        return 1
    if passage.small[part.start : part.end] in _ADVERBS and _ARE.fullmatch(gap):
        return 1
    linked = _WITH.fullmatch(gap)
    return 3 if linked and (part.tag != "scopes.segment" or "from" in linked.group()) else None


def _leading(part: Modifier, quantity: Quantity, passage: Passage) -> int | None:
    """Rank a part that opens the clause or the sentence: "Logistics robots shrank", 其中海外18台, "In China, …"."""
    start, _ = passage.clause_of(quantity.start)
    before = part.end <= quantity.start
    if part.tag == "scopes.segment":
        opens = before and part.start - start <= _OPENING and not passage.between(part.start, quantity.start)
        return 4 if opens and not _has_a_metric(part, quantity, passage) else None
    if not part.is_region or not before:
        return None
    if passage.text[part.start] > "\u2e80" and start <= part.start:
        leads = passage.text[start : part.start].strip() in ("", "其中", "而")
        leads = leads and not passage.between(part.end, quantity.start)  # 其中欧洲4.1亿元、北美3.2亿元
        if leads or quantity.start - part.end <= 1:
            return 2
    if start <= part.start and _IN.search(passage.text[max(start, part.start - 8) : part.start]):
        return 3
    return 4 if _LEADING_IN.match(passage.text[passage.sentence.start : part.start]) else None


def _before(part: Modifier, quantity: Quantity, passage: Passage) -> int | None:
    """Rank a part somewhere before the number in its clause."""
    start, _ = passage.clause_of(quantity.start)
    if part.is_region or not start <= part.start or part.end > quantity.start:
        return None
    if part.tag == "scopes.staff" and passage.between(start, part.start):
        return None  # 800 people in R&D and 250 in sales
    if quantity.start - part.end <= _gap(part, passage):
        return 3
    return 5 if part.tag == "product" else None


def _topical(part: Modifier, quantity: Quantity, passage: Passage) -> int | None:
    """Rank a part that opens the sentence as its topic: 工业机器人方面,上海去年产量8.2万台."""
    topic = _TOPIC.match(passage.text, passage.sentence.start, passage.sentence.end)
    return 6 if topic and topic.end(1) == part.end <= quantity.start else None


def _spoken_of(part: Modifier, quantity: Quantity, passage: Passage) -> int | None:
    """Rank what a Chinese sentence speaks of after its firm: 汉钩新一代康复机器人获批,已装机150台."""
    text, line = passage.text, passage.sentence
    near = part.end <= quantity.start and part.start - line.start <= _FAR_LEFT and text[part.start - 1] > "\u2e80"
    if part.is_region or not near or _BREAKS.search(text, part.end, quantity.start):
        return None
    led = (e for e in passage.entities if e.kind == "company" and line.start <= e.start and e.end <= part.start)
    named = any(_OF_ITS_OWN.fullmatch(text, e.end, part.start) for e in led)
    others = (e.kind for e in passage.entities if part.end <= e.start < quantity.start)
    return 7 if named and not {"company", "rival", "market"} & set(others) else None


def _has_a_metric(part: Modifier, quantity: Quantity, passage: Passage) -> bool:
    """Say whether a part has a metric's word of its own in an earlier clause: 工业机器人出货量增长,预计营收约40亿元."""
    own = passage.clause_of(quantity.start)[0]
    metrics = (hits for tag, hits in passage.words.items() if tag.startswith("metric."))
    return any(part.end == hit.start and hit.end <= own for hits in metrics for hit in hits)


def _gap(part: Modifier, passage: Passage) -> int:
    """Return how far a part may stand from what it modifies, in characters of its language."""
    text = passage.text
    return _GAP_EN if text[part.start].isascii() and text[part.end - 1 : part.end + 1].isascii() else _GAP_ZH
