"""The ledger against a plain model of it: dictionaries, one customer after the other.

Two shops have stamps of one pattern, and neither matters to the other. Whatever people do in
whatever order, both agree on every answer, on stock, limits and states; and the trail
always verifies, with one event for each change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

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

from issuance.ledger import audit, challenge, expire, find, lists, present, register, tidy
from issuance.ledger import claim as claims
from issuance.ledger import counts as counting
from issuance.ledger import redeem as redemptions
from issuance.ledger import revoke as revocations
from issuance.ledger.change import Change
from issuance.model.caller import CLOCK, COMMAND
from issuance.model.campaign import Mode
from issuance.model.challenge import Purpose
from issuance.model.stamp import StampStatus
from issuance.model.voucher import Holding
from issuance.refusal import Refusal
from tests.databases import NewDatabase
from tests.shop import MORNING, Customer, Shop, open_shop

T = TypeVar("T")
Work = Callable[[Change, str], Holding]

CARD_S, REVERSAL_S, UNSTAMPED_S = 60, 300, 5400
AWAITED = {Purpose.VERIFY: "unverified", Purpose.REDEEM: "verified"}


@dataclass
class PlainCampaign:
    """What the model knows of a campaign."""

    shop: int
    mode: Mode
    stock: int | None
    per_customer: int | None
    needed: int
    ends: datetime


@dataclass
class PlainVoucher:
    """What the model knows of a voucher."""

    campaign: str
    customer: Customer
    state: str
    collected: int
    claimed_at: datetime
    stamped_at: datetime | None = None
    redeemed_at: datetime | None = None
    idle: bool = True


@dataclass(frozen=True)
class Given:
    """A challenge that somebody holds."""

    id: str
    voucher: str
    purpose: Purpose
    expires_at: datetime


TERMS = st.builds(
    PlainCampaign,
    shop=st.sampled_from([0, 0, 1]),
    mode=st.sampled_from([Mode.BOTH, Mode.BOTH, Mode.ISSUE, Mode.REDEEM]),
    stock=st.none() | st.integers(1, 3),
    per_customer=st.none() | st.integers(1, 2),
    needed=st.sampled_from([1, 1, 2]),
    ends=st.integers(1, 5).map(lambda hours: MORNING + timedelta(hours=hours)),
).map(lambda terms: replace(terms, needed=1) if terms.mode is Mode.REDEEM else terms)
WHICH = st.integers(0, 5)
CODES = st.sampled_from([7, 7, 7, 8, 9])  # stamps of both shops, the rival's alone, nobody's
OWN = ((7,), (7, 8))


def pick(things: Sequence[T], which: int) -> T:
    """Take one of some things, whatever the number."""
    return things[which % len(things)]


def tried(call: Callable[[], T]) -> tuple[str, T | None]:
    """Make a call; return the slug of its refusal, empty where there was none, and its result."""
    try:
        return "", call()
    except Refusal as refused:
        return refused.slug, None


def make_machine(new_database: NewDatabase) -> type[RuleBasedStateMachine]:
    """Make a machine that opens each of its shops on a new database."""

    class Service(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.shop: Shop = open_shop(
                new_database(), card_interval_s=CARD_S, unstamped_s=UNSTAMPED_S
            )
            self.shops = (self.shop, self.shop.rival(*OWN[1]))
            self.stamps = [
                {
                    each.id
                    for each in self.shop.ledger.ask(lists.stamps, shop.merchant.id, COMMAND).items
                }
                for shop in self.shops
            ]
            self.active = [True, True]
            self.customers = [self.shop.customer() for _ in range(2)]
            self.campaigns: dict[str, PlainCampaign] = {}
            self.vouchers: dict[str, PlainVoucher] = {}
            self.challenges: list[Given] = []
            self.spent: set[str] = set()
            self.expected: Counter[str] = Counter(self.shop.events())

        def teardown(self) -> None:
            self.shop.ledger.close()

        # --- what people do ----------------------------------------------------------------

        @initialize(terms=st.lists(TERMS, min_size=1, max_size=3))
        def open(self, terms: list[PlainCampaign]) -> None:
            for plain in terms:
                opened = self.shops[plain.shop].campaign(
                    mode=plain.mode,
                    stock=plain.stock,
                    per_customer=plain.per_customer,
                    stamps_needed=plain.needed,
                    reversal_s=REVERSAL_S,
                    valid_until=plain.ends,
                )
                self.campaigns[opened.id] = plain
                self.expected["campaign-opened"] += 1
            for which in range(3):
                self.claim(which, who=which)

        @rule(which=WHICH, who=WHICH)
        def claim(self, which: int, who: int) -> None:
            campaign, customer = pick(list(self.campaigns), which), pick(self.customers, who)
            refusal = self.why_no_claim(campaign, customer)
            refused, held = tried(
                lambda: self.shop.ledger.change(
                    customer.who, claims.claim, customer.device_id, campaign
                )
            )
            assert refused == refusal
            if held is None:
                return
            plain = self.campaigns[campaign]
            verified = plain.mode is Mode.REDEEM
            self.vouchers[held.voucher.id] = PlainVoucher(
                campaign,
                customer,
                "verified" if verified else "unverified",
                plain.needed if verified else 0,
                self.shop.clock.now,
            )
            self.expected["voucher-claimed"] += 1

        @precondition(lambda self: self.vouchers)
        @rule(which=WHICH, purpose=st.sampled_from(Purpose))
        def ask(self, which: int, purpose: Purpose) -> None:
            voucher = pick(list(self.vouchers), which)
            customer = self.vouchers[voucher].customer
            refusal = self.why_no_touch(voucher, purpose)
            refused, given = tried(
                lambda: self.shop.ledger.change(
                    customer.who, challenge.give, voucher, customer.device_id, purpose
                )
            )
            assert refused == refusal
            if given is not None:
                self.challenges.append(Given(given.id, voucher, purpose, given.expires_at))

        @precondition(lambda self: self.challenges)
        @rule(back=WHICH, code=CODES, replay=st.sampled_from([False, False, False, True]))
        def press(self, back: int, code: int, replay: bool) -> None:
            given = pick(self.challenges[::-1], back)
            customer = self.vouchers[given.voucher].customer
            refusal = self.why_no_presentation(given, code, replay)
            seen = self.shop.seen(code, replays=lambda earlier: replay and earlier is not None)
            refused, presented = tried(
                lambda: self.shop.ledger.change(
                    customer.who, present.present, given.voucher, customer.device_id, given.id, seen
                )
            )
            assert refused == refusal
            if refused == "stamp-not-accepted":
                self.spent.add(given.id)
                self.expected["presentation-refused"] += 1
            if presented is not None:
                assert presented.stamp_id in self.stamps[self.shop_of(given.voucher)]
                self.spent.add(given.id)
                self.stamp(given)

        @precondition(lambda self: self.vouchers)
        @rule(which=WHICH, rest=st.sampled_from([0, CARD_S]))
        def touch(self, which: int, rest: int) -> None:
            """Do what most people do: ask for what comes next, and press the shop's stamp."""
            self.wait(rest)
            state = self.state(pick(list(self.vouchers), which))
            self.ask(which, Purpose.REDEEM if state == "verified" else Purpose.VERIFY)
            if self.challenges:
                self.press(0, self.shop.stamp.code, False)

        def stamp(self, given: Given) -> None:
            """Do to the model what a touch that counts does."""
            plain = self.vouchers[given.voucher]
            plain.stamped_at, plain.idle = self.shop.clock.now, False
            if given.purpose is Purpose.REDEEM:
                plain.state, plain.redeemed_at = "redeemed", self.shop.clock.now
                self.expected["voucher-redeemed"] += 1
                return
            plain.collected += 1
            if plain.collected == self.campaigns[plain.campaign].needed:
                plain.state = "verified"
                self.expected["voucher-verified"] += 1
            else:
                self.expected["voucher-stamped"] += 1

        @precondition(lambda self: self.vouchers)
        @rule(which=WHICH)
        def redeem(self, which: int) -> None:
            voucher = pick(list(self.vouchers), which)
            state = self.state(voucher)
            refusal = {"verified": "", "redeemed": "already-redeemed"}
            if self.does(redemptions.redeem, voucher, refusal.get(state, "wrong-state")):
                plain = self.vouchers[voucher]
                plain.state, plain.redeemed_at = "redeemed", self.shop.clock.now
                plain.idle = False
                self.expected["voucher-redeemed"] += 1

        @precondition(lambda self: self.vouchers)
        @rule(which=WHICH)
        def reverse(self, which: int) -> None:
            voucher = pick(list(self.vouchers), which)
            state, refusal = self.state(voucher), "wrong-state"
            if state == "redeemed":
                redeemed_at = self.vouchers[voucher].redeemed_at
                assert redeemed_at is not None
                late = self.shop.clock.now - redeemed_at >= timedelta(seconds=REVERSAL_S)
                refusal = "reversal-too-late" if late else ""
            if self.does(redemptions.reverse, voucher, refusal):
                plain = self.vouchers[voucher]
                plain.state, plain.redeemed_at = "verified", None
                self.expected["redemption-reversed"] += 1

        @precondition(lambda self: self.vouchers)
        @rule(which=WHICH)
        def revoke(self, which: int) -> None:
            voucher = pick(list(self.vouchers), which)
            state = self.state(voucher)
            refusal = {
                "unverified": "",
                "verified": "",
                "redeemed": "already-redeemed",
            }
            if self.does(revocations.revoke, voucher, refusal.get(state, "wrong-state")):
                self.vouchers[voucher].state = "revoked"
                self.expected["voucher-revoked"] += 1

        @rule(which=st.sampled_from([0, 1]), active=st.booleans())
        def lose_or_find_a_stamp(self, which: int, active: bool) -> None:
            """Lose or find a shop's stamp of the pattern that both have."""
            status = StampStatus.ACTIVE if active else StampStatus.LOST
            stamp = self.shops[which].stamp.id
            self.shop.ledger.change(COMMAND, register.change_stamp, stamp, status=status)
            self.expected["stamp-changed"] += active is not self.active[which]
            self.active[which] = active

        @rule(seconds=st.sampled_from([1, 59, 60, 120, 300, 3600]))
        def wait(self, seconds: int) -> None:
            self.shop.clock.advance(seconds=seconds)

        @rule(hours=st.sampled_from([0, 1, 5]))
        def sweep(self, hours: int) -> None:
            self.wait(3600 * hours)
            swept = [name for name in self.vouchers if self.has_lapsed(name)]
            assert expire.expire_due(self.shop.ledger) == len(swept)
            for name in swept:
                self.vouchers[name].state = "expired"
            self.expected["voucher-expired"] += len(swept)
            self.shop.ledger.change(CLOCK, tidy.tidy)

        # --- what the model thinks of it -----------------------------------------------------

        def shop_of(self, voucher_id: str) -> int:
            """Say whose voucher it is."""
            return self.campaigns[self.vouchers[voucher_id].campaign].shop

        def state(self, voucher_id: str) -> str:
            """Say where a voucher stands now."""
            plain = self.vouchers[voucher_id]
            over = self.shop.clock.now >= self.campaigns[plain.campaign].ends
            over = over or self.has_lapsed(voucher_id)
            return "expired" if over and plain.state in ("unverified", "verified") else plain.state

        def has_lapsed(self, voucher_id: str) -> bool:
            """Whether a voucher was not used in time, and nobody took it back yet."""
            plain = self.vouchers[voucher_id]
            kept = self.shop.clock.now - plain.claimed_at
            idle = plain.idle and plain.state in ("unverified", "verified")
            return idle and kept >= timedelta(seconds=UNSTAMPED_S)

        def taken(self, campaign: str, customer: Customer | None = None) -> int:
            """Count the vouchers that take from the stock, or that a customer has now."""
            return sum(
                plain.campaign == campaign
                and customer in (None, plain.customer)
                and (plain.state if customer is None else self.state(name))
                in ("unverified", "verified", "redeemed")
                for name, plain in self.vouchers.items()
            )

        def why_no_claim(self, campaign: str, customer: Customer) -> str:
            plain = self.campaigns[campaign]
            if self.shop.clock.now >= plain.ends:
                return "campaign-not-open"
            if plain.stock is not None and self.taken(campaign) >= plain.stock:
                return "out-of-stock"
            has = self.taken(campaign, customer)
            if plain.per_customer is not None and has >= plain.per_customer:
                return "customer-limit"
            return ""

        def why_no_touch(self, voucher_id: str, purpose: Purpose) -> str:
            state = self.state(voucher_id)
            if state != AWAITED[purpose]:
                return "already-redeemed" if state == "redeemed" else "wrong-state"
            plain = self.vouchers[voucher_id]
            mode = self.campaigns[plain.campaign].mode
            if purpose is Purpose.REDEEM:
                return "wrong-state" if mode is Mode.ISSUE else ""
            if plain.stamped_at is None:
                return ""
            rested = self.shop.clock.now - plain.stamped_at >= timedelta(seconds=CARD_S)
            return "" if rested else "too-soon"

        def why_no_presentation(self, given: Given, code: int, replay: bool) -> str:
            if given.id in self.spent or self.shop.clock.now >= given.expires_at:
                return "challenge-spent"
            refusal = self.why_no_touch(given.voucher, given.purpose)
            if refusal:
                return refusal
            shop = self.shop_of(given.voucher)
            is_lost = code == self.shop.stamp.code and not self.active[shop]
            counts = code in OWN[shop] and not is_lost and not replay
            return "" if counts else "stamp-not-accepted"

        def does(self, work: Work, voucher_id: str, refusal: str) -> bool:
            """Ask the ledger for a change; say whether it was made, as the model expects."""
            refused, _ = tried(lambda: self.shop.ledger.change(COMMAND, work, voucher_id))
            assert refused == refusal
            return not refused

        # --- what always holds ---------------------------------------------------------------

        @invariant()
        def the_vouchers_are_as_the_model_has_them(self) -> None:
            for voucher_id, plain in self.vouchers.items():
                voucher = self.shop.ledger.ask(find.holding, voucher_id, COMMAND).voucher
                assert voucher.state.value == self.state(voucher_id)
                assert voucher.collected == plain.collected
                assert voucher.redeemed_at == plain.redeemed_at
                assert (voucher.receipt_id is not None) == (
                    voucher.state.value in ("verified", "redeemed")
                )

        @invariant()
        def stock_and_counts_are_as_the_model_has_them(self) -> None:
            for campaign_id, plain in self.campaigns.items():
                campaign = self.shop.ledger.ask(find.campaign, campaign_id, COMMAND)
                assert campaign.taken == self.taken(campaign_id)
                assert plain.stock is None or campaign.taken <= plain.stock
                counts = self.shop.ledger.ask(counting.counts, campaign_id, COMMAND)
                states = Counter(
                    self.state(name)
                    for name, voucher in self.vouchers.items()
                    if voucher.campaign == campaign_id
                )
                for state in ("unverified", "verified", "redeemed", "expired", "revoked"):
                    assert getattr(counts, state) == states[state]

        @invariant()
        def the_trail_holds_and_has_one_event_for_each_change(self) -> None:
            verdict = self.shop.ledger.ask(audit.verify)
            assert verdict.broken_at is None
            assert verdict.events == sum(self.expected.values())

    return Service


def test_the_ledger_does_what_the_model_says(new_database: NewDatabase) -> None:
    run_state_machine_as_test(
        make_machine(new_database),
        settings=settings(max_examples=60, stateful_step_count=30, derandomize=True, deadline=None),
    )
