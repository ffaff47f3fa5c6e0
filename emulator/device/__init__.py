"""A touch controller in virtual time, and the line that its bytes leave on. docs/device.md.

::

    acts ─ programme ─ scanner ─ controller ─ uart ─ wire ─ port ─► a client
    a hand  in time    the glass  the firmware  baud  faults

>>> from emulator.device import Controller, Scanner, Setup, StampAct
>>> controller = Controller(scanner, Setup(baud=921_600))
>>> left = controller.step(0.5, received)       # bytes out by then, bytes in
"""

from typing import TYPE_CHECKING

from stampcodec.lazypackage import make_lazy

if TYPE_CHECKING:
    from emulator.device.acts import Act, CalibrateAct, FingerAct, PalmAct, PocketAct, StampAct
    from emulator.device.controller import Controller, Setup, State
    from emulator.device.replay import Replay
    from emulator.device.runner import Runner
    from emulator.device.scanner import Scanner
    from emulator.device.script import ScriptFileError, read_script
    from emulator.device.wirefaults import Rates, Wire

__all__ = [
    "Act",
    "CalibrateAct",
    "Controller",
    "FingerAct",
    "PalmAct",
    "PocketAct",
    "Rates",
    "Replay",
    "Runner",
    "Scanner",
    "ScriptFileError",
    "Setup",
    "StampAct",
    "State",
    "Wire",
    "read_script",
]

# The module that each name comes from (stampcodec/lazypackage.py).
_HOMES = {
    "Act": "acts",
    "CalibrateAct": "acts",
    "Controller": "controller",
    "FingerAct": "acts",
    "PalmAct": "acts",
    "PocketAct": "acts",
    "Rates": "wirefaults",
    "Replay": "replay",
    "Runner": "runner",
    "Scanner": "scanner",
    "ScriptFileError": "script",
    "Setup": "controller",
    "StampAct": "acts",
    "State": "controller",
    "Wire": "wirefaults",
    "read_script": "script",
}

make_lazy(__name__)
