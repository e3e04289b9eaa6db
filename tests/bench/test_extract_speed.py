"""How many articles a second are read for figures: dense ones, ones that name nobody, long lists, long texts."""

from __future__ import annotations

import importlib.util
import itertools
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from figures.extract import Reader
from models.values import Document, Subject

pytestmark = pytest.mark.bench

WATCHED = (
    Subject(name="Unitree", kind="company", terms=(("Unitree", "宇树科技"),)),
    Subject(name="UBTech", kind="company", terms=(("UBTech", "优必选"),)),
    Subject(name="China humanoids", kind="market", terms=(("China", "中国"), ("humanoid", "人形机器人"))),
)
DENSE = (
    "Unitree said revenue rose 23% to $140 million in the first half, from $114 million a year earlier. "
    "The Hangzhou company shipped 3,200 robot dogs and 640 humanoids, and employs about 1,100 people. "
    "UBTech booked orders worth RMB400 million and hopes to deliver 500 Walkers this year. "
    "Analysts expect China's humanoid market to reach $9 billion by 2030, a CAGR of 31%. "
)
FILLER = (
    "Visitors to the fair saw arms that fold laundry, carts that follow their owner and a great many tablets. "
    "The halls were warm, the coffee was weak, and by noon most of the leaflets had found their way to the floor. "
    "Makers spoke of patience, investors of speed, and nobody of the weather, which was fine. "
)
CHINESE = (
    "宇树科技上半年营收10亿元，同比增长23%，其中海外收入占四成；公司员工约1100人，位于杭州的新厂年产能由2000台提高到6000台。"
    "优必选称，今年将交付500台人形机器人，汽车产线订单金额4亿元。按规划，到2030年中国人形机器人市场规模将达600亿元。\n"
)
LENGTH = 3000


def article(number: int, core: str) -> Document:
    text = core + FILLER * (LENGTH // len(FILLER) + 1)
    return Document(
        id=str(number), language="en", published=date(2025, 8, 1), title="From the fair", text=text[:LENGTH]
    )


def rate(read: Callable[[Document], Any], documents: list[Document], rounds: int = 3) -> float:
    """Return documents a second of processor time, the best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        for document in documents:
            read(document)
        best = max(best, len(documents) / (time.process_time() - start))
    return best


def names(count: int) -> tuple[Subject, ...]:
    made = (Subject(name=f"Firm {n}", kind="company", terms=((f"Firmico {n}x", f"某某{n}号"),)) for n in range(count))
    return (*WATCHED, *made)


def test_articles_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    dense = [article(number, DENSE) for number in range(40)]
    blank = [article(number, "") for number in range(400)]
    reader = Reader(WATCHED)
    few, many = Reader(names(50)), Reader(names(50_000))
    rates = {
        "dense (3,000 characters, a dozen numbers)": rate(reader.figures_in, dense),
        "naming nobody": rate(reader.figures_in, blank),
        "dense, 50 more names": rate(few.figures_in, dense),
        "dense, 50,000 more names": rate(many.figures_in, dense),
    }
    if importlib.util.find_spec("quantulum3"):
        from quantulum3 import parser

        rates["quantulum3, numbers only"] = rate(lambda document: parser.parse(document.text), dense[:4], rounds=1)
    against = rates["dense, 50 more names"] / rates["dense, 50,000 more names"]
    with capsys.disabled():
        lines = [f"{name:45} {value:10,.0f} articles/s" for name, value in rates.items()]
        print("", *lines, f"50,000 names take {against:.2f} times what 50 take", sep="\n")  # noqa: T201


def test_time_grows_with_length_only(capsys: pytest.CaptureFixture[str]) -> None:
    reader = Reader(WATCHED)
    reader.figures_in(article(0, DENSE + CHINESE))  # what is compiled at first use is no time of reading
    with capsys.disabled():
        for core, times in itertools.product((DENSE + FILLER, CHINESE), (1, 4, 16, 64)):
            text = core * 5 * times
            document = Document(id="long", language="en", published=date(2025, 8, 1), title="", text=text)
            seconds = 1 / rate(reader.figures_in, [document], rounds=1)
            print(f"\n{len(text):9,} characters {seconds * 1e6 / len(text):6.2f} µs a character", end="")  # noqa: T201
