"""Which figures belong together: scopes in two languages, and comparable periods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.series import contain, place_of, scope_key, span_key
from tests.figures.reports import report


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("overseas", "海外"),
        ("Overseas", "境外"),
        ("图迈", "Toumai"),
        ("圖邁", "Toumai"),
        ("operating", "营业利润"),
        ("Operating", "营业"),
        ("63.6% stake", "63.6%股权"),
        ("63.6% stake", "63.62%的股份"),
        ("humanoids", "人形机器人"),
        ("industrial humanoids", "工业人形机器人"),
        ("China's industrial robot market", "国内工业机器人市场"),
        ("SCARA robots in China", "中国SCARA机器人"),
        ("R&D", "研发"),
        ("research and development", "研发人员"),
        ("order backlog", "在手订单"),
        ("cumulative", "累计订单"),
        ("capital spending", "資本支出"),
        ("Adjusted EBITDA", "经调整EBITDA"),
        ("net proceeds", "净额"),
        ("da Vinci", "达芬奇"),
        ("surgical", "手术机器人"),
        ("surgical robot", "surgical robots"),
        ("扣非", "扣除非经常性损益"),
        ("forklift AGVs", "无人叉车AGV"),
        ("Danish subsidiary", "丹麦"),
        ("listed robot makers", "上市公司"),
        ("linear guideways", "线性导轨"),
        ("warehouse automation", "WAREHOUSE AUTOMATION systems"),
    ],
)
def test_scope_is_the_same_in_either_language_case_and_number(one: str, other: str) -> None:
    assert contain(scope_key(one), scope_key(other))
    assert contain(scope_key(other), scope_key(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, "overseas"),
        ("overseas", "国内"),
        ("G1", "G10"),
        ("R1", "G1"),
        ("industrial", "humanoid"),
        ("工业机器人", "工业人形机器人"),
        ("上海", "海上"),
        ("40% stake", "63.6% stake"),
        ("gross", "operating"),
        ("Ion", "revision"),
    ],
)
def test_different_scopes_stay_apart(one: str | None, other: str | None) -> None:
    assert not contain(scope_key(one), scope_key(other))


@given(st.text(max_size=30))
def test_every_scope_contains_itself_and_is_not_the_whole(scope: str) -> None:
    assert contain(scope_key(scope), scope_key(scope))
    assert not scope or not contain(scope_key(scope), scope_key(None))


@pytest.mark.parametrize(
    ("period", "other", "comparable"),
    [
        ("2024", "2025", True),
        ("2024", "2022", True),
        ("2024-H1", "2025-H2", True),
        ("2025-Q1", "2025-Q3", True),
        ("2025-03", "2025-07", True),
        ("2024-01/2024-09", "2025-01/2025-09", True),
        ("2024/2030", "2025/2031", True),
        ("2025-01/2025-06", "2024-H1", True),
        ("2024", "2025-H1", False),
        ("2025-01/2025-08", "2025-01/2025-09", False),
        ("2024-03/2025-02", "2025", False),
        ("2024/2030", "2024/2035", False),
    ],
)
def test_periods_of_one_length_compare(period: str, other: str, *, comparable: bool) -> None:
    assert (span_key(period) == span_key(other)) is comparable


@pytest.mark.parametrize(
    ("fields", "nature"),
    [
        ({"metric": "headcount", "period": None}, "state"),
        ({"metric": "installed_base", "period": "2024"}, "state"),
        ({"metric": "installed_base", "period": "2024", "measure": "growth"}, "flow"),
        ({"metric": "market_share", "period": None}, "state"),
        ({"metric": "market_share", "period": "2025-H1"}, "flow"),
        ({"metric": "order_value", "period": "2025-Q3"}, "flow"),
        ({"metric": "order_value", "period": "2025-07"}, "event"),
        ({"metric": "order_value", "period": None}, "event"),
        ({"metric": "order_value", "period": None, "scope": "backlog"}, "state"),
        ({"metric": "order_value", "period": "2025", "scope": "在手订单"}, "state"),
        ({"metric": "order_value", "period": None, "measure": "growth"}, "flow"),
        ({"metric": "funding", "period": None, "scope": "累计"}, "state"),
        ({"metric": "funding", "period": "2025"}, "event"),
        ({"metric": "investment", "period": None}, "event"),
        ({"metric": "investment", "period": "2025"}, "flow"),
        ({"metric": "revenue", "period": None}, "flow"),
        ({"metric": "battery_life", "period": None}, "flow"),
    ],
)
def test_metric_and_period_tell_states_flows_and_events(fields: dict[str, str], nature: str) -> None:
    assert place_of(report("2025-08-29", 1, **fields)).nature == nature


def test_metric_of_the_users_own_may_be_a_state() -> None:
    mine = report("2025-08-29", 1, "units", metric="stations", period="2024")
    assert place_of(mine, frozenset({"stations"})).nature == "state"


def test_state_stands_at_the_end_of_its_period_and_never_in_the_future() -> None:
    def stands(day: str, period: str | None, status: str = "actual") -> str:
        return place_of(report(day, 1, metric="headcount", period=period, status=status)).day.isoformat()

    assert stands("2025-03-01", "2024") == "2024-12-31"
    assert stands("2025-03-01", "2025-02") == "2025-02-28"
    assert stands("2025-03-01", None) == "2025-03-01"
    assert stands("2025-08-06", "2025") == "2025-08-06"  # a fiscal year that is over
    assert stands("2025-08-06", "2025", "target") == "2025-12-31"
