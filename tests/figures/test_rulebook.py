"""The rules as data, and a user's own metrics: what is wrong is told with line and mend."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from figures.rulebook import BUILTIN, metrics_from, pattern, rulebook
from models.errors import DefinitionError

ROOT = Path(__file__).parents[2]
SOUND = """
[[metric]]
name = "battery_orders"
unit = "money"
words = { en = ["battery orders"], zh = ["电池订单"] }
example = "battery orders of $3 million"
"""


def test_the_guides_metrics_are_all_there() -> None:
    assert len(BUILTIN) == 18
    assert {metric.key for metric in BUILTIN if metric.unit == "percent"} == {"market_share"}


def test_every_class_of_words_has_words() -> None:
    assert all(words for words in rulebook().words.values())


def test_what_a_pattern_is_said_to_begin_with_loses_no_match() -> None:
    rooms = tomllib.loads((ROOT / "figures/rules/patterns.toml").read_text(encoding="utf-8"))
    rows = {f"{room}.{key}": row for room, named in rooms.items() for key, row in named.items() if "begins" in row}
    assert rows
    files = [ROOT / "tests/quality" / name / "documents.jsonl" for name in (".", "english", "chinese", "timeline")]
    texts = [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    for name, row in rows.items():
        quick, plain = pattern(name), re.compile("|".join(row["any"]), pattern(name).flags)
        for text in (*texts, row["example"]):
            assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)], name


def test_a_users_metric_is_read(tmp_path: Path) -> None:
    file = tmp_path / "metrics.toml"
    file.write_text(SOUND, encoding="utf-8")
    (metric,) = metrics_from(file)
    assert (metric.key, metric.unit, metric.cues_zh) == ("battery_orders", "money", ("电池订单",))


@pytest.mark.parametrize(
    ("content", "line", "mend"),
    [
        (SOUND.replace('name = "battery_orders"', 'name = "Battery orders"'), 3, "small letters"),
        (SOUND.replace('unit = "money"', "unit = 3"), 4, "write unit"),
        (SOUND.replace('words = { en = ["battery orders"], zh = ["电池订单"] }', 'words = ["x"]'), 5, "write words"),
        (SOUND.replace("example", "sample"), 6, "allowed are"),
        (SOUND + SOUND, 9, "rename"),
        ("", 1, "[[metric]]"),
        ("[[metric]\n", 1, "mend the TOML"),
    ],
)
def test_an_error_names_line_and_mend(tmp_path: Path, content: str, line: int, mend: str) -> None:
    file = tmp_path / "metrics.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"line {line}\b") as caught:
        metrics_from(file)
    assert mend in str(caught.value)
