"""The shape of a JWK set."""

from __future__ import annotations

from pydantic import Field

from issuance.server.schemas.base import Out


class JwkOut(Out):
    """A public key of receipts (RFC 8037)."""

    kty: str = Field(examples=["OKP"])
    crv: str = Field(examples=["Ed25519"])
    x: str = Field(examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
    kid: str = Field(examples=["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"])
    alg: str = Field(examples=["EdDSA"])
    use: str = Field(examples=["sig"])


class JwkSetOut(Out):
    """Public keys of receipts; the newest, which signs, comes first."""

    keys: list[JwkOut]
