"""What `python -m benchmarks page` finds out, and what it requires."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks.page.lighthouse import Judgement, judged
from benchmarks.page.server import shop_server
from benchmarks.page.visit import SLOW_3G, Visit, launched, visits
from benchmarks.report.requirement import Requirement

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a customer at a till waits for without a doubt that something comes.
MOST_PAINT_MS = 1000.0
LEAST_SCORE, FULL_SCORE = 95.0, 100.0
OFFER, WALLET = "offer", "wallet"


@dataclass(frozen=True)
class PageResult:
    """Visits, one row each kind with the medians of all rounds, and judgements."""

    visits: tuple[Visit, ...]
    judgements: tuple[Judgement, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """First paint of the first visit, and the points that Lighthouse takes off."""
        first = self.visits[0]
        return [
            Requirement("first paint on slow 3G, ms", first.paint_ms, MOST_PAINT_MS),
            *(
                Requirement(
                    f"Lighthouse, {each.page}, {category}: points missing",
                    FULL_SCORE - score,
                    FULL_SCORE - LEAST_SCORE,
                )
                for each in self.judgements
                for category, score in each.scores.items()
            ),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        return {
            "visits": [asdict(each) for each in self.visits],
            "lighthouse": [asdict(each) for each in self.judgements],
        }


def measure_page(rounds: int, *, lighthouse: bool) -> PageResult:
    """Visit the page of a shop, round after round, each time as another phone."""
    with shop_server() as (server, link), sync_playwright() as playwright:
        browser = launched(playwright)
        taken = [visits(browser, server + link, SLOW_3G) for _ in range(rounds)]
        browser.close()
        addresses = {OFFER: link, WALLET: "/"} if lighthouse else {}
        judgements = tuple(
            judged(playwright, name, server + path) for name, path in addresses.items()
        )
    return PageResult(tuple(_middle(each) for each in zip(*taken, strict=True)), judgements)


def _middle(visits: Sequence[Visit]) -> Visit:
    """Return the medians of visits of one kind."""
    return Visit(
        visits[0].what,
        median(each.paint_ms for each in visits),
        median(each.ready_ms for each in visits),
        round(median(each.requests for each in visits)),
        median(each.kib for each in visits),
    )
