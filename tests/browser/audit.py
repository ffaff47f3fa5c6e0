"""Accessibility as a list of what is wrong (`audit.js`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")
FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const style = getComputedStyle(node);
  return {
    what: node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
TO_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""


def wrong(page: Page) -> list[str]:
    """List what is wrong with a page as it stands."""
    found: list[str] = page.evaluate(SCRIPT)
    return found


def tab_order(page: Page, most: int) -> list[str]:
    """Press Tab until it begins anew; every stop must be outlined."""
    found: list[str] = []
    page.evaluate(TO_THE_TOP)
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["what"] in found[:1]:
            break
        assert focused["outlined"], focused
        found.append(focused["what"])
    return found
