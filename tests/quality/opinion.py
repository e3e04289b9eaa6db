"""Learn the weights of the second opinion and of the judgement from the labelled sets: python -m tests.quality.opinion.

The opinion (figures/opinion.py) learns from the sets whose texts rules may be written from, from `fresh` and `tangled`,
and from two thirds of ../shared/figures/dev where that is there. The judgement (figures/judging.py) learns from `fresh`
alone, which no rule was written from, each document weighed by an opinion that has not seen it. Nothing learns from
`held`, `unseen` or the third of dev whose hash says so: these tell how well it all generalises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from figures import judging, opinion
from figures.draft import Draft
from figures.extract import FINAL, Reader
from figures.judging import Candidate
from figures.multinomial import BIAS
from figures.opinion import NONE, Network, Opinion, write_network
from figures.ruling import RULED, UNKNOWN
from models.values import Document
from review.verbs.reading import read_rows, read_watchlist
from tests.listener import Listener
from tests.quality.network import Number, learned_network
from tests.quality.test_gate import SETS, SHARED, Row, near

LEARNED = (
    "own",
    "english",
    "chinese",
    "newsroom",
    "timeline",
    "wordings",
    "wordings_fields",
    "wordings_scope",
    "wordings_period",
    "fresh",
    "tangled",
    "dev",
)
UNMET = ("fresh", "tangled")  # no rule was made with these: they teach how far to trust the rules
FOLDS = 4
STRICT_JUDGEMENT = 0.1  # inverse strength of regularisation, the best of a few by cross-validation


def held_back(identity: str) -> bool:
    """Say whether a document of dev is of the third that nobody learns from."""
    return int(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def fold_of(identity: str) -> int:
    """Return the part of the documents that a document is learned and weighed with."""
    return int(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), 16) // 3 % FOLDS


def labelled(folder: Path) -> Iterator[tuple[Document, Row]]:
    """Yield the documents of a set that may be learned from."""
    for document, row in read_rows(folder / "documents.jsonl"):
        if not (folder.is_relative_to(SHARED) and held_back(document.id)):
            yield document, row


def numbers(folder: Path) -> Iterator[Number]:
    """Yield every number of a set with its label; with what the rules make of it where they were not made with it."""
    listener = Listener()
    reader = Reader(read_watchlist(folder / "watchlist.json"), weighing=listener)
    unmet = folder in (SETS[name] for name in UNMET)
    for document, row in labelled(folder):
        listener.asked.clear()
        drafts = [draft for draft, _, _ in reader.weighed(document)]
        for draft, (kind, clues) in zip(drafts, listener.asked, strict=True):
            golds = _golds(draft, row, document.whole)
            label = f"{golds[0]['measure']}:{golds[0]['metric']}" if golds else NONE
            yield Number(
                f"{folder.name} {document.id}",
                draft.passage.sentence.start,
                kind,
                sorted(clues if unmet else _without_rules(clues)),
                "" if draft.dropped.startswith(FINAL) else label,
            )


def _without_rules(clues: Iterable[str]) -> set[str]:
    return {clue for clue in clues if not clue.startswith(RULED)} | {UNKNOWN}


def judged(folder: Path, fold: int, weighing: Opinion) -> Iterator[tuple[Candidate, bool]]:
    """Yield the candidates for the numbers of a fold, and whether they are right."""
    reader = Reader(read_watchlist(folder / "watchlist.json"), weighing=weighing)
    for document, row in labelled(folder):
        if fold_of(document.id) == fold:
            for draft, candidates, _ in reader.weighed(document):
                golds = _golds(draft, row, document.whole)
                yield from ((candidate, _is_right(candidate, golds)) for candidate in candidates)


def _golds(draft: Draft, row: Row, whole: str) -> list[Row]:
    """Return the labelled figures that a number states, or repeats: a title's number is labelled in the text."""
    quantity, found = draft.quantity, []
    for gold in row["figures"]:
        ends = [
            {abs(form["value"]), abs(form.get("value_high") or form["value"])} for form in (gold, *gold.get("also", []))
        ]
        units = [form["unit"] for form in (gold, *gold.get("also", []))]
        same = any(
            unit == quantity.unit and any(near(quantity.value, end) for end in each)
            for unit, each in zip(units, ends, strict=True)
        )
        start = whole.find(gold["quote"])
        inside = start < quantity.end and quantity.start < start + len(gold["quote"])
        close = near(quantity.value, abs(gold["value"])) or (gold["measure"] == "growth" and bool(quantity.change))
        if same or (inside and close):
            found.append(gold)
    return found


def _is_right(candidate: Candidate, golds: Sequence[Row]) -> bool:
    told = {(gold["subject"], gold["metric"], gold["measure"]) for gold in golds}
    metric, measure = candidate.reading.metric, candidate.measure
    return all((owner.topic.subject, metric, measure) in told for owner in candidate.owners)


def learned_without(given: Sequence[Number], fold: int) -> Network:
    """Return what is learned from all but one part of the documents; from all where there is no such part."""
    return learned_network([number for number in given if fold_of(number.document.partition(" ")[2]) != fold])


def learned_judgement(given: Sequence[tuple[Candidate, bool]]) -> dict[str, float]:
    """Return the weight of each clue to a candidate."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    told = vectors.fit_transform([dict(candidate.clues) for candidate, _ in given])
    model = LogisticRegression(C=STRICT_JUDGEMENT, max_iter=3000).fit(told, [right for _, right in given])
    weights = {clue: float(model.coef_[0, column]) for clue, column in vectors.vocabulary_.items()}
    return {BIAS: float(model.intercept_[0])} | dict(sorted(weights.items()))


def main() -> None:
    """Learn, and write the tables."""
    folders = [SETS[name] for name in LEARNED if name in SETS and (SETS[name] / "documents.jsonl").exists()]
    given = [number for folder in folders for number in numbers(folder)]
    with ProcessPoolExecutor() as pool:
        *without, whole = pool.map(partial(learned_without, given), range(FOLDS + 1))
    weighed: list[tuple[Candidate, bool]] = []
    for fold, others in enumerate(without):
        weighed += judged(SETS["fresh"], fold, Opinion(others))
    judgement = learned_judgement(weighed)
    rows = [f"{clue}\t{weight:.3f}\n" for clue, weight in judgement.items()]
    judging.WEIGHTS.write_text("".join(rows), encoding="utf-8")
    write_network(opinion.WEIGHTS, whole)
    print(f"{len(given):,} numbers of {len(folders)} sets, {len(weighed):,} candidates, {len(whole.clues):,} clues")  # noqa: T201


if __name__ == "__main__":
    main()
