"""Bytes with something wrong: a file, a line or an archive as it arrives on a bad day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from stampcodec.testing.exhibit import show_bytes

if TYPE_CHECKING:
    from stampcodec._panel import Panel

MOST_PATCH = 40


def damaged(
    whole: st.SearchStrategy[bytes] | bytes,
    *,
    most: int = 4,
    spare: st.SearchStrategy[bytes] | None = None,
    panel: Panel | None = None,
) -> st.SearchStrategy[bytes]:
    """Draw bytes with some changes: spans replaced, doubled, left out, or the end cut off.

    Parameters
    ----------
    whole : strategy of bytes, or bytes
        What is damaged.
    most : int
        The most changes.
    spare : strategy of bytes, optional
        What else may be put in, beside any bytes: pieces of other files, for instance.
    panel : Panel, optional
        Of what is damaged; the printed command then names it.

    Returns
    -------
    strategy of bytes
        Shrinks to bytes without damage. The bytes on which a test fails are written to a file, and
        the failure prints the command that reads it.
    """
    sound = st.just(whole) if isinstance(whole, bytes) else whole
    patches = st.one_of(
        st.just(b""),
        st.sampled_from([b"\0", b"\xff" * 9, b"\n", b"-1", b"9" * 20, b"[", b'"']),
        st.binary(max_size=MOST_PATCH),
        *([] if spare is None else [spare]),
    )

    @st.composite
    def drawn(draw: st.DrawFn) -> bytes:
        data = bytearray(draw(sound))
        for _ in range(draw(st.integers(0, most))):
            at = draw(st.integers(0, len(data)))
            length = draw(st.sampled_from([0, 1, 2, 4, 16, 200, len(data)]))
            span = bytes(data[at : at + length])
            data[at : at + length] = span + span if draw(st.booleans()) else draw(patches)
        show_bytes("damaged", bytes(data), panel)
        return bytes(data)

    return drawn()
