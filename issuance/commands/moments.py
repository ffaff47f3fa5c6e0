"""Moments as people type them."""

from __future__ import annotations

from datetime import datetime, timezone

import typer


def moment_given(text: str, option: str) -> datetime:
    """Read a date, or a date with a time; in UTC where it does not say.

    Raises
    ------
    typer.BadParameter
        It is neither.
    """
    try:
        given = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise typer.BadParameter(
            f"expected a date such as 2026-12-31 or 2026-12-31T18:00Z, got {text!r}",
            param_hint=option,
        ) from None
    return given if given.tzinfo else given.replace(tzinfo=timezone.utc)
