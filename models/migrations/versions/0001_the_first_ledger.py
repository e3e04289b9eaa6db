"""The first ledger."""

import sqlalchemy as sa
from alembic import op

from models.store.search import CREATE_POSTGRESQL, CREATE_SQLITE
from models.tables import Id, Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("detail", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "metric",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("definition", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_metric")),
    )
    op.create_table(
        "note",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_note")),
    )
    op.create_table(
        "round",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("started", Moment(), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.Column("counts", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("failures", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_started"), ["started"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("homepage", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("region", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("focus", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=True),
        sa.Column("selectors", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_table(
        "story",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("first_article", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_table(
        "subject",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("terms", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("exclude", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("ambiguous", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("context", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("added", Moment(), nullable=False),
        sa.Column("history_cursor", Id, nullable=True),
        sa.Column("history_total", sa.Integer(), nullable=False),
        sa.Column("history_done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("name", name=op.f("uq_subject_name")),
    )
    op.create_table(
        "subscriber",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("channels", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("send_empty", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("added", Moment(), nullable=False),
        sa.Column("cursor", Id, nullable=False),
        sa.Column("article_cursor", Id, nullable=False),
        sa.Column("last_letter", Moment(), nullable=True),
        sa.Column("next_letter", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("email", name=op.f("uq_subscriber_email")),
    )
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriber_next_letter"), ["next_letter"], unique=False)

    op.create_table(
        "token",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scopes", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("added", Moment(), nullable=False),
        sa.Column("last_used", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    op.create_table(
        "user",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("added", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )
    op.create_table(
        "article",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("source_id", Id, nullable=True),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("published", Moment(), nullable=True),
        sa.Column("published_origin", sa.String(), nullable=False),
        sa.Column("published_day_only", sa.Boolean(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("story_id", Id, nullable=True),
        sa.Column("measured", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("trouble", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_article_source_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_article_story_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("canonical_url", name=op.f("uq_article_canonical_url")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_outlet"), ["outlet"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_story_id"), ["story_id"], unique=False)
        batch_op.create_index(
            "ix_article_troubled",
            ["id"],
            unique=False,
            sqlite_where=sa.text("trouble != ''"),
            postgresql_where=sa.text("trouble != ''"),
        )
        batch_op.create_index(
            "ix_article_unmeasured",
            ["day", "published"],
            unique=False,
            sqlite_where=sa.text("measured IS 0"),
            postgresql_where=sa.text("measured IS false"),
        )

    op.create_table(
        "letter",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", Id, nullable=True),
        sa.Column("window_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headers", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_letter_subscriber_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint(
            "subscriber_id", "window_key", "channel", name=op.f("uq_letter_subscriber_id_window_key_channel")
        ),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_letter_due_waiting",
            ["due"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(batch_op.f("ix_letter_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "poll",
        sa.Column("source_id", Id, nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("state", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_poll_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_poll")),
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_due"), ["due"], unique=False)

    op.create_table(
        "rule",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("definition", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_rule_subscriber_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
    )
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("bytes_read", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_visit_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_at"), ["at"], unique=False)
        batch_op.create_index("ix_visit_source_at", ["source_id", "at"], unique=False)

    op.create_table(
        "body",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("fetched", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_body_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "version", name=op.f("pk_body")),
    )
    op.create_table(
        "entry",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("article_id", Id, nullable=True),
        sa.Column("set_aside", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("look_again", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_entry_article_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_entry_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_entry_source_id_key")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_look_again"), ["look_again"], unique=False)

    op.create_table(
        "figure",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("value_high", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("also", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("forecaster", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("rules", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("role", sa.Text(), server_default=sa.text("'silent'"), nullable=False),
        sa.Column("corroborates", Id, nullable=True),
        sa.Column("rejected", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("original", Json, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_figure_article_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["corroborates"], ["figure.id"], name=op.f("fk_figure_corroborates"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_figure_subject_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
    )
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_corroborates"), ["corroborates"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_published"), ["published"], unique=False)
        batch_op.create_index("ix_figure_series", ["subject_id", "metric", "measure", "published"], unique=False)
        batch_op.create_index("ix_figure_subject_day", ["subject_id", "published"], unique=False)

    op.create_table(
        "mention",
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("places", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_mention_article_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_mention_subject_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("subject_id", "article_id", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_article_id"), ["article_id"], unique=False)

    op.create_table(
        "picture",
        sa.Column("letter_id", Id, nullable=False),
        sa.Column("cid", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_picture_letter_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("letter_id", "cid", name=op.f("pk_picture")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("letter_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("next_attempt", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_receipt_letter_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "sketch",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("shingles", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_sketch_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_sketch")),
    )
    with op.batch_alter_table("sketch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sketch_digest"), ["digest"], unique=False)

    op.create_table(
        "sketch_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_sketch_key_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "day", "article_id", name=op.f("pk_sketch_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sketch_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sketch_key_article_id"), ["article_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("figure_id", Id, nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("previous_id", Id, nullable=True),
        sa.Column("year_ago_id", Id, nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("mailable", sa.Boolean(), nullable=False),
        sa.Column("correction", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["figure_id"], ["figure.id"], name=op.f("fk_change_figure_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["figure.id"], name=op.f("fk_change_previous_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_change_subject_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["year_ago_id"], ["figure.id"], name=op.f("fk_change_year_ago_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_figure_id"), ["figure_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_previous_id"), ["previous_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_published"), ["published"], unique=False)
        batch_op.create_index("ix_change_subject_id", ["subject_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_year_ago_id"), ["year_ago_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("figure_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("before", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("after", Json, server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["figure_id"], ["figure.id"], name=op.f("fk_decision_figure_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_figure_id"), ["figure_id"], unique=False)

    op.create_table(
        "told",
        sa.Column("subscriber_id", Id, nullable=False),
        sa.Column("change_id", Id, nullable=False),
        sa.Column("letter_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_told_change_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_told_letter_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_told_subscriber_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "change_id", name=op.f("pk_told")),
    )
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_told_letter_id"), ["letter_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(CREATE_SQLITE)
    else:
        for statement in CREATE_POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE article_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TEXT SEARCH CONFIGURATION robowatch")
        op.execute("DROP TEXT SEARCH DICTIONARY robowatch_english")
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_told_letter_id"))
        batch_op.drop_index(batch_op.f("ix_told_change_id"))

    op.drop_table("told")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_figure_id"))

    op.drop_table("decision")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_year_ago_id"))
        batch_op.drop_index("ix_change_subject_id")
        batch_op.drop_index(batch_op.f("ix_change_published"))
        batch_op.drop_index(batch_op.f("ix_change_previous_id"))
        batch_op.drop_index(batch_op.f("ix_change_figure_id"))
        batch_op.drop_index(batch_op.f("ix_change_at"))

    op.drop_table("change")
    with op.batch_alter_table("sketch_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sketch_key_article_id"))

    op.drop_table("sketch_key")
    with op.batch_alter_table("sketch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sketch_digest"))

    op.drop_table("sketch")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_letter_id"))

    op.drop_table("receipt")
    op.drop_table("picture")
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mention_article_id"))

    op.drop_table("mention")
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.drop_index("ix_figure_subject_day")
        batch_op.drop_index("ix_figure_series")
        batch_op.drop_index(batch_op.f("ix_figure_published"))
        batch_op.drop_index(batch_op.f("ix_figure_corroborates"))
        batch_op.drop_index(batch_op.f("ix_figure_article_id"))

    op.drop_table("figure")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_look_again"))
        batch_op.drop_index(batch_op.f("ix_entry_article_id"))

    op.drop_table("entry")
    op.drop_table("body")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_source_at")
        batch_op.drop_index(batch_op.f("ix_visit_at"))

    op.drop_table("visit")
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_subscriber_id"))

    op.drop_table("rule")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_due"))

    op.drop_table("poll")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_subscriber_id"))
        batch_op.drop_index(batch_op.f("ix_letter_message_id"))
        batch_op.drop_index(
            "ix_letter_due_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("letter")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_article_unmeasured",
            sqlite_where=sa.text("measured IS 0"),
            postgresql_where=sa.text("measured IS false"),
        )
        batch_op.drop_index(
            "ix_article_troubled", sqlite_where=sa.text("trouble != ''"), postgresql_where=sa.text("trouble != ''")
        )
        batch_op.drop_index(batch_op.f("ix_article_story_id"))
        batch_op.drop_index(batch_op.f("ix_article_source_id"))
        batch_op.drop_index(batch_op.f("ix_article_outlet"))
        batch_op.drop_index(batch_op.f("ix_article_day"))

    op.drop_table("article")
    op.drop_table("user")
    op.drop_table("token")
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriber_next_letter"))

    op.drop_table("subscriber")
    op.drop_table("subject")
    op.drop_table("story")
    op.drop_table("source")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_started"))

    op.drop_table("round")
    op.drop_table("note")
    op.drop_table("metric")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
