"""The names that kernels' own files use, in place of those that Cython gives them."""

from __future__ import annotations

import re

MANGLED = re.compile(r"__pyx_[a-z]+_(?P<rest>\d+\w+)")
LOCAL = re.compile(
    r"__pyx_(?:v_(?P<own>[A-Za-z_]\w*)|t_(?P<number>\d+)|(?P<result>r)|L(?P<label>\w+))$"
)


def parted(name: str) -> tuple[str, str] | None:
    """Split ``__pyx_f_10stampcodec_5_core_4read_read_frame`` into its module and its name.

    Classes begin with a capital, modules do not: a method is at home in its class's module.
    """
    match = MANGLED.match(name)
    if match is None:
        return None
    rest, parts = match["rest"], []
    while length := re.match(r"\d+", rest):
        end = length.end() + int(length[0])
        if rest[end : end + 1] != "_":
            break
        parts.append(rest[length.end() : end])
        rest = rest[end + 1 :]
    return ".".join(part for part in parts if not part[:1].isupper()), rest


def home_of(name: str) -> tuple[str, str]:
    """Split a name that must be one of a kernel's.

    Raises
    ------
    ValueError
        It is none.
    """
    found = parted(name)
    if found is None:
        raise ValueError(f"{name}: not a name of Cython's")
    return found


class Names:
    """Short names for long ones, each for one thing only."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = dict.fromkeys(taken, "")
        self._spoken: dict[str, str] = {}

    def give(self, mangled: str) -> str:
        """Choose the name of something that the whole file knows."""
        if mangled in self._spoken:
            return self._spoken[mangled]
        module, name = home_of(mangled)
        name = name.lstrip("_")
        if name in self._taken:
            name = f"{module.split('.')[-1]}_{name}"
        self._taken[name] = mangled
        self._spoken[mangled] = name
        return name

    def in_function(self, names: set[str]) -> dict[str, str]:
        """Choose the names of all that a function speaks of, without two alike."""
        spoken = {name: self._spoken[name] for name in names if name in self._spoken}
        used = set(spoken.values())
        for name in sorted(names):
            match = LOCAL.match(name)
            if match is None or name in spoken:
                continue
            own = match["own"] or (f"t{match['number']}" if match["number"] else "")
            own = own or ("result" if match["result"] else f"at_{match['label']}")
            while own in used or own in names:
                own += "_"
            used.add(own)
            spoken[name] = own
        return spoken
