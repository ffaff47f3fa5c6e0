"""What operators ask for: keys, alarms, the audit trail, chores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuance.ledger import chain, expire, find, folder, keys, lists, tidy, usage
from issuance.ledger.books import Books
from issuance.model.caller import CLOCK, COMMAND
from issuance.model.page import MOST_ITEMS

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.model.alarm import Alarm
    from issuance.model.apikey import ApiKey, NewApiKey, Role
    from issuance.model.caller import Caller
    from issuance.model.event import Event, Verdict
    from issuance.model.once import Once
    from issuance.model.page import Page
    from issuance.model.presentation import HourOfUse
    from issuance.model.stamp import Stamp


class Operations(Books):
    """What operators ask for: keys, alarms, the audit trail, chores."""

    def make_api_key(
        self,
        label: str,
        merchant_id: str | None,
        roles: frozenset[Role],
        who: Caller,
        *,
        once: Once | None = None,
    ) -> NewApiKey:
        """Make an API key, see `keys.make_api_key`."""
        return self._change(who, once, keys.make_api_key, label, merchant_id, roles)

    def revoke_api_key(self, key_id: str, who: Caller, *, once: Once | None = None) -> ApiKey:
        """Revoke an API key."""
        return self._change(who, once, keys.revoke_api_key, key_id)

    def key_of(self, secret: str) -> ApiKey | None:
        """Find the API key that shows a secret, unless it is revoked."""
        return self._read(keys.key_of, secret)

    def has_administrator(self) -> bool:
        """Say whether anybody has an administrator's key that is not revoked."""
        return self._read(keys.has_administrator)

    def api_keys(
        self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[ApiKey]:
        """List API keys."""
        return self._read(lists.api_keys, who, after, limit)

    def stamp_read_as(self, family: str, code: int) -> Stamp | None:
        """Find the stamp of a pattern, whoever owns it; None where it is nobody's."""
        return self._read(find.stamp_read_as, family, code)

    def hours_of_use(self, stamp_id: str, since: datetime) -> list[HourOfUse]:
        """List the hours in which a stamp was used."""
        return self._read(usage.hours_of_use, stamp_id, since)

    def raise_alarm(
        self, stamp_id: str, kind: str, details: dict[str, Any], who: Caller
    ) -> Alarm | None:
        """Raise an alarm about a stamp; None where this hour has the same one already."""
        return self._change(who, None, usage.raise_alarm, stamp_id, kind, details)

    def alarms(self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS) -> Page[Alarm]:
        """List alarms."""
        return self._read(lists.alarms, who, after, limit)

    def events(
        self,
        after: int = 0,
        limit: int = MOST_ITEMS,
        subject: str | None = None,
        *,
        newest_first: bool = False,
    ) -> Page[Event]:
        """List events of the audit trail, see `lists.events`."""
        return self._read(lists.events, after, limit, subject, newest_first=newest_first)

    def verify_audit(self, known: tuple[int, str] | None = None) -> Verdict:
        """Check the audit trail, see `chain.verify`."""
        return self._read(chain.verify, known)

    def fingerprint(self) -> str | None:
        """Return the fingerprint of the servers' keys; None where none has started yet."""
        return self._read(folder.fingerprint)

    def keep_fingerprint(self, new: str, *, replace: bool) -> str:
        """Keep the fingerprint of the servers' keys, see `folder.keep_fingerprint`."""
        return self._change(COMMAND, None, folder.keep_fingerprint, new, replace=replace)

    def expire_due(self) -> int:
        """Expire what has ended, some at a time; say how many vouchers."""
        expired = 0
        while some := self._change(CLOCK, None, expire.expire_some):
            expired += some
        return expired

    def tidy(self) -> int:
        """Remove what nobody asks for any more; say how many rows."""
        return self._change(CLOCK, None, tidy.tidy)
