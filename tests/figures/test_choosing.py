"""Where rules and likelihood part over a figure's period, what is clearly likelier counts."""

from __future__ import annotations

from datetime import date

import pytest

from figures import choosing
from figures.alternatives import LEARNED
from figures.choosing import choices_of, chosen
from figures.extract import Reader
from figures.periods import period_spans
from models.values import Document, Subject

READER = Reader(
    (
        Subject(name="Estun", kind="company", terms=(("Estun", "埃斯顿"),)),
        Subject(name="Geek+", kind="company", terms=(("Geek+",),)),
    )
)
PUBLISHED = date(2025, 9, 8)
CARRIED = (
    "Geek+ wins in Lyon\nA chain of chemists ordered 310 robots from Geek+ in June for its depot outside Lyon. "
    "The contract, worth 17.5 million euros, includes five years of upkeep."
)


def document(text: str, language: str = "en") -> Document:
    title, _, body = text.partition("\n")
    return Document(id="1", language=language, published=PUBLISHED, title=title, text=body)


def test_the_weights_decide_between_the_rules_choice_and_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "_weights", lambda _: {"good": 200, "fair": 10})
    assert chosen({"2024": {"rule"}, "2025": {"good"}}, "2024", "en") == "2025"
    assert chosen({"2024": {"rule"}, "2025": {"fair"}}, "2024", "en") == "2024"
    assert chosen({"2024": {"rule"}, None: {"good"}}, "2024", "en") is None


def test_what_stands_in_the_text_may_be_the_period() -> None:
    figures = {told.figure.metric: told.periods for told in READER.alternatives(document(CARRIED))}
    assert {None, "2025-06", "2025-09", "2025-09-08"} <= set(figures["order_value"])


def test_years_and_spans_that_a_text_need_not_name_may_be_the_period() -> None:
    text = "Results\nEstun's revenue rose in the first half to 320 million yuan from 280 million yuan."
    periods = [set(told.periods) for told in READER.alternatives(document(text))]
    assert {"2025-H1", "2024-H1", "2025", "2024"} <= set.union(*periods)


def test_what_is_learned_is_told_as_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "_weights", lambda _: {"before beside True order_value False": 500})
    figure = next(figure for figure in READER.figures_in(document(CARRIED)) if figure.metric == "order_value")
    assert (figure.period, dict(figure.rules)["period"]) == ("2025-06", LEARNED)


def test_a_chinese_figure_is_dated_by_what_was_learned_of_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"zh": {"own day": 900}, "en": {}}
    monkeypatch.setattr(choosing, "_weights", weights.__getitem__)
    text = "埃斯顿发布业绩\n埃斯顿2024年营收40亿元。公司员工3200人，净利润1.2亿元。"
    staff = next(figure for figure in READER.figures_in(document(text, "zh")) if figure.metric == "headcount")
    assert (staff.period, dict(staff.rules)["period"]) == ("2025-09-08", LEARNED)


def test_a_choice_is_made_where_a_sentence_does_not_tell_its_only_period() -> None:
    (ordered, first), (worth, second) = [
        (draft, next(iter(ways)).figures[0]) for draft, ways, _ in READER.weighed(document(CARRIED))
    ]
    spans, last = period_spans(document(CARRIED).whole, PUBLISHED), choosing.Told("2023", "price", 0)
    assert set(choices_of(ordered, first, spans, last, PUBLISHED)) == {"2025-06"}
    assert "2023" in choices_of(worth, second, spans, last, PUBLISHED)
    assert "2023" not in choices_of(worth, second, spans, None, PUBLISHED)
