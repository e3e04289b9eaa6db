"""Addresses in letters: the pages, and signed links that act for one reader without a login."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlsplit

from itsdangerous import BadData, URLSafeSerializer

from models.errors import UsageError
from models.settings import Settings
from models.values import Subscriber

Purpose = Literal["unsubscribe", "settings", "confirm", "feed"]
CONFIRM_DAYS = 7  # how long a new address may take to confirm
_MARK = 12  # hexadecimal digits of the address's hash in a token


def safe_url(url: str) -> str:
    """Return the address if it is plain http or https, else an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = not any(character.isspace() or ord(character) < 32 or character in '<>"' for character in url)
    return url if plain and parts.scheme in ("http", "https") and parts.netloc else ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signed link says: whom it acts for, at which address."""

    subscriber_id: int
    mark: str

    def fits(self, subscriber: Subscriber) -> bool:
        """Say whether the link was made for this reader at the address it has now."""
        return self.subscriber_id == subscriber.id and self.mark == _mark(subscriber.email)


class Links:
    """Make and check the addresses that letters carry."""

    def __init__(self, base_url: str, secret: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._secret = secret

    @classmethod
    def of(cls, settings: Settings) -> Links:
        """Return the links of the settings in force."""
        return cls(settings.base_url, settings.secret_key.get_secret_value())

    def unsubscribe(self, subscriber: Subscriber) -> str:
        """Return where this reader unsubscribes: GET shows a button, POST acts."""
        return f"{self.base_url}/letters/unsubscribe/{self.token('unsubscribe', subscriber)}"

    def settings(self, subscriber: Subscriber) -> str:
        """Return where this reader changes hours and rules."""
        return f"{self.base_url}/letters/settings/{self.token('settings', subscriber)}"

    def confirm(self, subscriber: Subscriber, now: datetime) -> str:
        """Return where a new reader confirms the address, for a week from now."""
        until = int((now + timedelta(days=CONFIRM_DAYS)).timestamp())
        return f"{self.base_url}/letters/confirm/{self.token('confirm', subscriber, until)}"

    def feed(self, subscriber: Subscriber) -> str:
        """Return the address of this reader's Atom feed."""
        return f"{self.base_url}/feeds/{self.token('feed', subscriber)}.atom"

    def change(self, change_id: int) -> str:
        """Return the page of one change."""
        return f"{self.base_url}/changes/{change_id}"

    def changes(self) -> str:
        """Return the page of the latest changes."""
        return f"{self.base_url}/changes"

    def subject(self, name: str) -> str:
        """Return the page of a watched company or market."""
        return f"{self.base_url}/subjects/{quote(name, safe='')}"

    def token(self, purpose: Purpose, subscriber: Subscriber, until: int = 0) -> str:
        """Return the signed part of a link; `until` is the second after which it is void, 0 for never."""
        return str(self._signer(purpose).dumps([subscriber.id, _mark(subscriber.email), until]))

    def check(self, purpose: Purpose, token: str, now: datetime) -> Claim:
        """Return what a link claims; raise UsageError where it was altered, is for something else, or is too old."""
        try:
            subscriber_id, mark, until = self._signer(purpose).loads(token)
        except (BadData, ValueError, TypeError) as error:
            msg = "this link is not complete or was altered; open it from the letter again"
            raise UsageError(msg) from error
        if until and now > datetime.fromtimestamp(until, UTC):
            msg = f"this link was good for {CONFIRM_DAYS} days and is too old; subscribe again to get a new one"
            raise UsageError(msg)
        return Claim(subscriber_id=int(subscriber_id), mark=str(mark))

    def _signer(self, purpose: Purpose) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret, salt=f"letters.{purpose}", signer_kwargs={"digest_method": hashlib.sha256}
        )


def _mark(email: str) -> str:
    """Return a short hash of an address: links die with the address, and do not show it."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:_MARK]
