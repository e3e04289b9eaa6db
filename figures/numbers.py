"""Numerals as written: digits with any separators, English number words, Chinese numerals, each with its scale."""

from __future__ import annotations

import re
from typing import NamedTuple

# No news tells a number of more digits than this; account numbers and keys do.
_LONGEST_NUMBER = 24


class Numeral(NamedTuple):
    """A numeral in a text: what it is worth, and the scale word that a neighbour may share."""

    start: int
    end: int
    value: float
    scale: float = 1.0  # of its last scale word: 1e9 in "3 billion", 1e4 in 三千五百万
    high: float | None = None  # of 八九亿, "eight or nine hundred million"
    more: bool = False  # 余, 多 or 几 inside: 三百余万
    shift: bool = False  # glued small letter that may mean metres: "50m"
    words: bool = False  # written without digits


# ── digits ─────────────────────────────────────────────────────────────────────────────────────────────────────────

DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+|'[0-9]{3}(?![0-9]))*")
_SWISS = re.compile(r"[0-9]{1,3}(?:'[0-9]{3})+(?:\.[0-9]+)?\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?\Z")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+,[0-9]{1,2}|(?:\.[0-9]{3}){2,})\Z")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,4},[0-9]{1,2}\Z")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?")
_FIRST = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}(?![0-9]))+(?:\.[0-9]+(?![0-9.]))?|[0-9]+(?:\.[0-9]+(?!\.?[0-9]))?")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}

_EN_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7,
    "lac": 1e5, "mln": 1e6, "mil": 1e6, "mio": 1e6, "mn": 1e6, "mm": 1e6, "m": 1e6, "k": 1e3, "bn": 1e9, "bln": 1e9,
    "bil": 1e9, "b": 1e9, "mrd": 1e9, "tn": 1e12, "trn": 1e12, "tln": 1e12, "t": 1e12, "cr": 1e7, "dozen": 12.0,
    "mill": 1e6, "tr": 1e12, "thou": 1e3,
}  # fmt: skip
_SCALE_WORD = re.compile(
    r"[ -]{0,2}(?:(hundred|thousand|million|billion|trillion|dozen|lakh|crore|lac|[Mm](?:ln|io|rd|n|il)|MM|[Bb](?:ln|n|il)|"
    r"[Tt](?:ln|rn|n)|[Cc]r)s?(?:\.(?= [a-z€$£]))?(?![A-Za-z0-9])|(?<=[0-9])(k|K|m|M|mm|b|B|t|T)(?![A-Za-z0-9'²³]|/(?:s|h|min)))",
    re.IGNORECASE,
)
_ZH_SCALES = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "亿": 1e8,
    "兆": 1e12,
    "佰": 1e2,
    "仟": 1e3,
    "w": 1e4,
    "W": 1e4,
    "拾": 1e1,
}
_ZH_SCALE = re.compile(
    r" ?([余多几来]?)((?:[十百千佰仟]?(?:万亿|万万|[万亿兆])|[百千十佰仟](?![里米年天月分强]|日(?![元圆币]))))"
)
_ZH_W = re.compile(r"[wW](?=[元块人台左以起美港辆套多余+])|(?<=[\u4e00-\u9fff][0-9])[wW](?=[,。、;)]|$)")
_FOUR_MORE = re.compile(r"[0-9]{4}(?![0-9.,年月/-])")
_NEXT_PART = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=[十百千]?[万亿]|[百千十])")


def scale_of(word: str) -> float:
    """Return what a Chinese scale word such as 千万 or 万亿 multiplies by."""
    factor = 1.0
    for character in word:
        factor *= _ZH_SCALES[character]
    return factor


def _plain(written: str) -> tuple[float, int] | None:
    """Return value and length of the first number in a run of digits and separators; None if it has too many digits."""
    if len(written) > _LONGEST_NUMBER:
        return None
    if written.isdigit():
        return float(written), len(written)
    if _GROUPED.match(written) or _INDIAN.match(written):
        return float(written.replace(",", "")), len(written)
    if _SWISS.match(written):
        return float(written.replace("'", "")), len(written)
    if _EUROPEAN.match(written):
        return float(written.replace(".", "").replace(",", ".")), len(written)
    first = _FIRST.match(written)
    assert first is not None  # a run begins with a digit
    return float(first.group().replace(",", "")), first.end()


def digits_at(text: str, start: int) -> Numeral | None:
    """Return the numeral whose digits begin at `start`, scale included; None if no number has so many digits."""
    run = DIGITS.match(text, start)
    assert run is not None
    plain = _plain(run.group())
    if plain is None:
        return None
    value, length = plain
    end = start + length
    if length < run.end() - start and _DECIMAL_COMMA.match(run.group()) and _measured(text, run.end()):
        value, end = float(run.group().replace(",", ".")), run.end()
    if text[end : end + 1] == " " and (spaced := _SPACED.match(text, start)) and _spaced_is_one(text, spaced):
        value, end = float(spaced.group().replace(" ", "").replace(",", ".")), spaced.end()
    if start and text[start - 1] == "." and not text[start - 2 : start - 1].isalnum():
        value, start = value / 10 ** (end - start), start - 1
    follow = text[end : end + 1]
    if follow in _GLYPHS and follow:
        value, end = value + _GLYPHS[follow], end + 1
    scaled = _scale(text, end)
    if scaled is None:
        return Numeral(start, end, value)
    return _with_scale(text, start, value, scaled)


_MEASURED = re.compile(r" ?(?:%|€|percent|per cent|Prozent|euro)", re.IGNORECASE)


def _measured(text: str, end: int) -> bool:
    """Say whether a scale word or unit stands at `end`, so that the comma before was a decimal one."""
    return _scale(text, end) is not None or _MEASURED.match(text, end) is not None


def _spaced_is_one(text: str, spaced: re.Match[str]) -> bool:
    """Tell "1 234 567", "€14 900" and "40 000 euros" from two numbers side by side."""
    if spaced.start() and text[spaced.start() - 1] in "$€£¥₩":
        return True
    return spaced.group().count(" ") > 1 or bool(
        re.match(r" ?[€$£%]| (?:euro|yuan|dollar|kr|robot|unit)", text[spaced.end() :][:9])
    )


def _scale(text: str, end: int) -> tuple[float, int, str] | None:
    """Return factor, end and written form of the scale word at `end`."""
    follow = text[end : end + 1]
    if not follow:
        return None
    if follow == " ":
        follow = text[end + 1 : end + 2]
    if follow > "\u3000":
        found = _ZH_SCALE.match(text, end)
        return (scale_of(found.group(2)), found.end(), found.group(1) or "zh") if found else None
    if follow in "wW" and _ZH_W.match(text, end):
        return 1e4, end + 1, "zh"
    if not (follow.isalpha() or follow == "-"):
        return None
    found = _SCALE_WORD.match(text, end)
    if found is None:
        return None
    word = found.group(1) or found.group(2)
    return _EN_SCALES[word.lower()], found.end(), word


def _with_scale(text: str, start: int, value: float, scaled: tuple[float, int, str]) -> Numeral:
    factor, end, word = scaled
    total = value * factor
    more = word in "余多几来"
    if word == "zh":
        last = factor
        while (part := _NEXT_PART.match(text, end)) and (then := _scale(text, part.end())) and then[0] < last:
            total, end, last = total + float(part.group()) * then[0], then[1], then[0]
        if last == 1e4 and text[end - 1] == "万" and (four := _FOUR_MORE.match(text, end)):  # 3万4000
            total, end = total + float(four.group()), four.end()
        return Numeral(start, end, _tidy(total), factor)
    return Numeral(start, end, _tidy(total), factor, more=more, shift=word == "m")


def _tidy(value: float) -> float:
    """Round away what binary fractions add: 1.1e9 instead of 1100000000.0000002."""
    return float(f"{value:.15g}")


# ── English words ──────────────────────────────────────────────────────────────────────────────────────────────────

_ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen").split()  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: float(number) for number, word in enumerate(_ONES)} | {
    word: 10.0 * (i + 2) for i, word in enumerate(_TENS)
}
_LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7, "dozen": 12.0}
NUMBER_WORDS = (*_SMALL, "hundred", *_LARGE, "half", "quarter")
_TOKEN = re.compile(r"[ -]{0,2}([A-Za-z]+)")
_PART_OF = re.compile(
    r"(?:(a|one|three) )?(half|quarters?)(?: (?:of )?an?| of one| of 1)? (hundred|thousand|million|billion|trillion|dozen)\b",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r" and (?:a|one|three)[ -](half|quarters?|third)\b", re.IGNORECASE)
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.75, "third": 1 / 3}
_VAGUE_BEFORE = re.compile(r"(?:several|few|many|couple of|couple|every|some odd|tens of) $", re.IGNORECASE)


def words_at(text: str, start: int) -> Numeral | None:
    """Return the numeral whose English words begin at `start`; None where they tell none ("several hundred")."""
    if _VAGUE_BEFORE.search(text, max(0, start - 12), start):
        return None
    if part := _PART_OF.match(text, start):
        return _part_of(text, start, part)
    total, current, end, scale = 0.0, 0.0, start, 1.0
    last = ""
    while token := _TOKEN.match(text, end):
        word = token.group(1).lower()
        if word.endswith("fold") and (word[:-4] in _SMALL or word[:-4] == "hundred"):
            return Numeral(start, token.end() - 4, total + current + _SMALL.get(word[:-4], 100.0), words=True)
        singular = word[:-1] if word.endswith("s") and word[:-1] in _LARGE else word
        if singular in _SMALL:
            if not _fits(current, _SMALL[singular], last):
                break
            current += _SMALL[singular]
        elif singular == "hundred":
            current = (current or 1.0) * 100
        elif singular in _LARGE:
            scale = _LARGE[singular]
            total, current = _scaled_up(total, current, scale)
        elif word == "and" and last and (last == "hundred" or last in _LARGE) and _number_follows(text, token.end()):
            end, last = token.end(), "and"
            continue
        elif word == "point" and current and (decimals := _decimals(text, token.end())):
            current, end, last = current + decimals[0], decimals[1], "point"
            continue
        else:
            break
        end, last = token.end(), singular
    if not last:
        return None
    return _with_half(text, start, total, current, end, scale, last)


def _with_half(
    text: str, start: int, total: float, current: float, end: int, scale: float, last: str
) -> Numeral | None:
    """Add "and a half" and the scale after it, as in "three and a half million"."""
    if half := _AND_A_HALF.match(text, end):
        part = _PARTS[half.group(1).lower()]
        if last in _LARGE:
            return Numeral(start, half.end(), _tidy(total + part * scale), scale, words=True)
        current, end = current + part, half.end()
        after = _TOKEN.match(text, end)
        if after and after.group(1).lower() in _LARGE:
            scale, end = _LARGE[after.group(1).lower()], after.end()
            total, current = total + current * scale, 0.0
    return Numeral(start, end, _tidy(total + current), scale, words=True)


def _part_of(text: str, start: int, part: re.Match[str]) -> Numeral:
    """Read "half a billion", "a quarter million", "three quarters of a million"."""
    scale = _LARGE.get(part.group(3).lower(), 100.0)
    return Numeral(start, part.end(), _PARTS[part.group(2).lower()] * scale, scale, words=True)


def _fits(current: float, number: float, last: str) -> bool:
    """Say whether a small number word may follow: "twenty-one" and "hundred one", not "two three"."""
    if not last or last in ("hundred", "and") or last in _LARGE:
        return True
    return last in _TENS and number < 10


def _scaled_up(total: float, current: float, scale: float) -> tuple[float, float]:
    """Apply a scale word to what was read so far."""
    if total and not current:  # "three lakh crore"
        return total * scale, 0.0
    return total + (current or 1.0) * scale, 0.0


def _number_follows(text: str, end: int) -> bool:
    token = _TOKEN.match(text, end)
    return token is not None and token.group(1).lower() in _SMALL


def _decimals(text: str, end: int) -> tuple[float, int] | None:
    """Read the digits after "point": "two point two five"."""
    written = ""
    while (token := _TOKEN.match(text, end)) and token.group(1).lower() in _ONES[:10]:
        written, end = written + str(_ONES.index(token.group(1).lower())), token.end()
    return (float("0." + written), end) if written else None


# ── Chinese numerals ───────────────────────────────────────────────────────────────────────────────────────────────

_ZH_DIGITS = {
    "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2, "壹": 1, "贰": 2, "叁": 3,
    "参": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "○": 0, "俩": 2,
}  # fmt: skip
_ZH_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
_ZH_BIG = {"万": 1e4, "亿": 1e8, "兆": 1e12}
ZH_NUMERAL = "".join((*_ZH_DIGITS, *_ZH_TENS, *_ZH_BIG))
_CHARACTER = "(?:[" + ZH_NUMERAL.replace("百", "") + "]|百(?!分[之点位]))"
_DIGIT = f"[{''.join(_ZH_DIGITS)}]"
_ZH_RUN = re.compile(
    rf"{_CHARACTER}+(?:个(?=亿|[百千]?万){_CHARACTER}+)?(?:点{_DIGIT}+[百千]?[万亿]*)?(?:[余多几来][十百千万亿兆]+)?"
)


def chinese_at(text: str, start: int) -> Numeral | None:
    """Return the numeral whose Chinese characters begin at `start`; None where they make no number."""
    run = _ZH_RUN.match(text, start)
    if run is None or run.end() - start > _LONGEST_NUMBER:
        return None
    written = run.group().replace("个", "")
    more = False
    for sign in "余多几来":
        if sign in written:
            written, more = written.replace(sign, ""), True
    whole, _, decimals = written.partition("点")
    tail = ""
    if decimals:
        kept = decimals.rstrip("十百千万亿兆")
        tail, decimals = decimals[len(kept) :], kept
    read = _evaluated(whole)
    if read is None:
        return None
    value, high, scale = read
    if decimals:
        value += float("0." + "".join(str(_ZH_DIGITS[d]) for d in decimals))
    if tail:
        scale = scale_of(tail)
        value *= scale
    return Numeral(start, run.end(), _tidy(value), scale, high=high, more=more, words=True)


def _evaluated(written: str) -> tuple[float, float | None, float] | None:
    """Return value, upper end and last scale of a Chinese numeral such as 三千五百万, 一万三, 六七十万."""
    if all(character in _ZH_DIGITS for character in written):
        return _digit_run(written)
    for position in range(len(written) - 2):
        low, high, unit = (written[position + offset] for offset in range(3))
        if low in _ZH_DIGITS and high in _ZH_DIGITS and low not in "零○" and unit not in _ZH_DIGITS:
            first = _sum(written[: position + 1] + written[position + 2 :])
            second = _sum(written[:position] + written[position + 1 :])
            return (first, second, _last_scale(written)) if first < second else None
    return _sum(written), None, _last_scale(written)


def _digit_run(written: str) -> tuple[float, float | None, float] | None:
    """Read 二零二五 as its digits and 七八 as seven or eight."""
    digits = [_ZH_DIGITS[character] for character in written]
    if len(digits) == 2 and 0 < digits[0] < digits[1]:
        return float(digits[0]), float(digits[1]), 1.0
    return float("".join(map(str, digits))), None, 1.0


def _sum(written: str) -> float:
    """Add up the sections of a Chinese numeral."""
    total = section = number = 0.0
    last_unit = 1.0
    zero = False
    for character in written:
        if character in _ZH_DIGITS:
            number, zero = float(_ZH_DIGITS[character]), zero or character in "零○"
            continue
        if character in _ZH_TENS:
            last_unit = float(_ZH_TENS[character])
            section, number = section + (last_unit if last_unit in (20, 30) else (number or 1.0) * last_unit), 0.0
        else:
            last_unit, section = _ZH_BIG[character], section + number
            if not section:
                total = (total or 1.0) * last_unit
            elif total and total < last_unit:
                total = (total + section) * last_unit
            else:
                total += section * last_unit
            section = number = 0.0
        zero = False
    if number and not zero and last_unit >= 100 and written[-2:-1] not in _ZH_DIGITS:  # 一万三, 四百五
        number *= last_unit / 10
    return total + section + number


def _last_scale(written: str) -> float:
    """Return the scale that a neighbour in a range or list shares: 万 of 三十万, 百 of 三百."""
    tail = ""
    for character in reversed(written):
        if character not in _ZH_BIG:
            break
        tail = character + tail
    if tail:
        return scale_of(tail)
    return float(_ZH_TENS.get(written[-1], 1)) if len(written) == 2 else 1.0
