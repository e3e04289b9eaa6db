"""Ten thousand readers with rules and hours of their own over five thousand changes: time and memory, printed."""

from __future__ import annotations

import gc
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock

import pytest

from alerts.edition import Edition
from alerts.links import Links
from alerts.message import message_of
from models.values import AlertRule, Headline, Reported, Subscriber, ToldChange
from tests.alerts.samples import HEALTH, NOW, SETTINGS, figure, reported, told

READERS = 10_000
CHANGES = 5_000
SUBJECTS = 400
WITH_SERIES = 0.3  # changes whose series has three points or more, so that a chart is drawn
METRICS = ("revenue", "shipments", "funding", "valuation", "market_share", "headcount")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def changes() -> list[ToldChange]:
    draw = random.Random(1)
    made = []
    for number in range(1, CHANGES + 1):
        metric = draw.choice(METRICS)
        unit = {"shipments": "units", "market_share": "percent", "headcount": "people"}.get(metric, "CNY")
        old = round(draw.uniform(1, 99), 1) * (1 if unit == "percent" else 100 if unit != "CNY" else 1e8)
        new = old * round(draw.uniform(0.8, 1.5), 2)
        fields = {"subject": f"Company {draw.randrange(SUBJECTS)}", "metric": metric, "status": "actual"}
        one = figure(new, unit, **fields, quote=f"the company said it was {new:g}, against {old:g} a year before")
        series: tuple[Reported, ...] = ()
        if draw.random() < WITH_SERIES:
            years = range(2020, 2026)
            values = (figure(old * (1 + (year - 2020) / 10), unit, **fields, period=str(year)) for year in years)
            series = tuple(reported(value, date(2025, 1, 1)) for value in values)
        change = told(one, figure(old, unit, **fields), kind="movement", number=number, series=series)
        made.append(replace(change, outlets=tuple(f"Outlet {n}" for n in range(draw.randrange(1, 6)))))
    return made


def headlines() -> list[Headline]:
    draw = random.Random(2)
    return [
        Headline(
            article_id=number,
            subjects=(f"Company {draw.randrange(SUBJECTS)}",),
            title=f"Company news number {number}",
            outlet="Robot Post",
            url=f"https://robotpost.example/{number}",
            published=date(2025, 3, 3),
        )
        for number in range(1, 2001)
    ]


def readers(numbers: range) -> Iterator[Subscriber]:
    for number in numbers:
        draw = random.Random(number)
        subjects = tuple(f"Company {draw.randrange(SUBJECTS)}" for _ in range(draw.randint(1, 8)))
        metrics = tuple(draw.sample(METRICS, 2)) if draw.random() < 0.2 else ()
        yield Subscriber(
            id=number,
            email=f"reader{number}@example.com",
            language="zh" if number % 2 else "en",
            zone=draw.choice(ZONES),
            at=clock(draw.randrange(24), draw.choice((0, 15, 30))),
            rules=(AlertRule(subjects=subjects, metrics=metrics, min_percent=draw.choice((0.0, 5.0, 10.0))),),
        )


def _rss_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _compose(numbers: range) -> dict[str, float]:
    edition = Edition(changes(), headlines(), HEALTH, settings=SETTINGS, links=Links.of(SETTINGS))
    letters = lines = size = charts = 0
    early = 0.0
    started, worked = time.perf_counter(), time.process_time()
    for number, reader in enumerate(readers(numbers)):
        digest, letter = edition.letter(reader, since=NOW - timedelta(days=1), until=NOW)
        if letter is not None:
            letters += 1
            lines += len(digest.lines)
            size = max(size, len(letter.html.encode()))
            charts += len(letter.pictures)
        if number == len(numbers) // 3:
            gc.collect()
            early = _rss_mb()
    took = time.perf_counter() - started
    return {
        "seconds": took,
        "worked": time.process_time() - worked,
        "letters": letters,
        "lines": lines,
        "largest": size,
        "charts": charts,
        "early": early,
        "late": _rss_mb(),
    }


@pytest.mark.bench
def test_all_daily_letters_of_ten_thousand_readers() -> None:
    shares = [range(0, READERS, 2), range(1, READERS, 2)]  # by language, so that no chart is drawn twice
    started = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        parts = pool.map(_compose, shares)
    wall = time.perf_counter() - started
    letters, lines = (int(sum(part[key] for part in parts)) for key in ("letters", "lines"))
    say(f"\n{READERS} readers, {CHANGES} changes, two processes: {wall:.1f} s in all")
    for part in parts:
        say(
            f"  {part['letters']:.0f} letters in {part['seconds']:.1f} s, {part['worked']:.1f} s of them at work; "
            f"{part['charts']:.0f} charts placed, largest HTML {part['largest'] / 1000:.0f} kB; "
            f"peak memory {part['early']:.0f} MB after a third, {part['late']:.0f} MB at the end"
        )
    say(f"  {letters} letters with {lines} lines")
    assert letters > READERS * 0.9
    assert all(part["largest"] < 100_000 for part in parts)
    assert all(part["late"] < part["early"] * 1.3 for part in parts)


@pytest.mark.bench
def test_a_letter_becomes_a_message_quickly() -> None:
    edition = Edition(changes(), headlines(), HEALTH, settings=SETTINGS, links=Links.of(SETTINGS))
    made = [edition.letter(reader, since=None, until=NOW)[1] for reader in readers(range(200))]
    started = time.perf_counter()
    sizes = [len(message_of(letter).as_bytes()) for letter in made if letter]
    took = time.perf_counter() - started
    say(f"\n{len(sizes)} messages in {took:.2f} s, mean {sum(sizes) / len(sizes) / 1000:.0f} kB")
