"""``stamp.json``: the file that describes the face of one stamp.

::

    {
      "format": "stamp-face/1",
      "family": "lattice8",
      "pitch_mm": 5.0,
      "merchant_id": 4711,
      "outline_mm": 40.5,
      "dots": [
        {"x_mm": -17.5, "y_mm": -17.5, "diameter_mm": 3.5, "role": "anchor"},
        ...
      ]
    }

A face of ``touch5`` has the ``pitch_mm`` null. Numbers are written as the shortest decimal that
reads back to the same float, so a file that is read and written again is the same to the byte.

References
----------
docs/spec.md, the clauses on stamp files.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from stampcodec.design import DESIGNS, LARGEST_PITCH_MM
from stampcodec.errors import NewerFormatError, StampFileError
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from stampcodec.design import Design
    from stampcodec.face import StampFace

FORMAT = "stamp-face/1"
FIELDS = ("format", "family", "pitch_mm", "merchant_id", "outline_mm", "dots")
DOT_FIELDS = ("x_mm", "y_mm", "diameter_mm", "role")
ROLES = ("anchor", "data")

# Far above any hand stamp; larger numbers are a wrong unit or a damaged file.
LARGEST_MM = 1000.0
MOST_BYTES = 1_000_000


def document(face: StampFace) -> dict[str, Any]:
    """Return what a stamp file says about a face."""
    return {
        "format": FORMAT,
        "family": face.family,
        "pitch_mm": None if face.pitch_mm is None else float(face.pitch_mm),
        "merchant_id": int(face.merchant_id),
        "outline_mm": float(face.outline_mm),
        "dots": [
            # + 0.0 turns -0.0 into 0.0, so that equal faces have equal files.
            {"x_mm": x + 0.0, "y_mm": y + 0.0, "diameter_mm": diameter, "role": role}
            for (x, y, diameter), role in zip(face.dots.tolist(), face.roles, strict=True)
        ],
    }


def text(stamp: dict[str, Any]) -> str:
    """Lay a document out, one line a field and one line a dot."""
    lines = [f"  {json.dumps(key)}: {json.dumps(stamp[key])}," for key in FIELDS[:-1]]
    dots = ",\n".join(f"    {json.dumps(dot)}" for dot in stamp["dots"])
    return "\n".join(["{", *lines, '  "dots": [', dots, "  ]", "}"]) + "\n"


def write(path: Path | str, stamp: dict[str, Any]) -> None:
    """Write a document, whole or not at all."""
    with replacing(path) as aside:
        aside.write_text(text(stamp), encoding="utf-8", newline="\n")


def read(path: Path | str) -> dict[str, Any]:
    """Read a stamp file into the fields of a `StampFace`, or say what is wrong with it.

    Raises
    ------
    NewerFormatError
        A later version of the format.
    StampFileError
        Anything else that breaks the format.
    OSError
        The file cannot be read.
    """
    return _Reader(path).fields()


class _Reader:
    """Checks one file from the outside in; every complaint names file and field."""

    def __init__(self, path: Path | str) -> None:
        self.path = path

    def fields(self) -> dict[str, Any]:
        stamp = self.mapping("", self.parsed())
        # The version first: a later format may have other fields.
        self.version(stamp)
        self.keys("", stamp, FIELDS)
        family = self.choice("family", stamp["family"], tuple(DESIGNS))
        pitch_mm = self.pitch(stamp["pitch_mm"], DESIGNS[family])
        outline_mm = self.number("outline_mm", stamp["outline_mm"], LARGEST_MM)
        merchant_id = self.whole("merchant_id", stamp["merchant_id"], DESIGNS[family].n_ids)
        dots, roles = self.dots(stamp["dots"], outline_mm / 2)
        return {
            "family": family,
            "pitch_mm": pitch_mm,
            "merchant_id": merchant_id,
            "outline_mm": outline_mm,
            "dots": np.array(dots, dtype=np.float64),
            "roles": tuple(roles),
        }

    def parsed(self) -> object:
        with Path(self.path).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            self.fail("", f"expected a stamp file, got more than {MOST_BYTES} bytes")
        if not raw.strip():
            self.fail("", "expected a stamp file, got an empty file")
        try:
            parsed: object = json.loads(
                raw.decode("utf-8"),
                object_pairs_hook=self.unrepeated,
                parse_constant=self.no_constant,
            )
        except UnicodeDecodeError as error:
            self.fail("", f"expected UTF-8 text, byte {error.start} is not")
        except json.JSONDecodeError as error:
            self.fail("", f"expected JSON, line {error.lineno} column {error.colno}: {error.msg}")
        except RecursionError:
            self.fail("", "expected a stamp file, got deeply nested JSON")
        except StampFileError:
            raise
        except ValueError:  # an integer of thousands of digits
            self.fail("", "expected a stamp file, got a number too long to read")
        return parsed

    def unrepeated(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        mapping = dict(pairs)
        if len(mapping) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            self.fail(_shown(twice), "expected once, it stands there twice")
        return mapping

    def no_constant(self, name: str) -> object:
        self.fail("", f"expected finite numbers, got {name}")

    def version(self, stamp: dict[str, object]) -> None:
        if "format" not in stamp:
            self.fail("format", f'expected "{FORMAT}", the field is missing')
        given = stamp["format"]
        if given == FORMAT:
            return
        newer = (
            re.fullmatch(r"stamp-face/([1-9][0-9]{0,8})", given, re.ASCII)
            if isinstance(given, str)
            else None
        )
        if newer:
            raise NewerFormatError(
                self.path,
                "format",
                f'expected "{FORMAT}", got {_shown(given)}, written by a newer version; '
                "upgrade stampcodec to read it",
            )
        self.fail("format", f'expected "{FORMAT}", got {_shown(given)}')

    def pitch(self, value: object, design: Design) -> float | None:
        if design.face_pitch_mm is not None:
            return self.number("pitch_mm", value, LARGEST_PITCH_MM)
        if value is not None:
            self.fail("pitch_mm", f"expected null, {design.name} has none, got {_shown(value)}")
        return None

    def dots(
        self, value: object, half_mm: float
    ) -> tuple[list[tuple[float, float, float]], list[str]]:
        if not isinstance(value, list) or not value:
            self.fail("dots", f"expected a list of dots, got {_shown(value)}")
        dots: list[tuple[float, float, float]] = []
        roles: list[str] = []
        seen: dict[tuple[float, float], int] = {}
        for n, entry in enumerate(value):
            where = f"dots[{n}]"
            dot = self.mapping(where, entry)
            self.keys(where, dot, DOT_FIELDS)
            x_mm = self.coordinate(f"{where}.x_mm", dot["x_mm"], half_mm)
            y_mm = self.coordinate(f"{where}.y_mm", dot["y_mm"], half_mm)
            diameter_mm = self.number(f"{where}.diameter_mm", dot["diameter_mm"], 2 * half_mm)
            roles.append(self.choice(f"{where}.role", dot["role"], ROLES))
            if (x_mm, y_mm) in seen:
                first = seen[x_mm, y_mm]
                self.fail(where, f"expected a place of its own, dots[{first}] is at the same one")
            seen[x_mm, y_mm] = n
            dots.append((x_mm, y_mm, diameter_mm))
        return dots, roles

    def mapping(self, where: str, value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            self.fail(where, f"expected an object, got {_shown(value)}")
        return value

    def keys(self, where: str, mapping: dict[str, object], expected: tuple[str, ...]) -> None:
        prefix = f"{where}." if where else ""
        for key in expected:
            if key not in mapping:
                self.fail(f"{prefix}{key}", "expected, the field is missing")
        for key in mapping:
            if key not in expected:
                self.fail(
                    f"{prefix}{_shown(key)}",
                    f"no such field in {FORMAT}, expected only {', '.join(expected)}",
                )

    def choice(self, where: str, value: object, choices: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in choices:
            self.fail(where, f"expected one of {', '.join(choices)}, got {_shown(value)}")
        return value

    def number(self, where: str, value: object, most: float) -> float:
        number = self.finite(where, value)
        if not 0 < number <= most:
            self.fail(where, f"expected above 0 and up to {most:g} mm, got {_shown(value)}")
        return number

    def coordinate(self, where: str, value: object, half_mm: float) -> float:
        number = self.finite(where, value)
        if not abs(number) <= half_mm:
            self.fail(
                where,
                f"expected {-half_mm:g} to {half_mm:g} mm, inside the outline, got {_shown(value)}",
            )
        return number + 0.0

    def finite(self, where: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fail(where, f"expected a number, got {_shown(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fail(where, "expected a finite number, got one too large")
        return number

    def whole(self, where: str, value: object, below: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < below:
            self.fail(where, f"expected a whole number, 0 to {below - 1}, got {_shown(value)}")
        return value

    def fail(self, field: str, problem: str) -> NoReturn:
        raise StampFileError(self.path, field, problem)


def _shown(value: object) -> str:
    """Show a value of the file on one short line."""
    try:
        shown = json.dumps(value)
    except ValueError:
        shown = f"a very long {type(value).__name__}"
    return shown if len(shown) <= 60 else shown[:57] + "..."
