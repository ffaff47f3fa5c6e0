"""Peers to time beside the reader: codes in pictures, blob finders, error correction.

Each is optional (``pip install '.[bench]'``): what is not installed is reported as missing. A peer
must do its work before it is timed: one that does not read its own picture is an error.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.run.timing import Subject, measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ZXING = "zxing-cpp, Data Matrix, 640 x 480, easiest"
HEIGHT, WIDTH = 480, 640
# The pictures: a code of 160 pixels, turned by any angle, in noise of 15 grey values. Several,
# because zxing-cpp takes forty times as long where its first look does not find the code.
SIDE, GREY, PICTURES = 160, 15.0, 16
# Counts above which a node belongs to a blob: a tenth of a finger.
BLOB_COUNTS = 20


def peers(frames: NDArray[np.int16], rng: np.random.Generator) -> tuple[list[Subject], list[str]]:
    """Prepare all peers.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
        Stamp frames, for those that look for blobs.
    rng : numpy Generator
        For the noise of pictures.

    Returns
    -------
    subjects : list of Subject
    missing : list of str
        Those whose package is not installed.
    """
    makers: dict[str, Callable[[str], Subject]] = {
        ZXING: lambda name: _zxing(name, rng, easiest=True),
        "zxing-cpp, Data Matrix, 640 x 480, any": lambda name: _zxing(name, rng, easiest=False),
        "OpenCV ArUco, 640 x 480": lambda name: _aruco(name, rng),
        "AprilTag, 640 x 480": lambda name: _april_tag(name, rng),
        "OpenCV connected components": lambda name: _components(name, frames),
        "scipy label and centre of mass": lambda name: _labels(name, frames),
        "scikit-image blob_log": lambda name: _blobs(name, frames),
        "reedsolo RS(15, 9), 3 errors": _reed_solomon,
        "bchlib BCH(63, 36), 5 errors": _bch,
        "galois BCH(63, 36), 5 errors": _bch_in_numpy,
    }
    made = {name: _made(name, make) for name, make in makers.items()}
    return (
        [subject for subject in made.values() if subject is not None],
        [name for name, subject in made.items() if subject is None],
    )


def scene(symbol: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Photograph a symbol: scaled, turned, blurred by interpolation, noisy, on a white table.

    Parameters
    ----------
    symbol : ndarray of uint8, shape (h, w)
    rng : numpy Generator

    Returns
    -------
    ndarray of uint8, shape (480, 640)
    """
    angle = 2 * np.pi * rng.random()
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    x, y = x - WIDTH / 2, y - HEIGHT / 2
    scale = max(symbol.shape) / SIDE
    u = (x * np.cos(angle) + y * np.sin(angle)) * scale + (symbol.shape[1] - 1) / 2
    v = (y * np.cos(angle) - x * np.sin(angle)) * scale + (symbol.shape[0] - 1) / 2
    framed = np.pad(symbol, 1, constant_values=255).astype(np.float64)
    u = np.clip(u + 1, 0, framed.shape[1] - 1.001)
    v = np.clip(v + 1, 0, framed.shape[0] - 1.001)
    c, r = u.astype(int), v.astype(int)
    across, down = u - c, v - r
    top = framed[r, c] * (1 - across) + framed[r, c + 1] * across
    bottom = framed[r + 1, c] * (1 - across) + framed[r + 1, c + 1] * across
    grey = 40 + 170 / 255 * (top * (1 - down) + bottom * down)
    noisy = grey + GREY * rng.standard_normal(grey.shape)
    photo: NDArray[np.uint8] = np.clip(noisy, 0, 255).astype(np.uint8)
    return photo


def _made(name: str, make: Callable[[str], Subject]) -> Subject | None:
    try:
        return make(name)
    except ImportError:
        return None


def _zxing(name: str, rng: np.random.Generator, *, easiest: bool) -> Subject:
    zxing: Any = import_module("zxingcpp")
    text = "stamp 4711"
    kind = zxing.BarcodeFormat.DataMatrix
    if hasattr(zxing, "create_barcode"):
        symbol = np.array(zxing.create_barcode(text, kind).to_image(scale=8))
    else:
        symbol = np.array(zxing.write_barcode(kind, text, width=SIDE, height=SIDE))
    pictures = [scene(symbol, rng) for _ in range(PICTURES)]

    def read(image: NDArray[np.uint8]) -> Any:
        # read_barcodes searches on for more symbols, which takes 70 times as long.
        return zxing.read_barcode(image, formats=kind)

    found = [read(picture) for picture in pictures]
    _demand(name, all(result is not None and result.text == text for result in found))
    if easiest:
        quick = measure([Subject("", read, [picture]) for picture in pictures], 1, lambda: None)
        pictures = [pictures[int(np.argmin([timing.median_us for timing in quick]))]]
    return Subject(name, read, pictures)


def _aruco(name: str, rng: np.random.Generator) -> Subject:
    cv2: Any = import_module("cv2")
    markers = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    symbol = np.pad(cv2.aruco.generateImageMarker(markers, 47, 140), 30, constant_values=255)
    pictures = [scene(symbol, rng) for _ in range(PICTURES)]
    detector = cv2.aruco.ArucoDetector(markers)
    found = [detector.detectMarkers(picture)[1] for picture in pictures]
    _demand(name, all(ids is not None and ids.ravel().tolist() == [47] for ids in found))
    return Subject(name, detector.detectMarkers, pictures)


def _april_tag(name: str, rng: np.random.Generator) -> Subject:
    cv2: Any = import_module("cv2")
    april: Any = import_module("apriltag")
    tags = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h11)
    symbol = np.pad(cv2.aruco.generateImageMarker(tags, 47, 140), 30, constant_values=255)
    pictures = [scene(symbol, rng) for _ in range(PICTURES)]
    detector = april.Detector()
    found = [[tag.tag_id for tag in detector.detect(picture)] for picture in pictures]
    _demand(name, found == [[47]] * PICTURES)
    return Subject(name, detector.detect, pictures)


def _components(name: str, frames: NDArray[np.int16]) -> Subject:
    cv2: Any = import_module("cv2")

    def find(frame: NDArray[np.int16]) -> Any:
        return cv2.connectedComponentsWithStats((frame > BLOB_COUNTS).astype(np.uint8))

    _demand(name, find(frames[0])[0] > 1)
    return Subject(name, find, frames)


def _labels(name: str, frames: NDArray[np.int16]) -> Subject:
    ndimage: Any = import_module("scipy.ndimage")

    def find(frame: NDArray[np.int16]) -> Any:
        labels, count = ndimage.label(frame > BLOB_COUNTS)
        return ndimage.center_of_mass(frame, labels, range(1, count + 1))

    _demand(name, len(find(frames[0])) > 0)
    return Subject(name, find, frames)


def _blobs(name: str, frames: NDArray[np.int16]) -> Subject:
    feature: Any = import_module("skimage.feature")

    def find(frame: NDArray[np.int16]) -> Any:
        return feature.blob_log(
            frame.astype(np.float64), min_sigma=0.5, max_sigma=1.5, num_sigma=5, threshold=10
        )

    _demand(name, len(find(frames[0])) > 0)
    return Subject(name, find, frames)


def _reed_solomon(name: str) -> Subject:
    codec: Any = import_module("reedsolo").RSCodec(6, nsize=15, c_exp=4)
    message = bytes(range(9))
    word = bytearray(codec.encode(message))
    for place in (1, 7, 12):
        word[place] ^= 5
    _demand(name, bytes(codec.decode(bytes(word))[0]) == message)
    return Subject(name, codec.decode, [bytes(word)])


def _bch(name: str) -> Subject:
    codec: Any = import_module("bchlib").BCH(5, m=6)
    message = b"ID47"
    check = bytes(codec.encode(message))
    word = bytes(byte ^ flip for byte, flip in zip(message, (3, 0, 5, 128), strict=True))

    def decode(received: bytes) -> bytearray:
        data = bytearray(received)
        codec.decode(received, check)
        codec.correct(data, bytearray(check))
        return data

    _demand(name, decode(word) == message)
    return Subject(name, decode, [word])


def _bch_in_numpy(name: str) -> Subject:
    galois: Any = import_module("galois")
    codec = galois.BCH(63, 36)
    message = codec.field(np.arange(36) % 2)
    word = codec.encode(message)
    word[[1, 9, 17, 40, 62]] += codec.field(1)
    _demand(name, bool((codec.decode(word) == message).all()))
    return Subject(name, codec.decode, [word])


def _demand(name: str, *works: bool) -> None:
    if not all(works):
        raise RuntimeError(f"{name}: did not do its work, so timing it would mean nothing")
