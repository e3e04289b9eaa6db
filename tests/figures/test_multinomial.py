"""Tables of weights are read, added up and made probabilities."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.multinomial import BIAS, Multinomial, read_weights

_weight = st.floats(-9, 9).map(lambda weight: round(weight, 2))


@given(st.lists(st.tuples(_weight, _weight, _weight), min_size=1, max_size=40), st.data())
def test_likelihoods_are_those_of_the_added_weights(
    rows: list[tuple[float, float, float]], data: st.DataObject
) -> None:
    labels = ("level:price", "level:revenue", "none")
    weights = {f"clue {number}": tuple(zip(labels, row, strict=True)) for number, row in enumerate(rows)}
    weights[BIAS] = weights.pop("clue 0")
    met = data.draw(st.sets(st.sampled_from(["another", *weights])))
    sums = [math.fsum(weights[clue][place][1] for clue in (met - {"another"}) | {BIAS}) for place in range(3)]
    powers = [math.exp(each - max(sums)) for each in sums]
    likely = Multinomial({"money": weights}).likely("money", met - {BIAS})
    assert list(likely) == list(labels)
    assert list(likely.values()) == pytest.approx([power / sum(powers) for power in powers])


def test_the_table_names_kind_clue_and_labels() -> None:
    weights = read_weights("money\t\tlevel:price 0.5\tnone -0.5\nmoney\t< money paid\tlevel:price 2\n")
    assert Multinomial(weights).likely("money", ["< money paid"])["level:price"] > 0.9
    assert Multinomial(weights).likely("percent", ["< money paid"]) == {}
