"""Learn the weights of the second opinion (figures/opinion.py) from the labelled sets: python -m tests.quality.opinion.

Logistic regression by AdaGrad, which needs no library. It learns from the sets whose texts rules may be written from,
and from two thirds of ../shared/figures/dev where that is there; never from `held`, nor from the third of dev whose
hash says so: these tell how well it all generalises.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from figures.extract import Reader
from figures.opinion import WEIGHTS, features, logistic
from figures.quantities import Quantity
from review.verbs.reading import read_rows, read_watchlist
from tests.quality.test_gate import SETS, SHARED, Row, near

LEARNED = ("own", "english", "chinese", "newsroom", "timeline", "dev")
EPOCHS = 6
RATE = 0.3
DECAY = 1e-4
LEAST = 3  # numbers that a feature must be seen with
SMALLEST = 0.1  # weights below are left out

Example = tuple[Sequence[str], bool]


def held_back(identity: str) -> bool:
    """Say whether a document of dev is of the third that nobody learns from."""
    return int(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def examples(folder: Path) -> Iterator[Example]:
    """Yield the features of every number of a set, and whether it is labelled as a figure."""
    reader = Reader(read_watchlist(folder / "watchlist.json"))
    for document, row in read_rows(folder / "documents.jsonl"):
        if folder.is_relative_to(SHARED) and held_back(document.id):
            continue
        for draft, _ in reader.drafts(document):
            labelled = any(_states(draft.quantity, gold, document.whole) for gold in row["figures"])
            yield tuple(features(draft.quantity, draft.passage)), labelled


def _states(quantity: Quantity, gold: Row, whole: str) -> bool:
    """Say whether a number is a labelled figure, or repeats it elsewhere: a title's number is labelled in the text."""
    for form in (gold, *gold.get("also", [])):
        ends = {abs(form["value"]), abs(form.get("value_high") or form["value"])}  # of a loss the lower end is larger
        if quantity.unit == form["unit"] and any(near(quantity.value, end) for end in ends):
            return True
    start = whole.find(gold["quote"])
    inside = start < quantity.end and quantity.start < start + len(gold["quote"])
    return inside and (
        near(quantity.value, abs(gold["value"])) or (gold["measure"] == "growth" and bool(quantity.change))
    )


def learned(given: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each feature, in log-odds; the same for the same examples."""
    seen = Counter(feature for told, _ in given for feature in told)
    rows = [([feature for feature in told if seen[feature] >= LEAST], labelled) for told, labelled in given]
    weights: defaultdict[str, float] = defaultdict(float)
    squares: defaultdict[str, float] = defaultdict(lambda: 1e-8)
    shuffler = random.Random(1)
    for _ in range(EPOCHS):
        shuffler.shuffle(rows)
        for told, labelled in rows:
            wrong = logistic(sum(weights[feature] for feature in told)) - labelled
            for feature in told:
                slope = wrong + DECAY * weights[feature] * len(told)
                squares[feature] += slope * slope
                weights[feature] -= RATE * slope / math.sqrt(squares[feature])
    return {feature: weight for feature, weight in weights.items() if abs(weight) >= SMALLEST}


def main() -> None:
    """Learn, and write the table."""
    folders = [SETS[name] for name in LEARNED if (SETS[name] / "documents.jsonl").exists()]
    given = [example for folder in folders for example in examples(folder)]
    weights = learned(given)
    rows = [f"{feature}\t{weight:.2f}\n" for feature, weight in sorted(weights.items())]
    WEIGHTS.write_text("".join(rows), encoding="utf-8")
    print(f"{len(given):,} numbers of {len(folders)} sets, {len(rows):,} weights")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
