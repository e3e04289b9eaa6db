"""What the rules alone read, before it is weighed: what a rule makes of a few words is not a matter of likelihood."""

from __future__ import annotations

from figures.extract import Reader
from figures.merge import merged
from models.values import Document, Figure


def read_by_rules(reader: Reader, document: Document) -> list[Figure]:
    """Return the figures that the rules make of a document, in the order of the text."""
    figures = [figure for _, ways, _ in reader.weighed(document) for way in ways for figure in way.figures]
    return merged(figures, len(document.title) + 1)
