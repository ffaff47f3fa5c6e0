from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lattice import peers as module
from benchmarks.lattice.peers import peers, scene

FRAMES = np.full((2, 27, 15), 50, np.int16)


def absent(name: str) -> None:
    raise ImportError(name)


def test_a_peer_that_is_not_installed_is_reported_as_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "import_module", absent)
    subjects, missing = peers(FRAMES, np.random.default_rng(1))
    assert subjects == []
    assert len(missing) == 10
    assert module.ZXING in missing


def test_a_peer_that_does_not_do_its_work_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind:
        @staticmethod
        def label(mask: object) -> tuple[object, int]:
            return mask, 0

        @staticmethod
        def center_of_mass(*_: object) -> list[object]:
            return []

    monkeypatch.setattr(module, "import_module", lambda _: Blind)
    with pytest.raises(RuntimeError, match="did not do its work"):
        module._labels("blind", FRAMES)


def test_the_photograph_shows_the_symbol_turned_on_a_light_table() -> None:
    symbol = np.zeros((20, 20), np.uint8)
    photo = scene(symbol, np.random.default_rng(1)).astype(float)
    assert photo.shape == (480, 640)
    assert photo[220:260, 300:340].mean() == pytest.approx(40, abs=3)
    assert photo[:100].mean() == pytest.approx(210, abs=3)
    # A square of that many pixels, whichever way it is turned.
    assert (photo < 125).sum() == pytest.approx(module.SIDE**2, rel=0.05)
