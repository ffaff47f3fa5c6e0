"""What schemathesis asks a real server: what its description allows, and what it forbids.

Half of the things that a request names exist, so that more is asked than what is not found.
"""

from __future__ import annotations

import json
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.request import urlopen

import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benchmarks.service.process import running
from benchmarks.service.shop import shop
from issuance.server import cookie

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# It makes a package, in seconds.
SLOW = "/v1/stamps/{stamp_id}/package"


@dataclass
class Asked:
    """How many requests were answered, by status."""

    statuses: dict[int, int]

    @property
    def requests(self) -> int:
        """All of them."""
        return sum(self.statuses.values())


def ask(folder: Path, examples: int) -> Asked:
    """Ask a server so often of each operation, in either way.

    Raises
    ------
    schemathesis.core.failures.FailureGroup
        An answer is not what the description says, or a failure of the server's; with the request.
    """
    with shop(folder) as made:
        ticket = made.tickets(1, made.campaign())[0]
        known = {
            "merchant_id": made.merchant,
            "campaign_id": made.campaign(),
            "voucher_id": ticket.voucher,
            "stamp_id": made.stamps[0],
        }
        secrets = {
            "device": {"Authorization": f"Bearer {ticket.token}"},
            "device-cookie": {"Cookie": f"{cookie.NAME}={ticket.token}"},
            "api-key": {"Authorization": f"Bearer {made.admin}"},
        }
    asked = Asked({})
    with running(folder) as server:
        url = f"http://127.0.0.1:{server.port}"
        with urlopen(f"{url}/openapi.json") as answer:
            schema = schemathesis.openapi.from_dict(json.load(answer))
        operations = [cast("Any", result).ok() for result in schema.get_all_operations()]
        # What is deleted is asked of last: the device is nobody's then.
        for operation in sorted(operations, key=lambda each: each.method == "delete"):
            if operation.path != SLOW:
                for mode in GenerationMode:
                    _ask_about(operation, mode, url, known, secrets, asked, examples)
    return asked


def _ask_about(
    operation: Any,
    mode: GenerationMode,
    url: str,
    known: dict[str, str],
    secrets: dict[str, dict[str, str]],
    asked: Asked,
    examples: int,
) -> None:
    schemes = [name for each in operation.definition.raw.get("security", []) for name in each]
    headers = secrets[schemes[0]] if schemes else {}

    def ask_once(case: Any, exists: bool) -> None:
        if exists and case.path_parameters:
            names = case.path_parameters
            case.path_parameters = {name: known.get(name, value) for name, value in names.items()}
        response = case.call(base_url=url, headers=headers)
        asked.statuses[response.status_code] = asked.statuses.get(response.status_code, 0) + 1
        case.validate_response(response, checks=CHECKS)

    test = given(case=operation.as_strategy(generation_mode=mode), exists=st.booleans())(ask_once)
    asking = settings(
        max_examples=examples,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )(test)
    # Nothing can be wrong with a request that has nothing in it.
    negative = mode is GenerationMode.NEGATIVE
    with suppress(Unsatisfiable) if negative else nullcontext():
        asking()
