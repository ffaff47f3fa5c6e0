"""A voucher's life over HTTP against a plain model: one word for its state, and who may do what.

`test_issuance_ledger.py` holds the ledger against a full model; here it is what a server answers:
status, problem, and that a request that is sent again changes nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from fastapi.testclient import TestClient
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from issuance.defence.limits import Policy
from issuance.server.app import create_app
from issuance.server.service import open_service
from issuance.settings import Settings
from tests.counter import Counter, open_counter
from tests.shop import HandClock

T = TypeVar("T")
REVERSAL_S = 600
WHICH = st.integers(0, 5)
# What a request is refused with in each state; empty: it is not.
MAY = {
    "verify": {"unverified": "", "redeemed": "already-redeemed"},
    "redeem": {"verified": "", "redeemed": "already-redeemed"},
    "redemption": {"verified": "", "redeemed": "already-redeemed"},
    "revocation": {"unverified": "", "verified": "", "redeemed": "already-redeemed"},
}


def pick(things: Sequence[T], which: int) -> T:
    return things[which % len(things)]


def problem(answer: Any) -> str:
    """Return what an answer refuses with; empty where it does not."""
    if answer.is_success:
        return ""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    slug: str = answer.json()["type"].rpartition("/")[2]
    return slug


def make_machine(template: Path, folder: Path) -> type[RuleBasedStateMachine]:
    """Make a machine that opens each of its servers on a new database."""
    number = count()

    class Server(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            own = folder / str(next(number))
            own.mkdir()
            held = Settings(folder=own, base_url="https://shop.test")
            shutil.copy(template, held.file)
            self.clock = HandClock()
            self.app = create_app(open_service(held, self.clock, Policy()))
            self.client = TestClient(self.app, raise_server_exceptions=False)
            self.client.__enter__()
            self.counter: Counter = open_counter(self.app, self.client, self.clock)
            self.key = self.counter.key("redeem", "manage")
            self.campaign = self.counter.open(self.counter.merchant, reversal_s=REVERSAL_S)
            self.devices: list[str] = []
            self.states: dict[str, str] = {}
            self.owners: dict[str, str] = {}
            self.redeemed_at: dict[str, Any] = {}
            self.sent: list[tuple[str, dict[str, Any], str, Any]] = []

        def teardown(self) -> None:
            self.client.__exit__(None, None, None)

        @initialize()
        def two_phones_take_vouchers(self) -> None:
            self.devices = [self.counter.device() for _ in range(2)]
            for which in range(2):
                self.claim(which)

        @rule(which=WHICH)
        def claim(self, which: int) -> None:
            owner = pick(self.devices, which)
            voucher = self.counter.claim(owner, self.campaign)
            self.states[voucher], self.owners[voucher] = "unverified", owner

        @rule(which=WHICH, purpose=st.sampled_from(["verify", "redeem"]), own=st.booleans())
        def present(self, which: int, purpose: str, own: bool) -> None:
            """Ask for a challenge, and press the shop's stamp or another."""
            voucher = pick(list(self.states), which)
            owner, path = self.owners[voucher], f"/v1/vouchers/{voucher}"
            given = self.counter.ask("POST", f"{path}/challenges", owner, json={"purpose": purpose})
            expected = MAY[purpose].get(self.states[voucher], "wrong-state")
            assert problem(given) == expected
            if expected:
                return
            body = self.counter.press(None if own else self.counter.code ^ 1)
            self.clock.advance(seconds=body.get("held_ms", 0.0) / 1000)
            body = {"challenge_id": given.json()["id"], **body}
            answer = self.counter.ask("POST", f"{path}/presentations", owner, json=body)
            assert problem(answer) == ("" if own else "stamp-not-accepted")
            if own:
                self.is_now(voucher, "verified" if purpose == "verify" else "redeemed")
            again = self.counter.ask("POST", f"{path}/presentations", owner, json=body)
            assert problem(again) == "challenge-spent"

        @rule(which=WHICH, what=st.sampled_from(["redemption", "reversal", "revocation"]))
        def do_at_the_desk(self, which: int, what: str) -> None:
            voucher = pick(list(self.states), which)
            state = self.states[voucher]
            if what == "reversal":
                expected = "wrong-state"
                if state == "redeemed":
                    late = self.clock.now - self.redeemed_at[voucher]
                    expected = "" if late.total_seconds() < REVERSAL_S else "reversal-too-late"
            else:
                expected = MAY[what].get(state, "wrong-state")
            header = {"Idempotency-Key": f"{len(self.sent):016d}"}
            path = f"/v1/vouchers/{voucher}/{what}"
            answer = self.counter.ask("POST", path, self.key, json={}, headers=header)
            assert problem(answer) == expected
            if not expected:
                to = {"redemption": "redeemed", "reversal": "verified", "revocation": "revoked"}
                self.is_now(voucher, to[what])
            self.sent.append((path, header, expected, answer.json()))

        @precondition(lambda self: self.sent)
        @rule(which=WHICH)
        def send_again(self, which: int) -> None:
            path, header, expected, told = pick(self.sent[::-1], which)
            answer = self.counter.ask("POST", path, self.key, json={}, headers=header)
            assert (problem(answer), answer.json()) == (expected, told)
            assert answer.headers["Idempotency-Replayed"] == "true"

        @rule(which=WHICH)
        def look_from_another_phone(self, which: int) -> None:
            voucher = pick(list(self.states), which)
            stranger = next(each for each in self.devices if each != self.owners[voucher])
            for path in ("", "/receipt"):
                answer = self.counter.ask("GET", f"/v1/vouchers/{voucher}{path}", stranger)
                assert problem(answer) == "not-found"

        @rule(seconds=st.sampled_from([1, 120, REVERSAL_S]))
        def wait(self, seconds: int) -> None:
            self.clock.advance(seconds=seconds)

        def is_now(self, voucher: str, state: str) -> None:
            self.states[voucher] = state
            self.redeemed_at[voucher] = self.clock.now

        @invariant()
        def the_server_shows_what_the_model_has(self) -> None:
            for owner in self.devices:
                mine = self.counter.told("GET", "/v1/vouchers", owner, params={"limit": 100})
                assert {each["id"]: each["state"] for each in mine["items"]} == {
                    voucher: state
                    for voucher, state in self.states.items()
                    if self.owners[voucher] == owner
                }

    return Server


def test_a_server_answers_as_the_model_says(sqlite_template: Path, tmp_path: Path) -> None:
    run_state_machine_as_test(
        make_machine(sqlite_template, tmp_path),
        settings=settings(max_examples=6, stateful_step_count=15, derandomize=True, deadline=None),
    )
