"""A run of a client, and what it should print of a stream, by this project's own decoder."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from stampcodec.wire import (
    Arrival,
    Contacts,
    Continuity,
    Damage,
    DescriptionAssembly,
    DescriptionPiece,
    Frame,
    Packet,
    PacketDecoder,
    read_description,
)
from tests.patience import PATIENCE_S


def run(client: list[str], *arguments: str, data: bytes = b"") -> tuple[int, list[Any], str]:
    done = subprocess.run(
        [*client, *arguments], input=data, capture_output=True, timeout=PATIENCE_S, check=False
    )
    lines = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    return done.returncode, lines, done.stderr.decode()


def expected(stream: bytes) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Say what a client prints of a stream, by this project's own decoder."""
    decoder, continuity, assembly = PacketDecoder(), Continuity(), DescriptionAssembly()
    told: list[dict[str, Any]] = []
    described = False
    for item in decoder.push(stream):
        if not isinstance(item, Packet):
            continue
        arrival = continuity.follow(item)
        if arrival is Arrival.REPEATED:
            continue
        if arrival is Arrival.RESTARTED:
            told.append({"kind": "restarted", "boot": item.boot})
        if isinstance(item.message, DescriptionPiece) and not described:
            raw = assembly.add(item.message)
            if raw is not None:
                described = True
                panel = read_description(raw).panel
                told.append(
                    {
                        "kind": "device",
                        "name": panel.name,
                        "rows": panel.rows,
                        "columns": panel.columns,
                        "pitch_mm": panel.pitch_mm,
                        "firmware": read_description(raw).firmware,
                    }
                )
        elif isinstance(item.message, (Frame, Contacts)):
            told.append(shown(item.message, item.time_us))
    decoder.finish()
    tally = decoder.tally
    counts: dict[str, Any] = {
        damage.value: list(getattr(tally, damage.value)) for damage in Damage
    } | {"empty": list(tally.empty)}
    whole = [tally.good.runs + tally.unknown.runs, tally.good.n_bytes + tally.unknown.n_bytes]
    counts |= {"whole": whole, "lost": continuity.lost, "repeated": continuity.repeated}
    return told, counts | {"restarts": continuity.restarts}


def shown(message: Frame | Contacts, time_us: int) -> dict[str, Any]:
    head = {"kind": message.NAME, "scan": message.scan, "time_us": time_us}
    if isinstance(message, Frame):
        counts = message.counts
        row, column = divmod(int(counts.argmax()), counts.shape[1])
        return head | {
            "rows": counts.shape[0],
            "columns": counts.shape[1],
            "coding": message.coding,
            "sum": int(counts.sum(dtype=int)),
            "peak": int(counts.max()),
            "peak_row": row,
            "peak_column": column,
        }
    return head | {
        "contacts": [
            {
                "contact_identifier": contact.contact_identifier,
                "tip_switch": contact.tip_switch,
                "x_mm": contact.x_um / 1000,
                "y_mm": contact.y_um / 1000,
                "pressure": contact.pressure,
            }
            for contact in message.contacts
        ]
    }


def merged(counts: dict[str, Any]) -> dict[str, Any]:
    """Add up what is good and unknown: a client need not know every message."""
    rest = {
        name: value for name, value in counts.items() if name not in ("good", "unknown", "kind")
    }
    pairs = zip(counts["good"], counts["unknown"], strict=True)
    return rest | {"whole": [good + unknown for good, unknown in pairs]}
