"""Read documents and watch lists from files, and figures from documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from figures.extract import Reader, quantities_of
from models.errors import DefinitionError, UsageError
from models.values import Document, Figure, Subject, SubjectKind

_KINDS: dict[str, SubjectKind] = {"company": "company", "market": "market"}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 text ({error})") from error


def _line_with(text: str, words: str) -> int:
    """Return the line that holds some words, 1 where none does."""
    at = text.find(words)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _phrases(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    said = row.get(key, [])
    if not isinstance(said, list) or not all(isinstance(word, str) and word.strip() for word in said):
        raise DefinitionError(f'{where}: {key!r} must be a list of words; write "{key}": ["…"]')
    return tuple(said)


def _subject(row: Any, where: str) -> Subject:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        raise DefinitionError(
            f'{where}: a subject needs a name; write {{"name": "…", "kind": "company", "terms": [["…"]]}}'
        )
    name = row["name"]
    if row.get("kind") not in _KINDS:
        raise DefinitionError(f'{where}: {name!r} needs a kind; write "kind": "company" or "kind": "market"')
    terms = row.get("terms")
    sound = isinstance(terms, list) and terms and all(isinstance(group, list) and group for group in terms)
    if not sound or not all(isinstance(term, str) and term.strip() for group in terms for term in group):  # type: ignore[union-attr]
        raise DefinitionError(
            f'{where}: {name!r} needs groups of terms; write "terms": [["name", "other name"]], a market two groups'
        )
    return Subject(
        name=name,
        kind=_KINDS[row["kind"]],
        terms=tuple(tuple(group) for group in terms),  # type: ignore[union-attr]
        exclude=_phrases(row, "exclude", where),
        ambiguous=_phrases(row, "ambiguous", where),
        context=_phrases(row, "context", where),
    )


def read_watchlist(path: Path) -> tuple[Subject, ...]:
    """Read the subjects of a watch list file; raise DefinitionError naming the line and the mend."""
    text = _text_of(path)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise DefinitionError(f"{path}, line {error.lineno}: not JSON ({error.msg}); mend it there") from error
    rows = content.get("subjects") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise DefinitionError(f'{path}, line 1: a watch list is an object; write {{"subjects": [ … ]}}')
    subjects: list[Subject] = []
    for number, row in enumerate(rows, 1):
        name = row.get("name") if isinstance(row, dict) else None
        line = _line_with(text, json.dumps(name, ensure_ascii=False)) if isinstance(name, str) else 1
        where = f"{path}, line {line}, subject {number}"
        subject = _subject(row, where)
        if any(subject.name == other.name for other in subjects):
            raise DefinitionError(f"{where}: {subject.name!r} occurs twice; remove or rename one")
        subjects.append(subject)
    return tuple(subjects)


def _document(row: Any, where: str) -> Document:
    if not isinstance(row, dict):
        raise DefinitionError(f"{where}: not an object; write one JSON object a line")
    for key in ("id", "published", "title", "text"):
        if not isinstance(row.get(key), str):
            raise DefinitionError(f'{where}: lacks {key!r}; write "{key}": "…"')
    try:
        published = date.fromisoformat(row["published"][:10])
    except ValueError as error:
        raise DefinitionError(f'{where}: {row["published"]!r} is no date; write "published": "2025-01-14"') from error
    language = row.get("lang", "")
    if not isinstance(language, str):
        raise DefinitionError(f'{where}: \'lang\' is no text; write "lang": "en" or "zh"')
    return Document(id=row["id"], language=language, published=published, title=row["title"], text=row["text"])


def read_rows(path: Path) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Read documents with all that their lines say, one JSON object a line; raise DefinitionError naming the line."""
    for number, line in enumerate(_text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DefinitionError(f"{where}: not JSON ({error.msg} at column {error.colno}); mend it there") from error
        yield _document(row, where), row


def read_documents(path: Path) -> Iterator[Document]:
    """Read documents, one JSON object a line; raise DefinitionError naming the line and the mend."""
    for document, _ in read_rows(path):
        yield document


def figure_row(document: Document, figure: Figure) -> dict[str, Any]:
    """Return a figure as `extract` prints it."""
    return {
        "doc": document.id,
        "subject": figure.subject,
        "metric": figure.metric,
        "measure": figure.measure,
        "scope": figure.scope,
        "value": figure.value,
        "value_high": figure.value_high,
        "unit": figure.unit,
        "also": [
            {"value": form.value, "unit": form.unit}
            | ({"value_high": form.value_high} if form.value_high is not None else {})
            for form in figure.also
        ],
        "qualifier": figure.qualifier,
        "period": figure.period,
        "status": figure.status,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "confidence": figure.confidence,
    }


def figure_rows(reader: Reader, document: Document) -> Iterator[dict[str, Any]]:
    """Yield the figures of a document as `extract` prints them."""
    for figure in reader.figures_in(document):
        yield figure_row(document, figure)


def explained_rows(reader: Reader, document: Document) -> Iterator[dict[str, Any]]:
    """Yield every number of a document: its figure, or why it was dropped, with the rules that decided."""
    for explanation in reader.explain(document):
        rules = [{"field": field, "rule": rule} for field, rule in explanation.rules]
        if explanation.figure is not None:
            yield figure_row(document, explanation.figure) | {"rules": rules}
        else:
            yield {
                "doc": document.id,
                "dropped": explanation.dropped,
                "quote": explanation.quote,
                "start": explanation.start,
                "end": explanation.end,
                "rules": rules,
            }


def quantity_rows(document: Document) -> Iterator[dict[str, Any]]:
    """Yield every amount of money, percentage and count of a document, whoever it is about."""
    whole = document.whole
    for quantity in quantities_of(document):
        yield {
            "doc": document.id,
            "value": quantity.signed,
            "value_high": quantity.value_high,
            "unit": quantity.unit,
            "also": [{"value": form.value, "unit": form.unit} for form in quantity.also],
            "qualifier": quantity.qualifier,
            "start": quantity.start,
            "end": quantity.end,
            "quote": whole[quantity.start : quantity.end],
        }
