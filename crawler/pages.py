"""What web pages have in common: parsing them, and the marks of those that are no article."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import lxml.html

from crawler.encoding import decoded

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NUL_AND_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@cache
def page_rules() -> dict[str, tuple[str, ...]]:
    """Read the words that tell pages and links apart."""
    text = files("crawler").joinpath("rules/pages.json").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in json.loads(text).items()}


def page_text(body: bytes, charset: str = "") -> str:
    """Return a page's HTML as text that a parser accepts."""
    return _NUL_AND_CONTROLS.sub("", _DECLARATION.sub("", decoded(body, charset)))


def parsed(html: str) -> Any:
    """Return the element tree of a page, or None where there is none."""
    make: Any = lxml.html  # without types
    parser = make.HTMLParser(encoding="utf-8", huge_tree=False, collect_ids=False, remove_pis=True)
    try:
        return make.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return None


def amount(text: str) -> int:
    """Return how much text that is, in words; two Chinese characters count as one."""
    characters = len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text))) + characters // 2


def han_share(text: str) -> float:
    """Return the share of Chinese characters among the letters of a text."""
    letters = sum(map(str.isalpha, text))
    return len(_HAN.findall(text)) / letters if letters else 0.0


def is_challenge(body: bytes) -> bool:
    """Say whether a page checks for robots instead of giving what was asked."""
    if len(body) > 200_000:
        return False
    head = body[:50_000].decode("utf-8", "replace").lower()
    return any(mark in head for mark in page_rules()["challenge"])
