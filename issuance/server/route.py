"""Routes that read JSON strictly: no NaN, no lone surrogates, nothing deeper than 200."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.routing import APIRoute
from pydantic_core import from_json
from starlette.exceptions import HTTPException
from starlette.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

JSON = "application/json"


class StrictRequest(Request):
    """A request whose body is JSON and says so."""

    async def json(self) -> Any:
        """Parse the body; the parser bounds the depth of what it is given."""
        if not hasattr(self, "_parsed"):
            try:
                self._parsed = from_json(await self.body(), allow_inf_nan=False)
            except ValueError as error:
                raise json.JSONDecodeError(str(error), "", 0) from None
        return self._parsed


class StrictRoute(APIRoute):
    """A route that takes JSON, and says so when it gets something else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Read requests of this route strictly."""
        handle = super().get_route_handler()
        takes_json = self.body_field is not None

        async def handle_strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if takes_json and await strict.body():
                given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
                if given != JSON:
                    raise HTTPException(415, f"expected {JSON}")
            return await handle(strict)

        return handle_strictly
