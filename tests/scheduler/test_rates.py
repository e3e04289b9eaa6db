"""Exchange rates: whose, of which day, and what happens where there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from models.settings import Settings
from models.values import Change, Citation, Rate, Reason, Reported, ToldChange
from scheduler.rates import FILE_NAME, EcbRates, FixedRates, rates_of, refresh, with_conversion, worded_conversion
from tests.figures.reports import report
from tests.website import Reply, Website

DAY = date(2025, 1, 14)
HISTORY = """\
Date,USD,CNY,JPY,SEK
2099-01-05,1.10,8.80,165.0,N/A
2099-01-02,1.00,8.00,150.0,N/A
2098-06-01,1.00,8.00,150.0,11.0
"""


@pytest.fixture(scope="module")
def ecb() -> EcbRates:
    return EcbRates()


def zipped(path: Path, text: str = HISTORY) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", text)
    return path


def dollars(rate: Rate | None) -> float:
    assert rate is not None
    return rate.usd


def test_rate_of_a_day_is_the_banks_own(ecb: EcbRates) -> None:
    rate = ecb.usd_for("CNY", DAY, DAY)
    assert rate
    assert (rate.day, rate.source) == (DAY, "ECB")
    assert 1 / rate.usd == pytest.approx(7.33, abs=0.01)
    assert dollars(ecb.usd_for("USD", DAY, DAY)) == 1


def test_weekend_takes_the_friday_before(ecb: EcbRates) -> None:
    friday, sunday = date(2025, 1, 10), date(2025, 1, 12)
    assert dollars(ecb.usd_for("JPY", sunday, sunday)) == dollars(ecb.usd_for("JPY", friday, friday))


def test_period_takes_the_average_of_its_days(ecb: EcbRates) -> None:
    year = dollars(ecb.usd_for("CNY", date(2024, 1, 1), date(2024, 12, 31)))
    assert 1 / year == pytest.approx(7.20, abs=0.02)


def test_day_past_the_last_known_takes_the_last_and_says_so(ecb: EcbRates) -> None:
    future = date(2199, 1, 1)
    rate = ecb.usd_for("CNY", future, future)
    assert rate
    assert rate.day == ecb.last_day
    assert worded_conversion(7e9, "CNY", rate, future).endswith("the last known")


def test_currency_that_the_bank_gave_up_has_no_rate_after_its_last_day(ecb: EcbRates) -> None:
    assert ecb.usd_for("RUB", date(2021, 1, 4), date(2021, 1, 4)) is not None
    assert ecb.usd_for("RUB", DAY, DAY) is None


def test_currency_kept_by_hand_says_so_and_one_that_nobody_lists_has_none(ecb: EcbRates) -> None:
    taiwan = ecb.usd_for("TWD", DAY, DAY)
    assert taiwan
    assert 1 / taiwan.usd == pytest.approx(31, abs=2)
    assert "by hand" in taiwan.source
    later = ecb.usd_for("TWD", date(2099, 1, 1), date(2099, 1, 1))
    assert later
    assert later.day.year < 2099
    assert 1 / dollars(ecb.usd_for("AED", DAY, DAY)) == pytest.approx(3.67, abs=0.01)
    assert ecb.usd_for("XXX", DAY, DAY) is None


def test_fixed_rates_leave_other_currencies_to_the_bank(ecb: EcbRates) -> None:
    fixed = FixedRates({"CNY": 0.138}, others=ecb)
    assert dollars(fixed.usd_for("CNY", DAY, DAY)) == 0.138
    assert fixed.usd_for("GBP", DAY, DAY) == ecb.usd_for("GBP", DAY, DAY)
    assert FixedRates({"CNY": 0.138}).usd_for("GBP", DAY, DAY) is None


def test_conversion_names_rate_source_and_day() -> None:
    rate = Rate(usd=1 / 7.14, day=DAY, source="ECB")
    assert worded_conversion(7e9, "CNY", rate) == "US$980m at 7.14 CNY per USD, ECB 14 Jan 2025"
    assert worded_conversion(-850e6, "CNY", rate).startswith("−US$119m")
    euro = Rate(usd=1.08, day=DAY, source="ECB")
    assert worded_conversion(5e9, "EUR", euro) == "US$5.4bn at 1.08 USD per EUR, ECB 14 Jan 2025"


def told(new: Reported, old: Reported | None) -> ToldChange:
    change = Change(kind="revision", figure=new, previous=old, reason=Reason(code="note"))
    cited = Citation(outlet="", title="", url="", published=new.published, quote="")
    return ToldChange(id=1, change=change, at=datetime(2025, 4, 1, tzinfo=UTC), source=cited)


def test_change_between_currencies_tells_its_percent_and_its_conversion() -> None:
    rates = FixedRates({"CNY": 0.14, "JPY": 0.0067})
    old, new = report("2025-01-14", 7e9, "CNY", period="2025"), report("2025-03-03", 1.2e9, "USD", period="2025")
    changed = with_conversion(told(new, old), rates)
    assert changed.percent == pytest.approx(22.4, abs=0.1)
    assert changed.conversion == "US$980m at 7.143 CNY per USD, fixed rate 14 Jan 2025"
    both = with_conversion(told(report("2025-03-03", 150e9, "JPY", period="2025"), old), rates)
    assert both.conversion.count("per USD") == 2


def test_change_within_a_currency_needs_no_conversion() -> None:
    rates = FixedRates({"CNY": 0.14})
    old = report("2025-01-14", 7e9, "CNY", also=[(980e6, "USD")])
    for new in (report("2025-03-03", 8e9, "CNY"), report("2025-03-03", 1.2e9, "USD"), report("2025-03-03", 5e9, "XXX")):
        assert with_conversion(told(new, old), rates) == told(new, old)
    assert with_conversion(told(old, None), rates) == told(old, None)


def test_refresh_keeps_the_banks_file_in_the_home_folder(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert rates_of(settings).last_day < date(2099, 1, 1)
    with Website() as site:
        site.reply("/hist.zip", Reply(body=zipped(tmp_path / "bank.zip").read_bytes()))
        assert refresh(settings.home / FILE_NAME, site.url("/hist.zip"))
    fresh = rates_of(settings)
    assert fresh.last_day == date(2099, 1, 5)
    assert dollars(fresh.usd_for("CNY", date(2099, 1, 3), date(2099, 1, 3))) == pytest.approx(1 / 8)
    assert [file.name for file in settings.home.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("body", [b"", b"<html>not today</html>", b"PK\x03\x04 cut short"])
def test_refresh_that_fails_is_no_error_and_leaves_the_old_file(tmp_path: Path, body: bytes) -> None:
    kept = zipped(tmp_path / FILE_NAME)
    before = kept.read_bytes()
    with Website() as site:
        site.reply("/hist.zip", Reply(body=body))
        assert not refresh(kept, site.url("/hist.zip"))
        gone = site.url("/gone.zip")
    assert not refresh(kept, gone)
    assert kept.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


def test_unreadable_file_in_the_home_folder_falls_back_to_the_packages_own(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a zip")
    assert rates_of(Settings(home=tmp_path)).usd_for("CNY", DAY, DAY) is not None
