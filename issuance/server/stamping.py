"""A presentation, from what was sent to what is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuance.ledger import present as presentations
from issuance.refusal import Forbidden, NotAccepted
from issuance.server.once import is_repeated
from issuance.server.schemas.presentation import (
    EndsIn,
    KioskIn,
    presentation_out,
    shown_ends,
    shown_frames,
    shown_touches,
)

if TYPE_CHECKING:
    from fastapi import Response

    from issuance.model.once import Once
    from issuance.model.presentation import Presented
    from issuance.server.auth import Viewer
    from issuance.server.once import Answers
    from issuance.server.schemas.presentation import PresentationOut, TouchesIn
    from issuance.server.service import Service


def present_stamp(
    voucher_id: str,
    sent: TouchesIn | EndsIn | KioskIn,
    presenter: Viewer,
    service: Service,
    answers: Answers,
) -> Response:
    """Look at what was presented, and let the ledger decide in one transaction.

    Raises
    ------
    Forbidden
        Frames by a device: only a kiosk has a panel whose frames mean anything.
    Refusal
        As `issuance.ledger.present.present`, and `Invalid` for what cannot be looked at.
    """
    if isinstance(sent, KioskIn):
        if presenter.device_id is not None:
            raise Forbidden("frames are a kiosk's: expected a key with the role kiosk")
        sighting = service.sight.of_frames(shown_frames(sent.frames))
    elif isinstance(sent, EndsIn):
        sighting = service.sight.of_ends(shown_ends(sent))
    else:
        sighting = service.sight.of_touches(shown_touches(sent))

    def present(once: Once | None) -> Presented:
        return service.ledger.change_once(
            once,
            presenter.who,
            presentations.present,
            voucher_id,
            presenter.device_id,
            sent.challenge_id,
            sighting.seen,
            limits=service.policy.presentations,
            budgets=service.policy.strangers,
        )

    def shape(presented: Presented) -> PresentationOut:
        # What counted was read, and what was read lies somewhere.
        assert sighting.imprint is not None
        return presentation_out(presented, sighting.imprint, service.shown(presented.holding))

    gesture = sighting.seen.gesture
    try:
        response = answers.give(200, presenter.who.actor, present, shape)
    except NotAccepted:
        service.metrics.presentations.labels(gesture, "refused").inc()
        raise
    outcome = "repeated" if is_repeated(response) else "accepted"
    service.metrics.presentations.labels(gesture, outcome).inc()
    return response
