"""Hypothesis strategies for frames, contacts, packets and files: fuzz what you build on the codec.

>>> from hypothesis import given
>>> import stampcodec as sc
>>> from stampcodec.testing import frames
>>> panel = sc.panel("nexus5")
>>> @given(frames(panel))
... def test_my_service_takes_any_frame(frame): ...

Strategies draw whole numbers and compute the rest from them, so that an example shrinks to what a
person can look at. A frame, a set of contacts or a recording on which a test fails is written to
``.hypothesis/stampcodec/``, together with a picture, and the failure prints the command that reads
it again. Presses, with the physics of a panel, are in `emulator.testing`. docs/fuzzing.md is the
guide.

This package needs Hypothesis (``pip install 'stampcodec[testing]'``); ``import stampcodec`` does
not load it.
"""

from __future__ import annotations

try:
    import hypothesis  # noqa: F401 - whether it is there
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "stampcodec.testing needs Hypothesis: pip install 'stampcodec[testing]'", name=error.name
    ) from error

from stampcodec.testing._contacts import contacts, touch_events
from stampcodec.testing._damaged import damaged
from stampcodec.testing._faces import faces, families, merchant_ids
from stampcodec.testing._frames import frames
from stampcodec.testing._messages import messages, packets
from stampcodec.testing._panels import panels
from stampcodec.testing._poses import poses
from stampcodec.testing._recordings import recordings
from stampcodec.testing.exhibit import show_frame

__all__ = [
    "contacts",
    "damaged",
    "faces",
    "families",
    "frames",
    "merchant_ids",
    "messages",
    "packets",
    "panels",
    "poses",
    "recordings",
    "show_frame",
    "touch_events",
]
