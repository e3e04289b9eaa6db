"""Find letters by their words."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from models.store.search import CREATE_LETTERS_POSTGRESQL, CREATE_LETTERS_SQLITE, Indexed, index_letter

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    statements = (CREATE_LETTERS_SQLITE,) if connection.dialect.name == "sqlite" else CREATE_LETTERS_POSTGRESQL
    for statement in statements:
        op.execute(statement)
    ledger = Session(connection)
    for number, subject, body in connection.execute(sa.text("SELECT id, subject, text FROM letter")).all():
        index_letter(ledger, Indexed(id=number, title=subject, body=body))


def downgrade() -> None:
    op.execute("DROP TABLE letter_search")
