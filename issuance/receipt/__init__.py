"""Receipts: what a voucher is worth, signed, so that it can be checked without a network.

::

    keyring.py   the keys that sign, in files          jwk.py      public keys as JSON
    jws.py       text that is signed, and its inverse  receipt.py  what a receipt says
    check.py     whether a receipt holds
"""

from issuance.receipt.check import check_receipt
from issuance.receipt.keyring import KeyRing, open_keyring
from issuance.receipt.receipt import Receipt, receipt_of

__all__ = ["KeyRing", "Receipt", "check_receipt", "open_keyring", "receipt_of"]
