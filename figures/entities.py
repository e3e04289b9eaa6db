"""Who is named in a sentence and which part each plays: firms, markets, rivals, and the words that stand for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from figures.match import Hit
from figures.passage import WordHit
from figures.rivals import NOT_A_NAME
from figures.rulebook import pattern
from figures.sentences import Sentence
from figures.subjects import Entity, Name, Watch, role_of, subjects_between

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
            if tag == "anaphors.market" and _NO_MARKET.match(text, hit.end):
                continue  # "the market leader"
            if not any(
                e.start <= hit.start and hit.end <= e.end and e.kind in ("company", "rival", "house") for e in found
            ):
                person = text[hit.start : hit.end].lower() in _PERSONS
                role = role_of(text, hit.start, hit.end, line)
                found.append(Entity(kind_word, "", hit.start, hit.end, role, person))  # type: ignore[arg-type]
    for match in _COMPANY_WORD.finditer(text, line, sentence.end):
        if not _ADVISER.search(match.group()) and not any(
            e.start < match.end() and match.start() < e.end for e in found
        ):
            found.append(
                Entity("company_word", "", match.start(), match.end(), role_of(text, match.start(), match.end(), line))
            )
    for match in _SEVERAL.finditer(text, line, sentence.end):
        found.append(Entity("rival", "", match.start(), match.end(), "agent"))
    for match in _SOME_FIRM.finditer(text, line, sentence.end):
        if not _is_apposed(text, match.start(), found):
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


_ADVISER = pattern("passage.adviser")
_NO_MARKET = pattern("passage.no_market")
_SOME_FIRM = pattern("passage.some_firm")


def _is_apposed(text: str, start: int, found: Sequence[Entity]) -> bool:
    """Say whether "a maker of robots with 120 employees" only tells what the name before it or the whole sentence is."""
    return any(
        entity.kind in ("company", "company_word", "pronoun")
        and entity.end <= start
        and re.fullmatch(r",? (?:(?:is|was|as|became|becomes|remains) )?", text[entity.end : start])
        for entity in found
    )


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
    if not (latin or chinese) or said.split(" ")[0] in NOT_A_NAME or said.split(" ")[0].lower() in _LABEL_WORDS:
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
