"""Dots out of a Gerber layer: what is flashed as a pad of the copper, or as an opening of a mask.

References
----------
Ucamco, The Gerber Layer Format Specification, revision 2024.05: 4.1 FS, 4.2 MO, 4.4 AD, 4.8 flash,
5.3 aperture attributes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from fabrication.readback.problem import ReadbackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# On copper a dot is a pad that its mask defines; an opening of a mask has no function.
PAD = "SMDPad"
FORMAT = re.compile(r"FSLAX[0-9]([0-9])Y[0-9]([0-9])")
CIRCLE = re.compile(r"ADD([0-9]+)C,([0-9.]+)")
# All of the board is drawn without these; what they do to a place is not looked into.
REFUSED = ("MI", "SF", "AS", "IR", "OF", "SR", "AB", "LM", "LR", "LS")
MM_AN_INCH = 25.4


@dataclass
class _State:
    """What the commands so far have set."""

    mm_a_unit: tuple[float, float] = (1.0, 1.0)
    mm: float = 1.0
    function: str = ""
    apertures: dict[int, tuple[str, float]] = field(default_factory=dict)
    selected: int = 0
    x: int = 0
    y: int = 0
    flashed: list[tuple[str, float, float, float]] = field(default_factory=list)


def dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of a layer, float64 (n, 3).

    Raises
    ------
    ReadbackError
        It is no Gerber layer, or flashes no dot.
    """
    state = _State()
    try:
        for command in re.findall(r"[^%*\s][^%*]*(?=\*)", content.decode("ascii")):
            _obey(state, command)
    except (ValueError, KeyError) as error:
        raise ReadbackError(f"expected a Gerber layer: {error}") from None
    wanted = PAD if any(function == PAD for function, *_ in state.flashed) else ""
    found = [
        (x * state.mm, y * state.mm, diameter * state.mm)
        for function, x, y, diameter in state.flashed
        if function == wanted
    ]
    if not found:
        raise ReadbackError("expected dots that are flashed, found none")
    return np.array(found)


def _obey(state: _State, command: str) -> None:
    if form := FORMAT.fullmatch(command):
        state.mm_a_unit = 10.0 ** -int(form[1]), 10.0 ** -int(form[2])
    elif command in ("MOMM", "MOIN"):
        state.mm = MM_AN_INCH if command == "MOIN" else 1.0
    elif command.startswith("TA.AperFunction"):
        state.function = command.split(",")[1]
    elif command in ("TD", "TD.AperFunction"):
        state.function = ""
    elif disc := CIRCLE.fullmatch(command):
        state.apertures[int(disc[1])] = state.function, float(disc[2])
    elif re.fullmatch(r"D[1-9][0-9]+", command):
        state.selected = int(command[1:])
    elif command.startswith(REFUSED):
        raise ReadbackError(f"expected no command {command[:2]}")
    elif place := re.fullmatch(r"(?:X([+-]?\d+))?(?:Y([+-]?\d+))?(?:I[^D]*)?D0([123])", command):
        state.x = state.x if place[1] is None else int(place[1])
        state.y = state.y if place[2] is None else int(place[2])
        if place[3] == "3":
            function, diameter = state.apertures[state.selected]
            x, y = state.x * state.mm_a_unit[0], state.y * state.mm_a_unit[1]
            state.flashed.append((function, x, y, diameter))
