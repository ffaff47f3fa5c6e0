"""``stampcodec serve`` and ``stampcodec present``."""

from __future__ import annotations

import base64
import json
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuance.clock import utc_now
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, why
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND
from issuance.model.identifier import PATTERN
from stampcodec import FileError
from stampcodec import panel as panel_of
from stampcodec.bytesource import opened
from stampcodec.commands.options import (
    PanelOption,
    SomeFamilyOption,
    contact_reader,
    family_for,
    family_named,
    panel_named,
)
from stampcodec.errors import ContactFileError, FrameFileError
from stampcodec.fileformat import CONTACTS
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from issuance.ledger import Ledger
    from issuance.settings import Settings
    from stampcodec.bytesource import ByteSource
    from stampcodec.contactfile import Contacts
    from stampcodec.face import StampFace

HOST, PORT = "127.0.0.1", 8000
MOST_WORKERS = 64
REFUSED = 1
# One that is pressed on the demo's screen: seeds of the emulator's hand.
PRESSES = {"press.json": 1, "press-2.json": 2}
DEMO_PANEL, FRAME_MS = "nexus5", 1000 / 60
WAITS_FOR = {"unverified": "verify", "verified": "redeem"}


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
        )
        _prepare(settings, new_key=new_key)
        if demo:
            _tell_demo(settings, url, is_here=is_here(listening))

        def started() -> None:
            for other in others:
                _say(f"also listening on {other}")
            _say(f"listening on {url}")

        run(Plan(settings, proxies=proxies), listening, started)


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
    from issuance.ledger import keys
    from issuance.server.fingerprint import expect_keys

    with opened_for(settings) as ledger:
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


def _tell_demo(settings: Settings, url: str, *, is_here: bool) -> None:
    from issuance.demo import make_demo
    from stampcodec import contactfile

    folder = settings.folder
    with opened_for(settings) as ledger:
        made = make_demo(ledger, utc_now())
    made.face.save(folder / "stamp.json")
    for name, seed in PRESSES.items():
        contactfile.write(folder / name, contactfile.Contacts(events=_pressed(made.face, seed)))
    where = "in a browser here (for a phone: --host 0.0.0.0)" if is_here else "on a phone"
    _say(f"claim a voucher {where}: {settings.base_url}/c/{made.campaign_id}")
    _say("or press the emulated stamp, first to verify, then to redeem:")
    for name in PRESSES:
        arguments = ["stampcodec", "present", str(folder / name), "--voucher", made.voucher_id]
        _say(f"  {shlex.join([*arguments, '--token', made.token, '--server', url])}")


def _pressed(face: StampFace, seed: int) -> tuple[Any, ...]:
    """Press a stamp on an emulated phone: what its page is told."""
    import numpy as np

    from emulator import record
    from emulator.driver import drive, firmware
    from emulator.driver.browser import Screen, touch_events
    from emulator.driver.session import session

    panel = panel_of(DEMO_PANEL)
    scanned = session([record(face, panel, np.random.default_rng(seed), frame_ms=FRAME_MS)])
    reports = drive(scanned.frames, scanned.time_ms, panel, firmware(panel, 5))
    return tuple(touch_events(reports, Screen()))


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()


def present(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Contacts from a phone or frames from a kiosk, in any format that "
            "`stampcodec decode` reads; - for standard input.",
        ),
    ],
    voucher: Annotated[
        str, typer.Option("--voucher", metavar="VOUCHER", help="ID of the voucher, vch_….")
    ],
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TOKEN",
            envvar="STAMPCODEC_TOKEN",
            show_envvar=True,
            help="Token of the device that claimed the voucher, dvt_….",
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="KEY",
            envvar="STAMPCODEC_KEY",
            show_envvar=True,
            help="API key of a kiosk, aks_…, instead of a token.",
            show_default=False,
        ),
    ] = None,
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="URL of the service.")
    ] = f"http://{HOST}:{PORT}",
    purpose: Annotated[
        str | None,
        typer.Option(
            metavar="verify|redeem",
            help="What the touch does.",
            show_default="what the voucher waits for",
        ),
    ] = None,
    gesture: Annotated[
        str,
        typer.Option("--gesture", "-g", metavar="press|swipe", help="How the contacts were made."),
    ] = "press",
    family: SomeFamilyOption = None,
    panel: PanelOption = DEMO_PANEL,
) -> None:
    """Present a stamp to a voucher, as a phone or a kiosk does.

    Prints the server's answer as JSON; what the file holds is reported on stderr. A press with
    fewer than ten samples is sent once the stamp has rested long enough, mostly 0.6 s.

    Exit status: 0 if the stamp was accepted, 1 if it was refused, 2 on misuse.

    Example: stampcodec present events.json --voucher vch_… --token dvt_…
    """
    from issuance.client import Client, ProblemError
    from issuance.defence.plausibility import LONGEST_MS

    for name, value, known in (
        ("--purpose", purpose, (None, "verify", "redeem")),
        ("--gesture", gesture, ("press", "swipe")),
    ):
        if value not in known:
            expected = " or ".join(filter(None, known))
            raise typer.BadParameter(f"expected {expected}, got {value}", param_hint=name)
    if (token is None) == (key is None):
        raise typer.BadParameter(
            "expected one of them" + (", not both" if token else ""), param_hint="--token or --key"
        )
    for name, value, prefix in (("--token", token, "dvt_"), ("--key", key, "aks_")):
        if value is not None and not value.startswith(prefix):
            raise typer.BadParameter(f"expected {prefix}…", param_hint=name)
    if not PATTERN.fullmatch(voucher):
        raise typer.BadParameter(f"expected vch_…, got {voucher!r}", param_hint="--voucher")
    client = Client(server, token or key)
    panel_named(panel)
    if family is not None:
        family_named(family, None, None)
    body = _read(file, family, panel, gesture)
    try:
        wanted = purpose or WAITS_FOR.get(client.get(f"/v1/vouchers/{voucher}")["state"], "redeem")
        challenge = client.post(f"/v1/vouchers/{voucher}/challenges", {"purpose": wanted})
        # A rest counts only as far as it comes after the challenge.
        sleep(min(body.get("held_ms", 0.0), LONGEST_MS) / 1000)
        body["challenge_id"] = challenge["id"]
        answer = client.post(f"/v1/vouchers/{voucher}/presentations", body)
    except ProblemError as error:
        typer.echo(f"refused: {error}", err=True)
        typer.echo(json.dumps(error.document))
        raise typer.Exit(REFUSED) from None
    typer.echo(f"accepted: the voucher is {answer['voucher']['state']}", err=True)
    typer.echo(json.dumps(answer))


def _read(file: Path, family: str | None, panel: str, gesture: str) -> dict[str, Any]:
    """Make the body of a presentation of a file, and say what is in it."""
    from stampcodec.commands.recording import contacts_in, recording
    from stampcodec.frames import frame_blocks
    from stampcodec.lattice.reader import FrameReader

    with opened(file) as source:
        form = recording(file, source)
        name = family_for(file, form.holds, family)
        if form.holds == CONTACTS:
            return {"gesture": gesture, **_touches(file, contacts_in(source, None), name)}
        target = panel_named(panel)
        frames = _few(source, frame_blocks(source, form, target.rows, target.columns))
    chosen = family_named(name, None, target)
    if chosen.violations(target):
        chosen = family_named(name, "fit", target)
    readings = FrameReader(chosen, target).read_many(frames)
    codes = sorted({each.merchant_id for each in readings if each.merchant_id is not None})
    for code in codes or (None,):
        _tell_seen(file, counted(len(frames), "frame"), code)
    text = base64.b64encode(frames.astype("<i2").tobytes()).decode()
    return {"frames": {"panel": panel, "family": name, "td16_base64": text}}


def _few(source: ByteSource, blocks: Iterable[NDArray[np.int16]]) -> NDArray[np.int16]:
    """Return all frames, or refuse more than the service takes as soon as they are there."""
    import numpy as np

    from issuance.model.shown import MOST_FRAMES

    taken: list[NDArray[np.int16]] = []
    for block in blocks:
        taken.append(block)
        if sum(map(len, taken)) > MOST_FRAMES:
            raise FrameFileError(source.name, "", f"expected {MOST_FRAMES} frames or fewer")
    return np.concatenate(taken)


def _touches(file: Path, contacts: Contacts, family: str) -> dict[str, Any]:
    from issuance.touches import touches
    from stampcodec.touchpress import read_press

    if contacts.in_device_units:
        raise ContactFileError(file, "", "expected places in pixels or mm, got units of a device")
    body = touches(contacts)
    if body is None:
        raise ContactFileError(file, "", "no press with five touches and their times in it")
    reader = contact_reader(family, None, contacts)
    for press in contacts.presses:
        reading = read_press(reader, press)
        what = f"press of {counted(len(press.samples), 'sample')}"
        _tell_seen(file, what, reading.merchant_id)
    return body


def _tell_seen(file: Path, what: str, code: int | None) -> None:
    told = "no stamp" if code is None else f"stamp {code}"
    typer.echo(f"{file}: {what}: {told}", err=True)
