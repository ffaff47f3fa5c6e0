"""What is wrong with a file that cannot be read back."""

from __future__ import annotations


class ReadbackError(ValueError):
    """A file does not hold the dots of a stamp; the message says what was expected."""
