"""What a customer shows at the till: a short code, and a QR code that another reader reads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.audit import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone
    from tests.browser.service import Shop


def test_an_unstamped_voucher_shows_its_codes_also_without_a_network(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(viewport={"width": 320, "height": 568}, color_scheme="dark")
    held.claim(tea.address)
    name = held.page.url.partition("#")[2]
    held.context.set_offline(True)
    code = held.page.locator(".short-code")
    expect(code).to_have_text(f"{name[-8:-4]}-{name[-4:]}".upper())
    code.click()
    drawn = held.page.get_by_role("img", name="QR code of this voucher")
    expect(drawn).to_be_visible()
    picture = Image.open(BytesIO(drawn.screenshot())).convert("L")
    (read,) = zxingcpp.read_barcodes(np.asarray(picture))
    assert (str(read.format), read.text) == ("QR Code", name)
    assert wrong(held.page) == []
