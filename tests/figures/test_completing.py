"""What completes a figure: the time it is of and whether it has happened, sentence by sentence."""

from __future__ import annotations

import pytest

from tests.figures.norvik import figures


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Norvik had sales of $9 million in the third quarter.\nBacklog was $70 million.", ["2025-Q3", None]),
        ("Norvik had sales of $9 million in 2024.\nThe $70 million backlog is mostly old.", ["2024", None]),
        ("Norvik had sales of $9 million in 2024.\nIt cut its staff by 8 percent.", ["2024", None]),
        ("Norvik had 12,500 employees in October, 11% fewer than twelve months before.", ["2025-10", "2025-10"]),
        ("Norvik's last round, in April 2022, brought in $150 million.", ["2022-04"]),
        ("Norvik's Oslo debut in July, which brought $27 million, valued it at $218 million.", ["2025-07", "2025-07"]),
        ("Listed in Oslo since May, when it raised $26 million, Norvik has a fleet of 90 robots.", ["2025-05", None]),
        ("From 2027 Norvik will be able to make 10,000 robots a year.", ["2027"]),
        (
            "Norvik had 900 employees at the end of May 2025. They built 400 robots. The group employed 300 abroad.",
            ["2025-05", None, "2025-05"],
        ),
        ("Norvik shares closed 4% higher, for a market value of $900 million.", ["2025-11-20"]),
        (
            "Norvik can make 500 robots a year. A plant due on stream in 2026 will take its capacity to 900.",
            [None, "2026"],
        ),
        (
            "Norvik sold 500 robots in the first quarter, six times as many as in the opening quarter of 2024.",
            ["2025-Q1", "2025-Q1"],
        ),
        ("Norvik made 500 robots in 2024, seven percent more than it had in 2023.", ["2024", "2024"]),
        ("Norvik made 500 robots in 2024 (2023: 400). Its sales came to $9 million.", ["2024", "2023", "2024"]),
        ("Norvik fell in 2024, after its 2022 record. Its sales came to $9 million.", ["2024"]),
        (
            "Norvik sold for $9 million in the second quarter, after $8 million in the first. It earned $1 million.",
            ["2025-Q2", "2025-Q1", "2025-Q2"],
        ),
        ("Norvik fell in 2024. It led until 2020. Its sales came to $9 million.", ["2024"]),
        ("For the fourth quarter Norvik projects revenue of $5 million.", ["2025-Q4"]),
        (
            "Norvik now expects 2025 revenue of $22 million, up from the $21 million it had forecast in August.",
            ["2025", "2025"],
        ),
        ("Norvik cut its loss to $7 million in 2024 from $11 million.", ["2024", "2023"]),
        (
            "Norvik had sales of $5 million in the first nine months.\nIt sold 900 robots in those nine months.",
            ["2025-01/2025-09", "2025-01/2025-09"],
        ),
        ("Norvik had sales of $9 million in 2024.\nOnce all run, revenue should come to $60 million.", ["2024", None]),
        ("Norvik had sales of $9 million in 2024.\nNew orders came to $12 million.", ["2024", "2024"]),
        ("Average price of a Norvik robot in 2024: $16,700.", ["2024"]),
        ("Norvik sold 900 robots in 2024.\nIt now shows its 2,000th robot.", ["2024", None]),
    ],
)
def test_the_time_that_a_number_is_of(text: str, periods: list[str | None]) -> None:
    assert [figure.period for figure in figures(text)] == periods


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Norvik intends to make 900 robots next year and has 250 employees.", ["target", "actual"]),
        ("Norvik made its 500th robot in May and aims to build 2,000.", ["actual", "target"]),
        (
            "Norvik plans to put 220 million euros into research in 2026, against 150 million this year.",
            ["target", "actual"],
        ),
        (
            "Norvik earned $3 million in 2024 on sales of $34 million, by an average of five brokers.",
            ["forecast", "forecast"],
        ),
        ("Norvik had been expected to ship 400 robots in 2024 but managed 350.", ["forecast", "actual"]),
        ("Norvik will add 150 jobs to the existing 300.", ["actual"]),
        ("Norvik had aimed to sell 900 robots last year.", ["target"]),
        ("Analysts had expected a loss; Norvik earned $9 million in 2024.", ["actual"]),
        ("Norvik expects demand to recover after selling 900 robots in 2024.", ["actual"]),
        ("Norvik is gearing up to deliver 900 robots next year.", ["target"]),
        ("According to analysts, Norvik will sell 900 robots this year.", ["forecast"]),
        ("Norvik sales came to $9 million in 2024. Analysts had been looking for $12 million.", ["actual", "forecast"]),
        (
            "Norvik revenue was $9 million in the third quarter, below the consensus of $12 million.",
            ["actual", "forecast"],
        ),
        ("Norvik had revenue of $9 million in the quarter, within the range it had forecast.", ["actual"]),
        ("Revenue: $9 million for the first quarter, inside guidance, says Norvik.", ["actual"]),
    ],
)
def test_whether_it_has_happened(text: str, statuses: list[str]) -> None:
    assert [figure.status for figure in figures(text)] == statuses


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("Norvik's exports came to 900 robots in May.", ["exports"]),
        ("Norvik did well: the medical segment, at $9 million, had more sales than in 2024.", ["medical segment"]),
        ("Norvik can build 900 robots a year between its plants in Turin, Tata and Salem.", [None]),
        (
            "Norvik had 11% of the global humanoid robot market in 2024.\nIn 2023 Norvik had a market share of 9%.",
            ["global humanoid robot market", "global humanoid robot market"],
        ),
    ],
)
def test_the_part_that_a_number_is_of(text: str, scopes: list[str | None]) -> None:
    assert [figure.scope for figure in figures(text)] == scopes
