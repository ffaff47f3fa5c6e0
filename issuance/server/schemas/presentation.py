"""The shapes of a presentation: one press or two from a phone, or frames from a kiosk."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from issuance.model.challenge import Purpose
from issuance.model.presentation import Presented
from issuance.model.shown import (
    MOST_LINES,
    FrameImprint,
    ShownEnds,
    ShownFrames,
    ShownPanel,
    ShownTouches,
    TouchImprint,
)
from issuance.server.schemas.base import In, Number, Out, PresentationId, Words
from issuance.server.schemas.imprint import MmImprint, PxImprint, imprint_out
from issuance.server.schemas.voucher import VoucherOut
from stampcodec.touch.numbers import N_DOTS

TOUCHES, ENDS, FRAMES = "touches", "ends", "frames"
MOST_SAMPLES = 64
# Far beyond any screen.
MOST_PX = 100_000.0
MOST_MS = 1e15

Px = Annotated[float, Field(strict=True, ge=-MOST_PX, le=MOST_PX)]
Ms = Annotated[float, Field(strict=True, ge=0.0, le=MOST_MS)]
Radius = Annotated[float, Field(strict=True, ge=0.0, le=MOST_PX)]
Radii = Annotated[list[Radius], Field(min_length=N_DOTS, max_length=N_DOTS)]
Point = Annotated[list[Px], Field(min_length=2, max_length=2)]
Sample = Annotated[list[Point], Field(min_length=N_DOTS, max_length=N_DOTS)]

EXAMPLE_SAMPLE = [
    [101.333, 220.667],
    [180.0, 214.333],
    [240.333, 301.0],
    [131.667, 330.333],
    [188.0, 372.667],
]


class Viewport(In):
    """The page's window, CSS pixels."""

    width: Annotated[Number, Field(gt=0, le=MOST_PX)]
    height: Annotated[Number, Field(gt=0, le=MOST_PX)]
    device_pixel_ratio: Annotated[Number, Field(gt=0, le=100)]


class PressIn(In):
    """A stamp that fell on a phone's screen once, as its page saw it."""

    gesture: Literal["press", "swipe"] = Field(examples=["press"])
    samples: list[Sample] = Field(
        min_length=1,
        max_length=MOST_SAMPLES,
        description="x and y of the five touches, CSS pixels, of each moment at which anything "
        "was reported while the same five were down. Always the same touch in the same place.",
        examples=[[EXAMPLE_SAMPLE]],
    )
    times_ms: list[Ms] = Field(
        min_length=1,
        max_length=MOST_SAMPLES,
        description="When, one for each sample, ascending.",
        examples=[[0.0]],
    )
    landing_ms: list[Ms] = Field(
        min_length=N_DOTS,
        max_length=N_DOTS,
        description="When each of the five landed, after the first of them.",
        examples=[[0.0, 8.3, 8.3, 16.7, 25.0]],
    )
    held_ms: Ms | None = Field(
        None,
        description="How long the same five were down, the time of samples that are not sent "
        "included. Fewer than ten samples count only with 600 or more. Whatever is given must not "
        "be less than the samples' own time, nor more than the time since the challenge was given.",
        examples=[633.3],
    )
    radii_px: list[Annotated[list[Radius], Field(min_length=N_DOTS, max_length=N_DOTS)]] | None = (
        Field(
            None, min_length=1, max_length=MOST_SAMPLES, examples=[[[18.0, 18.0, 17.3, 18.0, 18.7]]]
        )
    )
    viewport: Viewport | None = None


class TouchesIn(PressIn):
    """A stamp that fell on a phone's screen, with the challenge that it answers."""

    challenge_id: Words = Field(examples=["chl_01kayz9v8q7hq3x2m5c8w1r4t6"])


class EndsIn(In):
    """Both ends of a two-ended stamp, pressed one after the other."""

    challenge_id: Words = Field(examples=["chl_01kayz9v8q7hq3x2m5c8w1r4t6"])
    ends: list[PressIn] = Field(
        min_length=2,
        max_length=2,
        description="The two presses in the order of time; either end may be the first.",
    )
    apart_ms: Ms = Field(
        description="From the end of the first press to the first touch of the second; at most "
        "10,000 count.",
        examples=[2350.0],
    )


class PanelIn(In):
    """A touch panel that is none of the known ones."""

    rows: Annotated[int, Field(strict=True, ge=1, le=MOST_LINES)] = Field(examples=[27])
    columns: Annotated[int, Field(strict=True, ge=1, le=MOST_LINES)] = Field(examples=[15])
    pitch_mm: Annotated[Number, Field(gt=0, le=100)] = Field(examples=[4.1])


class FramesIn(In):
    """Raw frames of a panel."""

    panel: Words | PanelIn = Field(examples=["nexus5"])
    family: Words = Field("lattice8h14", examples=["lattice8h14"])
    td16_base64: Annotated[str, StringConstraints(max_length=1024 * 1024)] = Field(
        description="int16, little endian, frame by frame, row by row.", examples=["AAAAAA=="]
    )


class KioskIn(In):
    """A stamp that fell on the panel of a kiosk."""

    challenge_id: Words = Field(examples=["chl_01kayz9v8q7hq3x2m5c8w1r4t6"])
    frames: FramesIn


def _kind(shown: object) -> str:
    named = [kind for kind in (FRAMES, ENDS) if isinstance(shown, dict) and kind in shown]
    return named[0] if named else TOUCHES


PresentationIn = Annotated[
    Annotated[TouchesIn, Tag(TOUCHES)]
    | Annotated[EndsIn, Tag(ENDS)]
    | Annotated[KioskIn, Tag(FRAMES)],
    Discriminator(_kind),
]


def shown_ends(sent: EndsIn) -> ShownEnds:
    """Return both ends that were sent."""
    first, second = map(shown_touches, sent.ends)
    return ShownEnds((first, second), sent.apart_ms)


def shown_touches(sent: PressIn) -> ShownTouches:
    """Return the touches that were sent."""
    return ShownTouches(
        gesture=sent.gesture,
        samples=sent.samples,
        times_ms=sent.times_ms,
        landing_ms=sent.landing_ms,
        held_ms=sent.held_ms,
        radii_px=sent.radii_px,
    )


def shown_frames(sent: FramesIn) -> ShownFrames:
    """Return the frames that were sent."""
    given = sent.panel
    panel = given if isinstance(given, str) else ShownPanel(**vars(given))
    return ShownFrames(panel, sent.family, sent.td16_base64)


class PresentationOut(Out):
    """A presentation that counted."""

    id: PresentationId
    purpose: Purpose
    voucher: VoucherOut
    receipt: str | None
    imprint: PxImprint | MmImprint


def presentation_out(
    presented: Presented, imprint: TouchImprint | FrameImprint, voucher: VoucherOut
) -> PresentationOut:
    """Shape a presentation to a voucher that is shaped already."""
    return PresentationOut(
        id=presented.id,
        purpose=presented.purpose,
        voucher=voucher,
        receipt=voucher.receipt,
        imprint=imprint_out(imprint),
    )
