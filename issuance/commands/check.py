"""``stampcodec admin voucher check``: a receipt, checked with public keys and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuance.clock import utc_now
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_BYTES = 1_000_000
NOT_HELD = 1


def check(
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="Text of the receipt.")],
    keys: Annotated[
        Path,
        typer.Option(
            "--keys", metavar="FILE", help="Public keys of the service: the answer of GET /v1/keys."
        ),
    ],
) -> None:
    """Check a receipt without a network and print its content.

    Exit status: 0 if the receipt is genuine and its campaign has not ended, 1 if not, 2 on misuse.
    """
    from issuance.receipt import check_receipt

    known = keys_in(keys)
    try:
        told = check_receipt(receipt, known)
    except ValueError as error:
        typer.echo(f"not genuine: {error}", err=True)
        raise typer.Exit(NOT_HELD) from None
    typer.echo(json.dumps(told.payload, ensure_ascii=False))
    if utc_now().timestamp() >= told.exp:
        typer.echo("genuine, but its campaign has ended", err=True)
        raise typer.Exit(NOT_HELD)


def keys_in(path: Path) -> Mapping[str, Ed25519PublicKey]:
    """Read public keys from a file.

    Raises
    ------
    FileError
        It holds no JWK set.
    OSError
        It cannot be read.
    """
    from issuance.receipt.jwk import public_keys

    try:
        with path.open("rb") as file:
            return public_keys(json.loads(file.read(MOST_BYTES)))
    except (ValueError, RecursionError) as error:
        raise FileError(path, "", f"expected a JWK set: {error}") from None
