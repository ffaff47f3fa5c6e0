"""Move old events out of the database into files.

::

    write the files ─► read them back ─► the row `archived`, and an event ─► remove the rows
                                         one transaction                     some at a time

Until the transaction all rows are there, and after it all files are; whoever is killed in between
begins again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from issuance.database.tables import archived, event
from issuance.ledger.audit import ANOTHER, moved_until, source_of
from issuance.ledger.upsert import insert_new
from issuance.model.caller import COMMAND
from issuance.privatefile import written_private
from issuance.trail import archive
from issuance.trail.piece import Piece, check
from stampcodec import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from issuance.ledger.change import Change
    from issuance.ledger.ledger import Ledger
    from issuance.ledger.question import Question
    from issuance.trail.checkpoint import Checkpoint

ONE = 1
# Rows that are removed in one transaction: others wait for a moment only.
BATCH = 2000
REMOVABLE = select(func.min(event.c.seq)).where(
    event.c.seq <= select(archived.c.seq).scalar_subquery()
)


@dataclass(frozen=True)
class Moved:
    """What was moved.

    Attributes
    ----------
    events : int
        Events 1 to this one are in files.
    head : str
        The hash of the last of them.
    files : int
        Files that were written now.
    removed : int
        Rows that were removed now.
    """

    events: int
    head: str
    files: int
    removed: int


def move(ledger: Ledger, until: Checkpoint, folder: Path) -> Moved:
    """Move the events until a checkpoint into files of a folder, and remove them.

    What was moved before stays where it is; what was moved and not removed yet is removed.

    Raises
    ------
    FileError
        The trail is not the checkpoint's, or is broken, or a file does not hold what it should.
        Nothing is removed then.
    OSError
        A file cannot be written.
    Refusal
        As `Ledger.change`.
    """
    moved, last = ledger.ask(moved_until)
    written = 0
    if until.events > moved:
        written, last = ledger.ask(_write, until, folder)
        ledger.change(COMMAND, _note, until, moved)
        moved = until.events
    begin = ledger.ask(_first_removable)
    if begin is None:
        return Moved(moved, last, written, 0)
    if not written:
        _read_back(folder, begin, moved, last)
    removed = 0
    while some := ledger.change(COMMAND, _remove):
        removed += some
    return Moved(moved, last, written, removed)


def _write(question: Question, until: Checkpoint, folder: Path) -> tuple[int, str]:
    """Write files and read them back; return how many, and the hash that they end with."""
    connection = question.connection
    moved, last = moved_until(question)
    found = connection.execute(select(event.c.hash).where(event.c.seq == until.events)).scalar()
    if found != until.head:
        problem = f"event {until.events} is another one than the checkpoint's, or is missing"
        raise FileError("the audit trail", "", problem)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(".events-*"):  # by somebody who was killed
        left.unlink(missing_ok=True)
    source, files = source_of(connection), 0
    for first in range(moved + 1, until.events + 1, archive.FILE_EVENTS):
        end = min(first + archive.FILE_EVENTS - 1, until.events)
        run = check(Piece(source, first, end))
        if run.problem or run.count < end - first + 1 or run.previous != last:
            problem = run.problem or "does not follow, or is missing; verify says which"
            raise FileError("the audit trail", f"event {first + run.count}", problem)
        head = {"first": first, "last": end, "previous": last, "hash": run.hash}
        path = archive.path_of(folder, first, end)
        with written_private(path) as file:
            archive.write(file, source.rows(first - 1, end), head)
        _read_back(folder, first, end, run.hash)
        last, files = run.hash, files + 1
    return files, last


def _read_back(folder: Path, first: int, last: int, head: str) -> None:
    """Expect files that hold some events and end with a hash."""
    end = ""
    for file in archive.archives(folder, first, last):
        run = check(Piece(file.path, first, min(file.last, last)))
        if run.problem or run.count != min(file.last, last) - first + 1:
            problem = run.problem or "missing"
            raise FileError(file.path, f"event {first + run.count}", problem)
        if end and run.previous != end:
            raise FileError(file.path, f"event {first}", "does not follow from the file before it")
        first, end = file.last + 1, run.hash
    if end != head:
        raise FileError(folder, f"event {last}", ANOTHER)


def _note(change: Change, until: Checkpoint, before: int) -> None:
    """Say in the trail and in the database until where events are in files now."""
    values = {"seq": until.events, "hash": until.head}
    if not insert_new(change.connection, archived, {"id": ONE, **values}):
        # Who archives beside this one, and further, is not set back.
        behind = archived.c.seq < until.events
        change.connection.execute(update(archived).where(behind).values(**values))
    change.note("events-archived", "trail", first=before + 1, last=until.events, head=until.head)


def _first_removable(question: Question) -> int | None:
    found: int | None = question.connection.execute(REMOVABLE).scalar()
    return found


def _remove(change: Change) -> int:
    """Remove some rows that are in files; say how many."""
    first = _first_removable(change)
    if first is None:
        return 0
    some = event.c.seq < first + BATCH, event.c.seq <= moved_until(change)[0]
    return change.connection.execute(delete(event).where(*some)).rowcount
