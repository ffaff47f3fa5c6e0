"""A request that may be repeated and must happen once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Once:
    """The idempotency key of a request.

    Attributes
    ----------
    owner : str
        Whose key it is: the device or the API key, or the address of somebody without either.
    key : str
        What the client sent; only a hash of it is kept.
    digest : str
        SHA-256 of what was asked for, method, path and body.
    render : function
        Writes the answer that is kept. Called inside the transaction, with what the ledger's
        function returns or with a refusal that is kept: `NotAccepted`, or a `Conflict` of which
        nothing else remains.
    """

    owner: str
    key: str
    digest: str
    render: Callable[[Any], str]

    @property
    def row_key(self) -> str:
        """What the answer is found by."""
        return hashlib.sha256(f"{self.owner}\n{self.key}".encode()).hexdigest()


class Repeated(Exception):  # noqa: N818 - it is no error, it is the answer
    """The request was done before; `answer` is what was rendered then."""

    def __init__(self, answer: str) -> None:
        super().__init__("done before")
        self.answer = answer
