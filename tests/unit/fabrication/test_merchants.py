from __future__ import annotations

from pathlib import Path

import pytest

from fabrication import merchants
from fabrication.merchants import Merchant, MerchantFileError

N_IDS = 1000


def listed(folder: Path, text: str | bytes) -> list[Merchant]:
    path = folder / "merchants.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return merchants.read(path, N_IDS)


def test_merchants_come_in_the_order_of_the_list_with_their_lines(tmp_path: Path) -> None:
    assert listed(tmp_path, "merchant_id,name\n7,Bakery\n\n0,\n999,Café\n") == [
        Merchant(2, 7, "Bakery"),
        Merchant(4, 0),
        Merchant(5, 999, "Café"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffmerchant_id\r\n7\r\n",
        "name;merchant_id\nBakery, Inc.;7\n",
        'town,merchant_id\n"two\nlines",7\n',
        "Merchant_ID , town\n 7 , x\n",
    ],
)
def test_lists_as_spreadsheets_write_them_are_read(text: str, tmp_path: Path) -> None:
    assert [merchant.merchant_id for merchant in listed(tmp_path, text)] == [7]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("merchant_id\n7\n8\n7\n", "line 4", "merchant 7 stands in line 2 already"),
        ("merchant_id\n7\n1000\n", "line 3", "expected a whole number, 0 to 999, got '1000'"),
        ("merchant_id\n-1\n", "line 2", "got '-1'"),
        ("merchant_id\n1_0\n", "line 2", "got '1_0'"),
        ("merchant_id\n7.0\n", "line 2", "got '7.0'"),
        ("merchant_id\n" + "9" * 5000 + "\n", "line 2", "got '999"),
        ("merchant_id\n٧\n", "line 2", "got '٧'"),
        ("merchant_id,name\n,Bakery\n", "line 2", "merchant_id is missing"),
        ("merchant_id,name\n7,Bakery,x\n", "line 2", "expected 2 columns, got 3"),
        ("merchant_id,name\n7," + "x" * 61 + "\n", "line 2", "name: expected up to 60"),
        ('merchant_id,name\n7,"a\nb"\n', "line 3", "name: expected up to 60 printable"),
        ('merchant_id\n"7\n', "line 2", "expected CSV"),
        ("id\n7\n", "line 1", "expected a header with the column merchant_id once"),
        ("merchant_id,merchant_id\n7,7\n", "line 1", "once"),
        ("", "line 1", "expected a header"),
        ("merchant_id\n", "", "the list is empty"),
        (b"merchant_id\n\xff\n", "", "expected UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    text: str | bytes, line: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(MerchantFileError) as caught:
        listed(tmp_path, text)
    assert caught.value.field == line
    assert problem in caught.value.problem
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_list_is_not_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merchants, "MOST_MERCHANTS", 2)
    assert len(listed(tmp_path, "merchant_id\n1\n2\n")) == 2
    with pytest.raises(MerchantFileError, match="line 4: expected 2 merchants or fewer"):
        listed(tmp_path, "merchant_id\n1\n2\n3\n")
