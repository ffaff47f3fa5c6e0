"""Both bodies of a part as one object of a 3MF, in millimetres, through lib3mf.

Slicers put every object that is built onto the bed, and components of an object too: bumps that
were objects of their own fell beside the stamp (PrusaSlicer 2.5). So there is one mesh, whose
triangles name their material, as the core specification has it; and PrusaSlicer's own note of which
triangles are which volume, for which extruder. Others ignore that note.

References
----------
3MF core specification 1.3: 4.1.2 triangles and their properties, 5.1 base materials.
PrusaSlicer 2.5, src/libslic3r/Format/3mf.cpp: Metadata/Slic3r_PE_model.config.
"""

from __future__ import annotations

import ctypes
import io
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import lib3mf
import numpy as np

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
VOLUMES = "/Metadata/Slic3r_PE_model.config"
RELATED = "http://schemas.prusa3d.com/slicer/2023/model-config"


def render(rubber: RubberFace, part: Part, surfaces: Mapping[str, Mesh]) -> bytes:
    """Write the bodies of a part as one 3MF package; a mould is none of them."""
    wrapper = _wrapper()
    model = wrapper.CreateModel()
    model.SetUnit(lib3mf.ModelUnit.MilliMeter)
    model.SetBuildUUID(_identifier(rubber, "build"))
    model.GetMetaDataGroup().AddMetaData("", "Title", rubber.label, "xs:string", True)
    materials = model.AddBaseMaterialGroup()
    named = {CONDUCTIVE: part.material, INSULATING: part.insulator}
    bodies = [body for body in named if body in surfaces]
    thing = model.AddMeshObject()
    thing.SetName(rubber.label)
    thing.SetUUID(_identifier(rubber, "stamp"))
    _set_geometry(thing, [surfaces[body] for body in bodies])
    group, numbers = materials.GetResourceID(), []
    for body in bodies:
        colour = wrapper.RGBAToColor(*COLOURS[body])
        numbers.append(materials.AddMaterial(named[body], colour))
    if len(bodies) > 1:
        _set_materials(thing, group, numbers, [surfaces[body] for body in bodies])
    thing.SetObjectLevelProperty(group, numbers[0])
    item = model.AddBuildItem(thing, wrapper.GetIdentityTransform())
    item.SetUUID(_identifier(rubber, "stamp item"))
    model.AddCustomContentType("config", "text/xml")
    note = model.AddAttachment(VOLUMES, RELATED)
    note.ReadFromBuffer(_volumes(rubber, thing.GetResourceID(), surfaces, bodies))
    return _written(model)


def _written(model: Any) -> bytes:
    """Write a model once; WriteToBuffer does it twice, first to learn the length: 16 of 30 ms."""
    stream = io.BytesIO()

    def write(address: int, length: int, _: object) -> None:
        stream.write(ctypes.string_at(address, length))

    def seek(place: int, _: object) -> None:
        stream.seek(place)

    writer = model.QueryWriter("3mf")
    writer.WriteToCallback(lib3mf.WriteCallback(write), lib3mf.SeekCallback(seek), None)
    return stream.getvalue()


def _volumes(
    rubber: RubberFace, number: int, surfaces: Mapping[str, Mesh], bodies: list[str]
) -> bytes:
    """Write which triangles are which volume, and the extruder of each: 1 conducts."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<config>",
        f' <object id="{number}" instances_count="1">',
        f'  <metadata type="object" key="name" value={quoteattr(rubber.label)}/>',
    ]
    first = 0
    for extruder, body in enumerate(bodies, 1):
        last = first + len(surfaces[body].triangles) - 1
        lines += [
            f'  <volume firstid="{first}" lastid="{last}">',
            f'   <metadata type="volume" key="name" value={quoteattr(body)}/>',
            '   <metadata type="volume" key="volume_type" value="ModelPart"/>',
            f'   <metadata type="volume" key="extruder" value="{extruder}"/>',
            "  </volume>",
        ]
        first = last + 1
    return "\n".join([*lines, " </object>", "</config>", ""]).encode()


@lru_cache(maxsize=1)
def _wrapper() -> Any:
    """Load the library once, when first needed."""
    return lib3mf.get_wrapper()


def _set_geometry(thing: Any, surfaces: list[Mesh]) -> None:
    """Lay the surfaces one after the other into one mesh."""
    starts = np.cumsum([0, *(len(surface.vertices) for surface in surfaces)])
    vertices = np.concatenate([surface.vertices for surface in surfaces])
    corners = np.concatenate(
        [
            surface.triangles + np.uint32(start)
            for surface, start in zip(surfaces, starts, strict=False)
        ]
    )
    positions = (lib3mf.Position * len(vertices)).from_buffer_copy(vertices)
    triangles = (lib3mf.Triangle * len(corners)).from_buffer_copy(corners)
    thing.SetGeometry(positions, triangles)


def _set_materials(thing: Any, group: int, numbers: list[int], surfaces: list[Mesh]) -> None:
    """Name the material of each triangle, in the order of `_set_geometry`."""
    properties = []
    for number, surface in zip(numbers, surfaces, strict=True):
        properties += [lib3mf.TriangleProperties(group, (number,) * 3)] * len(surface.triangles)
    thing.SetAllTriangleProperties(properties)


def _identifier(rubber: RubberFace, what: str) -> str:
    """Return the UUID of one thing of a stamp."""
    return str(uuid.uuid5(NAMESPACE, f"{rubber.label} {rubber.pitch_mm} {what}"))
