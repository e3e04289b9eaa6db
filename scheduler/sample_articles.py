"""The sample newsroom's outlets and articles, read from the data files that ship with the product."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent / "sample"

OutletKind = Literal["rss", "atom", "rdf", "json", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented outlet and how it publishes; `section` has a front page only."""

    slug: str
    name: str
    host: str
    language: str
    region: str
    kind: OutletKind
    about: str
    focus: tuple[str, ...]
    full_text: bool = False  # its feed carries whole articles
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an article says from a moment on."""

    since: datetime
    title: str
    paragraphs: tuple[str, ...]

    @property
    def summary(self) -> str:
        """Return the first paragraph."""
        return self.paragraphs[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """An article with all its versions, the oldest first."""

    outlet: str
    slug: str
    author: str
    published: datetime
    versions: tuple[Version, ...]

    @property
    def path(self) -> str:
        """Return its path below the outlet's front page."""
        return f"{self.published:%Y/%m/%d}/{self.slug}.html"

    def version_at(self, now: datetime) -> Version:
        """Return what a visitor reads at that time, once it is published."""
        return next(version for version in reversed(self.versions) if version.since <= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The whole newsroom: who publishes what, and when."""

    begins: datetime
    ends: datetime
    watch: tuple[str, ...]  # catalogue names that the demo watches
    outlets: tuple[Outlet, ...]
    articles: tuple[SampleArticle, ...]  # in order of publication

    def published_at(self, now: datetime, outlet: str) -> list[SampleArticle]:
        """Return what an outlet has published by then, the newest first."""
        return [a for a in reversed(self.articles) if a.outlet == outlet and a.published <= now]


def load_sample(folder: Path = FOLDER) -> Sample:
    """Read the sample newsroom."""
    newsroom = tomllib.loads((folder / "newsroom.toml").read_text(encoding="utf-8"))
    articles = tomllib.loads((folder / "articles.toml").read_text(encoding="utf-8"))["article"]
    return Sample(
        begins=newsroom["begins"],
        ends=newsroom["ends"],
        watch=tuple(newsroom["watch"]),
        outlets=tuple(Outlet(**{**row, "focus": tuple(row["focus"])}) for row in newsroom["outlet"]),
        articles=tuple(sorted(map(_article, articles), key=lambda article: article.published)),
    )


def _article(row: Mapping[str, Any]) -> SampleArticle:
    """Make an article of its row; each edit is a further version."""
    first = _version(row["published"], row)
    edits = [_version(edit["at"], edit) for edit in row.get("edits", ())]
    return SampleArticle(
        outlet=row["outlet"],
        slug=row["slug"],
        author=row["author"],
        published=row["published"],
        versions=(first, *sorted(edits, key=lambda version: version.since)),
    )


def _version(since: datetime, row: Mapping[str, Any]) -> Version:
    """Make a version; paragraphs are set apart by empty lines."""
    paragraphs = (" ".join(block.split("\n")) for block in row["text"].strip().split("\n\n"))
    return Version(since=since, title=row["title"], paragraphs=tuple(paragraphs))
