from __future__ import annotations

from pathlib import Path

import pytest

from stampcodec.errors import ContactFileError, FileError, NewerFormatError, StampFileError
from stampcodec.jsonfile import SHOWN, JsonReader, shown


def reader(path: Path, newer: type[FileError] | None = None) -> JsonReader:
    return JsonReader(path, StampFileError, "a stamp file", "stamp-face", 1, 1000, newer)


@pytest.mark.parametrize(
    ("newer", "error"), [(None, StampFileError), (NewerFormatError, NewerFormatError)]
)
def test_a_newer_version_is_an_error_of_its_own_where_the_format_has_one(
    newer: type[FileError] | None, error: type[FileError], tmp_path: Path
) -> None:
    path = tmp_path / "file.json"
    path.write_text('{"format": "stamp-face/2", "and": "more"}')
    with pytest.raises(FileError, match="written by a newer version") as caught:
        reader(path, newer).document()
    assert type(caught.value) is error


@pytest.mark.parametrize("given", ['"stamp-face/0"', '"stamp-face/1x"', '"contacts/2"', "1"])
def test_what_is_no_version_of_the_format_is_not_called_newer(given: str, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text(f'{{"format": {given}}}')
    with pytest.raises(StampFileError, match='format: expected "stamp-face/1", got') as caught:
        reader(path, NewerFormatError).document()
    assert "newer" not in str(caught.value)


def test_only_the_format_is_checked_at_first(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text('{"format": "stamp-face/1", "dots": 5}')
    assert reader(path).document() == {"format": "stamp-face/1", "dots": 5}


def test_a_complaint_is_of_the_kind_and_the_file_that_it_was_asked_for(tmp_path: Path) -> None:
    about = JsonReader(tmp_path / "x.json", ContactFileError, "contacts", "contacts", 1, 10)
    with pytest.raises(ContactFileError) as caught:
        about.fail("points[3]", "expected two numbers")
    assert str(caught.value) == f"{tmp_path / 'x.json'}: points[3]: expected two numbers"


def test_a_long_value_is_shown_short() -> None:
    assert shown([1, "a"]) == '[1, "a"]'
    assert len(shown("x" * 1000)) == SHOWN


def test_a_key_that_stands_there_twice_is_found_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    many = ", ".join(f'"k{k}": 0' for k in range(60_000))
    path.write_text(f'{{{many}, "k59999": 0}}')
    large = JsonReader(path, StampFileError, "a stamp file", "stamp-face", 1, 10_000_000, None)
    with pytest.raises(StampFileError, match='"k59999": expected once, it stands there twice'):
        large.document()
