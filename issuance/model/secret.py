"""Secrets that are shown once and kept as a hash.

A secret is 256 bits of chance, so nobody tries them all: one SHA-256 hides it as well as a slow
hash, which is for passwords that people choose, and costs nothing at every request.
"""

from __future__ import annotations

import hashlib
import secrets

DEVICE, API_KEY, HANDOVER = "dvt", "aks", "hnd"
BYTES = 32


def secret(kind: str) -> str:
    """Make a secret; `kind` stands in front, so that a leak is recognised."""
    return f"{kind}_{secrets.token_urlsafe(BYTES)}"


def hidden(text: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()
