"""Open the ledger; hand out transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlmodel import Session

from models.errors import NewerStoreError, SettingsError, StoreError

Ledger = Session  # an open transaction on the ledger

MIGRATIONS = Path(__file__).parent / "migrations"
_READING = {"robowatch_begin": "BEGIN"}


class Database:
    """The store: SQLite or PostgreSQL, by address."""

    def __init__(self, address: str) -> None:
        """Prepare to open the database at an SQLAlchemy address; nothing is read yet."""
        self.engine = _engine(address)
        self._reading = self.engine.execution_options(**_READING)

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """Open a transaction that may write; it is kept when the block ends well, undone otherwise."""
        with _told_apart(), Session(self.engine, expire_on_commit=False) as ledger, ledger.begin():
            yield ledger

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """Open a transaction that only reads and never waits for a writer."""
        with _told_apart(), Session(self._reading, expire_on_commit=False) as ledger, ledger.begin():
            yield ledger

    def upgrade(self) -> None:
        """Bring the tables to this version's form; raises NewerStoreError where they are ahead of it."""
        self.check_not_newer()
        with _told_apart(), self.engine.connect() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def check_not_newer(self) -> None:
        """Raise NewerStoreError where a newer version of robowatch wrote this database."""
        revision = self.revision()
        if revision is None:
            return
        try:
            ScriptDirectory.from_config(alembic_config()).get_revision(revision)
        except CommandError as error:
            msg = (
                f"the database was written by a newer version of robowatch (its form is {revision!r}); "
                "install that version, or restore a backup made by this one"
            )
            raise NewerStoreError(msg) from error

    def revision(self) -> str | None:
        """Return the name of the form the tables are in, or None for an empty database."""
        with _told_apart(), self._reading.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("select version_num from alembic_version")).scalar()

    def copy_to(self, file: Path) -> None:
        """Write a consistent copy of a SQLite database to a new file, while others read and write it."""
        with _told_apart(), self._reading.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - only a file can be copied
            target = sqlite3.connect(file)
            try:
                driver.backup(target)
            finally:
                target.close()

    def faults(self) -> list[str]:
        """Return what is damaged; PostgreSQL looks after itself and is only asked whether it answers."""
        with _told_apart(), self._reading.connect() as connection:
            if connection.dialect.name != "sqlite":
                connection.execute(text("select 1"))
                return []
            told = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            told += [
                f"a row of {row[0]} refers to nothing" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
        return [line for line in told if line != "ok"]

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @property
    def path(self) -> Path | None:
        """Return the file of a SQLite database, else None."""
        url = self.engine.url
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def alembic_config() -> Config:
    """Return the configuration of the migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn a database that cannot be reached or read into an error in words."""
    try:
        yield
    except OperationalError as error:
        cause = str(error.orig).strip().splitlines()[0]
        msg = f"the database cannot be used: {cause}; see `robowatch doctor`"
        raise StoreError(msg) from error
    except DBAPIError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            msg = f"the database file is damaged: {error.orig}; restore a backup with `robowatch db restore FILE`"
            raise StoreError(msg) from error
        raise


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
    except ArgumentError as error:
        msg = "ROBOWATCH_DATABASE_URL: not an address of a database; write sqlite:///FILE or postgresql://…"
        raise SettingsError(msg) from error
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(str(url))
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "postgresql":
        msg = f"ROBOWATCH_DATABASE_URL: {url.get_backend_name()} is not known; write sqlite:///FILE or postgresql://…"
        raise SettingsError(msg)
    # Generic plans, psycopg's default from the sixth execution on, made digests four times slower.
    return create_engine(url, pool_pre_ping=True, connect_args={"prepare_threshold": None})


def _sqlite_engine(address: str) -> Engine:
    engine = create_engine(address, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=30000",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer must take its lock at once: a stale snapshot cannot be made a writer later, whatever it waits.
        connection.exec_driver_sql(connection.get_execution_options().get("robowatch_begin", "BEGIN IMMEDIATE"))

    return engine
