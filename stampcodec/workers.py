"""Work spread over processes, in order, with no more in flight than the workers need."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from stampcodec.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

# Tasks handed out for each worker: one at work, one waiting.
AHEAD = 2
# New containers before the collector looks at them. A task makes ten thousands at once and drops
# them without its help: Python's own few hundred cost a tenth of the time of a stamp.
NEW_OBJECTS = 100_000


def spread(work: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Generator[R, None, None]:
    """Yield the result of each task in order; at most ``2 * jobs`` are begun and not yielded.

    Parameters
    ----------
    work : callable
        Of a module's top level, so that it pickles, as its argument and result must.
    tasks : iterable
    jobs : int
        Processes; 1 works in this one.

    Raises
    ------
    FileError
        A worker was killed.
    """
    if jobs == 1:
        yield from map(work, tasks)
        return
    # Not forked: libraries that run threads of their own do not survive it.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[R]] = deque()
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(work,))
    try:
        for task in tasks:
            waiting.append(pool.submit(work, task))
            if len(waiting) >= AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise FileError("a worker", "", "was killed; out of memory?") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(work: Callable[[T], R]) -> None:
    """Make ready for `work`, whose module is loaded when this is called."""
    del work
    # The parent alone answers an interrupt: workers finish what they write.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Modules stay to the end; with the collector going through them a stamp took a seventh longer.
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this worker when its parent is gone, killed: nobody else would ever tell it to."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
