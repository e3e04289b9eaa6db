"""The pages' own words in English and Chinese (words.toml), and which language a guest reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alerts.words import Words
from alerts.words import words as letter_words
from models.values import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, eq=False)
class PageWords:
    """One language's words."""

    language: Language
    table: Mapping[str, Any]
    letters: Words  # numbers, money, periods and metrics, as letters write them

    def __call__(self, key: str, n: int | None = None, **parts: object) -> str:
        """Return the phrase with its placeholders filled; `n` fills {n} and chooses the plural form."""
        phrase = self.table[key][self.language]
        if isinstance(phrase, list):
            phrase = phrase[0 if n == 1 else 1]
        shown = self.number(n) if n is not None else ""
        return str(phrase).format(n=shown, **parts)

    def number(self, value: float) -> str:
        """Return a count with separators."""
        return f"{value:,.0f}"

    def has(self, key: str) -> bool:
        """Say whether there is such a phrase."""
        return key in self.table


@cache
def page_words(language: Language) -> PageWords:
    """Return the words of a language."""
    table = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return PageWords(language=language, table=table, letters=letter_words(language))


def language_of(asked: str, kept: str, accepted: str) -> Language:
    """Choose the language: asked for in the address, else kept in a cookie, else what the browser accepts."""
    for wish in (asked, kept):
        if wish in LANGUAGES:
            return "zh" if wish == "zh" else "en"
    best, rank = "en", 0.0
    for part in accepted.split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            quality = float(rest.partition("q=")[2] or 1)
        except ValueError:
            continue
        primary = tag.split("-")[0].lower()
        if primary in LANGUAGES and quality > rank:
            best, rank = primary, quality
    return "zh" if best == "zh" else "en"
