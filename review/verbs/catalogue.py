"""The built-in catalogue: sources, firms and markets that can be used by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.chinese import simplified
from models.errors import NotFoundError, UsageError
from models.values import Source, Subject, SubjectKind

_FOLDER = Path(__file__).parent.parent / "catalogue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A firm of the catalogue."""

    name: str
    forms: tuple[str, ...] = ()  # other names, in any language
    tickers: tuple[str, ...] = ()  # EXCHANGE:CODE
    country: str = ""
    city: str = ""
    segments: tuple[str, ...] = ()  # the main one first
    website: str = ""
    ambiguous: tuple[str, ...] = ()  # forms that are also something else
    context: tuple[str, ...] = ()

    @property
    def subject(self) -> Subject:
        """Return what watching this firm means; tickers are no names in a text."""
        return Subject(
            name=self.name,
            kind="company",
            terms=((self.name, *self.forms),),
            ambiguous=self.ambiguous,
            context=self.context,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What sources are about, with the words by which a person may ask for it."""

    key: str
    en: str
    zh: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something of the catalogue that fits what a person typed."""

    name: str
    kind: SubjectKind
    matched: str  # the form that fits
    detail: str  # for people: where it is, what it makes
    website: str = ""
    tickers: tuple[str, ...] = ()
    subject: Subject


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    rows = tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))[table]
    return [{name: _frozen(value) for name, value in row.items()} for row in rows]


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


@cache
def load_sources() -> tuple[Source, ...]:
    """Return the built-in sources."""
    return tuple(Source(**row) for row in _rows("sources.toml", "source"))


@cache
def load_focuses() -> tuple[Focus, ...]:
    """Return what sources are about, in the order in which people are asked."""
    return tuple(Focus(**row) for row in _rows("focus.toml", "focus"))


def focus_named(word: str) -> Focus:
    """Return the focus that a word stands for: its key, its name or one of its words; raises UsageError."""
    wanted = word.strip().casefold()
    for focus in load_focuses():
        if wanted in (focus.key, focus.en.casefold(), focus.zh, *focus.words):
            return focus
    msg = f"{word!r} is no focus of the catalogue; choose of {', '.join(focus.key for focus in load_focuses())}"
    raise UsageError(msg)


@cache
def load_companies() -> tuple[Company, ...]:
    """Return the built-in firms."""
    return tuple(Company(**row) for row in _rows("companies.toml", "company"))


@cache
def load_markets() -> tuple[Subject, ...]:
    """Return the built-in markets."""
    return tuple(
        Subject(name=row["name"], kind="market", terms=row["terms"], exclude=row.get("exclude", ()))
        for row in _rows("markets.toml", "market")
    )


@cache
def _market_notes() -> Mapping[str, str]:
    """Return what is worth knowing about a market's width, by name."""
    return {row["name"]: row.get("note", "") for row in _rows("markets.toml", "market")}


def _folded(text: str) -> str:
    return simplified(text).casefold().strip()


@cache
def _by_form() -> Mapping[str, Company]:
    return {
        _folded(form): company
        for company in load_companies()
        for form in (*company.tickers, *company.forms, company.name)
    }


def find_company(text: str) -> Company:
    """Return the firm of that name, in any of its forms, or ticker; raises NotFoundError."""
    company = _by_form().get(_folded(text))
    if company is None:
        msg = f"the catalogue has no firm called {text!r}; `robowatch watch suggest` looks for parts of names"
        raise NotFoundError(msg)
    return company


def known_subject(text: str) -> Subject | None:
    """Return the firm or market of the catalogue that has exactly this name, or None."""
    company = _by_form().get(_folded(text))
    if company is not None:
        return company.subject
    return next((market for market in load_markets() if _folded(market.name) == _folded(text)), None)


_EXACT, _BEGINS, _CONTAINS = range(3)


def _rank(form: str, wanted: str) -> int | None:
    folded = _folded(form)
    if folded == wanted:
        return _EXACT
    if folded.startswith(wanted):
        return _BEGINS
    return _CONTAINS if wanted in folded else None


def suggest(text: str, limit: int = 10) -> list[Suggestion]:
    """Return firms and markets whose names fit what was typed, exact ones first, then those that begin with it."""
    wanted = _folded(text)
    if not wanted:
        return []
    found: list[tuple[int, int, Suggestion]] = []
    for company in load_companies():
        forms = (company.name, *company.forms, *company.tickers)
        best = min(((rank, form) for form in forms if (rank := _rank(form, wanted)) is not None), default=None)
        if best:
            found.append((best[0], len(best[1]), _of_company(company, best[1])))
    for market in load_markets():
        names = (market.name, *market.terms[-1])
        best = min(((rank, form) for form in names if (rank := _rank(form, wanted)) is not None), default=None)
        if best:
            found.append((best[0] + 1, len(market.name), _of_market(market, best[1])))
        elif told := _told(market, wanted):
            found.append((_EXACT + 1, len(wanted) - told, _of_market(market, text.strip())))
    found.sort(key=lambda each: each[:2])
    return [suggestion for _, _, suggestion in found[:limit]]


def _told(market: Subject, wanted: str) -> int:
    """Return how many characters of 北京医疗机器人, say, are terms of the market; 0 unless every group has one."""
    longest = [max((len(term) for term in group if _folded(term) in wanted), default=0) for group in market.terms]
    return sum(longest) if all(longest) else 0


def _of_market(market: Subject, form: str) -> Suggestion:
    detail = _market_notes().get(market.name) or " + ".join(group[0] for group in market.terms)
    return Suggestion(name=market.name, kind="market", matched=form, detail=detail, subject=market)


def _of_company(company: Company, form: str) -> Suggestion:
    place = ", ".join(part for part in (company.city, company.country) if part)
    makes = ", ".join(company.segments)
    also = "" if form == company.name else form
    return Suggestion(
        name=company.name,
        kind="company",
        matched=form,
        detail=" · ".join(part for part in (also, place, makes, *company.tickers) if part),
        website=company.website,
        tickers=company.tickers,
        subject=company.subject,
    )
