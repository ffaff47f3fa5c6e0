"""Server processes: started, told to stop, killed, several of them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from benchmarks.service.postgresql import Server
from issuance.client import Client, ProblemError
from issuance.server.run import bound
from stampcodec import FileError
from stampcodec.cli import run as command
from tests.counter import bearer
from tests.patience import PATIENCE_S
from tests.serving import KEY, URL, serving

VOUCHER = "vch_01m87hbs1nv9ta3gafbg78d3vc"


def test_everything_is_in_one_folder_and_the_key_is_shown_once(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, told):
        office = Client(told[URL], told[KEY])
        office.post("/v1/merchants", {"name": "Café"})
    with serving(tmp_path) as (_, again):
        assert KEY not in again
        office = Client(again[URL], told[KEY])
        assert [each["name"] for each in office.get("/v1/merchants")["items"]] == ["Café"]
    assert {path.name for path in tmp_path.iterdir()} == {"issuance-data", "server.log"}
    for line in (tmp_path / "server.log").read_text().splitlines():
        assert told[KEY] not in line
        json.loads(line)


def test_a_thousand_silent_connections_close_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, told), ExitStack() as silent:
        host, _, port = told[URL].removeprefix("http://").partition(":")
        for _ in range(1010):
            silent.enter_context(socket.create_connection((host, int(port))))
        assert Client(told[URL]).get("/health") == {"status": "alive"}


def test_told_to_stop_it_ends_well_and_leaves_one_file(tmp_path: Path) -> None:
    with serving(tmp_path) as (server, told):
        Client(told[URL], told[KEY]).post("/v1/merchants", {"name": "Café"})
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_S) == 0
    database = tmp_path / "issuance-data" / "issuance.sqlite3"
    assert not database.with_name("issuance.sqlite3-wal").exists()
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT name FROM merchant").fetchall() == [("Café",)]
    connection.close()


def test_four_processes_share_one_postgresql_and_end_together(
    tmp_path: Path, postgresql: Server
) -> None:
    options = ("--database", postgresql.create(), "--workers", "4")
    with serving(tmp_path, *options) as (server, told):
        office = Client(told[URL], told[KEY])
        for number in range(12):
            office.post("/v1/merchants", {"name": f"shop {number}"})
        assert len(office.get("/v1/merchants")["items"]) == 12
        asked = Request(f"{told[URL]}/metrics", headers=bearer(told[KEY]))
        with urlopen(asked) as answer:
            text = answer.read().decode()
        counted = [
            line.rpartition(" ")[2]
            for line in text.splitlines()
            if line.startswith("stampcodec_request_seconds_count")
            and 'method="POST",route="/v1/merchants",status="201"' in line
        ]
        # All processes together, whichever was asked.
        assert counted == ["12.0"]
        workers = _children(server.pid)
        assert len(workers) >= 4
        server.kill()
        server.wait()
        deadline = time.monotonic() + PATIENCE_S
        while any(_alive(worker) for worker in workers) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(_alive(worker) for worker in workers)


def test_a_worker_that_cannot_start_is_tried_again_with_rests_and_says_why(
    tmp_path: Path, postgresql: Server
) -> None:
    options = (
        "--database",
        postgresql.create(),
        "--workers",
        "2",
        "--data",
        str(tmp_path / "data"),
    )
    with serving(tmp_path, *options) as (server, told):
        workers = [pid for pid in _children(server.pid) if b"spawn_main" in _command(pid)]
        key = tmp_path / "data" / "receipt-keys" / "0001.pem"
        key.chmod(0o644)
        os.kill(workers[0], signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_S
        while _log(tmp_path).count("worker-ended") < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert Client(told[URL]).get("/health") == {"status": "alive"}
        key.chmod(0o600)
        assert Client(told[URL]).get("/ready") == {"status": "ready"}
    lines = [json.loads(line) for line in _log(tmp_path).splitlines()]
    (first, *_) = (line for line in lines if line["event"] == "worker-not-started")
    assert "mode 600" in first["why"]
    rests = [line["again_in_s"] for line in lines if line["event"] == "worker-ended"]
    # The first had worked, however long; the second never began to.
    assert rests[0] < rests[1]


def _log(folder: Path) -> str:
    return (folder / "server.log").read_text(encoding="utf-8")


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False


def test_the_demos_commands_verify_and_redeem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path, "--demo", "--data", str(tmp_path / "demo")) as (_, told):
        commands = [
            f"{words} {last}".split()[1:]
            for words, last in told.items()
            if words.startswith("stampcodec present")
        ]
        assert len(commands) == 3
        assert "--second" in commands[2]
        # The last one presses both ends of a two-ended stamp, for a voucher of its own.
        for arguments, state in zip(commands, ("verified", "redeemed", "verified"), strict=True):
            assert command(arguments) == 0
            shown = capsys.readouterr()
            assert json.loads(shown.out)["voucher"]["state"] == state
            assert ": stamp " in shown.err
        # A third time there is nothing left to do, which the server says.
        assert command(commands[0]) == 1
        assert json.loads(capsys.readouterr().out)["type"] == "/problems/already-redeemed"


def test_a_server_on_every_address_names_those_that_somebody_reaches(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as (_, told):
        assert "0.0.0.0" not in "".join(told.values())
        for url in (told[URL], told["also listening on"]):
            assert Client(url).get("/health") == {"status": "alive"}
    log = (tmp_path / "server.log").read_text()
    assert f"receipts name {told[URL]}; set --base-url to the URL that phones use" in log
    with serving(tmp_path, "--host", "0.0.0.0", "--base-url", "https://shop.test", "--demo") as (
        _,
        told,
    ):
        assert told["claim a voucher on a phone:"].startswith("https://shop.test/c/cmp_")
    assert (tmp_path / "server.log").read_text().count("receipts name") == 1


def test_servers_of_one_database_have_the_same_keys(
    tmp_path: Path, postgresql: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    options = ("--database", postgresql.create())

    def refused(folder: Path) -> str:
        assert command(["serve", "--port", "0", "--data", str(folder), *options]) == 2
        told = capsys.readouterr().err
        assert len(told.splitlines()) == 1
        return told

    with serving(tmp_path, *options, "--data", str(first)) as (_, told):
        keys = Client(told[URL]).get("/v1/keys")
    assert "second: expected receipt-keys/ and address.key" in refused(second)
    assert list(second.iterdir()) == []
    shutil.copytree(first, third)
    with serving(tmp_path, *options, "--data", str(third)) as (_, told):
        assert Client(told[URL]).get("/v1/keys") == keys
    with serving(tmp_path, *options, "--data", str(third), "--new-key") as (_, told):
        assert Client(told[URL]).get("/v1/keys")["keys"][1:] == keys["keys"]
    refused(first)
    shutil.copytree(third, first, dirs_exist_ok=True)
    with serving(tmp_path, *options, "--data", str(first)) as (_, told):
        assert len(Client(told[URL]).get("/v1/keys")["keys"]) == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["serve", "--workers", "2"], "postgresql"),
        (["serve", "--host", "no.such.host.invalid"], "no such address"),
        (["serve", "--database", "mysql://x"], "expected sqlite or postgresql"),
        (["present", "x.json", "--voucher", "v", "--token", "t", "--purpose", "x"], "verify"),
        (["present", "x.json", "--voucher", "v", "--token", "t", "--gesture", "x"], "swipe"),
        (["present", "none.json", "--voucher", VOUCHER, "--token", "dvt_x"], "none.json"),
        (["present", "x.json", "--voucher", "v\n", "--token", "dvt_x"], "vch_…, got 'v\\n'"),
        (["present", "x.json", "--voucher", VOUCHER, "--token", "dvt_\nx"], "visible ASCII"),
        (["present", "x.json", "--voucher", VOUCHER, "--token", "aks_x"], "expected dvt_…"),
        (["present", "x.json", "--voucher", VOUCHER, "--key", "key_x"], "expected aks_…"),
        (
            ["present", "x.json", "--voucher", VOUCHER, "--key", "aks_x", "--token", "dvt_x"],
            "expected one of them, not both",
        ),
        (["admin", "voucher", "check", "x", "--keys", "none.json"], "none.json"),
    ],
)
def test_misuse_is_one_line(
    arguments: list[str],
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(arguments) == 2
    shown = capsys.readouterr()
    assert problem in shown.err
    assert len(shown.err.splitlines()) == 1
    assert os.listdir(tmp_path) == []  # noqa: PTH208


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--port", "many"], "--port"),
        (["--workers", "2"], "several processes need --database postgresql://…"),
        (["--database", "mysql://x"], "expected sqlite or postgresql, got mysql"),
        (["--database", "nonsense"], "expected sqlite:///… or postgresql://…"),
        (["--database", "sqlite://"], "expected a file"),
        (["--base-url", "vouchers.example"], "expected http://host or https://host"),
        (["--base-url", "https://"], "expected http://host or https://host"),
        (["--base-url", "http://host:port"], "expected http://host or https://host"),
        (["--proxy", "proxy.example"], "expected addresses or networks"),
        (["--proxy", "10.0.0.1,"], "expected addresses or networks"),
        (["--data", "file"], "file: expected a folder"),
    ],
)
def test_wrong_arguments_are_refused_where_the_port_is_taken(
    options: list[str],
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with bound("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        assert command(["serve", "--port", port, *options]) == 2
        told = capsys.readouterr().err
        assert command(["serve", "--port", port]) == 2
        assert f":{port}: cannot listen there" in capsys.readouterr().err
    assert problem in told
    assert len(told.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_port_that_is_taken_is_one_line() -> None:
    with bound("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FileError, match=f":{port}: cannot listen there"):
            bound("127.0.0.1", port)


def test_a_server_that_does_not_answer_is_one_line() -> None:
    with bound("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(FileError, match="does not answer"):
        Client(f"http://127.0.0.1:{port}").get("/health")
    with pytest.raises(FileError, match="expected http"):
        Client("file:///etc/passwd")


def test_a_receipt_checks_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path, "--demo", "--data", str(tmp_path / "demo")) as (_, told):
        words = next(key for key in told if key.startswith("stampcodec present"))
        assert command(f"{words} {told[words]}".split()[1:]) == 0
        receipt = json.loads(capsys.readouterr().out)["receipt"]
        keys = tmp_path / "jwks.json"
        keys.write_text(json.dumps(Client(told[URL]).get("/v1/keys")))
        with pytest.raises(ProblemError, match="token or key"):
            Client(told[URL]).get("/v1/vouchers")
    assert command(["admin", "voucher", "check", receipt, "--keys", str(keys)]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "verified"
    other = receipt[:-3] + ("AAA" if receipt[-3:] != "AAA" else "BBB")
    assert command(["admin", "voucher", "check", other, "--keys", str(keys)]) == 1
    assert "does not hold" in capsys.readouterr().err
    keys.write_text("{}")
    assert command(["admin", "voucher", "check", receipt, "--keys", str(keys)]) == 2
