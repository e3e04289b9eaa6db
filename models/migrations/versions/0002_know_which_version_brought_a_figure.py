"""Know which version brought a figure."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("figure") as figure:
        figure.add_column(sa.Column("appeared", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE figure SET appeared = version WHERE id IN (SELECT figure_id FROM change WHERE edited)")


def downgrade() -> None:
    with op.batch_alter_table("figure") as figure:
        figure.drop_column("appeared")
