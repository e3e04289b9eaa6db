"""An Atom feed of changes: the same words as a letter's lines, one entry a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from alerts.lines import Line, line_of, spaced
from alerts.links import Links
from alerts.words import Words, words
from models.values import Language, ToldChange

_ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def atom_feed(
    changes: Sequence[ToldChange], *, title: str, address: str, page: str, links: Links, language: Language = "en"
) -> bytes:
    """Return the feed of these changes, in the order given; `address` is its own, `page` the one it stands for."""
    w = words(language)
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": w.table["locale"]})
    _put(feed, "id", address)
    _put(feed, "title", title)
    _put(feed, "updated", max((told.at for told in changes), default=_NEVER).astimezone(UTC).isoformat())
    _put(feed, "link", "", href=address, rel="self", type="application/atom+xml")
    _put(feed, "link", "", href=page, rel="alternate", type="text/html")
    _put(feed, "generator", "Robowatch")
    for told in changes:
        feed.append(_entry(w, told, links))
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(w: Words, told: ToldChange, links: Links) -> ElementTree.Element:
    line = line_of(w, told, links)
    entry = ElementTree.Element(f"{{{_ATOM}}}entry")
    _put(entry, "id", line.page)
    _put(entry, "title", f"{spaced(line.subject, line.what)} {line.what}: {line.whole}")
    _put(entry, "updated", told.at.astimezone(UTC).isoformat())
    author = ElementTree.SubElement(entry, f"{{{_ATOM}}}author")
    _put(author, "name", told.source.outlet or "Robowatch")
    _put(entry, "link", "", href=line.page, rel="alternate", type="text/html")
    if line.url:
        _put(entry, "link", "", href=line.url, rel="related", type="text/html")
    _put(entry, "category", "", term=line.subject)
    _put(entry, "content", "\n".join(_body(line)), type="text")
    return entry


def _body(line: Line) -> list[str]:
    facts = " · ".join([line.status, line.kind, *line.facts])
    quote = f"“{line.quote}”" if line.quote else ""
    said = [line.whole + line.aside, facts, quote, f"{line.origin} · {line.title}", line.also, *line.notes]
    return [part for part in said if part]


def _put(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    clean = {key: _writable(value) for key, value in attributes.items()}
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", clean).text = _writable(text) or None


def _writable(text: str) -> str:
    """Return the text without what XML has no way to write, not even escaped: most control characters."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")
