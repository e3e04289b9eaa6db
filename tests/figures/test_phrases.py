"""The part that the grammar of an English sentence tells."""

from __future__ import annotations

import pytest

from tests.figures.norvik import figures


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("Norvik built 380 forklift AGVs in the third quarter.", ["forklift AGVs"]),
        ("Norvik, a maker of cobots, sold 900 cobots in 2024.", [None]),
        ("Norvik assembled 900 robots in Turin last year.", ["Turin"]),
        ("Norvik can turn out 900 robots a year at its Turin base.", ["Turin"]),
        ("Norvik sold 900 robots in March.", [None]),
        ("Norvik's new works is to produce 900 robots a year.", ["works"]),
        ("Norvik has 120 staff, 30 of them in its software department.", [None, "software department"]),
        ("Norvik loses $2 million a month.", ["a month"]),
        ("Norvik sold 1,200 AMRs and 900 toy robots in 2024.", ["AMRs", "toy robots"]),
        ("Norvik opened an office in Turin. It employs 90 people there.", ["Turin"]),
        ("Norvik's Hydra division took in $9 million in 2024.", ["Hydra"]),
        ("Norvik's workshop is designed around 900 robots a year.", ["workshop"]),
        ("Norvik's logistics robots accounted for sales of $9 million in 2024.", ["logistics robots"]),
        ("Norvik told investors that tariffs had cut sales to $9 million in 2024.", [None]),
        ("A weak yen lifted Norvik's sales to $9 million in 2024.", [None]),
        ("Norvik had sales of $9 million in 2024, of which $2 million was earned abroad.", [None, "abroad"]),
        ("Norvik sells a cell with two arms for $90,000.", ["cell with two arms"]),
        ("Norvik wants to invest €65 million in Metzingen.", ["Metzingen"]),
        ("Norvik's development outlays were $9 million in 2024.", ["development"]),
        ("Of Swiss robot firms, 34 are listed; the country has 120 robot companies.", [None]),
        ("Switzerland has 34 robotics firms with more than 20 employees.", ["with more than 20 employees"]),
        ("The X11, Norvik's flagship, has a list price of $900.", ["X11"]),
    ],
)
def test_the_part_that_grammar_tells(text: str, scopes: list[str | None]) -> None:
    assert [figure.scope for figure in figures(text)] == scopes
