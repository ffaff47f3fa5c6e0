"""What frozen values have in common: equal by content, pickled and copied by their fields."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


class Value:
    """Base of frozen dataclasses; one that holds arrays is made with ``eq=False``.

    Two values are equal where they are of one class and all their fields are equal. Arrays are
    equal where dtype, shape and every element are; NaN equals NaN.

    A value that is unpickled or copied is made anew from its fields: it passes the checks of its
    class, its arrays are read-only again, and nothing that was worked out from the fields comes
    with it. A pickle carries values between processes of one version; it is no file format.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Return the class and the fields to call it with."""
        return type(self), tuple(getattr(self, name) for name in _names(self))

    def __eq__(self, other: object) -> bool:
        """Compare every field exactly."""
        if type(other) is not type(self):
            return NotImplemented
        return other is self or self._content() == other._content()

    def __hash__(self) -> int:
        """Hash every field."""
        return hash(self._content())

    def _content(self) -> tuple[object, ...]:
        return tuple(_content(getattr(self, name)) for name in _names(self))


def read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return an own copy of an array, C order, that nobody can write to."""
    own = np.array(array, order="C")
    own.setflags(write=False)
    return own


def _names(value: Any) -> list[str]:
    return [field.name for field in fields(value)]


def _content(field: object) -> object:
    """Return what compares and hashes as a field should: arrays do neither by themselves."""
    if isinstance(field, np.ndarray):
        # Adding 0 makes -0.0 and 0.0 one value.
        return field.dtype.str, field.shape, (field + field.dtype.type(0)).tobytes()
    if isinstance(field, tuple):
        return tuple(map(_content, field))
    return field
