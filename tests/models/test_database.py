"""The store on SQLite and on PostgreSQL: its form, its transactions, its refusals."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path

import pytest
import zstandard
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from models.database import Database, alembic_config
from models.errors import NewerStoreError, SettingsError, StoreError
from models.store.changes import ChangeFilter, find_changes
from models.store.finding import ArticleFilter, find_numbers
from models.store.letters import LetterFilter, find_letters
from models.store.rounds import keep_note, note
from models.values import Reason


def _differences(database: Database) -> list[object]:
    with database.engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the search index is no table that SQLAlchemy can reflect
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _o, name, *_: not str(name).startswith(("article_search", "letter_search"))},
        )
        return list(compare_metadata(context, SQLModel.metadata))


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    assert _differences(database) == []


def test_a_store_can_go_down_and_up_again(database: Database) -> None:
    with database.engine.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    database.upgrade()
    assert _differences(database) == []


def test_an_older_store_keeps_its_reasons_and_finds_its_articles_and_letters(database: Database) -> None:
    """A store of the second form, with an index that knew no marks, and none of letters."""
    old = "CREATE VIRTUAL TABLE article_search USING fts5(title, body, content='', tokenize='porter unicode61')"
    with database.engine.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TABLE article_search"))
            connection.execute(text(old))
        for statement in _OLD_ROWS:
            connection.execute(text(statement), {"packed": zstandard.compress("宇树科技发布机器人".encode())})
        if connection.dialect.name == "postgresql":
            connection.execute(text("INSERT INTO article_search VALUES (1, to_tsvector('simple', '宇树 树科 科技'))"))
        connection.commit()
    database.upgrade()
    with database.reading() as ledger:
        assert [find_changes(ledger, ChangeFilter())[0].change.reason] == [Reason(code="note", note="as worded then")]
        assert find_numbers(ledger, ArticleFilter(text="宇树科技", language="zh", outlet="Post")) == [1]
        assert find_numbers(ledger, ArticleFilter(text="机")) == ([1] if _is_sqlite(database) else [])
        assert [kept.letter.id for kept in find_letters(ledger, LetterFilter(text="title:营收 Unitree"))] == [1]


def _is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


_OLD_ROWS = (
    "INSERT INTO subject(id, name, kind, added, history_total, history_done)"
    " VALUES (1, 'Unitree', 'company', '2025-01-01', 0, 0)",
    "INSERT INTO article(id, canonical_url, url, title, language, outlet, published_origin, published_day_only,"
    " first_seen, day, version, measured) VALUES (1, 'u', 'u', '宇树科技', 'zh', 'Post', 'feed', false, '2025-01-01',"
    " '2025-01-01', 1, true)",
    "INSERT INTO body(article_id, version, title, packed, digest, fetched) VALUES (1, 1, '宇树科技', :packed, '',"
    " '2025-01-01')",
    "INSERT INTO figure(id, article_id, version, appeared, subject_id, published, metric, measure, value, unit,"
    " qualifier, status, quote, start, \"end\", confidence, rejected, withdrawn) VALUES (1, 1, 1, 1, 1, '2025-01-01',"
    " 'revenue', 'level', 1, 'CNY', 'exact', 'actual', '宇树', 0, 2, 1, false, false)",
    "INSERT INTO change(id, figure_id, subject_id, kind, reason, edited, at, published, mailable, correction,"
    " withdrawn) VALUES (1, 1, 1, 'first', 'as worded then', false, '2025-01-01', '2025-01-01', true, false, false)",
    "INSERT INTO letter(id, window_key, channel, message_id, sender, recipient, subject, text, html, created, state,"
    " due, attempts) VALUES (1, 'w', '', 'm', 's', 'r', '宇树营收', 'Unitree rose', '', '2025-01-01', 'waiting',"
    " '2025-01-01', 0)",
)


def test_what_is_written_in_a_transaction_that_fails_is_undone(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as ledger:
            keep_note(ledger, "alarm", "on")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.reading() as ledger:
        assert note(ledger, "alarm") == ""


def test_a_store_of_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerStoreError, match=r"newer version.*9999"):
        database.upgrade()
    assert database.revision() == "9999"


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database at all, just some words\n" * 50)
    with pytest.raises(StoreError, match=r"damaged.*not a database"):
        Database(f"sqlite:///{path}").upgrade()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Database("postgresql://nobody@127.0.0.1:1/none").upgrade()


@pytest.mark.parametrize("address", ["robowatch.db", "mysql://localhost/x"])
def test_an_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="ROBOWATCH_DATABASE_URL"):
        Database(address)


def test_a_time_without_a_zone_is_not_kept(database: Database) -> None:
    from sqlalchemy.exc import StatementError

    from models.store.rounds import start_round

    with pytest.raises(StatementError, match="without a zone"), database.writing() as ledger:
        start_round(ledger, datetime(2025, 1, 1))  # noqa: DTZ001
