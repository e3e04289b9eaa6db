"""The other letters: confirm an address, the silence alarm and its end, a letter given up, a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from alerts.links import CONFIRM_DAYS, Links
from alerts.message import letter_key, message_id, recipient
from alerts.render import compose
from alerts.schedule import zone_of
from alerts.wording import moment
from alerts.words import Words, words
from models.settings import Settings
from models.values import Language, Letter, Receipt, RoundHealth, Subscriber

_NAMES = 10


@dataclass(frozen=True, slots=True)
class _Button:
    words: str
    url: str


def confirm_address(subscriber: Subscriber, now: datetime, *, settings: Settings, links: Links) -> Letter:
    """Write the letter that asks a new reader to confirm the address (double opt-in)."""
    w = words(subscriber.language)
    return _notice(
        w,
        settings,
        subscriber_id=subscriber.id,
        to=recipient(subscriber),
        key=f"confirm-{now.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        subject=w.say("confirm_subject"),
        parts=[w.say("confirm_text", email=subscriber.email)],
        buttons=[_Button(w.say("confirm_button"), links.confirm(subscriber, now))],
        foot=[w.say("confirm_foot", days=CONFIRM_DAYS)],
        now=now,
    )


def silence(since: datetime, now: datetime, health: RoundHealth, *, settings: Settings) -> Letter:
    """Write the operator's alarm: nothing was collected since then; one letter an outage, told apart by its start."""
    w = words("en")
    when = moment(w, since, zone_of("UTC"))
    hours = round((now - since).total_seconds() / 3600)
    parts = [w.say("silence_text", since=when, hours=hours)]
    if health.failed:
        names = w.listed(list(health.failed[:_NAMES]))
        parts.append(w.say("silence_failed", len(health.failed), all=health.checked, names=names))
    parts.append(w.say("silence_text_hint"))
    return _to_operator(
        w,
        settings,
        key=f"silence-{since.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        subject=w.say("silence_subject", since=when),
        parts=parts,
        foot=[w.say("silence_foot"), w.say("operator_foot")],
        now=now,
    )


def silence_over(since: datetime, now: datetime, *, settings: Settings) -> Letter:
    """Write the letter that ends the alarm about the outage that began at `since`."""
    w = words("en")
    zone = zone_of("UTC")
    return _to_operator(
        w,
        settings,
        key=f"silence-over-{since.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        subject=w.say("silence_over_subject"),
        parts=[w.say("silence_over_text", since=moment(w, since, zone), until=moment(w, now, zone))],
        foot=[w.say("operator_foot")],
        now=now,
    )


def given_up(letter: Letter, receipt: Receipt, *, settings: Settings) -> Letter:
    """Write to the operator that a letter was refused for good, with what the server said."""
    w = words("en")
    plain = letter.recipient.rpartition("<")[2].rstrip(">")
    return _to_operator(
        w,
        settings,
        key=f"given-up-{letter.message_id}",
        subject=w.say("given_up_subject", recipient=plain),
        parts=[
            w.say(
                "given_up_text",
                recipient=plain,
                subject=letter.subject,
                created=moment(w, letter.created, zone_of("UTC")),
                attempts=letter.attempts + 1,
            ),
            w.say("given_up_reason", detail=receipt.detail),
            w.say("given_up_hint", recipient=plain),
        ],
        foot=[w.say("operator_foot")],
        now=receipt.at,
    )


def sample_letter(to: str, now: datetime, *, settings: Settings, language: Language = "en") -> Letter:
    """Write the sample that `digest test` sends through the configured server."""
    w = words(language)
    return _notice(
        w,
        settings,
        subscriber_id=0,
        to=to,
        key=f"test-{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        subject=w.say("test_subject"),
        parts=[w.say("test_text")],
        buttons=[],
        foot=[settings.base_url],
        now=now,
    )


def _to_operator(
    w: Words, settings: Settings, *, key: str, subject: str, parts: Sequence[str], foot: Sequence[str], now: datetime
) -> Letter:
    to = settings.operator_email
    return _notice(
        w, settings, subscriber_id=0, to=to, key=key, subject=subject, parts=parts, buttons=[], foot=foot, now=now
    )


def _notice(
    w: Words,
    settings: Settings,
    *,
    subscriber_id: int,
    to: str,
    key: str,
    subject: str,
    parts: Sequence[str],
    buttons: Sequence[_Button],
    foot: Sequence[str],
    now: datetime,
) -> Letter:
    lang = "zh-CN" if w.language == "zh" else "en"
    text, html = compose("notice", w, lang=lang, heading=subject, parts=parts, buttons=buttons, foot=foot)
    return Letter(
        subscriber_id=subscriber_id,
        window_key=key,
        message_id=message_id(letter_key(subscriber_id, key), settings),
        sender=settings.mail_from,
        recipient=to,
        subject=subject,
        text=text,
        html=html,
        headers=(("Auto-Submitted", "auto-generated"),),
        created=now,
    )
