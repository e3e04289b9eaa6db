"""A real mail server on loopback for tests: plain, with STARTTLS and AUTH demanded, and with scripted answers.

with MailServer() as server: ...                         takes every letter
with MailServer(password="…") as server: ...             demands STARTTLS and AUTH; server.tls trusts it
server.say("RCPT", "451 4.7.1 later", "550 5.1.1 no")    the next answers to that verb, in this order
server.say("DATA", CUT)                                  takes the letter, then cuts the line before it says so
server.url                                               for ROBOWATCH_SMTP_URL
server.letters                                           what was taken, oldest first, as EmailMessage
"""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import socket
import ssl
import warnings
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER = "robowatch"
CUT = "cut"  # an answer: drop the connection
_TAKEN = "250 2.0.0 taken"


@dataclass
class Taken:
    """A letter with its envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    raw: bytes


@dataclass
class _Handler:
    taken: list[Taken] = field(default_factory=list)
    script: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))

    def _next(self, verb: str) -> str:
        said = self.script[verb].popleft() if self.script[verb] else ""
        return "" if said.startswith("2") else said

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self._answer(server, "MAIL"):
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self._answer(server, "RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self._next("DATA")
        if said and said != CUT:
            return said
        raw = bytes(envelope.content or b"")
        message = message_from_bytes(raw, policy=policy.default)
        self.taken.append(Taken(str(envelope.mail_from), list(envelope.rcpt_tos), message, raw))
        if said == CUT:
            server.transport.abort()
        return _TAKEN

    def _answer(self, server: SMTP, verb: str) -> str:
        said = self._next(verb)
        if said == CUT:
            server.transport.abort()
            return "421 gone"
        return said


class _Controller(Controller):
    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.conversations: list[SMTP] = []

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # with smtps it does not see that the line is encrypted
            self.conversations.append(super().factory())
        return self.conversations[-1]

    def hang_up(self) -> None:
        """Cut every conversation that goes on, which stopping alone would leave open."""

        async def cut() -> None:
            for conversation in self.conversations:
                for transport in (conversation.transport, conversation._original_transport):
                    if transport is not None:
                        transport.abort()
            await asyncio.sleep(0.01)

        asyncio.run_coroutine_threadsafe(cut(), self.loop).result(timeout=5)


class MailServer:
    """The server; a context manager. Without a password it asks for none and offers no encryption."""

    def __init__(
        self, *, password: str = "", offer_tls: bool = True, implicit_tls: bool = False, port: int = 0
    ) -> None:
        self.password = password
        self._folder = TemporaryDirectory()
        self._handler = _Handler()
        self._secured = bool(password)
        self._implicit = implicit_tls
        self.port = port or _free_port()
        self.tls = ssl.create_default_context()
        self._options = self._options_of()
        self._controller: _Controller | None = None

    def _options_of(self) -> dict[str, Any]:
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port, "ready_timeout": 10.0}
        if self._secured or self._implicit:
            served, authority = make_certificate(Path(self._folder.name))
            self.tls.load_verify_locations(authority)
            options |= {"ssl_context": served} if self._implicit else {"tls_context": served, "require_starttls": True}
        if self.password:
            options |= {
                "authenticator": self._sign_in,
                "auth_required": True,
                "auth_require_tls": self._secured and not self._implicit,
            }
        return options

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        self._controller = _Controller(self._handler, **self._options)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; what was taken stays."""
        if self._controller is not None:
            self._controller.hang_up()
            self._controller.stop(no_assert=True)
            self._controller = None

    def say(self, verb: str, *answers: str) -> None:
        """Answer the next commands of this verb (MAIL, RCPT, DATA) so; then kindly again."""
        self._handler.script[verb].extend(answers)

    @property
    def url(self) -> str:
        """Return the address for ROBOWATCH_SMTP_URL, with the right password."""
        return self.url_with(self.password)

    def url_with(self, password: str) -> str:
        """Return the address with another password."""
        user = f"{USER}:{quote(password, safe='')}@" if password else ""
        return f"smtp{'s' if self._implicit else ''}://{user}127.0.0.1:{self.port}"

    @property
    def taken(self) -> list[Taken]:
        """Return what was taken, with envelopes."""
        return list(self._handler.taken)

    @property
    def letters(self) -> list[EmailMessage]:
        """Return the letters taken, oldest first."""
        return [taken.message for taken in self._handler.taken]

    def _sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USER.encode(),
            self.password.encode(),
        )
        return AuthResult(success=right, handled=right)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def make_certificate(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """Return a server's TLS context for the name, and the file of the authority to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "robowatch test authority")])
    today = datetime.datetime.now(datetime.UTC)
    hosts: list[x509.GeneralName] = [x509.DNSName("localhost" if name == "127.0.0.1" else name)]
    if name == "127.0.0.1":
        hosts.append(x509.IPAddress(ipaddress.ip_address(name)))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority = folder / "certificate.pem"
    authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = folder / "key.pem"
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(authority, secret)
    return served, authority
