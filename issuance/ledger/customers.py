"""What devices ask for: vouchers, challenges, presentations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuance.ledger import answers, challenge, claim, find, keys, lists, present, register, tally
from issuance.ledger.books import Books
from issuance.model.limit import Of
from issuance.model.page import MOST_ITEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.caller import Caller
    from issuance.model.challenge import Challenge, Purpose
    from issuance.model.device import Device, NewDevice
    from issuance.model.limit import Limit
    from issuance.model.once import Once
    from issuance.model.page import Page
    from issuance.model.presentation import Presented, Seen
    from issuance.model.voucher import Holding


class Customers(Books):
    """What devices ask for: vouchers, challenges, presentations."""

    def register_device(
        self, who: Caller, *, limits: Sequence[Limit] = (), once: Once | None = None
    ) -> NewDevice:
        """Give a device a token, see `register.register_device`."""
        return self._change(who, once, register.register_device, limits)

    def device_of(self, token: str) -> Device | None:
        """Find the device that shows a token."""
        return self._read(keys.device_of, token)

    def claim(
        self,
        device_id: str,
        campaign_id: str,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Holding:
        """Give a device a voucher, see `claim.claim`."""
        return self._change(who, once, claim.claim, device_id, campaign_id, limits)

    def challenge(
        self,
        voucher_id: str,
        device_id: str | None,
        purpose: Purpose,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Challenge:
        """Give the right to present a stamp, see `challenge.give`."""
        return self._change(who, once, challenge.give, voucher_id, device_id, purpose, limits)

    def present(
        self,
        voucher_id: str,
        device_id: str | None,
        challenge_id: str,
        seen: Seen,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Presented:
        """Present a stamp to a voucher, see `present.present`.

        Raises
        ------
        NotAccepted
            After the fact was kept: the challenge is spent, and the attempt is counted.
        """
        return self._change(
            who, once, present.present, voucher_id, device_id, challenge_id, seen, limits
        )

    def holding(self, voucher_id: str, who: Caller, device_id: str | None = None) -> Holding:
        """Find a voucher as it is now; that of a device, when one is given."""
        return self._read(find.holding, voucher_id, who, device_id).at(self._clock())

    def holdings_of_device(
        self, device_id: str, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Holding]:
        """List the vouchers of a device."""
        return self._as_of_now(self._read(lists.holdings_of_device, device_id, after, limit))

    def count(self, limits: Sequence[Limit], who: Caller, *, refused: bool = True) -> None:
        """Count an attempt at something that is no change, by the address of who tried.

        Raises
        ------
        LockedOut
            The address is locked out, and was before this attempt.
        """
        subjects = {Of.ADDRESS: who.address}

        def attempt(change: Change) -> None:
            tally.refuse_locked(change, limits, subjects)
            tally.count(change, limits, subjects, refused=refused)

        self._change(who, None, attempt)

    def answered(self, once: Once) -> None:
        """Raise the answer to a request that was done before, see `answers.repeat`."""
        self._read(answers.repeat, once)
