"""The same text is read the same way in every process, in whatever order Python keeps its sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

OWN = Path(__file__).parents[1] / "quality"


def _read(seed: str) -> str:
    program = "from review.cli.main import main; main()"
    arguments = ["extract", "--watchlist", str(OWN / "watchlist.json"), str(OWN / "documents.jsonl")]
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=OWN.parents[1],
    )
    return run.stdout


@pytest.mark.timeout(120)
def test_figures_do_not_depend_on_the_order_of_sets() -> None:
    read = _read("1")
    assert read.count("\n") > 500
    assert _read("2") == read
