"""A reason reads as a sentence in the reader's language: numbers as written, units once, sources named."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from alerts.reasoning import reason_in_words
from alerts.words import words
from models.store.changes import plain_reason, reason_from
from models.values import Cited, Language, Reason, ReasonCode

EN, ZH = words("en"), words("zh")
OLD = Cited(value=7e9, unit="CNY", period="2025", day=date(2025, 1, 14), outlet="Robot Post", forecaster="Halden")
NEW = Cited(value=8.1e9, unit="CNY", qualifier="about", period="2025", day=date(2025, 3, 3), forecaster="Kestrel")
DEAL = Cited(value=2.1e9, unit="CNY", day=date(2025, 7, 9))


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (
            Reason(code="differs", new=NEW, known=OLD),
            "Another number for the same time: about 8.1 against 7 billion yuan (Kestrel against Halden)",
            "同一时期的数字不同：约81亿元，此前为70亿元（Kestrel，此前为Halden）",
        ),
        (
            Reason(code="met", new=NEW, known=OLD),
            "Until now only expected for 2025: 7 billion yuan (Robot Post, 14 Jan 2025); "
            "the actual number is as expected",
            "2025年此前只有预期（70亿元，Robot Post，2025年1月14日）；实际数字与预期一致",
        ),
        (
            Reason(code="not_met", new=DEAL, known=DEAL),
            "Announced before: 2.1 billion yuan (an unnamed outlet, 9 Jul 2025); "
            "now it has happened, with another number",
            "此前已宣布（21亿元，未署名媒体，2025年7月9日）；现已落实，数字有所不同",
        ),
        (
            Reason(code="newer", new=NEW, known=DEAL),
            "2025 is newer than a figure of 9 Jul 2025 without a period, the latest comparable figure known",
            "2025年的数字比此前最新的可比数字（2025年7月9日报道、未注明时期的数字）更新",
        ),
        (Reason(code="nothing_known", new=NEW), "Nothing comparable was known before", "此前没有可比的数字"),
        (Reason(code="note", note="misread 亿"), "misread 亿", "misread 亿"),
    ],
)
def test_a_reason_reads_as_a_sentence(reason: Reason, english: str, chinese: str) -> None:
    assert reason_in_words(EN, reason) == english
    assert reason_in_words(ZH, reason) == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("known", [OLD, DEAL])
def test_every_reason_has_words_in_both_languages(language: Language, known: Cited) -> None:
    for code in get_args(ReasonCode):
        said = reason_in_words(words(language), Reason(code=code, new=NEW, known=known, note="noted"))
        assert said
        assert "{" not in said


@pytest.mark.parametrize("code", ["differs", "note"])
def test_a_reason_survives_being_kept(code: ReasonCode) -> None:
    for reason in (Reason(code=code, new=NEW, known=OLD), Reason(code=code, new=DEAL), Reason(code=code, note="x")):
        assert reason_from(plain_reason(reason)) == reason
