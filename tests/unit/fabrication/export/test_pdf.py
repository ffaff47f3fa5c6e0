"""PDF: syntax by qpdf, text by pypdf, pictures by PDFium."""

from __future__ import annotations

import io
import re

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
import typer
from numpy.typing import NDArray

import stampcodec as sc
from fabrication.drawing import CAMOUFLAGE, DOTS, draw
from fabrication.export import pdf
from fabrication.mirror import rubber_view
from fabrication.options import release_of
from fabrication.paper.faceview import FaceView
from fabrication.paper.frame import BLOCK_TOP, LEFT, PAPER_MM, TOP
from fabrication.part import PROCESSES, Part
from fabrication.release import Release
from fabrication.rules.check import check
from fabrication.rules.finding import Finding
from fabrication.variant import drawing_number
from tests.unit.fabrication.sample import FAMILIES, PARTS, drawing

PX_PER_MM = 8


def texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def picture(content: bytes) -> NDArray[np.uint8]:
    document = pypdfium2.PdfDocument(content)
    try:
        bitmap = document[0].render(scale=PX_PER_MM * 25.4 / 72)
        return np.array(bitmap.to_numpy()[..., :3])
    finally:
        document.close()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_qpdf_finds_nothing_wrong_and_one_a4_page(family: str, part: Part) -> None:
    with pikepdf.open(io.BytesIO(pdf.render(drawing(family, part), part, []))) as document:
        assert document.check_pdf_syntax() == []
        (page,) = document.pages
        size = np.array([float(edge) for edge in page.mediabox[2:]]) / 72 * 25.4
    np.testing.assert_allclose(size, PAPER_MM, atol=0.01)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_table_lists_every_dot(family: str) -> None:
    made = drawing(family, Part())
    (text,) = texts(pdf.render(made, Part(), []))
    words = text.split("Dots, from the centre")[1].split("ISO 3302-1")[0].split()[4:]
    rows = np.array([float(word.replace("\N{MINUS SIGN}", "-")) for word in words]).reshape(-1, 4)
    np.testing.assert_array_equal(rows[:, 0], np.arange(1, len(rows) + 1))
    np.testing.assert_allclose(rows[:, 1:], made.rubber.dots, atol=5e-4)


@pytest.mark.parametrize("part", PARTS)
def test_title_block_and_notes_say_what_the_shop_needs(part: Part) -> None:
    made = drawing("lattice7", part)
    (text,) = texts(pdf.render(made, part, []))
    assert "Shore A 65 ± 5, below 5 ohm cm" in text
    assert "ISO 3302-1 class M2" in text
    assert "Sizes are those of the finished part." in text
    assert "do not mirror this drawing" in text
    assert "lattice7-4000" in text
    assert f"{len(made.rubber.dots)}× Ø4 ±0.10" in text
    assert ("bumps (dashed) of insulating silicone" in text) == part.camouflage
    assert ("vents 0.6 wide" in text) == (part.vent_mm > 0)
    assert "Design rules: none broken." in text


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_a_ring_is_drawn_around_every_dot(family: str, part: Part) -> None:
    """Dots have thick rims, and no thick rim is drawn at an empty site."""
    made = drawing(family, part)
    dark = picture(pdf.render(made, part, [])).max(axis=2) < 100
    view = FaceView(made, LEFT, pdf.VIEWS_BOTTOM, pdf.TABLE_LEFT - 2.0, TOP)
    turns = np.radians(np.arange(0, 360, 2.0))

    def rim(x_mm: float, y_mm: float, diameter_mm: float) -> float:
        radius = diameter_mm / 2 * view.scale
        x = view.x + x_mm * view.scale + radius * np.cos(turns)
        y = PAPER_MM[1] - (view.y + y_mm * view.scale + radius * np.sin(turns))
        return float(dark[(y * PX_PER_MM).astype(int), (x * PX_PER_MM).astype(int)].mean())

    for circle in made.circles:
        if circle.layer == DOTS:
            assert rim(circle.x_mm, circle.y_mm, circle.diameter_mm) > 0.95
    for x, y, diameter in made.rubber.empty.tolist():
        assert rim(x, y, diameter) < 0.5
    assert any(c.layer == CAMOUFLAGE for c in made.circles) == (
        part.camouflage and len(made.rubber.empty) > 0
    )


def full(process: str) -> Part:
    """Return the part of a process whose notes are the longest."""
    if process == "laser":
        return Part(process=process, outline="rounded")
    return Part(process=process, outline="rounded", camouflage=True, shrink_percent=4.0)


@pytest.mark.parametrize("process", PROCESSES)
def test_a_drawing_defines_its_part(process: str) -> None:
    part = full(process)
    made = drawing("lattice8", part)
    (text,) = texts(pdf.render(made, part, []))
    words = " ".join(text.split())
    assert drawing_number(made.rubber, part) in words
    assert ("ISO 3302-1" in words) == (process == "moulded")
    assert ("N press them flat" in words) == (process != "printed")
    mould = "Only the file of the mould is larger, by 4 % linear shrinkage" in words
    assert mould == (part.shrink_percent is not None)
    assert mould == ("to add" not in words)
    assert "ohm from any tip to the handle" in words
    assert "x and y ±0.25" in words
    assert "two parallel planes 0.15 apart" in words
    assert "Corners of the outline R2.5 ±0.10" in words
    assert "Handle: conductive plastic or metal" in words
    assert "100 mm" in words
    assert "NOT RELEASED" not in words


def test_notes_stay_above_the_title_block() -> None:
    """The longest notes that a part can have, by every process."""
    for process in PROCESSES:
        part = full(process)
        made = drawing("lattice8", part)
        document = pypdfium2.PdfDocument(pdf.render(made, part, []))
        page = document[0].get_textpage()
        found = page.search("Design rules: none broken").get_next()
        assert found is not None
        low = page.get_charbox(found[0])[1]
        document.close()
        assert low / 72 * 25.4 > BLOCK_TOP


def test_the_title_block_says_who_approved_it() -> None:
    release = Release("Stamps of Stuttgart", "2026-12-01", "C. Maier", "B")
    (text,) = texts(pdf.render(drawing("lattice7", Part()), Part(), [], release))
    for entry in ("Legal owner", "Stamps of Stuttgart", "2026-12-01", "C. Maier", "Revision\nB"):
        assert entry in text


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("date=1.12.2026", "date: expected YYYY-MM-DD, got '1.12.2026'"),
        ("owner=" + 41 * "x", "owner: expected up to 40 printable characters"),
        ("owner=a\nb", "owner: expected up to 40 printable characters"),
        ("who=me", "expected FIELD=VALUE with one of owner, date, approved, revision"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(entry: str, problem: str) -> None:
    with pytest.raises(typer.BadParameter, match=re.escape(problem)):
        release_of([entry])


def test_a_forced_drawing_is_not_released() -> None:
    part = Part(tolerance="M4")
    finding = Finding("tolerance", "error", 0.0, 0.0, 4.0, 3.0, "too coarse")
    (text,) = texts(pdf.render(drawing("lattice7", part), part, [finding]))
    assert "NOT RELEASED: 1 design rule broken" in text
    assert text.count("NOT RELEASED") == 2


def test_findings_are_printed_and_those_without_room_follow_on_further_sheets() -> None:
    face = sc.family("lattice8").encode(4711)
    rubber, part = rubber_view(face), Part(dot_height_mm=8.0, camouflage=True, tolerance="M4")
    findings = check(rubber, part, face, [])
    sheets = texts(pdf.render(draw(rubber, part), part, findings))
    assert len(findings) > 50
    assert len(sheets) > 1
    assert f"1/{len(sheets)}" in sheets[0]
    everything = " ".join(" ".join(sheets).split())
    for finding in findings:
        assert f"{finding.rule} at ({finding.x_mm:.2f}, {finding.y_mm:.2f})" in everything


def test_an_error_is_ringed_in_red_where_it_is() -> None:
    part = Part()
    made = drawing("touch5", part)
    finding = Finding("gap", "error", 5.0, -20.0, 0.5, 1.0, "too near")
    view = FaceView(made, LEFT, pdf.VIEWS_BOTTOM, pdf.TABLE_LEFT - 2.0, TOP)
    shown = picture(pdf.render(made, part, [finding])).astype(int)
    above_notes = shown[: int((PAPER_MM[1] - pdf.VIEWS_BOTTOM) * PX_PER_MM)]
    coloured = np.ptp(above_notes, axis=2) > 100
    # The margin says in red that the drawing is not released.
    coloured[: int((PAPER_MM[1] - TOP) * PX_PER_MM)] = False
    rows, columns = np.nonzero(coloured)
    middle = (columns.mean() / PX_PER_MM, PAPER_MM[1] - rows.mean() / PX_PER_MM)
    expected = (view.x + 5.0 * view.scale, view.y - 20.0 * view.scale)
    np.testing.assert_allclose(middle, expected, atol=0.2)


def test_a_face_larger_than_the_sheet_is_drawn_smaller() -> None:
    face = sc.family("lattice8", pitch_mm=20.0).encode(1)
    made = draw(rubber_view(face), Part())
    (text,) = texts(pdf.render(made, Part(), []))
    assert "1:2" in text
