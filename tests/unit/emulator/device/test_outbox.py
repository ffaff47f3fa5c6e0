from __future__ import annotations

from emulator.device.outbox import Outbox


def test_bytes_come_out_in_order_in_any_pieces() -> None:
    outbox = Outbox(100)
    for packet in (b"abc", b"defg", b"h"):
        assert outbox.put(packet)
    assert len(outbox) == 8
    assert [outbox.take(2), outbox.take(3), outbox.take(9), outbox.take(1)] == [
        b"ab",
        b"cde",
        b"fgh",
        b"",
    ]


def test_the_oldest_frames_give_way_and_are_counted() -> None:
    outbox = Outbox(10)
    outbox.put(b"1111", kind="frame")
    outbox.put(b"2222", kind="frame")
    outbox.put(b"3333", kind="frame")
    assert outbox.take(100) == b"22223333"
    assert outbox.dropped == {"frame": 1}
    assert outbox.dropped_bytes == 4


def test_a_frame_that_has_begun_is_sent_whole() -> None:
    outbox = Outbox(10)
    outbox.put(b"1111", kind="frame")
    outbox.put(b"2222", kind="frame")
    assert outbox.take(1) == b"1"
    outbox.put(b"333333", kind="frame")
    assert outbox.take(100) == b"111333333"


def test_so_many_of_a_kind_wait_and_no_more() -> None:
    outbox = Outbox(1000, most_of_a_kind=2)
    for digit in b"12345":
        outbox.put(bytes([digit]), kind="frame")
        outbox.put(b"r")
    assert outbox.take(100) == b"rrr4r5r"
    assert outbox.dropped == {"frame": 3}


def test_what_must_not_be_dropped_makes_room_and_stays() -> None:
    outbox = Outbox(10)
    outbox.put(b"1111", kind="frame")
    outbox.put(b"reply")
    assert outbox.put(b"another") is False
    assert outbox.put(b"small") is True
    assert outbox.take(100) == b"replysmall"
    assert outbox.refused_bytes == 7


def test_a_reset_forgets_all() -> None:
    outbox = Outbox(100)
    outbox.put(b"1111", kind="frame")
    outbox.put(b"reply")
    outbox.take(2)
    outbox.clear()
    assert len(outbox) == 0
    assert outbox.take(9) == b""
    outbox.put(b"x")
    assert outbox.take(9) == b"x"
