"""Where rules and likelihood part over what a figure is for, what is clearly likelier counts."""

from __future__ import annotations

from datetime import date

import pytest

from figures import parting
from figures.alternatives import LEARNED
from figures.extract import Reader
from figures.parting import OWN, WHOLE, Part, chosen_part
from models.values import Document, Subject

READER = Reader((Subject(name="Estun", kind="company", terms=(("Estun", "埃斯顿"),)),))
TEXT = "Estun's first half\nEstun booked revenue of 320 million yuan from arms for batteries, up 12%."


def document(text: str, language: str = "en") -> Document:
    title, _, body = text.partition("\n")
    return Document(id="1", language=language, published=date(2025, 9, 8), title=title, text=body)


def test_the_weights_decide_between_the_rules_choice_and_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "_weights", lambda _: {"good": 200, "fair": 10})
    whole = Part(None, {OWN})
    assert chosen_part({WHOLE: whole, "arms": Part("arms", {"good"})}, None, "en") == "arms"
    assert chosen_part({WHOLE: whole, "arms": Part("arms", {"fair"})}, None, "en") is None


def test_to_take_away_a_part_of_the_rules_takes_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "_weights", lambda _: {"good": 100, "best": 400})
    arms = Part("arms", {OWN})
    assert chosen_part({WHOLE: Part(None, {"good"}), "arms": arms}, "arms", "en") == "arms"
    assert chosen_part({WHOLE: Part(None, {"best"}), "arms": arms}, "arms", "en") is None


def test_the_rules_own_words_stand_where_a_chunk_of_them_is_the_likeliest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "_weights", lambda _: {"good": 200})
    parts = {WHOLE: Part(None, set()), "arms": Part("arms", {OWN, "good"})}
    assert chosen_part(parts, "welding arms abroad", "en") == "welding arms abroad"


def test_chunks_of_the_sentence_and_parts_told_before_may_be_the_part() -> None:
    first, growth = [told.parts for told in READER.alternatives(document(TEXT))]
    assert {WHOLE, "arms", "batteries"} <= set(first)
    assert set(first) <= set(growth)


def parts_in(subject: Subject, text: str) -> list[set[str]]:
    """Return what each figure of a text may be for."""
    return [set(told.parts) for told in Reader((subject,)).alternatives(document(text))]


AGILITY = Subject(name="Agility Robotics", kind="company", terms=(("Agility Robotics",),))
CHINA = Subject(name="China robots", kind="market", terms=(("China",), ("industrial robots",)))


def test_what_a_number_counts_may_be_the_part_but_no_currency() -> None:
    text = "A depot\nAgility Robotics shipped 40 humanoids in 2024. Its revenue was 9 million euros."
    parts = parts_in(AGILITY, text)
    assert "humanoids" in parts[0]
    assert "euros" not in parts[1]


def test_a_model_or_a_plant_of_the_firm_may_be_the_part_though_it_stands_for_the_firm() -> None:
    (parts,) = parts_in(AGILITY, "A visit\nAgility Robotics says RoboFab can build 10,000 robots a year.")
    assert {"robofab", WHOLE} <= parts
    assert "agility robotics" not in parts


def test_exports_may_be_the_part_where_they_are_only_a_verb() -> None:
    (parts,) = parts_in(CHINA, "Customs\nChina exported 94,200 industrial robots in the first half of 2025.")
    assert "exported" in parts


def test_a_part_may_have_been_named_in_the_sentence_before_where_a_word_points_back() -> None:
    text = "Estun's plans\nEstun has rented a dusty barn. {} shipped 300 robots in 2024."
    estun = Subject(name="Estun", kind="company", terms=(("Estun",),))
    pointing, without = (parts_in(estun, text.format(said))[0] for said in ("From there Estun", "Estun"))
    assert any("barn" in part for part in pointing)
    assert not any("barn" in part for part in without)


def test_a_second_number_of_the_whole_for_one_period_is_told_from_the_first() -> None:
    text = "Results\nAgility Robotics had revenue of 90 million euros in 2024. {} revenue was 30 million euros in {}."
    again = [
        list(Reader((AGILITY,)).alternatives(document(text.format("Its", year))))[1].parts[WHOLE].clues
        for year in ("2024", "2023")
    ]
    assert ["none again less" in clues for clues in again] == [True, False]
    assert ["none again other" in clues for clues in again] == [False, True]


def test_what_is_learned_is_told_as_the_rule_in_the_words_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "_weights", lambda _: {"head batteries": 500})
    figure = READER.figures_in(document(TEXT.replace("batteries", "Batteries")))[0]
    assert (figure.scope, dict(figure.rules)["scope"]) == ("Batteries", LEARNED)


def test_a_chinese_figure_may_be_for_any_run_of_characters_between_words_of_grammar() -> None:
    text = "埃斯顿发布业绩\n埃斯顿2024年营收40亿元，其中海外市场的焊接机器人收入8亿元。"
    parts = [told.parts for told in READER.alternatives(document(text, "zh"))]
    assert {WHOLE, "海外市场", "焊接机器人"} <= set(parts[1])
    assert [figure.scope is None for figure in READER.figures_in(document(text, "zh"))] == [True, False]


def test_a_stray_letter_is_no_part() -> None:
    figure = READER.figures_in(document(TEXT.replace("arms for batteries", "arms ' s")))[0]
    assert figure.scope != "s"
