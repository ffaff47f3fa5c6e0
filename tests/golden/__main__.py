"""Rewrite the golden files: whatever ``golden_files()`` of a module of this folder derives now.

``make golden`` runs it. Look at what changed before committing: a frozen format does not change.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent

for path in sorted(FOLDER.glob("[!_]*.py")):
    if path.stem.startswith("test_"):
        continue
    for name, text in import_module(f"tests.golden.{path.stem}").golden_files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.stem}: {name}")
