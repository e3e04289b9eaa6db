"""Feeds and pages for the crawler's tests, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from models.values import Source

SENTENCES = (
    "The maker of surgical robots said on Tuesday that it had shipped more systems than in any quarter before.",
    "Hospitals in three provinces placed orders, among them two that had never bought such a machine.",
    "Revenue grew by a fifth from a year earlier, while the cost of each arm fell for the third year in a row.",
    "The company wants to open a second plant next spring and to hire two hundred engineers for it.",
    "An analyst who follows the market expects prices to fall further once rivals enter it next year.",
    "Regulators are still looking at the newest model, which is meant for operations on the spine.",
)


def page(title: str = "Robot maker ships more", body: Sequence[str] = SENTENCES, head: str = "") -> str:
    """Return a plain news page."""
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in body)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>{escape(title)}</h1>{paragraphs}</article>"
        "<footer>All rights reserved</footer></body></html>"
    )


def rss(*items: tuple[str, str], extra: str = "", date: str = "Mon, 13 Jan 2025 08:00:00 GMT") -> str:
    """Return an RSS feed of (title, link) items."""
    listed = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<pubDate>{date}</pubDate></item>"
        for title, link in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{extra}{listed}</channel></rss>'


def feed(url: str, number: int = 1, **changes: object) -> Source:
    """Return a source of kind feed."""
    return Source(**{"id": number, "name": f"Outlet {number}", "kind": "feed", "url": url, **changes})  # type: ignore[arg-type]
