"""Work in batches on several processes, with progress on stderr."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Result = TypeVar("Result")

# Where stderr is no terminal, progress is so many lines.
LINES = 5


def run_all(
    do: Callable[..., Result], calls: Sequence[tuple[object, ...]], processes: int, what: str
) -> list[Result]:
    """Call a function with each of some argument tuples, on several processes.

    Parameters
    ----------
    do : callable
        At module level, so that another process finds it.
    calls : sequence of tuple
    processes : int
        1 is this one.
    what : str
        Shown with the progress.

    Returns
    -------
    list
        The results in the order of `calls`, whatever the order of the work.
    """
    with progress(what, len(calls)) as step:
        if processes == 1 or len(calls) < 2:
            results = []
            for arguments in calls:
                results.append(do(*arguments))
                step()
            return results
        # spawn: a forked process would share locks that another thread may hold.
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            futures = [pool.submit(do, *arguments) for arguments in calls]
            for _ in as_completed(futures):
                step()
            return [future.result() for future in futures]


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show progress on stderr; yield the function that moves it by one step."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda: bar.advance(task)
        return
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done * LINES // total > (done - 1) * LINES // total:
            console.print(f"{what}: {done} of {total}")

    yield step
