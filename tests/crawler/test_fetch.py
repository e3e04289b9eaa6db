from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.download import Downloader, Limits
from crawler.fetch import Fetcher, FetchError
from models.settings import Settings

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)


def test_hosts_of_one_domain_wait_in_one_line(settings: Settings) -> None:
    """Such hosts cannot be had on loopback without a name server, so the requests are looked at instead."""
    requests: list[Request] = []

    async def noted(request: Request) -> Response:
        requests.append(request)
        return Response(request.url, status=304)

    async def fetch() -> None:
        fetcher = Fetcher(Downloader(noted, None), settings, Limits(), lambda: NOW)  # type: ignore[arg-type]
        for url in ("https://feeds.bbc.co.uk/a", "https://www.bbc.co.uk/b", "https://bbc.com/c"):
            await fetcher.get(url, {})

    asyncio.run(fetch())
    assert [request.meta["download_slot"] for request in requests] == ["bbc.co.uk", "bbc.co.uk", "bbc.com"]


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://x.example/", "https://", "http://x.example:0x1/"])
def test_what_is_no_web_address_is_refused_before_asking(settings: Settings, url: str) -> None:
    async def fetch() -> None:
        await Fetcher(Downloader(None, None), settings, Limits(), lambda: NOW).get(url, {})  # type: ignore[arg-type]

    with pytest.raises(FetchError, match="not an address of the web"):
        asyncio.run(fetch())
