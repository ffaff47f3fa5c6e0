"""The secrets of a folder, as one fingerprint: servers of one database have the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from issuance.ledger import folder as folders
from issuance.model.caller import COMMAND
from issuance.receipt import open_keyring
from issuance.receipt.keyring import has_keys
from issuance.server.address import FILE, address_key
from stampcodec import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from issuance.ledger import Ledger


def fingerprint(folder: Path) -> str:
    """Hash what signs receipts and hides addresses; make what is missing."""
    digest = hashlib.sha256(address_key(folder))
    for key in open_keyring(folder).jwk_set["keys"]:
        digest.update(key["kid"].encode())
    return digest.hexdigest()


def expect_keys(ledger: Ledger, folder: Path, *, new_key: bool) -> None:
    """Expect a folder with the keys that other servers of the database have; make the first ones.

    Parameters
    ----------
    ledger : Ledger
    folder : Path
    new_key : bool
        Make a further key for receipts, and take the keys of this folder for the database's.

    Raises
    ------
    FileError
        The folder has other keys, or none.
    OSError
        A file that can neither be read nor made.
    """
    known = ledger.ask(folders.fingerprint)
    if known is not None and not new_key:
        complete = has_keys(folder) and (folder / FILE).exists()
        if not complete or fingerprint(folder) != known:
            raise _others(folder)
    open_keyring(folder, new_key=new_key)
    found = fingerprint(folder)
    if ledger.change(COMMAND, folders.keep_fingerprint, found, replace=new_key) != found:
        raise _others(folder)


def _others(folder: Path) -> FileError:
    problem = (
        f"expected receipt-keys/ and {FILE} as the other servers of this database have them; "
        "copy theirs, or make these the database's with --new-key"
    )
    return FileError(folder, "", problem)
