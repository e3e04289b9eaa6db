"""The thing that an English sentence tells the price of, by its grammar: "a Skypod costs", "$20 for a folding arm"."""

from __future__ import annotations

from figures.makers import is_all_it_makes, terms_of
from figures.match import lowered
from figures.passage import Passage
from figures.phrases import is_name, tells_nothing, words_in
from figures.quantities import Quantity
from figures.rulebook import pattern, phrase_words
from models.values import Subject

Span = tuple[int, int]

_LEAD = 220  # characters before a price in which the thing may be named
_LONGEST = 40  # characters of its name
_FOR_A = pattern("phrases.for_a")
_PRICED = pattern("phrases.priced")
_COSTS = pattern("phrases.costs")


def thing_priced(quantity: Quantity, passage: Passage, subject: Subject) -> Span | None:
    """Return where the thing stands that a sentence tells the price of, unless it is only called a robot."""
    text, line = passage.text, passage.sentence
    if not text[line.start : line.end].isascii():
        return None
    behind = _FOR_A.match(text, quantity.end, line.end)
    if behind is not None and (found := _thing(*behind.span(1), passage, subject)):
        return found
    start = max(line.start, quantity.start - _LEAD)
    lead = text[start : quantity.start]
    for before in (*reversed(list(_PRICED.finditer(lead))), *reversed(list(_COSTS.finditer(lead)))):
        first, last = before.span(before.lastindex or 1)
        found = _thing(start + first, start + last, passage, subject)
        if found is not None and not passage.between(start + before.end(), quantity.start):
            return found
    return None


def _thing(start: int, end: int, passage: Passage, subject: Subject) -> Span | None:
    words = [w for w in words_in(passage.text, start, end) if not is_name(*w.span(), passage)]
    while words and lowered(words[0].group()) in phrase_words("leads") | phrase_words("articles"):
        words = words[1:]
    no_model = phrase_words("no_model")
    told = [w for w in words if not tells_nothing(said := lowered(w.group())) and said not in no_model]
    if not told or is_all_it_makes(lowered(told[-1].group()), passage.small, terms_of(subject)):
        return None
    last = words[-1].end()
    return told[0].start(), last if last - told[0].start() < _LONGEST else told[-1].end()
