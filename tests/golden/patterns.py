"""What the golden files hold of touch5: the table's digest, some patterns, a face as a file."""

from __future__ import annotations

import json
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from stampcodec.touch.measure import distance
from stampcodec.touch.patterns import patterns
from tests.golden.vectors import face_text

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "stampcodec" / "touch" / "touch5.csv"
SEARCH = ROOT / "tools" / "pattern_search" / "search.c"
FACE = "touch5-1267.json"

# The whole search takes a minute, `make golden` repeats it; this much of it takes a moment.
SEED, CANDIDATES = 1, 3000


def digest(text: bytes) -> str:
    """Return a short name for a text that no other text has."""
    return sha256(text).hexdigest()


def short_search() -> bytes:
    """Compile the search as the Makefile does and return the patterns among few candidates."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "search")
        flags = ("-O3", "-ffp-contract=off", "-o", str(program))
        subprocess.run(["cc", *flags, str(SEARCH), "-lm"], check=True)
        found = subprocess.run(
            [program, str(SEED), str(CANDIDATES)], capture_output=True, check=False
        )
    # 1: fewer patterns than merchants, as is to be expected of so few candidates
    assert found.returncode == 1, found.stderr
    return found.stdout


def merchant_ids() -> list[int]:
    """Choose IDs: the ends, every bit alone, and some from all over."""
    return sorted({0, 3, 1267, 4094, 4095, *(1 << k for k in range(12)), *range(97, 4096, 577)})


def vector(merchant_id: int) -> dict[str, Any]:
    """Derive one golden vector: a pattern, and which other is the nearest to it."""
    dots = patterns() / 10
    others = np.delete(np.arange(len(dots)), merchant_id)
    apart = distance(dots[merchant_id], dots[others])
    return {
        "merchant_id": merchant_id,
        "tenths": patterns()[merchant_id].tolist(),
        "nearest": int(others[apart.argmin()]),
        "nearest_mm": round(float(apart.min()), 6),
    }


def document() -> dict[str, Any]:
    """Derive everything about the table."""
    return {
        "table_sha256": digest(TABLE.read_bytes()),
        "short_search_sha256": digest(short_search()),
        "patterns": [vector(merchant_id) for merchant_id in merchant_ids()],
    }


def golden_files() -> dict[str, str]:
    """Return the text of every golden file of touch5 by its name."""
    return {
        "touch5.json": json.dumps(document(), indent=1) + "\n",
        FACE: face_text("touch5", 1267, None),
    }
