from __future__ import annotations

from stampcodec.wire import Alive, Arrival, Continuity, Packet


def packet(sequence: int, boot: int = 1) -> Packet:
    return Packet(Alive(0, 0), 1000 * sequence, sequence, boot)


def arrivals(*packets: Packet) -> tuple[list[str], Continuity]:
    continuity = Continuity()
    return [continuity.follow(packet).value for packet in packets], continuity


def test_a_stream_without_loss_is_next_after_next() -> None:
    found, continuity = arrivals(packet(7), packet(8), packet(9))
    assert found == ["next"] * 3
    assert (continuity.lost, continuity.repeated, continuity.restarts) == (0, 0, 0)


def test_what_is_missing_between_two_numbers_was_lost() -> None:
    found, continuity = arrivals(packet(7), packet(11), packet(12))
    assert found == ["next", "after_gap", "next"]
    assert continuity.lost == 3


def test_a_packet_that_came_already_is_repeated_and_changes_nothing() -> None:
    found, continuity = arrivals(packet(7), packet(8), packet(8), packet(6), packet(9))
    assert found == ["next", "next", "repeated", "repeated", "next"]
    assert (continuity.lost, continuity.repeated) == (0, 2)


def test_half_the_circle_ahead_is_behind() -> None:
    found, continuity = arrivals(packet(5), packet(5 + 2**31))
    assert (found, continuity.lost) == (["next", "repeated"], 0)
    found, continuity = arrivals(packet(5), packet(4 + 2**31))
    assert (found, continuity.lost) == (["next", "after_gap"], 2**31 - 2)


def test_a_new_boot_number_is_a_restart_whatever_the_sequence() -> None:
    found, continuity = arrivals(packet(700), packet(2, boot=2), packet(3, boot=2))
    assert found == ["next", "restarted", "next"]
    assert (continuity.lost, continuity.restarts) == (2, 1)


def test_the_sequence_goes_round_without_a_gap() -> None:
    found, continuity = arrivals(packet(2**32 - 2), packet(2**32 - 1), packet(0), packet(2))
    assert found == ["next", "next", "next", "after_gap"]
    assert continuity.lost == 1


def test_the_names_of_arrivals_are_what_they_say() -> None:
    assert {arrival.value for arrival in Arrival} == {"next", "after_gap", "repeated", "restarted"}
