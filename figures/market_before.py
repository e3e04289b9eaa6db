"""The market that a share is of when its own sentence names none: the one the article told of last."""

from __future__ import annotations

from figures.passage import Passage
from figures.rulebook import pattern

Span = tuple[int, int]

_SHARED = pattern("market_before.shared")
_KIND = pattern("market_before.kind")
_SOLD = pattern("market_before.sold")
_NO_NAME = pattern("market_before.no_name")
_REACH = 1200  # characters before a share in which its market is told of
_BESIDE = 90  # characters around a kind of robot in which it is said to be sold


def names_none(words: str) -> bool:
    """Say whether the words for a market name none: "the total", "unit sales"."""
    return _NO_NAME.fullmatch(words) is not None


def market_before(passage: Passage) -> Span | None:
    """Return where an English text told last of the market of a share."""
    text, end = passage.text, passage.sentence.start
    shared = [m.span(1) for m in _SHARED.finditer(text, text.rfind("\n", 0, end) + 1, end)]
    named = [span for span in shared if not names_none(text[span[0] : span[1]])]
    if named:
        return named[-1]  # "11% of the global industrial robot market … Yaskawa had 9%"
    kinds = [m.span() for m in _KIND.finditer(text, max(0, end - _REACH), end)]
    sold = (s for s in reversed(kinds) if _SOLD.search(text, max(0, s[0] - _BESIDE), s[1] + _BESIDE))
    return next(sold, kinds[-1] if kinds else None)
