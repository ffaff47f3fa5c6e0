from __future__ import annotations

import numpy as np
import pytest

from emulator.device.misread import Misreader

SENT = np.random.default_rng(1).bytes(1000)


@pytest.mark.parametrize("ratio", [1.0, 0.97, 1.03])
def test_rates_within_a_few_percent_are_read_well(ratio: float) -> None:
    reader = Misreader(ratio)
    assert (reader.push(SENT) + reader.push(b"\xff"))[:1000] == SENT


@pytest.mark.parametrize(("ratio", "least", "most"), [(0.5, 450, 550), (0.125, 110, 140)])
def test_a_slower_receiver_sees_fewer_bytes(ratio: float, least: int, most: int) -> None:
    assert least < len(Misreader(ratio).push(SENT)) < most


def test_another_rate_reads_nonsense() -> None:
    received = np.frombuffer(Misreader(0.5).push(SENT), np.uint8)
    sent = np.frombuffer(SENT, np.uint8)[: len(received)]
    assert (received == sent).mean() < 0.05


@pytest.mark.parametrize("ratio", [0.3, 1.0, 2.0])
def test_pieces_make_no_difference(ratio: float) -> None:
    reader = Misreader(ratio)
    in_pieces = b"".join(reader.push(SENT[i : i + 7]) for i in range(0, len(SENT), 7))
    assert in_pieces == Misreader(ratio).push(SENT)
