"""A page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

MOST_ITEMS = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, and after which identifier the next ones begin; None: there are no more."""

    items: Sequence[T]
    next: str | None
