"""How a number is told: as what held before another one, and in whose mouth a forecast is put."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from figures.normal import normalised
from figures.verdicts import COMPARED, SUPERSEDED
from models.values import Document, Figure, Subject

_RULES = Path(__file__).with_name("rules") / "telling.toml"
_SENTENCE_END = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)")
_CLAUSE_END = re.compile(r"[，、：]|[,:—](?=\s)|\s[-–—]\s")
_NEAR = 60  # characters before a number in which its wording stands
_AFTER = 16  # characters after it
_NAME = r"[A-Z][\w&.'-]*(?: (?:& |of )?[A-Z][\w&.'-]*){0,3}"
_ASIDE = r"(?:,[^,.]{1,60},|, an? [^,.]{1,60})?"  # "Halden, a consultancy, expects"
_HAN_NAME = r"[㐀-鿿A-Za-z&]{2,10}?"


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of the words in telling.toml."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    restated: re.Pattern[str]
    others: re.Pattern[str]
    hearsay: re.Pattern[str]
    forecaster: str
    names: tuple[re.Pattern[str], ...]
    itself: frozenset[str]
    never: tuple[str, ...]


@cache
def _words() -> _Words:
    rules = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    superseded, restated = rules["superseded"], rules["restated"]
    others, hearsay, named = rules["others"], rules["hearsay"], rules["forecasters"]
    says, says_zh, by, when = (_alternatives(named[key]) for key in ("verbs_en", "verbs_zh", "by_en", "when_zh"))
    return _Words(
        before=_any_of(superseded["before_en"], superseded["before_zh"]),
        after=_any_of(superseded["after_en"], superseded["after_zh"]),
        restated=_any_of(restated["en"], restated["zh"]),
        others=_any_of(others["en"], others["zh"]),
        hearsay=_any_of(hearsay["en"], hearsay["zh"]),
        forecaster=others["forecaster"],
        names=(
            re.compile(rf"(?P<name>{_NAME}){_ASIDE} (?:now |still |also )?(?:{says})\b"),
            re.compile(rf"(?:{by}) (?:the )?(?:[a-z]+ ){{0,3}}(?P<name>{_NAME})"),
            re.compile(rf"(?:^|[,，:：、“\"])(?:(?:{when})+有?)?(?P<name>{_HAN_NAME})(?:{when})*(?:{says_zh})"),
        ),
        itself=frozenset((*named["itself_en"], *named["itself_zh"])),
        never=tuple(named["never_zh"]),
    )


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _any_of(latin: Iterable[str], chinese: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{_alternatives(latin)})(?![a-z])|{_alternatives(chinese)}", re.IGNORECASE)


def told(document: Document, figures: Sequence[Figure], subjects: Iterable[Subject]) -> list[Figure]:
    """Return a document's figures with what their wording says beyond the number.

    A number told as what held before gets the rule ("superseded", the words), a result of a period only where it was
    told anew; else ("compared", the words): it is of another time than it seems. A forecast gets the forecaster whom
    its sentence names. One about a firm that names none is its own guidance, or the analysts' where the sentence speaks
    of them.
    """
    whole = normalised(document.whole)
    watched = {subject.name: subject for subject in subjects}
    placed = [_placed(figure, document.whole) for figure in figures]
    ends = sorted(figure.end for figure in placed)
    return [
        replace(
            original,
            rules=(*original.rules, *_superseded(whole, figure, ends)),
            forecaster=original.forecaster or _forecaster(whole, figure, watched),
        )
        for original, figure in zip(figures, placed, strict=True)
    ]


def _placed(figure: Figure, whole: str) -> Figure:
    """Return the figure with its offsets, looked up by its quote where it has none."""
    if figure.end:
        return figure
    start = whole.find(figure.quote)
    return figure if start < 0 else replace(figure, start=start, end=start + len(figure.quote))


def _superseded(whole: str, figure: Figure, ends: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Return the rule that notes a number told as what held before, if it is told so."""
    if not figure.end or any(name in (SUPERSEDED, COMPARED) for name, _ in figure.rules):
        return ()
    start = max([figure.start - _NEAR, 0, *(end for end in ends if end <= figure.start)])
    before = _last_clause(whole[start : figure.start]) + whole[figure.start : figure.end]
    after = _CLAUSE_END.split(_SENTENCE_END.split(whole[figure.end : figure.end + _AFTER])[0])[0]
    cue = _words().before.search(before) or _words().after.search(after)
    if cue is None:
        return ()
    of_a_time = figure.status == "actual" and figure.period is not None
    anew = not of_a_time or _words().restated.search(_sentence(whole, figure))
    return ((SUPERSEDED if anew else COMPARED, cue[0].casefold()),)


def _last_clause(text: str) -> str:
    return _CLAUSE_END.split(_SENTENCE_END.split(text)[-1])[-1]


def _sentence(whole: str, figure: Figure) -> str:
    """Return the sentence, or the sentences, in which a figure is told."""
    start = max((match.end() for match in _SENTENCE_END.finditer(whole, 0, figure.start)), default=0)
    end = _SENTENCE_END.search(whole, figure.end)
    return whole[start : end.start() if end else len(whole)].strip()


def _forecaster(whole: str, figure: Figure, watched: Mapping[str, Subject]) -> str:
    subject = watched.get(figure.subject)
    if figure.status != "forecast" or subject is None or not figure.end:
        return ""
    sentence = _sentence(whole, figure)
    firm = subject.kind == "company"
    name = _named(sentence, subject)
    if name:
        return name
    if firm and _words().others.search(sentence):
        return _words().forecaster
    return subject.name if firm and not _words().hearsay.search(sentence) else ""


def _named(sentence: str, subject: Subject) -> str:
    """Return the forecaster whom a sentence names: the subject's own name where it is the subject itself."""
    words = _words()
    own = {term.casefold() for group in subject.terms for term in group}
    for pattern in words.names:
        match = pattern.search(sentence)
        name = match["name"].removeprefix("The ").removesuffix("'s").strip() if match else ""
        plain = name.casefold()
        if not name or plain in words.itself or words.others.search(name) or any(word in name for word in words.never):
            continue
        if subject.kind == "company" and any(term in plain for term in own):
            return subject.name
        if plain not in own:
            return name
    return ""
