"""What a packet says: frozen values, each with the layout that docs/protocol.md gives it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from stampcodec.value import Value

if TYPE_CHECKING:
    from typing_extensions import Self

    from stampcodec.wire.layout import Content, Layout


@dataclass(frozen=True)
class Message(Value):
    """A message; derive one for each type.

    Attributes are the fields of `LAYOUT`, by their names.
    """

    NAME: ClassVar[str]
    LAYOUT: ClassVar[Layout]

    def values(self) -> dict[str, Content]:
        """Return what stands on the wire by name; the inverse of `of`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, values: dict[str, Content]) -> Self | None:
        """Make the message of what was received.

        Names that it does not know are left aside, what is missing has its default.

        Returns
        -------
        Message or None
            None: a field without default is missing, or the fields contradict each other.
        """
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        try:
            return cls(**known)
        except TypeError:
            return None


@dataclass(frozen=True)
class Unknown:
    """An intact packet of a type that this version does not know.

    Attributes
    ----------
    number : int
        Its type.
    payload : bytes
    """

    number: int
    payload: bytes
