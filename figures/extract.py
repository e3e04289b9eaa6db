"""Read every figure about the watched subjects out of a document: the whole story, step by step."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from figures.alternatives import Alternatives, alternatives_of, settled
from figures.clues import Scene, kinds_in
from figures.completing import Page, figures_of
from figures.context import Context
from figures.course import Course, enter, follow
from figures.denials import takes_back
from figures.draft import Draft
from figures.drafting import Drafter
from figures.entities import Names, entities_of
from figures.judging import Candidate, candidates_for, likelihood
from figures.match import Hit, P, lowered
from figures.merge import merged
from figures.normal import normalised, without_footnotes
from figures.opinion import Array, Opinion, kind_of_model, opinion
from figures.passage import Passage, Setting, standing_dictionary, word_dictionary
from figures.periods import period_spans
from figures.quantities import Quantity, quantities_in
from figures.rivals import rival_hits
from figures.rulebook import BUILTIN, MetricRule, rulebook, rules_for
from figures.ruling import ruled_clues
from figures.sentences import Sentence, sentences_of
from figures.stories import headlines
from figures.subjects import Name, Watch, mentions_of, named
from models.values import Document, Figure, Mention, Metric, Subject

_LEAD = 600  # characters before the first watched name that may tell the currency or metric of what follows it
_KNOWN = frozenset(metric.key for metric in BUILTIN)
# Why a number is dropped whatever its words: no metric counts it, it is of several, or the text says it is not so.
FINAL = (
    "unit ",
    "part of a name",
    "denied or supposed",
    "taken back",
    "compared with what was expected",
    "about several others",
)
_LIKELY = rulebook().weights["likely"] / 100
_SETTLED = rulebook().weights["settled"] / 100


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one number, and which rules decided."""

    start: int
    end: int
    quote: str
    figure: Figure | None  # None where it was dropped
    dropped: str = ""  # why
    rules: tuple[tuple[str, str], ...] = ()


class _Matched(NamedTuple):
    """A document with the names found in it; its sentences only where there are any."""

    document: Document
    text: str
    small: str
    names: Sequence[Hit[Name]]
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    told_from: int  # offset from which on numbers can be about somebody watched: shortly before the first name


class _Story(NamedTuple):
    """A text that is read by itself: a whole document, or one story of a round-up."""

    start: int  # its offset in the document
    matched: _Matched
    passages: Sequence[Passage]


class Reader:
    """Reads figures about the subjects of a watch list; compiled once, it keeps nothing between documents."""

    def __init__(
        self, subjects: Sequence[Subject], metrics: Sequence[Metric] = BUILTIN, weighing: Opinion | None = None
    ) -> None:
        self.watch = Watch(tuple(subjects))
        self.rules: tuple[MetricRule, ...] = rules_for(metrics)
        self._metrics = {rule.metric.key: rule.metric for rule in self.rules}
        self._drafter = Drafter(self.rules, self.watch)
        self._opinion = weighing or opinion()
        self._words = word_dictionary(self.rules)
        _ = self.watch.names  # compile now, not with the first document

    def read(self, document: Document) -> tuple[list[Mention], list[Figure]]:
        """Return the mentions and the figures of a document; names are looked for once."""
        matched = self._match(document)
        return _as_written(matched), self._figures(matched)

    def mentions_in(self, document: Document) -> list[Mention]:
        """Return every place where a watched subject is named, in order."""
        return _as_written(self._match(document))

    def figures_in(self, document: Document) -> list[Figure]:
        """Return the figures of a document, in the order of the text."""
        return self._figures(self._match(document))

    def explain(self, document: Document) -> list[Explanation]:
        """Return for every number of a document which rules decided, and why a dropped one was dropped."""
        kept = set(self.figures_in(document))
        return [
            row
            for draft, candidates, page in self.weighed(document)
            for row in _explained(draft, self._told(draft, candidates, page), kept, page)
        ]

    def _match(self, document: Document) -> _Matched:
        text = normalised(document.whole)
        small = lowered(text)
        names = named(self.watch, text, small)
        if names:
            text = without_footnotes(text)
            small = lowered(text)
        sentences = sentences_of(text) if names else []
        spans = [(sentence.start, sentence.end) for sentence in sentences]
        mentions = mentions_of(names, spans, text, self.watch)
        firsts = [mention.start for mention in mentions[:1]]
        firsts += [hit.start for hit in names if hit.entry.kind == "product"]
        told_from = max(0, min(firsts) - _LEAD) if firsts else len(text)
        return _Matched(document, text, small, names, sentences, mentions, told_from)

    # ── the steps ──────────────────────────────────────────────────────────────────────────────────────────────────

    def alternatives(self, document: Document) -> Iterator[Alternatives]:
        """Yield for every figure of a document what it may be told with."""
        for draft, candidates, page in self.weighed(document):
            for figure in self._become(draft, candidates, page):
                yield self._alternatives(draft, figure, page)

    def weighed(self, document: Document) -> Iterator[tuple[Draft, Iterator[Candidate], Page]]:
        """Read a document sentence by sentence and yield every number with the ways to read it."""
        for story in self._stories(self._match(document)):
            yield from self._weighed(story)

    def _figures(self, matched: _Matched) -> list[Figure]:
        """Return the figures of a document, no story's with repeats, nor all together."""
        told: list[list[Figure]] = []
        for story in self._stories(matched):
            figures = [figure for way in self._weighed(story) for figure in self._told(*way)]
            told.append(merged(figures, story.start + len(story.matched.document.title) + 1))
        return told[0] if len(told) == 1 else merged([figure for each in told for figure in each], 0)

    def _stories(self, matched: _Matched) -> Iterator[_Story]:
        """Yield the stories of a document that name somebody watched."""
        if matched.told_from == len(matched.text):
            return
        passages = list(self._passages(matched))
        starts = [passages[place].sentence.start for place in headlines(passages)]
        if not starts:
            yield _Story(0, matched, passages)
            return
        for start, end in pairwise([0, *starts, len(matched.text)]):
            title, _, text = matched.document.whole[start:end].partition("\n")
            story = self._match(replace(matched.document, title=title, text=text))
            if story.told_from < len(story.text):
                yield _Story(start, story, list(self._passages(story)))

    def _weighed(self, story: _Story) -> Iterator[tuple[Draft, Iterator[Candidate], Page]]:
        start, matched, passages = story
        document = matched.document
        named = (entity for passage in passages for entity in passage.entities if entity.subject)
        course = Course(lasting={entity.subject: entity.start for entity in named})
        page: Page | None = None
        trace: Array | None = None
        context = Context(passages)
        for number, passage in enumerate(passages):
            enter(course, passage)
            if passage.sentence.paragraph and passage.sentence.end <= matched.told_from:
                follow(course, passage)
                continue
            passage.previous = passages[number - 1] if number else None
            passage.setting = _setting(course, passage)
            drafts = self._drafter.drafts(passage, course)
            if drafts and number + 1 < len(passages) and takes_back(passages[number + 1]):
                for draft in drafts:
                    draft.dropped = draft.dropped or "taken back by the next sentence"
            told, trace = self._opinion.likely(list(_clued(passage, drafts, context)), trace)
            for draft, likely in zip(drafts, told, strict=True):
                page = page or Page(document, document.whole, start, period_spans(matched.text, document.published))
                yield draft, self._candidates(draft, likely, course, page), page
            follow(course, passage)

    def _candidates(self, draft: Draft, likely: Mapping[str, float], course: Course, page: Page) -> Iterator[Candidate]:
        figures = list(figures_of(draft, page, self._metrics.get(draft.metric), self.watch.by_name))
        if not figures and draft.dropped.startswith(FINAL):
            return iter(())
        return candidates_for(draft, figures, likely, course, self._metrics)

    def _told(self, draft: Draft, candidates: Iterator[Candidate], page: Page) -> list[Figure]:
        """Return what a number tells; nobody has learned anything of a metric of the user's own."""
        return [
            settled(self._alternatives(draft, figure, page), page.document.language)
            if figure.metric in _KNOWN
            else figure
            for figure in self._become(draft, candidates, page)
        ]

    def _alternatives(self, draft: Draft, figure: Figure, page: Page) -> Alternatives:
        return alternatives_of(draft, figure, self.watch.by_name[figure.subject], page)

    def _become(self, draft: Draft, candidates: Iterator[Candidate], page: Page) -> list[Figure]:
        """Return the figures of the likeliest way to read a number, none where none is likely."""
        chosen, chance = None, 0.0
        for candidate in candidates:
            if candidate.reading.metric not in _KNOWN:
                return list(candidate.figures)  # nobody has learned anything about a metric of the user's own
            likely = likelihood(candidate.clues)
            if likely > chance:
                chosen, chance = candidate, likely
            if chance >= _SETTLED:
                break
        if chosen is None or chance < _LIKELY:
            draft.dropped = draft.dropped or "words seldom said of a figure"
            return []
        figures = chosen.figures or self._read_as(draft, chosen, page)
        return [replace(figure, confidence=round(chance, 2)) for figure in figures]

    def _read_as(self, draft: Draft, chosen: Candidate, page: Page) -> list[Figure]:
        """Return the figures of a number that is read as the model would."""
        if chosen.measure != draft.measure:
            draft.measure, draft.value = chosen.measure, draft.quantity.signed
        draft.reading, draft.owners, draft.dropped = chosen.reading, list(chosen.owners), ""
        return list(figures_of(draft, page, self._metrics[chosen.reading.metric], self.watch.by_name))

    def _passages(self, matched: _Matched) -> Iterator[Passage]:
        text, small, names, sentences = matched.text, matched.small, matched.names, matched.sentences
        taken = [(hit.start, hit.end) for hit in names if hit.entry.kind != "group"]
        parts = zip(
            sentences,
            _shared_out(names, sentences),
            _shared_out(rival_hits(text, small, taken), sentences),
            _shared_out(standing_dictionary().find(small), sentences),
            _shared_out(_quantities(text, sentences, matched.told_from), sentences),
            strict=True,
        )
        for sentence, watched, rivals, standing, quantities in parts:
            products = [hit for hit in watched if hit.entry.kind in ("product", "company")]
            passage = Passage(text, small, sentence, self._words, products, quantities)
            passage.entities = entities_of(passage, Names(watched, rivals, standing), self.watch)
            yield passage


def _clued(passage: Passage, drafts: Sequence[Draft], context: Context) -> Iterator[tuple[str, set[str]]]:
    """Yield for each number of a sentence its kind and its clues."""
    scene = Scene(passage)
    for draft in drafts:
        clues = scene.clues_of(draft.quantity).union(ruled_clues(draft), context.clues_of(draft))
        yield kind_of_model(draft.quantity.kind), clues


def _quantities(text: str, sentences: Sequence[Sentence], start: int) -> list[Quantity]:
    """Return the quantities of the title and of the sentences that reach past an offset."""
    body = [sentence for sentence in sentences if sentence.paragraph]
    told = next((sentence.start for sentence in body if sentence.end > start), len(text))
    if not body or told == body[0].start:
        return quantities_in(text)
    return [*quantities_in(text, 0, body[0].start), *quantities_in(text, told)]


def _setting(course: Course, passage: Passage) -> Setting:
    """Return what a text has been about where a sentence begins."""
    topic, main = (told.kind if told is not None else "" for told in (course.topic, course.main))
    near = course.paragraph >= passage.sentence.paragraph - 1
    last = passage.previous
    return Setting(topic, main, course.metric if near else "", kinds_in(last) if last is not None else "")


def _as_written(matched: _Matched) -> list[Mention]:
    """Return the mentions of a document in the words of the document itself."""
    whole = matched.document.whole
    return [replace(mention, text=whole[mention.start : mention.end]) for mention in matched.mentions]


def _shared_out(placed: Sequence[P], sentences: Sequence[Sentence]) -> list[list[P]]:
    """Return for each sentence what starts in it."""
    shares: list[list[P]] = [[] for _ in sentences]
    starts = [sentence.start for sentence in sentences]
    for one in placed:
        number = bisect_right(starts, one.start) - 1
        if number >= 0 and one.start < sentences[number].end:
            shares[number].append(one)
    return shares


def _explained(draft: Draft, figures: Sequence[Figure], kept: AbstractSet[Figure], page: Page) -> Iterator[Explanation]:
    quote = page.whole[draft.quantity.start : draft.quantity.end]
    start, end = draft.quantity.start + page.start, draft.quantity.end + page.start
    if not figures:
        yield Explanation(start, end, quote, None, draft.dropped, tuple(draft.rules))
    for figure in figures:
        if figure in kept:
            yield Explanation(start, end, quote, figure, "", figure.rules)
        else:
            yield Explanation(start, end, quote, None, "repeats another figure", figure.rules)


def quantities_of(document: Document) -> list[Quantity]:
    """Return every amount of money, percentage and count of a document, whoever it is about."""
    found = quantities_in(without_footnotes(normalised(document.whole)))
    return [quantity for quantity in found if quantity.kind in ("money", "percent", "count")]


__all__ = ["BUILTIN", "Explanation", "Reader", "quantities_of"]
