"""Lists of sources as OPML, the format in which feed readers exchange them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args
from urllib.parse import urlsplit

import lxml.etree

from crawler.identity import web_address
from crawler.listing import plain
from crawler.slots import slots_of
from models.errors import CollectError
from models.values import Source, SourceKind

_OWN = "robowatch"  # prefix of attributes that only we write


def sources_of(body: bytes) -> list[Source]:
    """Return the sources of an OPML file; folders become their focus.

    Raises CollectError where it is no OPML.
    """
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(body, parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise CollectError(f"this is no OPML file: {error}") from error
    if root is None or lxml.etree.QName(root).localname.lower() != "opml":
        raise CollectError("this is no OPML file: it does not begin with <opml>")
    found: dict[str, Source] = {}
    for outline in root.iter("{*}outline"):
        source = _source(outline)
        if source:
            found.setdefault(source.url, source)
    return list(found.values())


def _source(outline: Any) -> Source | None:
    attributes = {name.lower(): value for name, value in outline.attrib.items()}
    stated = attributes.get("xmlurl") or attributes.get("url", "")
    url = stated if slots_of(stated) else web_address(stated)
    if not url:
        return None
    folders = [plain(each.get("text") or each.get("title") or "") for each in outline.iterancestors("{*}outline")]
    stated_kind = attributes.get(f"{_OWN}kind", "")
    kind: SourceKind = next((each for each in get_args(SourceKind) if each == stated_kind), "feed")
    focus = [each.strip("/ ") for each in attributes.get("category", "").split(",")] + folders
    return Source(
        name=plain(attributes.get("title") or attributes.get("text") or "") or urlsplit(url).netloc,
        kind=kind if "xmlurl" in attributes or stated_kind else "section",
        url=url,
        homepage=web_address(attributes.get("htmlurl", "")),
        language=attributes.get("language", "")[:2].lower(),
        region=plain(attributes.get(f"{_OWN}region", "")),
        focus=tuple(dict.fromkeys(each for each in focus if each)),
    )


def opml_of(sources: Sequence[Source]) -> bytes:
    """Return the sources as an OPML 2.0 file; each one's focus is its categories."""
    root = lxml.etree.Element("opml", version="2.0")
    lxml.etree.SubElement(lxml.etree.SubElement(root, "head"), "title").text = "Robowatch sources"
    body = lxml.etree.SubElement(root, "body")
    for source in sources:
        feed = source.kind == "feed"
        attributes = {
            "type": "rss" if feed else "link",
            "text": source.name,
            "title": source.name,
            "xmlUrl" if feed else "url": source.url,
            "htmlUrl": source.homepage,
            "language": source.language,
            "category": ",".join(source.focus),
            f"{_OWN}Kind": "" if feed else source.kind,
            f"{_OWN}Region": source.region,
        }
        lxml.etree.SubElement(body, "outline", {name: value for name, value in attributes.items() if value})
    document: bytes = lxml.etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document
