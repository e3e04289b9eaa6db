"""Keep what is known of subjects that are not watched any more."""

import sqlalchemy as sa
from alembic import op

from models.tables import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subject", sa.Column("removed", Moment(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM subject WHERE removed IS NOT NULL")
    op.drop_column("subject", "removed")
