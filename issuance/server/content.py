"""What anybody may see: made once, compressed once, and not sent to who has it already.

References
----------
RFC 9110, "HTTP Semantics": clause 8.8.3, a tag is that of a representation, so a compressed one has
another; clause 13.1.2, If-None-Match compares without regard to weakness.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fastapi import Response

if TYPE_CHECKING:
    from fastapi import Request

# Not stored without a question whether it changed.
NO_CACHE = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
# Below this a header costs more than it saves.
LEAST_BYTES = 1024
# Pictures are compressed by their own formats.
TEXTS = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
GZIP = "gzip"


@dataclass(frozen=True)
class Content:
    """Content as it is served. Only what anybody may see: a compressed secret can be guessed."""

    data: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """Name of exactly this content."""
        return hashlib.sha256(self.data).hexdigest()[:32]

    @cached_property
    def compressed(self) -> bytes | None:
        """The content as gzip has it; None where that is no gain."""
        if len(self.data) < LEAST_BYTES or not self.media_type.startswith(TEXTS):
            return None
        packed = gzip.compress(self.data, mtime=0)
        return packed if len(packed) < len(self.data) else None


def served(request: Request, content: Content, cache: str = NO_CACHE) -> Response:
    """Answer with content, or that the client has it already."""
    packed = content.compressed if _takes_gzip(request) else None
    tag = f'"{content.digest}"' if packed is None else f'"{content.digest}-{GZIP}"'
    headers = {"Cache-Control": cache, "ETag": tag}
    if content.compressed is not None:
        headers["Vary"] = "Accept-Encoding"
    known = request.headers.get("if-none-match", "").split(",")
    if tag in (each.strip().removeprefix("W/") for each in known):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = content.media_type
    if packed is None:
        return Response(content.data, headers=headers)
    return Response(packed, headers={**headers, "Content-Encoding": GZIP})


def _takes_gzip(request: Request) -> bool:
    """Whether a client says that it reads gzip; a quality of zero says that it does not."""
    for each in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = each.partition(";")
        if name.strip() in (GZIP, "x-gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
