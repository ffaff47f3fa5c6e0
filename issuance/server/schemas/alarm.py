"""The shape of an alarm."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field

from issuance.model.alarm import Alarm
from issuance.server.schemas.base import AlarmId, MerchantId, Out, StampId, TimeOut


class AlarmOut(Out):
    """Something that left its usual pattern."""

    id: AlarmId
    stamp_id: StampId | None = Field(description="Null: it is about something else.")
    merchant_id: MerchantId | None = Field(description="Null: about the whole service.")
    about: str = Field(examples=["stp_01kayz9v8q7hq3x2m5c8w1r4t6"])
    kind: str = Field(examples=["rate"])
    details: dict[str, Any] = Field(examples=[{"accepted": 60, "usual": 4.2}])
    at: TimeOut


def alarm_out(alarm: Alarm) -> AlarmOut:
    """Shape an alarm."""
    return AlarmOut.model_validate({**vars(alarm), "details": json.loads(alarm.details)})
