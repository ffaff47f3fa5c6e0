from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("tests", "benchmarks", "docs/examples", ".ci")
# An option or an argument that takes a port, and a port after it that is neither 0 nor a name.
FIXED = re.compile(
    r"""(?x)
    --port[ =]+[1-9]                    # in a shell
    | "--port",[ ]*"([1-9]\d{0,3}|[1-6]\d{4})"    # in a list; 99999 is refused as no port
    | "--port",[ ]*"tcp:[^"]*:[1-9]\d*"
    | \bbound\("[^)]*",[ ]*[1-9]
    | \.bind\(\([^)]*,[ ]*[1-9]
    | open_device_port\([^)]*tcp:[^"]*:[1-9]\d*"
    | \bport=[1-9]
    """
)
# The lines of this file that show what is found.
SHOWN = (
    'server = ["serve", "--port", "8000"]',
    "stampcodec serve --port 8000 &",
    'sock.bind(("127.0.0.1", 8000))',
    'bound("127.0.0.1", 8000)',
    "uvicorn.run(app, port=8000)",
    '"--port", "tcp:127.0.0.1:7007"',
    'open_device_port(address("tcp:127.0.0.1:7007"))',
)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_test_that_binds_a_fixed_port_fails(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(AssertionError, match="fixed port 8000"):
        sock.bind((host, 8000))


def test_the_kernel_gives_ports_that_no_test_is_refused() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", port))


@pytest.mark.parametrize("line", SHOWN)
def test_a_fixed_port_in_a_command_is_found(line: str) -> None:
    assert FIXED.search(line)


def test_no_command_of_a_test_names_a_fixed_port() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in ("", ".py", ".mjs") and path != Path(__file__)
        # inputs of the fuzzers are no text
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FIXED.search(line)
    ]
    assert found == []
