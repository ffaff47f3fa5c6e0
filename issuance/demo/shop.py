"""A shop to try things on: a merchant, its stamps and campaigns, and a customer with vouchers.

A pot of tea takes the stamp with one end, a dinner the two-ended one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from issuance.face import face_of
from issuance.ledger import campaigns, claim, register
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Terms, Worth
from issuance.model.stamp import End

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.ledger import Ledger
    from stampcodec import StampFace

FAMILY = "touch5"


@dataclass(frozen=True)
class Demo:
    """What was made.

    Attributes
    ----------
    token : str
        Of the customer's device.
    face : StampFace
        Of the shop's stamp.
    dinner_id : str
        A campaign that needs the two-ended stamp.
    dinner_voucher_id : str
    ends : (StampFace, StampFace)
        Of the two-ended stamp.
    """

    merchant_id: str
    campaign_id: str
    stamp_id: str
    voucher_id: str
    token: str
    face: StampFace
    dinner_id: str
    dinner_voucher_id: str
    ends: tuple[StampFace, StampFace]


def make_demo(ledger: Ledger, now: datetime) -> Demo:
    """Make a shop with everything that it takes to stamp a voucher."""
    merchant = ledger.change(COMMAND, register.register_merchant, "Willow & Leaf")
    stamp, pair = (
        ledger.change(
            COMMAND, register.register_stamp, merchant.id, FAMILY, None, label, two_ended=two_ended
        )
        for label, two_ended in (("counter", False), ("dinners", True))
    )
    terms = Terms(
        title="A pot of oolong for two",
        text="High-mountain oolong, with two almond biscuits.",
        valid_from=now,
        valid_until=now + timedelta(days=30),
        stock=500,
        per_customer=5,
    )
    dinner_terms = replace(
        terms,
        title="A dinner for two",
        text="Five courses, with tea.",
        worth=Worth.MORE,
        two_ended=None,
    )
    opened = [
        ledger.change(COMMAND, campaigns.open_campaign, merchant.id, each)
        for each in (terms, dinner_terms)
    ]
    new = ledger.change(COMMAND, register.register_device)
    customer = Caller(f"device:{new.device.id}")
    vouchers = [
        ledger.change(customer, claim.claim, new.device.id, campaign.id).voucher.id
        for campaign in opened
    ]
    return Demo(
        merchant_id=merchant.id,
        campaign_id=opened[0].id,
        stamp_id=stamp.id,
        voucher_id=vouchers[0],
        token=new.token,
        face=face_of(stamp),
        dinner_id=opened[1].id,
        dinner_voucher_id=vouchers[1],
        ends=(face_of(pair, End.FIRST), face_of(pair, End.SECOND)),
    )
