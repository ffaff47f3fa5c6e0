"""Values as JSON, one object a line."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from issuance.model import moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuance.model.page import Page

T = TypeVar("T")


def document(value: Any) -> Any:
    """Turn a value of the model into what JSON has."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: document(getattr(value, field.name)) for field in _fields(value)}
    if isinstance(value, datetime):
        return moment.text(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(document(item) for item in value)
    return value


def show(value: Any, **more: Any) -> None:
    """Print a value, and more fields, as one line."""
    typer.echo(json.dumps({**document(value), **more}, ensure_ascii=False))


def show_all(
    page_after: Callable[[str | None], Page[T]], shape: Callable[[T], Any] = document
) -> None:
    """Print a whole list, page by page."""
    after: str | None = None
    while True:
        page = page_after(after)
        for item in page.items:
            show(shape(item))
        if page.next is None:
            return
        after = page.next


def _fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(value)
