"""The newsroom that a command works in."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from models.settings import load_settings
from review.cli.clock import clock_at
from scheduler.newsroom import Newsroom, open_newsroom


@contextmanager
def opened(now: datetime | None = None) -> Iterator[Newsroom]:
    """Open the newsroom of the settings in force, at this time or another."""
    with open_newsroom(load_settings(), clock_at(now)) as newsroom:
        yield newsroom


def me() -> str:
    """Return who gives the command, for the audit log."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):  # a container's user without a name
        return "command line"
