"""Learn the weights of periods, parts and statuses: python -m tests.quality.choosing.

They are learned from the figures that the reader makes of labelled texts. Sets which no rule was written from tell how
far the rules are to be trusted; others teach of parts and statuses too, without the clues to what the rules chose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from figures import choosing, parting, weighed_status
from figures.alternatives import Alternatives
from figures.extract import Reader
from models.values import Figure
from review.verbs.reading import read_watchlist
from tests.quality.multinomial import Example, rows_of, weights_of
from tests.quality.opinion import LEARNED, UNMET, labelled
from tests.quality.test_gate import SETS, Row, near, same_scope

LEAST = 3  # figures that a clue must be seen with
SMALLEST = 0.05  # weights below are left out
STRICT_PERIODS, STRICT_PARTS = 2.0, 1.0  # strength of regularisation, the best of a few on texts not learned from
STRICT_STATUS = 0.2  # its inverse

Choice = Sequence[tuple[Collection[str], bool]]  # the clues to each choice, and whether it is right


class Labelled(NamedTuple):
    """What a figure that is right otherwise may be told with, and its label."""

    language: str
    told: Alternatives
    gold: Row


def figures_of(folder: Path) -> Iterator[Labelled]:
    """Yield the figures that the reader makes of a set and that are right but for period, part and status."""
    reader = Reader(read_watchlist(folder / "watchlist.json"))
    for document, row in labelled(folder):
        golds = list(row["figures"])
        for told in reader.alternatives(document):
            gold = _gold(told.figure, golds)
            if gold is not None:
                golds.remove(gold)
                yield Labelled(document.language, told, gold)


def _gold(figure: Figure, golds: Sequence[Row]) -> Row | None:
    """Return the label of a figure, the one that is most like it."""
    same = [
        gold
        for gold in golds
        if (gold["subject"], gold["metric"], gold["measure"]) == (figure.subject, figure.metric, figure.measure)
        and near(figure.value, gold["value"])
    ]
    fields = ("period", "scope", "status")
    return max(same, key=lambda gold: sum(gold[key] == getattr(figure, key) for key in fields), default=None)


def periods(given: Sequence[Labelled]) -> list[Choice]:
    """Return the periods that each figure may be of."""
    choices = [[(clues, period == gold["period"]) for period, clues in told.periods.items()] for _, told, gold in given]
    return [choice for choice in choices if _is_open(choice)]


def parts(given: Sequence[Labelled], *, ruled: bool) -> list[Choice]:
    """Return the parts that each figure may be for, with or without the clues to what the rules chose."""
    choices = [
        [
            (
                clues if ruled else {clue for clue in clues if not clue.startswith(parting.RULED)},
                same_scope(gold["scope"], told.figure.scope if parting.OWN in clues else words),
            )
            for words, clues in told.parts.values()
        ]
        for _, told, gold in given
    ]
    return [choice for choice in choices if _is_open(choice)]


def _is_open(choice: Choice) -> bool:
    return len({right for _, right in choice}) > 1


def statuses(given: Sequence[Labelled], *, ruled: bool) -> Iterator[Example]:
    """Yield the clues to the status of each figure, with or without those to what the rules chose."""
    for language, told, gold in given:
        clues = sorted(clue for clue in told.status if ruled or not clue.startswith(weighed_status.RULED))
        yield Example(language, clues, gold["status"])


def learned(given: Sequence[Choice], strict: float) -> dict[str, float]:
    """Return the weight of each clue: the likeliest under a conditional logit model with a normal prior.

    Where several choices are right, as two chunks of one phrase are, it is how likely they are together that counts.
    """
    import numpy as np
    from scipy.optimize import minimize
    from sklearn.feature_extraction import DictVectorizer

    seen = Counter(clue for choice in given for clues, _ in choice for clue in clues)
    vectors = DictVectorizer()
    told = vectors.fit_transform(
        [{clue: 1.0 for clue in sorted(clues) if seen[clue] >= LEAST} for choice in given for clues, _ in choice]
    )
    sizes = [len(choice) for choice in given]
    starts, group = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(given)), sizes)
    right = np.array([float(each) for choice in given for _, each in choice])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = told @ weights
        scores -= np.maximum.reduceat(scores, starts)[group]
        powers = np.exp(scores)
        whole, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts)
        gradient = told.T @ (powers / whole[group] - powers * right / good[group]) + strict * weights
        return (np.log(whole) - np.log(good)).sum() + strict * weights @ weights / 2, gradient

    start = np.zeros(told.shape[1])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {clue: float(weights[column]) for clue, column in sorted(vectors.vocabulary_.items())}


def _write(table: Path, given: Sequence[Choice], strict: float) -> None:
    kept = {clue: weight for clue, weight in learned(given, strict).items() if abs(weight) >= SMALLEST}
    table.write_text("".join(f"{clue}\t{weight:.2f}\n" for clue, weight in kept.items()), encoding="utf-8")
    print(f"{table.name}: {len(given):,} figures, {len(kept):,} clues")  # noqa: T201


def _write_statuses(given: Sequence[Example]) -> None:
    languages = sorted({number.kind for number in given})
    by_language = {each: [number for number in given if number.kind == each] for each in languages}
    weights = {each: dict(weights_of(numbers, STRICT_STATUS, LEAST)) for each, numbers in by_language.items()}
    rows = list(rows_of(weights))
    weighed_status.WEIGHTS.write_text("".join(rows), encoding="utf-8")
    print(f"{weighed_status.WEIGHTS.name}: {len(given):,} figures, {len(rows):,} clues")  # noqa: T201


def main() -> None:
    """Learn, and write the tables."""
    unmet = [figure for name in UNMET for figure in figures_of(SETS[name])]
    rest = (SETS[name] for name in LEARNED if name not in UNMET)
    folders = [folder for folder in rest if (folder / "documents.jsonl").exists()]
    more = [figure for folder in folders for figure in figures_of(folder)]
    for language, table in parting.WEIGHTS.items():
        own, others = ([figure for figure in given if figure.language == language] for given in (unmet, more))
        _write(choosing.WEIGHTS[language], periods(own), STRICT_PERIODS)
        _write(table, [*parts(own, ruled=True), *parts(others, ruled=False)], STRICT_PARTS)
    _write_statuses([*statuses(unmet, ruled=True), *statuses(more, ruled=False)])


if __name__ == "__main__":
    main()
