"""What web pages have in common: parsing them, and the marks of those that are no article."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import lxml.html

from crawler.encoding import decoded

_SAMPLE = 4000  # characters that are enough to tell a language
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>")
_MARKUP = re.compile(r"<[^>]*>")
_TITLE = re.compile(rb"<title>[^<]*</title>", re.IGNORECASE)
_LARGEST_CHALLENGE = 100_000  # bytes
_WORDS_OF_A_CHALLENGE = 120
_WORDS_OF_A_FRAME = 50  # what a page says that waits for its scripts
_WORD = re.compile(r"[^\W_]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Japanese is told by its own letters, for it is full of Chinese ones.
_BY_LETTERS = (("ja", _KANA, 0.1), ("ko", _HANGUL, 0.3), ("zh", _HAN, 0.3))
# What no XML may hold: control characters, and two characters that are none, as UTF-8.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


@cache
def page_rules() -> dict[str, tuple[str, ...]]:
    """Read the words that tell pages and links apart."""
    text = files("crawler").joinpath("rules/pages.json").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in json.loads(text).items()}


def page_text(body: bytes, charset: str = "") -> str:
    """Return a page's HTML as text."""
    return _DECLARATION.sub("", decoded(body, charset))


def parsed(html: str) -> Any:
    """Return the element tree of a page, or None where there is none."""
    encoded = html.encode("utf-8", "ignore").translate(None, _CONTROLS)
    if _NO_CHARACTERS[0][:2] in encoded:
        for no_character in _NO_CHARACTERS:
            encoded = encoded.replace(no_character, b"")
    try:
        return lxml.html.document_fromstring(encoded, parser=_parser())  # type: ignore[no-untyped-call]
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return None


@cache
def _parser() -> Any:
    make: Any = lxml.html  # without types
    parser = make.HTMLParser(encoding="utf-8", huge_tree=False, collect_ids=False, remove_pis=True)
    # One class for all elements: the library's own choice among eight costs a call of Python an element.
    classes = {"element": make.HtmlElement, "comment": make.HtmlComment, "entity": make.HtmlEntity}
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(**classes))
    return parser


def near_headlines(elements: Sequence[Any], before: int, after: int) -> list[Any] | None:
    """Return those of a page's elements that stand around its headlines, so many before and after each.

    `elements` are all of the page's, in its order. None without a headline.
    """
    headlines = [elements.index(headline) for headline in elements[0].iter("h1")] if elements else []
    if not headlines:
        return None
    near = sorted({at for headline in headlines for at in range(headline - before, headline + after + 1)})
    return [elements[at] for at in near if 0 <= at < len(elements)]


def needs_browser(tree: Any) -> bool:
    """Say whether a page is empty until scripts have run."""
    if tree is None or not len(tree.xpath("//script")):
        return False
    text = " ".join(tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"))
    return amount(text) < _WORDS_OF_A_FRAME and len(tree.xpath("//a[@href]")) < 10


def amount(text: str) -> int:
    """Return how much text that is, in words; two Chinese characters count as one."""
    if not _CJK.search(text):
        return len(_WORD.findall(text))
    characters = len(_CJK.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text))) + characters // 2


def language_of(text: str, stated: str) -> str:
    """Return the language by the letters of the text, else as stated, else English."""
    sample = text[:_SAMPLE]
    for language, letters, enough in _BY_LETTERS:
        if _share(letters, sample) > enough:
            return language
    stated = stated[:2].lower()
    return stated if stated and stated not in {each for each, _, _ in _BY_LETTERS} else "en"


def is_chinese(tree: Any) -> bool:
    """Say whether a page is written in Chinese, by its paragraphs and headings rather than its frame."""
    text = ""
    for element in tree.iter("p", "h1", "title"):
        text += element.text_content()
        if len(text) > _SAMPLE:
            break
    if len(text) < _SAMPLE // 10:
        text = "".join(tree.xpath("//body//text()[not(parent::script or parent::style)]"))
    return language_of(text, "") == "zh"


def _share(letters: re.Pattern[str], text: str) -> float:
    found = 0 if text.isascii() else len(letters.findall(text))
    return found / sum(map(str.isalpha, text)) if found else 0.0


def is_challenge(body: bytes) -> bool:
    """Say whether a page checks for robots instead of giving what was asked.

    The scripts of such checks stand in many honest pages too, so without a telling title there must be little else.
    """
    if len(body) > _LARGEST_CHALLENGE or b"<html" not in body[:2000].lower():
        return False
    rules = page_rules()
    if any(_plain(title) in rules["challenge_titles"] for title in _TITLE.findall(body)):
        return True
    if body.count(b"<a ") > _WORDS_OF_A_CHALLENGE:
        return False  # a link has a word at least
    page = _plain(body)
    if not any(mark in page for mark in rules["challenge"]):
        return False
    return amount(_MARKUP.sub(" ", _SCRIPTS.sub(" ", page))) < _WORDS_OF_A_CHALLENGE


def _plain(body: bytes) -> str:
    return " ".join(body.decode("utf-8", "replace").lower().split())
