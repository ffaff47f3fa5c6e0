"""What a failing test shows of the frame, contacts or bytes that it was given.

Hypothesis prints notes for the example that it reports, and for no other. A note of this module
is a value that writes its files when it is printed, so that the thousands of examples before it
write none.
"""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from hypothesis import currently_in_test_context, note

from stampcodec._panel import panels
from stampcodec.contactfile import Contacts, text
from stampcodec.frames import write_frames
from stampcodec.quantity import counted
from stampcodec.testing.framepicture import as_svg, as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._family import Family
    from stampcodec._panel import Panel

# Hypothesis keeps its own findings beside this folder.
FOLDER = Path(".hypothesis", "stampcodec")
MOST_PX = 1e9


class Printer(Protocol):
    """The part of Hypothesis's pretty printer that a note needs."""

    def text(self, text: str) -> None:
        """Print text as it is."""


class FrameExhibit:
    """A frame as text, with the files that show and hold it.

    Parameters
    ----------
    frame : int16 (rows, columns)
    panel : Panel
    family : Family, optional
        What it is to be read as.
    what : str
        One line about the frame, if there is more to say than its size.
    """

    def __init__(
        self, frame: NDArray[np.int16], panel: Panel, family: Family | None = None, what: str = ""
    ) -> None:
        self.frame, self.panel, self.family, self.what = frame.copy(), panel, family, what

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: ARG002 - the protocol
        """Write the files, and print frame and command."""
        frame, panel = self.frame, self.panel
        head = f"frame of {panel.name}, {panel.rows} x {panel.columns} counts"
        lines = [f"{head}: {self.what}" if self.what else head, as_text(frame)]
        path = FOLDER / f"frame-{_digest(frame.tobytes())}.npy"
        words = ["stampcodec", "decode", str(path), "--panel", panel_word(panel)]
        if self.family is not None:
            words += ["--family", self.family.name]
            pitch_mm = self.family.design.face_pitch_mm
            words += [] if pitch_mm is None else ["--pitch-mm", f"{pitch_mm:.10g}"]
        try:
            FOLDER.mkdir(parents=True, exist_ok=True)
            write_frames(path, frame[None])
            picture = path.with_suffix(".svg")
            picture.write_text(as_svg(frame, head), encoding="utf-8")
        except OSError as error:
            lines.append(f"not written: {error}")
        else:
            lines += [f"picture: {picture}", f"read it again: {shlex.join(words)}"]
        printer.text("\n".join(lines))


class FileExhibit:
    """Bytes of a file, or contacts, with the file that holds them.

    Parameters
    ----------
    what : str
        What the bytes are.
    data : bytes
    suffix : str
        Of the file.
    options : list of str
        What ``stampcodec decode`` needs beside the file's name.
    """

    def __init__(self, what: str, data: bytes, suffix: str, options: list[str]) -> None:
        self.what, self.data, self.suffix, self.options = what, data, suffix, options

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: ARG002 - the protocol
        """Write the file, and print the command."""
        path = FOLDER / f"{self.what}-{_digest(self.data)}{self.suffix}"
        try:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.data)
        except OSError as error:
            printer.text(f"{self.what} not written: {error}")
            return
        command = shlex.join(["stampcodec", "decode", str(path), *self.options])
        printer.text(f"{self.what} of {counted(len(self.data), 'byte')}, read it again: {command}")


def show_frame(
    frame: NDArray[np.int16], panel: Panel, family: Family | None = None, what: str = ""
) -> None:
    """Have a failure show a frame: as text, as a picture, and as the command that reads it.

    `frames` and the presses of `emulator.testing` do so by themselves. Call it for frames that a
    test makes of these. Outside of a test nothing happens.

    Parameters
    ----------
    frame : int16 (rows, columns)
    panel : Panel
    family : Family, optional
        What the command is to read it as; all families that suit the panel by default.
    what : str
        One line about the frame.
    """
    if currently_in_test_context():
        note(FrameExhibit(frame, panel, family, what))


def show_contacts(points: NDArray[np.float64]) -> None:
    """Have a failure show the command that reads touch points, where a file can hold them."""
    if currently_in_test_context() and len(points) and np.abs(points).max() <= MOST_PX:
        raw = text(Contacts(points=(points,))).encode()
        note(FileExhibit("contacts", raw, ".json", []))


def show_bytes(what: str, data: bytes, panel: Panel | None = None) -> None:
    """Have a failure show the command that reads the bytes of a file."""
    if currently_in_test_context():
        options = [] if panel is None else ["--panel", panel_word(panel)]
        note(FileExhibit(what, data, ".bin", options))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def panel_word(panel: Panel) -> str:
    """Return what ``--panel`` takes: a name, or rows, columns and pitch."""
    if panels().get(panel.name) == panel:
        return panel.name
    return f"{panel.rows}x{panel.columns}@{panel.pitch_mm:.9g}"
