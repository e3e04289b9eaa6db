"""How much of real news pages we read: the score of the article-extraction benchmark, on its pages."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.reading import read_article
from models.values import Article, Entry, Source

PAGES = Path(__file__).parents[3] / "shared" / "newsroom" / "pages"
FLOOR = 0.978
_TOKEN = re.compile(r"\w+")


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[at : at + n]) for at in range(max(0, len(tokens) - n) + 1))


def share(right: float, of: float) -> float | None:
    return right / of if of else None


@pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here")
def test_bodies_of_real_news_pages(capsys: pytest.CaptureFixture[str]) -> None:
    truth = json.loads((PAGES / "truth.json").read_text(encoding="utf-8"))
    source = Source(id=1, name="Outlet", kind="feed", url="https://outlet.example/feed")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    precisions, recalls, asides = [], [], []
    for name, page in truth.items():
        body = gzip.decompress((PAGES / f"{name}.html.gz").read_bytes())
        entry = Entry(source_id=1, guid=name, url=page["url"], title="")
        result = read_article(body, page["url"], entry, source, now)
        if not isinstance(result, Article):
            asides.append((name, result.cause, result.detail))
        ours = shingles(result.text if isinstance(result, Article) else "")
        theirs = shingles(page["articleBody"])
        right = sum((ours & theirs).values())
        precisions.append(share(right, sum(ours.values())))
        recalls.append(share(right, sum(theirs.values())))
    precision, recall = (
        sum(known) / len(known) for known in ([x for x in xs if x is not None] for xs in (precisions, recalls))
    )
    score = 2 * precision * recall / (precision + recall)
    with capsys.disabled():
        sys.stdout.write(f"\npages: F1 {score:.4f}, precision {precision:.4f}, recall {recall:.4f}, aside {asides}\n")
    assert score >= FLOOR
