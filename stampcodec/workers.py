"""Work spread over processes, in order, with no more in flight than the workers need."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from stampcodec.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

# Where Python looks for the program that a process was begun with.
BEGUN_WITH = ("__file__", "__spec__")
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
        Of the top level of a module that is imported, so that it pickles, as its argument and
        result must. The program itself is not loaded in the workers.
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
            with _without_program():
                waiting.append(pool.submit(work, task))
            if len(waiting) >= AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise FileError("a worker", "", "was killed; out of memory?") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _without_program() -> Iterator[None]:
    """Begin workers that do not load the program, a third of a worker's memory.

    Python has each of them run the file that this process was begun with, for the sake of work that
    is defined there.
    """
    program = vars(sys.modules["__main__"])
    begun: dict[str, Any] = {each: program[each] for each in BEGUN_WITH if each in program}
    program.update(dict.fromkeys(begun))
    try:
        yield
    finally:
        program.update(begun)


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
