"""The page about Python runs as it stands there, and lists every public name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stampcodec as sc

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for number, example in enumerate(EXAMPLES):
        exec(compile(example, f"python.md, example {number}", "exec"), names)
    output = capsys.readouterr().out
    assert len(EXAMPLES) == 10
    assert "merchant 4711" in output
    assert "merchant 1234" in output
    for name in ("stamp.json", "frames.npy", "events.json", "frame.png", "press.svg"):
        assert (tmp_path / name).stat().st_size > 0


def test_every_public_name_stands_in_a_table_and_nothing_else_does() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", PAGE, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(listed) == sorted(set(sc.__all__) - {"__version__"})
    assert "`sc.__version__`" in PAGE


def test_every_name_that_the_examples_use_is_public() -> None:
    assert set(re.findall(r"\bsc\.(\w+)", PAGE)) <= set(sc.__all__)
