"""The loop of a kiosk: watch a source, present what it shows, print what came of it.

::

    source ─► watch ─► event        printed at once
                  └──► evidence ─► one presentation at a time, in a thread ─► outcome
                              └──► while there is one, or the service asked for a rest: skipped
"""

from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

import typer

from issuance.client import ProblemError
from issuance.kiosk.bothends import HalfShown
from issuance.kiosk.evidence import Evidence
from stampcodec import FileError
from stampcodec.commands.ending import EndedError
from stampcodec.commands.eventline import event_line
from stampcodec.errors import PortClosedError, PortError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from issuance.kiosk.presenter import Presenter
    from stampcodec.commands.ending import Ending
    from stampcodec.contactevent import ContactEvent
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.framesource import Source

    Found = StampEvent | ContactEvent | Evidence | HalfShown

# How soon an answer is printed that comes while a device is silent.
LOOK_S = 0.05
# A device that has gone is looked for that often.
AGAIN_S = 2.0

ACCEPTED, REFUSED, UNANSWERED, SKIPPED = "accepted", "refused", "unanswered", "skipped"


class Watch(Protocol):
    """What finds stamps in what a source gives: a `FrameWatch`, `TouchWatch` or `BothEnds`."""

    def push(self, item: Any) -> Sequence[Found]:
        """Take a frame or contacts."""

    def finish(self) -> Sequence[Found]:
        """End the stream."""


class Kiosk:
    """Presents the stamps of a source to a voucher.

    Parameters
    ----------
    presenter : Presenter
    name : str
        Of the source, for messages.
    ending : Ending
    is_live : bool
        The source does not wait: a stamp that falls while another is being presented is skipped.
        What a file holds is presented one after the other.
    once : bool
        End with the first answer of the service.

    Attributes
    ----------
    outcomes : Counter of str
        How often there was each.
    """

    def __init__(
        self, presenter: Presenter, name: str, ending: Ending, *, is_live: bool, once: bool
    ) -> None:
        self._presenter, self._name, self._ending = presenter, name, ending
        self._is_live, self._once = is_live, once
        self._executor = ThreadPoolExecutor(1)
        self._pending: tuple[Evidence, Future[Any]] | None = None
        # The service asked not to be asked before.
        self._rest_until_s = 0.0
        self.outcomes: Counter[str] = Counter()

    def run(
        self,
        source: Source[Any],
        watch: Callable[[Source[Any]], Watch],
        again: Callable[[], Source[Any]],
    ) -> None:
        """Watch until the source is over, or it is time to end.

        Parameters
        ----------
        source : Source
            Open; it is closed.
        watch : callable
            Makes what finds stamps in a source.
        again : callable
            Opens the source anew, when a device has gone for longer than a source waits for it.

        Raises
        ------
        FileError
            A file breaks its format.
        """
        try:
            while True:
                with closing(source):
                    is_gone = self._follow(source, watch(source))
                if not is_gone:
                    break
                source = self._opened(again)
        except EndedError:
            pass
        finally:
            # What was sent is waited for: it may count.
            self._executor.shutdown()
            self._collect()

    def _follow(self, source: Source[Any], watch: Watch) -> bool:
        """Follow a source to its end; tell whether it is a device that has gone."""
        is_gone = False
        try:
            while not source.is_over and not self._has_done():
                with self._ending.waiting():
                    items = source.read(self._wait_s)
                self._collect()
                for item in items:
                    self._take(watch.push(item))
                    if self._has_done():
                        return False
        except PortClosedError as error:
            if not self._is_live:
                raise
            is_gone = True
            self.notice(f"{error.problem}; waiting until it is back")
        self._take(watch.finish())
        return is_gone and not self._has_done()

    def _opened(self, again: Callable[[], Source[Any]]) -> Source[Any]:
        """Wait until a device is back."""
        while True:
            with self._ending.waiting():
                time.sleep(AGAIN_S)
                self._collect()
                try:
                    source = again()
                except PortError as error:
                    if error.field:
                        # It is back, and another one.
                        raise
                    continue
            self.notice("the device is back")
            return source

    def _has_done(self) -> bool:
        return self._once and bool(self.outcomes[ACCEPTED] + self.outcomes[REFUSED])

    @property
    def _wait_s(self) -> float | None:
        longest_s = self._ending.wait_s
        if self._pending is None:
            return longest_s
        return LOOK_S if longest_s is None else min(LOOK_S, longest_s)

    def notice(self, line: str) -> None:
        """Print a line on standard error."""
        typer.echo(f"{self._name}: {line}", err=True)

    def _take(self, found: Sequence[Found]) -> None:
        for each in found:
            if isinstance(each, HalfShown):
                typer.echo(each.line)
                continue
            if not isinstance(each, Evidence):
                typer.echo(event_line(each))
                continue
            if self._has_done():
                return
            self._present(each)
            if not self._is_live:
                self._collect(wait=True)

    def _present(self, evidence: Evidence) -> None:
        rest_s = self._rest_until_s - time.monotonic()
        if evidence.body is None:
            self._tell(evidence, SKIPPED, reason=evidence.problem)
        elif self._pending is not None:
            self._tell(evidence, SKIPPED, reason="another stamp was being presented")
        elif rest_s > 0:
            reason = "the service asked for a rest"
            self._tell(evidence, SKIPPED, reason=reason, retry_after_s=round(rest_s, 1))
        else:
            self._pending = evidence, self._executor.submit(self._presenter.present, evidence.body)

    def _collect(self, *, wait: bool = False) -> None:
        """Print what came of a presentation, once there is an answer."""
        if self._pending is None or not (wait or self._pending[1].done()):
            return
        (evidence, future), self._pending = self._pending, None
        try:
            answer = future.result()
        except ProblemError as error:
            more: dict[str, Any] = {"problem": error.document}
            if error.retry_after_s is not None:
                self._rest_until_s = time.monotonic() + error.retry_after_s
                more["retry_after_s"] = error.retry_after_s
            self._tell(evidence, REFUSED, **more)
        except FileError as error:
            self._tell(evidence, UNANSWERED, reason=error.problem)
        else:
            self._tell(evidence, ACCEPTED, answer=answer)

    def _tell(self, evidence: Evidence, outcome: str, **more: Any) -> None:
        self.outcomes[outcome] += 1
        line = {
            "kind": "presented",
            "outcome": outcome,
            "family": evidence.family,
            "code": evidence.code,
            **({} if evidence.other_code is None else {"other_code": evidence.other_code}),
            "first_s": round(evidence.first_s, 6),
            "last_s": round(evidence.last_s, 6),
            "n_frames": evidence.n_frames,
            **more,
        }
        typer.echo(json.dumps(line))
