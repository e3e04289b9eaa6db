"""Learn the weights of the choice among periods: python -m tests.quality.choosing.

They are learned from `fresh`, which no rule was written from, as the figures stand that the reader makes of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from figures import choosing
from figures.choosing import Choices
from figures.extract import Reader
from models.values import Figure
from review.verbs.reading import read_rows, read_watchlist
from tests.quality.test_gate import SETS, Row, near

LEAST = 3  # figures that a clue must be seen with
STRICT = 2.0  # strength of regularisation, the best of a few on texts it was not learned from
SMALLEST = 0.05  # weights below are left out


def examples(folder: Path) -> Iterator[tuple[Choices, str | None]]:
    """Yield the periods that an English figure may be of, and the one that it is of, where it is right otherwise."""
    reader = Reader(read_watchlist(folder / "watchlist.json"))
    for document, row in read_rows(folder / "documents.jsonl"):
        if document.language != choosing.ENGLISH:
            continue
        golds = list(row["figures"])
        for figure, choices in reader.periods(document):
            gold = _gold(figure, golds)
            if gold is not None:
                golds.remove(gold)
                yield choices, gold["period"]


def _gold(figure: Figure, golds: Sequence[Row]) -> Row | None:
    same = [
        gold
        for gold in golds
        if (gold["subject"], gold["metric"], gold["measure"]) == (figure.subject, figure.metric, figure.measure)
        and near(figure.value, gold["value"])
    ]
    return next((gold for gold in same if gold["period"] == figure.period), same[0] if same else None)


def learned(given: Sequence[tuple[Choices, str | None]]) -> dict[str, float]:
    """Return the weight of each clue: the likeliest under a conditional logit model with a normal prior."""
    import numpy as np
    from scipy.optimize import minimize
    from sklearn.feature_extraction import DictVectorizer

    given = [(choices, period) for choices, period in given if period in choices]
    seen = Counter(clue for choices, _ in given for clues in choices.values() for clue in clues)
    vectors = DictVectorizer()
    told = vectors.fit_transform(
        [{clue: 1.0 for clue in clues if seen[clue] >= LEAST} for choices, _ in given for clues in choices.values()]
    )
    sizes = [len(choices) for choices, _ in given]
    starts, group = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(given)), sizes)
    right = np.array([each == period for choices, period in given for each in choices])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = told @ weights
        scores -= np.maximum.reduceat(scores, starts)[group]
        powers = np.exp(scores)
        whole = np.add.reduceat(powers, starts)
        gradient = told.T @ (powers / whole[group] - right) + STRICT * weights
        return np.log(whole).sum() - scores[right].sum() + STRICT * weights @ weights / 2, gradient

    start = np.zeros(told.shape[1])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {clue: float(weights[column]) for clue, column in sorted(vectors.vocabulary_.items())}


def main() -> None:
    """Learn, and write the table."""
    given = list(examples(SETS["fresh"]))
    kept = {clue: weight for clue, weight in learned(given).items() if abs(weight) >= SMALLEST}
    rows = [f"{clue}\t{weight:.2f}\n" for clue, weight in kept.items()]
    choosing.WEIGHTS.write_text("".join(rows), encoding="utf-8")
    print(f"{len(given):,} figures, {len(rows):,} clues")  # noqa: T201


if __name__ == "__main__":
    main()
