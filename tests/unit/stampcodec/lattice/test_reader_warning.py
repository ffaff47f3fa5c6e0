"""A frame reader for stamps that break limits of its panel says so, once, where it is made."""

from __future__ import annotations

import copy
import pickle
import warnings
from pathlib import Path

import pytest

import stampcodec as sc

NEXUS5, MAXTOUCH = sc.panel("nexus5"), sc.panel("maxtouch")


@pytest.mark.parametrize("name", ["lattice7", "lattice8"])
@pytest.mark.parametrize("panel", sc.panels().values(), ids=lambda panel: panel.name)
def test_a_family_at_the_size_that_fits_warns_of_nothing(name: str, panel: sc.Panel) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sc.FrameReader(sc.family(name).fit(panel), panel)
    assert caught == []


def test_a_family_that_breaks_limits_warns_in_one_line_where_the_reader_is_made() -> None:
    with pytest.warns(sc.UnfitWarning) as caught:
        sc.FrameReader(sc.family("lattice8"), MAXTOUCH)
    (warning,) = caught
    text = str(warning.message)
    assert text.startswith("lattice8 at 5 mm pitch breaks limits of panel maxtouch (dot, pitch, ")
    assert "60.4 counts" in text
    assert text.endswith("; family.fit(panel) returns a size that breaks none")
    assert "\n" not in text
    assert Path(warning.filename) == Path(__file__)


def test_a_warning_that_is_an_error_leaves_no_reader() -> None:
    with pytest.raises(sc.UnfitWarning, match="gap"):
        sc.FrameReader(sc.family("lattice7", pitch_mm=5.0), NEXUS5)


def test_a_reader_that_comes_back_from_a_pickle_or_copy_does_not_warn_again() -> None:
    with pytest.warns(sc.UnfitWarning):
        reader = sc.FrameReader(sc.family("lattice8"), MAXTOUCH)
    assert pickle.loads(pickle.dumps(reader)) == copy.copy(reader) == reader
