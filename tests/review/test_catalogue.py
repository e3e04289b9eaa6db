"""The built-in catalogue: what it holds, that it holds together, and how names are found in it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.chinese import simplified
from models.errors import NotFoundError
from review.verbs.catalogue import (
    find_company,
    known_subject,
    load_companies,
    load_markets,
    load_sources,
    suggest,
)

FACTS = Path(__file__).parent.parent.parent.parent / "shared" / "catalogue"  # reference material, not always there
FOCUS = {"industrial", "humanoid", "medical", "logistics", "drone", "research", "business"}
SEGMENTS = {
    "industrial", "cobot", "humanoid", "surgical", "rehab", "logistics/AMR", "service", "drone", "components",
    "autonomous vehicle",
}  # fmt: skip

needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="the reference material is not here")


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_holds_as_much_as_promised() -> None:
    assert len(load_sources()) >= 190
    assert len(load_companies()) >= 400
    assert len(load_markets()) >= 110


def test_names_are_unique() -> None:
    for names in (
        [source.name for source in load_sources()],
        [source.url for source in load_sources()],
        [company.name for company in load_companies()],
        [market.name for market in load_markets()],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_no_form_belongs_to_two_firms() -> None:
    owners: dict[str, set[str]] = {}
    for company in load_companies():
        for form in (company.name, *company.forms, *company.tickers):
            owners.setdefault(simplified(form).casefold(), set()).add(company.name)
    assert {form: names for form, names in owners.items() if len(names) > 1} == {}


def test_addresses_are_of_the_web() -> None:
    addresses = [url for source in load_sources() for url in (source.url, source.homepage)]
    addresses += [company.website for company in load_companies() if company.website]
    for address in addresses:
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}, address
        assert "." in parts.netloc, address


def test_sources_keep_to_known_words() -> None:
    for source in load_sources():
        assert source.kind in {"feed", "section"}
        assert set(source.focus) <= FOCUS
        assert source.focus
        assert source.language in {"en", "zh", "ja", "ko"}


def test_only_robotics_sources_in_english_and_chinese_without_slots_start_enabled() -> None:
    enabled = [source for source in load_sources() if source.enabled]
    assert len(enabled) >= 90
    assert {source.language for source in enabled} == {"en", "zh"}
    assert all("{" not in source.url for source in enabled)
    assert {"medical", "industrial", "humanoid"} <= {focus for source in enabled for focus in source.focus}


def test_a_firm_is_described_in_known_words() -> None:
    for company in load_companies():
        assert company.country
        assert set(company.segments) <= SEGMENTS
        assert all(ticker.count(":") == 1 for ticker in company.tickers)


def test_tickers_are_no_names_in_a_text() -> None:
    terms = {term for company in load_companies() for group in company.subject.terms for term in group}
    tickers = {ticker for company in load_companies() for ticker in company.tickers}
    assert terms.isdisjoint(tickers)


def test_an_ambiguous_form_is_one_of_the_firm_and_has_its_context() -> None:
    for company in load_companies():
        subject = company.subject
        assert set(subject.ambiguous) <= set(subject.terms[0]), company.name
        assert bool(subject.ambiguous) <= bool(subject.context), company.name


def test_a_market_has_terms_in_both_languages_and_carries_its_exclusions() -> None:
    for market in load_markets():
        assert all(market.terms), market.name
        words = "".join(term for group in market.terms for term in group)
        assert any(word.isascii() for word in words), market.name
        assert any(not word.isascii() for word in words), market.name
    beijing = known_subject("Beijing medical robots")
    assert beijing is not None
    assert "北京时间" in beijing.exclude


@needs_facts
def test_it_covers_the_known_sources() -> None:
    kinds = {"rss": "feed", "site": "section"}
    ours = {source.name: source for source in load_sources()}
    for row in facts("sources.csv"):
        source = ours[row["name"]]
        assert (source.url, source.kind) == (row["url"], kinds[row["kind"]])
        assert (source.language, "|".join(source.focus)) == (row["language"], row["focus"])
        assert source.verified == (row["verified"] == "yes")


@needs_facts
def test_it_covers_the_known_firms() -> None:
    ours = {company.name: company for company in load_companies()}
    for row in facts("companies.csv"):
        company = ours[row["name"]]
        assert {*company.forms, *company.tickers} == {alias for alias in row["aliases"].split("|") if alias}
        assert set(company.ambiguous) == {form for form in row["ambiguous_forms"].split("|") if form}
        assert (company.country, company.city, company.website) == (row["country"], row["city"], row["website"])


@needs_facts
def test_it_covers_the_known_markets() -> None:
    ours = {market.name: market for market in load_markets()}
    for row in facts("markets.csv"):
        market = ours[row["name"]]
        assert ";".join("|".join(group) for group in market.terms) == row["terms"]
        assert "|".join(market.exclude) == row["exclude"]


@pytest.mark.parametrize("typed", ["Tinavi", "tinavi", "天智航", "天智航醫療", "SSE:688277", " Tinavi "])
def test_a_firm_is_found_by_any_of_its_forms(typed: str) -> None:
    assert find_company(typed).name == "Tinavi"


def test_the_firms_of_the_seed_article_are_there() -> None:
    assert [find_company(name).name for name in ("天智航", "罗森博特", "术锐")] == [
        "Tinavi", "Rossum Robot", "Surgerii Robotics",
    ]  # fmt: skip


def test_an_unknown_firm_is_told_with_the_mend() -> None:
    with pytest.raises(NotFoundError, match="watch suggest"):
        find_company("Acme Anvils")
    assert known_subject("Acme Anvils") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("unitr", "Unitree"),
        ("优必选", "UBTECH"),
        ("優必選", "UBTECH"),
        ("688277", "Tinavi"),
        ("Figure", "Figure AI"),
        ("beijing med", "Beijing medical robots"),
        ("北京医疗机器人", "Beijing medical robots"),
        ("中国工业机器人", "China industrial robots"),
    ],
)
def test_the_best_suggestion_comes_first(typed: str, first: str) -> None:
    assert suggest(typed, 5)[0].name == first


def test_suggestions_are_limited_and_say_what_they_are() -> None:
    found = suggest("robot", 7)
    assert len(found) == 7
    assert all(each.detail for each in found)
    assert suggest("   ") == []
    assert suggest("zzzz") == []
