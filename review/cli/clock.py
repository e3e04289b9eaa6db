"""Options that say when: `--now`, by which a command may be tried at another time, and days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from scheduler.newsroom import wall_clock


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"{text!r} is no time; write it like 2025-01-14T08:00+08:00"
        raise typer.BadParameter(msg) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Now = Annotated[
    datetime | None,
    typer.Option("--now", parser=_moment, metavar="TIME", help="Act as if it were this time, 2025-01-14T08:00+08:00."),
]

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


def day_of(moment: datetime | None) -> date | None:
    """Return the day that was asked for, if any."""
    return moment.date() if moment else None


def clock_at(now: datetime | None) -> Callable[[], datetime]:
    """Return the clock that stands at `now`, or the real one."""
    return wall_clock if now is None else lambda: now
