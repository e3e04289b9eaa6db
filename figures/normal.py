"""Text in one form of writing: full-width, odd spaces and dashes, and traditional characters folded, one for one."""

from __future__ import annotations

import re
from functools import cache

from models.chinese import simplified

_CJK = "".join(map(chr, range(0x3400, 0xA000)))
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLDS = {
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "-": "‐‑‒–−﹣",
    "—": "―⸺",  # the dash between clauses stays apart from the one inside words
    "~": "〜～∼",
    "'": "‘’ʼ＇",
    '"': "“”„‟",
    "$": "﹩＄",
    "%": "﹪％",
    "£": "￡",
    "¥": "￥",
    "₩": "￦",
    ",": "﹐",
    ".": "﹒．",
    "零": "〇",
}
# Beyond this many kinds of characters one pass through the table is cheaper than one replacement for each.
_FEW = 24


@cache
def _table() -> dict[str, str]:
    """Map each character that is written otherwise to its plain form."""
    plain = simplified(_CJK)
    table = {old: new for old, new in zip(_CJK, plain, strict=True) if old != new}
    table |= _FULL_WIDTH
    for new, olds in _FOLDS.items():
        table |= dict.fromkeys(olds, new)
    return table


@cache
def _codes() -> dict[int, str]:
    """Map code points, as `str.translate` wants them."""
    return {ord(old): new for old, new in _table().items()}


@cache
def _odd() -> re.Pattern[str]:
    """Return the pattern of the characters that are written otherwise; far quicker than a look at each character."""
    return re.compile(f"[{re.escape(''.join(_table()))}]")


def without_footnotes(text: str) -> str:
    """Return a text with spaces in place of the numbers of its footnotes."""
    return _FOOTNOTE.sub(_without_footnote, text)


# "adjusted EBITDA1,2 of $11 million": 1 and 2 are footnotes of a press release.
_FOOTNOTE = re.compile(r"[A-Za-z]\d(?:,\d)?(?=,? [a-z(])")
_NOTED = (
    *("EBITDA", "EBIT", "EPS", "loss", "losses", "income", "profit", "profits", "margin", "flow", "revenue", "sales"),
    *("intake", "orders", "bookings", "backlog"),
)


def _without_footnote(found: re.Match[str]) -> str:
    word = found.group()
    if not found.string.endswith(_NOTED, 0, found.start() + 1):
        return word
    return word[0] + " " * (len(word) - 1)


def normalised(text: str) -> str:
    """Return the text in plain characters, each at its old place."""
    if text.isascii():
        return text
    odd = set(_odd().findall(text))
    if len(odd) > _FEW:
        text = text.translate(_codes())
    else:
        for character in odd:
            text = text.replace(character, _table()[character])
    return text.replace("计画", "计划")  # Taiwan's 計畫 is China's 计划
