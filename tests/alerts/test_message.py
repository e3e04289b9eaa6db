"""The message is the same at every attempt and lets nobody write its headers."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.digest import compose_digest
from alerts.links import Links
from alerts.message import letter_key, message_id, message_of, one_line, recipient, sender_address
from alerts.render import render_letter
from models.values import Letter
from tests.alerts.samples import NOW, SETTINGS, reader, seed


def letter(**fields: object) -> Letter:
    digest = compose_digest(reader(**fields), [seed()], since=None, until=NOW)
    return render_letter(digest, settings=SETTINGS, links=Links.of(SETTINGS))


def test_it_is_the_same_to_the_last_byte_at_every_attempt() -> None:
    assert message_of(letter()).as_bytes() == message_of(letter()).as_bytes()
    assert message_of(replace(letter(), attempts=3, id=9)).as_bytes() == message_of(letter()).as_bytes()


def test_its_id_is_fixed_by_reader_window_and_channel() -> None:
    assert message_id(letter_key(7, "2025-03-04"), SETTINGS) == letter().message_id
    assert letter().message_id.endswith("@news.example.org>")
    others = [letter_key(8, "2025-03-04"), letter_key(7, "2025-03-05"), letter_key(7, "2025-03-04", "ntfy://x")]
    assert len({letter().message_id, *(message_id(key, SETTINGS) for key in others)}) == 4
    local = SETTINGS.model_copy(update={"base_url": "http://127.0.0.1:8080"})
    assert message_id("x", local).endswith("@example.org>")


def test_its_parts_are_text_then_html_with_its_pictures() -> None:
    message = message_from_bytes(message_of(letter()).as_bytes(), policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    text, related = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert "7 → 8.1 billion yuan, +16%" in text.get_content()
    html, picture = related.iter_parts()
    assert html.get_content_type() == "text/html"
    assert picture["Content-ID"].strip("<>") in html.get_content()
    assert picture.get_content_type() == "image/png"


def test_a_mail_client_can_unsubscribe_with_one_click() -> None:
    message = message_of(letter())
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    web, mail = str(message["List-Unsubscribe"]).split(", ")
    assert web.startswith("<https://news.example.org/letters/unsubscribe/")
    assert mail.startswith("<mailto:robowatch@example.org?subject=unsubscribe-")
    raw = message.as_bytes()
    assert b"\r\nList-Unsubscribe: <https://news.example.org/letters/unsubscribe/" in raw
    assert b">,\r\n <mailto:robowatch@example.org?subject=unsubscribe-" in raw
    assert b'boundary="=_' in raw
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Tue, 04 Mar 2025 00:00:00 +0000"


@given(name=st.text(max_size=60), subject=st.text(max_size=120))
def test_no_name_or_title_can_write_a_header(name: str, subject: str) -> None:
    hostile = f"{name}\r\nBcc: all@example.com"
    written = replace(letter_once(), recipient=recipient(reader(name=hostile)), subject=f"{subject}\r\n\r\nX-Evil: 1")
    raw = message_of(written).as_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["To"].addresses[0].addr_spec == "lin@example.com"
    assert len(message["To"].addresses) == 1


_LETTER = letter()


def letter_once() -> Letter:
    return _LETTER


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("林伟", "lin@example.com"),
        ('Lin "the" Wei, editor <x@y>', "lin@example.com"),
        ("", "lin.wei+news@example.com"),
    ],
)
def test_names_of_every_kind_reach_the_address(name: str, email: str) -> None:
    written = replace(letter_once(), recipient=recipient(reader(name=name, email=email)))
    message = message_from_bytes(message_of(written).as_bytes(), policy=policy.default)
    address = message["To"].addresses[0]
    assert (address.display_name, address.addr_spec) == (name, email)


def test_a_domain_in_other_letters_goes_out_in_ascii() -> None:
    assert sender_address("Lin <lin@例子.example>").addr_spec == "lin@xn--fsqu00a.example"


def test_control_characters_never_reach_a_header() -> None:
    assert one_line("a\r\nb\x00c\u2028d\x85e") == "a b c d e"
