"""What a process does once before it reads its first article, done here by being imported.

Readers are forked off a process that has loaded this module: rules, patterns and weights are read and compiled by that
one, and all others share its memory. Without it each spends a third of a second on that.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from crawler.reading import read_article
from models.values import Article, Entry, KeptArticle, Source, Subject
from scheduler.desk import Brief, Desk

_SUBJECTS = (
    Subject(name="Acme", kind="company", terms=(("Acme", "艾克米"),)),
    Subject(name="Robots", kind="market", terms=(("robots", "机器人"),)),
)
_PAGE = """<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"""
_NEWS = (
    (
        "Acme grows",
        "Acme said on Monday, March 3, 2025 that revenue rose 5% to $20 million in the third quarter of 2024. It sold "
        "1,200 robots to a customer in Japan, where nineteen people work for it, and hopes to double that next year. "
        "The market for robots will reach 3 billion euros by 2030, analysts at a bank in Paris told reporters.",
    ),
    ("艾克米增长", "艾克米3月3日表示,去年第三季度营收同比增长5%,达到2000万美元。公司向客户交付机器人1200台。" * 3),
)


def _warm_up() -> None:
    now = datetime(2025, 3, 4, tzinfo=UTC)
    desk = Desk(Brief(tuple(enumerate(_SUBJECTS, 1))))
    for title, text in _NEWS:
        entry = Entry(source_id=1, guid=title, url="https://news.example/1", title=title)
        page = _PAGE.format(title, text).encode()
        article = read_article(page, entry.url, entry, Source(name="News", kind="feed", url=entry.url), now)
        if isinstance(article, Article):
            desk.read(KeptArticle(id=1, article=article, day=date(2025, 3, 4), first_seen=now))


_warm_up()
