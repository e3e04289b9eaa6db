"""Letters go through a real mail server, and its troubles come back in words."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from alerts.deliver import deliver
from alerts.digest import compose_digest
from alerts.links import Links
from alerts.render import render_letter
from alerts.transports.smtp import SmtpTransport, read_smtp_url
from models.errors import SettingsError, TemporaryDeliveryError
from models.values import Letter, Receipt
from tests.alerts.samples import NOW, SETTINGS, reader, seed
from tests.mailserver import CUT, MailServer

PASSWORD = "pa:ss/w@rd"  # characters that an address must escape


def letter(**fields: object) -> Letter:
    digest = compose_digest(reader(), [seed()], since=None, until=NOW)
    made = render_letter(digest, settings=SETTINGS, links=Links.of(SETTINGS))
    return Letter(**({name: getattr(made, name) for name in Letter.__slots__} | fields))


def attempt(transport: SmtpTransport, one: Letter | None = None) -> Receipt:
    return asyncio.run(deliver(one or letter(), transport, NOW))


def test_a_letter_arrives_whole() -> None:
    with MailServer() as server:
        receipt = attempt(SmtpTransport(server.url))
    assert receipt.outcome == "delivered"
    assert receipt.detail == "2.0.0 taken"
    taken = server.taken[0]
    assert taken.sender == "robowatch@example.org"
    assert taken.recipients == ["lin@example.com"]
    assert taken.message["Subject"] == "Beijing medical robots market size forecast +16%"
    assert taken.message["Message-ID"] == letter().message_id
    assert taken.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = taken.message.get_body(("html",))
    assert html is not None
    assert "8.1 billion yuan" in html.get_content()


def test_starttls_and_a_password_are_used_where_they_are_demanded() -> None:
    with MailServer(password=PASSWORD) as server:
        assert attempt(SmtpTransport(server.url, tls=server.tls)).outcome == "delivered"
        assert "encrypted" in asyncio.run(SmtpTransport(server.url, tls=server.tls).check())
    assert len(server.letters) == 1


def test_smtps_is_encrypted_from_the_first_byte() -> None:
    with MailServer(password=PASSWORD, implicit_tls=True) as server:
        assert attempt(SmtpTransport(server.url, tls=server.tls)).outcome == "delivered"


def test_a_wrong_password_is_told_in_words_and_loses_no_letter() -> None:
    with MailServer(password=PASSWORD) as server:
        receipt = attempt(SmtpTransport(server.url_with("wrong-secret"), tls=server.tls))
    assert receipt.outcome == "retry"
    assert "refuses the user name or password" in receipt.detail
    assert "wrong-secret" not in receipt.detail
    assert server.letters == []


def test_an_untrusted_certificate_gets_neither_password_nor_letter() -> None:
    with MailServer(password=PASSWORD) as server:
        receipt = attempt(SmtpTransport(server.url))
    assert receipt.outcome == "retry"
    assert "certificate" in receipt.detail
    assert "not trusted" in receipt.detail
    assert server.letters == []


def test_a_missing_password_is_asked_for() -> None:
    with MailServer(password=PASSWORD) as server:
        receipt = attempt(SmtpTransport(server.url_with(""), tls=server.tls))
    assert receipt.outcome == "retry"
    assert "wants a password" in receipt.detail


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "MAIL"])
def test_a_temporary_refusal_is_tried_again(verb: str) -> None:
    with MailServer() as server:
        server.say(verb, "451 4.7.1 greylisted")
        receipt = attempt(SmtpTransport(server.url))
        assert receipt.outcome == "retry"
        assert receipt.next_attempt == NOW + timedelta(minutes=1)
        assert "451 4.7.1 greylisted" in receipt.detail
        assert attempt(SmtpTransport(server.url)).outcome == "delivered"
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("verb", "answer", "words"),
    [
        ("RCPT", "550 5.1.1 no such user", "no such mailbox"),
        ("RCPT", "554 5.7.1 Relay access denied", "relay"),
        ("DATA", "554 5.6.0 content refused", "refuses the letter"),
        ("DATA", "552 5.2.2 over quota", "mailbox is full"),
    ],
)
def test_a_refusal_for_good_is_not_tried_again(verb: str, answer: str, words: str) -> None:
    with MailServer() as server:
        server.say(verb, answer)
        receipt = attempt(SmtpTransport(server.url))
    assert receipt.outcome == "refused"
    assert receipt.next_attempt is None
    assert words in receipt.detail
    assert answer in receipt.detail


def test_a_refused_sender_is_our_own_fault_and_loses_no_letter() -> None:
    with MailServer() as server:
        server.say("MAIL", "553 5.7.1 sender not owned by you")
        receipt = attempt(SmtpTransport(server.url))
    assert receipt.outcome == "retry"
    assert "ROBOWATCH_MAIL_FROM" in receipt.detail


def test_a_line_cut_after_the_letter_repeats_it_under_the_same_id() -> None:
    one = letter()
    with MailServer() as server:
        server.say("DATA", CUT)
        first = attempt(SmtpTransport(server.url), one)
        second = attempt(SmtpTransport(server.url), one)
    assert (first.outcome, second.outcome) == ("retry", "delivered")
    assert "cut the connection" in first.detail
    assert [message["Message-ID"] for message in server.letters] == [one.message_id, one.message_id]
    assert server.taken[0].raw == server.taken[1].raw


def test_nothing_listening_and_no_such_host_are_told_in_words() -> None:
    with MailServer() as server:
        url = server.url
    assert "nothing listens" in attempt(SmtpTransport(url)).detail
    assert "no such host" in attempt(SmtpTransport("smtp://mail.invalid:25")).detail


def test_one_connection_carries_many_letters_and_heals_after_a_cut() -> None:
    async def run(url: str) -> list[str]:
        outcomes = []
        async with SmtpTransport(url) as transport:
            for number in range(4):
                one = letter(message_id=f"<{number}@example.org>")
                outcomes.append((await deliver(one, transport, NOW)).outcome)
        return outcomes

    with MailServer() as server:
        server.say("RCPT", "250 ok", "550 no", CUT)
        assert asyncio.run(run(server.url)) == ["delivered", "refused", "retry", "delivered"]


def test_a_server_that_is_down_is_asked_once_for_all_letters_of_a_round() -> None:
    async def round_of(transport: SmtpTransport, server: MailServer, *, opens: bool) -> list[str]:
        async with transport:
            first = await deliver(letter(), transport, NOW)
            if opens:
                server.start()
            return [first.outcome, (await deliver(letter(), transport, NOW)).outcome]

    with MailServer() as server:
        server.stop()
        transport = SmtpTransport(server.url)
        assert asyncio.run(round_of(transport, server, opens=True)) == ["retry", "retry"]
        assert asyncio.run(round_of(transport, server, opens=False)) == ["delivered", "delivered"]


def test_a_password_never_goes_in_the_clear_to_another_machine() -> None:
    """The client would demand STARTTLS of any host that is not this one."""
    server = read_smtp_url("smtp://u:secret@mail.example.org")
    assert (server.port, server.user, server.password) == (587, "u", "secret")
    assert "secret" not in repr(server)


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://x:secret@y", "smtp://u:secret@host:port", "smtp://"])
def test_an_unusable_address_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_smtp_url(url)
    assert "ROBOWATCH_SMTP_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_check_says_what_is_wrong_without_sending() -> None:
    with MailServer(password=PASSWORD) as server:
        with pytest.raises(TemporaryDeliveryError, match="user name or password"):
            asyncio.run(SmtpTransport(server.url_with("nope"), tls=server.tls).check())
        assert server.letters == []
