"""Put a digest into a letter: text and HTML that say the same, charts as pictures inside the letter."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts import wording
from alerts.chart import chart_png, chart_spec, points_of
from alerts.lines import FULL_LINES, SHORT_LINES, Line, content_of, line_of, with_chart
from alerts.links import Links
from alerts.message import letter_key, message_id, recipient, sender_address
from alerts.words import Words, words
from models.settings import Settings
from models.values import Digest, Letter, Picture, Subscriber, ToldChange

MOST_BYTES = 98_000  # mail clients cut a letter's HTML at 102 KB
CHARTS = 8  # pictures a letter carries
_SHORTER = 0.7  # how much is left of a letter that is too large, each time


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


class Proofs:
    """Lines and charts already made, for letters that share changes; holds no more than `most` of each."""

    def __init__(self, most: int = 6000) -> None:
        self._most = most
        self._lines: OrderedDict[tuple[int, str], tuple[ToldChange, Line]] = OrderedDict()
        self._pictures: OrderedDict[tuple[int, int], tuple[ToldChange, bytes]] = OrderedDict()

    def line(self, w: Words, told: ToldChange, links: Links) -> Line:
        """Return the change in words, made once a language."""
        key = (told.id, w.language)
        kept = self._lines.get(key)
        if kept is None or kept[0] is not told:
            kept = self._lines[key] = (told, line_of(w, told, links))
            if len(self._lines) > self._most:
                self._lines.popitem(last=False)
        return kept[1]

    def chart(self, w: Words, told: ToldChange) -> bytes:
        """Return the series' chart as PNG, in the line's own scale; empty for fewer than three points."""
        figure = told.change.figure.figure
        key = (told.id, wording.scale_of(w, figure.value, figure.unit))
        kept = self._pictures.get(key)
        if kept is None or kept[0] is not told:
            spec = chart_spec(told.series, power=key[1], mark=figure.period)
            kept = self._pictures[key] = (told, chart_png(spec) if spec else b"")
            if len(self._pictures) > self._most:
                self._pictures.popitem(last=False)
        return kept[1]


def render_letter(digest: Digest, *, settings: Settings, links: Links, proofs: Proofs | None = None) -> Letter:
    """Write the letter of a digest, under 100 KB without its pictures; `proofs` are shared between letters."""
    w = words(digest.subscriber.language)
    proofs = proofs or Proofs()
    made = {told.id: proofs.line(w, told, links) for told in digest.lines}
    pictures = _draw(w, digest, made, proofs)
    full, short = FULL_LINES, SHORT_LINES
    while True:
        content = content_of(w, digest, links, made, full=full, short=short)
        text, html = compose("digest", w, content=content, **_addresses(digest.subscriber, links))
        if len(html.encode()) <= MOST_BYTES or full + short <= 1:
            break
        full, short = int(full * _SHORTER), int(short * _SHORTER)
    shown = {line.cid for group in content.groups for line in group.lines} | {line.cid for line in content.corrections}
    return Letter(
        subscriber_id=digest.subscriber.id,
        window_key=digest.window_key,
        message_id=message_id(letter_key(digest.subscriber.id, digest.window_key), settings),
        sender=settings.mail_from,
        recipient=recipient(digest.subscriber),
        subject=content.subject,
        text=text,
        html=html,
        headers=list_headers(digest.subscriber, settings, links),
        pictures=tuple(picture for picture in pictures if picture.cid in shown),
        created=digest.until,
    )


def compose(template: str, w: Words, **context: Any) -> tuple[str, str]:
    """Fill both templates of a letter and inline the HTML's style; return text and HTML."""
    context["w"] = w
    text = _environment().get_template(f"{template}.txt.j2").render(context)
    html = _environment().get_template(f"{template}.html.j2").render(context)
    return text.strip() + "\n", _inliner().inline(html)


def list_headers(subscriber: Subscriber, settings: Settings, links: Links) -> tuple[tuple[str, str], ...]:
    """Return the headers by which a mail client unsubscribes with one click (RFC 2369, RFC 8058)."""
    sender = sender_address(settings.mail_from).addr_spec
    token = links.token("unsubscribe", subscriber)
    return (
        ("List-Id", f"Robowatch <digest.{settings.host}>"),
        ("List-Unsubscribe", f"<{links.unsubscribe(subscriber)}>, <mailto:{sender}?subject=unsubscribe-{token}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
    )


def _addresses(subscriber: Subscriber, links: Links) -> dict[str, str]:
    return {
        "unsubscribe": links.unsubscribe(subscriber),
        "settings_page": links.settings(subscriber),
        "feed": links.feed(subscriber),
        "archive": links.changes(),
    }


def _draw(w: Words, digest: Digest, made: dict[int, Line], proofs: Proofs) -> list[Picture]:
    """Draw the charts of the first lines that have three points or more, and name them in their lines."""
    pictures: list[Picture] = []
    for told in digest.lines[:FULL_LINES]:
        if len(pictures) == CHARTS:
            break
        if png := proofs.chart(w, told):
            cid = f"{hashlib.sha256(png).hexdigest()[:16]}@chart"
            line = made[told.id]
            alt = _alt(w, told, line)
            made[told.id] = with_chart(line, cid, alt)
            if cid not in {picture.cid for picture in pictures}:
                pictures.append(Picture(cid=cid, png=png, alt=alt))
    return pictures


def _alt(w: Words, told: ToldChange, line: Line) -> str:
    points = [
        w.say(
            "point",
            period=wording.period(w, reported.figure.period) if reported.figure.period else "",
            value=wording.figure_in_words(w, reported.figure),
        ).strip()
        for reported in points_of(told.series)
    ]
    return w.say("chart_alt", what=f"{line.subject} {line.what}", points=w.table["rule_separator"].join(points))
