"""Put values into templates: one environment, and the few things that every page needs."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from alerts import wording
from alerts.lines import line_of
from alerts.links import Links, safe_url
from alerts.reasoning import reason_in_words
from figures.notation import period_bounds
from models.values import Figure, Reason, ToldChange
from review.web.chart import chart_of
from review.web.guest import Guest

_HERE = Path(__file__).parent

# The menu: (address, key of its word, role that sees it); None parts the groups.
MENU: tuple[tuple[str, str, str] | None, ...] = (
    ("/", "today", "reader"),
    ("/subjects", "subjects", "reader"),
    ("/articles", "articles", "reader"),
    ("/figures", "figures", "reader"),
    ("/compare", "compare", "reader"),
    None,
    ("/sources", "sources", "reader"),
    ("/subscribers", "subscribers", "editor"),
    ("/rules", "rules", "editor"),
    ("/letters", "letters", "editor"),
    ("/metrics", "metrics", "reader"),
    ("/system", "system", "reader"),
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["path"] = lambda text: quote(str(text), safe="")
    environment.globals.update(
        asset=asset, safe_url=safe_url, chart_of=chart_of, month_end=_month_end, plain_number=_plain_number, MENU=MENU
    )
    return environment


def _month_end(month: str) -> str:
    """Return the last day of a month written 2025-01."""
    return period_bounds(month)[1].isoformat()


def _plain_number(value: float | None) -> str:
    """Write a number in full for a form's field."""
    return "" if value is None else f"{value:.12g}" if abs(value) < 1e-4 else f"{value:f}".rstrip("0").rstrip(".")


@cache
def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    digest = hashlib.sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


class Speech:
    """What templates say in the guest's language: figures, periods, days, moments."""

    def __init__(self, guest: Guest) -> None:
        self.words = guest.words
        self.letters = guest.words.letters
        self.links = Links("", guest.newsroom.settings.secret_key.get_secret_value())
        self.now = guest.newsroom.clock()

    def figure(self, figure: Figure) -> str:
        """Return a figure's number as its article states it."""
        return wording.figure_in_words(self.letters, figure)

    def quantity(self, value: float, unit: str) -> str:
        """Return a computed number, with four significant digits, and its unit."""
        return wording.quantity(self.letters, float(f"{value:.4g}"), unit)

    def metric(self, key: str, measure: str = "level") -> str:
        """Return a metric's name."""
        name = self.letters.metric(key)
        return self.letters.say("growth_of", metric=name) if measure == "growth" else name

    def period(self, period: str | None) -> str:
        """Return a period in words."""
        return wording.period(self.letters, period)

    def percent(self, value: float | None) -> str:
        """Return a change in percent with its sign; empty for none."""
        return "" if value is None else wording.percent(self.letters, value)

    def line(self, told: ToldChange) -> Any:
        """Return a change in words: old, new, difference, quote, origin."""
        return line_of(self.letters, told, self.links)

    def reason(self, reason: Reason) -> str:
        """Return why a change is one."""
        return reason_in_words(self.letters, reason)

    def day(self, value: date | datetime) -> str:
        """Return a day in words."""
        return wording.day(self.letters, value.date() if isinstance(value, datetime) else value)

    def moment(self, value: datetime | None) -> str:
        """Return a moment in UTC."""
        return value.strftime("%Y-%m-%d %H:%M UTC") if value else "–"

    def ago(self, value: datetime | None) -> str:
        """Return how long ago, or in how long, in words."""
        if value is None:
            return "–"
        seconds = (self.now - value).total_seconds()
        for size, key in ((86400, "days"), (3600, "hours"), (60, "minutes")):
            if abs(seconds) >= size:
                span = self.words(key, int(abs(seconds) // size))
                return self.words("ago" if seconds > 0 else "ahead", span=span)
        return self.words("just_now")


def page(guest: Guest, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page in the guest's language, with cookies and the headers that guard it."""
    answer = HTMLResponse(rendered(guest, template, **context), status_code=status)
    guest.remember(answer)
    return answer


def rendered(guest: Guest, template: str, **context: Any) -> str:
    """Return a template's text."""
    address = guest.request.url
    return (
        _environment()
        .get_template(template)
        .render(
            t=guest.words,
            guest=guest,
            say=Speech(guest),
            csrf=guest.csrf,
            here=address.path,
            other_language=_with(guest, lang="en" if guest.words.language == "zh" else "zh"),
            with_query=lambda **changes: _with(guest, **changes),
            **context,
        )
    )


def _with(guest: Guest, **changes: object) -> str:
    """Return this page's address with some of its query changed; an empty value drops a field."""
    query = [(key, value) for key, value in guest.request.query_params.multi_items() if key not in changes]
    query += [(key, str(value)) for key, value in changes.items() if value not in ("", None)]
    return f"{guest.request.url.path}?{urlencode(query)}" if query else guest.request.url.path
