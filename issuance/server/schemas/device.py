"""The shape of a device."""

from __future__ import annotations

from pydantic import Field

from issuance.model.device import NewDevice
from issuance.server.schemas.base import DeviceId, In, Out, Words


class DeviceIn(In):
    """What a new device costs, where it costs anything: both fields, or no body at all."""

    puzzle: Words = Field("", examples=["14.1795000000.3f2a9c0b1d4e.0123456789abcdef"])
    answer: Words = Field("", examples=["31177"])


class DeviceOut(Out):
    """A device, with the token that is shown this once."""

    id: DeviceId
    token: str = Field(examples=["dvt_Zm9v"])


def device_out(new: NewDevice) -> DeviceOut:
    """Shape a new device."""
    return DeviceOut(id=new.device.id, token=new.token)
