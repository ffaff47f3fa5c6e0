"""Modules composed to one."""

from __future__ import annotations

import pytest

from issuance.page.modules import bundled

FILES = {
    "page/app.js": b'/** Words. */\nimport {a, b as c} from "./one/a.js";\nimport en from '
    b'"./en.json" with {type: "json"};\n// a line\nawait run(a, c, en);\n',
    "page/one/a.js": b'import {d} from "/page/d.js";\n\nexport async function a() {}\n'
    b"export const b = d; // stays\n",
    "page/d.js": b"/*\n * a licence\n */\nconst x=1;export{x as d};\n",
    "page/en.json": '{"a": "茶"}'.encode(),
}


def test_a_module_stands_after_those_that_it_imports_and_keeps_licences() -> None:
    assert bundled(FILES, "page/app.js") == (
        "const m0 = (() => {\n/*\n * a licence\n */\nconst x=1;\nreturn {d: x};\n})();\n"
        "const m1 = (() => {\nconst {d} = m0;\n\nasync function a() {}\n"
        "const b = d; // stays\n\nreturn {a, b};\n})();\n"
        'const {a, b: c} = m1;\nconst en = {"a": "茶"};\nawait run(a, c, en);\n'
    )


def test_a_module_that_two_import_runs_once() -> None:
    files = {
        "a.js": b'import {b} from "./b.js";\nimport {c} from "./c.js";\n',
        "b.js": b'import {c} from "./c.js";\nexport const b = c;\n',
        "c.js": b"export const c = 1;\n",
    }
    assert bundled(files, "a.js").count("const c = 1;") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('import * as all from "./b.js";', "a.js: expected another form of 'import"),
        ("export default 1;", "a.js: expected another form of 'export"),
        ("export let count = 1;", "a.js: expected another form of 'export"),
        ('import {c} from "./c.js";', "a.js imports c.js, which is not there"),
        ('import en from "./en.json" with {type: "json"};', "a.js imports en.json, which"),
        ('import {b} from "./a.js";', "a.js imports itself"),
        ('import {b} from "./b.js";', "a.js imports itself, by a.js and b.js"),
    ],
)
def test_what_cannot_be_composed_is_named(text: str, says: str) -> None:
    files = {"a.js": text.encode(), "b.js": b'import {x} from "./a.js";'}
    with pytest.raises(ValueError, match=says):
        bundled(files, "a.js")
