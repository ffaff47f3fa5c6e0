"""3MF, read back by lib3mf's strict reader, and by a zip reader and an XML reader of others."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import lib3mf
import numpy as np
import pytest
import trimesh

from fabrication.export import stl, threemf
from fabrication.mirror import RubberFace
from fabrication.part import Part
from fabrication.solid.surfaces import surfaces

from ..solid import exact
from ..solid.cases import CASES, rubber_of


def written(rubber: RubberFace, part: Part) -> bytes:
    return threemf.render(rubber, part, surfaces(rubber, part))


def read_strictly(content: bytes) -> Any:
    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromBuffer(content)
    assert [reader.GetWarning(i) for i in range(reader.GetWarningCount())] == []
    return model


def bodies(model: Any) -> dict[str, trimesh.Trimesh]:
    """Take the one object apart by the materials of its triangles."""
    things = model.GetMeshObjects()
    assert things.MoveNext()
    thing = things.GetCurrentMeshObject()
    assert not things.MoveNext()
    assert thing.IsManifoldAndOriented()
    groups = model.GetBaseMaterialGroups()
    assert groups.MoveNext()
    group = groups.GetCurrentBaseMaterialGroup()
    vertices = np.array([list(each.Coordinates) for each in thing.GetVertices()])
    triangles = np.array([list(each.Indices) for each in thing.GetTriangleIndices()])
    material = np.array([each.PropertyIDs[0] for each in thing.GetAllTriangleProperties()])
    return {
        group.GetName(number): trimesh.Trimesh(
            vertices, triangles[material == number], process=False
        )
        for number in group.GetAllPropertyIDs()
    }


@pytest.mark.parametrize(("family", "part"), CASES)
def test_a_strict_reader_finds_every_body_whole_and_without_warnings(
    family: str, part: Part
) -> None:
    rubber = rubber_of(family)
    model = read_strictly(written(rubber, part))
    assert model.GetUnit() == lib3mf.ModelUnit.MilliMeter
    found = bodies(model)
    wanted = {part.material: exact.conductive_mm3(rubber, part)}
    if part.camouflage:
        wanted[part.insulator] = exact.insulating_mm3(rubber, part)
    assert {name: solid.is_watertight for name, solid in found.items()} == dict.fromkeys(
        wanted, True
    )
    for name, volume in wanted.items():
        assert found[name].volume == pytest.approx(volume, rel=1e-3)


def test_each_body_is_a_volume_of_its_material_and_extruder() -> None:
    content = written(rubber_of("lattice8"), Part(camouflage=True, material="carbon & VMQ"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ET.fromstring(archive.read("3D/3dmodel.model"))
        note = ET.fromstring(archive.read("Metadata/Slic3r_PE_model.config"))
    space = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
    assert root.get("unit") == "millimeter"
    names = [base.get("name") for base in root.iter(f"{space}base")]
    assert names == ["carbon & VMQ", "insulating silicone"]
    (thing,) = root.iter(f"{space}object")
    assert thing.get("pindex") == "0"
    assert len(list(root.iter(f"{space}item"))) == 1
    assert [each.get("id") for each in note] == [thing.get("id")]
    materials = [each.get("p1", "0") for each in thing.iter(f"{space}triangle")]
    for number, volume in enumerate(note.iter("volume")):
        told = {each.get("key"): each.get("value") for each in volume}
        assert told["name"] == ("conductive", "insulating")[number]
        assert told["extruder"] == str(number + 1)
        first, last = int(volume.attrib["firstid"]), int(volume.attrib["lastid"])
        assert set(materials[first : last + 1]) == {str(number)}
        assert len(materials) == last + 1 or number == 0


def test_another_process_writes_the_same_bytes() -> None:
    program = (
        "import sys, stampcodec as sc\n"
        "from fabrication.export import stl, threemf\n"
        "from fabrication.mirror import rubber_view\n"
        "from fabrication.part import Part\n"
        "from fabrication.solid.surfaces import surfaces\n"
        "rubber = rubber_view(sc.family('lattice8').encode(4011))\n"
        "part = Part(camouflage=True)\n"
        "made = surfaces(rubber, part)\n"
        "stl = stl.render(rubber, 'conductive', made['conductive'])\n"
        "sys.stdout.buffer.write(threemf.render(rubber, part, made) + stl)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    rubber, part = rubber_of("lattice8"), Part(camouflage=True)
    conductive = surfaces(rubber, part)["conductive"]
    assert run.stdout == written(rubber, part) + stl.render(rubber, "conductive", conductive)
