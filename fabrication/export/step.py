"""Both bodies of a part as STEP (AP214): exact cylinders, cones, tori and planes, no facets.

Open CASCADE is the optional extra ``[step]``; it is imported when the first file is written.

References
----------
ISO 10303-21: the header section. Open CASCADE Technology, STEP translator.
"""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabrication.solid.body import CONDUCTIVE, INSULATING

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# A header must name a time; one for all files, so that the same part gives the same bytes.
TIME_STAMP = "1980-01-01T00:00:00"


class StepMissingError(ImportError):
    """The extra ``[step]`` is not installed."""


def is_installed() -> bool:
    """Tell whether Open CASCADE is there; it is not loaded."""
    return find_spec("OCP") is not None


def render(rubber: RubberFace, part: Part) -> bytes:
    """Write the bodies of a part that have anything in them.

    Raises
    ------
    StepMissingError
        The extra ``[step]`` is not installed.
    ValueError
        The outline of `part` does not hold the dots, or feet of insulating bumps meet others.
    RuntimeError
        Open CASCADE could not model or write the part.
    """
    try:
        from fabrication.solid import exact  # noqa: PLC0415 - 380 MB, only for STEP
    except ImportError as error:
        raise StepMissingError("STEP needs Open CASCADE: pip install 'stampcodec[step]'") from error
    shapes = {
        CONDUCTIVE: exact.conductive(rubber, part),
        INSULATING: exact.insulating(rubber, part),
    }
    return _written({name: shape for name, shape in shapes.items() if shape is not None}, rubber)


def _written(shapes: dict[str, Any], rubber: RubberFace) -> bytes:
    from OCP.IFSelect import IFSelect_ReturnStatus  # noqa: PLC0415
    from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer  # noqa: PLC0415

    _keep_quiet()
    done = IFSelect_ReturnStatus.IFSelect_RetDone
    writer = STEPControl_Writer()
    for name, shape in shapes.items():
        known = writer.Model().NbEntities()
        if writer.Transfer(shape, STEPControl_StepModelType.STEPControl_AsIs) != done:
            raise RuntimeError(f"Open CASCADE could not translate the {name} body")
        _name_products(writer.Model(), known, f"{rubber.label} {name}")
    _head(writer.Model(), rubber.label)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.step"
        if writer.Write(str(path)) != done:
            raise RuntimeError("Open CASCADE could not write the part")
        return path.read_bytes()


def _name_products(model: Any, known: int, name: str) -> None:
    """Name what comes after the first `known` entities and is else numbered over a process.

    A body of several pieces is a product that is an assembly, one for each piece, and a usage of
    each piece in the assembly.
    """
    from OCP.StepBasic import StepBasic_Product  # noqa: PLC0415
    from OCP.StepRepr import StepRepr_NextAssemblyUsageOccurrence  # noqa: PLC0415
    from OCP.TCollection import TCollection_HAsciiString  # noqa: PLC0415

    entities = [model.Value(number) for number in range(known + 1, model.NbEntities() + 1)]
    products = [entity for entity in entities if isinstance(entity, StepBasic_Product)]
    for piece, product in enumerate(products):
        text = TCollection_HAsciiString(f"{name} {piece}" if piece else name)
        product.SetId(text)
        product.SetName(text)
    usages = [each for each in entities if isinstance(each, StepRepr_NextAssemblyUsageOccurrence)]
    for piece, usage in enumerate(usages, start=1):
        usage.SetId(TCollection_HAsciiString(str(piece)))


def _head(model: Any, label: str) -> None:
    """Say whose file it is, and no time."""
    from OCP.APIHeaderSection import APIHeaderSection_MakeHeader  # noqa: PLC0415
    from OCP.TCollection import TCollection_HAsciiString  # noqa: PLC0415

    header = APIHeaderSection_MakeHeader(model)
    header.SetName(TCollection_HAsciiString(label))
    header.SetTimeStamp(TCollection_HAsciiString(TIME_STAMP))
    header.SetAuthorValue(1, TCollection_HAsciiString(""))
    header.SetOrganizationValue(1, TCollection_HAsciiString(""))


def _keep_quiet() -> None:
    """Let Open CASCADE print failures only: the standard output belongs to commands."""
    from OCP.Message import Message, Message_Gravity  # noqa: PLC0415

    for printer in Message.DefaultMessenger_s().Printers():
        printer.SetTraceLevel(Message_Gravity.Message_Fail)
