"""The link: presses read through a pseudo terminal, with all faults of the wire on."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.link.device import CountedController, Plan, fitting
from benchmarks.link.memory import remembered
from benchmarks.link.result import Balance, Link, Recovery, Run
from benchmarks.run.workers import progress
from emulator.device import Rates, Wire
from stampcodec import wire
from stampcodec.errors import PortClosedError, PortError
from stampcodec.lattice.tracker import StampTracker
from stampcodec.link import Port, open_port
from stampcodec.source.linkstream import LinkStream
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stampcodec.stream.losses import Losses

# The line at 921,600 baud carries the longest frames of every panel at this rate.
SCAN_HZ = 40
# A trial: faults for a time between these from the first byte, evenly on a logarithmic scale, and
# so long without, real time. They end while the client asks for a hello, for the description, for
# the start, and while frames come.
LEAST_BAD_S, BAD_S, GOOD_S = 0.1, 6.0, 1.5
# A device that has not come up by then is broken, real seconds.
UP_S = 60.0
# From the closing of a device's port to the end of its process, real seconds.
END_S = 5.0
# The runs in this process: a step, and all of it, virtual seconds.
STRIDE_S, ALIKE_S, ALIKE_RUNS = 0.005, 4.0, 2


def faults(corrupted: float, until: float = 0.0, *, breaks: bool = True) -> Rates:
    """Return all faults of a wire, as bad as a share of corrupted bytes says.

    Parameters
    ----------
    corrupted : float
        One byte in ten times as many is lost, and one doubled.
    until : float
        When they stop, seconds.
    breaks : bool
        Whether the connection breaks and the firmware hangs, too: that is not the wire's doing.
    """
    return Rates(
        lost=corrupted / 10,
        doubled=corrupted / 10,
        corrupted=corrupted,
        split=corrupted,
        late=1e-5,
        garbage=0.01,
        silence=0.05,
        disconnect=0.01 if breaks else 0.0,
        hang=0.005 if breaks else 0.0,
        until=until,
    )


class TappedPort(Port):
    """A client's port that counts its bytes over all connections.

    Parameters
    ----------
    word : str

    Attributes
    ----------
    read_bytes, written_bytes : int
    """

    def __init__(self, word: str) -> None:
        self.name = word
        self.read_bytes = self.written_bytes = 0
        self._port = open_port(word)

    def connect(self) -> TappedPort:
        """Open the port again, if it was closed."""
        self._port.close()
        self._port = open_port(self.name)
        return self

    def read(self, timeout_s: float | None) -> bytes:
        """Read, and count."""
        data = self._port.read(timeout_s)
        self.read_bytes += len(data)
        return data

    def write(self, data: bytes) -> None:
        """Write, and count."""
        self._port.write(data)
        self.written_bytes += len(data)

    def close(self) -> None:
        """Close the connection."""
        self._port.close()


class Device:
    """A device's process on a pseudo terminal. A context manager that ends it."""

    def __init__(self, plan: Plan) -> None:
        self._folder = TemporaryDirectory()
        path = Path(self._folder.name) / "touch0"
        self.word = f"pty:{path}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.link.device", self.word, plan.as_text()],
            stdout=subprocess.PIPE,
            text=True,
        )
        end_s = time.monotonic() + UP_S
        while not path.exists():
            if self._process.poll() is not None or time.monotonic() > end_s:
                self.__exit__()
                raise RuntimeError(f"the device does not come up: {self.word}")
            time.sleep(0.01)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def ends(self) -> bool:
        """Wait for its end; False where that does not come soon."""
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            return False
        return True

    def report(self) -> dict[str, Any]:
        """Return what it counted."""
        printed, _ = self._process.communicate(timeout=UP_S)
        report: dict[str, Any] = json.loads(printed)
        return report

    def __enter__(self) -> Device:
        """Return the device itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, if it has not ended."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._folder.cleanup()


def listened(
    device: Device, port: TappedPort, plan: Plan, rate_hz: int
) -> Iterator[tuple[LinkStream[TimedFrame], list[TimedFrame]]]:
    """Yield what arrives, and the stream, until the device has ended and all is read.

    The client's clock goes as fast as the device's: its patience is that of a client of a real one.
    """
    stream = opened(device, port, plan, rate_hz)
    if stream is None:
        return
    try:
        while True:
            was_over = device.is_over
            items = stream.read(0.2)
            if was_over and not items:
                return
            yield stream, items
    except PortClosedError:
        # A device that ends closes its port first.
        if not device.ends():
            raise
    finally:
        stream.close()


def opened(
    device: Device, port: TappedPort, plan: Plan, rate_hz: int
) -> LinkStream[TimedFrame] | None:
    """Open the stream; None where the device ends before it has begun."""
    try:
        return LinkStream(
            device.word,
            port.connect,
            TimedFrame,
            rate_hz=rate_hz,
            now_s=lambda: plan.speed * time.monotonic(),
            sleep=lambda wait_s: time.sleep(wait_s / plan.speed),
        )
    except PortError:
        if device.ends():
            return None
        raise


def pressed(plan: Plan, step: Callable[[], None]) -> Run:
    """Press on a device and read what it sends."""
    with Device(plan) as device:
        port = TappedPort(device.word)
        told: list[int] = []
        frames = 0
        tracker: StampTracker | None = None
        losses: Losses | None = None
        for stream, items in listened(device, port, plan, SCAN_HZ):
            tracker = tracker or StampTracker(fitting(stream.panel), stream.panel)
            losses = stream.losses
            frames += len(items)
            for item in items:
                for event in tracker.push(item.counts, item.time_s):
                    if event.kind == "stamped":
                        told.append(-1 if event.merchant_id is None else event.merchant_id)
                        step()
        report = device.report()
    if losses is None:
        raise RuntimeError(f"nothing came from {device.word}")
    stamped, wrong, doubled = judged(plan.merchants, told)
    out = report["outward"]
    return Run(
        plan.panel,
        plan.rates.corrupted,
        plan.presses,
        stamped,
        plan.presses - stamped,
        wrong,
        doubled,
        frames,
        report["dropped"],
        losses.packets_damaged,
        losses.restarts,
        losses.reconnections,
        Balance(
            report["left"],
            port.read_bytes,
            out["doubled"] + out["garbage"] + report["added"],
            out["lost"] + out["silenced"] + report["cut"] + report["unheard"] + report["waiting"],
        ),
        Balance(port.written_bytes, report["received"], 0, report["unread"]),
    )


def judged(merchants: Sequence[int], told: Sequence[int]) -> tuple[int, int, int]:
    """Count the presses that were stamped, and what is wrong and what is doubled among the events.

    Parameters
    ----------
    merchants : sequence of int
        Who was pressed, in the order of time; no one twice.
    told : sequence of int
        Who was read. One that was pressed before another that has been read is wrong, too.
    """
    place = {merchant: k for k, merchant in enumerate(merchants)}
    seen: set[int] = set()
    last = wrong = doubled = 0
    for merchant in told:
        k = place.get(merchant, -1)
        if merchant in seen:
            doubled += 1
        elif k < last:
            wrong += 1
        else:
            seen.add(merchant)
            last = k
    return len(seen), wrong, doubled


def recovered(plan: Plan) -> tuple[float, bool]:
    """Return how long after the end of the faults a frame arrived that was scanned after it.

    Returns
    -------
    float
        Seconds; those that the trial lasted where none came.
    bool
        Whether frames had come before the faults ended.
    """
    arrivals: list[tuple[float, float]] = []
    with Device(plan) as device:
        port = TappedPort(device.word)
        for _, items in listened(device, port, plan, 0):
            now_s = time.monotonic()
            arrivals += [(item.time_s, now_s) for item in items]
        scanned_s: float
        good_since_s: float
        scanned_s, good_since_s = device.report()["good_since_s"]
    last_s = good_since_s + GOOD_S
    first_s = min((at for time_s, at in arrivals if time_s >= scanned_s), default=last_s)
    return first_s - good_since_s, any(time_s < scanned_s for time_s, _ in arrivals)


def lengths(trials: int, most_s: float, seed: int) -> list[float]:
    """Draw how long the faults of each trial last, seconds."""
    rng = np.random.default_rng((seed, 8))
    low, high = np.log([min(LEAST_BAD_S, most_s), most_s])
    drawn: list[float] = np.exp(rng.uniform(low, high, trials)).tolist()
    return drawn


def digest(plan: Plan) -> str:
    """Run a device and its wire in this process; return a digest of the bytes that come out."""
    controller = CountedController(plan)
    outward, inward = Wire(plan.rates, (plan.seed, 1)), Wire(plan.rates, (plan.seed, 2))
    writer = wire.PacketWriter()
    found = hashlib.sha256()
    for k in range(1, int(plan.seconds / STRIDE_S)):
        now_s = k * STRIDE_S
        # Asked ten times a second, since requests are damaged, too.
        asked = b"" if k % 20 else writer.write(wire.Start(rate_hz=SCAN_HZ))
        heard = b"".join(inward.pass_on(asked, now_s))
        for piece in outward.pass_on(controller.step(now_s, heard), now_s):
            found.update(piece)
    return found.hexdigest()


def measure_link(
    panels: Sequence[str],
    *,
    presses: int,
    rates: Sequence[float],
    trials: int,
    speed: float,
    seed: int,
    bad_s: float = BAD_S,
    minutes: float = 0.0,
) -> Link:
    """Press, break off the faults, and compare bytes.

    Parameters
    ----------
    panels : sequence of str
    presses : int
        On each panel at each rate.
    rates : sequence of float
        Shares of corrupted bytes.
    trials : int
        Of the recovery, on the first panel at the highest rate.
    speed : float
        Virtual seconds a real one, while presses are read.
    seed : int
    bad_s : float
        How long the faults of a trial last at the most, seconds.
    minutes : float
        Of virtual time, in which memory is watched, on the first panel at the lowest rate; 0: not.
    """
    runs = []
    for name in panels:
        for rate in rates:
            plan = Plan(name, presses, faults(rate), seed, speed)
            with progress(f"{name}, {rate:g}", presses) as step:
                runs.append(pressed(plan, step))
    worst = max(rates)
    found = []
    with progress("trials of recovery", trials) as step:
        for trial, length_s in enumerate(lengths(trials, bad_s, seed)):
            bad = faults(worst, length_s, breaks=False)
            found.append(recovered(Plan(panels[0], 0, bad, seed + trial, 1.0, length_s + GOOD_S)))
            step()
    seconds = tuple(each for each, _ in found)
    unopened = sum(not opened for _, opened in found)
    recoveries = (Recovery(panels[0], worst, seconds, unopened),) if seconds else ()
    alike = Plan(panels[0], 3, faults(worst), seed, seconds=ALIKE_S)
    digests = tuple(digest(alike) for _ in range(ALIKE_RUNS))
    memories = []
    if minutes:
        wrong = faults(min(rates), breaks=False)
        with progress("minutes", int(minutes)) as step:
            memories.append(remembered(panels[0], wrong, minutes, seed, step))
    return Link(tuple(runs), recoveries, digests, tuple(memories))
