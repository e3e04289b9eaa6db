"""The rules of language as data: words by class, metrics, weights, read from the TOML files in rules/."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from figures.inflections import inflected
from models.errors import DefinitionError
from models.values import Metric, SubjectKind

_FOLDER = Path(__file__).with_name("rules")
_SIDES = ("en", "zh")
_WORD_FILES = ("growth", "status", "negatives", "anaphors", "rivals", "roles", "scopes", "ambiguous")
_METRIC_KEYS = {"name", "unit", "state", "subjects", "example"} | {
    f"{kind}_{side}" for kind in ("strong", "weak", "counted") for side in _SIDES
}
_USER_KEYS = {"name", "unit", "words", "counted", "state", "subjects", "example"}


@dataclass(frozen=True, slots=True)
class MetricRule:
    """A metric with its words: strong ones name it, weak ones name it where nothing stronger does."""

    metric: Metric
    strong: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Model names that stand for a maker."""

    makers: tuple[str, ...]
    models: tuple[str, ...]
    sole: bool = False  # all that the maker makes: tells no part
    makes: tuple[str, ...] = ()  # words for the only kind of robot that it makes
    kinds: tuple[str, ...] = ()  # words for each of the kinds that it makes
    robots: tuple[str, ...] = ()  # words for the kind that all its robots are, though it makes other things too
    only_robot: bool = False  # the only robot of a maker of other things: its robots are of this model


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that the rule files say."""

    metrics: tuple[MetricRule, ...]
    words: Mapping[str, tuple[str, ...]]  # "growth.up" → its words in both languages
    products: tuple[Product, ...]
    firms: tuple[tuple[str, ...], ...]  # the names of one firm each
    weights: Mapping[str, int]


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{path.name}: not TOML: {error}") from error


def _words_of(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, table in _table(path).items():
        if not table.get("example"):
            raise DefinitionError(f"{path.name}: [{name}] lacks an example; add one")
        listed = [word for side in _SIDES for word in table.get(side, ())]
        yield f"{path.stem}.{name}", (*listed, *(word for row in table.get("firms", ()) for word in row))


def _metric_rule(key: str, table: Mapping[str, Any], origin: str) -> MetricRule:
    unknown = set(table) - _METRIC_KEYS
    if unknown:
        raise DefinitionError(
            f"{origin}: [{key}] has unknown keys {sorted(unknown)}; allowed are {sorted(_METRIC_KEYS)}"
        )
    strong = {side: tuple(table.get(f"strong_{side}", ())) for side in _SIDES}
    weak = {side: tuple(table.get(f"weak_{side}", ())) for side in _SIDES}
    metric = Metric(
        key=key,
        unit=table["unit"],
        cues_en=strong["en"],
        cues_zh=strong["zh"],
        counted_en=tuple(table.get("counted_en", ())),
        counted_zh=tuple(table.get("counted_zh", ())),
        state=table.get("state", False),
        subjects=tuple(table.get("subjects", ("company", "market"))),
    )
    return MetricRule(metric, strong["en"] + strong["zh"], weak["en"] + weak["zh"])


_OPENING = {"verbs", "words"}  # of a frame; one without them is told by what follows the number


def _forms(frame: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words that open a frame: those told as they are, and verbs in all their forms."""
    yield from frame.get("words", ())
    for verb in frame.get("verbs", ()):
        yield from inflected(verb)


@cache
def rulebook() -> Rulebook:
    """Return the rules that come with the program, read once."""
    metrics = _table(_FOLDER / "metrics.toml")
    words = dict(pair for name in _WORD_FILES for pair in _words_of(_FOLDER / f"{name}.toml"))
    words |= {f"frame.{name}": tuple(_forms(row)) for name, row in frame_table().items() if row.keys() & _OPENING}
    products = _table(_FOLDER / "products.toml")["product"]
    return Rulebook(
        metrics=tuple(_metric_rule(key, table, "metrics.toml") for key, table in metrics.items()),
        words=MappingProxyType(words),
        products=tuple(
            Product(
                tuple(row["makers"]),
                tuple(row["models"]),
                row.get("sole", False),
                tuple(row.get("makes", ())),
                tuple(row.get("kinds", ())),
                tuple(row.get("robots", ())),
                row.get("only_robot", False),
            )
            for row in products
        ),
        firms=tuple(tuple(row) for row in _table(_FOLDER / "rivals.toml")["known"]["firms"]),
        weights=MappingProxyType({key: int(row["weight"]) for key, row in _table(_FOLDER / "weights.toml").items()}),
    )


@cache
def variants() -> dict[str, dict[str, Any]]:
    """Return the words of variants.toml by metric."""
    return _table(_FOLDER / "variants.toml")


@cache
def frame_table() -> dict[str, dict[str, Any]]:
    """Return the frames of frames.toml by name."""
    return _table(_FOLDER / "frames.toml")


@cache
def phrase_words(name: str) -> frozenset[str]:
    """Return a class of words of phrases.toml, verbs in all their forms."""
    return frozenset(_forms(_table(_FOLDER / "phrases.toml")[name]))


@cache
def _patterns() -> dict[str, dict[str, Any]]:
    return _table(_FOLDER / "patterns.toml")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a construction of patterns.toml by its name, "growth.compared", compiled."""
    room, _, key = name.partition(".")
    row = _patterns()[room][key]
    source = "|".join(row["any"])
    if "begins" in row:  # one look at a character spares most places the alternatives
        source = rf"\b(?={row['begins']})(?:{source})"
    return re.compile(source, re.IGNORECASE if row.get("ignore_case") else re.NOFLAG)


BUILTIN: tuple[Metric, ...] = tuple(rule.metric for rule in rulebook().metrics)


def rules_for(metrics: Sequence[Metric]) -> tuple[MetricRule, ...]:
    """Return the rules of these metrics: the shipped words for a shipped key, a user's own words otherwise."""
    shipped = {rule.metric.key: rule for rule in rulebook().metrics}
    return tuple(
        shipped[metric.key]
        if metric.key in shipped and shipped[metric.key].metric == metric
        else MetricRule(metric, metric.cues_en + metric.cues_zh, ())
        for metric in metrics
    )


def _line_of(text: str, index: int, key: str = "") -> int:
    """Return the line of the index-th [[metric]] table, or of a key within it."""
    heads = [match.start() for match in re.finditer(r"(?m)^\s*\[\[\s*metric\s*\]\]", text)]
    if index >= len(heads):
        return 1
    start, end = heads[index], [*heads, len(text)][index + 1]
    found = re.search(rf"(?m)^\s*{re.escape(key)}\b", text[start:end]) if key else None
    return text.count("\n", 0, start + (found.end() if found else 0)) + (2 if start and not found else 1)


def metrics_from(path: Path) -> tuple[Metric, ...]:
    """Read a user's metrics from a TOML file of [[metric]] tables; raise DefinitionError naming line and mend."""
    try:
        text = path.read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("metric", [])
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path}: cannot be read ({error}); give a TOML file in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{path}: {error}; mend the TOML there") from error
    if not isinstance(rows, list) or not rows:
        raise DefinitionError(f"{path}, line 1: no metric is defined; begin each one with a line [[metric]]")
    metrics = tuple(_user_metric(row, path, text, index) for index, row in enumerate(rows))
    names = [metric.key for metric in metrics]
    for index, name in enumerate(names):
        if name in names[:index]:
            line = _line_of(text, index, "name")
            raise DefinitionError(f"{path}, line {line}: {name!r} is defined twice; rename or remove one")
    return metrics


def _user_metric(row: Mapping[str, Any], path: Path, text: str, index: int) -> Metric:
    def fault(key: str, cause: str, mend: str) -> DefinitionError:
        return DefinitionError(f"{path}, line {_line_of(text, index, key)}: {cause}; {mend}")

    for key in row:
        if key not in _USER_KEYS:
            raise fault(key, f"{key!r} is not a key of a metric", f"allowed are {', '.join(sorted(_USER_KEYS))}")
    name, unit = row.get("name"), row.get("unit")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise fault("name", "a metric needs a name", 'write name = "battery_orders", small letters and _ only')
    if not isinstance(unit, str) or not unit.strip():
        raise fault("unit", f"{name} needs a unit", 'write unit = "money", "percent" or a counted noun')
    words, counted = row.get("words", {}), row.get("counted", {})
    for key, table in (("words", words), ("counted", counted)):
        sides_ok = isinstance(table, dict) and all(
            side in _SIDES and isinstance(said, list) and all(isinstance(word, str) and word for word in said)
            for side, said in table.items()
        )
        if not sides_ok:
            raise fault(key, f"{key} of {name} must be lists of words", f'write {key} = {{ en = ["…"], zh = ["…"] }}')
    if not any(words.values()):
        raise fault("words", f"{name} has no words to find it by", 'write words = { en = ["…"], zh = ["…"] }')
    if not isinstance(row.get("example"), str):
        raise fault("example", f"{name} lacks an example", 'write example = "a sentence that states it"')
    subjects = row.get("subjects", ["company", "market"])
    if not isinstance(subjects, list) or not subjects or not set(subjects) <= {"company", "market"}:
        raise fault("subjects", f"subjects of {name} make no sense", 'write subjects = ["company", "market"]')
    kinds: tuple[SubjectKind, ...] = tuple(subjects)
    return Metric(
        key=name,
        unit=unit,
        cues_en=tuple(words.get("en", ())),
        cues_zh=tuple(words.get("zh", ())),
        counted_en=tuple(counted.get("en", ())),
        counted_zh=tuple(counted.get("zh", ())),
        state=bool(row.get("state", False)),
        subjects=kinds,
    )
