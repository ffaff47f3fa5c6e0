"""Moments as people type them."""

from __future__ import annotations

from datetime import datetime

import typer


def moment_given(text: str, option: str) -> datetime:
    """Read a date, or a date with a time; a local one where it does not name its offset.

    Raises
    ------
    typer.BadParameter
        It is neither.
    """
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise typer.BadParameter(
            f"expected a date such as 2026-12-31 or 2026-12-31T18:00Z, got {text!r}",
            param_hint=option,
        ) from None
