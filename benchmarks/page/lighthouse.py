"""Lighthouse's judgement of a page: `npx` fetches it by name and version, Chromium is the system's.

References
----------
https://developer.chrome.com/docs/lighthouse
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from stampcodec.errors import FileError

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

PACKAGE = "lighthouse@13.5.0"
FLAGS = "--headless=new --no-sandbox --disable-gpu"
PATIENCE_S = 600.0


@dataclass(frozen=True)
class Judgement:
    """What Lighthouse says of a page.

    Attributes
    ----------
    page : str
    scores : dict of float
        By category, 0 to 100.
    """

    page: str
    scores: dict[str, float]


def judged(playwright: Playwright, page: str, address: str) -> Judgement:
    """Run Lighthouse on a page, as on a phone with a slow network, its own defaults.

    Raises
    ------
    FileError
        There is no ``npx``, or Lighthouse did not end well.
    """
    npx = shutil.which("npx")
    if npx is None:
        raise FileError("npx", "", "not found; on Debian: apt install npm")
    chromium = shutil.which("chromium") or playwright.chromium.executable_path
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [
                *(npx, "--yes", PACKAGE, address, "--quiet"),
                *("--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"),
            ],
            env={**os.environ, "CHROME_PATH": chromium},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise FileError(PACKAGE, "", f"exit status {done.returncode}: {last}")
        categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return Judgement(page, {each: 100 * one["score"] for each, one in categories.items()})
