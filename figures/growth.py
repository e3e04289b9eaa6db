"""Whether a percentage is a change, and of which sign."""

from __future__ import annotations

import re
from typing import NamedTuple

from figures.passage import Passage, distance
from figures.quantities import Quantity

_REACH_BEFORE = 30  # characters from a word of change to the percentage after it
_REACH_AFTER = 16
_LEVEL_BETWEEN = re.compile(r"\b(?:to|at)\b(?! (?:about|around|some|nearly) \d)|至|到|为|占")
_COMPARED = re.compile(
    r"\s*(?:more|fewer|less|higher|lower|above|below|up|down|larger|smaller|better|worse|growth|rise|increase|jump|gain|surge|climb|"
    r"decline|drop|fall|decrease|dip|slump|plunge|contraction|expansion|cut|reduction|improvement|faster|cagr|compound|"
    r"annual growth|cheaper|ahead|raise|increases|cuts|hike)\b",
    re.IGNORECASE,
)
_DOWN_AFTER = re.compile(
    r"\s*(?:fewer|less|lower|below|down|smaller|worse|decline|drop|fall|decrease|dip|slump|plunge|contraction|cut|reduction|cheaper|cuts)",
    re.IGNORECASE,
)
_ZH_AFTER = re.compile(r"\s*(?:的)?(?:同比)?(?:年)?(?:的)?(增长|增幅|增速|涨幅|降幅|下滑|下降|跌幅|成长|提升|负增长|复合增长)")


class Growth(NamedTuple):
    """A change: the sign of the percentage, and the rule that tells."""

    sign: int
    rule: str


def growth_of(quantity: Quantity, passage: Passage) -> Growth | None:
    """Return the change that a percentage tells; None where it is a level."""
    if quantity.change:
        return Growth(quantity.sign, f"growth:{quantity.change}")
    text = passage.text
    before = text[max(0, quantity.start - 2) : quantity.start]
    if before.endswith("-") and (not before[:1].isascii() or not before[:1].isalnum()):
        return Growth(-1, "growth:sign")
    if quantity.sign < 0 or (before.endswith("+") and not before[:1].isalnum()):
        return Growth(quantity.sign, "growth:sign")
    after = text[quantity.end : quantity.end + 24]
    if _NOT_GROWTH.match(after):
        return None
    if _OF_STAFF.match(after):
        cutting = _CUTTING.search(text[max(passage.sentence.start, quantity.start - 40) : quantity.start])
        return Growth(-1, f"growth:{cutting.group()}") if cutting else None
    if _PART_OF.match(after):
        return None
    compared = _COMPARED.match(after)
    if compared:
        return Growth(-1 if _DOWN_AFTER.match(after) else 1, f"growth:{compared.group().strip()}")
    if not text.isascii():
        chinese = _ZH_AFTER.match(after)
        if chinese:
            return Growth(-1 if re.search("降|滑|跌|负", chinese.group()) else 1, f"growth:{chinese.group(1)}")
    return _by_word_before(quantity, passage) or _by_place(quantity, passage)


_NOT_GROWTH = re.compile(r"\s*(?:market )?(?:share|stake|margin|discount)\b|(?:的)?(?:份额|股权|股份|市占率)")
_PARTICLE = re.compile(r"\b(?:ma[dk]e|makes|making|set|take|taking|took|build|built|ramp|pick|picked|speed|open|opened|end|ended) $")
_OF_STAFF = re.compile(r"\s*of (?:its|their|the|his) (?:global |remaining |own |total |worldwide |\d[\d,]*[- ])?(?:staff|workforce|jobs|employees|workers|people|headcount|roles|positions)\b")
_PART_OF = re.compile(r"\s*of (?:the |a )?[\w'’ -]{0,24}\b(?:total|whole|market|world|country|nation)\b", re.IGNORECASE)
_CUTTING = re.compile(r"\b(?:cut|cuts|cutting|lay(?:ing|s)? off|laid off|let(?:ting)? go(?: of)?|shed(?:ding)?|dismiss(?:ed|ing)?|axe[ds]?|axing|slash(?:ed|ing)?|eliminat(?:e|ed|ing)|fir(?:e|ed|ing)|part(?:ed|ing) with|los(?:e|ing))\b[^,.;]{0,14}$")
_GUIDED = re.compile(r"[^.]{0,40}\b(?:guided|said|from|against|previously|earlier|had|instead of|rather than|compared with|forecast|predicted|versus|vs|to)\b[^.]{0,24}", re.IGNORECASE)
_GUIDANCE = re.compile(r"\b(?:forecast|guidance|outlook|guides|guided|now (?:says|sees|expects)|where it had said)\b")
_NO_GUIDANCE = re.compile(r"\b(?:margin|share|stake|tax|rate)\b")
_NEUTRAL = re.compile(r"\s*(?:year[- ](?:on|over)[- ]year|yoy|on[- ]year|on the year|a year\b|annually|per year|year-on-year)", re.IGNORECASE)
_TO_LEVEL = re.compile(r"\s*(?:last year |this year |in [^,.;]{2,20} )?to (?:about |around |some |nearly |more than |just |a record )?(?:[$€£¥₩]|[A-Z]{2,3}\$? ?)?\d")
_THAN = re.compile(r"(?:比|较|高于|低于)[^，,。；;]{1,12}(多|少|高|低)(?:出|了)?(?:约|近|逾|超|超过)?$")


def _by_place(quantity: Quantity, passage: Passage) -> Growth | None:
    """Read "profit 59% to 94 million", 同比22%, 比前一年多10% as changes by their form."""
    text = passage.text
    than = _THAN.search(text[max(0, quantity.start - 24) : quantity.start])
    if than:
        return Growth(-1 if than.group(1) in "少低" else 1, f"growth:{than.group(1)}")
    earlier = [other for other in passage.quantities if other.end <= quantity.start and other.kind == "percent"]
    to_level = _TO_LEVEL.match(text, quantity.end)
    if to_level and earlier:
        return growth_of(earlier[-1], passage)
    lead = text[passage.sentence.start : quantity.start]
    if _GUIDANCE.search(lead) and (earlier or "procedure" in lead) and not _NO_GUIDANCE.search(lead):
        return Growth(1, "growth:guidance")
    if to_level or _NEUTRAL.match(text, quantity.end):
        return Growth(1, "growth:to a level")
    return None


def _by_word_before(quantity: Quantity, passage: Passage) -> Growth | None:
    """Look for a verb or noun of change before the percentage, in its clause."""
    best: tuple[int, int, str] | None = None
    for tag, sign in (("growth.up", 1), ("growth.down", -1)):
        for hit in passage.hits(tag):
            if hit.end > quantity.start:
                break
            if _PARTICLE.search(passage.text, max(0, hit.start - 10), hit.start) and passage.small[hit.start : hit.end] == "up":
                continue
            gap = distance(passage.text, hit.end, quantity.start)
            if gap > _REACH_BEFORE or passage.between(hit.end, quantity.start) or passage.borders(hit.end, quantity.start):
                continue
            if _LEVEL_BETWEEN.search(passage.text, hit.end, quantity.start) and not _of_range(quantity, passage):
                continue
            key = (hit.end, sign, passage.text[hit.start : hit.end])
            if best is None or key > best:
                best = key
    if best is None:
        return _in_list(quantity, passage)
    return Growth(best[1], f"growth:{best[2]}")


def _of_range(quantity: Quantity, passage: Passage) -> bool:
    return quantity.value_high is not None and passage.text[quantity.start - 3 : quantity.start] not in ("to ",)


def _in_list(quantity: Quantity, passage: Passage) -> Growth | None:
    """Let a percentage that follows another one by "and", "、" or "from … to" share its change."""
    earlier = [other for other in passage.quantities if other.end <= quantity.start]
    if not earlier or earlier[-1].kind != "percent":
        return None
    gap = passage.text[earlier[-1].end : quantity.start]
    if re.fullmatch(r"\s*(?:in [^,;]{0,24})?\s*(?:,|、|和|与|及|,? and)\s*(?:(?:by|about|around|some|nearly|約|约|近)\s*)?", gap) or _MORE_OF.fullmatch(gap) or _GUIDED.fullmatch(gap):
        return growth_of(earlier[-1], passage)
    return None


_MORE_OF = re.compile(r"[^.;]{0,40}\b(?:from|against|and)\b[^.;]{0,20}", re.IGNORECASE)
