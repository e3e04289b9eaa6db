"""From a letter to the message that goes over the wire, the same at every attempt."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address

from models.settings import Settings
from models.values import Letter, Subscriber

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ID_DIGITS = 32
_BOUNDARY_DIGITS = 24


class _Verbatim(UnstructuredHeader):
    """A header of addresses, which the library would encode, out of every mail client's sight, where they are long."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + str(self).replace(">, <", f">,{policy.linesep} <") + policy.linesep


_HEADERS = HeaderRegistry()
for _name in ("list-unsubscribe", "list-id", "message-id"):
    _HEADERS.map_to_type(_name, _Verbatim)  # type: ignore[arg-type]  # the registry adds the base class
_POLICY = SMTP.clone(header_factory=_HEADERS)


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, fit for a header."""
    return _CONTROL.sub(" ", text).strip()


def letter_key(subscriber_id: int, window_key: str, channel: str = "") -> str:
    """Return what makes a letter the same letter: reader, window and channel."""
    return f"{subscriber_id}|{window_key}|{channel}"


def message_id(key: str, settings: Settings) -> str:
    """Return the Message-ID of the letter of this key, fixed before the first attempt."""
    digits = hashlib.sha256(key.encode()).hexdigest()[:_ID_DIGITS]
    return f"<{digits}@{_domain(settings)}>"


def _domain(settings: Settings) -> str:
    """Return the pages' host, or the sender's domain where that is no name that mail servers know."""
    host = settings.host
    try:
        ip_address(host)
    except ValueError:
        if host != "localhost":
            return host
    return sender_address(settings.mail_from).domain or "localhost"


def sender_address(written: str) -> Address:
    """Return the parts of an address as an operator writes it: "Robowatch <robowatch@example.org>"."""
    name, plain = parseaddr(one_line(written))
    user, _, domain = plain.rpartition("@")
    return Address(display_name=name, username=user or plain, domain=_ascii_domain(domain) or "localhost")


def recipient(subscriber: Subscriber) -> str:
    """Return the reader as a header says it, the name quoted where it must be."""
    user, _, domain = one_line(subscriber.email).rpartition("@")
    return str(Address(display_name=one_line(subscriber.name), username=user, domain=domain))


def _ascii_domain(domain: str) -> str:
    return domain.encode("idna").decode() if not domain.isascii() else domain


def message_of(letter: Letter) -> EmailMessage:
    """Build the message: text, HTML with its pictures, and the headers that let a reader leave."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender_address(letter.sender)
    message["To"] = sender_address(letter.recipient)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.created)
    message["Message-ID"] = one_line(letter.message_id)
    for name, value in letter.headers:
        message[name] = one_line(value)
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
        html = message.get_payload()[-1]  # type: ignore[index]
        for picture in letter.pictures:
            html.add_related(  # type: ignore[union-attr]
                picture.png,
                maintype="image",
                subtype="png",
                cid=f"<{picture.cid}>",
                disposition="inline",
                filename=f"{picture.cid.partition('@')[0]}.png",
            )
    _fix_boundaries(message, letter)
    return message


def _fix_boundaries(message: EmailMessage, letter: Letter) -> None:
    """Derive what separates the parts from the letter, where the library would draw it anew at each attempt."""
    seed = f"{letter.message_id}{letter.subject}".encode()
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        digits = hashlib.sha256(seed + bytes([number])).hexdigest()[:_BOUNDARY_DIGITS]
        part.set_boundary(f"=_{digits}")  # "=_" occurs in no encoded part
