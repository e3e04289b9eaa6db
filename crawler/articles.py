"""Turn entries into articles: from the text that the feed carries, else from their pages."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from crawler.answers import ASIDE, failure_of, no_page
from crawler.download import Limits
from crawler.fetch import PAGE_HEADERS, Fetcher, FetchError
from crawler.identity import registrable_domain
from crawler.policy import retry_after
from crawler.reading import article_of_feed, aside, carries_full_text, read_article
from crawler.workers import ReadingError, Workers
from models.errors import CollectError
from models.values import Article, Entry, SetAside, Source

HOSTS_AT_A_TIME = 4  # article hosts that one visit fetches from together; an aggregator leads to many
ENOUGH_HTML = 300  # characters; a feed that carries less has no full text, so its page is fetched without looking
# After a page that failed so, the host is left alone until the next visit: it asks us to, or it does not answer.
UNWILLING = ("limited", "unreachable")


class Keeping(Protocol):
    """Where a visit asks what is new and leaves what it found."""

    async def unknown(self, source: Source, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return the entries that are not known yet."""
        ...

    async def again(self, source: Source) -> Sequence[Entry]:
        """Return the entries whose articles are worth another look."""
        ...

    async def keep(self, thing: Article | SetAside) -> None:
        """Hand over what was found."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the reading of new entries came."""

    done: int
    unfinished: int  # left for next time
    pause: timedelta  # how long one of their hosts asks to be left alone


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReader:
    """Reads the articles of a visit and hands each over as it comes."""

    fetcher: Fetcher
    workers: Workers
    desk: Keeping
    limits: Limits
    now: Callable[[], datetime]

    async def read_all(self, source: Source, entries: Sequence[Entry]) -> Progress:
        """Read new entries, the oldest first."""
        oldest_first = list(reversed(entries))  # feeds list the newest first
        ordered = sorted(oldest_first, key=lambda each: each.published.timestamp() if each.published else 0)
        hosts: dict[str, list[Entry]] = defaultdict(list)
        for entry in ordered[-self.limits.pages :]:
            hosts[registrable_domain(entry.url) if entry.url else ""].append(entry)
        room = asyncio.Semaphore(HOSTS_AT_A_TIME)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._of_one_host(source, own, room)) for own in hosts.values()]
        done = sum(task.result() for task in tasks)
        pause = max((self.fetcher.pauses.left(entry.url) for entry in entries if entry.url), default=timedelta(0))
        return Progress(done=done, unfinished=len(entries) - done, pause=pause)

    async def look_again(self, source: Source) -> None:
        """Read again what may have been edited, and hand over whatever comes of it; none of it is news."""
        for entry in await self.desk.again(source):
            await self.desk.keep((await self._read(source, entry))[0])

    async def _of_one_host(self, source: Source, entries: Sequence[Entry], room: asyncio.Semaphore) -> int:
        done = 0
        async with room:
            for entry in entries:
                if entry.url and self.fetcher.pauses.left(entry.url) and not carries_full_text(entry):
                    continue  # not so much as an attempt: its turn comes when the host may be asked again
                result, willing = await self._read(source, entry)
                await self.desk.keep(result)
                done += isinstance(result, Article) or result.final
                if not willing:
                    break
        return done

    async def _read(self, source: Source, entry: Entry) -> tuple[Article | SetAside, bool]:
        """Return what comes of an entry, and whether its host may be asked for more."""
        willing = True
        try:
            return await self._article(source, entry), willing
        except FetchError as error:
            cause, final = ASIDE[error.kind]
            willing = error.kind not in UNWILLING
            return aside(entry, cause, str(error), self.now(), final=final or error.lasting), willing
        except ReadingError as error:
            return aside(entry, "unreadable", str(error), self.now()), willing
        except CollectError as error:  # a selector of the source that is wrong: to be mended, then read again
            return aside(entry, "unreadable", str(error), self.now(), final=False), willing

    async def _article(self, source: Source, entry: Entry) -> Article | SetAside:
        carried = len(entry.content) + len(entry.summary) > ENOUGH_HTML
        if carried and (article := await self.workers.run(article_of_feed, entry, source, self.now())):
            return article
        if not entry.url:
            return aside(entry, "no_page", "the entry has no address that can be used", self.now())
        answer = await self.fetcher.get(entry.url, PAGE_HEADERS, robots=True, size=self.limits.page_size)
        if failure := failure_of(answer):
            if failure[0] == "limited":
                self.fetcher.pauses.note(answer.url, retry_after(answer.headers, self.now()))
            raise FetchError(*failure)
        if other := no_page(answer):
            return aside(entry, "unreadable", f"not a page of text but {other}", self.now())
        read = partial(read_article, charset=answer.charset)
        return await self.workers.run(read, answer.body, answer.url, entry, source, self.now())
