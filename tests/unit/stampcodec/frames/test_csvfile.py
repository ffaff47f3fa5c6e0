from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stampcodec.errors import FrameFileError
from stampcodec.frames import Wiring, read_frames

ROWS, COLUMNS = 4, 3
FRAMES = np.arange(-12, 12, dtype=np.int16).reshape(2, ROWS, COLUMNS)


def read(folder: Path, text: str | bytes, wiring: Wiring | None = None) -> NDArray[np.int16]:
    path = folder / "frames.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_frames(path, ROWS, COLUMNS, wiring or Wiring())


def row_a_line(frames: NDArray[np.int16], separator: str = ",") -> str:
    rows = frames.reshape(-1, frames.shape[-1]).tolist()
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)


def frame_a_line(frames: NDArray[np.int16], separator: str = ",") -> str:
    return row_a_line(frames.reshape(len(frames), -1), separator)


NAMES = ",".join(f"c{n}" for n in range(12))


@pytest.mark.parametrize(
    "text",
    [
        row_a_line(FRAMES),
        frame_a_line(FRAMES),
        row_a_line(FRAMES, ";"),
        row_a_line(FRAMES, "\t"),
        row_a_line(FRAMES, " "),
        row_a_line(FRAMES, ", "),
        row_a_line(FRAMES).replace("\n", "\r\n"),
        row_a_line(FRAMES).replace("\n", ",\n"),
        row_a_line(FRAMES).rstrip("\n"),
        "\ufeff" + row_a_line(FRAMES),
        "# deltas\n" + row_a_line(FRAMES),
        row_a_line(FRAMES[:1]) + "\n" + row_a_line(FRAMES[1:]) + "\n\n",
        "a,b,c\n" + row_a_line(FRAMES),
        NAMES + "\n" + frame_a_line(FRAMES),
        (NAMES + "\n" + frame_a_line(FRAMES[:1])) + (NAMES + "\n" + frame_a_line(FRAMES[1:])),
        '"' + row_a_line(FRAMES).strip().replace(",", '","').replace("\n", '"\n"') + '"\n',
    ],
)
def test_a_table_holds_a_row_or_a_frame_a_line(tmp_path: Path, text: str) -> None:
    np.testing.assert_array_equal(read(tmp_path, text), FRAMES)


@pytest.mark.parametrize("names", ["time,frame", "t (s),index", "Timestamp,TIN", ",seq"])
def test_columns_that_their_names_tell_are_no_counts(tmp_path: Path, names: str) -> None:
    lines = frame_a_line(FRAMES).splitlines()
    text = f"{names},{NAMES}\n" + "".join(
        f"12:30:0{n}.5,{n},{one}\n" for n, one in enumerate(lines)
    )
    np.testing.assert_array_equal(read(tmp_path, text), FRAMES)


def test_numpy_and_pandas_write_tables_that_are_read(tmp_path: Path) -> None:
    np.savetxt(tmp_path / "frames.txt", FRAMES.reshape(2, -1), header="nexus5")
    np.testing.assert_array_equal(read_frames(tmp_path / "frames.txt", ROWS, COLUMNS), FRAMES)
    # DataFrame.to_csv: its columns are called 0, 1, 2 ..., its index has no name.
    counted = ",".join(map(str, range(12)))
    indexed = "".join(f"{n},{one}\n" for n, one in enumerate(frame_a_line(FRAMES).split()))
    np.testing.assert_array_equal(read(tmp_path, f",{counted}\n{indexed}"), FRAMES)
    np.testing.assert_array_equal(read(tmp_path, f"{counted}\n{frame_a_line(FRAMES)}"), FRAMES)


def mxt_lines(frames: NDArray[np.int16], what: str = "Delta") -> str:
    """Write format 0 of mxt-app: X lines are the rows."""
    names = "".join(f"X{x}Y{y}_{what}16," for x in range(ROWS) for y in range(COLUMNS))
    rows = (
        f"12:30:00.00000{n},{n}," + "".join(f"{count}," for count in frame.ravel())
        for n, frame in enumerate(frames)
    )
    return f"time,TIN,{names}\n" + "\n".join(rows) + "\n"


def mxt_blocks(frames: NDArray[np.int16], what: str = "Deltas") -> str:
    """Write format 1 of mxt-app: a block a frame, X lines across."""
    blocks = []
    for n, frame in enumerate(frames):
        names = "".join(f",X{x + 1}_{what}16" for x in range(ROWS))
        rows = (f"Y{y}_{what}16," + ",".join(map(str, frame[:, y])) for y in range(COLUMNS))
        blocks.append(f"Frame {n}{names}\n" + "\n".join(rows) + "\n\n")
    return "".join(blocks)


@pytest.mark.parametrize("write", [mxt_lines, mxt_blocks])
def test_logs_of_mxt_app_are_laid_out_by_their_names(tmp_path: Path, write: object) -> None:
    assert callable(write)
    np.testing.assert_array_equal(read(tmp_path, write(FRAMES)), FRAMES)
    turned = read_frames(tmp_path / "frames.csv", COLUMNS, ROWS, Wiring(swap_axes=True))
    np.testing.assert_array_equal(turned, FRAMES.transpose(0, 2, 1))


def test_nodes_may_be_named_in_any_order(tmp_path: Path) -> None:
    order = np.random.default_rng(1).permutation(ROWS * COLUMNS)
    names = [f"X{x}Y{y}_Delta16" for x in range(ROWS) for y in range(COLUMNS)]
    head = ",".join(names[n] for n in order)
    text = head + "\n" + frame_a_line(FRAMES.reshape(2, 1, -1)[:, :, order])
    np.testing.assert_array_equal(read(tmp_path, text), FRAMES)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1,2\n", r"line 1: expected 3 numbers, a row, or 12, a frame of 4 x 3, got 2$"),
        ("1,2,3,4\n", r"got 4; --swap-axes takes frames that are stored as columns x rows"),
        ("time,a,b\n0,1,2\n", "line 1: expected 3 numbers, a row, or 12"),
        ("1,2,3\n4,5\n", "line 2: expected 3 numbers as in the lines before, got 2"),
        ("1,2,3\n4,5,6,7\n", "line 2: expected 3 numbers as in the lines before, got 4"),
        ("1,2,3\n4,x,6\n", "line 2, column 2: expected a whole number .* got 'x'"),
        ("1,2,3\n4,,6\n", "line 2, column 2: expected a whole number .* got ''"),
        ("1,2,3\n4,1_0,6\n", "line 2, column 2: .* got '1_0'"),
        ("1,2,3\n4,٣,6\n", "line 2, column 2: .* got '٣'"),
        ("1,2,3\n4,nan,6\n", "line 2, column 2: .* got 'nan'"),
        ("1,2,3\n4,1e999,6\n", "line 2, column 2: .* got '1e999'"),
        ("1,2,3\n4,32768,6\n", "line 2, column 2: .* -32768 to 32767, got '32768'"),
        (f"1,2,3\n4,{'9' * 60},6\n", "line 2, column 2: .* got '9{40}'$"),
        ("1,2,3\n4,0.5,6\n", r"got '0.5'; numpy\.savetxt\(path, numpy\.rint\(frames\), fmt='%d'\)"),
        ("1,2,3\n4,5,6\n", "line 2: the end came after 2 of 4 rows"),
        ("1,2,3\n\n4,5,6\n", "line 2: expected row 1 of a frame"),
        ("a,b,c\n", "expected frames, got a table without numbers"),
        ("\n\n", "expected frames, got a table without numbers"),
        (b"1,2,3\n4,\xff,6\n", "line 2: expected UTF-8 text"),
        (b"1,2,3\n4,\x00,6\n", "line 2: expected text, got bytes that are none"),
        (",".join(["1"] * 1_000_000), "line 1: expected at most 12 numbers, got more than"),
        (mxt_lines(FRAMES, "Reference"), "got references; capture without mxt-app's --references"),
        (mxt_blocks(FRAMES, "Refs"), "got references; capture without mxt-app's --references"),
        (mxt_lines(FRAMES).replace("X3Y2", "X3Y3"), "expected 4 X and 3 Y lines, got 4 X and 4 Y"),
        (mxt_lines(FRAMES).replace("X3Y2", "X3Y1"), "expected every node once"),
        (mxt_blocks(FRAMES).replace(",X4_Deltas16", ""), "expected 4 X lines, got 3; --swap-axes"),
        (mxt_blocks(FRAMES).replace("Y1", "Z1"), "line 3: expected Y line 1 with 4 numbers"),
        (mxt_blocks(FRAMES)[:60], "expected"),
    ],
)
def test_a_table_that_holds_no_frames_is_refused_with_the_line(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    with pytest.raises(FrameFileError, match=problem) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'frames.csv'}: ")
    assert "\n" not in message
    assert len(message) < 300
