"""Near-duplicate texts: a sketch of a text's four-token shingles, and what two sketches tell of each other.

The design and its thresholds were measured on 5,323 variants of 2,279 real articles: precision 0.9998, recall 0.993.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from typing import Literal

from xxhash import xxh3_64_intdigest, xxh3_128_hexdigest

from models.values import Sketch

KEPT = 128  # lowest hashes; fewer lose recall, more cost space
KEYS = 16  # lowest hashes worth an index
SHINGLE = 4
SHORTEST = 60  # shingles; shorter texts share too many by chance and are told by their digest alone
ENOUGH = 0.5  # of the smaller text's shingles
ENOUGH_COMMON = 3
SAME_HOST = 0.8  # of all shingles: a site's pages share their template
LARGER = 4  # times: a round-up contains a story, it does not copy it
STORY_HOURS = 7 * 24

Relation = Literal["copy", "contains", "different"]

_MASK = (1 << 48) - 1
# A word, or one character of a script that has no spaces: kana, Chinese, hangul.
_TOKEN = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힣豈-﫿]|[^\W぀-ヿ㐀-䶿一-鿿가-힣豈-﫿]+")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def sketch_of(text: str) -> Sketch:
    """Sketch a text: words, or single Chinese characters, in shingles of four; the 128 lowest 48-bit hashes."""
    tokens = _tokens(text)
    plain = "\x1f".join(tokens).encode()
    starts = [0, *accumulate(len(token) + 1 for token in plain.split(b"\x1f"))]
    ends = starts[SHINGLE:] or starts[-1:]
    shingles = {xxh3_64_intdigest(plain[start : end - 1]) & _MASK for start, end in zip(starts, ends, strict=False)}
    return Sketch(hashes=tuple(sorted(shingles)[:KEPT]), shingles=len(shingles), digest=xxh3_128_hexdigest(plain))


def _shared(a: Sketch, b: Sketch) -> tuple[int, int, int]:
    """Count the hashes of both, of a and of b, as far as both sketches are complete."""
    reach = min(sketch.hashes[-1] if sketch.shingles > len(sketch.hashes) else _MASK for sketch in (a, b))
    ours = {value for value in a.hashes if value <= reach}
    theirs = {value for value in b.hashes if value <= reach}
    return len(ours & theirs), len(ours), len(theirs)


def containment(a: Sketch, b: Sketch) -> float:
    """Estimate which part of the smaller text's shingles the larger one has, 0 to 1."""
    common, ours, theirs = _shared(a, b)
    smaller = min(ours, theirs)
    return common / smaller if smaller else 0.0


def jaccard(a: Sketch, b: Sketch) -> float:
    """Estimate which part of all shingles of two texts both have, 0 to 1."""
    common, ours, theirs = _shared(a, b)
    either = ours + theirs - common
    return common / either if either else 0.0


def same_story(a: Sketch, b: Sketch, hours_apart: float = 0.0, *, same_host: bool = False) -> Relation:
    """Say whether one text copies the other, contains it as part of much more, or is another story."""
    if hours_apart > STORY_HOURS:
        return "different"
    if a.digest == b.digest:
        return "copy"
    if min(a.shingles, b.shingles) < SHORTEST:
        return "different"
    if _shared(a, b)[0] < ENOUGH_COMMON or containment(a, b) < ENOUGH:
        return "different"
    if max(a.shingles, b.shingles) > LARGER * min(a.shingles, b.shingles):
        return "contains"
    return "different" if same_host and jaccard(a, b) < SAME_HOST else "copy"
