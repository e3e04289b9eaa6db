"""Alembic's entry: run the migrations on the connection that the store hands in."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlmodel import SQLModel

import models.tables  # noqa: F401 - fills the metadata


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:  # noqa: FBT001
    """Leave the search index and the queue's tables to their own makers."""
    return not (
        kind == "table" and name is not None and name.startswith(("article_search", "letter_search", "procrastinate_"))
    )


def run() -> None:
    """Run the migrations."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_object=include_object,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
