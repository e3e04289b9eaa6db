"""The plant, site or office that a number is for, by its name or its place."""

from __future__ import annotations

import re
from calendar import month_name

from figures.match import Hit
from figures.metrics import Cue
from figures.passage import Passage
from figures.phrases import is_name, tells_nothing
from figures.quantities import Quantity
from figures.rulebook import pattern
from figures.scoping import Scope, ScopeRule, scoped
from figures.sites import site_before, site_beside
from models.values import Subject


def invested_in(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the plant, project or line that money is put into."""
    if passage.text.startswith(" into ", quantity.end) and passage.between(passage.sentence.start, quantity.start):
        into = _put_into(quantity, passage)  # 25 million into research and 60 million into a new hall
        if into is not None:
            return into
    best: tuple[int, Hit[str]] | None = None
    for hit in passage.hits("scopes.invested"):
        gap = quantity.start - hit.end if hit.end <= quantity.start else hit.start - quantity.end
        if passage.text[hit.start - 1 : hit.start] == "分":
            continue  # 分三期实施
        gap += 20 * passage.borders(hit.start, quantity.start)
        far = gap + 30 * (passage.text[hit.start : hit.end] in _SAYS_LESS)  # the plant itself says more
        if gap <= 60 and (best is None or far < best[0]):
            best = far, hit
    if best is None:
        return site_of(quantity, cue, passage) or _put_into(quantity, passage)
    start, end = best[1].start, best[1].end
    where = _WHERE.match(passage.text, end, passage.sentence.end)
    start = _widened(passage, start) if _PLANT.search(passage.text, start, end) else start
    return scoped(passage, start, where.end() if where else end, "invested")


def _put_into(quantity: Quantity, passage: Passage) -> Scope | None:
    """Find what English money goes to, whatever it is: "48 billion won into a second hall"."""
    match = _INTO.match(passage.text, quantity.end)
    return None if match is None or _NO_PURPOSE.match(match.group(1)) else scoped(passage, *match.span(1), "put into")


def plant_of(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return the plant without a name that makes what a number counts: "Estun's new works is to produce 50,000"."""
    if metric not in ("capacity", "production") or subject.kind != "company":
        return None
    start, line = max(passage.sentence.start, quantity.start - _LEAD), passage.text
    found = _NAMELESS.search(line[start : quantity.start])
    if found is None or passage.between(start + found.end(1), quantity.start):
        return None
    return start + found.start(1), start + found.end(1)


_NAMELESS = pattern("plants.nameless")


def spent_on(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> tuple[int, int] | None:
    """Return what the grammar of an English sentence says that money is spent on: "the extension cost $9 million"."""
    if metric != "investment" or subject.kind != "company":
        return None
    start = max(passage.sentence.start, quantity.start - _LEAD)
    told = _SPENT_ON.search(passage.text[start : quantity.start])
    spans = [(start + told.start(group), start + told.end(group)) for group in (told.lastindex or 1,)] if told else []
    toward = _PUT_TOWARD.match(passage.text, quantity.end)
    if toward is not None and not (_NO_NAME.match(toward.group(1)) or _NO_PURPOSE.match(toward.group(1))):
        spans.append(toward.span(1))
    for first, last in spans:
        words = passage.small[first:last].split()
        if not words or is_name(first, last, passage) or _NO_PURPOSE.fullmatch(passage.text, first, last):
            continue
        if not all(tells_nothing(word) for word in words):
            return first, first + len(passage.text[first:last].rstrip())
    return None


_LEAD = 160  # characters before money in which what it goes to may be named
_SPENT_ON = pattern("plants.spent_on")
_PUT_TOWARD = pattern("plants.put_toward")
_NO_NAME = pattern("sites.no_name")
_INTO = pattern("plants.into")
_NO_PURPOSE = pattern("plants.no_purpose")
_SAYS_LESS = frozenset({"一期", "项目", "厂房"})
_PLANT = re.compile("厂|基地|园|线|项目|中心|总部|基金|期|楼|院|室")
_WHERE = re.compile(r",? in (?:the )?[A-Z][\w-]+(?: (?:County|Province|City|[A-Z][a-z]+))?")
_STOP = pattern("scope.stop")
_PLACE_OF = re.compile(
    "(?:在|位于|把|(?<![\u4e00-\u9fff\\d]))([\u4e00-\u9fff]{2,5})的(?:新|生产|制造|智能|研发|与|机器人|一[条座个])*$"
)
_LATIN_PLANT = re.compile("[A-Z][\\w-]*$")
_PLACE_REACH = 12  # characters before a plant in which its place is named
_SINCE_WHEN = re.compile("(?:目前|眼下|如今|现在|当前|去年|今年|明年|已经?|其|该|\\d月)+")


def _widened(passage: Passage, start: int) -> int:
    """Take the Chinese name before 工厂 or 基地 along: 嘉义大埔美厂, 顺德基地."""
    if passage.text[start].isascii():
        return start
    named = _LATIN_PLANT.search(passage.text, max(passage.sentence.start, start - _PLACE_REACH), start)
    if named is not None:  # RoboFab工厂
        return named.start()
    place = _PLACE_OF.search(passage.text, max(passage.sentence.start, start - _PLACE_REACH), start)
    if place is not None:  # 在筑波的工厂
        return place.start(1)
    left = start
    while left > passage.sentence.start and start - left < 8:
        char = passage.text[left - 1]
        if char < "\u3400" or _STOP.match(char):
            break
        left -= 1
    names = (e.end for e in passage.entities if e.kind in ("company", "rival") and left < e.end <= start)
    left = max(names, default=left)
    trimmed = _SINCE_WHEN.match(passage.text, left, start)
    return trimmed.end() if trimmed else left


_SITE = pattern("scope.site")
_SITE_CLAUSES = 2  # between a plant and the number that is for it


def english_site(*, made: bool, far: bool = True) -> ScopeRule:
    """Return the rule that finds the English name of a plant or office beside a number or before its sentence."""

    def rule(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
        if passage.text[passage.sentence.start : passage.sentence.end].isascii() or not _CHINESE.search(
            passage.text, passage.sentence.start, passage.sentence.end
        ):
            found = site_beside(quantity, passage, made=made) or (
                site_before(quantity, passage, made=made) if far else None
            )
            return scoped(passage, *found, "site") if found else None
        return None

    return rule


_CHINESE = re.compile("[\u4e00-\u9fff]")


def site_of(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the plant a number is for, by its name or place."""
    best: re.Match[str] | None = None
    for match in _SITE.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        crossed = passage.borders(match.start(), quantity.start)
        if (match.start() < quantity.start and crossed <= _SITE_CLAUSES) or (
            match.start() >= quantity.end and best is None and not crossed and match.start() - quantity.end < 40
        ):
            best = match
    if best is None:
        return None
    group = next(number for number in (1, 2, 3, 4) if best.group(number))
    start, end = best.span(group)
    if group == 3:
        tail = re.search(r"(?:工厂|基地|产线|厂区|园区|新厂|[一二三四]厂|生产线|厂)", best.group(3))
        start = _widened(passage, start + (tail.start() if tail else 0))
    return scoped(passage, start, end, "site")


def made_at(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the plant named in the clause before what it has made: 山东工厂12月产量2000台."""
    start, _ = passage.clause_of(quantity.start)
    match = _ZH_PLANT.search(passage.text, start, quantity.start)
    if match is None or passage.between(match.end(), quantity.start):
        return None
    return scoped(passage, _widened(passage, match.start()), match.end(), "site")


_ZH_PLANT = re.compile("工厂|基地|厂区|新厂")
_OFFICE = pattern("scope.office")
_PEOPLE_AT = pattern("scope.people_at")
_NO_PLACES = frozenset({*month_name[1:], "Christmas"})  # "2,300 people in June"


def office_of(quantity: Quantity, cue: Cue | None, passage: Passage) -> Scope | None:
    """Find the office or plant whose people are counted."""
    start = max(passage.sentence.start, quantity.start - 60)
    match = _OFFICE.search(passage.text[start : quantity.start])
    if match is None:
        place = _PEOPLE_AT.match(passage.text, quantity.end)
        dated = place is not None and place.group(1).split()[0] in _NO_PLACES
        return None if place is None or dated else scoped(passage, place.start(1), place.end(1), "office")
    group = next(number for number in (1, 2, 3) if match.group(number))
    left, right = match.span(group)
    return scoped(passage, start + left, start + right, "office")
