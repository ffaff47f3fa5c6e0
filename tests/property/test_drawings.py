"""Any part that can be described can be drawn, or is refused in one line."""

from __future__ import annotations

import io

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from fabrication.drawing import draw
from fabrication.export import dxf, pdf, preview, svg, table
from fabrication.mirror import rubber_view
from fabrication.part import MOST_MM, OUTLINES, PROCESSES, TOLERANCES, Part
from fabrication.rules.check import check

FACES = st.one_of(
    st.tuples(st.just("touch5"), st.integers(0, 4095), st.none()),
    st.tuples(
        st.sampled_from(["lattice7", "lattice8"]), st.integers(0, 2**20 - 1), st.floats(2.0, 25.0)
    ),
)


@st.composite
def parts(chosen: st.DrawFn) -> Part:
    lengths = {name: chosen(st.floats(0.05, most)) for name, most in MOST_MM.items()}
    lengths["fillet_mm"] = chosen(st.floats(0.0, min(10.0, lengths["dot_height_mm"])))
    lengths["vent_mm"] = chosen(st.floats(0.0, 5.0))
    lengths["vent_depth_mm"] = lengths["base_mm"] * chosen(st.floats(0.0, 0.99))
    outline = chosen(st.sampled_from(OUTLINES))
    lengths["corner_mm"] = min(lengths["corner_mm"], lengths["outline_mm"] / 2)
    size = chosen(st.one_of(st.none(), st.just(lengths["outline_mm"])))
    lengths.pop("outline_mm")
    process = chosen(st.sampled_from(PROCESSES))
    if process != "laser":
        lengths["kerf_mm"] = 0.0
    return Part(
        **lengths,
        outline=outline,
        outline_mm=size,
        draft_deg=chosen(st.floats(0.0, 30.0)),
        material=chosen(st.text(st.characters(categories=["L", "N"]), min_size=1)),
        process=process,
        tolerance=chosen(st.sampled_from(TOLERANCES)),
        camouflage=process != "laser" and chosen(st.booleans()),
    )


@settings(max_examples=40, deadline=None)
@given(FACES, parts())
def test_any_part_is_drawn_in_every_format_or_refused(
    face: tuple[str, int, float | None], part: Part
) -> None:
    name, merchant, pitch = face
    family = sc.family(name) if pitch is None else sc.family(name, pitch_mm=pitch)
    made = family.encode(merchant)
    rubber = rubber_view(made)
    drawing, refusal = None, ""
    try:
        drawing = draw(rubber, part)
    except ValueError as error:
        refusal = str(error)
    if drawing is None:
        assert refusal.startswith(("outline_mm: expected", "corner_mm: expected"))
        return
    findings = check(rubber, part, made, [sc.panel("nexus5")])
    for render in (dxf.render, svg.render, table.render_csv, table.render_json, preview.render):
        assert len(render(drawing, part, findings)) > 50
    with pikepdf.open(io.BytesIO(pdf.render(drawing, part, findings))) as document:
        assert document.check_pdf_syntax() == []
