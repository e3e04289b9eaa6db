"""Hedges: more than, less than, about; read from the words right before and after a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from figures.lexicon import read_rules
from models.values import Qualifier

_WINDOW = 44
_DETERMINERS = frozenset(
    {"a", "an", "the", "its", "their", "another", "additional", "total", "record", "further", "whopping"}
)
# "Below the 46.5 billion yen that analysts expected" compares; "pass the 700,000 mark" hedges.
_DEFINITE = frozenset({"the", "its", "their"})
_MARK = re.compile(r"\b(?:mark|threshold|barrier|milestone|line|level)\b", re.IGNORECASE)
# 72台来自海外; 比去年的341台多了一成六
_GOES_ON = {"来": ("自", "源", "到"), "多": ("了", "出", "于", "卖", "赚")}
_LIGHT_VERBS = frozenset("是为在有达到合占")
_LIMIT = re.compile(r"(最多|至多|顶多|至少|最少|起码|最高)(?:可以?|能|要|会|需)?[\u4e00-\u9fff]{1,3}\Z")
_VERB_ENDS = frozenset("付产配造出售卖线成货产容做建买装送运资募筹")
_OPENING = "\"'([•*-—:"
_CLASSES: tuple[Qualifier, ...] = ("more_than", "less_than", "about")


@dataclass(slots=True)
class _Hedges:
    before: dict[tuple[str, ...], Qualifier] = field(default_factory=dict)
    last_words: frozenset[str] = frozenset()
    before_zh: dict[str, Qualifier] = field(default_factory=dict)
    last_zh: frozenset[str] = frozenset()
    after: dict[str, list[tuple[str, Qualifier]]] = field(default_factory=dict)  # first character → phrases
    not_zh: tuple[str, ...] = ()
    not_en: re.Pattern[str] = re.compile("")
    far_zh: re.Pattern[str] = re.compile("")


@cache
def _hedges() -> _Hedges:
    rules = read_rules("qualifiers.toml")
    made = _Hedges()
    after: dict[str, Qualifier] = {}
    after_zh: dict[str, Qualifier] = {}
    for name in _CLASSES:
        made.before |= {tuple(phrase.lower().split()): name for phrase in rules[name]["before_en"]}
        made.before_zh |= dict.fromkeys(rules[name]["before_zh"], name)
        after |= dict.fromkeys(rules[name]["after_en"], name)
        after_zh |= dict.fromkeys(rules[name]["after_zh"], name)
    for phrase, qualifier in sorted((after | after_zh).items(), key=lambda item: -len(item[0])):
        made.after.setdefault(phrase[0], []).append((phrase, qualifier))
    made.last_words = frozenset(words[-1] for words in made.before)
    made.last_zh = frozenset(word[-1] for word in made.before_zh) | _LIGHT_VERBS | _VERB_ENDS
    made.not_zh = tuple(rules["not_hedges"]["zh"])
    made.not_en = re.compile("(?:" + "|".join(rules["not_hedges"]["en"]) + r")\Z")
    made.far_zh = re.compile("(?:" + "|".join(rules["about"]["far_zh"]) + r")[^,。;、\d]{1,10}的\Z")
    return made


def hedge_before(text: str, start: int) -> Qualifier | None:
    """Return the hedge whose words end right before `start`."""
    made = _hedges()
    stop = start
    while stop and start - stop < 2 and text[stop - 1] == " ":
        stop -= 1
    if not stop:
        return None
    last = text[stop - 1]
    if last == "的":
        return "about" if made.far_zh.search(text, max(0, stop - 16), stop) else None
    if last == "~" and stop > 1 and not text[stop - 2].isspace() and text[stop - 2] not in "(:,、":
        return None  # a range
    if last in made.last_zh:
        return _chinese_before(made, text[max(0, stop - 8) : stop])
    if last == "-" and text[stop - 2 : stop - 1].isalpha():  # "sub-$20,000"
        stop -= 1
    elif not (last.isalpha() or last in "~≈.<>=≥≤"):
        return None
    return _english_before(made, text[max(0, stop - _WINDOW) : stop].lower(), text[start : start + _WINDOW])


def _chinese_before(made: _Hedges, window: str) -> Qualifier | None:
    for length in range(min(6, len(window)), 0, -1):
        found = made.before_zh.get(window[-length:])
        if found:
            return None if window.endswith(made.not_zh) else found
    if window[-1] in _LIGHT_VERBS and window[-3:-1] in made.before_zh:  # 大约是, 大概在
        return made.before_zh[window[-3:-1]]
    far = _LIMIT.search(window)  # 最多装配120台, 至少要交付500台
    return made.before_zh.get(far.group(1)) if far else None


def _english_before(made: _Hedges, window: str, follows: str) -> Qualifier | None:
    words = window.split()
    definite = False
    while words and words[-1] in _DETERMINERS:
        definite = definite or words[-1] in _DEFINITE
        words.pop()
    if not words or words[-1].lstrip(_OPENING) not in made.last_words:
        return None
    for length in range(min(5, len(words)), 0, -1):
        found = made.before.get((words[-length].lstrip(_OPENING), *words[len(words) - length + 1 :]))
        if found and (not definite or _MARK.search(follows)) and not made.not_en.search(" ".join(words)):
            return found
    return None


def hedge_after(text: str, end: int) -> Qualifier | None:
    """Return the hedge whose words begin right after `end`."""
    at = end
    while at < end + 2 and text[at : at + 1] in (" ", ","):
        at += 1
    phrases = _hedges().after.get(text[at : at + 1].lower())
    if not phrases:
        return None
    ahead = text[at : at + 24].lower()
    if ahead.startswith(("around the ", "around its ")):
        return None  # "10,000 machines around the globe"
    for phrase, qualifier in phrases:
        if ahead.startswith(phrase) and _ends_well(phrase, ahead[len(phrase) :], adjoining=at == end):
            return qualifier
    return None


_PLUS = ("plus", "+")


def _ends_well(phrase: str, rest: str, *, adjoining: bool) -> bool:
    """Say whether a hedge stands as a word, and no plus or comma begins another number."""
    if phrase[-1] > "\u2e80" or phrase[0] == "(":
        return adjoining and rest[:1] not in _GOES_ON.get(phrase, ())
    if phrase in _PLUS:
        return (adjoining or phrase == "plus") and not rest.strip(" ")[:1].isdigit() and "$" not in rest[:3]
    return not rest[:1].isalnum()
