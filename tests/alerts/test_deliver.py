"""Every attempt ends in a receipt; a letter is tried for four days, and no longer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.deliver import deliver
from alerts.notices import sample_letter
from alerts.retry import GIVE_UP, next_attempt
from models.errors import TemporaryDeliveryError
from models.values import Letter
from tests.alerts.samples import NOW, SETTINGS


class Closed:
    """A way out that is closed."""

    async def send(self, letter: Letter) -> str:
        raise TemporaryDeliveryError("closed")


def test_a_closed_way_is_tried_again_less_and_less_often() -> None:
    letter = sample_letter("lin@example.com", NOW, settings=SETTINGS)
    waits = []
    for attempts in range(7):
        receipt = asyncio.run(deliver(replace(letter, attempts=attempts), Closed(), NOW))
        assert receipt.next_attempt is not None
        waits.append(receipt.next_attempt - NOW)
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 60, 60)]


def test_after_four_days_a_letter_is_given_up_with_the_last_reason() -> None:
    letter = sample_letter("lin@example.com", NOW, settings=SETTINGS)
    receipt = asyncio.run(deliver(replace(letter, attempts=99), Closed(), NOW + GIVE_UP))
    assert (receipt.outcome, receipt.next_attempt) == ("refused", None)
    assert receipt.detail == "given up after 4 days: closed"


@given(st.integers(1, 1000), st.timedeltas(timedelta(0), timedelta(days=10)))
def test_the_next_attempt_is_within_the_hour_or_never(attempts: int, age: timedelta) -> None:
    then = next_attempt(NOW, attempts, NOW + age)
    assert (then is None) is (age >= GIVE_UP)
    assert then is None or timedelta(minutes=1) <= then - (NOW + age) <= timedelta(hours=1)


def test_a_day_without_a_server_costs_no_letter() -> None:
    """Hourly attempts over a day end in a delivery once the server is back."""
    letter, now = sample_letter("lin@example.com", NOW, settings=SETTINGS), NOW
    while now < NOW + timedelta(days=1):
        receipt = asyncio.run(deliver(letter, Closed(), now))
        assert receipt.outcome == "retry"
        assert receipt.next_attempt is not None
        letter, now = replace(letter, attempts=letter.attempts + 1), receipt.next_attempt
    assert letter.attempts < 30
