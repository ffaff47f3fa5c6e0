from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.device.wirefaults import Rates, Wire

SENT = np.random.default_rng(3).bytes(20_000)
EVERYTHING = Rates(
    lost=0.01, doubled=0.01, corrupted=0.01, split=0.02, late=0.002, garbage=0.1, silence=2.0
)


def through(rates: Rates, data: bytes = SENT, seed: int = 1, piece: int = 50) -> tuple[Wire, bytes]:
    """Send at a hundred pieces a second, and wait for what is late."""
    wire, out = Wire(rates, (seed,)), bytearray()
    for i in range(0, len(data), piece):
        out += b"".join(wire.pass_on(data[i : i + piece], 0.01 * i / piece))
    return wire, bytes(out + b"".join(wire.pass_on(b"", 1e9)))


def test_a_good_wire_changes_nothing() -> None:
    wire, out = through(Rates())
    assert out == SENT
    assert not any(wire.counts.values())


@pytest.mark.parametrize(("fault", "longer"), [("lost", -200), ("doubled", 200), ("corrupted", 0)])
def test_bytes_are_hit_by_their_rate_and_counted(fault: str, longer: int) -> None:
    wire, out = through(replace(Rates(), **{fault: 0.01}))
    assert wire.counts[fault] == pytest.approx(200, abs=50)
    assert len(out) - len(SENT) == np.sign(longer) * wire.counts[fault]
    assert (out != SENT) is True


def test_a_corrupted_byte_is_another_one() -> None:
    wire, out = through(Rates(corrupted=0.01))
    differ = sum(a != b for a, b in zip(SENT, out, strict=True))
    assert differ == wire.counts["corrupted"]


def test_garbage_comes_between_packets_only() -> None:
    packets = b"packet\0" * 500
    wire, out = through(Rates(garbage=0.2), packets)
    assert out.count(b"packet\0") == 500
    assert len(out) == len(packets) + wire.counts["garbage"]
    assert wire.counts["garbage"] > 500


def test_late_bytes_come_in_order_and_split_ones_in_more_pieces() -> None:
    assert through(Rates(late=0.01, split=0.1))[1] == SENT
    pieces = Wire(Rates(split=0.1), (1,)).pass_on(SENT[:1000], 0.0)
    assert 60 < len(pieces) < 150
    assert b"".join(pieces) == SENT[:1000]
    late = Wire(Rates(late=0.01), (1,))
    at_once = b"".join(late.pass_on(SENT[:1000], 0.0))
    assert len(at_once) < 1000
    assert 0 < late.next_s < 0.11


def test_silence_swallows_what_comes_meanwhile() -> None:
    wire, out = through(Rates(silence=3.0))
    assert 100 < wire.counts["silenced"] < len(SENT)
    assert len(out) == len(SENT) - wire.counts["silenced"]


def test_the_connection_breaks_about_so_often() -> None:
    wire = Wire(Rates(disconnect=2.0), (5,))
    wire.pass_on(b"x", 0.0)
    breaks = [wire.breaks(0.01 * i) for i in range(10_000)]
    assert sum(breaks) == wire.counts["disconnects"] == pytest.approx(200, abs=50)


def test_faults_stop_when_they_are_told_to() -> None:
    wire, out = through(replace(EVERYTHING, until=2.0))
    assert out.endswith(SENT[10_500:])
    assert wire.counts["lost"] > 50


def test_the_same_seed_does_the_same() -> None:
    assert through(EVERYTHING, seed=4)[1] == through(EVERYTHING, seed=4)[1]
    assert through(EVERYTHING, seed=4)[1] != through(EVERYTHING, seed=5)[1]


@given(
    data=st.binary(max_size=400),
    cuts=st.lists(st.integers(1, 60), min_size=1, max_size=20),
    seed=st.integers(0, 2**32 - 1),
)
def test_what_comes_out_depends_on_bytes_and_seed_not_on_pieces(
    data: bytes, cuts: list[int], seed: int
) -> None:
    rates = replace(EVERYTHING, silence=0.0)
    together, wire = Wire(rates, (seed,)), Wire(rates, (seed,))
    whole = b"".join(together.pass_on(data, 0.0) + together.pass_on(b"", 1e9))
    out, start = bytearray(), 0
    for i in range(len(data)):
        end = start + cuts[i % len(cuts)]
        out += b"".join(wire.pass_on(data[start:end], 0.0))
        start = end
    out += b"".join(wire.pass_on(b"", 1e9))
    assert bytes(out) == whole
    assert wire.counts == together.counts


@given(data=st.binary(max_size=3000), seed=st.integers(0, 2**32 - 1))
def test_every_byte_is_accounted_for(data: bytes, seed: int) -> None:
    wire, out = through(EVERYTHING, data, seed)
    counts = Counter(wire.counts)
    added, taken = counts["doubled"] + counts["garbage"], counts["lost"] + counts["silenced"]
    assert len(out) == len(data) + added - taken


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"lost": 1.5}, "lost: 1.5, expected 0 to 1"),
        ({"corrupted": float("nan")}, "corrupted: nan, expected 0 to 1"),
        ({"silence": -1.0}, "silence: -1, expected 0 to 20"),
    ],
)
def test_rates_that_no_wire_has_are_refused(change: dict[str, float], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Rates(**change)
