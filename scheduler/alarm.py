"""The silence alarm: when nothing at all is collected, the operator hears of it once, and once when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from alerts.notices import silence, silence_over
from models.database import Ledger
from models.store.articles import last_article_seen
from models.store.letters import post
from models.store.rounds import keep_note, note
from models.store.sources import count_enabled, failing_since, first_visit
from models.values import Letter, RoundHealth
from scheduler.newsroom import Newsroom

_log = structlog.get_logger(__name__)

_NOTE = "silent since"  # the note that says an alarm was raised


def watch_for_silence(newsroom: Newsroom) -> str:
    """Raise the alarm, or end it; return what was done: "raised", "ended" or nothing."""
    now = newsroom.clock()
    limit = timedelta(hours=newsroom.settings.silence_hours)
    with newsroom.database.writing() as ledger:
        raised = note(ledger, _NOTE)
        since = _silent_since(ledger, now, limit)
        if since and not raised:
            checked, failed = failing_since(ledger, since)
            health = RoundHealth(checked=checked, failed=tuple(failed))
            _tell(ledger, newsroom, silence(since, now, health, settings=newsroom.settings))
            keep_note(ledger, _NOTE, since.isoformat())
            _log.warning("silence.raised", since=since.isoformat(), failed=len(failed), checked=checked)
            return "raised"
        if raised and not since:
            _tell(ledger, newsroom, silence_over(datetime.fromisoformat(raised), now, settings=newsroom.settings))
            keep_note(ledger, _NOTE, "")
            _log.info("silence.ended", since=raised)
            return "ended"
    return ""


def _silent_since(ledger: Ledger, now: datetime, limit: timedelta) -> datetime | None:
    """Return since when nothing new came, where that is longer than the limit and there was something to ask."""
    begun = first_visit(ledger)
    if begun is None or not count_enabled(ledger):
        return None
    last = max(last_article_seen(ledger) or begun, begun)
    return last if now - last >= limit else None


def _tell(ledger: Ledger, newsroom: Newsroom, letter: Letter) -> None:
    if newsroom.settings.operator_email:
        post(ledger, replace(letter, subscriber_id=0), [], due=newsroom.clock())
