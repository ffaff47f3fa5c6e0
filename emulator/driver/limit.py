"""The limit: a device reports so many contacts and no more, or gives up on all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from emulator.driver.report import Report

if TYPE_CHECKING:
    from emulator.driver._firmware import Firmware
    from emulator.driver.report import Contact


class Admitted(NamedTuple):
    """Who is reported, and whether the device waits for the glass to be clear."""

    identifiers: frozenset[int] = frozenset()
    gave_up: bool = False


def limited(
    before: Admitted, time_ms: float, contacts: tuple[Contact, ...], firmware: Firmware
) -> tuple[Report, Admitted]:
    """Report at most as many contacts as the device does.

    A device that cancels gives up on all contacts when there is one too many, and reports nothing
    until none is left. Any other keeps to those it has, and takes in a further one, the earliest
    first, when one of them lifts.

    Parameters
    ----------
    before : Admitted
        After the last frame.
    time_ms : float
    contacts : tuple of Contact
        In the order in which they landed.
    firmware : Firmware

    Returns
    -------
    Report
    Admitted
    """
    if firmware.cancels:
        gives_up = bool(contacts) and (before.gave_up or len(contacts) > firmware.most_contacts)
        if gives_up:
            return Report(time_ms, (), bool(before.identifiers)), Admitted(gave_up=True)
    still = {contact.identifier for contact in contacts} & before.identifiers
    for contact in contacts:
        if len(still) < firmware.most_contacts:
            still.add(contact.identifier)
    shown = tuple(contact for contact in contacts if contact.identifier in still)
    return Report(time_ms, shown), Admitted(frozenset(still))
