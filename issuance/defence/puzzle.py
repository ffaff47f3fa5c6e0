"""A puzzle: find a number that makes a hash begin with so many zero bits.

::

    14.1795000000.3f2a9c0b1d4e.0123456789abcdef   bits, until when, chance, the server's code
    sha256("<puzzle>:<answer>") begins with 14 zero bits

Puzzle, colon and answer fit into one block of SHA-256, so that a page solves it with one round of
the hash a try.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from itertools import count

from issuance.model.solved import Solved

PUZZLE = re.compile(r"([0-9]{1,2})\.([0-9]{1,12})\.([0-9a-f]{12})\.([0-9a-f]{16})")
ANSWER = re.compile(r"[0-9]{1,10}")
CHANCE_BYTES, CODE_DIGITS = 6, 16
LASTS_S = 600
PURPOSE = b"puzzle "


def make_puzzle(bits: int, now_s: int, key: bytes) -> str:
    """Make a puzzle."""
    text = f"{bits}.{now_s + LASTS_S}.{secrets.token_hex(CHANCE_BYTES)}"
    return f"{text}.{_code(text, key)}"


def solved(puzzle: str, answer: str, now_s: int, key: bytes) -> Solved | None:
    """Check an answer; None where it is none, or the puzzle is too old or not of this service."""
    parts = PUZZLE.fullmatch(puzzle)
    if parts is None or ANSWER.fullmatch(answer) is None:
        return None
    text, _, code = puzzle.rpartition(".")
    bits, until_s = int(parts[1]), int(parts[2])
    genuine = hmac.compare_digest(code.encode(), _code(text, key).encode())
    if not genuine or now_s >= until_s or not _has_zeros(puzzle, answer, bits):
        return None
    return Solved(parts[3], bits, until_s)


def solve(puzzle: str) -> str:
    """Find the answer, as a page does."""
    bits = int(puzzle.partition(".")[0])
    return next(str(number) for number in count() if _has_zeros(puzzle, str(number), bits))


def _has_zeros(puzzle: str, answer: str, bits: int) -> bool:
    digest = hashlib.sha256(f"{puzzle}:{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _code(text: str, key: bytes) -> str:
    return hmac.new(key, PURPOSE + text.encode(), hashlib.sha256).hexdigest()[:CODE_DIGITS]
