"""What a firm is known to make: the kinds of its machines, and what is all that it makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from figures.match import lowered
from figures.rulebook import pattern, rulebook
from models.values import Subject

_ZH_MAKER = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:企业|公司|厂商|制造商|龙头|鼻祖|巨头|品牌|独角兽|第一股|开发商|大厂|老大)[\" ]?"
)
_MAKER = re.compile(
    r"s?(?:[- ]robots?)?\s?(?:企业|公司|厂商|制造商|龙头|makers?|company|firm|supplier|developer|specialist|"
    r"start-?up|manufacturer|group|business)"
)


def terms_of(subject: Subject) -> list[str]:
    """Return the words of a subject in small letters."""
    return [lowered(term) for group in subject.terms for term in group]


@cache
def kinds_of(maker: str) -> frozenset[str]:
    """Return the kinds of machine of a firm that makes several: what counts one of them is a part."""
    return frozenset(
        kind for product in rulebook().products if maker in map(lowered, product.makers) for kind in product.kinds
    )


@cache
def robots_of(maker: str) -> frozenset[str]:
    """Return the words for the kind that all robots of a firm are: no part of a count of them."""
    return frozenset(
        kind for product in rulebook().products if maker in map(lowered, product.makers) for kind in product.robots
    )


@cache
def is_known(maker: str) -> bool:
    """Say whether the models or kinds of a firm's machines are known by name."""
    return any(maker in map(lowered, product.makers) for product in rulebook().products)


_MAKER_REACH = 70  # characters before a segment in which "maker of" may stand
_INTRODUCED = 4000  # characters within which an article says what a firm makes; searched for every number


@cache
def _made_by() -> dict[str, tuple[str, ...]]:
    """Return the words for the only kind of robot that a maker is known to make, by each of its names."""
    return {lowered(maker): product.makes for product in rulebook().products for maker in product.makers}


def is_all_it_makes(segment: str, small: str, terms: Sequence[str]) -> bool:
    """Say whether the text calls the firm a maker of just that: "the cobot maker", 协作机器人企业."""
    stem = segment.rstrip("s")
    if any(kind in stem for term in terms for kind in _made_by().get(term, ())):
        return True
    at = small.find(stem, 0, _INTRODUCED) if stem else -1
    while at >= 0:
        end = at + len(stem)
        if _MAKER.match(small, end, _INTRODUCED):
            return True
        if segment.isascii():
            if _MAKER_OF.search(small[max(0, at - _MAKER_REACH) : at]):
                return True
        elif (maker := _ZH_MAKER.match(small, end, _INTRODUCED)) and small.startswith(tuple(terms), maker.end()):
            return True  # 商用服务机器人企业擎朗智能
        at = small.find(stem, end, _INTRODUCED)
    return False


_MAKER_OF = pattern("scope.maker_of")
