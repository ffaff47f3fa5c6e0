from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from stampcodec.bytesource import HEAD_BYTES
from stampcodec.fileformat import (
    CONTACTS,
    CONTACTS_JSON,
    FORMATS,
    FRAMES,
    NPY,
    NPZ,
    STAMP,
    TABLE,
    TD16,
    TOUCH,
    TRUTH_OF_CONTACTS,
    TRUTH_OF_FRAMES,
    Format,
    readable,
    recognise,
    tells,
)
from stampcodec.wire import Hello, PacketWriter
from tests.unit.stampcodec.contacts.recordings import DEVICE, FORMS, press

IDLE = np.arange(-8, 8, dtype="<i2").tobytes()


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros((1, 2, 2), np.int16))
    return file.getvalue()


def npz() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("frames.npy", npy())
    return file.getvalue()


EXAMPLES = [
    (npy(), NPY),
    (npz(), NPZ),
    (b'{"format": "stamp-face/1"}', STAMP),
    (b'{"family": "lattice8", "format" : "stamp-face/2"}', STAMP),
    (b'{\n "format": "emulated-frames/1"}', TRUTH_OF_FRAMES),
    (b'{"format": "emulated-contacts/1"}', TRUTH_OF_CONTACTS),
    (b'\xef\xbb\xbf{"format": "contacts/1"}', CONTACTS_JSON),
    (b'[{"type": "touchstart"}]', CONTACTS_JSON),
    (b"1,2,-3\n4,5,6\n", TABLE),
    (b"\xef\xbb\xbf1;2;3\r\n", TABLE),
    (b"# frames of nexus5\n1.0e+00 2.0e+00\n", TABLE),
    (b"c0,c1\n1,2\n", TABLE),
    (b"time,TIN,X0Y0_Delta16,X0Y1_Delta16,\n", TABLE),
    (b"Frame 0,X0_Deltas16,X1_Deltas16\nY0_Deltas16,1,2\n", TABLE),
]


@pytest.mark.parametrize(("head", "form"), EXAMPLES, ids=lambda value: getattr(value, "name", ""))
@pytest.mark.parametrize("name", ["frames", "frames.td16", "frames.npy", "-"])
def test_content_counts_whatever_the_name(head: bytes, form: Format, name: str) -> None:
    assert recognise(head, name) is form


@pytest.mark.parametrize(
    ("name", "form"),
    [("f.npy", NPY), ("f.NPZ", NPZ), ("f.csv", TABLE), ("f.td16", TD16), ("f.json", CONTACTS_JSON)],
)
def test_the_suffix_decides_where_the_content_does_not(name: str, form: Format) -> None:
    assert recognise(b"", name) is form
    assert recognise(IDLE, name) is form


def test_bytes_on_standard_input_are_raw_frames_and_text_is_not() -> None:
    assert recognise(IDLE, "-") is TD16
    assert recognise(b"hello, world\n", "-") is None
    assert recognise(b"", "-") is None
    assert recognise(IDLE, "frames") is None


@pytest.mark.parametrize("first", [0x7B, 0x5B, 640, 2000, 0x3130])
def test_no_first_count_of_raw_frames_is_taken_for_another_format(first: int) -> None:
    frames = np.array([first, 3, -1, 0, 2, -2, 1, 0], "<i2").tobytes()
    assert recognise(frames, "frames.td16") is TD16
    assert tells(frames)


@pytest.mark.parametrize(
    "head", [b"\x80\x04\x95", b"\x89HDF\r\n\x1a\n", b"MATLAB 5.0 MAT-file, ", b"\x1f\x8b\x08\x00"]
)
def test_a_file_of_another_program_is_recognised_for_the_call_that_converts_it(head: bytes) -> None:
    form = recognise(head, "frames")
    assert form is not None
    assert form.holds not in (FRAMES, CONTACTS)
    assert form.advice


def test_what_has_arrived_tells_the_format_as_soon_as_it_can() -> None:
    for head, form in EXAMPLES:
        seen = next((n for n in range(len(head)) if tells(head[:n])), len(head))
        assert recognise(head[:seen], "-") is form
    assert not tells(b"1,2,3,4,5,6,7,8")
    assert tells(b"1,2,3,4,5,6,7,8\n")
    assert tells(b"[" + b" " * HEAD_BYTES)


def test_all_that_can_be_read_is_listed() -> None:
    listed = readable(FRAMES, CONTACTS)
    assert listed.startswith("frames: NumPy array (.npy), ")
    assert "; contacts: evemu recording (.evemu), " in listed
    assert "output of getevent -lt, contact file or touch or pointer events (.json)" in listed
    for form in FORMATS:
        assert (form.name in listed) == (form.holds in (FRAMES, CONTACTS))


@pytest.mark.parametrize("form", FORMS)
def test_a_recording_is_recognised_by_content_however_much_has_arrived(form: str) -> None:
    name = {"evemu": "evemu recording", "libinput": "libinput recording"}
    text = FORMS[form](DEVICE, press())
    for raw in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        found = recognise(raw, "x.json")
        assert found is not None
        assert found.holds == CONTACTS
        assert found.name == name.get(
            form, f"output of {form.split(maxsplit=1)[0]}{' -lt' * ('get' in form)}"
        )
    # A terminal's output may begin with anything: what comes in pieces is waited for.
    raw = b"$ sudo something\n> /dev/input/event2\n" + text.encode()
    enough = next(n for n in range(len(raw)) if tells(raw[:n]))
    assert enough > 40
    assert recognise(raw[:enough], "-") == recognise(text.encode(), "-")


def test_text_of_powershell_is_named_with_what_converts_it() -> None:
    text = FORMS["getevent -lt"](DEVICE, press()).encode("utf-16")
    form = recognise(text, "x.txt")
    assert form is not None
    assert form.name == "text in UTF-16"
    assert "iconv" in form.advice


def test_a_recording_of_a_link_is_recognised_once_its_hello_is_there() -> None:
    line = PacketWriter(boot=7).write(Hello(7, 1000, 900, 1, "nexus5"))
    assert recognise(line, "press") is TOUCH
    assert recognise(b"rest of a packet\0" + line, "press.csv") is TOUCH
    assert recognise(line[:-1], "-") is TD16
    assert recognise(b"", "press.touch") is TOUCH
    assert [tells(line[:n]) for n in range(8, len(line))] == [False] * (len(line) - 8)
    assert tells(line)
