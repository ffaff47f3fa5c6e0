"""A sheet as a value: stamps at their places, each with its label, and register marks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fabrication.drawing import LETTER_MM, TEXT, Drawing, Text
from fabrication.sheet.nest import MARK_INSET_MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.sheet.nest import Place, Sheet

# Base lines of the two lines of a label below the outline, clear of what a laser engraves past it;
# nest.LABEL_MM holds both.
LABEL_MM, NAME_MM = 4.2, 7.0
NAME_LETTER_MM = 1.8
# ISO lettering is on average that wide for its height.
LETTER_WIDTH = 0.75


@dataclass(frozen=True)
class Nested:
    """One stamp on a sheet: its drawing, labels under it, no dimensions."""

    place: Place
    drawing: Drawing


@dataclass(frozen=True)
class NestedSheet:
    """All that lies on one sheet.

    Attributes
    ----------
    sheet : Sheet
    title : str
        Stands at the lower edge, between the marks.
    stamps : tuple of Nested
    """

    sheet: Sheet
    title: str
    stamps: tuple[Nested, ...]

    @property
    def title_mm(self) -> tuple[float, float]:
        """Where the middle of the title's base line stands."""
        return self.sheet.width_mm / 2, MARK_INSET_MM - LETTER_MM / 2


def lay_out(
    sheet: Sheet,
    title: str,
    drawings: Sequence[Drawing],
    names: Sequence[str],
    places: Sequence[Place],
    layer: str = TEXT,
) -> NestedSheet:
    """Put drawings at their places, each with label and name under it, on that layer."""
    return NestedSheet(
        sheet,
        title,
        tuple(
            Nested(place, _labelled(drawing, name, layer))
            for drawing, name, place in zip(drawings, names, places, strict=True)
        ),
    )


def _labelled(drawing: Drawing, name: str, layer: str) -> Drawing:
    half = drawing.size_mm / 2
    texts = [Text(layer, 0.0, -half - LABEL_MM, LETTER_MM, drawing.rubber.label)]
    if name:
        room = int(drawing.size_mm / (NAME_LETTER_MM * LETTER_WIDTH))
        shown = name if len(name) <= room else name[: room - 3] + "..."
        texts.append(Text(layer, 0.0, -half - NAME_MM, NAME_LETTER_MM, shown))
    return replace(drawing, texts=tuple(texts), dimensions=())
