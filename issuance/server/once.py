"""Answers, and what becomes of a request that is repeated.

A client that got no answer repeats the request with the same ``Idempotency-Key``. What it is told
then was kept in the same transaction as the change: the first answer, status and body.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from issuance.model.once import Once, Repeated
from issuance.refusal import NotAccepted, Refusal
from issuance.server.problem import MEDIA_TYPE, of_refusal

T = TypeVar("T")

JSON = "application/json"
REPEATED = {"Idempotency-Replayed": "true"}
# Long enough to be nobody else's, and nothing that a log could stumble over.
KEY_PATTERN = r"^[\x21-\x7e]{16,255}$"
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY_PATTERN,
        description="A random text of the client's own. The same request with the same key is "
        "done once, and is told the first answer.",
        examples=["5f0c6a52-3d0b-4b6f-a3b4-0d5c1f4f9a11"],
    ),
]


@dataclass(frozen=True)
class Answers:
    """How one request is answered.

    Attributes
    ----------
    key : str or None
        What the client calls the request.
    digest : str
        SHA-256 of what is asked for.
    """

    key: str | None
    digest: str

    def give(
        self,
        status: int,
        owner: str,
        change: Callable[[Once | None], T],
        shape: Callable[[T], BaseModel],
    ) -> Response:
        """Make a change and say what came of it, or what came of it the first time.

        Parameters
        ----------
        status : int
            Of the answer when it is done.
        owner : str
            Whose request it is.
        change : function
            Calls the ledger.
        shape : function
            Makes the answer of what the ledger returns.

        Raises
        ------
        Refusal
            As the ledger does.
        """
        rendered: list[str] = []

        def render(result: T | NotAccepted) -> str:
            if isinstance(result, Refusal):
                refused = of_refusal(result)
                return f"{refused['status']} {json.dumps(refused, ensure_ascii=False)}"
            rendered.append(shape(result).model_dump_json())
            return f"{status} {rendered[-1]}"

        once = None if self.key is None else Once(owner, self.key, self.digest, render)
        try:
            result = change(once)
        except Repeated as repeated:
            return _first(repeated.answer)
        # A transaction that ran again was rendered again: the last one is what is kept.
        body = rendered[-1] if rendered else shape(result).model_dump_json()
        return Response(body, status, media_type=JSON)


def _first(kept: str) -> Response:
    status, _, body = kept.partition(" ")
    media_type = JSON if int(status) < 400 else MEDIA_TYPE
    return Response(body, int(status), media_type=media_type, headers=REPEATED)


def is_repeated(response: Response) -> bool:
    """Whether an answer is the first one to the same request, once more."""
    return all(response.headers.get(name) == value for name, value in REPEATED.items())


async def answers(request: Request, key: KeyHeader = None) -> Answers:
    """See how a request wants to be answered."""
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    asked.update(await request.body())
    return Answers(key, asked.hexdigest())


AnswersHere = Annotated[Answers, Depends(answers)]


def answered(shown: BaseModel) -> Response:
    """Answer a question."""
    return Response(shown.model_dump_json(), media_type=JSON)
