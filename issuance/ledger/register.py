"""New merchants, devices and stamps, and what may change about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

import stampcodec as sc
from issuance.database import tables
from issuance.ledger import alarms, chain, find, strangers, tally, tillcode
from issuance.ledger.code import free_code, own_codes
from issuance.ledger.upsert import insert_new
from issuance.model import device as devices
from issuance.model import merchant as merchants
from issuance.model import moment
from issuance.model import stamp as stamps
from issuance.model.device import Device, NewDevice
from issuance.model.limit import Of
from issuance.model.merchant import Merchant
from issuance.model.secret import DEVICE, hidden, secret
from issuance.model.stamp import Stamp, StampStatus
from issuance.model.timezone import zone_named
from issuance.model.words import one_line
from issuance.refusal import Invalid, PriceDue, StampTaken, WrongState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit
    from issuance.model.solved import Solved


HOUR_S = 3600
# A puzzle that was solved is locked out; the price may have risen by so much while it was.
PAID, PRICE_MOVED = "paid", 2
RENAMED = "renamed"
# Phones read it, and so a two-ended stamp is one of it.
TWO_ENDED_FAMILY, ENDS = "touch5", 2


def free(devices: Mapping[Of, int], wrong: int) -> int:
    """Ask nothing of a new device."""
    del devices, wrong
    return 0


def register_merchant(
    change: Change, name: str, area: str = "", time_zone: str | None = None
) -> Merchant:
    """Take a merchant in; its time zone is that of the service if it has no other."""
    name, area = one_line("name", name, merchants.LONGEST_NAME), _area(area)
    zone = zone_named(change.settings.time_zone if time_zone is None else time_zone)
    made = Merchant(change.new(merchants.PREFIX), name, change.now, area, zone)
    change.connection.execute(insert(tables.merchant), vars(made))
    tillcode.make(change, made.id)
    details = {"name": made.name, "area": made.area, "time_zone": made.time_zone}
    change.note("merchant-registered", made.id, **details)
    return made


def change_merchant(
    change: Change, merchant_id: str, name: str | None, time_zone: str | None
) -> Merchant:
    """Give a merchant another name or time zone, or both; what is None stays."""
    found = find.merchant(change, merchant_id, change.who, lock=True)
    if name is not None:
        found = rename_merchant(change, merchant_id, name)
    return found if time_zone is None else set_time_zone(change, merchant_id, time_zone)


def rename_merchant(change: Change, merchant_id: str, name: str) -> Merchant:
    """Give a merchant another name; vouchers that are out keep the one they were claimed under.

    A merchant that renames itself raises an alarm each time: it may pass for another one.
    """
    found = find.merchant(change, merchant_id, change.who, lock=True)
    renamed = replace(found, name=one_line("name", name, merchants.LONGEST_NAME))
    change.connection.execute(
        update(tables.merchant).where(tables.merchant.c.id == found.id).values(name=renamed.name)
    )
    names = {"name": renamed.name, "before": found.name}
    change.note("merchant-renamed", found.id, **names)
    if change.who.merchant_id is not None and renamed != found:
        details = {**names, "by": change.who.actor}
        alarms.raise_about_merchant(change, found.id, RENAMED, details, each_time=True)
    return renamed


def set_time_zone(change: Change, merchant_id: str, time_zone: str) -> Merchant:
    """Put a merchant into another time zone; the moments at which its campaigns end stay."""
    found = find.merchant(change, merchant_id, change.who, lock=True)
    changed = replace(found, time_zone=zone_named(time_zone))
    change.connection.execute(
        update(tables.merchant)
        .where(tables.merchant.c.id == found.id)
        .values(time_zone=changed.time_zone)
    )
    zones = {"time_zone": changed.time_zone, "before": found.time_zone}
    change.note("merchant-time-zone-set", found.id, **zones)
    return changed


def move_merchant(change: Change, merchant_id: str, area: str) -> Merchant:
    """Put a merchant into another area; the stamps that it has stay as they are.

    Only administrators may: a merchant that chooses its area learns what its neighbours have by
    what it is not given.
    """
    found = find.merchant(change, merchant_id, change.who, lock=True)
    moved = replace(found, area=_area(area))
    change.connection.execute(
        update(tables.merchant).where(tables.merchant.c.id == found.id).values(area=moved.area)
    )
    change.note("merchant-moved", found.id, area=moved.area, before=found.area)
    return moved


def register_device(
    change: Change,
    limits: Sequence[Limit] = (),
    budgets: Sequence[Limit] = (),
    price: Callable[[Mapping[Of, int], int], int] = free,
    paid: Solved | None = None,
) -> NewDevice:
    """Give a device a token. No event: whoever loads the page is a device, and owns nothing yet.

    Parameters
    ----------
    budgets : sequence of Limit
        Of wrong patterns; the hour's at the service makes devices dearer.
    price : function
        Bits of work that a device costs, of the new ones of each network and the wrong patterns.
    paid : Solved, optional
        The work.

    Raises
    ------
    PriceDue
    LockedOut
    """
    subjects = change.who.places
    tally.refuse_locked(change, limits, subjects)
    _expect_paid(change, limits, budgets, price, paid)
    made, token = Device(change.new(devices.PREFIX), change.now), secret(DEVICE)
    change.connection.execute(insert(tables.device), {**vars(made), "token_hash": hidden(token)})
    tally.count(change, limits, subjects, refused=False)
    return NewDevice(made, token)


def forget_device(change: Change, device_id: str) -> None:
    """Let nobody be this device any more; what was done with its vouchers stays as evidence."""
    device, handover = tables.device, tables.handover
    change.connection.execute(delete(handover).where(handover.c.device_id == device_id))
    change.connection.execute(
        update(device).where(device.c.id == device_id).values(token_hash=hidden(secret(DEVICE)))
    )
    change.note("device-forgotten", device_id)


def _expect_paid(
    change: Change,
    limits: Sequence[Limit],
    budgets: Sequence[Limit],
    price: Callable[[Mapping[Of, int], int], int],
    paid: Solved | None,
) -> None:
    """Refuse a device that costs more work than was done, or work that paid for another one."""
    devices = {limit.of: n for limit, n in tally.counted(change, limits, change.who.places)}
    service = [limit for limit in budgets if limit.of is Of.SERVICE]
    shown = tally.counted(change, service, {Of.SERVICE: strangers.SERVICE})
    wrong = max((n for limit, n in shown if limit.window_s == HOUR_S), default=0)
    bits = price(devices, wrong)
    if bits == 0:
        return
    if paid is None or paid.bits + PRICE_MOVED < bits:
        raise PriceDue(bits)
    row = {"limit_name": PAID, "subject": paid.name, "until": moment.moment(paid.until_s * 10**6)}
    if not insert_new(change.connection, tables.lockout, row):
        raise PriceDue(bits)


def register_stamp(
    change: Change,
    merchant_id: str,
    family: str,
    code: int | None,
    label: str,
    *,
    second_code: int | None = None,
    two_ended: bool = False,
) -> Stamp:
    """Give a merchant a stamp: that of a code, or of one drawn among those that are free.

    Parameters
    ----------
    second_code : int, optional
        Makes it a two-ended stamp, of two codes in either order.
    two_ended : bool
        Make it a two-ended stamp; both codes are drawn where none are given.

    Raises
    ------
    StampTaken
        The merchant has a stamp of this family and code, or with such an end.
    FamilyFull
        The merchant has all codes of the family.
    """
    owner = find.merchant(change, merchant_id, change.who)
    n_ids = _n_ids(family)
    # Those who look for a free code take turns, and so do those whose codes stand in two columns.
    chain.lock(change.connection)
    codes = [code] if code is not None else []
    if two_ended or second_code is not None:
        codes = _pair(change, owner, family, n_ids, code, second_code)
    elif not codes:
        codes = [free_code(change.connection, owner, family, n_ids)]
    taken = own_codes(change.connection, owner, family)
    for field, wanted in zip(("code", "second_code"), codes, strict=False):
        if not 0 <= wanted < n_ids:
            raise Invalid(field, f"expected 0 to {n_ids - 1}, got {wanted}")
        if wanted in taken:
            raise StampTaken(f"the merchant has a stamp {family} {wanted}")
    label = one_line("label", label, stamps.LONGEST_LABEL, empty=True)
    status, (first, *second) = StampStatus.ACTIVE, sorted(codes)
    name = change.new(stamps.PREFIX)
    made = Stamp(name, owner.id, family, first, status, label, change.now, *second)
    change.connection.execute(insert(tables.stamp), {**vars(made), "status": status.value})
    told = {"merchant": owner.id, "family": family, "code": first, "label": label}
    if made.is_two_ended:
        told["second_code"] = made.second_code
    change.note("stamp-registered", made.id, **told)
    return made


def _pair(
    change: Change,
    owner: Merchant,
    family: str,
    n_ids: int,
    code: int | None,
    second_code: int | None,
) -> list[int]:
    """Return the codes of a two-ended stamp: those that are given, and free ones beside them.

    Raises
    ------
    Invalid
        A second code alone, twice the same code, or a family that phones do not read.
    FamilyFull
    """
    if family != TWO_ENDED_FAMILY:
        raise Invalid("family", f"expected {TWO_ENDED_FAMILY} for a two-ended stamp, got {family}")
    if code is None and second_code is not None:
        raise Invalid("code", "expected both codes of a two-ended stamp, or the first one")
    if code is not None and code == second_code:
        raise Invalid("second_code", f"expected another code than {code}")
    given = [each for each in (code, second_code) if each is not None]
    while len(given) < ENDS:
        given.append(free_code(change.connection, owner, family, n_ids, beside=given))
    return given


def change_stamp(
    change: Change,
    stamp_id: str,
    *,
    status: StampStatus | None = None,
    label: str | None = None,
) -> Stamp:
    """Set what a stamp is worth from now on, or what people call it.

    Raises
    ------
    WrongState
        The stamp is revoked, which is for ever.
    """
    found = find.stamp(change, stamp_id, change.who, lock=True)
    changed = found
    if label is not None:
        changed = replace(changed, label=one_line("label", label, stamps.LONGEST_LABEL, empty=True))
    if status is not None:
        changed = replace(changed, status=status)
    if found.status is StampStatus.REVOKED and changed.status is not StampStatus.REVOKED:
        raise WrongState("the stamp is revoked, and stays so")
    if changed != found:
        values = {"status": changed.status.value, "label": changed.label}
        change.connection.execute(
            update(tables.stamp).where(tables.stamp.c.id == found.id).values(values)
        )
        change.note("stamp-changed", found.id, **values)
    return changed


def _area(area: str) -> str:
    return one_line("area", area, merchants.LONGEST_AREA, empty=True)


def _n_ids(family: str) -> int:
    try:
        return sc.family(family).n_ids
    except ValueError as error:
        raise Invalid("family", str(error)) from None
