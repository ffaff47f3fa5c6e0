from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions
from emulator.device.acts import Act, CalibrateAct, FingerAct, StampAct
from emulator.device.controller import (
    ALIVE_S,
    BOOT_S,
    HELLO_S,
    SELF_TEST_S,
    WATCHDOG_S,
    Controller,
    Setup,
    State,
)
from emulator.device.reference import CALIBRATION_SCANS, RECALIBRATE_S
from emulator.device.scan import SCAN_S
from emulator.hand.gesture import Gesture
from emulator.sensor.lines import Faults
from stampcodec import FrameReader, family, panel, wire
from stampcodec.wire import Status, Streams
from tests.unit.emulator.device.client import QUIET, Client, booted, names, of, scanner

FACE = family("lattice8").encode(4711)
STILL = Gesture(hold_ms=2000.0, slip_mm=0.0, twist_deg=0.0)


def state(client: Client) -> State:
    return client.controller.state


def statuses(client: Client, *requests: wire.Message) -> list[int]:
    return [reply.status for reply in of(wire.Reply, client.ask(*requests))]


# --- from power to the first request ----------------------------------------------------------


def test_it_says_hello_once_it_has_booted_and_repeats_it_until_a_client_speaks() -> None:
    client = Client()
    assert state(client) is State.BOOTING
    assert client.run(BOOT_S - 0.001) == []
    hellos = client.run(3 * HELLO_S + 0.01)
    assert names(hellos) == ["Hello"] * 4
    assert hellos[1].time_us - hellos[0].time_us == round(1e6 * HELLO_S)
    assert state(client) is State.READY
    client.ask(wire.KeepAlive())
    assert "Hello" not in names(client.run(3.0))


def test_a_hello_names_panel_boot_and_description() -> None:
    client = Client(Controller(scanner(screen=panel("maxtouch")), Setup(boot_count=70_000)))
    (packet,) = client.run(BOOT_S + 0.01)
    hello = packet.message
    assert isinstance(hello, wire.Hello)
    assert (hello.name, hello.boot_count, packet.boot) == ("maxtouch", 70_000, 70_000 - 65_536)
    assert hello.reset_cause == wire.ResetCause.POWER
    assert hello.packet_bytes >= 2 * 41 * 72


def test_a_packet_that_is_damaged_does_not_count_as_a_client() -> None:
    client = booted()
    client.send(b"\0" + bytes(range(1, 40)) + b"\0")
    assert "Hello" in names(client.run(1.0))
    assert client.controller.counters.packets_bad == 1
    assert client.controller.counters.bytes_bad == 40


def test_what_comes_while_it_boots_is_not_heard_and_counted() -> None:
    client = Client()
    client.send(b"\1\2\3\0", seconds=BOOT_S + 0.01)
    assert client.controller.deaf_bytes == 4
    assert client.controller.counters.packets_bad == 0


# --- requests ---------------------------------------------------------------------------------


def test_every_request_has_a_reply_that_names_it() -> None:
    client = booted()
    requests = [
        wire.HelloRequest(),
        wire.DescriptionRequest(),
        wire.Start(),
        wire.Recalibrate(),
        wire.CountersRequest(),
        wire.KeepAlive(),
        wire.Stop(),
        wire.SelfTest(),
    ]
    for sequence, request in enumerate(requests):
        replies = of(wire.Reply, client.ask(request, seconds=0.1))
        assert replies == [wire.Reply(sequence, request.LAYOUT.number, Status.DONE)]


def test_what_was_asked_for_comes_before_the_reply() -> None:
    client = booted()
    assert names(client.ask(wire.HelloRequest())) == ["Hello", "Reply"]
    assert names(client.ask(wire.CountersRequest())) == ["Counters", "Reply"]
    pieces = names(client.ask(wire.DescriptionRequest(), seconds=0.1))
    assert pieces == ["DescriptionPiece"] * (len(pieces) - 1) + ["Reply"]
    assert names(client.ask(wire.SelfTest(), seconds=0.1)) == ["SelfTestResult", "Reply"]


@pytest.mark.parametrize("name", ["nexus5", "maxtouch", "surface"])
def test_the_description_is_read_back(name: str) -> None:
    screen = panel(name)
    client = booted(Controller(scanner(screen=screen)))
    assembly = wire.DescriptionAssembly()
    whole = None
    for piece in of(wire.DescriptionPiece, client.ask(wire.DescriptionRequest(), seconds=0.2)):
        whole = assembly.add(piece) or whole
    assert whole is not None
    found = wire.read_description(whole)
    assert found.panel == screen
    assert found.scan_hz == (10, 240)
    assert found.row_us == pytest.approx(1e6 * SCAN_S / screen.rows)
    (hello,) = of(wire.Hello, client.ask(wire.HelloRequest()))
    assert (hello.description_bytes, hello.description_crc) == (len(whole), wire.crc32(whole))


def test_a_part_of_the_description_is_sent_alone() -> None:
    client = booted()
    (piece,) = of(wire.DescriptionPiece, client.ask(wire.DescriptionRequest(100, 20)))
    assert (piece.offset, len(piece.piece)) == (100, 20)
    assert names(client.ask(wire.DescriptionRequest(1 << 31, 5))) == ["Reply"]


@pytest.mark.parametrize(
    ("start", "field"),
    [
        (wire.Start(streams=0), "streams"),
        (wire.Start(streams=4), "streams"),
        (wire.Start(coding=2), "coding"),
        (wire.Start(rate_hz=9), "rate_hz"),
        (wire.Start(rate_hz=241), "rate_hz"),
    ],
)
def test_a_start_out_of_range_is_refused_and_changes_nothing(start: wire.Start, field: str) -> None:
    client = booted()
    client.ask(wire.Start(rate_hz=50))
    (reply,) = of(wire.Reply, client.ask(start))
    assert reply.status == Status.OUT_OF_RANGE
    assert reply.reason.startswith(f"{field}: expected ")
    assert len(of(wire.Frame, client.run(1.0))) == 50


def test_an_unknown_request_is_refused_and_a_device_s_own_message_ignored() -> None:
    client = booted()
    number = wire.KeepAlive.LAYOUT.number

    class Later(wire.KeepAlive):
        LAYOUT = wire.Layout(0xF0, "")

    (reply,) = of(wire.Reply, client.ask(Later()))
    assert (reply.request_type, reply.status) == (0xF0, Status.UNKNOWN_TYPE)
    assert client.ask(wire.Reply(0, number, 0)) == []
    assert client.ask(wire.Hello(1, 512, 0, 0, "echo")) == []


# --- streams ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", [10, 60, 240])
def test_it_scans_at_the_rate_that_was_asked_for(rate_hz: int) -> None:
    client = booted()
    frames = [
        packet
        for packet in client.ask(wire.Start(rate_hz=rate_hz), seconds=1.0)
        if isinstance(packet.message, wire.Frame)
    ]
    assert len(frames) == pytest.approx(rate_hz, abs=2)
    apart = np.diff([packet.time_us for packet in frames])
    assert apart == pytest.approx(1e6 / rate_hz, abs=1)
    assert [packet.message.scan for packet in frames] == list(range(len(frames)))  # type: ignore[union-attr]


def test_rate_0_is_the_device_s_own_choice() -> None:
    client = booted(setup=Setup(rate_hz=30))
    assert len(of(wire.Frame, client.ask(wire.Start(), seconds=1.0))) == 30


def test_frames_contacts_or_both_are_sent_the_frame_first() -> None:
    client = booted()
    assert set(names(client.ask(wire.Start(Streams.FRAMES), seconds=0.3))[1:]) == {"Frame"}
    assert set(names(client.ask(wire.Start(Streams.CONTACTS), seconds=0.3))[2:]) == {"Contacts"}
    both = names(client.ask(wire.Start(Streams.BOTH), seconds=0.3))
    first = both.index("Frame")
    assert both[first : first + 20] == ["Frame", "Contacts"] * 10


@pytest.mark.parametrize("coding", list(wire.Coding))
def test_frames_are_coded_as_asked_for(coding: wire.Coding) -> None:
    client = booted()
    frames = of(wire.Frame, client.ask(wire.Start(coding=coding), seconds=0.2))
    assert {frame.coding for frame in frames} == {coding}


def test_nothing_of_a_stream_comes_after_the_reply_to_stop() -> None:
    client = booted()
    client.ask(wire.Start(Streams.BOTH), seconds=0.5)
    stopped = names(client.ask(wire.Stop(), seconds=0.5))
    assert stopped[-1] == "Reply"
    assert state(client) is State.READY


def test_it_says_that_it_is_alive_while_nothing_else_is_sent() -> None:
    client = booted()
    client.ask(wire.KeepAlive())
    quiet = client.run(3 * ALIVE_S + 0.01)
    assert [packet.message for packet in quiet] == [wire.Alive(0, 0)] * 3


def test_times_are_those_of_the_scan_and_never_step_back() -> None:
    client = booted()
    client.ask(wire.Start(Streams.BOTH, rate_hz=100), seconds=0.2)
    client.ask(wire.CountersRequest(), seconds=0.2)
    for streams in (True, False):
        times = [
            packet.time_us
            for packet in client.packets
            if isinstance(packet.message, (wire.Frame, wire.Contacts)) is streams
        ]
        assert times == sorted(times)
    for packet in client.packets:
        if isinstance(packet.message, wire.Contacts):
            assert packet.message.scan_time == packet.time_us // 100 % 65_536


def test_a_line_that_is_too_slow_drops_the_oldest_frames_and_tears_none() -> None:
    client = booted(setup=Setup(baud=57_600))
    client.ask(wire.Start(Streams.FRAMES, wire.Coding.PLAIN, 100), seconds=5.0)
    counters = client.controller.counters
    scans = [frame.scan for frame in of(wire.Frame, client.packets)]
    assert len(scans) == pytest.approx(5.0 * 5760 / 850, rel=0.1)
    assert scans == sorted(set(scans))
    assert counters.frames_dropped + len(scans) == pytest.approx(counters.scans, abs=4)
    assert counters.bytes_dropped == pytest.approx(850 * counters.frames_dropped, rel=0.05)
    # A gap in the scans is none in the sequence: nothing was lost on the line.
    follow = wire.Continuity()
    for packet in client.packets:
        follow.follow(packet)
    assert follow.lost == 0
    assert client.decoder.tally.damaged.runs == 0


def test_what_is_repeated_waits_once_while_nobody_reads() -> None:
    client = Client()
    for _ in range(1000):
        client.controller.step(client.controller.time_s + 0.1, b"", room=0)
    assert names(client.run(0.02)) == ["Hello"]
    assert client.controller.counters.bytes_dropped == 0


def test_a_client_that_takes_nothing_costs_bounded_memory() -> None:
    client = booted(Controller(scanner(), Setup(rate_hz=240)))
    controller = client.controller
    controller.step(controller.time_s, client.writer.write(wire.Start(Streams.BOTH)))
    for _ in range(1000):
        assert controller.step(controller.time_s + 0.01, b"", room=0) == b""
    client.take(controller.step(controller.time_s + 0.001))
    assert client.run(0.05)
    assert controller.counters.frames_dropped > 2000
    assert client.decoder.tally.damaged.runs == 0


# --- the client's watchdog, self test, calibration, reset -------------------------------------


def test_a_client_that_falls_silent_is_given_up() -> None:
    client = booted()
    client.ask(wire.Start(watchdog_ms=300), seconds=0.25)
    client.ask(wire.KeepAlive(), seconds=0.25)
    assert state(client) is State.SCANNING
    last = names(client.run(0.4))
    assert state(client) is State.READY
    assert [name for name in last if name != "Frame"][:2] == ["Log", "Hello"]
    assert set(names(client.run(0.6))) == {"Hello"}
    assert client.controller.counters.watchdog_stops == 1


def test_a_self_test_finds_the_lines_that_do_not_work() -> None:
    faults = Faults(*(np.zeros((1, n), bool) for n in (27, 15, 27, 15)))
    faults.dead_rows[0, 3] = faults.shorted_columns[0, 7] = True
    client = booted(Controller(scanner(faults=faults)))
    (result,) = of(wire.SelfTestResult, client.ask(wire.SelfTest(), seconds=0.1))
    row, column = wire.Axis.ROW, wire.Axis.COLUMN
    assert result.faults == (
        wire.LineFault(wire.Fault.OPEN, row, 3, row, 3),
        wire.LineFault(wire.Fault.SHORTED, column, 7, column, 8),
    )
    frame = of(wire.Frame, client.ask(wire.Start(), seconds=0.1))[-1].counts
    assert not frame[3].any()
    np.testing.assert_array_equal(frame[:, 7], frame[:, 8])


def test_streams_pause_during_a_self_test_and_a_second_one_is_refused() -> None:
    client = booted()
    client.ask(wire.Start(rate_hz=100), seconds=0.3)
    assert statuses(client, wire.SelfTest(), wire.SelfTest(), wire.Recalibrate()) == [
        Status.BUSY,
        Status.BUSY,
    ]
    assert state(client) is State.TESTING
    after = client.run(SELF_TEST_S + 0.1)
    assert names(after)[:2] == ["SelfTestResult", "Reply"]
    assert "Frame" in names(after)
    assert state(client) is State.SCANNING


def test_a_stamp_that_was_calibrated_in_leaves_its_imprint_until_the_device_notices() -> None:
    acts = [StampAct(FACE, STILL, QUIET, at_s=0.0, place=(31.0, 55.0, 0.0))]
    client = booted(Controller(scanner(acts, QUIET)))
    client.ask(wire.Start(rate_hz=100), seconds=1.0)
    assert of(wire.Frame, client.packets)[-1].counts.max() > 60
    client.ask(wire.Recalibrate(), seconds=0.2)
    assert np.abs(of(wire.Frame, client.packets)[-1].counts).max() <= 2
    lifted = of(wire.Frame, client.run(1.2))[-1]
    assert lifted.counts.min() < -60
    later = client.run(RECALIBRATE_S + 0.3)
    assert "calibrating anew" in of(wire.Log, later)[0].text
    assert np.abs(of(wire.Frame, later)[-1].counts).max() <= 2


def test_scans_of_a_calibration_are_not_sent() -> None:
    client = booted()
    client.ask(wire.Start(rate_hz=100), seconds=0.3)
    client.ask(wire.Recalibrate(), seconds=0.3)
    scans = [frame.scan for frame in of(wire.Frame, client.packets)]
    assert max(np.diff(scans)) == CALIBRATION_SCANS + 1


def test_a_script_may_calibrate_too() -> None:
    acts: list[Act] = [
        StampAct(FACE, STILL, QUIET, at_s=0.0, place=(31.0, 55.0, 0.0)),
        CalibrateAct(at_s=1.0),
    ]
    client = booted(Controller(scanner(acts, QUIET)))
    client.ask(wire.Start(rate_hz=100), seconds=1.3)
    assert np.abs(of(wire.Frame, client.packets)[-1].counts).max() <= 2


def test_a_reset_replies_and_starts_anew() -> None:
    client = booted(setup=Setup(boot_count=5))
    client.ask(wire.Start(), seconds=0.3)
    after = client.ask(wire.Reset(), seconds=BOOT_S + 0.1)
    assert [name for name in names(after) if name != "Frame"] == ["Reply", "Hello"]
    hello = after[-1]
    assert (hello.boot, hello.sequence, hello.time_us) == (6, 0, round(1e6 * BOOT_S))
    assert hello.message.reset_cause == wire.ResetCause.REQUEST  # type: ignore[union-attr]
    assert client.controller.counters.scans == 0
    assert state(client) is State.READY
    assert client.controller.cut_bytes == 0


def test_firmware_that_hangs_is_reset_by_its_watchdog() -> None:
    client = booted(setup=Setup(hangs=0.5, seed=3))
    controller, client.decoder = client.controller, wire.PacketDecoder()
    controller.step(controller.time_s, client.writer.write(wire.Start()))
    hung = 0
    for _ in range(4000):
        items = client.decoder.push(controller.step(controller.time_s + 0.005))
        client.packets += [item for item in items if isinstance(item, wire.Packet)]
        hung += controller.state is State.HANGING
    resets = controller.counters.watchdog_resets
    assert 3 <= resets <= 20
    assert hung * 0.005 == pytest.approx(WATCHDOG_S * resets, rel=0.2)
    causes = [hello.reset_cause for hello in of(wire.Hello, client.packets)]
    assert wire.ResetCause.WATCHDOG in causes
    # A packet that was cut is ended by the zero before the next one.
    assert client.decoder.tally.damaged.runs <= resets


# --- what a hand does -------------------------------------------------------------------------


def test_gestures_begin_when_a_client_has_started() -> None:
    client = booted(Controller(scanner([StampAct(FACE)])))
    client.run(30.0)
    client.ask(wire.Start(), seconds=1.0)
    reader = FrameReader(family("lattice8"), panel("nexus5"))
    read = [reader.read(frame.counts).merchant_id for frame in of(wire.Frame, client.packets)]
    assert read[:50] == [None] * 50
    assert read.count(4711) > 20
    done = [client.controller.hand_is_done]
    client.run(2.0)
    done.append(client.controller.hand_is_done)
    assert done == [False, True]
    assert "Frame" in names(client.run(0.1))


def test_contacts_have_the_size_and_the_place_of_the_finger() -> None:
    acts = [FingerAct(at_s=0.2, place_mm=(30.0, 60.0), hold_ms=300.0)]
    client = booted(Controller(scanner(acts, Conditions(impulses=False))))
    reports = of(wire.Contacts, client.ask(wire.Start(Streams.CONTACTS), seconds=1.0))
    seen = [report.contacts[0] for report in reports if report.contacts]
    assert len({contact.contact_identifier for contact in seen}) == 1
    assert [contact.tip_switch for contact in seen] == [1] * (len(seen) - 1) + [0]
    middle = seen[len(seen) // 2]
    assert abs(middle.x_um - 30_000) < 2000
    assert abs(middle.y_um - 60_000) < 2500
    assert 4_000 < middle.width_um < 20_000
    assert 100 < middle.pressure < 300
    assert not reports[0].contacts
    assert not reports[-1].contacts


def test_the_same_seed_gives_the_same_bytes_whatever_the_steps() -> None:
    requests = wire.PacketWriter().write(wire.Start(Streams.BOTH))
    raw = []
    for steps in (1, 7, 500):
        controller = Controller(scanner([StampAct(FACE)], seed=9))
        out = controller.step(0.2) + controller.step(0.2, requests)
        for i in range(steps):
            out += controller.step(0.2 + 1.5 * (i + 1) / steps)
        raw.append(out)
    assert raw[0] == raw[1] == raw[2]
    assert len(raw[0]) > 20_000


def test_time_does_not_step_back() -> None:
    controller = Controller(scanner())
    controller.step(1.0)
    with pytest.raises(ValueError, match=r"time_s: expected 1\.0 or later"):
        controller.step(0.5)
    with pytest.raises(ValueError, match="time_s"):
        controller.step(float("nan"))
