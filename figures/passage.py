"""One sentence as the rules see it: clauses, words by class, names with their parts, quantities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from figures.match import Dictionary, Hit
from figures.quantities import Quantity
from figures.rulebook import MetricRule, pattern, rulebook
from figures.sentences import Sentence, borders_between, clause_starts
from figures.subjects import Entity, Name, Watch, role_of, subjects_between

WordHit = Hit[str]


@dataclass(slots=True)
class Passage:
    """A sentence with everything found in it, all by offset."""

    text: str
    small: str
    sentence: Sentence
    clauses: list[int]
    words: dict[str, list[WordHit]]
    entities: list[Entity]
    products: list[Hit[Name]]
    quantities: list[Quantity]
    places: list[WordHit] = field(default_factory=list)

    def borders(self, left: int, right: int) -> int:
        """Return how many clauses start between two offsets."""
        return (
            borders_between(self.clauses, left, right) if left <= right else borders_between(self.clauses, right, left)
        )

    def clause_of(self, at: int) -> tuple[int, int]:
        """Return start and end of the clause that holds an offset."""
        index = bisect_right(self.clauses, at) - 1
        index = max(index, 0)
        end = self.clauses[index + 1] if index + 1 < len(self.clauses) else self.sentence.end
        return self.clauses[index], end

    def hits(self, *tags: str) -> Iterable[WordHit]:
        """Return the hits of some classes of words."""
        for tag in tags:
            yield from self.words.get(tag, ())

    def nearest(self, start: int, end: int, before: int, after: int, *tags: str) -> WordHit | None:
        """Return the hit of these classes nearest to a span, within so many characters before or after it."""
        best: WordHit | None = None
        least = max(before, after) + 1
        for hit in self.hits(*tags):
            gap = start - hit.end if hit.end <= start else hit.start - end if hit.start >= end else 0
            limit = before if hit.end <= start else after
            if gap <= limit and gap < least:
                best, least = hit, gap
        return best

    def between(self, left: int, right: int) -> int:
        """Return how many quantities lie between two offsets."""
        return sum(1 for quantity in self.quantities if left <= quantity.start and quantity.end <= right)


def distance(text: str, left: int, right: int) -> int:
    """Return how far apart two offsets are in characters; a Chinese one counts as two."""
    gap = text[left:right]
    return len(gap) if gap.isascii() else len(gap) + sum(1 for char in gap if char >= "\u3400")


@cache
def word_dictionary(rules: tuple[MetricRule, ...]) -> Dictionary[str]:
    """Compile all words of the rules but the names of rivals."""
    words: list[tuple[str, str]] = []
    for rule in rules:
        words.extend((word, f"metric.{rule.metric.key}.strong") for word in rule.strong)
        words.extend((word, f"metric.{rule.metric.key}.weak") for word in rule.weak)
        words.extend((word, f"counted.{rule.metric.unit}") for word in rule.metric.counted_en + rule.metric.counted_zh)
    for tag, listed in rulebook().words.items():
        if tag not in _NAME_TAGS:
            words.extend((word, tag) for word in listed)
    return Dictionary(words)


_NAME_TAGS = ("rivals.known", "roles.house", "rivals.places", "rivals.forms", "ambiguous.names", "ambiguous.stops")


@cache
def name_dictionary() -> Dictionary[tuple[str, str]]:
    """Compile the names of rivals, research houses and places, as they are spelt."""
    words = rulebook().words
    return Dictionary(
        (word, (tag, word)) for tag in ("rivals.known", "roles.house", "rivals.places") for word in words[tag]
    )


_CAPITALISED = r"[A-Z][A-Za-z0-9&+'-]*[A-Za-z0-9](?: (?:[A-Z][A-Za-z0-9&+-]*|of|&))*"
_EN_FORM = re.compile(
    r"\b((?:[A-Z][\w&+.-]*[ -]){1,3}(?:"
    + "|".join(word for word in rulebook().words["rivals.forms"] if word.isascii())
    + r"))\b(?!-)"
)
_ZH_FORM = pattern("passage.zh_form")
_ZH_GENERIC = pattern("passage.zh_generic")
_NOT_A_NAME = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "By",
        "It",
        "Its",
        "This",
        "That",
        "He",
        "She",
        "They",
        "We",
        "I",
        "But",
        "And",
        "For",
        "From",
        "Of",
        "With",
        "After",
        "Since",
        "While",
        "When",
        "Where",
        "Who",
        "What",
        "Why",
        "How",
        "Robot",
        "Robots",
        "Robotics",
        "Chinese",
        "Japanese",
        "German",
        "American",
        "Korean",
        "European",
        "North",
        "South",
        "New",
        "Up",
        "Down",
        "No",
        "Yes",
        "Revenue",
        "Sales",
        "Profit",
        "Net",
        "Our",
        "Industrial",
        "Surgical",
        "Humanoid",
        "Global",
        "World",
        "International",
        "Chief",
        "Series",
        "Medical",
        "Smart",
        "Intelligent",
        "Artificial",
        "General",
        "Group",
        "Service",
        "Physical",
        "Embodied",
        "Mobile",
        "Warehouse",
        "Collaborative",
        "Quarterly",
        "Annual",
        "Total",
        "Order",
        "Orders",
        "Installed",
        "Operating",
        "Adjusted",
    ]
)


_NO_FIRM_AFTER = pattern("passage.no_firm_after")
_NUMBER_NEXT = pattern("passage.number_next")
_LABEL_WORDS = frozenset(
    [
        "guidance",
        "outlook",
        "highlights",
        "founded",
        "staff",
        "raised",
        "robot",
        "robots",
        "customers",
        "plans",
        "price",
        "prices",
        "fleet",
        "sales",
        "revenue",
        "profit",
        "loss",
        "results",
        "q",
        "a",
        "summary",
        "capacity",
        "orders",
        "backlog",
        "headcount",
        "valuation",
        "funding",
        "note",
        "risk",
        "risks",
        "valuation",
        "tariffs",
        "output",
        "production",
        "cash",
        "total",
        "target",
    ]
)
_PLACES = frozenset(rulebook().words["rivals.places"])


def _is_said_as_spelt(text: str, hit: Hit[tuple[str, str]]) -> bool:
    word = hit.entry[1]
    if not word[0].isascii() or not word[0].isupper():
        return True
    said = text[hit.start : hit.end]
    return said[0].isupper() and (not word.isupper() or said[: len(word)].isupper())


def rival_hits(text: str, small: str, taken: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Return the unwatched names in a text: kind ("rival", "house", "place"), start, end; by list and by form."""
    found: list[tuple[str, int, int]] = []
    kinds = {"rivals.known": "rival", "roles.house": "house", "rivals.places": "place"}
    reach = -1
    starts = [span[0] for span in taken]
    for hit in name_dictionary().find(small):
        if hit.end <= reach or _overlaps(taken, starts, hit.start, hit.end) or not _is_said_as_spelt(text, hit):
            continue
        reach = hit.end
        found.append((kinds[hit.entry[0]], hit.start, hit.end))
    aliases: set[str] = set()
    for match in _EN_FORM.finditer(text):
        words = match.group(1).split()
        while words and words[0] in _NOT_A_NAME:
            words.pop(0)
        if len(words) < 2 and not (words and "-" in words[0]):
            continue
        if words[0] in _PLACES and (len(words) == 2 or _NO_FIRM_AFTER.match(text, match.end(1))):
            continue
        start = match.end(1) - len(" ".join(words))
        if not _overlaps(taken, starts, start, match.end(1)):
            found.append(("rival", start, match.end(1)))
            if len(words[0]) > 3 and words[0] not in _NOT_A_NAME and words[0] not in _PLACES:
                aliases.add(words[0])
    if not text.isascii():
        for match in _ZH_FORM.finditer(text):
            if not _ZH_GENERIC.search(match.group(1)) and not _overlaps(taken, starts, match.start(1), match.end(1)):
                found.append(("rival", match.start(1), match.end(1)))
    _add_unknown(text, found, taken, starts)
    for alias in aliases:
        for again in re.finditer(rf"\b{re.escape(alias)}\b", text):
            if not _overlaps(taken, starts, again.start(), again.end()):
                found.append(("rival", again.start(), again.end()))
    found.sort(key=lambda row: (row[1], -row[2]))
    return found


# A name that begins a sentence and does what firms do is a firm's, where the text writes it with a capital elsewhere too.
_EN_AGENT = pattern("passage.en_agent")
_ZH_LATIN = pattern("passage.zh_latin")
_NO_FIRM = frozenset(
    [
        "IPO",
        "CEO",
        "CFO",
        "CTO",
        "COO",
        "Robotaxi",
        "Robotruck",
        "SCARA",
        "AGV",
        "AMR",
        "GPU",
        "EBITDA",
        "APP",
        "USA",
        "SUV",
    ]
)


# People speak for firms; they are none.
_PERSON = pattern("passage.person")


def _is_name(word: str, said: str, text: str) -> bool:
    """Say whether a word that begins a sentence is a name: an apposition follows it, or it has a capital elsewhere too."""
    if re.search(rf"(?<=[a-z,] ){re.escape(word)}\b", text):
        return True
    return ", " in said and not word.endswith("s") and word.lower() not in text


def _add_unknown(
    text: str, found: list[tuple[str, int, int]], taken: Sequence[tuple[int, int]], starts: Sequence[int]
) -> None:
    """Add names in no list that play a firm's part."""
    known = sorted((start, end) for _, start, end in found)
    known_starts = [start for start, _ in known]
    people: set[str] | None = None
    for match in _EN_AGENT.finditer(text):
        start, end = match.span(1)
        words = match.group(1).split()
        if (
            words[0] in _NOT_A_NAME
            or _overlaps(taken, starts, start, end)
            or _overlaps(known, known_starts, start, end)
        ):
            continue
        if len(words) == 1 and not _is_name(words[0], match.group(), text):
            continue
        if people is None:
            people = {word for who in _PERSON.finditer(text) for word in (who.group(1) or who.group(2)).split()}
        if words[-1] in people:
            continue
        found.append(("rival", start, end))
    if text.isascii():
        return
    for match in _ZH_LATIN.finditer(text):
        start, end = match.span(1)
        free = not _overlaps(taken, starts, start, end) and not _overlaps(known, known_starts, start, end)
        if free and match.group(1) not in _NO_FIRM and text[end : end + 1] > "\u2e80":
            found.append(("rival", start, end))


def _overlaps(taken: Sequence[tuple[int, int]], starts: Sequence[int], start: int, end: int) -> bool:
    index = bisect_left(starts, end)
    return any(first < end and start < last for first, last in taken[max(0, index - 3) : index])


_ADJECTIVE_OF_FIRM = pattern("passage.adjective_of_firm")


_ZH_SITE_OF_FIRM = pattern("passage.zh_site_of_firm")


def entities_of(
    text: str,
    sentence: Sentence,
    names: Sequence[Hit[Name]],
    rivals: Sequence[tuple[str, int, int]],
    words: dict[str, list[WordHit]],
    watch: Watch,
) -> list[Entity]:
    """Return who is named in a sentence, in order; words that stand for a name included."""
    found: list[Entity] = []
    line = sentence.start
    for subject, start, end in subjects_between(names, sentence.start, sentence.end, watch):
        kind = watch.by_name[subject].kind
        role = role_of(text, start, end, line)
        if kind == "market" and role == "oblique" and not _AWAY.search(text, max(line, start - 24), start):
            role = "agent"
        if kind == "market" and (_ADJECTIVE_OF_FIRM.match(text, end) or _ZH_SITE_OF_FIRM.match(text, end)):
            continue
        found.append(Entity(kind, subject, start, end, role))
    low = bisect_left(names, sentence.start, key=lambda hit: hit.start)
    for hit in names[low:]:
        if hit.start >= sentence.end:
            break
        if hit.entry.kind == "product" and not any(e.start <= hit.start and hit.end <= e.end for e in found):
            found.append(Entity("company", hit.entry.subject, hit.start, hit.end, _product_role(text, hit, line)))
    markets = {entity.start for entity in found if entity.kind == "market"}
    low = bisect_left(rivals, sentence.start, key=lambda row: row[1])
    for kind_name, start, end in rivals[low:]:
        if start >= sentence.end:
            break
        if kind_name == "place" and start in markets:
            continue
        found.append(Entity(kind_name, "", start, end, role_of(text, start, end, line)))  # type: ignore[arg-type]
    for tag, kind_word in (
        ("anaphors.company", "company_word"),
        ("anaphors.pronoun", "pronoun"),
        ("anaphors.market", "market_word"),
        ("anaphors.parent", "parent"),
    ):
        for hit in words.get(tag, ()):
            if tag == "anaphors.company" and not _stands_alone(text, hit.start, hit.end):
                continue
            if tag == "anaphors.pronoun" and text[hit.start : hit.end].isupper() and hit.end - hit.start > 1:
                continue  # US, IT
            if not any(
                e.start <= hit.start and hit.end <= e.end and e.kind in ("company", "rival", "house") for e in found
            ):
                person = text[hit.start : hit.end].lower() in _PERSONS
                role = role_of(text, hit.start, hit.end, line)
                found.append(Entity(kind_word, "", hit.start, hit.end, role, person))  # type: ignore[arg-type]
    for match in _COMPANY_WORD.finditer(text, line, sentence.end):
        if not any(e.start < match.end() and match.start() < e.end for e in found):
            found.append(
                Entity("company_word", "", match.start(), match.end(), role_of(text, match.start(), match.end(), line))
            )
    for match in _SEVERAL.finditer(text, line, sentence.end):
        found.append(Entity("rival", "", match.start(), match.end(), "agent"))
    found.sort(key=lambda entity: (entity.start, -entity.end))
    return _listed(text, _unlabelled(text, sentence, found, words))


# 公司 after these is "the company"; after other characters it is a part of another word: 上市公司, 一家公司.
_BEFORE_COMPANY = frozenset(
    "该本在而且对据使令为和与由称示到让给以及时日后前年月并但若则随中底末是,、。；：:;“” \n\t)）(（"
)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether 公司 or 集团 stands for the firm in question."""
    if text[start:end] not in ("公司", "集团"):
        return True
    return start == 0 or text[start - 1] in _BEFORE_COMPANY or text[start - 1].isdigit()


# "the two firms together": several at once
_SEVERAL = pattern("passage.several")
# "the British company", "the Bundang-based company", "the cobot maker"
_COMPANY_WORD = pattern("passage.company_word")


def _unlabelled(text: str, sentence: Sentence, found: list[Entity], words: dict[str, list[WordHit]]) -> list[Entity]:
    """Take the label of an item as an unwatched name where it holds neither a name nor a word of a metric."""
    start, end = sentence.start, sentence.label_end
    if end <= start or any(entity.start < end for entity in found):
        return found
    said = text[start:end].strip(" -*•●_:：\t")
    if any(
        tag.startswith(("metric", "counted")) and any(hit.start < end for hit in hits) for tag, hits in words.items()
    ):
        return found
    latin = re.fullmatch(r"[A-Z][\w+.&'-]*(?: [A-Z][\w+.&'-]*){0,3}", said)
    chinese = sentence.bullet and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{2,10}", said)
    if not (latin or chinese) or said.split(" ")[0] in _NOT_A_NAME or said.split(" ")[0].lower() in _LABEL_WORDS:
        return found
    if latin and not _NUMBER_NEXT.match(text, end):
        return found
    if latin and re.fullmatch(r"[A-Z]+", said) and len(said) > 4:
        return found
    return [Entity("rival", "", start, end, "agent"), *found]


# A market after these is not what the number is about; after "around", "across", "in" it is.
_AWAY = pattern("passage.away")


_PERSONS = frozenset({"he", "she", "his", "her", "i", "we", "our", "us", "他", "她", "我们"})


def _product_role(text: str, hit: Hit[Name], line: int) -> str:  # type: ignore[return]
    role = role_of(text, hit.start, hit.end, line)
    return "agent" if role == "owner" else role


_JOIN = re.compile(r"(?:,|、|,? (?:and|or)|和|与|及|以及|/)\s*(?:the |its )?$")


def _listed(text: str, entities: list[Entity]) -> list[Entity]:
    """Let a name in a list play the part of the name before it."""
    for index in range(1, len(entities)):
        last, this = entities[index - 1], entities[index]
        if (
            last.role == "oblique"
            and this.role == "agent"
            and this.kind in ("company", "rival", "house")
            and this.start - last.end <= 8
            and _JOIN.fullmatch(text[last.end : this.start].lstrip())
        ):
            entities[index] = this._replace(role="oblique")
    return entities


def clauses_of(text: str, sentence: Sentence) -> list[int]:
    """Return where clauses start."""
    return clause_starts(text, sentence)
