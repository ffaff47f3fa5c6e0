"""``stampcodec present`` of streams and controllers, against a server of its own process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import Conditions, Gesture, presses, record
from emulator.device.acts import StampAct
from emulator.device.controller import Controller, Setup
from issuance.client import Client
from stampcodec import contactfile
from stampcodec.cli import run
from tests.browser.emulated import touched
from tests.patience import PATIENCE_S
from tests.serving import KEY, URL, serving
from tests.unit.emulator.device.client import scanner
from tests.unit.stampcodec.commands.test_listen import device

CODE, TOUCH_CODE = 4711, 1234
ENDS = 20, 30
PANEL = sc.panel("nexus5")
NOWHERE = "vch_01m87hbs1nv9ta3gafbg78d3vc"


@dataclass
class Kiosk:
    """A shop's kiosk, and vouchers to present stamps to."""

    url: str
    key: str
    customer: Client
    campaign: str
    card: str
    office: Client
    merchant: str
    dinner: str = ""
    idle: str = ""

    def voucher(self, campaign: str | None = None) -> str:
        body = {"campaign_id": campaign or self.campaign}
        return str(self.customer.post("/v1/vouchers", body)["id"])

    def state(self, voucher: str) -> str:
        return str(self.customer.get(f"/v1/vouchers/{voucher}")["state"])

    def present(self, source: str | Path, voucher: str, *options: str) -> int:
        where = ["--voucher", voucher, "--key", self.key, "--server", self.url]
        return run(["present", str(source), *where, *options])


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    with serving(tmp_path_factory.mktemp("serving")) as (_, told):
        office = Client(told[URL], told[KEY])
        merchant = office.post("/v1/merchants", {"name": "Café"})["id"]
        shop = f"/v1/merchants/{merchant}"
        for family, code in (("lattice8", CODE), ("touch5", TOUCH_CODE)):
            office.post(f"{shop}/stamps", {"family": family, "code": code})
        ends = dict(zip(("code", "second_code"), ENDS, strict=True))
        office.post(f"{shop}/stamps", ends)
        now = datetime.now(timezone.utc)
        until = (now + timedelta(days=30)).isoformat()
        terms = {"valid_from": now.isoformat(), "valid_until": until, "per_customer": 19}
        one = office.post(f"{shop}/campaigns", {"title": "A coffee", **terms})["id"]
        dinner = office.post(f"{shop}/campaigns", {"title": "Dinner", "worth": "more", **terms})
        card = office.post(f"{shop}/campaigns", {"title": "Three", "stamps_needed": 3, **terms})
        of_kiosk = {"label": "kiosk", "merchant_id": merchant, "roles": ["kiosk"]}
        key = office.post("/v1/api-keys", of_kiosk)["secret"]
        customer = Client(told[URL], Client(told[URL]).post("/v1/devices", {})["token"])
        made = Kiosk(told[URL], key, customer, one, card["id"], office, merchant, dinner["id"])
        made.idle = made.voucher()
        yield made


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [each.get("outcome", each["kind"]) for each in told]


def frames_file(path: Path, *seeds: int) -> Path:
    """Presses of the shop's stamp, a hundred frames a second, with pauses between."""
    idle = np.zeros((30, PANEL.rows, PANEL.columns), np.int16)
    face, gesture = sc.family("lattice8").encode(CODE), Gesture(hold_ms=150.0)
    parts = [idle]
    for seed in seeds:
        rng = np.random.default_rng(seed)
        parts += [record(face, PANEL, rng, gesture, frame_ms=10.0).frames, idle]
    np.save(path, np.concatenate(parts))
    return path


STREAM = ("--stream", "--rate-hz", "100", "--panel", "nexus5", "--family", "lattice8")


def test_every_stamp_of_a_stream_of_frames_is_presented_by_itself(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, voucher = frames_file(tmp_path / "frames.npy", 1, 2), kiosk.voucher()
    assert kiosk.present(path, voucher, *STREAM) == 0
    captured = capsys.readouterr()
    told = lines(captured.out)
    assert kinds(told) == ["stamped", "accepted", "lifted"] * 2
    states = [each["answer"]["voucher"]["state"] for each in told[1::3]]
    assert states == ["verified", "redeemed"]
    for event, outcome, lifted in zip(told[::3], told[1::3], told[2::3], strict=True):
        assert outcome["code"] == event["merchant_id"] == CODE
        assert event["first_s"] <= outcome["first_s"] <= outcome["last_s"] < lifted["time_s"]
        assert outcome["n_frames"] >= 1
    assert captured.err == f"{path}: watching; the voucher is unverified\n"
    # What was presented once is no evidence again, whoever sends it.
    assert kiosk.present(path, kiosk.voucher(), *STREAM, "--once") == 1
    told = lines(capsys.readouterr().out)
    assert kinds(told) == ["stamped", "refused"]
    assert told[1]["problem"]["type"] == "/problems/stamp-not-accepted"


def test_frames_of_a_file_are_presented_as_the_family_that_reads_them(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, voucher = tmp_path / "press.npy", kiosk.voucher()
    face = sc.family("lattice8").encode(CODE)
    np.save(path, presses(face, PANEL, 2, np.random.default_rng(8)).frames)
    assert kiosk.present(path, voucher, "--family", "lattice8h14") == 1
    assert "2 frames: no stamp" in capsys.readouterr().err
    assert kiosk.present(path, voucher) == 0
    assert f"2 frames: stamp {CODE}" in capsys.readouterr().err
    assert kiosk.state(voucher) == "verified"


def test_once_ends_with_the_first_answer(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    voucher = kiosk.voucher()
    assert kiosk.present(frames_file(tmp_path / "f.npy", 3, 4), voucher, *STREAM, "--once") == 0
    assert kinds(lines(capsys.readouterr().out)) == ["stamped", "accepted"]
    assert kiosk.state(voucher) == "verified"


def test_a_stream_without_a_stamp_of_the_family_that_nobody_named_says_so(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = frames_file(tmp_path / "frames.npy")
    options = ("--stream", "--rate-hz", "100", "--panel", "nexus5")
    assert kiosk.present(path, kiosk.idle, *options) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--family reads stamps of another family" in captured.err


def test_a_stream_that_ends_in_a_press_is_presented(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, voucher = frames_file(tmp_path / "frames.npy", 11), kiosk.voucher()
    frames = np.load(path)
    np.save(path, frames[: len(frames) // 2])
    assert kiosk.present(path, voucher, *STREAM) == 0
    assert kinds(lines(capsys.readouterr().out)) == ["stamped", "accepted"]


def test_contacts_of_a_file_are_presented_as_a_stream(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, voucher = tmp_path / "events.json", kiosk.voucher()
    events = touched(TOUCH_CODE, 6, Gesture(hold_ms=300.0), contacts=5)
    contactfile.write(path, contactfile.Contacts(events=tuple(events)))
    assert kiosk.present(path, voucher, "--stream") == 0
    told = lines(capsys.readouterr().out)
    assert kinds(told) == ["stamped", "accepted", "lifted"]
    assert list(told[0]["pose"]) == ["x_px", "y_px", "angle_deg"]
    assert told[1]["n_frames"] >= 10


def test_a_rest_that_the_service_asks_for_is_kept(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = kiosk.voucher(kiosk.card)
    assert kiosk.present(frames_file(tmp_path / "f.npy", 7, 8, 9), card, *STREAM) == 0
    told = [each for each in lines(capsys.readouterr().out) if each["kind"] == "presented"]
    assert [each["outcome"] for each in told] == ["accepted", "refused", "skipped"]
    assert told[1]["problem"]["type"] == "/problems/too-soon"
    assert 0 < told[2]["retry_after_s"] <= told[1]["retry_after_s"] <= 60
    assert told[2]["reason"] == "the service asked for a rest"


def test_a_controller_is_watched_until_a_stamp_was_presented(
    kiosk: Kiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    voucher = kiosk.voucher()
    # One press may be lost while the conversation begins, all are not.
    face, gesture = sc.family("lattice8").encode(CODE), Gesture(hold_ms=150.0)
    acts = 20 * [StampAct(face, gesture, Conditions(), at_s=None)]
    options = ("--once", "--family", "lattice8", "--seconds", f"{PATIENCE_S}")
    with device("tcp:127.0.0.1:0", Controller(scanner(acts), Setup())) as word:
        assert kiosk.present(word, voucher, *options) == 0
    told = lines(capsys.readouterr().out)
    assert kinds(told)[0] == "stamped"
    assert kinds(told)[-1] == "accepted"
    assert kiosk.state(voucher) == "verified"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--rate-hz", "60"], "only a stream has that"),
        (["--once"], "only a stream has that"),
        (["--seconds", "1"], "only a stream has that"),
        (["--stream", "--rate-hz", "0"], "--rate-hz"),
        (["--stream", "--gesture", "press"], "by itself"),
        (["--stream", "--seconds", "0"], "expected above 0"),
        (["--stream"], "give panel and rate_hz"),
        (["--stream", "--family", "touch5"], "expected contacts"),
        (["--stream", "--rate-hz", "60", "--panel", "surface"], "expected (n, 48, 72)"),
    ],
)
def test_misuse_of_streams_is_one_line(
    kiosk: Kiosk,
    options: list[str],
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = frames_file(tmp_path / "frames.npy")
    assert kiosk.present(path, kiosk.idle, *options) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert problem in captured.err.splitlines()[-1]
    assert "Traceback" not in captured.err


def test_a_voucher_that_is_none_is_known_before_there_is_a_stamp(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = frames_file(tmp_path / "frames.npy", 10)
    assert kiosk.present(path, NOWHERE, *STREAM) == 1
    (told,) = lines(capsys.readouterr().out)
    assert told["type"] == "/problems/not-found"


def test_both_ends_of_a_two_ended_stamp_are_presented_together(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / f"{code}.json" for code in ENDS]
    for file, code in zip(files, ENDS, strict=True):
        contactfile.write(file, contactfile.Contacts(events=tuple(touched(code, 5 + code))))
    voucher = kiosk.voucher(kiosk.dinner)
    assert kiosk.present(files[0], voucher) == 1
    assert kiosk.state(voucher) == "unverified"
    assert kiosk.present(files[1], voucher, "--second", str(files[0])) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["purpose"] == "verify"
    assert kiosk.state(voucher) == "verified"
    frames = tmp_path / "frames.npy"
    np.save(frames, np.zeros((1, PANEL.rows, PANEL.columns), np.int16))
    assert kiosk.present(files[0], voucher, "--second", str(frames)) == 2
    assert "expected contacts in both files" in capsys.readouterr().err


def turned(path: Path, *codes: int, pause_ms: float = 3000.0) -> Path:
    """Presses of ends one after the other, as one recording."""
    events, begin_ms = [], 0.0
    for number, code in enumerate(codes):
        press = touched(code, 40 + number + int(pause_ms), Gesture(hold_ms=300.0), contacts=5)
        events += [each._replace(time_ms=begin_ms + each.time_ms) for each in press]
        begin_ms = events[-1].time_ms + pause_ms
    contactfile.write(path, contactfile.Contacts(events=tuple(events)))
    return path


def test_both_ends_that_a_stream_shows_are_presented_together(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, voucher = (
        turned(tmp_path / "ends.json", ENDS[1], ENDS[1], ENDS[0]),
        kiosk.voucher(kiosk.dinner),
    )
    assert kiosk.present(path, voucher, "--stream", "--once") == 0
    captured = capsys.readouterr()
    told = lines(captured.out)
    assert kinds(told) == [
        *("stamped", "half", "lifted", "stamped", "skipped", "lifted", "stamped", "accepted"),
    ]
    assert "turn the stamp over" in told[4]["reason"]
    assert (told[-1]["code"], told[-1]["other_code"]) == (ENDS[1], ENDS[0])
    assert told[1]["until_s"] == pytest.approx(told[0]["time_s"] + 10.3, abs=0.3)
    assert told[-1]["last_s"] > told[2]["time_s"] > told[-1]["first_s"]
    assert kiosk.state(voucher) == "verified"
    assert "takes both ends of a stamp" in captured.err


def test_an_end_that_comes_too_late_begins_anew(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, voucher = (
        turned(tmp_path / "ends.json", *ENDS, pause_ms=10_100.0),
        kiosk.voucher(kiosk.dinner),
    )
    assert kiosk.present(path, voucher, "--stream") == 1
    told = lines(capsys.readouterr().out)
    alone = ["stamped", "half", "lifted", "skipped"]
    assert kinds(told) == alone * 2
    assert [each["code"] for each in told if each["kind"] == "presented"] == list(ENDS)
    assert all("did not follow within 10 seconds" in each["reason"] for each in told[3::4])
    assert kiosk.state(voucher) == "unverified"


def test_frames_do_not_go_to_a_voucher_that_takes_both_ends(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = frames_file(tmp_path / "frames.npy")
    assert kiosk.present(path, kiosk.voucher(kiosk.dinner), *STREAM) == 2
    assert "give touch5" in capsys.readouterr().err


def test_a_kiosk_counts_and_a_copy_of_its_key_without_the_count_is_refused(
    kiosk: Kiosk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office, count = kiosk.office, tmp_path / "counter"
    of_kiosk = {"label": "counts", "merchant_id": kiosk.merchant, "roles": ["kiosk"]}
    own = replace(kiosk, key=office.post("/v1/api-keys", of_kiosk)["secret"])
    path, voucher = frames_file(tmp_path / "frames.npy", 21, 22), kiosk.voucher()
    assert own.present(path, voucher, *STREAM, "--counter", str(count)) == 0
    assert kiosk.state(voucher) == "redeemed"
    assert int(count.read_text()) == 2
    other = frames_file(tmp_path / "other.npy", 23)
    assert own.present(other, kiosk.voucher(), *STREAM) == 1
    told = lines(capsys.readouterr().out)
    assert told[-2]["problem"]["type"] == "/problems/counter-behind"
    assert own.present(other, kiosk.voucher(), *STREAM, "--counter", str(count)) == 0
    capsys.readouterr()
    token = ["--token", "dvt_x", "--voucher", voucher, "--counter", str(count)]
    assert run(["present", str(other), *token]) == 2
    assert "expected with --key" in capsys.readouterr().err
