"""The cookie that keeps a device's token where a browser erases what its page stores.

Safari erases what the scripts of a page store after seven days of use without a visit to the
site; a cookie that a server set stays as long as it says.

::

    answer to a token     ─► Set-Cookie: device=dvt_…      on every list, and on every claim
    GET /v1/devices/mine  ◄─ Cookie: device=dvt_…          back into the page, which lost the token

No request is allowed by the cookie: one route reads it, which changes nothing, and whose answer no
page of another site can read. Whatever else a device does takes the token in a header that a
foreign page cannot set; so does setting the cookie. So there is no request to be forged.

References
----------
IETF, draft-ietf-httpbis-rfc6265bis, "Cookies: HTTP State Management Mechanism": browsers keep a
cookie for 400 days at most. WebKit, "Full Third-Party Cookie Blocking and More" (2020): what is
erased after seven days.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Response

NAME = "device"
# Sent to the one route that reads it, and to those below it.
PATH = "/v1/devices"
KEPT = timedelta(days=400)


def keep(response: Response, token: str) -> Response:
    """Let a browser keep the token of its device, for 400 days from now."""
    response.set_cookie(
        NAME,
        token,
        max_age=int(KEPT.total_seconds()),
        path=PATH,
        secure=True,
        httponly=True,
        samesite="strict",
    )
    return response


def forget(response: Response) -> Response:
    """Let a browser forget the token of its device."""
    response.delete_cookie(NAME, path=PATH, secure=True, httponly=True, samesite="strict")
    return response
