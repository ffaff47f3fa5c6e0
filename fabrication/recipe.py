"""What is ordered of a list of merchants: how each stamp is made, and what is made of all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fabrication.sheet.nest import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from fabrication.merchants import Merchant
    from fabrication.order import Order
    from fabrication.verify import Press
    from stampcodec.face import StampFace


@dataclass(frozen=True)
class Recipe:
    """How each stamp of a batch is made; everything in it pickles.

    Attributes
    ----------
    family : str
        What `design` designs, with its pitch: tells one batch from another.
    design : callable
        Returns the face of a merchant ID.
    order : Order
    press : callable or None
        As for `package.write_zip`.
    """

    family: str
    design: Callable[[int], StampFace]
    order: Order
    press: Press | None


@dataclass(frozen=True)
class Batch:
    """What is made of a list.

    Attributes
    ----------
    recipe : Recipe
    merchants : tuple of Merchant
    sheet : Sheet
    together : bool
        One zip of all zips instead of a folder of them.
    """

    recipe: Recipe
    merchants: tuple[Merchant, ...]
    sheet: Sheet = field(default_factory=Sheet)
    together: bool = False
