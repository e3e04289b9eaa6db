"""Weigh the ways to read a number: as the rules do, as the model over its words would, or as no figure at all.

A logistic model over what the rules and figures/opinion.py say of a candidate tells how likely it is right: that is a
figure's confidence. It is learned from texts that no rule was written from, so that it knows how the rules fare with
what they have not met (docs/decisions/0011). Its weights stand in rules/judgement.tsv.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from figures.attribution import owners_of
from figures.course import Course, Topic, topic_of
from figures.deals import Owner
from figures.draft import Draft
from figures.metrics import MetricReading
from figures.opinion import NONE
from figures.rulebook import rulebook
from models.values import Figure, Metric

WEIGHTS = Path(__file__).parent / "rules" / "judgement.tsv"
LEARNED = "learned"  # the rule that a reading of the model's is by
_W = rulebook().weights
_PROPOSED = 2  # labels of the model's that become candidates, the likeliest first
_LEAST_PROPOSED = 0.15  # how likely a label must be for that
_EDGE = 1e-4  # probabilities are no closer to 0 and 1
_FULL_SCORE = 60  # of a metric's word that leaves no doubt
_INFERRED = frozenset({"carried", "pronoun", "company_word", "market_word", "place", "parent"})
_LOW = 0.8  # the rules' own sureness below which they are in doubt


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to read a number: with the figures that the rules made of it, or none yet where the model proposes it."""

    measure: str
    reading: MetricReading
    owners: tuple[Owner, ...]
    figures: tuple[Figure, ...]
    clues: Mapping[str, float]


def candidates_for(
    draft: Draft,
    figures: Sequence[Figure],
    likely: Mapping[str, float],
    course: Course,
    metrics: Mapping[str, Metric],
) -> Iterator[Candidate]:
    """Yield the rules' reading of a number, if they have one, and what else the model takes for likely."""
    ruled = ""
    if figures and draft.reading is not None:
        ruled = f"{draft.measure}:{draft.metric}"
        clues = dict(_of_label(draft, ruled, likely, draft.owners[0].rule)) | dict(_of_rules(draft, figures[0]))
        yield Candidate(draft.measure, draft.reading, tuple(draft.owners), tuple(figures), clues)
    labels = sorted((label for label in likely if label not in (NONE, ruled)), key=lambda label: -likely[label])
    for label in labels[:_PROPOSED]:
        measure, _, key = label.partition(":")
        metric = metrics.get(key)
        if likely[label] < _LEAST_PROPOSED or metric is None or not _fits(draft, measure, metric):
            continue
        own = (each for each in draft.proposed if each.metric == key)
        reading = next(own, MetricReading(key, _W["carry"], LEARNED, None))
        owners = _owners(draft, reading, course, metric)
        if owners:
            clues = dict(_of_label(draft, label, likely, owners[0].rule))
            clues |= dict(_of_model(draft, figures, reading))
            if owners[0].rule.startswith("instead"):
                clues |= dict(_of_course(draft, course))
            clues |= {f"proposed {clue}": clues[clue] for clue in ("likely", "none")}
            yield Candidate(measure, reading, owners, (), clues)


def _fits(draft: Draft, measure: str, metric: Metric) -> bool:
    """Say whether a number can be of a metric by its unit; growth is only what the rules know as a change."""
    if measure == "growth":
        return draft.measure == "growth"
    counted = (metric.unit, *metric.counted_en, *metric.counted_zh)
    bare = draft.quantity.kind == "number"
    return draft.quantity.measured_in in counted or (bare and metric.unit not in ("money", "percent"))


def _owners(draft: Draft, reading: MetricReading, course: Course, metric: Metric) -> tuple[Owner, ...]:
    """Return whom a number is about by the rules; where they name nobody, or only infer somebody else, who is nearest.

    What a sentence itself gives to a name that is not watched stays with that, however likely its words.
    """
    quantity, passage = draft.quantity, draft.passage
    kinds = frozenset(metric.subjects)
    by_rules = owners_of(quantity, reading, passage, course, kinds)
    watched = tuple(owner for owner in by_rules if owner.topic.subject)
    instead = by_rules[0].rule.partition(":")[0] if by_rules else ""
    if watched or (instead and instead not in _INFERRED):
        return watched
    named = [entity for entity in passage.entities if entity.kind in kinds and entity.kind in ("company", "market")]
    before = [entity for entity in named if entity.end <= quantity.start]
    after = [entity for entity in named if entity.start >= quantity.end]
    told: list[tuple[str, Topic | None]] = [
        ("before", topic_of(before[-1]) if before else None),
        ("topic", course.topic),
        ("main", course.main),
        ("lately", course.lately),
        ("only", Topic("company", min(course.named)) if len(course.named) == 1 else None),
        ("after", topic_of(after[0]) if after else None),
    ]
    for place, topic in told:
        if topic is not None and topic.subject and topic.kind in kinds:
            return (
                Owner(topic, _W["carry"], f"instead of {instead}: {place}" if instead else f"nobody {place}", None),
            )
    return ()


def _of_label(draft: Draft, label: str, likely: Mapping[str, float], owner: str) -> Iterator[tuple[str, float]]:
    """Yield what speaks for a label and an owner, whoever proposes them."""
    measure, _, key = label.partition(":")
    own = likely.get(label, 0.0)
    others = max((each for other, each in likely.items() if other not in (label, NONE)), default=0.0)
    yield "likely", _log_odds(own)
    yield "none", _log_odds(likely[NONE])
    yield "others", _log_odds(others)
    yield "among metrics", _log_odds(own / (own + others + _EDGE))
    yield f"metric {key}", 1.0
    yield f"kind {draft.quantity.kind}", 1.0
    yield f"measure {measure}", 1.0
    yield f"topic {draft.passage.setting.topic}", 1.0
    yield f"owner {owner}", 1.0
    yield f"owner kind {owner.partition(':')[0]}", 1.0


def _of_rules(draft: Draft, figure: Figure) -> Iterator[tuple[str, float]]:
    """Yield what the rules say of their own figure."""
    reading = draft.reading
    yield "ruled", 1.0
    yield "sureness", figure.confidence
    yield "unsure", float(figure.confidence < _LOW)
    if reading is not None:
        yield f"rule {reading.rule.partition(':')[0]}", 1.0
        yield "score", reading.score / _FULL_SCORE
    yield "undated", float(figure.period is None)
    yield f"status {figure.status}", 1.0
    yield "of a part", float(figure.scope is not None)


def _of_model(draft: Draft, figures: Sequence[Figure], reading: MetricReading) -> Iterator[tuple[str, float]]:
    """Yield what speaks for a reading of the model's against that of the rules."""
    yield "proposed", 1.0
    yield f"proposed by {reading.rule.partition(':')[0]}", 1.0
    yield "proposed metric of the rules", float(draft.metric == reading.metric)
    if figures:
        yield "ruled otherwise", figures[0].confidence
    else:
        yield f"dropped {draft.dropped.partition(':')[0]}", 1.0


def _of_course(draft: Draft, course: Course) -> Iterator[tuple[str, float]]:
    """Yield what a text has been about where the rules infer that it has come to somebody else."""
    setting = draft.passage.setting
    yield "instead", 1.0
    yield f"instead, main {setting.main}", 1.0
    yield f"instead, named {min(len(course.named), 2)}", 1.0
    yield f"instead, lately {course.lately is not None}", 1.0
    yield f"instead, paragraph {draft.passage.sentence.first}", 1.0
    yield f"instead, titled {course.titled}", 1.0


def _log_odds(probability: float) -> float:
    within = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(within / (1 - within))


def likelihood(clues: Mapping[str, float]) -> float:
    """Return how likely a candidate is right, from 0 to 1."""
    weights = judgement()
    return logistic(math.fsum(value * weights.get(clue, 0.0) for clue, value in clues.items()) + weights.get("", 0.0))


def logistic(score: float) -> float:
    """Return the probability of a score in log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def judgement() -> dict[str, float]:
    """Return the weight of each clue to a candidate, in log-odds."""
    rows = (row.split("\t") for row in WEIGHTS.read_text(encoding="utf-8").splitlines())
    return {clue: float(weight) for clue, weight in rows}
