"""What holds of a device whatever its client sends, and whenever it looks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import Conditions
from emulator.device.acts import FingerAct
from emulator.device.controller import Controller, Setup
from emulator.device.scanner import Scanner
from stampcodec import Panel, wire
from tests.unit.emulator.device.client import scanner

SMALL = Panel(rows=5, columns=4, pitch_mm=4.0)

requests = st.one_of(
    st.sampled_from(
        [wire.HelloRequest(), wire.Stop(), wire.Recalibrate(), wire.SelfTest(), wire.Reset()]
    ),
    st.sampled_from([wire.CountersRequest(), wire.KeepAlive(), wire.Hello(1, 2, 3, 4, "echo")]),
    st.builds(wire.DescriptionRequest, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    st.builds(
        wire.Start,
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(0, 300),
        st.integers(0, 2000),
    ),
)


@st.composite
def said(draw: st.DrawFn) -> bytes:
    """Draw what a client may send: requests, pieces of them, and anything at all."""
    writer = wire.PacketWriter()
    parts = draw(st.lists(st.one_of(requests, st.binary(max_size=60)), max_size=6))
    data = b"".join(part if isinstance(part, bytes) else writer.write(part) for part in parts)
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


def small(seed: int) -> Scanner:
    return scanner([FingerAct(at_s=0.1)], Conditions(impulses=False), None, SMALL, seed)


@settings(max_examples=60)
@given(
    talk=st.lists(st.tuples(said(), st.floats(0.0, 0.4)), max_size=6),
    seed=st.integers(0, 1000),
    hangs=st.sampled_from([0.0, 3.0]),
)
def test_whatever_a_client_sends_the_device_answers_in_whole_packets(
    talk: list[tuple[bytes, float]], seed: int, hangs: float
) -> None:
    controller = Controller(small(seed), Setup(hangs=hangs, seed=seed))
    decoder = wire.PacketDecoder()
    received = sum(len(data) for data, _ in talk)
    sent = 0
    for data, pause_s in [*talk, (b"", 2.0)]:
        for piece in (
            controller.step(controller.time_s, data),
            controller.step(controller.time_s + pause_s),
        ):
            decoder.push(piece)
            sent += len(piece)
    assert decoder.tally.n_bytes == sent
    # Only what a restart cut may be damaged.
    if not controller.cut_bytes:
        assert decoder.tally.damaged.runs == 0
    counters = controller.counters
    assert counters.bytes_bad <= received
    assert decoder.tally.good.runs + decoder.tally.damaged.runs > 0


@settings(max_examples=40)
@given(
    data=said(),
    cuts=st.lists(st.floats(0.0, 1.0), max_size=8),
    seed=st.integers(0, 1000),
)
def test_how_time_is_cut_into_steps_makes_no_difference(
    data: bytes, cuts: list[float], seed: int
) -> None:
    out = []
    for moments in ([1.0], [*sorted(cuts), 1.0]):
        controller = Controller(small(seed))
        raw = controller.step(0.15) + controller.step(0.15, data)
        for moment in moments:
            raw += controller.step(0.15 + moment)
        out.append(raw)
    assert out[0] == out[1]
