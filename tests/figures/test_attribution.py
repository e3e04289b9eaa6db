"""Whom a number is about, and what is no figure of anybody."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Subject
from tests.figures.ruled import read_by_rules

READER = Reader(
    (
        Subject(name="Hangou", kind="company", terms=(("Hangou", "汉钩科技"),)),
        Subject(name="Belltower", kind="company", terms=(("Belltower",),)),
        Subject(name="Global cobots", kind="market", terms=(("world", "global"), ("cobot", "collaborative robot"))),
        Subject(name="Shenzhen robots", kind="market", terms=(("Shenzhen", "深圳"), ("robot", "机器人"))),
    )
)
Told = tuple[str, str, float]


def told(text: str, title: str = "") -> set[Told]:
    given = Document(id="d", language="en", published=date(2026, 1, 15), title=title, text=text)
    return {(figure.subject, figure.metric, figure.value) for figure in read_by_rules(READER, given)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # who buys a part of the firm that the text is about buys it from that firm's owners
        (
            "Hangou opened a plant. Samsung paid $267 million for a 20.3 percent stake in 2024.",
            {("Hangou", "deal_value", 2.67e8)},
        ),
        ("Hangou opened a plant. Uber has put $11 million into it over time.", {("Hangou", "funding", 1.1e7)}),
        # the last of a list of backers acts no more than the first
        (
            "Hangou closed a round led by Puquan and SoftBank. Staff, cut in 2024, number about 300.",
            {("Hangou", "headcount", 300.0)},
        ),
        # "shows a business that grows" tells of nobody new; what is told in numbers names no firm
        (
            "Hangou filed papers. They show a business that grows: revenue was $80 million.",
            {("Hangou", "revenue", 8e7)},
        ),
        (
            "Hangou's half-year in brief. Arms shipped: 5,200. Staff: 680.",
            {("Hangou", "shipments", 5200.0), ("Hangou", "headcount", 680.0)},
        ),
        # a customer who is quoted speaks for himself
        ('Hangou grows. "We employ 85 people," says the owner of a toolmaker in Bern.', set()),
        # a relative clause is about the name that it follows, as are sales or people told with "with"
        ("Hangou delivered 30 robots to Schaeffler, which has 120,000 employees.", {("Hangou", "shipments", 30.0)}),
        ("Hangou competes with Medtronic, whose Hugo has sold 200 units.", set()),
        ("Hangou sold 40 robots to Skylark, a chain, with sales of $4 billion.", {("Hangou", "shipments", 40.0)}),
        # who copies or backs a firm acts, not the firm
        ("A Chicago start-up that copies Hangou has raised $75 million.", set()),
        # a name within a relative clause does not become what the text is about
        (
            "Hangou seeks a buyer. It wants more than the $3 billion at which EQT came in. It had sales of $9 million.",
            {("Hangou", "revenue", 9e6)},
        ),
        # the last metric of a number's kind goes on where another kind came between; billions are no robots
        (
            "Hangou was the biggest seller of mowers, with 134,000 machines and 21.8% of the market. Belltower came "
            "second with 87,000.",
            {("Hangou", "shipments", 134000.0), ("Hangou", "market_share", 21.8), ("Belltower", "shipments", 87000.0)},
        ),
        (
            "Hangou's sales rose to $2.5 billion; robots contributed 2.1 billion of that.",
            {("Hangou", "revenue", 2.5e9), ("Hangou", "revenue", 2.1e9)},
        ),
        # a number whose verb names no metric goes on with what was told before
        (
            "Hangou had sales of $80 million. Motion Control, the division for servos, mustered $30 million.",
            {("Hangou", "revenue", 8e7), ("Hangou", "revenue", 3e7)},
        ),
        # a word beside a name only describes it
        (
            "Robot makers report this week. At Hangou, the first big company to do so, orders came to $80 million.",
            {("Hangou", "order_value", 8e7)},
        ),
        # a line without numbers announces what its list and the next sentence tell
        (
            "Closing market capitalisations on Monday:\n\nHangou – $3.3 billion\nDaifuku – $5bn\nBelltower – $800m",
            {("Hangou", "valuation", 3.3e9), ("Belltower", "valuation", 8e8)},
        ),
        (
            "Hangou paid for two halls. Sales were the disappointment. They came to $43 million.",
            {("Hangou", "revenue", 4.3e7)},
        ),
        # "not so many" denies
        ("Hangou has 3,610 robots in operation, not 4,300 as thought.", {("Hangou", "installed_base", 3610)}),
        # a holder's company is not the holder
        (
            "The exchange halts Hangou twice. Samsung raises its holding in the company, paying $267 million.",
            {("Hangou", "deal_value", 2.67e8)},
        ),
        # who sells for a firm sells its robots; who "with" names has the number after its name
        (
            "Belltower shut an office. Hangou's German distributor placed 610 robots in 2024.",
            {("Hangou", "shipments", 610)},
        ),
        (
            "In the first quarter 900 cobots were shipped around the world, with Hangou on 310 and Belltower on 200.",
            {("Global cobots", "shipments", 900), ("Hangou", "shipments", 310), ("Belltower", "shipments", 200)},
        ),
        # what buyers of a place are sold is the place's
        (
            "Hangou dethrones Daifuku.\n\nIn all, 81,400 robots were delivered to Shenzhen factories, 14% more.",
            {("Shenzhen robots", "shipments", 81400), ("Shenzhen robots", "shipments", 14)},
        ),
        # a question names the metric of its answer, whatever marks stand around it
        (
            "Hangou is big.\n\n**How many are you now?**\n\n1,640, plus whoever is signing.",
            {("Hangou", "headcount", 1640)},
        ),
        # "its" of whom the sentence names, though only its customers act
        (
            "Orders for cobots fell around the world. Hangou's customers have come back: its orders rose 26%.",
            {("Hangou", "order_value", 26)},
        ),
        # shares of a market: whoever follows another has the number, and each name its own
        (
            "Hangou dominates with 58% of Chinese robot revenue; Daifuku, at 9%, is ahead of Fanuc (6%).",
            {("Hangou", "market_share", 58)},
        ),
        (
            "Daifuku led the market with 13.2%. Hangou followed Daifuku at 7.4%.",
            {("Hangou", "market_share", 7.4)},
        ),
        # the only firm named so far is "the supplier"
        (
            "The chain ordered robots made by Hangou. The contract was worth $12 million to the Shenzhen supplier.",
            {("Hangou", "order_value", 1.2e7)},
        ),
        # whoever orders, the order is won by whom it is ordered from
        (
            "The depot got 92 robots that a chain had ordered from Hangou.",
            {("Hangou", "order_units", 92)},
        ),
        (
            "Hangou sells lifts. A Polish fashion retailer signed for 22 million euros in March.",
            {("Hangou", "order_value", 2.2e7)},
        ),
        # a part of the city is no firm
        (
            "Shenzhen counts its robot firms. Longhua, the district in the north, claims 312 robot companies.",
            {("Shenzhen robots", "firms", 312)},
        ),
        # the number is of who overtakes
        (
            "Hangou overtook iRobot at the head of the market with 16.4% of units.",
            {("Hangou", "market_share", 16.4)},
        ),
        # the head of a label names the metric; a paragraph on money goes on with it
        (
            "The table of Shenzhen robot makers:\nCompanies with robot sales: 2,509",
            {("Shenzhen robots", "firms", 2509)},
        ),
        (
            "Hangou had sales of $15.3 billion. This year the total ought to come out near 19 billion.",
            {("Hangou", "revenue", 1.53e10), ("Hangou", "revenue", 1.9e10)},
        ),
        ("Hangou was the only one whose bookings increased, by 4%.", {("Hangou", "order_value", 4)}),
        # who puts money in does not get it
        (
            "Hangou said that a group around B Capital and Mercedes-Benz had put in a further $380 million, "
            "at a pre-money valuation of $4.6 billion.",
            {("Hangou", "funding", 3.8e8), ("Hangou", "valuation", 4.6e9)},
        ),
        # what others do to the firm, or say together, leaves the text with it
        (
            "Hangou is late. Jabil will assemble its arm and test it. A first batch of 400 robots is to be built.",
            {("Hangou", "production", 400)},
        ),
        (
            "Hangou waits. Belltower and Okuma tell the same story. The firm has 9,400 employees.",
            {("Hangou", "headcount", 9400)},
        ),
        (
            "At Belltower, a rival that raised more than $1 billion in September, nobody spoke.",
            {("Belltower", "funding", 1e9)},
        ),
        (
            "Hangou sells lifts. China is the exception: bookings there have risen 14 percent.",
            {("Hangou", "order_value", 14)},
        ),
        ("On Hangou's campus stand 38 halls with a capacity of 11,000 robots.", {("Hangou", "capacity", 11000)}),
        # growth is of what the level it led to counts
        (
            "Sales of collaborative robots across the world went up 22.2 percent to 24,500 units.",
            {("Global cobots", "shipments", 22.2), ("Global cobots", "shipments", 24500)},
        ),
        (
            "Instead of 819 billion yen, the forecast of April, Hangou now expects sales of 782.9 billion yen.",
            {("Hangou", "revenue", 8.19e11), ("Hangou", "revenue", 7.829e11)},
        ),
        # who stands in a side clause, or where somebody once worked, is not what the text goes on about
        (
            "Hangou needs money. When Lingotto and Vsquared came in, its founder and he collected about $55 million.",
            {("Hangou", "funding", 5.5e7)},
        ),
        (
            "Hangou went public. Founder Zheng, formerly of Belltower, spoke. The loss came down to $92 million.",
            {("Hangou", "profit", -9.2e7)},
        ),
        (
            "Hangou waits. Hyundai Motor rose; a broker expects the robot subsidiary to be valued at $38 billion.",
            {("Hangou", "valuation", 3.8e10)},
        ),
        # what a share, a price or an order is of
        (
            "Hangou defended first place: 9.8% of China's industrial robot sales, against 11.6% in 2023.",
            {("Hangou", "market_share", 9.8), ("Hangou", "market_share", 11.6)},
        ),
        (
            "Hangou has agreed to acquire Diligent of Austin, whose Moxi carries linen, for $29 million.",
            {("Hangou", "deal_value", 2.9e7)},
        ),
        ("The full-size lot, valued at $78 million, went to Hangou.", {("Hangou", "order_value", 7.8e7)}),
        (
            "In 2023 Hangou raised $330 million at $4.2 billion.",
            {("Hangou", "funding", 3.3e8), ("Hangou", "valuation", 4.2e9)},
        ),
        (
            "Hangou's sales reached $25 million, a plus of 11.9 percent.",
            {("Hangou", "revenue", 2.5e7), ("Hangou", "revenue", 11.9)},
        ),
        # people are no firms
        (
            "Hangou met its bankers. Elon Musk spent the call on arms. A line for 1,000 robots a month will follow.",
            {("Hangou", "capacity", 1000)},
        ),
        # who only holds or finances the firm does not take the number over
        (
            "Hangou, the robot builder in which Samsung holds 35%, will pump $48 million into a second hall.",
            {("Hangou", "investment", 4.8e7)},
        ),
        (
            "CATL led a $150 million round in Hangou. It lifts the sum that the young firm has raised to $320 million.",
            {("Hangou", "funding", 1.5e8), ("Hangou", "funding", 3.2e8)},
        ),
        ("Hangou grows. Some 9,800 arms left the Rizhao plant.", {("Hangou", "production", 9800)}),
        # a rival that came up within the paragraph is not "the company"
        (
            "Hangou builds grids.\n\nHangou gained in Oslo. Daifuku sells its own lifts. The company has 930 staff.",
            {("Hangou", "headcount", 930)},
        ),
        (
            "Shenzhen's robot makers grew; its halls now run 2,030 robots.",
            {("Shenzhen robots", "installed_base", 2030)},
        ),
        # an order told with its seller; what a research house foretells; the part of a named firm
        (
            "After a test of a grid, the chain ordered carriers from Hangou, under a contract worth $6.4 million.",
            {("Hangou", "order_value", 6.4e6)},
        ),
        (
            "The global cobot market grew. Canvass, which had been wrong, looks for shipments of about 22,000 units.",
            {("Global cobots", "shipments", 22000)},
        ),
        (
            "They come from a park that houses Hangou. The Danish subsidiary can make 34,000 robots a year.",
            {("Hangou", "capacity", 34000)},
        ),
        (
            "Belltower employs 300 people, while Hangou saves: its own payroll has 200 employees.",
            {("Belltower", "headcount", 300), ("Hangou", "headcount", 200)},
        ),
        # an answer is about the firm of its question, "our" about the one that answers
        (
            "Hangou's founder met us in Daejeon.\n\nQ: Belltower sells far more arms.\nA: They sell 1,700 a year, "
            "I'm told. We sell 900 robots a year.",
            {("Belltower", "shipments", 1700), ("Hangou", "shipments", 900)},
        ),
    ],
)
def test_a_number_goes_to_whom_the_text_means(text: str, expected: set[Told]) -> None:
    assert told(text) == expected


def test_the_firm_that_a_text_begins_with_comes_before_an_unwatched_one_of_the_title() -> None:
    text = "Hangou answers in Daejeon.\n\nQ: How many people work for you?\nA: 98, and three dogs made of tin."
    assert told(text, '"Samsung gave us patience"') == {("Hangou", "headcount", 98)}


@pytest.mark.parametrize(
    "text",
    [
        "Hangou employs 300 people. Its stock lost 3.1%.",
        "A dealer for Hangou retires. By his own tally he placed 5,112 robots.",
        "Hangou is ahead. Interact Analysis has cut its estimate of this year's mobile-robot sales by 11%.",
        "Shenzhen's robotics is strong. Shanghai's had 6.9 billion yuan of sales. Belgium managed 2,500 robots.",
        "Hangou is ahead; shipments by iRobot contracted 21%.",
        "We gave the revenue of Hangou as $40 million. The right number is of another firm.",
        "It is not correct that Hangou has orders of $90 million.",
        "The number of employees of Hangou (4,000) is wrong.",
        "Hangou won an order. Local rival Daifuku, with orders of $650 million, can wait.",
        "Nearly $29 million of the proceeds would pay for a second site of Hangou.",
        "Hangou took $30 million off the revenue it had reported.",
        "Hangou won with its machine. Another, which had budgeted $25 million, got nothing.",
        "Hangou came third, just behind the American veteran, whose 13.6% of units was the lowest.",
        "Hangou is dear. The shares, at 31 times earnings, closed 2.2% higher.",
        "Under the agreement, 560 jobs at Hangou will disappear.",
        "Of Hangou's cobots, its brands supplied nine arms in ten, with the four arms on show.",
        "Hangou has sold arms through integrators. ONExia, with 61 employees and sales of $20 million, makes cells.",
        "Robots in Shenzhen sell. The institute asked 4,100 businesses; sixty-odd listed suppliers are ranked.",
        "No, Hangou is not building a factory for $80 million. No, its orders have doubled is untrue.",
        "Hangou has 14 open positions; its shares closed five percent above the issue price.",
        "Hangou sells arms, while Dexterity, which builds loaders, was priced at $1.65 billion.",
        "Hangou is listed. Founder Zuo Yuyu sold shares worth $120 million.",
        "Robots sell in Shenzhen. The number of robot companies with sales of over $100 million climbs from six to 30.",
        "Hangou's parent posted $18 billion in revenue last year.",
        "Hangou sells chips. Its semiconductor unit raised $40 million at a valuation of $400 million.",
        "Hangou has seven machines at one customer.",
        "Shenzhen has 280 robot and drone schools. Carmakers bought most robots in Shenzhen, with 38% of all orders.",
        "Hangou has set aside $50 million to buy back shares.",
        "Hangou left the park. Marshall moves its 1,400 jobs to Cranfield.",
        'Hangou has a fleet. Its operations chief said "around 300".',
    ],
)
def test_what_is_no_figure_is_left_alone(text: str) -> None:
    assert not {row for row in told(text) if row[1] != "headcount" or row[2] != 300}


def test_a_firm_told_by_where_it_sits_is_another() -> None:
    text = "Vancouver-based Sanctuary brought its funding to $100 million in 2022, when Hangou had raised $180 million."
    assert {value for _, _, value in told(text)} == {180e6}
