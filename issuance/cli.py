"""``stampcodec serve``."""

from __future__ import annotations

import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from issuance.clock import utc_now
from issuance.commands.opened import (
    FOLDER,
    ZONE_VARIABLE,
    DatabaseOption,
    DataOption,
    refusals_in_one_line,
    why,
)
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND
from issuance.model.timezone import UTC, zone_named
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from issuance.demo import DemoStamps
    from issuance.ledger import Ledger
    from issuance.settings import Settings

HOST, PORT = "127.0.0.1", 8000
MOST_WORKERS = 64
# One that is pressed on the demo's screen: seeds of the emulator's hand.
PRESSES = {"press.json": 1, "press-2.json": 2}
# The faces of the demo's two-ended stamp, and a press of each.
ENDS = {"plain.json": "plain-press.json", "notched.json": "notched-press.json"}


def serve(
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; 0.0.0.0 is every address.")
    ] = HOST,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65_535, metavar="PORT", help="TCP port to listen on; 0 takes any free one."
        ),
    ] = PORT,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            "-j",
            min=1,
            max=MOST_WORKERS,
            metavar="N",
            help=f"Number of processes, 1 to {MOST_WORKERS}; more than one needs PostgreSQL.",
        ),
    ] = 1,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Public URL of the service, if it differs from the listening address.",
            show_default="http://HOST:PORT",
        ),
    ] = None,
    proxies: Annotated[
        str | None,
        typer.Option(
            "--proxy",
            metavar="ADDRESS,...",
            help="Trust forwarded client addresses from these proxies (comma-separated).",
            show_default="none",
        ),
    ] = None,
    time_zone: Annotated[
        str,
        typer.Option(
            metavar="ZONE",
            envvar=ZONE_VARIABLE,
            show_envvar=True,
            help="Time zone of merchants that are registered without one, such as Asia/Shanghai.",
        ),
    ] = UTC,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="Sign receipts with a new key; older receipts stay valid."),
    ] = False,
    open_metrics: Annotated[
        bool,
        typer.Option(
            "--open-metrics", help="Serve /metrics to programs on this machine without a key."
        ),
    ] = False,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo", help="Try the service: make a shop, a voucher and an emulated stamp."
        ),
    ] = False,
) -> None:
    """Run the service that issues and redeems vouchers.

    Prints its URL and, on the first start, the API key of an administrator. Everything is kept in
    one folder, or on a PostgreSQL server.

    Example: stampcodec serve --demo
    """
    from issuance.database.engine import expect_database
    from issuance.server.proxy import proxies_given
    from issuance.server.run import Plan, bound, run
    from issuance.server.url import base_url_given, is_everywhere, is_here, urls
    from issuance.settings import Settings

    # Everything that needs no network and no database is refused before there is either.
    if workers > 1 and (database is None or not database.startswith("postgresql")):
        raise typer.BadParameter(
            "several processes need --database postgresql://…", param_hint="--workers"
        )
    if database is not None:
        expect_database(database)
    if base_url is not None:
        base_url = _given(base_url_given, base_url, "--base-url")
    if proxies is not None:
        proxies = _given(proxies_given, proxies, "--proxy")
    with refusals_in_one_line():
        time_zone = zone_named(time_zone)
    if data.exists() and not data.is_dir():
        raise FileError(data, "", "expected a folder")
    with bound(host, port) as listening, _folder(data, demo=demo) as folder:
        url, *others = urls(listening)
        if base_url is None and is_everywhere(listening):
            typer.echo(f"receipts name {url}; set --base-url to the URL that phones use", err=True)
        settings = Settings(
            folder=folder,
            database_url=database,
            base_url=base_url or url,
            workers=workers,
            open_metrics=open_metrics,
            time_zone=time_zone,
        )
        _prepare(settings, new_key=new_key)
        stamps = _tell_demo(settings, url, is_here=is_here(listening)) if demo else None

        def started() -> None:
            for other in others:
                _say(f"also listening on {other}")
            _say(f"listening on {url}")

        run(Plan(settings, proxies=proxies, demo=stamps), listening, started)


def _given(read: Callable[[str], str], text: str, option: str) -> str:
    """Read what an option says; what cannot be is misuse of that option."""
    try:
        return read(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


@contextmanager
def _folder(data: Path, *, demo: bool) -> Iterator[Path]:
    """Yield where things are kept: for a demo a folder that is gone afterwards, unless named."""
    if not demo or data != FOLDER:
        yield data
        return
    with TemporaryDirectory(prefix="stampcodec-demo-") as folder:
        yield Path(folder)


def _prepare(settings: Settings, *, new_key: bool) -> None:
    """Make what is missing, before any server process looks for it."""
    from issuance.ledger import keys, timekeeping
    from issuance.server.fingerprint import expect_keys

    with opened_for(settings) as ledger:
        ledger.ask(timekeeping.expect_not_behind)
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        expect_keys(ledger, settings.folder, new_key=new_key)
        if not ledger.ask(keys.has_administrator):
            made = ledger.change(
                COMMAND, keys.make_api_key, "first start", None, frozenset({Role.ADMIN})
            )
            _say(f"administrator's key, shown this once: {made.secret}")


@contextmanager
def opened_for(settings: Settings) -> Iterator[Ledger]:
    """Open the ledger of a server, of this version's form; make it where there is none."""
    from sqlalchemy.exc import DBAPIError

    from issuance.ledger import open_ledger
    from issuance.refusal import Busy

    try:
        ledger = open_ledger(settings, utc_now, upgrade=True)
    except DBAPIError as error:
        raise FileError("database", "", str(error.orig)) from error
    except Busy as busy:
        raise FileError("database", "", why(busy)) from busy
    try:
        yield ledger
    finally:
        ledger.close()


def _tell_demo(settings: Settings, url: str, *, is_here: bool) -> DemoStamps:
    from issuance.demo import DemoStamps, make_demo
    from issuance.demo.emulated import pressed
    from stampcodec import contactfile

    folder = settings.folder
    with opened_for(settings) as ledger:
        made = make_demo(ledger, utc_now())
    made.face.save(folder / "stamp.json")
    for name, seed in PRESSES.items():
        contactfile.write(folder / name, contactfile.Contacts(events=pressed(made.face, seed)))
    for (file, name), face in zip(ENDS.items(), made.ends, strict=True):
        face.save(folder / file)
        contactfile.write(folder / name, contactfile.Contacts(events=pressed(face, seed=1)))
    where = "in a browser here (for a phone: --host 0.0.0.0)" if is_here else "on a phone"
    _say(f"claim a voucher {where}: {settings.base_url}/c/{made.campaign_id}")
    _say("its page has an emulated stamp to press, with mouse, keyboard or finger")
    _say("or press the stamp by command, first to verify, then to redeem:")
    for name in PRESSES:
        arguments = ["stampcodec", "present", str(folder / name), "--voucher", made.voucher_id]
        _say(f"  {shlex.join([*arguments, '--token', made.token, '--server', url])}")
    _say(f"a dinner needs a two-ended stamp: {settings.base_url}/c/{made.dinner_id}")
    _say("or press both ends of the emulated one:")
    first, second = (str(folder / name) for name in ENDS.values())
    ends = ["stampcodec", "present", first, "--second", second, "--voucher", made.dinner_voucher_id]
    _say(f"  {shlex.join([*ends, '--token', made.token, '--server', url])}")
    return DemoStamps(made.face, *made.ends)


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()
