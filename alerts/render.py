"""Put a digest into a letter: text and HTML that say the same, charts as pictures inside the letter."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts import wording
from alerts.chart import FEWEST_POINTS, chart_png, chart_spec, points_of
from alerts.lines import FULL_LINES, SHORT_LINES, Line, content_of, line_of, spaced, with_chart
from alerts.links import Links
from alerts.message import letter_key, message_id, recipient, sender_address
from alerts.words import Words, words
from models.settings import Settings
from models.values import Digest, Letter, Picture, Subscriber, ToldChange

T = TypeVar("T")
Kept: TypeAlias = OrderedDict[tuple[int, str], tuple[ToldChange, T]]
MOST_BYTES = 98_000  # mail clients cut a letter's HTML at 102 KB
CHARTS = 8  # pictures a letter carries; one measured 10 to 20 kB
_MOST_LINES = 12_000  # about 2 kB each
_MOST_PICTURES = 4_000
_SHORTER = 0.85  # how much is left of a letter that is too large, each time


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
    """Lines and charts already made, for letters that share changes; the oldest leave, so memory stays flat."""

    def __init__(self) -> None:
        self._lines: Kept[Line] = OrderedDict()
        self._pictures: Kept[Picture | None] = OrderedDict()

    def line(self, w: Words, told: ToldChange, links: Links) -> Line:
        """Return the change in words, made once a language."""
        return _kept(self._lines, told, w, _MOST_LINES, lambda: line_of(w, told, links))

    def chart(self, w: Words, told: ToldChange) -> Picture | None:
        """Return the chart of the change's series, drawn once a language; None for fewer than three points."""
        if len(told.series) < FEWEST_POINTS:  # and so takes no place among the kept
            return None
        return _kept(self._pictures, told, w, _MOST_PICTURES, lambda: draw_chart(w, told))


def _kept(
    proofs: OrderedDict[tuple[int, str], tuple[ToldChange, T]],
    told: ToldChange,
    w: Words,
    most: int,
    make: Callable[[], T],
) -> T:
    key = (told.id, w.language)
    kept = proofs.get(key)
    if kept is None or (kept[0] is not told and kept[0] != told):  # a correction, or a series that went on
        kept = proofs[key] = (told, make())
        if len(proofs) > most:
            proofs.popitem(last=False)
    return kept[1]


def draw_chart(w: Words, told: ToldChange) -> Picture | None:
    """Draw a change's series, labelled in the scale of its line; None for fewer than three points."""
    figure = told.change.figure.figure
    power = wording.scale_of(w, figure.value, figure.unit)
    spec = chart_spec(told.series, power=power, mark=figure.period)
    if spec is None:
        return None
    png = chart_png(spec)
    points = [
        w.say(
            "point",
            period=wording.period(w, reported.figure.period) if reported.figure.period else "",
            value=wording.figure_in_words(w, reported.figure),
        ).strip()
        for reported in points_of(told.series)
    ]
    what = f"{spaced(figure.subject, wording.metric(w, figure))} {wording.metric(w, figure)}"
    alt = w.say("chart_alt", what=what, points=w.table["rule_separator"].join(points))
    return Picture(cid=f"{hashlib.sha256(png).hexdigest()[:16]}@chart", png=png, alt=alt)


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
    pictures: dict[str, Picture] = {}
    for told in digest.lines[:FULL_LINES]:
        if len(pictures) == CHARTS:
            break
        if picture := proofs.chart(w, told):
            made[told.id] = with_chart(made[told.id], picture.cid, picture.alt)
            pictures[picture.cid] = picture
    return list(pictures.values())
