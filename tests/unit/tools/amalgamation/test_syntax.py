"""C as Cython writes it, and as it reads afterwards."""

from __future__ import annotations

import pytest

from tools.amalgamation.naming import Names, parted
from tools.amalgamation.printing import printed
from tools.amalgamation.syntax import parse, simplify


def written(body: str) -> str:
    """Return the body of a function, simplified, on one line."""
    tree = parse(
        f"static int f(int a, int b, int c) {{ int __pyx_r; int __pyx_t_1; int __pyx_t_2; {body} }}"
    )
    simplify(tree)
    return " ".join(printed(tree).split("{", 1)[1].rsplit("}", 1)[0].split())


@pytest.mark.parametrize(
    ("cython", "plain"),
    [
        ("__pyx_t_1 = a < b; if (__pyx_t_1) { a = 1; }", "if (a < b) { a = 1; }"),
        ("__pyx_r = a; goto __pyx_L0; __pyx_L0:; return __pyx_r;", "return a;"),
        (
            "if (a) { __pyx_t_1 = 1; } else { __pyx_t_1 = b; } __pyx_r = __pyx_t_1; goto __pyx_L0;"
            "__pyx_L0:; return __pyx_r;",
            "return a ? 1 : b;",
        ),
        (
            "__pyx_t_2 = a; if (__pyx_t_2) {} else { __pyx_t_1 = __pyx_t_2; goto DONE; }"
            "__pyx_t_2 = b; __pyx_t_1 = __pyx_t_2; DONE:; if (__pyx_t_1) { c = 1; }",
            "if (a && b) { c = 1; }",
        ),
        (
            "__pyx_t_2 = a; if (!__pyx_t_2) { goto __pyx_L5_next_or; } else {} "
            "__pyx_t_2 = b; if (!__pyx_t_2) {} else { __pyx_t_1 = __pyx_t_2; goto DONE; }"
            "__pyx_L5_next_or:; __pyx_t_2 = c; __pyx_t_1 = __pyx_t_2; DONE:;"
            "if (__pyx_t_1) { c = 1; }",
            "if ((a && b) || c) { c = 1; }",
        ),
        (
            "while (a) { if (b) { goto __pyx_L3_continue; } if (c) { goto __pyx_L4_break; } a = 0;"
            "__pyx_L3_continue:; } __pyx_L4_break:; c = 2;",
            "while (a) { if (b) { continue; } if (c) { break; } a = 0; } c = 2;",
        ),
        # a call between a value and its use could change what the value is made of
        ("__pyx_t_1 = a; b = g() + __pyx_t_1;", "int t; t = a; b = g() + t;"),
    ],
)
def test_what_cython_brings_in_is_taken_out(cython: str, plain: str) -> None:
    cython = cython.replace("DONE", "__pyx_L4_bool_binop_done")
    assert written(cython).replace("__pyx_t_1", "t") == plain


def test_a_value_of_another_type_keeps_its_conversion() -> None:
    tree = parse("static void f(double a) { float __pyx_t_1; __pyx_t_1 = a * 2; g(__pyx_t_1, h); }")
    simplify(tree)
    assert "__pyx_t_1 = a * 2" in printed(tree)  # a statement that is no condition is left alone
    tree = parse(
        "static float f(double a) { float __pyx_t_1; __pyx_t_1 = a * 2; return __pyx_t_1; }"
    )
    simplify(tree)
    assert "return (float) (a * 2);" in printed(tree)


def test_names_are_parted_and_given_once() -> None:
    one, two = "__pyx_f_3abc_4find_search", "__pyx_f_3abc_5match_search"
    assert parted(one) == ("abc.find", "search")
    assert parted("memcpy") is None
    names = Names({"memcpy"})
    assert (names.give(one), names.give(two), names.give(one)) == (
        "search",
        "match_search",
        "search",
    )
    assert names.in_function({one, "__pyx_v_search", "__pyx_t_3"}) == {
        one: "search",
        "__pyx_v_search": "search_",
        "__pyx_t_3": "t3",
    }
