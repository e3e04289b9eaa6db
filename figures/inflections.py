"""The forms of English verbs: "sink sank sunk" in full, regular ones from the base."""

from __future__ import annotations

import re
from collections.abc import Iterator

# carry, but convey; fit, but outfit is told in full; one vowel between consonants doubles the last
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprtv]$")


def inflected(verb: str) -> Iterator[str]:
    """Yield every form of a verb told by its base, or by base and irregular past: "take/took/taken over"."""
    head, _, rest = verb.partition(" ")
    base, *past = head.split("/")
    tail = f" {rest}" if rest else ""
    for form in (base, _third(base), _stem(base) + "ing", *(past or [_past(base)])):
        yield form + tail


def _stem(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1]
    return base + base[-1] if _DOUBLES.match(base) else base


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return _stem(base) + "ed"


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
