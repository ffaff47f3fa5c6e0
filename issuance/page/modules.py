"""Modules composed to one: a phone asks once instead of once for each.

The pages have no build step, so the server does this when it starts. Our modules have imports and
exports of few forms, and none imports itself in a circle::

    import {a, b as c} from "./x.js";                   ─►  const {a, b: c} = m1;
    import en from "./en.json" with {type: "json"};     ─►  const en = {…};
    export function a() {}                ─►  function a() {}   and at the end   return {a, …};

Each becomes a function that runs once, after those of the modules that it imports; what is run for
what it does stands last and may await. Comments of ours stay at home, licences of others do not.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
TABLE = re.compile(r'^import (\w+) from "([^"]+)" with \{type: "json"\};$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
# As the module of others ends (docs/adr/0193).
LIST = re.compile(r"export\{([^}]*)\};?\s*$")
OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
RENAMED = re.compile(r"(\w+) as (\w+)")
# Lines that are nothing else. A licence begins with one star.
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)\n+", re.MULTILINE)


def bundled(files: Mapping[str, bytes], entry: str) -> str:
    """Compose one module of another and of all that it imports.

    Parameters
    ----------
    files : mapping
        Modules and tables by the paths at which they are served, without the first slash.
    entry : str
        Path of the one that is run for what it does; it exports nothing.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        A form of import or export that is not known here, a file that is not there, or a circle.
    """
    names: dict[str, str] = {}
    parts: list[str] = []

    def text_of(path: str, importer: str) -> str:
        if path not in files:
            raise ValueError(f"{importer} imports {path}, which is not there")
        return files[path].decode()

    def rewritten(path: str, text: str, importers: tuple[str, ...]) -> tuple[str, list[str]]:
        def module(found: re.Match[str]) -> str:
            name = named(_target(path, found[2]), importers)
            return f"const {{{RENAMED.sub(_as_property, found[1])}}} = {name};"

        def table(found: re.Match[str]) -> str:
            words = json.loads(text_of(_target(path, found[2]), path))
            return f"const {found[1]} = {json.dumps(words, ensure_ascii=False)};"

        text = TABLE.sub(table, IMPORT.sub(module, COMMENT.sub("", text)))
        exported = EXPORT.findall(text)
        text = EXPORT.sub("", text)
        listed = LIST.search(text)
        if listed:
            exported += [RENAMED.sub(r"\2: \1", each.strip()) for each in listed[1].split(",")]
            text = text[: listed.start()]
        unknown = OTHER.search(text)
        if unknown:
            raise ValueError(f"{path}: expected another form of {unknown[0]!r}")
        return text, exported

    def named(path: str, importers: tuple[str, ...]) -> str:
        """Return the name of a module's exports; the module stands before who imports it."""
        if path in importers:
            raise ValueError(f"{path} imports itself, by {' and '.join(importers)}")
        if path not in names:
            text, exported = rewritten(path, text_of(path, importers[-1]), (*importers, path))
            names[path] = f"m{len(names)}"
            exports = f"return {{{', '.join(exported)}}};"
            parts.append(f"const {names[path]} = (() => {{\n{text}\n{exports}\n}})();\n")
        return names[path]

    last, _ = rewritten(entry, text_of(entry, "the page"), (entry,))
    return "".join([*parts, last])


def _target(path: str, name: str) -> str:
    """Return the path of what a module imports by a name, from the root or from where it is."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(path), name)).lstrip("/")


def _as_property(found: re.Match[str]) -> str:
    return f"{found[1]}: {found[2]}"
