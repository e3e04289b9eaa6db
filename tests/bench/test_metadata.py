"""Titles, days and authors of real pages: ours beside trafilatura, htmldate, and newspaper4k where it is installed.

Right is what a person read on the page (page_facts.toml), but for case, width, and what is no letter or digit.
The result of a run stands in metadata.md.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import json
import os
import re
import time
import tomllib
import unicodedata
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.dates import CHINA, date_in_address
from crawler.metadata import metadata_of
from crawler.pages import is_chinese, page_text, parsed
from crawler.reading import found_date
from tests.bench.history import say

PAGES = Path(__file__).parents[3] / "shared" / "newsroom" / "pages"
FACTS = Path(__file__).with_name("page_facts.toml")
RESULT = Path(__file__).with_name("metadata.md")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIELDS = ("title", "day", "author")
pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here"),
]
Answer = tuple[str, str, Iterable[str]]  # title, day (2025-01-14), authors


def ours(body: bytes, url: str) -> Answer:
    tree = parsed(page_text(body))
    about = metadata_of(tree, NOW, CHINA if is_chinese(tree) else UTC)
    stated = about.published or found_date(tree, NOW)
    day = stated.when if stated else date_in_address(url, NOW)
    return about.title, str(day or "")[:10], about.author.split(", ")


def trafilatura(body: bytes, url: str) -> Answer:
    library: Any = importlib.import_module("trafilatura")
    about = library.extract_metadata(body, default_url=url)
    return about.title or "", about.date or "", (about.author or "").split("; ")


def htmldate(body: bytes, url: str) -> Answer:
    library: Any = importlib.import_module("htmldate")
    return "", library.find_date(body.decode("utf-8", "replace"), original_date=True, url=url) or "", ()


def newspaper(body: bytes, url: str) -> Answer:
    library: Any = importlib.import_module("newspaper")
    article = library.Article(url, fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return article.title or "", str(article.publish_date or "")[:10], article.authors


TOOLS: dict[str, Callable[[bytes, str], Answer]] = {"ours": ours, "trafilatura": trafilatura, "htmldate": htmldate}
if importlib.util.find_spec("newspaper"):
    TOOLS["newspaper4k"] = newspaper


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def right(answer: Answer, fact: dict[str, Any]) -> tuple[bool, bool, bool]:
    title, day, authors = answer
    named = {bare(name) for name in authors if bare(name)}
    return (
        bare(title) == bare(fact["title"]),
        day == fact["date"].isoformat(),
        named == {bare(name) for name in fact["authors"]},
    )


def answered(tool: Callable[[bytes, str], Answer], body: bytes, url: str) -> Answer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tool(body, url)
        except Exception:  # noqa: BLE001 - a tool that fails on a page has no answer there
            return "", "", ()


def test_metadata_of_real_pages() -> None:
    truth = json.loads((PAGES / "truth.json").read_text(encoding="utf-8"))
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    pages = {
        name[:12]: (gzip.decompress((PAGES / f"{name}.html.gz").read_bytes()), truth[name]["url"]) for name in truth
    }
    lines = ["| tool | title | day | author | pages a CPU-second |", "|---|---|---|---|---|"]
    scores = {}
    for name, tool in TOOLS.items():
        answered(tool, *next(iter(pages.values())))  # what it loads at first is not counted
        began = time.process_time()
        answers = {number: answered(tool, *page) for number, page in pages.items()}
        rate = len(pages) / (time.process_time() - began)
        marks = [right(answers[number], facts[number]) for number in pages]
        tells = [any(answer[at] for answer in answers.values()) for at in range(3)]  # htmldate only knows days
        scores[name] = [sum(each[at] for each in marks) / len(marks) * tells[at] for at in range(3)]
        shown = [f"{score:.3f}" if score else "–" for score in scores[name]]
        lines.append(f"| {name} | {' | '.join(shown)} | {rate:.0f} |")
    say("\n".join(lines))
    if os.environ.get("KEEP_RESULT"):
        RESULT.write_text(_told(len(pages), lines), encoding="utf-8")
    for at, field in enumerate(FIELDS):
        best = max(score[at] for name, score in scores.items() if name != "ours")
        assert scores["ours"][at] > best, field


def _told(pages: int, lines: list[str]) -> str:
    about = f"Share of {pages} real pages on which a tool is right, as `KEEP_RESULT=1 make bench` found it."
    return "\n".join(["# Metadata", "", about, "", *lines, ""])
