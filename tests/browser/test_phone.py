"""The phones of the tests: what one of them does leaves the others alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuance.defence.limits import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone
    from tests.browser.service import Shop

# Windows begin at full minutes: one of two has more than enough.
MANY = 2 * min(limit.most for limit in POLICY.claims) + 1
CLAIM = """async ([campaign, times]) => {
  const {token} = JSON.parse(localStorage.getItem("device"));
  const claim = () => fetch("/v1/vouchers", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
      Authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({campaign_id: campaign}),
  });
  const answers = await Promise.all(Array.from({length: times}, claim));
  return answers.map((answer) => answer.status);
}"""


@pytest.mark.parametrize("service_workers", ["block", "allow"])
def test_a_phone_that_has_claimed_too_often_leaves_what_others_may_claim_alone(
    phone: Callable[..., Phone], tea: Shop, service_workers: str
) -> None:
    eager, other = phone(service_workers=service_workers), phone(service_workers=service_workers)
    eager.claim(tea.address)
    assert 429 in eager.page.evaluate(CLAIM, [tea.campaign_id, MANY])
    other.claim(tea.address)
