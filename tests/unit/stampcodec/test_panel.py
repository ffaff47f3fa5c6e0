from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

import stampcodec as sc


def test_a_built_in_panel_is_found_by_its_name() -> None:
    nexus5 = sc.panel("nexus5")
    assert (nexus5.name, nexus5.rows, nexus5.columns, nexus5.pitch_mm) == ("nexus5", 27, 15, 4.1)
    assert list(sc.panels()) == ["nexus5", "surface", "maxtouch"]


def test_an_unknown_panel_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'nexus6'.*nexus5, surface, maxtouch"):
        sc.panel("nexus6")


def test_a_panel_name_that_is_no_string_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="panel name: expected str, got int"):
        sc.panel(5)  # type: ignore[arg-type]


def test_the_screen_is_as_large_as_its_nodes() -> None:
    panel = sc.Panel(rows=10, columns=20, pitch_mm=4.0)
    assert (panel.width_mm, panel.height_mm) == (80.0, 40.0)


def test_what_is_not_given_follows_from_the_pitch() -> None:
    panel = sc.Panel(rows=27, columns=15, pitch_mm=5.0)
    assert panel.kernel_sigma_mm == 2.5
    assert panel.touch_separation_mm == 13.0
    assert panel.max_contacts == 10
    assert panel.name == "custom"


def test_a_panel_can_be_changed_in_one_field_and_keeps_the_others() -> None:
    noisy = dataclasses.replace(sc.panel("nexus5"), noise_counts=5.0)
    assert noisy.noise_counts == 5.0
    assert noisy.kernel_sigma_mm == sc.panel("nexus5").kernel_sigma_mm


def test_a_panel_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        sc.panel("nexus5").rows = 5  # type: ignore[misc]


def test_the_maxtouch_driver_merges_touches_11_mm_apart_and_the_others_do_not() -> None:
    merges = {name: panel.touch_separation_mm > 11.0 for name, panel in sc.panels().items()}
    assert merges == {"nexus5": False, "surface": False, "maxtouch": True}


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("rows", 0, ValueError),
        ("rows", 4097, ValueError),
        ("rows", 27.0, TypeError),
        ("rows", True, TypeError),
        ("columns", -1, ValueError),
        ("columns", "15", TypeError),
        ("pitch_mm", 0, ValueError),
        ("pitch_mm", float("nan"), ValueError),
        ("pitch_mm", float("inf"), ValueError),
        ("pitch_mm", "4.1", TypeError),
        ("pitch_mm", None, TypeError),
        ("kernel_sigma_mm", -2.0, ValueError),
        ("noise_counts", 0.0, ValueError),
        ("finger_counts", True, TypeError),
        ("saturation_counts", 10.0, ValueError),
        ("saturation_counts", 40000.0, ValueError),
        ("touch_separation_mm", 0.0, ValueError),
        ("max_contacts", 0, ValueError),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_name(
    field: str, value: Any, error: type[Exception]
) -> None:
    fields: dict[str, Any] = {"rows": 27, "columns": 15, "pitch_mm": 4.1, field: value}
    with pytest.raises(error, match=f"^{re.escape(field)}: expected"):
        sc.Panel(**fields)


def test_a_panel_name_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^name: expected str"):
        sc.Panel(rows=27, columns=15, pitch_mm=4.1, name=3)  # type: ignore[arg-type]


def test_a_word_gives_the_size_of_any_panel() -> None:
    panel = sc.panel("20x34@4.1")
    assert panel == sc.Panel(name="20x34@4.1", rows=20, columns=34, pitch_mm=4.1)
    assert sc.panel(panel.name) == panel


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("20x34", "expected ROWSxCOLUMNS@PITCH, the pitch in mm, such as 27x15@4.1"),
        ("20x34@", "expected ROWSxCOLUMNS@PITCH"),
        ("20 x 34 @ 4.1", "expected ROWSxCOLUMNS@PITCH"),
        ("20x34@4.1mm", "expected ROWSxCOLUMNS@PITCH"),
        ("-20x34@4.1", "expected ROWSxCOLUMNS@PITCH"),
        ("20x34@1e300", "expected ROWSxCOLUMNS@PITCH"),
        ("20x34@4.1.1", "expected ROWSxCOLUMNS@PITCH"),
        ("20x34@.", "expected ROWSxCOLUMNS@PITCH"),
        ("２0x34@4.1", "expected ROWSxCOLUMNS@PITCH"),
        ("0x34@4.1", "rows: expected 1 to 4096, got 0"),
        ("20x4097@4.1", "columns: expected 1 to 4096, got 4097"),
        ("20x34@0", "pitch_mm: expected a finite number above 0 and up to 100, got 0"),
        ("20x34@100.5", "pitch_mm: expected a finite number above 0 and up to 100, got 100.5"),
        ("9" * 10_000 + "x34@4.1", "expected ROWSxCOLUMNS@PITCH"),
    ],
)
def test_a_word_that_gives_no_size_is_refused_with_the_form(word: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)) as caught:
        sc.panel(word)
    assert len(str(caught.value)) < 200
    assert "ROWSxCOLUMNS@PITCH" in str(caught.value)


def test_the_list_of_panels_is_the_callers_own() -> None:
    listed = sc.panels()
    listed.clear()
    assert sc.panel("nexus5") == sc.panels()["nexus5"]
