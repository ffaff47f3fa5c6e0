from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from fabrication.mirror import rubber_view
from fabrication.part import PROCESSES, Part
from fabrication.rules import check as module
from fabrication.rules.check import check
from fabrication.rules.finding import Finding
from fabrication.rules.limits import graded, limit, table
from stampcodec.face import StampFace
from tests.unit.fabrication.sample import FAMILIES


def face(*dots: tuple[float, float, float], outline_mm: float = 40.0) -> StampFace:
    return StampFace("custom", None, 1, outline_mm, np.array(dots), ("data",) * len(dots))


def every_finding(made: StampFace, **fields: Any) -> list[Finding]:
    return check(rubber_view(made), Part(**fields), made, [])


def findings(made: StampFace, **fields: Any) -> list[Finding]:
    """List what a part breaks but that it rocks, as the two dots of most cases here do."""
    return [each for each in every_finding(made, **fields) if each.rule != "support"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("outline", ["square", "circle", "rounded"])
@pytest.mark.parametrize("process", PROCESSES)
def test_every_family_is_fit_with_the_defaults(family: str, outline: str, process: str) -> None:
    made = sc.family(family).encode(4000)
    bumps = process != "laser" and family != "touch5"
    assert every_finding(made, outline=outline, process=process, camouflage=bumps) == []


# Two dots, 3 mm wide, 5 mm apart: 2 mm of gap; one of them 20 - 5 - 1.5 = 13.5 mm from the edge.
APART = ((-5.0, 0.0, 3.0), (0.0, 0.0, 3.0))


@pytest.mark.parametrize(
    ("dots", "fields", "rule", "severity", "value", "limit_", "place"),
    [
        (((-2, 0, 3), (1.9, 0, 3)), {}, "gap", "error", 0.9, 1.0, (0.05, 0)),
        (((18, 0, 3), (0, 0, 3)), {}, "edge", "error", 0.5, 1.0, (-18, 0)),
        (((18.45, 0, 3), (0, 0, 3)), {"process": "flex", "vent_mm": 0.0}, "edge", "error", 0.05,
         0.5, (-18.45, 0)),
        (APART, {"dot_height_mm": 4.5, "draft_deg": 0}, "rib", "error", 2.0, 2.25, (2.5, 0)),
        (((-5, 0, 0.9), (0, 0, 3)), {}, "dot", "error", 0.9, 1.0, (5, 0)),
        (((-5, 0, 1.0), (5, 0, 3)), {"dot_height_mm": 3.5}, "dot", "error", 3.5, 3.0, (5, 0)),
        (APART, {"base_mm": 1.2}, "base", "error", 0.7, 1.0, (0, 0)),
        (APART, {"plane_mm": 0.2}, "plane", "error", 0.2, 0.25, (0, 0)),
        (((-9, 0, 9), (9, 0, 9)), {"dot_height_mm": 6.0, "draft_deg": 0.5}, "draft", "error", 0.5,
         1.0, (0, 0)),
        (((-9, 0, 9), (9, 0, 9)), {"dot_height_mm": 13.0, "draft_deg": 1.0}, "draft", "error",
         1.0, 2.0, (0, 0)),
        (APART, {"fillet_mm": 0.2}, "fillet", "warning", 0.2, 0.25, (0, 0)),
        (APART, {"vent_mm": 0.25, "vent_depth_mm": 0.4}, "vent", "error", 0.25, 0.3, (0, 0)),
        (APART, {"vent_depth_mm": 0.2}, "vent", "error", 0.2, 0.3, (0, 0)),
        (APART, {"vent_mm": 0.4, "vent_depth_mm": 1.0}, "vent", "error", 2.5, 2.0, (0, 0)),
        (APART, {"vent_mm": 0.0, "camouflage": True}, "vent", "warning", 0, 0, (0, 0)),
        (APART, {"handle_diameter_mm": 41.0}, "handle", "error", 41.0, 40.0, (0, 0)),
        (APART, {"tolerance": "M3"}, "tolerance", "warning", 3, 2, (0, 0)),
        (APART, {"tolerance": "M4"}, "tolerance", "error", 4, 3, (0, 0)),
    ],
)  # fmt: skip
def test_a_rule_says_where_how_much_and_what_is_allowed(
    dots: Any,
    fields: dict[str, Any],
    rule: str,
    severity: str,
    value: float,
    limit_: float,
    place: tuple[float, float],
) -> None:
    found = [finding for finding in findings(face(*dots), **fields) if finding.rule == rule]
    assert len(found) == 1
    assert found[0].severity == severity
    assert found[0].value == pytest.approx(value)
    assert found[0].limit == pytest.approx(limit_)
    assert (found[0].x_mm, found[0].y_mm) == pytest.approx(place)


def test_each_rule_keeps_silent_at_its_limit() -> None:
    at_limit = face((-2.0, 0, 3), (2.0, 0, 3), (17.5, 0, 3), outline_mm=40.0)
    part = {"dot_height_mm": 2.0, "draft_deg": 0.0, "fillet_mm": 0.25, "plane_mm": 0.25}
    assert findings(at_limit, **part, base_mm=1.5, vent_depth_mm=0.5, vent_mm=0.3) == []


def test_a_foot_over_the_edge_is_an_error_where_tips_may_come_near_it() -> None:
    made = face((18.0, 0.0, 3.0), (0.0, 0.0, 3.0))
    found = findings(made, process="flex", dot_height_mm=4.0, draft_deg=10.0)
    assert [finding.rule for finding in found] == ["edge"]
    assert "over the edge" in found[0].reason


@pytest.mark.parametrize(("outline", "free"), [("circle", 1.5), ("rounded", 1.5)])
def test_the_distance_to_a_round_outline_is_exact(outline: str, free: float) -> None:
    # A dot of 3 mm whose rim is `free` from a circle of 40 mm, along the diagonal.
    along = (20.0 - 1.5 - free) / np.sqrt(2)
    made = face((along, along, 3.0), (0.0, 0.0, 3.0))
    fields: dict[str, Any] = {"outline": outline, "outline_mm": 40.0, "corner_mm": 20.0}
    assert findings(made, **fields) == []
    nearer = face((along + 0.36, along + 0.36, 3.0), (0.0, 0.0, 3.0))
    (found,) = findings(nearer, **fields)
    assert found.value == pytest.approx(free - 0.36 * np.sqrt(2))


def test_bumps_of_the_camouflage_keep_the_same_distances() -> None:
    tight = sc.family("lattice8", pitch_mm=4.0).encode(1)
    plain, full = findings(tight), findings(tight, camouflage=True)
    assert len(full) >= len(plain)
    assert {finding.rule for finding in findings(tight, process="printed", camouflage=True)} <= {
        "gap", "edge", "rib", "vent",
    }  # fmt: skip


def test_what_a_panel_cannot_read_is_an_error_that_names_it() -> None:
    made = sc.family("touch5").encode(0)
    panels = [sc.panel("nexus5"), sc.panel("maxtouch")]
    found = check(rubber_view(made), Part(), made, panels)
    broken = made.check(sc.panel("maxtouch"))
    assert [finding.rule for finding in found] == ["panel"] * len(broken)
    assert len(broken) > 0
    assert all(finding.reason.startswith("maxtouch: ") for finding in found)


def test_errors_come_before_warnings() -> None:
    found = findings(face(*APART), fillet_mm=0.1, plane_mm=0.1, tolerance="M3")
    assert [finding.severity for finding in found] == ["error", "warning", "warning"]


def test_every_limit_has_a_source_and_every_rule_a_row_in_the_table() -> None:
    for process in PROCESSES:
        for name, row in table()[process].items():
            rows = graded(process, name) if isinstance(row, list) else [limit(process, name)]
            assert all(one and len(one.source) > 10 and one.limit > 0 for one in rows)
    assert module.__doc__ is not None
    listed = set(re.findall(r"^(\w+)  +\w", module.__doc__, re.MULTILINE)) - {"rule"}
    assert {rule.__name__.removesuffix("_clear") for rule in module.RULES} | {"panel"} == listed


def test_a_finding_reads_as_one_line() -> None:
    finding = Finding("gap", "error", 1.0, -2.0, 0.5, 1.0, "0.50 mm between two dots")
    assert str(finding) == "error: gap at (1.00, -2.00): 0.50 mm between two dots"


def test_low_dots_let_the_base_come_near_the_glass() -> None:
    made = sc.family("lattice8").encode(4000)
    flat = {"fillet_mm": 0.3, "vent_mm": 0.0}
    # Twice 0.15 mm for heights of M2 across the mould's closure, and 1 mm of air.
    assert findings(made, dot_height_mm=1.3, **flat) == []
    (found,) = findings(made, dot_height_mm=1.29, **flat)
    assert (found.rule, found.severity) == ("height", "error")
    assert found.limit == pytest.approx(1.3)
    (found,) = findings(made, dot_height_mm=0.3, **flat)
    assert found.value == 0.3


def test_a_stamp_that_rocks_is_told() -> None:
    corners = [(x, y, 3.0) for x in (-8.0, 8.0) for y in (-8.0, 8.0)]
    assert every_finding(face(*corners), outline_mm=40.0) == []
    # All dots on one side of 1 mm beyond the axis; then none around it.
    for left, inside in ((-1.0, 1.0), (2.0, -2.0)):
        leaning = face(*((max(x, left), y, 3.0) for x, y, _ in corners))
        (found,) = every_finding(leaning, outline_mm=40.0)
        assert (found.rule, found.severity) == ("support", "warning")
        assert found.value == pytest.approx(inside)
        assert found.limit == pytest.approx(0.1 * Part().handle_height_mm)


def test_bumps_for_a_family_without_empty_sites_are_an_error() -> None:
    (found,) = findings(sc.family("touch5").encode(4000), camouflage=True)
    assert (found.rule, found.severity) == ("camouflage", "error")
    assert found.reason == "touch5 has no empty sites: there is nothing to put bumps on"
