"""Whether a sentence denies a number, only supposes it, or takes back the one before."""

from __future__ import annotations

import re

from figures.passage import Passage, distance
from figures.quantities import Quantity
from figures.rulebook import pattern

_DENIAL_REACH = 110  # characters from a denial to the number it denies
_NEGATION_REACH = 48

# "No, the company is not building a factory"
_NO = re.compile(r"\W*(?:No, (?!not only\b)|(?:Wrong|False|Untrue|Not so)\b\W)")


def answers_no(passage: Passage) -> bool:
    """Say whether a sentence answers no: what it tells is not so."""
    return _NO.match(passage.text, passage.sentence.start) is not None


def is_denied(passage: Passage, quantity: Quantity) -> bool:
    """Say whether the sentence denies or retracts the number, or only supposes it."""
    for hit in passage.hits("status.denied"):
        left, right = min(hit.start, quantity.start), max(hit.start, quantity.start)
        told = hit.end <= quantity.start and _TOLD_INSTEAD.search(passage.text, hit.end, quantity.start)
        if not told and distance(passage.text, left, right) <= _DENIAL_REACH and passage.borders(left, right) <= 2:
            return True
    for hit in passage.hits("status.negated"):
        gap = quantity.start - hit.end
        relative = "的" in passage.text[hit.end : quantity.start]  # 尚未交付的在手订单41台
        if 0 <= gap <= _NEGATION_REACH and not relative and not passage.borders(hit.end, quantity.start):
            return True
    if _PUT_RIGHT.match(passage.text, quantity.end) or _COMPUTED.search(
        passage.text, passage.sentence.start, quantity.start
    ):
        return True
    first, last = passage.clause_of(quantity.start)
    if _SUPPOSED.match(passage.text, passage.sentence.start, quantity.start):
        return True
    return any(first <= hit.start < quantity.start for hit in passage.hits("status.hypothetical")) and last > first


# 否认裁员的传言,称员工总数稳定在6500人
_TOLD_INSTEAD = re.compile(
    "[,，;；](?:并|但)?(?:称|表示|强调|指出|重申|说|而是|实际上?|正确|其实)"
    r"|[,;:] (?:and )?(?:it|they|the (?:right|correct|true|actual) (?:number|figure)) (?:was|is|were|had|has|should)\b"
    r"|\b(?:in fact|actually|rather|instead)\b"
)
_COMPUTED = pattern("status.computed")
# 若订单如期落地,全年营收可达30亿元
_SUPPOSED = re.compile(
    '"?(?:如果|假如|假设|倘若|若|要是|一旦)(?![^,。;]{0,8}预)[^,。;]{2,30},(?:[^。;\\d]{0,14}(?:可|将|会|则|就|便))[^。;,\\d]{0,8}$'
)
_PUT_RIGHT = pattern("status.put_right")
_TAKEN_BACK = pattern("status.taken_back")


def takes_back(passage: Passage) -> bool:
    """Say whether a sentence takes back the one before it: "That was wrong"."""
    return bool(_TAKEN_BACK.match(passage.text, passage.sentence.start))
