"""What a stamp is made by. The rooms meet on the command line: here is ``stampcodec fabricate``."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from issuance.face import face_text
from issuance.model.stamp import End
from issuance.refusal import Busy
from issuance.server.problem import NotInstalledError, OverloadedError

if TYPE_CHECKING:
    from issuance.model.stamp import Stamp

# A package takes seconds of one core: one at a time, and nobody waits longer than this.
PATIENCE_S = 120.0
# So many wait for it; the next one is told to come back.
MOST_WAITING, RETRY_S = 16, 30
COMMAND = "from stampcodec.cli import main; main()"
MISSING = "not installed completely"
EPOCH = (1980, 1, 1, 0, 0, 0)  # files without a clock: the same stamp, the same zip

# Of its own: who waits for a package holds none of the threads that answer requests.
_packer = ThreadPoolExecutor(1, "packer")
_places = threading.BoundedSemaphore(MOST_WAITING)


async def package(stamp: Stamp) -> bytes:
    """Make the fabrication package of a stamp, as one zip.

    Raises
    ------
    NotInstalledError
        The extra ``fabrication`` is missing.
    OverloadedError
        Too many are waiting for theirs.
    Busy
        It took too long.
    """
    if not _places.acquire(blocking=False):
        raise OverloadedError("too many packages are being made", RETRY_S)
    making = _packer.submit(_package, stamp)
    making.add_done_callback(lambda _: _places.release())
    try:
        return await asyncio.wait_for(asyncio.wrap_future(making), PATIENCE_S)
    except asyncio.TimeoutError:
        raise Busy("the package, or those before it, took too long to make") from None


def _package(stamp: Stamp) -> bytes:
    with TemporaryDirectory() as folder:
        return _made(stamp, Path(folder))


def _made(stamp: Stamp, folder: Path) -> bytes:
    face, second, out = folder / "stamp.json", folder / "second.json", folder / "package"
    face.write_text(face_text(stamp), encoding="utf-8")
    other: list[str] = []
    if stamp.is_two_ended:
        second.write_text(face_text(stamp, End.SECOND), encoding="utf-8")
        other = ["--second", str(second)]
    try:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "fabricate", str(face), *other, "-o", str(out)],
            capture_output=True,
            check=False,
            timeout=PATIENCE_S,
            text=True,
        )
    except subprocess.TimeoutExpired:
        raise Busy("the package took too long to make") from None
    if done.returncode == 2 and MISSING in done.stderr:
        raise NotInstalledError("packages need the extra: pip install 'stampcodec[fabrication]'")
    if done.returncode != 0:
        raise RuntimeError(f"fabricate ended with {done.returncode}: {done.stderr[-2000:]}")
    return _zipped(out)


def _zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())
    return content.getvalue()
