"""The one place where anything changes: a file for each kind of change, and for what is asked.

::

    opening.py     open a ledger, form.py its database    ledger.py   the one door, `Ledger`
    question.py    one state of everything                change.py   a transaction under way
                                                          answers.py  repeated requests
    register.py    merchants, devices, stamps             tally.py    limits and lock-outs
    campaigns.py   terms and pictures                     chain.py    the audit trail
    claim.py       challenge.py   present.py              find.py, lists.py, counts.py
    redeem.py      revoke.py      expire.py               usage.py    hours of use
    keys.py        tidy.py                                store.py    a voucher's row, by version
    handover.py    to another device                      reversals.py   taken back too often
    folder.py      which keys the servers have            alarms.py   what a person should look at

>>> from issuance.ledger import claim, find, open_ledger
>>> ledger = open_ledger(settings, utc_now)
>>> ledger.ask(find.campaign, campaign_id, who)
>>> ledger.change(who, claim.claim, device_id, campaign_id)
"""

from issuance.ledger.ledger import Ledger
from issuance.ledger.opening import open_ledger

__all__ = ["Ledger", "open_ledger"]
