from __future__ import annotations

from emulator.device.outbox import MOST, MOST_OTHERS, Outbox
from stampcodec import wire
from stampcodec.wire import Message, Packet

ALIVE = wire.Alive(0, 0)


def log(number: int) -> wire.Log:
    return wire.Log(6, f"{number}")


def drained(outbox: Outbox, before: bytes = b"") -> list[Packet]:
    found = wire.PacketDecoder().push(before + outbox.take(1 << 20))
    assert all(isinstance(item, Packet) for item in found)
    return [item for item in found if isinstance(item, Packet)]


def said(packets: list[Packet]) -> list[Message | wire.Unknown]:
    return [packet.message for packet in packets]


def test_messages_come_out_in_order_in_any_pieces() -> None:
    outbox, twin = Outbox(1), Outbox(1)
    for number in range(3):
        outbox.put(log(number), number)
        twin.put(log(number), number)
    whole, pieces = twin.take(1000), [outbox.take(7) for _ in range(20)]
    assert b"".join(pieces) == whole
    assert outbox.is_empty
    assert (outbox.sent_packets, outbox.sent_bytes) == (3, len(whole))
    assert said(drained(Outbox(1), whole)) == [log(0), log(1), log(2)]


def test_the_oldest_of_a_kind_give_way_and_are_counted() -> None:
    outbox = Outbox(1)
    for number in range(MOST["frame"] + 2):
        outbox.put(log(number), 0, "frame")
        outbox.put(ALIVE, 0)
    packets = drained(outbox)
    kept = [message for message in said(packets) if isinstance(message, wire.Log)]
    assert kept == [log(number) for number in range(2, MOST["frame"] + 2)]
    assert said(packets).count(ALIVE) == MOST["frame"] + 2
    assert outbox.dropped == {"frame": 2}
    assert outbox.dropped_bytes == len(wire.PacketWriter().write(log(0))) * 2 - 1


def test_what_gives_way_takes_no_number() -> None:
    outbox = Outbox(1)
    for number in range(10):
        outbox.put(log(number), 0, "frame")
    assert [packet.sequence for packet in drained(outbox)] == list(range(MOST["frame"]))


def test_a_packet_that_has_begun_is_sent_whole() -> None:
    outbox = Outbox(1)
    outbox.put(log(0), 0, "frame")
    begun = outbox.take(3)
    for number in range(1, 10):
        outbox.put(log(number), 0, "frame")
    assert said(drained(outbox, begun))[0] == log(0)


def test_others_are_refused_where_there_is_no_room() -> None:
    outbox = Outbox(1)
    for _ in range(MOST_OTHERS + 5):
        outbox.put(ALIVE, 0)
    assert outbox.refused == 5
    assert len(drained(outbox)) == MOST_OTHERS


def test_what_is_settled_gives_no_way() -> None:
    outbox = Outbox(1)
    outbox.put(log(0), 0, "frame")
    n = outbox.settle()
    for number in range(1, 10):
        outbox.put(log(number), 0, "frame")
    assert said(drained(outbox))[0] == log(0)
    assert n == len(wire.PacketWriter(1).write(log(0)))
