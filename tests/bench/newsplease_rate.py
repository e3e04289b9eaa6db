"""Fetch and extract pages with news-please; prints pages, pages/s wall and pages a CPU-second.

A program of its own, for news-please has an environment of its own:
    python newsplease_rate.py pictures|plain ADDRESS...
It fetches the pictures of a page unless told otherwise; here they come from the pages' own server, like the pages.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import re
import sys
import time
import urllib.parse
import urllib.request
import warnings
from typing import Any

_PICTURE = re.compile(r"(?<=[\"'])https?://[^\"'\s<>]+?\.(?:jpe?g|png|gif|webp)(?:\?[^\"'\s<>]*)?(?=[\"'])")


def main(pictures: bool, urls: list[str]) -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    library: Any = importlib.import_module("newsplease").NewsPlease
    read(library, urls[0], pictures)  # what it loads at first is not counted
    began, worked = time.perf_counter(), time.process_time()
    read_all = [read(library, url, pictures) for url in urls]
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    sys.stdout.write(f"{sum(read_all)} {len(urls) / wall:.3f} {len(urls) / cpu:.3f}\n")


def read(library: Any, url: str, pictures: bool) -> bool:
    """Fetch and extract one page, without its pictures."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        html = answer.read().decode("utf-8", "replace")
    html = _PICTURE.sub(urllib.parse.urljoin(url, "/picture.png"), html)
    with contextlib.suppress(Exception):  # a page that it cannot read takes its time as well
        return bool(library.from_html(html, url=url, fetch_images=pictures).maintext)
    return False


if __name__ == "__main__":
    main(sys.argv[1] == "pictures", sys.argv[2:])
