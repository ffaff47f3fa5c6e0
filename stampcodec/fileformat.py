"""Which format a file is in, told by its first bytes and only then by its name.

One row a format. Recognition goes down the table and takes the first row that fits; a file that
fits none is taken by its suffix.

References
----------
numpy.lib.format, NPY and NPZ. docs/frames.md, docs/contacts.md, docs/protocol.md section 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stampcodec.bytesource import HEAD_BYTES, STDIN
from stampcodec.contacts.recognise import RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stampcodec.bytesource import ByteSource
    from stampcodec.contacts.recognise import RecordingFormat

FRAMES, CONTACTS = "frames", "contacts"
FACE, TRUTH, FOREIGN = "a face", "truth", "something else"

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Bytes of text: tab, line ends, and all from the space on.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
UTF16 = re.compile(rb"\xff\xfe(?:[\t\r\n -~]\x00){8}")
# A recording begins with a hello: zeros, the first code of its COBS, version and type.
HELLO = re.compile(rb"\0+[\x03-\xff]\x01\x01[^\0]*")
# Cells of a table: numbers with something between them that is no letter.
NUMBERS = re.compile(rb"[\s,;]*[-+]?[0-9][-+0-9.eE,;\t\r ]*")
MXT_HEADER = re.compile(rb"[^\n]*\bX[0-9]+(Y[0-9]+)?_(Delta|Ref)")


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    name : str
        For messages, "NumPy array" for instance.
    suffixes : tuple of str
        Usual endings, in small letters. They decide only where the content does not.
    holds : str
        `FRAMES` or `CONTACTS` can be read; `FACE` and `TRUTH` are files of our own that hold
        neither; `FOREIGN` files are recognised to say how they can be converted.
    fits : callable
        Tells from the first bytes, up to `HEAD_BYTES`, whether a file is in this format.
    advice : str
        What to do with a file that holds neither frames nor contacts.
    """

    name: str
    suffixes: tuple[str, ...]
    holds: str
    fits: Callable[[bytes], bool]
    advice: str = ""


def starts(*signatures: bytes) -> Callable[[bytes], bool]:
    """Return a test for the first bytes."""
    return lambda head: head.startswith(signatures)


def is_text(head: bytes) -> bool:
    """Tell text in UTF-8 or ASCII from bytes."""
    return bool(head.strip()) and CONTROL.search(head) is None


def is_json(head: bytes) -> bool:
    """Tell JSON, an object or a list, or one a line."""
    return head.removeprefix(BYTE_ORDER_MARK).lstrip()[:1] in (b"{", b"[") and is_text(head)


def claims(name: str) -> Callable[[bytes], bool]:
    """Return a test for JSON that says ``"format": "name/version"``, in whatever version."""
    claim = re.compile(rb'"format"\s*:\s*"' + re.escape(name.encode()) + rb"/")
    return lambda head: is_json(head) and claim.search(head) is not None


def is_touch(head: bytes) -> bool:
    """Tell a recording of a link: an intact packet is among its first bytes."""
    if b"\0" not in head:
        return False
    # Most commands read no recording, and the kernel of the wire needs numpy.
    from stampcodec.wire.recording import is_recording  # noqa: PLC0415

    return is_recording(head)


def is_table(head: bytes) -> bool:
    """Tell a table of numbers in text, with a header line or without one."""
    if not is_text(head):
        return False
    text = head.removeprefix(BYTE_ORDER_MARK)
    if MXT_HEADER.match(text):
        return True
    lines = [line for line in text.splitlines()[:20] if line.strip() and line[:1] != b"#"]
    return any(NUMBERS.fullmatch(line) for line in lines[:2])


def is_recording(form: RecordingFormat) -> Callable[[bytes], bool]:
    """Return a test for a recording of Linux or Android in one form."""
    return lambda head: (
        is_text(head) and form.is_one(head.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace"))
    )


NPY = Format("NumPy array", (".npy",), FRAMES, starts(b"\x93NUMPY"))
TOUCH = Format("recording of a touch controller", (".touch",), FRAMES, is_touch)
NPZ = Format("NumPy archive", (".npz",), FRAMES, starts(b"PK\x03\x04", b"PK\x05\x06"))
STAMP = Format(
    "stamp file",
    (),
    FACE,
    claims("stamp-face"),
    "`stampcodec show` draws it, `stampcodec emulate` presses it",
)
TRUTH_OF_FRAMES = Format("truth file of emulated frames", (), TRUTH, claims("emulated-frames"))
TRUTH_OF_CONTACTS = Format(
    "truth file of emulated contacts", (), TRUTH, claims("emulated-contacts")
)
CONTACT_RECORDINGS = tuple(
    Format(form.name, form.suffixes, CONTACTS, is_recording(form)) for form in RECORDINGS
)
# Any other JSON: its reader says what is wrong with it.
CONTACTS_JSON = Format("contact file or touch or pointer events", (".json",), CONTACTS, is_json)
TABLE = Format("table of numbers", (".csv", ".tsv", ".txt"), FRAMES, is_table)
# Nothing but counts: no first bytes tell it. Standard input that is no text is taken for it.
TD16 = Format("raw int16 frames", (".td16",), FRAMES, lambda _: False)

FORMATS = (
    NPY,
    NPZ,
    TOUCH,
    STAMP,
    TRUTH_OF_FRAMES,
    TRUTH_OF_CONTACTS,
    # before JSON: getevent's lines begin with a bracket, too
    *CONTACT_RECORDINGS,
    CONTACTS_JSON,
    TABLE,
    TD16,
    Format(
        "text in UTF-16",
        (),
        FOREIGN,
        # PowerShell's > writes it; frames that begin with -257 do not go on so.
        lambda head: UTF16.match(head) is not None,
        "iconv -f UTF-16 -t UTF-8 FILE converts it",
    ),
    Format(
        "pickle",
        (".pkl", ".pickle"),
        FOREIGN,
        starts(b"\x80\x02cnumpy", b"\x80\x03cnumpy", b"\x80\x04\x95", b"\x80\x05\x95"),
        "a pickle is never opened; numpy.save(path, frames) writes what can be read",
    ),
    Format(
        "HDF5 or MATLAB 7.3 file",
        (".h5", ".hdf5"),
        FOREIGN,
        starts(b"\x89HDF\r\n\x1a\n"),
        "numpy.save(path, h5py.File(name)[dataset][:]) converts it",
    ),
    Format(
        "MATLAB file",
        (".mat",),
        FOREIGN,
        starts(b"MATLAB 5.0 MAT-file"),
        "numpy.save(path, scipy.io.loadmat(name)[variable]) converts it",
    ),
    Format(
        "Parquet file",
        (".parquet",),
        FOREIGN,
        starts(b"PAR1"),
        "pandas.read_parquet(name).to_csv(path, index=False) converts it",
    ),
    Format(
        "compressed file",
        (".gz", ".xz", ".bz2", ".zst"),
        FOREIGN,
        starts(b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd"),
        "unpack it first: gzip -dc FILE | stampcodec decode -",
    ),
    Format(
        "picture",
        (".png", ".jpg", ".jpeg"),
        FOREIGN,
        starts(b"\x89PNG", b"\xff\xd8\xff"),
        "its pixels are no counts",
    ),
)


def recognise(head: bytes, name: str) -> Format | None:
    """Tell the format of a file.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, up to `HEAD_BYTES`; all of them where it is shorter.
    name : str
        Name of the file, ``"-"`` for standard input.

    Returns
    -------
    Format or None
        None where neither the content nor the suffix tells.
    """
    for form in FORMATS:
        if form.fits(head):
            return form
    suffix = Path(name).suffix.lower()
    for form in FORMATS:
        if suffix in form.suffixes:
            return form
    return TD16 if name == STDIN and head and not is_text(head) else None


def recognised(source: ByteSource) -> Format | None:
    """Tell the format of what has been opened; nothing is taken from it.

    Bytes from standard input or a FIFO that are no text and have no name are raw frames.
    """
    head = source.head(tells)
    form = recognise(head, source.name)
    return recognise(head, STDIN) if form is None and source.size is None else form


def tells(head: bytes) -> bool:
    """Tell whether the first bytes that have arrived suffice to recognise a format."""
    if len(head) < 8:
        return False
    if is_json(head):
        return len(head) >= HEAD_BYTES
    if not is_text(head):
        # The hello of a recording may not be there as a whole yet.
        return HELLO.fullmatch(head) is None
    # A table is told by its first line, or by the second below a header; a terminal's output may
    # begin with anything.
    first, end, rest = head.partition(b"\n")
    if not end:
        return False
    if NUMBERS.fullmatch(first) is not None:
        return True
    return b"\n" in rest and any(form.fits(head) for form in FORMATS)


def readable(*holding: str) -> str:
    """List what can be read, for messages: "frames: NumPy array (.npy), ...; contacts: ..."."""
    lists = []
    for held in holding:
        names = dict.fromkeys(
            f"{form.name} ({', '.join(form.suffixes)})" if form.suffixes else form.name
            for form in FORMATS
            if form.holds == held
        )
        lists.append(f"{held}: {', '.join(names)}")
    return "; ".join(lists)
