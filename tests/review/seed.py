"""A newsroom with a year of invented news: every page has something to show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from models.settings import Settings
from models.store.letters import post
from models.store.rounds import end_round, start_round
from models.store.sources import add_sources, all_sources, keep_visit
from models.values import (
    AlertRule,
    Article,
    Letter,
    PollState,
    Source,
    Subject,
    Subscriber,
    Visit,
)
from review.verbs import subscribers, watching
from scheduler.newsroom import Newsroom
from scheduler.stages import keep_stage, measure_stage

NOW = datetime(2025, 11, 14, 9, 30, tzinfo=UTC)

SUBJECTS = (
    Subject(name="Unitree", kind="company", terms=(("Unitree", "Unitree Robotics", "宇树科技", "宇树"),)),
    Subject(name="Tinavi", kind="company", terms=(("Tinavi", "天智航"),)),
    Subject(name="UBTech", kind="company", terms=(("UBTech", "优必选"),)),
    Subject(name="Intuitive Surgical", kind="company", terms=(("Intuitive Surgical", "直觉外科"),)),
    Subject(name="Symbotic", kind="company", terms=(("Symbotic",),)),
    Subject(
        name="Beijing medical robots",
        kind="market",
        terms=(("Beijing", "北京"), ("medical robot", "medical robotics", "医疗机器人")),
    ),
)

_SOURCES = (
    Source(name="Robot Daily", kind="feed", url="https://robotdaily.test/feed", language="en", focus=("industrial",)),
    Source(
        name="机器人观察", kind="feed", url="https://guancha.test/rss", language="zh", focus=("humanoid", "medical")
    ),
    Source(name="Surgical Ledger", kind="section", url="https://surgical.test/news", language="en", focus=("medical",)),
    Source(name="Warehouse Weekly", kind="feed", url="https://warehouse.test/atom", language="en", enabled=False),
)


@dataclass(frozen=True)
class News:
    """One invented article."""

    day: date
    language: str
    outlet: int  # number of its source, from 0
    title: str
    text: str
    url: str = ""


def _quarters() -> Sequence[News]:
    """Quarterly results of three firms over two years, growing unevenly."""
    found = []
    sales = {
        "Intuitive Surgical": ([1.75, 1.89, 2.01, 2.04, 2.41, 2.25, 2.44, 2.51], "billion", "$", 2),
        "Symbotic": ([369, 424, 492, 565, 487, 550, 592, 618], "million", "$", 0),
        "UBTech": ([180, 310, 332, 480, 270, 351, 420, 515], "million", "", 0),
    }
    ends = [date(2024, 2, 20), date(2024, 5, 14), date(2024, 8, 20), date(2024, 11, 12)]
    ends += [date(2025, 2, 18), date(2025, 5, 13), date(2025, 8, 19), date(2025, 11, 11)]
    names = ["fourth quarter of 2023", "first quarter of 2024", "second quarter of 2024", "third quarter of 2024"]
    names += ["fourth quarter of 2024", "first quarter of 2025", "second quarter of 2025", "third quarter of 2025"]
    for firm, (values, scale, sign, outlet) in sales.items():
        for day, name, value in zip(ends, names, values, strict=True):
            unit = "" if sign else " yuan"
            found.append(
                News(
                    day,
                    "en",
                    outlet,
                    f"{firm} reports sales for the {name}",
                    f"{firm} said its revenue reached {sign}{value} {scale}{unit} in the {name}.\n"
                    "Executives spoke of steady demand and of suppliers that kept their word.",
                )
            )
    return found


def news() -> Sequence[News]:
    """Return all invented articles, in order of their days."""
    lines = (Path(__file__).parent / "news.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    single = [News(**row | {"day": date.fromisoformat(row["day"])}) for row in rows]
    return sorted([*single, *_quarters()], key=lambda item: item.day)


def seed(newsroom: Newsroom) -> None:
    """Fill an empty newsroom as collecting would."""
    with newsroom.database.writing() as ledger:
        add_sources(ledger, _SOURCES)
        polls = {poll.source.name: poll.source for poll in all_sources(ledger)}
    for subject in SUBJECTS:
        watching.add(newsroom, subject, who="seed")
    for number, item in enumerate(news()):
        source = _SOURCES[item.outlet]
        keep_stage(newsroom, _article(item, polls[source.name].id, source.name, number))
    edited = next(item for item in news() if item.title == "Unitree raises fresh money")
    number = news().index(edited)
    measure_stage(newsroom)
    again = News(edited.day, "en", 0, edited.title, edited.text.replace("700 million", "720 million"))
    keep_stage(newsroom, _article(again, polls["Robot Daily"].id, "Robot Daily", number, later=True))
    measure_stage(newsroom)
    _visits(newsroom, list(polls.values()))
    _people(newsroom)


def _article(item: News, source_id: int, outlet: str, number: int, *, later: bool = False) -> Article:
    published = datetime.combine(item.day, time(8), UTC)
    url = item.url or f"https://outlet{item.outlet}.test/{number}"
    return Article(
        source_id=source_id,
        guid=url,
        url=url,
        canonical_url=url,
        title=item.title,
        text=item.text,
        language=item.language,
        outlet=outlet,
        published=published,
        published_origin="feed",
        fetched=published + timedelta(hours=30 if later else 1),
    )


def _visits(newsroom: Newsroom, sources: Sequence[Source]) -> None:
    kinds = {"Robot Daily": "new", "机器人观察": "unchanged", "Surgical Ledger": "blocked"}
    with newsroom.database.writing() as ledger:
        for source in sources:
            kind = kinds.get(source.name)
            if kind is None:
                continue
            state = PollState(
                last_visit=NOW - timedelta(minutes=20),
                last_success=NOW - timedelta(minutes=20),
                last_new=NOW - timedelta(hours=3),
                last_kind=kind,  # type: ignore[arg-type]
                health="failing" if kind == "blocked" else "fine",
                next_poll=NOW + timedelta(minutes=40),
                reason="every hour, as it usually brings news",
            )
            visit = Visit(source=source, kind=kind, at=NOW, status=200, entries=20, fresh=2, detail="", state=state)  # type: ignore[arg-type]
            keep_visit(ledger, visit)
        number = start_round(ledger, NOW - timedelta(minutes=21))
        counts = {"sources": 3, "new": 2}
        end_round(ledger, number, NOW - timedelta(minutes=20), counts, [("Surgical Ledger", "403")])


def _people(newsroom: Newsroom) -> None:
    rule = AlertRule(subjects=("Unitree",), min_percent=5)
    reader = Subscriber(email="reader@example.org", name="Li Wei", zone="Asia/Shanghai", rules=(rule,), confirmed=True)
    kept = subscribers.add(newsroom, reader, who="seed")
    subscribers.add(newsroom, Subscriber(email="late@example.org"), who="seed")
    letter = Letter(
        subscriber_id=kept.subscriber.id,
        window_key="2025-11-13",
        message_id="<seed-1@example.org>",
        sender="robowatch@example.org",
        recipient="reader@example.org",
        subject="Unitree revenue forecast +20%; 1 more change",
        text="Unitree revenue forecast: 2 → 2.4 billion yuan, +20%",
        html="<p>Unitree revenue forecast: 2 → <b>2.4 billion yuan</b>, +20%</p><script>document.title='run'</script>",
        headers=(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),),
        created=NOW,
    )
    with newsroom.database.writing() as ledger:
        post(ledger, letter, [], due=NOW)


def seeded(settings: Settings) -> Newsroom:
    """Open a newsroom in a settings' home folder and fill it; the caller closes its database."""
    from models.database import Database

    database = Database(settings.database)
    database.upgrade()
    newsroom = Newsroom(settings, database, lambda: NOW)
    seed(newsroom)
    return newsroom
