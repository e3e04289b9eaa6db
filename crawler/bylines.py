"""Who wrote an article: from JSON-LD, meta elements, or the byline that is printed near the headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from crawler.listing import plain
from crawler.pages import near_headlines

_AUTHOR_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "author.name", "og:author", "cxenseparse:author", "mediator_author",
)  # fmt: skip
_LETTERS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"\s*[,;&、|•·]\s*|\s+(?:and|und|og|och)\s+")
_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|analysis|story|words|text|review|article)\s+)?by\s*[:：]?\s+"
    r"|^(?:by|reporter|author|text|作者|记者|記者|文|编辑|来源|撰文)\s*[:：/|]\s*|^(?:记者|記者)\s*",
    re.IGNORECASE,
)
_BY_ELSEWHERE = re.compile(r"^(?:von|par|por|di|door|av|af|autor|auteur)\s*[:：]?\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_AFTER = re.compile(r"\s*\([^)]*\)$|\s*(?:기자|記者|记者)$|\s+(?:for|at)\s+[A-Z].*$")
_CREDENTIAL = re.compile(r"^(?:(?:[A-Z]\.?){2,5}|Ph\.?\s?D\.?|[JS]r\.?)$")
_ROLE = re.compile(
    r"\b(?:writer|editor|correspondent|reporter|columnist|contributor|journalist|analyst|staff|desk|bureau)\b",
    re.IGNORECASE,
)
_LOWER_WORDS = re.compile(r"^[a-zß-ÿ].*\s")  # begins small and goes on: a sentence, not a name
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|writer|reporter|contributor)s?(?:$|[\s_-])|byline|author-?name", re.I
)
_OTHERS = re.compile(
    r"avatar|image|photo|bio|desc|about|social|follow|comment|related|box|title|widget|date|time", re.I
)
_UNTIL = re.compile(
    r"\s+(?:on|at|am|um|le|il|el|em)\s+(?=\w*\W*\d|\w+day\b)|\s+[-–—|•·/]\s+|\s*\d|\s*(?:Updated|Published)\b|\n"
)
# Names stand at most so many elements before or after the headline; further away they are other stories' or readers'.
_BEFORE, _BEHIND = 40, 90
_NAMING, _SAYING = {"a", "span", "p", "div", "li", "address"}, {"p", "span", "div"}
_LONGEST = 160  # characters of a byline


def author_of(
    elements: Callable[[], Sequence[Any]],
    stated: Any,
    named: Callable[[Any], str],
    metas: Mapping[str, str],
    outlet: str,
) -> str:
    """Return the people who wrote it, separated by commas; "" where nobody is named.

    `elements` gives the page's, in its order, where they are needed; `stated` is what JSON-LD says of its author, and
    `named` reads a name out of that. The outlet itself counts only where JSON-LD says so and nobody else is named.
    """
    declared = [named(each) for each in (stated if isinstance(stated, list) else [stated])]
    for texts in chain((declared, _declared(metas)), _printed(elements)):
        writers = [name for name in people_of(texts) if bare(name) != bare(outlet)]
        if writers:
            return ", ".join(writers)
    return ", ".join(people_of(declared))


def people_in(stated: str) -> str:
    """Return the names of a byline, separated by commas, without "By" and what else stands there."""
    return ", ".join(people_of([_BY_ELSEWHERE.sub("", plain(stated))]))


def people_of(texts: Iterable[str]) -> list[str]:
    """Return the names in bylines, each once, without roles, degrees and what else stands beside them."""
    found: dict[str, str] = {}
    for text in texts:
        for name in _names(plain(text)):
            found.setdefault(bare(name), name)
    return list(found.values())


def bare(text: str) -> str:
    """Return the letters and digits of a text, for comparing."""
    return _LETTERS.sub("", text).casefold()


def _names(text: str) -> list[str]:
    parts = [_AFTER.sub("", _BY.sub("", part)).strip(" .-–—") for part in _BETWEEN.split(_BY.sub("", text))]
    parts = [part for part in parts if _is_name(part)]
    people = [part for at, part in enumerate(parts) if not (_ROLE.search(part) or (at and _CREDENTIAL.match(part)))]
    people = [part for part in people if not _LOWER_WORDS.match(part)] or people
    return people or parts[:1]


def _is_name(name: str) -> bool:
    """Say whether that can be a name: short, without an address or a sentence; digits only in a single word."""
    if not 1 < len(name) <= 60 or name.count(" ") > 5 or any(c in "@/:" for c in name) or "www." in name:
        return False
    return not any(c.isdigit() for c in name) or (" " not in name and name[0].isalpha())


def _declared(metas: Mapping[str, str]) -> Sequence[str]:
    stated = [metas[name] for name in _AUTHOR_META if name in metas and "//" not in metas[name]]
    return stated[:1]


# ── printed ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _printed(elements: Callable[[], Sequence[Any]]) -> Iterator[list[str]]:
    """Yield what the page prints as its byline, the surest way first."""
    near = near_headlines(elements(), _BEFORE, _BEHIND) or elements()
    yield [_until(each) for each in near if each.get("itemprop") == "author"][:4]
    yield [_until(each) for each in near if each.tag == "a" and "author" in (each.get("rel") or "").split()][:4]
    named = [
        each
        for each in near
        if each.tag in _NAMING and (name := each.get("class")) and _NAMED.search(name) and not _OTHERS.search(name)
    ]
    yield [_until(each) for each in named[:1]]
    said = (text for each in near if each.tag in _SAYING and (text := _said(each)))
    yield [next(said, "")]


def _until(element: Any) -> str:
    """Return an element's text up to a date or whatever follows a name."""
    text = " ".join(element.text_content().split())
    text = _BY_ELSEWHERE.sub("", _BY.sub("", text))
    return _UNTIL.split(text, maxsplit=1)[0] if len(text) <= _LONGEST else ""


def _said(element: Any) -> str:
    """Return the names of an element that begins with "By"."""
    if len(element) > 8:
        return ""
    text = " ".join(element.text_content().split())
    if len(text) > _LONGEST or not (_BY.match(text) or _BY_ELSEWHERE.match(text)):
        return ""
    return _until(element)
