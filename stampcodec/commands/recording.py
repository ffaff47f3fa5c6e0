"""What a command reads: frames or contacts, or a word on what else the file is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stampcodec import contactfile
from stampcodec.bytesource import STDIN
from stampcodec.errors import FileError
from stampcodec.fileformat import (
    CONTACTS,
    FRAMES,
    TRUTH,
    TRUTH_OF_CONTACTS,
    readable,
    recognised,
)

if TYPE_CHECKING:
    from stampcodec.bytesource import ByteSource
    from stampcodec.contactfile import Contacts
    from stampcodec.fileformat import Format

# What `emulate` writes beside its truth, and how it names that.
FRAME_SUFFIXES, CONTACT_SUFFIXES = (".npy", ".td16"), (".json", ".evemu")
TRUTH_OF_CONTACTS_MARK = ".truth"


def recording(file: Path, source: ByteSource) -> Format:
    """Recognise a file that holds frames or contacts.

    Raises
    ------
    FileError
        It holds neither; the message names what it is and what can be read.
    """
    form = recognised(source)
    if form is None:
        what = (
            "is not recognised"
            if source.head(bool)
            else "expected frames or contacts, got an empty file"
        )
        raise FileError(source.name, "", f"{what}; can be read: {readable(FRAMES, CONTACTS)}")
    if form.holds == TRUTH:
        what = f"this is the {form.name}; give {_emulated(file, form)}"
        raise FileError(source.name, "", what)
    if form.holds not in (FRAMES, CONTACTS):
        raise FileError(source.name, "", f"this is a {form.name}; {form.advice}")
    return form


def contacts_in(source: ByteSource, screen_mm: tuple[float, float] | None) -> Contacts:
    """Read contacts, and print one line on standard error about what was repaired.

    Parameters
    ----------
    source : ByteSource
    screen_mm : (float, float) or None
        Width and height of the touch screen, for a recording that does not give its resolution.

    Raises
    ------
    ContactFileError, OSError
    """
    contacts = contactfile.read_from(source, screen_mm)
    if contacts.repairs:
        typer.echo(f"{source.name}: repaired: {'; '.join(contacts.repairs)}", err=True)
    return contacts


def _emulated(truth: Path, form: Format) -> str:
    """Name the file that a truth belongs to: the one beside it, where it is still there."""
    of_contacts = form is TRUTH_OF_CONTACTS
    what, suffixes = (CONTACTS, CONTACT_SUFFIXES) if of_contacts else (FRAMES, FRAME_SUFFIXES)
    if str(truth) == STDIN:
        return f"the {what}"
    stem = truth.with_name(truth.stem.removesuffix(TRUTH_OF_CONTACTS_MARK))
    beside = [stem.with_name(stem.name + suffix) for suffix in suffixes]
    there = [str(path) for path in beside if path.exists()]
    return there[0] if there else f"the {what} that stood beside it, {beside[0]} for instance"
