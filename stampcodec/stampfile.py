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
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec.bytesource import STDIN, opened
from stampcodec.design import DESIGNS, LARGEST_PITCH_MM
from stampcodec.errors import NewerFormatError, StampFileError
from stampcodec.jsonfile import JsonReader, shown
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from stampcodec.bytesource import ByteSource
    from stampcodec.design import Design
    from stampcodec.view import FaceView

NAME, VERSION = "stamp-face", 1
FORMAT = f"{NAME}/{VERSION}"
FIELDS = ("format", "family", "pitch_mm", "merchant_id", "outline_mm", "dots")
DOT_FIELDS = ("x_mm", "y_mm", "diameter_mm", "role")
ROLES = ("anchor", "data")

# Far above any hand stamp; larger numbers are a wrong unit or a damaged file.
LARGEST_MM = 1000.0
MOST_BYTES = 1_000_000


def document(face: FaceView) -> dict[str, Any]:
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

    Parameters
    ----------
    path : Path or str
        ``"-"`` is standard input.

    Raises
    ------
    NewerFormatError
        A later version of the format.
    StampFileError
        Anything else that breaks the format.
    OSError
        The file cannot be read.
    """
    with opened(path) as source:
        return read_from(source, source.name if str(path) == STDIN else path)


def read_from(source: ByteSource, path: Path | str) -> dict[str, Any]:
    """Read what has been opened; messages call it `path`. See `read`."""
    reader = _Reader(
        path,
        StampFileError,
        "a stamp file",
        NAME,
        VERSION,
        MOST_BYTES,
        newer=NewerFormatError,
    )
    return reader.fields(source.exactly(MOST_BYTES + 1))


class _Reader(JsonReader):
    def fields(self, raw: bytes) -> dict[str, Any]:
        stamp = self.document_in(raw)
        self.keys("", stamp, FIELDS)
        family = self.choice("family", stamp["family"], tuple(DESIGNS))
        pitch_mm = self.pitch(stamp["pitch_mm"], DESIGNS[family])
        outline_mm = self.number("outline_mm", stamp["outline_mm"], LARGEST_MM)
        merchant_id = self.whole("merchant_id", stamp["merchant_id"], 0, DESIGNS[family].n_ids - 1)
        dots, roles = self.dots(stamp["dots"], outline_mm / 2)
        return {
            "family": family,
            "pitch_mm": pitch_mm,
            "merchant_id": merchant_id,
            "outline_mm": outline_mm,
            "dots": np.array(dots, dtype=np.float64),
            "roles": tuple(roles),
        }

    def pitch(self, value: object, design: Design) -> float | None:
        if design.face_pitch_mm is not None:
            return self.number("pitch_mm", value, LARGEST_PITCH_MM)
        if value is not None:
            self.fail("pitch_mm", f"expected null, {design.name} has none, got {shown(value)}")
        return None

    def dots(
        self, value: object, half_mm: float
    ) -> tuple[list[tuple[float, float, float]], list[str]]:
        if not isinstance(value, list) or not value:
            self.fail("dots", f"expected a list of dots, got {shown(value)}")
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

    def number(self, where: str, value: object, most: float) -> float:
        number = self.finite(where, value)
        if not 0 < number <= most:
            self.fail(where, f"expected above 0 and up to {most:g} mm, got {shown(value)}")
        return number

    def coordinate(self, where: str, value: object, half_mm: float) -> float:
        number = self.finite(where, value)
        if not abs(number) <= half_mm:
            self.fail(
                where,
                f"expected {-half_mm:g} to {half_mm:g} mm, inside the outline, got {shown(value)}",
            )
        return number + 0.0
