from __future__ import annotations

from stampcodec.quantity import counted


def test_one_is_singular_and_any_other_number_plural() -> None:
    assert [counted(n, "frame") for n in (0, 1, 2)] == ["0 frames", "1 frame", "2 frames"]


def test_a_plural_of_its_own_is_used() -> None:
    assert [counted(n, "press", "presses") for n in (1, 3)] == ["1 press", "3 presses"]
