"""The other letters say what happened, once, and how to go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.links import Links
from alerts.notices import confirm_address, given_up, sample_letter, silence, silence_over
from models.values import Language, Receipt
from tests.alerts.samples import HEALTH, NOW, SETTINGS, reader

LINKS = Links.of(SETTINGS)
OPERATED = SETTINGS.model_copy(update={"operator_email": "ops@example.org"})


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Robowatch letters: please confirm"), ("zh", "请确认您的邮箱地址")]
)
def test_a_new_address_is_asked_in_its_language(language: Language, subject: str) -> None:
    letter = confirm_address(reader(language=language), NOW, settings=SETTINGS, links=LINKS)
    assert letter.subject == subject
    assert LINKS.confirm(reader(), NOW) in letter.text
    assert f'href="{LINKS.confirm(reader(), NOW)}"' in letter.html
    assert "lin@example.com" in letter.text


def test_an_outage_is_one_letter_however_often_it_is_written() -> None:
    since = NOW - timedelta(hours=30)
    first = silence(since, NOW, HEALTH, settings=OPERATED)
    later = silence(since, NOW + timedelta(hours=5), HEALTH, settings=OPERATED)
    assert first.recipient == "ops@example.org"
    assert "for 30 hours" in first.text
    assert "1 of 41 sources fail: Capital Wire" in first.text
    assert first.message_id == later.message_id
    over = silence_over(since, NOW + timedelta(hours=6), settings=OPERATED)
    assert over.message_id != first.message_id
    assert over.subject == "Robowatch collects again"


def test_a_letter_given_up_names_reader_reason_and_the_mend() -> None:
    letter = sample_letter("Lin <lin@example.com>", NOW, settings=SETTINGS)
    receipt = Receipt(letter_id=1, at=NOW, outcome="refused", detail="550 no such <user>")
    notice = given_up(letter, receipt, settings=OPERATED)
    assert notice.subject == "A letter to lin@example.com could not be delivered"
    assert "550 no such <user>" in notice.text
    assert "550 no such &lt;user&gt;" in notice.html
    assert "robowatch subscribers pause lin@example.com" in notice.text
