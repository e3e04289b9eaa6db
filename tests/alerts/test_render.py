"""A letter says the news in its subject, the same in text and HTML, and nothing an article could slip in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from alerts.digest import compose_digest
from alerts.edition import Edition
from alerts.links import Links
from alerts.render import Proofs, render_letter
from models.values import (
    AlertRule,
    Citation,
    Digest,
    Headline,
    Language,
    Letter,
    RoundHealth,
    Subscriber,
    ToldChange,
)
from tests.alerts.samples import HEALTH, NOW, SETTINGS, figure, headlines, reader, reported, seed, told, unitree

LINKS = Links.of(SETTINGS)


def digest_of(changes: list[ToldChange], subscriber: Subscriber | None = None, **given: object) -> Digest:
    return compose_digest(
        subscriber or reader(),
        changes,
        **({"since": NOW - timedelta(days=1), "until": NOW, "next_at": NOW + timedelta(days=1)} | given),  # type: ignore[arg-type]
    )


def write(changes: list[ToldChange], subscriber: Subscriber | None = None, **given: object) -> Letter:
    return render_letter(digest_of(changes, subscriber, **given), settings=SETTINGS, links=LINKS)


class _Reading(HTMLParser):
    """What a reader of the HTML part sees, and what its markup does."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "title", "script")
        if tag == "img":
            self.seen.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(f" {part} " for part in self.seen).split())


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Unitree revenue +35%; 3 more changes"),
        ("zh", "Unitree 营收 +35%；另有3项变化"),
    ],
)
def test_the_subject_line_says_the_news(language: Language, subject: str) -> None:
    assert write(unitree(), reader(language=language)).subject == subject


def test_the_story_it_began_with_reads_right() -> None:
    letter = write([seed()])
    assert letter.subject == "Beijing medical robots market size forecast +16%"
    for part in (letter.text, _Reading(letter.html).words):
        assert "8.1 billion yuan" in part
        assert "+16%" in part
        assert "Also reported by 4 outlets: Daily Machine, 机器人晚报, Capital Wire, Ward Review" in part
        assert "year on year +42% (2024: 5.7 billion yuan)" in part
        assert "US$1.13 billion" in part
    assert "7 → 8.1 billion yuan, +16%" in letter.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_and_html_say_the_same(language: Language) -> None:
    changes = [seed(), *unitree(), replace(seed(), id=9, correction=True)]
    rules = (AlertRule(min_percent=20), AlertRule(subjects=("Unitree",)))
    letter = write(changes, reader(language=language, rules=rules), headlines=headlines(), health=HEALTH)
    html = _Reading(letter.html)
    addresses = {attrs.get("href") for tag, attrs in html.tags if tag == "a"}
    for line in letter.text.splitlines():
        for part in re.split(r" · |：|: |, |，|\(|（|\)|）|“|”", line.strip().lstrip("*#- ").strip()):
            plain = part.strip()
            said = plain in html.words or plain.replace("→", "→ ").replace("  ", " ") in html.words
            assert said or plain in addresses or plain.startswith("http"), (plain, html.words)
    for address in re.findall(r"https?://\S+", letter.text):
        assert address in addresses


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_html_survives_mail_clients(language: Language) -> None:
    letter = write([seed(), *unitree()], reader(language=language), headlines=headlines(), health=HEALTH)
    html = _Reading(letter.html)
    assert not {"script", "link", "iframe", "form", "svg", "video"} & {tag for tag, _ in html.tags}
    assert 'name="color-scheme" content="light dark"' in letter.html
    assert "@media (prefers-color-scheme: dark)" in letter.html
    assert "@media (max-width: 480px)" in letter.html
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in letter.html
    styled = [attrs for tag, attrs in html.tags if tag in ("p", "td", "h1", "h2") and attrs.get("class")]
    assert all(attrs.get("style") for attrs in styled if attrs["class"] not in ("col",))
    images = [attrs for tag, attrs in html.tags if tag == "img"]
    assert [attrs["src"] for attrs in images] == [f"cid:{picture.cid}" for picture in letter.pictures]
    assert all(attrs["alt"] for attrs in images)


def test_the_footer_is_honest() -> None:
    rules = (AlertRule(subjects=("Beijing medical robots",), min_percent=20),)
    letter = write([seed()], reader(rules=rules, send_empty=True), health=HEALTH)
    for part in (letter.text, _Reading(letter.html).words):
        assert "41 sources checked; 1 failed: Capital Wire; 2 silent: Ward Review, Harbour Gazette" in part
        assert "1 change held back by your rules:" in part
        assert "Next letter: Wed, 5 Mar 2025, 08:00 (Asia/Shanghai)" in part
        assert "because you follow Beijing medical robots, changes of 20% or more, every day." in part
    assert "https://news.example.org/letters/unsubscribe/" in letter.text
    assert "No source was checked" in write([seed()]).text


def test_an_empty_letter_says_that_nothing_changed() -> None:
    letter = write([], reader(send_empty=True), health=RoundHealth(checked=3))
    assert letter.subject == "Nothing changed"
    assert "3 sources checked; none failed" in letter.text


def test_headlines_alone_make_a_letter_too() -> None:
    letter = write([], headlines=headlines())
    assert letter.subject == "Tinavi and others: 2 new articles, no figures"
    assert "Tinavi opens a training centre for surgeons" in letter.text


def test_a_correction_says_so() -> None:
    letter = write([replace(seed(), correction=True)])
    assert letter.subject == "Correction: Beijing medical robots market size forecast +16%"
    assert "an earlier letter gave another figure" in letter.text


def test_a_letter_tells_what_small_steps_came_to_and_that_a_number_came_back() -> None:
    fields = {"subject": "A", "metric": "revenue", "status": "actual"}
    step = told(figure(108.0, **fields), figure(104.0, **fields), kind="revision")
    last = {("A", "revenue", "level", None): reported(figure(100.0, **fields), date(2025, 1, 14))}
    rules = (AlertRule(min_percent=5),)
    letter = write([step], reader(rules=rules), last_told=last)
    assert "Since the last letter on this (14 Jan 2025): 100 → 108 yuan, +8%" in letter.text
    first = reported(figure(108.0, **fields), date(2025, 1, 1))
    assert "This is again the number of 1 Jan 2025." in write([replace(step, series=(first,))]).text


def test_what_was_held_back_is_told_by_rule_in_the_readers_language() -> None:
    rules = (AlertRule(subjects=("Unitree", "Beijing medical robots"), min_percent=50),)
    letter = write([seed(), *unitree()], reader(rules=rules, language="zh"))
    assert "按您的规则，4项变化没有列出：" in letter.text
    assert "4 × Unitree、Beijing medical robots，变化达50%以上" in letter.text


def test_a_chart_stands_where_there_are_three_points_or_more() -> None:
    assert len(write([seed()]).pictures) == 1
    assert write([replace(seed(), series=seed().series[:2])]).pictures == ()
    letter = write([seed()])
    assert letter.pictures[0].png.startswith(b"\x89PNG")
    assert "2023 4.6 billion yuan" in letter.pictures[0].alt


def test_a_very_long_letter_is_shortened_and_says_by_how_much() -> None:
    fields = {"metric": "revenue", "status": "actual"}
    changes = [
        told(
            figure(1.5e9 + n * 1e6, **fields, subject=f"Company {n % 90}", quote="word " * 60),
            figure(1e9, **fields, subject=f"Company {n % 90}"),
            number=n + 1,
            series=tuple(reported(figure(1e9 * k, **fields, period=str(2020 + k))) for k in range(1, 6)),
        )
        for n in range(500)
    ]
    letter = write(changes)
    assert len(letter.html.encode()) < 100_000
    assert letter.subject.endswith("; 499 more changes")
    told_of = letter.text.count("\n* ")
    assert f"{500 - told_of} further changes are on the pages: https://news.example.org/changes" in letter.text


HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.com\u2028<img src=x onerror=alert(1)>"


def test_nothing_from_an_article_becomes_markup_a_header_or_a_foreign_link() -> None:
    source = Citation(
        outlet=HOSTILE, title=HOSTILE, url="javascript:alert(1)", published=date(2025, 3, 3), quote=HOSTILE
    )
    hostile = figure(8.1e9, subject=HOSTILE, metric="odd_metric", scope=HOSTILE, period="2025")
    change = told(hostile, figure(7e9, subject=HOSTILE), source=source, outlets=(HOSTILE, "B"), conversion=HOSTILE)
    news = Headline(
        article_id=1,
        subjects=(HOSTILE,),
        title=HOSTILE,
        outlet=HOSTILE,
        url="data:text/html,x",
        published=date(2025, 3, 3),
    )
    letter = write([change], headlines=[news], health=RoundHealth(checked=1, failed=(HOSTILE,)))
    html = _Reading(letter.html)
    assert not {"script", "svg"} & {tag for tag, _ in html.tags}
    assert all("onerror" not in attrs for _, attrs in html.tags)
    for tag, attrs in html.tags:
        address = attrs.get("href") or attrs.get("src")
        assert address is None or address.startswith(("https://news.example.org/", "cid:")), (tag, address)
    assert "javascript:" not in letter.text
    assert "data:text" not in letter.text


def test_a_reader_gets_only_what_came_since_the_last_letter_and_nothing_for_nothing() -> None:
    edition = Edition([seed(), *unitree()], headlines(), HEALTH, settings=SETTINGS, links=LINKS)
    digest, letter = edition.letter(reader(), since=None, until=NOW, after_change=3, after_article=11)
    assert [told.id for told in digest.lines] == [4, 5]
    assert [line.article_id for line in digest.headlines] == [12]
    assert letter is not None
    assert edition.letter(reader(), since=None, until=NOW, after_change=5, after_article=12)[1] is None
    asked = reader(send_empty=True)
    assert edition.letter(asked, since=None, until=NOW, after_change=5, after_article=12)[1] is not None


def test_shared_proofs_change_nothing_and_forget_a_corrected_change() -> None:
    proofs = Proofs()
    once, again = (render_letter(digest_of([seed()]), settings=SETTINGS, links=LINKS, proofs=proofs) for _ in range(2))
    assert once == again == write([seed()])
    corrected = told(figure(9e9), figure(7e9))
    letter = render_letter(digest_of([corrected]), settings=SETTINGS, links=LINKS, proofs=proofs)
    assert "9 billion yuan" in letter.text
