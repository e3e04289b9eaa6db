"""Fill the slots of address patterns: `{query}` becomes each watched name in turn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from urllib.parse import quote_plus

MAX_ADDRESSES = 500  # of one source; more would be a crawl of their own
_SLOT = re.compile(r"\{([a-z_]+)\}")


def slots_of(url: str) -> tuple[str, ...]:
    """Return the names of an address's slots, each once, in order."""
    return tuple(dict.fromkeys(_SLOT.findall(url)))


def filled(url: str, values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the addresses that a pattern stands for: every combination of values; none where a slot has no value."""
    names = slots_of(url)
    combinations = product(*(dict.fromkeys(values.get(name, ())) for name in names))
    addresses = []
    for combination in combinations:
        given = dict(zip(names, combination, strict=True))
        addresses.append(_SLOT.sub(lambda found, given=given: quote_plus(given[found[1]]), url))  # type: ignore[misc]
        if len(addresses) == MAX_ADDRESSES:
            break
    return tuple(addresses)
