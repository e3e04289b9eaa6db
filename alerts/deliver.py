"""Deliver one letter once: hand it to a transport and say what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import structlog

from alerts.retry import GIVE_UP, next_attempt
from models.errors import PermanentDeliveryError, TemporaryDeliveryError
from models.values import Letter, Receipt

_log = structlog.get_logger(__name__)


class Transport(Protocol):
    """A way out of the house."""

    async def send(self, letter: Letter) -> str:
        """Hand the letter over and return the receiver's answer; raise a DeliveryError otherwise."""
        ...


async def deliver(letter: Letter, transport: Transport, now: datetime) -> Receipt:
    """Try to deliver a letter once; its `attempts` are those made before this one."""
    next_time: datetime | None = None
    try:
        detail = await transport.send(letter)
    except TemporaryDeliveryError as error:
        next_time = next_attempt(letter.created, letter.attempts + 1, now)
        detail = str(error) if next_time else f"given up after {GIVE_UP.days} days: {error}"
        outcome = "retry" if next_time else "refused"
    except PermanentDeliveryError as error:
        detail, outcome = str(error), "refused"
    else:
        outcome = "delivered"
    _log.info(f"letter.{outcome}", letter=letter.id, attempt=letter.attempts + 1, detail=detail)
    return Receipt(letter_id=letter.id, at=now, outcome=outcome, detail=detail, next_attempt=next_time)  # type: ignore[arg-type]
