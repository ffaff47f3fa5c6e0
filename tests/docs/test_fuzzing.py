"""The examples of the page about fuzzing pass, and its table names every strategy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import emulator.testing
import stampcodec.testing

PAGE = (Path(__file__).parents[2] / "docs" / "fuzzing.md").read_text(encoding="utf-8")
EXAMPLES: dict[str, str] = dict(
    re.findall(r"^<!-- example: (\w+) -->\n```python\n(.*?)^```$", PAGE, re.M | re.S)
)
NAMES = ["reader", "threads", "wire", "recordings", "till"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_passes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": f"example_{name}"}
    exec(compile(EXAMPLES[name], f"fuzzing.md, {name}", "exec"), names)
    tests = [value for key, value in names.items() if key.startswith("test_")]
    for test in tests:
        assert callable(test)
        test()
    for key, value in names.items():
        if key.startswith("Test"):
            assert isinstance(value, type)
            value("runTest").runTest()
            tests.append(value)
    assert tests


def test_no_other_examples_are_shown() -> None:
    assert list(EXAMPLES) == NAMES
    assert PAGE.count("```python") == len(NAMES)


def test_the_table_names_every_strategy() -> None:
    rows = "\n".join(re.findall(r"^\| (`[^|]+) \|", PAGE, re.M))
    listed = set(re.findall(r"`(?:emulator\.testing\.)?(\w+)\(", rows))
    values = {"show_frame", "Played", "Pressed", "QUIET"}
    assert listed == {*stampcodec.testing.__all__, *emulator.testing.__all__} - values


def test_the_first_test_takes_twenty_lines() -> None:
    assert len([line for line in EXAMPLES["reader"].splitlines() if line]) <= 20
