"""The tables, in SQLAlchemy Core. `migrations` makes them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from issuance.database.columns import Moment, Sequence

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

ID = String(30)
HASH = String(64)  # SHA-256 in hexadecimal
WORD = String(40)

merchant = Table(
    "merchant",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("area", Text, nullable=False, server_default=""),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Index(None, "area"),
)

till_code = Table(
    "till_code",
    metadata,
    Column("merchant_id", ID, ForeignKey("merchant.id"), primary_key=True),
    Column("code", WORD, nullable=False),
    Column("created_at", Moment, nullable=False),
)

stamp = Table(
    "stamp",
    metadata,
    Column("id", ID, primary_key=True),
    Column("merchant_id", ID, ForeignKey("merchant.id"), nullable=False),
    Column("family", WORD, nullable=False),
    Column("code", BigInteger, nullable=False),
    Column("status", WORD, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Of a two-ended stamp; the lower code is the first one, so that no pair stands twice.
    Column("second_code", BigInteger),
    UniqueConstraint("merchant_id", "family", "code"),
    CheckConstraint("status IN ('active', 'lost', 'revoked')", name="status"),
    CheckConstraint("second_code > code", name="ends"),
    Index(None, "merchant_id", "id"),
)

campaign = Table(
    "campaign",
    metadata,
    Column("id", ID, primary_key=True),
    Column("merchant_id", ID, ForeignKey("merchant.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("valid_from", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Column("stock", BigInteger),
    Column("per_customer", BigInteger),
    Column("mode", WORD, nullable=False),
    Column("stamps_needed", Integer, nullable=False),
    Column("reversal_s", Integer, nullable=False),
    Column("picture_type", WORD),
    Column("picture_digest", HASH),
    Column("taken", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("worth", WORD, nullable=False, server_default="coffee"),
    Column("two_ended", Boolean, nullable=False, server_default=false()),
    CheckConstraint("mode IN ('issue', 'redeem', 'both')", name="mode"),
    CheckConstraint("valid_from < valid_until", name="days"),
    CheckConstraint("taken >= 0 AND (stock IS NULL OR taken <= stock)", name="stock"),
    Index(None, "merchant_id", "id"),
    Index(None, "valid_until"),
)

# What a campaign said in each of its versions: vouchers keep what they were claimed under.
promise = Table(
    "promise",
    metadata,
    Column("campaign_id", ID, ForeignKey("campaign.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("valid_from", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Column("reversal_s", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

picture = Table(
    "picture",
    metadata,
    Column("campaign_id", ID, ForeignKey("campaign.id"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_hash", HASH, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("token_hash"),
    Index(None, "created_at"),
)

voucher = Table(
    "voucher",
    metadata,
    Column("id", ID, primary_key=True),
    Column("campaign_id", ID, ForeignKey("campaign.id"), nullable=False),
    Column("device_id", ID, ForeignKey("device.id"), nullable=False),
    Column("state", WORD, nullable=False),
    Column("collected", Integer, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("stamped_at", Moment),
    Column("verified_at", Moment),
    Column("redeemed_at", Moment),
    Column("ended_at", Moment),
    Column("receipt_id", ID),
    Column("version", Integer, nullable=False),
    Column("lapses_at", Moment),
    Column("promise", Integer, nullable=False, server_default="1"),
    Column("claimed_from", Text, nullable=False, server_default=""),
    Column("short", String(8), nullable=False, server_default=""),
    CheckConstraint(
        "state IN ('unverified', 'verified', 'redeemed', 'expired', 'revoked')", name="state"
    ),
    CheckConstraint("collected >= 0 AND collected <= needed", name="card"),
    Index(None, "device_id", "id"),
    Index(None, "campaign_id", "device_id"),
    Index(None, "campaign_id", "state", "redeemed_at"),
    Index(None, "short"),
    Index(None, "lapses_at"),
    Index(None, "ended_at"),
)

# Tokens with which another device takes a voucher.
handover = Table(
    "handover",
    metadata,
    Column("token_hash", HASH, primary_key=True),
    Column("voucher_id", ID, ForeignKey("voucher.id"), nullable=False),
    Column("device_id", ID, ForeignKey("device.id"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("voucher_id"),
    Index(None, "device_id"),
    Index(None, "expires_at"),
)

challenge = Table(
    "challenge",
    metadata,
    Column("id", ID, primary_key=True),
    Column("voucher_id", ID, ForeignKey("voucher.id"), nullable=False),
    Column("purpose", WORD, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("asked_by", String(80), nullable=False, server_default=""),
    Column("vouched", Integer, nullable=False, server_default="0"),
    CheckConstraint("purpose IN ('verify', 'redeem')", name="purpose"),
    Index(None, "expires_at"),
)

# A challenge is tidied away long before its presentation: no foreign key between the two.
presentation = Table(
    "presentation",
    metadata,
    Column("id", ID, primary_key=True),
    Column("challenge_id", ID, nullable=False),
    Column("voucher_id", ID, ForeignKey("voucher.id"), nullable=False),
    Column("device_id", ID, ForeignKey("device.id"), nullable=False),
    Column("stamp_id", ID, ForeignKey("stamp.id"), nullable=False),
    Column("purpose", WORD, nullable=False),
    Column("gesture", WORD, nullable=False),
    Column("at", Moment, nullable=False),
    Column("address", HASH),
    Column("series", LargeBinary, nullable=False),
    Column("series_key", String(80), nullable=False),
    Column("pattern", String(60), nullable=False, server_default=""),
    UniqueConstraint("challenge_id"),
    Index(None, "pattern", "series_key"),
    Index(None, "pattern", "id"),
    Index(None, "voucher_id"),
)

# The press of a two-ended stamp's second end; that of its first end stands in the presentation.
second_press = Table(
    "second_press",
    metadata,
    Column("id", ID, ForeignKey("presentation.id"), primary_key=True),
    Column("stamp_id", ID, ForeignKey("stamp.id"), nullable=False),
    Column("series", LargeBinary, nullable=False),
    Column("series_key", String(80), nullable=False),
    Column("pattern", String(60), nullable=False, server_default=""),
    Index(None, "pattern", "series_key"),
    Index(None, "pattern", "id"),
)

stamp_hour = Table(
    "stamp_hour",
    metadata,
    Column("stamp_id", ID, ForeignKey("stamp.id"), primary_key=True),
    Column("start", Moment, primary_key=True),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", ID, primary_key=True),
    Column("stamp_id", ID, ForeignKey("stamp.id")),
    Column("merchant_id", ID, ForeignKey("merchant.id")),
    Column("kind", WORD, nullable=False),
    Column("details", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("hour", Moment, nullable=False),
    Column("about", ID, nullable=False),
    UniqueConstraint("about", "kind", "hour"),
    Index(None, "merchant_id", "id"),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", ID, primary_key=True),
    Column("secret_hash", HASH, nullable=False),
    Column("label", Text, nullable=False),
    Column("merchant_id", ID, ForeignKey("merchant.id")),
    Column("roles", WORD, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    # The last number that a kiosk gave a presentation; 0: it does not count.
    Column("counter", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("secret_hash"),
)

tally = Table(
    "tally",
    metadata,
    Column("limit_name", WORD, primary_key=True),
    Column("subject", HASH, primary_key=True),
    Column("window_start", Moment, primary_key=True),
    Column("window_end", Moment, nullable=False),
    Column("count", Integer, nullable=False),
    Index(None, "window_end"),
)

lockout = Table(
    "lockout",
    metadata,
    Column("limit_name", WORD, primary_key=True),
    Column("subject", HASH, primary_key=True),
    Column("until", Moment, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("row_key", HASH, primary_key=True),
    Column("digest", HASH, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

event = Table(
    "event",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("kind", WORD, nullable=False),
    Column("subject", WORD, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
    Index(None, "subject", "seq"),
)

# One row, locked by whoever appends an event.
chain_head = Table(
    "chain_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("at", Moment),
    Column("doubted_at", Moment),
    CheckConstraint("id = 1", name="one"),
)

# One row, once events were moved into files: number and hash of the last one of them.
archived = Table(
    "archived",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", HASH, nullable=False),
    CheckConstraint("id = 1", name="one"),
)

# One row: which keys the servers of this database have.
service_keys = Table(
    "service_keys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", HASH, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
