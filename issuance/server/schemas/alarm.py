"""The shape of an alarm."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field

from issuance.model.alarm import Alarm
from issuance.server.schemas.base import AlarmId, MerchantId, Out, StampId, TimeOut


class AlarmOut(Out):
    """A stamp whose use left its usual pattern."""

    id: AlarmId
    stamp_id: StampId
    merchant_id: MerchantId
    kind: str = Field(examples=["rate"])
    details: dict[str, Any] = Field(examples=[{"accepted": 60, "usual": 4.2}])
    at: TimeOut


def alarm_out(alarm: Alarm) -> AlarmOut:
    """Shape an alarm."""
    return AlarmOut.model_validate({**vars(alarm), "details": json.loads(alarm.details)})
