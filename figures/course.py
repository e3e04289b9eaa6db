"""What a text has been about so far: its main matter, the topic at hand, the last number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from figures.passage import Passage
from figures.rulebook import pattern
from figures.subjects import Entity

TopicKind = Literal["company", "market", "rival", "place"]


class Topic(NamedTuple):
    """What the text is about at a point; `subject` is empty for a rival or an unwatched place."""

    kind: TopicKind
    subject: str


@dataclass(slots=True)
class Course:
    """What the text has been about up to a sentence."""

    main: Topic | None = None  # of the title, or of the first sentence
    opener: Topic | None = None  # what the paragraph began with
    titled: bool = False  # the main matter is an unwatched firm of the title: whom the text begins with comes first
    named: frozenset[str] = frozenset()  # the watched firms named so far
    topic: Topic | None = None
    before: Topic | None = None  # of the paragraph before, where a new one returns to the main matter
    interview: bool = False  # "we" is who answers: the main matter
    alone: Topic | None = None  # the watched firm that the last sentence with names was about alone
    listing: bool = False  # the sentence before was an item of a list
    lately: Topic | None = None  # the only watched firm of the sentence before
    recent: Topic | None = None  # the watched firm named in the sentence before, beside another that was its topic
    heading: tuple[str, ...] = ()  # metrics that the title names, for the items of a list
    asked: frozenset[str] = frozenset()  # metrics that a question has just named
    silent: Passage | None = None  # the last sentence without numbers, which may announce what follows
    answered: int = -1  # the paragraph that answers it
    currency: str = ""  # of the last amount of money
    metric: str = ""  # of the last number read, and where
    paragraph: int = -1
    told: dict[str, str] = field(default_factory=dict)  # the last metric of each kind of number, in that paragraph
    section: Topic | None = None  # whom a heading over these lines names
    counted: bool = False  # the text has told orders in units
    sized: bool = False  # the text has told what a market is worth
    ordered: bool = False  # its lead says that it is on a market's orders for robots
    lasting: Mapping[str, int] = field(default_factory=dict)  # where each subject is named last


def topic_of(entity: Entity) -> Topic:
    """Return what an entity makes a text be about."""
    if entity.kind == "company":
        return Topic("company", entity.subject)
    if entity.kind == "market":
        return Topic("market", entity.subject)
    return Topic("place" if entity.kind == "place" else "rival", "")


JOINED = pattern("attribution.joined")
OBJECT = pattern("subjects.object_of_sale")


def follow(course: Course, passage: Passage) -> None:
    """Note what a sentence was about, for the next."""
    _note_section(course, passage)
    if not passage.entities:
        course.recent = None
        return
    named = [entity for entity in passage.entities if entity.kind in ("company", "market", "rival")]
    watched = [entity for entity in named if entity.kind == "company"]
    course.named |= {entity.subject for entity in watched}
    course.lately = topic_of(watched[0]) if len({entity.subject for entity in watched}) == 1 else None
    course.recent = topic_of(watched[-1]) if watched and topic_of(watched[-1]) == course.main else None
    leading = [entity for entity in named if entity.role in ("agent", "owner")]
    standing = [entity for entity in passage.entities if entity.kind in ("company_word", "pronoun")]
    first = _spoken_of(leading, watched, passage)
    if first is not None and _keeps_topic(first, passage, course):
        return
    if first is None or (standing and standing[0].start < first.start and course.topic is not None):
        of = [entity for entity in named if entity.role == "of" and entity.kind in ("company", "market")]
        first = of[0] if of and not (standing and standing[0].start < of[0].start) else None
    untold = passage.sentence.paragraph == 0 or course.topic is None
    if first is None and untold and len({entity.subject for entity in watched}) == 1:
        first = watched[0]  # "Questions to Agility's founder", "The technology comes from Pony.ai"
    if first is None:
        return
    alone = first.kind == "company" and all(entity.subject == first.subject for entity in named)
    course.alone = topic_of(first) if alone else None
    course.topic = topic_of(first)
    if passage.sentence.first:
        course.opener = course.topic
    labelled = passage.sentence.label_end > passage.sentence.start and passage.sentence.paragraph > 0
    sets_market = course.topic.kind == "market" and course.main is not None and course.main.kind == "rival"
    if (
        (course.main is None or course.titled or sets_market)
        and passage.sentence.paragraph <= 1
        and not (labelled or course.section or passage.sentence.bullet)
    ):
        course.main = course.topic
        course.titled = passage.sentence.paragraph == 0 and course.main.kind == "rival"


def _spoken_of(leading: Sequence[Entity], watched: Sequence[Entity], passage: Passage) -> Entity | None:
    """Return the first to act in a sentence; a firm that is watched, where the other one only deals with it."""
    first = leading[0] if leading else None
    if first is None or first.kind != "rival":
        return first
    if passage.sentence.paragraph == 0:
        first = next((entity for entity in leading if entity.kind != "rival"), first)
    if first.kind == "rival":
        sold = (e for e in watched if OBJECT.search(passage.text, max(passage.sentence.start, e.start - 8), e.start))
        first = next(sold, first)  # 软银将波士顿动力卖给现代: the text stays with what is sold
    if first.kind == "rival" and watched and "一家" in passage.text[first.start : first.end]:
        return watched[0]  # 一家车企向…订购: whoever is not named is the other side
    if first.kind == "rival" and watched and INVESTS.match(passage.text, first.end + 1):
        return watched[0]  # "CATL led a 1.1 billion yuan round in Galbot"
    return first


_LONGEST_HEADING = 16  # characters; what is longer is a sentence
_MARKS = " \t\n()【】[]《》#*-•●▪■◆·:：、.,。0123456789一二三四五六七八九十"


def _note_section(course: Course, passage: Passage) -> None:
    """Note which firm or market a heading over some lines names; any other heading ends that."""
    text, sentence = passage.text, passage.sentence
    if not sentence.first or not sentence.paragraph or not text[sentence.end - 1 : sentence.end + 1].endswith("\n"):
        return
    said = text[sentence.start : sentence.end].strip()
    if len(said) > _LONGEST_HEADING or said.endswith(("。", ".", "!", "?", "”", '"', ";", ",")):
        return
    named = [e for e in passage.entities if e.kind in ("company", "market")]
    alone = len(named) == 1 and len(said.strip(_MARKS)) <= named[0].end - named[0].start + 2
    if alone:
        course.section = topic_of(named[0])
    elif sentence.bullet and course.section is not None:
        course.topic, course.section = course.main, None


def _keeps_topic(first: Entity, passage: Passage, course: Course) -> bool:
    """Say whether the text stays with its topic though a sentence is led by another name."""
    if first.kind == "rival":
        titled = passage.sentence.paragraph == 0 and _is_unnamed(first, passage)
        if titled or _opens_list(first, passage) or _invests(passage):
            return True
        if course.topic is not None and (_is_subordinate(first, passage) or _is_relative(first, passage)):
            return True
    return course.topic is not None and _is_aside(first, passage, course.topic)


def _is_aside(entity: Entity, passage: Passage, topic: Topic) -> bool:
    """Say whether a sentence only adds to the topic: "Jabil will assemble it", "Yaskawa and Okuma say the same"."""
    if topic.kind != "company" or passage.quantities:
        return False
    if _opens_list(entity, passage):
        return True
    rest = (other for other in passage.entities if other.start >= entity.end)
    return entity.kind == "rival" and any(
        other.kind == "pronoun" and passage.small[other.start : other.end] == "it" and other.role != "owner"
        for other in rest
    )


_SUBORDINATE = re.compile(r"\W*(?:when|while|after|before|as|since|although|though|once|because|until|where)\b", re.I)


def _is_subordinate(entity: Entity, passage: Passage) -> bool:
    """Say whether a name stands in a side clause before a pronoun: "when Lingotto came in, he collected"."""
    start, end = passage.clause_of(entity.start)
    if not _SUBORDINATE.match(passage.text, start):
        return False
    return any(other.kind == "pronoun" and other.start >= end and other.role == "agent" for other in passage.entities)


_RELATIVE = re.compile(r"\b(?:(?:at|in|of|for|to|from|with|on|by|under) (?:which|whom)|whom|where) (?:the )?$")


def _is_relative(entity: Entity, passage: Passage) -> bool:
    """Say whether a name acts in a relative clause only: "the price at which SoftBank put in $600 million"."""
    return _RELATIVE.search(passage.text, max(passage.sentence.start, entity.start - 20), entity.start) is not None


def _is_unnamed(entity: Entity, passage: Passage) -> bool:
    """Say whether a firm is told by what it is: "how a drugstore chain got rid of its ladders"."""
    return passage.text[entity.start : entity.end].lower().startswith(("a ", "an ", "one ", "another"))


INVESTS = pattern("attribution.invests")
_INVESTING = pattern("course.investing")


def _invests(passage: Passage) -> bool:
    """Say whether a sentence names those who put money in: the text stays with whom they put it in."""
    return bool(_INVESTING.search(passage.text, passage.sentence.start, passage.sentence.end))


_AND_NAME = re.compile(r"(?:, [A-Z][\w&-]+)* and [A-Z][\w&-]+ (?![A-Z])")


def _opens_list(entity: Entity, passage: Passage) -> bool:
    """Say whether a rival is one of several: "SoftBank and Tencent are among the shareholders"."""
    if _AND_NAME.match(passage.text, entity.end):
        return True
    others = [other for other in passage.entities if other.start >= entity.end and other.kind in ("rival", "company")]
    return bool(others) and bool(JOINED.fullmatch(passage.text[entity.end : others[0].start]))


def _goes_on(course: Course, passage: Passage) -> bool:
    """Say whether a paragraph goes on about the watched firm that the last one came to: "The maker told investors"."""
    unwatched = course.main is not None and course.main.kind == "rival"
    first = passage.entities[0] if passage.entities else None
    stands = first is not None and first.kind == "company_word" and first.role == "agent"
    return unwatched and stands and course.alone is not None and course.alone == course.topic


def _is_left(course: Course, at: int) -> bool:
    """Say whether the text has left its main firm: the paragraph before began with another, and it never comes back."""
    main, topic = course.main, course.topic
    if main is None or topic is None or topic == main or course.section is not None or course.interview:
        return False
    firms = main.kind == "company" and topic.kind == "company" and course.opener == topic
    return firms and course.lasting.get(main.subject, -1) < at


def enter(course: Course, passage: Passage) -> None:
    """Begin a sentence: a new paragraph or item returns to what the whole text is about."""
    sentence = passage.sentence
    labelled = sentence.label_end > sentence.start
    said = passage.text[sentence.start : sentence.label_end].strip(" :：*_").upper() if labelled else ""
    course.interview |= said in ("Q", "问")
    answers = said in ("A", "答")
    later = sentence.paragraph > 1 or (sentence.bullet and course.main)
    if sentence.first and later and not answers:
        if (course.section is not None or course.main is not None) and not _goes_on(course, passage):
            course.before = course.topic
            if not _is_left(course, sentence.start):
                course.topic = course.section or course.main
        elif course.section is None and course.main is None and course.listing:
            course.topic = None
    if sentence.first:
        course.opener = course.topic
    course.listing = (labelled and said not in ("Q", "A", "问", "答")) or sentence.bullet
