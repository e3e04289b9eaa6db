"""Tell the stories of a round-up apart: each is read by itself, so that no number goes to whom another one is about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from figures.passage import Passage, distance
from figures.subjects import Entity

_SHORTEST, _LONGEST = 12, 120  # characters of a headline; a Chinese one counts as two
_NEAR = 3  # sentences after a headline in which its story begins to tell of whom it names
_STOPS = (".", "。", ":", "：", ";", "；", ",", "，", "?", "？", "…", "”", '"', ")", "）")
_FIRMS = ("company", "rival")


def headlines(passages: Sequence[Passage]) -> list[int]:
    """Return which sentences of a text, whose first is its title, are the headlines of further stories.

    A headline stands on a line by itself without a full stop. It names a firm that the headline before did not, and the
    sentences that follow begin with; or these begin with somebody new and never come back to those of the one before.
    """
    lines = [place for place, passage in enumerate(passages[:-1]) if place and _is_heading(passage)]
    headings = [place for place in lines if not {place - 1, place + 1} & set(lines)]  # rows of a table are none
    found: list[int] = []
    heads = _named(passages[:1])
    for place, end in pairwise([*headings, len(passages)]):
        heading, body = passages[place : place + 1], passages[place + 1 : end]
        names, begins = _named(heading), _named(body[:_NEAR])
        taken_up = bool(names & begins)
        on_firm = taken_up and bool(_named(heading, _FIRMS))
        left = not (heads & _named(body) or heading[0].quantities)
        if not names & heads and begins - heads and (on_firm or left):
            found.append(place)
            heads = names if taken_up else begins
    return found


def _is_heading(passage: Passage) -> bool:
    """Say whether a sentence stands on a line by itself and ends as headlines do."""
    text, sentence = passage.text, passage.sentence
    return (
        sentence.paragraph > 0
        and not sentence.bullet
        and not (sentence.label_end > sentence.start and passage.quantities)
        and _SHORTEST <= distance(text, sentence.start, sentence.end) <= _LONGEST
        and text[sentence.start - 1] == "\n"
        and text[sentence.end : sentence.end + 1] == "\n"
        and not text.endswith(_STOPS, sentence.start, sentence.end)
    )


def _named(passages: Sequence[Passage], kinds: Sequence[str] = (*_FIRMS, "market")) -> set[str]:
    """Return whom sentences name: the watched by their subject, others as they are written."""
    return {_name(entity, passage) for passage in passages for entity in passage.entities if entity.kind in kinds}


def _name(entity: Entity, passage: Passage) -> str:
    return (entity.subject or passage.text[entity.start : entity.end]).lower()
