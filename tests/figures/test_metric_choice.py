"""Which metric a number is of where several words compete, and what part of the firm it is for."""

from __future__ import annotations

import pytest

from tests.figures.norvik import figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norvik: 3Q25 NP RMB1.26bn, +4% YoY.", {("profit", "level", 1.26e9), ("profit", "growth", 4)}),
        ("Turnover of Swiss robotics will contract by 8 percent.", {("market_size", "growth", -8)}),
        ("Norvik won contracts worth $8 million.", {("order_value", "level", 8e6)}),
        # a market's trade told in money is its size; so is what its value will do
        (
            "Exports of robots from Switzerland dived 8% to $600 million.",
            {("market_size", "growth", -8), ("market_size", "level", 6e8)},
        ),
        (
            "Swiss robots are in demand. The value came to $900 million, plus 7%.",
            {("market_size", "level", 9e8), ("market_size", "growth", 7)},
        ),
        # firms counted by "the number of" and beside one; a label in bold; sums of what was counted before
        (
            "The number of robot companies in Switzerland has passed 3,200, up from 2,400 two years ago.",
            {("firms", "level", 3200), ("firms", "level", 2400)},
        ),
        ("Swiss robots in figures:\n**Companies:** 342 in all.", {("firms", "level", 342)}),
        (
            "Output of Swiss robots was 69,000 units in May.\n\nOver five months the count reached 287,300.",
            {("production", "level", 69000), ("production", "level", 287300)},
        ),
        (
            "Orders for Swiss robots slid 3.4% in the first quarter, to 8,760.",
            {("order_units", "growth", -3.4), ("order_units", "level", 8760)},
        ),
        (
            "Norvik had sales of $1.77 billion, while shipments of 3.8 million were flat.",
            {("revenue", "level", 1.77e9), ("shipments", "level", 3.8e6)},
        ),
        # yearly rates are of the market that the text has sized
        (
            "Swiss robotics is a market worth $2 billion (CAGR 2025-2032: 14.2%). Best: arms, with 9.4% per annum.",
            {("market_size", "level", 2e9), ("market_size", "growth", 14.2), ("market_size", "growth", 9.4)},
        ),
        ("Swiss robot makers took 17% fewer orders.", {("order_value", "growth", -17)}),
        # a branch of customers takes its part of a market's orders
        (
            "A book on Swiss robot orders is out. Automotive OEMs bought 2,106 robots in 2024, 8 percent more.",
            {("order_units", "level", 2106), ("order_units", "growth", 8)},
        ),
        # a growth is of whoever the level beside it is of
        (
            "Norvik assembled 19,700 robots in Switzerland by May, 45 percent more than a year earlier.",
            {("production", "level", 19700), ("production", "growth", 45)},
        ),
        # whose forecast it is does not matter
        (
            "Bekton has published its first forecast. According to the firm, 900 Swiss robots were sold in 2022.",
            {("shipments", "level", 900)},
        ),
        ("The Swiss robotics market is growing at an annual average of 14%.", {("market_size", "growth", 14)}),
        ("Norvik said 9,200 of its robots left the warehouses in 2024.", {("shipments", "level", 9200)}),
        (
            "Norvik, black ink at last, made $29m after red ink of $67m.",
            {("profit", "level", 2.9e7), ("profit", "level", -6.7e7)},
        ),
        (
            "Orders placed by Swiss companies for robots reached 2,340 units in 2024, 2% below the same stretch of "
            "2023. By value they amounted to $143 million.",
            {("order_units", "level", 2340), ("order_units", "growth", -2), ("order_value", "level", 1.43e8)},
        ),
        ("Norvik, a robot maker, is short of 2,300 workers.", set()),
        (
            "Swiss hospitals spent $158 million on robots in 2024 and will spend $310 million in 2031.",
            {("market_size", "level", 1.58e8), ("market_size", "level", 3.1e8)},
        ),
        ("Norvik is paying 31 million euros for a 25% stake in Obscura.", {("investment", "level", 3.1e7)}),
        ("Norvik sold stock: investors paid $20 million for 2 million new shares.", {("funding", "level", 2e7)}),
        ("A share placing brought Norvik $30 million.", {("funding", "level", 3e7)}),
        ("Norvik dismissed 8% of its staff in April.", {("headcount", "growth", -8)}),
        (
            "Norvik sold 900 arms in 2024. Wall Street had forecast 950.",
            {("shipments", "level", 900), ("shipments", "level", 950)},
        ),
        ("The technology comes from Norvik. Its loss was twice as large as in 2023.", {("profit", "growth", -100)}),
        (
            "Norvik is enlarging the Tata plant, opened in 2019, for 31.5 million euros.",
            {("investment", "level", 3.15e7)},
        ),
        ("Norvik, whose robots the law covers, needs insurance of $15 million per vehicle.", set()),
        ("Norvik booked $137 million of Pedro orders in 2025.", {("order_value", "level", 1.37e8)}),
        ("Norvik: 4Q24 revenue of W16.3bn.", {("revenue", "level", 1.63e10)}),
        (
            "The largest plan comes from Norvik, which will invest $11 million in a plant.",
            {("investment", "level", 1.1e7)},
        ),
        ("Swiss robot makers number 93.", {("firms", "level", 93)}),
        ("In the tender Norvik had been 2 percent cheaper.", set()),
        ("Norvik faces damages, put at $12 million by the plaintiff.", set()),
        ("Norvik lost $109 million before tax.", {("profit", "level", -1.09e8)}),
        ("Norvik makes arms. The pharmacy, with revenue of $31 million, has one.", set()),
        ("Norvik makes arms. The city's hospital did 1,120 robot-assisted procedures last year.", set()),
        ("Last June Norvik took in 1.1 billion yuan, from CATL among others.", {("funding", "level", 1.1e9)}),
        ("The award went to Norvik, which prevailed with a bid of 11.86 million yuan.", {("price", "level", 1.186e7)}),
        ("A third of the suppliers of Norvik have fewer than ten employees.", set()),
        ("Norvik's arm was used in Oslo 210 times last year.", set()),
    ],
)
def test_words_that_compete_for_a_number(text: str, expected: set[tuple[str, str, float]]) -> None:
    assert {(figure.metric, figure.measure, figure.value) for figure in figures(text)} == expected


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("Norvik's factory in Salem assembled 150 machines this year and can make 10,000.", ["Salem", "Salem"]),
        (
            "Norvik enlarges the Tata plant. It can make 2,900 robots a year. By the end of 2027 that will be 5,000.",
            ["Tata", "Tata"],
        ),
        ("Norvik cut jobs in Augsburg; its workforce there numbered 3,300 people.", ["Augsburg"]),
        ("Swiss robot exports came to $652 million in the first half.", ["exports"]),
        (
            "Norvik had 16% of global shipments last year, down from 21% in 2022.",
            ["global shipments", "global shipments"],
        ),
        ("Norvik told investors that spare parts contributed $9 million of revenue.", ["spare parts"]),
        ("Norvik posted sales of $40 million, motors contributing $25 million.", [None, "motors"]),
        (
            "In October Norvik had sales of $2 million, 4% above September and 6% above October 2024.",
            [None, "above September", None],
        ),
        ("Norvik lost $3 million at the operating level.", ["at the operating level"]),
        ("Turnover in Swiss robotics and automation will fall to $14 billion.", ["robotics and automation"]),
        ("Swiss firms buy more robots. Carmakers took 25% fewer.", ["Carmakers"]),
        ("Norvik has a fleet of 900, with 92 in Chicago.", [None, "Chicago"]),
        ("Sales of Norvik's drives division fell 3% to $8 million.", ["drives", "drives"]),
        ("Norvik has a world share of 39%. Norvik sold 5,100 arms.", ["world share", None]),
        ("Norvik sold 1,800 cobots last year, for $47 million.", [None, None]),
        (
            "Norvik told investors that spare parts contributed $9 million of revenue, a quarter more.",
            ["spare parts", "spare parts"],
        ),
        ("Norvik has a lot of staff: 4,370, of whom 2,800 are engineers.", [None, "engineers"]),
        (
            "In total the Norvik group of the University of Tromso has raised $488 million since 2016.",
            ["In total"],
        ),
        ("Sales of service robots in Switzerland slipped 2.4 percent.", ["service robots"]),
        ("Norvik shipped 61 robots in 2024, 24 of them outside Norway.", [None, "outside Norway"]),
        ("Sales outside Norway, Norvik says, should grow by about 45% this year.", ["outside Norway"]),
        ("Norvik's Hungarian subsidiary placed 410 robots last year.", ["Hungarian"]),
        ("Swiss exports of robots amounted to 18,740 units in October.", ["exports"]),
        ("Turnover of Swiss robotics and automation came to $14 billion in 2024.", ["robotics and automation"]),
        (
            "Norvik's orders reached $210 million in 2024. China supplied $59 million of them and the Americas "
            "50 million.",
            [None, "China", "Americas"],
        ),
        ("Without one-off items the Norvik group showed a loss of $17 million.", ["Without one-off items"]),
        ("Norvik is seeking money at a valuation of $2 billion before the money.", ["before the money"]),
    ],
)
def test_what_part_a_number_is_for(text: str, scopes: list[str | None]) -> None:
    assert [figure.scope for figure in figures(text)] == scopes


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        (
            "In 2024 Norvik had revenue of $30 million. It spent $2 million on research and employs 260 people.",
            ["2024", "2024", None],
        ),
        ("Norvik closed a round of $15 million in May 2025 and has sold 30 arms.", ["2025-05", None]),
        ("Norvik sold 900 arms in 2024. All told, its arms have assisted 100,000 operations.", ["2024", None]),
        ("In 2024 Norvik's sales reached $30 million. Its profit has risen to $2 million.", ["2024", "2024"]),
    ],
)
def test_what_is_so_now_is_of_no_period(text: str, periods: list[str | None]) -> None:
    assert [figure.period for figure in figures(text)] == periods


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        (
            "Norvik's sales of $161 million topped the $148 million that analysts had expected, and were 3% higher.",
            ["actual", "forecast", "actual"],
        ),
        ("Norvik's EBITDA of $45 million beat its own forecast of $30 million.", ["actual", "forecast"]),
        ("At Norvik 560 of 3,300 jobs are to disappear.", ["actual"]),
        ("Norvik's capacity should hit 5,000 robots in 2027.", ["target"]),
        ("Norvik is asking for $67 million of fresh equity.", ["target"]),
    ],
)
def test_a_word_of_expectation_reaches_no_further_than_its_own_number(text: str, statuses: list[str]) -> None:
    assert [figure.status for figure in figures(text)] == statuses
