"""What the ledger and the server refuse, each with a slug of its own.

::

    Refusal
    ├── Invalid               invalid               a field that cannot be; names it
    ├── Unauthenticated       unauthenticated       no token or key, or none that is known
    ├── Forbidden             forbidden             a key that may not do this
    ├── NotFound              not-found             no such thing, or none of yours
    ├── NotAccepted           stamp-not-accepted    a presentation that does not count, whatever why
    ├── LockedOut             locked-out            too often; says when again
    ├── PriceDue              price-due             a new device, for which a puzzle is to be solved
    ├── TillCodeNeeded        till-code-needed      a new customer, while somebody guesses patterns
    ├── TillCodeWrong         till-code-wrong       not the code at the merchant's till
    ├── CounterBehind         counter-behind        a kiosk's number is not above its last one
    ├── Busy                  busy                  the database did not answer in time
    │   ├── Locked            busy                  others hold what a change needs
    │   ├── Full              full                  the database has no room to write
    │   └── ClockWrong        clock-wrong           the server's clock cannot be right
    └── Conflict                                    it exists, and its state does not allow this
        ├── WrongState            wrong-state
        ├── AlreadyRedeemed       already-redeemed
        ├── ReversalTooLate       reversal-too-late
        ├── NotOpen               campaign-not-open
        ├── OutOfStock            out-of-stock
        ├── CustomerLimit         customer-limit
        ├── TooSoon               too-soon              a stamp card rests between two touches
        ├── ChallengeSpent        challenge-spent       used, expired, or given for something else
        ├── StampTaken            stamp-taken
        ├── FamilyFull            family-full
        └── IdempotencyMismatch   idempotency-mismatch

The text is for people; a program looks at the slug, the server at the class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, as much as a voucher is
    """Something is refused; nothing was changed, except where a class says so."""

    slug: ClassVar[str] = ""


class Invalid(Refusal):
    """A value that cannot be."""

    slug = "invalid"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


class Unauthenticated(Refusal):
    """Nobody that is known."""

    slug = "unauthenticated"


class Forbidden(Refusal):
    """Somebody known who may not do this."""

    slug = "forbidden"


class NotFound(Refusal):
    """No such thing; what belongs to somebody else is not found either."""

    slug = "not-found"

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"no {what} {name}")
        self.what, self.name = what, name


class NotAccepted(Refusal):
    """A presentation that does not count. Its challenge is spent, and it was counted."""

    slug = "stamp-not-accepted"

    def __init__(self) -> None:
        super().__init__("the stamp was not accepted")


class LockedOut(Refusal):
    """Tried too often."""

    slug = "locked-out"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many attempts; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class PriceDue(Refusal):
    """A new device costs work at the moment; who asks gets a puzzle of so many bits."""

    slug = "price-due"

    def __init__(self, bits: int) -> None:
        super().__init__("solve the puzzle and send it with its answer")
        self.bits = bits


class TillCodeNeeded(Refusal):
    """A new customer needs the merchant's till code: others have shown too many wrong patterns."""

    slug = "till-code-needed"

    def __init__(self) -> None:
        super().__init__("new customers need the code at the merchant's till at the moment")


class TillCodeWrong(Refusal):
    """A till code that is not the merchant's. It was counted."""

    slug = "till-code-wrong"

    def __init__(self) -> None:
        super().__init__("that is not the code at the merchant's till")


class CounterBehind(Refusal):
    """A kiosk's number is not above the last one of its key. An alarm was raised."""

    slug = "counter-behind"

    def __init__(self) -> None:
        super().__init__("expected a counter above the last one of this key; who else has it?")


class Busy(Refusal):
    """The database did not answer in time; the same request may succeed in a moment."""

    slug = "busy"
    retry_after_s: ClassVar[int] = 1


class Locked(Busy):
    """Others hold what a change needs, for longer than one waits."""


class Full(Busy):
    """The database has no room to write; reading goes on."""

    slug = "full"
    retry_after_s = 60


class ClockWrong(Busy):
    """The server's clock cannot be right; what is changed now would be dated wrongly."""

    slug = "clock-wrong"
    retry_after_s = 60


class Conflict(Refusal):
    """What is asked for does not go with how things stand.

    Attributes
    ----------
    is_answer : bool
        Kept under the idempotency key, so that the same request, sent again, does not do later what
        it could not do the first time.
    """

    is_answer: ClassVar[bool] = True


class WrongState(Conflict):
    """A voucher whose state does not allow this."""

    slug = "wrong-state"


class AlreadyRedeemed(Conflict):
    """A voucher that is redeemed already."""

    slug = "already-redeemed"


class ReversalTooLate(Conflict):
    """A redemption that stands, because its time for reversal is over."""

    slug = "reversal-too-late"


class NotOpen(Conflict):
    """A campaign before or after its days."""

    slug = "campaign-not-open"


class OutOfStock(Conflict):
    """A campaign whose vouchers are all given out."""

    slug = "out-of-stock"


class CustomerLimit(Conflict):
    """A customer who has as many vouchers of the campaign as one may have."""

    slug = "customer-limit"


class TooSoon(Conflict):
    """A stamp card that was stamped a moment ago."""

    slug = "too-soon"
    is_answer = False  # it says when to come again

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"stamped a moment ago; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class ChallengeSpent(Conflict):
    """A challenge that is used, expired, or was given for something else."""

    slug = "challenge-spent"


class StampTaken(Conflict):
    """The merchant has a stamp with this pattern."""

    slug = "stamp-taken"


class FamilyFull(Conflict):
    """The merchant has every pattern of the family."""

    slug = "family-full"


class IdempotencyMismatch(Conflict):
    """An idempotency key that was used for another request."""

    slug = "idempotency-mismatch"
    is_answer = False  # the key has its answer


def refusals(under: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """List the classes of the tree that have a slug of their own."""
    if vars(under).get("slug"):
        yield under
    for branch in under.__subclasses__():
        yield from refusals(branch)
