"""The one place that reads the clock.

Everything else is handed a `Clock`, a function without arguments, and asks that: a test moves time
as it likes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(timezone.utc)
