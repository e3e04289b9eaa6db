"""When a page says that its article was published: declared first, then printed near the headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from crawler.dates import Stated, believable, date_in_address, read_stated
from crawler.pages import near_headlines

_DATE_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "publication-date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "dc.date.created",
    "weibo: article:create_at", "weibo:article:create_at", "article.published", "article_date_original",
    "cxenseparse:recs:publishtime", "bt:pubdate", "createdate", "date", "rnews:datepublished", "apub:time",
    "_pubtime",
)  # fmt: skip
_PUBLISHED_MARKS = re.compile(
    r"publi|posted|pubtime|pub-time|date|time|发布|来源|source|meta|info|byline", re.IGNORECASE
)
_PUBLISHED_WORDS = re.compile(
    r"(?:published|posted|publiziert|veröffentlicht|publié|publicado|pubblicato|发布|發布|发表)", re.IGNORECASE
)
_MODIFIED = re.compile(r"updat|modif|更新", re.IGNORECASE)
_TEXTS = {"span", "div", "p", "em", "i", "li"}
_MANY = 10  # children; what has more is no line of text
# On the real pages of the tests 41 of 43 printed dates stand from 10 elements before the headline to 32 after it.
_BEFORE, _AFTER = 12, 35
_FEW_DATES = 3
_DAY, _HOUR, _HALF = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30)
_WEST, _EAST = timedelta(hours=11), timedelta(hours=14)  # the zones in which people live


def published_of(
    elements: Callable[[], Sequence[Any]],
    linked: Mapping[str, Any],
    metas: Mapping[str, str],
    address: str,
    now: datetime,
    zone: tzinfo,
) -> Stated | None:
    """Return when the article was published, never when it was changed; `zone` is meant where a date names none.

    `elements` gives the page's, in its order, where they are needed.
    """
    declared = [linked.get("datePublished"), linked.get("dateCreated"), *(metas.get(name) for name in _DATE_META)]
    for stated in declared:
        if stated and isinstance(stated, str):
            read = read_stated(stated, now, zone)
            if read and believable(read.when, now):
                return _on_its_day(Stated(min(read.when, now), read.day_only), elements, address, now)
    for stated in _printed_dates(elements()):
        read = read_stated(stated, now, zone)
        if read and believable(read.when, now):
            return Stated(min(read.when, now), read.day_only)
    return None


def _on_its_day(stated: Stated, elements: Callable[[], Sequence[Any]], address: str, now: datetime) -> Stated:
    """Return a moment declared in UTC on the day that the page prints, where that is a neighbouring one.

    What a newspaper in New York publishes on Monday evening is Monday's, though it is Tuesday in Greenwich.
    """
    if stated.day_only or stated.when.utcoffset():
        return stated
    told = [read_stated(text, now) for text in _printed_dates(elements())]
    if day := date_in_address(address, now):
        told.append(Stated(day, day_only=True))
    there = next((each for each in told if each and (each.day_only or abs(each.when - stated.when) > _HALF)), None)
    if there is None or abs(there.when.date() - stated.when.date()) != _DAY:
        return stated
    offset = _offset(stated.when, there)
    return stated if offset is None else Stated(stated.when.astimezone(timezone(offset)))


def _offset(moment: datetime, there: Stated) -> timedelta | None:
    """Return how far from UTC a place is where it was that day then, at that time where there is one; else None."""
    local, utc = there.when.replace(tzinfo=UTC), moment.astimezone(UTC)
    if not there.day_only:
        offset = round((local - utc) / _HALF) * _HALF
        close = abs(local - utc - offset) <= timedelta(minutes=1)
    else:  # the nearest whole hour
        close = True
        offset = -((utc - local - _DAY) // _HOUR + 1) * _HOUR if local < utc else -((utc - local) // _HOUR) * _HOUR
    return offset if close and -_WEST <= offset <= _EAST else None


def _printed_dates(elements: Sequence[Any]) -> list[str]:
    """Return what the page prints as a date near its headline, where other stories' dates do not stand.

    Without a headline only a page with few dates is believed: on others most belong to other stories.
    """
    near = near_headlines(elements, _BEFORE, _AFTER)
    if near is not None:
        return list(_dates_in(near))
    found = list(_dates_in(elements))
    return found if len(found) <= _FEW_DATES else []


def _dates_in(elements: Iterable[Any]) -> Iterator[str]:
    """Yield the times of time elements, then short texts in places named for a date, outside of frames and links."""
    later = []
    for element in elements:
        if element.tag == "time":
            if not _MODIFIED.search(_name_of(element)) and _outside_frames(element):
                if stated := element.get("datetime"):
                    yield stated
                yield " ".join(element.text_content().split())
        elif element.tag in _TEXTS and len(element) < _MANY and element.attrib:
            later.append(element)
    for element in later:
        if _MODIFIED.search(name := _name_of(element)):
            continue
        text = " ".join(element.text_content().split())
        dated = 3 < len(text) < 120 and any(c.isdigit() for c in text)
        if dated and (_PUBLISHED_MARKS.search(name) or _PUBLISHED_WORDS.match(text)) and _outside_frames(element):
            yield text


def _name_of(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"


def _outside_frames(element: Any) -> bool:
    return next(element.iterancestors("aside", "footer", "nav", "a"), None) is None
