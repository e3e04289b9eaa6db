"""Fill the slots of address patterns: `{query}` becomes each watched name in turn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from urllib.parse import quote, quote_plus

MAX_ADDRESSES = 500  # of one source; more would be a crawl of their own
_SLOT = re.compile(r"\{([a-z_]+)\}")
_SAME = {"keyword": "query"}  # slots that other services call differently


def slots_of(url: str) -> tuple[str, ...]:
    """Return the names of an address's slots, each once, in order."""
    return tuple(dict.fromkeys(_SLOT.findall(url)))


def filled(url: str, values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the addresses that a pattern stands for: every combination of values; none where a slot has no value."""
    names = slots_of(url)
    combinations = product(*(dict.fromkeys(values.get(name) or values.get(_SAME.get(name, ""), ())) for name in names))
    addresses = []
    for combination in combinations:
        addresses.append(_filled(url, dict(zip(names, combination, strict=True))))
        if len(addresses) == MAX_ADDRESSES:
            break
    return tuple(addresses)


def _filled(url: str, given: Mapping[str, str]) -> str:
    """Write each value as its place asks for it: a space is %20 in a path and + in a query."""
    path, mark, query = url.partition("?")
    path = _SLOT.sub(lambda found: quote(given[found[1]], safe=""), path)
    return path + mark + _SLOT.sub(lambda found: quote_plus(given[found[1]]), query)
