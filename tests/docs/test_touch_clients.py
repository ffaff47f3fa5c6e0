"""The clients of docs/examples, in C and in Python, against the wire and a line with faults."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import presses
from stampcodec.wire import (
    LAYOUTS,
    Alive,
    Arrival,
    Contact,
    Contacts,
    Continuity,
    Counters,
    Damage,
    Description,
    DescriptionAssembly,
    DescriptionPiece,
    Frame,
    Hello,
    Layout,
    Message,
    Packet,
    PacketDecoder,
    PacketWriter,
    Reply,
    Unknown,
    crc32,
    read_description,
)
from tests.docs.touch_device import TouchDevice, faulty
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror", "-pedantic")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
KNOWN = (Hello, DescriptionPiece, Reply, Frame, Contacts)
PANELS = ("nexus5", "maxtouch", "surface")
DEVICE = (sys.executable, "-c", "from stampcodec.cli import main; main()", "device")
# Counts of a whole frame: an empty one with impulses stays below, a stamp is far above.
PRESSED_SUM = 2000
# Without a broken connection, which ends these clients, and without a restart of the device.
FAULTS = (
    "corrupted=0.0005",
    "lost=0.0001",
    "doubled=0.0001",
    "split=0.001",
    "late=0.00001",
    "garbage=0.02",
    "silence=0.1",
)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Compile the client in C; return the command of each client."""
    program = tmp_path_factory.mktemp("clients") / "touch_client"
    source = EXAMPLES / "touch_client.c"
    subprocess.run(
        ["cc", "-std=c99", *WARNINGS, *SANITIZERS, "-o", str(program), str(source)],
        check=True,
        capture_output=True,
        text=True,
    )
    return {"c": [str(program)], "python": [sys.executable, str(EXAMPLES / "touch_client.py")]}


@pytest.fixture(params=["c", "python"])
def client(request: pytest.FixtureRequest, programs: dict[str, list[str]]) -> list[str]:
    return programs[request.param]


@cache
def frames_of(name: str) -> NDArray[np.int16]:
    panel = sc.panel(name)
    face = sc.family("lattice8").fit(panel).encode(4711)
    return presses(face, panel, 6, np.random.default_rng(1)).frames


def run(client: list[str], *arguments: str, data: bytes = b"") -> tuple[int, list[Any], str]:
    done = subprocess.run(
        [*client, *arguments], input=data, capture_output=True, timeout=PATIENCE_S, check=False
    )
    lines = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    return done.returncode, lines, done.stderr.decode()


def conversation(name: str, description: Description, rounds: int = 4) -> list[Message]:
    """Say what a device says: hello, description, then frames and contacts."""
    raw = description.to_json()
    messages: list[Message] = [
        Hello(3, description.packet_bytes, len(raw), crc32(raw), name),
        *description.pieces(),
        Reply(2, 0x83, 0),
    ]
    for k in range(rounds * len(frames_of(name))):
        messages += [
            Frame(k, frames_of(name)[k % len(frames_of(name))], k % 3 > 0),
            Contacts(k, tuple(Contact(i, 1, 4100 * i, -k, 7000, 7000, 90) for i in range(k % 4))),
        ]
    return [*messages, Counters(scans=9), Alive(0, 0)]


def expected(stream: bytes) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Say what a client prints of a stream, by this project's own decoder."""
    decoder, continuity, assembly = PacketDecoder(), Continuity(), DescriptionAssembly()
    told: list[dict[str, Any]] = []
    described = False
    for item in decoder.push(stream):
        if not isinstance(item, Packet):
            continue
        arrival = continuity.follow(item)
        if arrival is Arrival.REPEATED:
            continue
        if arrival is Arrival.RESTARTED:
            told.append({"kind": "restarted", "boot": item.boot})
        if isinstance(item.message, DescriptionPiece) and not described:
            raw = assembly.add(item.message)
            if raw is not None:
                described = True
                panel = read_description(raw).panel
                told.append(
                    {
                        "kind": "device",
                        "name": panel.name,
                        "rows": panel.rows,
                        "columns": panel.columns,
                        "pitch_mm": panel.pitch_mm,
                        "firmware": read_description(raw).firmware,
                    }
                )
        elif isinstance(item.message, (Frame, Contacts)):
            told.append(shown(item.message, item.time_us))
    decoder.finish()
    tally = decoder.tally
    counts: dict[str, Any] = {
        damage.value: list(getattr(tally, damage.value)) for damage in Damage
    } | {"empty": list(tally.empty)}
    whole = [tally.good.runs + tally.unknown.runs, tally.good.n_bytes + tally.unknown.n_bytes]
    counts |= {"whole": whole, "lost": continuity.lost, "repeated": continuity.repeated}
    return told, counts | {"restarts": continuity.restarts}


def shown(message: Frame | Contacts, time_us: int) -> dict[str, Any]:
    head = {"kind": message.NAME, "scan": message.scan, "time_us": time_us}
    if isinstance(message, Frame):
        counts = message.counts
        row, column = divmod(int(counts.argmax()), counts.shape[1])
        return head | {
            "rows": counts.shape[0],
            "columns": counts.shape[1],
            "coding": message.coding,
            "sum": int(counts.sum(dtype=int)),
            "peak": int(counts.max()),
            "peak_row": row,
            "peak_column": column,
        }
    return head | {
        "contacts": [
            {
                "contact_identifier": contact.contact_identifier,
                "tip_switch": contact.tip_switch,
                "x_mm": contact.x_um / 1000,
                "y_mm": contact.y_um / 1000,
                "pressure": contact.pressure,
            }
            for contact in message.contacts
        ]
    }


def merged(counts: dict[str, Any]) -> dict[str, Any]:
    """Add up what is good and unknown: a client need not know every message."""
    rest = {
        name: value for name, value in counts.items() if name not in ("good", "unknown", "kind")
    }
    pairs = zip(counts["good"], counts["unknown"], strict=True)
    return rest | {"whole": [good + unknown for good, unknown in pairs]}


@pytest.mark.parametrize("name", PANELS)
def test_a_recording_is_printed_as_it_was_sent(client: list[str], name: str) -> None:
    writer = PacketWriter(boot=3)
    messages = conversation(name, Description(sc.panel(name), firmware="1.0"), rounds=1)
    stream = b"".join(writer.write(message, 1000 * k) for k, message in enumerate(messages))
    status, (*lines, counts), errors = run(client, "-", data=stream)
    told, whole = expected(stream)
    assert (status, errors) == (0, "")
    assert lines == told
    assert merged(counts) == whole
    assert counts["unknown"][0] == sum(not isinstance(message, KNOWN) for message in messages)


@pytest.mark.parametrize("seed", range(6))
def test_a_line_with_faults_is_printed_and_counted_as_by_the_decoder(
    client: list[str], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    damage = faulty(rng, rate=[1e-4, 1e-3, 1e-2][seed % 3])
    name = PANELS[seed % 2]
    stream = rng.bytes(30)
    for boot in (1, 2):
        writer = PacketWriter(boot)
        for k, message in enumerate(conversation(name, Description(sc.panel(name)), rounds=2)):
            stream += damage(writer.write(message, 1000 * k))
    stream = stream[: -int(rng.integers(1, 9))]
    status, (*lines, counts), errors = run(client, "-", data=stream)
    told, whole = expected(stream)
    assert (status, errors) == (0, ""), f"seed {seed}"
    assert lines == told
    assert merged(counts) == whole
    assert sum(value[1] for value in counts.values() if isinstance(value, list)) == len(stream)


def test_fields_are_matched_by_the_names_in_the_description(client: list[str]) -> None:
    own = {
        **LAYOUTS,
        "frame": Layout(0x33, "mood:f32 coding:u16 columns:u8 rows:u32 scan:u64 frame_data:bytes"),
        "contacts": Layout(
            0x10,
            "contact_count:u32 scan:u8 contacts:records",
            "y_um:i16 hover:u8 x_um:i64 contact_identifier:u32 tip_switch:u8 pressure:u8",
        ),
    }
    counts = frames_of("nexus5")[0]
    frame, contact = Frame(5, counts), Contact(70_000, 1, -3_000_000_000, -12, pressure=9)
    writer = PacketWriter()
    stream = b"".join(
        writer.write(piece) for piece in Description(sc.panel("nexus5"), messages=own).pieces()
    )
    for layout, values in (
        (own["frame"], {**frame.values(), "mood": 0.25}),
        (
            own["contacts"],
            {
                "contact_count": 1,
                "scan": 6,
                "contacts": [{**vars(contact), "hover": 3}],
            },
        ),
    ):
        stream += sent(writer, layout, values)
    status, lines, _ = run(client, "-", data=stream)
    assert status == 0
    assert lines[1:-1] == [shown(frame, 0), shown(Contacts(6, (contact,)), 0)]


def sent(writer: PacketWriter, layout: Layout, values: dict[str, Any]) -> bytes:
    class Sent(Message):
        NAME = "sent"
        LAYOUT = layout

        def values(self) -> dict[str, Any]:
            return values

    return writer.write(Sent())


@pytest.mark.parametrize(
    "frame_data",
    [b"", b"\0" * 12, b"\xff" * 12, b"\x3f" + b"\xff" * 40, b"\x2c" + bytes(80), bytes(90)],
)
@pytest.mark.parametrize("coding", [0, 1, 2])
def test_frames_that_are_none_are_malformed(
    client: list[str], frame_data: bytes, coding: int
) -> None:
    writer = PacketWriter()
    shapes = [(0, 0), (3, 4), (4, 3), (1, 5), (4096, 4096), (65535, 1), (6, 7)]
    stream = b"".join(
        sent(
            writer,
            LAYOUTS["frame"],
            {"scan": 0, "rows": rows, "columns": columns, "coding": coding}
            | {"frame_data": frame_data},
        )
        for rows, columns in shapes
    )
    _, (*lines, counts), _ = run(client, "-", data=stream)
    told, whole = expected(stream)
    assert lines == told
    assert merged(counts) == whole
    assert counts["malformed"][0] >= len(shapes) - 3


@pytest.mark.parametrize("seed", range(3))
def test_any_bytes_are_counted(client: list[str], seed: int) -> None:
    stream = np.random.default_rng(seed).bytes(200_000) + b"\1" * 70_000 + b"\0" + bytes(5) + b"a"
    status, (counts,), _ = run(client, "-", data=stream)
    assert status == 1
    assert merged(counts) == expected(stream)[1]
    assert counts["too_long"] == [1, counts["too_long"][1]]


def test_a_device_on_a_line_is_asked_and_listened_to(client: list[str]) -> None:
    description = Description(sc.panel("nexus5"))
    with TouchDevice(description, frames_of("nexus5")) as device:
        status, (head, *lines, counts), errors = run(client, device.path, "--frames", "40")
    assert (status, errors) == (0, "")
    assert head["name"] == "nexus5"
    assert [line["scan"] for line in lines] == [k // 2 for k in range(40)]
    assert [line["kind"] for line in lines] == ["frame", "contacts"] * 20
    assert counts["lost"] == counts["repeated"] == counts["restarts"] == 0
    asked = [name for name in device.requests if name]
    assert asked[:3] == ["hello_request", "description_request", "start"]


@pytest.mark.parametrize(("rate", "n"), [(1e-3, 100), (1e-2, 30)])
def test_a_device_behind_a_line_with_faults_is_listened_to(
    client: list[str], rate: float, n: int
) -> None:
    description = Description(sc.panel("nexus5"))
    damage = faulty(np.random.default_rng(7), rate)
    with TouchDevice(description, frames_of("nexus5"), damage) as device:
        status, lines, errors = run(client, device.path, "--frames", str(n))
    assert (status, errors) == (0, "")
    frames = [line for line in lines if line["kind"] == "frame"]
    for line in frames:
        counts = frames_of("nexus5")[line["scan"] % len(frames_of("nexus5"))]
        whole = shown(Frame(line["scan"], counts), line["time_us"])
        assert line == whole | {"coding": line["coding"]}
    assert len({line["scan"] for line in frames}) == len(frames)
    assert lines[-1]["lost"] > 0


def test_a_device_that_restarts_is_asked_again(client: list[str]) -> None:
    description = Description(sc.panel("nexus5"))
    with TouchDevice(description, frames_of("nexus5"), restart_after=15) as device:
        status, lines, errors = run(
            client, device.path, "--frames", "60", "--streams", "frames", "--coding", "plain"
        )
    assert (status, errors) == (0, "")
    kinds = [line["kind"] for line in lines]
    # The last frame before the restart was still in the device's queue.
    assert kinds == ["device", *["frame"] * 14, "restarted", *["frame"] * 46, "counts"]
    assert {line["coding"] for line in lines if line["kind"] == "frame"} == {0}
    assert lines[-1]["restarts"] == 1


@contextmanager
def emulated(folder: Path, *options: str) -> Iterator[str]:
    """Run `stampcodec device` on a pseudo terminal, with all faults of the wire; yield its path."""
    link = folder / "touch0"
    given = [word for fault in FAULTS for word in ("--fault", fault)]
    command = [*DEVICE, "--port", f"pty:{link}", "--seed", "3", "--boot", "5", *given, *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        assert process.stderr.readline().startswith(f"pty:{link} is ")
        yield str(link)
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
        told = process.stderr.read()
        assert "seed 3" in told
        assert "bytes corrupted to the client" in told
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_presses_on_the_emulated_device_are_listened_to_through_faults(
    client: list[str], tmp_path: Path
) -> None:
    sc.family("lattice8").encode(4711).save(tmp_path / "stamp.json")
    presses = ("--stamp", str(tmp_path / "stamp.json"), "--presses", "10", "--hold-ms", "150")
    with emulated(tmp_path, *presses, "--speed", "max") as path:
        status, (head, *lines, counts), errors = run(client, path, "--frames", "1500")
    assert (status, errors) == (0, "")
    assert (head["kind"], head["name"]) == ("device", "nexus5")
    frames = [line for line in lines if line["kind"] == "frame"]
    touched = [False, *(frame["sum"] > PRESSED_SUM for frame in frames)]
    assert sum(now and not before for before, now in pairwise(touched)) >= 4
    scans = [frame["scan"] for frame in frames]
    assert all(before < after for before, after in pairwise(scans))
    assert counts["lost"] > 0
    assert counts["crc"][0] + counts["cobs"][0] > 0


def test_a_device_whose_program_is_started_anew_is_waited_for(
    client: list[str], tmp_path: Path
) -> None:
    (tmp_path / "next").mkdir()
    # The next program is ready before the first one ends: only its link is missing then.
    with ExitStack() as stack, emulated(tmp_path / "next", "--speed", "2", "--boot", "6") as ready:
        with emulated(tmp_path, "--speed", "2") as path:
            command = [*client, path, "--frames", "600"]
            listening = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            )
            assert listening.stdout is not None
            lines = [json.loads(listening.stdout.readline()) for _ in range(300)]
        Path(ready).rename(path)
        rest, errors = listening.communicate(timeout=100)
    lines += [json.loads(line) for line in rest.splitlines()]
    assert listening.returncode == 0
    assert errors.count("\n") == 1
    assert "the device has gone" in errors
    kinds = [line["kind"] for line in lines]
    assert kinds.count("restarted") == 1
    after = kinds[kinds.index("restarted") :]
    assert after.count("frame") + after.count("contacts") > 100
    assert lines[-1]["restarts"] == 1


def test_a_connection_that_breaks_is_opened_again(client: list[str], tmp_path: Path) -> None:
    with emulated(tmp_path, "--speed", "2", "--fault", "disconnect=2") as path:
        # A port that is not there at first is refused, and a broken one is away for a moment.
        for _ in range(5):
            status, lines, errors = run(client, path, "--frames", "1000")
            if status != 2:
                break
    assert status == 0
    assert errors.count("the device has gone") >= 1
    scans = [line["scan"] for line in lines if line["kind"] == "frame"]
    assert all(before < after for before, after in pairwise(scans))
    assert lines[-1]["restarts"] == 0


def test_a_start_that_is_refused_is_told(client: list[str]) -> None:
    description = replace(Description(sc.panel("nexus5")), scan_hz=(10, 60))
    with TouchDevice(description, frames_of("nexus5")) as device:
        status, _, errors = run(client, device.path, "--rate", "61")
    assert status == 2
    assert errors.endswith("the device refused to start: rate_hz: expected 10 to 60\n")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["/nowhere/tty"], ["--frames", "x", "-"], ["--loud", "1", "-"], [], ["-", "--coding", "zip"]],
    ids=" ".join,
)
def test_wrong_use_is_told_with_status_2(client: list[str], arguments: list[str]) -> None:
    status, lines, errors = run(client, *arguments)
    assert (status, lines) == (2, [])
    assert errors


def test_a_line_on_which_nobody_speaks_is_told(programs: dict[str, list[str]]) -> None:
    def noise(packet: bytes) -> bytes:
        return np.random.default_rng(len(packet)).bytes(len(packet))

    with TouchDevice(Description(sc.panel("nexus5")), frames_of("nexus5"), noise) as device:
        status, _, errors = run(programs["c"], device.path)
    assert status == 2
    assert "nothing on it speaks touch-link 1, or at another speed" in errors


def test_an_unknown_message_is_no_message_of_the_clients() -> None:
    (packet,) = PacketDecoder().push(sent(PacketWriter(), Layout(0x7E, "a:u8"), {"a": 1}))
    assert isinstance(packet, Packet)
    assert packet.message == Unknown(0x7E, b"\1")
