"""From merchant ID to dots and back: the one file of this room that knows codec and emulator.

::

    merchant ID ─ design ─► face ─ ... files ... ─► dots ─ press_and_read ─► merchant ID

The rest of the room is handed these two functions. Workers find them here, so both pickle.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from emulator import presses, record
from emulator.driver import drive, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.driver.session import session
from stampcodec import family as family_of
from stampcodec import panel, panels
from stampcodec.errors import UnfitWarning
from stampcodec.face import StampFace
from stampcodec.lattice.reader import FrameReader
from stampcodec.touch.reader import ContactReader
from stampcodec.touchpress import find_presses, read_press

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fabrication.manifest import Label
    from stampcodec import Family, Panel
    from stampcodec.reading import Outcome

PRESSES = 3
DIAMETER_DECIMALS = 2


def design(name: str, pitch_mm: float | None, merchant_id: int) -> StampFace:
    """Return the face of a merchant, of a family at a pitch; its own pitch where that is None."""
    return _family(name, pitch_mm).encode(merchant_id)


def press_and_read(
    panel_names: tuple[str, ...], label: Label, dots: NDArray[np.float64]
) -> int | str:
    """Press dots on an emulated panel and read them.

    Three presses, nominal: an ID that only some of them show is taken, two IDs are not.

    Parameters
    ----------
    panel_names : tuple of str
        Looked through first; then those that are built in, for one that the stamp fits.
    label : Label
        Names the family and its size; the ID on it is not looked at.
    dots : float64 (n, 3)
        Panel view.

    Returns
    -------
    int or str
        The ID, or one word about why there is none.
    """
    # The emulator works each diameter out anew, 56 ms; solids have as many as they have dots.
    dots = np.column_stack([dots[:, :2], dots[:, 2].round(DIAMETER_DECIMALS)])
    face = StampFace(label.family, label.pitch_mm, 0, label.outline_mm, dots, ("data",) * len(dots))
    screen = _screen(face, panel_names)
    if screen is None:
        return "a face too large for every panel"
    try:
        outcomes = _contacts(face, screen) if label.pitch_mm is None else _frames(face, screen)
    except ValueError as error:
        return f"nothing that can be pressed ({error})"
    read = {outcome for outcome in outcomes if isinstance(outcome, int)}
    if len(read) == 1:
        return read.pop()
    return "several merchants" if read else max(set(map(str, outcomes)), key=outcomes.count)


def _frames(face: StampFace, screen: Panel) -> list[int | str]:
    frames = presses(face, screen, PRESSES, np.random.default_rng(0)).frames
    readings = _frame_reader(face.family, face.pitch_mm, screen.name).read_many(frames)
    return [_said(reading.outcome, reading.merchant_id) for reading in readings]


def _contacts(face: StampFace, screen: Panel) -> list[int | str]:
    rng = np.random.default_rng(0)
    scanned = session([record(face, screen, rng) for _ in range(PRESSES)])
    reports = drive(scanned.frames, scanned.time_ms, screen, firmware(screen))
    reader = _contact_reader(face.family)
    readings = [read_press(reader, each) for each in find_presses(touch_events(reports, Screen()))]
    return [_said(reading.outcome, reading.merchant_id) for reading in readings] or ["nothing"]


def _said(outcome: Outcome, merchant_id: int | None) -> int | str:
    return outcome.name.lower() if merchant_id is None else merchant_id


def _screen(face: StampFace, names: Sequence[str]) -> Panel | None:
    """Choose a panel that the face is fit for, or at least one that it fits."""
    candidates = [panel(name) for name in dict.fromkeys([*names, *panels()])]
    broken = [(each, {violation.rule for violation in face.check(each)}) for each in candidates]
    held = [each for each, rules in broken if not rules]
    return next(iter(held + [each for each, rules in broken if "screen" not in rules]), None)


# A worker makes each reader once.
@cache
def _family(name: str, pitch_mm: float | None) -> Family:
    return family_of(name, pitch_mm)


@cache
def _frame_reader(family: str, pitch_mm: float | None, panel_name: str) -> FrameReader:
    with warnings.catch_warnings():
        # What a face breaks is among the findings of the design rules.
        warnings.simplefilter("ignore", UnfitWarning)
        return FrameReader(family_of(family, pitch_mm), panel(panel_name))


@cache
def _contact_reader(family: str) -> ContactReader:
    return ContactReader(family_of(family))
