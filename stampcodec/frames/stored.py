"""What every format of frames needs to know: where the bytes come from, and a frame's shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from stampcodec.errors import FrameFileError

if TYPE_CHECKING:
    from stampcodec.bytesource import ByteSource


class Stored(NamedTuple):
    """Frames as they are stored.

    A format is a function from this to blocks of frames, (k, *shape), k above 0, of any number
    type; it raises `FrameFileError` where the bytes hold none.
    """

    source: ByteSource
    shape: tuple[int, int]
    """Of one frame, as stored: (columns, rows) where the axes are swapped."""
    big_endian: bool
    """Byte order where the format does not state its own."""
    most: int
    """Frames in a block."""

    @property
    def nodes(self) -> int:
        """Counts in one frame."""
        return self.shape[0] * self.shape[1]

    def fail(self, field: str, problem: str) -> NoReturn:
        """Raise the error of frame files."""
        raise FrameFileError(self.source.name, field, problem)
