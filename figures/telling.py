"""How a number is told: as what held before another one, and in whose mouth a forecast is put."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from figures.judge import SUPERSEDED
from figures.normal import normalised
from models.values import Document, Figure, Subject

_RULES = Path(__file__).with_name("rules") / "telling.toml"
_SENTENCE_END = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)")
_NEAR = 60  # characters before a number in which its wording stands
_AFTER = 16  # characters after it


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of the words in telling.toml."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    others: re.Pattern[str]
    hearsay: re.Pattern[str]
    forecaster: str


@cache
def _words() -> _Words:
    rules = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    superseded, others, hearsay = rules["superseded"], rules["others"], rules["hearsay"]
    return _Words(
        before=_any_of(superseded["before_en"], superseded["before_zh"]),
        after=_any_of(superseded["after_en"], superseded["after_zh"]),
        others=_any_of(others["en"], others["zh"]),
        hearsay=_any_of(hearsay["en"], hearsay["zh"]),
        forecaster=others["forecaster"],
    )


def _any_of(latin: Iterable[str], chinese: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, latin))
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])|{'|'.join(map(re.escape, chinese))}", re.IGNORECASE)


def told(document: Document, figures: Sequence[Figure], subjects: Iterable[Subject]) -> list[Figure]:
    """Return a document's figures with what their wording says beyond the number.

    A number told as what held before gets the rule ("superseded", the words); a forecast about a firm that names no
    forecaster is its own guidance, or the analysts' where the sentence speaks of them.
    """
    whole = normalised(document.whole)
    firms = {subject.name for subject in subjects if subject.kind == "company"}
    placed = [_placed(figure, document.whole) for figure in figures]
    ends = sorted(figure.end for figure in placed)
    marked = []
    for original, figure in zip(figures, placed, strict=True):
        start = max([figure.start - _NEAR, 0, *(end for end in ends if end <= figure.start)])
        before = _SENTENCE_END.split(whole[start : figure.start])[-1] + whole[figure.start : figure.end]
        after = _SENTENCE_END.split(whole[figure.end : figure.end + _AFTER])[0]
        cue = _words().before.search(before) or _words().after.search(after)
        rules = original.rules
        if cue and figure.end and all(name != SUPERSEDED for name, _ in rules):
            rules = (*rules, (SUPERSEDED, cue[0].casefold()))
        forecaster = original.forecaster or _forecaster(whole, figure, firms)
        marked.append(replace(original, rules=rules, forecaster=forecaster))
    return marked


def _placed(figure: Figure, whole: str) -> Figure:
    """Return the figure with its offsets, looked up by its quote where it has none."""
    if figure.end:
        return figure
    start = whole.find(figure.quote)
    return figure if start < 0 else replace(figure, start=start, end=start + len(figure.quote))


def _forecaster(whole: str, figure: Figure, firms: set[str]) -> str:
    if figure.status != "forecast" or figure.subject not in firms or not figure.end:
        return ""
    start = max((match.end() for match in _SENTENCE_END.finditer(whole, 0, figure.start)), default=0)
    end = _SENTENCE_END.search(whole, figure.end)
    sentence = whole[start : end.start() if end else len(whole)]
    if _words().others.search(sentence):
        return _words().forecaster
    return "" if _words().hearsay.search(sentence) else figure.subject
