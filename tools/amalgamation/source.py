"""What the kernels' own files say that their generated C does not.

That is: docstrings, C that they hold word for word, what the fields of a struct mean, constants.
"""

from __future__ import annotations

import inspect
import io
import re
import tokenize
from ast import literal_eval
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

Token = tokenize.TokenInfo
BLANK = {tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


class Constant(NamedTuple):
    """A variable that is set once: a number, or numbers in rows."""

    kind: str
    value: str
    """An expression of C; in braces where there are several."""
    shape: tuple[int, ...] = ()


@dataclass
class Source:
    """One kernel: its .pxd and its .pyx, whichever there are."""

    module: str
    about: str = ""
    cimports: list[str] = field(default_factory=list)
    verbatim: list[str] = field(default_factory=list)
    """C, word for word."""
    docstrings: dict[str, str] = field(default_factory=dict)
    """By the name of a function."""
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """By the name of a struct and of a field: its comment."""
    notes: dict[str, str] = field(default_factory=dict)
    """By the name of a struct: the comment above it."""
    constants: dict[str, Constant] = field(default_factory=dict)
    """By the name of a variable."""


def read_source(root: Path, module: str) -> Source:
    """Read the files of a module below the folder that its package stands in."""
    found = Source(module)
    for suffix in (".pyx", ".pxd"):
        path = root.joinpath(*module.split(".")).with_suffix(suffix)
        if path.exists():
            _read(path.read_text(), found)
    return found


def _read(text: str, found: Source) -> None:
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    first = next((token for token in tokens if token.type not in BLANK), None)
    if first is not None and first.type == tokenize.STRING:
        found.about = found.about or said(first)
    for k, token in enumerate(tokens):
        if token.string == "cimport":
            found.cimports += _cimported(tokens, k)
        elif token.string == "cdef":
            _read_definition(tokens, k, found)
    _read_structs(text, found)


def said(token: Token) -> str:
    """Return the text of a string, without the indent of its lines."""
    return inspect.cleandoc(literal_eval(token.string))


def _cimported(tokens: list[Token], k: int) -> list[str]:
    """Name the module of a line ``from package.module cimport name``."""
    line = tokens[k].start[0]
    parts = [token.string for token in tokens[:k] if token.start[0] == line]
    return ["".join(parts[1:])] if parts[:1] == ["from"] else []


def _read_definition(tokens: list[Token], k: int, found: Source) -> None:
    """Note what a ``cdef`` defines: C word for word, a function or a constant."""
    rest = tokens[k + 1 :]
    if rest[0].string == "extern":
        text = next(
            token for token in rest if token.type not in BLANK and token.string[0] in "\"':"
        )
        block = rest[rest.index(text) + 1 :] if text.string == ":" else rest[rest.index(text) :]
        body = next(
            (token for token in block if token.type not in BLANK and token.string != ":"), None
        )
        if rest[2].string == "*" and body is not None and body.type == tokenize.STRING:
            found.verbatim.append(said(body))
        return
    line = []
    depth = 0
    for token in rest:
        if token.string in "([" and token.string:
            depth += 1
        elif token.string in ")]" and token.string:
            depth -= 1
        elif token.type == tokenize.NEWLINE or (token.string == ":" and depth == 0):
            break
        line.append(token)
    words = [token.string for token in line if token.type not in BLANK]
    if "(" in words and token.string == ":":
        name = words[words.index("(") - 1]
        body = next(
            (each for each in rest[rest.index(token) + 1 :] if each.type not in BLANK), None
        )
        if body is not None and body.type == tokenize.STRING:
            found.docstrings.setdefault(name, said(body))
    elif "=" in words and tokens[k].start[1] == 0 and words[0] in ("float", "double", "int"):
        at = words.index("=")
        found.constants[words[at - 1]] = Constant(words[0], " ".join(words[at + 1 :]))
    elif "[" in words and tokens[k].start[1] == 0 and words[0] in ("float", "double", "int"):
        rows = _rows(rest[rest.index(token) :], words[1])
        if rows:
            found.constants[words[1]] = Constant(words[0], *rows)


def _rows(tokens: list[Token], name: str) -> tuple[str, tuple[int, ...]] | None:
    """Return what ``name[:] = [...]`` sets an array to, and its shape; None if nothing does."""
    words = [token.string for token in tokens if token.type not in BLANK]
    head = [name, "[", ":", "]", "="]
    at = next((k for k in range(len(words)) if words[k : k + len(head)] == head), None)
    if at is None:
        return None
    value, depth = [], 0
    for word in words[at + len(head) :]:
        depth += (word == "[") - (word == "]")
        value.append({"[": "{", "]": "}"}.get(word, word))
        if depth == 0:
            break
    text = " ".join(value).replace(", }", " }")
    lengths, rest = [], text
    while rest.startswith("{"):
        rest = rest.removeprefix("{ ").removesuffix(" }")
        parts = rest.split(" } , ") if rest.startswith("{") else rest.split(" , ")
        lengths.append(len(parts))
        rest = parts[0] + (" }" if rest.startswith("{") and len(parts) > 1 else "")
    for spaced, plain in ((" ,", ","), ("{ ", "{"), (" }", "}")):
        text = text.replace(spaced, plain)
    return text.replace("} }", "}}"), tuple(lengths)


def _read_structs(text: str, found: Source) -> None:
    """Note the comments of structs and of their fields."""
    above: list[str] = []
    name = ""
    last = ""
    for line in text.splitlines():
        code, _, comment = line.partition("#")
        struct = re.match(r"cdef struct (\w+):", code)
        if struct:
            name = struct[1]
            found.notes[name] = " ".join(above)
            found.fields[name] = {}
            above = []
        elif name and line[:1].isspace() and line.strip():
            names = re.findall(r"\*?(\w+)(?:\[\w+\])*(?=\s*(?:,|$))", code.strip())
            if names:
                last = names[0]
                if comment:
                    found.fields[name][last] = comment.strip()
            elif comment and not found.fields[name]:
                found.notes[name] += (" " if found.notes[name] else "") + comment.strip()
            elif comment and last:
                found.fields[name][last] = f"{found.fields[name].get(last, '')} {comment.strip()}"
        else:
            name = name if not line.strip() else ""
            above = [*above, comment.strip()] if comment and not code.strip() else []
