"""How often period, part and status are right by rules alone and with what was learned, on texts not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from figures.alternatives import settled
from tests.quality.choosing import Labelled, figures_of
from tests.quality.test_gate import SETS, same_scope

pytestmark = pytest.mark.bench

NOT_LEARNED = ("held", "unseen")
FIELDS = ("period", "scope", "status")


def right(labelled: Labelled) -> Iterator[tuple[str, bool, bool]]:
    """Yield for each field whether the rules have it right, and what was learned."""
    language, told, gold = labelled
    ruled, learned = told.figure, settled(told, language)
    for field in FIELDS:
        one, other = getattr(ruled, field), getattr(learned, field)
        if field == "scope":
            yield field, same_scope(gold[field], one), same_scope(gold[field], other)
        else:
            yield field, one == gold[field], other == gold[field]


def test_fields_by_rules_and_learned(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    for labelled in (figure for name in NOT_LEARNED for figure in figures_of(SETS[name])):
        for field, ruled, learned in right(labelled):
            row = labelled.language, field
            counts[*row, "figures"] += 1
            counts[*row, "rules"] += ruled
            counts[*row, "learned"] += learned
            counts[*row, "mended"] += learned and not ruled
            counts[*row, "broken"] += ruled and not learned
    lines = [
        f"{language} {field}: {counts[language, field, 'figures']:,} figures, "
        f"right by rules {counts[language, field, 'rules'] / counts[language, field, 'figures']:.3f}, "
        f"with what was learned {counts[language, field, 'learned'] / counts[language, field, 'figures']:.3f} "
        f"(mended {counts[language, field, 'mended']}, broken {counts[language, field, 'broken']})"
        for language in ("en", "zh")
        for field in FIELDS
    ]
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201
    assert counts["en", "scope", "figures"]
