"""Take the pictures: ``python -m tests.browser.gallery FOLDER``; exit status 1 if any is wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.conftest import launched
from tests.browser.gallery.camera import LANGUAGES, Camera
from tests.browser.gallery.contactsheet import lay_out
from tests.browser.gallery.sheets import take_sheets
from tests.browser.gallery.views import take_views
from tests.browser.running import running_service


def main(folder: Path) -> int:
    """Run a server and a browser, and go through all states as customers do."""
    with (
        TemporaryDirectory() as data,
        running_service(Path(data)) as service,
        sync_playwright() as playwright,
    ):
        camera = Camera(launched(playwright), service, folder)
        take_views(camera)
        for language in LANGUAGES:
            take_sheets(camera, language)
    lay_out(folder)
    for each in camera.wrong:
        print(each)
    print(f"{camera.taken} pictures, {len(camera.wrong)} wrong")
    return 1 if camera.wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        raise SystemExit("usage: python -m tests.browser.gallery FOLDER")
    raise SystemExit(main(Path(sys.argv[1])))
