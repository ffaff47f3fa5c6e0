"""What may not be taken out of the generated C is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.amalgamation.amalgam import Amalgam
from tools.amalgamation.generated import NotPlainError, read_generated
from tools.amalgamation.source import Constant
from tools.amalgamation.writing import write

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "/* #### Code section: type_declarations ### */\n"
CODE = "/* #### Code section: module_code ### */\n"
END = "/* #### Code section: end ### */\n"


def amalgam(folder: Path, functions: str, source: str = "") -> Amalgam:
    (folder / "pack").mkdir()
    (folder / "pack" / "one.c").write_text(HEAD + CODE + functions + END)
    (folder / "pack" / "one.pyx").write_text(source)
    source_of_c = folder / "stampcodec" / "firmware" / "source"
    source_of_c.mkdir(parents=True)
    (source_of_c / "portable.h").write_text("")
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
    assert found.constants == {"__pyx_v_4pack_3one_LEVEL": Constant("float", "3.5 / 2")}


def test_rows_of_a_constant_keep_their_shape(tmp_path: Path) -> None:
    found = amalgam(
        tmp_path,
        "static float __pyx_f_4pack_3one_go(void) { return __pyx_v_4pack_3one_ROWS[1][0]; }\n",
        "cdef double ROWS[2][N]\nROWS[:] = [\n    [1.0 / 3.0, 2.0, 3.0], [4.0, 5.0, 6.0],\n]\n",
    )
    found.add("pack.one", "go")
    rows = Constant("double", "{{1.0 / 3.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}", (2, 3))
    assert found.constants == {"__pyx_v_4pack_3one_ROWS": rows}
    text = write(found)
    assert "float ROWS[2][3] = {{1.0f / 3.0f, 2.0f, 3.0f},\n    {4.0f, 5.0f, 6.0f}};" in text


def test_a_method_is_a_function_of_a_struct_without_python(tmp_path: Path) -> None:
    name = "4pack_3one_Reader"
    struct = (
        f"struct __pyx_obj_{name} {{ PyObject_HEAD struct __pyx_vtabstruct_{name} *__pyx_vtab; "
        "int level; int unused; PyObject *owner; };\n"
    )
    method = "__pyx_f_4pack_3one_6Reader_"
    given = f"struct __pyx_obj_{name} *__pyx_v_self"
    call = f"((struct __pyx_vtabstruct_{name} *)__pyx_v_self->__pyx_vtab)->inner(__pyx_v_self)"
    functions = (
        f"static int {method}inner({given}) {{ return __pyx_v_self->level; }}\n"
        f"static int {method}outer({given}) {{ return {call}; }}\n"
    )
    found = amalgam(tmp_path, functions, "")
    path = tmp_path / "pack" / "one.c"
    path.write_text(path.read_text().replace(HEAD, HEAD + struct))
    found.add("pack.one", "outer")
    text = write(found)
    assert "struct Reader {\n    int level;\n};" in text
    assert "static int outer(struct Reader *self) {\n    return inner(self);\n}" in text


def test_a_function_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotPlainError, match=r"pack\.one: no function gone"):
        amalgam(tmp_path, "").add("pack.one", "gone")


def test_c_of_another_cython_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.c"
    path.write_text("int a;")
    with pytest.raises(NotPlainError, match="no section module_code, type_declarations"):
        read_generated(path, "x")
