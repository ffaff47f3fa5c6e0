from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import Conditions, Gesture, record
from issuance.kiosk.evidence import Evidence, frames_body, most_frames
from issuance.kiosk.framewatch import FrameWatch
from issuance.model.shown import MOST_BODY_BYTES, ShownFrames
from issuance.sight import Sight
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAMILY, PANEL = sc.family("lattice8"), sc.panel("nexus5")
FACE = FAMILY.encode(4711)
STILL = Gesture(hold_ms=150.0, slip_mm=0.0, twist_deg=0.0)


def stream(*takes: NDArray[np.int16], rate_hz: float = 100.0) -> list[TimedFrame]:
    """Frames of gestures, with a quiet third of a second around each."""
    idle = np.zeros((30, PANEL.rows, PANEL.columns), np.int16)
    frames = np.concatenate([idle, *(part for take in takes for part in (take, idle))])
    return [TimedFrame(number / rate_hz, counts) for number, counts in enumerate(frames)]


def take(
    seed: int,
    conditions: Conditions | None = None,
    face: sc.StampFace = FACE,
    gesture: Gesture = STILL,
) -> NDArray[np.int16]:
    rng = np.random.default_rng(seed)
    return record(face, PANEL, rng, gesture, conditions or Conditions(), frame_ms=10.0).frames


def followed(frames: list[TimedFrame]) -> list[Any]:
    watch = FrameWatch(FAMILY, PANEL)
    found = [each for frame in frames for each in watch.push(frame)]
    return [*found, *watch.finish()]


def shown(body: dict[str, Any]) -> ShownFrames:
    frames = body["frames"]
    return ShownFrames(frames["panel"], frames["family"], frames["td16_base64"])


def test_what_is_presented_are_the_frames_that_count_and_the_service_reads_them() -> None:
    frames = stream(take(1), take(2))
    found = followed(frames)
    kinds = [each.kind if not isinstance(each, Evidence) else "evidence" for each in found]
    assert kinds == ["stamped", "evidence", "lifted"] * 2
    for event, evidence in zip(found[::3], found[1::3], strict=True):
        assert (evidence.code, evidence.first_s) == (4711, event.first_s)
        assert event.last_s <= evidence.last_s
        sent = [each for each in frames if evidence.first_s <= each.time_s <= evidence.last_s]
        if evidence.last_s > event.time_s:
            # The tracker knew it sooner than single frames show it.
            before = frames_body([each.counts for each in sent[:-1]], "lattice8", PANEL)
            assert Sight().of_frames(shown(before)).seen.code is None
        assert evidence.n_frames == len(sent)
        assert evidence.body == frames_body([each.counts for each in sent], "lattice8", PANEL)
        seen = Sight().of_frames(shown(evidence.body)).seen
        assert (seen.family, seen.code) == ("lattice8", 4711)


def test_a_stamp_that_only_many_frames_show_is_not_presented() -> None:
    longer = Gesture(hold_ms=300.0, slip_mm=0.0, twist_deg=0.0)
    found = followed(stream(take(3, Conditions(amplitude=0.05), gesture=longer)))
    (evidence,) = [each for each in found if isinstance(each, Evidence)]
    assert [each.kind for each in found if not isinstance(each, Evidence)] == ["stamped", "lifted"]
    assert evidence.body is None
    assert "no single frame" in evidence.problem


def test_a_frame_of_another_stamp_in_the_evidence_is_left_out() -> None:
    """Of two stamps without a pause between them the second one is shown by its own frames."""
    other = FAMILY.encode(815)
    one, two = take(4), take(5, face=other)
    # The middle of each, in which it rests.
    frames = stream(np.concatenate([one[8:16], two[8:16]]))
    codes = set()
    for each in followed(frames):
        if isinstance(each, Evidence):
            assert each.body is not None
            codes.add(Sight().of_frames(shown(each.body)).seen.code)
    assert codes <= {4711, 815}
    assert codes


@pytest.mark.parametrize("name", ["nexus5", "surface", "maxtouch"])
def test_as_many_frames_as_are_sent_fit_into_a_request(name: str) -> None:
    panel = sc.panel(name)
    n = most_frames(panel)
    body = frames_body(np.zeros((n, panel.rows, panel.columns), np.int16), "lattice8", panel)
    assert 100 <= n <= 512
    assert len(str(body)) + 200 < MOST_BODY_BYTES
    assert body["frames"]["panel"] == name


def test_a_panel_of_no_name_is_described() -> None:
    panel = sc.Panel(rows=20, columns=34, pitch_mm=4.1)
    body = frames_body([np.full((20, 34), -2, np.int16)], "lattice8", panel)["frames"]
    assert body["panel"] == {"rows": 20, "columns": 34, "pitch_mm": 4.1}
    assert base64.b64decode(body["td16_base64"]) == 680 * b"\xfe\xff"


def test_memory_is_that_of_the_frames_of_one_presentation() -> None:
    watch = FrameWatch(FAMILY, PANEL)
    quiet = np.zeros((PANEL.rows, PANEL.columns), np.int16)
    for number in range(2000):
        watch.push(TimedFrame(number / 500, quiet))
    assert len(watch._film) == most_frames(PANEL)
