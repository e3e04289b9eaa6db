"""When a letter that could not be delivered is tried again, and when we stop trying."""

from __future__ import annotations

from datetime import datetime, timedelta

# Mail servers that greylist let a second attempt pass after a minute to a quarter of an hour; later, once an hour.
_WAITS = (1, 5, 15, 30, 60)  # minutes
GIVE_UP = timedelta(days=4)  # what RFC 5321 advises at least


def next_attempt(created: datetime, attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts (at least 1); None once the letter has waited four days."""
    if now - created >= GIVE_UP:
        return None
    return now + timedelta(minutes=_WAITS[min(attempts, len(_WAITS)) - 1])
