"""What may not be taken out of the generated C is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.amalgamation.amalgam import Amalgam
from tools.amalgamation.generated import NotPlainError, read_generated

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "/* #### Code section: type_declarations ### */\n"
CODE = "/* #### Code section: module_code ### */\n"
END = "/* #### Code section: end ### */\n"


def amalgam(folder: Path, functions: str, source: str = "") -> Amalgam:
    (folder / "pack").mkdir()
    (folder / "pack" / "one.c").write_text(HEAD + CODE + functions + END)
    (folder / "pack" / "one.pyx").write_text(source)
    return Amalgam(folder, folder)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("__Pyx_AddTraceback(1);", "__Pyx_AddTraceback is Python's"),
        ("PyErr_Clear();", "PyErr_Clear is Python's"),
        ("__pyx_f_4pack_3one_go();", "calls itself"),
        ("__pyx_f_4pack_3one_other();", "used, but not defined"),
        ("return __pyx_v_4pack_3one_LEVEL;", "a variable of Python's"),
        ("\n#ifdef X\nf();\n#endif\n", "directive"),
        ("else else", "no plain C"),
    ],
)
def test_what_is_not_plain_is_named(tmp_path: Path, body: str, told: str) -> None:
    found = amalgam(tmp_path, f"static int __pyx_f_4pack_3one_go(void) {{ {body} }}\n")
    with pytest.raises(NotPlainError, match=told):
        found.add("pack.one", "go")


def test_a_constant_keeps_what_its_file_says(tmp_path: Path) -> None:
    found = amalgam(
        tmp_path,
        "static float __pyx_f_4pack_3one_go(void) { return __pyx_v_4pack_3one_LEVEL; }\n",
        "cdef float LEVEL = 3.5 / 2\n",
    )
    found.add("pack.one", "go")
    assert found.constants == {"__pyx_v_4pack_3one_LEVEL": ("float", "3.5 / 2")}


def test_a_function_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotPlainError, match=r"pack\.one: no function gone"):
        amalgam(tmp_path, "").add("pack.one", "gone")


def test_c_of_another_cython_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.c"
    path.write_text("int a;")
    with pytest.raises(NotPlainError, match="no section module_code, type_declarations"):
        read_generated(path, "x")
