from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import stampcodec as sc
from issuance.client import ProblemError
from issuance.kiosk import kiosk as kiosks
from issuance.kiosk.evidence import Evidence
from issuance.kiosk.kiosk import Kiosk
from stampcodec.commands.ending import Ending
from stampcodec.errors import PortClosedError, PortError
from stampcodec.stream.framesource import Source
from tests.patience import PATIENCE_S


def evidence(number: int, problem: str = "") -> Evidence:
    body = None if problem else {"number": number}
    return Evidence(number, "lattice8", number, number + 0.5, 3, body, problem)


class Given(Source[Evidence]):
    """Gives stamps one by one, each when the last one's turn is over, and then goes or ends."""

    def __init__(self, *given: Evidence, goes: bool = False) -> None:
        super().__init__("given")
        self._given, self._goes = list(given), goes
        self.closed = False

    @property
    def panel(self) -> None:
        return None

    def _arrived(self, timeout_s: float | None) -> list[Evidence]:
        del timeout_s
        if self._given:
            return [self._given.pop(0)]
        if self._goes:
            raise PortClosedError("given", "", "the device has gone")
        self._has_ended = True
        return []

    def _release(self) -> None:
        self.closed = True


class Through:
    """A watch to which everything is evidence."""

    def push(self, item: Evidence) -> Sequence[Evidence]:
        return [item]

    def finish(self) -> Sequence[Evidence]:
        return []


class Answering:
    """A presenter that answers as it is told."""

    def __init__(self, *answers: Exception | None, waits: threading.Event | None = None) -> None:
        self._answers, self._waits = list(answers), waits
        self.asked: list[int] = []

    def present(self, body: dict[str, Any]) -> Any:
        self.asked.append(body["number"])
        if self._waits is not None:
            assert self._waits.wait(PATIENCE_S)
        answer = self._answers.pop(0)
        if answer is not None:
            raise answer
        return {"voucher": {"state": "verified"}}


def ran(
    capsys: pytest.CaptureFixture[str],
    presenter: Answering,
    *sources: Source[Any],
    is_live: bool = False,
    once: bool = False,
    again: Callable[[], Source[Any]] | None = None,
) -> list[tuple[str, int]]:
    left = list(sources)
    with Ending() as ending:
        kiosk = Kiosk(presenter, "x", ending, is_live=is_live, once=once)  # type: ignore[arg-type]
        kiosk.run(left.pop(0), lambda _: Through(), again or (lambda: left.pop(0)))
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(kiosk.outcomes.values()) == len(told)
    return [(each["outcome"], each["code"]) for each in told]


def test_stamps_of_a_file_wait_for_their_turn(capsys: pytest.CaptureFixture[str]) -> None:
    problem = ProblemError({"type": "/problems/already-redeemed"})
    away = sc.FileError("http://x", "", "does not answer")
    presenter = Answering(None, problem, away, None)
    source = Given(*map(evidence, range(4)), evidence(9, "too weak"))
    assert ran(capsys, presenter, source) == [
        *(("accepted", 0), ("refused", 1), ("unanswered", 2), ("accepted", 3), ("skipped", 9)),
    ]
    assert presenter.asked == [0, 1, 2, 3]
    assert source.closed


def test_a_stamp_that_falls_while_one_is_presented_is_skipped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answered = threading.Event()

    class Last(Given):
        def _arrived(self, timeout_s: float | None) -> list[Evidence]:
            assert timeout_s is not None or not presenter.asked
            if not self._given:
                answered.set()
            return super()._arrived(timeout_s)

    presenter = Answering(None, None, waits=answered)
    outcomes = ran(capsys, presenter, Last(evidence(1), evidence(2)), is_live=True)
    assert outcomes == [("skipped", 2), ("accepted", 1)]
    assert presenter.asked == [1]


def test_once_ends_with_an_answer_and_not_with_a_stamp_that_is_skipped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    away = sc.FileError("http://x", "", "does not answer")
    presenter = Answering(away, None, None)
    given = (evidence(0, "too weak"), *map(evidence, (1, 2, 3)))
    outcomes = ran(capsys, presenter, Given(*given), once=True)
    assert outcomes == [("skipped", 0), ("unanswered", 1), ("accepted", 2)]


def test_a_device_that_goes_is_waited_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosks, "AGAIN_S", 0.0)
    first, second = Given(evidence(1), goes=True), Given(evidence(2))
    away = [PortError("x", "", "no such port"), PortError("x", "", "busy")]

    def again() -> Source[Any]:
        if away:
            raise away.pop(0)
        return second

    outcomes = ran(capsys, Answering(None, None), first, again=again, is_live=True)
    # The second may fall before the first is answered.
    assert ("accepted", 1) in outcomes
    assert {number for _, number in outcomes} == {1, 2}
    assert first.closed
    assert second.closed


def test_another_panel_in_place_of_a_device_is_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosks, "AGAIN_S", 0.0)

    def again() -> Source[Any]:
        raise PortError("x", "panel", "expected 27 x 15 nodes")

    with pytest.raises(PortError, match="27 x 15"):
        ran(capsys, Answering(), Given(goes=True), again=again, is_live=True)


def test_a_file_that_breaks_its_format_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PortClosedError, match="gone"):
        ran(capsys, Answering(), Given(goes=True))
