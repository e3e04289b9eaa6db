"""Describe a company or market to watch, from what a person typed and what the catalogue knows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from models.errors import UsageError
from models.values import Subject, SubjectKind

COLUMNS = ("name", "kind", "aliases", "terms", "exclude", "ambiguous", "context")
_LONGEST_NAME = 120
_MOST_TERMS = 400


def described(
    name: str,
    *,
    kind: str = "company",
    aliases: Iterable[str] = (),
    terms: str = "",
    exclude: Iterable[str] = (),
    ambiguous: Iterable[str] = (),
    context: Iterable[str] = (),
) -> Subject:
    """Return a subject; `terms` is written 'a|b;c|d', groups of which each must have a match in one sentence.

    Raises UsageError that says what is missing.
    """
    name = " ".join(name.split())
    if not name:
        msg = "give the company or market a name"
        raise UsageError(msg)
    if len(name) > _LONGEST_NAME:
        msg = f"a name has at most {_LONGEST_NAME} characters"
        raise UsageError(msg)
    if kind not in ("company", "market"):
        msg = f"{kind!r} is neither a company nor a market"
        raise UsageError(msg)
    groups = groups_of(terms)
    if kind == "company":
        groups = (_unique([name, *aliases, *(term for group in groups for term in group)]),)
    elif not groups:
        groups = (_unique([name, *aliases]),)
    if sum(len(group) for group in groups) > _MOST_TERMS:
        msg = f"at most {_MOST_TERMS} names and terms; leave out the rare ones"
        raise UsageError(msg)
    unclear = _unique(ambiguous)
    unknown = [word for word in unclear if word.lower() not in {t.lower() for group in groups for t in group}]
    if unknown:
        msg = f"{unknown[0]!r} is called ambiguous but is none of the names"
        raise UsageError(msg)
    return Subject(
        name=name,
        kind=_kind(kind),
        terms=groups,
        exclude=_unique(exclude),
        ambiguous=unclear,
        context=_unique(context),
    )


def _kind(kind: str) -> SubjectKind:
    return "market" if kind == "market" else "company"


def groups_of(terms: str) -> tuple[tuple[str, ...], ...]:
    """Read 'a|b;c|d' as groups of terms."""
    groups = (_unique(group.split("|")) for group in terms.replace("\n", ";").split(";"))
    return tuple(group for group in groups if group)


def written(groups: Sequence[Sequence[str]]) -> str:
    """Write groups of terms as 'a|b;c|d'."""
    return ";".join("|".join(group) for group in groups)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for word in words:
        plain = " ".join(word.split())
        if plain:
            kept.setdefault(plain.lower(), plain)
    return tuple(kept.values())


def rows_of(text: str) -> list[dict[str, Any]]:
    """Read a pasted list or a CSV into the fields of `described`, one row a subject.

    A CSV has a header with `name`; a list has one subject a line, its other names after | or a tab.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        return []
    header = [cell.strip().lower() for cell in next(csv.reader([lines[0]]))]
    if "name" in header:
        return [_fields(row) for row in csv.DictReader(io.StringIO("\n".join(lines)), fieldnames=header)][1:]
    found = []
    for line in lines:
        name, *aliases = (part.strip() for part in line.replace("\t", "|").split("|"))
        found.append({"name": name, "aliases": [alias for alias in aliases if alias]})
    return found


def _fields(row: dict[str | Any, str | Any]) -> dict[str, Any]:
    lists = {key: _cells(row.get(key)) for key in ("aliases", "exclude", "context")}
    # The catalogue calls the column of unclear names ambiguous_forms and says yes or no under ambiguous.
    unclear = _cells(row.get("ambiguous_forms")) or [
        word for word in _cells(row.get("ambiguous")) if word.lower() not in ("yes", "no")
    ]
    return {
        "name": (row.get("name") or "").strip(),
        "kind": (row.get("kind") or ("market" if row.get("terms") and not lists["aliases"] else "company")).strip(),
        "terms": (row.get("terms") or "").strip(),
        "ambiguous": unclear,
        **lists,
    }


def _cells(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split("|") if part.strip()]


def csv_of(subjects: Iterable[Subject]) -> str:
    """Write subjects as a CSV that `rows_of` reads back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for subject in subjects:
        company = subject.kind == "company"
        writer.writerow(
            [
                subject.name,
                subject.kind,
                "|".join(term for term in subject.terms[0] if term != subject.name) if company else "",
                "" if company else written(subject.terms),
                "|".join(subject.exclude),
                "|".join(subject.ambiguous),
                "|".join(subject.context),
            ]
        )
    return out.getvalue()
