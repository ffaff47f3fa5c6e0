"""Words that people hand in: how long they may be, and what no database keeps."""

from __future__ import annotations

import unicodedata

from issuance.refusal import Invalid

# Line feeds and tabs belong into a text; other controls, lone surrogates and U+0000 into none.
BLANKS = "\n\t"
FORBIDDEN = ("Cc", "Cs")


def one_line(field: str, value: str, longest: int, *, empty: bool = False) -> str:
    """Expect a line of text; blanks around it do not count.

    Raises
    ------
    Invalid
        It is empty, too long, or has characters that are none.
    """
    line = value.strip()
    if not line and not empty:
        raise Invalid(field, "expected at least one character")
    return _checked(field, line, longest, "")


def some_lines(field: str, value: str, longest: int) -> str:
    """Expect text of any number of lines, also of none.

    Raises
    ------
    Invalid
        It is too long, or has characters that are none.
    """
    return _checked(field, value.replace("\r\n", "\n"), longest, BLANKS)


def _checked(field: str, text: str, longest: int, allowed: str) -> str:
    if len(text) > longest:
        raise Invalid(field, f"expected at most {longest} characters, got {len(text)}")
    for character in text:
        if character not in allowed and unicodedata.category(character) in FORBIDDEN:
            raise Invalid(field, f"expected printable text, got U+{ord(character):04X}")
    return text
