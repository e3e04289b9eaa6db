"""Who may open the pages, keys to the API, and the audit log."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from functools import cache
from typing import get_args

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from models.errors import UsageError
from models.store.people import (
    Deed,
    DeedFilter,
    Role,
    Token,
    User,
    actions_done,
    add_token,
    deeds,
    doers,
    record,
    remove_token,
    remove_user,
    token_with,
    tokens,
    touch_token,
    user_named,
)
from models.store.people import add_user as keep_user
from models.store.people import users as kept_users
from scheduler.newsroom import Newsroom

SHORTEST_PASSWORD = 10
SCOPES = ("read", "write", "admin")
_NAME = re.compile(r"[\w.@+-]{1,64}")
_KEY = "rw_"
_TOUCHED_EVERY = 60  # seconds; a key's last use is not worth a write a request


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the library's current recommendation


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def add_user(newsroom: Newsroom, name: str, password: str, role: str = "admin", *, who: str) -> User:
    """Let somebody open the pages; raises UsageError for a name that is taken, a weak password or an unknown role."""
    if not _NAME.fullmatch(name):
        msg = f"{name!r} is no user name; letters, digits and . _ @ + - make one"
        raise UsageError(msg)
    if len(password) < SHORTEST_PASSWORD:
        msg = f"a password has at least {SHORTEST_PASSWORD} characters"
        raise UsageError(msg)
    known = _role(role)
    hashed = _hasher().hash(password)
    with newsroom.database.writing() as ledger:
        keep_user(ledger, name, known, hashed, newsroom.clock())
        record(ledger, who, "user.add", name, newsroom.clock(), role=role)
        user = user_named(ledger, name)
    assert user is not None  # noqa: S101 - kept above
    return user


def _role(role: str) -> Role:
    if role not in get_args(Role):
        msg = f"{role!r}: a user is a reader, an editor or an admin"
        raise UsageError(msg)
    return "reader" if role == "reader" else "editor" if role == "editor" else "admin"


def remove(newsroom: Newsroom, name: str, *, who: str) -> None:
    """Let somebody in no more; open sessions end with it. Raises NotFoundError."""
    with newsroom.database.writing() as ledger:
        remove_user(ledger, name)
        record(ledger, who, "user.remove", name, newsroom.clock())


def list_users(newsroom: Newsroom) -> list[User]:
    """Return all users, by name."""
    with newsroom.database.reading() as ledger:
        return kept_users(ledger)


def find(newsroom: Newsroom, name: str) -> User | None:
    """Return a user by name, or None."""
    with newsroom.database.reading() as ledger:
        return user_named(ledger, name)


def login(newsroom: Newsroom, name: str, password: str) -> User | None:
    """Return the user whose name and password these are, or None; it takes as long for an unknown name."""
    user = find(newsroom, name) if _NAME.fullmatch(name) else None
    try:
        _hasher().verify(user.password if user else _nobodys_hash(), password)
    except (Argon2Error, InvalidHashError):
        return None
    return user


# ── keys to the API ────────────────────────────────────────────────────────────────────────────────────────────────


def make_token(newsroom: Newsroom, name: str, scopes: tuple[str, ...] = ("read",), *, who: str) -> str:
    """Make a key to the API and return it: it is shown once, and only its hash is kept. Raises UsageError."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        msg = f"a key opens {', '.join(SCOPES)}" + (f", not {unknown[0]!r}" if unknown else "")
        raise UsageError(msg)
    if not name.strip():
        msg = "give the key a name, to know it by later"
        raise UsageError(msg)
    key = _KEY + secrets.token_urlsafe(32)
    with newsroom.database.writing() as ledger:
        add_token(ledger, name.strip()[:120], _digest(key), scopes, newsroom.clock())
        record(ledger, who, "token.add", name.strip()[:120], newsroom.clock(), scopes=list(scopes))
    return key


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()  # the key is random: a slow hash would protect nothing


def list_tokens(newsroom: Newsroom) -> list[Token]:
    """Return all keys, oldest first, without the keys themselves."""
    with newsroom.database.reading() as ledger:
        return tokens(ledger)


def drop_token(newsroom: Newsroom, number: int, *, who: str) -> None:
    """Make a key open nothing any more."""
    with newsroom.database.writing() as ledger:
        remove_token(ledger, number)
        record(ledger, who, "token.remove", str(number), newsroom.clock())


def token_of(newsroom: Newsroom, key: str) -> Token | None:
    """Return what a key opens, or None for one that opens nothing."""
    now = newsroom.clock()
    with newsroom.database.reading() as ledger:
        token = token_with(ledger, _digest(key))
    if token and _unused_for(token, now) > _TOUCHED_EVERY:
        with newsroom.database.writing() as ledger:
            touch_token(ledger, token.id, now)
    return token


def _unused_for(token: Token, now: datetime) -> float:
    return (now - token.last_used).total_seconds() if token.last_used else float("inf")


def audit(newsroom: Newsroom, wanted: DeedFilter | None = None, *, before: int = 0, limit: int = 100) -> list[Deed]:
    """Return who wrote what, newest first."""
    with newsroom.database.reading() as ledger:
        return deeds(ledger, wanted, before=before, limit=limit)


def audited(newsroom: Newsroom) -> tuple[list[str], list[str]]:
    """Return everybody who wrote anything, and what they did."""
    with newsroom.database.reading() as ledger:
        return doers(ledger), actions_done(ledger)
