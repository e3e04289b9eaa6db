"""Who is named in a sentence and which part each plays: firms, markets, rivals, and the words that stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from figures.match import Hit
from figures.passage import Passage, WordHit
from figures.rivals import NOT_A_NAME, RivalHit
from figures.rulebook import pattern
from figures.sentences import Sentence
from figures.subjects import Entity, EntityKind, Name, Role, Watch, narrowest, role_of, subjects_in

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
        "machines",
        "people",
        "money",
        "employees",
        "systems",
        "units",
        "shipments",
        "deliveries",
        "companies",
        "firms",
        "rank",
        "market",
        "share",
        "customers",
        "losses",
        "costs",
        "earnings",
        "margin",
        "growth",
        "deals",
        "rounds",
        "investors",
        "hospitals",
        "procedures",
        "operations",
        "installations",
        "exports",
        "imports",
        "demand",
        "workforce",
        "jobs",
        "hiring",
        "dividend",
        "forecast",
        "targets",
        "goal",
        "goals",
        "aim",
        "aims",
        "payroll",
        "financing",
        "loss",
        "debt",
        "turnover",
        "by",
    ]
)
_FIRM_TAIL = pattern("passage.firm_tail")
_SINCE_THEN = pattern("passage.since_then")
_ADJECTIVE_OF_FIRM = pattern("passage.adjective_of_firm")
_ZH_SITE_OF_FIRM = pattern("passage.zh_site_of_firm")


@dataclass(slots=True)
class Names:
    """What a sentence names: watched names, unwatched ones, and words that stand for a name."""

    watched: Sequence[Hit[Name]]
    rivals: Sequence[RivalHit]
    standing: Sequence[WordHit]


def entities_of(passage: Passage, names: Names, watch: Watch) -> list[Entity]:
    """Return who is named in a sentence, in order; words that stand for a name included."""
    if not (names.watched or names.rivals or names.standing):
        return _unlabelled(passage, [])
    text, sentence = passage.text, passage.sentence
    words: dict[str, list[WordHit]] = {}
    for hit in names.standing:
        words.setdefault(hit.entry, []).append(hit)
    found = list(_subjects(text, sentence, names.watched, watch))
    found.extend(_products(text, sentence, names.watched, found))
    markets = {entity.start for entity in found if entity.kind == "market"}
    for start, end, kind in names.rivals:
        if _IN_COMPOUND.match(text, end):
            continue  # OpenAI-backed
        if kind == "place" and not text[sentence.start : start].strip() and _DATELINE.match(text, end):
            continue  # "SHENZHEN, Nov. 25 — Robot exports by Shenzhen"
        if kind != "place" or start not in markets:
            role = role_of(text, start, end, sentence.start)
            role = _beside(text, sentence.start, start, end, role)
            house = kind == "rival" and _HOUSE_BY_ACT.match(text, end) is not None
            if kind == "rival" and text[start] > "\u2e80" and _SINCE_THEN.match(text, end):
                role = "oblique"  # 美的入主以来
            if kind == "rival" and _OVERTAKEN.search(text, max(sentence.start, start - 16), start):
                role = "oblique"
            if kind == "rival" and not house and _RECEIVES.search(text, max(sentence.start, start - 12), start):
                role = "oblique"
            found.append(Entity("house" if house else kind, "", start, end, role))
    found.extend(_standing(text, sentence, words, found))
    if words.get("anaphors.noun"):
        found.extend(_described(text, sentence, found))
    found.sort(key=lambda entity: (entity.start, -entity.end))
    heads = {entity.start for entity in found if entity.kind == "company"}
    heads |= {entity.start for entity in found if entity.kind == "rival" and text[entity.start] > "\u2e80"}
    found = [e for e in found if e.kind not in ("rival", "parent") or e.end not in heads]  # 美的库卡, 同行安川
    return _listed(text, _unlabelled(passage, found))


def _subjects(text: str, sentence: Sentence, watched: Sequence[Hit[Name]], watch: Watch) -> Iterator[Entity]:
    """Yield the watched firms and markets; a place that only describes a firm is no market."""
    line = sentence.start
    for subject, start, end in narrowest(subjects_in(watched, watch), watched):
        kind = watch.by_name[subject].kind
        role = role_of(text, start, end, line)
        if kind == "market" and role == "oblique":
            near = max(line, start - 24)
            if not _AWAY.search(text, near, start) or _TRADE_OF.search(text, max(line, start - 60), start):
                role = "agent"
        if kind == "market" and _SUPERLATIVE.match(text, end):
            continue
        if kind == "company" and (_acts_otherwise(text, end) or _OVERTAKEN.search(text, max(line, start - 16), start)):
            role = "oblique"
        doer = kind == "company" and _HAS_DONE.match(text, end) and _DOES_TO.search(text, max(line, start - 40), start)
        if doer:
            role = "oblique"
            yield Entity("rival", "", doer.start(), doer.start() + 3, "agent")  # "A start-up that copies Symbotic has"
        stranger = _STRANGER.match(text, end) if kind == "company" else None
        if stranger:
            yield Entity("rival", "", start, stranger.end(), role_of(text, start, end, line))
            role = "oblique"
        role = _beside(text, line, start, end, role)
        tail = _FIRM_TAIL.match(text, end) if kind == "company" and end < len(text) and text[end] > "\u2e80" else None
        opens = not text[line:start].strip()
        describes = (
            (opens and _DATELINE.match(text, end))
            or _ADJECTIVE_OF_FIRM.match(text, end)
            or _ZH_SITE_OF_FIRM.match(text, end)
        )
        if kind == "company" or not describes:
            yield Entity(kind, subject, start, tail.end() if tail else end, role)


def _acts_otherwise(text: str, end: int) -> bool:
    """Say whether somebody else acts than the firm whose name ends here, and not one who sells or uses its robots."""
    return _SOMEBODY_ELSE.match(text, end) is not None and _DEALERS.match(text, end) is None


def _products(text: str, sentence: Sentence, watched: Sequence[Hit[Name]], found: Sequence[Entity]) -> Iterator[Entity]:
    """Yield the makers that a model's name stands for."""
    for hit in watched:
        if hit.entry.kind == "product" and not any(e.start <= hit.start and hit.end <= e.end for e in found):
            role = role_of(text, hit.start, hit.end, sentence.start)
            yield Entity("company", hit.entry.subject, hit.start, hit.end, "agent" if role == "owner" else role)


_STANDING: tuple[tuple[str, EntityKind], ...] = (
    ("anaphors.company", "company_word"),
    ("anaphors.pronoun", "pronoun"),
    ("anaphors.market", "market_word"),
    ("anaphors.parent", "parent"),
)


def _standing(
    text: str, sentence: Sentence, words: dict[str, list[WordHit]], found: Sequence[Entity]
) -> Iterator[Entity]:
    """Yield the words that stand for a name, where they are no part of one."""
    named = [e for e in found if e.kind in ("company", "rival", "house")]
    for tag, kind in _STANDING:
        for hit in words.get(tag, ()):
            if not _stands(text, hit, tag) or any(e.start <= hit.start and hit.end <= e.end for e in named):
                continue
            if kind == "parent" and _is_apposed(text, hit.start, named):
                continue  # "Figure, a rival that raised …"
            said = text[hit.start : hit.end].lower()
            role = role_of(text, hit.start, hit.end, sentence.start)
            yield Entity(kind, "", hit.start, hit.end, role, said in _PERSONS, said in _SPEAKERS)


_WHOLLY_OWNED = frozenset({"全资", "控股", "下属", "旗下"})  # what such a 子公司 wins its parent wins


def _stands(text: str, hit: WordHit, tag: str) -> bool:
    """Say whether a word stands for a name here: not US for us, 上市公司 for 公司, "the market leader" for a market."""
    if tag == "anaphors.company":
        return _stands_alone(text, hit.start, hit.end)
    if tag == "anaphors.parent" and text[max(0, hit.start - 2) : hit.start] in _WHOLLY_OWNED:
        return False
    if tag == "anaphors.pronoun":
        return hit.end - hit.start == 1 or not text[hit.start : hit.end].isupper()
    return tag != "anaphors.market" or not _NO_MARKET.match(text, hit.end)


def _described(text: str, sentence: Sentence, found: Sequence[Entity]) -> Iterator[Entity]:
    """Yield firms told by what they are: "the British company", "the two firms", "a Danish start-up"."""
    line, told = sentence.start, list(found)
    strangers = list(_found(_SOME_FIRM, text, sentence))
    told.extend(Entity("rival", "", match.start(), match.end(), "agent") for match in strangers)
    for match in _COMPANY_WORD.finditer(text, line, sentence.end):
        free = not any(e.start < match.end() and match.start() < e.end and e.kind not in _WHERE for e in told)
        if free and not _ADVISER.search(match.group()) and not _BODY.match(text, match.end()):
            role = role_of(text, match.start(), match.end(), line)
            part = match.group().endswith(_PARTS)
            told.append(Entity("company_word", "", match.start(), match.end(), role, part=part))
            yield told[-1]
    for match in _found(_SEVERAL, text, sentence):
        told.append(Entity("rival", "", match.start(), match.end(), "agent"))
        yield told[-1]
    for match in strangers:
        if not _is_apposed(text, match.start(), told):
            yield Entity("rival", "", match.start(), match.end(), "agent")


def _found(sides: Sequence[re.Pattern[str]], text: str, sentence: Sentence) -> Iterator[re.Match[str]]:
    """Yield what the English side of a construction matches in a sentence; the Chinese one where it can."""
    for side in sides[:1] if text.isascii() else sides:
        yield from side.finditer(text, sentence.start, sentence.end)


_BODY = re.compile(
    r"['’]s? (?:[a-z-]+ )?(?:association|federation|lobby|union|body|organisation|organization|institute)\b"
)
_PARTS = ("subsidiary", "spin-off", "daughter")
_WHERE = frozenset({"place", "market"})  # "the Shenzhen supplier" is a firm all the same


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
_SEVERAL = (pattern("passage.several"), pattern("passage.zh_several"))
# "the British company", "the Bundang-based company", "the cobot maker"
_COMPANY_WORD = pattern("passage.company_word")


_DATELINE = pattern("passage.dateline")
_SUPERLATIVE = pattern("passage.superlative")
_DEALERS = pattern("passage.dealers")
_SOMEBODY_ELSE = pattern("passage.somebody_else")
_STRANGER = pattern("passage.stranger")
_DOES_TO, _HAS_DONE = pattern("passage.does_to"), pattern("passage.has_done")
_OVERTAKEN = pattern("passage.overtaken")
_RECEIVES = pattern("passage.receives")
_IN_COMPOUND = re.compile(r"-(?:backed|owned|led|based|listed|funded|controlled|invested|style|supplied|built|made)\b")
_ADVISER = pattern("passage.adviser")
_NO_MARKET = pattern("passage.no_market")
_SOME_FIRM = (pattern("passage.some_firm"), pattern("passage.zh_some_firm"))


_HOUSE_BY_ACT = pattern("passage.house_by_act")
_GAPPED = pattern("passage.gapped")
_BESIDE = pattern("passage.beside")


def _beside(text: str, line: int, start: int, end: int, role: Role) -> Role:
    """Return the part of a name that a number of its own follows: "followed by Fanuc on 6,600"."""
    gapped = (
        role in ("oblique", "of") and _GAPPED.match(text, end) and _BESIDE.search(text, max(line, start - 24), start)
    )
    return "agent" if gapped else role


def _is_apposed(text: str, start: int, found: Sequence[Entity]) -> bool:
    """Say whether "a maker of robots with 120 employees" only tells what the name before it is."""
    return _SHOWS.search(text, max(0, start - 24), start) is not None or any(
        entity.kind in ("company", "company_word", "pronoun")
        and entity.end <= start
        and re.fullmatch(
            r",? (?:(?:is|was|as|became|becomes|remains) )?|,?(?:是|为|作为|系)?", text[entity.end : start]
        )
        for entity in found
    )


_SHOWS = pattern("passage.shows")


def _unlabelled(passage: Passage, found: list[Entity]) -> list[Entity]:
    """Take the label of an item as an unwatched name where it holds neither a name nor a word of a metric."""
    text, sentence = passage.text, passage.sentence
    start, end = sentence.start, sentence.label_end
    if end <= start or any(entity.start < end for entity in found):
        return found
    said = re.sub(r"[*_]* ?\([^()]*\)$", "", text[start:end].strip(" -–—*•●_:：\t")).strip("*_ ")
    if any(
        tag.startswith(("metric", "counted")) and any(hit.start < end for hit in hits)
        for tag, hits in passage.words.items()
    ):
        return found
    latin = re.fullmatch(r"[A-Z][\w+.&'-]*(?: [A-Z][\w+.&'-]*){0,3}", said)
    chinese = sentence.bullet and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{2,10}", said)
    if not (latin or chinese) or said.split(" ")[0] in NOT_A_NAME or said.split(" ")[0].lower() in _LABEL_WORDS:
        return found
    if latin and not _NUMBER_NEXT.match(text, end):
        return found
    if latin and re.fullmatch(r"[A-Z]+", said) and len(said) > 4:
        return found
    return [Entity("rival", "", start, end, "agent"), *found]


# A market after these is not what the number is about; after "around", "across", "in" it is.
_AWAY = pattern("passage.away")
# "exports of industrial robots from Japan": the trade is the place's own
_TRADE_OF = pattern("passage.trade_of")
_SPEAKERS = frozenset({"i", "we", "our", "us", "我们"})
_PERSONS = frozenset({"he", "she", "his", "her", "i", "we", "our", "us", "他", "她", "我们"})


_JOIN = re.compile(
    r"(?:,|、|,? ?(?:and|or|plus|as well as|along with|together with)(?: (?:newcomers?|others?|its|the|both))?"
    r"|和|与|及|以及|/)\s*(?:the |its )?$"
)


def _listed(text: str, entities: list[Entity]) -> list[Entity]:
    """Let a name in a list play the part of the name before it."""
    for index, this in enumerate(entities):
        if this.role == "agent" and (
            (index > 0 and _goes_on(text, entities[index - 1], this)) or _closes_list(text, this)
        ):
            entities[index] = this._replace(role="oblique")
    return entities


def _goes_on(text: str, last: Entity, this: Entity) -> bool:
    """Say whether a name only adds to one that does not act: "from Google, Mercedes-Benz and Jabil"."""
    if last.role != "oblique" or this.kind not in ("company", "rival", "house"):
        return False
    near = this.start - last.end <= _JOIN_REACH
    return near and _JOIN.fullmatch(text[last.end : this.start].lstrip()) is not None


_JOIN_REACH = 24  # characters between two names of a list: ", as well as newcomers "
_LIST_REACH = 100  # characters from the preposition that leads a list to its last name
_CLOSES_LIST = pattern("passage.closes_list")


def _closes_list(text: str, name: Entity) -> bool:
    """Say whether a name ends a list that a preposition leads, whose other names nobody knows: "led by Hof and EQT"."""
    if name.kind not in ("rival", "house") or not text.endswith(("and ", "plus ", "& "), 0, name.start):
        return False
    if _GAPPED.match(text, name.end):
        return False
    return _CLOSES_LIST.search(text, max(0, name.start - _LIST_REACH), name.start) is not None
