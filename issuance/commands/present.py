"""``stampcodec present``: what a phone or a kiosk sends to the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuance.model.identifier import PATTERN
from stampcodec.bytesource import opened
from stampcodec.commands.options import (
    DEFAULT_PANEL,
    OF_CONTACTS,
    OF_FRAMES,
    AnyFamilyOption,
    contact_reader,
    families_fitted,
    family_for,
    family_named,
    panel_for,
    panel_named,
    panel_option,
    rate_option,
    refuse_given,
)
from stampcodec.errors import ContactFileError, FrameFileError
from stampcodec.fileformat import CONTACTS
from stampcodec.link import address
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from issuance.kiosk.kiosk import Watch
    from issuance.kiosk.presenter import Presenter
    from stampcodec import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.contactfile import Contacts
    from stampcodec.stream.framesource import ContactSource, FrameSource, Source

NOT_ACCEPTED = 1
ONLY_CONTACTS = (
    "the voucher takes two-ended stamps alone, and these are read from contacts; give touch5"
)
BOTH_ENDS = ", and takes both ends of a stamp, one after the other"
ONLY_STREAMS = "only a stream has that; give --stream with a file"


def present(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="File of contacts from a phone or of frames from a kiosk, in any format that "
            "`stampcodec decode` reads; - for standard input. Or a touch controller or touch "
            "device, as `stampcodec listen` takes it: pty:/tmp/touch0, tcp:HOST:PORT, "
            "serial:/dev/ttyUSB0,921600, /dev/v4l-touch0, /dev/input/event3.",
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
    counter: Annotated[
        Path | None,
        typer.Option(
            "--counter",
            metavar="FILE",
            help="Number the kiosk's presentations in this file, so that the service notices a "
            "copy of the key. A key that was used with --counter always needs it.",
            show_default="no numbers",
        ),
    ] = None,
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="URL of the service.")
    ] = "http://127.0.0.1:8000",
    purpose: Annotated[
        str | None,
        typer.Option(
            metavar="verify|redeem",
            help="What the touch does.",
            show_default="what the voucher waits for",
        ),
    ] = None,
    gesture: Annotated[
        str | None,
        typer.Option(
            "--gesture",
            "-g",
            metavar="press|swipe",
            help="How the contacts of a file were made.",
            show_default="press; in a stream, as they move",
        ),
    ] = None,
    second: Annotated[
        Path | None,
        typer.Option(
            "--second",
            metavar="FILE",
            help="File of contacts of the other end of a two-ended stamp, pressed after the first.",
            show_default="one end",
        ),
    ] = None,
    family: AnyFamilyOption = None,
    panel: Annotated[
        str | None,
        panel_option(
            "Touch panel of the frames; a stream from a file of frames needs one.",
            f"the controller's or the recording's, else {DEFAULT_PANEL}",
        ),
    ] = None,
    stream: Annotated[
        bool,
        typer.Option(
            "--stream",
            help="Take a file for a stream: present each stamp by itself, and print events and "
            "outcomes as they come. Controllers and touch devices always are streams.",
        ),
    ] = False,
    rate_hz: Annotated[
        float | None,
        rate_option(
            "Frames per second of a stream: asked of a controller; needed for a file that "
            "carries no times.",
            "the stream's own",
        ),
    ] = None,
    once: Annotated[
        bool,
        typer.Option("--once", help="End a stream with the first answer of the service."),
    ] = False,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="S", help="End a stream after S seconds.", show_default="no end"),
    ] = None,
) -> None:
    """Present a stamp to a voucher, as a phone or a kiosk does.

    A file is presented once: its first press, or all of its frames. Prints the service's answer as
    JSON; what the file holds is reported on stderr. A press with fewer than ten samples is sent
    once the stamp has rested long enough, mostly 0.6 s.

    Of a stream, each stamp is presented as soon as its frames or contacts show it. Prints one JSON
    object a line: the events of `stampcodec listen`, and for each stamp "presented" with its
    outcome: accepted, refused, unanswered or skipped. If the voucher takes two-ended stamps, "half"
    is printed when one end was pressed, and both ends are presented together.

    Exit status: 0 if a stamp was accepted, 1 if none was, 2 on misuse, or if the controller is not
    there at the start.

    Examples: stampcodec present events.json --voucher vch_… --token dvt_…

    stampcodec present plain.json --second notched.json --voucher vch_… --token dvt_…

    stampcodec present pty:/tmp/touch0 --voucher vch_… --key aks_… --once
    """
    from issuance.client import Client, ProblemError
    from issuance.kiosk.counterfile import CounterFile
    from issuance.kiosk.presenter import Presenter
    from stampcodec.commands.streaming import rate_of
    from stampcodec.source.opening import is_device

    _expect(voucher, token, key, purpose, gesture)
    client = Client(server, token or key)
    # What can be wrong without the source is refused before it is opened.
    target = panel_named(panel or DEFAULT_PANEL)
    if family is not None:
        family_named(family, None, None)
    rate = None if rate_hz is None else rate_of(rate_hz)
    if seconds is not None and not 0 < seconds < 1e8:
        raise typer.BadParameter(f"expected above 0, got {seconds:g}", param_hint="--seconds")
    counts = None
    if counter is not None:
        if key is None:
            raise typer.BadParameter("expected with --key", param_hint="--counter")
        counts = CounterFile(counter)
    presenter = Presenter(client, voucher, purpose, counts.next if counts else None)
    is_live = is_device(address(source))
    try:
        if stream or is_live:
            refuse_given({"--gesture": gesture}, "a stream tells press from swipe by itself")
            refuse_given({"--second": second}, "a stream has both ends in it")
            known = None if panel is None else target
            accepted = _present_stream(
                presenter,
                source,
                family,
                known,
                rate,
                is_live=is_live,
                once=once,
                seconds=seconds,
            )
            if not accepted:
                raise typer.Exit(NOT_ACCEPTED)
            return
        of_streams = {"--rate-hz": rate_hz, "--once": once, "--seconds": seconds}
        refuse_given(of_streams, ONLY_STREAMS)
        body = _read(Path(source), family, panel, gesture or "press")
        if second is not None:
            body = _with_second(body, _read(second, family, panel, gesture or "press"))
        answer = presenter.present(body)
    except ProblemError as error:
        typer.echo(f"refused: {error}", err=True)
        typer.echo(json.dumps(error.document))
        raise typer.Exit(NOT_ACCEPTED) from None
    finally:
        if counts is not None:
            counts.close()
    typer.echo(f"accepted: the voucher is {answer['voucher']['state']}", err=True)
    typer.echo(json.dumps(answer))


def _expect(
    voucher: str, token: str | None, key: str | None, purpose: str | None, gesture: str | None
) -> None:
    """Refuse what cannot be, whatever the source has."""
    for name, value, known in (
        ("--purpose", purpose, (None, "verify", "redeem")),
        ("--gesture", gesture, (None, "press", "swipe")),
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


def _present_stream(
    presenter: Presenter,
    url: str,
    family: str | None,
    panel: Panel | None,
    rate_hz: float | None,
    *,
    is_live: bool,
    once: bool,
    seconds: float | None,
) -> bool:
    """Present what a stream shows; tell whether anything was accepted."""
    from issuance.kiosk.kiosk import ACCEPTED, Kiosk
    from stampcodec.commands.ending import EndedError, Ending
    from stampcodec.commands.eventline import no_stamp_of
    from stampcodec.source.opening import open_source
    from stampcodec.stream.framesource import FrameSource

    with Ending() as ending:
        kiosk = Kiosk(presenter, url, ending, is_live=is_live, once=once)

        def opened() -> FrameSource | ContactSource:
            contacts = None if family is None else family == OF_CONTACTS
            return open_source(url, panel, rate_hz, contacts=contacts, notice=kiosk.notice)

        # A wrong address, key or voucher is known before there is a stamp.
        state, both_ends = presenter.state(), presenter.takes_both_ends()
        try:
            with ending.waiting():
                source = opened()
        except EndedError:
            return False
        except ValueError as error:
            # What is wrong with a file or port is named after it, an argument after its option.
            if type(error) is not ValueError:
                raise
            field, _, problem = str(error).partition(": ")
            hint = f"--{field.replace('_', '-')}"
            raise typer.BadParameter(problem, param_hint=hint) from None
        if both_ends and isinstance(source, FrameSource):
            source.close()
            raise typer.BadParameter(ONLY_CONTACTS, param_hint="--family")
        kiosk.notice(f"watching; the voucher is {state}" + (BOTH_ENDS if both_ends else ""))
        if seconds is not None:
            ending.after(seconds)
        kiosk.run(source, lambda found: _watch(found, family, both_ends), opened)
        if family is None and isinstance(source, FrameSource) and not kiosk.outcomes:
            kiosk.notice(no_stamp_of(OF_FRAMES))
        return kiosk.outcomes[ACCEPTED] > 0


def _watch(source: Source[Any], family: str | None, both_ends: bool) -> Watch:
    """Make what finds stamps in a source, of both their ends where it takes both."""
    from issuance.kiosk.bothends import BothEnds
    from issuance.kiosk.framewatch import FrameWatch
    from issuance.kiosk.touchwatch import TouchWatch
    from stampcodec.stream.framesource import ContactSource

    if isinstance(source, ContactSource):
        watch = TouchWatch(source, family_named(family or OF_CONTACTS, None, None))
        return BothEnds(watch) if both_ends else watch
    panel = source.panel
    assert panel is not None  # frames have one
    return FrameWatch(families_fitted(family or OF_FRAMES, panel)[0], panel)


def _read(file: Path, family: str | None, panel: str | None, gesture: str) -> dict[str, Any]:
    """Make the body of a presentation of a file, and say what is in it."""
    from issuance.kiosk.evidence import frames_body, most_frames
    from stampcodec.commands.recording import contacts_in, recording
    from stampcodec.frames import frame_blocks
    from stampcodec.lattice.reader import FrameReader

    with opened(file) as source:
        form = recording(file, source)
        name = family_for(file, form.holds, family)
        if form.holds == CONTACTS:
            return {"gesture": gesture, **_touches(file, contacts_in(source, None), name)}
        target = panel_for(source, form, panel)
        blocks = frame_blocks(source, form, target.rows, target.columns)
        frames = _few(source, blocks, most_frames(target))
    tried = families_fitted(family, target)
    readings = FrameReader(tried, target).read_many(frames)
    read = [(each.family, each.merchant_id) for each in readings if each.merchant_id is not None]
    for code in sorted({code for _, code in read}) or (None,):
        _tell_seen(file, counted(len(frames), "frame"), code)
    shown = next((name for name, _ in read), None) or tried[0].name
    return frames_body(frames, shown, target)


def _with_second(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Join the presses of both ends of a stamp."""
    from issuance.touches import both_ends

    if "samples" not in first or "samples" not in second:
        raise typer.BadParameter("expected contacts in both files", param_hint="--second")
    return both_ends(first, second)


def _few(source: ByteSource, blocks: Iterable[NDArray[np.int16]], most: int) -> NDArray[np.int16]:
    """Return all frames, or refuse more than the service takes as soon as they are there."""
    import numpy as np

    taken: list[NDArray[np.int16]] = []
    for block in blocks:
        taken.append(block)
        if sum(map(len, taken)) > most:
            problem = f"expected {most} frames of this panel or fewer; --stream sends those that "
            raise FrameFileError(source.name, "", problem + "show a stamp")
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
