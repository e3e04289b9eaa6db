"""Sample changes, readers and settings that the tests of letters share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.settings import Settings
from models.values import (
    Change,
    ChangeKind,
    Citation,
    Figure,
    Headline,
    Reason,
    Reported,
    Restatement,
    RoundHealth,
    Subscriber,
    ToldChange,
)

NOW = datetime(2025, 3, 4, 0, 0, tzinfo=UTC)
SETTINGS = Settings(
    home=Path("var"),
    base_url="https://news.example.org",
    mail_from="Robowatch <robowatch@example.org>",
    secret_key="for tests only",
    _env_file=None,
)


def figure(value: float, unit: str = "CNY", **fields: Any) -> Figure:
    """Return a figure; market size of Beijing's medical robots unless said otherwise."""
    given = {
        "subject": "Beijing medical robots",
        "metric": "market_size",
        "measure": "level",
        "scope": None,
        "qualifier": "exact",
        "period": "2025",
        "status": "forecast",
        "quote": f"{value:g}",
    }
    return Figure(value=value, unit=unit, **(given | fields))


def reported(one: Figure, day: date = date(2025, 3, 3), outlet: str = "Robot Post", **fields: Any) -> Reported:
    return Reported(figure=one, published=day, outlet=outlet, **fields)


def told(
    new: Figure, old: Figure | None = None, *, kind: ChangeKind = "revision", number: int = 1, **fields: Any
) -> ToldChange:
    """Return a change from old to new as the ledger would tell it."""
    inner = {key: fields.pop(key) for key in ("year_ago", "edited") if key in fields}
    change = Change(
        kind=kind,
        figure=reported(new),
        previous=reported(old, date(2025, 1, 14)) if old else None,
        reason=Reason(code="note"),
        **inner,
    )
    source = fields.pop("source", None) or Citation(
        outlet="Robot Post",
        title="City raises its outlook for medical robots",
        url=f"https://robotpost.example/articles/{number}",
        published=date(2025, 3, 3),
        quote=new.quote,
    )
    return ToldChange(id=number, change=change, at=NOW - timedelta(hours=2), source=source, **fields)


def seed() -> ToldChange:
    """Return the story this product began with: a forecast raised from 7 to 8.1 billion yuan."""
    return told(
        figure(8.1e9, quote="8.1 billion yuan", also=(Restatement(value=1.13e9, unit="USD"),)),
        figure(7e9, quote="7 billion yuan (US$980 million)", also=(Restatement(value=980e6, unit="USD"),)),
        outlets=("Robot Post", "Daily Machine", "机器人晚报", "Capital Wire", "Ward Review"),
        series=(
            reported(figure(4.6e9, period="2023", status="actual"), date(2024, 2, 1), figure_id=1),
            reported(figure(5.7e9, period="2024", status="actual"), date(2025, 2, 1), figure_id=2),
            reported(figure(7e9), date(2025, 1, 14), figure_id=3),
            reported(figure(8.1e9), date(2025, 3, 3), figure_id=4),
            reported(figure(1.2e10, period="2027"), date(2025, 3, 3), figure_id=5),
        ),
        year_ago=reported(figure(5.7e9, period="2024", status="actual"), date(2025, 2, 1)),
    )


def unitree() -> list[ToldChange]:
    """Return several changes about one company."""
    company = {"subject": "Unitree", "status": "actual"}
    revenue = {**company, "metric": "revenue", "period": "2024"}
    return [
        told(
            figure(1.62e9, **revenue, quote="revenue of 1.62 billion yuan in 2024"),
            figure(1.2e9, **(revenue | {"status": "forecast"})),
            kind="outcome",
            number=2,
            outlets=("Robot Post", "Capital Wire"),
        ),
        told(
            figure(
                5168,
                "units",
                **(company | {"metric": "shipments", "period": "2025-Q1", "scope": "G1"}),
                quote="5,168 G1",
            ),
            figure(4100, "units", **(company | {"metric": "shipments", "period": "2024-Q4", "scope": "G1"})),
            kind="movement",
            number=3,
        ),
        told(
            figure(
                7e8, **(company | {"metric": "funding", "period": "2025-03-02"}), quote="a round of 700 million yuan"
            ),
            kind="event",
            number=4,
        ),
        told(
            figure(
                31.5,
                "percent",
                **(company | {"metric": "market_share", "period": "2024", "scope": "quadruped robots"}),
                quote="31.5%",
            ),
            figure(
                35.0, "percent", **(company | {"metric": "market_share", "period": "2023", "scope": "quadruped robots"})
            ),
            kind="movement",
            number=5,
            source=Citation(
                outlet="机器人晚报",
                title="四足机器人市场份额排行出炉",
                url="https://wanbao.example/5",
                published=date(2025, 3, 2),
                quote="占31.5%的份额",
            ),
        ),
    ]


def headlines() -> list[Headline]:
    return [
        Headline(
            article_id=11,
            subjects=("Tinavi",),
            title="Tinavi opens a training centre for surgeons",
            outlet="Daily Machine",
            url="https://machine.example/11",
            published=date(2025, 3, 3),
        ),
        Headline(
            article_id=12,
            subjects=("Unitree", "AgiBot"),
            title="宇树与智元同台展示人形机器人",
            outlet="机器人晚报",
            url="https://wanbao.example/12",
            published=date(2025, 3, 2),
        ),
    ]


HEALTH = RoundHealth(checked=41, failed=("Capital Wire",), silent=("Ward Review", "Harbour Gazette"))


def reader(**fields: Any) -> Subscriber:
    return Subscriber(
        **(
            {"id": 7, "email": "lin@example.com", "name": "Lin Wei", "zone": "Asia/Shanghai", "confirmed": True}
            | fields
        )
    )
