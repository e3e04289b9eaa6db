"""What every kind of list of articles comes to: the shape that feeds, sitemaps and section pages are read into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Literal

import nh3

from models.errors import CollectError
from models.values import Entry

MAX_ENTRIES = 2000  # no newsroom sends more at once; those that do are not feeds
MAX_TITLE = 500
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")
FeedKind = Literal["rss", "atom", "rdf", "json", "sitemap", "sitemapindex", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What a feed holds."""

    kind: FeedKind
    entries: tuple[Entry, ...]
    title: str = ""
    homepage: str = ""
    ttl_minutes: int = 0  # how often it wants to be read at most; 0 where it does not say
    skip_hours: tuple[int, ...] = ()  # of the day, UTC, when it asks to be left alone
    skip_days: tuple[int, ...] = ()  # of the week, Monday is 0
    dropped: int = 0  # entries beyond MAX_ENTRIES
    children: tuple[str, ...] = ()  # of a sitemap index: its sitemaps, newest first


class NotAFeedError(CollectError):
    """The body is no feed of any kind."""


def plain(text: str) -> str:
    """Return a title or name as plain text on one line: no markup, no entities, no control characters."""
    text = unescape(text)
    if "<" in text:
        text = unescape(_TAG.sub("", nh3.clean(text, tags=set())))
    return " ".join(CONTROL.sub("", text).split())[:MAX_TITLE]
