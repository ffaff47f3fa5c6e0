"""Both bodies of a part as 3MF, in millimetres, each with its material, through lib3mf."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import lib3mf

from fabrication.solid.body import CONDUCTIVE, INSULATING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fabrication.mirror import RubberFace
    from fabrication.part import Part
    from fabrication.solid.mesh import Mesh

# What printers and viewers show: carbon black, and the grey of unfilled silicone.
COLOURS = {CONDUCTIVE: (0x26, 0x26, 0x26, 0xFF), INSULATING: (0xC8, 0xC8, 0xC8, 0xFF)}
# The project's own name space: the same stamp carries the same identifiers in every run.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "stampcodec.invalid")


def render(rubber: RubberFace, part: Part, surfaces: Mapping[str, Mesh]) -> bytes:
    """Write the bodies of a part as one 3MF package; a mould is none of them."""
    wrapper = _wrapper()
    model = wrapper.CreateModel()
    model.SetUnit(lib3mf.ModelUnit.MilliMeter)
    model.SetBuildUUID(_identifier(rubber, "build"))
    model.GetMetaDataGroup().AddMetaData("", "Title", rubber.label, "xs:string", True)
    materials = model.AddBaseMaterialGroup()
    for body, name in ((CONDUCTIVE, part.material), (INSULATING, part.insulator)):
        surface = surfaces.get(body)
        if surface is None:
            continue
        thing = model.AddMeshObject()
        thing.SetName(f"{rubber.label} {body}")
        thing.SetUUID(_identifier(rubber, body))
        _set_geometry(thing, surface)
        colour = wrapper.RGBAToColor(*COLOURS[body])
        material = materials.AddMaterial(name, colour)
        thing.SetObjectLevelProperty(materials.GetResourceID(), material)
        item = model.AddBuildItem(thing, wrapper.GetIdentityTransform())
        item.SetUUID(_identifier(rubber, f"{body} item"))
    writer = model.QueryWriter("3mf")
    return bytes(writer.WriteToBuffer())


@lru_cache(maxsize=1)
def _wrapper() -> Any:
    """Load the library once, when first needed."""
    return lib3mf.get_wrapper()


def _set_geometry(thing: Any, surface: Mesh) -> None:
    positions = (lib3mf.Position * len(surface.vertices)).from_buffer_copy(surface.vertices)
    triangles = (lib3mf.Triangle * len(surface.triangles)).from_buffer_copy(surface.triangles)
    thing.SetGeometry(positions, triangles)


def _identifier(rubber: RubberFace, what: str) -> str:
    """Return the UUID of one thing of a stamp."""
    return str(uuid.uuid5(NAMESPACE, f"{rubber.label} {rubber.pitch_mm} {what}"))
