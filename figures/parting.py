"""Choose the part that a figure is for among those that its text names, by what was learned of such choices.

Rules choose one, or none (figures/scope.py). Other chunks of the sentence may name it, or the part of a figure before
may hold on. A conditional logit model over the clues to each (figures/logit.py) tells which is the likeliest. Its
weights stand in rules/parting.en.tsv and parting.zh.tsv, learned by tests/quality/choosing.py (docs/decisions/0017).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from figures.chunks import METRIC, NAME, NUMBER, Chunk, chunks_of, number_label
from figures.draft import Draft
from figures.logit import Weights, likely, read_weights
from figures.makers import is_all_it_makes, is_known, kinds_of, robots_of, terms_of
from figures.passage import Passage
from figures.rulebook import phrase_words
from models.values import Figure, Subject

WEIGHTS = {language: Path(__file__).parent / "rules" / f"parting.{language}.tsv" for language in ("en", "zh")}
RULED = "ruled"  # how clues begin that tell what the rules chose
OWN = f"{RULED} own"
# Of probability, that the likeliest part must be ahead of the rules' own: to name another, to take theirs away.
_CLEARLY, _SURELY = 0.1, 0.5
_KEPT = 4  # figures before whose part may hold on
_DETERMINERS = phrase_words("determiners")
_BACK = phrase_words("back")
_WORDS = re.compile("[a-z]+")
_TAGS = ("scopes.region", "scopes.segment")


class Part(NamedTuple):
    """A part that a figure may be for, as the text spells it, and the clues to it; no words for the whole."""

    words: str | None
    clues: set[str]


Parts = Mapping[str, Part]
WHOLE = ""


class Parted(NamedTuple):
    """What part the rules gave a figure before, and where it stood."""

    words: str | None
    metric: str
    subject: str
    sentence: int
    paragraph: int


def chosen_part(parts: Parts, by_rules: str | None, language: str) -> str | None:
    """Return the likeliest part; that of the rules unless another one is clearly likelier."""
    chances = likely({key: part.clues for key, part in parts.items()}, _weights(language))
    best = max(chances, key=lambda key: chances[key])
    ruled = math.fsum(chance for key, chance in chances.items() if OWN in parts[key].clues)
    enough = _CLEARLY if parts[best].words else _SURELY
    return by_rules if OWN in parts[best].clues or chances[best] - ruled < enough else parts[best].words


class _Seen(NamedTuple):
    """A chunk as every figure of its sentence sees it."""

    chunk: Chunk
    words: str  # as the text spells them
    named: str  # kinds of what is named in it
    hits: tuple[str, ...]  # classes of words for parts in it
    capital: bool
    opens: bool


def _seen(chunk: Chunk, passage: Passage, whole: str) -> _Seen:
    opens = chunk.start <= passage.sentence.start + 1
    capital = passage.text[chunk.start].isupper() and not opens
    hits = tuple(tag for tag in _TAGS if _has(tag, chunk, passage))
    named = " ".join(sorted(_names_in(chunk, passage)))
    return _Seen(chunk, whole[chunk.start : chunk.end], named, hits, capital, opens)


class Partition:
    """Keeps what a document has told of parts, and yields the parts that its next figure may be for."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self._told: list[Parted] = []
        self._seen: dict[int, list[_Seen]] = {}  # by where their sentence starts
        self._back: tuple[int, tuple[str, ...]] = -1, ()  # of the sentence that starts there
        self._made: dict[tuple[str, str], str] = {}
        # By subject, metric, measure, then period: the largest number that the rules gave to the whole.
        self._wholes: dict[tuple[str, str, str], dict[str | None, float]] = {}

    def parts_of(self, draft: Draft, figure: Figure, subject: Subject, whole: str) -> Parts:
        """Return the parts that the next figure of a document may be for."""
        passage = draft.passage
        sentence = passage.sentence
        if self._back[0] != sentence.start:
            self._back = sentence.start, _back(passage)
        look = _Look(draft, figure, subject, self._told[-1] if self._told else None, self._back[1])
        parts = {WHOLE: Part(None, set(look.whole(self._again(figure))))}
        for seen in self._chunks(passage, whole):
            _add(parts, seen.words, look.chunk(seen, self._makes(look, subject, seen.words)))
        noun = draft.quantity.noun
        if noun and draft.quantity.kind == "count" and passage.text.endswith(noun, 0, draft.quantity.end):
            words = whole[draft.quantity.end - len(noun) : draft.quantity.end]
            _add(parts, words, look.counted(words, self._makes(look, subject, words)))
        for place, seen in enumerate(self._chunks_before(look, whole)):
            _add(parts, seen.words, look.earlier(seen, place, self._makes(look, subject, seen.words)), "earlier only")
        if figure.scope is not None and not any(OWN in part.clues for part in parts.values()):
            _add(parts, figure.scope, look.elsewhere())
        for place, told in enumerate(reversed(self._told)):
            if told.words:
                _add(parts, told.words, look.told(place, told), "told only")
        for words in _names_of(subject) & parts.keys():
            if OWN not in parts[words].clues:
                del parts[words]  # 中国工业机器人: the market itself
        if figure.scope is None:
            parts[WHOLE].clues.add(OWN)
            wholes = self._wholes.setdefault((figure.subject, figure.metric, figure.measure), {})
            wholes[figure.period] = max(figure.value, wholes.get(figure.period, figure.value))
        self._told = [
            *self._told[1 - _KEPT :],
            Parted(figure.scope, figure.metric, figure.subject, sentence.start, sentence.paragraph),
        ]
        return parts

    def _again(self, figure: Figure) -> str:
        """Say whether the whole was told before, of this period or another, and which number is larger."""
        wholes = self._wholes.get((figure.subject, figure.metric, figure.measure))
        if wholes is None:
            return "no"
        if figure.period not in wholes:
            return "other"
        return "more" if figure.value > wholes[figure.period] else "less"

    def _chunks(self, passage: Passage, whole: str) -> list[_Seen]:
        start = passage.sentence.start
        if start not in self._seen:
            self._seen[start] = [_seen(chunk, passage, whole) for chunk in chunks_of(passage)]
        return self._seen[start]

    def _chunks_before(self, look: _Look, whole: str) -> list[_Seen]:
        """Return what of the sentence before may be meant, the last first: any of it where a word points back."""
        if look.passage.previous is None:
            return []
        seen = self._chunks(look.passage.previous, whole)
        return [each for each in reversed(seen) if look.back or each.capital or each.hits]

    def _makes(self, look: _Look, subject: Subject, words: str) -> str:
        key = subject.name, words.lower()
        if (made := self._made.get(key)) is None:
            made = self._made[key] = look.made(key[1])
        return made


def _add(parts: dict[str, Part], words: str, clues: Iterable[str], only: str = "") -> None:
    """Add clues to a part; where nothing named it so far, also that it stands nowhere else."""
    part = parts.get(words.lower())
    if part is None:
        part = parts[words.lower()] = Part(words, {only} if only else set())
    part.clues.update(clues)


class _Look:
    """Yields the clues to what part a figure is for."""

    def __init__(
        self, draft: Draft, figure: Figure, subject: Subject, last: Parted | None, back: tuple[str, ...]
    ) -> None:
        self._quantity, self.passage, self._figure, self._last = draft.quantity, draft.passage, figure, last
        self._about = figure.metric + ("+" if figure.measure == "growth" else "")
        self._rule = dict(figure.rules).get("scope", "")
        self._ruled = figure.scope is not None
        self._kind, self._subject = subject.kind, subject.name
        self._terms, self._own = _words_of(subject)
        self._number = number_label(draft.quantity)
        self._lead = draft.passage.lead(draft.quantity.start)
        self._owner = draft.owners[0].rule.partition(":")[0]
        self.back = back

    def whole(self, again: str) -> Iterator[str]:
        """Yield the clues to a figure's being for the whole; `again` says whether that was told before."""
        yield "none"
        yield from (f"none again {again}", f"none again {again} {self._about}")
        yield f"{RULED} none again {again} {self._ruled}"
        yield f"none {self._about}"
        yield f"none {self._kind} {self._about}"
        yield f"{RULED} none {self._rule}"
        yield f"{RULED} none {self._ruled}"
        yield f"{RULED} none {self._ruled} {self._about}"
        yield f"none owner {self._owner} {self.back}"
        yield f"none lead {self._lead[-1:]}"
        yield f"none lead {self._lead}"
        if (last := self._last) is not None:
            same, here = last.metric == self._figure.metric, last.sentence == self.passage.sentence.start
            yield f"none last {last.words is not None} {same} {here}"

    def elsewhere(self) -> Iterator[str]:
        """Yield the clues to a part of the rules' that no chunk of the sentence names."""
        yield from (OWN, f"{RULED} own {self._rule}", f"{RULED} own {self._about}")
        yield from (f"{RULED} elsewhere", f"{RULED} elsewhere {self._about}")

    def told(self, place: int, told: Parted) -> Iterator[str]:
        """Yield the clues to the part of a figure before."""
        sentence = self.passage.sentence
        same = f"{told.metric == self._figure.metric} {told.subject == self._subject}"
        near = "sentence" if told.sentence == sentence.start else told.paragraph == sentence.paragraph
        yield "told"
        yield f"told {place} {same}"
        yield f"told {same} {near}"
        yield f"told {self._about}"
        yield f"{RULED} told {self._rule}"
        yield f"{RULED} told {self._ruled}"
        yield f"told owner {self._owner} {self.back} {same}"
        yield f"told lead {self._lead[-1:]} {same}"

    def counted(self, words: str, made: str) -> Iterator[str]:
        """Yield the clues to what a number counts."""
        noun = words.lower()
        yield from ("counted", f"counted {noun}", f"counted {self._about}", f"counted {noun} {self._about}")
        yield from (f"counted made {made} {self._kind}", f"counted made {made} {self._about}")
        yield from self._against_rules(words, "counted", "", known=False)

    def earlier(self, seen: _Seen, place: int, made: str) -> Iterator[str]:
        """Yield the clues to a chunk of the sentence before."""
        chunk, words, named, hits, capital, _ = seen
        lead, before = self._label(chunk.lead), self._label(chunk.before)
        led = f"the {before}" if lead in _DETERMINERS else lead
        where = "first" if self.passage.sentence.first else ""
        yield from ("earlier", f"earlier {where}", f"earlier {self._about}", f"earlier back {self.back}")
        yield from (f"earlier led {led}", f"earlier place {min(place, 4)}", f"earlier owner {self._owner}")
        yield from (f"earlier {capital} {hits} {named}", f"earlier {capital} {hits} {named} {self._about}")
        yield from (f"earlier head {chunk.words[-1]}", f"earlier lead {self._lead}")
        for back in self.back:
            yield f"earlier {back} {capital} {hits} {named}"
        share = self._share(chunk.words)
        yield from (f"earlier own {share}", f"earlier made {made} {self._kind}", f"earlier ruled {self._ruled}")
        yield from self._against_rules(words, "earlier", "", known=bool(hits))

    def chunk(self, seen: _Seen, made: str) -> Iterator[str]:
        """Yield the clues to a chunk of the sentence: its place, what stands around it, its words, what is known."""
        chunk, words, named, hits, capital, opens = seen
        quantity, passage, about = self._quantity, self.passage, self._about
        side = "<" if chunk.end <= quantity.start else ">"
        left, right = (chunk.end, quantity.start) if side == "<" else (quantity.end, chunk.start)
        far = f"{min(passage.between(left, right), 2)} {min(passage.borders(left, right), 2)}"
        lead, before, follow = self._label(chunk.lead), self._label(chunk.before), self._label(chunk.follow)
        led = f"the {before}" if lead in _DETERMINERS else lead
        yield from ("in", f"in {side}", f"in {side} {far}", f"led {lead}", f"led {led}")
        yield from (f"led {led} {about}", f"before {before} {lead}", f"follow {follow}", f"follow {follow} {about}")
        yield from (f"capital {capital}", f"opens {opens} {follow}")
        yield f"shape {capital} {hits} {named} {side} {far}"
        yield from (f"named {named}", f"named {named} {about}")
        for hit in hits:
            yield from (hit, f"{hit} {about} {far}")
        yield from _of_words(chunk.words, far)
        yield from self._known(chunk, made, led)
        yield from self._against_rules(words, led, far, known=bool(hits))

    def _known(self, chunk: Chunk, made: str, led: str) -> Iterator[str]:
        """Yield what is known of a chunk as the subject's own name, or as what it makes."""
        share = self._share(chunk.words)
        yield from (f"own {share} {self._kind}", f"own {share} {self._about}", f"own {share} {led}")
        yield from (f"made {made} {self._kind}", f"made {made} {self._about}")

    def _share(self, words: Sequence[str]) -> str:
        """Return how many of some words the subject's own name has."""
        own = sum(word.rstrip("s") in self._own for word in words)
        return "all" if own == len(words) else "some" if own else "no"

    def made(self, words: str) -> str:
        """Return what is known of words in small letters as what the subject makes."""
        if any(words in kinds_of(term) for term in self._terms):
            return "kind"
        if any(words.rstrip("s") in robots_of(term) for term in self._terms):
            return "robots"
        if is_all_it_makes(words, self.passage.small, self._terms):
            return "all"
        return "known" if any(map(is_known, self._terms)) else ""

    def _against_rules(self, words: str, led: str, far: str, *, known: bool) -> Iterator[str]:
        """Yield whether a chunk names what the rules chose, and by which rule."""
        own = self._figure.scope
        if own is not None and _same(own, words):
            yield from (OWN, f"{RULED} own {self._rule}", f"{RULED} own {self._about}", f"{RULED} own {led}")
            return
        yield f"{RULED} not {self._ruled}"
        yield f"{RULED} not {self._rule}"
        yield f"{RULED} not {self._about} {self._ruled}"
        yield f"{RULED} not {self._ruled} {far}"
        yield f"{RULED} not {self._ruled} known {known}"

    def _label(self, label: str) -> str:
        """Return a label as this figure sees it: its own number, subject and metric apart from others."""
        if label.startswith(NUMBER):
            return "number" if label == self._number else NUMBER
        if label.startswith(METRIC):
            told = label.removeprefix(METRIC).split(",")
            return "metric" if self._figure.metric in told else "other metric"
        if label.startswith(NAME):
            return "subject" if label == NAME + self._subject else "other"
        return label


@lru_cache(maxsize=1024)
def _words_of(subject: Subject) -> tuple[list[str], frozenset[str]]:
    """Return the terms of a subject in small letters, and the words in them."""
    terms = terms_of(subject)
    return terms, frozenset(word.rstrip("s") for term in terms for word in term.replace("-", " ").split())


@lru_cache(maxsize=1024)
def _names_of(subject: Subject) -> frozenset[str]:
    """Return the terms of a market in small letters, none of a firm's."""
    groups = subject.terms if subject.kind == "market" else ()
    return frozenset(term.lower() for group in groups for term in group)


def _back(passage: Passage) -> tuple[str, ...]:
    """Return the words of a sentence that may stand for a part named before."""
    said = passage.small[passage.sentence.start : passage.sentence.end]
    found = _BACK.intersection(_WORDS.findall(said)) if said.isascii() else (word for word in _BACK if word in said)
    return tuple(sorted(found))


def _of_words(words: Sequence[str], far: str) -> Iterator[str]:
    head = words[-1]
    yield from (f"head {head}", f"ending {head[-3:]}", f"first {words[0]}", f"words {min(len(words), 4)}")
    for word in words:
        yield f"word {word}"
        yield f"word {word} {far}"


def _names_in(chunk: Chunk, passage: Passage) -> set[str]:
    """Return the kinds of what is named in a chunk."""
    kinds = {str(e.kind) for e in passage.entities if e.start < chunk.end and chunk.start < e.end}
    if any(hit.start < chunk.end and chunk.start < hit.end for hit in passage.products):
        kinds.add("product")
    return kinds


def _has(tag: str, chunk: Chunk, passage: Passage) -> bool:
    return any(hit.start < chunk.end and chunk.start < hit.end for hit in passage.hits(tag))


def _same(one: str, other: str) -> bool:
    """Say whether one of two parts contains the other whatever the case."""
    one, other = one.lower(), other.lower()
    return one in other or other in one


@cache
def _weights(language: str) -> Weights:
    return read_weights(WEIGHTS[language])
