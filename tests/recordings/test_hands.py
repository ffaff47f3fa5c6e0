"""Other people's recordings of hands: every one is parsed, none reads as a stamp at any scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

import stampcodec as sc
from stampcodec import contactfile
from stampcodec.bytesource import opened
from stampcodec.fileformat import CONTACTS, recognise, tells
from stampcodec.quantity import counted
from stampcodec.touch.numbers import PX_PER_MM
from stampcodec.touchevent import moments

if TYPE_CHECKING:
    from pathlib import Path

    from stampcodec.contactfile import Contacts

# Screens that do not tell their resolution are tried at every width from a phone's to a wall's.
WIDTHS_MM = (50.0, 1500.0)
WIDEST = 4 / 3 - 1e-9


def scales(contacts: Contacts) -> list[tuple[float, float]]:
    """List the ranges of scale that a recording is read at."""
    if contacts.px_per_mm is not None:
        return [(contacts.px_per_mm, contacts.px_per_mm)]
    if not contacts.in_device_units:
        return [PX_PER_MM]
    across = max(touch.x_px for event in contacts.events or () for touch in event.touches)
    least, most = across / WIDTHS_MM[1], across / WIDTHS_MM[0]
    n = math.ceil(math.log(most / least) / math.log(WIDEST))
    return [(least * WIDEST**k, least * WIDEST ** (k + 1)) for k in range(n)]


def is_contacts(path: Path) -> bool:
    with opened(path) as source:
        form = recognise(source.head(tells), path.name)
    return form is not None and form.holds == CONTACTS


def test_no_recording_of_a_hand_reads_as_a_stamp(
    pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    folder: Path = pytestconfig.getoption("--recordings")
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    taken = [path for path in paths if is_contacts(path)]
    lines = [f"{path.name}: skipped, no contacts" for path in paths if path not in taken]
    read = []
    for path in taken:
        contacts = contactfile.read(path)
        presses, fives, ranges = contacts.presses, 0, scales(contacts)
        for px_per_mm in ranges:
            reader = sc.ContactReader(sc.family("touch5"), px_per_mm)
            readings = [sc.read_press(reader, press) for press in presses]
            # every moment on its own, too: the hardest that can be asked
            for moment in moments(contacts.events or ()):
                if len(moment.touches) == 5:
                    fives += px_per_mm == ranges[0]
                    readings.append(reader.read([touch[1:3] for touch in moment.touches]))
            read += [path.name for reading in readings if reading.merchant_id is not None]
        lines.append(
            f"{path.name}: {counted(len(presses), 'press', 'presses')} and "
            f"{counted(fives, 'moment')} of five touches, at {counted(len(ranges), 'scale')}"
        )
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert taken
    assert read == []
