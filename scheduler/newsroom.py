"""Everything that is opened at the start and closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from models.database import Database
from models.settings import Settings

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the time; the one place where the product reads the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The settings, the open store and the clock that a command or the service works with."""

    settings: Settings
    database: Database
    clock: Clock = wall_clock


@contextmanager
def open_newsroom(settings: Settings, clock: Clock = wall_clock) -> Iterator[Newsroom]:
    """Open the store, bring its tables up to date, and close it at the end."""
    database = Database(settings.database)
    try:
        database.upgrade()
        yield Newsroom(settings, database, clock)
    finally:
        database.close()
