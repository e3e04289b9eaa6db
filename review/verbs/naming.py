"""The names of what is watched, for fields that ask for one."""

from __future__ import annotations

from collections.abc import Iterable

from models.store.subjects import names_like, names_watched, watched_named
from scheduler.newsroom import Newsroom

MOST = 200  # names in a list to choose from; of more a reader types a few letters
_OFFERED = 12


def to_choose_from(newsroom: Newsroom) -> list[str] | None:
    """Return the names of all that is watched, None where these are too many for a list."""
    with newsroom.database.reading() as ledger:
        names = names_watched(ledger, MOST + 1)
    return names if len(names) <= MOST else None


def exact(newsroom: Newsroom, typed: Iterable[str]) -> list[str]:
    """Return the names of the watched subjects that are called so, blank ones left out; raises NotFoundError."""
    with newsroom.database.reading() as ledger:
        return [watched_named(ledger, name).subject.name for name in typed if name.strip()]


def offered(newsroom: Newsroom, text: str) -> list[str]:
    """Return a few names for what a reader has typed, in a name or a term."""
    with newsroom.database.reading() as ledger:
        return names_like(ledger, text, _OFFERED) if text else []
