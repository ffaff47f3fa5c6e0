"""No test binds a fixed port: another program may listen there.

Every bind of this process is looked at. Processes that tests start are told by their command
lines, see test_ports.py.
"""

from __future__ import annotations

import socket
from typing import Any

# Linux gives free ports from here on (ip_local_port_range); a test may bind one again that it was
# given.
FIRST_GIVEN = 32_768


def refuse_fixed_port(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail where a test binds a port of its choice; a hook for `sys.addaudithook`."""
    if event != "socket.bind":
        return
    bound, address = arguments
    if bound.family in (socket.AF_INET, socket.AF_INET6) and 0 < address[1] < FIRST_GIVEN:
        raise AssertionError(f"a test binds the fixed port {address[1]}; bind 0")
