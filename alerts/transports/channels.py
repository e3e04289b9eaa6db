"""Letters to chat channels by Apprise: Slack, Teams, Telegram, ntfy, webhooks and their like."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from alerts.message import letter_key, message_id
from models.errors import PermanentDeliveryError, TemporaryDeliveryError, UsageError
from models.settings import Settings
from models.values import Letter

# What would speak to the machine itself, run something on it, or send mail past our own outbox.
_LOCAL = ("dbus", "qt", "kde", "glib", "gnome", "macosx", "windows", "syslog", "mailto", "mailtos", "file")


def check_channel(address: str) -> str:
    """Return the scheme of a channel's address; raise UsageError (without the address, it holds secrets)."""
    scheme = urlsplit(address).scheme.lower()
    examples = "slack://…, msteams://…, tgram://…, ntfy://…, json://… or https://hooks.slack.com/…"
    if scheme in _LOCAL or _channel(address) is None:
        msg = f"{scheme or 'this'} is not a channel that can be used; write {examples}"
        raise UsageError(msg)
    return scheme


def for_channel(letter: Letter, channel: str, settings: Settings) -> Letter:
    """Return the letter as a chat channel gets it: its text, with an identity of its own."""
    key = letter_key(letter.subscriber_id, letter.window_key, channel)
    return replace(
        letter,
        channel=channel,
        message_id=message_id(key, settings),
        html="",
        pictures=(),
        headers=(),
        id=0,
        attempts=0,
    )


class ChannelTransport:
    """Posts a letter's text to the channel that the letter names."""

    async def send(self, letter: Letter) -> str:
        """Post the letter; a channel tells only whether it took it."""
        scheme = urlsplit(letter.channel).scheme
        channel = None if scheme.lower() in _LOCAL else _channel(letter.channel)
        if channel is None:
            msg = f"the {scheme} channel's address cannot be used; remove it and add it again"
            raise PermanentDeliveryError(msg)
        try:
            taken = await channel.async_notify(title=letter.subject, body=letter.text)
        except TypeError as error:  # what Apprise raises where there is nothing to say
            msg = f"the {scheme} channel cannot carry this letter: {error}"
            raise PermanentDeliveryError(msg) from error
        if not taken:
            msg = f"the {scheme} channel did not take the letter: it cannot be reached, or its token is no longer good"
            raise TemporaryDeliveryError(msg)
        return f"taken by {scheme}"


def _channel(address: str) -> Any:
    """Return Apprise's channel for an address, or None; imported late, it takes most of a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # one of its plug-ins imports what Python 3.13 drops
        from apprise import Apprise  # noqa: PLC0415

        channel = Apprise()
        return channel if channel.add(address) else None
