"""Whether a percentage is a change, and of which sign."""

from __future__ import annotations

import re
from typing import NamedTuple

from figures.passage import Passage, distance
from figures.quantities import Quantity
from figures.rulebook import pattern

_REACH_BEFORE = 30  # characters from a word of change to the percentage after it
_REACH_AFTER = 16
_LEVEL_BETWEEN = re.compile(r"\b(?:to|at)\b(?! (?:about|around|some|nearly) \d)|至|到|为|占")
_RATES = ("幅", "速", "率", "growth")  # 增速为28%, 降幅收窄到5%: the level of a rate is a change
_FASTEST = re.compile("(?:最[快高]|居[^,，。;；]{1,8}|领先|领跑)[,，](?:达到?|高达|为)(?:约|近)?")  # 增速最快,达58%
# "value growing at an annual average of 154%": the rate of a growth
_AT_RATE = re.compile(
    r" at (?:an? |the )?(?:[a-z-]+ ){0,4}?(?:(?:rate|pace|average|clip|speed|mean) of )?"
    r"(?:about |around |some |nearly |roughly |over |more than |just )*"
)
_GROWS = re.compile(r"(?:grow|expand|increas|advanc|ris|climb|shrink|declin|contract|fall|compound)(?:s|e|es|ing)?")
_SPAN = re.compile(r",? ?\(?(?:\d{4}\)?[-–/ ](?:to )?\d{2,4}\)?)?: ?")  # CAGR 2025-2032: 14.2%
_FROM_TO = re.compile("(?:则|也|已|就)?(?:由|从)[^,，。;；]{1,20}(?:至|到|为)(?:约|近)?")  # 增速由3月的52%回落至19%
_COMPARED = pattern("growth.compared")
_NOUN_OF_CHANGE = pattern("growth.noun_of_change")
_DOWN_AFTER = pattern("growth.down_after")
_ZH_AFTER = pattern("growth.zh_after")


class Growth(NamedTuple):
    """A change: the sign of the percentage, and the rule that tells."""

    sign: int
    rule: str


def growth_of(quantity: Quantity, passage: Passage) -> Growth | None:
    """Return the change that a percentage tells; None where it is a level."""
    if quantity.change:
        return Growth(quantity.sign, f"growth:{quantity.change}")
    text = passage.text
    signed = _by_sign(quantity, passage)
    if signed is not None:
        return signed
    after = text[quantity.end : quantity.end + 24]
    moved = _SHARE_MOVED.search(text, max(passage.sentence.start, quantity.start - 110), quantity.start)
    if moved or _NOT_GROWTH.match(after):
        return None
    if _OF_STAFF.match(after):
        cutting = _CUTTING.search(text[max(passage.sentence.start, quantity.start - 40) : quantity.start])
        return Growth(-1, f"growth:{cutting.group()}") if cutting else None
    if _PART_OF.match(after):
        return None
    compared = _COMPARED.match(after)
    if compared:
        return Growth(-1 if _DOWN_AFTER.match(after) else 1, f"growth:{compared.group().strip()}")
    changed = _NOUN_OF_CHANGE.match(text, quantity.end, passage.sentence.end)
    if changed:
        return Growth(-1 if changed.group(1) else 1, f"growth:{changed.group().split()[-1]}")
    if not text.isascii():
        chinese = _ZH_AFTER.match(after)
        if chinese:
            return Growth(-1 if re.search("降|滑|跌|负", chinese.group()) else 1, f"growth:{chinese.group(1)}")
    return _by_word_before(quantity, passage) or _by_place(quantity, passage)


def _by_sign(quantity: Quantity, passage: Passage) -> Growth | None:
    """Return the change that a sign before a percentage tells: "+4%", "plus 12.9%"."""
    text = passage.text
    before = text[max(0, quantity.start - 2) : quantity.start]
    if before.endswith("-") and (not before[:1].isascii() or not before[:1].isalnum()):
        return Growth(-1, "growth:sign")
    if quantity.sign < 0 or (before.endswith("+") and not before[:1].isalnum()):
        return Growth(quantity.sign, "growth:sign")
    spelled = _SPELLED_SIGN.search(text, max(passage.sentence.start, quantity.start - 7), quantity.start)
    if spelled:
        return Growth(-1 if spelled.group(1) else 1, "growth:sign")
    return None


# "fell more than 20%", "a rise of no less than 71%": a bound of the number, no change.
_BOUND = re.compile(
    r"(?:(?:more|less|fewer|greater|higher|lower) than (?:about |around )?|(?:ahead|more|less) of [^,;]{2,30}"
    r"|behind [A-Z][^,;]{1,30}"
    r"|(?:up|down) (?:slightly |sharply |just )?from (?:about |around |some |roughly |nearly |just )?)$",
    re.IGNORECASE,
)
_SPELLED_SIGN = re.compile(r"\b(?:([Mm])inus|[Pp]lus) $")
_SHARE_MOVED = pattern("growth.share_moved")
_NOT_GROWTH = pattern("growth.not_growth")
_PARTICLE = pattern("growth.particle")
_OF_STAFF = pattern("growth.of_staff")
_PART_OF = pattern("growth.part_of")
_CUTTING = pattern("growth.cutting")
_GUIDED = pattern("growth.guided")
_GUIDANCE = pattern("growth.guidance")
_NO_GUIDANCE = pattern("growth.no_guidance")
_NEUTRAL = pattern("growth.neutral")
_TO_LEVEL = pattern("growth.to_level")
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
            if _BOUND.match(passage.text[hit.start : quantity.start]):
                continue
            if (
                _PARTICLE.search(passage.text, max(0, hit.start - 10), hit.start)
                and passage.small[hit.start : hit.end] == "up"
            ):
                continue
            gap = distance(passage.text, hit.end, quantity.start)
            if (
                gap > (2 * _REACH_BEFORE if passage.small.startswith("growth in", hit.start) else _REACH_BEFORE)
                or (
                    passage.between(hit.end, quantity.start)
                    and not _FROM_TO.fullmatch(passage.text, hit.end, quantity.start)
                )
                or (
                    passage.borders(hit.end, quantity.start)
                    and not _SPAN.fullmatch(passage.text, hit.end, quantity.start)
                    and not _FASTEST.fullmatch(passage.text, hit.end, quantity.start)
                )
            ):
                continue
            said = passage.text[hit.start : hit.end]
            if (
                not said.endswith(_RATES)
                and _LEVEL_BETWEEN.search(passage.text, hit.end, quantity.start)
                and not _of_range(quantity, passage)
                and not (_GROWS.fullmatch(said.lower()) and _AT_RATE.fullmatch(passage.text, hit.end, quantity.start))
            ):
                continue
            key = (hit.end, sign, said)
            if best is None or key > best:
                best = key
    if best is None:
        return _in_list(quantity, passage) or _afterwards(quantity, passage)
    return Growth(best[1], f"growth:{best[2]}")


def _of_range(quantity: Quantity, passage: Passage) -> bool:
    return quantity.value_high is not None and passage.text[quantity.start - 3 : quantity.start] not in ("to ",)


def _in_list(quantity: Quantity, passage: Passage) -> Growth | None:
    """Let a percentage that follows another one by "and", "、" or "from … to" share its change."""
    earlier = [other for other in passage.quantities if other.end <= quantity.start]
    if not earlier or earlier[-1].kind != "percent":
        return None
    gap = passage.text[earlier[-1].end : quantity.start]
    if (
        re.fullmatch(
            r"\s*(?:in [^,;]{0,24})?\s*(?:,|、|和|与|及|,? and)\s*(?:(?:by|about|around|some|nearly|約|约|近)\s*)?", gap
        )
        or _MORE_OF.fullmatch(gap)
        or _GUIDED.fullmatch(gap)
    ):
        return growth_of(earlier[-1], passage)
    return None


_BY = re.compile(r",? by (?:about |some |around |nearly |roughly |almost |more than |over |just )?$")


def _afterwards(quantity: Quantity, passage: Passage) -> Growth | None:
    """Read a change told after its verb: "bookings increased, by 4%", "grew faster in money than in units, by 18%"."""
    start = passage.sentence.start
    if not _BY.search(passage.text, max(start, quantity.start - 16), quantity.start):
        return None
    lasts = [other.end for other in passage.quantities if other.end <= quantity.start]
    floor = max([start, *lasts])
    told = [
        (hit.end, sign, passage.text[hit.start : hit.end])
        for tag, sign in (("growth.up", 1), ("growth.down", -1))
        for hit in passage.hits(tag)
        if floor <= hit.start and hit.end <= quantity.start
    ]
    return Growth(max(told)[1], f"growth:{max(told)[2]}") if told else None


_MORE_OF = re.compile(r"[^.;]{0,40}\b(?:from|against|and)\b[^.;]{0,20}", re.IGNORECASE)
