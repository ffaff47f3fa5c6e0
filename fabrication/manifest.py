"""``manifest.json``: what a package is of, what made it, and the SHA-256 of every file in it.

::

    {
      "format": "fabrication-package/1",
      "stamp": {"family": "lattice8", "pitch_mm": 5.0, "merchant_id": 4711, ...},
      "part": {"outline": "square", ...},
      "panels": ["nexus5"],
      "findings": [{"rule": "web", "severity": "warning", ...}],
      "forced": false,
      "verified": true,
      "versions": {"stampcodec": "0.1.0", "ezdxf": "1.4.5", ...},
      "files": [{"path": "lattice8-4711.dxf", "bytes": 21034, "sha256": "..."}, ...]
    }

``verified`` says that the dots were read back out of the files, pressed and decoded to the ID
before the package appeared.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, astuple, dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from stampcodec.errors import FileError
from stampcodec.jsonfile import JsonReader
from stampcodec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fabrication.order import Order
    from fabrication.rules.finding import Finding
    from stampcodec.face import StampFace

NAME = "manifest.json"
KIND, VERSION = "fabrication-package", 1
MOST_BYTES = 10_000_000
MOST_FILES = 1000
MOST_MM = 1000.0
BLOCK = 1 << 20
FIELDS = (
    "format",
    "stamp",
    "part",
    "panels",
    "findings",
    "forced",
    "verified",
    "versions",
    "files",
)
STAMP_FIELDS = ("family", "pitch_mm", "merchant_id", "outline_mm", "dots")
# What may change a byte of a package, beside this project.
MADE_BY = ("numpy", "ezdxf", "shapely", "reportlab", "manifold3d", "lib3mf")
STEP_BY = "cadquery-ocp-novtk"


class ManifestError(FileError):
    """A package has no manifest, a damaged one, or other files than it lists."""


@dataclass(frozen=True)
class Label:
    """Which stamp a package says it is of.

    Attributes
    ----------
    family : str
    pitch_mm : float or None
    merchant_id : int
    outline_mm : float
        Of the face, not of the part.
    n_dots : int
    """

    family: str
    pitch_mm: float | None
    merchant_id: int
    outline_mm: float
    n_dots: int


def label_of(face: StampFace) -> Label:
    """Return what the manifest of a face says."""
    return Label(face.family, face.pitch_mm, face.merchant_id, face.outline_mm, len(face.dots))


def text(
    label: Label,
    order: Order,
    findings: Sequence[Finding],
    files: Mapping[str, bytes],
    *,
    verified: bool,
) -> bytes:
    """Lay a manifest out; the same package has the same manifest."""
    document = {
        "format": f"{KIND}/{VERSION}",
        "stamp": dict(zip(STAMP_FIELDS, astuple(label), strict=True)),
        "part": asdict(order.part),
        "panels": [panel.name for panel in order.panels],
        "findings": [asdict(finding) for finding in findings],
        "forced": any(finding.severity == "error" for finding in findings),
        "verified": verified,
        "versions": versions_of(order),
        "files": [entry(name, content) for name, content in sorted(files.items())],
    }
    return (json.dumps(document, indent=2, allow_nan=False) + "\n").encode()


def entry(name: str, content: bytes) -> dict[str, object]:
    """Describe one file."""
    digest = hashlib.sha256(content).hexdigest()
    return {"path": name, "bytes": len(content), "sha256": digest}


def file_entry(path: Path, name: str) -> dict[str, object]:
    """Describe one file that is too large for memory."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(BLOCK):
            digest.update(block)
    return {"path": name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def versions_of(order: Order) -> dict[str, str]:
    """Return the versions of what makes the files of an order."""
    made_by = (*MADE_BY, STEP_BY) if order.step else MADE_BY
    return {"stampcodec": __version__} | {package: _installed(package) for package in made_by}


@cache
def _installed(package: str) -> str:
    """Look the version of a package up once, not for every stamp."""
    return version(package)


def read(path: Path, files: Mapping[str, bytes]) -> Label:
    """Read the manifest among the files of a package and hold every file against it.

    Parameters
    ----------
    path : Path
        The folder or zip, for messages.
    files : mapping
        All files of the package, the manifest too.

    Raises
    ------
    ManifestError
        There is none, it is damaged, or a file is missing, changed or not listed.
    """
    if NAME not in files:
        raise ManifestError(path, "", f"expected a package, it has no {NAME}")
    reader = _Reader(path, files[NAME])
    label, listed = reader.label_and_files()
    hold(path, files, listed)
    return label


def hold(path: Path, files: Mapping[str, bytes], listed: Mapping[str, dict[str, object]]) -> None:
    """Hold every file of a package against what its manifest lists.

    Raises
    ------
    ManifestError
        A file is missing, changed or not listed.
    """
    for name, expected in listed.items():
        if name not in files:
            raise ManifestError(path, name, f"is in {NAME}, the file is missing")
        if entry(name, files[name]) != expected:
            raise ManifestError(path, name, f"is not what was written: {NAME} has another SHA-256")
    for name in sorted(files.keys() - listed.keys() - {NAME}):
        raise ManifestError(path, name, f"is not in {NAME}")


def entries(reader: JsonReader, listed: Sequence[object]) -> dict[str, dict[str, object]]:
    """Read what a manifest lists of each file, by path."""
    files: dict[str, dict[str, object]] = {}
    for n, each in enumerate(listed):
        file = reader.mapping(f"files[{n}]", each)
        reader.keys(f"files[{n}]", file, ("path", "bytes", "sha256"))
        files[str(file["path"])] = file
    return files


class _Reader(JsonReader):
    """Takes one manifest apart; only what `read` needs is checked."""

    def __init__(self, path: Path, content: bytes) -> None:
        super().__init__(path / NAME, ManifestError, "a manifest", KIND, VERSION, MOST_BYTES)
        self.content = content

    def label_and_files(self) -> tuple[Label, dict[str, dict[str, object]]]:
        document = self.document_in(self.content)
        self.keys("", document, FIELDS)
        stamp = self.mapping("stamp", document["stamp"])
        self.keys("stamp", stamp, STAMP_FIELDS)
        family, pitch = stamp["family"], stamp["pitch_mm"]
        if not isinstance(family, str):
            self.fail("stamp.family", "expected text")
        label = Label(
            family,
            None if pitch is None else self.within("stamp.pitch_mm", pitch, 0.1, MOST_MM),
            self.whole("stamp.merchant_id", stamp["merchant_id"], 0, 2**64),
            self.within("stamp.outline_mm", stamp["outline_mm"], 0.1, MOST_MM),
            self.whole("stamp.dots", stamp["dots"], 1, 10_000),
        )
        listed = self.listing("files", document["files"], "files", MOST_FILES)
        return label, entries(self, listed)
