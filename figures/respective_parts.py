"""Parts and numbers told in the same order: 工业机器人、服务机器人产量同比分别增长24%、12.8%."""

from __future__ import annotations

import re

from figures.passage import Passage
from figures.quantities import Quantity

_ITEMS = re.compile(
    r"((?:[\u4e00-\u9fffA-Za-z]{2,12}、)+[\u4e00-\u9fffA-Za-z]{2,12}?)(?<!季度)的?"
    r"(?=(?:市场规模|产量|销量|出货|营收|收入|订单|销售|装机|新增|业务))"
)
_BEFORE = re.compile(r"(?:[^、]*(?:全国|我国|中国|国内|其中|[月年日份]))?")
_FIRMS = ("company", "rival")
_STOPS = (";", "。", "；")


def respective_part(quantity: Quantity, passage: Passage) -> tuple[int, int] | None:
    """Return where the part stands whose place among several is that of a number behind 分别."""
    text, sentence = passage.text, passage.sentence
    at = text.rfind("分别", sentence.start, quantity.start)
    listed = list(_ITEMS.finditer(text, sentence.start, at)) if at >= 0 else []
    if not listed or any(e.kind in _FIRMS and listed[-1].start() <= e.start < at for e in passage.entities):
        return None
    stops = [place for mark in _STOPS if (place := text.find(mark, at, sentence.end)) >= 0]
    end = min(stops, default=sentence.end)
    first = listed[-1].start() + len(_BEFORE.match(listed[-1].group(1)).group())  # type: ignore[union-attr]
    items = text[first : listed[-1].end(1)].split("、")
    if quantity.start >= end or passage.between(at, end) != len(items):
        return None
    place = passage.between(at, quantity.start)
    start = first + sum(len(item) + 1 for item in items[:place])
    return start, start + len(items[place])
