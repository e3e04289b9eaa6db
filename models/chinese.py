"""Traditional characters to simplified ones, one for one, so that offsets stay true."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

_CJK = range(0x3400, 0xA000)


@cache
def _simplified_characters() -> dict[int, str]:
    """Map each traditional character to its simplified form, asked of OpenCC character by character.

    Whole-text conversion may change the length (phrases); a character at a time cannot.
    """
    convert = OpenCC("t2s").convert
    characters = [chr(code) for code in _CJK]
    # One call with separators is a thousand times faster than one call a character.
    simplified = convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, simplified, strict=True) if old != new and len(new) == 1}


def simplified(text: str) -> str:
    """Return the text in simplified characters, of the same length."""
    return text if text.isascii() else text.translate(_simplified_characters())
