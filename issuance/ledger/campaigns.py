"""Open a campaign, change its terms, give it a picture."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from issuance.database import tables
from issuance.ledger import find
from issuance.ledger.upsert import insert_or
from issuance.model import moment
from issuance.model.campaign import PREFIX, PROMISED, Campaign, Picture, Terms
from issuance.refusal import Invalid

if TYPE_CHECKING:
    from issuance.ledger.change import Change

# Vouchers that are out there were promised these.
FIXED_ONCE_CLAIMED = ("mode", "stamps_needed")


def open_campaign(change: Change, merchant_id: str, terms: Terms) -> Campaign:
    """Open a campaign of a merchant."""
    owner = find.merchant(change, merchant_id, change.who)
    made = Campaign(
        id=change.new(PREFIX),
        merchant_id=owner.id,
        picture_type=None,
        picture_digest=None,
        taken=0,
        created_at=change.now,
        **vars(terms),
    )
    change.connection.execute(insert(tables.campaign), _plain(vars(made)))
    _promise(change, made)
    change.note("campaign-opened", made.id, merchant=owner.id, **_told(vars(terms)))
    return made


def change_campaign(change: Change, campaign_id: str, changes: dict[str, Any]) -> Campaign:
    """Change some terms of a campaign; vouchers that are out keep what they were promised.

    Another worth brings the stamps with it that it needs, unless `changes` name these as well.
    They are no promise: what is out needs them from now on, too.

    Parameters
    ----------
    change : Change
    campaign_id : str
    changes : dict
        By the names of the fields of `Terms`.

    Raises
    ------
    NotFound
    Invalid
        Terms that cannot be, or that vouchers are out under.
    """
    found = find.campaign(change, campaign_id, change.who, lock=True)
    if "worth" in changes:
        changes = {"two_ended": None, **changes}
    terms = replace(found.terms, **changes)
    different = {
        field: value for field, value in vars(terms).items() if value != getattr(found, field)
    }
    if terms.stock is not None and terms.stock < found.taken:
        raise Invalid("stock", f"expected at least the {found.taken} that are given out")
    for field in FIXED_ONCE_CLAIMED:
        if field in different and _has_vouchers(change, campaign_id):
            raise Invalid(field, "expected no change, vouchers are given out")
    changed = replace(found, **vars(terms))
    if different:
        values = _plain(different)
        if different.keys() & set(PROMISED):
            changed = replace(changed, version=found.version + 1)
            values["version"] = changed.version
            _promise(change, changed)
        change.connection.execute(
            update(tables.campaign).where(tables.campaign.c.id == found.id).values(values)
        )
        change.note("campaign-changed", found.id, version=changed.version, **_told(different))
    return changed


def set_picture(change: Change, campaign_id: str, picture: Picture) -> Campaign:
    """Give a campaign a picture, in place of the one it has."""
    found = find.campaign(change, campaign_id, change.who, lock=True)
    shown = replace(found, picture_type=picture.media_type, picture_digest=picture.digest)
    row = {"campaign_id": found.id, "data": picture.data}
    change.connection.execute(
        insert_or(change.connection.dialect.name, tables.picture)
        .values(row)
        .on_conflict_do_update(index_elements=["campaign_id"], set_={"data": picture.data})
    )
    values = {"picture_type": shown.picture_type, "picture_digest": shown.picture_digest}
    change.connection.execute(
        update(tables.campaign).where(tables.campaign.c.id == found.id).values(values)
    )
    change.note("campaign-pictured", found.id, **values)
    return shown


def _promise(change: Change, campaign: Campaign) -> None:
    """Keep what a campaign promises in a new version."""
    said = {name: getattr(campaign, name) for name in PROMISED}
    row = {"campaign_id": campaign.id, "version": campaign.version, "at": change.now, **said}
    change.connection.execute(insert(tables.promise), row)


def _has_vouchers(change: Change, campaign_id: str) -> bool:
    query = select(tables.voucher.c.id).where(tables.voucher.c.campaign_id == campaign_id)
    return change.connection.execute(query.limit(1)).first() is not None


def _plain(terms: dict[str, Any]) -> dict[str, Any]:
    """Say terms in words that the database has."""
    return {
        name: value.value if isinstance(value, Enum) else value for name, value in terms.items()
    }


def _told(terms: dict[str, Any]) -> dict[str, Any]:
    """Say terms in words that JSON has."""
    told = _plain(terms)
    for field in ("valid_from", "valid_until"):
        if field in told:
            told[field] = moment.text(told[field])
    return told
