"""Presents stamps to one voucher."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING, Any

from issuance.defence.plausibility import LONGEST_MS
from issuance.touches import rested_ms
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuance.client import Client

# What a voucher waits for, by its state.
WAITS_FOR = {"unverified": "verify", "verified": "redeem"}
DEFAULT_PURPOSE = "redeem"


class Presenter:
    """Presents stamps to one voucher.

    Parameters
    ----------
    client : Client
    voucher_id : str
    purpose : str or None
        ``verify`` or ``redeem``; None for what the voucher waits for at the time.
    count : callable, optional
        Returns the number of the next presentation, where this kiosk counts.
    """

    def __init__(
        self,
        client: Client,
        voucher_id: str,
        purpose: str | None = None,
        count: Callable[[], int] | None = None,
    ) -> None:
        self._client, self._purpose, self._count = client, purpose, count
        self._path = f"/v1/vouchers/{voucher_id}"

    def state(self) -> str:
        """Return the state of the voucher.

        Raises
        ------
        ProblemError, FileError
            As `Client.get`.
        """
        return str(self._told(self._client.get(self._path), "state"))

    def takes_both_ends(self) -> bool:
        """Whether the voucher accepts two-ended stamps alone.

        Raises
        ------
        ProblemError, FileError
            As `Client.get`.
        """
        campaign = self._told(self._client.get(self._path), "campaign")
        return bool(self._told(campaign, "two_ended"))

    def present(self, body: dict[str, Any]) -> Any:
        """Present a stamp; return the service's answer.

        Parameters
        ----------
        body : dict
            Of a presentation, without the challenge.

        Raises
        ------
        ProblemError, FileError
            As `Client.post`.
        """
        purpose = self._purpose or WAITS_FOR.get(self.state(), DEFAULT_PURPOSE)
        asked: dict[str, Any] = {"purpose": purpose}
        if self._count is not None:
            asked["counter"] = self._count()
        given = self._client.post(f"{self._path}/challenges", asked)
        # A rest counts only as far as it comes after the challenge.
        sleep(min(rested_ms(body), LONGEST_MS) / 1000)
        shown = {**body, "challenge_id": self._told(given, "id")}
        answer = self._client.post(f"{self._path}/presentations", shown)
        self._told(self._told(answer, "voucher"), "state")
        return answer

    def _told(self, answer: object, field: str) -> object:
        """Return a field of an answer, which another server than the service may not have."""
        if isinstance(answer, dict) and field in answer:
            value: object = answer[field]
            return value
        raise FileError(self._client.url, field, "expected in the answer; is this the service?")
