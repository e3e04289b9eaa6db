"""Short ways to write reported figures for the tests of the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.values import Figure, Rate, Reported, Restatement


class TimelineRates:
    """The rates of the labelled timelines."""

    def __init__(self) -> None:
        """Take US dollars a unit."""
        self._dollars = {"USD": 1.0, "CNY": 1 / 7.25, "EUR": 1.08, "JPY": 0.0067, "HKD": 0.128}

    def usd_for(self, currency: str, first: date, last: date) -> Rate | None:
        """Return the same rate whatever the day."""
        return Rate(usd=self._dollars[currency], day=last) if currency in self._dollars else None


RATES = TimelineRates()


def figure(value: float, unit: str = "CNY", **fields: Any) -> Figure:
    """Return a figure: revenue of Acme in 2024, exact and actual unless told otherwise."""
    also = tuple(Restatement(value=size, unit=other) for size, other in fields.pop("also", ()))
    rules = tuple((name, "told") for name in ("superseded", "compared") if fields.pop(name, False))
    usual: dict[str, Any] = {
        "subject": "Acme",
        "metric": "revenue",
        "measure": "level",
        "scope": None,
        "qualifier": "exact",
        "period": "2024",
        "status": "actual",
        "quote": "",
    }
    return Figure(value=value, unit=unit, also=also, rules=rules, **(usual | fields))


def report(day: str, value: float, unit: str = "CNY", **fields: Any) -> Reported:
    """Return a figure that an article of that day reports; fields of both classes may be given."""
    about = {key: fields.pop(key) for key in ("outlet", "article_id", "figure_id", "version", "story") if key in fields}
    return Reported(figure=figure(value, unit, **fields), published=date.fromisoformat(day), **about)
