"""Numbers rendered in every spelling are read back; any text at all is survived."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from figures.lexicon import tables
from figures.normal import normalised
from figures.quantities import Quantity, blocked_in, quantities_in

EN_SCALES = {
    1e3: ("k", " thousand", "K"),
    1e6: ("m", "mn", " million", " mln", "MM", "-million", "M"),
    1e9: ("bn", " billion", " bn", "B", "-billion"),
    1e12: ("tn", " trillion"),
}
EN_BEFORE = {
    "USD": ("$", "US$", "USD ", "USD", "US $"),
    "CNY": ("RMB", "RMB ", "CNY", "Rmb", "CN¥"),
    "EUR": ("€", "EUR ", "€ "),
    "GBP": ("£", "GBP "),
    "HKD": ("HK$", "HKD "),
    "TWD": ("NT$", "NTD"),
    "KRW": ("₩", "KRW "),
    "INR": ("₹", "Rs ", "Rs."),
    "CHF": ("CHF ", "CHF"),
    "SEK": ("SEK ",),
    "AUD": ("A$", "AU$"),
    "SGD": ("S$",),
    "BRL": ("R$",),
    "JPY": ("JPY ",),
}
EN_AFTER = {
    "USD": (" dollars", " US dollars", " USD"),
    "CNY": (" yuan", " RMB", " renminbi", "-yuan"),
    "EUR": (" euros", "€"),
    "GBP": (" pounds",),
    "JPY": (" yen",),
    "KRW": (" Korean won", " South Korean won"),
    "HKD": (" Hong Kong dollars",),
    "INR": (" rupees",),
    "SEK": (" Swedish kronor",),
    "CHF": (" Swiss francs",),
    "THB": (" baht",),
    "TWD": (" New Taiwan dollars",),
}
ZH_SCALES = {1.0: "", 1e4: "万", 1e6: "百万", 1e7: "千万", 1e8: "亿", 1e12: "万亿"}
ZH_AFTER = {
    "USD": ("美元", "美金"),
    "CNY": ("元", "元人民币", "人民币"),
    "EUR": ("欧元",),
    "GBP": ("英镑",),
    "JPY": ("日元",),
    "KRW": ("韩元",),
    "HKD": ("港元", "港币"),
    "TWD": ("新台币", "元新台币"),
    "CHF": ("瑞士法郎",),
    "SGD": ("新加坡元",),
    "INR": ("卢比",),
    "AUD": ("澳元",),
}
HEDGES_EN = {
    "exact": ("", "of "),
    "about": ("about ", "nearly ", "some ", "close to "),
    "more_than": ("more than ", "over ", "at least "),
    "less_than": ("up to ", "less than ", "just under "),
}
HEDGES_ZH = {
    "exact": ("", "达"),
    "about": ("约", "近"),
    "more_than": ("超", "逾", "突破"),
    "less_than": ("不到", "不足", "不超过"),
}

mantissas = st.one_of(
    st.integers(min_value=2, max_value=999).map(float),
    st.integers(min_value=11, max_value=99999).map(lambda number: number / 100),
)
qualifiers = st.sampled_from(("exact", "about", "more_than", "less_than"))
lead_ins = st.sampled_from(("The firm reported ", "Unitree raised ", "Sales came to ", "In 2025 it spent "))


def plainly(number: float) -> str:
    return f"{number:,.10g}" if number < 1e6 else f"{number:,.0f}"


def only(text: str) -> Quantity:
    quantities = quantities_in(normalised(text))
    assert len(quantities) == 1, [text[quantity.start : quantity.end] for quantity in quantities]
    return quantities[0]


def near(value: float, other: float) -> bool:
    return abs(value - other) <= 1e-9 * max(abs(value), abs(other))


@given(st.data(), mantissas, qualifiers, lead_ins)
def test_english_money_round_trips(data: st.DataObject, mantissa: float, qualifier: str, lead_in: str) -> None:
    scale = data.draw(st.sampled_from((1.0, *EN_SCALES)))
    spelling = data.draw(st.sampled_from(EN_SCALES[scale])) if scale > 1 else ""
    hedge = data.draw(st.sampled_from(HEDGES_EN[qualifier]))
    before = data.draw(st.booleans())
    unit = data.draw(st.sampled_from(tuple(EN_BEFORE if before else EN_AFTER)))
    sign = data.draw(st.sampled_from((EN_BEFORE if before else EN_AFTER)[unit]))
    number = f"{plainly(mantissa)}{spelling}"
    money = f"{sign}{number}" if before else f"{number}{sign}"
    text = f"{lead_in}{hedge}{money} for robots."
    quantity = only(text)
    assert (quantity.kind, quantity.unit, quantity.qualifier) == ("money", unit, qualifier)
    assert near(quantity.value, mantissa * scale)
    assert text[quantity.start : quantity.end] == money


@given(st.data(), mantissas, qualifiers)
def test_chinese_money_round_trips(data: st.DataObject, mantissa: float, qualifier: str) -> None:
    scale = data.draw(st.sampled_from(tuple(ZH_SCALES)))
    unit = data.draw(st.sampled_from(tuple(ZH_AFTER)))
    name = data.draw(st.sampled_from(ZH_AFTER[unit]))
    hedge = data.draw(st.sampled_from(HEDGES_ZH[qualifier]))
    money = f"{mantissa:.10g}{ZH_SCALES[scale]}{name}"
    text = f"公司去年营收{hedge}{money}，高于预期。"
    quantity = only(text)
    assert (quantity.kind, quantity.unit, quantity.qualifier) == ("money", unit, qualifier)
    assert near(quantity.value, mantissa * scale)
    assert text[quantity.start : quantity.end] == money


@given(mantissas, st.sampled_from(("%", " percent", " per cent", " pct", "pc", " %")), qualifiers, st.data())
def test_percentages_round_trip(mantissa: float, sign: str, qualifier: str, data: st.DataObject) -> None:
    hedge = data.draw(st.sampled_from(HEDGES_EN[qualifier]))
    quantity = only(f"Its share was {hedge}{mantissa:.10g}{sign} last year.")
    assert (quantity.value, quantity.unit, quantity.qualifier) == (mantissa, "percent", qualifier)


@given(
    st.integers(min_value=2, max_value=9_999_999), st.sampled_from(("robots", "industrial robots", "units", "systems"))
)
def test_counts_round_trip(number: int, noun: str) -> None:
    quantity = only(f"It delivered {number:,} {noun} to customers.")
    assert (quantity.value, quantity.unit, quantity.kind) == (number, "units", "count")


@given(
    st.integers(min_value=2, max_value=999_999),
    st.sampled_from((("台", "units"), ("人", "people"), ("家", "firms"), ("例", "procedures"))),
)
def test_chinese_counts_round_trip(number: int, measure: tuple[str, str]) -> None:
    quantity = only(f"截至去年底共有{number}{measure[0]}。")
    assert (quantity.value, quantity.unit, quantity.kind) == (number, measure[1], "count")


@given(
    st.integers(min_value=2, max_value=400),
    st.integers(min_value=1, max_value=400),
    st.sampled_from(
        (
            ("between {} and {} million yuan", 1e6, "CNY"),
            ("{}-{} billion won", 1e9, "KRW"),
            ("${}m to ${}m", 1e6, "USD"),
            ("{}% to {}%", 1, "percent"),
            ("{}至{}亿元", 1e8, "CNY"),
            ("{}万-{}万元", 1e4, "CNY"),
            ("US${}-{}bn", 1e9, "USD"),
            ("{} to {} robots", 1, "units"),
            ("{}到{}万台", 1e4, "units"),
            ("RMB{} million-{} million", 1e6, "CNY"),
        )
    ),
)
def test_ranges_round_trip(low: int, step: int, form: tuple[str, float, str]) -> None:
    written, scale, unit = form
    quantity = only(f"It expects {written.format(low, low + step)}.")
    assert near(quantity.value, low * scale)
    assert near(quantity.value_high or 0, (low + step) * scale)
    assert quantity.unit == unit


@given(st.integers(min_value=10, max_value=9999), st.floats(min_value=0.9, max_value=1.1))
def test_restatements_in_dollars_are_joined_at_a_plausible_rate(millions: int, off: float) -> None:
    low, high = tables().usd["CNY"]
    dollars = round(millions * (low + high) / 2 * off, 3)
    quantity = only(f"It raised {millions} million yuan (US${dollars} million).")
    assert quantity.also[0].unit == "USD"
    assert near(quantity.also[0].value, dollars * 1e6)


@given(st.integers(min_value=10, max_value=9999), st.sampled_from((0.2, 0.5, 2.0, 10.0)))
def test_amounts_at_an_implausible_rate_stay_apart(millions: int, off: float) -> None:
    dollars = round(millions * 0.15 * off, 3)
    quantities = quantities_in(f"It raised {millions} million yuan (US${dollars} million).")
    assert [len(quantity.also) for quantity in quantities] == [0, 0]


SENTENCES = (
    "铁臂股份2026年卖出6300台，每台7.8万元，同比多18.4%。",
    "公司签下2亿3000万元的单子（约合3200万美元），手里共有超17亿元。",
    "后年想卖3至6万台，每台8万-12万元，占有率27.5%。",
    "雇了700人以上，花在研发上3.1亿余元，做过20万多例。",
)
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in (*range(0x30, 0x3A), 0x2C, 0x25, 0x28, 0x29)})


def values(text: str) -> list[tuple[float, float | None, str, str]]:
    return [(q.signed, q.value_high, q.unit, q.qualifier) for q in quantities_in(normalised(text))]


def test_width_and_script_change_nothing() -> None:
    traditional = OpenCC("s2t").convert
    for sentence in SENTENCES:
        assert values(sentence)
        assert values(sentence.translate(_WIDE)) == values(sentence)
        assert values(traditional(sentence)) == values(sentence)


PIECES = """1 2 9 0 , . - ~ % $ US$ ¥ € RMB 元 万 亿 百 分之 点 三 十 个 台 人 家 成 倍 余 约 ( ) / : × x
million bn m k billion half a third of and to from between one two hundred doubled fold times as percent points
yuan robots kg 年 月 日 http:// @ 🤖 ½ ٣ é İ ß"""
pieces = st.sampled_from((*PIECES.split(), " ", " ", " ", "\n", "\x00", "\u202e"))


def check(text: str) -> None:
    plain = normalised(text)
    quantities = quantities_in(plain)
    done = 0
    for quantity in quantities:
        assert done <= quantity.start < quantity.end <= len(text)
        assert quantity.value >= 0
        assert quantity.value_high is None or quantity.value_high > quantity.value
        done = quantity.end
    for start, end, rule in blocked_in(plain):
        assert 0 <= start < end <= len(text)
        assert rule


@given(st.lists(pieces, max_size=60).map("".join))
def test_any_mixture_of_number_words_is_survived(text: str) -> None:
    check(text)


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    check(text)


def test_hopeless_numbers_are_survived() -> None:
    for text in (
        "9" * 400 + " yuan",
        "$" + "1," * 300,
        "一" * 4000 + "元",
        "1e999 million",
        "0" * 90 + ".5%",
        "3" + " 000" * 500,
    ):
        check(text)
