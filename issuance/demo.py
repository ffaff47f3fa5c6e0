"""A shop to try things on: a merchant, a stamp, a campaign, and a customer with a voucher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from issuance.face import face_of
from issuance.ledger import campaigns, claim, register
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Terms

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
    """

    merchant_id: str
    campaign_id: str
    stamp_id: str
    voucher_id: str
    token: str
    face: StampFace


def make_demo(ledger: Ledger, now: datetime) -> Demo:
    """Make a shop with everything that it takes to stamp a voucher."""
    merchant = ledger.change(COMMAND, register.register_merchant, "Willow & Leaf")
    stamp = ledger.change(COMMAND, register.register_stamp, merchant.id, FAMILY, None, "counter")
    terms = Terms(
        title="A pot of oolong for two",
        text="High-mountain oolong, with two almond biscuits.",
        valid_from=now,
        valid_until=now + timedelta(days=30),
        stock=500,
        per_customer=5,
    )
    campaign = ledger.change(COMMAND, campaigns.open_campaign, merchant.id, terms)
    new = ledger.change(COMMAND, register.register_device)
    customer = Caller(f"device:{new.device.id}")
    holding = ledger.change(customer, claim.claim, new.device.id, campaign.id)
    return Demo(merchant.id, campaign.id, stamp.id, holding.voucher.id, new.token, face_of(stamp))
