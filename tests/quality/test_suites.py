"""Number suites of other projects, read as data: shares that may only rise. Skipped where the suites are not there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from figures.chinese_numerals import chinese_at
from figures.lexicon import tables
from figures.normal import normalised
from figures.numbers import digits_at
from figures.quantities import quantities_in

SUITES = Path(__file__).parents[2].parent / "shared" / "suites"
pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason="the suites are not beside the checkout")

Case = dict[str, Any]
Key = tuple[float, float | None, str]


def key(value: float, high: float | None, unit: str) -> Key:
    return float(f"{value:.9g}"), None if high is None else float(f"{high:.9g}"), unit


def gold_of(case: Case) -> list[Key]:
    return sorted((key(gold["value"], gold.get("high"), gold["unit"]) for gold in case["gold"]), key=str)


def read(text: str, kinds: tuple[str, ...], *, unit: str = "") -> list[Key]:
    found = [quantity for quantity in quantities_in(normalised(text)) if quantity.kind in kinds]
    keys = [key(quantity.signed, quantity.value_high, unit or quantity.unit) for quantity in found]
    keys += [key(also.value, also.value_high, also.unit) for quantity in found for also in quantity.also]
    return sorted(keys, key=str)


def whole_money(case: Case) -> bool:
    """Amounts in ISO currencies that we carry, without cents in words."""
    text = normalised(case["text"])
    spoken = any(gold["value"] % 1 and f"{gold['value']:g}" not in text.replace(",", "") for gold in case["gold"])
    cents = re.search(r"\b(?:penny|pence|cents?)\b|[分角毛毫]", text)
    return not spoken and not (cents and case["gold"]) and all(gold["unit"] in tables().usd for gold in case["gold"])


def stated_money(case: Case) -> bool:
    """Amounts that name a currency and are not vague: 几十万, 十多 and 数十亿 are no figures by our guide."""
    text = normalised(case["text"])
    return not any(word in text for word in "几数多") and any(word in text for word in "元圆币块铢布镑")


def everything(case: Case) -> bool:
    return True


def news_percent(case: Case) -> bool:
    """Percentages as news prints them: no spaces between the characters, no discounts in 折, no addresses."""
    text = normalised(case["text"])
    return " " not in text.strip() and "折" not in text and "k" not in text.lower()


def share(name: str, scope: Callable[[Case], bool], got: Callable[[Case], list[Key]]) -> float:
    cases = [case for case in json.loads((SUITES / name).read_text(encoding="utf-8")) if scope(case)]
    right = sum(got(case) == gold_of(case) for case in cases)
    print(f"{name}: {right} of {len(cases)} cases right, {right / len(cases):.1%}")  # noqa: T201
    return right / len(cases)


@pytest.mark.parametrize(
    ("name", "scope", "floor"),
    [
        ("spec_English_CurrencyModel.json", whole_money, 0.98),
        ("spec_Chinese_CurrencyModel.json", whole_money, 0.96),
        ("jionlp_money.json", stated_money, 1.0),
        ("duckling_EN_AmountOfMoney.json", whole_money, 0.88),
    ],
)
def test_money(name: str, scope: Callable[[Case], bool], floor: float) -> None:
    assert share(name, scope, lambda case: read(case["text"], ("money",))) >= floor


@pytest.mark.parametrize(
    ("name", "scope", "floor"),
    [
        ("spec_English_PercentModel.json", everything, 0.80),
        ("spec_Chinese_PercentModel.json", news_percent, 0.94),
    ],
)
def test_percent(name: str, scope: Callable[[Case], bool], floor: float) -> None:
    assert share(name, scope, lambda case: read(case["text"], ("percent", "points"), unit="percent")) >= floor


def lone_numeral(case: Case) -> bool:
    """One numeral and nothing else, as news writes it: no spaces between, no fractions, powers, dozens or pairs."""
    text = normalised(case["text"]).strip()
    return (
        len(case["gold"]) == 1
        and not set(text) & set(" 分^e/打双对又几，,折只斤")
        and not text.startswith(("-", "负", "半"))
    )


def numeral(case: Case) -> list[Key]:
    text = normalised(case["text"]).strip()
    found = digits_at(text, 0) if text[0].isascii() and text[0].isdigit() else chinese_at(text, 0)
    return [key(found.value, found.high, "-")] if found else []


@pytest.mark.parametrize(
    ("name", "floor"), [("spec_Chinese_NumberModel.json", 0.91), ("duckling_ZH_Numeral.json", 0.89)]
)
def test_chinese_numerals(name: str, floor: float) -> None:
    assert share(name, lone_numeral, numeral) >= floor
