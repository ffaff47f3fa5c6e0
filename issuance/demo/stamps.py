"""The emulated stamps that a demo's page presses: a module for the page, and what a press does.

::

    /demo/stamp.js ─ puts a stamp on the sheet ─ pressed ─► /demo/press ─ the emulator
                     the page's own listeners ◄─ touch events, in their times ◄─┘

The page is not told that there is no rubber: from its touch events on all is as in a shop.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from issuance.demo.emulated import pressed
from issuance.server.content import Content, served
from stampcodec.touch.numbers import PX_PER_MM

if TYPE_CHECKING:
    from stampcodec import StampFace
    from stampcodec.touchevent import TouchEvent

SCRIPT, STYLES = "stamp.js", "stamp.css"
TYPES = {SCRIPT: "text/javascript; charset=utf-8", STYLES: "text/css; charset=utf-8"}
SEED_BITS = 63


class Stamp(str, Enum):
    """What is pressed: the shop's stamp, or an end of its two-ended one."""

    COUNTER = "counter"
    PLAIN = "plain"
    NOTCHED = "notched"


@dataclass(frozen=True)
class DemoStamps:
    """The stamps of a demo's shop.

    Attributes
    ----------
    counter : StampFace
    plain, notched : StampFace
        The two ends of one.
    """

    counter: StampFace
    plain: StampFace
    notched: StampFace

    @property
    def module(self) -> str:
        """Where the module is that runs beside the page's own."""
        return f"/demo/{SCRIPT}"

    def routes(self) -> APIRouter:
        """Make the routes of the stamps."""
        folder = resources.files("issuance.demo")
        files = {
            name: Content(folder.joinpath(name).read_bytes(), kind) for name, kind in TYPES.items()
        }
        router = APIRouter(prefix="/demo", include_in_schema=False)

        @router.get(f"/{SCRIPT}")
        async def script(request: Request) -> Response:
            """Show the module."""
            return served(request, files[SCRIPT])

        @router.get(f"/{STYLES}")
        async def styles(request: Request) -> Response:
            """Show its styles."""
            return served(request, files[STYLES])

        @router.get("/press")
        def press(
            stamp: Stamp,
            px_per_mm: Annotated[float, Query(ge=PX_PER_MM[0], le=PX_PER_MM[1])],
        ) -> list[dict[str, Any]]:
            """Press a stamp on a phone whose screen has so many CSS pixels a millimetre."""
            face: StampFace = getattr(self, stamp.value)
            return [_told(event) for event in pressed(face, secrets.randbits(SEED_BITS), px_per_mm)]

        return router


def _told(event: TouchEvent) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "time_ms": event.time_ms,
        "changed": [touch.identifier for touch in event.changed],
        "touches": [
            {
                "identifier": touch.identifier,
                "x": touch.x_px,
                "y": touch.y_px,
                "radiusX": touch.radius_x_px,
                "radiusY": touch.radius_y_px,
                "force": touch.force,
            }
            for touch in event.touches
        ],
    }
