from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from issuance.kiosk.counterfile import CounterFile
from stampcodec import FileError


def test_numbers_go_on_where_they_were(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    with closing(CounterFile(path)) as counter:
        assert [counter.next() for _ in range(11)] == list(range(1, 12))
    assert path.read_bytes() == b"0000000000000000011\n"
    assert path.stat().st_mode & 0o777 == 0o600
    with closing(CounterFile(path)) as counter:
        assert counter.next() == 12


def test_one_program_counts_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    with closing(CounterFile(path)) as counter:
        with pytest.raises(FileError, match="another program counts in it"):
            CounterFile(path)
        assert counter.next() == 1
    CounterFile(path).close()


@pytest.mark.parametrize(
    "content", [b"7", b"x" * 20, b"9" * 19 + b"\n", b"0" * 20, b"0" * 19 + b"\n\n"]
)
def test_a_file_that_holds_something_else_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "counter"
    path.write_bytes(content)
    with pytest.raises(FileError, match="expected a counter, a number of 19 digits"):
        CounterFile(path)
    assert path.read_bytes() == content
