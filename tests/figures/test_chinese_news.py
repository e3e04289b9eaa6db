"""What Chinese news leaves unsaid: which period, part and status a number is of."""

from __future__ import annotations

from datetime import date

import pytest

from figures.extract import Reader
from models.values import Document, Figure, Subject

READER = Reader((Subject(name="Hangou", kind="company", terms=(("Hangou", "汉钩科技", "漢鉤"),)),))


def told(text: str, published: str = "2025-11-20", title: str = "") -> list[Figure]:
    return READER.figures_in(
        Document(id="d", language="zh", published=date.fromisoformat(published), title=title, text=text)
    )


@pytest.mark.parametrize(
    ("text", "published", "periods"),
    [
        ("汉钩科技公布2025年第二季度财报:当季交付机器人68台,营收1.4亿元。", "2025-08-22", ["2025-Q2", "2025-Q2"]),
        ("汉钩科技预计上半年净利润9.6亿元。", "2025-07-31", ["2025-H1"]),
        ("汉钩科技预计三季度收入9.6亿元。", "2025-07-31", ["2025-Q3"]),
        ("汉钩科技一季度营收3亿元,在手订单约31亿元。", "2025-04-25", ["2025-Q1", None]),
        ("汉钩科技将2025年收入指引由9亿元下调至5亿元。", "2025-08-22", ["2025", "2025"]),
        ("预计汉钩科技2025E/2026E/2027E收入分别为3.1亿元、4.2亿元、5.3亿元。", "2025-11-28", ["2025", "2026", "2027"]),
        ("汉钩科技(2049)公布第三季营收62.3亿元。", "2025-10-30", ["2025-Q3"]),
        ("7月21日,某车企发布采购中标公示。汉钩科技中标60台机器人。", "2025-07-22", ["2025-07-21"]),
        ("汉钩科技把全年机器人出货目标定为3万台。", "2025-04-25", ["2025"]),
        ("汉钩科技第三季度净利4.4亿元,一年前不过611万元。", "2025-10-31", ["2025-Q3", "2024-Q3"]),
        (
            "汉钩科技2024年净亏损8.1亿元,而2023年尚有1.3亿元盈余;扣非后亏损8.4亿元。",
            "2025-04-25",
            ["2024", "2023", "2024"],
        ),
        ("汉钩科技D轮融资是在2022年7月完成的,规模约10亿元,投后估值35亿元。", "2025-04-25", ["2022-07", "2022-07"]),
        (
            "汉钩科技2023年收入1亿元。截至年底,公司共有832名员工,一年前这个数字还是1131人。",
            "2024-03-29",
            ["2023", "2023", "2022"],
        ),
        ("汉钩科技把截至2025年3月的财年收入预估由14亿元调高至15亿元。", "2025-01-22", ["2024-04/2025-03"] * 2),
        ("汉钩科技今年资本支出预估则从45亿元降到35亿元。", "2023-11-03", ["2023", "2023"]),
        ("汉钩科技2023年净利润100万元,次年增至900万元。", "2026-04-09", ["2023", "2024"]),
        ("2021年至2023年,汉钩科技收入从1.6亿元、3.9亿元一路走到17亿元。", "2024-04-09", ["2021", "2022", "2023"]),
        ("2021年到2023年,汉钩科技毛利由0.9亿元变成1.3亿元。", "2024-04-09", ["2021", "2023"]),
        ("今年1月和2月,汉钩科技出货机器人248台。", "2026-03-02", ["2026-01/2026-02"]),
        ("汉钩科技8月以来接到订单1200台。", "2025-11-18", ["2025-08/2025-11"]),
        ("2024年年报披露,汉钩科技收入创2017年入主以来新高;全年新签订单40亿元。", "2025-05-08", ["2024"]),
        ("前11个月,汉钩科技累计中标金额24亿元。", "2025-12-03", ["2025-01/2025-11"]),
        ("汉钩科技预计2025财年利润430亿日元,而公司今年4月给出的是600亿日元。", "2025-07-05", ["2025", "2025"]),
        ("汉钩科技预计全年销量增长7%,增速高于2024年的3.9%。", "2025-07-05", ["2025", "2024"]),
        ("新厂预计2026年第2季完工,届时汉钩科技年产能将由6000台提高到1.2万台。", "2025-07-05", [None, "2026-Q2"]),
        ("汉钩科技新工厂明年一季度投产,总投资约12亿元。", "2025-07-05", [None]),
        ("汉钩科技下月挂牌,拟募资40亿元。", "2025-07-05", [None]),
        ("报告称,截至2024年底汉钩科技有员工300人。全年销售机器人500台。", "2025-09-29", ["2024", "2024"]),
        (
            "汉钩科技2024年营收8亿元,2023年为6亿元;净亏损1.2亿元,上年亏损1.5亿元。",
            "2025-04-25",
            ["2024", "2023", "2024", "2023"],
        ),
        ("汉钩科技前三季度营收已是去年的近三倍,全年销售机器人500台。", "2025-12-20", ["2025-01/2025-09", "2025"]),
        ("汉钩科技前11个月累计中标金额24.7亿元。", "2025-12-03", ["2025-01/2025-11"]),
        ("汉钩科技公布数据:\n\n11月中标3个项目,金额2亿元\n合作项目中标金额1亿元", "2025-12-03", ["2025-11", "2025-11"]),
        (
            "2021年至2023年三年,汉钩科技净亏损依次为10.4亿元、15.7亿元、11.3亿元。",
            "2025-01-16",
            ["2021", "2022", "2023"],
        ),
        (
            "汉钩科技公布2024年报:净利润1.3亿元,其中第四季度亏损2100万元。\n\n境外收入6.2亿元。",
            "2025-04-30",
            ["2024", "2024-Q4", "2024"],
        ),
        ("汉钩科技预计12月单月销量突破千台,全年销量将达到8600台。", "2025-01-16", ["2024-12", "2024"]),
        ("汉钩科技去年累计出货5万台。", "2025-01-16", ["2024"]),
        ("汉钩科技公布2026财年(2025年3月至2026年2月)业绩:营收2630亿日元。", "2026-04-25", ["2026"]),
    ],
)
def test_a_period_is_found_where_the_text_means_it(text: str, published: str, periods: list[str | None]) -> None:
    assert [figure.period for figure in told(text, published)] == periods


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("汉钩科技新基地总投资12亿元,预计2027年投产。", ["target"]),
        ("汉钩科技营收1.3亿元,低于预期的1.5亿元;净亏损2000万元。", ["actual", "forecast", "actual"]),
        ("汉钩科技工厂年产能5000台,二期建成后将达2万台。", ["actual", "target"]),
        ("汉钩科技预计实现净利润3亿元。", ["forecast"]),
        ("汉钩科技预计,截至2026年2月的财年,营业利润为600亿日元,销售额为5500亿日元。", ["forecast", "forecast"]),
        ("汉钩科技宣布向研发中心投入60亿韩元。", ["target"]),
        ("汉钩科技年底月产能可达300台。", ["forecast"]),
        ("汉钩科技2025年营收13亿元,高于市场此前预计的12亿元;全年亏损1亿元。", ["actual", "forecast", "actual"]),
        ("漢鉤計畫2027年把月產能擴充成1萬台。", ["target"]),
        ("市场消息称,汉钩科技此轮投后估值约为43亿元。", ["forecast"]),
        ("汉钩科技今起招股,发售股份2772万股,集资约12亿港元。", ["target"]),
        ("汉钩科技今年出货有望挑战4000台。", ["forecast"]),
        ("汉钩科技本年度产量可望达到3.5万台,而2023年约为2.9万台。", ["forecast", "actual"]),
        ("汉钩科技维持全年4.8亿元的收入指引。", ["forecast"]),
        ("汉钩科技年底前出货2000台的承诺不会变。", ["target"]),
        ("汉钩科技的新厂尚在装修,年产能300台;现有产线年产能120台。", ["target", "actual"]),
        ("汉钩科技拟根据一般授权配售3000万股新股,每股作价82港元,所得款项总额24.7亿港元。", ["target"]),
        ("车间将是机器人落脚的地方,汉钩科技的机器人售价8万元。", ["actual"]),
    ],
)
def test_a_word_of_status_governs_its_own_clause(text: str, statuses: list[str]) -> None:
    assert [figure.status for figure in told(text)] == statuses


def test_a_growth_is_of_the_part_that_its_level_is_of() -> None:
    figures = told("汉钩科技机器人业务订单3.9亿元,增长21%。")
    assert [figure.scope for figure in figures] == ["机器人业务", "机器人业务"]


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("今年汉钩科技海外销量增长超过四成,全年有望卖出2.5万台。", ["海外", "海外"]),
        ("今年汉钩科技海外销量2万台;公司总销量5万台。", ["海外", None]),
        ("汉钩科技此前的三轮融资合计拿到12亿元。", ["合计"]),
        ("汉钩科技今年出货5万台,乐观情形下则是8万台。", [None, "乐观情形"]),
        ("海外渠道:汉钩科技订单增加12%,其中中国市场增长近三成。", [None, "中国市场"]),
        ("汉钩科技月产能13万支滚珠螺杆。", ["月产能"]),
        ("汉钩科技第962台人形机器人下线。", [None]),
        ("汉钩科技新一代康复机器人获批,已在全国120家医院装机150台。", ["康复机器人"]),
        ("今年汉钩科技在北美卖出机器人1850台,国内市场贡献了4300台。", ["北美", "国内"]),
        ("汉钩科技二季度净亏损1.1亿元,较一季度收窄三成。", [None, "较一季度"]),
        ("中性情景下,2030年汉钩科技出货5万台;乐观情景下可达8万台。", ["中性情景", "乐观情景"]),
        ("负责人说,打磨机器人上半年卖了860台。汉钩科技员工500人。", [None]),
        ("汉钩科技前四月出口4.6万台。", ["出口"]),
        ("华东一家连锁超市向汉钩科技订购了148台机器人。", [None]),
        ("汉钩科技获东南亚一家医院集团订购3台机器人。", [None]),
        (
            "汉钩科技谐波减速器产量26万台,销量24万台,收入3亿元;海外装机量460台,全球装机量1万台。",
            ["谐波减速器"] * 3 + ["海外", None],
        ),
        ("考虑到新能源业务放量,汉钩科技归母净利润5亿元。", [None]),
        ("汉钩科技第5000台人形机器人下线。", [None]),
    ],
)
def test_a_part_named_before_goes_on_till_the_whole_is_named(text: str, scopes: list[str | None]) -> None:
    assert [figure.scope for figure in told(text)] == scopes


def test_a_month_on_month_change_lends_its_word_to_no_other() -> None:
    figures = told("漢鉤11月營收22.6億元,月增6.1%、年增20.3%。")
    assert [figure.scope for figure in figures] == [None, "月增", None]


def test_a_round_title_is_no_second_figure() -> None:
    figures = told("汉钩科技前三季度营收6.1亿元,同比增长43%。", title="汉钩科技前三季度收入增逾四成")
    assert [figure.value for figure in figures if figure.measure == "growth"] == [43]


def test_a_price_is_of_the_model_named_before() -> None:
    figures = told("汉钩科技推出HG3机器人。该机售价13.8万元。")
    assert [(figure.metric, figure.scope) for figure in figures] == [("price", "HG3")]


Row = tuple[str, str, float, str]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "汉钩科技上半年收入3亿元,净利润重回正数,录得1260万元。",
            [("revenue", "level", 3e8, "exact"), ("profit", "level", 1.26e7, "exact")],
        ),
        (
            "汉钩科技去年卖了120.7亿元,增幅7.2%。",
            [("revenue", "level", 1.207e10, "exact"), ("revenue", "growth", 7.2, "exact")],
        ),
        ("汉钩科技2021年一口气融了快10亿元。", [("funding", "level", 1e9, "about")]),
        ("汉钩科技已签署新一轮投资协议,金额11亿元。", [("funding", "level", 1.1e9, "exact")]),
        (
            "汉钩科技2025年产量为77万台,增速为28%。",
            [("production", "level", 7.7e5, "exact"), ("production", "growth", 28, "exact")],
        ),
        ("汉钩科技今年的收入不会超过1亿元。", [("revenue", "level", 1e8, "less_than")]),
        ("汉钩科技明年收入大概是8亿元。", [("revenue", "level", 8e8, "about")]),
        ("汉钩科技5月拿到订单15台,较4月多3台。", [("order_units", "level", 15, "exact")]),
        ("汉钩科技售出29万台机器人,其中六轴产品占六成。", [("shipments", "level", 2.9e5, "exact")]),
        ("汉钩科技估值30亿元;另有一家深圳的公司拿到2亿元。", [("valuation", "level", 3e9, "exact")]),
        (
            "汉钩科技2024年收入再翻一番、亏损降到5亿元以内。",
            [("revenue", "growth", 100, "exact"), ("profit", "level", -5e8, "less_than")],
        ),
        ("汉钩科技完成C轮融资,披露金额合计2.5亿元。", [("funding", "level", 2.5e8, "exact")]),
        (
            "汉钩科技获得订单37台,总价1180万元。",
            [("order_units", "level", 37, "exact"), ("order_value", "level", 1.18e7, "exact")],
        ),
        ("汉钩科技拟使用自有资金1.5亿元建设产线。", [("investment", "level", 1.5e8, "exact")]),
        ("汉钩科技全资子公司中标物流项目,中标金额2.2亿元。", [("order_value", "level", 2.2e8, "exact")]),
        (
            "汉钩科技尚未交付的在手订单约为41台,其中22台来自海外。",
            [("order_units", "level", 41, "about"), ("order_units", "level", 22, "exact")],
        ),
        ("汉钩科技今年至少要交付500台机器人。", [("shipments", "level", 500, "more_than")]),
        ("汉钩科技去年卖出机器人100台,100台里有6台要返厂。", [("shipments", "level", 100, "exact")]),
        ('文中"汉钩科技员工超过3000人"系笔误,正确数字为300人。', [("headcount", "level", 300, "exact")]),
        ("【汉钩科技】控股股东减持;公司营收5690万元。", [("revenue", "level", 5.69e7, "exact")]),
        ("汉钩科技募资42亿元,其中研发一项就要用掉20亿元。", [("funding", "level", 4.2e9, "exact")]),
        ("汉钩科技将带出500名能独立操作的基层医生。", []),
        ("某基金以8.8亿美元将汉钩科技八成股权卖给车企。", [("deal_value", "level", 8.8e8, "exact")]),
        ("汉钩科技筹建新工厂,投产后每年能做2万台机器人。", [("capacity", "level", 2e4, "exact")]),
        ("奥维云网称,前三季度国内扫地机器人零售量308万台。", []),
        ("汉钩科技在运行的机器人(包括两类)差不多5万台。", [("installed_base", "level", 5e4, "about")]),
        (
            "1)汉钩科技\n第962台机器人下线。公司拿到融资1亿元。\n2)海外\n全球融资10亿元。",
            [("production", "level", 962, "exact"), ("funding", "level", 1e8, "exact")],
        ),
        ("汉钩科技2024年的收入是十六亿多。", [("revenue", "level", 1.6e9, "more_than")]),
        ("汉钩科技去年做到4个亿。", [("revenue", "level", 4e8, "exact")]),
        ("汉钩科技完成由某产业基金领投的B+轮融资,金额近3亿元。", [("funding", "level", 3e8, "about")]),
        ("汉钩科技否认裁员2000人的传言,称员工总数稳定在6500人。", [("headcount", "level", 6500, "exact")]),
        ("若按每台20万元计算,汉钩科技的这批订单价值约1亿元。", []),
        ("汉钩科技去年新增订单28亿元,中国占了三成。", [("order_value", "level", 2.8e9, "exact")]),
        ("汉钩科技获得国开行旗下基金2亿元战略投资。", [("funding", "level", 2e8, "exact")]),
        ("汉钩科技与同行合并后公司员工将超过5000人。", []),
        (
            "汉钩科技出货量增速由3月的52%回落至19%。",
            [("shipments", "growth", 52, "exact"), ("shipments", "growth", 19, "exact")],
        ),
        ("租赁平台上,一台汉钩科技HG1的日租金跌到800元。", []),
        ("汉钩科技和海纳机器人去年合计卖出机器人1.3万台。", []),
        ("汉钩科技海外营收5亿元,占总营收的比重从21%提升到28%。", [("revenue", "level", 5e8, "exact")]),
        ("汉钩科技工厂满产后每年可新增减速器100万台。", []),
        ("汉钩科技有员工2000人,明年还要招收300名应届生。", [("headcount", "level", 2000, "exact")]),
    ],
)
def test_a_number_is_what_its_clause_makes_of_it(text: str, rows: list[Row]) -> None:
    assert [(f.metric, f.measure, f.value, f.qualifier) for f in told(text)] == rows


@pytest.mark.parametrize(("maker", "scope"), [("乐聚", None), ("优必选", "人形机器人")])
def test_the_only_kind_of_robot_that_a_firm_makes_is_no_part(maker: str, scope: str | None) -> None:
    reader = Reader((Subject(name="Maker", kind="company", terms=((maker,),)),))
    text = f"{maker}去年交付人形机器人961台。"
    document = Document(id="d", language="zh", published=date(2025, 2, 18), title="", text=text)
    assert [figure.scope for figure in reader.figures_in(document)] == [scope]
