"""What the rest of a text says of a number: its title, the sentences around, the same amount elsewhere, what was told.

Clues of the language of figures/opinion.py, as those of figures/clues.py are to the number's own sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from figures.draft import Draft
from figures.passage import Passage
from figures.quantities import Quantity
from figures.ruling import ruled_label

_NAMED = ("company", "market")
_WHO = (*_NAMED, "rival")
_SMALL = 10  # numbers below are the same by chance
_FEW, _MANY = 2, 4  # counts above are not told apart

Amount = tuple[str, str]


class _Places(NamedTuple):
    """How often an amount stands in a text, and the offsets of the first and the last."""

    times: int
    first: int
    last: int


class Context:
    """A text as its numbers see it; what the rules make of them is noted as it is read."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Take the sentences of a text, the title first."""
        self._title = passages[0]
        self._after = {one.sentence.start: other for one, other in pairwise(passages)}
        self._places: dict[Amount, _Places] = {}
        for passage in passages:
            for quantity in passage.quantities:
                times, first, _ = self._places.get(_amount(quantity), (0, quantity.start, 0))
                self._places[_amount(quantity)] = _Places(times + 1, first, quantity.start)
        entities = [entity for passage in passages for entity in passage.entities]
        self._named = Counter(entity.subject for entity in entities if entity.kind in _NAMED)
        self._most_named = max(self._named.values(), default=0)
        self._rivals = sum(entity.kind == "rival" for entity in entities)
        self._titled = {entity.subject for entity in self._title.entities}
        self._in_title = self._title.metrics
        self._read = 0
        self._told: Counter[str] = Counter()
        self._last: dict[Amount, Draft] = {}

    def clues_of(self, draft: Draft) -> Iterator[str]:
        """Yield the clues to the next number of the text, and note what the rules make of it."""
        quantity, passage = draft.quantity, draft.passage
        kind = quantity.measured_in
        yield from self._repeated(quantity, kind)
        yield from self._of_title(quantity, kind, passage)
        yield from _of_sentence("before", passage.previous, quantity, kind)
        yield from _of_sentence("after", self._after.get(passage.sentence.start), quantity, kind)
        yield from self._of_names(draft)
        yield from self._told_so_far(quantity, kind)
        self._note(draft)

    def _repeated(self, quantity: Quantity, kind: str) -> Iterator[str]:
        """Yield whether the same amount stands elsewhere: most that do are figures."""
        start, title_end = quantity.start, self._title.sentence.end
        times, first, last = self._places.get(_amount(quantity), (1, start, start))
        big = quantity.value >= _SMALL
        yield f"same {min(times - 1, _FEW)} {kind}"
        yield f"same titled {first < title_end and first != start} {big} {start < title_end}"
        yield f"same before {first < start} {last > start} {big}"

    def _of_title(self, quantity: Quantity, kind: str, passage: Passage) -> Iterator[str]:
        title = self._title
        if passage is title:
            yield "in title"
            return
        for metric in self._in_title:
            yield f"title {metric}"
            yield f"title {kind} {metric}"
        yield f"title names {' '.join(sorted({entity.kind for entity in title.entities}))}"
        alike = any(other.kind == quantity.kind for other in title.quantities)
        yield f"title numbers {min(len(title.quantities), _FEW)} {alike}"

    def _of_names(self, draft: Draft) -> Iterator[str]:
        """Yield how much the text is about who is named last before a number, and about whose it is by the rules."""
        yield f"text names {min(len(self._named), _MANY)} others {min(self._rivals // _FEW, _MANY)}"
        before = [e for e in draft.passage.entities if e.kind in _NAMED and e.end <= draft.quantity.start]
        if before:
            yield f"near titled {before[-1].subject in self._titled} {min(self._named[before[-1].subject], _MANY)}"
        owner = draft.owners[0] if draft.owners else None
        if owner is not None and owner.topic.subject:
            times, rule = self._named[owner.topic.subject], owner.rule.partition(":")[0]
            yield f"ruled owner titled {owner.topic.subject in self._titled} {min(times, _MANY)}"
            yield f"ruled owner named most {times == self._most_named} {min(len(self._named), _MANY)} {rule}"

    def _told_so_far(self, quantity: Quantity, kind: str) -> Iterator[str]:
        """Yield of which metrics the numbers before were by the rules, and what the same amount was."""
        last = self._last.get(_amount(quantity))
        if last is not None:
            label = ruled_label(last)
            yield f"ruled same {label}"
            yield f"ruled same {label} {kind} {last.passage is self._title}"
        for label in self._told:
            yield f"ruled told {kind} {label}"
        if self._told:
            most = max(self._told, key=lambda label: (self._told[label], label))
            yield f"ruled told most {most} {min(self._told[most], _MANY)}"
            yield f"ruled told most {kind} {most}"
        yield f"ruled told {min(self._told.total(), _MANY)} of {min(self._read, 2 * _MANY)}"

    def _note(self, draft: Draft) -> None:
        self._read += 1
        self._last[_amount(draft.quantity)] = draft
        if not draft.dropped:
            self._told[ruled_label(draft)] += 1


def _amount(quantity: Quantity) -> Amount:
    """Return what two spellings of one amount share: unit and two digits."""
    return quantity.unit, f"{quantity.value:.1e}"


def _of_sentence(side: str, passage: Passage | None, quantity: Quantity, kind: str) -> Iterator[str]:
    """Yield what the sentence before or after a number's own tells: of which metrics it speaks, whom it names."""
    if passage is None:
        yield f"no sentence {side}"
        return
    for metric in passage.metrics:
        yield f"sentence {side} {metric}"
        yield f"sentence {side} {kind} {metric}"
    named = [entity for entity in passage.entities if entity.kind in _WHO]
    if named:
        yield f"sentence {side} names {named[0].kind} {named[-1].kind} {named[-1].role}"
    alike = any(other.kind == quantity.kind for other in passage.quantities)
    yield f"sentence {side} numbers {min(len(passage.quantities), _MANY)} {alike}"
