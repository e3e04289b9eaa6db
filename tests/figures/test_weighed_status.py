"""Where rules and the words around a number part over its status, what is clearly likelier counts."""

from __future__ import annotations

from datetime import date

import pytest

from figures import weighed_status
from figures.alternatives import LEARNED
from figures.extract import Reader
from figures.multinomial import Multinomial
from figures.weighed_status import likely_status
from models.values import Document, Subject

READER = Reader((Subject(name="Estun", kind="company", terms=(("Estun", "埃斯顿"),)),))
BIAS = [("actual", 0.0), ("forecast", 0.0), ("target", 0.0)]


def model(clues: dict[str, list[tuple[str, float]]]) -> Multinomial:
    return Multinomial({language: {"": BIAS, **clues} for language in ("en", "zh")})


def document(text: str, language: str = "en") -> Document:
    return Document(id="1", language=language, published=date(2025, 9, 8), title="", text=text)


def test_the_weights_decide_between_the_rules_choice_and_another(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = model({"near fancies": [("forecast", 2.0)], "near maybe": [("forecast", 0.1)]})
    monkeypatch.setattr(weighed_status, "_model", lambda: weighed)
    assert likely_status(["near fancies"], "actual", "en") == "forecast"
    assert likely_status(["near maybe"], "actual", "en") == "actual"
    assert likely_status(["near fancies"], "actual", "fr") == "actual"


@pytest.mark.parametrize(
    ("language", "text", "clue"),
    [
        ("en", "Estun fancies revenue of 320 million yuan in 2026.", "before fancies"),
        ("zh", "埃斯顿梦想2026年营收320亿元。", "before 梦想"),
    ],
)
def test_what_is_learned_is_told_as_the_rule(
    monkeypatch: pytest.MonkeyPatch, language: str, text: str, clue: str
) -> None:
    monkeypatch.setattr(weighed_status, "_model", lambda: model({clue: [("target", 5.0)]}))
    figure = READER.figures_in(document(text, language))[0]
    assert (figure.status, dict(figure.rules)["status"]) == ("target", LEARNED)


def test_words_of_the_sentence_tell_what_is_to_come() -> None:
    said = {
        "Estun reported revenue of 320 million yuan.": "actual",
        "Estun aims at revenue of 320 million yuan next year.": "target",
        "Analysts reckon that Estun will take in revenue of 320 million yuan next year.": "forecast",
    }
    assert {text: READER.figures_in(document(text))[0].status for text in said} == said
