"""The shape of an answer to who asks how it goes."""

from __future__ import annotations

from typing import Literal

from issuance.server.schemas.base import Out


class Health(Out):
    """How the server is."""

    status: Literal["alive", "ready"]
