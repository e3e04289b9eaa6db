"""Back the database up, restore it, and check it."""

from __future__ import annotations

from pathlib import Path

from models.database import Database
from models.errors import UsageError
from models.settings import Settings


def backup(settings: Settings, file: Path) -> Path:
    """Write a copy of the database to a file, while it is in use or not; raises UsageError where the file exists."""
    if file.exists():
        msg = f"{file} exists already; name a new file"
        raise UsageError(msg)
    database = _file_database(settings)
    try:
        database.copy_to(file)
    finally:
        database.close()
    return file


def restore(settings: Settings, file: Path) -> Path | None:
    """Put a backup in place of the database; return where what was there is kept. Raises StoreError for a bad file."""
    copy = Database(f"sqlite:///{file}")
    try:
        copy.check_not_newer()
        if copy.revision() is None or copy.faults():
            msg = f"{file} is no sound backup of robowatch; nothing was changed"
            raise UsageError(msg)
    finally:
        copy.close()
    database = _file_database(settings)
    database.close()
    path = database.path
    assert path is not None  # noqa: S101 - a file database
    kept = path.with_suffix(".before-restore.db") if path.exists() else None
    if kept:
        path.replace(kept)
        for suffix in ("-wal", "-shm"):
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + suffix))
    source = Database(f"sqlite:///{file}")
    try:
        source.copy_to(path)
    finally:
        source.close()
    return kept


def check(settings: Settings) -> list[str]:
    """Return what is damaged in the database."""
    database = Database(settings.database)
    try:
        database.check_not_newer()
        return database.faults()
    finally:
        database.close()


def _file_database(settings: Settings) -> Database:
    database = Database(settings.database)
    if database.path is None:
        msg = "the store is PostgreSQL: use pg_dump and pg_restore, as deploy/README.md shows"
        raise UsageError(msg)
    return database
