"""The whole chain once: a merchant ID, its stamp, a press, the reading, a voucher redeemed.

``make demo`` runs it; the files go to ``build/demo``.
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
import tempfile
import textwrap
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from emulator import presses
from issuance.client import Client
from issuance.receipt import check_receipt
from issuance.receipt.jwk import public_keys
from stampcodec.frames import write_frames
from stampcodec.picture import face_picture, frame_picture, save_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MERCHANT = 4711


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("build/demo"), metavar="FOLDER")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)

    family, panel = sc.family("lattice8h14"), sc.panel("nexus5")
    face = family.encode(MERCHANT)
    face.save(folder / "stamp.json")
    save_picture(face_picture(face), folder / "face.png")
    say(
        f"Merchant {MERCHANT} has a {family.name} stamp: {len(face.dots)} rubber dots of "
        f"{family.dot_mm:g} mm on a face of {face.outline_mm:g} mm."
    )

    pressed = presses(face, panel, 1, np.random.default_rng(3))
    frame, (x_mm, y_mm, angle_deg) = pressed.frames[0], pressed.poses[0]
    write_frames(folder / "frames.npy", pressed.frames)
    say(
        f"Pressed on a {panel.name} at ({x_mm:.2f}, {y_mm:.2f}) mm, turned {angle_deg:.1f} "
        f"degrees, it gives a frame of {panel.rows} x {panel.columns} counts."
    )

    reader = sc.FrameReader(family, panel)
    reading = reader.read(frame)
    picture = frame_picture(frame, panel, reading, family, reader.evidence(frame))
    save_picture(picture, folder / "frame.png")
    if reading.merchant_id != MERCHANT or reading.pose is None:
        raise SystemExit(f"The reader says {reading}, expected merchant {MERCHANT}.")
    pose = reading.pose
    say(
        f"The reader says merchant {reading.merchant_id}, "
        f"at ({pose.x_mm:.2f}, {pose.y_mm:.2f}) mm, turned {pose.angle_deg:.1f} degrees, "
        f"{reading.corrected} sites corrected, "
        f"margin {reading.margin:.2f} of 1."
    )
    say(
        f"In {folder}: stamp.json and its picture face.png; frames.npy, and frame.png with the "
        "face drawn where the reader found it."
    )
    with tempfile.TemporaryDirectory() as data, serving(Path(data)) as (url, key):
        stamp_voucher(url, key, presses(face, panel, 2, np.random.default_rng(4)).frames)


def stamp_voucher(url: str, key: str, frames: NDArray[np.int16]) -> None:
    """Let a shop give a voucher, and stamp it twice: verified, then redeemed."""
    office = Client(url, key)
    merchant = office.post("/v1/merchants", {"name": "Café"})["id"]
    shop = f"/v1/merchants/{merchant}"
    office.post(f"{shop}/stamps", {"family": "lattice8h14", "code": MERCHANT})
    now = datetime.now(timezone.utc)
    days = {"valid_from": now.isoformat(), "valid_until": (now + timedelta(days=30)).isoformat()}
    campaign = office.post(f"{shop}/campaigns", {"title": "A coffee on the house", **days})

    rights = {"label": "kiosk", "merchant_id": merchant, "roles": ["kiosk"]}
    kiosk = Client(url, office.post("/v1/api-keys", rights)["secret"])
    customer = Client(url, Client(url).post("/v1/devices", {})["token"])
    voucher = customer.post("/v1/vouchers", {"campaign_id": campaign["id"]})
    say(f"A server at {url} gave a voucher for {campaign['title']!r}: {voucher['state']}.")
    path = f"/v1/vouchers/{voucher['id']}"
    for purpose, frame in zip(("verify", "redeem"), frames, strict=True):
        challenge = kiosk.post(f"{path}/challenges", {"purpose": purpose})
        sent = base64.b64encode(frame.astype("<i2").tobytes()).decode()
        shown = {"panel": "nexus5", "family": "lattice8h14", "td16_base64": sent}
        body = {"challenge_id": challenge["id"], "frames": shown}
        voucher = kiosk.post(f"{path}/presentations", body)["voucher"]
        receipt = check_receipt(voucher["receipt"], public_keys(customer.get("/v1/keys")))
        say(
            f"The stamp touched it to {purpose}: the voucher is {voucher['state']}, and its "
            f"receipt, signed by the server, says {receipt.state}."
        )


@contextmanager
def serving(data: Path) -> Iterator[tuple[str, str]]:
    """Run ``stampcodec serve`` on a free port; yield its address and the administrator's key."""
    program = "import sys; from stampcodec.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--data", str(data), "--port", "0"]
    with (data / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert server.stdout is not None
        key = server.stdout.readline().rpartition(" ")[2].strip()
        url = server.stdout.readline().rpartition(" ")[2].strip()
        if not url:
            raise SystemExit((data / "log").read_text())
        yield url, key
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def say(text: str) -> None:
    print(textwrap.fill(text, 80), end="\n\n")


if __name__ == "__main__":
    main()
