"""A checkpoint: what a check of the trail found until an event, signed by the service.

::

    header.payload.signature             events, head, latest, vouchers, states, iat
    vch_01k5x3b8h94e7w2nq8c1r5tm0z redeemed
    vch_01k5x3b8h9p2s6v0xq3k8d5n1w verified
    …                                    in order; `states` is the SHA-256 of all these lines

Whoever keeps one elsewhere needs no more to check the trail from there on, and that the trail until
there is still the same.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from issuance.receipt import jws
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from issuance.model.event import Verdict
    from issuance.trail.states import Lines, States

TYPE = "audit-checkpoint+jwt"
HASH = re.compile(r"[0-9a-f]{64}")
BLOCK = 1 << 16


@dataclass(frozen=True)
class Checkpoint:
    """What is signed.

    Attributes
    ----------
    events : int
        Number of the last event that was checked.
    head : str
        Its hash.
    latest : int
        The latest date of an event since the clock was accepted, microseconds since 1970.
    vouchers : int
        How many vouchers the events tell of.
    states : str
        SHA-256 of the lines that say in which state they are.
    iat : int
        When it was signed, seconds since 1970.
    """

    events: int
    head: str
    latest: int
    vouchers: int
    states: str
    iat: int


def checkpoint(states: States, verdict: Verdict, latest: int, *, iat: int) -> Checkpoint:
    """Make a checkpoint of what a check found."""
    digest, vouchers = hashlib.sha256(), 0
    for lines in states.lines():
        digest.update(_text(lines))
        vouchers += len(lines)
    return Checkpoint(verdict.events, verdict.head, latest, vouchers, digest.hexdigest(), iat)


def write(
    path: Path, made: Checkpoint, states: States, sign: Callable[[Mapping[str, Any], str], str]
) -> None:
    """Write a checkpoint to a file; the inverse of `read`.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with path.open("wb") as file:
        file.write(sign(asdict(made), TYPE).encode() + b"\n")
        for lines in states.lines():
            file.write(_text(lines))


def read(path: Path, keys: Mapping[str, Ed25519PublicKey]) -> Checkpoint:
    """Read a checkpoint, all of it.

    Raises
    ------
    FileError
        It is none, none of the keys signed it, or it is damaged.
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        signed = file.readline(jws.LONGEST + 1)
        try:
            payload = jws.verify(signed.decode("ascii").removesuffix("\n"), keys, TYPE)
        except ValueError as error:
            raise FileError(path, "", f"expected a checkpoint of this service: {error}") from None
        found = _checkpoint(path, payload)
        digest = hashlib.sha256()
        while block := file.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != found.states:
        raise FileError(path, "", "is damaged: not the vouchers that its signature covers")
    return found


def _text(lines: Lines) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def _checkpoint(path: Path, payload: dict[str, Any]) -> Checkpoint:
    try:
        found = Checkpoint(**payload)
    except TypeError:
        raise FileError(path, "", "expected the fields of a checkpoint") from None
    for name in ("events", "latest", "vouchers", "iat"):
        if type(payload[name]) is not int or payload[name] < 0:
            raise FileError(path, name, "expected a number")
    for name in ("head", "states"):
        if type(payload[name]) is not str or not HASH.fullmatch(payload[name]):
            raise FileError(path, name, "expected 64 hexadecimal digits")
    return found
