"""Open the source that a word names."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from stampcodec._panel import Panel
from stampcodec._panel import panel as panel_of_name
from stampcodec.argument import number
from stampcodec.bytesource import STDIN_SHOWN, ByteSource, opened
from stampcodec.errors import ContactFileError, FileError, FrameFileError, PortError
from stampcodec.fileformat import CONTACTS, FRAMES, TOUCH, readable, recognised
from stampcodec.frames import STRAIGHT, Wiring
from stampcodec.link import Address, Kind, address, open_port
from stampcodec.source.filesource import FileSource
from stampcodec.source.linkstream import LinkStream
from stampcodec.source.recorder import Recorder
from stampcodec.stream.recordingstream import RecordingStream
from stampcodec.stream.timed import TimedContacts, TimedFrame
from stampcodec.stream.wirestream import WireContacts, WireFrames

if TYPE_CHECKING:
    from collections.abc import Callable

    from stampcodec.fileformat import Format
    from stampcodec.stream.framesource import ContactSource, FrameSource, Item

# Linux's list of devices: video for Linux, and input events.
VIDEO_MAJOR, INPUT_MAJOR = 81, 13
VIDEO, INPUT = re.compile(r"/dev/v4l-touch[0-9]+"), re.compile(r"/dev/input/event[0-9]+")
MOST_HZ = 65_535


@overload
def open_source(
    url: str,
    panel: Panel | str | None = None,
    rate_hz: float | None = None,
    *,
    contacts: Literal[False] = False,
    wiring: Wiring = STRAIGHT,
    record: Path | str | None = None,
    notice: Callable[[str], None] = ...,
) -> FrameSource: ...


@overload
def open_source(
    url: str,
    panel: Panel | str | None = None,
    rate_hz: float | None = None,
    *,
    contacts: Literal[True],
    wiring: Wiring = STRAIGHT,
    record: Path | str | None = None,
    notice: Callable[[str], None] = ...,
) -> ContactSource: ...


@overload
def open_source(
    url: str,
    panel: Panel | str | None = None,
    rate_hz: float | None = None,
    *,
    contacts: bool | None,
    wiring: Wiring = STRAIGHT,
    record: Path | str | None = None,
    notice: Callable[[str], None] = ...,
) -> FrameSource | ContactSource: ...


def open_source(
    url: str,
    panel: Panel | str | None = None,
    rate_hz: float | None = None,
    *,
    contacts: bool | None = False,
    wiring: Wiring = STRAIGHT,
    record: Path | str | None = None,
    notice: Callable[[str], None] = lambda _: None,
) -> FrameSource | ContactSource:
    """Open a source of frames or contacts.

    Parameters
    ----------
    url : str
        A touch controller: ``pty:/tmp/touch0``, ``tcp:127.0.0.1:7007``,
        ``serial:/dev/ttyUSB0,921600``, or a URL of pyserial. A recording, ``press.touch``. A file
        of frames: ``.npy``, ``.npz``, ``.csv``, ``.td16``. A file of contacts: touch events in
        JSON, recordings of evemu, libinput, evtest and getevent. ``"-"``, standard input, with one
        of these. A touch device of Linux: ``/dev/v4l-touch0`` for frames, ``/dev/input/event3``
        for contacts.
    panel : Panel or str, optional
        A panel or its name. Controllers and recordings describe their own, and are refused where
        it has another size; files of frames and ``/dev/v4l-touch0`` need one. It gives the size
        of a touch screen in millimetres that does not tell it.
    rate_hz : float, optional
        Frames a second. Files of frames need it. A controller is asked for so many scans, a whole
        number; by default it chooses.
    contacts : bool or None
        Open a `ContactSource` in place of a `FrameSource`. None takes what a file or a device of
        Linux has, and frames of a controller, which has both.
    wiring : Wiring
        How the data of a file of frames or of ``/dev/v4l-touch0`` differs from the panel view.
    record : Path or str, optional
        A new file for the bytes of a controller, a recording.
    notice : callable, optional
        Takes a line for people when a controller restarts, falls silent, goes or is back.

    Returns
    -------
    FrameSource or ContactSource

    Raises
    ------
    TypeError, ValueError
        An argument is wrong; nothing was opened.
    PortError
        The device is not there, is busy, does not speak the protocol, or has another panel.
    FileError
        The file holds nothing that can be read.
    OSError
        The file cannot be opened.
    """
    where = address(url)
    known = panel_of_name(panel) if isinstance(panel, str) else panel
    if known is not None and not isinstance(known, Panel):
        raise TypeError(f"panel: expected a Panel or a name, got {type(panel).__name__}")
    rate = None if rate_hz is None else number("rate_hz", rate_hz, MOST_HZ)
    device = _device_of_linux(where)
    is_link = device is None and _is_link(where)
    if record is not None and not is_link:
        raise ValueError(f"record: only a controller can be recorded, not {url}")
    if wiring != STRAIGHT and (is_link or contacts):
        raise ValueError("wiring: only files of frames and V4L2 devices have one")
    if device is not None and contacts not in (None, device == INPUT_MAJOR):
        gives, wanted = ("frames", "contacts") if contacts else ("contacts", "frames")
        raise PortError(url, "", f"the device gives {gives}, expected {wanted}")
    if device == INPUT_MAJOR:
        return _input(where, known)
    if device == VIDEO_MAJOR:
        return _video(where, known, wiring)
    if is_link and contacts:
        return WireContacts(_link(where, TimedContacts, known, rate, record, notice))
    if is_link:
        return WireFrames(_link(where, TimedFrame, known, rate, record, notice))
    return _file(where, known, rate, wiring, notice, contacts=contacts)


def is_device(where: Address) -> bool:
    """Tell a controller or a touch device, which may go and come back, from a file or a pipe."""
    return _device_of_linux(where) is not None or _is_link(where)


def _link(
    where: Address,
    wanted: type[Item],
    panel: Panel | None,
    rate: float | None,
    record: Path | str | None,
    notice: Callable[[str], None],
) -> LinkStream[Item]:
    if rate is not None and rate != int(rate):
        raise ValueError(f"rate_hz: a controller takes a whole number, got {rate:g}")
    recorder = None if record is None else Recorder(record)
    try:
        return LinkStream(
            where.word,
            lambda: open_port(where),
            wanted,
            panel=panel,
            rate_hz=int(rate or 0),
            notice=notice,
            record=recorder,
        )
    except BaseException:
        if recorder is not None:
            recorder.discard()
        raise


def _file(
    where: Address,
    panel: Panel | None,
    rate: float | None,
    wiring: Wiring,
    notice: Callable[[str], None],
    *,
    contacts: bool | None,
) -> FrameSource | ContactSource:
    with ExitStack() as stack:
        if where.kind is Kind.STREAM:
            source = ByteSource(STDIN_SHOWN, sys.stdin.buffer)
        else:
            source = stack.enter_context(opened(where.path))
        form = recognised(source)
        close = ExitStack()
        found: FrameSource | ContactSource
        if form is TOUCH and contacts:
            stream = RecordingStream(
                source, TimedContacts, panel=panel, notice=notice, close=close.close
            )
            found = WireContacts(stream)
        elif form is TOUCH:
            found = WireFrames(
                RecordingStream(source, TimedFrame, panel=panel, notice=notice, close=close.close)
            )
        elif form is not None and form.holds == CONTACTS and contacts is not False:
            if rate is not None:
                raise ContactFileError(source.name, "rate_hz", "contacts have times of their own")
            found = _contacts(source, panel, wiring, notice, close.close)
        elif form is None or form.holds != FRAMES or contacts:
            raise FileError(source.name, "", _unsuited(form, contacts=contacts))
        elif panel is None or rate is None:
            lacks = "panel" if panel is None else "rate_hz"
            carries = "neither panel nor times" if panel is None else "no times"
            both = "give panel and rate_hz" if panel is None else "give rate_hz, frames a second"
            raise FrameFileError(source.name, lacks, f"the file carries {carries}; {both}")
        else:
            found = FileSource(source, form, panel, rate, wiring, close.close)
        # From here on the source has the file.
        close.push(stack.pop_all())
    return found


def _contacts(
    source: ByteSource,
    panel: Panel | None,
    wiring: Wiring,
    notice: Callable[[str], None],
    close: Callable[[], None],
) -> ContactSource:
    # Contact files need more than frames do.
    from stampcodec import contactfile  # noqa: PLC0415
    from stampcodec.contacts.recognise import recording_format  # noqa: PLC0415
    from stampcodec.source.contactfilesource import ContactFileSource  # noqa: PLC0415

    if wiring != STRAIGHT:
        raise ValueError("wiring: only files of frames and V4L2 devices have one")
    # A page has no size in millimetres, only a touch screen has.
    is_of_a_screen = recording_format(source.head(lambda _: False)) is not None
    size_mm = None if panel is None or not is_of_a_screen else (panel.width_mm, panel.height_mm)
    contacts = contactfile.read_from(source, size_mm)
    if contacts.repairs:
        notice(f"repaired: {'; '.join(contacts.repairs)}")
    if contacts.in_device_units:
        problem = "the recording does not tell the size of the screen; give a panel"
        raise ContactFileError(source.name, "panel", problem)
    return ContactFileSource(source.name, contacts, panel, close)


def _unsuited(form: Format | None, *, contacts: bool | None) -> str:
    if contacts:
        what = "it is none of these" if form is None else f"this is a {form.name}"
        return f"expected {readable(CONTACTS)}, or a recording of a controller; {what}"
    got = "is not recognised" if form is None else f"is a {form.name}"
    kinds = (FRAMES,) if contacts is False else (FRAMES, CONTACTS)
    return f"{got}; can be read: {readable(*kinds)}"


def _video(where: Address, panel: Panel | None, wiring: Wiring) -> FrameSource:
    # Most sources are none of Linux's devices.
    from stampcodec.source.v4l2source import V4l2Source  # noqa: PLC0415
    from stampcodec.source.videofile import VideoFile  # noqa: PLC0415

    return V4l2Source(VideoFile(where.path), panel, wiring)


def _input(where: Address, panel: Panel | None) -> ContactSource:
    from stampcodec.source.evdevsource import EvdevSource  # noqa: PLC0415

    # A wrong name is reported first: it needs no library.
    if not Path(where.path).exists():
        raise PortError(where.word, "", "no such file or directory")
    try:
        from evdev import InputDevice  # noqa: PLC0415  (an extra)
    except ImportError:
        raise PortError(
            where.word, "", "needs python-evdev: pip install 'stampcodec[evdev]'"
        ) from None
    try:
        device = InputDevice(where.path)
    except OSError as error:
        raise PortError(where.word, "", (error.strerror or str(error)).lower()) from None
    return EvdevSource(where.word, device, panel)


def _is_link(where: Address) -> bool:
    return where.kind not in {Kind.FILE, Kind.STREAM} or _major(where) is not None


def _device_of_linux(where: Address) -> int | None:
    """Tell a video or input device, by its name where it is not there."""
    major = _major(where)
    if major in (VIDEO_MAJOR, INPUT_MAJOR):
        return major
    if where.kind is Kind.FILE and VIDEO.fullmatch(where.path):
        return VIDEO_MAJOR
    return INPUT_MAJOR if where.kind is Kind.FILE and INPUT.fullmatch(where.path) else None


def _major(where: Address) -> int | None:
    """Return the kind of a device file; None where it is none."""
    if where.kind is not Kind.FILE:
        return None
    try:
        status = Path(where.path).stat()
    except OSError:
        return None
    return os.major(status.st_rdev) if stat.S_ISCHR(status.st_mode) else None
