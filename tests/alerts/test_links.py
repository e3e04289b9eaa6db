"""A signed link acts for one reader, one purpose and one address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.links import Links, safe_url
from models.errors import UsageError
from tests.alerts.samples import NOW, SETTINGS, reader

LINKS = Links.of(SETTINGS)


def token_of(url: str) -> str:
    return url.rpartition("/")[2].removesuffix(".atom")


def test_a_link_is_good_for_its_purpose_only() -> None:
    token = token_of(LINKS.unsubscribe(reader()))
    assert LINKS.check("unsubscribe", token, NOW).fits(reader())
    for other in ("settings", "confirm", "feed"):
        with pytest.raises(UsageError, match="altered"):
            LINKS.check(other, token, NOW)  # type: ignore[arg-type]


def test_a_link_dies_with_the_address_and_hides_it() -> None:
    url = LINKS.settings(reader())
    claim = LINKS.check("settings", token_of(url), NOW)
    assert not claim.fits(reader(email="other@example.com"))
    assert not claim.fits(reader(id=8))
    assert "lin" not in url


def test_another_secret_signs_other_links() -> None:
    foreign = Links("https://news.example.org", "another secret")
    with pytest.raises(UsageError):
        LINKS.check("feed", token_of(foreign.feed(reader())), NOW)


def test_a_confirmation_is_good_for_a_week() -> None:
    token = token_of(LINKS.confirm(reader(), NOW))
    assert LINKS.check("confirm", token, NOW + timedelta(days=7)).subscriber_id == 7
    with pytest.raises(UsageError, match="too old"):
        LINKS.check("confirm", token, NOW + timedelta(days=7, seconds=1))


@given(st.text())
def test_no_text_is_taken_for_a_link(text: str) -> None:
    with pytest.raises(UsageError):
        LINKS.check("unsubscribe", text, NOW)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?y=1#z", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("https://a.example/ x", False),
        ('https://a.example/"onclick="', False),
        ("https://a.example/\nBcc:", False),
        ("https://[bad", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_are_linked(url: str, *, safe: bool) -> None:
    assert (safe_url(url) == url) is safe or not url
