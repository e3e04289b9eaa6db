"""Numbers of news sentences, in English and Chinese, with unit, range, hedge and restatement."""

from __future__ import annotations

import pytest

from figures.normal import normalised
from figures.quantities import Quantity, blocked_in, quantities_in

_MARKS = {"exact": "", "more_than": ">", "less_than": "<", "about": "~"}


def written(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:.10g}"


def span(low: float, high: float | None) -> str:
    return written(low) if high is None else f"{written(low)}..{written(high)}"


def told(quantity: Quantity) -> str:
    """Write a quantity as the tables below do: hedge, size, upper end, unit, restatements."""
    also = "".join(f" = {span(again.value, again.value_high)} {again.unit}" for again in quantity.also)
    unit = f" {quantity.unit}" if quantity.unit else ""
    return f"{_MARKS[quantity.qualifier]}{span(quantity.signed, quantity.value_high)}{unit}{also}"


def read(sentence: str) -> str:
    return "; ".join(told(quantity) for quantity in quantities_in(normalised(sentence)))


ENGLISH = [
    # scales and signs
    ("Unitree booked $1.2bn, UBTech €350m and Estun RMB4.1bn.", "1200000000 USD; 350000000 EUR; 4100000000 CNY"),
    ("It paid USD 5 million, 5.5M USD, $6 mln and US $7MM.", "5000000 USD; 5500000 USD; 6000000 USD; 7000000 USD"),
    ("Rmb3.5bn, CNY 3.6B, 3.7 billion RMB and 3.8 bn renminbi", "3500000000 CNY; 3600000000 CNY; 3700000000 CNY; 3800000000 CNY"),
    ("Sales were HK$2.1bn, NT$1.15 billion and A$30m.", "2100000000 HKD; 1150000000 TWD; 30000000 AUD"),
    ("An order worth ₹12.5 crore, or Rs 125 million, came from Pune.", "125000000 INR; 125000000 INR"),
    ("The bid was for 35 lakh rupees or 12,34,567 rupees.", "3500000 INR; 1234567 INR"),
    ("Revenue of SEK 1,200m and NOK 45 billion; CHF3.04 a share", "1200000000 SEK; 45000000000 NOK; 3.04 CHF"),
    ("Order intake was MSEK 412 (MSEK 380), EBITA EURm 18.5.", "412000000 SEK; 380000000 SEK; 18500000 EUR"),
    ("They lost 75 USD million and 120 MEUR.", "75000000 USD; 120000000 EUR"),
    ("Backlog stood at $2.5 M against 1.2 trillion won.", "2500000 USD; 1200000000000 KRW"),
    ("A 500-million-yuan plant, a $35-million loan, a 1,000-unit order", "500000000 CNY; 35000000 USD; 1000 units"),
    ("The round, worth 300m yuan, valued it at 3bn.", "300000000 CNY; 3000000000 CNY"),
    ("Each costs US$16,000, £12,500, €14 900 or CAD 29,000.", "16000 USD; 12500 GBP; 14900 EUR; 29000 CAD"),
    ("It raised 1.234,5 Mio. € and 2,5 Mrd. euros.", "1234500000 EUR; 2500000000 EUR"),
    ("Turnover was 1.200.000,50 euros.", "1200000.5 EUR"),
    ("It earned 15 dollars and 50 cents per delivery.", "15.5 USD"),
    ("The fund is a $4 billion one and the loan S$50m.", "4000000000 USD; 50000000 SGD"),
    ("R$2.1 billion, MX$300m, ₩5.3bn, ₽900m, ₺40m, zł12m, ฿80m", "2100000000 BRL; 300000000 MXN; 5300000000 KRW; 900000000 RUB; 40000000 TRY; 12000000 PLN; 80000000 THB"),
    ("Rp 1.5 trillion, RM250m, ₱90m, 40bn dong, AED 35m", "1500000000000 IDR; 250000000 MYR; 90000000 PHP; 40000000000 VND; 35000000 AED"),
    ("10 million pounds, 20 million Swiss francs, 30 million Singapore dollars", "10000000 GBP; 20000000 CHF; 30000000 SGD"),
    # signs that countries share
    ("Fanuc of Japan posted sales of ¥797.1 billion.", "797100000000 JPY"),
    ("Hangzhou-based Unitree priced the robot at ¥99,000.", "99000 CNY"),
    ("Yaskawa cut its forecast to ¥50bn.", "50000000000 JPY"),
    ("The Oslo firm, AutoStore, booked kr 600m.", "600000000 NOK"),
    ("The Danish start-up raised 40m kroner.", "40000000 DKK"),
    ("The Stockholm firm raised 85m kr.", "85000000 SEK"),
    # hedges
    ("It sold nearly 1,500, just under 1,400 and upwards of 1,600 dogs.", "~1500 units; <1400 units; >1600 units"),
    ("It could cost as much as $3m or as little as $1m.", "<3000000 USD; 1000000 USD"),
    ("Sales topped 2 billion yuan and orders passed 8,000 units.", ">2000000000 CNY; >8000 units"),
    ("More than 10,000 robots, or over 30% of the total, are in use.", ">10000 units; >30 percent"),
    ("No more than 300 staff; no fewer than 20 firms; not less than 5%", "<300 people; >20 firms; >5 percent"),
    ("Some 800 people, roughly 40 firms, close to €1 billion, c. 5,000 units", "~800 people; ~40 firms; ~1000000000 EUR; ~5000 units"),
    ("$500 million or so, 300 robots or more, 50 staff or fewer", "~500000000 USD; >300 units; <50 people"),
    ("1,000+ robots, 16,000 systems, give or take, and $5m plus", ">1000 units; ~16000 units; >5000000 USD"),
    (">60 overseas orders, ~400 units, <5% share", ">60 orders; ~400 units; <5 percent"),
    ("a shade under 540,000 robots and just over half a billion euros", "<540000 units; >500000000 EUR"),
    ("expects to pass the 700,000 mark by 2028", ">700000"),
    ("fell below $20,000, up from less than $18,000", "<20000 USD; <18000 USD"),
    ("in excess of £3m, north of $1bn and well over 900 employees", ">3000000 GBP; >1000000000 USD; >900 people"),
    ("at least 2,000 firms, at most 3,000 firms, up to 4,000 firms", ">2000 firms; <3000 firms; <4000 firms"),
    ("Revenue was RMB176mn, +77% on the year", "176000000 CNY; 77 percent"),
    ("approximately RMB 300 million; almost 40%; around NT$3.5 billion", "~300000000 CNY; ~40 percent; ~3500000000 TWD"),
    # ranges
    ("between RMB800 million and 1.1 billion", "800000000..1100000000 CNY"),
    ("a price of between $2 and $3 million", "2000000..3000000 USD"),
    ("ship 5,000-8,000 robots next year", "5000..8000 units"),
    ("arms will cost from $8,000 to $12,000 each", "8000..12000 USD"),
    ("procedure growth of 15.5% to 17%", "15.5..17 percent"),
    ("growth of 10-15 percent and 8 to 10 per cent", "10..15 percent; 8..10 percent"),
    ("a 5–8 million yuan order", "5000000..8000000 CNY"),
    ("priced at $1,600 to $100,000", "1600..100000 USD"),
    ("about $10m-$12m in capital spending", "~10000000..12000000 USD"),
    ("two to three million dollars", "2000000..3000000 USD"),
    ("between 2,000 and 2,500 units a year", "2000..2500 units"),
    ("a range of 40 to 45 billion yen", "40000000000..45000000000 JPY"),
    # changes from one level to another are two quantities
    ("sales rose 25% from $80 million to $100 million", "25 percent; 80000000 USD; 100000000 USD"),
    ("It raised its target from 5,000 to 8,000 units.", "5000 units; 8000 units"),
    ("the market will grow from $2.9 billion in 2025 to $15.3 billion by 2030", "2900000000 USD; 15300000000 USD"),
    ("revenue fell from 1.2 to 0.9 billion yuan", "1200000000 CNY; 900000000 CNY"),
    ("revenue was 4.9bn yuan, up from 4.0bn", "4900000000 CNY; 4000000000 CNY"),
    # lists
    ("revenue was 3.0, 3.9 and 4.7 billion yuan in 2021, 2022 and 2023", "3000000000 CNY; 3900000000 CNY; 4700000000 CNY"),
    ("Unitree and AgiBot delivered 4,200 and 5,168 robots, respectively.", "4200 units; 5168 units"),
    ("shares of 12, 15 and 18 percent", "12 percent; 15 percent; 18 percent"),
    ("paid RMB3.0bn, 3.9bn and 4.7bn", "3000000000 CNY; 3900000000 CNY; 4700000000 CNY"),
    # restatements
    ("7 billion yuan (US$980 million) in 2025", "7000000000 CNY = 980000000 USD"),
    ("158.8 billion yen ($1.12 billion)", "158800000000 JPY = 1120000000 USD"),
    ("HK$1.02 billion (about US$130 million)", "1020000000 HKD = 130000000 USD"),
    ("$440 million, or 3.2 billion yuan", "440000000 USD = 3200000000 CNY"),
    ("€30 million, about US$33m, for the site", "30000000 EUR = 33000000 USD"),
    ("5.3 billion won (US$3.8 million; €3.5 million)", "5300000000 KRW = 3800000 USD = 3500000 EUR"),
    ("profit of 7 billion yuan ($10 million in fees)", "7000000000 CNY; 10000000 USD"),
    ("SEK 85 million ($9.1 million)", "85000000 SEK = 9100000 USD"),
    ("CNY51.4 billion (USD7.2 billion)", "51400000000 CNY = 7200000000 USD"),
    ("RMB10-12 million (US$1.4-1.7 million)", "10000000..12000000 CNY = 1400000..1700000 USD"),
    # words
    ("three and a half million dollars; half a billion yuan", "3500000 USD; 500000000 CNY"),
    ("one hundred and twenty engineers and a dozen robots", "120 people; 12 units"),
    ("a quarter of a million robots, two and a quarter billion euros", "250000 units; 2250000000 EUR"),
    ("twenty-five percent; nine per cent; one million of them", "25 percent; 9 percent; 1000000"),
    ("five hundred companies, thirty-two robots, ten full-size machines", "500 firms; 32 units; 10 units"),
    ("a hundred thousand yuan and one trillion won", "100000 CNY; 1000000000000 KRW"),
    ("ten to fifteen robots", "10..15 units"),
    # growth in words, fractions
    ("Estun's order book more than doubled to 800 million yuan.", ">100 percent; 800000000 CNY"),
    ("output tripled, staff quadrupled, and losses halved", "200 percent; 300 percent; -50 percent"),
    ("Sales nearly doubled, up fivefold in Japan and tenfold in Korea", "~100 percent; 400 percent; 900 percent"),
    ("2.3 times as much as in 2023; twice as many as a year ago", "130 percent; 100 percent"),
    ("a 10-fold rise and a three-fold increase", "900 percent; 200 percent"),
    ("Revenue fell by about a fifth and costs by a third.", "~20 percent; 33.3 percent"),
    ("two-thirds of buyers, three quarters of sales, half of its staff", "66.7 percent; 75 percent; 50 percent"),
    ("nearly a third of the market; more than half of it", "~33.3 percent; >50 percent"),
    ("It opened a third plant in the third quarter, half a year late.", ""),
    # percent and points
    ("margin rose 3.2 percentage points to 28%", "3.2 points; 28 percent"),
    ("yields fell 25 basis points, the margin 1.5 ppts", "0.25 points; 1.5 points"),
    ("down 9.6 percent, up 12 pct and 7 per cent", "9.6 percent; 12 percent; 7 percent"),
    ("growth was -12% after minus 5%", "-12 percent; -5 percent"),
    # counted things
    ("It placed 427 da Vinci systems and trained 1,200 surgeons.", "427 units; 1200 surgeons"),
    ("20 of its MP1000 systems and 905 Ions", "20 units; 905"),
    ("ship its 100,000th arm", "100000 units"),
    ("74,032 companies, 80 cobot makers, 2,300 employees", "74032 firms; 80 firms; 2300 people"),
    ("12,700 procedures and 15 hospitals in 9 countries", "12700 procedures; 15 hospitals; 9 countries"),
    ("In 2025 2,000 robots left the plant, and by 2030 30,000 a year may.", "2000 units; 30000"),
    ("robot density is 1,012 per 10,000 workers", "1012"),
    # what is no quantity
    ("Estun (SZSE: 002747), call +86 25 5832 8505 or 400-820-8820", ""),
    ("It carries 3 kg, runs 2.5 hours at 5 m/s with 43 degrees of freedom and IP67.", ""),
    ("Unitree showed its G1, H2 and B2-W beside the Figure 03 and Walker 2.", ""),
    ("It ranks No. 1, runs 24/7, backs Industry 4.0 and 5G, and closed a Series B+ in Q2.", ""),
    ("On Jan. 3, 2024, 15 July, March 31 and 2025-07-14 at 9:30 a.m.", ""),
    ("The 19th floor, 3rd place, version 2.1.3, 192.168.1.20 and page 12", ""),
    ("tens of millions of dollars, dozens of systems, hundreds of hospitals, several hundred staff", ""),
    ("See https://example.com/2025/07/a-100-robots?id=4500 for its 1H24 and 2Q24 results.", ""),
    ("the 1.8m tall robot and its 4K camera, 12 GB of memory, a 700W motor", ""),
    ("a two-year-old firm that took three months, 10 days and 2,000 hours", ""),
    ("Covid-19, SCP-173, Boeing 747 and the S&P 500", ""),
    ("a score of 3:1, a 3-for-1 split", ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), ENGLISH)
def test_english_sentences(sentence: str, expected: str) -> None:
    assert read(sentence) == expected


CHINESE = [
    # scales
    ("埃斯顿2025年营业收入48.9亿元，同比增长22.6%；归母净利润8810万元。", "4890000000 CNY; 22.6 percent; 88100000 CNY"),
    ("天智航完成三千五百万美元融资，另获两亿五千万元贷款，新招一百二十人。", "35000000 USD; 250000000 CNY; 120 people"),
    ("２０２５年，宇树科技出货量达４，２００台，单价９．９万元。", "4200 units; 99000 CNY"),
    ("优必选斩获1亿2000万元订单，累计订单额达13亿元。", "120000000 CNY; 1300000000 CNY"),
    ("市场规模1.2万亿元，产值3千亿元，投资5百万元", "1200000000000 CNY; 300000000000 CNY; 5000000 CNY"),
    ("3万4000台、2万5千台、7万5千4百台", "34000 units; 25000 units; 75400 units"),
    ("出货量三点五万台，市值一百零二点五亿港元", "35000 units; 10250000000 HKD"),
    ("中标金额壹佰贰拾万元整", "1200000 CNY"),
    ("售价3.99万元起，网传二手价仅2w元", "39900 CNY; 20000 CNY"),
    ("融资两个亿，估值十个亿美元", "200000000 CNY; 1000000000 USD"),
    ("达明機器人去年營收達新台幣 11.5 億元，年增 12%，獲利 1.3 億元新台幣。", "1150000000 TWD; 12 percent; 130000000 TWD"),
    ("總投資15.8億元人民幣，年產十萬台，僱用超過四百人", "1580000000 CNY; 100000 units; >400 people"),
    ("營收逾3,000萬歐元、出貨破兩萬臺", ">30000000 EUR; >20000 units"),
    ("营收达RMB 12亿，募资US$3亿", "1200000000 CNY; 300000000 USD"),
    ("港币两千九百六十元；人民币 50元；8亿元人民币；9000元日币", "2960 HKD; 50 CNY; 800000000 CNY; 9000 JPY"),
    ("花了123元1角1分和十块三毛", "123.11 CNY; 10.3 CNY"),
    ("30.56亿港元、13.05亿元和4.2亿美元", "3056000000 HKD; 1305000000 CNY; 420000000 USD"),
    ("4212亿韩元、797.1亿日元、37亿欧元、5500万英镑", "421200000000 KRW; 79710000000 JPY; 3700000000 EUR; 55000000 GBP"),
    ("1.5亿瑞士法郎、2亿新加坡元、3000万澳元、9亿卢比、8亿卢布", "150000000 CHF; 200000000 SGD; 30000000 AUD; 900000000 INR; 800000000 RUB"),
    ("12兆韩元与五兆日元", "12000000000000 KRW; 5000000000000 JPY"),
    # hedges
    ("天智航累计装机300余台，完成手术10万多例，员工800人以上，投入研发2.3亿余元。", ">300 units; >100000 procedures; >800 people; >230000000 CNY"),
    ("智元机器人去年交付不足1000台，现金仅剩不到3亿元。", "<1000 units; <300000000 CNY"),
    ("完成近7亿元人民币C轮融资，投后估值超120亿元", "~700000000 CNY; >12000000000 CNY"),
    ("市场规模突破百亿元，下线近千台，订单过亿元，累计超千台", ">10000000000 CNY; ~1000 units; >100000000 CNY; >1000 units"),
    ("约1.2万例，20台左右，60家上下", "~12000 procedures; ~20 units; ~60 firms"),
    ("不少于1万台、不超过3亿元、至少500人、最多20家", ">10000 units; <300000000 CNY; >500 people; <20 firms"),
    ("价格低于2万美元，产能不低于5万台，成本控制在10万元以内", "<20000 USD; >50000 units; <100000 CNY"),
    ("五百余万元、一千多万台、5800余人、1200家以上", ">5000000 CNY; >10000000 units; >5800 people; >1200 firms"),
    ("跌破100亿港元，升至逾200亿港元", "<10000000000 HKD; >20000000000 HKD"),
    ("签约500台、预约1000台，通过3家经销商", "500 units; 1000 units; 3 dealers"),
    ("最近30台已交付，合约3亿元", "30 units; 300000000 CNY"),
    ("总额高达5亿元，多达300人", "500000000 CNY; 300 people"),
    ("大约三百人，将近四成，接近一半", "~300 people; ~40 percent; ~50 percent"),
    ("50万元（含）以上", ">500000 CNY"),
    # ranges
    ("预计2026年出货5至8万台，单价降至10万-15万元。", "50000..80000 units; 100000..150000 CNY"),
    ("拟募资2亿至3亿美元", "200000000..300000000 USD"),
    ("净利润17亿元到18亿元，同比增长110.9%到123.3%", "1700000000..1800000000 CNY; 110.9..123.3 percent"),
    ("售价六七十万元，卖出八九百台", "600000..700000 CNY; 800..900 units"),
    ("两到三万港元；十八至三十万日元；一百二十到一百五十万元", "20000..30000 HKD; 180000..300000 JPY; 1200000..1500000 CNY"),
    ("从8500到3万港元不等", "8500..30000 HKD"),
    ("1万元--5万元；2——3万元；10~15%", "10000..50000 CNY; 20000..30000 CNY; 10..15 percent"),
    ("预计亏损1.2亿-1.5亿元", "120000000..150000000 CNY"),
    ("介于30亿元与35亿元之间", "3000000000..3500000000 CNY"),
    ("约500—600人", "~500..600 people"),
    ("百分之二三十", "20..30 percent"),
    # changes
    ("营收从80亿元增至100亿元", "8000000000 CNY; 10000000000 CNY"),
    ("产能由5000台提升到1万台", "5000 units; 10000 units"),
    ("从3.2%提高到4.5%", "3.2 percent; 4.5 percent"),
    ("同比增长22.6%至48.9亿元", "22.6 percent; 4890000000 CNY"),
    # lists
    ("分别出货4200台和5168台", "4200 units; 5168 units"),
    ("营收分别为1.74亿、2.41亿和2.87亿元", "174000000 CNY; 241000000 CNY; 287000000 CNY"),
    ("占比分别为12%、15%、18%", "12 percent; 15 percent; 18 percent"),
    # restatements
    ("产业规模将达70亿元人民币（约合9.8亿美元）", "7000000000 CNY = 980000000 USD"),
    ("募资10.2亿港元(约1.3亿美元)", "1020000000 HKD = 130000000 USD"),
    ("53.75亿美元，约合380亿元人民币", "5375000000 USD = 38000000000 CNY"),
    ("售价5900美元（约4.2万元）", "5900 USD = 42000 CNY"),
    ("投资7亿元（其中自筹1亿美元）", "700000000 CNY; 100000000 USD"),
    # words of growth and shares
    ("订单额增长2倍，营收翻番，销量增长三成", "200 percent; 100 percent; 30 percent"),
    ("市场份额为百分之十点三，比上年提高0.8个百分点", "10.3 percent; 0.8 points"),
    ("净利润腰斩，成本减半，员工翻一番", "-50 percent; -50 percent; 100 percent"),
    ("增长逾两倍，是去年的3倍，增至五倍，增长1.5倍", ">200 percent; 200 percent; 400 percent; 150 percent"),
    ("占全国的三成以上，三分之一的企业，过半收入", ">30 percent; 33.3 percent; >50 percent"),
    ("占比9成，约7.2成，三成半，四成二", "90 percent; ~72 percent; 35 percent; 42 percent"),
    ("百分之1,111与百分之3.2", "1111 percent; 3.2 percent"),
    ("下降5.1%，-3.2%，负3.9%", "5.1 percent; -3.2 percent; -3.9 percent"),
    ("上调25个基点", "0.25 points"),
    ("增长两倍多", ">200 percent"),
    # counted things
    ("74032家企业、300家医院、60家门店", "74032 firms; 300 hospitals; 60 stores"),
    ("完成12万台手术，其中8000例为骨科", "120000 procedures; 8000 procedures"),
    ("员工2190人，其中研发人员600名", "2190 people; 600 people"),
    ("第5000台机器人下线", "5000 units"),
    ("新增30套系统和20辆车", "30 units; 20 units"),
    # what is no quantity
    ("10月15日上午9点30分，优必选（09880.HK）在A座3楼发布第7代产品Walker S2，咨询电话400-6666-700。", ""),
    ("2025年上半年、二〇二五年、三季度、第二季度、十四五", ""),
    ("数百台、几十家、数十亿元、十几人、上千台、几万例", ""),
    ("千亿级市场、百台级订单、万台级产线", ""),
    ("四川、三星、七牛、百度、万科、千万别、一些、统一、第一、十分", ""),
    ("重3公斤，速度5米/秒，续航2小时，43个自由度，12GB内存，700W电机", ""),
    ("排名前三，位列第12，世界500强，A股，L4级，5G", ""),
    ("双十一、三八节、六一、五一假期", ""),
    ("埃斯顿（002747）、绿的谐波（688017.SH）", ""),
    ("一台、一家、一名、一个", ""),
    ("成立、三成员、九成功", ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CHINESE)
def test_chinese_sentences(sentence: str, expected: str) -> None:
    assert read(sentence) == expected
