"""Fill the slots of address patterns: `{query}` becomes each watched name in turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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


def to_fill(url: str) -> tuple[str, ...]:
    """Return the slots that a person must fill: all but those that become the watched names by themselves."""
    return tuple(name for name in slots_of(url) if _SAME.get(name, name) != "query")


def nothing_to_fill(url: str) -> str:
    """Say why a pattern stands for no address, and what to do."""
    if own := to_fill(url):
        given = " ".join(f"--fill {name}=…" for name in own)
        return f"its address must be filled in first: `robowatch sources add '{url}' {given}`"
    return f"nothing to fill in for {', '.join(slots_of(url))}: watch a name first"


def partly_filled(url: str, values: Mapping[str, str]) -> str:
    """Return an address pattern with some of its slots filled for good; the others stay."""
    return _filled(url, {name: values[name] for name in slots_of(url) if name in values})


def _filled(url: str, given: Mapping[str, str]) -> str:
    """Write each value as its place asks for it: a space is %20 in a path and + in a query."""
    path, mark, query = url.partition("?")

    def put(write: Callable[[str], str], part: str) -> str:
        return _SLOT.sub(lambda found: write(given[found[1]]) if found[1] in given else found[0], part)

    return put(_in_path, path) + mark + put(quote_plus, query)


def _in_path(value: str) -> str:
    return quote(value, safe="")
