"""A device: what stands for a customer, who has no login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "dev"


@dataclass(frozen=True)
class Device:
    """A phone's browser that asked for a token."""

    id: str
    created_at: datetime


@dataclass(frozen=True)
class NewDevice:
    """A device with its token, which is shown this once."""

    device: Device
    token: str
