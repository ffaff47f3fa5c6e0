"""The tables as they were first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(30)
HASH = sa.String(64)
WORD = sa.String(40)
MOMENT = sa.BigInteger()
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Events are appended and never touched again, whoever asks.
APPEND_ONLY = {
    "sqlite": [
        """
        CREATE TRIGGER event_no_update BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
        """,
        """
        CREATE TRIGGER event_no_delete BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
        """,
    ],
    "postgresql": [
        """
        CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
        """,
        """
        CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()
        """,
    ],
}


def upgrade() -> None:
    """Make the tables, the first link of the chain, and the guard over the events."""
    op.create_table(
        "answer",
        sa.Column("row_key", HASH, nullable=False),
        sa.Column("digest", HASH, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("row_key", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_at"), "answer", ["at"])
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "device",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_table(
        "event",
        sa.Column("seq", SEQUENCE, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", HASH, nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_subject_seq"), "event", ["subject", "seq"])
    op.create_table(
        "lockout",
        sa.Column("limit_name", WORD, nullable=False),
        sa.Column("subject", HASH, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("limit_name", "subject", name=op.f("pk_lockout")),
    )
    op.create_table(
        "merchant",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant")),
    )
    op.create_table(
        "tally",
        sa.Column("limit_name", WORD, nullable=False),
        sa.Column("subject", HASH, nullable=False),
        sa.Column("window_start", MOMENT, nullable=False),
        sa.Column("window_end", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("limit_name", "subject", "window_start", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_window_end"), "tally", ["window_end"])
    op.create_table(
        "api_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("secret_hash", HASH, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("merchant_id", ID),
        sa.Column("roles", WORD, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_api_key_merchant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_key_secret_hash")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=False),
        sa.Column("stock", sa.BigInteger()),
        sa.Column("per_customer", sa.BigInteger()),
        sa.Column("mode", WORD, nullable=False),
        sa.Column("stamps_needed", sa.Integer(), nullable=False),
        sa.Column("reversal_s", sa.Integer(), nullable=False),
        sa.Column("picture_type", WORD),
        sa.Column("picture_digest", HASH),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("mode IN ('issue', 'redeem', 'both')", name=op.f("ck_campaign_mode")),
        sa.CheckConstraint(
            "taken >= 0 AND (stock IS NULL OR taken <= stock)", name=op.f("ck_campaign_stock")
        ),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_campaign_days")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_campaign_merchant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_merchant_id_id"), "campaign", ["merchant_id", "id"])
    op.create_index(op.f("ix_campaign_valid_until"), "campaign", ["valid_until"])
    op.create_table(
        "stamp",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("family", WORD, nullable=False),
        sa.Column("code", sa.BigInteger(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("status IN ('active', 'lost', 'revoked')", name=op.f("ck_stamp_status")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_stamp_merchant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
        sa.UniqueConstraint("family", "code", name=op.f("uq_stamp_family_code")),
    )
    op.create_index(op.f("ix_stamp_merchant_id_id"), "stamp", ["merchant_id", "id"])
    op.create_table(
        "alarm",
        sa.Column("id", ID, nullable=False),
        sa.Column("stamp_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_alarm_merchant_id")
        ),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_alarm_stamp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("stamp_id", "kind", "hour", name=op.f("uq_alarm_stamp_id_kind_hour")),
    )
    op.create_index(op.f("ix_alarm_merchant_id_id"), "alarm", ["merchant_id", "id"])
    op.create_table(
        "picture",
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_picture_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_picture")),
    )
    op.create_table(
        "stamp_hour",
        sa.Column("stamp_id", ID, nullable=False),
        sa.Column("start", MOMENT, nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_stamp_hour_stamp_id")),
        sa.PrimaryKeyConstraint("stamp_id", "start", name=op.f("pk_stamp_hour")),
    )
    op.create_table(
        "voucher",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("device_id", ID, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("collected", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.Column("stamped_at", MOMENT),
        sa.Column("verified_at", MOMENT),
        sa.Column("redeemed_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("receipt_id", ID),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('unverified', 'verified', 'redeemed', 'expired', 'revoked')",
            name=op.f("ck_voucher_state"),
        ),
        sa.CheckConstraint("collected >= 0 AND collected <= needed", name=op.f("ck_voucher_card")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_voucher_campaign_id")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_voucher_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
    )
    op.create_index(
        op.f("ix_voucher_campaign_id_device_id"), "voucher", ["campaign_id", "device_id"]
    )
    op.create_index(
        op.f("ix_voucher_campaign_id_state_redeemed_at"),
        "voucher",
        ["campaign_id", "state", "redeemed_at"],
    )
    op.create_index(op.f("ix_voucher_device_id_id"), "voucher", ["device_id", "id"])
    op.create_table(
        "challenge",
        sa.Column("id", ID, nullable=False),
        sa.Column("voucher_id", ID, nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.CheckConstraint("purpose IN ('verify', 'redeem')", name=op.f("ck_challenge_purpose")),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_challenge_voucher_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_table(
        "presentation",
        sa.Column("id", ID, nullable=False),
        sa.Column("challenge_id", ID, nullable=False),
        sa.Column("voucher_id", ID, nullable=False),
        sa.Column("device_id", ID, nullable=False),
        sa.Column("stamp_id", ID, nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("gesture", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("address", HASH),
        sa.Column("series", sa.LargeBinary(), nullable=False),
        sa.Column("series_key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_presentation_device_id")
        ),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_presentation_stamp_id")),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_presentation_voucher_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_presentation_challenge_id")),
    )
    op.create_index(
        op.f("ix_presentation_stamp_id_series_key"), "presentation", ["stamp_id", "series_key"]
    )
    op.create_index(op.f("ix_presentation_voucher_id"), "presentation", ["voucher_id"])
    op.execute("INSERT INTO chain_head (id, seq, hash) VALUES (1, 0, '" + bytes(32).hex() + "')")
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
