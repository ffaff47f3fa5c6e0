"""How long a test waits for what comes soon on a quiet machine: only a defect takes so long."""

from __future__ import annotations

PATIENCE_S = 120.0
