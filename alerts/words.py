"""The letters' own words, one table a language (words.toml); plural forms by the locale library."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name

from models.values import Language


@dataclass(frozen=True, eq=False)
class Words:
    """One language's words."""

    language: Language
    locale: Locale
    dates: Locale
    table: dict[str, Any]

    def say(self, key: str, n: int | None = None, **parts: object) -> str:
        """Return the phrase with its placeholders filled; `n` fills {n} and chooses the plural form."""
        phrase = self.table[key]
        if isinstance(phrase, dict):
            phrase = phrase.get(self.locale.plural_form(n or 0), phrase["other"])
        return str(phrase).format(n=n, **parts)

    def metric(self, key: str) -> str:
        """Return the metric's name; a user's own metric keeps its key, in words."""
        return str(self.table["metrics"].get(key, key.replace("_", " ")))

    def counted(self, unit: str, number: str, *, single: bool) -> str:
        """Return the number with what is counted: "5,168 robots", "2.5万台"."""
        forms = self.table["units"].get(unit)
        if forms is None:
            return f"{number} {unit}"
        return str(forms["one" if single and "one" in forms else "other"]).format(n=number)

    def money(self, currency: str, number: str) -> str:
        """Return the number with its currency: "8.1 billion yuan", "US$980 million"."""
        if pattern := self.table["money"].get(currency):
            return str(pattern).format(n=number)
        name = get_currency_name(currency, count=2, locale=self.locale)
        return f"{number}{name}" if self.language == "zh" else f"{number} {name}"

    def listed(self, parts: list[str]) -> str:
        """Return the parts as a list in a sentence."""
        return str(self.table["list_separator"]).join(parts)


@cache
def words(language: Language) -> Words:
    """Return the words of a language; English for one that has none."""
    tables = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    table = tables.get(language, tables["en"])
    return Words(
        language=language if language in tables else "en",
        locale=Locale.parse(table["locale"]),
        dates=Locale.parse(table["dates"]),
        table=table,
    )
