"""Changes that wait for somebody who does not let go."""

from __future__ import annotations

import pytest

from issuance.database import jam as jams
from issuance.database.jam import Jam
from issuance.refusal import Locked


def wait_in_vain(jam: Jam) -> None:
    with jam.passing():
        raise Locked("waited")


def come_through(jam: Jam) -> None:
    jam.expect_free()
    with jam.passing():
        pass


def test_who_comes_after_one_who_waited_in_vain_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jams, "REST_S", 3600.0)
    jam = Jam()
    come_through(jam)
    with pytest.raises(Locked, match="waited"):
        wait_in_vain(jam)
    with pytest.raises(Locked, match="written by others"):
        come_through(jam)


def test_after_a_rest_one_at_a_time_tries_and_opens_the_way_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jams, "REST_S", 0.0)
    jam = Jam()
    for _ in range(2):
        with pytest.raises(Locked, match="waited"):
            wait_in_vain(jam)
    with jam.passing():
        with pytest.raises(Locked, match="written by others"):
            come_through(jam)
        with pytest.raises(Locked, match="written by others"):
            wait_in_vain(jam)
    come_through(jam)


def test_what_fails_for_another_reason_came_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jams, "REST_S", 0.0)
    jam = Jam()
    with pytest.raises(Locked):
        wait_in_vain(jam)

    def fail() -> None:
        with jam.passing():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with jam.passing():
        come_through(jam)
