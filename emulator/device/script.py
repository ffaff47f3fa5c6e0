"""A script: what a hand does to the device, in time, as a TOML file.

::

    format = "device-script/1"
    stamp = "stamp.json"              # for acts that name none; beside the script

    [[act]]
    do = "press"                      # press, swipe, finger, palm or calibrate
    at_s = 0.5                        # after the client has started; else after the act before
    place = [31.0, 55.0, 12.0]        # x_mm, y_mm, angle_deg; else drawn
    hold_ms = 400

    [[act]]
    do = "finger"
    place_mm = [10.0, 20.0]
    to_mm = [50.0, 90.0]

docs/device.md has every field. One line says what is wrong with a file, and where.
"""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator._conditions import NAMES, Conditions, conditions
from emulator.device.acts import Act, CalibrateAct, FingerAct, PalmAct, StampAct
from emulator.device.limits import MOST_ACTS
from emulator.hand.gesture import MOST_MS, Gesture
from stampcodec.errors import FileError
from stampcodec.face import StampFace
from stampcodec.jsonfile import JsonReader

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Callable

NAME, VERSION = "device-script", 1
MOST_BYTES = 1_000_000
# A day; and further off the panel than any hand that is still on the way.
MOST_S, MOST_MM = 86_400.0, 2000.0
# A hand throws nothing: faster than any swipe.
SPEED_MM_S = (1.0, 5000.0)
CONDITIONS = {field.name: field.default for field in fields(Conditions)}
# Fields of each kind of act, beside do and at_s.
STAMP = ("stamp", "place", "conditions", "set", "release_ms")
FIELDS = {
    "press": (*STAMP, "hold_ms"),
    "swipe": (*STAMP, "to_mm", "speed_mm_s"),
    "finger": ("place_mm", "to_mm", "hold_ms"),
    "palm": ("place_mm", "hold_ms"),
    "calibrate": (),
}


class ScriptFileError(FileError):
    """A script breaks the format of ``docs/device.md``."""


def read_script(path: Path | str, face: StampFace | None = None) -> list[Act]:
    """Read a script.

    Parameters
    ----------
    path : Path or str
    face : StampFace, optional
        For acts of a stamp where neither they nor the script name one.

    Raises
    ------
    ScriptFileError
        It breaks the format; the message names file, field and what was expected.
    FileError
        A stamp file that it names breaks the format of stamp files.
    OSError
        A file cannot be read.
    """
    return _Reader(path, ScriptFileError, "a script", NAME, VERSION, MOST_BYTES).acts(face)


class _Reader(JsonReader):
    def acts(self, face: StampFace | None) -> list[Act]:
        document = self.document()
        self.keys("", document, ("format", "act"), ("stamp",))
        self._faces: dict[str, StampFace] = {}
        default = self._face("stamp", document["stamp"]) if "stamp" in document else face
        acts: list[Act] = []
        after_s = 0.0
        for i, given in enumerate(self.listing("act", document["act"], "acts", MOST_ACTS)):
            where = f"act[{i}]"
            fields = self.mapping(where, given)
            if "do" not in fields:
                self.fail(f"{where}.do", "expected, the field is missing")
            kind = self.choice(f"{where}.do", fields["do"], tuple(FIELDS))
            self.keys(where, fields, ("do",), ("at_s", *FIELDS[kind]))
            at_s = self._maybe(where, fields, "at_s", self._number(0.0, MOST_S))
            if at_s is not None and at_s < after_s:
                self.fail(f"{where}.at_s", f"expected {after_s:g} or later, acts are in order")
            after_s = after_s if at_s is None else at_s
            acts.append(self._act(where, kind, at_s, fields, default))
        return acts

    def _act(
        self,
        where: str,
        kind: str,
        at_s: float | None,
        fields: dict[str, object],
        default: StampFace | None,
    ) -> Act:
        if kind == "calibrate":
            return CalibrateAct(at_s)
        to_mm = self._maybe(where, fields, "to_mm", self._places(2))
        hold_ms = self._maybe(where, fields, "hold_ms", self._number(1.0, MOST_MS))
        held = {} if hold_ms is None else {"hold_ms": hold_ms}
        if kind in ("finger", "palm"):
            place_mm = self._maybe(where, fields, "place_mm", self._places(2))
            if to_mm is not None and place_mm is None:
                self.fail(f"{where}.to_mm", "needs place_mm")
            if kind == "palm":
                return PalmAct(at_s, place_mm=place_mm, **held)
            return FingerAct(at_s, place_mm=place_mm, to_mm=to_mm, **held)
        face = self._face(f"{where}.stamp", fields["stamp"]) if "stamp" in fields else default
        if face is None:
            self.fail(f"{where}.stamp", "expected, neither script nor command names one")
        place = self._maybe(where, fields, "place", self._places(3))
        if to_mm is not None and (place is None or to_mm == place[:2]):
            self.fail(f"{where}.to_mm", "needs a place to come from")
        gesture = Gesture(
            kind,
            release_ms=self._maybe(where, fields, "release_ms", self._number(0.0, MOST_MS)),
            **held,
        )
        speed = self._maybe(where, fields, "speed_mm_s", self._number(*SPEED_MM_S))
        if speed is not None:
            gesture = replace(gesture, speed_mm_s=(speed, speed))
        return StampAct(
            face, gesture, self._conditions(where, fields, face.family), at_s, place, to_mm
        )

    def _conditions(self, where: str, fields: dict[str, object], family: str) -> Conditions:
        name = self.choice(f"{where}.conditions", fields.get("conditions", "nominal"), NAMES)
        changes = self.mapping(f"{where}.set", fields.get("set", {}))
        self.keys(f"{where}.set", changes, (), tuple(CONDITIONS))
        given: dict[str, Any] = dict(changes)
        try:
            return replace(conditions(name, family), **given)
        except (TypeError, ValueError) as error:
            self.fail(f"{where}.set", str(error))

    def _face(self, where: str, value: object) -> StampFace:
        if not isinstance(value, str) or not value:
            self.fail(where, "expected the name of a stamp file")
        if value not in self._faces:
            self._faces[value] = StampFace.load(Path(self.path).parent / value)
        return self._faces[value]

    def _maybe(
        self,
        where: str,
        fields: dict[str, object],
        name: str,
        read: Callable[[str, object], Any],
    ) -> Any:
        return read(f"{where}.{name}", fields[name]) if name in fields else None

    def _number(self, least: float, most: float) -> Callable[[str, object], float]:
        return lambda where, value: self.within(where, value, least, most)

    def _places(self, n: int) -> Callable[[str, object], tuple[float, ...]]:
        def read(where: str, value: object) -> tuple[float, ...]:
            numbers = self.listing(where, value, "numbers", n)
            if len(numbers) != n:
                self.fail(where, f"expected {n} numbers, got {len(numbers)}")
            return tuple(self.within(where, number, -MOST_MM, MOST_MM) for number in numbers)

        return read

    def parsed(self, raw: bytes, where: str = "") -> object:
        """Parse TOML in the place of JSON."""
        if len(raw) > MOST_BYTES:
            self.fail(where, f"expected {self.what}, got more than {MOST_BYTES} bytes")
        if not raw.strip():
            self.fail(where, f"expected {self.what}, got an empty file")
        try:
            return _plain(tomllib.loads(raw.decode("utf-8")))
        except UnicodeDecodeError as error:
            self.fail(where, f"expected UTF-8 text, byte {error.start} is not")
        except tomllib.TOMLDecodeError as error:
            self.fail(where, f"expected TOML: {error}")
        except (RecursionError, ValueError):  # an integer of thousands of digits
            self.fail(where, f"expected {self.what}, got TOML beyond reason")


def _plain(value: object) -> object:
    """Take dates and times for the text that they are: no act has one."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, bool, int, float)) else str(value)
