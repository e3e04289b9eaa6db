"""Index languages and outlets on PostgreSQL too."""

from alembic import op

from models.store.search import mark_articles

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        mark_articles(op.get_bind())


def downgrade() -> None:
    """Leave the marks: nothing asks for them, and no text contains them."""
