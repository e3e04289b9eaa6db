"""How long reading numbers takes, against the length of the text."""

from __future__ import annotations

from time import process_time

import pytest

from figures.normal import normalised
from figures.quantities import quantities_in

pytestmark = pytest.mark.bench

PLAIN = "The firm said its new line would run without people at night, and that buyers in the north had asked for it. "
DENSE = (
    "Revenue rose 12.5% to RMB1.2bn (US$165m) in 2024, the firm said, on 3,200 robots sold. ",
    "收入31.7亿元（约合4.4亿美元），多了18.4%，卖出2750台，员工超900人。",
)
ARTICLE = 3_000  # characters
NUMBERS = 12


def say(line: str) -> None:
    print(f"\n{line}", end="")  # noqa: T201


def seconds(text: str, rounds: int) -> float:
    """Return the best CPU time of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        quantities_in(normalised(text))
        best = min(best, process_time() - start)
    return best


def article(sentence: str, plain: str) -> str:
    """Return an article of 3,000 characters with a dozen numbers."""
    numbers = sentence * (NUMBERS // 4)
    return (numbers + plain * (ARTICLE // len(plain)))[:ARTICLE]


def test_time_of_an_article() -> None:
    for name, sentence, plain in (
        ("English", DENSE[0], PLAIN),
        ("Chinese", DENSE[1], "该公司表示新产线夜间无人值守，北方客户需求旺盛。"),
    ):
        text = article(sentence, plain)
        found = len(quantities_in(normalised(text)))
        say(f"{name} article of {len(text)} characters, {found} quantities: {seconds(text, 200) * 1e3:.2f} ms")


def test_time_against_length() -> None:
    for sentence in DENSE:
        for length in (10_000, 100_000, 1_000_000):
            text = (sentence * (length // len(sentence) + 1))[:length]
            taken = seconds(text, 1)
            say(f"{length:>9} characters full of numbers: {taken:7.3f} s, {taken / length * 1e9:6.0f} ns each")
    text = PLAIN * (5_000_000 // len(PLAIN))
    say(f"{len(text):>9} characters without a number: {seconds(text, 1):7.3f} s")
