"""Claims in a table of their own, and the health of each source where it can be asked for."""

import json

import sqlalchemy as sa
from alembic import op

from models.tables import Id, Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FAILING = ("changed_format", "blocked", "limited", "missing", "server_error", "refused", "unreachable", "unreadable")


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("source_id", Id, nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_claim_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_claim")),
    )
    op.drop_column("poll", "lease_until")
    op.add_column("poll", sa.Column("health", sa.Text(), server_default=sa.text("'never'"), nullable=False))
    op.add_column("poll", sa.Column("health_since", Moment(), nullable=True))
    connection = op.get_bind()
    for number, retired, state in connection.execute(sa.text("SELECT source_id, retired, state FROM poll")).all():
        known = json.loads(state) if isinstance(state, str) else state
        health = "gone" if retired else _health(known.get("last_kind"))
        kept = {name: value for name, value in known.items() if name not in ("next_poll", "retired")}
        connection.execute(
            sa.text("UPDATE poll SET health = :health, state = :state WHERE source_id = :number").bindparams(
                sa.bindparam("state", type_=Json)
            ),
            {"health": health, "state": kept, "number": number},
        )


def _health(kind: str | None) -> str:
    if kind in _FAILING:
        return "failing"
    return "undated" if kind == "undated" else "fine" if kind else "never"


def downgrade() -> None:
    op.drop_column("poll", "health_since")
    op.drop_column("poll", "health")
    op.add_column("poll", sa.Column("lease_until", Moment(), nullable=True))
    op.drop_table("claim")
