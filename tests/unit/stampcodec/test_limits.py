from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import stampcodec as sc
from stampcodec import limits

NEXUS5 = sc.panel("nexus5")


def rules(violations: list[limits.Violation]) -> list[str]:
    return [violation.rule for violation in violations]


def five_dots(distance_mm: float, diameter_mm: float = 7.0) -> np.ndarray:
    """One dot in the middle, four around it."""
    around = [(distance_mm, 0), (-distance_mm, 0), (0, distance_mm), (0, -distance_mm)]
    return np.array([(x, y, diameter_mm) for x, y in [(0, 0), *around]], dtype=np.float64)


def test_the_designs_break_no_limit_on_the_nexus5() -> None:
    for family in sc.families().values():
        assert family.violations(NEXUS5) == []


@pytest.mark.parametrize(
    ("pitch_mm", "panel", "broken"),
    [
        (4.9, NEXUS5, {"gap", "pitch", "overlap"}),
        (8.0, NEXUS5, {"screen"}),
        (5.4, sc.panel("surface"), {"overlap"}),
        (5.0, dataclasses.replace(NEXUS5, noise_counts=3.0), {"dot"}),
        (5.0, dataclasses.replace(NEXUS5, kernel_sigma_mm=2.1), {"overlap"}),
        (5.0, dataclasses.replace(NEXUS5, pitch_mm=4.2), {"pitch"}),
    ],
)
def test_each_lattice_rule_is_broken_by_what_it_guards_against(
    pitch_mm: float, panel: sc.Panel, broken: set[str]
) -> None:
    face = sc.family("lattice8", pitch_mm=pitch_mm).encode(1)
    assert set(rules(face.check(panel))) == broken


def test_an_empty_site_must_be_told_from_its_neighbours_so_few_dots_are_no_excuse() -> None:
    full = sc.family("lattice8", pitch_mm=4.9).encode(1)
    corners = [n for n, role in enumerate(full.roles) if role == "anchor"]
    sparse = dataclasses.replace(full, dots=full.dots[corners], roles=("anchor",) * 4)
    assert {"pitch", "overlap"} <= set(rules(sparse.check(NEXUS5)))


def test_a_violation_carries_limit_value_and_reason() -> None:
    face = sc.family("lattice8", pitch_mm=8.0).encode(1)
    (violation,) = face.check(NEXUS5)
    assert (violation.rule, violation.limit) == ("screen", 15 * 4.1)
    assert violation.value == pytest.approx(64.8)
    assert str(violation).startswith("screen: a face of 64.80 mm is larger than the 61.50 mm")


def test_the_gap_is_measured_between_edges_and_to_the_outline() -> None:
    dots = np.array([(-5.0, 0, 4.0), (0.9, 0, 4.0)])
    assert limits.gap(dots, 20.0) is None
    near = limits.gap(dots + (0.0, 0, 1.0), 20.0)
    assert near is not None
    assert near.value == pytest.approx(0.9)
    edge = limits.gap(dots, 15.9)
    assert edge is not None
    assert edge.value == pytest.approx(0.95)
    assert "the edge" in edge.reason


def test_five_touch_dots_that_a_phone_keeps_apart_break_no_limit() -> None:
    assert limits.contact_violations(five_dots(11.0), 53.0, NEXUS5) == []


@pytest.mark.parametrize(
    ("dots", "panel", "broken"),
    [
        (five_dots(10.0), NEXUS5, ["separation"]),
        (five_dots(11.0), sc.panel("maxtouch"), ["separation"]),
        (five_dots(11.0), dataclasses.replace(NEXUS5, max_contacts=4), ["contacts"]),
        (five_dots(11.0, diameter_mm=3.0), NEXUS5, ["dot"]),
        (five_dots(22.6), NEXUS5, ["gap"]),
    ],
)
def test_each_contact_rule_is_broken_by_what_it_guards_against(
    dots: np.ndarray, panel: sc.Panel, broken: list[str]
) -> None:
    assert rules(limits.contact_violations(dots, 53.0, panel)) == broken


@pytest.mark.parametrize("family", ["touch5", "touch"])
def test_a_family_without_lattice_is_checked_for_contacts(family: str) -> None:
    face = sc.StampFace(family, None, 0, 53.0, five_dots(10.0), ("data",) * 5)
    assert rules(face.check(NEXUS5)) == ["separation"]


def test_only_a_panel_can_be_checked_against() -> None:
    family = sc.family("lattice8")
    for check in (family.encode(1).check, family.fit):
        with pytest.raises(TypeError, match="panel: expected a Panel, got str"):
            check("nexus5")  # type: ignore[arg-type]


def test_the_peak_of_a_disc_is_its_part_of_the_kernel() -> None:
    step = 0.01
    x = np.arange(-12, 12, step) + step / 2
    kernel = np.exp(-(x**2) / 2 / NEXUS5.kernel_sigma_mm**2)
    plane = kernel[:, None] * kernel
    disc = x[:, None] ** 2 + x**2 <= (3.5 / 2) ** 2
    part = plane[disc].sum() / plane.sum()
    assert limits.dot_counts(3.5, NEXUS5) == pytest.approx(199.0 * part, rel=1e-3)


def test_the_width_of_a_blob_is_that_of_kernel_and_disc_together() -> None:
    step = 0.02
    x = np.arange(-2, 2, step) + step / 2
    disc = (x[:, None] ** 2 + x**2 <= 1.75**2) * 1.0
    variance = (disc.sum(axis=0) * x**2).sum() / disc.sum()
    expected = math.sqrt(NEXUS5.kernel_sigma_mm**2 + variance)
    assert limits.blob_sigma_mm(3.5, NEXUS5) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("pitch_mm", "sigma_mm"), [(5.0, 2.2), (6.0, 2.2), (6.0, 3.0)])
def test_the_noise_that_overlap_adds_is_the_inverse_of_the_correlations(
    pitch_mm: float, sigma_mm: float
) -> None:
    n = 200
    offset = (np.arange(n)[:, None] - np.arange(n)) * pitch_mm
    line = np.exp(-(offset**2) / 4 / sigma_mm**2)
    middle = np.linalg.inv(line)[n // 2, n // 2]
    expected = 20 * math.log10(middle)
    assert limits.overlap_db(pitch_mm, sigma_mm) == pytest.approx(expected, abs=1e-6)


def test_sites_that_nothing_separates_add_noise_without_bound() -> None:
    assert limits.overlap_db(0.1, 3.0) == math.inf
