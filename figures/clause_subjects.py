"""The part that the grammar of an English sentence tells: who does it, or what stands right before a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.makers import is_all_it_makes, terms_of
from figures.passage import Passage
from figures.phrases import STOPS, Word, is_name, tells_nothing, words_in
from figures.quantities import Quantity
from figures.rulebook import phrase_words
from models.values import Subject

Span = tuple[int, int]

_LEAD = 220  # characters before a number in which the subject of its clause may stand
_LONGEST = 7  # words of a name for a part
_SITED = frozenset({"headcount", "installed_base", "capacity", "production"})
_SOLD = frozenset({"revenue", "profit", "shipments", "procedures", "order_value", "order_units", "market_size"})
_WHOSE = {
    "brings": _SOLD,
    "buys": frozenset({"shipments", "order_units", "order_value"}),
    "keeps": _SITED,
}
_AUXILIARY = phrase_words("auxiliary")
_DIVISION = phrase_words("division")
_HEAD = phrase_words("head")
_HOME = phrase_words("home")
_LEADS = phrase_words("leads")
_LINKS = phrase_words("links")
_LAST = phrase_words("last")
_MEASURED = phrase_words("measured")
_PARTING = phrase_words("parting")
_SAID_BY = phrase_words("said_by")
_SITE = phrase_words("site")
_TRADE = phrase_words("trade")
_VERB = phrase_words("verb")
_OWNERS = ("'s", "’s", "s'", "s’")


def part_in_list(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return what a number stands right behind in a list of parts: "electronics 38,500"; "Deltas, at 6,900"."""
    found = _clauses(quantity, metric, passage)
    if found is None or _verb_of(found[-1]) is not None or _is_said(found[-1]):
        return None
    said = found[-1] or (found[-2] if len(found) > 1 else [])
    return _subject(said, passage, subject, whose=True)


def part_in_grammar(quantity: Quantity, metric: str, passage: Passage, subject: Subject) -> Span | None:
    """Return where the part stands that does what a number tells: "its logistics robots brought in $9 million"."""
    segments = _clauses(quantity, metric, passage)
    last = segments[-1] if segments else []
    if segments and len(segments) > 1 and last and last[0].group() == "which":
        last = [*_tail(segments[-2]), *last[1:]]
    if segments and len(segments) > 1 and (not last or last[0].group().endswith("ing")):
        before = segments[-2]  # Articulated arms were the largest category, generating …
        return _subject(before[: _verb_of(before)], passage, subject, whose=False)
    verb = _verb_of(last)
    if segments is None or verb is None or _is_said(last[: verb + 1]) or (verb == 0 and not _is_aside(segments)):
        return None
    does = last[verb].group()
    if does in _AUXILIARY and verb + 1 < len(last):
        does = last[-1 if last[verb + 1].group() in _SAID_BY else verb + 1].group()
    whose = any(metric in _WHOSE[kind] and does in phrase_words(kind) for kind in _WHOSE)
    return _subject(last[:verb] if verb else segments[-3], passage, subject, whose=whose)


def _tail(words: Sequence[Word]) -> Sequence[Word]:
    """Return the last noun phrase of a clause, which "which" stands for: "from the car industry, which took 6,900"."""
    ends = _LINKS | _VERB
    start = max((place + 1 for place, word in enumerate(words) if word.group() in ends), default=0)
    return words[start:]


def _clauses(quantity: Quantity, metric: str, passage: Passage) -> list[list[Word]] | None:
    """Return the words before a number of an English sentence, parted into clauses."""
    line = passage.sentence
    if metric not in _SITED | _SOLD or not passage.text[line.start : line.end].isascii():
        return None
    words = list(words_in(passage.small, max(line.start, quantity.start - _LEAD), quantity.start))
    while words and words[-1].group() in _LAST:
        words.pop()
    return _segments(words, passage)


def _is_said(words: Sequence[Word]) -> bool:
    """Say whether somebody says or expects what follows: what he says is not his."""
    told = ["", *(word.group() for word in words)]
    says = _SAID_BY
    return any(word in says and told[place] not in _PASSIVE for place, word in enumerate(told[1:]))


_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been"})  # household helpers are expected to make up


def _segments(words: Sequence[Word], passage: Passage) -> list[list[Word]]:
    """Part words at commas and the like, and at "and" behind a number."""
    parted: list[list[Word]] = [[]]
    for word in words:
        told = word.group()
        counted = told == "and" and any(0 <= word.start() - q.end <= _AFTER for q in passage.quantities)
        if told in STOPS or counted or told in _PARTING:
            if parted[-1]:
                parted.append([])
            continue
        parted[-1].append(word)
    return parted


_AFTER = 14  # characters from a number to the "and" behind it: 41,000 units and


def _verb_of(words: Sequence[Word]) -> int | None:
    for place, word in enumerate(words):
        if word.group() in _VERB:
            return place
    return None


def _is_aside(segments: Sequence[Sequence[Word]]) -> bool:
    """Say whether a clause is broken by an aside: "Humanoids, of which 79 were sold, brought in …"."""
    return len(segments) > 2 and _verb_of(segments[-3]) is None


def _subject(words: Sequence[Word], passage: Passage, subject: Subject, *, whose: bool) -> Span | None:
    """Return the words of a clause's subject that name a part: its own, or what hangs on the word of the metric."""
    words = _without_owner(words, passage)
    links = _LINKS
    chunks: list[list[Word]] = [[]]
    for word in words:
        if word.group() in links:
            chunks.append([])
        else:
            chunks[-1].append(word)
    for place, chunk in enumerate(chunks):
        bare = _without_owner(chunk, passage)
        core = _core(bare)
        own = len(core) < len(bare) and subject.kind == "market" and not _without_own_words(core, subject)
        if not core or own:
            continue  # robot orders from carmakers
        if not (whose or place or len(core) < len(bare) or _is_kind(core, passage)):
            return None
        found = _named(core, passage, subject)
        if found is not None or place == 0:
            return found
    return None


def _without_own_words(words: Sequence[Word], subject: Subject) -> list[str]:
    return _without_own([word.group() for word in words], terms_of(subject))


def _is_kind(words: Sequence[Word], passage: Passage) -> bool:
    """Say whether words are such as parts have: "logistics robots", "its education line", "the Americas"."""
    last = words[-1].group()
    if last in _HEAD or last in _TRADE:
        return len(words) > 1 or last in _TRADE | _SITE
    start, end = words[0].start(), words[-1].end()
    return any(start <= hit.start and hit.end <= end for hit in passage.hits("scopes.region", "scopes.segment"))


def _without_owner(words: Sequence[Word], passage: Passage) -> Sequence[Word]:
    """Leave out what leads to a subject: "while its", "Yaskawa's"."""
    at = 0
    for place, word in enumerate(words):
        if not word.group().endswith(_OWNERS):
            continue
        small = passage.text[word.start()].islower()
        if small or any(e.start < word.end() and word.start() < e.end for e in passage.entities):
            at = place + 1
    while at < len(words) and words[at].group() in _LEADS:
        at += 1
    return words[at:]


def _core(words: Sequence[Word]) -> Sequence[Word]:
    """Leave out the words of what is measured behind a part: "service robot output"."""
    end = len(words)
    while end and words[end - 1].group() in _MEASURED:
        end -= 1
    return words[:end]


def _named(words: Sequence[Word], passage: Passage, subject: Subject) -> Span | None:
    start, end = words[0].start(), words[-1].end()
    said = [word.group() for word in words]
    terms = terms_of(subject)
    told = said if subject.kind == "company" else _without_own(said, terms)
    bare = told[:-1] if len(told) > 1 and told[-1] in _HEAD else told
    if not bare or any(word.endswith(_OWNERS) for word in said) or (len(said) == 1 and _DEMONYM.search(said[0])):
        return None
    if len(words) > _LONGEST or not all(word.group()[0].isalnum() for word in words):
        return None
    if (
        any(tells_nothing(word) for word in bare if word not in _TRADE)
        or is_name(start, end, passage)
        or not _is_common(words, passage)
    ):
        return None
    if any(" ".join(said).rstrip("s") in term for term in terms) or is_all_it_makes(said[-1], passage.small, terms):
        return None
    return start, end


_DEMONYM = re.compile("(?:[^m]an|ese|ish|french|dutch|swiss|est)$")  # the Korean fewer than 2,000: a firm


def _without_own(said: Sequence[str], terms: Sequence[str]) -> list[str]:
    """Leave out of a phrase what a market is called by: of "Chinese carmakers" the carmakers tell the part."""
    own = {part for term in terms for part in term.split()} | _HOME
    return [word for word in said if word.rstrip("s") not in own and word not in own]


def _is_common(words: Sequence[Word], passage: Passage) -> bool:
    """Say whether words are common nouns, or a place: a proper noun may be anybody's name."""
    proper = [w for w in words if passage.text[w.start()].isupper() and not _may_open(w, words, passage)]
    named = len(words) > 1 and words[-1].group() in _DIVISION
    if not proper or (named and passage.small.endswith(_POSSESSIVE, 0, words[0].start())):
        return True  # Kuka's Swisslog division
    places = [(e.start, e.end) for e in passage.entities if e.kind in ("place", "market")]
    places += [(hit.start, hit.end) for hit in passage.hits("scopes.region")]
    return all(any(a < w.end() and w.start() < b for a, b in places) for w in proper)


_POSSESSIVE = ("'s ", "’s ", "s' ", "its ")


def _may_open(word: Word, words: Sequence[Word], passage: Passage) -> bool:
    """Say whether a word has its capital from opening the sentence: "Carmakers took", but not "Carrefour took"."""
    said = passage.text[word.start() : word.end()]
    if word is not words[0] or word.start() > passage.sentence.start + 3 or (said.isupper() and len(said) > 1):
        return said.isupper() and 1 < len(said) <= _LETTERS and len(words) > 1
    return len(words) > 1 or said.endswith("s") or word.group() in _TRADE


_LETTERS = 5  # of AI, AMR, SCARA
