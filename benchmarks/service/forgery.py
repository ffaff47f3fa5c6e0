"""Replays that are missed, and presses that are taken for replays or for no hand's.

::

    face ─ hand ─ glass ─ driver ─ browser ─► press ─┬─► against all earlier ones of the stamp and
                (emulator)                           │   phone: nothing may be found
                                                     └─► shown again, in all the ways that a thief
                                                         may think of: found or missed

The rubber is the same in all presses of a set, as one stamp's is: errors of moulding would make
presses easier to tell apart than they are. Thresholds were chosen on seed 1, with another stamp.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import stampcodec as sc
from benchmarks.report.interval import clopper_pearson
from benchmarks.run.workers import run_all
from emulator import Conditions, Gesture, record
from emulator.driver import drive, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.driver.session import session
from issuance.defence.plausibility import objection
from issuance.defence.replay import replays
from issuance.defence.series import FEWEST_SAMPLES, Series, series_of
from issuance.touches import touches
from stampcodec.contactfile import Contacts
from stampcodec.touch.numbers import PX_PER_MM, USUAL_PX_PER_MM

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

FRAME_MS = 1000 / 60
# Panel, CSS pixels a millimetre, device pixels each, whole CSS pixels.
PHONES = {
    "nexus5 thirds": ("nexus5", Screen(USUAL_PX_PER_MM, 3.0)),
    **{
        f"nexus5 whole, {px_per_mm:g}": ("nexus5", Screen(px_per_mm, 1.0, True))
        for px_per_mm in PX_PER_MM
    },
    "surface halves": ("surface", Screen(6.0, 2.0)),
    "surface whole": ("surface", Screen(5.6, 1.0, True)),
}
HOLDS_MS = (180.0, 250.0, 400.0, 500.0, 800.0)
GESTURES = ("press", "swipe")


@dataclass(frozen=True)
class Forgery:
    """One kind of press on one kind of phone.

    Attributes
    ----------
    presses : int
        That were read.
    pairs : int
        Of presses, compared with each other.
    taken_for_replays : int
        Presses that some earlier one was found in.
    implausible : dict
        Presses that no hand is said to have done, by the word for it.
    missed : dict
        Replays that were not found, of so many, by the way in which they were shown again.
    """

    phone: str
    gesture: str
    presses: int
    pairs: int
    taken_for_replays: int
    implausible: dict[str, int]
    missed: dict[str, tuple[int, int]]

    @property
    def refused(self) -> int:
        """Honest presses that were refused, at most."""
        return self.taken_for_replays + sum(self.implausible.values())

    def as_json(self) -> dict[str, Any]:
        """Return everything, with 95 % intervals."""
        return {
            **asdict(self),
            "refused": self.refused,
            "refused_interval": clopper_pearson(self.refused, self.presses),
            "missed_interval": {
                way: clopper_pearson(*counts) for way, counts in self.missed.items()
            },
        }


def measure_forgery(presses: int, *, seed: int, processes: int = 1) -> list[Forgery]:
    """Press on every phone; a third as often swipe."""
    calls = [
        (phone, gesture, presses if gesture == "press" else max(2, presses // 3), seed)
        for phone in PHONES
        for gesture in GESTURES
    ]
    return run_all(measure_phone, calls, processes, "phones")


def measure_phone(phone: str, gesture: str, n: int, seed: int) -> Forgery:
    """Press on one phone; the arguments determine every random number."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{phone} {gesture}".encode())])
    stamps = sc.family("touch5")
    face = stamps.encode(int(rng.integers(stamps.n_ids)))
    reader, dots = sc.ContactReader(stamps), face.dots[:, :2]
    seen: list[Series] = []
    stored: list[bytes] = []
    false, implausible = 0, Counter[str]()
    missed = dict.fromkeys(WAYS, 0)
    tried = dict.fromkeys(WAYS, 0)
    for _ in range(n):
        body = _pressed(face, phone, gesture, rng)
        found = None if body is None else _series(reader, np.array(body["samples"]), dots)
        if body is None or found is None:
            continue
        series, scale = found
        false += _found(series, seen, stored)
        radii = [[radius / scale for radius in each] for each in body.get("radii_px", ())]
        word = objection(
            series,
            gesture,
            times_ms=body["times_ms"],
            landing_ms=body["landing_ms"],
            held_ms=body.get("held_ms"),
            radii_mm=radii or None,
        )
        implausible.update([word] if word else [])
        for way, show in WAYS.items():
            again = _series(reader, show(np.array(body["samples"]), scale, rng), dots)
            if again is not None:  # what is not read is refused anyway
                tried[way] += 1
                missed[way] += not _found(again[0], [series], [series.stored])
        seen.append(series)
        stored.append(series.stored)
    counts = {way: (missed[way], tried[way]) for way in WAYS}
    pairs = len(seen) * (len(seen) - 1) // 2
    return Forgery(phone, gesture, len(seen), pairs, false, dict(implausible), counts)


def _pressed(
    face: sc.StampFace, phone: str, gesture: str, rng: np.random.Generator
) -> dict[str, Any] | None:
    name, screen = PHONES[phone]
    panel = sc.panel(name)
    hand = Gesture(gesture, hold_ms=float(rng.choice(HOLDS_MS)))
    take = record(face, panel, rng, hand, Conditions(moulding=None), frame_ms=FRAME_MS)
    scanned = session([take])
    reports = drive(scanned.frames, scanned.time_ms, panel, firmware(panel, 10))
    return touches(Contacts(events=tuple(touch_events(reports, screen))))


def _series(reader: sc.ContactReader, samples: Points, dots: Points) -> tuple[Series, float] | None:
    reading = reader.read_samples(samples)
    series = series_of(samples, dots) if reading.px_per_mm else None
    return None if series is None or reading.px_per_mm is None else (series, reading.px_per_mm)


def _found(series: Series, earlier: list[Series], stored: list[bytes]) -> bool:
    """Look for a series as the ledger does: among those with a similar key."""
    keys = series.similar_keys
    chosen = [
        kept for each, kept in zip(earlier, stored, strict=True) if keys is None or each.key in keys
    ]
    return replays(series, chosen)


def _moved(samples: Points, scale: complex, rng: np.random.Generator) -> Points:
    """Lay samples elsewhere, turned and scaled, on whole pixels."""
    places = samples @ np.array([1, 1j])
    away = complex(rng.uniform(100, 300), rng.uniform(100, 600))
    places = (places - places.mean()) * scale + away
    return np.round(np.stack([places.real, places.imag], axis=-1))


def _turn(rng: np.random.Generator) -> complex:
    return complex(np.exp(1j * rng.uniform(0, 2 * np.pi)))


def _size(px_per_mm: float, rng: np.random.Generator) -> float:
    """Choose a size that still reads."""
    return float(rng.uniform(5.5, 7.1)) / px_per_mm


def _ends(samples: Points) -> Points:
    """Drop a tenth at either end."""
    drop = len(samples) // 10
    return samples[drop : len(samples) - drop]


def _resampled(samples: Points, rng: np.random.Generator) -> Points:
    """Take samples at any other rate, between two on the line between them."""
    if len(samples) < 3:
        return samples
    at = np.arange(0, len(samples) - 1, rng.uniform(0.7, 1.4))
    low = np.minimum(at.astype(int), len(samples) - 2)
    share = (at - low)[:, None, None]
    between: Points = samples[low] * (1 - share) + samples[low + 1] * share
    return between


def _cut(samples: Points, n: int, rng: np.random.Generator) -> Points:
    """Take so many samples in a row, from anywhere."""
    first = int(rng.integers(0, max(1, len(samples) - n)))
    return samples[first : first + n]


WAYS: dict[str, Callable[[Points, float, np.random.Generator], Points]] = {
    "as it was": lambda samples, _, __: samples,
    "elsewhere": lambda samples, _, rng: samples + rng.integers(-50, 50, 2),
    "rounded": lambda samples, _, rng: _moved(samples, 1.0, rng),
    "turned": lambda samples, _, rng: _moved(samples, _turn(rng), rng),
    "scaled": lambda samples, scale, rng: _moved(samples, _size(scale, rng), rng),
    "turned, no ends": lambda samples, _, rng: _ends(_moved(samples, _turn(rng), rng)),
    "turned, every other": lambda samples, _, rng: _moved(samples, _turn(rng), rng)[::2],
    "turned, other rate": lambda samples, _, rng: _resampled(_moved(samples, _turn(rng), rng), rng),
    "cut to one": lambda samples, _, rng: _cut(samples, 1, rng) + rng.integers(-50, 50, 2),
    "cut to ten": lambda samples, _, rng: _cut(samples, FEWEST_SAMPLES, rng),
    "cut to ten, turned": lambda samples, _, rng: _moved(
        _cut(samples, FEWEST_SAMPLES, rng), _turn(rng), rng
    ),
}
