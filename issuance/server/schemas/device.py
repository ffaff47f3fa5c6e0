"""The shape of a device."""

from __future__ import annotations

from pydantic import Field

from issuance.model.device import NewDevice
from issuance.server.schemas.base import DeviceId, Out


class DeviceOut(Out):
    """A device, with the token that is shown this once."""

    id: DeviceId
    token: str = Field(examples=["dvt_Zm9v"])


def device_out(new: NewDevice) -> DeviceOut:
    """Shape a new device."""
    return DeviceOut(id=new.device.id, token=new.token)
