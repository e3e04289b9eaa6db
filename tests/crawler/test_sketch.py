"""Copies of a story are found, in both languages; what is merely similar, and what merely contains it, is not."""

from __future__ import annotations

import random
import sys
from itertools import combinations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sketch import KEPT, containment, jaccard, same_story, sketch_of
from models.values import Sketch
from tests.crawler.prose import SENTENCES, article, cut, edited, text

HEADLINES = {"en": "Robots again: what changed this week and why it matters", "zh": "机器人行业本周要闻：变化与原因"}
PREFIXES = {"en": "BERLIN, Jan 14 (Agency) - ", "zh": "【通讯社北京1月14日电】"}
TAILS = {
    "en": "Subscribe to our newsletter for more stories like this one. All rights reserved by the publisher.",
    "zh": "更多精彩内容请关注本站公众号。版权所有，未经授权不得转载，违者必究。责任编辑：小林。",
}
STORIES = 20  # a language


class Piece(NamedTuple):
    """A text, the story it tells, and what was done to it."""

    story: str
    variant: str
    sketch: Sketch


def _variants(language: str, sentences: list[str], rng: random.Random) -> dict[str, str]:
    plain = text(sentences, language)
    return {
        "original": plain,
        "edited": text(edited(sentences, language, rng), language),
        "cut to 75%": text(cut(sentences, 0.75), language),
        "cut to 50%": text(cut(sentences, 0.5), language),
        "cut to 30%": text(cut(sentences, 0.3), language),
        "re-headlined": f"{HEADLINES[language]}\n{plain}",
        "agency prefix": PREFIXES[language] + plain,
        "boilerplate tail": f"{plain}\n{TAILS[language]}",
    }


def _similar(language: str, sentences: list[str], rng: random.Random) -> dict[str, str]:
    """Return texts that share something with a story, but tell another."""
    other = article(language, rng, len(sentences))
    quoting = [*article(language, rng, len(sentences)), sentences[2]]
    roundup = [*article(language, rng, 2 * len(sentences)), *sentences, *article(language, rng, 2 * len(sentences))]
    return {
        "same topic": text(other, language),
        "same quotation": text(quoting, language),
        "round-up": text(roundup, language),
    }


@pytest.fixture(scope="module")
def pieces() -> list[Piece]:
    rng = random.Random(20250114)
    found = []
    for language in ("en", "zh"):
        for number in range(STORIES):
            sentences = article(language, rng, rng.randint(18, 40))
            name = f"{language}{number}"
            for variant, words in _variants(language, sentences, rng).items():
                found.append(Piece(name, variant, sketch_of(words)))
            for variant, words in _similar(language, sentences, rng).items():
                found.append(Piece(f"{name} {variant}", variant, sketch_of(words)))
    return found


def test_copies_are_told_from_what_is_merely_similar(pieces: list[Piece]) -> None:
    right = wrong = missed = 0
    for one, other in combinations(pieces, 2):
        copy = same_story(one.sketch, other.sketch, hours_apart=30) == "copy"
        same = one.story == other.story
        right, wrong, missed = right + (copy and same), wrong + (copy and not same), missed + (same and not copy)
    precision, recall = right / (right + wrong), right / (right + missed)
    told = f"{len(pieces)} texts, {right + missed} true pairs: precision {precision:.4f}, recall {recall:.4f}"
    sys.stdout.write(f"\n{told}\n")
    assert len(pieces) >= 300
    assert precision >= 0.98, told
    assert recall >= 0.95, told


@pytest.mark.parametrize(
    "variant", ["edited", "cut to 75%", "cut to 50%", "cut to 30%", "re-headlined", "agency prefix"]
)
def test_every_way_of_copying_is_seen(pieces: list[Piece], variant: str) -> None:
    originals = {piece.story: piece.sketch for piece in pieces if piece.variant == "original"}
    verdicts = [same_story(originals[p.story], p.sketch, 1) for p in pieces if p.variant == variant]
    assert verdicts.count("copy") >= 0.95 * len(verdicts)


def test_round_up_contains_a_story_and_does_not_copy_it(pieces: list[Piece]) -> None:
    originals = {piece.story: piece.sketch for piece in pieces if piece.variant == "original"}
    for piece in (piece for piece in pieces if piece.variant == "round-up"):
        original = originals[piece.story.removesuffix(" round-up")]
        assert same_story(original, piece.sketch, 1) == "contains"
        assert containment(original, piece.sketch) > 0.9


def _sketches(language: str = "en", sentences: int = 30, seed: int = 1) -> tuple[Sketch, Sketch]:
    rng = random.Random(seed)
    story = article(language, rng, sentences)
    return sketch_of(text(story, language)), sketch_of(text(story[: 2 * sentences // 3], language))


def test_story_lasts_a_week() -> None:
    whole, part = _sketches()
    assert same_story(whole, part, 7 * 24) == "copy"
    assert same_story(whole, part, 7 * 24 + 1) == "different"


def test_pages_of_one_host_must_share_nearly_everything() -> None:
    whole, part = _sketches()
    assert jaccard(whole, part) < 0.8
    assert same_story(whole, part, 1, same_host=True) == "different"
    assert same_story(whole, whole, 1, same_host=True) == "copy"


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    short = "Acme raised ten million dollars on Monday, it said in a short statement to the exchange."
    assert same_story(sketch_of(short), sketch_of(short.upper() + " ")) == "copy"
    assert same_story(sketch_of(short), sketch_of(short + " Shares rose.")) == "different"


def test_width_case_and_punctuation_do_not_matter() -> None:
    assert sketch_of("Ｒobots — 工业机器人！") == sketch_of("robots 工业 机器人")


@given(st.text(max_size=300))
def test_any_text_has_a_sketch_and_copies_itself(words: str) -> None:
    sketch = sketch_of(words)
    assert same_story(sketch, sketch) == "copy"
    assert list(sketch.hashes) == sorted(set(sketch.hashes))
    assert len(sketch.hashes) == min(KEPT, sketch.shingles)
    assert all(0 <= value < 2**48 for value in sketch.hashes)
    assert containment(sketch, sketch) == jaccard(sketch, sketch) == 1


@given(st.sampled_from(["en", "zh"]), st.integers(0, 10**6), st.integers(20, 40))
def test_containment_is_near_the_truth_and_symmetric(language: str, seed: int, sentences: int) -> None:
    rng = random.Random(seed)
    story = [SENTENCES[language](rng) for _ in range(sentences)]
    whole, half = sketch_of(text(story, language)), sketch_of(text(story[: sentences // 2], language))
    assert containment(whole, half) == containment(half, whole)
    assert containment(whole, half) > 0.8
