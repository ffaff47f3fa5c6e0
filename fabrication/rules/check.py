"""Run all design rules.

==========  ==============================================================  =======================
rule        says                                                            severity
==========  ==============================================================  =======================
gap         tips keep apart                                                 error
edge        tips keep away from the outline, feet stand on the base         error
rib         the mould between two dots is wide enough for its height        error
dot         a dot is wide enough, and for its height                        error
base        the base is thick enough below the vents                        error
plane       the back-plane is thick enough                                  error
draft       a high dot comes out of its mould                               error
fillet      the foot of a dot is round enough                               warning
vent        grooves are wide and deep enough and clear of the dots;         error;
            without any, a full face may suck to glass                      warning
handle      the handle stands on the back-plane                             error
height      the base stays clear of the glass when all dots have come down  error
support     dots stand around the handle's axis: a hand does not rock it    warning
camouflage  there are empty sites for its bumps                             error
tolerance   the class of ISO 3302-1 is one whose readings were measured     error M4, warning M3
panel       the face can be read on the panels it is meant for              error
==========  ==============================================================  =======================

The limits and their sources are in ``rules.toml``, those of panels in `stampcodec.limits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.rules import clearance, sizes, standing
from fabrication.rules.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fabrication.mirror import RubberFace
    from fabrication.part import Part
    from stampcodec import Panel
    from stampcodec.face import StampFace

RULES = (
    clearance.gap,
    clearance.edge,
    clearance.rib,
    sizes.dot,
    sizes.base,
    sizes.plane,
    sizes.draft,
    sizes.fillet,
    sizes.vent,
    clearance.vent_clear,
    sizes.handle,
    standing.height,
    standing.support,
    standing.camouflage,
    sizes.tolerance,
)


def check(
    rubber: RubberFace, part: Part, face: StampFace, panels: Sequence[Panel]
) -> list[Finding]:
    """List what a part breaks, errors before warnings, each in the order of the rules.

    Parameters
    ----------
    rubber : RubberFace
        `face`, turned over.
    part : Part
    face : StampFace
    panels : sequence of Panel
        What the stamp must be read on.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots at all: there is nothing to check.
    """
    found = [finding for rule in RULES for finding in rule(rubber, part)]
    found += _unreadable(face, panels)
    return sorted(found, key=lambda finding: finding.severity != "error")


def _unreadable(face: StampFace, panels: Sequence[Panel]) -> Iterator[Finding]:
    for panel in panels:
        for broken in face.check(panel):
            reason = f"{panel.name}: {broken}"
            yield Finding("panel", "error", 0.0, 0.0, broken.value, broken.limit, reason)
