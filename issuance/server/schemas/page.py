"""The shape of a page of a list, and how a page is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import Field

from issuance.model.page import MOST_ITEMS, Page
from issuance.server.schemas.base import Out

T = TypeVar("T")
Item = TypeVar("Item")

LONGEST_CURSOR = 40
After = Annotated[
    str | None,
    Query(
        max_length=LONGEST_CURSOR,
        description="`next` of the page before; left out for the first page.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="Items of a page.")]
A_PAGE = 50


class PageOut(Out, Generic[Item]):
    """Some items, and where the next ones begin."""

    items: list[Item]
    next: str | None = Field(description="Ask for `?after=` this; null: there are no more.")


def page_out(page: Page[T], shape: Callable[[T], Item], kind: type[PageOut[Item]]) -> PageOut[Item]:
    """Shape a page."""
    return kind(items=[shape(item) for item in page.items], next=page.next)
