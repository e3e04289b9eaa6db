"""Keep why a change is one as data, so that every language can word it."""

import sqlalchemy as sa
from alembic import op

from models.tables import Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change", sa.Column("why", Json, server_default=sa.text("'{}'"), nullable=False))
    build = "json_object" if op.get_bind().dialect.name == "sqlite" else "jsonb_build_object"
    # What was put into words stays as it was worded until its series is worked out anew.
    op.execute(f"UPDATE change SET why = {build}('code', 'note', 'note', reason)")  # noqa: S608 - one of two names
    op.drop_column("change", "reason")  # in place: made anew, the table would take what was told with it


def downgrade() -> None:
    op.add_column("change", sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.drop_column("change", "why")
