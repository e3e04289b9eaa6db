"""All the letters of one moment: the changes indexed once, the letters composed one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from alerts.digest import ChangeIndex, HeadlineIndex, LastTold, compose_digest
from alerts.links import Links
from alerts.render import Proofs, render_letter
from alerts.schedule import next_letter
from models.settings import Settings
from models.values import Digest, Headline, Letter, RoundHealth, Subscriber, ToldChange


class Edition:
    """What is to be told to all readers that are due; a letter leaves nothing behind but shared proofs."""

    def __init__(
        self,
        changes: Iterable[ToldChange],
        headlines: Iterable[Headline],
        health: RoundHealth,
        *,
        settings: Settings,
        links: Links,
    ) -> None:
        self._changes = ChangeIndex(changes)
        self._headlines = HeadlineIndex(headlines)
        self._health = health
        self._settings = settings
        self._links = links
        self._proofs = Proofs()

    def letter(
        self,
        subscriber: Subscriber,
        *,
        since: datetime | None,
        until: datetime,
        due: datetime | None = None,
        after_change: int = 0,
        after_article: int = 0,
        last_told: LastTold | None = None,
        corrected: Collection[int] = (),
    ) -> tuple[Digest, Letter | None]:
        """Return a reader's digest of what came after those ids, and the letter; None where nothing is to be sent.

        A correction is told where its figure is among those `corrected` that the reader had been told.
        """
        digest = compose_digest(
            subscriber,
            (
                told
                for told in self._changes.for_reader(subscriber)
                if told.id > after_change and (not told.correction or told.change.figure.figure_id in corrected)
            ),
            (line for line in self._headlines.for_reader(subscriber) if line.article_id > after_article),
            self._health,
            since=since,
            until=until,
            due=due,
            next_at=next_letter(subscriber, until),
            last_told=last_told,
        )
        if digest.empty and not subscriber.send_empty:
            return digest, None
        return digest, render_letter(digest, settings=self._settings, links=self._links, proofs=self._proofs)
