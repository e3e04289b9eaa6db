"""A filled newsroom for the verbs and the pages, made once and copied for each test."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from models.database import Database
from models.settings import Settings, load_settings
from review.web.app import create_app
from scheduler.newsroom import Newsroom


def _seed_module() -> ModuleType:
    path = Path(__file__).parent / "seed.py"
    spec = importlib.util.spec_from_file_location("review_seed", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["review_seed"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def seed() -> ModuleType:
    return _seed_module()


@pytest.fixture(scope="session")
def seeded_file(seed: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of a filled newsroom."""
    home = tmp_path_factory.mktemp("seeded")
    newsroom = seed.seeded(load_settings(home=home))
    from scheduler.stages import history_stage

    history_stage(newsroom)
    newsroom.database.copy_to(home / "copy.db")
    newsroom.database.close()
    return home / "copy.db"


@pytest.fixture
def newsroom(seed: ModuleType, seeded_file: Path, settings: Settings) -> Iterator[Newsroom]:
    """A filled newsroom of the test's own."""
    shutil.copy(seeded_file, settings.home / "robowatch.db")
    database = Database(settings.database)
    yield Newsroom(settings, database, lambda: seed.NOW)
    database.close()


@pytest.fixture
def empty(database: Database, seed: ModuleType, settings: Settings) -> Newsroom:
    """An empty newsroom on each kind of database."""
    return Newsroom(settings, database, lambda: seed.NOW)


@pytest.fixture
def client(newsroom: Newsroom) -> Iterator[TestClient]:
    """A browser of sorts, on this very machine."""
    with TestClient(
        create_app(newsroom), base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False
    ) as client:
        yield client
