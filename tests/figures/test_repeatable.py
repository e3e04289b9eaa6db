"""The same text is read the same way in every process, in whatever order Python keeps its sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

QUESTIONS = (
    "Unitree's chief executive answers questions.\n\n"
    "What about revenue and profit?\n\nIt should be 40 million yuan this year.\n\n"
    "How many robots are ordered, shipped and produced?\n\nSome 4,000 units."
)
PROGRAM = """
import sys
from datetime import date
from figures.extract import Reader
from models.values import Document, Subject
from tests.figures.ruled import read_by_rules

reader = Reader((Subject(name="Unitree", kind="company", terms=(("Unitree",),)),))
document = Document(id="1", language="en", published=date(2025, 5, 5), title="Interview", text=sys.argv[1])
print([figure.metric for figure in read_by_rules(reader, document)])
"""


def _read(seed: int) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, QUESTIONS],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return run.stdout


@pytest.mark.timeout(120)
def test_figures_do_not_depend_on_the_order_of_sets() -> None:
    assert {_read(seed) for seed in range(1, 5)} == {"['revenue', 'order_units']\n"}
