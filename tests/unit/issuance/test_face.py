from __future__ import annotations

from pathlib import Path

import stampcodec as sc
from issuance.face import face_of, face_text
from issuance.model.stamp import Stamp, StampStatus
from tests.shop import MORNING

STAMP = Stamp("stp_1", "mer_1", "touch5", 1234, StampStatus.ACTIVE, "till", MORNING)


def test_the_face_of_a_stamp_is_what_the_codec_designs_for_its_code(tmp_path: Path) -> None:
    assert face_of(STAMP) == sc.family("touch5").encode(1234)
    file = tmp_path / "stamp.json"
    file.write_text(face_text(STAMP), encoding="utf-8")
    assert sc.StampFace.load(file) == face_of(STAMP)
