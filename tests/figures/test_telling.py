"""What the wording says beyond the number: that it held before another one, and who expects it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from figures.telling import told
from models.values import Document, Figure, Subject
from tests.figures.reports import figure

ACME = Subject(name="Acme", kind="company", terms=(("Acme", "艾克姆"),))
HUMANOIDS = Subject(name="Humanoids", kind="market", terms=(("humanoid", "人形机器人"),))


def read(text: str, *quotes: str, **fields: Any) -> list[Figure]:
    document = Document(id="1", language="", published=date(2025, 8, 8), title="News", text=text)
    figures = [figure(n, quote=quote, **({"status": "forecast"} | fields)) for n, quote in enumerate(quotes, 1)]
    return told(document, figures, [ACME, HUMANOIDS])


@pytest.mark.parametrize(
    ("text", "new", "old"),
    [
        ("Acme now aims for 1,200 robots instead of 2,000.", "1,200 robots", "2,000"),
        ("It sees 807 billion yen, having guided to 760 billion yen in the spring.", "807", "760"),
        ("Sales should reach RMB505mn (from RMB440mn), the broker writes.", "RMB505mn", "RMB440mn"),
        ("The forecast rises to between 20% and 22% from 18% to 21%.", "between 20% and 22%", "18% to 21%"),
        ("They will make 6,000, up from the 3,000 it spoke of in spring.", "6,000", "3,000"),
        ("The firm plans 800. In March the plan had been for 500 humanoids.", "800", "500"),
        ("The firm had 800 employees when it was sold, and has 1,300 now.", "1,300", "800"),
        ("It sees growth of 17% to 17.5%, having earlier guided to 15.5% to 17%.", "17% to 17.5%", "15.5% to 17%"),
        ("It did better than it had planned, and lifted its forecast to 22% from 18%.", "22%", "18%"),
        ("预测由60万台上调至80万台。", "80万台", "60万台"),
        ("统计为9.3%，低于另一机构此前公布的10.5%。", "9.3%", "10.5%"),
        ("员工由约4700人减至4200人。", "4200人", "4700人"),
        ("目标提高到6000台，原计划为5000台。", "6000台", "5000台"),
    ],
)
def test_number_that_held_before_is_told_from_the_new_one(text: str, new: str, old: str) -> None:
    marks = {f.quote: [name for name, _ in f.rules] for f in read(text, new, old)}
    assert marks == {new: [], old: ["superseded"]}


def test_older_result_is_of_another_time_unless_it_was_told_anew() -> None:
    text = "Sales came to $549 million, up from $486 million."
    (_, before) = read(text, "$549 million", "$486 million", status="actual", period="2025-Q2")
    assert before.rules == (("compared", "up from"),)
    text = "It restated sales to $541 million from $549 million."
    (_, before) = read(text, "$541 million", "$549 million", status="actual", period="2025-Q2")
    assert before.rules == (("superseded", "from"),)
    (before, _) = read("Staff fell from 4,700 to 4,200.", "4,700", "4,200", status="actual", period=None)
    assert before.rules == (("superseded", "from"),)


@pytest.mark.parametrize(
    ("text", "forecaster"),
    [
        ("Acme expects revenue of $10 million.", "Acme"),
        ("It guides to $10 million for the year.", "Acme"),
        ("艾克姆预计全年营收10 million。", "Acme"),
        ("公司预计全年营收10 million。", "Acme"),
        ("公司初步估計，全年營收約10 million。", "Acme"),
        ("Sales should come to 10 million, according to the average of eleven forecasts.", "analysts"),
        ("Analysts on average look for $10 million.", "analysts"),
        ("Revenue beat the $10 million that analysts had expected.", "analysts"),
        ("分析师此前预期为10 million。", "analysts"),
        ("Halden Research expects Acme to make $10 million.", "Halden Research"),
        ("The IFR, a federation, expects $10 million.", "IFR"),
        ("海湾证券预计艾克姆营收达10 million。", "海湾证券"),
        ("A sale could value it at $10 million, according to people familiar with the talks.", ""),
        ("知情人士称，估值约10 million。", ""),
    ],
)
def test_forecast_about_a_firm_is_put_into_the_right_mouth(text: str, forecaster: str) -> None:
    (forecast,) = read(text, "10 million")
    assert forecast.forecaster == forecaster


@pytest.mark.parametrize(
    ("text", "forecaster"),
    [
        ("Halden thinks 10 million humanoids will be shipped.", "Halden"),
        ("去年年中，云岭曾预测出货10 million。", "云岭"),
        ("此前有协会预计出货10 million。", "协会"),
        ("It still expects 10 million humanoids to be shipped.", ""),
        ("The study, said on Tuesday, expects 10 million.", ""),
        ("预计全年出货10 million。", ""),
    ],
)
def test_forecast_about_a_market_belongs_to_whoever_is_named(text: str, forecaster: str) -> None:
    (forecast,) = read(text, "10 million", subject="Humanoids")
    assert forecast.forecaster == forecaster


def test_what_the_reader_has_found_itself_stands() -> None:
    (forecast,) = read("Halden expects $10 million.", "10 million", forecaster="Kestrel")
    assert forecast.forecaster == "Kestrel"
    (actual,) = read("Halden expects nothing; Acme made 10 million.", "10 million", status="actual")
    assert actual.forecaster == ""


def test_wording_is_read_once() -> None:
    text = "Acme now aims for 1,200 robots instead of 2,000."
    document = Document(id="1", language="en", published=date(2025, 8, 8), title="News", text=text)
    once = read(text, "1,200", "2,000")
    assert told(document, once, [ACME]) == once
