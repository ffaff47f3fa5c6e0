"""Counts and times for Prometheus.

Several server processes each count for themselves, in files of a folder that the library finds by
``PROMETHEUS_MULTIPROC_DIR`` (`issuance/server/run.py` sets it); whichever is asked adds them up.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# From a bare answer to what a customer no longer waits for.
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Histogram(
            "stampcodec_request_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self.presentations = Counter(
            "stampcodec_presentations",
            "Presentations by what became of them.",
            ("gesture", "outcome"),
            registry=self._registry,
        )
        self.refusals = Counter(
            "stampcodec_refusals",
            "Requests refused, by the slug of the problem.",
            ("slug",),
            registry=self._registry,
        )
        self.alarms = Counter(
            "stampcodec_alarms",
            "Alarms raised.",
            ("kind",),
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Write everything in the text format of Prometheus."""
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
        return generate_latest(everybody)
