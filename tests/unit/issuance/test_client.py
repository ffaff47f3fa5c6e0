from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from issuance.client import Client, ProblemError
from issuance.kiosk.presenter import Presenter
from stampcodec import FileError


@contextmanager
def answering(*answers: tuple[int, dict[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Answer requests with statuses and headers, one after the other; yield the keys they had."""
    left, keys = list(answers), list[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            keys.append(self.headers["Idempotency-Key"])
            status, headers = left.pop(0)
            body = json.dumps({"status": status}).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", keys
        finally:
            server.shutdown()
            thread.join()


def test_a_server_that_is_busy_is_asked_again_for_the_same() -> None:
    with answering((503, {"Retry-After": "0"}), (200, {})) as (url, keys):
        assert Client(url).post("/x", {}) == {"status": 200}
    assert len(keys) == 2
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    ("status", "headers", "retry_after_s"),
    [
        (503, {"Retry-After": "600"}, 600),
        (503, {}, None),
        (429, {"Retry-After": "1"}, 1),
        (409, {"Retry-After": "59"}, 59),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        (429, {"Retry-After": "-1"}, None),
    ],
)
def test_all_else_is_refused_at_once_and_says_when_again(
    status: int, headers: dict[str, str], retry_after_s: int | None
) -> None:
    with answering((status, headers)) as (url, keys), pytest.raises(ProblemError) as refused:
        Client(url).post("/x", {})
    assert refused.value.retry_after_s == retry_after_s
    assert len(keys) == 1


def test_a_server_that_is_not_the_service_is_one_line() -> None:
    """What answers is JSON, of somebody else."""
    with answering((200, {})) as (url, _):
        presenter = Presenter(Client(url), "vch_x", "verify")
        with pytest.raises(FileError, match="id: expected in the answer; is this the service"):
            presenter.present({})
