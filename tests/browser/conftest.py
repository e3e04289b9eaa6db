"""A real browser on a real server with a filled newsroom."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from models.database import Database
from models.settings import Settings, load_settings
from review.web.app import create_app
from scheduler.newsroom import Newsroom


def _seed() -> Any:
    path = Path(__file__).parent.parent / "review" / "seed.py"
    spec = importlib.util.spec_from_file_location("browser_seed", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["browser_seed"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("seeded")
    newsroom = _seed().seeded(load_settings(home=home))
    from scheduler.stages import history_stage

    history_stage(newsroom)
    newsroom.database.copy_to(home / "copy.db")
    newsroom.database.close()
    return home / "copy.db"


@pytest.fixture
def newsroom(seeded_file: Path, settings: Settings) -> Iterator[Newsroom]:
    shutil.copy(seeded_file, settings.home / "robowatch.db")
    database = Database(settings.database)
    yield Newsroom(settings, database, lambda: _seed().NOW)
    database.close()


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[str]:
    """The address of the running pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(newsroom), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 15
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


def _is_fault(message: ConsoleMessage) -> bool:
    """Say whether the console tells a fault of ours; a script held back in a sealed letter is as it should be."""
    return message.type == "error" and "Blocked script execution" not in message.text


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page at 1280 pixels; an error in the console fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US", base_url=site)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _is_fault(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not said, said
