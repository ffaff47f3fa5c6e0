"""The package of a two-ended stamp: one of each face, the handle, and one drawing set.

::

    out/
      touch5-5-9.pdf              the drawing set: handle with both ends, then each face
      touch5-5-9-whole.stl        both faces on the handle, as one solid
      touch5-5-9-handle.stl       the handle alone
      plain/, notched/            a package of each face, without handle and without drawing
      manifest.json               {"format": "fabrication-pair/1", "ends": [...], "files": [...]}

The faces are read back as those of any stamp; the whole solid is read from both of its ends.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fabrication import manifest, package, verify
from fabrication.drawing import draw
from fabrication.export import pdf, stl
from fabrication.manifest import ManifestError
from fabrication.mirror import rubber_view
from fabrication.notch import ENDS, refuse_handle
from fabrication.readback import stl as stl_back
from fabrication.readback.mesh import tips
from fabrication.readback.problem import ReadbackError
from fabrication.readback.unmirror import panel_view
from fabrication.solid.mesh import mesh
from fabrication.solid.whole import handle, whole
from fabrication.verify import Verdict
from stampcodec.jsonfile import JsonReader
from stampcodec.outfolder import appearing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from fabrication.order import Order
    from fabrication.rules.finding import Finding
    from fabrication.verify import Press
    from stampcodec.face import StampFace

KIND, VERSION = "fabrication-pair", 1
WHOLE, HANDLE = "-whole.stl", "-handle.stl"
# From the axes of the plain face to those of the notched one: half a turn around x.
TURNED_OVER = (1.0, -1.0, -1.0)


def render(
    faces: tuple[StampFace, StampFace], order: Order, *, verified: bool
) -> tuple[dict[str, bytes], list[Finding]]:
    """Make all files of a two-ended stamp; the same faces and order give the same bytes.

    Parameters
    ----------
    faces : (StampFace, StampFace)
        Of the plain end and of the notched end.
    order : Order
    verified : bool
        As for `package.render`.

    Raises
    ------
    ValueError
        The faces are no pair, or the part cannot be for them.
    RulesError
        A design rule is broken and `order` does not force it.
    """
    _refuse_strangers(*faces)
    refuse_handle(order.part)
    files: dict[str, bytes] = {}
    ends, findings = [], []
    for name, face in zip(ENDS, faces, strict=True):
        made, found = package.render(face, order, verified=verified, whole=False)
        files |= {f"{name}/{file}": content for file, content in made.items()}
        ends.append((draw(rubber_view(face), order.part), found))
        findings += found
    plain, notched = (rubber_view(face) for face in faces)
    label = f"{plain.label}-{notched.merchant_id}"
    files[f"{label}.pdf"] = pdf.render_pair(ends, order.part, label, order.release)
    solids = {WHOLE: whole(plain, notched, order.part), HANDLE: handle(order.part)}
    for ending, solid in solids.items():
        title = f"{label}{ending.removesuffix('.stl')}, plain end up, unit mm"
        files[label + ending] = stl.encode(mesh(solid), title)
    files[manifest.NAME] = _manifest(faces, files)
    return files, findings


def is_pair(files: Mapping[str, bytes]) -> bool:
    """Say whether the files of a package are those of a two-ended stamp."""
    return f'"{KIND}/'.encode() in files.get(manifest.NAME, b"")[:200]


def write_folder(path: Path, files: Mapping[str, bytes], press: Press | None) -> list[Verdict]:
    """Write a package as a folder, whole and verified or not at all, as `package.write_folder`."""
    with appearing(path) as aside:
        for name, content in files.items():
            file = aside / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        found = [] if press is None else verdicts(aside, package.read(aside), press)
        if any(verdict.problem for verdict in found):
            raise package.VerifyError(found)
        return found


def verdicts(path: Path, files: Mapping[str, bytes], press: Press) -> list[Verdict]:
    """Hold the files of a package against its manifest and the labels of both ends.

    Raises
    ------
    ManifestError
        It is damaged, or a file was changed.
    """
    ids = _Reader(path, files[manifest.NAME]).ids_of(files)
    solids = [name for name in files if name.endswith(WHOLE)]
    if len(solids) != 1:
        raise ManifestError(path, f"*{WHOLE}", f"expected one file, found {len(solids)}")
    (solid,) = solids
    found: list[Verdict] = []
    for name, merchant_id, axes in zip(ENDS, ids, ((1.0, 1.0, 1.0), TURNED_OVER), strict=True):
        inner = {
            file.removeprefix(f"{name}/"): content
            for file, content in files.items()
            if file.startswith(f"{name}/")
        }
        label = manifest.read(path / name, inner)
        if label.merchant_id != merchant_id:
            raise ManifestError(path / name, "", f"expected the face of {merchant_id}")
        found += [
            replace(each, path=f"{name}/{each.path}") for each in verify.verify(label, inner, press)
        ]
        told = f"{solid} ({name} end)"
        try:
            dots = _dots(files[solid], axes)
        except ReadbackError as error:
            found.append(Verdict(told, None, str(error)))
            continue
        designed = verify.designed_dots(inner.get(verify.STAMP, b""))
        found.append(verify.judged(told, label, designed, dots, press))
    return found


def _dots(content: bytes, axes: tuple[float, float, float]) -> NDArray[np.float64]:
    """Return the dots of the end that looks up once the solid is turned, panel view."""
    return panel_view(tips(stl_back.triangles(content) * np.array(axes)))


def _refuse_strangers(plain: StampFace, notched: StampFace) -> None:
    if (plain.family, plain.pitch_mm) != (notched.family, notched.pitch_mm):
        raise ValueError("expected two faces of one family and pitch for a two-ended stamp")
    if plain.merchant_id >= notched.merchant_id:
        raise ValueError(
            "expected the lower ID at the plain end of a two-ended stamp, "
            f"got {plain.merchant_id} and {notched.merchant_id}"
        )


def _manifest(faces: tuple[StampFace, StampFace], files: Mapping[str, bytes]) -> bytes:
    document = {
        "format": f"{KIND}/{VERSION}",
        "ends": [
            {"end": name, "merchant_id": face.merchant_id}
            for name, face in zip(ENDS, faces, strict=True)
        ],
        "files": [manifest.entry(name, content) for name, content in sorted(files.items())],
    }
    return (json.dumps(document, indent=2, allow_nan=False) + "\n").encode()


class _Reader(JsonReader):
    """Takes the manifest of a pair apart."""

    def __init__(self, path: Path, content: bytes) -> None:
        file = path / manifest.NAME
        super().__init__(file, ManifestError, "a manifest", KIND, VERSION, manifest.MOST_BYTES)
        self.path_of_package, self.content = path, content

    def ids_of(self, files: Mapping[str, bytes]) -> list[int]:
        """Return the ID of each end, once every file is what was written."""
        document = self.document_in(self.content)
        self.keys("", document, ("format", "ends", "files"))
        ids = []
        for n, each in enumerate(self.listing("ends", document["ends"], "ends", len(ENDS))):
            end = self.mapping(f"ends[{n}]", each)
            self.keys(f"ends[{n}]", end, ("end", "merchant_id"))
            if n >= len(ENDS) or end["end"] != ENDS[n]:
                self.fail(f"ends[{n}].end", f"expected {ENDS[n]}")
            ids.append(self.whole(f"ends[{n}].merchant_id", end["merchant_id"], 0, 2**64))
        if len(ids) != len(ENDS):
            self.fail("ends", f"expected {len(ENDS)}")
        listed = self.listing("files", document["files"], "files", manifest.MOST_FILES)
        manifest.hold(self.path_of_package, files, manifest.entries(self, listed))
        return ids
