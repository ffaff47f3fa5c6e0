"""Whether the kernels are built: a clone has their source only, until somebody builds them."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

NOT_BUILT = "stampcodec._core"


def expect_built(package: str, kernel: str) -> None:
    """Refuse to import a package of kernels that has none; the package does this itself.

    Parameters
    ----------
    package : str
        The ``__file__`` of the package.
    kernel : str
        One of its modules, as a path without its ending.

    Raises
    ------
    ImportError
        No kernel is there; the message says how to build them, and the name is `NOT_BUILT`.
    """
    folder = Path(package).parent
    if not any(folder.joinpath(kernel + ending).exists() for ending in EXTENSION_SUFFIXES):
        raise ImportError(
            f"{folder} holds no built kernels: in a clone run `make build`, or install it with "
            "`pip install .` and leave the folder",
            name=NOT_BUILT,
        )
