"""Read what an address asks for; nonsense counts as not asked."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import QueryParams

_LARGEST = 2**62


def whole(query: QueryParams, name: str, default: int = 0, *, most: int = _LARGEST) -> int:
    """Return a number from 0 on."""
    text = query.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 20 else default


def decimal(query: QueryParams, name: str, default: float = 0.0) -> float:
    """Return a number from 0 on, which may have decimals."""
    try:
        value = float(query.get(name, "") or default)
    except ValueError:
        return default
    return value if 0 <= value < 1e18 else default


def day(query: QueryParams, name: str) -> date | None:
    """Return a day."""
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None


def word(query: QueryParams, name: str, most: int = 300) -> str:
    """Return a word or phrase, without what no text holds."""
    return query.get(name, "").replace("\x00", "").strip()[:most]
