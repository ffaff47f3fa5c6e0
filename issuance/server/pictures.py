"""Pictures of campaigns that were asked for lately, in memory: one more look costs no thread."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issuance.server.content import Content

# Of at most 256 KiB each (`issuance.model.campaign`).
MOST = 32


class Pictures:
    """The pictures asked for last. A version is made of a picture's digest, so none grows old.

    Used on the thread of the event loop alone.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Content] = OrderedDict()

    def find(self, campaign_id: str, version: str) -> Content | None:
        """Return a version of a campaign's picture, if it is here."""
        found = self._kept.get((campaign_id, version))
        if found is not None:
            self._kept.move_to_end((campaign_id, version))
        return found

    def keep(self, campaign_id: str, version: str, picture: Content) -> None:
        """Keep a picture; the one not asked for longest goes for it."""
        self._kept[campaign_id, version] = picture
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
