"""Letters by SMTP: one connection for many letters, certificates checked, passwords never sent in the clear."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from alerts.explain_smtp import explain
from alerts.message import message_of, sender_address
from models.errors import PermanentDeliveryError, SettingsError, TemporaryDeliveryError
from models.values import Letter

_TIMEOUT = 30.0  # seconds for each step of the conversation
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"smtps": 465, "smtp": 25}
_SUBMISSION = 587  # where a server wants a password
_FOR_GOOD = range(500, 600)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as ROBOWATCH_SMTP_URL names it."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: str

    def __repr__(self) -> str:
        """Show where, never with which password."""
        return f"Server({self.host}:{self.port})"


def read_smtp_url(url: str) -> Server:
    """Read smtp://user:password@host:587 or smtps://…; raise SettingsError that does not repeat the password."""
    wanted = "write smtp://user:password@host:587 or smtps://user:password@host, with special characters as %40"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        msg = f"ROBOWATCH_SMTP_URL: the host or port cannot be read; {wanted}"
        raise SettingsError(msg) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        msg = f"ROBOWATCH_SMTP_URL: it does not begin with smtp:// or smtps:// and a host; {wanted}"
        raise SettingsError(msg)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    usual = _SUBMISSION if user and parts.scheme == "smtp" else _PORTS[parts.scheme]
    return Server(parts.hostname, port or usual, parts.scheme == "smtps", user, password)


class SmtpTransport:
    """Hands letters to a mail server; used as a context it keeps its connection from letter to letter."""

    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None) -> None:
        self.server = read_smtp_url(url)
        self._tls = tls or ssl.create_default_context()
        self._client: aiosmtplib.SMTP | None = None
        self._kept = False
        self._down = ""  # why the server cannot be reached, so that a thousand letters do not each wait to find out

    async def __aenter__(self) -> Self:
        """Keep the connection between letters."""
        self._kept = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave of the server."""
        self._kept, self._down = False, ""
        await self._leave()

    async def send(self, letter: Letter) -> str:
        """Hand the letter over and return the server's answer.

        Raises PermanentDeliveryError where the server refuses this reader or this letter, TemporaryDeliveryError
        for everything that may pass or that the operator can mend.
        """
        try:
            client = await self._connected()
            answer = await self._hand_over(client, letter)
        except BaseException:
            await self._drop()
            raise
        if not self._kept:
            await self._leave()
        return answer

    async def check(self) -> str:
        """Connect and sign in without sending; return what was reached, raise TemporaryDeliveryError in words."""
        client = await self._connected()
        secured = "encrypted" if client.get_transport_info("sslcontext") else "not encrypted"
        await self._leave()
        return f"{self.server.host}:{self.server.port} answers, {secured}"

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        if self._down:
            raise TemporaryDeliveryError(self._down)
        server = self.server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.implicit_tls,
            start_tls=False,  # below, so that a failure leaves a connection that can be closed
            tls_context=self._tls,
            timeout=_TIMEOUT,
        )
        try:
            await client.connect()
            if not server.implicit_tls:
                await self._encrypt(client)
            if server.user:
                await client.login(server.user, server.password)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            await _hang_up(client)
            self._down = explain(error, server.host, server.port) if self._kept else ""
            raise TemporaryDeliveryError(explain(error, server.host, server.port)) from error
        self._client = client
        return client

    async def _encrypt(self, client: aiosmtplib.SMTP) -> None:
        """Begin TLS where the server offers it; without it, a password goes to this machine only."""
        await client.ehlo()
        demanded = bool(self.server.user) and self.server.host not in _LOOPBACK
        if demanded or client.supports_extension("starttls"):
            await client.starttls()

    async def _hand_over(self, client: aiosmtplib.SMTP, letter: Letter) -> str:
        message = message_of(letter)
        sender = sender_address(letter.sender).addr_spec
        recipient = sender_address(letter.recipient).addr_spec
        try:
            _, answer = await client.send_message(message, sender=sender, recipients=[recipient])
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise self._refused(error.recipients[0]) from error
        except aiosmtplib.SMTPSenderRefused as error:  # our own fault, which the operator can mend
            raise TemporaryDeliveryError(explain(error, self.server.host, self.server.port)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise self._refused(error) from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise TemporaryDeliveryError(explain(error, self.server.host, self.server.port)) from error
        return answer.strip()

    def _refused(self, error: aiosmtplib.SMTPResponseException) -> PermanentDeliveryError | TemporaryDeliveryError:
        words = explain(error, self.server.host, self.server.port)
        return PermanentDeliveryError(words) if error.code in _FOR_GOOD else TemporaryDeliveryError(words)

    async def _leave(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            transport = client.transport
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
            await _hang_up(client, transport)

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await _hang_up(client)


async def _hang_up(client: aiosmtplib.SMTP, transport: asyncio.BaseTransport | None = None) -> None:
    """Close the connection now, without waiting for the other side to take leave of the encryption too."""
    transport = client.transport or transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    await asyncio.sleep(0)  # the loop closes what was cut on its next turn
