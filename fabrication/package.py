"""One complete package: every file that a workshop needs to make one stamp."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from fabrication import archive, manifest, verify
from fabrication.drawing import draw
from fabrication.export import dxf, gerber, pdf, preview, step, stl, svg, table, threemf
from fabrication.laser import dxf as laserdxf
from fabrication.laser import svg as lasersvg
from fabrication.laser.legend import legend
from fabrication.laser.work import laser_work
from fabrication.mirror import rubber_view
from fabrication.rules.check import check
from fabrication.solid import picture
from fabrication.solid.surfaces import surfaces
from stampcodec import stampfile
from stampcodec.outfile import replacing
from stampcodec.outfolder import appearing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fabrication.drawing import Drawing
    from fabrication.order import Order
    from fabrication.part import Part
    from fabrication.rules.finding import Finding
    from fabrication.verify import Press, Verdict
    from stampcodec.face import StampFace

# A package has a few megabytes; what is larger is none.
MOST_BYTES = 500_000_000


class RulesError(ValueError):
    """A stamp breaks design rules and nobody forced it.

    Attributes
    ----------
    findings : list of Finding
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Name the errors among the findings."""
        self.findings = list(findings)
        super().__init__("; ".join(str(each) for each in findings if each.severity == "error"))


class VerifyError(ValueError):
    """Files of a package do not read as the ID on its label.

    Attributes
    ----------
    verdicts : list of Verdict
    """

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        """Name the files that are wrong."""
        self.verdicts = list(verdicts)
        super().__init__("; ".join(str(each) for each in verdicts if each.problem))


def render(
    face: StampFace, order: Order, *, verified: bool, whole: bool = True
) -> tuple[dict[str, bytes], list[Finding]]:
    """Make all files of a package; the same face and order give the same bytes.

    Parameters
    ----------
    face : StampFace
    order : Order
    verified : bool
        What the manifest says: whoever says so reads the files back before they appear.
    whole : bool
        False: a face of a two-ended stamp, without handle and without a drawing of its own.

    Returns
    -------
    files : dict
        The content of each file by its path in the package, the manifest last.
    findings : list of Finding
        What the design rules found, none of it an error unless forced.

    Raises
    ------
    ValueError
        The part cannot be for this face.
    RulesError
        A design rule is broken and `order` does not force it.
    StepMissingError
        `order` wants STEP and the extra for it is not installed.
    """
    rubber, part = rubber_view(face), order.part
    findings = list(check(rubber, part, face, order.panels))
    if not order.force and any(finding.severity == "error" for finding in findings):
        raise RulesError(findings)
    drawing, name = draw(rubber, part), rubber.label
    solids = surfaces(rubber, part, with_handle=whole)
    files = {
        verify.STAMP: stampfile.text(stampfile.document(face)).encode(),
        **_flat(drawing, part, findings),
        **({f"{name}.pdf": pdf.render(drawing, part, findings, order.release)} if whole else {}),
        f"{name}.png": preview.render(drawing, part, findings),
        f"{name}-dots.csv": table.render_csv(drawing, part, findings),
        f"{name}-dots.json": table.render_json(drawing, part, findings),
        **{
            f"{name}-{body}.stl": stl.render(rubber, body, surface)
            for body, surface in solids.items()
        },
        f"{name}.3mf": threemf.render(rubber, part, solids),
        **{f"board/{file}": layer for file, layer in gerber.render(rubber, part).items()},
    }
    if order.picture:
        files[f"{name}-solid.png"] = picture.render(solids)
    if order.step:
        files[f"{name}.step"] = step.render(rubber, part)
    label = manifest.label_of(face)
    files[manifest.NAME] = manifest.text(label, order, findings, files, verified=verified)
    return files, findings


def _flat(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> dict[str, bytes]:
    """Draw the face; for a laser what it takes off: none of its files burns the dots."""
    name = drawing.rubber.label
    if part.process != "laser":
        return {
            f"{name}.dxf": dxf.render(drawing, part, findings),
            f"{name}.svg": svg.render(drawing, part, findings),
        }
    work = laser_work(drawing.rubber, part)
    return {
        f"{name}.dxf": laserdxf.render(work, part),
        f"{name}-r12.dxf": laserdxf.render(work, part, laserdxf.OLD),
        f"{name}.svg": lasersvg.render(work, part),
        f"{name}-laser.txt": legend(work, part).encode(),
    }


def write_folder(path: Path, files: Mapping[str, bytes], press: Press | None) -> list[Verdict]:
    """Write a package as a folder, whole and verified or not at all.

    Parameters
    ----------
    path : Path
        Must not exist yet.
    files : mapping
        As `render` makes them.
    press : callable or None
        Presses and reads what the written files hold; None leaves that out.

    Returns
    -------
    list of Verdict

    Raises
    ------
    VerifyError
        A file does not read as the ID on the label.
    OSError
        The folder exists, or cannot be written.
    """
    with appearing(path) as aside:
        for name, content in files.items():
            file = aside / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        return _verified(aside, press)


def write_zip(path: Path, files: Mapping[str, bytes], press: Press | None) -> list[Verdict]:
    """Write a package as a zip, whole and verified or not at all.

    Raises
    ------
    VerifyError
        A file does not read as the ID on the label.
    OSError
        The zip cannot be written.
    """
    with replacing(path) as aside:
        archive.write(aside, files, path.stem)
        return _verified(aside, press)


def read(path: Path, content: bytes | None = None) -> dict[str, bytes]:
    """Read all files of a package, a folder or a zip.

    Parameters
    ----------
    path : Path
    content : bytes, optional
        Of a zip that is no file of its own; `path` is for messages.

    Raises
    ------
    ManifestError
        It is neither.
    OSError
        It cannot be read.
    """
    if content is None and path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        if sum(file.stat().st_size for file in files) > MOST_BYTES:
            raise manifest.ManifestError(path, "", "expected a package, it is too large for one")
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
    try:
        return archive.read(path if content is None else io.BytesIO(content), MOST_BYTES)
    except archive.DAMAGED as error:
        raise manifest.ManifestError(path, "", f"expected a package: {error}") from None
    except OSError as error:
        # A zip that points before its own beginning: no file is at fault.
        if error.filename is not None:
            raise
        raise manifest.ManifestError(path, "", "expected a package: it is damaged") from None


def verdicts(path: Path, press: Press) -> list[Verdict]:
    """Hold a written package against its manifest and its label.

    Raises
    ------
    ManifestError
        It is no package, or a file was changed.
    OSError
        It cannot be read.
    """
    files = read(path)
    return verify.verify(manifest.read(path, files), files, press)


def _verified(path: Path, press: Press | None) -> list[Verdict]:
    if press is None:
        return []
    found = verdicts(path, press)
    if any(verdict.problem for verdict in found):
        raise VerifyError(found)
    return found
