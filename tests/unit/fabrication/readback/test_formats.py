"""Each reader on files that are written here by hand, so that no exporter is needed."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from fabrication.readback import dxf, gerber, stl, svg, threemf
from fabrication.readback.problem import ReadbackError
from fabrication.readback.unmirror import panel_view

# Two square tips of 2 x 2 mm around (3, 4) and (-5, 1), at z = 2, and a triangle far below.
SQUARE = [[(-1, -1), (1, -1), (1, 1)], [(-1, -1), (1, 1), (-1, 1)]]
TIPS = np.array(
    [
        [(x + dx, y + dy, 2.0) for dx, dy in half]
        for x, y in ((3.0, 4.0), (-5.0, 1.0))
        for half in SQUARE
    ]
)
BELOW = np.array([[(0.0, 0.0, -9.0), (0.0, 9.0, -9.0), (9.0, 0.0, -9.0)]])
# As wide as a disc of 4 mm2.
WIDE_MM = 4 / np.pi**0.5


def dxf_of(*entities: str, unit: int = 4) -> bytes:
    head = f"0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n{unit}\n0\nENDSEC\n"
    body = "".join(entities)
    return f"{head}0\nSECTION\n2\nENTITIES\n{body}0\nENDSEC\n0\nEOF\n".encode()


def circle(x: float, y: float, r: float, layer: str = "DOTS", more: str = "") -> str:
    return f"0\nCIRCLE\n8\n{layer}\n10\n{x}\n20\n{y}\n40\n{r}\n{more}"


def svg_of(inside: str, size: str = 'width="40mm" viewBox="-20 -20 40 40"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'.encode()


def stl_of(triangles: NDArray[np.float64]) -> bytes:
    facets = b"".join(struct.pack("<12fH", 0, 0, 1, *triangle.ravel(), 0) for triangle in triangles)
    return bytes(80) + struct.pack("<I", len(triangles)) + facets


def threemf_of(
    triangles: NDArray[np.float64], unit: str = "millimeter", transform: str = ""
) -> bytes:
    vertices = "".join(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in triangles.reshape(-1, 3))
    corners = "".join(
        f'<triangle v1="{n}" v2="{n + 1}" v3="{n + 2}"/>' for n in range(0, 3 * len(triangles), 3)
    )
    model = (
        f'<model unit="{unit}" xmlns="{threemf.CORE[1:-1]}"><resources>'
        f'<object id="1" name="s conductive"><mesh><vertices>{vertices}</vertices>'
        f"<triangles>{corners}</triangles></mesh></object></resources>"
        f'<build><item objectid="1" {transform}/></build></model>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("3D/3dmodel.model", model)
    return stream.getvalue()


def gerber_of(*commands: str, unit: str = "MM") -> bytes:
    return "\n".join(["%FSLAX46Y46*%", f"%MO{unit}*%", *commands, "M02*"]).encode()


PADS = ("%TA.AperFunction,SMDPad,SMDef*%", "%ADD10C,4.0*%", "%TD*%", "%ADD11C,0.6*%")


@pytest.mark.parametrize(
    ("reader", "content", "expected"),
    [
        (dxf.dots, dxf_of(circle(3, 4, 2), circle(0, 0, 9, "OUTLINE")), [(3, 4, 4)]),
        (dxf.dots, dxf_of(circle(3, 4, 2, more="230\n-1\n")), [(-3, 4, 4)]),
        (svg.dots, svg_of('<g class="DOTS"><circle cx="3" cy="-4" r="2"/></g>'), [(3, 4, 4)]),
        (
            svg.dots,
            svg_of(
                '<g transform="translate(1,1)"><g class="DOTS x" transform="scale(-2 2)">'
                '<circle cx="3" cy="-4" r="2"/></g></g><circle cx="0" cy="0" r="1"/>'
            ),
            [(-5, 7, 8)],
        ),
        (
            svg.dots,
            svg_of(
                '<g class="DOTS"><circle cx="10" cy="0" r="5" transform="rotate(90)"/></g>',
                'width="4mm" viewBox="0 0 40 40"',
            ),
            [(0, -1, 1)],
        ),
        (stl.dots, stl_of(np.concatenate([TIPS, BELOW])), [(-5, 1, WIDE_MM), (3, 4, WIDE_MM)]),
        (
            threemf.dots,
            threemf_of(np.concatenate([TIPS, BELOW])),
            [(-5, 1, WIDE_MM), (3, 4, WIDE_MM)],
        ),
        (
            threemf.dots,
            threemf_of(TIPS[:2], transform='transform="0 1 0 -1 0 0 0 0 1 10 0 0"'),
            [(6, 3, WIDE_MM)],
        ),
        (
            gerber.dots,
            gerber_of(*PADS, "D10*", "X3000000Y4000000D03*", "D11*", "X0Y0D03*"),
            [(3, 4, 4)],
        ),
        (gerber.dots, gerber_of("%ADD10C,4.0*%", "D10*", "X3000000D03*"), [(3, 0, 4)]),
        (
            gerber.dots,
            gerber_of("%ADD10C,1.0*%", "D10*", "Y-1000000D03*", unit="IN"),
            [(0, -25.4, 25.4)],
        ),
    ],
)
def test_dots_are_read_as_the_format_places_them(
    reader: Callable[[bytes], NDArray[np.float64]],
    content: bytes,
    expected: list[tuple[float, float, float]],
) -> None:
    found = reader(content)
    assert np.allclose(found[np.lexsort(found.T[::-1])], expected, atol=1e-4)


@pytest.mark.parametrize(
    ("reader", "content", "problem"),
    [
        (dxf.dots, b"", "found none"),
        (dxf.dots, b"not a number\nx\n", "expected a DXF"),
        (dxf.dots, dxf_of(circle(3, 4, 2), unit=1), "expected millimetres"),
        (dxf.dots, dxf_of(circle(3, 4, 2, "dots")), "found none"),
        (svg.dots, b"<svg", "expected an SVG"),
        (svg.dots, svg_of("", 'width="40px" viewBox="0 0 40 40"'), "a width in mm"),
        (svg.dots, svg_of('<circle cx="1" cy="1" r="1"/>'), "found none"),
        (
            svg.dots,
            svg_of('<g class="DOTS" transform="skewX(9)"><circle cx="1" cy="1" r="1"/></g>'),
            "skewX",
        ),
        (stl.dots, b"solid", "shorter"),
        (stl.dots, stl_of(TIPS) + b"x", "the size is another"),
        (stl.dots, stl_of(np.empty((0, 3, 3))), "no triangle"),
        (stl.dots, stl_of(TIPS * np.nan), "no triangle"),
        (stl.dots, stl_of(TIPS * (-1, 1, 1)), "inside out"),
        (stl.dots, stl_of(np.concatenate([TIPS[:2], TIPS[2:, ::-1]])), "inside out"),
        (stl.dots, stl_of(TIPS[:1] + np.arange(9).reshape(1, 3, 3)), "flat tips"),
        (threemf.dots, b"PK", "expected a 3MF"),
        (threemf.dots, threemf_of(TIPS, "inch"), "in millimetres"),
        (gerber.dots, gerber_of(*PADS), "found none"),
        (gerber.dots, gerber_of("D12*", "X0Y0D03*"), "expected a Gerber layer"),
        (gerber.dots, gerber_of("%LMX*%", *PADS), "expected no command LM"),
        (gerber.dots, b"\xff", "expected a Gerber layer"),
    ],
)
def test_what_holds_no_dots_is_refused(
    reader: Callable[[bytes], NDArray[np.float64]], content: bytes, problem: str
) -> None:
    with pytest.raises(ReadbackError, match=problem):
        reader(content)


def test_the_panel_sees_the_rubber_turned_over() -> None:
    # On the rubber up and to the left; y counts up there, and down on the panel.
    assert panel_view(np.array([[-3.0, 4.0, 2.0]])).tolist() == [[3.0, -4.0, 2.0]]
