"""Index languages, outlets and single Chinese characters; count a subject's series by an index."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from models.store.search import CREATE_SQLITE, index_anew

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LINE = ["subject_id", "metric", "measure", "scope", "published"]


def upgrade() -> None:
    op.create_index(
        "ix_figure_standing",
        "figure",
        _LINE,
        sqlite_where=sa.text("rejected IS 0 AND withdrawn IS 0"),
        postgresql_where=sa.text("rejected IS false AND withdrawn IS false"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_search")
        op.execute(CREATE_SQLITE)
        index_anew(Session(op.get_bind()))


def downgrade() -> None:
    op.drop_index("ix_figure_standing", "figure")
