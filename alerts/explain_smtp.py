"""Say in words what went wrong with a mail server, and how to mend it; never with a password."""

from __future__ import annotations

import socket
import ssl

import aiosmtplib

_SIGN_IN_FIRST = 530
_BY_CODE = {
    421: "the server is too busy or is closing; it will be tried again",
    450: "the mailbox cannot be reached just now; it will be tried again",
    451: "the server put the letter off (greylisting, often); it will be tried again",
    452: "the server has no room just now; it will be tried again",
    454: "the server cannot encrypt just now; it will be tried again",
    530: "wants a password first: put user and password into ROBOWATCH_SMTP_URL",
    550: "there is no such mailbox, or the server refuses it",
    551: "the mailbox is elsewhere",
    552: "the letter is too large for the mailbox, or the mailbox is full",
    553: "the address is not one that the server allows",
    554: "the server refuses the letter",
}
# The first that an error, or one of its causes, is an instance of; the narrower before the wider.
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "there is no such host: check the name in ROBOWATCH_SMTP_URL ({where})"),
    (
        ssl.SSLCertVerificationError,
        "the certificate of {where} is not trusted, so nothing was sent: use the name that the certificate is for, "
        "or add your own authority to SSL_CERT_FILE",
    ),
    (ssl.SSLError, "{where} does not speak TLS this way: use smtps:// for port 465 and smtp:// for 587 and 25"),
    (ConnectionRefusedError, "nothing listens at {where}: check host and port, and that the server runs"),
    (
        aiosmtplib.SMTPAuthenticationError,
        "{where} refuses the user name or password: check ROBOWATCH_SMTP_URL "
        "(special characters as %40; many providers want an app password)",
    ),
    (
        aiosmtplib.SMTPSenderRefused,
        "{where} refuses the sender: set ROBOWATCH_MAIL_FROM to an address that this account may use",
    ),
    (
        aiosmtplib.SMTPTimeoutError,
        "{where} does not answer in time: check host and port, and whether a firewall is between",
    ),
    (aiosmtplib.SMTPServerDisconnected, "{where} cut the connection; the letter will be tried again"),
    (
        aiosmtplib.SMTPNotSupported,
        "{where} offers no sign-in: leave user and password out of ROBOWATCH_SMTP_URL, or use port 587",
    ),
)


def explain(error: BaseException, host: str, port: int) -> str:
    """Return the cause and the mend of an SMTP, TLS or network error, with the server's own words after it."""
    where = f"{host}:{port}"
    cause = _cause(error, where)
    said = _said(error)
    return f"{cause} ({said})" if said else cause


def _cause(error: BaseException, where: str) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code == _SIGN_IN_FIRST:
        return f"{where} {_BY_CODE[_SIGN_IN_FIRST]}"
    for found in _chain(error):
        for kind, words in _CAUSES:
            if isinstance(found, kind):
                return words.format(where=where)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _answer(error, where)
    if isinstance(error, aiosmtplib.SMTPException) and "starttls" in str(error).lower():
        return (
            f"{where} offers no encryption, and a password is not sent in the clear: use smtps://, another port, "
            "or a server that offers STARTTLS"
        )
    return f"{where} cannot be used: check host and port in ROBOWATCH_SMTP_URL"


def _answer(error: aiosmtplib.SMTPResponseException, where: str) -> str:
    if "relay" in error.message.lower():
        return (
            f"{where} refuses to pass mail on to this address (relay): it wants a password in ROBOWATCH_SMTP_URL, "
            "or a sender of its own domain in ROBOWATCH_MAIL_FROM"
        )
    return f"{where}: {_BY_CODE.get(error.code, 'the server refuses')}"


def _said(error: BaseException) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {' '.join(error.message.split())}"
    return " ".join(str(error).split())


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.append(following)
        following = following.__cause__ or following.__context__
    return found
