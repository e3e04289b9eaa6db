"""Numbers in Chinese characters: 三千五百万, 一百零二点五亿, 六七十万."""

from __future__ import annotations

import re

from figures.numbers import LONGEST_NUMBER, Numeral, scale_of, tidy

_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)
)
_DIGITS |= {"两": 2, "参": 3, "○": 0, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
_BIG = {"万": 1e4, "亿": 1e8, "兆": 1e12}
NUMERAL_CHARACTERS = "".join((*_DIGITS, *_TENS, *_BIG))
_CHARACTER = "(?:[" + NUMERAL_CHARACTERS.replace("百", "") + "]|百(?!分[之点位]))"
_DIGIT = f"[{''.join(_DIGITS)}]"
_RUN = re.compile(
    rf"{_CHARACTER}+(?:个(?=亿|[百千]?万){_CHARACTER}+)?(?:点{_DIGIT}+[百千]?[万亿]*)?(?:[余多几来][十百千万亿兆]+)?"
)


def chinese_at(text: str, start: int) -> Numeral | None:
    """Return the numeral whose Chinese characters begin at `start`; None where they make no number."""
    run = _RUN.match(text, start)
    if run is None or run.end() - start > LONGEST_NUMBER:
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
        value += float("0." + "".join(str(_DIGITS[d]) for d in decimals))
    if tail:
        scale = scale_of(tail)
        value *= scale
    return Numeral(start, run.end(), tidy(value), scale, high=high, more=more, words=True)


def _evaluated(written: str) -> tuple[float, float | None, float] | None:
    """Return value, upper end and last scale of a Chinese numeral such as 三千五百万, 一万三, 六七十万."""
    if all(character in _DIGITS for character in written):
        return _digit_run(written)
    for position in range(len(written) - 2):
        low, high, unit = (written[position + offset] for offset in range(3))
        if low in _DIGITS and high in _DIGITS and low not in "零○" and unit not in _DIGITS:
            first = _sum(written[: position + 1] + written[position + 2 :])
            second = _sum(written[:position] + written[position + 1 :])
            return (first, second, _last_scale(written)) if first < second else None
    if written[-3:-2] == "十" and written[-2] in _DIGITS and 0 < _DIGITS[written[-2]] < _DIGITS.get(written[-1], 0):
        return _sum(written[:-1]), _sum(written[:-2] + written[-1]), 1.0  # 十七八
    return _sum(written), None, _last_scale(written)


def _digit_run(written: str) -> tuple[float, float | None, float] | None:
    """Read 二零二五 as its digits and 七八 as seven or eight."""
    digits = [_DIGITS[character] for character in written]
    if len(digits) == 2 and 0 < digits[0] < digits[1]:
        return float(digits[0]), float(digits[1]), 1.0
    return float("".join(map(str, digits))), None, 1.0


def _sum(written: str) -> float:
    """Add up the sections of a Chinese numeral."""
    total = section = number = 0.0
    last_unit = 1.0
    zero = False
    for character in written:
        if character in _DIGITS:
            number, zero = float(_DIGITS[character]), zero or character in "零○"
            continue
        if character in _TENS:
            last_unit = float(_TENS[character])
            section, number = section + (last_unit if last_unit in (20, 30) else (number or 1.0) * last_unit), 0.0
        else:
            last_unit, section = _BIG[character], section + number
            if not section:
                total = (total or 1.0) * last_unit
            elif total and total < last_unit:
                total = (total + section) * last_unit
            else:
                total += section * last_unit
            section = number = 0.0
        zero = False
    if number and not zero and last_unit >= 100 and written[-2:-1] not in _DIGITS:  # 一万三, 四百五
        number *= last_unit / 10
    return total + section + number


def _last_scale(written: str) -> float:
    """Return the scale that a neighbour in a range or list shares: 万 of 三十万, 百 of 三百."""
    tail = ""
    for character in reversed(written):
        if character not in _BIG:
            break
        tail = character + tail
    if tail:
        return scale_of(tail)
    return float(_TENS.get(written[-1], 1)) if len(written) == 2 else 1.0
