"""Why a number cannot be this metric of this owner: another kind of robot, the people of somebody else."""

from __future__ import annotations

import re

from figures.deals import Owner
from figures.draft import Draft
from figures.market_share import share_fault
from figures.metrics import Cue, MetricReading, names_price
from figures.passage import Passage
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.strangers import is_of_hospital, is_strangers
from figures.subjects import Entity, Watch

_KINDS = pattern("attribution.kinds")
_COUNTED = frozenset({"shipments", "production", "installed_base", "price", "order_units"})
_WHOSE = re.compile(r"\bwhose\b[^,.;]{0,30}$")
_OF_OWN = frozenset({"revenue", "profit", "funding", "investment", "headcount", "valuation"})
_ZH_STRANGERS = pattern("attribution.zh_strangers")
# What a market does, not a firm: "a world market that expanded 16%".
_OF_ALL = frozenset({"market", "demand", "annual demand", "annual installations", "global market"})


def fault_of(draft: Draft, reading: MetricReading, owner: Owner, watch: Watch) -> str:
    """Return why a number cannot be this metric of this owner, or nothing."""
    quantity, passage, kind = draft.quantity, draft.passage, owner.topic.kind
    if reading.metric == "market_share":
        if owner.entity is None and is_strangers(passage, passage.sentence.start, quantity):
            return "about others"
        told = reading.rule.startswith(("construction", "frame")) or reading.rule in ("carried", "inherited")
        certain = told and kind == "company"
        return (
            ""
            if certain
            else share_fault(
                quantity,
                passage,
                kind,
                owner.entity.end if owner.entity and owner.entity.kind in ("company", "market") else -1,
            )
        )
    if reading.metric in _COUNTED and _is_other_kind(owner, quantity, passage, watch):
        return "about another kind of robot"
    if (
        reading.metric == "headcount"
        and kind == "market"
        and _WHOSE.search(passage.text, passage.sentence.start, quantity.start)
    ):
        return "people of somebody else"
    named = reading.rule == "asked" or names_price(reading.cue, passage)
    if reading.metric == "price" and kind == "market" and not named:
        return "no market price"
    others = _others(reading.metric, quantity, passage) if kind == "company" and owner.entity is None else ""
    if others:
        return others
    if kind == "company" and reading.cue is not None and _is_bought(reading.cue, reading.metric, owner, passage):
        return "what it buys"
    if reading.metric in _DONE:
        return _by_hand(reading.metric, owner, quantity, passage) or _of_all(reading, owner, passage)
    return _of_all(reading, owner, passage)


def _others(metric: str, quantity: Quantity, passage: Passage) -> str:
    """Return about whom a number is in a sentence that names no firm, nothing where it may be the one of the text."""
    if _is_of_makers(quantity, passage):
        return "about several others"
    start, _ = passage.clause_of(quantity.start)
    opening = passage.sentence.start
    strangers = is_strangers(passage, start, quantity) or _ZH_STRANGERS.match(passage.text, opening, quantity.start)
    return "about others" if metric in _OF_OWN and strangers else ""


_MAKERS = re.compile("(?:国产|外资|进口|本土|内资|海外)(?:头部)?(?:品牌|厂商|企业|玩家)")


def _is_of_makers(quantity: Quantity, passage: Passage) -> bool:
    """Say whether a number is of several makers that nobody names: 国产品牌全年合计中标47台."""
    found = list(_MAKERS.finditer(passage.text, passage.sentence.start, quantity.start))
    return bool(found) and not any(
        e.kind == "company" and found[-1].end() <= e.start < quantity.start for e in passage.entities
    )


# "he placed 5,112 robots", "who has himself done 1,450 such procedures": one person's doings, no firm's
_DONE = frozenset({"shipments", "installed_base", "procedures", "production"})
_BY_HAND = re.compile(
    r" (?:has |had |have |alone |himself |herself |personally )*(?:placed|moved|did|done|performed|carried out|operated"
    r"|programmed|repaired|fitted|tried|counted|seen|treated|trained)\b[^.;,]{0,24}$"
)


def _is_persons_own(entity: Entity, quantity: Quantity, passage: Passage) -> bool:
    """Say whether he or she is told to have done so many things by hand."""
    said = passage.small[entity.start : entity.end]
    return said in ("he", "she") and _BY_HAND.match(passage.small[entity.end : quantity.start]) is not None


def _by_hand(metric: str, owner: Owner, quantity: Quantity, passage: Passage) -> str:
    """Return who else has done what is counted, a person or a hospital, or nothing."""
    if owner.entity is not None and _is_persons_own(owner.entity, quantity, passage):
        return "what a person has done"
    of_firm = metric == "procedures" and owner.topic.kind == "company"
    return "operations of a hospital" if of_firm and is_of_hospital(owner, quantity, passage) else ""


_BUYS = frozenset({"bought", "buy", "buys", "buying", "purchased", "purchases", "took delivery", "take delivery of"})
_SO_TO_SAY = re.compile(r"(?: (?:has|have|had|will|would|also|now|recently|itself|in turn|is|was|to))* ")


def _is_bought(cue: Cue, metric: str, owner: Owner, passage: Passage) -> bool:
    """Say whether robots are none that a firm ships or is ordered: it has bought them itself."""
    buyer = owner.entity if metric in _COUNTED and passage.small[cue.start : cue.end] in _BUYS else None
    if buyer is None or buyer.role != "agent" or buyer.end > cue.start:
        return False
    return _SO_TO_SAY.fullmatch(passage.text, buyer.end, cue.start) is not None


def _of_all(reading: MetricReading, owner: Owner, passage: Passage) -> str:
    """Return why a word told of a firm is what a country or a market does, or nothing."""
    if owner.topic.kind != "company" or reading.cue is None:
        return ""
    said = passage.small[reading.cue.start : reading.cue.end]
    if reading.metric == "revenue" and (said == "imports" or (said == "exports" and owner.entity is None)):
        return "the trade of a country"
    return "about the market" if reading.metric in _COUNTED and said in _OF_ALL else ""


def _is_other_kind(owner: Owner, quantity: Quantity, passage: Passage, watch: Watch) -> bool:
    """Say whether a number carried over to a market is of another kind of robot: "output of service robots grew"."""
    if owner.topic.kind != "market":
        return False
    subject = watch.by_name.get(owner.topic.subject)
    if subject is None:
        return False
    own = _KINDS.search(passage.small, quantity.start, min(len(passage.text), quantity.end + 18))
    if own and subject is not None and subject.kind == "market":
        said = own.group().lower()
        if not any(
            term in said or said.rstrip("s") in term for group in subject.terms for term in map(str.lower, group)
        ):
            return True
    if owner.entity is not None and owner.entity.kind == "market":
        return False
    kinds = [
        match.group().lower() for match in _KINDS.finditer(passage.small, passage.sentence.start, passage.sentence.end)
    ]
    terms = [term.lower() for group in subject.terms for term in group]
    return bool(kinds) and not any(term in kind or kind.rstrip("s") in term for kind in kinds for term in terms)
