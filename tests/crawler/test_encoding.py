from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.encoding import decoded

SIMPLIFIED = "天智航的手术机器人在北京的医院里完成了一千例手术，这是公司的新纪录，市场对此反应不大。" * 3
TRADITIONAL = "手術機器人在臺北的醫院裡完成了一千例手術，這是公司的新紀錄，市場對此反應不大。" * 3
FRENCH = "Le marché des robots chirurgicaux a été évalué à près de 7 milliards d'euros l'an passé." * 3


@pytest.mark.parametrize("label", ["", "gbk", "gb2312", "utf-8", "iso-8859-1", "windows-1252", "klingon", "big5"])
def test_simplified_chinese_under_every_label(label: str) -> None:
    for meta in (f'<meta charset="{label}">', ""):
        page = f"<html><head>{meta}</head><body>{SIMPLIFIED}"
        assert SIMPLIFIED in decoded(page.encode("gb18030"))
        assert SIMPLIFIED in decoded(page.encode("gb18030"), label)
        assert SIMPLIFIED in decoded(page.encode(), label)


@pytest.mark.parametrize("label", ["", "big5", "utf-8", "iso-8859-1", "gb2312"])
def test_traditional_chinese_under_every_label(label: str) -> None:
    assert TRADITIONAL in decoded(TRADITIONAL.encode("big5hkscs"), label)


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (FRENCH, "cp1252", "iso-8859-1"),
        (FRENCH, "cp1252", ""),
        ("Рынок роботов вырос на треть, сообщила компания во вторник." * 3, "cp1251", "windows-1251"),
        ("ロボットの市場は三分の一拡大したと会社が発表した。" * 3, "shift_jis", "Shift_JIS"),
        ("로봇 시장이 지난해보다 삼분의 일 성장했다고 회사가 밝혔다." * 3, "cp949", "euc-kr"),
        (SIMPLIFIED, "utf-16", ""),
        (SIMPLIFIED, "utf-8-sig", "gbk"),
        ("<rss>ascii only</rss>", "utf-16-le", ""),
    ],
)
def test_other_encodings(text: str, encoding: str, label: str) -> None:
    assert decoded(text.encode(encoding), label) == text


def test_a_few_bad_bytes_do_not_change_the_encoding() -> None:
    body = SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode()
    assert decoded(body).count("天智航") == 6


@given(
    st.binary(max_size=300), st.text(max_size=12) | st.sampled_from(["undefined", "hex", "idna", "punycode", "rot13"])
)
def test_no_bytes_and_no_label_break_it(body: bytes, label: str) -> None:
    assert isinstance(decoded(body, label), str)


@given(st.text(max_size=200))
def test_utf8_is_always_right(text: str) -> None:
    body = text.encode("utf-8", "ignore")
    if not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert decoded(body, "gbk") == body.decode()
