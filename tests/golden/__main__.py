"""Rewrite the golden vectors: call ``rewrite()`` of every module of this folder that has one.

``make golden`` runs it. Look at what changed before committing: a frozen format does not change.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

for path in sorted(Path(__file__).parent.glob("*.py")):
    if path.stem.startswith("__"):
        continue
    rewrite = getattr(import_module(f"tests.golden.{path.stem}"), "rewrite", None)
    if rewrite is not None:
        print(f"rewriting the vectors of {path.stem}")
        rewrite()
