"""The kernels' functions as one C file: what the named ones reach, and nothing of Python."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from pycparser.c_parser import ParseError

from tools.amalgamation.generated import Generated, NotPlainError, read_generated
from tools.amalgamation.naming import LOCAL, home_of, parted
from tools.amalgamation.source import Constant, Source, read_source
from tools.amalgamation.syntax import drop_python, names_in, parse, refer, simplify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pycparser import c_ast


EMPTY: Mapping[str, Constant] = MappingProxyType({})
# What Cython calls structs, and the structs of classes.
STRUCTS = ("__pyx_t_", "__pyx_obj_")


class Amalgam:
    """What some functions of the kernels need, by name, in the order in which C wants it.

    Parameters
    ----------
    root : Path
        The folder in which the package stands.
    generated : Path
        The folder of the generated C.
    filled : dict of str to Constant
        Tables that a module fills by a function when Python imports it, as constants.
    shared : frozenset of str
        Fields of classes that become pointers.
    """

    def __init__(
        self,
        root: Path,
        generated: Path,
        filled: Mapping[str, Constant] = EMPTY,
        shared: frozenset[str] = frozenset(),
    ) -> None:
        self.root, self.generated_in = root, generated
        self.filled, self.shared = filled, shared
        self._generated: dict[str, Generated] = {}
        self._sources: dict[str, Source] = {}
        self.functions: dict[str, c_ast.FuncDef] = {}
        self.structs: dict[str, c_ast.Node] = {}
        self.enums: dict[str, str] = {}
        self.constants: dict[str, Constant] = {}
        self.modules: list[str] = []
        self._met: set[str] = set()
        self._open: list[str] = []

    def generated(self, module: str) -> Generated:
        """Return the generated C of a module, read once."""
        if module not in self._generated:
            path = self.generated_in.joinpath(*module.split(".")).with_suffix(".c")
            self._generated[module] = read_generated(path, module)
        return self._generated[module]

    def source(self, module: str) -> Source:
        """Return what a module's own files say, read once."""
        if module not in self._sources:
            self._sources[module] = read_source(self.root, module)
        return self._sources[module]

    def add(self, module: str, name: str) -> None:
        """Take a function, and before it whatever it needs.

        Raises
        ------
        NotPlainError
            Something that it needs is no plain C.
        """
        functions = self.generated(module).functions
        for mangled in functions:
            if parted(mangled) == (module, name):
                self._take(mangled, module)
                return
        raise NotPlainError(f"{module}: no function {name}")

    def _home(self, mangled: str, asked_in: str) -> str:
        """Return the module whose generated C defines a function."""
        found = parted(mangled)
        if found is None:
            raise NotPlainError(f"{asked_in}: {mangled} is no function of a kernel")
        module = found[0]
        path = self.generated_in.joinpath(*module.split(".")).with_suffix(".c")
        # what stands in a .pxd is written out in whatever module uses it
        return module if path.exists() and mangled in self.generated(module).functions else asked_in

    def _take(self, mangled: str, asked_in: str) -> None:
        if mangled in self.functions:
            return
        home = self._home(mangled, asked_in)
        text = self.generated(home).functions.get(mangled)
        if text is None:
            raise NotPlainError(f"{home}: {mangled} is used, but not defined there")
        if "@" in text:
            raise NotPlainError(f"{home}: {mangled} holds a directive of the preprocessor")
        try:
            tree = parse(text)
        except ParseError as error:
            raise NotPlainError(f"{home}: {mangled} is no plain C: {error}") from None
        simplify(tree)
        refer(tree, self.shared)
        if mangled in self._open:
            raise NotPlainError(f"{home}: {mangled} calls itself; small stacks are counted")
        self._open.append(mangled)
        self._need(tree, home)
        self._open.pop()
        self.functions[mangled] = tree
        self._note(home_of(mangled)[0])

    def _note(self, module: str) -> None:
        if module in self._met:
            return
        self._met.add(module)
        for other in self.source(module).cimports:
            if other.startswith("stampcodec."):
                self._note(other)
        self.modules.append(module)

    def _need(self, tree: c_ast.Node, home: str) -> None:
        generated = self.generated(home)
        for name in sorted(names_in(tree)):
            if name.startswith("__pyx_f_"):
                self._take(name, home)
            elif name.startswith("__pyx_e_"):
                self.enums.setdefault(generated.enumerators[name], home)
            elif name.startswith(STRUCTS) and name in generated.structs:
                self._take_struct(name, home)
            elif name.startswith("__pyx_v_") and parted(name):
                module, spoken = home_of(name)
                known = self.source(module).constants.get(spoken) or self.filled.get(spoken)
                if known is None:
                    raise NotPlainError(f"{home}: {module}.{spoken} is a variable of Python's")
                self.constants[name] = known
            elif re.match(r"__[Pp]yx_|Py|_Py", name) and not LOCAL.match(name):
                raise NotPlainError(f"{home}: {name} is Python's")

    def _take_struct(self, name: str, home: str) -> None:
        if name in self.structs:
            return
        text = self.generated(home).structs[name]
        tree = parse(text)
        drop_python(tree)
        refer(tree, self.shared)
        for used in sorted(names_in(tree) - {name}):
            if used in self.generated(home).structs:
                self._take_struct(used, home)
            elif used.startswith("__pyx_e_"):
                self.enums.setdefault(self.generated(home).enumerators[used], home)
        self.structs[name] = tree
        self._note(home_of(name)[0])
