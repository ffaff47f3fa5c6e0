"""The keys that sign receipts: the newest signs, the older ones are still shown to who checks.

::

    receipt-keys/0001.pem   0002.pem   0003.pem
                 └── still in the JWK set ┘ └ signs
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from issuance.privatefile import kept, read
from issuance.receipt.jwk import jwk_set, key_id
from issuance.receipt.jws import RECEIPT, sign
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "receipt-keys"
NAME = re.compile(r"([0-9]{4})\.pem")


@dataclass(frozen=True)
class KeyRing:
    """Keys in the order in which they were made; at least one."""

    keys: tuple[Ed25519PrivateKey, ...]
    kid: str

    def sign(self, payload: Mapping[str, Any], kind: str = RECEIPT) -> str:
        """Sign something of a kind with the newest key."""
        return sign(payload, self.keys[-1], self.kid, kind)

    @property
    def jwk_set(self) -> dict[str, list[dict[str, str]]]:
        """The public keys, the newest first."""
        return jwk_set(key.public_key() for key in reversed(self.keys))


def open_keyring(folder: Path, *, new_key: bool = False) -> KeyRing:
    """Open the keys in a service's folder; make the first one where there is none.

    Parameters
    ----------
    folder : Path
        Keys stand in ``receipt-keys`` under it, files that their owner alone reads.
    new_key : bool
        Make a further key, which signs from now on.

    Raises
    ------
    FileError
        A file that is no such key, or that others may read.
    OSError
        A file that can neither be read nor made.
    """
    place = folder / FOLDER
    if not _numbered(place):
        kept(place / "0001.pem", _new)
    elif new_key:
        kept(place / f"{max(_numbered(place)) + 1:04d}.pem", _new)
    keys = tuple(_key(path) for _, path in sorted(_numbered(place).items()))
    return KeyRing(keys, key_id(keys[-1].public_key()))


def has_keys(folder: Path) -> bool:
    """Whether a service's folder has any key."""
    return bool(_numbered(folder / FOLDER))


def _numbered(place: Path) -> dict[int, Path]:
    names = {path: NAME.fullmatch(path.name) for path in place.glob("*.pem")}
    return {int(name[1]): path for path, name in names.items() if name}


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _key(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(read(path), None)
    except (ValueError, TypeError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(path, "", "expected a private key, PEM") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise FileError(path, "", "expected an Ed25519 key, got one of another kind")
    return key
