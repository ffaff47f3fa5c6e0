"""``stampcodec admin audit``: the trail of everything that happened."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuance.clock import utc_now
from issuance.commands.document import document, show, show_all
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from issuance.trail import archive
from stampcodec import FileError
from stampcodec.plainhelp import App

if TYPE_CHECKING:
    from issuance.ledger.audit import Check
    from issuance.model.event import Event, Verdict
    from issuance.receipt import KeyRing

audit = App(help="Verify, list and archive the audit trail.")

KNOWN = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
BROKEN = 1
MOST_JOBS = 64
# More processes would only wait for one database.
USUAL_JOBS = min(os.cpu_count() or 1, 2)

FromOption = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="CHECKPOINT",
        help="Go on from this checkpoint: read no earlier event, and check that the trail still "
        "has the checkpoint's.",
        show_default="read all events",
    ),
]
ArchivesOption = Annotated[
    Path | None,
    typer.Option(
        "--archives",
        metavar="FOLDER",
        help="Folder of the archived events.",
        show_default=f"{archive.FOLDER} in the data folder",
    ),
]
KeysOption = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        metavar="FILE",
        help="Public keys of the service, which signed the checkpoint: the answer of GET /v1/keys.",
        show_default="the keys in the data folder",
    ),
]
JobsOption = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        max=MOST_JOBS,
        metavar="N",
        help=f"Number of processes, 1 to {MOST_JOBS}; a short trail is checked by one.",
        show_default="one a core, at most 2",
    ),
]


@audit.command("verify")
def verify(
    known: Annotated[
        str | None,
        typer.Option(
            "--known",
            metavar="EVENTS:HEAD",
            help="Number of events and last hash that an earlier check printed; they must still "
            "be part of the trail.",
            show_default="no comparison",
        ),
    ] = None,
    start: FromOption = None,
    archives: ArchivesOption = None,
    keys: KeysOption = None,
    jobs: JobsOption = USUAL_JOBS,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Verify that no event was changed, removed or moved.

    Exit status: 0 if the trail is whole, 1 if not, 2 on misuse.

    Example: stampcodec admin audit verify --from yesterday.checkpoint
    """
    from issuance.ledger import audit as trail

    noted = None if known is None else _known(known)
    if noted is not None and start is not None:
        raise typer.BadParameter("does not go with --from", param_hint="--known")
    how = _how(data, start, archives, keys, jobs)
    with opened(data, database) as ledger:
        verdict = ledger.ask(trail.verify, replace(how, known=noted))
    _show(verdict)


@audit.command("checkpoint")
def checkpoint(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="File to write; keep it elsewhere."),
    ],
    start: FromOption = None,
    archives: ArchivesOption = None,
    jobs: JobsOption = USUAL_JOBS,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Verify the trail and write a signed checkpoint, from which the next check can go on.

    Exit status: 0 if the trail is whole, 1 if not (nothing is written), 2 on misuse.

    Example: stampcodec admin audit checkpoint --from yesterday.checkpoint -o today.checkpoint
    """
    from issuance.ledger import audit as trail
    from issuance.trail import checkpoint as signed
    from stampcodec.outfile import replacing

    how = _how(data, start, archives, None, jobs)
    keyring = _keyring(data)
    with opened(data, database) as ledger, how.states_before() as states:
        found = ledger.ask(trail.examine, how, states)
        if found.verdict.broken_at is None:
            signed_at = int(utc_now().timestamp())
            made = signed.checkpoint(states, found.verdict, found.latest, iat=signed_at)
            with replacing(output) as path:
                signed.write(path, made, states, keyring.sign)
    _show(found.verdict)


@audit.command("archive")
def archive_all(
    until: Annotated[
        Path,
        typer.Option(
            "--until", metavar="CHECKPOINT", help="Move the events until this checkpoint."
        ),
    ],
    archives: ArchivesOption = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Move old events out of the database into compressed files.

    Nothing is removed before the files were read back. Interrupted, the command may be run again.

    Example: stampcodec admin audit archive --until last-year.checkpoint
    """
    from issuance.ledger import archiving

    how = _how(data, until, archives, None, 1)
    assert how.start is not None
    with opened(data, database) as ledger:
        show(archiving.move(ledger, how.start, how.archives))


@audit.command("list")
def list_all(
    after: Annotated[
        int, typer.Option("--after", metavar="N", help="List only events with a higher number.")
    ] = 0,
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            metavar="ID",
            help="List only events about this merchant, stamp, campaign, voucher or key.",
            show_default="all events",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """List events."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(
            lambda last: ledger.ask(
                lists.events, after if last is None else int(last), subject=subject
            ),
            _shown,
        )


def _how(
    data: Path, start: Path | None, archives: Path | None, keys: Path | None, jobs: int
) -> Check:
    """Say how a trail is checked; a checkpoint is read first, all of it."""
    from issuance.commands.check import keys_in
    from issuance.ledger.audit import Check
    from issuance.receipt.jwk import public_keys
    from issuance.trail import checkpoint

    how = Check(archives=archives or data / archive.FOLDER, jobs=jobs)
    if start is None:
        return how
    known = public_keys(_keyring(data).jwk_set) if keys is None else keys_in(keys)
    return replace(how, start=checkpoint.read(start, known), states=start)


def _keyring(data: Path) -> KeyRing:
    """Open the keys that sign checkpoints; none are made for that."""
    from issuance.receipt.keyring import has_keys, open_keyring

    if not has_keys(data):
        problem = "no keys here (is --data right?); stampcodec serve makes them"
        raise FileError(data / "receipt-keys", "", problem)
    return open_keyring(data)


def _show(verdict: Verdict) -> None:
    show(verdict)
    if verdict.broken_at is not None:
        typer.echo(f"event {verdict.broken_at}: {verdict.problem}", err=True)
        raise typer.Exit(BROKEN)


def _shown(event: Event) -> dict[str, Any]:
    """Show an event, its details as what their text says, if it still says something."""
    shown: dict[str, Any] = document(event)
    with suppress(ValueError, TypeError):
        shown["details"] = json.loads(event.details)
    return shown


def _known(text: str) -> tuple[int, str]:
    found = KNOWN.fullmatch(text)
    if found is None:
        raise typer.BadParameter(
            f"expected a number, a colon and 64 hexadecimal digits, got {text!r}",
            param_hint="--known",
        )
    return int(found[1]), found[2]
